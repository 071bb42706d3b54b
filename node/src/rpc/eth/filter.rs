//! Filters: what is new since a client last asked.
//!
//! A filter is a place in the chain, or a queue of announced transactions; it holds no results. One that nobody asks
//! for [`filter_idle`](super::super::limits::RpcLimits::filter_idle) is gone; the dead are removed whenever any filter
//! is touched, so no task and no memory is left behind. When a dev chain is walked back, a filter goes back with it.

use std::{
    collections::HashMap,
    hash::{BuildHasher, RandomState},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use alloy_rpc_types_eth as rpc;
use jsonrpsee::core::RegisterMethodError;
use primitives::{B256, BlockNumber};
use serde::Serialize;
use tokio::sync::broadcast::{Receiver, error::TryRecvError};
use types::Recovered;

use crate::{
    chain::{Chain, ChainEvent},
    rpc::{
        context::{Context, Work},
        error::RpcError,
        eth::logs::LogQuery,
        methods::Methods,
        params::Arguments,
        view::View,
    },
};

/// The table of methods about filters.
pub(super) fn register(methods: &mut Methods) -> Result<(), RegisterMethodError> {
    methods.threaded(Work::Read, "eth_newFilter", &["filter"], |context, arguments| {
        let query = Box::new(LogQuery::read(&arguments.some(0, "a filter object")?)?);
        context.filters.add(Filter::Logs { query, cursor: Cursor::at_head(&context.chain)? })
    })?;
    methods.threaded(Work::Read, "eth_newBlockFilter", &[], |context, _| {
        context.filters.add(Filter::Blocks { cursor: Cursor::at_head(&context.chain)? })
    })?;
    methods.instant("eth_newPendingTransactionFilter", &["full"], |context, arguments| {
        if arguments.optional(0)?.unwrap_or(false) {
            let argument = arguments.some(0, "false")?;
            return Err(
                argument.wrong("false or nothing: this filter gives hashes; ask eth_getTransactionByHash for more")
            );
        }
        context.filters.add(Filter::Transactions { announced: context.pool.subscribe() })
    })?;
    methods.threaded(Work::Read, "eth_getFilterChanges", &["id"], |context, arguments| {
        let filter = context.filters.touch(id(arguments)?)?;
        lock(&filter).changes(context)
    })?;
    methods.threaded(Work::Read, "eth_getFilterLogs", &["id"], |context, arguments| {
        let filter = context.filters.touch(id(arguments)?)?;
        let query = match &*lock(&filter) {
            Filter::Logs { query, .. } => query.clone(),
            Filter::Blocks { .. } | Filter::Transactions { .. } => return Err(RpcError::NotLogFilter),
        };
        query.run(context)
    })?;
    methods.instant("eth_uninstallFilter", &["id"], |context, arguments| Ok(context.filters.remove(id(arguments)?)))
}

/// All filters of all clients.
#[derive(Debug)]
pub(in crate::rpc) struct Filters {
    limit: usize,
    idle: Duration,
    live: Mutex<HashMap<u128, Live>>,
}

/// A filter and when it was last asked.
#[derive(Debug)]
struct Live {
    filter: Arc<Mutex<Filter>>,
    touched: Instant,
}

/// One filter.
#[derive(Debug)]
enum Filter {
    Logs { query: Box<LogQuery>, cursor: Cursor },
    Blocks { cursor: Cursor },
    Transactions { announced: Receiver<Arc<Recovered>> },
}

/// What one question to a filter gives.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Changes {
    Logs(Vec<rpc::Log>),
    Hashes(Vec<B256>),
}

/// A place in the chain.
#[derive(Debug)]
struct Cursor {
    /// The first height that was not reported.
    next: u64,
    /// The hash of the block below.
    below: Option<B256>,
    /// Tells of a chain that is walked back.
    events: Receiver<ChainEvent>,
}

impl Filters {
    /// No filters yet; at most `limit` at a time, each for `idle` after it was last asked.
    pub(in crate::rpc) fn new(limit: usize, idle: Duration) -> Self {
        Self { limit, idle, live: Mutex::default() }
    }

    /// Keeps `filter` and returns its id, in hex.
    fn add(&self, filter: Filter) -> Result<String, RpcError> {
        let mut live = self.live();
        if live.len() >= self.limit {
            return Err(RpcError::TooManyFilters { limit: self.limit });
        }
        let id = random_id();
        live.insert(id, Live { filter: Arc::new(Mutex::new(filter)), touched: Instant::now() });
        Ok(format!("{id:#x}"))
    }

    /// The filter with this id, which lives on from now.
    fn touch(&self, id: u128) -> Result<Arc<Mutex<Filter>>, RpcError> {
        let mut live = self.live();
        let found = live.get_mut(&id).ok_or(RpcError::UnknownFilter)?;
        found.touched = Instant::now();
        Ok(Arc::clone(&found.filter))
    }

    /// Forgets a filter; false if there is none.
    fn remove(&self, id: u128) -> bool {
        self.live().remove(&id).is_some()
    }

    /// The filters that live.
    fn live(&self) -> MutexGuard<'_, HashMap<u128, Live>> {
        let mut live = lock(&self.live);
        live.retain(|_, filter| filter.touched.elapsed() < self.idle);
        live
    }
}

/// No guarded value is ever left half-changed, so a panic elsewhere does not spoil it.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The filter id that is the first parameter.
fn id(arguments: &Arguments) -> Result<u128, RpcError> {
    arguments.required(0)
}

/// An id that nobody can guess: ids are shared by all clients. From the operating system's randomness through the
/// keys of the standard library's hasher.
pub(in crate::rpc) fn random_id() -> u128 {
    let half = || u128::from(RandomState::new().hash_one(()));
    (half() << 64) | half()
}

impl Filter {
    /// What is new since the last question.
    fn changes(&mut self, context: &Context) -> Result<Changes, RpcError> {
        match self {
            Self::Logs { query, cursor } => {
                let (view, from, to) = cursor.unseen(context)?;
                let (low, high) = query.within(from, to);
                let scan = query.scan(&view, low, high, &context.limits)?;
                match scan.full {
                    None => cursor.move_to(to.saturating_add(1), &view)?,
                    // The rest is for the next question; a block that never fits is passed over with an error.
                    Some((number, error)) if scan.logs.is_empty() => {
                        cursor.move_to(number.saturating_add(1), &view)?;
                        return Err(error);
                    }
                    Some((number, _)) => cursor.move_to(number, &view)?,
                }
                Ok(Changes::Logs(scan.logs))
            }
            Self::Blocks { cursor } => {
                let (view, from, to) = cursor.unseen(context)?;
                let mut hashes = Vec::new();
                for number in (from..=to).map(BlockNumber::new) {
                    hashes.extend(view.hash_at(number)?);
                }
                cursor.move_to(to.saturating_add(1), &view)?;
                Ok(Changes::Hashes(hashes))
            }
            Self::Transactions { announced } => {
                let mut hashes = Vec::new();
                loop {
                    match announced.try_recv() {
                        Ok(tx) => hashes.push(tx.hash()),
                        // The oldest ones are gone: a client that wants all must ask more often.
                        Err(TryRecvError::Lagged(_)) => {}
                        Err(TryRecvError::Empty | TryRecvError::Closed) => return Ok(Changes::Hashes(hashes)),
                    }
                }
            }
        }
    }
}

impl Cursor {
    /// Behind the newest block.
    fn at_head(chain: &Chain) -> Result<Self, RpcError> {
        let events = chain.subscribe();
        let view = View::of(chain)?;
        let head = view.head();
        Ok(Self { next: head.number.get().saturating_add(1), below: Some(head.hash), events })
    }

    /// The heights `from..=to` that were not reported yet (none if `from` is above `to`), at most as many as a log
    /// query may span, and the chain to which they belong.
    fn unseen(&mut self, context: &Context) -> Result<(View, u64, u64), RpcError> {
        // Events first, the view after them: what happens in between is reported twice rather than never.
        let mut lost_events = false;
        loop {
            match self.events.try_recv() {
                Ok(ChainEvent::Committed(_)) => {}
                Ok(ChainEvent::Rewound(number)) => self.next = self.next.min(number.get().saturating_add(1)),
                Err(TryRecvError::Lagged(_)) => lost_events = true,
                Err(TryRecvError::Empty | TryRecvError::Closed) => break,
            }
        }
        let view = context.view()?;
        let head = view.head().number.get();
        // If the chain was walked back unseen, it is not known how far: report from its head on.
        if lost_events && view.hash_at(BlockNumber::new(self.next.saturating_sub(1)))? != self.below {
            self.next = self.next.min(head.saturating_add(1));
        }
        let last = self.next.saturating_add(context.limits.log_blocks_max).saturating_sub(1);
        Ok((view, self.next, head.min(last)))
    }

    /// Everything below `next` is reported. A cursor never moves back here: the head may lie below it for a moment
    /// after a dev chain was walked back.
    fn move_to(&mut self, next: u64, view: &View) -> Result<(), RpcError> {
        if next > self.next {
            self.next = next;
            self.below = view.hash_at(BlockNumber::new(next.saturating_sub(1)))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn transactions() -> Filter {
        let (_, announced) = tokio::sync::broadcast::channel(1);
        Filter::Transactions { announced }
    }

    fn number(id: &str) -> u128 {
        u128::from_str_radix(id.trim_start_matches("0x"), 16).unwrap()
    }

    #[test]
    fn filter_that_nobody_asks_expires() {
        let filters = Filters::new(10, Duration::ZERO);
        let id = number(&filters.add(transactions()).unwrap());
        assert!(matches!(filters.touch(id), Err(RpcError::UnknownFilter)));
        assert!(lock(&filters.live).is_empty());
    }

    #[test]
    fn filters_are_limited_and_removing_one_makes_room() {
        let filters = Filters::new(2, Duration::from_secs(60));
        let id = number(&filters.add(transactions()).unwrap());
        filters.add(transactions()).unwrap();
        assert!(matches!(filters.add(transactions()), Err(RpcError::TooManyFilters { limit: 2 })));
        assert!(filters.remove(id));
        assert!(!filters.remove(id));
        filters.add(transactions()).unwrap();
    }

    #[test]
    fn ids_differ() {
        let ids: std::collections::HashSet<u128> = (0..1_000).map(|_| random_id()).collect();
        assert_eq!(ids.len(), 1_000);
    }
}

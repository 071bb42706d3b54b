//! What every method works on, and the threads where methods run.
//!
//! Nothing that touches the database or runs contracts does so on a network thread. Each kind of work has its own
//! number of places, so that many calls of one kind can slow neither the others nor the block producer, which has its
//! own thread. A call whose client went away, or whose time ran out, keeps its place until its thread is done.

use std::sync::Arc;

use db::Snapshot;
use executor::BlockEnv;
use tokio::{sync::Semaphore, time::timeout};

use crate::{
    chain::Chain,
    pool::Pool,
    producer::Producer,
    rpc::{
        dev::DevAccounts, error::RpcError, eth::fee::TipCache, eth::filter::Filters, limits::RpcLimits,
        params::BlockRef, view::View,
    },
};

/// What every method works on.
pub(super) struct Context {
    pub(super) chain: Arc<Chain>,
    pub(super) pool: Arc<Pool>,
    pub(super) producer: Producer,
    /// Set on a dev chain only.
    pub(super) dev: Option<DevAccounts>,
    pub(super) limits: RpcLimits,
    pub(super) filters: Filters,
    pub(super) tips: TipCache,
    places: Places,
}

/// The places of each kind of work.
struct Places {
    /// One for each call that waits or runs.
    calls: Arc<Semaphore>,
    reads: Arc<Semaphore>,
    submissions: Arc<Semaphore>,
    executions: Arc<Semaphore>,
}

/// What a method does on its thread.
#[derive(Clone, Copy, Debug)]
pub(super) enum Work {
    /// It reads the database.
    Read,
    /// It takes in a transaction.
    Submit,
    /// It runs contracts.
    Execute,
}

impl Context {
    /// A context over the parts of a node.
    pub(super) fn new(
        chain: Arc<Chain>,
        pool: Arc<Pool>,
        producer: Producer,
        dev: Option<DevAccounts>,
        limits: RpcLimits,
    ) -> Self {
        let places = Places {
            calls: Arc::new(Semaphore::new(limits.calls_max)),
            reads: Arc::new(Semaphore::new(limits.reads_max)),
            submissions: Arc::new(Semaphore::new(limits.submissions_max)),
            executions: Arc::new(Semaphore::new(limits.executions_max)),
        };
        let filters = Filters::new(limits.filters_max, limits.filter_idle);
        Self { chain, pool, producer, dev, limits, filters, tips: TipCache::default(), places }
    }

    /// Runs `job` on a thread of its own when a place for this kind of work is free.
    pub(super) async fn run<T, F>(&self, work: Work, job: F) -> Result<T, RpcError>
    where
        T: Send + 'static,
        F: FnOnce() -> Result<T, RpcError> + Send + 'static,
    {
        let places = match work {
            Work::Read => &self.places.reads,
            Work::Submit => &self.places.submissions,
            Work::Execute => &self.places.executions,
        };
        let _call = self.places.calls.try_acquire().map_err(|_| RpcError::Busy)?;
        let waiting = timeout(self.limits.queue_timeout, Arc::clone(places).acquire_owned());
        let place = waiting.await.map_err(|_| RpcError::Busy)?.map_err(|_| RpcError::Busy)?;
        let running = tokio::task::spawn_blocking(move || {
            let _place = place;
            job()
        });
        let limit = self.limits.call_timeout;
        match timeout(limit, running).await {
            Ok(Ok(result)) => result,
            Ok(Err(panic)) => Err(RpcError::Internal(format!("the call ended unexpectedly: {panic}"))),
            Err(_) => Err(RpcError::Timeout { limit_s: limit.as_secs() }),
        }
    }

    /// Waits until no thread works for a call any more.
    pub(super) async fn idle(&self) {
        let Places { reads, submissions, executions, .. } = &self.places;
        let Context { limits, .. } = self;
        let all =
            [(reads, limits.reads_max), (submissions, limits.submissions_max), (executions, limits.executions_max)];
        for (places, count) in all {
            // The semaphores are never closed, and no limit comes near 2^32.
            let _ = places.acquire_many(u32::try_from(count).unwrap_or(u32::MAX)).await;
        }
    }

    /// The chain as of now.
    pub(super) fn view(&self) -> Result<View, RpcError> {
        View::of(&self.chain)
    }

    /// The state and the environment in which a call runs: inside the named block, or inside the next one for
    /// `pending`.
    pub(super) fn call_env(&self, block: &BlockRef) -> Result<(Snapshot, BlockEnv), RpcError> {
        let view = self.view()?;
        let (number, state) = view.state(block)?;
        let header = view.header_at(number)?;
        let chain_id = self.chain.chain_id();
        let env = match block {
            BlockRef::Pending => {
                let timestamp = self.producer.next_timestamp(header.timestamp);
                BlockEnv::child_of(&header, view.head().hash, chain_id, timestamp, self.chain.genesis().coinbase)
            }
            _ => BlockEnv::of_header(&header, chain_id),
        };
        Ok((state, env))
    }
}

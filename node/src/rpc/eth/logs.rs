//! Logs: queries over a range of blocks. Each header's bloom filter is asked before its receipts are read.

use alloy_rpc_types_eth as rpc;
use jsonrpsee::core::RegisterMethodError;
use primitives::{Address, B256, BlockNumber, Bloom};

use crate::rpc::{
    context::{Context, Work},
    convert,
    error::RpcError,
    limits::RpcLimits,
    methods::Methods,
    params::{Argument, BlockRef, Parameter},
    view::View,
};

/// Addresses, or alternatives for one topic, that one query may name.
const ALTERNATIVES_MAX: usize = 1_000;

/// Bytes of JSON around the data of one log, about.
const LOG_FRAME_BYTES: usize = 700;

/// Which logs are wanted.
#[derive(Clone, Debug)]
pub(super) struct LogQuery {
    /// Addresses and topics. Its block range is not used.
    criteria: rpc::Filter,
    blocks: LogBlocks,
}

/// In which blocks.
#[derive(Clone, Copy, Debug)]
enum LogBlocks {
    Range { from: BlockRef, to: BlockRef },
    One(B256),
}

/// What a scan found.
pub(super) struct Scan {
    pub(super) logs: Vec<rpc::Log>,
    /// The first block whose logs did not fit any more, and what there was too much of.
    pub(super) full: Option<(u64, RpcError)>,
}

/// The table of methods about logs.
pub(super) fn register(methods: &mut Methods) -> Result<(), RegisterMethodError> {
    methods.threaded(Work::Read, "eth_getLogs", &["filter"], |context, arguments| {
        LogQuery::read(&arguments.some(0, "a filter object")?)?.run(context)
    })
}

impl LogQuery {
    /// Reads a filter object.
    pub(super) fn read(argument: &Argument<'_>) -> Result<Self, RpcError> {
        let blocks = match argument.read_field("blockHash")? {
            None => LogBlocks::Range {
                from: argument.read_field("fromBlock")?.unwrap_or(BlockRef::Latest),
                to: argument.read_field("toBlock")?.unwrap_or(BlockRef::Latest),
            },
            Some(_) if argument.field("fromBlock")?.is_some() || argument.field("toBlock")?.is_some() => {
                let text = "cannot specify both blockHash and fromBlock/toBlock; give one of them";
                return Err(RpcError::Contradiction(text));
            }
            Some(hash) => LogBlocks::One(hash),
        };
        let mut criteria = rpc::Filter::new();
        if let Some(addresses) = argument.field("address")? {
            criteria = criteria.address(alternatives::<Address>(&addresses)?);
        }
        if let Some(topics) = argument.field("topics")? {
            let elements = topics.elements()?;
            if elements.len() > criteria.topics.len() {
                return Err(topics.wrong("at most 4 topics"));
            }
            for (topic, element) in criteria.topics.iter_mut().zip(&elements) {
                *topic = alternatives::<B256>(element)?.into();
            }
        }
        Ok(Self { criteria, blocks })
    }

    /// All logs that are wanted.
    pub(super) fn run(&self, context: &Context) -> Result<Vec<rpc::Log>, RpcError> {
        let view = context.view()?;
        let (from, to) = match &self.blocks {
            LogBlocks::One(hash) => {
                let number = view.existing_height(&BlockRef::Hash(*hash))?.get();
                (number, number)
            }
            LogBlocks::Range { from, to } => (bound(from, &view)?, bound(to, &view)?),
        };
        if from > to && matches!(self.blocks, LogBlocks::Range { to: BlockRef::Number(_), .. }) {
            return Err(RpcError::Contradiction("invalid block range: fromBlock is above toBlock"));
        }
        // What is above the head has no logs yet; a client that polls from its last block on asks for that.
        let to = to.min(view.head().number.get());
        let limits = &context.limits;
        let span = to.saturating_add(1).saturating_sub(from);
        if span > limits.log_blocks_max {
            return Err(RpcError::LogRange { found: span, limit: limits.log_blocks_max });
        }
        let scan = self.scan(&view, from, to, limits)?;
        match scan.full {
            Some((_, error)) => Err(error),
            None => Ok(scan.logs),
        }
    }

    /// The part of `from..=to` whose logs the query can want at all.
    pub(super) fn within(&self, from: u64, to: u64) -> (u64, u64) {
        match &self.blocks {
            LogBlocks::Range { from: low, to: high } => {
                let low = if let BlockRef::Number(low) = low { *low } else { 0 };
                let high = if let BlockRef::Number(high) = high { *high } else { u64::MAX };
                (from.max(low), to.min(high))
            }
            // A block that was there before the filter is never new.
            LogBlocks::One(_) => (1, 0),
        }
    }

    /// The wanted logs of the blocks `from..=to`, none of which is above the head, until they are too many.
    pub(super) fn scan(&self, view: &View, from: u64, to: u64, limits: &RpcLimits) -> Result<Scan, RpcError> {
        let mut logs: Vec<rpc::Log> = Vec::new();
        let mut size_bytes = 0_usize;
        for number in from..=to {
            let height = BlockNumber::new(number);
            if !self.criteria.matches_bloom(view.header_at(height)?.logs_bloom) {
                continue;
            }
            let fitting = logs.len();
            let (block, receipts) = (view.block_at(height)?, view.receipts_at(height)?);
            for log in convert::logs(&block, &receipts).filter(|log| self.wants(log)) {
                size_bytes = size_bytes.saturating_add(LOG_FRAME_BYTES).saturating_add(log.inner.data.data.len() * 2);
                logs.push(log);
                let excess = if logs.len() > limits.logs_max {
                    Some(("logs", limits.logs_max))
                } else if size_bytes > limits.response_max_bytes as usize {
                    Some(("bytes", limits.response_max_bytes as usize))
                } else {
                    None
                };
                if let Some((unit, limit)) = excess {
                    logs.truncate(fitting);
                    let last = (number > from).then(|| number.saturating_sub(1));
                    let error = RpcError::LogResults { unit, limit, from, fitting: last };
                    return Ok(Scan { logs, full: Some((number, error)) });
                }
            }
        }
        Ok(Scan { logs, full: None })
    }

    /// True if address and topics fit.
    pub(super) fn wants(&self, log: &rpc::Log) -> bool {
        self.criteria.matches(&log.inner)
    }

    /// False if a block with this bloom filter holds no wanted log.
    pub(super) fn may_be_in(&self, bloom: Bloom) -> bool {
        self.criteria.matches_bloom(bloom)
    }
}

/// The height that bounds a range. A height above the head stands for itself.
fn bound(block: &BlockRef, view: &View) -> Result<u64, RpcError> {
    match block {
        BlockRef::Number(number) => Ok(*number),
        other => Ok(view.existing_height(other)?.get()),
    }
}

/// One value, several, or none for any.
fn alternatives<T: Parameter>(argument: &Argument<'_>) -> Result<Vec<T>, RpcError> {
    if argument.value().is_null() {
        return Ok(Vec::new());
    }
    if !argument.value().is_array() {
        return Ok(vec![argument.read()?]);
    }
    let elements = argument.elements()?;
    if elements.len() > ALTERNATIVES_MAX {
        return Err(argument.wrong(format!("at most {ALTERNATIVES_MAX} alternatives")));
    }
    elements.iter().map(|element| element.read()).collect()
}

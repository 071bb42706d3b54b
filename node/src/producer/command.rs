//! What the producer's thread can be asked.

use primitives::{Address, BlockNumber, U256};
use tokio::sync::oneshot::Sender;

use crate::NodeError;

/// A request with the way to answer it. Each is described at [`Producer`](super::Producer)'s method of its name.
pub(super) enum Command {
    Mine { blocks: u64, timestamp: Option<u64>, reply: Sender<Result<BlockNumber, NodeError>> },
    IncreaseTime { seconds: u64, reply: Sender<Result<i64, NodeError>> },
    SetNextTimestamp { timestamp: u64, reply: Sender<Result<(), NodeError>> },
    Snapshot { reply: Sender<u64> },
    Revert { id: u64, reply: Sender<Result<bool, NodeError>> },
    SetBalance { address: Address, balance: U256, reply: Sender<Result<BlockNumber, NodeError>> },
}

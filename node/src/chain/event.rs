//! What subscribers of the chain are told.

use std::sync::Arc;

use primitives::BlockNumber;
use types::{Receipt, SealedBlock};

/// The head moved.
#[derive(Clone, Debug)]
pub enum ChainEvent {
    /// By one block forward. The database answers for it by now.
    Committed(Arc<CommittedBlock>),
    /// Back to this height, on a dev chain only.
    Rewound(BlockNumber),
}

/// A block that the database holds durably.
#[derive(Clone, Debug)]
pub struct CommittedBlock {
    /// The block.
    pub block: SealedBlock,
    /// One receipt per transaction, in the same order.
    pub receipts: Vec<Receipt>,
}

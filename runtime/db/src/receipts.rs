//! Reading receipts.

use primitives::BlockNumber;
use types::Receipt;

use crate::{
    codec,
    columns::{Family, number_key},
    error::DbError,
    open::Database,
    snapshot::Snapshot,
};

impl Snapshot {
    /// The receipts of the block at this height, one for each transaction, or `None` above the snapshot's block.
    pub fn receipts(&self, number: BlockNumber) -> Result<Option<Vec<Receipt>>, DbError> {
        if !self.shows(number) {
            return Ok(None);
        }
        self.pinned().get(Family::Receipts, &number_key(number), codec::decode_receipts)
    }
}

impl Database {
    /// The receipts of the block at this height, one for each transaction, or `None` above the head.
    pub fn receipts(&self, number: BlockNumber) -> Result<Option<Vec<Receipt>>, DbError> {
        self.latest().receipts(number)
    }
}

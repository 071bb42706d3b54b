//! Reading blocks, by height and by hash.

use primitives::{B256, BlockNumber};
use types::{Header, Recovered, SealedBlock};

use crate::{
    codec,
    columns::{Family, number_key, number_of, split_location},
    error::DbError,
    open::Database,
    snapshot::Snapshot,
};

impl Snapshot {
    /// The header at this height, or `None` above the snapshot's block.
    pub fn header(&self, number: BlockNumber) -> Result<Option<Header>, DbError> {
        Ok(self.sealed_header(number)?.map(|(header, _)| header))
    }

    /// The header with this hash.
    pub fn header_by_hash(&self, hash: B256) -> Result<Option<Header>, DbError> {
        match self.block_number(hash)? {
            Some(number) => self.header(number),
            None => Ok(None),
        }
    }

    /// The block at this height, or `None` above the snapshot's block.
    pub fn block(&self, number: BlockNumber) -> Result<Option<SealedBlock>, DbError> {
        let Some((header, hash)) = self.sealed_header(number)? else { return Ok(None) };
        let transactions = self
            .body(number)?
            .ok_or_else(|| DbError::damaged(Family::Bodies.name(), number, "it is missing, but its header is there"))?;
        Ok(Some(SealedBlock { header, hash, transactions }))
    }

    /// The height of the block with this hash.
    pub fn block_number(&self, hash: B256) -> Result<Option<BlockNumber>, DbError> {
        let number = self.pinned().get(Family::BlockNumbers, hash.as_slice(), |value| {
            number_of(value).ok_or_else(|| format!("length is {}, expected 8", value.len()))
        })?;
        Ok(number.filter(|number| self.shows(*number)))
    }

    /// The hash of the block at this height, or `None` above the snapshot's block.
    pub fn block_hash_at(&self, number: BlockNumber) -> Result<Option<B256>, DbError> {
        Ok(self.sealed_header(number)?.map(|(_, hash)| hash))
    }

    /// Height and index of the transaction with this hash.
    pub fn transaction_location(&self, hash: B256) -> Result<Option<(BlockNumber, u32)>, DbError> {
        let location = self.pinned().get(Family::Transactions, hash.as_slice(), |value| {
            split_location(value).ok_or_else(|| format!("length is {}, expected 12", value.len()))
        })?;
        Ok(location.filter(|(number, _)| self.shows(*number)))
    }

    /// The header at this height with its hash.
    pub(crate) fn sealed_header(&self, number: BlockNumber) -> Result<Option<(Header, B256)>, DbError> {
        if !self.shows(number) {
            return Ok(None);
        }
        self.pinned().get(Family::Headers, &number_key(number), codec::decode_header)
    }

    /// The transactions at this height.
    pub(crate) fn body(&self, number: BlockNumber) -> Result<Option<Vec<Recovered>>, DbError> {
        self.pinned().get(Family::Bodies, &number_key(number), codec::decode_body)
    }

    /// True for the snapshot's block and its ancestors.
    pub(crate) fn shows(&self, number: BlockNumber) -> bool {
        self.head().is_some_and(|head| number <= head.number)
    }
}

impl Database {
    /// The header at this height, or `None` above the head.
    pub fn header(&self, number: BlockNumber) -> Result<Option<Header>, DbError> {
        self.latest().header(number)
    }

    /// The header with this hash.
    pub fn header_by_hash(&self, hash: B256) -> Result<Option<Header>, DbError> {
        self.latest().header_by_hash(hash)
    }

    /// The block at this height, or `None` above the head.
    pub fn block(&self, number: BlockNumber) -> Result<Option<SealedBlock>, DbError> {
        self.latest().block(number)
    }

    /// The height of the block with this hash.
    pub fn block_number(&self, hash: B256) -> Result<Option<BlockNumber>, DbError> {
        self.latest().block_number(hash)
    }

    /// Height and index of the transaction with this hash.
    pub fn transaction_location(&self, hash: B256) -> Result<Option<(BlockNumber, u32)>, DbError> {
        self.latest().transaction_location(hash)
    }
}

//! The chain as of one moment, for one call: blocks, receipts and states that belong together, whatever is sealed or
//! walked back meanwhile.

use db::{Head, Snapshot};
use primitives::{B256, BlockNumber};
use types::{Header, Receipt, SealedBlock};

use crate::{
    chain::Chain,
    rpc::{error::RpcError, params::BlockRef},
};

/// The chain as of one moment.
pub(super) struct View {
    snapshot: Snapshot,
    head: Head,
}

/// Where a mined transaction stands.
pub(super) struct Place {
    pub(super) block: SealedBlock,
    pub(super) index: usize,
}

impl View {
    /// The chain as of now.
    pub(super) fn of(chain: &Chain) -> Result<Self, RpcError> {
        let snapshot = chain.latest();
        let head = snapshot.head().ok_or_else(|| RpcError::Internal("the database holds no block".to_owned()))?;
        Ok(Self { snapshot, head })
    }

    /// The newest block.
    pub(super) fn head(&self) -> &Head {
        &self.head
    }

    /// The state after the newest block.
    pub(super) fn latest(&self) -> &Snapshot {
        &self.snapshot
    }

    /// The height of the block that `block` names, or `None` if there is no such block. The pending block is the
    /// latest: what is not sealed has no result.
    pub(super) fn height(&self, block: &BlockRef) -> Result<Option<BlockNumber>, RpcError> {
        Ok(match block {
            BlockRef::Latest | BlockRef::Pending => Some(self.head.number),
            BlockRef::Earliest => Some(BlockNumber::GENESIS),
            BlockRef::Number(number) => Some(BlockNumber::new(*number)).filter(|number| *number <= self.head.number),
            BlockRef::Hash(hash) => self.snapshot.block_number(*hash)?,
        })
    }

    /// As [`View::height`], for calls to which an absent block is an error.
    pub(super) fn existing_height(&self, block: &BlockRef) -> Result<BlockNumber, RpcError> {
        self.height(block)?.ok_or(match block {
            BlockRef::Hash(hash) => RpcError::UnknownBlock { hash: *hash },
            BlockRef::Number(number) => RpcError::AboveHead { number: *number, head: self.head.number.get() },
            BlockRef::Latest | BlockRef::Pending | BlockRef::Earliest => {
                RpcError::Internal("the head has no height".to_owned())
            }
        })
    }

    /// The block that `block` names, if there is one.
    pub(super) fn block(&self, block: &BlockRef) -> Result<Option<SealedBlock>, RpcError> {
        match self.height(block)? {
            Some(number) => Ok(Some(self.block_at(number)?)),
            None => Ok(None),
        }
    }

    /// The block at a height that is not above the head.
    pub(super) fn block_at(&self, number: BlockNumber) -> Result<SealedBlock, RpcError> {
        self.snapshot.block(number)?.ok_or_else(|| self.missing(number))
    }

    /// The header at a height that is not above the head.
    pub(super) fn header_at(&self, number: BlockNumber) -> Result<Header, RpcError> {
        self.snapshot.header(number)?.ok_or_else(|| self.missing(number))
    }

    /// The receipts at a height that is not above the head.
    pub(super) fn receipts_at(&self, number: BlockNumber) -> Result<Vec<Receipt>, RpcError> {
        self.snapshot.receipts(number)?.ok_or_else(|| self.missing(number))
    }

    /// The hash of the block at `number`, or `None` above the head.
    pub(super) fn hash_at(&self, number: BlockNumber) -> Result<Option<B256>, RpcError> {
        Ok(self.snapshot.header(number)?.map(|header| header.hash_slow()))
    }

    /// The block that `block` names, with the state after it.
    pub(super) fn state(&self, block: &BlockRef) -> Result<(BlockNumber, Snapshot), RpcError> {
        let number = self.existing_height(block)?;
        Ok((number, self.snapshot.at(number)?))
    }

    /// Where the transaction with `hash` stands, if it is mined.
    pub(super) fn find(&self, hash: B256) -> Result<Option<Place>, RpcError> {
        let Some((number, index)) = self.snapshot.transaction_location(hash)? else { return Ok(None) };
        Ok(Some(Place { block: self.block_at(number)?, index: index as usize }))
    }

    fn missing(&self, number: BlockNumber) -> RpcError {
        match number > self.head.number {
            true => RpcError::AboveHead { number: number.get(), head: self.head.number.get() },
            false => RpcError::StateNotKept { reason: format!("block {number} is not kept by this node") },
        }
    }
}

//! How a chain begins, or is found again.

use db::{BlockCommit, Database};
use executor::{ExecutedBlock, genesis_block};
use primitives::BlockNumber;
use types::Genesis;

use crate::{NodeError, chain::Head};

/// Writes the genesis block into an empty database, or checks that the stored one is the same. Returns the head.
pub(super) fn write_or_check(database: &Database, genesis: &Genesis) -> Result<Head, NodeError> {
    let ExecutedBlock { block, receipts, state } = genesis_block(genesis);
    let Some(stored) = database.head() else {
        database.commit(&BlockCommit { block: &block, receipts: &receipts, state: &state })?;
        return Ok(Head { header: block.header, hash: block.hash });
    };
    let first = stored_head(database, BlockNumber::GENESIS)?;
    if first.hash != block.hash {
        return Err(NodeError::GenesisMismatch { stored: first.hash, configured: block.hash });
    }
    stored_head(database, stored.number)
}

/// The stored block `number` as a head.
pub(super) fn stored_head(database: &Database, number: BlockNumber) -> Result<Head, NodeError> {
    let header = database.header(number)?.ok_or(NodeError::BlockMissing { number })?;
    let hash = header.hash_slow();
    Ok(Head { header, hash })
}

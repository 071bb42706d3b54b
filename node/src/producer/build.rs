//! One block from the pool's best transactions. Nothing is committed here.

use std::ops::RangeInclusive;

use executor::{BlockBuilder, BlockEnv, ExecuteError, ExecutedBlock};
use primitives::{Address, U256};

use crate::{NodeError, chain::Chain, pool::Pool};

/// Gas that the cheapest transaction needs: with less left, a block is full.
const TRANSACTION_GAS_MIN: u64 = 21_000;

/// Executes as many transactions of the pool on the latest state as `count` allows, and seals the block; `None` if
/// there are fewer. A transaction that turns out invalid is discarded from the pool, and the walk goes on.
pub(super) fn block(
    chain: &Chain,
    pool: &Pool,
    env: BlockEnv,
    count: RangeInclusive<usize>,
) -> Result<Option<ExecutedBlock>, NodeError> {
    let view = chain.latest();
    let mut best = pool.best(env.base_fee);
    let mut builder = BlockBuilder::new(chain.engine(), &view, env);
    while builder.transaction_count() < *count.end() && builder.gas_left() >= TRANSACTION_GAS_MIN {
        let Some(transaction) = best.next() else { break };
        if transaction.gas_limit() > builder.gas_left() {
            // It waits for the next block, and its sender's later ones with it.
            continue;
        }
        match builder.execute(&transaction) {
            Ok(_) => best.included(&transaction),
            Err(ExecuteError::Invalid(reason)) => pool.discard(&transaction, &reason),
            Err(ExecuteError::Node(error)) => return Err(error.into()),
        }
    }
    if builder.transaction_count() < *count.start() {
        return Ok(None);
    }
    Ok(Some(builder.seal(&view)?))
}

/// A block without transactions that sets one balance.
pub(super) fn balance_block(
    chain: &Chain,
    env: BlockEnv,
    address: Address,
    balance: U256,
) -> Result<ExecutedBlock, NodeError> {
    let view = chain.latest();
    let mut builder = BlockBuilder::new(chain.engine(), &view, env);
    builder.set_balance(address, balance)?;
    Ok(builder.seal(&view)?)
}

//! The pool's door: what a transaction must be to wait, given its sender's account and what waits already.

use executor::InvalidTransaction;
use primitives::U256;
use state::Account;
use types::Recovered;

use super::{PoolError, PoolLimits, lane::Contents};

/// A replacement pays at least this many percent of what the waiting transaction pays, on both fees, as in geth.
const REPLACEMENT_PERCENT: u128 = 110;

/// Checks `transaction` against its sender's `account`, which the sender's lane in `contents` follows, and the base
/// fee of the next block. Returns the wei that it may cost.
pub(super) fn check(
    contents: &Contents,
    limits: &PoolLimits,
    transaction: &Recovered,
    account: &Account,
    base_fee: u64,
) -> Result<U256, PoolError> {
    if let Some(reason) = &contents.closed {
        return Err(PoolError::Closed { reason: reason.clone() });
    }
    if contents.contains(&transaction.hash()) {
        return Err(PoolError::AlreadyKnown);
    }
    if account.has_code() {
        let (address, code_hash) = (transaction.sender(), account.code_hash);
        return Err(InvalidTransaction::SenderHasCode { address, code_hash }.into());
    }
    let (expected, found) = (account.nonce, transaction.nonce());
    match found.checked_sub(expected) {
        None => return Err(InvalidTransaction::NonceTooLow { expected, found }.into()),
        Some(ahead) if ahead >= limits.nonces_ahead => {
            return Err(PoolError::NonceTooFarAhead { expected, found, ahead: limits.nonces_ahead });
        }
        Some(_) => {}
    }
    // Ethereum's pools let it wait for a lower base fee. Here it is refused: under instant seal the base fee moves
    // only with other transactions, so its sender would wait for a receipt that may never come.
    let max_fee = transaction.max_fee_per_gas();
    if max_fee < u128::from(base_fee) {
        return Err(InvalidTransaction::FeeBelowBase { max_fee, base_fee }.into());
    }
    let lane = contents.lane(transaction.sender());
    let replaced = lane.and_then(|lane| lane.get(found));
    if let Some(waiting) = replaced {
        let waiting = &waiting.transaction;
        let waiting = (waiting.max_fee_per_gas(), waiting.max_priority_fee_per_gas());
        let offered = (max_fee, transaction.max_priority_fee_per_gas());
        if !outbids(offered.0, waiting.0) || !outbids(offered.1, waiting.1) {
            return Err(PoolError::ReplacementUnderpriced { waiting, offered });
        }
    }
    let replaced_cost = replaced.map_or(U256::ZERO, |replaced| replaced.cost);
    let queued = lane.map_or(U256::ZERO, |lane| lane.cost()).saturating_sub(replaced_cost);
    let cost = cost(transaction);
    if queued.checked_add(cost).is_none_or(|all| all > account.balance) {
        return Err(PoolError::InsufficientFunds { balance: account.balance, queued, cost });
    }
    Ok(cost)
}

/// Makes room for a checked transaction. One that would be ready pushes out queued ones, the last that came first:
/// transactions that nobody can mine may not keep out one that can be mined now.
pub(super) fn make_room(
    contents: &mut Contents,
    limits: &PoolLimits,
    transaction: &Recovered,
    account: &Account,
) -> Result<(), PoolError> {
    let (sender, nonce) = (transaction.sender(), transaction.nonce());
    let size = transaction.size_bytes();
    let ready_end = contents.lane(sender).map_or(account.nonce, |lane| lane.ready_end());
    loop {
        let replaced = contents.lane(sender).and_then(|lane| lane.get(nonce));
        let (freed_count, freed_size) = replaced.map_or((0, 0), |replaced| (1, replaced.size));
        let count_after = contents.count().saturating_sub(freed_count).saturating_add(1);
        let size_after = contents.size().saturating_sub(freed_size).saturating_add(size);
        let error = if count_after > limits.transactions {
            PoolError::FullOfTransactions { most: limits.transactions }
        } else if size_after > limits.size_bytes {
            PoolError::FullOfBytes { most: limits.size_bytes, size }
        } else {
            return Ok(());
        };
        let last_queued = if nonce <= ready_end { contents.last_queued() } else { None };
        let Some((other, other_nonce)) = last_queued else { return Err(error) };
        if let Some(dropped) = contents.remove(other, other_nonce) {
            tracing::info!(tx = %dropped.hash(), sender = %other, nonce = other_nonce, "queued transaction is pushed out of a full pool");
        }
    }
}

/// Wei that a transaction may cost, at most 2^256 - 1.
fn cost(transaction: &Recovered) -> U256 {
    // 64 and 128 bits: the product fits.
    let gas = U256::from(transaction.gas_limit()).saturating_mul(U256::from(transaction.max_fee_per_gas()));
    gas.saturating_add(transaction.value())
}

/// True if `offered` is at least 10 % above `waiting`, and above it at all.
fn outbids(offered: u128, waiting: u128) -> bool {
    let percent = |fee: u128, percent: u128| U256::from(fee).saturating_mul(U256::from(percent));
    offered > waiting && percent(offered, 100) >= percent(waiting, REPLACEMENT_PERCENT)
}

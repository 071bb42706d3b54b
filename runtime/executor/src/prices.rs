//! Prices of what depends on the state: every amount of gas that the executor charges on top of the interface's table
//! and of the instrumented code.
//!
//! Figures that wallets and authors know from Ethereum are kept, each with its source. Where Ethereum has no
//! counterpart, the price follows from 1 gas being about 3 nanoseconds of the reference core. The first access to an
//! account or a slot is the exception: it may wait for the disk, and here a gas is far less time than in Ethereum.

use primitives::Gas;

/// Gas of every transaction, before its data (yellow paper, Gtransaction). Pays for recovery, two account updates and
/// the receipt.
pub const TRANSACTION: Gas = Gas::new(21_000);

/// Gas per zero byte of a transaction's data (yellow paper, Gtxdatazero).
pub const DATA_ZERO_BYTE: Gas = Gas::new(4);

/// Gas per non-zero byte of a transaction's data (EIP-2028).
pub const DATA_NONZERO_BYTE: Gas = Gas::new(16);

/// Gas per address of an access list: with the warm access that follows, 100 less than [`COLD_ACCOUNT`] (EIP-2930).
pub const ACCESS_LIST_ADDRESS: Gas = Gas::new(9_900);

/// Gas per storage key of an access list: with the warm access that follows, 100 less than [`COLD_SLOT`] (EIP-2930).
pub const ACCESS_LIST_KEY: Gas = Gas::new(7_900);

/// Gas of a contract creation, by a transaction or by a contract (EIP-2, yellow paper Gcreate).
pub const CREATE: Gas = Gas::new(32_000);

/// Gas per byte of the container that a creating transaction leaves in the state (yellow paper, Gcodedeposit). A
/// contract that is created from a container already in the state adds only a hash and pays none.
pub const CODE_DEPOSIT_BYTE: Gas = Gas::new(200);

/// Gas per 32 bytes of init code that CREATE2 hashes (EIP-1014).
pub const CREATE2_HASH_WORD: Gas = Gas::new(6);

/// Gas of the first access to an account in a transaction. See [`COLD_SLOT`].
pub const COLD_ACCOUNT: Gas = Gas::new(10_100);

/// Gas of the first access to a storage slot in a transaction.
///
/// Mostly it pays for waiting: the database answers in 5 microseconds from memory, in about 60 from a disk. EIP-2929's
/// 2,100 and 2,600 stand for some hundred nanoseconds a gas; at 3 nanoseconds, a block of nothing but reads from disk
/// would wait nine times as long as it may take. At Monad's 8,100 and 10,100, chosen there for the same reason, it is two
/// and a half times, and no node reads all of a block from disk.
pub const COLD_SLOT: Gas = Gas::new(8_100);

/// Gas of every later access to an account or a slot (EIP-2929).
pub const WARM_ACCESS: Gas = Gas::new(100);

/// Gas per 32 bytes of a cold value beyond its first 32: reading 64 KiB from the database took about 20 microseconds.
pub const COLD_VALUE_WORD: Gas = Gas::new(3);

/// Gas of storing a value where there was none at the start of the transaction (EIP-2200).
pub const STORAGE_SET: Gas = Gas::new(20_000);

/// Gas of changing or deleting a value that was there at the start of the transaction, beyond the first access (EIP-2929).
pub const STORAGE_RESET: Gas = Gas::new(2_900);

/// Gas given back at the end for deleting a value that was there at the start of the transaction (EIP-3529).
pub const STORAGE_CLEAR_REFUND: Gas = Gas::new(4_800);

/// Gas per 32 bytes of a written value beyond its first 32: hashing the trie's leaf, the log of the database, and the
/// old value in the block's reverse changes.
pub const STORAGE_WRITTEN_WORD: Gas = Gas::new(200);

/// Gas per 32 bytes beyond the first 32 by which a value grows: the state is kept for ever, so it costs as much per byte
/// as code. Never refunded.
pub const STORAGE_GROWN_WORD: Gas = Gas::new(6_400);

/// Gas of every access to transient storage (EIP-1153).
pub const TRANSIENT_ACCESS: Gas = Gas::new(100);

/// Gas of giving a contract other code: the account's update, as [`STORAGE_RESET`] with its cold access. Finding the
/// container costs [`COLD_ACCOUNT`] and [`COLD_CODE_WORD`] besides.
pub const SET_CODE: Gas = Gas::new(5_000);

/// Gas of moving value with a call or a transfer: two account updates. EIP-150's 9,000 less the stipend of 2,300, which
/// does not exist here: a callee gets exactly the gas that its caller passes on.
pub const VALUE_TRANSFER: Gas = Gas::new(6_700);

/// Gas of moving value to an account that does not exist (EIP-161).
pub const NEW_ACCOUNT: Gas = Gas::new(25_000);

/// Gas per 32 bytes of a container that is entered for the first time in a transaction: its compiled form is loaded.
/// Taken from the gas of the callee, which also pays the VM for its instance.
pub const COLD_CODE_WORD: Gas = Gas::new(2);

/// Gas of reading a block's hash: one read of the database.
pub const BLOCK_HASH: Gas = Gas::new(800);

/// Gas of a log (yellow paper, Glog).
pub const LOG: Gas = Gas::new(375);

/// Gas per topic of a log (yellow paper, Glogtopic): it is kept, hashed into the receipt and set in the bloom filter.
pub const LOG_TOPIC: Gas = Gas::new(375);

/// Gas per byte of a log's data (yellow paper, Glogdata): it is kept with the receipts.
pub const LOG_DATA_BYTE: Gas = Gas::new(8);

/// A transaction gets back at most its used gas divided by this (EIP-3529).
pub const REFUND_QUOTIENT: u64 = 5;

/// The words of 32 bytes that `size_bytes` fill, the last one perhaps in part.
pub(crate) fn words(size_bytes: usize) -> u64 {
    size_bytes.div_ceil(32) as u64
}

/// The words of a storage value beyond its first: what makes it a long value.
fn long_words(value: &[u8]) -> u64 {
    words(value.len()).saturating_sub(1)
}

/// Gas of an access to an account that was cold or warm.
pub(crate) fn account_access(was_cold: bool) -> Gas {
    if was_cold { COLD_ACCOUNT } else { WARM_ACCESS }
}

/// Gas of an access to a slot that was cold or warm.
pub(crate) fn slot_access(was_cold: bool) -> Gas {
    if was_cold { COLD_SLOT } else { WARM_ACCESS }
}

/// Gas of having read a value from a slot that was cold, beyond [`COLD_SLOT`].
pub(crate) fn cold_value(value: &[u8]) -> Gas {
    COLD_VALUE_WORD.saturating_mul(long_words(value))
}

/// Gas of one storage write and the change of the refund counter that goes with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct StorageWrite {
    /// Gas beyond [`COLD_SLOT`].
    pub(crate) gas: Gas,
    /// Gas added to the refund counter; negative where an earlier refund is taken back.
    pub(crate) refund: i64,
}

/// Prices a storage write by EIP-2200 as amended by EIP-2929 and EIP-3529, with "zero" read as "no value".
///
/// `original` is the value at the start of the transaction, `current` the one now, `new` the one to store.
pub(crate) fn storage_write(original: &[u8], current: &[u8], new: &[u8]) -> StorageWrite {
    if current == new {
        return StorageWrite { gas: WARM_ACCESS, refund: 0 };
    }
    const CLEAR: i64 = STORAGE_CLEAR_REFUND.get() as i64;
    const SET_AGAIN: i64 = (STORAGE_SET.get() - WARM_ACCESS.get()) as i64;
    const RESET_AGAIN: i64 = (STORAGE_RESET.get() - WARM_ACCESS.get()) as i64;

    let mut refund = 0;
    let first_change = original == current;
    if !original.is_empty() {
        if current.is_empty() {
            refund -= CLEAR;
        } else if new.is_empty() {
            refund += CLEAR;
        }
    }
    if !first_change && original == new {
        refund += if original.is_empty() { SET_AGAIN } else { RESET_AGAIN };
    }
    let change = match (first_change, original.is_empty()) {
        (true, true) => STORAGE_SET,
        (true, false) => STORAGE_RESET,
        (false, _) => WARM_ACCESS,
    };
    let grown = long_words(new).saturating_sub(long_words(current).max(long_words(original)));
    let gas = change
        .saturating_add(STORAGE_WRITTEN_WORD.saturating_mul(long_words(new)))
        .saturating_add(STORAGE_GROWN_WORD.saturating_mul(grown));
    StorageWrite { gas, refund }
}

#[cfg(test)]
mod tests;

//! Every column family and every key, as byte maps. Nothing else in the crate builds a key.
//!
//! All integers are big-endian, so that keys sort by height. `keccak(x)` is 32 bytes.
//!
//! ```text
//! family         key                                        value
//! meta           name, ASCII                                see below
//! headers        number u64                                 header record (codec.rs)
//! bodies         number u64                                 body record: transactions with their senders
//! receipts       number u64                                 receipts record
//! block_numbers  block hash 32                              number u64
//! transactions   transaction hash 32                        number u64, index u32
//! accounts       keccak(address)                            RLP of the account, the leaf of the account trie
//! storage        keccak(address), keccak(slot key)          the value, 1 byte or more
//! code           code hash 32                               the container
//! trie           0x00, depth u8, path                       branch record of the account trie
//!                0x01, keccak(address), depth u8, path      branch record of a storage trie
//! changes        number u64                                 reverse changes record, from block 1 on
//! ```
//!
//! `path` is `depth` nibbles, two to a byte, the first in the high half, an odd last byte filled up with zero.
//! Branch records are the trie crate's own bytes.
//!
//! ```text
//! meta key    value
//! format      u32, the same as in FORMAT
//! chain_id    u64, the same as in FORMAT
//! head        number u64, block hash 32, state root 32; absent before the genesis block
//! ```

use primitives::{B256, BlockNumber};
use trie::{Nibbles, TrieId};

/// Version of everything in this file and in `codec.rs`, and of the rules that the kept blocks were executed by: a change
/// of the gas schedule or of the metering pass needs a new one too, because the same block would have another result.
pub const FORMAT_VERSION: u32 = 5;

/// Name of the format version in `meta`.
pub(crate) const META_FORMAT: &[u8] = b"format";
/// Name of the chain id in `meta`.
pub(crate) const META_CHAIN_ID: &[u8] = b"chain_id";
/// Name of the head in `meta`.
pub(crate) const META_HEAD: &[u8] = b"head";

/// A column family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Family {
    Meta,
    Headers,
    Bodies,
    Receipts,
    BlockNumbers,
    Transactions,
    Accounts,
    Storage,
    Code,
    Trie,
    Changes,
}

impl Family {
    /// All of them.
    pub(crate) const ALL: [Self; 11] = [
        Self::Meta,
        Self::Headers,
        Self::Bodies,
        Self::Receipts,
        Self::BlockNumbers,
        Self::Transactions,
        Self::Accounts,
        Self::Storage,
        Self::Code,
        Self::Trie,
        Self::Changes,
    ];

    /// Its name in RocksDB.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Meta => "meta",
            Self::Headers => "headers",
            Self::Bodies => "bodies",
            Self::Receipts => "receipts",
            Self::BlockNumbers => "block_numbers",
            Self::Transactions => "transactions",
            Self::Accounts => "accounts",
            Self::Storage => "storage",
            Self::Code => "code",
            Self::Trie => "trie",
            Self::Changes => "changes",
        }
    }
}

/// Key of everything that is kept by height.
pub(crate) fn number_key(number: BlockNumber) -> [u8; 8] {
    number.get().to_be_bytes()
}

/// Key of a storage value.
pub(crate) fn storage_key(account: &B256, slot: &B256) -> [u8; 64] {
    let mut key = [0; 64];
    key[..32].copy_from_slice(account.as_slice());
    key[32..].copy_from_slice(slot.as_slice());
    key
}

/// Splits a storage key, or `None` if it is not 64 bytes.
pub(crate) fn split_storage_key(key: &[u8]) -> Option<(B256, B256)> {
    (key.len() == 64).then(|| (B256::from_slice(&key[..32]), B256::from_slice(&key[32..])))
}

/// Key of a branch record.
pub(crate) fn trie_key(trie: TrieId, path: &Nibbles) -> Vec<u8> {
    let mut key = trie_key_prefix(trie);
    // A path has at most 64 nibbles.
    key.push(path.len() as u8);
    key.extend_from_slice(path.packed());
    key
}

/// What the keys of all branch records of one trie begin with, and of no other trie.
pub(crate) fn trie_key_prefix(trie: TrieId) -> Vec<u8> {
    match trie {
        TrieId::Main => vec![0],
        TrieId::Sub(account) => [&[1], account.as_slice()].concat(),
    }
}

/// Position of a transaction: height and index in its block.
pub(crate) fn location_value(number: BlockNumber, index: u32) -> [u8; 12] {
    let mut value = [0; 12];
    value[..8].copy_from_slice(&number.get().to_be_bytes());
    value[8..].copy_from_slice(&index.to_be_bytes());
    value
}

/// The inverse of [`location_value`], or `None` for a value of another length.
pub(crate) fn split_location(value: &[u8]) -> Option<(BlockNumber, u32)> {
    let (number, index) = value.split_at_checked(8)?;
    Some((number_of(number)?, u32::from_be_bytes(index.try_into().ok()?)))
}

/// The height in 8 bytes, or `None` for another length.
pub(crate) fn number_of(bytes: &[u8]) -> Option<BlockNumber> {
    Some(BlockNumber::new(u64::from_be_bytes(bytes.try_into().ok()?)))
}

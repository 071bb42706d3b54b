//! The database as of one block: state, trie, blocks and receipts that belong together.
//!
//! A snapshot never changes, whatever is committed or rewound meanwhile, and never waits. It keeps its rows on disk
//! from being cleaned away, so hold it for a request, not for a day.

use std::sync::Arc;

use alloy_rlp::Decodable;
use primitives::{Address, B256, BlockNumber, Bytes, keccak256};
use state::{Account, StateView, ViewError, storage_leaf};
use trie::{Nibbles, NodeReader, ReadError, TrieId};

use crate::{
    columns::{Family, META_HEAD, split_storage_key, storage_key, trie_key},
    error::DbError,
    head::{HEAD_SIZE_BYTES, Head},
    history::Overlay,
    open::Database,
    store::Pinned,
};

/// The database as of one block. Clones are cheap and the same.
#[derive(Clone)]
pub struct Snapshot {
    pinned: Arc<Pinned>,
    head: Option<Head>,
    /// What differs between this block's state and the newest one's when the snapshot was taken.
    overlay: Option<Arc<Overlay>>,
}

impl Database {
    /// The database as of block `number`.
    ///
    /// At the head it costs nothing. Below, the state's differences from the head are read first, which takes time
    /// and memory in proportion to the changes since; and the tries cannot be read, so no proof can be made.
    pub fn at(&self, number: BlockNumber) -> Result<Snapshot, DbError> {
        self.latest().at(number)
    }
}

impl Snapshot {
    /// All that `pinned` has.
    pub(crate) fn latest_of(pinned: Pinned) -> Result<Self, DbError> {
        let head = pinned.get(Family::Meta, META_HEAD, |value| {
            let bytes: &[u8; HEAD_SIZE_BYTES] =
                value.try_into().map_err(|_| format!("length is {}, expected {HEAD_SIZE_BYTES}", value.len()))?;
            Ok(Head::decode(bytes))
        })?;
        Ok(Self { pinned: Arc::new(pinned), head, overlay: None })
    }

    /// The block it shows, or `None` before the genesis block.
    pub fn head(&self) -> Option<Head> {
        self.head
    }

    /// The same at an older block. See [`Database::at`].
    pub fn at(&self, number: BlockNumber) -> Result<Self, DbError> {
        match self.head {
            Some(head) if head.number == number => Ok(self.clone()),
            Some(head) if number < head.number => {
                let (header, hash) = self
                    .sealed_header(number)?
                    .ok_or_else(|| DbError::damaged(Family::Headers.name(), number, "it is missing below the head"))?;
                let overlay = Overlay::between(self, number, head.number)?;
                let head = Some(Head { number, hash, state_root: header.state_root });
                Ok(Self { pinned: Arc::clone(&self.pinned), head, overlay: Some(Arc::new(overlay)) })
            }
            head => Err(DbError::NotKept { number, head: head.map(|head| head.number) }),
        }
    }

    pub(crate) fn pinned(&self) -> &Pinned {
        &self.pinned
    }

    pub(crate) fn overlay(&self) -> Option<&Overlay> {
        self.overlay.as_deref()
    }

    /// The account whose address has this hash.
    pub(crate) fn account_by_hash(&self, hash: &B256) -> Result<Option<Account>, DbError> {
        match self.overlay().and_then(|overlay| overlay.account(hash)) {
            Some(account) => Ok(*account),
            None => self.pinned.get(Family::Accounts, hash.as_slice(), decode_account),
        }
    }

    /// The value under the slot key with this hash, of the account whose address has that one.
    pub(crate) fn storage_by_hash(&self, account: &B256, slot: &B256) -> Result<Bytes, DbError> {
        match self.overlay().and_then(|overlay| overlay.storage(account, slot)) {
            Some(value) => Ok(value.clone()),
            None => Ok(self
                .pinned
                .get(Family::Storage, &storage_key(account, slot), |value| Ok(Bytes::copy_from_slice(value)))?
                .unwrap_or_default()),
        }
    }

    fn refuse_below_head(&self) -> Result<(), ReadError> {
        match (&self.overlay, self.head) {
            (Some(_), Some(head)) => {
                Err(ReadError(format!("tries are kept for the newest block only, block {} is older", head.number)))
            }
            _ => Ok(()),
        }
    }
}

/// The account in a flat row.
pub(crate) fn decode_account(mut value: &[u8]) -> Result<Account, String> {
    let account = Account::decode(&mut value).map_err(|error| error.to_string())?;
    if value.is_empty() { Ok(account) } else { Err(format!("{} bytes follow the account", value.len())) }
}

impl StateView for Snapshot {
    fn account(&self, address: Address) -> Result<Option<Account>, ViewError> {
        Ok(self.account_by_hash(&keccak256(address))?)
    }

    fn storage(&self, address: Address, key: B256) -> Result<Bytes, ViewError> {
        Ok(self.storage_by_hash(&keccak256(address), &keccak256(key))?)
    }

    fn code(&self, hash: B256) -> Result<Option<Bytes>, ViewError> {
        Ok(self.pinned.get(Family::Code, hash.as_slice(), |code| Ok(Bytes::copy_from_slice(code)))?)
    }

    fn block_hash(&self, number: u64) -> Result<Option<B256>, ViewError> {
        Ok(self.block_hash_at(BlockNumber::new(number))?)
    }
}

impl NodeReader for Snapshot {
    fn branch(&self, trie: TrieId, path: &Nibbles) -> Result<Option<Bytes>, ReadError> {
        self.refuse_below_head()?;
        Ok(self.pinned.get(Family::Trie, &trie_key(trie, path), |record| Ok(Bytes::copy_from_slice(record)))?)
    }

    fn first_leaf(&self, trie: TrieId, prefix: &Nibbles) -> Result<Option<(B256, Bytes)>, ReadError> {
        self.refuse_below_head()?;
        let first = prefix.first_key();
        let leaf = match trie {
            TrieId::Main => match self.pinned.first_at(Family::Accounts, &[], first.as_slice())? {
                Some((key, value)) => Some((fixed_key(Family::Accounts, &key)?, value.into())),
                None => None,
            },
            TrieId::Sub(account) => {
                let from = storage_key(&account, &first);
                match self.pinned.first_at(Family::Storage, account.as_slice(), &from)? {
                    Some((key, value)) => {
                        let (_, slot) = split_storage_key(&key).ok_or_else(|| wrong_length(Family::Storage, &key))?;
                        Some((slot, storage_leaf(&value)))
                    }
                    None => None,
                }
            }
        };
        Ok(leaf.filter(|(key, _)| Nibbles::of_key(key).starts_with(prefix)))
    }
}

/// A key of 32 bytes.
pub(crate) fn fixed_key(family: Family, key: &[u8]) -> Result<B256, DbError> {
    B256::try_from(key).map_err(|_| wrong_length(family, key))
}

pub(crate) fn wrong_length(family: Family, key: &[u8]) -> DbError {
    DbError::damaged(family.name(), crate::store::hex(key), format!("its key has {} bytes", key.len()))
}

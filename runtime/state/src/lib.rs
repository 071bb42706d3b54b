//! Accounts and contract storage: journal, differences, state root.
//!
//! A block reads the state before it through a [`StateView`], works on a [`Journal`], and leaves a [`StateDiff`];
//! [`commit`] turns that into the new state root and everything that must be stored. Where it is stored is another
//! crate's matter.

mod account;
mod commit;
mod diff;
mod journal;
mod memory;
mod view;

pub use account::{Account, EMPTY_CODE_HASH, EMPTY_ROOT};
pub use commit::{StateCommit, account_leaf, commit, storage_leaf};
pub use diff::{AccountDiff, StateDiff};
pub use journal::{Checkpoint, Journal};
pub use memory::MemoryState;
pub use view::{StateView, ViewError};

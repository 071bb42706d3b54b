//! Exchanging a contract's code, with a check of its storage layout.
//!
//! Guarantees that the contract gets other code only if that code is deployed somewhere, is a contract that answers
//! `storageLayout()`, and answers with a text that begins with the text of the code that is replaced: every field is
//! where it was, under its name and with its type as written, and new ones come behind. If not, the code stays as it is.
//! Event: `Upgraded`.
//!
//! What it cannot check is for people to review: that the answer is true, since the new code gives it itself; what is
//! behind a type's name, so a stored `#[record]` keeps its fields, and new data goes to a new field; that a field means
//! what it meant; and that the new code can be upgraded again. Who may upgrade is for the contract to say:
//!
//! ```
//! use blocks::{Ownable, OwnableError, UpgradeError, Upgraded};
//! use sdk::prelude::*;
//!
//! #[storage]
//! pub struct Registry {
//!     owner: Ownable,
//! }
//!
//! #[error]
//! pub enum RegistryError {
//!     #[from]
//!     Owner(OwnableError),
//!     #[from]
//!     Upgrade(UpgradeError),
//! }
//!
//! #[contract(components(owner: Ownable), events(Upgraded))]
//! impl Registry {
//!     #[init]
//!     pub fn new(&mut self) -> Result<(), RegistryError> {
//!         Ok(self.owner.init(caller())?)
//!     }
//!
//!     pub fn storage_layout(&self) -> String {
//!         blocks::storage_layout::<Self>()
//!     }
//!
//!     pub fn upgrade(&mut self, code_hash: B256) -> Result<(), RegistryError> {
//!         self.owner.only_owner()?;
//!         Ok(blocks::upgrade::<Self>(code_hash)?)
//!     }
//! }
//! # fn main() {}
//! ```
//!
//! The new code's constructor does not run. The call that upgrades goes on in the old code to its end.

use sdk::{
    abi::Encoder,
    call::{Here, Link},
    crypto::keccak256_const,
    prelude::*,
    storage::{Storage, layout_text},
};

/// The selector of `storageLayout()`.
const STORAGE_LAYOUT: [u8; 4] = {
    let [a, b, c, d, ..] = keccak256_const(b"storageLayout()").0;
    [a, b, c, d]
};

/// The contract runs other code.
#[event]
pub struct Upgraded {
    #[indexed]
    code_hash: B256,
}

/// Why an upgrade is refused.
#[error]
pub enum UpgradeError {
    /// No contract was deployed with this code.
    CodeNotDeployed { code_hash: B256 },
    /// The code does not answer `storageLayout()`.
    LayoutUnknown { code_hash: B256 },
    /// The code has another field, or none, where this one is. Both are lines of the layouts.
    LayoutDiffers { field: String, found: String },
}

/// The layout of the contract `C`; see [`layout_text`].
pub fn storage_layout<C: Storage>() -> String {
    layout_text(C::LAYOUT)
}

/// Gives this contract, of type `C`, the code with hash `code_hash`.
pub fn upgrade<C: Storage>(code_hash: B256) -> Result<(), UpgradeError> {
    let before = sdk::context::code_hash(this());
    if !set_code(code_hash) {
        return Err(UpgradeError::CodeNotDeployed { code_hash });
    }
    let checked = check_layout(&storage_layout::<C>(), code_hash);
    if checked.is_err() {
        assert!(set_code(before), "the code that runs is deployed");
    } else {
        emit(Upgraded { code_hash });
    }
    checked
}

/// Asks this contract for its layout, which the new code answers.
fn check_layout(layout: &str, code_hash: B256) -> Result<(), UpgradeError> {
    let link = Link { allow_reentry: true, ..Link::new(this(), Here) };
    let answer = link.try_call::<(String,)>(true, Encoder::new(&STORAGE_LAYOUT, 0));
    let Ok((found,)) = answer else { return Err(UpgradeError::LayoutUnknown { code_hash }) };
    let mut lines = found.lines();
    for field in layout.lines() {
        let line = lines.next().unwrap_or_default();
        if line != field {
            return Err(UpgradeError::LayoutDiffers { field: field.into(), found: line.into() });
        }
    }
    Ok(())
}

//! Other code for a contract that keeps its storage.

use blocks::{UpgradeError, Upgraded, storage_layout};
use testing::prelude::*;

/// A contract that can be upgraded, with these fields, that gives this answer about them.
macro_rules! contract {
    ($name:ident { $($field:ident: $kind:ty,)* } $answer:expr) => {
        #[storage]
        #[allow(dead_code, reason = "only the layout counts here")]
        pub(crate) struct $name {
            $($field: $kind,)*
        }

        #[contract(events(Upgraded))]
        impl $name {
            #[init]
            pub fn new(&mut self) {}

            pub fn storage_layout(&self) -> String {
                let answer: fn() -> String = $answer;
                answer()
            }

            pub fn upgrade(&mut self, code_hash: B256) -> Result<(), UpgradeError> {
                blocks::upgrade::<Self>(code_hash)
            }

            /// Passes a refusal over.
            pub fn try_to_upgrade(&mut self, code_hash: B256) -> bool {
                blocks::upgrade::<Self>(code_hash).is_ok()
            }
        }
    };
}
contract!(First { count: Value<u64>, owners: Map<Address, U256>, } storage_layout::<First>);
contract!(Longer { count: Value<u64>, owners: Map<Address, U256>, note: Value<String>, } storage_layout::<Longer>);
contract!(Shorter { count: Value<u64>, } storage_layout::<Shorter>);
contract!(Renamed { count: Value<u64>, holders: Map<Address, U256>, } storage_layout::<Renamed>);
contract!(Retyped { count: Value<u32>, owners: Map<Address, U256>, } storage_layout::<Retyped>);
contract!(Moved { owners: Map<Address, U256>, count: Value<u64>, } storage_layout::<Moved>);
contract!(Broken { count: Value<u64>, owners: Map<Address, U256>, } || panic!("no layout"));

/// A contract that is not made for upgrades.
#[storage]
pub(crate) struct Silent {}

#[contract]
impl Silent {
    #[init]
    pub fn new(&mut self) {}
}

/// The first contract on a chain of its own.
fn deployed() -> (Chain, FirstClient<Sender>) {
    let chain = Chain::native();
    let [alice] = chain.accounts();
    let book = chain.deploy(alice, First::constructor());
    (chain, book)
}

fn differs(field: &str, found: &str) -> UpgradeError {
    UpgradeError::LayoutDiffers { field: field.into(), found: found.into() }
}

#[test]
fn code_with_more_fields_behind_takes_over() {
    let (chain, book) = deployed();
    let code_hash = chain.code_hash::<Longer>();
    assert_eq!(book.upgrade(code_hash), Ok(()));
    assert_eq!(book.storage_layout(), "count:Value<u64>\nowners:Map<Address,U256>\nnote:Value<String>\n");
    assert_eq!(chain.events::<Upgraded>(), [Upgraded { code_hash }]);
    let back = chain.code_hash::<First>();
    assert_eq!(book.upgrade(back), Err(differs("note:Value<String>", "")), "a field is never given up");
}

#[test]
fn code_whose_storage_is_laid_out_otherwise_is_refused() {
    let (chain, book) = deployed();
    let owners = "owners:Map<Address,U256>";
    for (code_hash, refusal) in [
        (chain.code_hash::<Shorter>(), differs(owners, "")),
        (chain.code_hash::<Renamed>(), differs(owners, "holders:Map<Address,U256>")),
        (chain.code_hash::<Retyped>(), differs("count:Value<u64>", "count:Value<u32>")),
        (chain.code_hash::<Moved>(), differs("count:Value<u64>", owners)),
    ] {
        assert_eq!(book.upgrade(code_hash), Err(refusal));
        assert!(!book.try_to_upgrade(code_hash));
        assert_eq!(book.storage_layout(), "count:Value<u64>\nowners:Map<Address,U256>\n", "the old code runs on");
    }
    assert_eq!(chain.events::<Upgraded>(), []);
}

#[test]
fn code_that_does_not_tell_its_layout_is_refused() {
    let (chain, book) = deployed();
    for code_hash in [chain.code_hash::<Silent>(), chain.code_hash::<Broken>()] {
        assert_eq!(book.upgrade(code_hash), Err(UpgradeError::LayoutUnknown { code_hash }));
        assert!(!book.try_to_upgrade(code_hash));
        assert!(!book.storage_layout().is_empty(), "the old code runs on");
    }
}

#[test]
fn code_that_is_not_deployed_is_refused() {
    let (_, book) = deployed();
    let code_hash = B256::new([5; 32]);
    assert_eq!(book.upgrade(code_hash), Err(UpgradeError::CodeNotDeployed { code_hash }));
}

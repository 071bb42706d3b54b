//! ERC-165, asked of contracts that answer well and badly.

use blocks::{Grants, erc165};
use testing::prelude::*;

use crate::stage::Stage;

/// Answers by ERC-165.
#[storage]
pub(crate) struct Honest {}

const KNOWN: erc165::InterfaceId = erc165::InterfaceId::new([1, 2, 3, 4]);

#[contract]
impl Honest {
    #[init]
    pub fn new(&mut self) {}

    /// ERC-165.
    pub fn supports_interface(&self, interface_id: FixedBytes<4>) -> bool {
        erc165::supports(interface_id, &[KNOWN])
    }
}

/// Says that it has everything.
#[storage]
pub(crate) struct Boaster {}

#[contract]
impl Boaster {
    #[init]
    pub fn new(&mut self) {}

    /// Against ERC-165.
    pub fn supports_interface(&self, interface_id: FixedBytes<4>) -> bool {
        let _ = interface_id;
        true
    }
}

#[test]
fn contract_has_erc_165_and_what_it_names() {
    let chain = Chain::native();
    let [alice] = chain.accounts();
    let honest = chain.deploy(alice, Honest::constructor());
    let invalid = FixedBytes::new([0xff; 4]);
    let answers = [erc165::ERC165, KNOWN, invalid, FixedBytes::new([9; 4])].map(|id| honest.supports_interface(id));
    assert_eq!(answers, [true, true, false, false]);
}

#[test]
fn only_contracts_that_follow_the_standard_are_believed() {
    let stage = Stage::<Grants>::new();
    let [alice] = stage.chain.accounts();
    let honest = stage.chain.deploy(alice, Honest::constructor()).address();
    let boaster = stage.chain.deploy(alice, Boaster::constructor()).address();
    let mute = stage.address();
    let asked =
        stage.see(alice, move |_| [honest, boaster, alice].map(|address| erc165::account_supports(address, KNOWN)));
    assert_eq!(asked, [true, false, false]);
    assert!(!stage.see(alice, move |_| erc165::account_supports(mute, KNOWN)));
    assert!(!stage.see(alice, move |_| erc165::account_supports(honest, FixedBytes::new([9; 4]))));
}

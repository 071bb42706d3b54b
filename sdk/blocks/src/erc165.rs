//! ERC-165: which interfaces a contract has.
//!
//! Guarantees the identifiers and answers of ERC-165, asked and answered. A contract answers in its own method
//! `supports_interface`, by [`supports`].

use sdk::{
    abi::{Abi, Encoder},
    call::{Here, Link},
    prelude::*,
};

/// Names an interface: the selectors of its methods, combined by exclusive or.
pub type InterfaceId = FixedBytes<4>;

/// ERC-165 itself.
pub const ERC165: InterfaceId = FixedBytes::new([0x01, 0xff, 0xc9, 0xa7]);
/// What no contract has.
const INVALID: InterfaceId = FixedBytes::new([0xff; 4]);

/// The gas that ERC-165 grants a `supportsInterface` call.
const GAS_MAX: u64 = 30_000;

/// The answer of a contract that has ERC-165 and the `others`.
pub fn supports(interface: InterfaceId, others: &[InterfaceId]) -> bool {
    interface != INVALID && (interface == ERC165 || others.contains(&interface))
}

/// True if the contract at `address` says, by the rules of ERC-165, that it has `interface`. False for accounts.
pub fn account_supports(address: Address, interface: InterfaceId) -> bool {
    ask(address, ERC165) && !ask(address, INVALID) && ask(address, interface)
}

fn ask(address: Address, interface: InterfaceId) -> bool {
    let mut input = Encoder::new(ERC165.as_bytes(), InterfaceId::HEAD_SIZE);
    interface.encode(&mut input);
    let link = Link { gas: GAS_MAX, ..Link::new(address, Here) };
    link.try_call::<(bool,)>(true, input).is_ok_and(|(answer,)| answer)
}

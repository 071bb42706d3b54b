//! Asking contracts whether they take a token that is being sent to them (ERC-721 and ERC-1155).

use sdk::{
    abi::Encoder,
    call::{Here, Link, Transport},
    prelude::*,
};

use crate::signatures::has_code;

/// True if `to` is an account, or a contract whose method, called with `input`, answers with the method's own selector.
/// A contract that refuses with a reason ends the frame with it. The calling contract cannot be entered again meanwhile.
pub(crate) fn accepts(to: Address, selector: [u8; 4], input: Encoder) -> bool {
    if !has_code(to) {
        return true;
    }
    match Link::new(to, Here).try_call::<(FixedBytes<4>,)>(false, input) {
        Ok((answer,)) => answer.0 == selector,
        Err(CallError::Reverted(reason)) if !reason.is_empty() => Here.fail(CallError::Reverted(reason)),
        Err(_) => false,
    }
}

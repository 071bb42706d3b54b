//! Coins and the tokens of any ERC-20 contract, moved alike.
//!
//! Guarantees that a movement happens exactly as told or is refused: a token that takes a fee, returns `false` or is
//! no contract cannot make the books wrong. Leaves the books to the contract.

use sdk::{
    abi::{Encoder, Sequence},
    call::{Here, Link},
    prelude::*,
};

use crate::Error;

const BALANCE_OF: [u8; 4] = 0x70a0_8231_u32.to_be_bytes();
const TRANSFER: [u8; 4] = 0xa905_9cbb_u32.to_be_bytes();
const TRANSFER_FROM: [u8; 4] = 0x23b8_72dd_u32.to_be_bytes();

/// Takes `amount` that the caller sends along (coins: the zero address) or allowed this contract to take.
pub(crate) fn take(asset: Address, amount: U256) -> Result<(), Error> {
    let expected = if asset.is_zero() { amount } else { U256::ZERO };
    if value() != expected {
        return Err(Error::WrongValue { found: value(), expected });
    }
    if asset.is_zero() {
        return Ok(());
    }
    let before = held(asset)?;
    told(asset, &TRANSFER_FROM, (caller(), this(), amount))?;
    let found = held(asset)?.saturating_sub(before);
    if found == amount { Ok(()) } else { Err(Error::WrongTokens { found, expected: amount }) }
}

/// Gives `amount` to an account. Coins arrive without running its code.
pub(crate) fn give(asset: Address, to: Address, amount: U256) -> Result<(), Error> {
    if asset.is_zero() {
        assert!(send(to, amount), "the escrow holds what it owes");
        return Ok(());
    }
    told(asset, &TRANSFER, (to, amount))
}

/// What this contract has of a token, by the token's own account.
fn held(token: Address) -> Result<U256, Error> {
    let (balance,) = called(token, true, &BALANCE_OF, (this(),))?;
    Ok(balance)
}

/// Tells a token to move something; it must answer `true`.
fn told<T: Sequence>(token: Address, selector: &[u8; 4], arguments: T) -> Result<(), Error> {
    match called(token, false, selector, arguments)? {
        (true,) => Ok(()),
        (false,) => Err(Error::TokenRefused { token }),
    }
}

fn called<T: Sequence, O: Sequence>(
    token: Address,
    is_view: bool,
    selector: &[u8; 4],
    arguments: T,
) -> Result<O, Error> {
    let mut input = Encoder::new(selector, T::HEAD_SIZE);
    arguments.encode_members(&mut input);
    Link::new(token, Here).try_call(is_view, input).map_err(|_| Error::TokenRefused { token })
}

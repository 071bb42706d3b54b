//! Coins and the tokens of any ERC-20 contract, moved alike.
//!
//! Guarantees that a movement happens exactly as told or is refused: a token that takes a fee, returns `false` or is
//! no contract cannot make the books wrong. The zero address stands for coins. Leaves the books to the contract.

use sdk::{
    abi::{Encoder, Sequence},
    call::{Here, Link},
    prelude::*,
};

/// Why a movement is refused.
#[error]
pub enum AssetError {
    /// The coins sent are not what is asked for.
    WrongValue { found: U256, expected: U256 },
    /// The token took a fee, or moved something else than it was told.
    WrongTokens { found: U256, expected: U256 },
    /// The token's contract refused, or is none.
    TokenRefused { token: Address },
    /// This contract holds less.
    NotEnoughCoins { held: U256, wanted: U256 },
}

const BALANCE_OF: [u8; 4] = 0x70a0_8231_u32.to_be_bytes();
const TRANSFER: [u8; 4] = 0xa905_9cbb_u32.to_be_bytes();
const TRANSFER_FROM: [u8; 4] = 0x23b8_72dd_u32.to_be_bytes();

/// Takes `amount` that the caller sends along as coins, or allowed this contract to take as tokens. The method that
/// calls this is `#[payable]`.
pub fn take(asset: Address, amount: U256) -> Result<(), AssetError> {
    let expected = if asset.is_zero() { amount } else { U256::ZERO };
    if value() != expected {
        return Err(AssetError::WrongValue { found: value(), expected });
    }
    if asset.is_zero() {
        return Ok(());
    }
    let before = held(asset)?;
    told(asset, &TRANSFER_FROM, (caller(), this(), amount))?;
    let found = held(asset)?.saturating_sub(before);
    if found == amount { Ok(()) } else { Err(AssetError::WrongTokens { found, expected: amount }) }
}

/// Gives `amount` to an account. Coins arrive without running its code.
pub fn give(asset: Address, to: Address, amount: U256) -> Result<(), AssetError> {
    if asset.is_zero() {
        let sent = send(to, amount);
        return if sent { Ok(()) } else { Err(AssetError::NotEnoughCoins { held: balance(this()), wanted: amount }) };
    }
    let before = held(asset)?;
    told(asset, &TRANSFER, (to, amount))?;
    let found = before.saturating_sub(held(asset)?);
    if found == amount { Ok(()) } else { Err(AssetError::WrongTokens { found, expected: amount }) }
}

/// What this contract has of a token, by the token's own account.
fn held(token: Address) -> Result<U256, AssetError> {
    let (held,) = called(token, true, &BALANCE_OF, (this(),))?;
    Ok(held)
}

/// Tells a token to move something; it must answer `true`.
fn told<T: Sequence>(token: Address, selector: &[u8; 4], arguments: T) -> Result<(), AssetError> {
    match called(token, false, selector, arguments)? {
        (true,) => Ok(()),
        (false,) => Err(AssetError::TokenRefused { token }),
    }
}

fn called<T: Sequence, O: Sequence>(
    token: Address,
    is_view: bool,
    selector: &[u8; 4],
    arguments: T,
) -> Result<O, AssetError> {
    let mut input = Encoder::new(selector, T::HEAD_SIZE);
    arguments.encode_members(&mut input);
    Link::new(token, Here).try_call(is_view, input).map_err(|_| AssetError::TokenRefused { token })
}

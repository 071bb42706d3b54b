//! Coins that are not there. Tokens that lie are tested with the contracts that hold them.

use blocks::{
    Grants,
    asset::{self, AssetError},
};
use testing::prelude::*;

use crate::stage::Stage;

#[test]
fn giving_more_coins_than_are_held_is_refused() {
    let stage = Stage::<Grants>::new();
    let [alice, bob] = stage.chain.accounts();
    let (held, wanted) = (U256::from(6_u8), U256::from(7_u8));
    stage.chain.set_balance(stage.address(), held);
    let before = stage.chain.balance(bob);
    let refused = Err(AssetError::NotEnoughCoins { held, wanted });
    assert_eq!(stage.call(alice, move |_| asset::give(Address::ZERO, bob, wanted)), refused);
    assert_eq!(stage.call(alice, move |_| asset::give(Address::ZERO, bob, held)), Ok(()));
    assert_eq!((stage.chain.balance(bob), stage.chain.balance(stage.address())), (before + held, U256::ZERO));
}

//! What each message of the coin costs, but those that need a signature or new code: `gas.golden` beside the manifest.

use blocks::UNTIL_UNPAUSED;
use coin::*;
use testing::prelude::*;

const REFERENCE: B256 = B256::new([0xAB; 32]);

#[test]
fn gas_of_each_message_is_as_recorded() {
    let chain = Chain::vm();
    let [admin, minter, keeper, alice, bob] = chain.accounts();
    let [few, many] = [100_u64, 10_000].map(U256::from);
    let coin = chain.deploy(admin, Coin::constructor("Digital Yuan".into(), "DCNY".into(), admin));
    for (role, account) in [(MINTER_ROLE, minter), (FREEZER_ROLE, keeper), (PAUSER_ROLE, keeper)] {
        coin.roles().grant_role(role, account).unwrap();
    }
    coin.set_mint_quota(minter, many).unwrap();
    // The first coins of an account, and more.
    coin.by(minter).mint(alice, few, REFERENCE).unwrap();
    coin.by(minter).mint(alice, few, REFERENCE).unwrap();
    coin.by(alice).transfer(bob, few).unwrap();
    coin.erc20().by(bob).approve(alice, few).unwrap();
    coin.by(alice).transfer_from(bob, alice, few).unwrap();
    coin.by(alice).redeem(few, REFERENCE).unwrap();
    coin.by(keeper).freeze(alice, "a court's order, case 2026-118".into()).unwrap();
    coin.by(keeper).unfreeze(alice, "the order is lifted".into()).unwrap();
    coin.by(keeper).pause("the bank's ledger is being compared".into(), UNTIL_UNPAUSED).unwrap();
    coin.by(keeper).unpause().unwrap();
    coin.roles().revoke_role(MINTER_ROLE, minter).unwrap();
    assert_gas_golden!(chain);
}

//! What each message of the coin costs: `gas.golden` beside the manifest.

use alloy_primitives::keccak256 as hash_of;
use blocks::UNTIL_UNPAUSED;
use coin::*;
use testing::prelude::*;

const REFERENCE: B256 = B256::new([0xAB; 32]);

/// A call's data: the selector and words.
fn call(signature: &str, words: &[[u8; 32]]) -> Bytes {
    Bytes([&hash_of(signature)[..4], words.as_flattened()].concat())
}

fn word(account: Address) -> [u8; 32] {
    let mut word = [0; 32];
    word[12..].copy_from_slice(&account.0);
    word
}

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
    // A permit with its transfer, in two messages and in one.
    let kind = "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)";
    let permit = |nonce: u64| {
        let value = few.to_be_bytes();
        let terms = [hash_of(kind).0, word(alice), word(bob), value, U256::from(nonce).to_be_bytes(), [0xff; 32]];
        let domain = coin.permits().domain_separator();
        let hash = hash_of([&[0x19, 0x01], &domain.0[..], &hash_of(terms.as_flattened())[..]].concat());
        let signature = sign(alice, B256::new(hash.0));
        let half = |start: usize| B256::new(*signature[start..].first_chunk().expect("a signature has 65 bytes"));
        (signature[64], half(0), half(32))
    };
    let (v, r, s) = permit(0);
    coin.by(bob).permit(alice, bob, few, U256::MAX, v, r, s).unwrap();
    coin.by(bob).transfer_from(alice, bob, few).unwrap();
    coin.by(bob).transfer(alice, few).unwrap();
    let (v, r, s) = permit(1);
    let [mut v_word, value] = [[0; 32], few.to_be_bytes()];
    v_word[31] = v;
    coin.by(bob).multicall(vec![
        call(
            "permit(address,address,uint256,uint256,uint8,bytes32,bytes32)",
            &[word(alice), word(bob), value, [0xff; 32], v_word, r.0, s.0],
        ),
        call("transferFrom(address,address,uint256)", &[word(alice), word(bob), value]),
    ]);
    coin.by(bob).transfer(alice, few).unwrap();
    coin.by(alice).redeem(few, REFERENCE).unwrap();
    coin.by(keeper).freeze(alice, "a court's order, case 2026-118".into()).unwrap();
    coin.by(keeper).unfreeze(alice, "the order is lifted".into()).unwrap();
    coin.by(keeper).pause("the bank's ledger is being compared".into(), UNTIL_UNPAUSED).unwrap();
    coin.by(keeper).unpause().unwrap();
    coin.upgrade(chain.code_hash::<Coin>()).unwrap();
    coin.roles().revoke_role(MINTER_ROLE, minter).unwrap();
    assert_gas_golden!(chain);
}

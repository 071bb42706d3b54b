//! Each message of the coin and each refusal by its reason, natively and on the VM.

use blocks::{
    DEFAULT_ADMIN_ROLE, PausableError, RolesError, UNTIL_UNPAUSED, UpgradeError, Upgraded,
    erc20::{Erc20Error, Transfer},
};
use coin::*;
use receiver::{Mood, Receiver};
use sdk::contract::Contract;
use testing::prelude::*;

const REFERENCE: B256 = B256::new([0xAB; 32]);

fn fen(amount: u64) -> U256 {
    U256::from(amount)
}

/// The coin and who has which part; `coin` acts as the admin.
struct Town {
    coin: CoinClient<Sender>,
    admin: Address,
    minter: Address,
    keeper: Address,
    alice: Address,
    bob: Address,
}

/// A town whose minter may mint 10,000 and in which alice holds 1,000.
fn town(chain: &Chain) -> Town {
    let [admin, minter, keeper, alice, bob] = chain.accounts();
    let coin = chain.deploy(admin, Coin::constructor("Digital Yuan".into(), "DCNY".into(), admin));
    for (role, account) in [(MINTER_ROLE, minter), (FREEZER_ROLE, keeper), (PAUSER_ROLE, keeper)] {
        coin.roles().grant_role(role, account).expect("the one who may asks for it");
    }
    coin.set_mint_quota(minter, fen(10_000)).expect("the one who may asks for it");
    coin.by(minter).mint(alice, fen(1_000), REFERENCE).expect("the one who may asks for it");
    Town { coin, admin, minter, keeper, alice, bob }
}

fn missing_role<T>(account: Address, needed_role: B256) -> Result<T, CoinError> {
    Err(CoinError::Roles(RolesError::AccessControlUnauthorizedAccount { account, needed_role }))
}

#[chain_test]
fn coins_are_minted_moved_and_redeemed(chain: Chain) {
    let Town { coin, minter, alice, bob, .. } = town(&chain);
    assert_eq!((coin.decimals(), coin.erc20().symbol()), (2, "DCNY".into()));
    assert_eq!((coin.erc20().total_supply(), coin.mint_quota(minter)), (fen(1_000), fen(9_000)));
    assert_eq!(coin.by(alice).transfer(bob, fen(400)), Ok(true));
    assert_eq!(coin.erc20().by(bob).approve(alice, fen(50)), Ok(true));
    assert_eq!(coin.by(alice).transfer_from(bob, alice, fen(50)), Ok(true));
    assert_eq!(coin.by(bob).redeem(fen(350), REFERENCE), Ok(()));
    assert_eq!((coin.erc20().balance_of(alice), coin.erc20().balance_of(bob)), (fen(650), U256::ZERO));
    assert_eq!(coin.erc20().total_supply(), fen(650));
    let minted = Minted { minter, to: alice, value: fen(1_000), reference_hash: REFERENCE };
    assert_eq!(chain.events::<Minted>(), [minted]);
    let redeemed = Redeemed { holder: bob, value: fen(350), reference_hash: REFERENCE };
    assert_eq!(chain.events::<Redeemed>(), [redeemed]);
    let gone = Transfer { from: bob, to: Address::ZERO, value: fen(350) };
    assert_eq!(chain.events::<Transfer>().pop(), Some(gone));
}

#[chain_test]
fn minting_above_the_quota_is_refused(chain: Chain) {
    let Town { coin, minter, alice, .. } = town(&chain);
    let refused = |left, wanted| CoinError::AboveMintQuota { minter, left: fen(left), wanted: fen(wanted) };
    assert_eq!(coin.by(minter).mint(alice, fen(9_001), REFERENCE), Err(refused(9_000, 9_001)));
    assert_eq!(coin.by(minter).mint(alice, fen(9_000), REFERENCE), Ok(()));
    assert_eq!(coin.by(minter).mint(alice, fen(1), REFERENCE), Err(refused(0, 1)));
    coin.set_mint_quota(minter, fen(1)).unwrap();
    assert_eq!(chain.events::<MintQuotaSet>().pop(), Some(MintQuotaSet { minter, quota: fen(1) }));
    assert_eq!(coin.by(minter).mint(alice, fen(1), REFERENCE), Ok(()));
}

#[chain_test]
fn message_without_its_role_is_refused(chain: Chain) {
    let Town { coin, admin, alice, .. } = town(&chain);
    let by_alice = coin.by(alice);
    assert_eq!(by_alice.set_mint_quota(alice, fen(1)), missing_role(alice, DEFAULT_ADMIN_ROLE));
    assert_eq!(by_alice.mint(alice, fen(1), REFERENCE), missing_role(alice, MINTER_ROLE));
    assert_eq!(by_alice.freeze(admin, "x".into()), missing_role(alice, FREEZER_ROLE));
    assert_eq!(by_alice.unfreeze(admin, "x".into()), missing_role(alice, FREEZER_ROLE));
    assert_eq!(by_alice.pause("x".into(), UNTIL_UNPAUSED), missing_role(alice, PAUSER_ROLE));
    assert_eq!(by_alice.unpause(), missing_role(alice, PAUSER_ROLE));
    assert_eq!(coin.mint(alice, fen(1), REFERENCE), missing_role(admin, MINTER_ROLE), "the admin mints nothing itself");
}

#[chain_test]
fn coins_of_a_frozen_account_stay_where_they_are(chain: Chain) {
    let Town { coin, minter, keeper, alice, bob, .. } = town(&chain);
    coin.by(alice).transfer(bob, fen(100)).unwrap();
    coin.erc20().by(alice).approve(bob, fen(100)).unwrap();
    coin.erc20().by(bob).approve(alice, fen(100)).unwrap();
    assert_eq!(coin.by(keeper).freeze(alice, "court order 12".into()), Ok(()));
    assert_eq!(coin.freeze_reason(alice), "court order 12");
    let refused = CoinError::AccountFrozen { account: alice, reason: "court order 12".into() };
    assert_eq!(coin.by(alice).transfer(bob, fen(1)), Err(refused.clone()));
    assert_eq!(coin.by(bob).transfer(alice, fen(1)), Err(refused.clone()));
    assert_eq!(coin.by(bob).transfer_from(alice, bob, fen(1)), Err(refused.clone()));
    assert_eq!(coin.by(bob).transfer_from(bob, alice, fen(1)), Err(refused.clone()));
    assert_eq!(coin.by(alice).transfer_from(bob, minter, fen(1)), Err(refused.clone()), "nor does it spend others'");
    assert_eq!(coin.by(alice).redeem(fen(1), REFERENCE), Err(refused.clone()));
    assert_eq!(coin.by(minter).mint(alice, fen(1), REFERENCE), Err(refused));
    assert_eq!(coin.by(keeper).unfreeze(alice, "lifted".into()), Ok(()));
    assert_eq!(coin.by(alice).transfer(bob, fen(1)), Ok(true));
    let frozen = Frozen { account: alice, freezer: keeper, reason: "court order 12".into() };
    assert_eq!(chain.events::<Frozen>(), [frozen]);
    let unfrozen = Unfrozen { account: alice, freezer: keeper, reason: "lifted".into() };
    assert_eq!(chain.events::<Unfrozen>(), [unfrozen]);
}

#[chain_test]
fn freeze_without_a_reason_or_end_without_a_freeze_is_refused(chain: Chain) {
    let Town { coin, keeper, alice, .. } = town(&chain);
    let coin = coin.by(keeper);
    assert_eq!(coin.freeze(alice, String::new()), Err(CoinError::ReasonMissing));
    assert_eq!(coin.unfreeze(alice, "x".into()), Err(CoinError::AccountNotFrozen { account: alice }));
    coin.freeze(alice, "x".into()).unwrap();
    assert_eq!(coin.unfreeze(alice, String::new()), Err(CoinError::ReasonMissing));
}

#[chain_test]
fn nothing_moves_during_a_pause(chain: Chain) {
    let Town { coin, minter, keeper, alice, bob, .. } = town(&chain);
    coin.erc20().by(alice).approve(bob, fen(9)).unwrap();
    let until = chain.timestamp() + 1_000;
    assert_eq!(coin.by(keeper).pause("migration".into(), until), Ok(()));
    let refused = CoinError::Pause(PausableError::EnforcedPause { reason: "migration".into(), until });
    assert_eq!(coin.by(alice).transfer(bob, fen(1)), Err(refused.clone()));
    assert_eq!(coin.by(bob).transfer_from(alice, bob, fen(1)), Err(refused.clone()));
    assert_eq!(coin.by(minter).mint(bob, fen(1), REFERENCE), Err(refused.clone()));
    assert_eq!(coin.by(alice).redeem(fen(1), REFERENCE), Err(refused));
    assert_eq!(coin.by(keeper).unpause(), Ok(()));
    assert_eq!(coin.by(alice).transfer(bob, fen(1)), Ok(true));
    let ended = CoinError::Pause(PausableError::ExpectedPause);
    assert_eq!(coin.by(keeper).unpause(), Err(ended));
}

#[chain_test]
fn refusals_of_the_token_pass_through(chain: Chain) {
    let Town { coin, minter, alice, bob, .. } = town(&chain);
    let short = Erc20Error::ERC20InsufficientBalance { sender: bob, balance: U256::ZERO, needed: fen(1) };
    assert_eq!(coin.by(bob).transfer(alice, fen(1)), Err(CoinError::Erc20(short.clone())));
    assert_eq!(coin.by(bob).redeem(fen(1), REFERENCE), Err(CoinError::Erc20(short)));
    let refused = Erc20Error::ERC20InvalidReceiver { receiver: Address::ZERO };
    assert_eq!(coin.by(alice).transfer(Address::ZERO, fen(1)), Err(CoinError::Erc20(refused.clone())));
    assert_eq!(coin.by(minter).mint(Address::ZERO, fen(1), REFERENCE), Err(CoinError::Erc20(refused)));
    let short = Erc20Error::ERC20InsufficientAllowance { spender: bob, allowance: U256::ZERO, needed: fen(1) };
    assert_eq!(coin.by(bob).transfer_from(alice, bob, fen(1)), Err(CoinError::Erc20(short)));
}

#[chain_test]
fn several_calls_happen_together_or_not_at_all(chain: Chain) {
    let Town { coin, alice, bob, .. } = town(&chain);
    let word = |account: Address| [&[0; 12][..], &account.0].concat();
    let transfer =
        |to: Address, value: u64| Bytes([&[0xa9, 0x05, 0x9c, 0xbb][..], &word(to), &fen(value).to_be_bytes()].concat());
    let balance = Bytes([&[0x70, 0xa0, 0x82, 0x31][..], &word(bob)].concat());
    let returned = coin.by(alice).multicall(vec![transfer(bob, 5), transfer(bob, 6), balance]);
    let one = U256::ONE.to_be_bytes();
    assert_eq!(returned, [one, one, fen(11).to_be_bytes()].map(|word| Bytes(word.to_vec())));

    let error = coin.by(alice).try_multicall(vec![transfer(bob, 5), transfer(bob, 5_000)]).unwrap_err();
    let short = Erc20Error::ERC20InsufficientBalance { sender: alice, balance: fen(984), needed: fen(5_000) };
    assert_eq!(error.decode(), Some(CoinError::Erc20(short)));
    assert_eq!(coin.erc20().balance_of(bob), fen(11));
}

#[chain_test]
fn upgrade_keeps_the_storage_and_refuses_code_of_another_kind(chain: Chain) {
    let Town { coin, admin, alice, .. } = town(&chain);
    assert!(coin.storage_layout().starts_with("erc20.name:Value<String>\nerc20.symbol:Value<String>\n"));
    let code_hash = chain.code_hash::<Coin>();
    assert_eq!(coin.by(alice).upgrade(code_hash), missing_role(alice, DEFAULT_ADMIN_ROLE));
    assert_eq!(coin.upgrade(code_hash), Ok(()));
    assert_eq!(chain.events::<Upgraded>(), [Upgraded { code_hash }]);
    assert_eq!(coin.erc20().balance_of(alice), fen(1_000));

    chain.deploy(admin, Receiver::constructor(Mood::Accept));
    let code_hash = chain.code_hash::<Receiver>();
    assert_eq!(coin.upgrade(code_hash), Err(CoinError::Upgrade(UpgradeError::LayoutUnknown { code_hash })));
    let code_hash = B256::new([1; 32]);
    assert_eq!(coin.upgrade(code_hash), Err(CoinError::Upgrade(UpgradeError::CodeNotDeployed { code_hash })));
    assert_eq!(coin.erc20().balance_of(alice), fen(1_000));
}

#[test]
fn abi_is_what_wallets_of_erc_20_and_eip_2612_expect() {
    let lines: Vec<&str> = Coin::ABI.lines().collect();
    for line in [
        "function transfer(address to, uint256 value) returns (bool)",
        "function transferFrom(address from, address to, uint256 value) returns (bool)",
        "function decimals() view returns (uint8)",
        "function permit(address owner, address spender, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s)",
        "function nonces(address owner) view returns (uint256)",
        "function DOMAIN_SEPARATOR() view returns (bytes32)",
        "function eip712Domain() view returns (bytes1, string, string, uint256, address, bytes32, uint256[])",
        "function hasRole(bytes32 role, address account) view returns (bool)",
        "event Approval(address indexed owner, address indexed spender, uint256 value)",
    ] {
        assert!(lines.contains(&line), "{line} is not in {lines:#?}");
    }
}

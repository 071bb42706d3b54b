//! The invariants of README.md while many random messages arrive, many of which are refused. Set `SEED` to repeat a run.

use std::collections::BTreeMap;

use blocks::{UNTIL_UNPAUSED, erc20::Transfer};
use coin::*;
use testing::prelude::*;

const MESSAGES: u32 = 3_000;

fn sum(amounts: impl IntoIterator<Item = U256>) -> U256 {
    amounts.into_iter().sum()
}

#[test]
fn invariants_hold_after_random_messages() {
    let mut random = Random::from_env();
    let chain = Chain::native();
    let people: [Address; 6] = chain.accounts();
    let [admin, minter, keeper, ..] = people;
    let coin = chain.deploy(admin, Coin::constructor("Coin".into(), "COIN".into(), admin));
    for (role, account) in [(MINTER_ROLE, minter), (FREEZER_ROLE, keeper), (PAUSER_ROLE, keeper)] {
        coin.roles().grant_role(role, account).unwrap();
    }
    let mut granted = U256::ZERO;
    let mut done = BTreeMap::<u64, u32>::new();
    let balances = || people.map(|person| coin.erc20().balance_of(person));
    for _ in 0..MESSAGES {
        let [by, from, to] = [(); 3].map(|()| *random.pick(&people));
        let value = U256::from(random.below(300));
        let (before, frozen) = (balances(), people.map(|person| !coin.freeze_reason(person).is_empty()));
        let (paused, quota) = (coin.pausable().paused(), coin.mint_quota(minter));
        let kind = random.below(10);
        // Half of the messages come from who may send them, or hardly any would succeed.
        let rightful = match kind {
            0 => admin,
            1 | 2 => minter,
            3..=5 => keeper,
            _ => by,
        };
        let by = if random.below(2) == 0 { by } else { rightful };
        let client = coin.by(by);
        let allowed = people.map(|person| coin.erc20().allowance(person, by));
        let happened = match kind {
            0 => {
                let set = client.set_mint_quota(minter, value).is_ok();
                granted += if set { value } else { U256::ZERO };
                set
            }
            1 | 2 => client.mint(to, value, B256::ZERO).is_ok(),
            3 => random.below(3) == 0 && client.freeze(to, "order".into()).is_ok(),
            4 => client.unfreeze(to, "lifted".into()).is_ok(),
            5 if paused => client.unpause().is_ok(),
            5 => random.below(5) == 0 && client.pause("drill".into(), UNTIL_UNPAUSED).is_ok(),
            6 => client.redeem(value, B256::ZERO).is_ok(),
            7 => client.transfer(to, value).is_ok(),
            8 => client.erc20().approve(to, value).is_ok(),
            _ => client.transfer_from(from, to, value).is_ok(),
        };
        *done.entry(kind).or_default() += u32::from(happened);

        let after = balances();
        for (i, person) in people.iter().enumerate() {
            assert!(before[i] == after[i] || !frozen[i], "the coins of {person} moved while frozen");
            let left = before[i].saturating_sub(after[i]);
            assert!(*person == by || left <= allowed[i], "{by} took coins of {person} that it was not allowed");
        }
        assert!(before == after || !paused, "coins moved during a pause");
        assert_eq!(sum(after), coin.erc20().total_supply(), "balances add up to the supply");
        if kind != 0 {
            let grown = sum(after).saturating_sub(sum(before));
            assert_eq!(grown, quota - coin.mint_quota(minter), "a mint uses up its quota");
        }
    }
    let minted = sum(chain.events::<Minted>().iter().map(|event| event.value));
    let redeemed = sum(chain.events::<Redeemed>().iter().map(|event| event.value));
    assert_eq!(minted - redeemed, coin.erc20().total_supply(), "each coin was minted and not redeemed");
    assert!(minted <= granted, "no more was minted than the admin allowed");
    let made = chain.events::<Transfer>().iter().filter(|event| event.from.is_zero()).count();
    assert_eq!(made, chain.events::<Minted>().len(), "new coins come from mint alone");
    for kind in 0..10 {
        assert!(done.get(&kind).is_some_and(|count| *count > 0), "message {kind} never succeeded: {done:?}");
    }
}

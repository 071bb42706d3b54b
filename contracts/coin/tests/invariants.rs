//! The invariants of README.md while many random messages arrive, many of which are refused. Set `SEED` to repeat a run.

#[cfg(test)]
mod support;

use std::collections::BTreeMap;

use blocks::{UNTIL_UNPAUSED, erc20::Transfer};
use coin::*;
use support::*;
use testing::{prelude::*, sign};

const MESSAGES: u32 = 3_000;
const KINDS: u64 = 10;

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
    let mut coverage = Coverage::new(MESSAGES, KINDS);
    let balances = || people.map(|person| coin.erc20().balance_of(person));
    while coverage.wants_more() {
        let [by, from, to] = [(); 3].map(|()| *random.pick(&people));
        let value = U256::from(random.below(300));
        let (before, frozen) = (balances(), people.map(|person| !coin.freeze_reason(person).is_empty()));
        let (paused, quota) = (coin.pausable().paused(), coin.mint_quota(minter));
        let kind = random.below(KINDS);
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
        coverage.count(kind, happened);

        let after = balances();
        for (i, person) in people.iter().enumerate() {
            assert!(before[i] == after[i] || !frozen[i], "invariant 3: the coins of {person} moved while frozen");
            let left = before[i].saturating_sub(after[i]);
            assert!(*person == by || left <= allowed[i], "invariant 6: {by} took more of {person} than allowed");
        }
        assert!(before == after || !paused, "invariant 4: coins moved during a pause");
        assert_eq!(sum(after), coin.erc20().total_supply(), "invariant 1: balances add up to the supply");
        if kind != 0 {
            let grown = sum(after).saturating_sub(sum(before));
            assert_eq!(grown, quota - coin.mint_quota(minter), "invariant 2: a mint uses up its quota");
        }
    }
    let minted = sum(chain.events::<Minted>().iter().map(|event| event.value));
    let redeemed = sum(chain.events::<Redeemed>().iter().map(|event| event.value));
    assert_eq!(minted - redeemed, coin.erc20().total_supply(), "invariant 1: each coin was minted and not redeemed");
    assert!(minted <= granted, "invariant 2: no more was minted than the admin allowed");
    let made = chain.events::<Transfer>().iter().filter(|event| event.from.is_zero()).count();
    assert_eq!(made, chain.events::<Minted>().len(), "invariant 2: new coins come from mint alone");
}

/// Two coins of one name, and what was permitted on the first.
struct Permits {
    chain: Chain,
    coin: CoinClient<Sender>,
    other: CoinClient<Sender>,
    people: [Address; 4],
    brought: Vec<Permit>,
    nonces: BTreeMap<Address, u64>,
    allowances: BTreeMap<(Address, Address), U256>,
    done: u32,
}

/// What was signed, by whom and for where, and what is brought to the coin.
#[derive(Clone, Debug)]
struct Permit {
    signer: Address,
    signed: Terms,
    nonce: u64,
    domain: Domain,
    shown: Terms,
}

/// What a permit is signed for.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Domain {
    Coin,
    OtherCoin,
    OtherChain,
}

#[derive(Clone, Debug)]
enum PermitStep {
    Bring(Permit),
    BringAgain(usize),
    Spend { owner: Address, spender: Address, value: U256 },
    Wait(u64),
}

impl Model for Permits {
    type Step = PermitStep;

    fn start() -> Self {
        let chain = Chain::native();
        let [coin, other] = [(); 2].map(|()| coin(&chain));
        let people = chain.accounts();
        coin.roles().grant_role(MINTER_ROLE, people[0]).expect("the admin asks for it");
        coin.set_mint_quota(people[0], U256::from(4_000_u64)).expect("the admin asks for it");
        for person in people {
            coin.mint(person, U256::from(1_000_u64), B256::ZERO).expect("it is within the quota");
        }
        let (brought, nonces, allowances) = Default::default();
        Self { chain, coin, other, people, brought, nonces, allowances, done: 0 }
    }

    fn draw(&self, random: &mut Random) -> PermitStep {
        let [owner, spender, third] = [(); 3].map(|()| *random.pick(&self.people));
        let value = U256::from(random.below(300));
        match random.below(8) {
            0 => PermitStep::Wait(random.below(50)),
            1 => PermitStep::Spend { owner, spender, value },
            2 | 3 => PermitStep::BringAgain(random.below(self.brought.len() as u64 + 1) as usize),
            _ => {
                let deadline = U256::from(self.chain.timestamp() - 20 + random.below(100));
                let signed = Terms { owner, spender, value, deadline };
                let shown = match random.below(8) {
                    0 => Terms { owner: third, ..signed },
                    1 => Terms { spender: third, ..signed },
                    2 => Terms { value: value + U256::ONE, ..signed },
                    3 => Terms { deadline: deadline + U256::from(100_u64), ..signed },
                    _ => signed,
                };
                let next = self.nonces.get(&owner).copied().unwrap_or(0);
                let nonce = if random.below(4) == 0 { random.below(next + 2) } else { next };
                let domain = *random.pick(&[Domain::Coin, Domain::Coin, Domain::OtherCoin, Domain::OtherChain]);
                let signer = if random.below(6) == 0 { third } else { owner };
                PermitStep::Bring(Permit { signer, signed, nonce, domain, shown })
            }
        }
    }

    fn apply(&mut self, step: &PermitStep) {
        match step {
            PermitStep::Wait(seconds) => self.chain.advance_time(*seconds),
            PermitStep::Spend { owner, spender, value } => {
                let spent = self.coin.by(*spender).transfer_from(*owner, *spender, *value).is_ok();
                let allowed = self.allowances.entry((*owner, *spender)).or_default();
                assert!(!spent || value <= allowed, "invariant 6: {spender} took what it was not permitted");
                *allowed -= if spent { *value } else { U256::ZERO };
            }
            PermitStep::Bring(permit) => {
                self.bring(permit);
                self.brought.push(permit.clone());
            }
            PermitStep::BringAgain(index) => {
                if let Some(permit) = self.brought.get(*index).cloned() {
                    self.bring(&permit);
                }
            }
        }
    }

    fn check(&self) {
        for owner in self.people {
            let nonce = self.nonces.get(&owner).copied().unwrap_or(0);
            assert_eq!(self.coin.permits().nonces(owner), U256::from(nonce), "invariant 5: each counts once");
            for spender in self.people {
                let expected = self.allowances.get(&(owner, spender)).copied().unwrap_or_default();
                assert_eq!(self.coin.erc20().allowance(owner, spender), expected, "invariant 5: as it was signed");
            }
        }
    }
}

impl Permits {
    fn bring(&mut self, Permit { signer, signed, nonce, domain, shown }: &Permit) {
        let (coin, chain_id) = match domain {
            Domain::Coin => (&self.coin, 31_337),
            Domain::OtherCoin => (&self.other, 31_337),
            Domain::OtherChain => (&self.coin, 1),
        };
        let signature = sign(*signer, permit_hash_on(chain_id, coin, *signed, *nonce).0);
        let now = self.chain.timestamp();
        let accepted = permit(&self.coin, *shown, &signature).is_ok();
        let next = self.nonces.entry(signed.owner).or_default();
        let expected = *signer == signed.owner
            && signed == shown
            && nonce == next
            && *domain == Domain::Coin
            && U256::from(now) <= signed.deadline;
        assert_eq!(accepted, expected, "invariant 5: whether a permit counts");
        if accepted {
            *next += 1;
            self.allowances.insert((signed.owner, signed.spender), signed.value);
            self.done += 1;
        }
    }
}

#[test]
fn permits_count_as_signed_after_random_messages() {
    let worlds = explore::<Permits>(20, 80);
    let done: u32 = worlds.iter().map(|world| world.done).sum();
    assert!(done > 20, "{done} permits counted");
}

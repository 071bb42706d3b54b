//! The invariants of README.md after each of many random messages, many of which are refused: the vouchers do what a
//! model does that was written from the text of ERC-1155. A sequence that breaks one is shrunk to the fewest messages
//! that do; `SEED` repeats a run.

use std::collections::{BTreeMap, BTreeSet};

use multitoken::{Multitoken, MultitokenClient, Supply};
use receiver::{Mood, Receiver};
use testing::prelude::*;

/// Kinds and how many vouchers of each.
type Items = Vec<(u64, u64)>;

/// A message and who sends it. `to` may be a contract that takes no vouchers.
#[derive(Clone, Debug)]
enum Message {
    CreateKind { by: Address, max: u64 },
    Mint { by: Address, to: Address, items: Items, as_batch: bool },
    Transfer { by: Address, from: Address, to: Address, items: Items, as_batch: bool },
    Burn { by: Address, from: Address, item: (u64, u64) },
    SetOperator { by: Address, to: Address, approved: bool },
    SetUri { by: Address, kind: u64 },
}

/// What there is of each kind, and who holds it.
#[derive(Clone, Debug, Default, PartialEq)]
struct Books {
    balances: BTreeMap<(u64, Address), u64>,
    /// Now and at most, of the kinds from 1 on.
    supplies: Vec<(u64, u64)>,
}

/// The contract, and what it should be.
struct World<const ON_VM: bool> {
    contract: MultitokenClient<Sender>,
    /// Accounts, the first of which is the issuer; a contract that takes vouchers, and two that do not.
    people: [Address; 7],
    books: Books,
    operators: BTreeSet<(Address, Address)>,
    /// How often each kind of message was accepted.
    done: [u32; 6],
}

impl<const ON_VM: bool> Model for World<ON_VM> {
    type Step = Message;

    fn start() -> Self {
        let chain = if ON_VM { Chain::vm() } else { Chain::native() };
        let [issuer, bob, carol, dave] = chain.accounts();
        let contract = chain.deploy(issuer, Multitoken::constructor("https://vouchers.example/{id}".into()));
        let receiver = |mood| chain.deploy(issuer, Receiver::constructor(mood)).address();
        let [takes, declines, throws] = [Mood::Accept, Mood::Decline, Mood::Throw].map(receiver);
        let people = [issuer, bob, carol, dave, takes, declines, throws];
        Self { contract, people, books: Books::default(), operators: BTreeSet::new(), done: [0; 6] }
    }

    fn draw(&self, random: &mut Random) -> Message {
        let by = *random.pick(&self.people[..4]);
        let [from, to] = [(); 2].map(|()| *random.pick(&self.people));
        let from = if random.below(2) == 0 { by } else { from };
        let issuer = if random.below(4) > 0 { self.people[0] } else { by };
        let kinds = self.books.supplies.len() as u64 + 2;
        let item = |random: &mut Random| (random.below(kinds), random.below(60));
        let as_batch = random.below(2) == 0;
        let count = if as_batch { random.below(4) } else { 1 };
        let items: Items = (0..count).map(|_| item(random)).collect();
        match random.below(9) {
            0 => Message::CreateKind { by: issuer, max: random.below(300) },
            1 | 2 => Message::Mint { by: issuer, to, items, as_batch },
            3 => Message::Burn { by, from, item: item(random) },
            4 => Message::SetOperator { by, to, approved: random.below(3) > 0 },
            5 => Message::SetUri { by: issuer, kind: random.below(kinds) },
            _ => Message::Transfer { by, from, to, items, as_batch },
        }
    }

    fn apply(&mut self, message: &Message) {
        let issuer = self.people[0];
        let (contract, tokens) = (&self.contract, self.contract.erc1155());
        let mut after = self.books.clone();
        let (kind, accepted, expected) = match message.clone() {
            Message::CreateKind { by, max } => {
                after.supplies.push((0, max));
                let created = contract.by(by).create_kind(U256::from(max));
                (0, created == Ok(U256::from(after.supplies.len())), by == issuer && max > 0)
            }
            Message::Mint { by, to, items, as_batch } => {
                let ((ids, values), data) = (split(&items), Bytes::default());
                let minted = if as_batch {
                    contract.by(by).try_mint_batch(to, ids, values, data)
                } else {
                    contract.by(by).try_mint(to, ids[0], values[0], data)
                };
                let expected = items.iter().all(|item| {
                    after.put(to, *item);
                    after.make(*item)
                });
                (1, minted.is_ok(), expected && by == issuer && self.takes(to))
            }
            Message::Transfer { by, from, to, items, as_batch } => {
                let ((ids, values), data) = (split(&items), Bytes::default());
                let moved = if as_batch {
                    tokens.by(by).try_safe_batch_transfer_from(from, to, ids, values, data)
                } else {
                    tokens.by(by).try_safe_transfer_from(from, to, ids[0], values[0], data)
                };
                let expected = items.iter().all(|item| {
                    let taken = after.take(from, *item);
                    after.put(to, *item);
                    taken
                });
                (2, moved.is_ok(), expected && self.acts_for(by, from) && self.takes(to))
            }
            Message::Burn { by, from, item: (id, value) } => {
                let burnt = contract.by(by).burn(from, U256::from(id), U256::from(value)).is_ok();
                let expected = after.take(from, (id, value));
                if expected && value > 0 {
                    after.supplies[id as usize - 1].0 -= value;
                }
                (3, burnt, expected && self.acts_for(by, from))
            }
            Message::SetOperator { by, to, approved } => {
                let done = tokens.by(by).set_approval_for_all(to, approved).is_ok();
                if approved {
                    self.operators.insert((by, to));
                } else {
                    self.operators.remove(&(by, to));
                }
                (4, done, true)
            }
            Message::SetUri { by, kind } => {
                let done = contract.by(by).set_uri(U256::from(kind), "ipfs://kind".into()).is_ok();
                (5, done, by == issuer && (1..=after.supplies.len() as u64).contains(&kind))
            }
        };
        assert_eq!(accepted, expected, "invariants 3, 4 and 6: whether it is refused");
        if expected {
            self.books = after;
        }
        self.done[kind] += u32::from(accepted);
    }

    fn check(&self) {
        let (contract, tokens) = (&self.contract, self.contract.erc1155());
        for (kind, (total, max)) in (1_u64..).zip(&self.books.supplies) {
            let id = U256::from(kind);
            let mut sum = U256::ZERO;
            for person in self.people {
                let expected = self.books.balances.get(&(kind, person)).copied().unwrap_or_default();
                let balance = tokens.balance_of(person, id);
                assert_eq!(balance, U256::from(expected), "invariants 3 and 5: {kind} of {person}");
                sum += balance;
            }
            let found = contract.supply(id);
            assert_eq!(found.max, U256::from(*max), "invariant 2: the largest supply of {kind} never changes");
            assert_eq!(found.total, sum, "invariant 1: the balances of {kind} add up to its supply");
            assert!(total <= max, "invariant 1: there are no more than the largest supply of {kind}");
        }
        let next = U256::from(self.books.supplies.len() as u64 + 1);
        assert_eq!(contract.supply(next), Supply::default(), "invariant 4: kinds come from the issuer alone");
    }
}

impl Books {
    fn make(&mut self, (kind, value): (u64, u64)) -> bool {
        let place = (kind as usize).checked_sub(1);
        let Some((total, max)) = place.and_then(|place| self.supplies.get_mut(place)) else { return false };
        *total += value;
        total <= max
    }

    fn take(&mut self, from: Address, (kind, value): (u64, u64)) -> bool {
        let held = self.balances.entry((kind, from)).or_default();
        let rest = held.checked_sub(value);
        *held = rest.unwrap_or(*held);
        rest.is_some()
    }

    fn put(&mut self, to: Address, (kind, value): (u64, u64)) {
        *self.balances.entry((kind, to)).or_default() += value;
    }
}

impl<const ON_VM: bool> World<ON_VM> {
    /// The last two are contracts that take nothing.
    fn takes(&self, to: Address) -> bool {
        !self.people[5..].contains(&to)
    }

    fn acts_for(&self, who: Address, owner: Address) -> bool {
        who == owner || self.operators.contains(&(owner, who))
    }
}

fn split(items: &[(u64, u64)]) -> (Vec<U256>, Vec<U256>) {
    items.iter().map(|(kind, value)| (U256::from(*kind), U256::from(*value))).unzip()
}

#[test]
fn invariants_hold_after_random_messages() {
    let worlds = explore::<World<false>>(40, 200);
    for kind in 0..6 {
        assert!(worlds.iter().any(|world| world.done[kind] > 0), "message {kind} never succeeded");
    }
}

#[test]
fn invariants_hold_after_random_messages_on_the_vm() {
    explore::<World<true>>(1, 150);
}

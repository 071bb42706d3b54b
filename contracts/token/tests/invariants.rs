//! The invariants of README.md after each of many random messages, many of which are refused: the token does what a
//! model does that was written from the text of ERC-20. A sequence that breaks one is shrunk to the fewest messages that
//! do; `SEED` repeats a run.

use std::collections::BTreeMap;

use testing::prelude::*;
use token::{Erc20Client, Token, Transfer};

const SUPPLY: u64 = 1_000;

/// A message and who sends it.
#[derive(Clone, Debug)]
enum Message {
    Transfer { by: Address, to: Address, value: U256 },
    Approve { by: Address, spender: Address, value: U256 },
    TransferFrom { by: Address, from: Address, to: Address, value: U256 },
}

/// What everybody holds and may take.
#[derive(Clone, Debug, Default, PartialEq)]
struct Books {
    balances: BTreeMap<Address, U256>,
    allowances: BTreeMap<(Address, Address), U256>,
}

/// The token, and what it should be.
struct World<const ON_VM: bool> {
    chain: Chain,
    token: Erc20Client<Sender>,
    /// The zero address is one of them.
    people: [Address; 5],
    books: Books,
    transfers: usize,
    /// Messages that were accepted and refused.
    done: [u32; 2],
}

impl<const ON_VM: bool> Model for World<ON_VM> {
    type Step = Message;

    fn start() -> Self {
        let chain = if ON_VM { Chain::vm() } else { Chain::native() };
        let [alice, bob, carol, dave] = chain.accounts();
        let token = chain.deploy(alice, Token::constructor("Tok".into(), "TOK".into(), U256::from(SUPPLY))).erc20();
        let books = Books { balances: BTreeMap::from([(alice, U256::from(SUPPLY))]), ..Books::default() };
        Self { chain, token, people: [alice, bob, carol, dave, Address::ZERO], books, transfers: 1, done: [0; 2] }
    }

    fn draw(&self, random: &mut Random) -> Message {
        let by = *random.pick(&self.people[..4]);
        let [from, to] = [(); 2].map(|()| *random.pick(&self.people));
        let some = U256::from(random.below(400));
        let value = *random.pick(&[some, some, U256::ZERO, U256::ONE, U256::from(SUPPLY), U256::MAX]);
        match random.below(3) {
            0 => Message::Transfer { by, to, value },
            1 => Message::Approve { by, spender: to, value },
            _ => Message::TransferFrom { by, from, to, value },
        }
    }

    fn apply(&mut self, message: &Message) {
        let (before, mut after) = (self.books.clone(), self.books.clone());
        let (accepted, expected) = match *message {
            Message::Transfer { by, to, value } => {
                let done = self.token.by(by).transfer(to, value).is_ok();
                (done, after.transfer(by, to, value))
            }
            Message::Approve { by, spender, value } => {
                let done = self.token.by(by).approve(spender, value).is_ok();
                after.allowances.insert((by, spender), value);
                (done, !spender.is_zero())
            }
            Message::TransferFrom { by, from, to, value } => {
                let done = self.token.by(by).transfer_from(from, to, value).is_ok();
                (done, after.spend(from, by, value) && after.transfer(from, to, value))
            }
        };
        assert_eq!(accepted, expected, "invariants 2 and 4: whether it is refused");
        self.transfers += usize::from(accepted && !matches!(message, Message::Approve { .. }));
        self.books = if expected { after } else { before };
        self.done[usize::from(accepted)] += 1;
    }

    fn check(&self) {
        let mut sum = U256::ZERO;
        for person in self.people {
            let balance = self.token.balance_of(person);
            sum += balance;
            let expected = self.books.balances.get(&person).copied().unwrap_or_default();
            assert_eq!(balance, expected, "invariants 2 and 5: the balance of {person}");
            for spender in self.people {
                let expected = self.books.allowances.get(&(person, spender)).copied().unwrap_or_default();
                let found = self.token.allowance(person, spender);
                assert_eq!(found, expected, "invariants 3 and 5: what {spender} may take of {person}");
            }
        }
        assert_eq!(sum, U256::from(SUPPLY), "invariant 1: the balances add up to the supply");
        assert_eq!(self.token.total_supply(), sum, "invariant 1: the supply never changes");
        assert!(self.token.balance_of(Address::ZERO).is_zero(), "invariant 4: the zero address holds nothing");
        let fired = self.chain.events::<Transfer>().len();
        assert_eq!(fired, self.transfers, "invariant 5: what is refused fires no event");
    }
}

impl Books {
    fn transfer(&mut self, from: Address, to: Address, value: U256) -> bool {
        let held = self.balances.get(&from).copied().unwrap_or_default();
        if from.is_zero() || to.is_zero() || value > held {
            return false;
        }
        self.balances.insert(from, held - value);
        *self.balances.entry(to).or_default() += value;
        true
    }

    fn spend(&mut self, owner: Address, spender: Address, value: U256) -> bool {
        let allowed = self.allowances.get(&(owner, spender)).copied().unwrap_or_default();
        if allowed < U256::MAX && value <= allowed {
            self.allowances.insert((owner, spender), allowed - value);
        }
        value <= allowed
    }
}

#[test]
fn invariants_hold_after_random_messages() {
    let worlds = explore::<World<false>>(40, 150);
    for kind in 0..2 {
        let done: u32 = worlds.iter().map(|world| world.done[kind]).sum();
        assert!(done > 500, "{done} messages were accepted or refused");
    }
}

#[test]
fn invariants_hold_after_random_messages_on_the_vm() {
    explore::<World<true>>(1, 150);
}

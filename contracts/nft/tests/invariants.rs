//! The invariants of README.md after each of many random messages, many of which are refused: the collection does what a
//! model does that was written from the text of ERC-721. A sequence that breaks one is shrunk to the fewest messages
//! that do; `SEED` repeats a run.

use std::collections::{BTreeMap, BTreeSet};

use blocks::erc721::Transfer;
use nft::{Nft, NftClient};
use receiver::{Mood, Receiver};
use testing::prelude::*;

/// A message and who sends it. `to` may be a contract that takes no tokens.
#[derive(Clone, Debug)]
enum Message {
    Mint { by: Address, to: Address, document: u8 },
    Burn { by: Address, token: u64 },
    Approve { by: Address, to: Address, token: u64 },
    SetOperator { by: Address, to: Address, approved: bool },
    Transfer { by: Address, from: Address, to: Address, token: u64, safely: bool },
}

/// The collection, and what it should be.
struct World<const ON_VM: bool> {
    nft: NftClient<Sender>,
    chain: Chain,
    /// Accounts, the first of which is the issuer; a contract that takes tokens, and two that do not.
    people: [Address; 7],
    owners: BTreeMap<u64, Address>,
    approved: BTreeMap<u64, Address>,
    operators: BTreeSet<(Address, Address)>,
    /// The documents of all tokens that ever were, from number 1 on.
    documents: Vec<u8>,
    moves: usize,
    /// How often each kind of message was accepted, and how often a contract declined.
    done: [u32; 6],
}

impl<const ON_VM: bool> Model for World<ON_VM> {
    type Step = Message;

    fn start() -> Self {
        let chain = if ON_VM { Chain::vm() } else { Chain::native() };
        let [issuer, bob, carol, dave] = chain.accounts();
        let nft = chain.deploy(issuer, Nft::constructor("Titles".into(), "TTL".into()));
        let contract = |mood| chain.deploy(issuer, Receiver::constructor(mood)).address();
        let [takes, declines, throws] = [Mood::Accept, Mood::Decline, Mood::Throw].map(contract);
        let people = [issuer, bob, carol, dave, takes, declines, throws];
        let (owners, approved, operators) = Default::default();
        Self { nft, chain, people, owners, approved, operators, documents: Vec::new(), moves: 0, done: [0; 6] }
    }

    fn draw(&self, random: &mut Random) -> Message {
        let by = *random.pick(&self.people[..4]);
        let [from, to] = [(); 2].map(|()| *random.pick(&self.people));
        let token = 1 + random.below(self.documents.len() as u64 + 1);
        let owner = self.owners.get(&token).copied().unwrap_or(from);
        // Half of the messages come from the owner, or hardly any would succeed.
        let by = if random.below(2) == 0 && self.people[..4].contains(&owner) { owner } else { by };
        match random.below(8) {
            0 => Message::Mint { by: self.people[random.below(2) as usize], to, document: random.below(3) as u8 },
            1 if random.below(3) == 0 => Message::Burn { by, token },
            1 | 2 => Message::Approve { by, to, token },
            3 => Message::SetOperator { by, to, approved: random.below(3) > 0 },
            _ => {
                let from = if random.below(4) == 0 { from } else { owner };
                Message::Transfer { by, from, to, token, safely: random.below(2) == 0 }
            }
        }
    }

    fn apply(&mut self, message: &Message) {
        let tokens = self.nft.erc721();
        let (kind, accepted, expected) = match *message {
            Message::Mint { by, to, document } => {
                let minted = self.nft.by(by).try_mint(to, hash(document), String::new());
                let expected = by == self.people[0] && document != 0 && self.takes(to);
                if expected {
                    self.documents.push(document);
                    self.owners.insert(self.documents.len() as u64, to);
                    let number = U256::from(self.documents.len());
                    assert_eq!(minted.clone().ok(), Some(number), "invariant 4: a new number");
                }
                (0, minted.is_ok(), expected)
            }
            Message::Burn { by, token } => {
                let accepted = self.nft.by(by).burn(U256::from(token)).is_ok();
                let expected = self.may_move(by, token);
                if expected {
                    self.owners.remove(&token);
                    self.approved.remove(&token);
                }
                (1, accepted, expected)
            }
            Message::Approve { by, to, token } => {
                let accepted = tokens.by(by).approve(to, U256::from(token)).is_ok();
                let expected = self.owners.get(&token).is_some_and(|owner| self.acts_for(by, *owner));
                if expected {
                    self.approved.insert(token, to);
                }
                (2, accepted, expected)
            }
            Message::SetOperator { by, to, approved } => {
                if approved {
                    self.operators.insert((by, to));
                } else {
                    self.operators.remove(&(by, to));
                }
                (3, tokens.by(by).set_approval_for_all(to, approved).is_ok(), true)
            }
            Message::Transfer { by, from, to, token, safely } => {
                let client = tokens.by(by);
                let accepted = if safely {
                    client.try_safe_transfer_from(from, to, U256::from(token)).is_ok()
                } else {
                    client.transfer_from(from, to, U256::from(token)).is_ok()
                };
                let may = self.may_move(by, token) && self.owners.get(&token) == Some(&from);
                let expected = may && (!safely || self.takes(to));
                self.done[5] += u32::from(may && !expected);
                if expected {
                    self.owners.insert(token, to);
                    self.approved.remove(&token);
                }
                (4, accepted, expected)
            }
        };
        assert_eq!(accepted, expected, "invariants 2, 5 and 6: whether it is refused");
        self.moves += usize::from(accepted && matches!(kind, 0 | 1 | 4));
        self.done[kind] += u32::from(accepted);
    }

    fn check(&self) {
        let tokens = self.nft.erc721();
        let last = self.documents.len() as u64;
        for token in 1..=last {
            let owner = self.owners.get(&token).copied();
            assert_eq!(tokens.owner_of(U256::from(token)).ok(), owner, "invariant 1: the owner of {token}");
            let approved = owner.map(|_| self.approved.get(&token).copied().unwrap_or_default());
            assert_eq!(tokens.get_approved(U256::from(token)).ok(), approved, "invariant 3: the approval of {token}");
            let document = hash(self.documents[token as usize - 1]);
            assert_eq!(self.nft.document(U256::from(token)), document, "invariant 4: the document of {token}");
        }
        assert!(self.nft.document(U256::from(last + 1)).is_zero(), "invariant 4: a refused one leaves no document");
        for person in self.people {
            let held = self.owners.values().filter(|owner| **owner == person).count();
            assert_eq!(
                tokens.balance_of(person),
                Ok(U256::from(held)),
                "invariant 1: a balance counts the tokens owned"
            );
        }
        assert_eq!(self.chain.events::<Transfer>().len(), self.moves, "each movement is told");
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

    fn may_move(&self, who: Address, token: u64) -> bool {
        let approved = self.approved.get(&token) == Some(&who);
        self.owners.get(&token).is_some_and(|owner| approved || self.acts_for(who, *owner))
    }
}

fn hash(document: u8) -> B256 {
    B256::new([document; 32])
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

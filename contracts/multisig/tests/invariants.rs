//! The invariants of README.md, after random messages from owners, former owners and strangers at random times.

#[cfg(test)]
mod support;

use std::collections::{BTreeMap, BTreeSet};

use multisig::*;
use support::*;
use testing::prelude::*;

const WALLETS: u32 = 4;
const MESSAGES: u32 = 10_000;
/// Among the kinds of messages: the execution of a proposal that changes owners who were changed before.
const OWNERS_CHANGED_AGAIN: u64 = 5;

/// What the test keeps of a proposal, independently of the contract.
struct Known {
    calls: Vec<Call>,
    /// Which change of owners it was made after.
    version: u32,
    proposed_at: u64,
    approved_by: BTreeSet<Address>,
    /// Since when enough owners approve without a break.
    enough_since: Option<u64>,
    executed: bool,
}

impl Known {
    fn count(&mut self, threshold: usize, now: u64) {
        if self.approved_by.len() < threshold {
            self.enough_since = None;
        } else if self.enough_since.is_none() {
            self.enough_since = Some(now);
        }
    }
}

#[test]
fn invariants_hold_after_random_messages() {
    let mut random = Random::from_env();
    // In a few wallets approvals never meet, so it takes several to see the owners change.
    let mut coverage = Coverage::new(WALLETS * MESSAGES, OWNERS_CHANGED_AGAIN + 1);
    while coverage.wants_more() {
        use_wallet(&mut random, &mut coverage);
    }
}

/// Sends random messages to one wallet.
fn use_wallet(random: &mut Random, coverage: &mut Coverage) {
    let chain = Chain::native();
    let safe = safe(&chain);
    let wallet = &safe.wallet;
    let accounts = chain.accounts::<7>();
    let payee = chain.accounts::<8>()[7];
    let start = chain.balance(payee);
    let (mut owners, mut threshold, mut version) = (safe.owners.to_vec(), 2_usize, 1);
    let mut known = BTreeMap::<u64, Known>::new();
    let mut paid = 0;
    for _ in 0..MESSAGES {
        chain.advance_time(random.below(DELAY / 2));
        let now = chain.timestamp();
        let by = if random.below(5) > 0 { *random.pick(&owners) } else { *random.pick(&accounts) };
        let client = wallet.by(by);
        let newest = known.len() as u64;
        let proposal = (newest + 1).saturating_sub(random.below(6));
        let is_owner = owners.contains(&by);
        let kind = random.below(OWNERS_CHANGED_AGAIN);
        let version_before = version;
        let done = match kind {
            0 => {
                let calls = if random.below(4) > 0 {
                    vec![payment(payee, random.below(3)); 1 + random.below(3) as usize]
                } else {
                    let mut set: Vec<_> = (0..1 + random.below(4)).map(|_| *random.pick(&accounts)).collect();
                    set.sort_unstable();
                    set.dedup();
                    let threshold = 1 + random.below(set.len() as u64) as u32;
                    vec![safe.configuration(set, threshold)]
                };
                let result = client.propose(calls.clone());
                assert_eq!(result.is_ok(), is_owner, "invariant 3: owners propose, and nobody else");
                if result.is_ok() {
                    assert_eq!(result, Ok(newest + 1), "proposals are numbered without gaps");
                    let approved_by = BTreeSet::from([by]);
                    let (proposed_at, enough_since) = (now, None);
                    let mut new = Known { calls, version, proposed_at, approved_by, enough_since, executed: false };
                    new.count(threshold, now);
                    known.insert(newest + 1, new);
                }
                result.is_ok()
            }
            1 => {
                let done = client.approvals().approve_action(proposal).is_ok();
                if done {
                    let known = known.get_mut(&proposal).expect("only what was proposed is approved");
                    assert!(is_owner && !known.executed && known.version == version);
                    assert!(known.approved_by.insert(by), "an owner approves once");
                    known.count(threshold, now);
                }
                done
            }
            2 => {
                let done = random.below(3) == 0 && client.approvals().withdraw_approval(proposal).is_ok();
                if done {
                    let known = known.get_mut(&proposal).expect("only what was proposed is withdrawn from");
                    assert!(is_owner && known.approved_by.remove(&by), "who approved withdraws");
                    known.count(threshold, now);
                }
                done
            }
            3 => {
                let done = client.execute(proposal).is_ok();
                let may = known.get(&proposal).is_some_and(|known| {
                    !known.executed
                        && known.version == version
                        && known.approved_by.len() >= threshold
                        && known.enough_since.is_some_and(|since| now >= since + DELAY)
                        && now < known.proposed_at + LIFETIME
                });
                // The wallet always has enough for the small payments, so that it does exactly what it may.
                assert_eq!(done, may, "invariants 1 and 2: proposal {proposal} is executed exactly when it may be");
                if done {
                    let known = known.get_mut(&proposal).expect("it may be executed");
                    known.executed = true;
                    for call in &known.calls {
                        if call.to == payee {
                            paid += u64::try_from(call.value).expect("payments are small");
                        } else {
                            let terms = wallet.approvals().approval_terms();
                            (owners, threshold, version) = (terms.approvers, terms.threshold as usize, version + 1);
                        }
                    }
                }
                done
            }
            _ => {
                let refused = client.configure(vec![by], 1, DELAY, LIFETIME);
                assert!(refused.is_err(), "invariant 3: nobody but the wallet sets its owners");
                true
            }
        };
        let terms = wallet.approvals().approval_terms();
        let changed_again = version > 2 && version > version_before;
        coverage.count(if changed_again { OWNERS_CHANGED_AGAIN } else { kind }, done);
        let found = (&terms.approvers, terms.threshold as usize, terms.version);
        assert_eq!(found, (&owners, threshold, version), "invariant 3: owners are as a proposal set them");
        assert!(
            !owners.is_empty() && (1..=owners.len()).contains(&threshold),
            "invariant 4: the wallet can always act"
        );
        assert_eq!(
            chain.balance(payee),
            start + U256::from(paid),
            "invariant 1: only executed payments are paid, each once"
        );
        chain.set_balance(wallet.address(), U256::from(1_000_u64));
    }
}

/// A wallet with coins and tokens, of which proposals may ask for more than there is.
struct Spending {
    chain: Chain,
    safe: Safe,
    coins: u64,
    tokens: u64,
    /// Proposals that were executed, and that failed.
    done: [u32; 2],
}

/// What one call of a proposal does. The last makes no sense: a call with data to who has no code.
#[derive(Clone, Copy, Debug)]
enum Spend {
    Coins(u64),
    Tokens(u64),
    Nonsense,
}

impl Model for Spending {
    type Step = Vec<Spend>;

    fn start() -> Self {
        let chain = Chain::native();
        let safe = safe(&chain);
        Self { chain, safe, coins: 1_000, tokens: 1_000, done: [0; 2] }
    }

    fn draw(&self, random: &mut Random) -> Vec<Spend> {
        let one = |random: &mut Random| match random.below(12) {
            0 => Spend::Nonsense,
            1..=6 => Spend::Coins(random.below(self.coins / 2 + 30)),
            _ => Spend::Tokens(random.below(self.tokens / 2 + 30)),
        };
        (0..1 + random.below(5)).map(|_| one(random)).collect()
    }

    fn apply(&mut self, spends: &Vec<Spend>) {
        let Safe { wallet, stranger, .. } = &self.safe;
        let payee = *stranger;
        let call = |spend: &Spend| match *spend {
            Spend::Coins(amount) => payment(payee, amount),
            Spend::Tokens(amount) => self.safe.token_transfer(payee, amount),
            Spend::Nonsense => Call { to: payee, ..self.safe.token_transfer(payee, 0) },
        };
        let proposal = self.safe.approved(spends.iter().map(call).collect());
        self.chain.advance_time(DELAY);
        let executed = wallet.execute(proposal).is_ok();
        let (mut coins, mut tokens) = (Some(self.coins), Some(self.tokens));
        for spend in spends {
            match spend {
                Spend::Coins(amount) => coins = coins.and_then(|held| held.checked_sub(*amount)),
                Spend::Tokens(amount) => tokens = tokens.and_then(|held| held.checked_sub(*amount)),
                Spend::Nonsense => coins = None,
            }
        }
        let all = coins.zip(tokens);
        assert_eq!(executed, all.is_some(), "invariant 5: it is executed if all of its calls can be made");
        (self.coins, self.tokens) = all.unwrap_or((self.coins, self.tokens));
        self.done[usize::from(!executed)] += 1;
        let is_open = !wallet.approvals().proposal(proposal).executed;
        assert_eq!(is_open, !executed, "invariant 5: what did not take place can be executed later");
    }

    fn check(&self) {
        let wallet = self.safe.wallet.address();
        let held = (self.chain.balance(wallet), self.safe.tokens(wallet));
        let expected = (U256::from(self.coins), self.tokens);
        assert_eq!(held, expected, "invariant 5: all calls of a proposal take place, or none");
    }
}

#[test]
fn calls_are_made_together_or_not_at_all_in_random_proposals() {
    let worlds = explore::<Spending>(10, 40);
    for ending in 0..2 {
        assert!(worlds.iter().map(|world| world.done[ending]).sum::<u32>() > 20, "proposals end in both ways");
    }
}

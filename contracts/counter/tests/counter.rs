//! The counter by its clients' eyes, natively and on the VM, and its invariants after random messages. A sequence that
//! breaks one is shrunk to the fewest messages that do; `SEED` repeats a run.

use counter::{Counted, Counter, CounterClient, CounterError};
use testing::prelude::*;

fn number(n: u64) -> U256 {
    U256::from(n)
}

fn deployed(chain: &Chain, by: Address) -> CounterClient<Sender> {
    chain.deploy(by, Counter::constructor(number(7)))
}

#[chain_test]
fn anyone_adds(chain: Chain) {
    let [alice, bob] = chain.accounts();
    let counter = deployed(&chain, alice);
    assert_eq!(counter.by(bob).add(number(5)), number(12));
    assert_eq!(counter.count(), number(12));
    assert_eq!(chain.events::<Counted>(), [Counted { by: bob, count: number(12) }]);
}

#[chain_test]
fn only_the_owner_resets(chain: Chain) {
    let [alice, bob] = chain.accounts();
    let counter = deployed(&chain, alice);
    assert_eq!(counter.owner(), alice);
    assert_eq!(counter.by(bob).reset(number(0)), Err(CounterError::NotOwner { caller: bob }));
    assert_eq!(counter.count(), number(7));
    assert_eq!(counter.reset(number(1)), Ok(()));
    assert_eq!(counter.count(), number(1));
}

#[chain_test]
fn an_overflow_is_refused_and_changes_nothing(chain: Chain) {
    let [alice] = chain.accounts();
    let counter = deployed(&chain, alice);
    assert!(counter.try_add(U256::MAX).is_err());
    assert_eq!(counter.count(), number(7));
}

/// The counter, and what it should show.
struct World {
    chain: Chain,
    counter: CounterClient<Sender>,
    owner: Address,
    count: U256,
    changes: usize,
    refused: [u32; 2],
}

/// A message and who sends it.
#[derive(Clone, Debug)]
enum Message {
    Add(Address, U256),
    Reset(Address, U256),
}

impl Model for World {
    type Step = Message;

    fn start() -> Self {
        let chain = Chain::native();
        let [owner] = chain.accounts();
        let counter = chain.deploy(owner, Counter::constructor(U256::ZERO));
        Self { chain, counter, owner, count: U256::ZERO, changes: 0, refused: [0; 2] }
    }

    fn draw(&self, random: &mut Random) -> Message {
        let by = *random.pick(&self.chain.accounts::<3>());
        let number = random.u256();
        if random.below(3) > 0 { Message::Add(by, number) } else { Message::Reset(by, number) }
    }

    fn apply(&mut self, message: &Message) {
        let (accepted, next, kind) = match *message {
            Message::Add(by, amount) => {
                (self.counter.by(by).try_add(amount).is_ok(), self.count.checked_add(amount), 0)
            }
            Message::Reset(by, to) => (self.counter.by(by).reset(to).is_ok(), (by == self.owner).then_some(to), 1),
        };
        assert_eq!(accepted, next.is_some(), "invariants 1 and 2: whether it is refused");
        match next {
            Some(count) => (self.count, self.changes) = (count, self.changes + 1),
            None => self.refused[kind] += 1,
        }
    }

    fn check(&self) {
        assert_eq!(self.counter.count(), self.count, "invariants 1 and 2: the count");
        assert_eq!(self.counter.owner(), self.owner);
        assert_eq!(self.chain.events::<Counted>().len(), self.changes, "invariant 1: what is refused changes nothing");
    }
}

#[test]
fn invariants_hold_after_random_messages() {
    let worlds = explore::<World>(40, 100);
    for kind in 0..2 {
        assert!(worlds.iter().map(|world| world.refused[kind]).sum::<u32>() > 0, "message {kind} was never refused");
    }
}

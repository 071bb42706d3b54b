//! The counter by its clients' eyes, natively and on the VM.

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

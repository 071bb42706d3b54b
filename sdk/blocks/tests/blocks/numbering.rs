//! Numbers that are given out once.

use std::collections::BTreeSet;

use blocks::{Numbering, NumberingError, NumbersAllotted, NumbersForfeited, Range};
use testing::prelude::*;

use crate::stage::Stage;

fn stage() -> (Stage<Numbering>, [Address; 3]) {
    let stage = Stage::<Numbering>::new();
    let accounts = stage.chain.accounts();
    (stage, accounts)
}

fn take(stage: &Stage<Numbering>, holder: Address) -> Result<u64, NumberingError> {
    stage.call(holder, move |block| block.take(holder))
}

#[test]
fn numbers_are_taken_in_the_order_of_the_ranges() {
    let (stage, [authority, bob, carol]) = stage();
    assert_eq!(stage.call(authority, move |block| block.allot(bob, 2)), Ok(Range { first: 1, last: 2 }));
    assert_eq!(stage.call(authority, move |block| block.allot(carol, 1)), Ok(Range { first: 3, last: 3 }));
    let range = Range { first: 10, last: 11 };
    assert_eq!(stage.call(authority, move |block| block.allot_range(bob, 10, 11)), Ok(range));
    assert_eq!(stage.see(bob, move |block| (block.numbers_left(bob), block.next_number(bob))), (4, 1));
    let taken: Vec<_> = (0..4).map(|_| take(&stage, bob).unwrap()).collect();
    assert_eq!(taken, [1, 2, 10, 11]);
    assert_eq!(take(&stage, carol), Ok(3));
    assert_eq!(stage.see(bob, move |block| (block.numbers_left(bob), block.next_number(bob))), (0, 0));
    assert_eq!(stage.chain.events::<NumbersAllotted>()[2], NumbersAllotted { holder: bob, first: 10, last: 11 });
}

#[test]
fn holder_without_numbers_is_refused() {
    let (stage, [authority, bob, carol]) = stage();
    assert_eq!(take(&stage, bob), Err(NumberingError::NoNumbersLeft { holder: bob }));
    stage.call(authority, move |block| block.allot(bob, 1)).unwrap();
    assert_eq!(take(&stage, carol), Err(NumberingError::NoNumbersLeft { holder: carol }));
    assert_eq!(take(&stage, bob), Ok(1));
    assert_eq!(take(&stage, bob), Err(NumberingError::NoNumbersLeft { holder: bob }));
}

#[test]
fn range_that_may_overlap_is_refused() {
    let (stage, [authority, bob, carol]) = stage();
    stage.call(authority, move |block| block.allot_range(bob, 5, 9)).unwrap();
    for first in [1, 5, 9] {
        let refused = Err(NumberingError::NumbersUsed { first, last_allotted: 9 });
        assert_eq!(stage.call(authority, move |block| block.allot_range(carol, first, 20)), refused);
    }
    stage.call(authority, move |block| block.allot_range(carol, 10, 20)).unwrap();
}

#[test]
fn empty_range_and_nobody_as_holder_are_refused() {
    let (stage, [authority, bob, _]) = stage();
    for (holder, first, last) in [(bob, 0, 3), (bob, 4, 3), (Address::ZERO, 1, 3)] {
        let refused = Err(NumberingError::InvalidRange { holder, first, last });
        assert_eq!(stage.call(authority, move |block| block.allot_range(holder, first, last)), refused);
    }
    let refused = Err(NumberingError::InvalidRange { holder: bob, first: 1, last: 0 });
    assert_eq!(stage.call(authority, move |block| block.allot(bob, 0)), refused);
}

#[test]
fn more_numbers_than_there_are_is_refused() {
    let (stage, [authority, bob, carol]) = stage();
    stage.call(authority, move |block| block.allot_range(bob, u64::MAX, u64::MAX)).unwrap();
    let refused = Err(NumberingError::NumbersExhausted { last_allotted: u64::MAX, wanted: 1 });
    assert_eq!(stage.call(authority, move |block| block.allot(carol, 1)), refused);
    assert_eq!(take(&stage, bob), Ok(u64::MAX));
}

#[test]
fn forfeited_numbers_are_nobodys() {
    let (stage, [authority, bob, carol]) = stage();
    stage.call(authority, move |block| block.allot(bob, 3)).unwrap();
    stage.call(authority, move |block| block.allot(bob, 2)).unwrap();
    assert_eq!(take(&stage, bob), Ok(1));
    assert_eq!(stage.see(authority, move |block| block.forfeit(bob)), 4);
    assert_eq!(take(&stage, bob), Err(NumberingError::NoNumbersLeft { holder: bob }));
    assert_eq!(stage.call(authority, move |block| block.allot(carol, 1)), Ok(Range { first: 6, last: 6 }));
    assert_eq!(stage.call(authority, move |block| block.allot(bob, 1)), Ok(Range { first: 7, last: 7 }));
    assert_eq!((take(&stage, bob), take(&stage, carol)), (Ok(7), Ok(6)));
    assert_eq!(stage.chain.events::<NumbersForfeited>(), [NumbersForfeited { holder: bob, count: 4 }]);
}

#[test]
fn no_number_is_taken_twice_or_beyond_what_was_allotted() {
    let mut random = Random::from_env();
    let (stage, holders) = stage();
    let mut taken = BTreeSet::new();
    let mut allotted = [0; 3];
    for _ in 0..3_000 {
        let index = random.below(3) as usize;
        let (holder, count) = (holders[index], random.below(5));
        match random.below(20) {
            0 => {
                let skipped = random.below(5);
                let from = move |block: &mut Numbering| {
                    let Range { last, .. } = block.allot(holder, 1)?;
                    block.allot_range(holder, last + 1 + skipped, last + 1 + skipped + count)
                };
                stage.call(holder, from).unwrap();
                allotted[index] += count + 2;
            }
            1 | 2 if count > 0 => {
                stage.call(holder, move |block| block.allot(holder, count)).unwrap();
                allotted[index] += count;
            }
            3 if count == 0 => allotted[index] -= stage.see(holder, move |block| block.forfeit(holder)),
            _ => match take(&stage, holder) {
                Ok(number) => {
                    assert!(taken.insert(number), "{number} was taken twice");
                    allotted[index] -= 1;
                }
                Err(_) => assert_eq!(allotted[index], 0),
            },
        }
        assert_eq!(stage.see(holder, move |block| block.numbers_left(holder)), allotted[index]);
    }
    assert!(taken.len() > 100, "only {} numbers were taken", taken.len());
}

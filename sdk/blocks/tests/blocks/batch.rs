//! Batches with a result for each item.

use blocks::{Numbering, NumberingError, batch};
use sdk::{abi, error::Revert};
use testing::prelude::*;

use crate::stage::Stage;

#[test]
fn refused_item_ends_neither_the_batch_nor_its_neighbours() {
    let stage = Stage::<Numbering>::new();
    let [alice, bob] = stage.chain.accounts();
    stage.call(alice, move |block| block.allot(alice, 2)).unwrap();
    let results = stage.see(alice, move |block| {
        batch([alice, bob, alice, alice], |holder| block.take(holder).map(|number| (number,)))
    });
    let done = |number: u64| (true, Bytes(abi::encode(&(number,))));
    let refused = |holder| (false, Bytes(NumberingError::NoNumbersLeft { holder }.encode()));
    let shown: Vec<_> = results.into_iter().map(|result| (result.success, result.data)).collect();
    assert_eq!(shown, [done(1), refused(bob), done(2), refused(alice)]);
}

#[test]
fn empty_batch_has_no_results() {
    assert_eq!(batch(Vec::<u8>::new(), |_| Ok::<(), NumberingError>(())), []);
}

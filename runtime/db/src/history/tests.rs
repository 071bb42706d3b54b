//! Older states, compared with what they were.

use state::StateView;
use trie::{Nibbles, NodeReader, TrieId};

use crate::tests::support::{Model, TestChain, number, open, seeds};

#[test]
fn view_at_each_height_is_the_state_as_it_was() {
    for seed in seeds(4) {
        let chain = TestChain::new(seed, 20);
        for (block, model) in chain.blocks.iter().zip(&chain.models) {
            let head = block.head();
            let view = chain.db.at(head.number).unwrap();
            assert_eq!(view.head(), Some(head));
            assert_eq!(&Model::of(&view), model, "block {}", head.number);
            assert_eq!(view.block_hash(head.number.get()).unwrap(), Some(head.hash));
            assert_eq!(view.block_hash(head.number.get() + 1).unwrap(), None, "the view ends with its block");
        }
    }
}

#[test]
fn height_above_the_head_is_not_kept() {
    let chain = TestChain::new(1, 2);
    let error = chain.db.at(number(3)).err().unwrap();
    assert_eq!(error.to_string(), "block 3 is not kept: the newest block is 2");
    let directory = tempfile::tempdir().unwrap();
    let error = open(directory.path()).unwrap().at(number(0)).err().unwrap();
    assert_eq!(error.to_string(), "block 0 is not kept: there is no block yet");
}

#[test]
fn tries_below_the_head_are_refused() {
    let chain = TestChain::new(1, 2);
    let view = chain.db.at(number(1)).unwrap();
    let error = view.branch(TrieId::Main, &Nibbles::EMPTY).unwrap_err();
    assert_eq!(error.0, "tries are kept for the newest block only, block 1 is older");
    assert!(view.first_leaf(TrieId::Main, &Nibbles::EMPTY).is_err());
}

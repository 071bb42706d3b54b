//! Commit and reveal.

use blocks::{Commitments, CommitmentsError, Committed, Revealed, commitment_hash};
use testing::prelude::*;

use crate::stage::Stage;

const TOPIC: B256 = B256::new([1; 32]);
const SALT: B256 = B256::new([9; 32]);

fn value() -> Bytes {
    Bytes::from(b"42 yuan".as_slice())
}

/// A stage whose first account is committed to [`value`], to be opened from 100 seconds on and before 200.
fn committed() -> (Stage<Commitments>, [Address; 2], u64) {
    let stage = Stage::<Commitments>::new();
    let accounts: [Address; 2] = stage.chain.accounts();
    let (author, now) = (accounts[0], stage.chain.timestamp());
    let commit = move |block: &mut Commitments| {
        block.commit(author, TOPIC, commitment_hash(author, TOPIC, &value(), SALT), now + 100, now + 200)
    };
    stage.call(author, commit).expect("it is the first commitment to the topic");
    (stage, accounts, now)
}

fn reveal(stage: &Stage<Commitments>, author: Address, salt: B256) -> Result<(), CommitmentsError> {
    stage.call(author, move |block| block.reveal(author, TOPIC, value(), salt))
}

#[test]
fn commitment_opens_once_to_its_value() {
    let (stage, [author, _], start) = committed();
    stage.chain.advance_time(start + 100 - stage.chain.timestamp());
    assert_eq!(reveal(&stage, author, SALT), Ok(()));
    let refused = CommitmentsError::AlreadyRevealed { author, topic: TOPIC };
    assert_eq!(reveal(&stage, author, SALT), Err(refused));
    assert!(stage.see(author, move |block| block.commitment(author, TOPIC)).revealed);
    assert_eq!(stage.chain.events::<Committed>().len(), 1);
    assert_eq!(stage.chain.events::<Revealed>(), [Revealed { author, topic: TOPIC, value: value() }]);
}

#[test]
fn hash_is_that_of_the_abi_encoding() {
    let stage = Stage::<Commitments>::new();
    let [author] = stage.chain.accounts();
    let hash = stage.see(author, move |_| commitment_hash(author, TOPIC, &value(), SALT));
    let mut encoded = [[0; 32]; 6];
    encoded[0][12..].copy_from_slice(&author.0);
    encoded[1] = TOPIC.0;
    encoded[2][31] = 128;
    encoded[3] = SALT.0;
    encoded[4][31] = 7;
    encoded[5][..7].copy_from_slice(b"42 yuan");
    assert_eq!(hash.0, alloy_primitives::keccak256(encoded.as_flattened()).0);
}

#[test]
fn opening_before_its_time_is_refused() {
    let (stage, [author, _], start) = committed();
    stage.chain.advance_time(start + 99 - stage.chain.timestamp());
    let refused = CommitmentsError::RevealedTooEarly { reveal_from: start + 100, now: start + 99 };
    assert_eq!(reveal(&stage, author, SALT), Err(refused));
}

#[test]
fn opening_from_the_deadline_on_is_refused() {
    let (stage, [author, _], start) = committed();
    stage.chain.advance_time(start + 200 - stage.chain.timestamp());
    let refused = CommitmentsError::RevealedTooLate { deadline: start + 200, now: start + 200 };
    assert_eq!(reveal(&stage, author, SALT), Err(refused));
}

#[test]
fn other_value_or_salt_is_refused() {
    let (stage, [author, _], _) = committed();
    stage.chain.advance_time(100);
    assert!(matches!(reveal(&stage, author, TOPIC), Err(CommitmentsError::CommitmentDiffers { .. })));
    let other = move |block: &mut Commitments| block.reveal(author, TOPIC, Bytes::default(), SALT);
    assert!(matches!(stage.call(author, other), Err(CommitmentsError::CommitmentDiffers { .. })));
}

#[test]
fn copied_commitment_does_not_open() {
    let (stage, [author, copier], _) = committed();
    let copy = move |block: &mut Commitments| {
        let commitment = block.commitment(author, TOPIC);
        block.commit(copier, TOPIC, commitment.hash, commitment.reveal_from, commitment.deadline)
    };
    stage.call(copier, copy).unwrap();
    stage.chain.advance_time(100);
    assert!(matches!(reveal(&stage, copier, SALT), Err(CommitmentsError::CommitmentDiffers { .. })));
}

#[test]
fn second_commitment_to_a_topic_is_refused() {
    let (stage, [author, _], start) = committed();
    let refused = Err(CommitmentsError::AlreadyCommitted { author, topic: TOPIC });
    assert_eq!(stage.call(author, move |block| block.commit(author, TOPIC, SALT, 0, start + 500)), refused);
}

#[test]
fn deadline_that_leaves_no_time_is_refused() {
    let stage = Stage::<Commitments>::new();
    let [author] = stage.chain.accounts();
    let now = stage.chain.timestamp();
    for (reveal_from, deadline) in [(0, now), (now + 50, now + 50)] {
        let refused = stage.call(author, move |block| block.commit(author, TOPIC, SALT, reveal_from, deadline));
        assert!(matches!(refused, Err(CommitmentsError::InvalidDeadline { .. })));
    }
}

#[test]
fn opening_nothing_is_refused() {
    let stage = Stage::<Commitments>::new();
    let [author] = stage.chain.accounts();
    assert_eq!(reveal(&stage, author, SALT), Err(CommitmentsError::NotCommitted { author, topic: TOPIC }));
}

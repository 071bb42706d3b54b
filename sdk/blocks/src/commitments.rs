//! Commit now, reveal later: a hash binds its author to a value that nobody else can read yet.
//!
//! Guarantees that a commitment is made once for each author and topic, that it opens only to the value and salt that it
//! was made from, only from `reveal_from` on, only before `deadline`, and once. The hash holds author and topic, so that
//! a copied commitment cannot be opened by the copier. Events: `Committed`, `Revealed`. Salts are 32 random bytes:
//! without one a guessable value can be found by trying. What follows from a missed deadline is for the contract to say.

use sdk::{abi, prelude::*};

/// Commitments by author and topic.
#[storage]
pub struct Commitments {
    commitments: Map<(Address, B256), Commitment>,
}

/// A commitment.
#[record]
pub struct Commitment {
    /// Made by [`commitment_hash`].
    pub hash: B256,
    /// When it can be opened from, in seconds since 1970.
    pub reveal_from: u64,
    /// From when on it cannot; 0 if there is no commitment.
    pub deadline: u64,
    /// True once it was opened.
    pub revealed: bool,
}

/// An author is bound.
#[event]
pub struct Committed {
    #[indexed]
    author: Address,
    #[indexed]
    topic: B256,
    hash: B256,
    reveal_from: u64,
    deadline: u64,
}

/// An author showed what it was bound to.
#[event]
pub struct Revealed {
    #[indexed]
    author: Address,
    #[indexed]
    topic: B256,
    value: Bytes,
}

/// Why a step is refused.
#[error]
pub enum CommitmentsError {
    /// The author has committed to this topic.
    AlreadyCommitted { author: Address, topic: B256 },
    /// The deadline lies in the future and after the start.
    InvalidDeadline { reveal_from: u64, deadline: u64, now: u64 },
    /// The author has not committed to this topic.
    NotCommitted { author: Address, topic: B256 },
    /// It was opened already.
    AlreadyRevealed { author: Address, topic: B256 },
    /// Its time has not come.
    RevealedTooEarly { reveal_from: u64, now: u64 },
    /// Its time is over.
    RevealedTooLate { deadline: u64, now: u64 },
    /// Value and salt are not those it was made from.
    CommitmentDiffers { committed: B256, revealed: B256 },
}

/// keccak256(abi.encode(address author, bytes32 topic, bytes value, bytes32 salt)).
pub fn commitment_hash(author: Address, topic: B256, value: &Bytes, salt: B256) -> B256 {
    keccak256(&abi::encode(&(author, topic, value.clone(), salt)))
}

#[component(events(Committed, Revealed))]
impl Commitments {
    /// What `author` is bound to by `topic`; all zero if nothing.
    pub fn commitment(&self, author: Address, topic: B256) -> Commitment {
        self.commitments.get((author, topic))
    }
}

impl Commitments {
    /// Binds `author` to the value behind `hash`, to be opened from `reveal_from` until before `deadline`.
    pub fn commit(
        &mut self,
        author: Address,
        topic: B256,
        hash: B256,
        reveal_from: u64,
        deadline: u64,
    ) -> Result<(), CommitmentsError> {
        if self.commitments.contains((author, topic)) {
            return Err(CommitmentsError::AlreadyCommitted { author, topic });
        }
        let now = block_timestamp();
        if deadline <= now || deadline <= reveal_from {
            return Err(CommitmentsError::InvalidDeadline { reveal_from, deadline, now });
        }
        self.commitments.set((author, topic), Commitment { hash, reveal_from, deadline, revealed: false });
        emit(Committed { author, topic, hash, reveal_from, deadline });
        Ok(())
    }

    /// Opens what `author` is bound to.
    pub fn reveal(&mut self, author: Address, topic: B256, value: Bytes, salt: B256) -> Result<(), CommitmentsError> {
        let mut commitment = self.commitments.get((author, topic));
        let Commitment { hash, reveal_from, deadline, revealed } = commitment;
        if deadline == 0 {
            return Err(CommitmentsError::NotCommitted { author, topic });
        }
        if revealed {
            return Err(CommitmentsError::AlreadyRevealed { author, topic });
        }
        let now = block_timestamp();
        if now < reveal_from {
            return Err(CommitmentsError::RevealedTooEarly { reveal_from, now });
        }
        if now >= deadline {
            return Err(CommitmentsError::RevealedTooLate { deadline, now });
        }
        let found = commitment_hash(author, topic, &value, salt);
        if found != hash {
            return Err(CommitmentsError::CommitmentDiffers { committed: hash, revealed: found });
        }
        commitment.revealed = true;
        self.commitments.set((author, topic), commitment);
        emit(Revealed { author, topic, value });
        Ok(())
    }
}

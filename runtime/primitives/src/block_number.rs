//! Block numbers: a block's height, the genesis block being 0.

use core::fmt;

/// A block's height.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlockNumber(u64);

impl BlockNumber {
    /// The genesis block.
    pub const GENESIS: Self = Self(0);

    /// The block at height `n`.
    pub const fn new(n: u64) -> Self {
        Self(n)
    }

    /// The height.
    pub const fn get(self) -> u64 {
        self.0
    }

    /// The child's height, or `None` at 2^64 - 1.
    pub const fn next(self) -> Option<Self> {
        match self.0.checked_add(1) {
            Some(n) => Some(Self(n)),
            None => None,
        }
    }

    /// The parent's height, or `None` for the genesis block.
    pub const fn parent(self) -> Option<Self> {
        match self.0.checked_sub(1) {
            Some(n) => Some(Self(n)),
            None => None,
        }
    }
}

impl fmt::Display for BlockNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

//! Money: amounts of the chain's coin in its smallest unit, 10^-18 of a coin.

use core::fmt;

use alloy_primitives::U256;

/// An amount of the chain's coin in wei. Arithmetic is checked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Wei(U256);

impl Wei {
    /// Nothing.
    pub const ZERO: Self = Self(U256::ZERO);

    /// `amount` of wei.
    pub const fn new(amount: U256) -> Self {
        Self(amount)
    }

    /// The amount as an integer.
    pub const fn get(self) -> U256 {
        self.0
    }

    /// True for nothing.
    pub fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    /// The sum, or `None` above 2^256 - 1.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// The difference, or `None` if `other` is larger.
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }

    /// The product, or `None` above 2^256 - 1.
    pub fn checked_mul(self, count: u64) -> Option<Self> {
        self.0.checked_mul(U256::from(count)).map(Self)
    }
}

impl From<u128> for Wei {
    fn from(amount: u128) -> Self {
        Self(U256::from(amount))
    }
}

impl fmt::Display for Wei {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

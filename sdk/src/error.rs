//! Errors: Solidity custom errors.

use alloc::vec::Vec;

use crate::abi::ErrorInfo;

/// An enum that `#[error]` made the errors of a contract.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a contract error",
    note = "put #[error] on the enum: each variant becomes a Solidity error"
)]
pub trait Revert: Sized {
    /// Its variants' descriptions.
    const ERRORS: &'static [ErrorInfo];

    /// Selector and fields: the revert data.
    fn encode(&self) -> Vec<u8>;

    /// The error back from revert data; `None` if the data is not the canonical encoding of one of the variants.
    fn decode(data: &[u8]) -> Option<Self>;
}

/// The two sides of a method's `Result`, also behind an alias.
pub trait Fallible {
    /// What the method returns.
    type Output;
    /// How it reverts.
    type Error: Revert;
    /// The `Result` itself.
    fn into_result(self) -> Result<Self::Output, Self::Error>;
    /// The method's type back from a `Result`.
    fn from_result(result: Result<Self::Output, Self::Error>) -> Self;
}

impl<T, E: Revert> Fallible for Result<T, E> {
    type Output = T;
    type Error = E;

    fn into_result(self) -> Self {
        self
    }

    fn from_result(result: Self) -> Self {
        result
    }
}

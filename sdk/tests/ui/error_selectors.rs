//! Errors that clients cannot tell apart, and a variant that stands for no errors.

use sdk::prelude::*;

#[error]
pub enum PurseError {
    Short { held: U256 },
}

#[error]
pub enum Error {
    Short { wanted: U256 },
    #[from]
    Purse(PurseError),
}

#[error]
pub enum Plain {
    #[from]
    Number(u64),
}

fn main() {}

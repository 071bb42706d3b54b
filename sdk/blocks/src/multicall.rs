//! Several calls of a contract in one transaction, as OpenZeppelin's `Multicall`.
//!
//! Guarantees that the calls run in order as calls by the same caller, and that all of them happen or none: the first
//! refusal ends the whole with its own revert data. No value can be sent along. They run within one frame, so nothing is
//! entered again. A contract has it by one method:
//!
//! ```
//! # use sdk::prelude::*;
//! # #[storage]
//! # pub struct Token;
//! #[contract]
//! impl Token {
//! #   #[init]
//! #   pub fn new(&mut self) {}
//!     pub fn multicall(&mut self, data: Vec<Bytes>) -> Vec<Bytes> {
//!         blocks::multicall::<Self>(data)
//!     }
//! }
//! # fn main() {}
//! ```

use sdk::{abi::Encoder, prelude::*};

/// Runs each of `data` (selector and arguments) as a call of this contract `C`, and gives back what they return.
pub fn multicall<C: Contract>(data: Vec<Bytes>) -> Vec<Bytes> {
    let returned = |input: &Bytes| {
        let mut output = Encoder::default();
        C::call(input, &mut output);
        Bytes(output.finish())
    };
    data.iter().map(returned).collect()
}

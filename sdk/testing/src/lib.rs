//! Test chains for contracts. One test runs on both:
//!
//! - [`Chain::native`] runs the contract's own Rust code: a test takes microseconds, a debugger and `println!` work.
//! - [`Chain::vm`] builds the contract's Wasm and runs it through the node's executor, with real gas and limits.
//!
//! Both give the same results, reverts, events, balances and addresses; only the VM counts gas. Each call of a `&mut
//! self` method is one transaction in a block of its own, each call of a `&self` method a query.
//!
//! ```ignore
//! use testing::prelude::*;
//! use token::Token;
//!
//! #[chain_test]
//! fn supply_goes_to_the_deployer(chain: Chain) {
//!     let [alice, bob] = chain.accounts();
//!     let token = chain.deploy(alice, Token::constructor("Tok".into(), "TOK".into(), U256::from(1000)));
//!     assert_eq!(token.by(alice).transfer(bob, U256::from(400)), Ok(true));
//!     assert_eq!(token.balance_of(bob), U256::from(400));
//! }
//! ```

mod backend;
mod build;
mod chain;
mod native;
mod random;
mod vm;

pub use build::contract_module;
pub use chain::{Chain, Log, Sender};
pub use random::Random;
pub use sdk_macros::chain_test;

/// Everything a contract's tests use.
pub mod prelude {
    pub use sdk::prelude::*;

    pub use crate::{Chain, Log, Random, Sender, chain_test};
}

/// The README's contract compiles.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
pub struct Readme;

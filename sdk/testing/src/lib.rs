//! Test chains for contracts. One test runs on each:
//!
//! - [`Chain::native`] runs the contract's own Rust code: a test takes microseconds, a debugger and `println!` work.
//! - [`Chain::vm`] builds the contract's Wasm and runs it through the node's executor, with real gas and limits.
//! - [`Chain::rpc`] runs the test against a development node that is up.
//! - [`Chain::fork`] goes on, in process, from a block of a chain behind an endpoint.
//!
//! The VM is behind the feature `vm`, a running chain behind `rpc`, both on by default, and a fork behind both. Without
//! `vm` a project compiles no Wasm engine, and without either each `#[chain_test]` is a native test only. With the
//! feature `node`, which `causeway test --rpc URL` sets, the tests against a running chain are not ignored.
//!
//! All give the same results, reverts, events and addresses; only a running node takes fees, and the native chain counts
//! no gas. Each call of a `&mut self` method is one transaction in a block of its own, each call of a `&self` method a
//! query.
//!
//! ```ignore
//! use testing::prelude::*;
//! use token::Token;
//!
//! #[chain_test]
//! fn supply_goes_to_the_deployer(chain: Chain) {
//!     let [alice, bob] = chain.accounts();
//!     let token = chain.deploy(alice, Token::constructor("Tok".into(), "TOK".into(), U256::from(1000))).erc20();
//!     assert_eq!(token.by(alice).transfer(bob, U256::from(400)), Ok(true));
//!     assert_eq!(token.balance_of(bob), U256::from(400));
//! }
//! ```

mod accounts;
mod assertions;
mod backend;
#[cfg(any(feature = "rpc", feature = "vm"))]
mod build;
mod chain;
mod coverage;
mod explore;
#[cfg(all(feature = "rpc", feature = "vm"))]
mod fork;
mod gas;
mod names;
mod native;
#[cfg(feature = "vm")]
mod overlay;
mod property;
mod quiet;
mod random;
#[cfg(feature = "rpc")]
mod rpc;
mod trace;
mod values;
#[cfg(feature = "vm")]
mod vm;

pub use accounts::sign;
#[cfg(any(feature = "rpc", feature = "vm"))]
pub use build::contract_module;
pub use chain::{Chain, Log, Sender, Snapshot};
pub use coverage::Coverage;
pub use explore::{Model, explore};
pub use gas::{GasFigures, GasReport};
pub use property::for_all;
pub use random::Random;
pub use sdk_macros::chain_test;
pub use trace::{Call, CallKind, Step, Trace};

/// What `#[chain_test]` writes for the VM: nothing without the feature `vm`.
#[cfg(feature = "vm")]
#[doc(hidden)]
#[macro_export]
macro_rules! on_vm {
    ($($test:item)*) => { $($test)* };
}

/// What `#[chain_test]` writes for the VM: nothing without the feature `vm`.
#[cfg(not(feature = "vm"))]
#[doc(hidden)]
#[macro_export]
macro_rules! on_vm {
    ($($test:item)*) => {};
}

/// What `#[chain_test]` writes for a running chain: a test that is ignored until the feature `node` says that there is
/// one, and nothing without the feature `rpc`.
#[cfg(all(feature = "rpc", not(feature = "node")))]
#[doc(hidden)]
#[macro_export]
macro_rules! on_rpc {
    ($($test:item)*) => {
        $(
            #[ignore = "needs a running chain: causeway test --rpc http://127.0.0.1:8545"]
            $test
        )*
    };
}

/// What `#[chain_test]` writes for a running chain, where there is one.
#[cfg(feature = "node")]
#[doc(hidden)]
#[macro_export]
macro_rules! on_rpc {
    ($($test:item)*) => { $($test)* };
}

/// What `#[chain_test]` writes for a running chain: nothing without the feature `rpc`.
#[cfg(not(feature = "rpc"))]
#[doc(hidden)]
#[macro_export]
macro_rules! on_rpc {
    ($($test:item)*) => {};
}

/// Everything a contract's tests use.
pub mod prelude {
    pub use sdk::prelude::*;

    pub use crate::{
        Chain, Coverage, Log, Model, Random, Sender, assert_gas_golden, chain_test, explore, for_all, sign,
    };
}

/// The README's contract compiles.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
pub struct Readme;

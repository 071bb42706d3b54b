//! The transition function: transactions and blocks over a state view. Pure: the same view, environment and
//! transactions give the same block on every machine.
//!
//! ```text
//! validate -> transition -> frame -> vm -> host -> journal        one transaction
//! BlockBuilder::execute ... seal                                  one block
//! call, estimate_gas                                              the same, forgotten afterwards
//! ```
//!
//! It reads through [`StateView`](state::StateView) and writes nothing: a block's changes leave as a
//! [`StateCommit`](state::StateCommit), which the database keeps. Every entry point that runs contracts moves itself to
//! an execution stack of the VM's size.

mod block;
mod create;
mod env;
mod error;
mod fees;
mod frame;
mod genesis;
mod host;
mod intrinsic;
pub mod prices;
mod revert;
mod simulate;
mod trace;
mod transition;
mod validate;

pub use block::{BlockBuilder, ExecutedBlock, execute_block};
pub use create::{create_address, create2_address};
pub use env::BlockEnv;
pub use error::{BlockError, ExecuteError, InvalidTransaction, SimulateError};
pub use fees::next_base_fee;
pub use genesis::genesis_block;
pub use intrinsic::intrinsic_gas;
pub use revert::{revert_reason, revert_text};
pub use simulate::{CallExit, CallParams, CallResult, call, estimate_gas};
pub use trace::{TracedCall, TracedKind, TracedStep};
pub use validate::{check_creation, prepare_creation, validate, validate_static};

//! `eth_*`: the chain, its state, simulation, transactions, logs, filters and subscriptions.

pub(super) mod account;
pub(super) mod block;
pub(super) mod call;
pub(super) mod fee;
pub(super) mod filter;
pub(super) mod logs;
pub(super) mod proof;
pub(super) mod receipt;
pub(super) mod submit;
pub(super) mod subscribe;
pub(super) mod transaction;

use jsonrpsee::core::RegisterMethodError;

use crate::rpc::methods::Methods;

/// The tables of `eth_*`.
pub(super) fn register(methods: &mut Methods) -> Result<(), RegisterMethodError> {
    block::register(methods)?;
    transaction::register(methods)?;
    receipt::register(methods)?;
    account::register(methods)?;
    proof::register(methods)?;
    call::register(methods)?;
    fee::register(methods)?;
    submit::register(methods)?;
    logs::register(methods)?;
    filter::register(methods)?;
    subscribe::register(methods)
}

//! Transactions on their way into the pool.

use jsonrpsee::core::RegisterMethodError;
use primitives::{B256, Bytes};
use types::Transaction;

use crate::rpc::{
    context::{Context, Work},
    error::RpcError,
    methods::Methods,
    params::Arguments,
};

/// The table of methods that submit.
pub(super) fn register(methods: &mut Methods) -> Result<(), RegisterMethodError> {
    methods.threaded(Work::Submit, "eth_sendRawTransaction", &["transaction"], send_raw)
}

/// Decodes, recovers the sender, and hands over to the pool, which knows the rules.
fn send_raw(context: &Context, arguments: &Arguments) -> Result<B256, RpcError> {
    let bytes: Bytes = arguments.required(0)?;
    let recovered = Transaction::decode(&bytes)?.recover()?;
    Ok(context.pool.submit(recovered)?)
}

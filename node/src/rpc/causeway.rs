//! `causeway_*`: what Ethereum's interface has no place for.

use jsonrpsee::core::RegisterMethodError;
use primitives::BlockNumber;

use crate::rpc::{
    context::{Context, Work},
    error::RpcError,
    methods::Methods,
    params::Arguments,
};

/// The table of `causeway_*`.
pub(super) fn register(methods: &mut Methods) -> Result<(), RegisterMethodError> {
    methods.threaded(Work::Read, "causeway_getFailure", &["transactionHash"], failure)
}

/// Why a mined transaction failed, for people; null if it succeeded or is not mined. It is no part of the receipt:
/// that has Ethereum's fields only.
fn failure(context: &Context, arguments: &Arguments) -> Result<Option<String>, RpcError> {
    let view = context.view()?;
    let Some(place) = view.find(arguments.required(0)?)? else { return Ok(None) };
    let receipts = view.receipts_at(BlockNumber::new(place.block.header.number))?;
    Ok(receipts.get(place.index).and_then(|receipt| receipt.failure.clone()))
}

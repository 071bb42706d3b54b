//! `causeway_*`: what Ethereum's interface has no place for.

use jsonrpsee::core::RegisterMethodError;
use primitives::BlockNumber;
use serde::Serialize;

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

/// Why a mined transaction failed: a word for programs and a sentence for people.
#[derive(Clone, Debug, Serialize)]
struct Failure {
    code: String,
    reason: String,
}

/// Why a mined transaction failed; null if it succeeded or is not mined. It is no part of the receipt:
/// that has Ethereum's fields only.
fn failure(context: &Context, arguments: &Arguments) -> Result<Option<Failure>, RpcError> {
    let view = context.view()?;
    let Some(place) = view.find(arguments.required(0)?)? else { return Ok(None) };
    let receipts = view.receipts_at(BlockNumber::new(place.block.header.number))?;
    let failure = receipts.into_iter().nth(place.index).and_then(|receipt| receipt.failure);
    Ok(failure.map(|types::Failure { code, reason }| Failure { code, reason }))
}

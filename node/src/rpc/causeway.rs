//! `causeway_*`: what Ethereum's interface has no place for.

use jsonrpsee::core::RegisterMethodError;
use primitives::{Address, BlockNumber, Bytes};
use serde::Serialize;
use state::StateView;

use crate::rpc::{
    context::{Context, Work},
    error::RpcError,
    methods::Methods,
    params::{Arguments, StorageKey},
};

/// The table of `causeway_*`.
pub(super) fn register(methods: &mut Methods) -> Result<(), RegisterMethodError> {
    methods.threaded(Work::Read, "causeway_getFailure", &["transactionHash"], failure)?;
    methods.threaded(Work::Read, "causeway_getStorage", &["address", "key", "block"], storage)
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

/// A storage value as it is kept, of any size; empty if there is none. `eth_getStorageAt` fills short values up.
fn storage(context: &Context, arguments: &Arguments) -> Result<Bytes, RpcError> {
    let address: Address = arguments.required(0)?;
    let StorageKey(key) = arguments.required(1)?;
    let (_, state) = context.view()?.state(&arguments.block(2)?)?;
    Ok(state.storage(address, key)?)
}

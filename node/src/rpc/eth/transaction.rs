//! Transactions: mined ones with their place, waiting ones without. One that is neither is null.

use alloy_consensus::TxEnvelope;
use alloy_rpc_types_eth as rpc;
use jsonrpsee::core::RegisterMethodError;
use primitives::B256;
use types::SealedBlock;

use crate::rpc::{
    context::{Context, Work},
    convert,
    error::RpcError,
    methods::Methods,
    params::{Arguments, BlockRef},
};

/// A transaction as clients see it, or null.
type Found = Option<rpc::Transaction<TxEnvelope>>;

/// The table of methods about transactions.
pub(super) fn register(methods: &mut Methods) -> Result<(), RegisterMethodError> {
    methods.threaded(Work::Read, "eth_getTransactionByHash", &["hash"], by_hash)?;
    methods.threaded(Work::Read, "eth_getTransactionByBlockNumberAndIndex", &["block", "index"], by_number)?;
    methods.threaded(Work::Read, "eth_getTransactionByBlockHashAndIndex", &["blockHash", "index"], by_block_hash)
}

fn by_hash(context: &Context, arguments: &Arguments) -> Result<Found, RpcError> {
    let hash: B256 = arguments.required(0)?;
    // The pool is asked first: what leaves it between the two questions is in the database by then.
    let waiting = context.pool.get(&hash);
    match context.view()?.find(hash)? {
        Some(place) => Ok(at_index(&place.block, place.index)),
        None => Ok(waiting.map(|tx| convert::waiting(&tx))),
    }
}

fn by_number(context: &Context, arguments: &Arguments) -> Result<Found, RpcError> {
    by_index(context, arguments, &arguments.required(0)?)
}

fn by_block_hash(context: &Context, arguments: &Arguments) -> Result<Found, RpcError> {
    by_index(context, arguments, &BlockRef::Hash(arguments.required(0)?))
}

/// The transaction of `block` whose index is the second parameter.
fn by_index(context: &Context, arguments: &Arguments, block: &BlockRef) -> Result<Found, RpcError> {
    // An index beyond `usize` is beyond every block.
    let index = usize::try_from(arguments.required::<u64>(1)?).unwrap_or(usize::MAX);
    Ok(context.view()?.block(block)?.and_then(|block| at_index(&block, index)))
}

fn at_index(block: &SealedBlock, index: usize) -> Found {
    block.transactions.get(index).map(|tx| convert::mined(tx, block, index))
}

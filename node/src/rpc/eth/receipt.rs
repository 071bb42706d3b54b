//! Receipts. One exists as soon as its block is durable, never before.

use jsonrpsee::core::RegisterMethodError;
use primitives::BlockNumber;

use crate::rpc::{
    context::{Context, Work},
    convert::{self, RpcReceipt},
    error::RpcError,
    methods::Methods,
    params::Arguments,
};

/// The table of methods about receipts.
pub(super) fn register(methods: &mut Methods) -> Result<(), RegisterMethodError> {
    methods.threaded(Work::Read, "eth_getTransactionReceipt", &["hash"], by_hash)?;
    methods.threaded(Work::Read, "eth_getBlockReceipts", &["block"], of_block)
}

fn by_hash(context: &Context, arguments: &Arguments) -> Result<Option<RpcReceipt>, RpcError> {
    let view = context.view()?;
    let Some(place) = view.find(arguments.required(0)?)? else { return Ok(None) };
    let receipts = view.receipts_at(BlockNumber::new(place.block.header.number))?;
    Ok(convert::receipt(&place.block, &receipts, place.index))
}

fn of_block(context: &Context, arguments: &Arguments) -> Result<Option<Vec<RpcReceipt>>, RpcError> {
    let view = context.view()?;
    let Some(block) = view.block(&arguments.required(0)?)? else { return Ok(None) };
    let receipts = view.receipts_at(BlockNumber::new(block.header.number))?;
    Ok(Some(convert::receipts(&block, &receipts)))
}

//! The chain and its blocks. A block that does not exist is null.

use alloy_rpc_types_eth as rpc;
use jsonrpsee::core::RegisterMethodError;
use primitives::U256;
use types::SealedBlock;

use crate::rpc::{
    context::{Context, Work},
    convert,
    error::RpcError,
    methods::Methods,
    params::{Arguments, BlockRef},
};

/// The table of methods about blocks.
pub(super) fn register(methods: &mut Methods) -> Result<(), RegisterMethodError> {
    methods.instant("eth_chainId", &[], |context, _| Ok(U256::from(context.chain.chain_id())))?;
    methods.instant("eth_blockNumber", &[], |context, _| Ok(U256::from(context.view()?.head().number.get())))?;
    methods.instant("eth_syncing", &[], |_, _| Ok(false))?;
    methods.threaded(Work::Read, "eth_getBlockByNumber", &["block", "full"], by_number)?;
    methods.threaded(Work::Read, "eth_getBlockByHash", &["hash", "full"], by_hash)?;
    methods.threaded(Work::Read, "eth_getBlockTransactionCountByNumber", &["block"], count_by_number)?;
    methods.threaded(Work::Read, "eth_getBlockTransactionCountByHash", &["hash"], count_by_hash)
}

/// The block that the first parameter names.
fn named(context: &Context, arguments: &Arguments) -> Result<Option<SealedBlock>, RpcError> {
    context.view()?.block(&arguments.required(0)?)
}

/// The block whose hash is the first parameter.
fn hashed(context: &Context, arguments: &Arguments) -> Result<Option<SealedBlock>, RpcError> {
    context.view()?.block(&BlockRef::Hash(arguments.required(0)?))
}

fn by_number(context: &Context, arguments: &Arguments) -> Result<Option<rpc::Block>, RpcError> {
    let full = arguments.optional(1)?.unwrap_or(false);
    Ok(named(context, arguments)?.map(|block| convert::block(&block, full)))
}

fn by_hash(context: &Context, arguments: &Arguments) -> Result<Option<rpc::Block>, RpcError> {
    let full = arguments.optional(1)?.unwrap_or(false);
    Ok(hashed(context, arguments)?.map(|block| convert::block(&block, full)))
}

fn count_by_number(context: &Context, arguments: &Arguments) -> Result<Option<U256>, RpcError> {
    Ok(named(context, arguments)?.map(|block| U256::from(block.transactions.len())))
}

fn count_by_hash(context: &Context, arguments: &Arguments) -> Result<Option<U256>, RpcError> {
    Ok(hashed(context, arguments)?.map(|block| U256::from(block.transactions.len())))
}

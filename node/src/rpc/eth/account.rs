//! Accounts: balance, nonce, code and storage at a block. A block that does not exist is an error here, never the
//! head's state.

use jsonrpsee::core::RegisterMethodError;
use primitives::{Address, B256, Bytes, U256};
use state::{Account, StateView};

use crate::rpc::{
    context::{Context, Work},
    error::RpcError,
    methods::Methods,
    params::{Arguments, BlockRef, StorageKey},
};

/// Bytes to which a storage value is padded, because clients expect a word.
const WORD_BYTES: usize = 32;

/// The table of methods about accounts.
pub(super) fn register(methods: &mut Methods) -> Result<(), RegisterMethodError> {
    methods.threaded(Work::Read, "eth_getBalance", &["address", "block"], balance)?;
    methods.threaded(Work::Read, "eth_getTransactionCount", &["address", "block"], nonce)?;
    methods.threaded(Work::Read, "eth_getCode", &["address", "block"], code)?;
    methods.threaded(Work::Read, "eth_getStorageAt", &["address", "key", "block"], storage)
}

fn balance(context: &Context, arguments: &Arguments) -> Result<U256, RpcError> {
    Ok(account(context, arguments)?.balance)
}

/// The nonce; at `pending` the one that the account's next transaction should carry.
fn nonce(context: &Context, arguments: &Arguments) -> Result<U256, RpcError> {
    let nonce = match arguments.block(1)? {
        BlockRef::Pending => context.pool.pending_nonce(arguments.required(0)?)?,
        _ => account(context, arguments)?.nonce,
    };
    Ok(U256::from(nonce))
}

/// The account that the first parameter names at the block that the second names; an empty one if it is not there.
fn account(context: &Context, arguments: &Arguments) -> Result<Account, RpcError> {
    let address: Address = arguments.required(0)?;
    let (_, state) = context.view()?.state(&arguments.block(1)?)?;
    Ok(state.account(address)?.unwrap_or_default())
}

fn code(context: &Context, arguments: &Arguments) -> Result<Bytes, RpcError> {
    let address: Address = arguments.required(0)?;
    let (_, state) = context.view()?.state(&arguments.block(1)?)?;
    let account = state.account(address)?.unwrap_or_default();
    if !account.has_code() {
        return Ok(Bytes::new());
    }
    Ok(state.code(account.code_hash)?.unwrap_or_default())
}

/// A storage value: up to 32 bytes padded on the left to 32, a longer one whole.
fn storage(context: &Context, arguments: &Arguments) -> Result<Bytes, RpcError> {
    let address: Address = arguments.required(0)?;
    let StorageKey(key) = arguments.required(1)?;
    let (_, state) = context.view()?.state(&arguments.block(2)?)?;
    let value = state.storage(address, key)?;
    if value.len() > WORD_BYTES {
        return Ok(value);
    }
    Ok(B256::left_padding_from(&value).into())
}

//! Methods of a dev chain: unlocked accounts, and a hand on clock, head and balances. They are not in the table of
//! any other chain.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use alloy_consensus::{TxEip1559, TxEip2930, TxLegacy};
use jsonrpsee::core::RegisterMethodError;
use primitives::{Address, B256, U256};
use types::{SecretKey, TxKind, TypedTransaction, address_of, sign};

use crate::rpc::{
    context::{Context, Work},
    error::RpcError,
    eth::{
        call::{TransactionObject, estimate_in},
        fee,
    },
    methods::Methods,
    params::{Amount, Arguments, BlockRef, Count},
};

/// The names of these methods, so that another chain can say what it lacks.
pub(super) const DEV_METHODS: [&str; 9] = [
    "eth_accounts",
    "eth_sendTransaction",
    "evm_mine",
    "evm_snapshot",
    "evm_revert",
    "evm_increaseTime",
    "evm_setNextBlockTimestamp",
    "anvil_setBalance",
    "hardhat_setBalance",
];

/// The accounts for which the node signs.
pub(super) struct DevAccounts {
    addresses: Vec<Address>,
    keys: HashMap<Address, SecretKey>,
    /// Held while a nonce is chosen and used, so that no two transactions choose the same.
    signing: Mutex<()>,
}

impl DevAccounts {
    /// The accounts of `keys`, in their order.
    pub(super) fn new(keys: Vec<SecretKey>) -> Self {
        let addresses = keys.iter().map(address_of).collect();
        let keys = keys.into_iter().map(|key| (address_of(&key), key)).collect();
        Self { addresses, keys, signing: Mutex::new(()) }
    }
}

/// The table of a dev chain.
pub(super) fn register(methods: &mut Methods) -> Result<(), RegisterMethodError> {
    methods.instant("eth_accounts", &[], |context, _| Ok(accounts(context)?.addresses.clone()))?;
    methods.waiting("eth_sendTransaction", &["transaction"], send_transaction)?;
    methods.waiting("evm_mine", &["timestamp"], mine)?;
    methods.waiting(
        "evm_snapshot",
        &[],
        |context, _| async move { Ok(U256::from(context.producer.snapshot().await?)) },
    )?;
    methods.waiting("evm_revert", &["id"], |context, arguments| async move {
        let Count(id) = arguments.required(0)?;
        Ok(context.producer.revert(id).await?)
    })?;
    methods.waiting("evm_increaseTime", &["seconds"], |context, arguments| async move {
        let Count(seconds) = arguments.required(0)?;
        Ok(context.producer.increase_time(seconds).await?)
    })?;
    methods.waiting("evm_setNextBlockTimestamp", &["timestamp"], |context, arguments| async move {
        let Count(timestamp) = arguments.required(0)?;
        Ok(context.producer.set_next_timestamp(timestamp).await?)
    })?;
    methods.waiting("anvil_setBalance", &["address", "balance"], |context, arguments| async move {
        let (address, Amount(balance)) = (arguments.required(0)?, arguments.required(1)?);
        context.producer.set_balance(address, balance).await?;
        Ok(true)
    })?;
    methods.alias("hardhat_setBalance", "anvil_setBalance")
}

fn accounts(context: &Context) -> Result<&DevAccounts, RpcError> {
    context.dev.as_ref().ok_or_else(|| RpcError::Internal("the accounts of the dev chain are missing".to_owned()))
}

/// Mines one block, or as many as an object with `blocks` asks for; the first gets `timestamp` if one is given.
async fn mine(context: Arc<Context>, arguments: Arguments) -> Result<&'static str, RpcError> {
    let (blocks, timestamp) = match arguments.at(0) {
        Some(options) if options.value().is_object() => {
            (options.read_field::<Count>("blocks")?, options.read_field::<Count>("timestamp")?)
        }
        Some(timestamp) => (None, Some(timestamp.read::<Count>()?)),
        None => (None, None),
    };
    let blocks = blocks.map_or(1, |Count(blocks)| blocks);
    context.producer.mine(blocks, timestamp.map(|Count(timestamp)| timestamp)).await?;
    Ok("0x0")
}

/// Fills in what the transaction object leaves out, signs with the account's key, and submits.
async fn send_transaction(context: Arc<Context>, arguments: Arguments) -> Result<B256, RpcError> {
    let argument = arguments.some(0, "a transaction object")?;
    let object = TransactionObject::read(&argument, context.chain.chain_id())?;
    let sender = object.from.ok_or_else(|| argument.wrong("an object with the field from"))?;
    let key = *accounts(&context)?.keys.get(&sender).ok_or(RpcError::NoKey { account: sender })?;
    let gas_limit = match object.gas {
        Some(gas) => gas,
        None => {
            let (simulated, worker) = (object.clone(), Arc::clone(&context));
            context.run(Work::Execute, move || estimate_in(&worker, simulated, &BlockRef::Pending)).await?
        }
    };
    let worker = Arc::clone(&context);
    let submit = move || {
        let fees = fee::suggestion(&worker)?;
        let _signing = accounts(&worker)?.signing.lock().unwrap_or_else(PoisonError::into_inner);
        let nonce = match object.nonce {
            Some(nonce) => nonce,
            None => worker.pool.pending_nonce(sender)?,
        };
        let unsigned = unsigned(object, worker.chain.chain_id(), nonce, gas_limit, fees);
        Ok(worker.pool.submit(sign(unsigned, &key))?)
    };
    context.run(Work::Submit, submit).await
}

/// The transaction that `object` describes: of the type that its fields need, type 2 if they leave the choice.
fn unsigned(
    object: TransactionObject,
    chain_id: u64,
    nonce: u64,
    gas_limit: u64,
    (base_fee, tip): (u128, u128),
) -> TypedTransaction {
    let (to, value, input): (TxKind, _, _) = (object.kind(), object.value.unwrap_or_default(), object.input);
    match (object.gas_price, object.access_list) {
        (Some(gas_price), None) => {
            TxLegacy { chain_id: Some(chain_id), nonce, gas_price, gas_limit, to, value, input }.into()
        }
        (Some(gas_price), Some(access_list)) => {
            TxEip2930 { chain_id, nonce, gas_price, gas_limit, to, value, access_list, input }.into()
        }
        (None, access_list) => {
            let tip = object.max_priority_fee_per_gas.unwrap_or(tip.min(object.max_fee_per_gas.unwrap_or(tip)));
            // Twice the base fee: the transaction stays payable for six full blocks.
            let max_fee = object.max_fee_per_gas.unwrap_or(base_fee.saturating_mul(2).saturating_add(tip));
            TxEip1559 {
                chain_id,
                nonce,
                gas_limit,
                max_fee_per_gas: max_fee,
                max_priority_fee_per_gas: tip,
                to,
                value,
                access_list: access_list.unwrap_or_default(),
                input,
            }
            .into()
        }
    }
}

//! Simulation: `eth_call` and `eth_estimateGas`. Nothing is signed, nothing is kept.

use executor::{CallExit, CallParams};
use jsonrpsee::core::RegisterMethodError;
use primitives::{Address, B256, Bytes, U256};
use types::{AccessList, AccessListItem, TxKind};

use crate::rpc::{
    context::{Context, Work},
    error::RpcError,
    methods::Methods,
    params::{Argument, Arguments, BlockRef},
};

/// The table of methods that simulate.
pub(super) fn register(methods: &mut Methods) -> Result<(), RegisterMethodError> {
    methods.threaded(Work::Execute, "eth_call", &["transaction", "block", "stateOverrides"], call)?;
    methods.threaded(Work::Execute, "eth_estimateGas", &["transaction", "block", "stateOverrides"], estimate)
}

/// A transaction object as clients send it; what they leave out stays out.
#[derive(Clone, Debug, Default)]
pub(in crate::rpc) struct TransactionObject {
    pub(in crate::rpc) from: Option<Address>,
    pub(in crate::rpc) to: Option<Address>,
    pub(in crate::rpc) gas: Option<u64>,
    pub(in crate::rpc) gas_price: Option<u128>,
    pub(in crate::rpc) max_fee_per_gas: Option<u128>,
    pub(in crate::rpc) max_priority_fee_per_gas: Option<u128>,
    pub(in crate::rpc) value: Option<U256>,
    pub(in crate::rpc) nonce: Option<u64>,
    pub(in crate::rpc) input: Bytes,
    pub(in crate::rpc) access_list: Option<AccessList>,
}

/// Fields of transactions that this chain does not have: blobs and delegations.
const UNSUPPORTED_FIELDS: [&str; 7] =
    ["authorizationList", "blobVersionedHashes", "blobs", "commitments", "proofs", "maxFeePerBlobGas", "sidecar"];

impl TransactionObject {
    /// Reads it. Fields that it does not know are ignored, as other nodes do; those of transaction types 3 and 4 are
    /// refused.
    pub(in crate::rpc) fn read(argument: &Argument<'_>, chain_id: u64) -> Result<Self, RpcError> {
        for name in UNSUPPORTED_FIELDS {
            if let Some(field) = argument.field(name)? {
                return Err(
                    field.wrong("no such field: this chain has no blob (type 3) or set-code (type 4) transactions")
                );
            }
        }
        if let Some(field) = argument.field("type")?
            && field.read::<u64>()? > 2
        {
            return Err(field.wrong("a transaction type of 0x0, 0x1 or 0x2"));
        }
        if let Some(found) = argument.read_field::<u64>("chainId")?
            && found != chain_id
        {
            return Err(RpcError::ChainId { expected: chain_id, found });
        }
        let object = Self {
            from: argument.read_field("from")?,
            to: argument.read_field("to")?,
            gas: argument.read_field("gas")?,
            gas_price: argument.read_field("gasPrice")?,
            max_fee_per_gas: argument.read_field("maxFeePerGas")?,
            max_priority_fee_per_gas: argument.read_field("maxPriorityFeePerGas")?,
            value: argument.read_field("value")?,
            nonce: argument.read_field("nonce")?,
            input: input(argument)?,
            access_list: access_list(argument)?,
        };
        let has_dynamic_fee = object.max_fee_per_gas.is_some() || object.max_priority_fee_per_gas.is_some();
        if object.gas_price.is_some() && has_dynamic_fee {
            let text = "both gasPrice and (maxFeePerGas or maxPriorityFeePerGas) specified; give one of them";
            return Err(RpcError::Contradiction(text));
        }
        Ok(object)
    }

    /// The callee, or a creation.
    pub(in crate::rpc) fn kind(&self) -> TxKind {
        self.to.map_or(TxKind::Create, TxKind::Call)
    }

    /// What the executor simulates inside a block with this base fee. Without a price the gas is free.
    pub(in crate::rpc) fn params(self, base_fee: u64, gas_max: u64) -> CallParams {
        let dynamic = self.max_fee_per_gas.map(|fee| {
            let tip = self.max_priority_fee_per_gas.unwrap_or(0);
            fee.min(tip.saturating_add(u128::from(base_fee)))
        });
        CallParams {
            from: self.from.unwrap_or_default(),
            to: self.kind(),
            value: self.value.unwrap_or_default(),
            gas: Some(self.gas.unwrap_or(gas_max).min(gas_max)),
            gas_price: self.gas_price.or(dynamic).unwrap_or(0),
            nonce: self.nonce,
            access_list: self.access_list,
            input: self.input,
            records_trace: false,
        }
    }
}

/// The call data, which may be called `input` or, as of old, `data`.
fn input(argument: &Argument<'_>) -> Result<Bytes, RpcError> {
    let (input, data) = (argument.read_field::<Bytes>("input")?, argument.read_field::<Bytes>("data")?);
    match (input, data) {
        (Some(input), Some(data)) if input != data => {
            Err(RpcError::Contradiction("both \"data\" and \"input\" are set and not equal; give \"input\" only"))
        }
        (input, data) => Ok(input.or(data).unwrap_or_default()),
    }
}

fn access_list(argument: &Argument<'_>) -> Result<Option<AccessList>, RpcError> {
    let Some(list) = argument.field("accessList")? else { return Ok(None) };
    let item = |element: Argument<'_>| -> Result<AccessListItem, RpcError> {
        let address =
            element.field("address")?.ok_or_else(|| element.wrong("an object with address and storageKeys"))?;
        let keys = match element.field("storageKeys")? {
            Some(keys) => keys.elements()?.iter().map(|key| key.read::<B256>()).collect::<Result<_, _>>()?,
            None => Vec::new(),
        };
        Ok(AccessListItem { address: address.read()?, storage_keys: keys })
    };
    Ok(Some(AccessList(list.elements()?.into_iter().map(item).collect::<Result<_, _>>()?)))
}

/// Refuses overrides of the state: a result that ignored them would be wrong.
fn refuse_overrides(arguments: &Arguments) -> Result<(), RpcError> {
    match arguments.at(2) {
        Some(overrides) if overrides.value().as_object().is_none_or(|object| !object.is_empty()) => {
            Err(overrides.wrong("nothing: state overrides are not supported"))
        }
        _ => Ok(()),
    }
}

fn call(context: &Context, arguments: &Arguments) -> Result<Bytes, RpcError> {
    let object = TransactionObject::read(&arguments.some(0, "a transaction object")?, context.chain.chain_id())?;
    refuse_overrides(arguments)?;
    let (state, env) = context.call_env(&arguments.block(1)?)?;
    let params = object.params(env.base_fee, context.limits.call_gas_max);
    let result = executor::call(context.chain.engine(), &state, &env, &params)?;
    match result.exit {
        CallExit::Success(output) => Ok(output),
        CallExit::Reverted(data) => Err(RpcError::Reverted(data)),
        CallExit::Failed(reason) => Err(RpcError::Failed(reason)),
    }
}

fn estimate(context: &Context, arguments: &Arguments) -> Result<U256, RpcError> {
    let object = TransactionObject::read(&arguments.some(0, "a transaction object")?, context.chain.chain_id())?;
    refuse_overrides(arguments)?;
    // The transaction will run in the next block, not in the latest.
    let block = arguments.optional(1)?.unwrap_or(BlockRef::Pending);
    Ok(U256::from(estimate_in(context, object, &block)?))
}

/// The least gas that suffices for `object` at `block`.
pub(in crate::rpc) fn estimate_in(
    context: &Context,
    object: TransactionObject,
    block: &BlockRef,
) -> Result<u64, RpcError> {
    let (state, env) = context.call_env(block)?;
    let params = object.params(env.base_fee, context.limits.call_gas_max);
    Ok(executor::estimate_gas(context.chain.engine(), &state, &env, &params)?)
}

//! Whether a transaction may be in a block: the checks before any of its effects.
//!
//! [`validate_static`] needs the transaction alone and belongs to the pool's door, [`check_creation`] too: a creation
//! with a refused module may be in a block, where it fails and pays. [`validate`] adds what depends on the block and
//! on the sender's account.

use interface::container;
use primitives::{Address, Bytes, U256, keccak256};
use state::Account;
use types::{Recovered, Transaction};
use vm::{Engine, PrepareError};

use crate::{
    env::BlockEnv,
    error::{ExecuteError, InvalidTransaction},
    intrinsic::intrinsic_gas,
};

/// Checks what neither a block nor an account changes: chain id, nonce below 2^64 - 1 (EIP-2681), priority fee within
/// the fee (EIP-1559), gas limit within a block's and above the intrinsic gas.
pub fn validate_static(tx: &Transaction, chain_id: u64, block_gas_limit: u64) -> Result<(), InvalidTransaction> {
    if tx.chain_id() != chain_id {
        return Err(InvalidTransaction::ChainId { expected: chain_id, found: tx.chain_id() });
    }
    if tx.nonce() == u64::MAX {
        return Err(InvalidTransaction::NonceMax);
    }
    let (priority, max_fee) = (tx.max_priority_fee_per_gas(), tx.max_fee_per_gas());
    if priority > max_fee {
        return Err(InvalidTransaction::PriorityAboveFee { priority, max_fee });
    }
    let limit = tx.gas_limit();
    if limit > block_gas_limit {
        return Err(InvalidTransaction::GasLimitAboveBlock { limit, block: block_gas_limit });
    }
    let needed = intrinsic_gas(tx.to(), tx.input(), tx.access_list()).get();
    if limit < needed {
        return Err(InvalidTransaction::IntrinsicGas { limit, needed });
    }
    Ok(())
}

/// Checks a transaction against its sender's `account` and the block: everything but the gas that the block's other
/// transactions used.
pub fn validate(tx: &Recovered, account: &Account, env: &BlockEnv) -> Result<(), InvalidTransaction> {
    validate_static(tx, env.chain_id, env.gas_limit)?;
    let (expected, found) = (account.nonce, tx.nonce());
    if found < expected {
        return Err(InvalidTransaction::NonceTooLow { expected, found });
    }
    if found > expected {
        return Err(InvalidTransaction::NonceTooHigh { expected, found });
    }
    if account.has_code() {
        return Err(InvalidTransaction::SenderHasCode { address: tx.sender(), code_hash: account.code_hash });
    }
    if tx.max_fee_per_gas() < u128::from(env.base_fee) {
        return Err(InvalidTransaction::FeeBelowBase { max_fee: tx.max_fee_per_gas(), base_fee: env.base_fee });
    }
    check_funds(tx.sender(), account.balance, tx.gas_limit(), tx.max_fee_per_gas(), tx.value())
}

/// Checks that `have` wei pay for `gas_limit * max_fee + value`.
pub(crate) fn check_funds(
    address: Address,
    have: U256,
    gas_limit: u64,
    max_fee: u128,
    value: U256,
) -> Result<(), InvalidTransaction> {
    let want = match fee(gas_limit, max_fee).checked_add(value) {
        Some(want) if have >= want => return Ok(()),
        Some(want) => want,
        None => U256::MAX,
    };
    Err(InvalidTransaction::InsufficientFunds { address, have, want })
}

/// Wei for `gas` at `price` wei each: below 2^192.
pub(crate) fn fee(gas: u64, price: u128) -> U256 {
    U256::from(gas).saturating_mul(U256::from(price))
}

/// Checks creation data and, if `gas_limit` pays for that, has its contract compiled, so that a block which creates it
/// finds it compiled. Takes as long as compiling does.
pub fn prepare_creation(engine: &Engine, data: &Bytes, gas_limit: u64) -> Result<(), ExecuteError> {
    let split = container::split(data).map_err(InvalidTransaction::Container)?;
    if vm::deployment_cost(split.module).get() > gas_limit {
        return Ok(check_creation(data)?);
    }
    let container = data.slice_ref(split.container);
    match engine.contract(&keccak256(&container), &mut || Ok(container.clone())) {
        Ok(_) => Ok(()),
        Err(PrepareError::Refused(refusal)) => Err(InvalidTransaction::Module(refusal).into()),
        Err(PrepareError::Node(error)) => Err(ExecuteError::Node(error)),
    }
}

/// Checks creation data without compiling it: that it is a container whose module may be deployed. Takes time linear in
/// its size.
pub fn check_creation(data: &[u8]) -> Result<(), InvalidTransaction> {
    let split = container::split(data).map_err(InvalidTransaction::Container)?;
    vm::instrument(split.module).map(drop).map_err(InvalidTransaction::Module)
}

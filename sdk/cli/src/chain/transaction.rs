//! One transaction from its draft to its receipt.
//!
//! Guarantees: nothing is sent that its account cannot pay, or that the chain says would fail; what is signed is bound
//! to one chain. Keys never leave the process.

use std::{thread::sleep, time::Duration, time::Instant};

use alloy_consensus::{TxEip1559, TypedTransaction};
use alloy_primitives::{Address, B256, Bytes, LogData, TxKind, U256};
use serde_json::{Value, json};
use types::{SecretKey, address_of, sign};

use crate::{
    arguments::TransactionArguments,
    chain::{ChainError, Endpoint},
    progress::Progress,
};

/// How often a receipt is asked for, at first and at most.
const POLL: (Duration, Duration) = (Duration::from_millis(20), Duration::from_secs(1));

/// Who pays and signs, and on which chain.
#[derive(Debug)]
pub(crate) struct Signer {
    /// The key.
    pub(crate) key: SecretKey,
    /// The chain that signatures are for.
    pub(crate) chain_id: u64,
}

/// What a transaction is to do.
#[derive(Debug)]
pub(crate) struct Draft {
    /// A contract or account, or nobody for a creation.
    pub(crate) to: TxKind,
    /// Wei that go along.
    pub(crate) value: U256,
    /// Call data, or container and constructor arguments.
    pub(crate) input: Bytes,
    /// The gas limit; without it the chain estimates.
    pub(crate) gas: Option<u64>,
    /// The transaction's number; without it the account's next.
    pub(crate) nonce: Option<u64>,
    /// The most wei for a unit of gas; without it what the next six blocks may cost.
    pub(crate) gas_price: Option<U256>,
    /// What of it goes to the producer; without it what the chain suggests.
    pub(crate) priority_gas_price: Option<U256>,
}

/// A mined transaction.
#[derive(Debug)]
pub(crate) struct Mined {
    pub(crate) hash: B256,
    pub(crate) from: Address,
    pub(crate) block_number: u64,
    /// False if it failed; then it cost its fee and changed nothing else.
    pub(crate) success: bool,
    pub(crate) gas_used: u64,
    /// Wei paid for gas.
    pub(crate) fee: U256,
    /// The contract it created.
    pub(crate) created: Option<Address>,
    pub(crate) logs: Vec<(Address, LogData)>,
}

impl Draft {
    /// What `arguments` say of a transaction with `input` to `to`.
    pub(crate) fn new(to: TxKind, input: Bytes, arguments: &TransactionArguments) -> Self {
        let TransactionArguments { value, gas, nonce, gas_price, priority_gas_price, wait: _ } = *arguments;
        Self { to, value, input, gas, nonce, gas_price, priority_gas_price }
    }
}

impl Signer {
    /// The account.
    pub(crate) fn address(&self) -> Address {
        address_of(&self.key)
    }

    /// Sends `draft` and waits up to `patience` for its block.
    pub(crate) fn send(&self, chain: &Endpoint, draft: Draft, patience: Duration) -> Result<Mined, ChainError> {
        let from = self.address();
        let have = chain.balance(from)?;
        let require = |want: U256| match want <= have {
            true => Ok(()),
            false => Err(ChainError::NoFunds { address: from, chain_id: self.chain_id, have, want }),
        };
        require(draft.value)?;
        let gas_limit = match draft.gas {
            Some(gas) => gas,
            None => estimate(chain, from, &draft)?,
        };
        let block = chain.request("eth_getBlockByNumber", json!(["latest", false]))?;
        let base_fee: u128 = field(chain, &block, "eth_getBlockByNumber", "baseFeePerGas")?.saturating_to();
        let tip: u128 = match draft.priority_gas_price {
            Some(tip) => tip.saturating_to(),
            None => chain.ask::<U256>("eth_maxPriorityFeePerGas", json!([]))?.saturating_to(),
        };
        let (max_fee, tip) = match draft.gas_price {
            // What is suggested gives way to what is said.
            Some(price) if draft.priority_gas_price.is_none() => {
                (price.saturating_to(), tip.min(price.saturating_to()))
            }
            Some(price) => (price.saturating_to(), tip),
            // The base fee can grow by an eighth a block: twice of it lasts for six full blocks.
            None => (base_fee.saturating_mul(2).saturating_add(tip), tip),
        };
        require(U256::from(gas_limit).saturating_mul(U256::from(max_fee)).saturating_add(draft.value))?;
        let nonce = match draft.nonce {
            Some(nonce) => nonce,
            None => chain.ask::<U256>("eth_getTransactionCount", json!([from, "pending"]))?.saturating_to(),
        };
        let unsigned = TypedTransaction::Eip1559(TxEip1559 {
            chain_id: self.chain_id,
            nonce,
            gas_limit,
            max_fee_per_gas: max_fee,
            max_priority_fee_per_gas: tip,
            to: draft.to,
            value: draft.value,
            access_list: Default::default(),
            input: draft.input,
        });
        let signed = sign(unsigned, &self.key);
        let hash: B256 = chain.ask("eth_sendRawTransaction", json!([signed.transaction().encoded()]))?;
        let receipt = wait(chain, hash, patience)?;
        mined(chain, &receipt, hash, from)
    }
}

/// Gas that `draft` takes now.
fn estimate(chain: &Endpoint, from: Address, draft: &Draft) -> Result<u64, ChainError> {
    let mut call = json!({ "from": from, "value": draft.value, "input": draft.input });
    if let TxKind::Call(to) = draft.to {
        call["to"] = json!(to);
    }
    Ok(chain.ask::<U256>("eth_estimateGas", json!([call]))?.saturating_to())
}

/// Asks for the receipt, less and less often.
fn wait(chain: &Endpoint, hash: B256, patience: Duration) -> Result<Value, ChainError> {
    let _progress = Progress::start(format!("waiting for transaction {hash}"));
    let began = Instant::now();
    let (mut pause, longest) = POLL;
    loop {
        if let Some(receipt) = chain.receipt(hash)? {
            return Ok(receipt);
        }
        if began.elapsed() > patience {
            return Err(ChainError::NotMined { hash, seconds: patience.as_secs() });
        }
        sleep(pause);
        pause = (pause * 2).min(longest);
    }
}

fn mined(chain: &Endpoint, receipt: &Value, hash: B256, from: Address) -> Result<Mined, ChainError> {
    let number = |name| field(chain, receipt, "eth_getTransactionReceipt", name);
    let gas_used = number("gasUsed")?;
    Ok(Mined {
        hash,
        from,
        block_number: number("blockNumber")?.saturating_to(),
        success: number("status")? == U256::ONE,
        gas_used: gas_used.saturating_to(),
        fee: gas_used.saturating_mul(number("effectiveGasPrice")?),
        created: serde_json::from_value(receipt["contractAddress"].clone()).unwrap_or_default(),
        logs: logs(&receipt["logs"]).ok_or_else(|| ChainError::Answer {
            url: chain.url().to_owned(),
            method: "eth_getTransactionReceipt",
            reason: "its logs are not logs".to_owned(),
        })?,
    })
}

fn logs(logs: &Value) -> Option<Vec<(Address, LogData)>> {
    let log = |log: &Value| {
        let topics: Vec<B256> = serde_json::from_value(log["topics"].clone()).ok()?;
        let data: Bytes = serde_json::from_value(log["data"].clone()).ok()?;
        Some((serde_json::from_value(log["address"].clone()).ok()?, LogData::new(topics, data)?))
    };
    logs.as_array()?.iter().map(log).collect()
}

/// The number under `name` of an answer.
fn field(chain: &Endpoint, object: &Value, method: &'static str, name: &str) -> Result<U256, ChainError> {
    serde_json::from_value(object[name].clone()).map_err(|_| ChainError::Answer {
        url: chain.url().to_owned(),
        method,
        reason: format!("no number `{name}` in it"),
    })
}

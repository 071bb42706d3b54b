//! The chain behind a JSON-RPC endpoint: the same test against a running node.
//!
//! Test accounts sign locally with their public keys, so the chain has to be one whose money is worth nothing. Where it
//! has `evm_snapshot`, a test leaves it as it found it; tests of one process take turns on one endpoint. Transactions
//! cost fees here, and each waits for its receipt.

pub(crate) mod client;
mod turn;

use std::{cell::Cell, collections::BTreeSet, thread, time::Duration};

use alloy_consensus::TxEip1559;
use sdk::{
    call::CallError,
    native::Exit,
    types::{Address, B256, U256},
};
use serde_json::{Value, json};
use types::{TxKind, sign};

use self::{
    client::{Client, RpcError, bytes, number},
    turn::Turn,
};
use crate::{
    accounts::{self, initial_balance},
    backend::{Backend, Code, Failure, Message},
    build::container,
    chain::Log,
    trace::{Call, CallKind},
};

/// How long a transaction may take to be mined.
const MINED_WITHIN: Duration = Duration::from_secs(60);

/// Time between two looks for a receipt.
const LOOK_EVERY: Duration = Duration::from_millis(10);

/// Code of an `eth_call` that reverted.
const REVERTED: i64 = 3;

/// The message of one that gave no reason.
const REVERTED_MESSAGE: &str = "execution reverted";

/// Gas of a transaction at most. The fee for it has to be there, and is given back but for what is used.
const GAS_MAX: u64 = 300_000_000;

/// See the [module](self).
pub(crate) struct RpcChain {
    client: Client,
    chain_id: u64,
    /// To go back to when the test is over, where the chain can.
    before: Option<Value>,
    snapshots: Vec<Kept>,
    /// Test accounts that were given their money, or had it.
    funded: BTreeSet<Address>,
    /// Timestamp that was set for the next block.
    next_timestamp: Cell<Option<u64>>,
    /// Whether its clock can be set.
    has_clock: Cell<bool>,
    logs: Vec<Log>,
    gas_used: Option<u64>,
    last_call: Option<Call>,
    /// Last, so that the chain is put back before another test has its turn.
    _turn: Turn,
}

/// What a snapshot keeps, beside what the node does.
struct Kept {
    /// The node's name of it.
    id: Value,
    /// How many logs there were.
    logs: usize,
    next_timestamp: Option<u64>,
}

impl RpcChain {
    pub(crate) fn new(url: &str) -> Self {
        let turn = Turn::take(url);
        let client = Client::new(url);
        let chain_id = client.number("eth_chainId", json!([]));
        let before = match client.try_call("evm_snapshot", json!([])) {
            Ok(snapshot) => Some(snapshot),
            Err(error) if error.is_unknown_method() => None,
            Err(error) => panic!("evm_snapshot of the chain at {url}: {}", error.message),
        };
        Self {
            client,
            chain_id,
            before,
            snapshots: Vec::new(),
            funded: BTreeSet::new(),
            next_timestamp: Cell::new(None),
            has_clock: Cell::new(true),
            logs: Vec::new(),
            gas_used: None,
            last_call: None,
            _turn: turn,
        }
    }

    fn head(&self, field: &str) -> u64 {
        let head = self.client.call("eth_getBlockByNumber", json!(["latest", false]));
        number(&head[field]).unwrap_or_else(|| panic!("the last block at {} has no {field}: {head}", self.client.url()))
    }

    /// Timestamp of the next block. It is set, a second after the last one's, so that time goes on as on the other
    /// chains and a query sees what the next transaction will, however long the test takes.
    fn pin_clock(&self) -> u64 {
        if let Some(timestamp) = self.next_timestamp.get() {
            return timestamp;
        }
        let timestamp = self.head("timestamp") + 1;
        if self.has_clock.get() {
            match self.client.try_call("evm_setNextBlockTimestamp", json!([timestamp])) {
                Ok(_) => self.next_timestamp.set(Some(timestamp)),
                Err(_) => self.has_clock.set(false),
            }
        }
        timestamp
    }

    fn fund_once(&mut self, account: Address) {
        if self.funded.insert(account) && self.balance(account) < initial_balance() {
            let params = json!([account.to_string(), hex(initial_balance())]);
            self.client.call_dev("anvil_setBalance", params, "give test accounts money");
        }
    }

    /// What a transaction or a query on top of the last block would give.
    fn simulate(&mut self, message: &Message, to: Option<Address>) -> Result<Vec<u8>, Failure> {
        self.pin_clock();
        let mut call = json!({
            "from": message.from.to_string(),
            "value": hex(message.value),
            "input": hex_bytes(&message.input),
        });
        if let Some(to) = to {
            call["to"] = to.to_string().into();
        }
        if message.gas < GAS_MAX {
            call["gas"] = format!("{:#x}", message.gas).into();
        }
        let answer = self.client.try_call("eth_call", json!([call, "pending"]));
        let exit = match &answer {
            Ok(output) => Exit::Success(bytes(output).unwrap_or_default()),
            Err(error) => match (error.code, bytes(&error.data).unwrap_or_default()) {
                // A fault comes as a revert without data whose message goes on.
                (REVERTED, data) if !data.is_empty() || error.message == REVERTED_MESSAGE => Exit::Reverted(data),
                _ => {
                    Exit::Fault(error.message.trim_start_matches(REVERTED_MESSAGE).trim_start_matches(": ").to_owned())
                }
            },
        };
        let kind = if to.is_some() { CallKind::Call } else { CallKind::Create };
        let seen = Message { to: to.unwrap_or_default(), ..message.clone() };
        self.last_call = Some(Call::seen_from_outside(kind, seen, exit.clone()));
        match exit {
            Exit::Success(output) => Ok(output),
            Exit::Reverted(data) => Err(Failure { error: CallError::Reverted(data), reason: None }),
            Exit::Fault(reason) => Err(Failure { error: CallError::Failed, reason: Some(reason) }),
        }
    }

    /// Sends a transaction and waits for its receipt. Receipts hold no output, so it is simulated first.
    fn mine_transaction(&mut self, message: Message, to: Option<Address>) -> Result<(Vec<u8>, Value), Failure> {
        let simulated = self.simulate(&message, to);
        let from = message.from;
        let Some(account) = accounts::find(from) else {
            panic!(
                "{from} cannot act on the chain at {}, because its key is not known: act as one of chain.accounts(), or run \
                 this test natively and on the VM only",
                self.client.url()
            )
        };
        let nonce = self.client.number("eth_getTransactionCount", json!([from.to_string(), "pending"]));
        let head = self.client.call("eth_getBlockByNumber", json!(["latest", false]));
        let base_fee = number(&head["baseFeePerGas"]).unwrap_or_default();
        let gas_limit = number(&head["gasLimit"]).unwrap_or(GAS_MAX).min(GAS_MAX).min(message.gas);
        let tip = self.client.number("eth_maxPriorityFeePerGas", json!([]));
        let tx = TxEip1559 {
            chain_id: self.chain_id,
            nonce,
            gas_limit,
            // Payable while the base fee doubles.
            max_fee_per_gas: 2 * u128::from(base_fee) + u128::from(tip),
            max_priority_fee_per_gas: tip.into(),
            to: to.map_or(TxKind::Create, |to| TxKind::Call(to.0.into())),
            value: primitives::U256::from_limbs(*message.value.as_limbs()),
            access_list: Default::default(),
            input: message.input.into(),
        };
        let raw = sign(tx.into(), &account.key()).encoded();
        let hash = match self.client.try_call("eth_sendRawTransaction", json!([raw.to_string()])) {
            Ok(hash) => hash,
            // A pool may refuse what is sure to fail, as a test that expects the failure is told.
            Err(error) => return Err(simulated.err().unwrap_or(refused(&error))),
        };
        let receipt = self.receipt(&hash);
        self.next_timestamp.set(None);
        self.gas_used = number(&receipt["gasUsed"]);
        let succeeded = receipt["status"] == "0x1";
        assert_eq!(succeeded, simulated.is_ok(), "simulation and execution agree: {receipt}");
        let logs = receipt["logs"].as_array().into_iter().flatten().map(log);
        self.logs.extend(logs);
        if let Some(call) = &mut self.last_call {
            call.gas_used = self.gas_used;
            call.to = to.or_else(|| address(&receipt["contractAddress"])).unwrap_or_default();
        }
        Ok((simulated?, receipt))
    }

    fn receipt(&self, hash: &Value) -> Value {
        let looks = MINED_WITHIN.as_millis() / LOOK_EVERY.as_millis();
        for _ in 0..looks {
            let receipt = self.client.call("eth_getTransactionReceipt", json!([hash]));
            if !receipt.is_null() {
                return receipt;
            }
            thread::sleep(LOOK_EVERY);
        }
        panic!("transaction {hash} is not mined within {} seconds by {}", MINED_WITHIN.as_secs(), self.client.url())
    }
}

impl Drop for RpcChain {
    fn drop(&mut self) {
        // A test that fails leaves the chain as it found it too, so this must not panic.
        if let Some(before) = self.before.take()
            && let Err(error) = self.client.ask("evm_revert", &json!([before]))
        {
            eprintln!("the chain at {} could not go back to where it was: {error}", self.client.url());
        }
    }
}

fn refused(error: &RpcError) -> Failure {
    Failure { error: CallError::Failed, reason: Some(format!("the chain refuses the transaction: {}", error.message)) }
}

fn hex(number: U256) -> String {
    format!("{:#x}", primitives::U256::from_limbs(*number.as_limbs()))
}

fn hex_bytes(bytes: &[u8]) -> String {
    alloy_primitives::hex::encode_prefixed(bytes)
}

fn address(value: &Value) -> Option<Address> {
    bytes(value)?.try_into().ok().map(Address)
}

fn log(log: &Value) -> Log {
    let topics = log["topics"].as_array().into_iter().flatten();
    Log {
        address: address(&log["address"]).unwrap_or_default(),
        topics: topics.filter_map(|topic| bytes(topic)?.try_into().ok()).collect(),
        data: bytes(&log["data"]).unwrap_or_default(),
    }
}

impl Backend for RpcChain {
    fn deploy(&mut self, code: &Code, from: Address, value: U256, arguments: Vec<u8>) -> Result<Address, Failure> {
        let input = [container(code.package, code.manifest_dir), arguments.clone()].concat();
        let message = Message { from, to: Address::ZERO, value, gas: u64::MAX, input };
        let result = self.mine_transaction(message, None);
        if let Some(call) = &mut self.last_call {
            (call.contract, call.input) = (Some(code.info), arguments);
        }
        let (_, receipt) = result?;
        Ok(address(&receipt["contractAddress"]).unwrap_or_else(|| panic!("a creation has an address: {receipt}")))
    }

    fn transact(&mut self, message: Message) -> Result<Vec<u8>, Failure> {
        let to = Some(message.to);
        self.mine_transaction(message, to).map(|(output, _)| output)
    }

    fn query(&mut self, message: Message) -> Result<Vec<u8>, Failure> {
        self.simulate(&message, Some(message.to))
    }

    fn code_hash(&mut self, code: &Code) -> B256 {
        B256::new(primitives::keccak256(container(code.package, code.manifest_dir)).0)
    }

    fn fund(&mut self, accounts: &[Address]) {
        accounts.iter().for_each(|account| self.fund_once(*account));
    }

    fn balance(&self, address: Address) -> U256 {
        let balance = self.client.call("eth_getBalance", json!([address.to_string(), "latest"]));
        let digits = balance.as_str().and_then(|text| text.strip_prefix("0x"));
        let number = digits.and_then(|digits| primitives::U256::from_str_radix(digits, 16).ok());
        U256::from_limbs(*number.unwrap_or_else(|| panic!("eth_getBalance gave {balance}, no number")).as_limbs())
    }

    fn set_balance(&mut self, address: Address, balance: U256) {
        self.client.call_dev("anvil_setBalance", json!([address.to_string(), hex(balance)]), "set a balance");
    }

    fn storage(&self, address: Address, key: &[u8; 32]) -> Vec<u8> {
        let params = json!([address.to_string(), hex_bytes(key), "latest"]);
        let value = self.client.call("causeway_getStorage", params);
        bytes(&value).unwrap_or_else(|| panic!("causeway_getStorage gave {value}, no bytes"))
    }

    fn block_number(&self) -> u64 {
        self.head("number")
    }

    fn timestamp(&self) -> u64 {
        self.pin_clock()
    }

    fn head_timestamp(&self) -> u64 {
        self.head("timestamp")
    }

    fn set_time(&mut self, timestamp: u64) {
        self.client.call_dev("evm_setNextBlockTimestamp", json!([timestamp]), "set its clock");
        self.next_timestamp.set(Some(timestamp));
    }

    fn mine(&mut self, blocks: u64) {
        let Some(before) = blocks.checked_sub(1) else { return };
        let last = self.pin_clock().saturating_add(before);
        // A node makes many blocks within one second; the last one's time is that of blocks a second apart.
        if before > 0 {
            self.client.call_dev("evm_mine", json!([{ "blocks": before }]), "mine at will");
        }
        self.client.call_dev("evm_mine", json!([{ "blocks": 1, "timestamp": last }]), "mine at will");
        self.next_timestamp.set(None);
    }

    fn snapshot(&mut self) -> usize {
        let snapshot = self.client.call_dev("evm_snapshot", json!([]), "keep a snapshot");
        self.snapshots.push(Kept { id: snapshot, logs: self.logs.len(), next_timestamp: self.next_timestamp.get() });
        self.snapshots.len() - 1
    }

    fn restore(&mut self, place: usize) {
        self.snapshots.truncate(place + 1);
        let kept = self.snapshots.pop().expect("the chain asks for places that it was given");
        self.client.call_dev("evm_revert", json!([kept.id]), "go back to a snapshot");
        self.logs.truncate(kept.logs);
        self.next_timestamp.set(kept.next_timestamp);
        // Going back uses a snapshot up, so another is taken at the same place.
        self.snapshot();
    }

    fn logs(&self, start: usize) -> Vec<Log> {
        self.logs[start..].to_vec()
    }

    fn log_count(&self) -> usize {
        self.logs.len()
    }

    /// What contracts say is printed by the node.
    fn debug_logs(&self) -> Vec<String> {
        Vec::new()
    }

    fn gas_used(&self) -> Option<u64> {
        self.gas_used
    }

    fn take_trace(&mut self) -> Option<Call> {
        self.last_call.take()
    }
}

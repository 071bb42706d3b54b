//! State that another chain has: read over JSON-RPC when it is needed, kept, and changed here only.
//!
//! Everything is read at one block, so every answer belongs to the same state. Nothing is written there.

use std::{cell::RefCell, collections::BTreeMap};

use primitives::{Address, B256, Bytes, U256, keccak256};
use serde_json::{Value, json};
use state::{Account, StateView, ViewError};

use crate::rpc::client::{Client, bytes, number};

/// Another chain's state after one block.
pub(crate) struct Fork {
    client: Client,
    /// The block's height, as parameters have it.
    block: String,
    read: RefCell<Read>,
}

/// What was read so far.
#[derive(Default)]
struct Read {
    accounts: BTreeMap<Address, Option<Account>>,
    storage: BTreeMap<(Address, B256), Bytes>,
    codes: BTreeMap<B256, Bytes>,
    block_hashes: BTreeMap<u64, Option<B256>>,
}

/// The block that a fork goes on from.
pub(crate) struct ForkedBlock {
    pub(crate) chain_id: u64,
    pub(crate) number: u64,
    pub(crate) hash: B256,
    pub(crate) timestamp: u64,
    pub(crate) gas_limit: u64,
}

impl Fork {
    /// The state after `block`, or after the last one.
    ///
    /// # Panics
    /// If no chain answers, or if it has no such block.
    pub(crate) fn new(url: &str, block: Option<u64>) -> (Self, ForkedBlock) {
        let client = Client::new(url);
        let chain_id = client.number("eth_chainId", json!([]));
        let asked = block.map_or("latest".to_owned(), |number| format!("{number:#x}"));
        let header = client.call("eth_getBlockByNumber", json!([asked, false]));
        let field = |name: &str| number(&header[name]);
        let hash = bytes(&header["hash"]).and_then(|hash| B256::try_from(hash.as_slice()).ok());
        let (Some(number), Some(hash), Some(timestamp), Some(gas_limit)) =
            (field("number"), hash, field("timestamp"), field("gasLimit"))
        else {
            panic!("the chain at {url} has no block {asked}: {header}")
        };
        let fork = Self { client, block: format!("{number:#x}"), read: RefCell::default() };
        (fork, ForkedBlock { chain_id, number, hash, timestamp, gas_limit })
    }

    fn ask(&self, method: &str, params: Value) -> Result<Value, ViewError> {
        let failed = |reason: String| ViewError(format!("{method} of the chain at {}: {reason}", self.client.url()));
        let answer = self.client.ask(method, &params).map_err(failed)?;
        answer.map_err(|error| failed(error.message))
    }

    /// What `read` makes of an answer.
    fn value<T>(&self, method: &str, params: Value, read: fn(&Value) -> Option<T>) -> Result<T, ViewError> {
        let answer = self.ask(method, params)?;
        read(&answer).ok_or_else(|| ViewError(format!("{method} gave {answer}")))
    }

    fn read_account(&self, address: Address) -> Result<Option<Account>, ViewError> {
        let params = || json!([address, self.block]);
        let balance = self.value("eth_getBalance", params(), |value| {
            U256::from_str_radix(value.as_str()?.strip_prefix("0x")?, 16).ok()
        })?;
        let nonce = self.value("eth_getTransactionCount", params(), number)?;
        let code = Bytes::from(self.value("eth_getCode", params(), bytes)?);
        let mut account = Account { nonce, balance, ..Account::default() };
        if !code.is_empty() {
            account.code_hash = keccak256(&code);
            self.read.borrow_mut().codes.insert(account.code_hash, code);
        }
        Ok((!account.is_empty()).then_some(account))
    }
}

impl StateView for Fork {
    fn account(&self, address: Address) -> Result<Option<Account>, ViewError> {
        if let Some(account) = self.read.borrow().accounts.get(&address) {
            return Ok(*account);
        }
        let account = self.read_account(address)?;
        self.read.borrow_mut().accounts.insert(address, account);
        Ok(account)
    }

    fn storage(&self, address: Address, key: B256) -> Result<Bytes, ViewError> {
        if let Some(value) = self.read.borrow().storage.get(&(address, key)) {
            return Ok(value.clone());
        }
        // eth_getStorageAt fills short values up to a word, so their length would be lost.
        let params = json!([address, key, self.block]);
        let value = Bytes::from(self.value("causeway_getStorage", params, bytes)?);
        self.read.borrow_mut().storage.insert((address, key), value.clone());
        Ok(value)
    }

    /// The code of an account that was read. That of any other is not known over JSON-RPC.
    fn code(&self, hash: B256) -> Result<Option<Bytes>, ViewError> {
        Ok(self.read.borrow().codes.get(&hash).cloned())
    }

    fn block_hash(&self, number: u64) -> Result<Option<B256>, ViewError> {
        if let Some(hash) = self.read.borrow().block_hashes.get(&number) {
            return Ok(*hash);
        }
        let header = self.ask("eth_getBlockByNumber", json!([format!("{number:#x}"), false]))?;
        let hash = bytes(&header["hash"]).and_then(|hash| B256::try_from(hash.as_slice()).ok());
        self.read.borrow_mut().block_hashes.insert(number, hash);
        Ok(hash)
    }
}

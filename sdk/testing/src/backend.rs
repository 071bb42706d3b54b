//! What the chains have in common.

use sdk::{
    abi::{ContractInfo, Encoder},
    call::CallError,
    contract::Contract,
    types::{Address, B256, U256},
};

use crate::{chain::Log, trace::Call};

/// Id of the test chains, as of a development node.
pub(crate) const CHAIN_ID: u64 = 31_337;

/// Timestamp of block 0: 2026-01-01.
pub(crate) const GENESIS_TIMESTAMP: u64 = 1_767_225_600;

/// A contract's code, in both forms.
#[derive(Clone, Copy)]
pub(crate) struct Code {
    pub(crate) deploy: fn(&[u8]),
    pub(crate) call: fn(&[u8], &mut Encoder),
    pub(crate) info: &'static ContractInfo,
    pub(crate) package: &'static str,
    pub(crate) manifest_dir: &'static str,
}

impl Code {
    pub(crate) const fn of<C: Contract>() -> Self {
        Self { deploy: C::deploy, call: C::call, info: C::INFO, package: C::PACKAGE, manifest_dir: C::MANIFEST_DIR }
    }
}

/// A transaction or a query.
#[derive(Clone)]
pub(crate) struct Message {
    pub(crate) from: Address,
    pub(crate) to: Address,
    pub(crate) value: U256,
    #[cfg_attr(not(any(feature = "rpc", feature = "vm")), expect(dead_code, reason = "a native chain counts no gas"))]
    pub(crate) gas: u64,
    pub(crate) input: Vec<u8>,
}

/// How a transaction or query failed.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    pub(crate) error: CallError,
    /// Why, for people, if there is more to say than the error does.
    pub(crate) reason: Option<String>,
}

/// Prints a contract's text, which the test harness shows if the test fails, and keeps it.
pub(crate) fn show_debug_log(kept: &mut Vec<String>, contract: Address, text: &[u8]) {
    let text = String::from_utf8_lossy(text).into_owned();
    println!("{contract}: {text}");
    kept.push(text);
}

/// A chain that executes one transaction per block.
pub(crate) trait Backend {
    fn deploy(&mut self, code: &Code, from: Address, value: U256, arguments: Vec<u8>) -> Result<Address, Failure>;
    fn transact(&mut self, message: Message) -> Result<Vec<u8>, Failure>;
    fn query(&mut self, message: Message) -> Result<Vec<u8>, Failure>;
    fn code_hash(&mut self, code: &Code) -> B256;
    /// Sees to it that test accounts have their money, where they do not from the start.
    fn fund(&mut self, _accounts: &[Address]) {}
    fn balance(&self, address: Address) -> U256;
    fn set_balance(&mut self, address: Address, balance: U256);
    fn storage(&self, address: Address, key: &[u8; 32]) -> Vec<u8>;
    fn block_number(&self) -> u64;
    fn timestamp(&self) -> u64;
    /// Timestamp of the last block.
    fn head_timestamp(&self) -> u64;
    /// Sets the timestamp of the next block, which is above the last one's.
    fn set_time(&mut self, timestamp: u64);
    /// Adds empty blocks.
    fn mine(&mut self, blocks: u64);
    /// Keeps the chain as it is now and gives the place where it is kept.
    fn snapshot(&mut self) -> usize;
    /// Goes back to what is kept at `place`, which stays, and forgets what was kept later.
    fn restore(&mut self, place: usize);
    /// The logs from the `start`th on.
    fn logs(&self, start: usize) -> Vec<Log>;
    fn log_count(&self) -> usize;
    /// The calls of the last transaction or query.
    fn take_trace(&mut self) -> Option<Call>;
    fn debug_logs(&self) -> Vec<String>;
    fn gas_used(&self) -> Option<u64>;
}

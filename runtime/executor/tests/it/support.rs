//! A chain in memory: blocks are built, executed a second time from their header, compared, and applied.

use std::sync::OnceLock;

use alloy_consensus::TxEip1559;
use executor::{
    BlockBuilder, BlockEnv, CallExit, CallParams, CallResult, ExecuteError, InvalidTransaction, SimulateError,
    create_address, execute_block, genesis_block,
};
use interface::container;
use primitives::{Address, B256, Bytes, U256, keccak256, limits};
use state::{Account, MemoryState, StateView};
use types::{Genesis, Header, Receipt, Recovered, SecretKey, TxKind, TypedTransaction, address_of, sign};
use vm::{Engine, EngineConfig};

pub(crate) const CHAIN_ID: u64 = 31_337;
pub(crate) const BASE_FEE: u64 = 1_000_000_000;
pub(crate) const MAX_FEE: u128 = 3_000_000_000;
pub(crate) const PRIORITY_FEE: u128 = 1_000_000_000;
pub(crate) const COINBASE: Address = Address::repeat_byte(0xcb);
/// Gas limit of transactions that do not say another.
pub(crate) const GAS_LIMIT: u64 = 10_000_000;

/// Senders with 10,000 coins each.
pub(crate) const ALICE: u8 = 1;
pub(crate) const BOB: u8 = 2;
pub(crate) const CAROL: u8 = 3;

/// The engine that all tests share.
pub(crate) fn engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(|| Engine::new(&EngineConfig::default()).unwrap())
}

pub(crate) fn key(sender: u8) -> SecretKey {
    SecretKey::from_secret_bytes([sender; 32]).unwrap()
}

pub(crate) fn address(sender: u8) -> Address {
    address_of(&key(sender))
}

pub(crate) fn coins(count: u64) -> U256 {
    U256::from(count) * U256::from(10u64).pow(U256::from(18))
}

/// An address that nobody has the key of and nothing stands at.
pub(crate) fn stranger(n: u8) -> Address {
    Address::repeat_byte(n)
}

#[derive(Clone)]
pub(crate) struct Chain {
    pub(crate) state: MemoryState,
    pub(crate) head: Header,
    pub(crate) hash: B256,
}

impl Chain {
    pub(crate) fn new() -> Self {
        let genesis = Genesis {
            chain_id: CHAIN_ID,
            timestamp: 1_000,
            gas_limit: limits::BLOCK_GAS_LIMIT.get(),
            base_fee_per_gas: BASE_FEE,
            coinbase: COINBASE,
            alloc: [ALICE, BOB, CAROL].map(|sender| (address(sender), coins(10_000))).into(),
        };
        let executed = genesis_block(&genesis);
        let mut state = MemoryState::default();
        state.apply(&executed.state);
        state.set_block_hash(0, executed.block.hash);
        Self { state, head: executed.block.header, hash: executed.block.hash }
    }

    /// The environment of the next block.
    pub(crate) fn env(&self) -> BlockEnv {
        BlockEnv::child_of(&self.head, self.hash, CHAIN_ID, self.head.timestamp + 1, COINBASE)
    }

    pub(crate) fn account(&self, address: Address) -> Account {
        self.state.account(address).unwrap().unwrap_or_default()
    }

    pub(crate) fn balance(&self, address: Address) -> U256 {
        self.account(address).balance
    }

    pub(crate) fn storage(&self, address: Address, key: u8) -> Bytes {
        self.state.storage(address, B256::with_last_byte(key)).unwrap()
    }

    pub(crate) fn code(&self, address: Address) -> Bytes {
        self.state.code(self.account(address).code_hash).unwrap().unwrap_or_default()
    }

    /// A transaction of `sender` with its next nonce.
    pub(crate) fn draft(&self, sender: u8, to: impl Into<TxKind>, value: U256, input: impl Into<Bytes>) -> TxEip1559 {
        TxEip1559 {
            chain_id: CHAIN_ID,
            nonce: self.account(address(sender)).nonce,
            gas_limit: GAS_LIMIT,
            max_fee_per_gas: MAX_FEE,
            max_priority_fee_per_gas: PRIORITY_FEE,
            to: to.into(),
            value,
            input: input.into(),
            ..TxEip1559::default()
        }
    }

    /// Mines a block of these transactions; every one must be valid. Executed again from its header, the block must
    /// come out the same.
    pub(crate) fn mine(&mut self, transactions: &[Recovered]) -> Vec<Receipt> {
        let mut builder = BlockBuilder::new(engine(), &self.state, self.env());
        for tx in transactions {
            builder.execute(tx).unwrap();
        }
        let executed = builder.seal(&self.state).unwrap();
        let env = BlockEnv::of_header(&executed.block.header, CHAIN_ID);
        let again = execute_block(engine(), &self.state, &self.state, env, &executed.block.transactions).unwrap();
        assert_eq!(again.block, executed.block);
        assert_eq!(again.receipts, executed.receipts);
        assert_eq!(again.state, executed.state);
        self.state.apply(&executed.state);
        self.state.set_block_hash(executed.block.header.number, executed.block.hash);
        self.head = executed.block.header;
        self.hash = executed.block.hash;
        executed.receipts
    }

    /// Mines one transaction.
    pub(crate) fn send(&mut self, sender: u8, draft: TxEip1559) -> Receipt {
        let mut receipts = self.mine(&[signed(sender, draft)]);
        assert_eq!(receipts.len(), 1);
        receipts.remove(0)
    }

    /// Mines one call by Alice.
    pub(crate) fn call(&mut self, to: Address, input: impl Into<Bytes>) -> Receipt {
        self.send(ALICE, self.draft(ALICE, to, U256::ZERO, input))
    }

    /// Mines one call by Alice that must succeed.
    pub(crate) fn call_ok(&mut self, to: Address, input: impl Into<Bytes>) -> Receipt {
        let receipt = self.call(to, input);
        assert!(receipt.success, "{:?}", receipt.failure);
        receipt
    }

    /// Deploys a module by Alice, with constructor arguments.
    pub(crate) fn deploy(&mut self, module: &[u8], arguments: impl Into<Bytes>) -> Receipt {
        let data = [&container_of(module)[..], &arguments.into()].concat();
        let draft = TxEip1559 { gas_limit: 100_000_000, ..self.draft(ALICE, TxKind::Create, U256::ZERO, data) };
        self.send(ALICE, draft)
    }

    /// Deploys the puppet by Alice.
    pub(crate) fn deploy_puppet(&mut self) -> Address {
        let expected = create_address(address(ALICE), self.account(address(ALICE)).nonce);
        let receipt = self.deploy(puppet(), Bytes::new());
        assert!(receipt.success, "{:?}", receipt.failure);
        assert_eq!(receipt.created, Some(expected));
        expected
    }

    /// Why a transaction may not be in the next block. The refusal must leave no trace.
    pub(crate) fn refusal(&self, sender: u8, draft: TxEip1559) -> InvalidTransaction {
        let tx = signed(sender, draft);
        let mut builder = BlockBuilder::new(engine(), &self.state, self.env());
        let refusal = match builder.execute(&tx) {
            Err(ExecuteError::Invalid(invalid)) => invalid,
            other => panic!("expected a refusal, found {other:?}"),
        };
        assert_eq!(builder.transaction_count(), 0);
        assert_eq!(builder.gas_left(), self.head.gas_limit);
        let executed = builder.seal(&self.state).unwrap();
        let empty = BlockBuilder::new(engine(), &self.state, self.env()).seal(&self.state).unwrap();
        assert_eq!(executed.block, empty.block);
        assert_eq!(executed.block.header.state_root, self.head.state_root);
        refusal
    }

    /// What a call by Alice on top of the head gives.
    pub(crate) fn simulate(&self, to: impl Into<TxKind>, input: impl Into<Bytes>) -> CallResult {
        self.try_simulate(&params(to, input)).unwrap()
    }

    pub(crate) fn try_simulate(&self, params: &CallParams) -> Result<CallResult, SimulateError> {
        executor::call(engine(), &self.state, &self.env(), params)
    }

    /// The output of a call by Alice that must succeed.
    pub(crate) fn output(&self, to: Address, input: impl Into<Bytes>) -> Bytes {
        match self.simulate(to, input).exit {
            CallExit::Success(output) => output,
            other => panic!("expected success, found {other:?}"),
        }
    }

    pub(crate) fn estimate(&self, params: &CallParams) -> Result<u64, SimulateError> {
        executor::estimate_gas(engine(), &self.state, &self.env(), params)
    }
}

pub(crate) fn signed(sender: u8, draft: TxEip1559) -> Recovered {
    sign(TypedTransaction::Eip1559(draft), &key(sender))
}

/// A call by Alice without fees.
pub(crate) fn params(to: impl Into<TxKind>, input: impl Into<Bytes>) -> CallParams {
    CallParams { from: address(ALICE), to: to.into(), input: input.into(), ..CallParams::default() }
}

pub(crate) fn container_of(module: &[u8]) -> Vec<u8> {
    [&container::header(u32::try_from(module.len()).unwrap())[..], module].concat()
}

/// The puppet's module.
pub(crate) fn puppet() -> &'static [u8] {
    static PUPPET: OnceLock<Vec<u8>> = OnceLock::new();
    PUPPET.get_or_init(|| module(include_str!("puppet.wat")))
}

pub(crate) fn puppet_hash() -> B256 {
    keccak256(container_of(puppet()))
}

/// A module with every import of the interface and this body.
pub(crate) fn module(body: &str) -> Vec<u8> {
    wat::parse_str(format!("(module\n{}\n{body})", imports())).unwrap()
}

/// A module whose `call` has this body, and whose `deploy` does nothing.
pub(crate) fn module_with_call(body: &str) -> Vec<u8> {
    module(&format!("(memory (export \"memory\") 1) (func (export \"deploy\")) (func (export \"call\") {body})"))
}

macro_rules! import_lines {
    ($($(#[$doc:meta])* $name:ident($($argument:ident: $type:ident),*) $(-> $result:ident)?, $base:expr, $per_byte:expr;)*) => {
        fn imports() -> String {
            let mut lines = String::new();
            $(
                let params: &[&str] = &[$(stringify!($type)),*];
                let results: &[&str] = &[$(stringify!($result))?];
                lines.push_str(&import_line(stringify!($name), params, results));
            )*
            lines
        }
    };
}
interface::host_functions!(import_lines);

fn import_line(name: &str, params: &[&str], results: &[&str]) -> String {
    let list = |word: &str, types: &[&str]| -> String {
        types.iter().map(|of| format!(" ({word} {})", of.replace('u', "i"))).collect()
    };
    format!(
        "(import \"{}\" \"{name}\" (func ${name}{}{}))\n",
        interface::IMPORT_MODULE,
        list("param", params),
        list("result", results)
    )
}

/// Reads what a puppet appended, from the front.
pub(crate) struct Output(pub(crate) Bytes);

impl Output {
    pub(crate) fn take(&mut self, count: usize) -> Bytes {
        self.0.split_to(count)
    }

    pub(crate) fn byte(&mut self) -> u8 {
        self.take(1)[0]
    }

    pub(crate) fn size(&mut self) -> usize {
        u32::from_le_bytes(self.take(4)[..].try_into().unwrap()) as usize
    }

    /// A value with its size before it.
    pub(crate) fn bytes(&mut self) -> Bytes {
        let size = self.size();
        self.take(size)
    }

    pub(crate) fn number(&mut self) -> u64 {
        u64::from_le_bytes(self.take(8)[..].try_into().unwrap())
    }

    pub(crate) fn word(&mut self) -> U256 {
        U256::from_be_slice(&self.take(32))
    }

    pub(crate) fn address(&mut self) -> Address {
        Address::from_slice(&self.take(20))
    }

    /// What a call command appends: status and output.
    pub(crate) fn call(&mut self) -> (u32, Bytes) {
        (u32::from(self.byte()), self.bytes())
    }

    pub(crate) fn end(self) {
        assert!(self.0.is_empty(), "{} bytes of output are left", self.0.len());
    }
}

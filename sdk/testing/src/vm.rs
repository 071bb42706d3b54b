//! The VM chain: the node's executor over a state in memory, one block per transaction, no fees.

use std::{
    cell::RefCell,
    sync::{Arc, LazyLock},
};

use alloy_consensus::TxEip1559;
use executor::{BlockBuilder, BlockEnv, CallExit, CallParams, ExecutedBlock};
use interface::container;
use primitives::{Bytes, limits::BLOCK_GAS_LIMIT};
use sdk::{
    call::CallError,
    types::{Address, B256, U256},
};
use state::{MemoryState, StateView};
use types::{Genesis, Recovered, SealedBlock, SecretKey, TxKind, TypedTransaction};
use vm::{Engine, EngineConfig};

use crate::{
    accounts::{ACCOUNTS, initial_balance},
    backend::{Backend, CHAIN_ID, Code, Failure, GENESIS_TIMESTAMP, Message, show_debug_log},
    build::contract_module,
    chain::Log,
};

/// One engine for the whole test process, so that each contract is compiled once.
static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
    let config = EngineConfig { debug_sink: Some(hear), ..EngineConfig::default() };
    Engine::new(&config).expect("the engine starts on this machine")
});

thread_local! {
    /// What contracts said with `debug_log` in the execution that runs on this thread.
    static HEARD: RefCell<Vec<(Address, Vec<u8>)>> = const { RefCell::new(Vec::new()) };
}

fn hear(contract: primitives::Address, text: &[u8]) {
    HEARD.with_borrow_mut(|heard| heard.push((Address(contract.0.0), text.to_vec())));
}

fn wide(address: Address) -> primitives::Address {
    primitives::Address::from(address.0)
}

fn word(value: U256) -> primitives::U256 {
    primitives::U256::from_limbs(*value.as_limbs())
}

/// See the [module](self).
pub(crate) struct VmChain {
    state: MemoryState,
    head: SealedBlock,
    /// Timestamp of the next block.
    timestamp: u64,
    logs: Vec<Log>,
    debug_logs: RefCell<Vec<String>>,
    gas_used: Option<u64>,
}

impl VmChain {
    pub(crate) fn new() -> Self {
        let alloc = ACCOUNTS.iter().map(|account| (wide(account.address), word(initial_balance()))).collect();
        let genesis = executor::genesis_block(&Genesis {
            chain_id: CHAIN_ID,
            timestamp: GENESIS_TIMESTAMP,
            gas_limit: BLOCK_GAS_LIMIT.get(),
            base_fee_per_gas: 0,
            coinbase: primitives::Address::ZERO,
            alloc,
        });
        let mut chain = Self {
            state: MemoryState::new(),
            head: genesis.block.clone(),
            timestamp: GENESIS_TIMESTAMP,
            logs: Vec::new(),
            debug_logs: RefCell::default(),
            gas_used: None,
        };
        chain.commit(genesis);
        chain
    }

    fn commit(&mut self, executed: ExecutedBlock) {
        self.state.apply(&executed.state);
        self.state.set_block_hash(executed.block.header.number, executed.block.hash);
        self.head = executed.block;
        self.timestamp = self.head.header.timestamp + 1;
    }

    /// The next block. Its base fee stays zero, even after a transaction that fails and takes all gas of its block.
    fn next_env(&self) -> BlockEnv {
        let coinbase = primitives::Address::ZERO;
        let env = BlockEnv::child_of(&self.head.header, self.head.hash, CHAIN_ID, self.timestamp, coinbase);
        BlockEnv { base_fee: 0, ..env }
    }

    /// What a transaction or query in the next block would give.
    fn simulate(&self, params: &CallParams) -> Result<Vec<u8>, Failure> {
        let result = executor::call(&ENGINE, &self.state, &self.next_env(), params)
            .unwrap_or_else(|error| panic!("the chain refuses the call: {error}"));
        match result.exit {
            CallExit::Success(output) => Ok(output.to_vec()),
            CallExit::Reverted(data) => Err(Failure { error: CallError::Reverted(data.to_vec()), reason: None }),
            CallExit::Failed(reason) => Err(Failure { error: CallError::Failed, reason: Some(reason) }),
        }
    }

    /// Shows and keeps what was said since the last time.
    fn show_debug_logs(&self) {
        for (contract, text) in HEARD.take() {
            show_debug_log(&mut self.debug_logs.borrow_mut(), contract, &text);
        }
    }

    /// Mines a block with one transaction; its output and the address it created. Receipts hold no output, so the
    /// transaction is simulated first.
    fn mine(&mut self, params: CallParams) -> Result<(Vec<u8>, Option<primitives::Address>), Failure> {
        let simulated = self.simulate(&params);
        HEARD.take();
        let env = self.next_env();
        let sender = self.state.account(params.from).expect("memory can be read").unwrap_or_default();
        let tx = TypedTransaction::Eip1559(TxEip1559 {
            chain_id: CHAIN_ID,
            nonce: sender.nonce,
            gas_limit: params.gas.unwrap_or(env.gas_limit).min(env.gas_limit),
            max_fee_per_gas: 0,
            max_priority_fee_per_gas: 0,
            to: params.to,
            value: params.value,
            access_list: Default::default(),
            input: params.input,
        });
        let key = SecretKey::from_secret_bytes([1; 32]).expect("a small number is a key");
        // Any account may act in a test, so the signature only fills the transaction's form.
        let tx = Recovered::trusted(types::sign(tx, &key).transaction().clone(), params.from);
        let mut block = BlockBuilder::new(&ENGINE, &self.state, env);
        let receipt = block.execute(&tx).unwrap_or_else(|error| panic!("the chain refuses the transaction: {error}"));
        let (receipt, executed) = (receipt.clone(), block.seal(&self.state).expect("memory can be read"));
        self.show_debug_logs();
        self.commit(executed);
        self.gas_used = Some(receipt.gas_used);
        assert_eq!(receipt.success, simulated.is_ok(), "simulation and execution agree: {:?}", receipt.failure);
        self.logs.extend(receipt.logs.iter().map(|log| Log {
            address: Address(log.address.0.0),
            topics: log.data.topics().iter().map(|topic| topic.0).collect(),
            data: log.data.data.to_vec(),
        }));
        Ok((simulated?, receipt.created))
    }
}

fn params(message: Message) -> CallParams {
    CallParams {
        from: wide(message.from),
        to: TxKind::Call(wide(message.to)),
        value: word(message.value),
        input: message.input.into(),
        gas: Some(message.gas.min(BLOCK_GAS_LIMIT.get())),
        ..CallParams::default()
    }
}

/// The container around a contract's module.
fn container(code: &Code) -> Vec<u8> {
    let module: Arc<Vec<u8>> = contract_module(code.package, code.manifest_dir);
    let size = u32::try_from(module.len()).expect("a module is far below 4 GiB");
    [&container::header(size)[..], &module[..]].concat()
}

impl Backend for VmChain {
    fn deploy(&mut self, code: &Code, from: Address, value: U256, arguments: Vec<u8>) -> Result<Address, Failure> {
        let input = Bytes::from([container(code), arguments].concat());
        let to = TxKind::Create;
        let (_, created) =
            self.mine(CallParams { from: wide(from), to, value: word(value), input, ..CallParams::default() })?;
        let created = created.expect("a successful creation has an address");
        Ok(Address(created.0.0))
    }

    fn transact(&mut self, message: Message) -> Result<Vec<u8>, Failure> {
        self.mine(params(message)).map(|(output, _)| output)
    }

    fn query(&mut self, message: Message) -> Result<Vec<u8>, Failure> {
        let result = self.simulate(&params(message));
        self.show_debug_logs();
        result
    }

    fn code_hash(&mut self, code: &Code) -> B256 {
        B256::new(primitives::keccak256(container(code)).0)
    }

    fn balance(&self, address: Address) -> U256 {
        let account = self.state.account(wide(address)).expect("memory can be read").unwrap_or_default();
        U256::from_limbs(*account.balance.as_limbs())
    }

    fn set_balance(&mut self, address: Address, balance: U256) {
        let mut block = BlockBuilder::new(&ENGINE, &self.state, self.next_env());
        block.set_balance(wide(address), word(balance)).expect("memory can be read");
        let executed = block.seal(&self.state).expect("memory can be read");
        self.commit(executed);
    }

    fn storage(&self, address: Address, key: &[u8; 32]) -> Vec<u8> {
        self.state.storage(wide(address), primitives::B256::new(*key)).expect("memory can be read").to_vec()
    }

    fn block_number(&self) -> u64 {
        self.head.header.number
    }

    fn timestamp(&self) -> u64 {
        self.timestamp
    }

    fn advance_time(&mut self, seconds: u64) {
        self.timestamp += seconds;
    }

    fn logs(&self) -> Vec<Log> {
        self.logs.clone()
    }

    fn debug_logs(&self) -> Vec<String> {
        self.debug_logs.borrow().clone()
    }

    fn gas_used(&self) -> Option<u64> {
        self.gas_used
    }
}

//! The VM chain: the node's executor over a state in memory, one block per transaction, no fees.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use alloy_consensus::TxEip1559;
use executor::{
    BlockBuilder, BlockEnv, CallExit, CallParams, ExecutedBlock, SimulateError, TracedCall, TracedKind, TracedStep,
};
use interface::container;
use primitives::{Bytes, limits::BLOCK_GAS_LIMIT};
use sdk::{
    abi::ContractInfo,
    call::CallError,
    native::Exit,
    types::{Address, B256, U256},
};
use state::StateView;
use types::{Genesis, Recovered, SealedBlock, SecretKey, TxKind, TypedTransaction};
use vm::{Engine, EngineConfig};

use crate::{
    accounts::{ACCOUNTS, initial_balance},
    backend::{Backend, CHAIN_ID, Code, Failure, GENESIS_TIMESTAMP, Message, show_debug_log},
    build::container,
    chain::Log,
    overlay::Overlay,
    trace::{Call, CallKind, Step},
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
    line: Line,
    snapshots: Vec<Line>,
    debug_logs: RefCell<Vec<String>>,
    /// Contracts by the hash of their containers, to name the calls of traces.
    contracts: BTreeMap<primitives::B256, &'static ContractInfo>,
    last_call: Option<Call>,
    chain_id: u64,
    /// Test accounts that still have to be given their money, on a fork.
    unfunded: BTreeSet<Address>,
}

/// What a snapshot keeps.
#[derive(Clone)]
struct Line {
    state: Overlay,
    head: SealedBlock,
    /// Timestamp of the next block.
    timestamp: u64,
    logs: Vec<Log>,
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
        let line = Line {
            state: Overlay::new(None),
            head: genesis.block.clone(),
            timestamp: GENESIS_TIMESTAMP,
            logs: Vec::new(),
            gas_used: None,
        };
        let mut chain = Self {
            line,
            snapshots: Vec::new(),
            debug_logs: RefCell::default(),
            contracts: BTreeMap::new(),
            last_call: None,
            chain_id: CHAIN_ID,
            unfunded: BTreeSet::new(),
        };
        chain.commit(genesis);
        chain
    }

    /// Goes on from a block of the chain behind an endpoint.
    #[cfg(feature = "rpc")]
    pub(crate) fn fork(url: &str, block: Option<u64>) -> Self {
        let (fork, block) = crate::fork::Fork::new(url, block);
        let header = types::Header {
            number: block.number,
            timestamp: block.timestamp,
            gas_limit: block.gas_limit,
            base_fee_per_gas: Some(0),
            ..types::Header::default()
        };
        // The child names the other chain's block as its parent.
        let head = SealedBlock { header, hash: block.hash, transactions: Vec::new() };
        let line = Line {
            state: Overlay::new(Some(std::rc::Rc::new(fork))),
            timestamp: head.header.timestamp + 1,
            head,
            logs: Vec::new(),
            gas_used: None,
        };
        Self {
            line,
            snapshots: Vec::new(),
            debug_logs: RefCell::default(),
            contracts: BTreeMap::new(),
            last_call: None,
            chain_id: block.chain_id,
            unfunded: ACCOUNTS.iter().map(|account| account.address).collect(),
        }
    }

    /// Adds a block that gives accounts exactly these balances.
    fn set_balances(&mut self, balances: impl IntoIterator<Item = (Address, U256)>) {
        let mut block = BlockBuilder::new(&ENGINE, &self.line.state, self.next_env());
        for (address, balance) in balances {
            block.set_balance(wide(address), word(balance)).expect("the state can be read");
        }
        let executed = block.seal(self.line.state.tries()).expect("the state can be read");
        self.commit(executed);
    }

    fn commit(&mut self, executed: ExecutedBlock) {
        let line = &mut self.line;
        line.state.apply(&executed.state);
        line.state.set_block_hash(executed.block.header.number, executed.block.hash);
        line.timestamp = executed.block.header.timestamp + 1;
        line.head = executed.block;
    }

    /// The next block. Its base fee stays zero, even after a transaction that fails and takes all gas of its block.
    fn next_env(&self) -> BlockEnv {
        let coinbase = primitives::Address::ZERO;
        let (head, timestamp) = (&self.line.head, self.line.timestamp);
        let env = BlockEnv::child_of(&head.header, head.hash, self.chain_id, timestamp, coinbase);
        BlockEnv { base_fee: 0, ..env }
    }

    /// What a transaction or query in the next block would give; `Err` if no block can have it.
    fn simulate(&mut self, params: &CallParams) -> Result<Result<Vec<u8>, Failure>, Failure> {
        let result = match executor::call(&ENGINE, &self.line.state, &self.next_env(), params) {
            Ok(result) => result,
            Err(SimulateError::Invalid(invalid)) => {
                let reason = invalid.to_string();
                self.last_call = Some(self.refused(params, &reason));
                return Err(Failure { error: CallError::Failed, reason: Some(reason) });
            }
            Err(error) => panic!("the call cannot be run: {error}"),
        };
        self.last_call = result.trace.map(|call| Call { gas_used: Some(result.gas_used), ..self.named(call) });
        Ok(match result.exit {
            CallExit::Success(output) => Ok(output.to_vec()),
            CallExit::Reverted(data) => Err(Failure { error: CallError::Reverted(data.to_vec()), reason: None }),
            CallExit::Failed(reason) => Err(Failure { error: CallError::Failed, reason: Some(reason) }),
        })
    }

    /// The call that no block can have.
    fn refused(&self, params: &CallParams, reason: &str) -> Call {
        let (kind, to) = match params.to {
            TxKind::Call(to) => (CallKind::Call, narrow(to)),
            TxKind::Create => (CallKind::Create, Address::ZERO),
        };
        let split = container::split(&params.input).ok().filter(|_| kind == CallKind::Create);
        let contract = split.as_ref().and_then(|split| self.contracts.get(&primitives::keccak256(split.container)));
        let input = split.as_ref().map_or(&params.input[..], |split| split.arguments).to_vec();
        let value = U256::from_limbs(*params.value.as_limbs());
        let message = Message { from: narrow(params.from), to, value, gas: 0, input };
        Call { contract: contract.copied(), ..Call::seen_from_outside(kind, message, Exit::Fault(reason.to_owned())) }
    }

    /// The container of a contract, whose name is known from now on.
    fn learn(&mut self, code: &Code) -> Vec<u8> {
        let container = container(code.package, code.manifest_dir);
        self.contracts.insert(primitives::keccak256(&container), code.info);
        container
    }

    /// A call with the contracts that ran in it.
    fn named(&self, call: TracedCall) -> Call {
        let container_hash = |data: &Bytes| {
            container::split(data).ok().map(|split| (primitives::keccak256(split.container), split.arguments.to_vec()))
        };
        let (kind, code, input) = match (call.kind, container_hash(&call.input)) {
            (TracedKind::Create, Some((hash, arguments))) => (CallKind::Create, Some(hash), arguments),
            (TracedKind::Create, None) => (CallKind::Create, None, call.input.to_vec()),
            (kind, _) => {
                let account = self.line.state.account(call.to).expect("the state can be read");
                let kind = if kind == TracedKind::StaticCall { CallKind::Static } else { CallKind::Call };
                (kind, account.map(|account| account.code_hash), call.input.to_vec())
            }
        };
        let steps = call.steps.into_iter().map(|step| match step {
            TracedStep::Call(call) => Step::Call(self.named(call)),
            TracedStep::Log(entry) => Step::Log(log(&entry)),
        });
        Call {
            kind,
            caller: narrow(call.from),
            to: narrow(call.to),
            value: U256::from_limbs(*call.value.as_limbs()),
            input,
            contract: code.and_then(|hash| self.contracts.get(&hash).copied()),
            gas_used: Some(call.gas_used.get()),
            exit: match call.exit {
                CallExit::Success(output) => Exit::Success(output.to_vec()),
                CallExit::Reverted(data) => Exit::Reverted(data.to_vec()),
                CallExit::Failed(reason) => Exit::Fault(reason),
            },
            steps: steps.collect(),
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
    fn mine_transaction(&mut self, params: CallParams) -> Result<(Vec<u8>, Option<primitives::Address>), Failure> {
        let simulated = self.simulate(&params)?;
        HEARD.take();
        let env = self.next_env();
        let sender = self.line.state.account(params.from).expect("the state can be read").unwrap_or_default();
        let tx = TypedTransaction::Eip1559(TxEip1559 {
            chain_id: self.chain_id,
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
        let mut block = BlockBuilder::new(&ENGINE, &self.line.state, env);
        let receipt = block.execute(&tx).unwrap_or_else(|error| panic!("the chain refuses the transaction: {error}"));
        let (receipt, executed) =
            (receipt.clone(), block.seal(self.line.state.tries()).expect("the state can be read"));
        self.show_debug_logs();
        self.commit(executed);
        self.line.gas_used = Some(receipt.gas_used);
        assert_eq!(receipt.success, simulated.is_ok(), "simulation and execution agree: {:?}", receipt.failure);
        self.line.logs.extend(receipt.logs.iter().map(log));
        Ok((simulated?, receipt.created))
    }
}

fn narrow(address: primitives::Address) -> Address {
    Address(address.0.0)
}

fn log(log: &types::Log) -> Log {
    Log {
        address: narrow(log.address),
        topics: log.data.topics().iter().map(|topic| topic.0).collect(),
        data: log.data.data.to_vec(),
    }
}

fn params(message: Message) -> CallParams {
    CallParams {
        from: wide(message.from),
        to: TxKind::Call(wide(message.to)),
        value: word(message.value),
        input: message.input.into(),
        gas: Some(message.gas.min(BLOCK_GAS_LIMIT.get())),
        records_trace: true,
        ..CallParams::default()
    }
}

impl Backend for VmChain {
    fn deploy(&mut self, code: &Code, from: Address, value: U256, arguments: Vec<u8>) -> Result<Address, Failure> {
        let container = self.learn(code);
        let params = CallParams {
            from: wide(from),
            to: TxKind::Create,
            value: word(value),
            input: Bytes::from([container, arguments].concat()),
            records_trace: true,
            ..CallParams::default()
        };
        let (_, created) = self.mine_transaction(params)?;
        Ok(narrow(created.expect("a successful creation has an address")))
    }

    fn transact(&mut self, message: Message) -> Result<Vec<u8>, Failure> {
        self.mine_transaction(params(message)).map(|(output, _)| output)
    }

    fn query(&mut self, message: Message) -> Result<Vec<u8>, Failure> {
        let result = self.simulate(&params(message));
        self.show_debug_logs();
        result?
    }

    fn code_hash(&mut self, code: &Code) -> B256 {
        B256::new(primitives::keccak256(self.learn(code)).0)
    }

    fn fund(&mut self, accounts: &[Address]) {
        let unfunded: Vec<_> = accounts.iter().filter(|account| self.unfunded.remove(account)).copied().collect();
        let poor: Vec<_> = unfunded.into_iter().filter(|account| self.balance(*account) < initial_balance()).collect();
        if !poor.is_empty() {
            self.set_balances(poor.into_iter().map(|account| (account, initial_balance())));
        }
    }

    fn balance(&self, address: Address) -> U256 {
        let account = self.line.state.account(wide(address)).expect("the state can be read").unwrap_or_default();
        U256::from_limbs(*account.balance.as_limbs())
    }

    fn set_balance(&mut self, address: Address, balance: U256) {
        self.set_balances([(address, balance)]);
    }

    fn storage(&self, address: Address, key: &[u8; 32]) -> Vec<u8> {
        self.line.state.storage(wide(address), primitives::B256::new(*key)).expect("the state can be read").to_vec()
    }

    fn block_number(&self) -> u64 {
        self.line.head.header.number
    }

    fn timestamp(&self) -> u64 {
        self.line.timestamp
    }

    fn head_timestamp(&self) -> u64 {
        self.line.head.header.timestamp
    }

    fn set_time(&mut self, timestamp: u64) {
        self.line.timestamp = timestamp;
    }

    fn mine(&mut self, blocks: u64) {
        for _ in 0..blocks {
            let block = BlockBuilder::new(&ENGINE, &self.line.state, self.next_env());
            let executed = block.seal(self.line.state.tries()).expect("the state can be read");
            self.commit(executed);
        }
    }

    fn snapshot(&mut self) -> usize {
        self.snapshots.push(self.line.clone());
        self.snapshots.len() - 1
    }

    fn restore(&mut self, place: usize) {
        self.snapshots.truncate(place + 1);
        self.line = self.snapshots[place].clone();
    }

    fn logs(&self, start: usize) -> Vec<Log> {
        self.line.logs[start..].to_vec()
    }

    fn log_count(&self) -> usize {
        self.line.logs.len()
    }

    fn take_trace(&mut self) -> Option<Call> {
        self.last_call.take()
    }

    fn debug_logs(&self) -> Vec<String> {
        self.debug_logs.borrow().clone()
    }

    fn gas_used(&self) -> Option<u64> {
        self.line.gas_used
    }
}

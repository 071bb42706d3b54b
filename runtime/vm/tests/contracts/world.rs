//! A chain in a few maps, and one contract run on all engines against it: wasmtime as the node uses it, wasmtime
//! without optimisation, and wasmi.

use std::{
    cell::RefCell,
    collections::BTreeMap,
    sync::{Arc, LazyLock},
};

use interface::container;
use primitives::{Address, B256, Bytes, Gas, U256, keccak256};
use vm::{
    BlockContext, CallRequest, CallStack, Contract, CreateRequest, Engine, EngineConfig, Entry, Exit, Fault,
    FrameContext, Host, Interrupt, Lane, Meter, NodeError, Outcome, Reply, TICKS_PER_GAS,
};

use crate::oracle::{self, Form};

/// The engine of all tests.
pub(crate) static ENGINE: LazyLock<Engine> =
    LazyLock::new(|| Engine::new(&EngineConfig::default()).expect("this machine has the address space"));

/// The same without optimisation.
static PLAIN_ENGINE: LazyLock<Engine> = LazyLock::new(|| {
    let config = EngineConfig { optimize: false, ..EngineConfig::default() };
    Engine::new(&config).expect("this machine has the address space")
});

/// Gas that suffices for everything that is not about gas.
pub(crate) const PLENTY: u64 = 10_000_000;

/// Gas for what may be executed between two comparisons, twice 4,096 ticks, and on a free way to a trap, 256.
const OVERDRAW_MAX_GAS: u64 = (2 * 4_096 + 256) / TICKS_PER_GAS;

/// What contracts see and leave behind.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct World {
    pub(crate) storage: BTreeMap<(Address, B256), Bytes>,
    pub(crate) transient: BTreeMap<(Address, B256), Bytes>,
    pub(crate) debug_logs: Vec<(Address, Vec<u8>)>,
    /// Hashes of code that contracts gave themselves.
    pub(crate) codes_set: Vec<(Address, B256)>,
    pub(crate) logs: Vec<(Address, Vec<B256>, Bytes)>,
    pub(crate) transfers: Vec<(Address, U256)>,
    pub(crate) codes: BTreeMap<Address, Vec<u8>>,
    /// Deepest call stack seen.
    pub(crate) deepest: u32,
}

/// An engine on which the frames of a transaction run.
pub(crate) trait Machine {
    /// Runs a frame; nested frames run on the same stack.
    fn run(&self, module: &[u8], entry: Entry, gas: Gas, host: &mut dyn Host) -> Result<Outcome, NodeError>;
    /// True if no frame may be entered.
    fn is_full(&self) -> bool;
    /// Live frames.
    fn depth(&self) -> u32;
    /// The memory of the frame that ended last, as it was then; empty if none was entered, or if nobody asks.
    fn last_memory(&self) -> Vec<u8> {
        Vec::new()
    }
}

/// wasmtime, set up by the node's code.
struct Wasmtime {
    engine: &'static Engine,
    stack: CallStack,
    memory: RefCell<Vec<u8>>,
}

impl Wasmtime {
    fn new(engine: &'static Engine) -> Self {
        Self { engine, stack: engine.call_stack(Lane::Query), memory: RefCell::default() }
    }
}

impl Machine for Wasmtime {
    fn run(&self, module: &[u8], entry: Entry, gas: Gas, host: &mut dyn Host) -> Result<Outcome, NodeError> {
        let mut container = || Ok([&container::header(module.len() as u32)[..], module].concat().into());
        let contract = self.engine.contract(&keccak256(module), &mut container);
        let contract: Arc<Contract> = contract.unwrap_or_else(|error| panic!("{error}"));
        self.memory.borrow_mut().clear();
        let watch = |memory: &[u8]| self.memory.replace(memory.to_vec());
        self.engine.run_watched(&contract, entry, gas, &self.stack, host, |memory| drop(watch(memory)))
    }

    fn is_full(&self) -> bool {
        self.stack.is_full()
    }

    fn depth(&self) -> u32 {
        self.stack.depth()
    }

    fn last_memory(&self) -> Vec<u8> {
        self.memory.take()
    }
}

/// The host of one frame.
pub(crate) struct TestHost<'a> {
    pub(crate) machine: &'a dyn Machine,
    pub(crate) world: &'a mut World,
    pub(crate) context: FrameContext,
}

/// Facts of a frame of `address` with `input`.
pub(crate) fn context(address: Address, input: &[u8]) -> FrameContext {
    FrameContext {
        address,
        caller: Address::repeat_byte(0xca),
        origin: Address::repeat_byte(0x01),
        value: U256::from(77),
        input: Bytes::copy_from_slice(input),
        is_static: false,
        gas_price: U256::from(9),
        block: BlockContext {
            chain_id: 31_337,
            number: 5,
            timestamp: 1_700_000_000,
            gas_limit: Gas::new(300_000_000),
            base_fee: U256::from(7),
            coinbase: Address::repeat_byte(0xcb),
        },
    }
}

impl Host for TestHost<'_> {
    fn context(&self) -> &FrameContext {
        &self.context
    }

    fn storage_read(&mut self, meter: &mut Meter, key: &B256) -> Result<Bytes, Interrupt> {
        meter.charge(Gas::new(100))?;
        Ok(self.world.storage.get(&(self.context.address, *key)).cloned().unwrap_or_default())
    }

    fn storage_write(&mut self, meter: &mut Meter, key: &B256, value: Bytes) -> Result<(), Interrupt> {
        meter.charge(Gas::new(200))?;
        self.world.storage.insert((self.context.address, *key), value);
        Ok(())
    }

    fn transient_read(&mut self, meter: &mut Meter, key: &B256) -> Result<Bytes, Interrupt> {
        meter.charge(Gas::new(100))?;
        Ok(self.world.transient.get(&(self.context.address, *key)).cloned().unwrap_or_default())
    }

    fn transient_write(&mut self, meter: &mut Meter, key: &B256, value: Bytes) -> Result<(), Interrupt> {
        meter.charge(Gas::new(100))?;
        self.world.transient.insert((self.context.address, *key), value);
        Ok(())
    }

    fn set_code(&mut self, _: &mut Meter, code_hash: B256) -> Result<bool, Interrupt> {
        if code_hash.is_zero() {
            return Ok(false);
        }
        self.world.codes_set.push((self.context.address, code_hash));
        Ok(true)
    }

    fn debug_log(&mut self, text: &[u8]) {
        self.world.debug_logs.push((self.context.address, text.to_vec()));
    }

    fn balance(&mut self, _: &mut Meter, address: Address) -> Result<U256, Interrupt> {
        Ok(U256::from(address[0]))
    }

    fn code_hash(&mut self, _: &mut Meter, address: Address) -> Result<B256, Interrupt> {
        Ok(B256::repeat_byte(address[0]))
    }

    fn block_hash(&mut self, _: &mut Meter, number: u64) -> Result<B256, Interrupt> {
        if number == 666 {
            return Err(Interrupt::Node(NodeError("the database is gone".to_owned())));
        }
        Ok(B256::with_last_byte(number as u8))
    }

    fn log(&mut self, _: &mut Meter, topics: Vec<B256>, data: Bytes) -> Result<(), Interrupt> {
        self.world.logs.push((self.context.address, topics, data));
        Ok(())
    }

    fn transfer(&mut self, _: &mut Meter, to: Address, value: U256) -> Result<bool, Interrupt> {
        self.world.transfers.push((to, value));
        Ok(value < U256::from(1_000))
    }

    fn call(&mut self, meter: &mut Meter, request: CallRequest) -> Result<Reply, Interrupt> {
        let Some(code) = self.world.codes.get(&request.to).cloned() else { return Ok(Reply::Failed) };
        if self.machine.is_full() {
            return Ok(Reply::Failed);
        }
        self.world.deepest = self.world.deepest.max(self.machine.depth() + 1);
        let gas = Gas::new(request.gas.get().min(meter.left().get() / 64 * 63));
        meter.charge(gas)?;
        let mut context = context(request.to, &request.input);
        context.is_static = request.is_static;
        context.value = request.value;
        let before = self.world.clone();
        let mut host = TestHost { machine: self.machine, world: self.world, context };
        let outcome = self.machine.run(&code, Entry::Call, gas, &mut host).map_err(Interrupt::Node)?;
        meter.refund(outcome.gas_left);
        let deepest = self.world.deepest;
        Ok(match outcome.exit {
            Exit::Success(output) => Reply::Success { output, created: None },
            Exit::Reverted(data) => {
                *self.world = World { deepest, ..before };
                Reply::Reverted(data)
            }
            Exit::Fault(_) => {
                *self.world = World { deepest, ..before };
                Reply::Failed
            }
        })
    }

    fn create(&mut self, _: &mut Meter, request: CreateRequest) -> Result<Reply, Interrupt> {
        if request.arguments.as_ref() == b"revert" {
            return Ok(Reply::Reverted(request.arguments));
        }
        let byte = request.salt.map_or(0xaa, |salt| salt[0]);
        Ok(Reply::Success { output: Bytes::new(), created: Some(Address::repeat_byte(byte)) })
    }
}

/// How a frame ended and what it left.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) exit: Exit,
    pub(crate) gas_used: u64,
    pub(crate) world: World,
}

impl Ran {
    /// The output of a frame that finished.
    pub(crate) fn output(&self) -> &[u8] {
        match &self.exit {
            Exit::Success(output) => output,
            other => panic!("expected success, found {other:?}"),
        }
    }

    /// The first 64-bit little-endian number of the output.
    pub(crate) fn number(&self) -> u64 {
        u64::from_le_bytes(self.output()[..8].try_into().expect("eight bytes"))
    }

    /// The fault of a frame that failed.
    pub(crate) fn fault(&self) -> &Fault {
        match &self.exit {
            Exit::Fault(fault) => fault,
            other => panic!("expected a fault, found {other:?}"),
        }
    }
}

/// A run: everything that a test may choose.
pub(crate) struct Case<'a> {
    pub(crate) module: &'a [u8],
    pub(crate) entry: Entry,
    pub(crate) gas: u64,
    pub(crate) input: &'a [u8],
    pub(crate) is_static: bool,
    /// Wei sent with it.
    pub(crate) value: u64,
    pub(crate) world: World,
}

impl<'a> Case<'a> {
    /// `call` of `module` in an empty world with enough gas.
    pub(crate) fn new(module: &'a [u8]) -> Self {
        Self {
            module,
            entry: Entry::Call,
            gas: PLENTY,
            input: &[],
            is_static: false,
            value: 77,
            world: World::default(),
        }
    }

    /// Runs on all engines and compares.
    pub(crate) fn run(&self) -> Ran {
        self.try_run().unwrap_or_else(|error| panic!("{error}"))
    }

    /// The same, and the memory that the frame leaves; empty if it was not entered.
    pub(crate) fn run_and_memory(&self) -> (Ran, Vec<u8>) {
        let ran = self.run();
        let (_, memory) = vm::on_execution_stack(|| self.run_on(&Wasmtime::new(&ENGINE)));
        (ran, memory)
    }

    /// The same, where the node may fail.
    pub(crate) fn try_run(&self) -> Result<Ran, NodeError> {
        vm::on_execution_stack(|| {
            let (wasmtime, memory) = self.run_on(&Wasmtime::new(&ENGINE));
            let wasmi = oracle::Wasmi::default();
            let others: [(&str, &dyn Machine); 2] =
                [("wasmtime without optimisation", &Wasmtime::new(&PLAIN_ENGINE)), ("wasmi", &wasmi)];
            for (name, machine) in others {
                let (other, other_memory) = self.run_on(machine);
                assert_eq!(
                    format!("{wasmtime:?}"),
                    format!("{other:?}"),
                    "wasmtime (left) and {name} (right) disagree"
                );
                let size = (memory.len(), other_memory.len());
                let differs = memory.iter().zip(&other_memory).position(|(ours, theirs)| ours != theirs);
                assert!(memory == other_memory, "the memory under {name} differs: bytes {size:?}, first {differs:?}");
            }
            // Nobody counts height and pages in the exact form.
            if let Ok(ran) = &wasmtime
                && !wasmi.exceeded()
            {
                self.compare_with_exact(ran);
            }
            wasmtime
        })
    }

    /// What a frame costs that ends by itself is the sum over its operators, to the tick; a frame that fails, takes
    /// all its gas, so that only which fault comes first may differ. One that reached a trap of its own cannot have done
    /// much more than it had gas for.
    fn compare_with_exact(&self, ran: &Ran) {
        let (exact, _) = self.run_on(&oracle::Wasmi::new(Form::Exact));
        let exact = exact.expect("the host did not fail before");
        match (&ran.exit, &exact.exit) {
            (Exit::Fault(fault), Exit::Fault(exact_fault)) => {
                assert_eq!(ran.gas_used, exact.gas_used);
                if *fault != Fault::OutOfGas && *exact_fault == Fault::OutOfGas {
                    let gas = 2 * self.gas + OVERDRAW_MAX_GAS;
                    let (exact, _) =
                        Self { gas, world: self.world.clone(), ..*self }.run_on(&oracle::Wasmi::new(Form::Exact));
                    let exact = exact.expect("the host did not fail before");
                    let is_too_far = matches!(exact.exit, Exit::Fault(Fault::OutOfGas));
                    assert!(!is_too_far, "{fault:?} was reached with {} gas", self.gas);
                }
            }
            _ => assert_eq!(format!("{ran:?}"), format!("{exact:?}"), "charged (left) and true cost (right) differ"),
        }
    }

    /// How it ends on `machine`, and the memory then.
    fn run_on(&self, machine: &dyn Machine) -> (Result<Ran, NodeError>, Vec<u8>) {
        let ran = self.outcome_on(machine);
        (ran, machine.last_memory())
    }

    fn outcome_on(&self, machine: &dyn Machine) -> Result<Ran, NodeError> {
        let mut world = self.world.clone();
        let mut context = context(Address::repeat_byte(0x11), self.input);
        context.is_static = self.is_static;
        context.value = U256::from(self.value);
        let mut host = TestHost { machine, world: &mut world, context };
        let outcome = machine.run(self.module, self.entry, Gas::new(self.gas), &mut host)?;
        Ok(Ran { exit: outcome.exit, gas_used: self.gas - outcome.gas_left.get(), world })
    }
}

/// Runs `call` of `module` on all engines.
pub(crate) fn run(module: &[u8]) -> Ran {
    Case::new(module).run()
}

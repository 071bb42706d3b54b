//! The native chain: contracts run as the Rust code that they are, over accounts in memory.
//!
//! It keeps the rules of the executor that a contract can notice: nested calls with value, revert and undo, static
//! calls, refused re-entry, depth, CREATE addresses, transient storage, other code. It counts no gas and knows no fees,
//! so gas runs out of nothing.

mod host;
mod world;

use std::{cell::RefCell, rc::Rc};

use sdk::{
    abi::Encoder,
    call::CallError,
    native::{Exit, run},
    types::{Address, B256, U256},
};

use self::{
    host::Handle,
    world::{Frame, World, create_address},
};
use crate::{
    accounts::{ACCOUNTS, initial_balance},
    backend::{Backend, Code, Failure, GENESIS_TIMESTAMP, Message},
    chain::Log,
    trace::{Call, CallKind},
};

/// The chain's world behind the host functions.
#[derive(Default)]
struct NativeHost {
    world: RefCell<World>,
}

impl NativeHost {
    /// Runs `code` in a new frame. Undoes what it did unless it succeeds.
    fn enter(self: &Rc<Self>, frame: Frame, kind: CallKind, code: impl FnOnce() -> Vec<u8>) -> Exit {
        self.world.borrow_mut().begin_call(&frame, kind);
        let exit = self.enter_unseen(frame, code);
        self.world.borrow_mut().end_call(&exit);
        exit
    }

    fn enter_unseen(self: &Rc<Self>, frame: Frame, code: impl FnOnce() -> Vec<u8>) -> Exit {
        let mut world = self.world.borrow_mut();
        let (undo, logs) = (world.undo.len(), world.logs.len());
        let (from, to, value) = (frame.caller, frame.address, frame.value);
        if !world.transfer(from, to, value) {
            return Exit::Fault(unpaid(from, world.balance(from), value));
        }
        world.frames.push(frame);
        drop(world);
        let exit = run(Rc::new(Handle(self.clone())), code);
        let mut world = self.world.borrow_mut();
        world.frames.pop();
        if !matches!(exit, Exit::Success(_)) {
            world.roll_back(undo, logs);
        }
        exit
    }

    fn call_frame(self: &Rc<Self>, mut frame: Frame) -> Exit {
        let world = self.world.borrow();
        frame.code = world.accounts.get(&frame.address).and_then(|account| account.code);
        let call = frame.code.map(|index| world.codes[index].1.call);
        drop(world);
        let input = frame.input.clone();
        self.enter(frame, CallKind::Call, || {
            let mut output = Encoder::default();
            if let Some(call) = call {
                call(&input, &mut output);
            }
            output.finish()
        })
    }

    /// Creates the contract at `address`; the nonce of its creator is used already.
    fn create_frame(
        self: &Rc<Self>,
        code: usize,
        address: Address,
        caller: Address,
        value: U256,
        input: &[u8],
    ) -> Exit {
        let mut world = self.world.borrow_mut();
        let (undo, logs) = (world.undo.len(), world.logs.len());
        world.use_nonce(address);
        let deploy = world.codes[code].1.deploy;
        drop(world);
        let frame = Frame { code: Some(code), ..Frame::new(caller, address, value, input.to_vec()) };
        let exit = self.enter(frame, CallKind::Create, || {
            deploy(input);
            Vec::new()
        });
        let mut world = self.world.borrow_mut();
        match exit {
            // As on a node, a contract has no code before its constructor has ended.
            Exit::Success(_) => world.set_code(address, code),
            _ => world.roll_back(undo, logs),
        }
        exit
    }
}

/// See the [module](self).
pub(crate) struct NativeChain {
    host: Rc<NativeHost>,
    snapshots: Vec<World>,
}

impl NativeChain {
    pub(crate) fn new() -> Self {
        let host = NativeHost::default();
        let mut world = host.world.borrow_mut();
        for account in &ACCOUNTS {
            world.set_balance(account.address, initial_balance());
        }
        world.undo.clear();
        world.timestamp = GENESIS_TIMESTAMP;
        world.end_block();
        drop(world);
        Self { host: Rc::new(host), snapshots: Vec::new() }
    }

    fn world<R>(&self, work: impl FnOnce(&mut World) -> R) -> R {
        work(&mut self.host.world.borrow_mut())
    }

    /// Refuses what a node would not take into a block.
    fn refuse_unpaid(&self, kind: CallKind, frame: &Frame) -> Result<(), Failure> {
        self.world(|world| {
            let held = world.balance(frame.caller);
            if held >= frame.value {
                return Ok(());
            }
            let reason = unpaid(frame.caller, held, frame.value);
            world.begin_call(frame, kind);
            world.end_call(&Exit::Fault(reason.clone()));
            Err(Failure { error: CallError::Failed, reason: Some(reason) })
        })
    }

    /// Runs `work` as a block of one transaction.
    fn block(&self, from: Address, work: impl FnOnce(u64) -> Exit) -> Result<Vec<u8>, Failure> {
        let nonce = self.world(|world| {
            world.number += 1;
            world.origin = from;
            world.use_nonce(from)
        });
        let exit = work(nonce);
        self.world(|world| {
            world.end_block();
            world.undo.clear();
            world.transient.clear();
        });
        self.result(exit)
    }

    fn result(&self, exit: Exit) -> Result<Vec<u8>, Failure> {
        if let Some(mistake) = self.world(|world| world.mistake.take()) {
            panic!("{mistake}");
        }
        match exit {
            Exit::Success(output) => Ok(output),
            Exit::Reverted(data) => Err(Failure { error: CallError::Reverted(data), reason: None }),
            Exit::Fault(reason) => Err(Failure { error: CallError::Failed, reason: Some(reason) }),
        }
    }
}

/// Why an account cannot send a value, in the words of a node.
fn unpaid(from: Address, held: U256, value: U256) -> String {
    let from = alloy_primitives::Address::from(from.0);
    format!("insufficient funds for transfer: address {from} have {held} want {value}")
}

fn outermost(message: Message) -> Frame {
    Frame::new(message.from, message.to, message.value, message.input)
}

impl Backend for NativeChain {
    fn deploy(&mut self, code: &Code, from: Address, value: U256, arguments: Vec<u8>) -> Result<Address, Failure> {
        let code = self.world(|world| world.register(code));
        let frame = Frame { code: Some(code), ..Frame::new(from, Address::ZERO, value, arguments.clone()) };
        self.refuse_unpaid(CallKind::Create, &frame)?;
        let mut created = Address::ZERO;
        self.block(from, |nonce| {
            created = create_address(from, nonce);
            self.host.create_frame(code, created, from, value, &arguments)
        })?;
        Ok(created)
    }

    fn transact(&mut self, message: Message) -> Result<Vec<u8>, Failure> {
        self.refuse_unpaid(CallKind::Call, &outermost(message.clone()))?;
        self.block(message.from, |_| self.host.call_frame(outermost(message)))
    }

    fn query(&mut self, message: Message) -> Result<Vec<u8>, Failure> {
        self.refuse_unpaid(CallKind::Call, &outermost(message.clone()))?;
        let logs = self.world(|world| {
            world.number += 1;
            world.origin = message.from;
            world.logs.len()
        });
        let exit = self.host.call_frame(outermost(message));
        self.world(|world| {
            world.number -= 1;
            world.roll_back(0, logs);
            world.transient.clear();
        });
        self.result(exit)
    }

    fn code_hash(&mut self, code: &Code) -> B256 {
        self.world(|world| {
            let index = world.register(code);
            world.codes[index].0
        })
    }

    fn balance(&self, address: Address) -> U256 {
        self.world(|world| world.balance(address))
    }

    fn set_balance(&mut self, address: Address, balance: U256) {
        self.world(|world| {
            world.set_balance(address, balance);
            world.undo.clear();
        });
    }

    fn storage(&self, address: Address, key: &[u8; 32]) -> Vec<u8> {
        self.world(|world| world.account(address).storage.get(key).cloned().unwrap_or_default())
    }

    fn block_number(&self) -> u64 {
        self.world(|world| world.number)
    }

    fn timestamp(&self) -> u64 {
        self.world(|world| world.timestamp)
    }

    fn head_timestamp(&self) -> u64 {
        self.world(|world| world.head_timestamp)
    }

    fn set_time(&mut self, timestamp: u64) {
        self.world(|world| world.timestamp = timestamp);
    }

    fn mine(&mut self, blocks: u64) {
        self.world(|world| {
            for _ in 0..blocks {
                world.number += 1;
                world.end_block();
            }
        });
    }

    fn snapshot(&mut self) -> usize {
        self.snapshots.push(self.world(|world| world.clone()));
        self.snapshots.len() - 1
    }

    fn restore(&mut self, place: usize) {
        self.snapshots.truncate(place + 1);
        self.world(|world| {
            let debug_logs = std::mem::take(&mut world.debug_logs);
            *world = World { debug_logs, ..self.snapshots[place].clone() };
        });
    }

    fn logs(&self, start: usize) -> Vec<Log> {
        self.world(|world| world.logs[start..].to_vec())
    }

    fn log_count(&self) -> usize {
        self.world(|world| world.logs.len())
    }

    fn take_trace(&mut self) -> Option<Call> {
        self.world(|world| world.last_call.take())
    }

    fn debug_logs(&self) -> Vec<String> {
        self.world(|world| world.debug_logs.clone())
    }

    fn gas_used(&self) -> Option<u64> {
        None
    }
}

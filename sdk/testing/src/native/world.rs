//! What is on the native chain: accounts, codes, live frames, and how to undo what a frame changed.

use std::collections::BTreeMap;

use alloy_primitives::keccak256;
use primitives::limits::CALL_DEPTH_MAX;
use sdk::{
    native::{Exit, fault},
    types::{Address, B256, U256},
};

use crate::{
    backend::Code,
    chain::Log,
    trace::{Call, CallKind, Step},
};

#[derive(Clone, Default)]
pub(super) struct Account {
    pub(super) balance: U256,
    pub(super) nonce: u64,
    /// Index into the chain's codes.
    pub(super) code: Option<usize>,
    pub(super) storage: BTreeMap<[u8; 32], Vec<u8>>,
}

/// A live call.
#[derive(Clone)]
pub(super) struct Frame {
    pub(super) address: Address,
    pub(super) caller: Address,
    pub(super) value: U256,
    pub(super) input: Vec<u8>,
    /// The code that it runs, if there is any.
    pub(super) code: Option<usize>,
    pub(super) is_static: bool,
    /// The call that it is making lets it be entered again.
    pub(super) permits_reentry: bool,
}

impl Frame {
    pub(super) fn new(caller: Address, address: Address, value: U256, input: Vec<u8>) -> Self {
        Self { address, caller, value, input, code: None, is_static: false, permits_reentry: false }
    }
}

/// How to undo a change.
#[derive(Clone)]
pub(super) enum Undo {
    Storage(Address, [u8; 32], Option<Vec<u8>>),
    Transient(Address, [u8; 32], Vec<u8>),
    Balance(Address, U256),
    Nonce(Address, u64),
    Code(Address, Option<usize>),
}

#[derive(Clone, Default)]
pub(super) struct World {
    pub(super) accounts: BTreeMap<Address, Account>,
    pub(super) codes: Vec<(B256, Code)>,
    /// Of the transaction that runs; an absent value is an empty one.
    pub(super) transient: BTreeMap<(Address, [u8; 32]), Vec<u8>>,
    pub(super) debug_logs: Vec<String>,
    pub(super) frames: Vec<Frame>,
    pub(super) origin: Address,
    pub(super) logs: Vec<Log>,
    pub(super) undo: Vec<Undo>,
    /// Height of the last block; while a transaction or a query runs, of its own.
    pub(super) number: u64,
    /// Of the next block.
    pub(super) timestamp: u64,
    /// Of the last block.
    pub(super) head_timestamp: u64,
    /// The calls that have not ended, the innermost last.
    pub(super) open_calls: Vec<Call>,
    /// The outermost call of the last transaction or query.
    pub(super) last_call: Option<Call>,
    /// A mistake in the contract's declarations, to end the test with.
    pub(super) mistake: Option<String>,
}

impl World {
    pub(super) fn account(&mut self, address: Address) -> &mut Account {
        self.accounts.entry(address).or_default()
    }

    pub(super) fn balance(&self, address: Address) -> U256 {
        self.accounts.get(&address).map(|account| account.balance).unwrap_or_default()
    }

    pub(super) fn set_balance(&mut self, address: Address, balance: U256) {
        let old = std::mem::replace(&mut self.account(address).balance, balance);
        self.undo.push(Undo::Balance(address, old));
    }

    /// Moves wei; false if there is too little.
    pub(super) fn transfer(&mut self, from: Address, to: Address, value: U256) -> bool {
        let Some(rest) = self.balance(from).checked_sub(value) else { return false };
        self.set_balance(from, rest);
        let sum = self.balance(to) + value;
        self.set_balance(to, sum);
        true
    }

    /// Counts an account's nonce up and gives the old one.
    pub(super) fn use_nonce(&mut self, address: Address) -> u64 {
        let account = self.account(address);
        let nonce = account.nonce;
        account.nonce += 1;
        self.undo.push(Undo::Nonce(address, nonce));
        nonce
    }

    pub(super) fn set_code(&mut self, address: Address, code: usize) {
        let old = self.account(address).code.replace(code);
        self.undo.push(Undo::Code(address, old));
    }

    pub(super) fn roll_back(&mut self, undo: usize, logs: usize) {
        self.logs.truncate(logs);
        for change in self.undo.split_off(undo).into_iter().rev() {
            match change {
                Undo::Storage(address, key, Some(value)) => {
                    self.account(address).storage.insert(key, value);
                }
                Undo::Storage(address, key, None) => {
                    self.account(address).storage.remove(&key);
                }
                Undo::Transient(address, key, value) => {
                    self.transient.insert((address, key), value);
                }
                Undo::Balance(address, balance) => self.account(address).balance = balance,
                Undo::Nonce(address, nonce) => self.account(address).nonce = nonce,
                Undo::Code(address, code) => self.account(address).code = code,
            }
        }
    }

    /// Records that a call begins.
    pub(super) fn begin_call(&mut self, frame: &Frame, kind: CallKind) {
        self.open_calls.push(Call {
            kind: if frame.is_static { CallKind::Static } else { kind },
            caller: frame.caller,
            to: frame.address,
            value: frame.value,
            input: frame.input.clone(),
            contract: frame.code.map(|index| self.codes[index].1.info),
            gas_used: None,
            exit: Exit::Success(Vec::new()),
            steps: Vec::new(),
        });
    }

    /// Records how the innermost call ended.
    pub(super) fn end_call(&mut self, exit: &Exit) {
        let Some(mut call) = self.open_calls.pop() else { return };
        call.exit = exit.clone();
        match self.open_calls.last_mut() {
            Some(caller) => caller.steps.push(Step::Call(call)),
            None => self.last_call = Some(call),
        }
    }

    pub(super) fn log(&mut self, log: Log) {
        if let Some(call) = self.open_calls.last_mut() {
            call.steps.push(Step::Log(log.clone()));
        }
        self.logs.push(log);
    }

    pub(super) fn frame(&self) -> &Frame {
        self.frames.last().expect("host functions are called by a live frame")
    }

    pub(super) fn refuse_if_static(&self, function: &str) {
        if self.frame().is_static {
            fault(format!("host function {function}: state cannot be changed in a static call"));
        }
    }

    /// Why a call by `caller` is not carried out, if it is not.
    pub(super) fn refusal(&self, caller: Address, to: Address, value: U256) -> Option<&'static str> {
        // A live frame may be entered again only during a call that permits it.
        let may_enter = self.frames.iter().all(|frame| frame.address != to || frame.permits_reentry);
        if self.is_full() {
            Some("refused: the call depth is used up")
        } else if !may_enter {
            Some("refused: the contract is entered already, and a call on the way does not allow re-entry")
        } else if self.balance(caller) < value {
            Some("refused: the caller holds less than the value")
        } else {
            None
        }
    }

    /// The block whose transaction ran is the last one now.
    pub(super) fn end_block(&mut self) {
        self.head_timestamp = self.timestamp;
        self.timestamp += 1;
    }

    pub(super) fn is_full(&self) -> bool {
        self.frames.len() >= CALL_DEPTH_MAX as usize
    }

    pub(super) fn register(&mut self, code: &Code) -> usize {
        let known =
            |(_, other): &(B256, Code)| other.info.name == code.info.name && other.manifest_dir == code.manifest_dir;
        if let Some(index) = self.codes.iter().position(known) {
            return index;
        }
        let name = format!("native code {} {} {}", code.package, code.info.name, code.manifest_dir);
        self.codes.push((B256::new(keccak256(name).0), *code));
        self.codes.len() - 1
    }
}

/// The address of the contract that `creator` makes with its `nonce`.
pub(super) fn create_address(creator: Address, nonce: u64) -> Address {
    Address(alloy_primitives::Address::from(creator.0).create(nonce).0.0)
}

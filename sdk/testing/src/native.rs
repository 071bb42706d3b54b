//! The native chain: contracts run as the Rust code that they are, over accounts in memory.
//!
//! It keeps the rules of the executor that a contract can notice: nested calls with value, revert and undo, static
//! calls, refused re-entry, depth, CREATE addresses. It counts no gas and knows no fees, so gas runs out of nothing.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use alloy_primitives::keccak256;
use interface::{call_flags, status};
use primitives::limits::CALL_DEPTH_MAX;
use sdk::{
    call::CallError,
    native::{Exit, Host, fault, run},
    types::{Address, B256, U256},
};
use secp256k1::ecdsa::{RecoverableSignature, RecoveryId};

use crate::{
    backend::{
        Backend, CHAIN_ID, Code, FUNDED_ACCOUNTS, Failure, GENESIS_TIMESTAMP, Message, account, initial_balance,
    },
    chain::Log,
};

/// What [`Host::gas_left`] always answers.
const GAS_LEFT: u64 = 100_000_000;

#[derive(Clone, Default)]
struct Account {
    balance: U256,
    nonce: u64,
    /// Index into the chain's codes.
    code: Option<usize>,
    storage: BTreeMap<[u8; 32], Vec<u8>>,
}

/// A live call.
struct Frame {
    address: Address,
    caller: Address,
    value: U256,
    input: Vec<u8>,
    is_static: bool,
    /// The call that it is making lets it be entered again.
    permits_reentry: bool,
}

/// How to undo a change.
enum Undo {
    Storage(Address, [u8; 32], Option<Vec<u8>>),
    Balance(Address, U256),
    Nonce(Address, u64),
    Code(Address, Option<usize>),
}

#[derive(Default)]
struct World {
    accounts: BTreeMap<Address, Account>,
    codes: Vec<(B256, Code)>,
    frames: Vec<Frame>,
    origin: Address,
    logs: Vec<Log>,
    undo: Vec<Undo>,
    number: u64,
    timestamp: u64,
    /// A mistake in the contract's declarations, to end the test with.
    mistake: Option<String>,
}

impl World {
    fn account(&mut self, address: Address) -> &mut Account {
        self.accounts.entry(address).or_default()
    }

    fn balance(&self, address: Address) -> U256 {
        self.accounts.get(&address).map(|account| account.balance).unwrap_or_default()
    }

    fn set_balance(&mut self, address: Address, balance: U256) {
        let old = std::mem::replace(&mut self.account(address).balance, balance);
        self.undo.push(Undo::Balance(address, old));
    }

    /// Moves wei; false if there is too little.
    fn transfer(&mut self, from: Address, to: Address, value: U256) -> bool {
        let Some(rest) = self.balance(from).checked_sub(value) else { return false };
        self.set_balance(from, rest);
        let sum = self.balance(to) + value;
        self.set_balance(to, sum);
        true
    }

    /// Counts an account's nonce up and gives the old one.
    fn use_nonce(&mut self, address: Address) -> u64 {
        let account = self.account(address);
        let nonce = account.nonce;
        account.nonce += 1;
        self.undo.push(Undo::Nonce(address, nonce));
        nonce
    }

    fn set_code(&mut self, address: Address, code: usize) {
        let old = self.account(address).code.replace(code);
        self.undo.push(Undo::Code(address, old));
    }

    fn roll_back(&mut self, undo: usize, logs: usize) {
        self.logs.truncate(logs);
        for change in self.undo.split_off(undo).into_iter().rev() {
            match change {
                Undo::Storage(address, key, Some(value)) => {
                    self.account(address).storage.insert(key, value);
                }
                Undo::Storage(address, key, None) => {
                    self.account(address).storage.remove(&key);
                }
                Undo::Balance(address, balance) => self.account(address).balance = balance,
                Undo::Nonce(address, nonce) => self.account(address).nonce = nonce,
                Undo::Code(address, code) => self.account(address).code = code,
            }
        }
    }

    fn frame(&self) -> &Frame {
        self.frames.last().expect("host functions are called by a live frame")
    }

    fn refuse_if_static(&self, function: &str) {
        if self.frame().is_static {
            fault(format!("host function {function}: state cannot be changed in a static call"));
        }
    }

    /// True if the contract may be entered: none of its live frames is outside a call that permits it.
    fn may_enter(&self, to: Address) -> bool {
        self.frames.iter().all(|frame| frame.address != to || frame.permits_reentry)
    }

    fn is_full(&self) -> bool {
        self.frames.len() >= CALL_DEPTH_MAX as usize
    }

    fn register(&mut self, code: &Code) -> usize {
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
fn create_address(creator: Address, nonce: u64) -> Address {
    Address(alloy_primitives::Address::from(creator.0).create(nonce).0.0)
}

/// The chain's world behind the host functions.
#[derive(Default)]
struct NativeHost {
    world: RefCell<World>,
}

impl NativeHost {
    /// Runs `code` in a new frame. Undoes what it did unless it succeeds.
    fn enter(self: &Rc<Self>, frame: Frame, code: impl FnOnce() -> Vec<u8>) -> Exit {
        let mut world = self.world.borrow_mut();
        let (undo, logs) = (world.undo.len(), world.logs.len());
        let (from, to, value) = (frame.caller, frame.address, frame.value);
        if !world.transfer(from, to, value) {
            return Exit::Fault(format!("{from} holds less than {value} wei"));
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

    fn call_frame(self: &Rc<Self>, frame: Frame) -> Exit {
        let world = self.world.borrow();
        let code = world.accounts.get(&frame.address).and_then(|account| account.code);
        let call = code.map(|index| world.codes[index].1.call);
        drop(world);
        let input = frame.input.clone();
        self.enter(frame, || call.map(|call| call(&input)).unwrap_or_default())
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
        world.set_code(address, code);
        world.use_nonce(address);
        let deploy = world.codes[code].1.deploy;
        drop(world);
        let frame = Frame { address, caller, value, input: input.to_vec(), is_static: false, permits_reentry: false };
        let exit = self.enter(frame, || {
            deploy(input);
            Vec::new()
        });
        if !matches!(exit, Exit::Success(_)) {
            self.world.borrow_mut().roll_back(undo, logs);
        }
        exit
    }
}

fn as_status(exit: Exit) -> (u32, Vec<u8>) {
    match exit {
        Exit::Success(output) => (status::SUCCESS, output),
        Exit::Reverted(data) => (status::REVERTED, data),
        Exit::Fault(_) => (status::FAILED, Vec::new()),
    }
}

/// The host functions of one chain. A handle, because nested frames need the chain behind it.
struct Handle(Rc<NativeHost>);

impl Handle {
    fn world<R>(&self, work: impl FnOnce(&mut World) -> R) -> R {
        work(&mut self.0.world.borrow_mut())
    }
}

impl Host for Handle {
    fn input(&self) -> Vec<u8> {
        self.world(|world| world.frame().input.clone())
    }

    fn storage_read(&self, key: &[u8; 32]) -> Vec<u8> {
        self.world(|world| {
            let address = world.frame().address;
            world.accounts.get(&address).and_then(|account| account.storage.get(key)).cloned().unwrap_or_default()
        })
    }

    fn storage_write(&self, key: &[u8; 32], value: &[u8]) {
        self.world(|world| {
            world.refuse_if_static("storage_write");
            let address = world.frame().address;
            let storage = &mut world.account(address).storage;
            let old = if value.is_empty() { storage.remove(key) } else { storage.insert(*key, value.to_vec()) };
            world.undo.push(Undo::Storage(address, *key, old));
        });
    }

    fn address(&self) -> [u8; 20] {
        self.world(|world| world.frame().address.0)
    }

    fn caller(&self) -> [u8; 20] {
        self.world(|world| world.frame().caller.0)
    }

    fn origin(&self) -> [u8; 20] {
        self.world(|world| world.origin.0)
    }

    fn value(&self) -> [u8; 32] {
        self.world(|world| world.frame().value.to_be_bytes())
    }

    fn gas_price(&self) -> [u8; 32] {
        [0; 32]
    }

    fn gas_left(&self) -> u64 {
        GAS_LEFT
    }

    fn chain_id(&self) -> u64 {
        CHAIN_ID
    }

    fn block_number(&self) -> u64 {
        self.world(|world| world.number)
    }

    fn block_timestamp(&self) -> u64 {
        self.world(|world| world.timestamp)
    }

    fn block_gas_limit(&self) -> u64 {
        primitives::limits::BLOCK_GAS_LIMIT.get()
    }

    fn block_base_fee(&self) -> [u8; 32] {
        [0; 32]
    }

    fn block_coinbase(&self) -> [u8; 20] {
        [0; 20]
    }

    /// Native blocks have made-up hashes that differ from each other.
    fn block_hash(&self, number: u64) -> [u8; 32] {
        self.world(|world| match world.number.checked_sub(number) {
            Some(1..=256) => keccak256(format!("native block {number}")).0,
            _ => [0; 32],
        })
    }

    fn balance(&self, address: &[u8; 20]) -> [u8; 32] {
        self.world(|world| world.balance(Address(*address)).to_be_bytes())
    }

    fn code_hash(&self, address: &[u8; 20]) -> [u8; 32] {
        self.world(|world| match world.accounts.get(&Address(*address)) {
            Some(Account { code: Some(index), .. }) => world.codes[*index].0.0,
            Some(account) if account.nonce > 0 || !account.balance.is_zero() => keccak256([]).0,
            _ => [0; 32],
        })
    }

    fn transfer(&self, to: &[u8; 20], value: &[u8; 32]) -> bool {
        self.world(|world| {
            world.refuse_if_static("transfer");
            world.transfer(world.frame().address, Address(*to), U256::from_be_bytes(*value))
        })
    }

    fn call(&self, flags: u32, _gas: u64, to: &[u8; 20], value: &[u8; 32], input: &[u8]) -> (u32, Vec<u8>) {
        let (to, value) = (Address(*to), U256::from_be_bytes(*value));
        let frame = self.world(|world| {
            let own = world.frame();
            let is_static = own.is_static || flags & call_flags::STATIC != 0;
            if is_static && !value.is_zero() {
                fault("host function call: state cannot be changed in a static call");
            }
            let caller = own.address;
            if let Some(own) = world.frames.last_mut() {
                own.permits_reentry = flags & call_flags::ALLOW_REENTRY != 0;
            }
            let refused = world.is_full() || !world.may_enter(to) || world.balance(caller) < value;
            (!refused).then(|| Frame {
                address: to,
                caller,
                value,
                input: input.to_vec(),
                is_static,
                permits_reentry: false,
            })
        });
        let ended = match frame {
            Some(frame) => as_status(self.0.call_frame(frame)),
            None => (status::FAILED, Vec::new()),
        };
        self.world(|world| {
            if let Some(own) = world.frames.last_mut() {
                own.permits_reentry = false;
            }
        });
        ended
    }

    fn create(
        &self,
        _gas: u64,
        code_hash: &[u8; 32],
        value: &[u8; 32],
        arguments: &[u8],
        salt: Option<&[u8; 32]>,
    ) -> (u32, Vec<u8>, [u8; 20]) {
        let value = U256::from_be_bytes(*value);
        let found = self.world(|world| {
            world.refuse_if_static(if salt.is_some() { "create2" } else { "create" });
            let creator = world.frame().address;
            let code = world.codes.iter().position(|(hash, _)| hash.0 == *code_hash)?;
            if world.is_full() || world.balance(creator) < value {
                return None;
            }
            let nonce = world.use_nonce(creator);
            let address = match salt {
                Some(salt) => {
                    let init_hash = keccak256([&code_hash[..], arguments].concat());
                    Address(alloy_primitives::Address::from(creator.0).create2(salt, init_hash).0.0)
                }
                None => create_address(creator, nonce),
            };
            let taken = world.accounts.get(&address).is_some_and(|account| account.code.is_some() || account.nonce > 0);
            (!taken).then_some((code, creator, address))
        });
        let Some((code, creator, address)) = found else { return (status::FAILED, Vec::new(), [0; 20]) };
        let (status, output) = as_status(self.0.create_frame(code, address, creator, value, arguments));
        (status, output, address.0)
    }

    fn log(&self, topics: &[[u8; 32]], data: &[u8]) {
        self.world(|world| {
            world.refuse_if_static("log");
            let address = world.frame().address;
            let code = world.accounts.get(&address).and_then(|account| account.code);
            let info = code.map(|index| world.codes[index].1.info);
            if let (Some(info), Some(topic)) = (info, topics.first())
                && !info.events.iter().any(|event| event.topic == *topic)
            {
                world.mistake = Some(format!(
                    "{0} emits an event that is not in its ABI: add it to #[contract(events(..))] of {0}",
                    info.name
                ));
            }
            world.logs.push(Log { address, topics: topics.to_vec(), data: data.to_vec() });
        });
    }

    fn keccak256(&self, data: &[u8]) -> [u8; 32] {
        keccak256(data).0
    }

    fn sha256(&self, data: &[u8]) -> [u8; 32] {
        use sha2::Digest;
        sha2::Sha256::digest(data).into()
    }

    fn ecrecover(&self, hash: &[u8; 32], signature: &[u8; 65]) -> Option<[u8; 20]> {
        let (compact, v) = signature.split_first_chunk::<64>()?;
        let id = match v {
            [0 | 27] => RecoveryId::Zero,
            [1 | 28] => RecoveryId::One,
            _ => return None,
        };
        let signature = RecoverableSignature::from_compact(compact, id).ok()?;
        let mut standard = signature.to_standard();
        standard.normalize_s();
        if standard != signature.to_standard() {
            return None;
        }
        let key = signature.recover(secp256k1::Message::from_digest(*hash)).ok()?;
        let hash = keccak256(&key.serialize_uncompressed()[1..]);
        hash[12..].try_into().ok()
    }
}

/// See the [module](self).
pub(crate) struct NativeChain {
    host: Rc<NativeHost>,
}

impl NativeChain {
    pub(crate) fn new() -> Self {
        let host = NativeHost::default();
        let mut world = host.world.borrow_mut();
        for index in 0..FUNDED_ACCOUNTS {
            world.set_balance(account(index), initial_balance());
        }
        world.undo.clear();
        world.timestamp = GENESIS_TIMESTAMP + 1;
        drop(world);
        Self { host: Rc::new(host) }
    }

    fn world<R>(&self, work: impl FnOnce(&mut World) -> R) -> R {
        work(&mut self.host.world.borrow_mut())
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
            world.timestamp += 1;
            world.undo.clear();
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

fn outermost(message: Message) -> Frame {
    Frame {
        address: message.to,
        caller: message.from,
        value: message.value,
        input: message.input,
        is_static: false,
        permits_reentry: false,
    }
}

impl Backend for NativeChain {
    fn deploy(&mut self, code: &Code, from: Address, value: U256, arguments: Vec<u8>) -> Result<Address, Failure> {
        let code = self.world(|world| world.register(code));
        let mut created = Address::ZERO;
        self.block(from, |nonce| {
            created = create_address(from, nonce);
            self.host.create_frame(code, created, from, value, &arguments)
        })?;
        Ok(created)
    }

    fn transact(&mut self, message: Message) -> Result<Vec<u8>, Failure> {
        self.block(message.from, |_| self.host.call_frame(outermost(message)))
    }

    fn query(&mut self, message: Message) -> Result<Vec<u8>, Failure> {
        let logs = self.world(|world| {
            world.number += 1;
            world.origin = message.from;
            world.logs.len()
        });
        let exit = self.host.call_frame(outermost(message));
        self.world(|world| {
            world.number -= 1;
            world.roll_back(0, logs);
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

    fn advance_time(&mut self, seconds: u64) {
        self.world(|world| world.timestamp += seconds);
    }

    fn logs(&self) -> Vec<Log> {
        self.world(|world| world.logs.clone())
    }

    fn gas_used(&self) -> Option<u64> {
        None
    }
}

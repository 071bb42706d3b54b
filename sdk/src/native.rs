//! The host functions in a native build: they go to the chain that a test has installed on this thread.
//!
//! Guarantees that a frame ends by unwinding with an [`Exit`], as a Wasm frame ends inside a host function. The chain
//! itself is the `testing` crate's.

use std::{any::Any, cell::RefCell, rc::Rc, sync::Once};

use crate::panic;

/// A chain that runs contracts natively. Its methods are the host functions of [`crate::guest`], by the same names.
#[expect(missing_docs, reason = "each method is the host function of its name")]
pub trait Host {
    fn input(&self) -> Vec<u8>;
    fn storage_read(&self, key: &[u8; 32]) -> Vec<u8>;
    fn storage_size(&self, key: &[u8; 32]) -> usize;
    fn storage_write(&self, key: &[u8; 32], value: &[u8]);
    fn transient_read(&self, key: &[u8; 32]) -> Vec<u8>;
    fn transient_write(&self, key: &[u8; 32], value: &[u8]);
    fn address(&self) -> [u8; 20];
    fn caller(&self) -> [u8; 20];
    fn origin(&self) -> [u8; 20];
    fn value(&self) -> [u8; 32];
    fn gas_price(&self) -> [u8; 32];
    fn gas_left(&self) -> u64;
    fn chain_id(&self) -> u64;
    fn block_number(&self) -> u64;
    fn block_timestamp(&self) -> u64;
    fn block_gas_limit(&self) -> u64;
    fn block_base_fee(&self) -> [u8; 32];
    fn block_coinbase(&self) -> [u8; 20];
    fn block_hash(&self, number: u64) -> [u8; 32];
    fn balance(&self, address: &[u8; 20]) -> [u8; 32];
    fn code_hash(&self, address: &[u8; 20]) -> [u8; 32];
    fn transfer(&self, to: &[u8; 20], value: &[u8; 32]) -> bool;
    fn call(&self, flags: u32, gas: u64, to: &[u8; 20], value: &[u8; 32], input: &[u8]) -> (u32, Vec<u8>);
    fn create(
        &self,
        gas: u64,
        code_hash: &[u8; 32],
        value: &[u8; 32],
        arguments: &[u8],
        salt: Option<&[u8; 32]>,
    ) -> (u32, Vec<u8>, [u8; 20]);
    fn set_code(&self, code_hash: &[u8; 32]) -> bool;
    fn debug_log(&self, text: &[u8]);
    fn log(&self, topics: &[[u8; 32]], data: &[u8]);
    fn keccak256(&self, data: &[u8]) -> [u8; 32];
    fn sha256(&self, data: &[u8]) -> [u8; 32];
    fn ripemd160(&self, data: &[u8]) -> [u8; 20];
    fn blake2b256(&self, data: &[u8]) -> [u8; 32];
    fn sm3(&self, data: &[u8]) -> [u8; 32];
    fn ecrecover(&self, hash: &[u8; 32], signature: &[u8; 65]) -> Option<[u8; 20]>;
    fn ed25519_verify(&self, key: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> bool;
    fn p256_verify(&self, hash: &[u8; 32], signature: &[u8; 64], key: &[u8; 64]) -> bool;
    fn sm2_verify(&self, hash: &[u8; 32], signature: &[u8; 64], key: &[u8; 64]) -> bool;
    fn bls_verify(&self, keys: &[[u8; 48]], message: &[u8], signature: &[u8; 96]) -> bool;
    fn bls12_381_pairing(&self, pairs: &[u8]) -> bool;
    fn bn254_add(&self, a: &[u8; 64], b: &[u8; 64]) -> Option<[u8; 64]>;
    fn bn254_mul(&self, point: &[u8; 64], scalar: &[u8; 32]) -> Option<[u8; 64]>;
    fn bn254_pairing(&self, pairs: &[u8]) -> bool;
    fn modexp(&self, base: &[u8], exponent: &[u8], modulus: &[u8]) -> Vec<u8>;
}

/// How a native frame ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Success, with its output.
    Success(Vec<u8>),
    /// Revert data.
    Reverted(Vec<u8>),
    /// A guest fault, in words for people.
    Fault(String),
}

thread_local! {
    static HOST: RefCell<Option<Rc<dyn Host>>> = const { RefCell::new(None) };
    /// File and line of this thread's last panic.
    static PLACE: RefCell<Option<(String, u32)>> = const { RefCell::new(None) };
}

/// Runs a frame's dispatch with `host` as this thread's chain and catches how it ends: a return, a revert, a fault
/// raised by [`fault`], or a panic, whose message becomes revert data as in Wasm.
pub fn run(host: Rc<dyn Host>, frame: impl FnOnce() -> Vec<u8>) -> Exit {
    note_places();
    let outer = HOST.replace(Some(host));
    let ended = crate::reentry::in_new_frame(|| std::panic::catch_unwind(std::panic::AssertUnwindSafe(frame)));
    HOST.set(outer);
    match ended {
        Ok(output) => Exit::Success(output),
        Err(payload) => match payload.downcast::<Exit>() {
            Ok(exit) => *exit,
            Err(payload) => Exit::Reverted(match (message(&*payload), PLACE.take()) {
                (Some(message), _) => panic::revert_data(message),
                (None, Some((file, line))) => panic::place_data(&file, line),
                (None, None) => panic::panic_data(panic::code::ASSERT).to_vec(),
            }),
        },
    }
}

/// The message of a panic without format arguments: what a Wasm panic handler sees too.
fn message(payload: &(dyn Any + Send)) -> Option<&'static str> {
    payload.downcast_ref::<&'static str>().copied()
}

/// Notes where panics happen, which unwinding does not tell.
fn note_places() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let next = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            PLACE.set(info.location().map(|place| (place.file().to_owned(), place.line())));
            next(info);
        }));
    });
}

/// Ends the running frame with a fault.
pub fn fault(text: impl Into<String>) -> ! {
    std::panic::resume_unwind(Box::new(Exit::Fault(text.into())))
}

fn running() -> Option<Rc<dyn Host>> {
    HOST.with_borrow(Clone::clone)
}

fn host() -> Rc<dyn Host> {
    match running() {
        Some(host) => host,
        None => panic!("no chain runs on this thread: deploy the contract on a test chain and call it by its client"),
    }
}

/// The native side of [`crate::guest`].
#[expect(missing_docs, reason = "documented in the Wasm form of the same functions")]
pub(crate) mod functions {
    use super::{Exit, host};

    pub fn finish(output: &[u8]) -> ! {
        std::panic::resume_unwind(Box::new(Exit::Success(output.to_vec())))
    }

    pub fn revert(data: &[u8]) -> ! {
        std::panic::resume_unwind(Box::new(Exit::Reverted(data.to_vec())))
    }

    /// Needs no chain, so that a test can encode an event with an indexed string.
    pub fn keccak256(data: &[u8]) -> [u8; 32] {
        match super::running() {
            Some(host) => host.keccak256(data),
            None => crate::keccak::keccak256(data, data.len()),
        }
    }

    pub fn has_value() -> bool {
        value() != [0; 32]
    }

    macro_rules! forward {
        ($($name:ident($($arg:ident: $kind:ty),*) -> $result:ty;)*) => {
            $(pub fn $name($($arg: $kind),*) -> $result { host().$name($($arg),*) })*
        };
    }
    forward! {
        input() -> Vec<u8>;
        storage_read(key: &[u8; 32]) -> Vec<u8>;
        storage_size(key: &[u8; 32]) -> usize;
        storage_write(key: &[u8; 32], value: &[u8]) -> ();
        transient_read(key: &[u8; 32]) -> Vec<u8>;
        transient_write(key: &[u8; 32], value: &[u8]) -> ();
        address() -> [u8; 20];
        caller() -> [u8; 20];
        origin() -> [u8; 20];
        value() -> [u8; 32];
        gas_price() -> [u8; 32];
        gas_left() -> u64;
        chain_id() -> u64;
        block_number() -> u64;
        block_timestamp() -> u64;
        block_gas_limit() -> u64;
        block_base_fee() -> [u8; 32];
        block_coinbase() -> [u8; 20];
        block_hash(number: u64) -> [u8; 32];
        balance(address: &[u8; 20]) -> [u8; 32];
        code_hash(address: &[u8; 20]) -> [u8; 32];
        transfer(to: &[u8; 20], value: &[u8; 32]) -> bool;
        call(flags: u32, gas: u64, to: &[u8; 20], value: &[u8; 32], input: &[u8]) -> (u32, Vec<u8>);
        create(gas: u64, code_hash: &[u8; 32], value: &[u8; 32], arguments: &[u8], salt: Option<&[u8; 32]>) -> (u32, Vec<u8>, [u8; 20]);
        set_code(code_hash: &[u8; 32]) -> bool;
        debug_log(text: &[u8]) -> ();
        log(topics: &[[u8; 32]], data: &[u8]) -> ();
        sha256(data: &[u8]) -> [u8; 32];
        ripemd160(data: &[u8]) -> [u8; 20];
        blake2b256(data: &[u8]) -> [u8; 32];
        sm3(data: &[u8]) -> [u8; 32];
        ecrecover(hash: &[u8; 32], signature: &[u8; 65]) -> Option<[u8; 20]>;
        ed25519_verify(key: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> bool;
        p256_verify(hash: &[u8; 32], signature: &[u8; 64], key: &[u8; 64]) -> bool;
        sm2_verify(hash: &[u8; 32], signature: &[u8; 64], key: &[u8; 64]) -> bool;
        bls_verify(keys: &[[u8; 48]], message: &[u8], signature: &[u8; 96]) -> bool;
        bls12_381_pairing(pairs: &[u8]) -> bool;
        bn254_add(a: &[u8; 64], b: &[u8; 64]) -> Option<[u8; 64]>;
        bn254_mul(point: &[u8; 64], scalar: &[u8; 32]) -> Option<[u8; 64]>;
        bn254_pairing(pairs: &[u8]) -> bool;
        modexp(base: &[u8], exponent: &[u8], modulus: &[u8]) -> Vec<u8>;
    }
}

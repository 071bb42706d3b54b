//! The host functions of the native chain.

use std::rc::Rc;

use alloy_primitives::keccak256;
use crypto::{BLS12_381_PAIR_SIZE_BYTES, BN254_PAIR_SIZE_BYTES};
use interface::{call_flags, status};
use primitives::limits::{
    BLS_KEYS_MAX, DEBUG_LOG_MAX_BYTES, MODEXP_MAX_BYTES, PAIRING_PAIRS_MAX, STORAGE_VALUE_MAX_BYTES,
    TRANSIENT_VALUE_MAX_BYTES,
};
use sdk::{
    native::{Exit, Host, fault},
    types::{Address, U256},
};

use super::{
    NativeHost,
    world::{Account, Frame, Undo, World, create_address},
};
use crate::{
    backend::{CHAIN_ID, show_debug_log},
    chain::Log,
    trace::CallKind,
};

/// What [`Host::gas_left`] always answers.
const GAS_LEFT: u64 = 100_000_000;

fn refuse_size<T>(function: &str, items: &[T], limit: usize) {
    let size = items.len();
    if size > limit {
        fault(format!("host function {function}: size is {size} bytes, at most {limit} are allowed"));
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
pub(super) struct Handle(pub(super) Rc<NativeHost>);

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

    fn storage_size(&self, key: &[u8; 32]) -> usize {
        self.storage_read(key).len()
    }

    fn storage_write(&self, key: &[u8; 32], value: &[u8]) {
        self.world(|world| {
            world.refuse_if_static("storage_write");
            refuse_size("storage_write", value, STORAGE_VALUE_MAX_BYTES);
            let address = world.frame().address;
            let storage = &mut world.account(address).storage;
            let old = if value.is_empty() { storage.remove(key) } else { storage.insert(*key, value.to_vec()) };
            world.undo.push(Undo::Storage(address, *key, old));
        });
    }

    fn transient_read(&self, key: &[u8; 32]) -> Vec<u8> {
        self.world(|world| {
            let address = world.frame().address;
            world.transient.get(&(address, *key)).cloned().unwrap_or_default()
        })
    }

    fn transient_write(&self, key: &[u8; 32], value: &[u8]) {
        self.world(|world| {
            world.refuse_if_static("transient_write");
            refuse_size("transient_write", value, TRANSIENT_VALUE_MAX_BYTES);
            let address = world.frame().address;
            let old = world.transient.insert((address, *key), value.to_vec()).unwrap_or_default();
            world.undo.push(Undo::Transient(address, *key, old));
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
            let frame = Frame { is_static, ..Frame::new(caller, to, value, input.to_vec()) };
            let Some(reason) = world.refusal(caller, to, value) else { return Some(frame) };
            let code = world.accounts.get(&to).and_then(|account| account.code);
            world.begin_call(&Frame { code, ..frame }, CallKind::Call);
            world.end_call(&Exit::Fault(reason.to_owned()));
            None
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

    fn set_code(&self, code_hash: &[u8; 32]) -> bool {
        self.world(|world| {
            world.refuse_if_static("set_code");
            let address = world.frame().address;
            // Only a contract whose constructor runs has none.
            if world.account(address).code.is_none() {
                fault("host function set_code: a constructor cannot change the code of its contract");
            }
            let Some(code) = world.codes.iter().position(|(hash, _)| hash.0 == *code_hash) else { return false };
            world.set_code(address, code);
            true
        })
    }

    fn debug_log(&self, text: &[u8]) {
        refuse_size("debug_log", text, DEBUG_LOG_MAX_BYTES);
        self.world(|world| {
            let address = world.frame().address;
            show_debug_log(&mut world.debug_logs, address, text);
        });
    }

    fn log(&self, topics: &[[u8; 32]], data: &[u8]) {
        self.world(|world| {
            world.refuse_if_static("log");
            let address = world.frame().address;
            let info = world.frame().code.map(|index| world.codes[index].1.info);
            if let (Some(info), Some(topic)) = (info, topics.first())
                && !info.events().any(|event| event.anonymous || event.topic == *topic)
            {
                world.mistake = Some(format!(
                    "{0} emits an event that is not in its ABI: add it to #[contract(events(..))] of {0}",
                    info.name
                ));
            }
            world.log(Log { address, topics: topics.to_vec(), data: data.to_vec() });
        });
    }

    fn keccak256(&self, data: &[u8]) -> [u8; 32] {
        crypto::keccak256(data)
    }

    fn sha256(&self, data: &[u8]) -> [u8; 32] {
        crypto::sha256(data)
    }

    fn ripemd160(&self, data: &[u8]) -> [u8; 20] {
        crypto::ripemd160(data)
    }

    fn blake2b256(&self, data: &[u8]) -> [u8; 32] {
        crypto::blake2b256(data)
    }

    fn sm3(&self, data: &[u8]) -> [u8; 32] {
        crypto::sm3(data)
    }

    fn ecrecover(&self, hash: &[u8; 32], signature: &[u8; 65]) -> Option<[u8; 20]> {
        crypto::ecrecover(hash, signature)
    }

    fn ed25519_verify(&self, key: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> bool {
        crypto::ed25519_verify(key, message, signature)
    }

    fn p256_verify(&self, hash: &[u8; 32], signature: &[u8; 64], key: &[u8; 64]) -> bool {
        crypto::p256_verify(hash, signature, key)
    }

    fn sm2_verify(&self, hash: &[u8; 32], signature: &[u8; 64], key: &[u8; 64]) -> bool {
        crypto::sm2_verify(hash, signature, key)
    }

    fn bls_verify(&self, keys: &[[u8; 48]], message: &[u8], signature: &[u8; 96]) -> bool {
        refuse_size("bls_verify", keys, BLS_KEYS_MAX);
        crypto::bls_verify(keys.as_flattened(), message, signature)
    }

    fn bls12_381_pairing(&self, pairs: &[u8]) -> bool {
        refuse_size("bls12_381_pairing", pairs, PAIRING_PAIRS_MAX * BLS12_381_PAIR_SIZE_BYTES);
        crypto::bls12_381_pairing(pairs)
    }

    fn bn254_add(&self, a: &[u8; 64], b: &[u8; 64]) -> Option<[u8; 64]> {
        crypto::bn254_add(a, b)
    }

    fn bn254_mul(&self, point: &[u8; 64], scalar: &[u8; 32]) -> Option<[u8; 64]> {
        crypto::bn254_mul(point, scalar)
    }

    fn bn254_pairing(&self, pairs: &[u8]) -> bool {
        refuse_size("bn254_pairing", pairs, PAIRING_PAIRS_MAX * BN254_PAIR_SIZE_BYTES);
        crypto::bn254_pairing(pairs)
    }

    fn modexp(&self, base: &[u8], exponent: &[u8], modulus: &[u8]) -> Vec<u8> {
        for number in [base, exponent, modulus] {
            refuse_size("modexp", number, MODEXP_MAX_BYTES);
        }
        crypto::modexp(base, exponent, modulus)
    }
}

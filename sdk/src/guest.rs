//! The host functions of the interface as safe Rust over slices and arrays.
//!
//! In Wasm each goes to the node's import of that name; in a native build to the chain that a test has installed
//! ([`crate::native`]). Contracts use the typed forms in [`crate::context`], [`crate::storage`], [`crate::event`] and
//! [`crate::call`]. Words are 32 bytes big-endian.

#[cfg(not(target_arch = "wasm32"))]
pub use crate::native::functions::*;
#[cfg(target_arch = "wasm32")]
pub use wasm::*;

#[cfg(target_arch = "wasm32")]
#[expect(unsafe_code, reason = "a foreign block is the only way to name a Wasm import")]
mod import {
    macro_rules! imports {
        ($($(#[$doc:meta])* $name:ident($($arg:ident: $kind:ty),*) $(-> $result:ty)?, $base:expr, $per_byte:expr;)*) => {
            // SAFETY: the signatures are the node's, from the same table. A host function reads and writes only the
            // ranges that its arguments name, and faults on a range outside the memory.
            #[link(wasm_import_module = "causeway")]
            unsafe extern "C" {
                $($(#[$doc])* pub(super) safe fn $name($($arg: $kind),*) $(-> $result)?;)*
            }
        };
    }
    interface::host_functions!(imports);
}

#[cfg(target_arch = "wasm32")]
mod wasm {
    use alloc::vec::Vec;
    use core::{
        mem::MaybeUninit,
        slice,
        sync::atomic::{AtomicU32, Ordering::Relaxed},
    };

    use super::import;
    use crate::{
        allocator::taken,
        memory::{grow, zeroed},
        panic::PANIC_SELECTOR,
        types::is_filled,
    };

    /// Values up to this size are read with one host call.
    const SHORT_VALUE_SIZE: usize = 64;

    fn at(bytes: &[u8]) -> u32 {
        bytes.as_ptr().expose_provenance() as u32
    }

    fn at_mut(bytes: &mut [u8]) -> u32 {
        bytes.as_mut_ptr().expose_provenance() as u32
    }

    fn size(bytes: &[u8]) -> u32 {
        bytes.len() as u32
    }

    #[expect(unsafe_code, reason = "writing zeros first takes a quarter of the code of each of these functions")]
    fn filled<const N: usize>(fill: impl FnOnce(u32)) -> [u8; N] {
        let mut bytes = MaybeUninit::<[u8; N]>::uninit();
        fill(bytes.as_mut_ptr().expose_provenance() as u32);
        // SAFETY: the host function that `fill` calls writes all `N` bytes, or ends the frame.
        unsafe { bytes.assume_init() }
    }

    /// Call data, or constructor arguments. They stay to the end of the frame, so this is called once.
    #[expect(unsafe_code, reason = "memory that the host function fills needs no zeros")]
    #[inline(always)]
    pub fn input() -> &'static [u8] {
        let size = import::input_size();
        let start = taken(size as usize);
        import::input_copy(start.expose_provenance() as u32, 0, size);
        // SAFETY: the range is new, never given back, and the host function wrote all of it.
        unsafe { slice::from_raw_parts(start, size as usize) }
    }

    /// Ends the frame with success.
    pub fn finish(output: &[u8]) -> ! {
        import::finish(at(output), size(output));
        core::arch::wasm32::unreachable()
    }

    /// Ends the frame and undoes its changes.
    #[inline(never)]
    pub fn revert(data: &[u8]) -> ! {
        import::revert(at(data), size(data));
        core::arch::wasm32::unreachable()
    }

    /// Ends the frame with `Panic(code)`. Takes no memory, as there may be none: the data is a static of zeros, which takes
    /// no bytes of the module either.
    #[cold]
    #[inline(never)]
    pub fn revert_with_code(code: u8) -> ! {
        static DATA: [AtomicU32; 9] = [const { AtomicU32::new(0) }; 9];
        DATA[0].store(u32::from_le_bytes(PANIC_SELECTOR), Relaxed);
        DATA[8].store(u32::from_be(code as u32), Relaxed);
        import::revert(DATA.as_ptr().expose_provenance() as u32, size_of_val(&DATA) as u32);
        core::arch::wasm32::unreachable()
    }

    macro_rules! read_value {
        ($(#[$doc:meta])* $name:ident) => {
            $(#[$doc])*
            #[inline(never)]
            pub fn $name(key: &[u8; 32]) -> Vec<u8> {
                let mut bytes = zeroed(SHORT_VALUE_SIZE);
                let found = import::$name(at(key), at_mut(&mut bytes), size(&bytes)) as usize;
                if let Some(more) = found.checked_sub(bytes.len()) && more > 0 {
                    grow(&mut bytes, more);
                    import::$name(at(key), at_mut(&mut bytes), size(&bytes));
                }
                bytes.truncate(found);
                bytes
            }
        };
    }
    read_value! {
        /// The value stored under `key`, empty if there is none.
        storage_read
    }
    read_value! {
        /// The value in transient storage under `key`, empty if there is none.
        transient_read
    }

    /// The size of the value stored under `key`, 0 if there is none.
    pub fn storage_size(key: &[u8; 32]) -> usize {
        import::storage_size(at(key)) as usize
    }

    /// Stores `value` under `key`; an empty value deletes.
    #[inline(never)]
    pub fn storage_write(key: &[u8; 32], value: &[u8]) {
        import::storage_write(at(key), at(value), size(value));
    }

    /// Stores `value` in transient storage under `key`; an empty value deletes.
    pub fn transient_write(key: &[u8; 32], value: &[u8]) {
        import::transient_write(at(key), at(value), size(value));
    }

    /// This contract's address.
    pub fn address() -> [u8; 20] {
        filled(|dst| import::address(dst))
    }

    /// Who called this frame.
    pub fn caller() -> [u8; 20] {
        filled(|dst| import::caller(dst))
    }

    /// Who signed the transaction.
    pub fn origin() -> [u8; 20] {
        filled(|dst| import::origin(dst))
    }

    /// Wei sent with this call.
    pub fn value() -> [u8; 32] {
        filled(|dst| import::value(dst))
    }

    /// True if wei was sent with this call.
    #[expect(unsafe_code, reason = "memory that the host function fills needs no zeros")]
    pub fn has_value() -> bool {
        let mut value = MaybeUninit::<[u8; 32]>::uninit();
        import::value(value.as_mut_ptr().expose_provenance() as u32);
        // SAFETY: the host function writes all 32 bytes.
        !is_filled(unsafe { value.assume_init_ref() }, 0)
    }

    /// Wei per gas that the transaction pays.
    pub fn gas_price() -> [u8; 32] {
        filled(|dst| import::gas_price(dst))
    }

    /// Gas this frame has left.
    pub fn gas_left() -> u64 {
        import::gas_left()
    }

    /// The chain's id.
    pub fn chain_id() -> u64 {
        import::chain_id()
    }

    /// Height of the block being executed.
    pub fn block_number() -> u64 {
        import::block_number()
    }

    /// Its timestamp in seconds since 1970.
    pub fn block_timestamp() -> u64 {
        import::block_timestamp()
    }

    /// Its gas limit.
    pub fn block_gas_limit() -> u64 {
        import::block_gas_limit()
    }

    /// Its base fee in wei per gas.
    pub fn block_base_fee() -> [u8; 32] {
        filled(|dst| import::block_base_fee(dst))
    }

    /// Who receives its fees.
    pub fn block_coinbase() -> [u8; 20] {
        filled(|dst| import::block_coinbase(dst))
    }

    /// The hash of block `number`: zero unless it is one of the last 256.
    pub fn block_hash(number: u64) -> [u8; 32] {
        filled(|dst| import::block_hash(number, dst))
    }

    /// The balance of `address` in wei.
    pub fn balance(address: &[u8; 20]) -> [u8; 32] {
        filled(|dst| import::balance(at(address), dst))
    }

    /// The code hash of `address` (EIP-1052).
    pub fn code_hash(address: &[u8; 20]) -> [u8; 32] {
        filled(|dst| import::code_hash(at(address), dst))
    }

    /// Moves wei from this contract to `to` without running code; false if the balance is too low.
    pub fn transfer(to: &[u8; 20], value: &[u8; 32]) -> bool {
        import::transfer(at(to), at(value)) == 1
    }

    fn with_output(status: u32) -> (u32, Vec<u8>) {
        let mut output = zeroed(import::output_size() as usize);
        import::output_copy(at_mut(&mut output), 0, size(&output));
        (status, output)
    }

    /// Calls the contract at `to`; a status of [`interface::status`] and its output or revert data.
    pub fn call(flags: u32, gas: u64, to: &[u8; 20], value: &[u8; 32], input: &[u8]) -> (u32, Vec<u8>) {
        with_output(import::call(flags, gas, at(to), at(value), at(input), size(input)))
    }

    /// Creates a contract from deployed code; status, revert data, and the new address on success. The address
    /// follows the rule of CREATE2 if there is a salt, of CREATE otherwise.
    pub fn create(
        gas: u64,
        code_hash: &[u8; 32],
        value: &[u8; 32],
        arguments: &[u8],
        salt: Option<&[u8; 32]>,
    ) -> (u32, Vec<u8>, [u8; 20]) {
        let mut address = [0; 20];
        let (hash, value, args, args_size, dst) =
            (at(code_hash), at(value), at(arguments), size(arguments), at_mut(&mut address));
        let status = match salt {
            Some(salt) => import::create2(gas, hash, value, args, args_size, at(salt), dst),
            None => import::create(gas, hash, value, args, args_size, dst),
        };
        let (status, output) = with_output(status);
        (status, output, address)
    }

    /// Gives this contract the deployed code with this hash, for its later frames; false if there is none.
    pub fn set_code(code_hash: &[u8; 32]) -> bool {
        import::set_code(at(code_hash)) == 1
    }

    /// Shows a text to who develops.
    pub fn debug_log(text: &[u8]) {
        import::debug_log(at(text), size(text));
    }

    /// Emits a log with at most 4 topics.
    #[inline(never)]
    pub fn log(topics: &[[u8; 32]], data: &[u8]) {
        import::log(at(topics.as_flattened()), topics.len() as u32, at(data), size(data));
    }

    /// The keccak-256 hash.
    #[inline(never)]
    pub fn keccak256(data: &[u8]) -> [u8; 32] {
        filled(|dst| import::keccak256(at(data), size(data), dst))
    }

    /// The SHA-256 hash.
    pub fn sha256(data: &[u8]) -> [u8; 32] {
        filled(|dst| import::sha256(at(data), size(data), dst))
    }

    /// The RIPEMD-160 hash.
    pub fn ripemd160(data: &[u8]) -> [u8; 20] {
        filled(|dst| import::ripemd160(at(data), size(data), dst))
    }

    /// The BLAKE2b hash of 32 bytes.
    pub fn blake2b256(data: &[u8]) -> [u8; 32] {
        filled(|dst| import::blake2b256(at(data), size(data), dst))
    }

    /// The SM3 hash.
    pub fn sm3(data: &[u8]) -> [u8; 32] {
        filled(|dst| import::sm3(at(data), size(data), dst))
    }

    /// True if the Ed25519 signature is the key's over the message.
    pub fn ed25519_verify(key: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> bool {
        import::ed25519_verify(at(key), at(message), size(message), at(signature)) == 1
    }

    /// True if the P-256 signature (r, s) is the key's (x, y) over the hash.
    pub fn p256_verify(hash: &[u8; 32], signature: &[u8; 64], key: &[u8; 64]) -> bool {
        import::p256_verify(at(hash), at(signature), at(key)) == 1
    }

    /// True if the SM2 signature (r, s) is the key's (x, y) over the digest.
    pub fn sm2_verify(hash: &[u8; 32], signature: &[u8; 64], key: &[u8; 64]) -> bool {
        import::sm2_verify(at(hash), at(signature), at(key)) == 1
    }

    /// True if the BLS signature aggregates those of all keys over the message.
    pub fn bls_verify(keys: &[[u8; 48]], message: &[u8], signature: &[u8; 96]) -> bool {
        let (keys, count) = (at(keys.as_flattened()), keys.len() as u32);
        import::bls_verify(keys, count, at(message), size(message), at(signature)) == 1
    }

    /// True if the product of the pairings on BLS12-381 is one.
    pub fn bls12_381_pairing(pairs: &[u8]) -> bool {
        import::bls12_381_pairing(at(pairs), size(pairs)) == 1
    }

    /// The sum of two points of BN254.
    pub fn bn254_add(a: &[u8; 64], b: &[u8; 64]) -> Option<[u8; 64]> {
        let mut sum = [0; 64];
        (import::bn254_add(at(a), at(b), at_mut(&mut sum)) == 1).then_some(sum)
    }

    /// A point of BN254 times a scalar.
    pub fn bn254_mul(point: &[u8; 64], scalar: &[u8; 32]) -> Option<[u8; 64]> {
        let mut product = [0; 64];
        (import::bn254_mul(at(point), at(scalar), at_mut(&mut product)) == 1).then_some(product)
    }

    /// True if the product of the pairings on BN254 is one.
    pub fn bn254_pairing(pairs: &[u8]) -> bool {
        import::bn254_pairing(at(pairs), size(pairs)) == 1
    }

    /// A power modulo a number.
    pub fn modexp(base: &[u8], exponent: &[u8], modulus: &[u8]) -> Vec<u8> {
        let mut power = zeroed(modulus.len());
        let dst = at_mut(&mut power);
        import::modexp(at(base), size(base), at(exponent), size(exponent), at(modulus), size(modulus), dst);
        power
    }

    /// The signer of `hash`, `None` if the signature (r, s, v) is not valid.
    pub fn ecrecover(hash: &[u8; 32], signature: &[u8; 65]) -> Option<[u8; 20]> {
        let mut signer = [0; 20];
        (import::ecrecover(at(hash), at(signature), at_mut(&mut signer)) == 1).then_some(signer)
    }
}

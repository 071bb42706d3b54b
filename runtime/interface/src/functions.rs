//! The host-function table.
//!
//! A row is `name(argument: type, ...) -> result, base, per_byte` below its documentation. Types are Wasm's: `u32`
//! for a pointer, size, flag or count, `u64` for a number. `base` is charged before anything else, `per_byte` for each
//! byte of the size argument named in the text, both in ticks (16 to one gas). What depends on the state (a cold
//! slot, a value transfer, a created account) is charged by the node on top.
//!
//! A pointer or size outside the memory, an oversize length or an unknown flag ends the frame as a fault. Words of 256
//! bits are 32 bytes big-endian, addresses 20 bytes, hashes 32 bytes.
//!
//! Absent by design: randomness of the block (who builds it can choose it), and a delegate call. Foreign code never
//! works on a contract's storage: code is shared by creating contracts from a code hash, libraries are linked when a
//! contract is built, and a contract gets other code by `set_code`.

/// Calls `$callback!` with every row of the table.
#[macro_export]
macro_rules! host_functions {
    ($callback:ident) => {
        $callback! {
            /// The size in bytes of this frame's input: call data, or constructor arguments during `deploy`.
            input_size() -> u32, 48, 0;
            /// Copies `size` bytes of the input from `offset` to `dst`; reading past its end is a fault.
            input_copy(dst: u32, offset: u32, size: u32), 96, 1;
            /// Ends the frame with success and `size` bytes of output at `ptr`.
            finish(ptr: u32, size: u32), 80, 1;
            /// Ends the frame, undoes its changes and hands `size` bytes of revert data at `ptr` to the caller.
            revert(ptr: u32, size: u32), 80, 1;

            /// Copies at most `dst_size` bytes of the value under the 32-byte key at `key` to `dst` and returns the
            /// value's whole size; 0 means that there is none. `per_byte` counts the whole value.
            storage_read(key: u32, dst: u32, dst_size: u32) -> u32, 160, 1;
            /// The size in bytes of the value under the 32-byte key at `key`, which is not copied; 0 means that there
            /// is none.
            storage_size(key: u32) -> u32, 160, 0;
            /// Stores `size` bytes at `value` under the 32-byte key at `key`; an empty value deletes. A fault in a
            /// static call.
            storage_write(key: u32, value: u32, size: u32), 160, 1;
            /// As `storage_read`, from the contract's transient storage (EIP-1153): values that are gone when the
            /// transaction ends. `per_byte` counts the whole value.
            transient_read(key: u32, dst: u32, dst_size: u32) -> u32, 160, 1;
            /// As `storage_write`, to the contract's transient storage. What a frame wrote is undone with the frame.
            /// Values are at most 1 KiB, and one transaction may write 131,072 places: beyond either is a fault.
            transient_write(key: u32, value: u32, size: u32), 160, 16;

            /// Writes the address of this contract to `dst`.
            address(dst: u32), 64, 0;
            /// Writes the address that called this frame to `dst`.
            caller(dst: u32), 64, 0;
            /// Writes the address that signed the transaction to `dst`.
            origin(dst: u32), 64, 0;
            /// Writes the value sent with this call, in wei, as a word to `dst`.
            value(dst: u32), 64, 0;
            /// Writes the price per gas that the transaction pays, in wei, as a word to `dst`.
            gas_price(dst: u32), 64, 0;
            /// The gas this frame has left after this call.
            gas_left() -> u64, 48, 0;

            /// The chain's id.
            chain_id() -> u64, 48, 0;
            /// The number of the block being executed.
            block_number() -> u64, 48, 0;
            /// The block's timestamp in seconds since 1970.
            block_timestamp() -> u64, 48, 0;
            /// The block's gas limit.
            block_gas_limit() -> u64, 48, 0;
            /// Writes the block's base fee per gas, in wei, as a word to `dst`.
            block_base_fee(dst: u32), 64, 0;
            /// Writes the address that receives the block's fees to `dst`.
            block_coinbase(dst: u32), 64, 0;
            /// Writes the hash of block `number` to `dst`: zero unless it is one of the last 256 before this one.
            block_hash(number: u64, dst: u32), 320, 0;

            /// Writes the balance of the address at `address`, in wei, as a word to `dst`.
            balance(address: u32, dst: u32), 160, 0;
            /// Writes the code hash of the address at `address` to `dst`: zero for an account that does not exist,
            /// the hash of nothing for one without code (EIP-1052).
            code_hash(address: u32, dst: u32), 160, 0;
            /// Moves the word at `value`, in wei, from this contract to the address at `to` without running code.
            /// Returns 1, or 0 if the balance is too low. A fault in a static call.
            transfer(to: u32, value: u32) -> u32, 160, 0;

            /// Calls the contract at the address at `to` with `input_size` bytes at `input` and the word at `value`
            /// in wei, passing on at most `gas` and at most 63/64 of what is left. Returns a status of
            /// [`status`](crate::status). `flags` are those of [`call_flags`](crate::call_flags).
            call(flags: u32, gas: u64, to: u32, value: u32, input: u32, input_size: u32) -> u32, 640, 1;
            /// Creates a contract from the deployed code with the 32-byte hash at `code_hash`, with `args_size` bytes
            /// of constructor arguments at `args` and the word at `value` in wei. Its address, by the CREATE rule of
            /// Ethereum, is written to `address` on success. Returns a status. A fault in a static call.
            create(gas: u64, code_hash: u32, value: u32, args: u32, args_size: u32, address: u32) -> u32, 640, 1;
            /// As `create`, with an address by the CREATE2 rule (EIP-1014): the 32-byte salt is at `salt` and the init
            /// code is container and arguments.
            create2(gas: u64, code_hash: u32, value: u32, args: u32, args_size: u32, salt: u32, address: u32) -> u32, 640, 1;
            /// Gives this contract the deployed code with the 32-byte hash at `code_hash`: every later frame of it runs
            /// that code, this one and those around it go on as they are. Its `deploy` is not run, and the storage stays
            /// as it is. Returns 1, or 0 if no code has the hash. A fault in a static call and in a constructor.
            set_code(code_hash: u32) -> u32, 160, 0;
            /// The size in bytes of the output or revert data of the last call or creation.
            output_size() -> u32, 48, 0;
            /// Copies `size` bytes of that data from `offset` to `dst`; reading past its end is a fault.
            output_copy(dst: u32, offset: u32, size: u32), 96, 1;

            /// Emits a log with `topic_count` 32-byte topics at `topics` (at most 4) and `size` bytes of data at
            /// `data`. A fault in a static call.
            log(topics: u32, topic_count: u32, data: u32, size: u32), 320, 24;

            /// Shows `size` bytes of text at `ptr`, at most 1 KiB, to who develops: a development node and a test chain
            /// print it. It costs the same where nobody looks, and has no other effect.
            debug_log(ptr: u32, size: u32), 160, 1;

            /// Writes the keccak-256 hash of `size` bytes at `ptr` to `dst`.
            keccak256(ptr: u32, size: u32, dst: u32), 2400, 18;
            /// Writes the SHA-256 hash of `size` bytes at `ptr` to `dst`.
            sha256(ptr: u32, size: u32, dst: u32), 1600, 24;
            /// Writes the RIPEMD-160 hash of `size` bytes at `ptr`, 20 bytes, to `dst`.
            ripemd160(ptr: u32, size: u32, dst: u32), 1600, 18;
            /// Writes the BLAKE2b hash of `size` bytes at `ptr`, without key and with 32 bytes of output, to `dst`.
            blake2b256(ptr: u32, size: u32, dst: u32), 1200, 6;
            /// Writes the SM3 hash (GM/T 0004) of `size` bytes at `ptr` to `dst`.
            sm3(ptr: u32, size: u32, dst: u32), 1400, 15;
            /// Recovers the signer of the 32-byte `hash` from the 65-byte signature at `signature` (r, s, v with v 0, 1,
            /// 27 or 28, s in the lower half) and writes its address to `dst`. Returns 1, or 0 if the signature is
            /// not valid.
            ecrecover(hash: u32, signature: u32, dst: u32) -> u32, 240_000, 0;
            /// Returns 1 if the 64-byte `signature` is Ed25519's (RFC 8032) of the 32-byte `key` over `size` bytes at
            /// `message`, else 0. The rules are strict: the equation without cofactor, s below the order, key and R in
            /// canonical form and not of small order.
            ed25519_verify(key: u32, message: u32, size: u32, signature: u32) -> u32, 250_000, 10;
            /// Returns 1 if the 64-byte `signature` (r, s) is ECDSA's on P-256 over the 32-byte `hash` by the 64-byte
            /// `key` (x, y), else 0. s may be in either half: who must not see a signature twice has to remember more
            /// than its bytes.
            p256_verify(hash: u32, signature: u32, key: u32) -> u32, 1_450_000, 0;
            /// Returns 1 if the 64-byte `signature` (r, s) is SM2's (GM/T 0003) over the 32-byte digest at `hash` by the
            /// 64-byte `key` (x, y), else 0. The digest is SM3(Z, message), where Z binds the signer's id and key.
            sm2_verify(hash: u32, signature: u32, key: u32) -> u32, 1_700_000, 0;
            /// Returns 1 if the 96-byte `signature` aggregates those of all `key_count` keys, each 48 bytes, at `keys` over
            /// `size` bytes at `message`, else 0: BLS on BLS12-381 with compressed keys in the first group, as Ethereum's
            /// validators sign (`BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_`, `FastAggregateVerify`). Every point is
            /// checked to be in its subgroup and not infinite. That owners hold their keys' secrets must have been
            /// proven before. `per_byte` counts the keys; the message costs per byte what it costs `sha256`. At most
            /// 2,048 keys.
            bls_verify(keys: u32, key_count: u32, message: u32, size: u32, signature: u32) -> u32, 6_200_000, 6_500;
            /// Returns 1 if `size` bytes at `pairs` are pairs of points of BLS12-381, encoded as in EIP-2537 (384 bytes
            /// each, at least one and at most 256), valid and in their subgroups, and the product of their pairings is
            /// one, else 0.
            bls12_381_pairing(pairs: u32, size: u32) -> u32, 3_200_000, 2_800;
            /// Writes the sum of the 64-byte points `a` and `b` of BN254 (EIP-196) to `dst` and returns 1, or returns 0 if
            /// one is not on the curve.
            bn254_add(a: u32, b: u32, dst: u32) -> u32, 18_000, 0;
            /// Writes the 64-byte point of BN254 times the 32-byte `scalar` (EIP-196) to `dst` and returns 1, or returns 0
            /// if it is not on the curve.
            bn254_mul(point: u32, scalar: u32, dst: u32) -> u32, 300_000, 0;
            /// As `bls12_381_pairing` on BN254, encoded as in EIP-197: 192 bytes a pair. The product of no pair is one.
            bn254_pairing(pairs: u32, size: u32) -> u32, 3_000_000, 12_000;
            /// Writes the power of two big-endian integers modulo a third (EIP-198), in as many bytes as the modulus has,
            /// to `dst`; zero for the moduli zero and one. Each integer has at most 1,024 bytes. Besides `base` it costs,
            /// for w words of 8 bytes of the longer of base and modulus, 2,000 w + 20 w^2 ticks, and 150 + 14 w^2 for each
            /// bit of the exponent.
            modexp(base: u32, base_size: u32, exponent: u32, exponent_size: u32, modulus: u32, modulus_size: u32, dst: u32), 5_000, 0;
        }
    };
}

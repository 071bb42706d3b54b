//! A contract whose methods are host functions that no other contract uses, so that tests can ask the native chain and
//! the VM the same questions.
#![no_std]

use sdk::{crypto, prelude::*};

/// The probe.
#[storage]
pub struct Probe {
    note: Value<Bytes>,
    notes: Map<u64, Bytes>,
    lock: Transient<bool>,
    scratch: Map<u64, Transient<Bytes>>,
    entered: Value<u64>,
    received: Value<U256>,
}

/// Something came that no method takes.
#[event(anonymous)]
pub struct Came {
    #[indexed]
    from: Address,
    #[indexed]
    value: U256,
    #[indexed]
    size: u64,
    #[indexed]
    first: FixedBytes<1>,
    whole: Bytes,
}

/// What any probe counts, told without its crate.
#[interface]
pub trait Counting {
    /// Counts.
    fn enter(&mut self) -> u64;

    /// How often it was entered.
    #[name = "timesEntered"]
    fn entered(&self) -> Result<u64, ProbeError>;

    /// Takes value.
    #[payable]
    fn endow(&mut self);
}

/// Why the probe refuses.
#[error]
pub enum ProbeError {
    Locked,
}

#[contract]
impl Probe {
    /// A probe with a note.
    #[init]
    pub fn new(&mut self, note: Bytes) {
        self.note.set(note);
    }

    /// The note.
    pub fn note(&self) -> Bytes {
        self.note.get()
    }

    /// Stores a note under a number; whether there was one before and is one after, and after its deletion.
    pub fn keep_and_remove(&mut self, id: u64, note: Bytes) -> (bool, bool, bool) {
        let before = self.notes.contains(id);
        self.notes.set(id, note);
        let after = self.notes.contains(id);
        self.notes.remove(id);
        (before, after, self.notes.contains(id))
    }

    /// Sets scratch for this transaction; what was there before, and what is there now.
    pub fn scribble(&mut self, id: u64, text: Bytes) -> (Bytes, Bytes) {
        let mut place = self.scratch.entry_mut(id);
        let before = place.replace(text);
        (before, place.get())
    }

    /// What is in scratch.
    pub fn scratch(&self, id: u64) -> Bytes {
        self.scratch.entry(id).get()
    }

    /// Scribbles, and fails.
    pub fn scribble_and_throw(&mut self, id: u64, text: Bytes) -> Result<(), ProbeError> {
        self.scribble(id, text);
        Err(ProbeError::Locked)
    }

    /// Scribbles, lets a call to itself scribble and fail, and reads.
    pub fn scribble_around_a_failure(&mut self, id: u64, text: Bytes) -> Bytes {
        self.scribble(id, text);
        let thrown = ProbeClient::new(this()).allowing_reentry().scribble_and_throw(id, Bytes(vec![9; 9]));
        assert!(thrown == Err(ProbeError::Locked), "it fails as it says");
        self.scratch(id)
    }

    /// Takes the lock and calls itself `depth` times; fails with `Locked`, for who is inside finds it taken.
    pub fn lock_and_call(&mut self, depth: u64) -> Result<u64, ProbeError> {
        if self.lock.replace(true) {
            return Err(ProbeError::Locked);
        }
        let inside = match depth {
            0 => 0,
            _ => ProbeClient::new(this()).allowing_reentry().lock_and_call(depth - 1)?,
        };
        self.lock.clear();
        Ok(inside + 1)
    }

    /// A view that scribbles: it fails in a static call.
    pub fn leak(&self) -> bool {
        sdk::guest::transient_write(&[7; 32], &[1]);
        true
    }

    /// Calls the view `leak` of `other`; true if it could.
    pub fn leak_from(&mut self, other: Address) -> bool {
        ProbeClient::new(other).try_leak().is_ok()
    }

    /// Takes other code; whether it was taken, and the hash of the code that the probe now has.
    pub fn become_other(&mut self, code: B256) -> (bool, B256) {
        (set_code(code), code_hash(this()))
    }

    /// Takes other code, and fails.
    pub fn become_other_and_throw(&mut self, code: B256) -> Result<(), ProbeError> {
        self.become_other(code);
        Err(ProbeError::Locked)
    }

    /// Takes other code, and calls `other`, which asks this address for its symbol.
    pub fn become_other_and_ask(&mut self, code: B256, other: Address) -> Bytes {
        self.become_other(code);
        ProbeClient::new(other).allowing_reentry().ask_caller()
    }

    /// The output of whoever calls for `symbol()`, or nothing if it has no such method.
    pub fn ask_caller(&mut self) -> Bytes {
        let symbol = keccak256(b"symbol()");
        let (_, output) = sdk::guest::call(0, u64::MAX, &caller().0, &[0; 32], &symbol.as_bytes()[..4]);
        Bytes(output)
    }

    /// Counts.
    pub fn enter(&mut self) -> u64 {
        self.entered.update(|entered| {
            *entered += 1;
            *entered
        })
    }

    /// Calls `enter` of whoever calls.
    pub fn enter_caller(&mut self) -> u64 {
        CountingClient::new(caller()).enter()
    }

    /// Has `other` call this probe back, which this method permits.
    #[reentrant]
    pub fn be_entered_by(&mut self, other: Address) -> bool {
        ProbeClient::new(other).try_enter_caller().is_ok()
    }

    /// As `be_entered_by`, without permission.
    pub fn be_entered_in_vain_by(&mut self, other: Address) -> bool {
        ProbeClient::new(other).try_enter_caller().is_ok()
    }

    /// How often it was entered.
    #[name = "timesEntered"]
    pub fn entered(&self) -> Result<u64, ProbeError> {
        match self.entered.get() {
            0 => Err(ProbeError::Locked),
            entered => Ok(entered),
        }
    }

    /// How often another was entered.
    pub fn entered_elsewhere(&self, other: Address) -> Result<u64, ProbeError> {
        CountingClient::new(other).entered()
    }

    /// Wei that came without call data.
    pub fn received(&self) -> U256 {
        self.received.get()
    }

    #[receive]
    fn receive(&mut self) {
        let received = self.received.get() + value();
        self.received.set(received);
    }

    #[fallback]
    #[payable]
    fn fallback(&mut self, input: Bytes) -> Result<Bytes, ProbeError> {
        if input.0 == [9] {
            return Err(ProbeError::Locked);
        }
        let first = FixedBytes(array(&input));
        emit(Came { from: caller(), value: value(), size: input.len() as u64, first, whole: input.clone() });
        Ok(input)
    }

    /// Panics in one of several ways.
    #[expect(clippy::unwrap_used, reason = "what it does is tested")]
    pub fn panic(&self, kind: u64) -> u64 {
        match kind {
            0 => kind - 1,
            1 => 10 / (kind - 1),
            2 => {
                assert!(kind == 3);
                kind
            }
            3 => [1, 2, 3][kind as usize + 6],
            4 => {
                let number = u8::try_from(kind * 100).unwrap();
                number.into()
            }
            5 => kind.checked_sub(6).unwrap(),
            _ => panic!("said so"),
        }
    }

    /// As many zeros, which are twice in memory when they are returned.
    pub fn zeros(&self, count: u64) -> Bytes {
        Bytes(vec![0; count as usize])
    }

    /// Says something to who develops.
    pub fn say(&self, text: String) {
        debug_log(&text);
    }

    /// Gas limit, base fee and coinbase of the block.
    pub fn block(&self) -> (u64, U256, Address) {
        (block_gas_limit(), block_base_fee(), block_coinbase())
    }

    /// The RIPEMD-160, BLAKE2b and SM3 hashes.
    pub fn hashes(&self, data: Bytes) -> (FixedBytes<20>, B256, B256) {
        (FixedBytes(crypto::ripemd160(&data)), crypto::blake2b256(&data), crypto::sm3(&data))
    }

    /// Ed25519.
    pub fn ed25519(&self, key: B256, message: Bytes, signature: Bytes) -> bool {
        crypto::ed25519_verify(&key.0, &message, &array(&signature))
    }

    /// P-256.
    pub fn p256(&self, hash: B256, signature: Bytes, key: Bytes) -> bool {
        crypto::p256_verify(hash, &array(&signature), &array(&key))
    }

    /// SM2, and the digest that it signs.
    pub fn sm2(&self, id: Bytes, key: Bytes, message: Bytes, signature: Bytes) -> (B256, bool) {
        let (key, signature) = (array(&key), array(&signature));
        (crypto::sm2_digest(&id, &key, &message), crypto::sm2_verify(&id, &key, &message, &signature))
    }

    /// An aggregate BLS signature; the keys lie one after the other.
    pub fn bls(&self, keys: Bytes, message: Bytes, signature: Bytes) -> bool {
        crypto::bls_verify(keys.as_chunks().0, &message, &array(&signature))
    }

    /// The pairing checks on BLS12-381 and on BN254.
    pub fn pairings(&self, bls: Bytes, bn: Bytes) -> (bool, bool) {
        (crypto::bls12_381_pairing(&bls), crypto::bn254_pairing(&bn))
    }

    /// Sum and product on BN254; empty for points off the curve.
    pub fn bn254(&self, a: Bytes, b: Bytes, scalar: B256) -> (Bytes, Bytes) {
        let bytes = |point: Option<[u8; 64]>| Bytes(point.map(|point| point.to_vec()).unwrap_or_default());
        (bytes(crypto::bn254_add(&array(&a), &array(&b))), bytes(crypto::bn254_mul(&array(&a), &scalar.0)))
    }

    /// What a closure that changes what it is handed gives, when it is handed the same twice.
    pub fn grown_twice(&self) -> (u64, u64) {
        let grown = |mut numbers: [u64; 4]| {
            numbers[0] += 1;
            core::hint::black_box(&numbers)[0]
        };
        (grown([7; 4]), grown([7; 4]))
    }

    /// A modular power.
    pub fn power(&self, base: Bytes, exponent: Bytes, modulus: Bytes) -> Bytes {
        Bytes(crypto::modexp(&base, &exponent, &modulus))
    }
}

/// The first `N` bytes, zeros if there are fewer.
fn array<const N: usize>(bytes: &[u8]) -> [u8; N] {
    bytes.first_chunk().copied().unwrap_or([0; N])
}

//! What contracts do to each other on the native chain: value, reverts, static calls, re-entry, creation.
#![allow(missing_docs, reason = "the contracts are scenery of the tests")]

use testing::prelude::*;

#[error]
pub enum VaultError {
    TooLittle { held: U256, wanted: U256 },
    Empty,
    Named(String, u64),
}

#[event]
pub struct Deposited {
    #[indexed]
    from: Address,
    #[indexed]
    note: u64,
    amount: U256,
}

#[record]
pub enum Mood {
    Calm,
    Angry,
}

#[record]
pub struct Slip {
    pub owner: Address,
    pub notes: Vec<String>,
    pub mood: Mood,
}

#[storage]
pub struct Counters {
    pub count: Value<u64>,
    pub by_name: Map<String, u64>,
}

#[storage]
pub struct Vault {
    held: Map<Address, U256>,
    slips: Map<u64, Slip>,
    nested: Map<Address, Map<u64, U256>>,
    counters: Counters,
    per_owner: Map<Address, Counters>,
    last: Value<u8>,
}

#[contract]
impl Vault {
    #[init]
    #[payable]
    pub fn new(&mut self, owner: Address) -> Result<(), VaultError> {
        if owner.is_zero() {
            return Err(VaultError::Empty);
        }
        self.held.set(owner, value());
        Ok(())
    }

    pub fn held(&self, owner: Address) -> U256 {
        self.held.get(owner)
    }

    #[payable]
    pub fn deposit(&mut self, note: u64) {
        self.held.add(caller(), value());
        emit(Deposited { from: caller(), note, amount: value() });
    }

    pub fn withdraw(&mut self, wanted: U256) -> Result<U256, VaultError> {
        self.held.sub(caller(), wanted).map_err(|held| VaultError::TooLittle { held, wanted })?;
        assert!(send(caller(), wanted), "the vault holds what it owes");
        Ok(self.held.get(caller()))
    }

    pub fn keep(&mut self, id: u64, slip: Slip) -> (u64, Slip) {
        self.slips.set(id, slip.clone());
        (id, slip)
    }

    pub fn slip(&self, id: u64) -> Slip {
        self.slips.get(id)
    }

    pub fn nest(&mut self, a: Address, b: u64, amount: U256) -> U256 {
        self.nested.entry_mut(a).add(b, amount);
        self.counters.count.update(|count| *count += 1);
        self.counters.by_name.set("x".to_owned(), 7);
        self.per_owner.entry_mut(a).count.set(9);
        self.last.set(1);
        self.nested.entry(a).get(b)
    }

    pub fn name_it(&self) -> Result<(), VaultError> {
        Err(VaultError::Named("vault".into(), 7))
    }

    pub fn overflow(&self, n: u8) -> u8 {
        n + 1
    }

    pub fn divide(&self, n: u64) -> u64 {
        10 / n
    }

    pub fn index(&self, n: u64) -> u64 {
        [1, 2, 3][n as usize]
    }

    pub fn wide_overflow(&self) -> U256 {
        U256::MAX + U256::ONE
    }

    pub fn say(&self) {
        panic!("said so")
    }
}

#[storage]
pub struct Agent {
    vault: Value<Address>,
    seen: Value<u64>,
}

#[contract]
impl Agent {
    #[init]
    pub fn new(&mut self, vault: Address) {
        self.vault.set(vault);
    }

    fn vault(&self) -> VaultClient {
        VaultClient::new(self.vault.get())
    }

    #[payable]
    pub fn forward(&mut self, note: u64) {
        self.vault().with_value(value()).deposit(note);
    }

    pub fn withdraw_too_much(&mut self) -> Result<U256, VaultError> {
        self.seen.set(1);
        self.vault().withdraw(U256::from(1_000_u64))
    }

    pub fn catch_too_little(&mut self) -> bool {
        self.seen.set(2);
        matches!(
            self.vault().try_withdraw(U256::ONE).err().and_then(|error| error.decode()),
            Some(VaultError::TooLittle { held: U256::ZERO, wanted: U256::ONE })
        )
    }

    pub fn seen(&self) -> u64 {
        self.seen.get()
    }

    pub fn bump(&mut self) -> u64 {
        self.seen.update(|seen| {
            *seen += 1;
            *seen
        })
    }

    pub fn call_myself(&mut self, allow: bool) -> bool {
        let client = AgentClient::new(this());
        if allow { client.allowing_reentry().try_bump().is_ok() } else { client.try_bump().is_ok() }
    }

    pub fn bump_through_a_static_call(&mut self, other: Address) -> bool {
        ReaderClient::new(other).try_read(this()).is_ok()
    }

    pub fn make(&mut self, code: B256, salt: B256) -> (Address, Address) {
        let vault = || Vault::constructor(this());
        (vault().create(code).address(), vault().create2(code, salt).address())
    }

    pub fn make_wrong(&mut self, code: B256) -> Address {
        Vault::constructor(Address::ZERO).create(code).address()
    }
}

#[storage]
pub struct Reader;

#[contract]
impl Reader {
    #[init]
    pub fn new(&mut self) {}

    /// A view that tries to change another contract.
    pub fn read(&self, agent: Address) -> u64 {
        AgentClient::new(agent).bump()
    }
}

#[storage]
pub struct Silent;

#[contract]
impl Silent {
    #[init]
    pub fn new(&mut self) {}

    pub fn speak(&mut self) {
        let event = Deposited { from: caller(), note: 0, amount: U256::ZERO };
        emit(event);
    }
}

fn wei(amount: u64) -> U256 {
    U256::from(amount)
}

fn vault(chain: &Chain) -> VaultClient<Sender> {
    let [alice] = chain.accounts();
    chain.deploy(alice, Vault::constructor(alice))
}

#[test]
fn value_goes_with_a_payable_call_and_comes_back() {
    let chain = Chain::native();
    let [alice] = chain.accounts();
    let vault = vault(&chain);
    let before = chain.balance(alice);
    vault.with_value(wei(100)).deposit(7);
    assert_eq!((chain.balance(vault.address()), vault.held(alice)), (wei(100), wei(100)));
    assert_eq!(chain.events::<Deposited>(), [Deposited { from: alice, note: 7, amount: wei(100) }]);
    assert_eq!(vault.withdraw(wei(40)), Ok(wei(60)));
    assert_eq!(chain.balance(alice), before - wei(60));
    let short = VaultError::TooLittle { held: wei(60), wanted: wei(61) };
    assert_eq!(vault.withdraw(wei(61)), Err(short));
}

#[test]
fn constructor_takes_value_and_reverts_with_its_error() {
    let chain = Chain::native();
    let [alice] = chain.accounts();
    let vault = chain.deploy(alice, Vault::constructor(alice).with_value(wei(5)));
    assert_eq!(vault.held(alice), wei(5));
    let error = chain.try_deploy(alice, Vault::constructor(Address::ZERO)).unwrap_err();
    assert_eq!(error.decode(), Some(VaultError::Empty));
}

#[test]
fn records_and_nested_maps_are_stored() {
    let chain = Chain::native();
    let [alice, bob] = chain.accounts();
    let vault = vault(&chain);
    let slip = Slip { owner: bob, notes: vec!["a".into(), "b".repeat(70)], mood: Mood::Angry };
    assert_eq!(vault.keep(3, slip.clone()), (3, slip.clone()));
    assert_eq!((vault.slip(3), vault.slip(4)), (slip, Slip::default()));
    assert_eq!(vault.nest(alice, 1, wei(5)), wei(5));
    assert_eq!(vault.nest(alice, 1, wei(5)), wei(10));
    assert_eq!(vault.nest(bob, 1, wei(1)), wei(1));
    // The nested struct takes slots 3 and 4, so `last` is at 6, behind `per_owner`.
    let mut key = [0; 32];
    key[31] = 3;
    assert_eq!(chain.storage(vault.address(), &key), 3_u64.to_le_bytes());
    key[31] = 6;
    assert_eq!(chain.storage(vault.address(), &key), [1]);
}

#[test]
fn panics_become_solidity_panics_and_errors() {
    let vault = vault(&Chain::native());
    let code = |error: CallError| error.panic_code();
    assert_eq!(vault.try_overflow(255).map_err(code), Err(Some(wei(0x11))));
    assert_eq!(vault.try_wide_overflow().map_err(code), Err(Some(wei(0x11))));
    assert_eq!(vault.try_divide(0).map_err(code), Err(Some(wei(0x12))));
    let place = vault.try_index(3).unwrap_err().message().unwrap_or_default();
    assert!(place.starts_with("panicked at sdk/testing/tests/native.rs:"), "{place}");
    assert_eq!(vault.try_say().unwrap_err().message().as_deref(), Some("said so"));
    assert_eq!(vault.name_it(), Err(VaultError::Named("vault".into(), 7)));
    assert_eq!((vault.overflow(254), vault.divide(5), vault.index(2)), (255, 2, 3));
}

#[test]
fn calls_between_contracts_carry_value_and_errors() {
    let chain = Chain::native();
    let [alice] = chain.accounts();
    let vault = vault(&chain);
    let agent = chain.deploy(alice, Agent::constructor(vault.address()));
    agent.with_value(wei(9)).forward(1);
    assert_eq!(vault.held(agent.address()), wei(9));
    let short = VaultError::TooLittle { held: wei(9), wanted: wei(1_000) };
    assert_eq!(agent.withdraw_too_much(), Err(short));
    assert_eq!(agent.seen(), 0, "a revert undoes the caller too");
    let empty = chain.deploy(alice, Agent::constructor(vault.address()));
    assert!(empty.catch_too_little());
    assert_eq!(empty.seen(), 2, "a caught revert does not");
}

#[test]
fn reentry_is_refused_unless_the_caller_permits_it() {
    let chain = Chain::native();
    let [alice] = chain.accounts();
    let agent = chain.deploy(alice, Agent::constructor(alice));
    assert!(!agent.call_myself(false));
    assert_eq!(agent.seen(), 0);
    assert!(agent.call_myself(true));
    assert_eq!(agent.seen(), 1);
}

#[test]
fn static_call_cannot_change_state() {
    let chain = Chain::native();
    let [alice, bob] = chain.accounts();
    let reader = chain.deploy(alice, Reader::constructor());
    let agent = chain.deploy(alice, Agent::constructor(bob));
    // Natively and over RPC a view is a query: it may change what is forgotten afterwards.
    assert_eq!(reader.read(agent.address()), 1);
    assert_eq!(agent.seen(), 0);
    assert!(!agent.bump_through_a_static_call(reader.address()));
}

#[test]
fn contracts_are_created_from_a_code_hash() {
    let chain = Chain::native();
    let [alice] = chain.accounts();
    let code = chain.code_hash::<Vault>();
    let agent = chain.deploy(alice, Agent::constructor(alice));
    let (first, second) = agent.make(code, B256::ZERO);
    assert_ne!(first, second);
    assert_eq!(chain.client::<Vault>(second, alice).held(alice), U256::ZERO);
    assert!(agent.try_make(code, B256::ZERO).is_err(), "the CREATE2 address is taken");
    assert_eq!(agent.try_make_wrong(code).unwrap_err().decode(), Some(VaultError::Empty));
    assert!(agent.try_make(B256::ZERO, B256::ZERO).is_err());
}

#[test]
#[should_panic(expected = "add it to #[contract(events(..))] of Silent")]
fn event_outside_the_abi_ends_the_test() {
    let chain = Chain::native();
    let [alice] = chain.accounts();
    chain.deploy(alice, Silent::constructor()).speak();
}

#[test]
#[should_panic(expected = "this method takes no value")]
fn unexpected_failure_names_its_reason() {
    let chain = Chain::native();
    let [alice] = chain.accounts();
    let agent = chain.deploy(alice, Agent::constructor(alice));
    agent.with_value(wei(1)).bump();
}

#[test]
fn time_moves_on_when_told() {
    let chain = Chain::native();
    let (time, height) = (chain.timestamp(), chain.block_number());
    chain.advance_time(3_600);
    vault(&chain);
    assert_eq!((chain.timestamp(), chain.block_number()), (time + 3_601, height + 1));
}

//! The chain as tests see it.

use std::{
    cell::RefCell,
    collections::VecDeque,
    fmt,
    rc::Rc,
    sync::atomic::{AtomicU64, Ordering},
};

use sdk::{
    call::{CallError, Client, Link, Request, Signer, Transport},
    contract::{Constructor, Contract},
    event::Event,
    native::Exit,
    types::{Address, B256, U256},
};

use crate::{
    accounts::{ACCOUNTS, FUNDED_ACCOUNTS},
    backend::{Backend, Code, Failure, Message},
    gas::GasReport,
    names::Names,
    native::NativeChain,
    quiet::is_quiet,
    trace::{Call, CallKind, Trace},
};

/// Transactions and queries whose calls are kept, to be shown if the test fails.
const KEPT_CALLS: usize = 5;

/// The last timestamp of a test chain, in seconds since 1970: the last that a node's clock takes.
const TIMESTAMP_MAX: u64 = i64::MAX as u64;

/// A test chain. Clones are the same chain.
#[derive(Clone)]
pub struct Chain {
    inner: Rc<RefCell<Inner>>,
}

struct Inner {
    name: &'static str,
    backend: Box<dyn Backend>,
    names: Names,
    /// Why the last call failed, if there is more to say than its error does.
    reason: Option<String>,
    /// The last transactions and queries.
    calls: VecDeque<Call>,
    /// How many logs there were before the last transaction.
    older_logs: usize,
    /// The last transaction since the chain was made or restored.
    last: Option<LastTransaction>,
    /// Those that can be gone back to, in the order of the backend's places.
    snapshots: Vec<Snapshot>,
    gas: GasReport,
}

/// What assertions about a transaction's logs have to know of it.
#[derive(Clone)]
pub(crate) enum LastTransaction {
    /// It succeeded; the contract that it called or created.
    Done(Address),
    /// It failed, so that it has no logs; how, in words.
    Failed(String),
}

impl Inner {
    /// Runs a transaction; `called` tells which contract it called or created.
    fn transact<T>(
        &mut self,
        called: impl FnOnce(&T) -> Address,
        work: impl FnOnce(&mut dyn Backend) -> Result<T, Failure>,
    ) -> Result<T, CallError> {
        self.older_logs = self.backend.log_count();
        let result = self.run(true, work);
        self.last = Some(match &result {
            Ok(done) => LastTransaction::Done(called(done)),
            Err(error) => LastTransaction::Failed(self.failure(error)),
        });
        result
    }

    /// Runs a transaction or a query and keeps what is to be known of it.
    fn run<T>(
        &mut self,
        is_transaction: bool,
        work: impl FnOnce(&mut dyn Backend) -> Result<T, Failure>,
    ) -> Result<T, CallError> {
        let result = work(&mut *self.backend);
        if let Some(mut call) = self.backend.take_trace() {
            call.each_unknown(&mut |address| self.names.contract(address));
            call.each_created(&mut |address, info| self.names.place(address, info));
            if is_transaction {
                self.count_gas(&call);
            }
            if self.calls.len() == KEPT_CALLS {
                self.calls.pop_front();
            }
            self.calls.push_back(call);
        }
        self.reason = result.as_ref().err().and_then(|failure| failure.reason.clone());
        result.map_err(|failure| failure.error)
    }

    /// A failure of the last call in words.
    fn failure(&self, error: &CallError) -> String {
        match (error, &self.reason) {
            (CallError::Failed, Some(reason)) => format!("failed: {reason}"),
            _ => self.names.failure(error),
        }
    }

    fn count_gas(&mut self, call: &Call) {
        let (Some(gas), Some(info), Exit::Success(_)) = (self.backend.gas_used(), call.contract, &call.exit) else {
            return;
        };
        let method = if call.kind == CallKind::Create { Some("constructor") } else { call.method() };
        if let Some(method) = method {
            self.gas.add(info.name, method, gas);
        }
    }
}

impl Drop for Inner {
    /// Shows what happened last if the test fails.
    fn drop(&mut self) {
        if std::thread::panicking() && !is_quiet() && !self.calls.is_empty() {
            eprintln!("\nThe last calls on the {} chain, the latest at the end:", self.name);
            for call in self.calls.drain(..) {
                eprint!("{}", Trace { call, names: self.names.clone() });
            }
        }
    }
}

/// A state of a chain to come back to, by [`Chain::restore`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// Unlike that of any other, of any chain.
    id: u64,
}

/// A log, as Ethereum clients see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Log {
    /// The contract that emitted it.
    pub address: Address,
    /// At most 4 topics.
    pub topics: Vec<[u8; 32]>,
    /// The data.
    pub data: Vec<u8>,
}

impl Log {
    /// True if it is an event of type `E`; of an anonymous type, if it has its form.
    pub(crate) fn is_one<E: Event>(&self) -> bool {
        match E::INFO.anonymous {
            true => E::decode(&self.topics, &self.data).is_some(),
            false => self.topics.first() == Some(&E::INFO.topic),
        }
    }
}

impl Chain {
    /// A chain that runs contracts natively.
    pub fn native() -> Self {
        Self::new("native", Box::new(NativeChain::new()))
    }

    /// A chain that runs contracts as Wasm. Builds each contract on its first use in the process.
    #[cfg(feature = "vm")]
    pub fn vm() -> Self {
        Self::new("vm", Box::new(crate::vm::VmChain::new()))
    }

    /// The chain behind a JSON-RPC endpoint: a development chain that runs, such as `causeway dev`. Test accounts sign
    /// locally; transactions cost fees and wait for their receipts. If the chain can (`evm_snapshot`), it is put back
    /// when the last clone is dropped. What it lacks, a panic names.
    ///
    /// # Panics
    /// If no chain answers, or if this test has a chain there already.
    #[cfg(feature = "rpc")]
    pub fn rpc(url: &str) -> Self {
        Self::new("rpc", Box::new(crate::rpc::RpcChain::new(url)))
    }

    /// The chain behind the endpoint that the environment variable `CAUSEWAY_RPC_URL` names.
    ///
    /// # Panics
    /// As [`Chain::rpc`], and if the variable is not set.
    #[cfg(feature = "rpc")]
    pub fn rpc_from_env() -> Self {
        match std::env::var("CAUSEWAY_RPC_URL") {
            Ok(url) => Self::rpc(&url),
            Err(_) => panic!("set CAUSEWAY_RPC_URL to the endpoint of a development chain, http://127.0.0.1:8545"),
        }
    }

    /// A chain in this process that goes on from a block of the Causeway chain behind a JSON-RPC endpoint, the last one
    /// if `block` is `None`. It reads accounts, code and storage from there when they are needed, and keeps them;
    /// nothing is written there. Any account may act on it.
    ///
    /// # Panics
    /// If no chain answers, or if it has no such block.
    #[cfg(all(feature = "rpc", feature = "vm"))]
    pub fn fork(url: &str, block: Option<u64>) -> Self {
        Self::new("fork", Box::new(crate::vm::VmChain::fork(url, block)))
    }

    /// One of each.
    #[cfg(feature = "vm")]
    pub fn both() -> [Self; 2] {
        [Self::native(), Self::vm()]
    }

    fn new(name: &'static str, backend: Box<dyn Backend>) -> Self {
        let inner = Inner {
            name,
            backend,
            names: Names::default(),
            reason: None,
            calls: VecDeque::new(),
            older_logs: 0,
            last: None,
            snapshots: Vec::new(),
            gas: GasReport::default(),
        };
        Self { inner: Rc::new(RefCell::new(inner)) }
    }

    fn backend<R>(&self, run: impl FnOnce(&mut dyn Backend) -> R) -> R {
        run(&mut *self.inner.borrow_mut().backend)
    }

    /// The first `N` of 20 accounts with 10,000 coins each.
    pub fn accounts<const N: usize>(&self) -> [Address; N] {
        assert!(N <= FUNDED_ACCOUNTS, "a test chain has {FUNDED_ACCOUNTS} accounts");
        let accounts = std::array::from_fn(|i| ACCOUNTS[i].address);
        self.backend(|chain| chain.fund(&accounts));
        accounts
    }

    /// Deploys a contract; its client acts as `by`.
    ///
    /// # Panics
    /// If the constructor fails.
    #[track_caller]
    pub fn deploy<C: Contract>(&self, by: Address, constructor: Constructor<C>) -> C::Client<Sender> {
        match self.try_deploy(by, constructor) {
            Ok(client) => client,
            Err(error) => panic!("the constructor of {} {}", C::INFO.name, self.failure(&error)),
        }
    }

    /// Deploys a contract, or gives back how its constructor failed.
    pub fn try_deploy<C: Contract>(
        &self,
        by: Address,
        constructor: Constructor<C>,
    ) -> Result<C::Client<Sender>, CallError> {
        let code = Code::of::<C>();
        let mut inner = self.inner.borrow_mut();
        inner.names.learn(C::INFO);
        let Constructor { value, arguments, .. } = constructor;
        let address = inner.transact(|created| *created, |chain| chain.deploy(&code, by, value, arguments))?;
        drop(inner);
        Ok(self.client::<C>(address, by))
    }

    /// The client of the contract at `address` that acts as `by`.
    pub fn client<C: Contract>(&self, address: Address, by: Address) -> C::Client<Sender> {
        self.inner.borrow_mut().names.place(address, C::INFO);
        C::Client::from_link(Link::new(address, Sender { chain: self.clone(), from: by }))
    }

    /// Sends raw call data as a transaction, whatever it may be.
    pub fn send(&self, from: Address, to: Address, value: U256, input: &[u8]) -> Result<Vec<u8>, CallError> {
        let message = Message { from, to, value, gas: u64::MAX, input: input.to_vec() };
        self.inner.borrow_mut().transact(|_| to, |chain| chain.transact(message))
    }

    /// The hash of a contract's code, for contracts that create others. On the VM the code has to be deployed before
    /// it can be created from its hash.
    pub fn code_hash<C: Contract>(&self) -> B256 {
        self.inner.borrow_mut().names.learn(C::INFO);
        self.backend(|chain| chain.code_hash(&Code::of::<C>()))
    }

    /// Balance in wei.
    pub fn balance(&self, address: Address) -> U256 {
        self.inner.borrow().backend.balance(address)
    }

    /// Gives `address` exactly `balance` wei.
    pub fn set_balance(&self, address: Address, balance: U256) {
        self.backend(|chain| chain.set_balance(address, balance));
    }

    /// The value under a storage key of a contract; empty if there is none.
    pub fn storage(&self, address: Address, key: &[u8; 32]) -> Vec<u8> {
        self.inner.borrow().backend.storage(address, key)
    }

    /// Height of the last block.
    pub fn block_number(&self) -> u64 {
        self.inner.borrow().backend.block_number()
    }

    /// Timestamp that the next transaction and the next query see, in seconds since 1970. It grows by one with each
    /// transaction.
    pub fn timestamp(&self) -> u64 {
        self.inner.borrow().backend.timestamp()
    }

    /// Moves the clock on: the next transaction and the next query see a timestamp that is `seconds` later.
    #[track_caller]
    pub fn advance_time(&self, seconds: u64) {
        self.set_time(self.timestamp().saturating_add(seconds));
    }

    /// Sets the clock: the next transaction and the next query see this timestamp, in seconds since 1970.
    ///
    /// # Panics
    /// If it is not after the last block's, or above 2^63 - 1.
    #[track_caller]
    pub fn set_time(&self, timestamp: u64) {
        let head = self.inner.borrow().backend.head_timestamp();
        assert!(
            timestamp > head,
            "time goes on only: {timestamp} is not after the last block's timestamp, {head}; to go back, restore a \
             snapshot that was taken earlier"
        );
        assert!(timestamp <= TIMESTAMP_MAX, "{timestamp} is above the last timestamp of a chain, {TIMESTAMP_MAX}");
        self.backend(|chain| chain.set_time(timestamp));
    }

    /// Adds empty blocks, a second apart.
    pub fn mine(&self, blocks: u64) {
        self.backend(|chain| chain.mine(blocks));
    }

    /// Keeps the chain as it is now: accounts, contracts, clock, height and logs.
    pub fn snapshot(&self) -> Snapshot {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let snapshot = Snapshot { id: NEXT.fetch_add(1, Ordering::Relaxed) };
        let mut inner = self.inner.borrow_mut();
        let place = inner.backend.snapshot();
        inner.snapshots.truncate(place);
        inner.snapshots.push(snapshot);
        snapshot
    }

    /// Goes back to a state of this chain. It may be gone back to again; states that were kept after it are forgotten.
    ///
    /// # Panics
    /// If the snapshot is of another chain, or forgotten.
    #[track_caller]
    pub fn restore(&self, snapshot: Snapshot) {
        let mut inner = self.inner.borrow_mut();
        let Some(place) = inner.snapshots.iter().position(|kept| *kept == snapshot) else {
            panic!(
                "this chain has no such snapshot: it is of another chain, or it was taken later than one that was \
                 restored since, which forgets it; take it again"
            )
        };
        inner.snapshots.truncate(place + 1);
        inner.backend.restore(place);
        inner.older_logs = inner.backend.log_count();
        inner.last = None;
    }

    /// All logs of successful transactions, the oldest first.
    pub fn logs(&self) -> Vec<Log> {
        self.inner.borrow().backend.logs(0)
    }

    /// The logs of the last transaction.
    pub fn last_logs(&self) -> Vec<Log> {
        let inner = self.inner.borrow();
        inner.backend.logs(inner.older_logs)
    }

    /// All texts that contracts gave to `debug_log` in transactions and queries, failed ones too, the oldest first.
    pub fn debug_logs(&self) -> Vec<String> {
        self.inner.borrow().backend.debug_logs()
    }

    /// All events of one type, whichever contract emitted them, the oldest first. Of an anonymous type these are the
    /// logs that have its form.
    ///
    /// # Panics
    /// If a log has the event's signature but does not decode, or an indexed field is only there as a hash.
    #[track_caller]
    pub fn events<E: Event>(&self) -> Vec<E> {
        self.events_in(self.logs())
    }

    /// As [`Chain::events`], those that the contract at `address` emitted.
    ///
    /// # Panics
    /// As [`Chain::events`].
    #[track_caller]
    pub fn events_of<E: Event>(&self, address: Address) -> Vec<E> {
        let mut logs = self.logs();
        logs.retain(|log| log.address == address);
        self.events_in(logs)
    }

    #[track_caller]
    fn events_in<E: Event>(&self, logs: Vec<Log>) -> Vec<E> {
        let mut events = Vec::new();
        for log in logs.iter().filter(|log| log.is_one::<E>()) {
            match E::decode(&log.topics, &log.data) {
                Some(event) => events.push(event),
                None => panic!(
                    "a log of {0} does not give the event back: {1}\nan indexed string, bytes or list is there as a hash \
                     only; assert it with expect_event({0} {{ .. }}), or look at it with logs()",
                    E::INFO.name,
                    self.names().log(log)
                ),
            }
        }
        events
    }

    /// Gas that the last transaction used; `None` on the native chain, which does not count it.
    pub fn gas_used(&self) -> Option<u64> {
        self.inner.borrow().backend.gas_used()
    }

    /// Gas of each method over the successful transactions so far; empty on a chain that does not count it.
    pub fn gas_report(&self) -> GasReport {
        self.inner.borrow().gas.clone()
    }

    /// The calls of the last transaction or query, to print or to look into; `None` before the first one. They are
    /// printed by themselves when a test fails.
    pub fn trace(&self) -> Option<Trace> {
        let inner = self.inner.borrow();
        inner.calls.back().map(|call| Trace { call: call.clone(), names: inner.names.clone() })
    }

    /// The last transaction since the chain was made or restored.
    pub(crate) fn last_transaction(&self) -> Option<LastTransaction> {
        self.inner.borrow().last.clone()
    }

    /// Forgets the calls that it keeps to show them if the test fails.
    pub(crate) fn forget_calls(&self) {
        self.inner.borrow_mut().calls.clear();
    }

    /// What addresses, errors and events are called here.
    pub(crate) fn names(&self) -> Names {
        self.inner.borrow().names.clone()
    }

    /// A failure of the last call in words, with the name and the fields of a custom error.
    pub(crate) fn failure(&self, error: &CallError) -> String {
        self.inner.borrow().failure(error)
    }
}

impl fmt::Debug for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Chain::{}()", self.inner.borrow().name)
    }
}

/// A chain and the account that a client acts as.
#[derive(Clone, Debug)]
pub struct Sender {
    chain: Chain,
    from: Address,
}

impl Transport for Sender {
    fn call(&self, request: &Request) -> Result<Vec<u8>, CallError> {
        let Request { to, value, gas, is_view, ref input, .. } = *request;
        let message = Message { from: self.from, to, value, gas, input: input.clone() };
        let mut inner = self.chain.inner.borrow_mut();
        match is_view {
            true => inner.run(false, |chain| chain.query(message)),
            false => inner.transact(|_| to, |chain| chain.transact(message)),
        }
    }

    #[track_caller]
    fn fail(&self, error: CallError) -> ! {
        panic!("a call on {:?} {}", self.chain, self.chain.failure(&error));
    }
}

impl Signer for Sender {
    fn acting_as(&self, account: Address) -> Self {
        Self { chain: self.chain.clone(), from: account }
    }
}

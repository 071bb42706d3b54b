//! The chain as tests see it.

use std::{cell::RefCell, fmt, rc::Rc};

use sdk::{
    abi::ContractInfo,
    call::{CallError, Client, Link, Request, Signer, Transport},
    contract::{Constructor, Contract},
    event::Event,
    types::{Address, B256, U256},
};

use crate::{
    accounts::{ACCOUNTS, FUNDED_ACCOUNTS},
    backend::{Backend, Code, Failure, Message},
    native::NativeChain,
};

/// A test chain. Clones are the same chain.
#[derive(Clone)]
pub struct Chain {
    inner: Rc<RefCell<Inner>>,
}

struct Inner {
    name: &'static str,
    backend: Box<dyn Backend>,
    /// The contracts deployed so far, to name their errors.
    contracts: Vec<&'static ContractInfo>,
    /// Why the last call failed, if there is more to say than its error does.
    reason: Option<String>,
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

    /// One of each.
    #[cfg(feature = "vm")]
    pub fn both() -> [Self; 2] {
        [Self::native(), Self::vm()]
    }

    fn new(name: &'static str, backend: Box<dyn Backend>) -> Self {
        Self { inner: Rc::new(RefCell::new(Inner { name, backend, contracts: Vec::new(), reason: None })) }
    }

    fn backend<R>(&self, run: impl FnOnce(&mut dyn Backend) -> R) -> R {
        run(&mut *self.inner.borrow_mut().backend)
    }

    /// The first `N` of 20 accounts with 10,000 coins each.
    pub fn accounts<const N: usize>(&self) -> [Address; N] {
        assert!(N <= FUNDED_ACCOUNTS, "a test chain has {FUNDED_ACCOUNTS} accounts");
        std::array::from_fn(|i| ACCOUNTS[i].address)
    }

    /// Deploys a contract; its client acts as `by`.
    ///
    /// # Panics
    /// If the constructor fails.
    #[track_caller]
    pub fn deploy<C: Contract>(&self, by: Address, constructor: Constructor<C>) -> C::Client<Sender> {
        match self.try_deploy(by, constructor) {
            Ok(client) => client,
            Err(error) => panic!("the constructor of {} {}", C::INFO.name, self.describe(&error)),
        }
    }

    /// Deploys a contract, or gives back how its constructor failed.
    pub fn try_deploy<C: Contract>(
        &self,
        by: Address,
        constructor: Constructor<C>,
    ) -> Result<C::Client<Sender>, CallError> {
        self.inner.borrow_mut().contracts.push(C::INFO);
        let result = self.backend(|chain| chain.deploy(&Code::of::<C>(), by, constructor.value, constructor.arguments));
        self.noted(result).map(|address| self.client::<C>(address, by))
    }

    /// The client of the contract at `address` that acts as `by`.
    pub fn client<C: Contract>(&self, address: Address, by: Address) -> C::Client<Sender> {
        C::Client::from_link(Link::new(address, Sender { chain: self.clone(), from: by }))
    }

    /// Sends raw call data as a transaction, whatever it may be.
    pub fn send(&self, from: Address, to: Address, value: U256, input: &[u8]) -> Result<Vec<u8>, CallError> {
        let message = Message { from, to, value, gas: u64::MAX, input: input.to_vec() };
        let result = self.backend(|chain| chain.transact(message));
        self.noted(result)
    }

    /// The hash of a contract's code, for contracts that create others. On the VM the code has to be deployed before
    /// it can be created from its hash.
    pub fn code_hash<C: Contract>(&self) -> B256 {
        self.inner.borrow_mut().contracts.push(C::INFO);
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

    /// Moves the clock on.
    pub fn advance_time(&self, seconds: u64) {
        self.backend(|chain| chain.advance_time(seconds));
    }

    /// All logs of successful transactions, the oldest first.
    pub fn logs(&self) -> Vec<Log> {
        self.inner.borrow().backend.logs()
    }

    /// All texts that contracts gave to `debug_log` in transactions and queries, failed ones too, the oldest first.
    pub fn debug_logs(&self) -> Vec<String> {
        self.inner.borrow().backend.debug_logs()
    }

    /// All events of one type, the oldest first.
    ///
    /// # Panics
    /// If a log has the event's signature but does not decode, or an indexed field is only there as a hash.
    #[track_caller]
    pub fn events<E: Event>(&self) -> Vec<E> {
        let logs = self.logs();
        let logs = logs.iter().filter(|log| log.topics.first() == Some(&E::INFO.topic));
        logs.map(|log| match E::decode(&log.topics, &log.data) {
            Some(event) => event,
            None => panic!("a log of {} does not decode: {log:?}; look at it with logs()", E::INFO.name),
        })
        .collect()
    }

    /// Gas that the last transaction used; `None` on the native chain, which does not count it.
    pub fn gas_used(&self) -> Option<u64> {
        self.inner.borrow().backend.gas_used()
    }

    /// Keeps a failure's reason, to be shown if a test ends because of it.
    fn noted<T>(&self, result: Result<T, Failure>) -> Result<T, CallError> {
        let mut inner = self.inner.borrow_mut();
        inner.reason = result.as_ref().err().and_then(|failure| failure.reason.clone());
        result.map_err(|failure| failure.error)
    }

    /// A failure in words, with the name of a custom error.
    fn describe(&self, error: &CallError) -> String {
        let inner = self.inner.borrow();
        let mut text = error.to_string();
        if let CallError::Reverted(data) = error
            && let Some(selector) = data.first_chunk::<4>()
        {
            let known = inner.contracts.iter().flat_map(|info| info.errors.iter().copied().flatten());
            if let Some(error) = known.into_iter().find(|error| error.selector == *selector) {
                text = format!("reverted with {} ({text})", error.name);
            }
        }
        match &inner.reason {
            Some(reason) => format!("{text}: {reason}"),
            None => text,
        }
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
        let result = self.chain.backend(|chain| if is_view { chain.query(message) } else { chain.transact(message) });
        self.chain.noted(result)
    }

    #[track_caller]
    fn fail(&self, error: CallError) -> ! {
        panic!("a call on {:?} {}", self.chain, self.chain.describe(&error));
    }
}

impl Signer for Sender {
    fn acting_as(&self, account: Address) -> Self {
        Self { chain: self.chain.clone(), from: account }
    }
}

//! A wallet of several owners: calls that m of n approve, for long enough and before they expire, are made once, in
//! their order, together or not at all.
//!
//! Guarantees the invariants of README.md. Approving, withdrawing an approval, delay and expiry are the block
//! [`Approvals`]; this contract keeps the calls, makes them, and changes its owners only when they approved that.
#![no_std]

use blocks::{Approvals, ApprovalsError, action, signatures::has_code};
use sdk::{
    call::{Here, Request, Transport},
    codec::Encode,
    prelude::*,
};

/// Most calls of one proposal.
pub const CALLS_MAX: usize = 32;
/// Most bytes that the calls of one proposal take in storage.
pub const CALLS_MAX_BYTES: usize = 60 * 1024;

/// One call that the wallet makes.
#[record]
pub struct Call {
    /// The callee, an account or a contract.
    pub to: Address,
    /// Wei to send.
    pub value: U256,
    /// Selector and arguments; empty for a mere payment.
    pub data: Bytes,
}

/// The wallet.
#[storage]
pub struct Multisig {
    approvals: Approvals,
    calls: Map<u64, Vec<Call>>,
}

/// Coins came in by `deposit`. Coins that are sent without a call leave no event.
#[event]
pub struct Deposited {
    #[indexed]
    from: Address,
    amount: U256,
}

/// Why the wallet refuses.
#[error]
pub enum Error {
    /// The step that the approvals refuse.
    #[from]
    Approvals(ApprovalsError),
    /// A proposal has at least one call and at most [`CALLS_MAX`].
    InvalidCallCount { found: u64, most: u64 },
    /// The calls do not fit into one proposal.
    CallsTooLarge { found_bytes: u64, most_bytes: u64 },
    /// A call with data is meant for a contract, and there is none.
    NoContract { index: u64, to: Address },
    /// A call failed; `data` is what it reverted with. None of the proposal's calls took place.
    CallFailed { index: u64, to: Address, data: Bytes },
    /// Only the wallet itself may do this: propose a call to it.
    NotWallet { caller: Address, wallet: Address },
}

#[contract(components(approvals: Approvals except(propose)))]
impl Multisig {
    /// A wallet of these owners, `threshold` of whom have to approve. Their approvals have to stand for `delay`
    /// seconds, and a proposal can be executed for `lifetime` seconds.
    #[init]
    #[payable]
    pub fn new(
        &mut self,
        owners: Vec<Address>,
        threshold: u32,
        delay: u64,
        lifetime: u64,
    ) -> Result<(), ApprovalsError> {
        self.approvals.configure(owners, threshold, delay, lifetime)
    }

    /// The calls of a proposal, executed or not; empty if there is none with this number.
    pub fn calls(&self, proposal: u64) -> Vec<Call> {
        self.calls.get(proposal)
    }

    /// Anyone: gives the wallet coins.
    #[payable]
    pub fn deposit(&mut self) {
        emit(Deposited { from: caller(), amount: value() });
    }

    /// Owner: proposes calls, approves them, and returns the number of the proposal.
    pub fn propose(&mut self, calls: Vec<Call>) -> Result<u64, Error> {
        if calls.is_empty() || calls.len() > CALLS_MAX {
            return Err(Error::InvalidCallCount { found: calls.len() as u64, most: CALLS_MAX as u64 });
        }
        let size = calls.encoded_size();
        if size > CALLS_MAX_BYTES {
            return Err(Error::CallsTooLarge { found_bytes: size as u64, most_bytes: CALLS_MAX_BYTES as u64 });
        }
        let proposal = self.approvals.propose(named(&calls))?;
        self.calls.set(proposal, calls);
        Ok(proposal)
    }

    /// Anyone: makes the calls of a proposal whose time has come, in their order, and returns what they returned.
    pub fn execute(&mut self, proposal: u64) -> Result<Vec<Bytes>, Error> {
        let calls = self.calls.get(proposal);
        // Before the calls, so that none of them finds the proposal open.
        self.approvals.execute(proposal, named(&calls))?;
        (0..).zip(calls).map(|(index, call)| make(index, call)).collect()
    }

    /// Wallet: sets owners and terms, as in the constructor. All proposals made before are void.
    pub fn configure(&mut self, owners: Vec<Address>, threshold: u32, delay: u64, lifetime: u64) -> Result<(), Error> {
        if caller() != this() {
            return Err(Error::NotWallet { caller: caller(), wallet: this() });
        }
        Ok(self.approvals.configure(owners, threshold, delay, lifetime)?)
    }
}

/// The action that a proposal of these calls is.
fn named(calls: &[Call]) -> B256 {
    action("calls", &(calls.to_vec(),))
}

/// Makes one call. Only a call to the wallet itself enters it again.
fn make(index: u64, call: Call) -> Result<Bytes, Error> {
    let Call { to, value, data } = call;
    if !data.is_empty() && !has_code(to) {
        return Err(Error::NoContract { index, to });
    }
    let input = data.0;
    let request = Request { to, value, gas: u64::MAX, is_view: false, allow_reentry: to == this(), input };
    match Here.call(&request) {
        Ok(output) => Ok(Bytes(output)),
        Err(CallError::Reverted(data)) => Err(Error::CallFailed { index, to, data: Bytes(data) }),
        Err(_) => Err(Error::CallFailed { index, to, data: Bytes::default() }),
    }
}

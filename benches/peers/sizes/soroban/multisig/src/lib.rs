//! The wallet of `contracts/multisig` on soroban-sdk: calls that m of n owners approve, for long enough and before they
//! expire, are made once, in their order, together or not at all.
//!
//! Not as in ours: coins are tokens, so that a call has no value and a deposit names its asset; a contract cannot call
//! itself here, so that the change of owners is a kind of call instead of a method; how large a proposal may be is the
//! system's limit; and what a failed call answered is in the system's diagnostics, not in the error. Comments are `//`,
//! since `///` would be written into the file.
#![no_std]

mod approvals;

use approvals::{Proposal, Terms};
use soroban_sdk::{
    contract, contracterror, contractevent, contractimpl, contracttype, panic_with_error, token::TokenClient,
    xdr::ToXdr, Address, Env, InvokeError, Symbol, Val, Vec,
};

// Most calls of one proposal.
const CALLS_MAX: u32 = 32;

#[contracttype]
pub(crate) enum Key {
    Proposal(u64),
    Calls(u64),
}

// One call that the wallet makes.
#[contracttype]
pub enum Call {
    // Contract, function, arguments.
    Contract(Address, Symbol, Vec<Val>),
    // To the wallet itself: owners, threshold, delay and lifetime. All proposals made before are void.
    Configure(Vec<Address>, u32, u64, u64),
}

#[contracterror]
#[derive(Clone, Copy)]
#[repr(u32)]
pub enum Error {
    NotApprover = 1,
    InvalidApprovers = 2,
    InvalidThreshold = 3,
    LifetimeWithinDelay = 4,
    UnknownProposal = 5,
    ProposalOutdated = 6,
    ProposalExpired = 7,
    ProposalExecuted = 8,
    AlreadyApproved = 9,
    NotApproved = 10,
    ApprovalsMissing = 11,
    ExecutedTooEarly = 12,
    InvalidCallCount = 13,
    CallFailed = 14,
}

// Tokens came in by `deposit`.
#[contractevent(topics = ["deposited"], data_format = "single-value")]
pub struct Deposited {
    #[topic]
    pub from: Address,
    #[topic]
    pub asset: Address,
    pub amount: i128,
}

#[contract]
pub struct Multisig;

#[contractimpl]
impl Multisig {
    // A wallet of these owners, `threshold` of whom have to approve. Their approvals have to stand for `delay` seconds,
    // and a proposal can be executed for `lifetime` seconds.
    pub fn __constructor(env: Env, owners: Vec<Address>, threshold: u32, delay: u64, lifetime: u64) {
        approvals::configure(&env, owners, threshold, delay, lifetime);
    }

    pub fn approval_terms(env: Env) -> Terms {
        approvals::terms(&env)
    }

    pub fn proposal(env: Env, proposal: u64) -> Option<Proposal> {
        approvals::proposal(&env, proposal)
    }

    // The calls of a proposal, executed or not; empty if there is none with this number.
    pub fn calls(env: Env, proposal: u64) -> Vec<Call> {
        env.storage().persistent().get(&Key::Calls(proposal)).unwrap_or(Vec::new(&env))
    }

    // Anyone: gives the wallet tokens.
    pub fn deposit(env: Env, from: Address, asset: Address, amount: i128) {
        from.require_auth();
        TokenClient::new(&env, &asset).transfer(&from, &env.current_contract_address(), &amount);
        Deposited { from, asset, amount }.publish(&env);
    }

    // Owner: proposes calls, approves them, and returns the number of the proposal.
    pub fn propose(env: Env, owner: Address, calls: Vec<Call>) -> u64 {
        require(&env, (1..=CALLS_MAX).contains(&calls.len()), Error::InvalidCallCount);
        let action = env.crypto().keccak256(&calls.clone().to_xdr(&env)).to_bytes();
        let proposal = approvals::propose(&env, owner, action);
        env.storage().persistent().set(&Key::Calls(proposal), &calls);
        proposal
    }

    pub fn approve_action(env: Env, owner: Address, proposal: u64) {
        approvals::approve(&env, owner, proposal);
    }

    pub fn withdraw_approval(env: Env, owner: Address, proposal: u64) {
        approvals::withdraw(&env, owner, proposal);
    }

    // Anyone: makes the calls of a proposal whose time has come, in their order, and returns what they returned.
    pub fn execute(env: Env, proposal: u64) -> Vec<Val> {
        approvals::execute(&env, proposal);
        let mut outputs = Vec::new(&env);
        for call in Self::calls(env.clone(), proposal) {
            outputs.push_back(make(&env, call));
        }
        outputs
    }
}

fn make(env: &Env, call: Call) -> Val {
    match call {
        Call::Contract(to, function, args) => match env.try_invoke_contract::<Val, InvokeError>(&to, &function, args) {
            Ok(Ok(output)) => output,
            _ => panic_with_error!(env, Error::CallFailed),
        },
        Call::Configure(owners, threshold, delay, lifetime) => {
            approvals::configure(env, owners, threshold, delay, lifetime);
            Val::VOID.into()
        }
    }
}

pub(crate) fn require(env: &Env, holds: bool, error: Error) {
    if !holds {
        panic_with_error!(env, error)
    }
}

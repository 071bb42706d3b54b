//! The wallet of `contracts/multisig`: calls that m of n owners approve are made once, together or not at all.
//!
//! Not as in ours: nothing enters a Stylus contract again, so that a call of the wallet to itself is carried out in
//! place, and can only be `configure`. A plain payment reaches the contract by its `receive`. The limit in bytes counts
//! the calls as the ABI encodes them.
#![cfg_attr(not(feature = "export-abi"), no_main)]
extern crate alloc;

mod approvals;
mod errors;
mod events;
mod records;

use alloy_primitives::{Address, Bytes, B256};
use alloy_sol_types::{sol, SolCall, SolValue};
use stylus_sdk::{
    crypto::keccak,
    prelude::*,
    storage::{StorageAddress, StorageBytes, StorageMap, StorageU256, StorageVec},
    stylus_core::calls::Call as Context,
};

use approvals::Approvals;
use errors::*;
use events::Deposited;
use records::{Call, Proposal, Terms};

/// Most calls of one proposal.
const CALLS_MAX: usize = 32;
/// Most bytes that the calls of one proposal take.
const CALLS_MAX_BYTES: usize = 60 * 1024;

sol! {
    function configure(address[] owners, uint32 threshold, uint64 delay, uint64 lifetime);
}

#[entrypoint]
#[storage]
pub struct Multisig {
    approvals: Approvals,
    calls: StorageMap<u64, StorageVec<StoredCall>>,
}

#[storage]
struct StoredCall {
    to: StorageAddress,
    value: StorageU256,
    data: StorageBytes,
}

#[public]
impl Multisig {
    #[constructor]
    #[payable]
    pub fn constructor(
        &mut self,
        owners: Vec<Address>,
        threshold: u32,
        delay: u64,
        lifetime: u64,
    ) -> Result<(), Error> {
        self.approvals.configure(owners, threshold, delay, lifetime)
    }

    /// Coins that are sent without a call leave no event.
    #[receive]
    #[payable]
    pub fn receive(&mut self) -> Result<(), Vec<u8>> {
        Ok(())
    }

    #[payable]
    pub fn deposit(&mut self) {
        self.vm().log(Deposited { from: self.vm().msg_sender(), amount: self.vm().msg_value() });
    }

    pub fn calls(&self, proposal: u64) -> Vec<Call> {
        let calls = self.calls.getter(proposal);
        let read = |index| {
            let call = calls.getter(index)?;
            Some(Call { to: call.to.get(), value: call.value.get(), data: call.data.get_bytes().into() })
        };
        (0..calls.len()).filter_map(read).collect()
    }

    pub fn approval_terms(&self) -> Terms {
        self.approvals.terms()
    }

    pub fn proposal(&self, proposal: u64) -> Proposal {
        self.approvals.proposal(proposal)
    }

    pub fn propose(&mut self, calls: Vec<Call>) -> Result<u64, Error> {
        if calls.is_empty() || calls.len() > CALLS_MAX {
            return Err(InvalidCallCount { found: calls.len() as u64, most: CALLS_MAX as u64 }.into());
        }
        let size = calls.abi_encoded_size();
        if size > CALLS_MAX_BYTES {
            return Err(CallsTooLarge { found_bytes: size as u64, most_bytes: CALLS_MAX_BYTES as u64 }.into());
        }
        let proposal = self.approvals.propose(named(&calls))?;
        let mut stored = self.calls.setter(proposal);
        for call in calls {
            let mut record = stored.grow();
            record.to.set(call.to);
            record.value.set(call.value);
            record.data.set_bytes(call.data);
        }
        Ok(proposal)
    }

    pub fn approve_action(&mut self, proposal: u64) -> Result<(), Error> {
        self.approvals.approve(proposal)
    }

    pub fn withdraw_approval(&mut self, proposal: u64) -> Result<(), Error> {
        self.approvals.withdraw(proposal)
    }

    pub fn execute(&mut self, proposal: u64) -> Result<Vec<Bytes>, Error> {
        let calls = self.calls(proposal);
        // Before the calls, so that none of them finds the proposal open.
        self.approvals.execute(proposal, named(&calls))?;
        (0..).zip(calls).map(|(index, call)| self.make(index, call)).collect()
    }

    pub fn configure(&mut self, owners: Vec<Address>, threshold: u32, delay: u64, lifetime: u64) -> Result<(), Error> {
        let (caller, wallet) = (self.vm().msg_sender(), self.vm().contract_address());
        if caller != wallet {
            return Err(NotWallet { caller, wallet }.into());
        }
        self.approvals.configure(owners, threshold, delay, lifetime)
    }
}

impl Multisig {
    fn make(&mut self, index: u64, Call { to, value, data }: Call) -> Result<Bytes, Error> {
        if !data.is_empty() && self.vm().code_size(to) == 0 {
            return Err(NoContract { index, to }.into());
        }
        let done = if to == self.vm().contract_address() {
            self.tell_itself(&data)
        } else {
            let context = Context::new_payable(self, value);
            call(self.vm(), context, to, &data).map_err(Vec::from)
        };
        match done {
            Ok(output) => Ok(output.into()),
            Err(data) => Err(CallFailed { index, to, data: data.into() }.into()),
        }
    }

    /// Does what the wallet calls itself for.
    fn tell_itself(&mut self, data: &[u8]) -> Result<Vec<u8>, Vec<u8>> {
        if !data.is_empty() {
            let configureCall { owners, threshold, delay, lifetime } =
                configureCall::abi_decode_validate(data).map_err(|_| Vec::new())?;
            self.approvals.configure(owners, threshold, delay, lifetime)?;
        }
        Ok(Vec::new())
    }
}

/// The action that a proposal of these calls is.
fn named(calls: &[Call]) -> B256 {
    keccak([&b"calls"[..], &calls.abi_encode()].concat())
}

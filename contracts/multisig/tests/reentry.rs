//! Contracts that call the wallet back. They are native only: a package builds one contract.

#![allow(missing_docs, reason = "the contract is one of a test")]

#[cfg(test)]
mod support;

use multisig::*;
use support::*;
use testing::prelude::*;

/// A contract that has the wallet execute a proposal.
#[storage]
pub struct Impatient {
    wallet: Value<Address>,
}

#[contract]
impl Impatient {
    #[init]
    pub fn new(&mut self, wallet: Address) {
        self.wallet.set(wallet);
    }

    /// True if the proposal was executed.
    pub fn hurry(&mut self, proposal: u64) -> bool {
        MultisigClient::new(self.wallet.get()).try_execute(proposal).is_ok()
    }
}

#[test]
fn contract_that_the_wallet_calls_cannot_enter_it() {
    let chain = Chain::native();
    let safe = safe(&chain);
    let Safe { ref wallet, stranger, .. } = safe;
    let impatient = chain.deploy(stranger, Impatient::constructor(wallet.address()));
    let due = safe.approved(vec![payment(stranger, 10)]);
    let data = calldata("hurry(uint64)", (due,));
    let proposal = safe.approved(vec![Call { to: impatient.address(), value: U256::ZERO, data }]);
    chain.advance_time(DELAY);
    let before = chain.balance(stranger);
    let no = Bytes(U256::ZERO.to_be_bytes().to_vec());
    assert_eq!(wallet.execute(proposal), Ok(vec![no]));
    assert_eq!(chain.balance(stranger), before, "the other proposal was not executed");
    // By itself, outside of a call of the wallet, it may do so as anyone.
    assert!(impatient.hurry(due));
    assert_eq!(chain.balance(stranger), before + U256::from(10_u64));
}

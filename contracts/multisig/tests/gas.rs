//! What each step of a proposal costs: `gas.golden` beside the manifest.

#[cfg(test)]
mod support;

use multisig::*;
use support::*;
use testing::prelude::*;

#[test]
fn gas_of_each_step_is_as_recorded() {
    let chain = Chain::vm();
    let safe = safe(&chain);
    let Safe { ref wallet, owners, stranger, .. } = safe;
    wallet.by(stranger).with_value(U256::ONE).deposit();
    let one = safe.approved(vec![payment(stranger, 1)]);
    let most = safe.approved((0..CALLS_MAX).map(|_| safe.token_transfer(stranger, 1)).collect());
    let withdrawn = safe.approved(vec![payment(stranger, 1)]);
    wallet.approvals().withdraw_approval(withdrawn).unwrap();
    let configuration = safe.approved(vec![safe.configuration(owners.to_vec(), 3)]);
    chain.advance_time(DELAY);
    for proposal in [one, most, configuration] {
        wallet.execute(proposal).unwrap();
    }
    assert_gas_golden!(chain);
}

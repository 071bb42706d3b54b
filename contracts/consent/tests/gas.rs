//! What each step costs: `gas.golden` beside the manifest.

#[cfg(test)]
mod support;

use consent::*;
use support::*;
use testing::prelude::*;

#[test]
fn gas_of_each_step_is_as_recorded() {
    let chain = Chain::vm();
    let health = health(&chain);
    let Health { patient, hospital, doctor, pharmacy, insurer, reviewer, stranger, .. } = health;
    let record = health.anchored();
    health.by(doctor).access(hospital, record, TREATMENT).unwrap();
    let dispensing = health.dispensed();
    health.by(patient).claim(dispensing, insurer).unwrap();
    health.by(insurer).settle(dispensing, 1_000, hash(6)).unwrap();
    health.by(doctor).cancel(1).unwrap();
    health.by(patient).grants().revoke_grant(pharmacy, DISPENSING).unwrap();
    let emergency = health.entered();
    health.by(patient).leave_emergency(emergency).unwrap();
    health.by(doctor).justify(emergency, hash(7)).unwrap();
    health.by(reviewer).review(emergency, Verdict::Upheld, hash(8)).unwrap();
    health.by(hospital).employ(stranger).unwrap();
    health.by(hospital).dismiss(stranger).unwrap();
    assert_gas_golden!(chain);
}

//! What each step costs: `gas.golden` beside the manifest.

#[cfg(test)]
mod support;

use licence::*;
use support::*;
use testing::prelude::*;

#[test]
fn gas_of_each_step_is_as_recorded() {
    let chain = Chain::vm();
    let district = district(&chain);
    let District { ref licences, officer, second, checker, applicant, bank, .. } = district;
    let application = district.submitted();
    district.by(checker).pre_check(application, model(), Advice::Approve, 9_700, hash(2)).unwrap();
    district.by(officer).send_back(application, hash(3)).unwrap();
    district.by(applicant).amend(application, documents(), hash(1)).unwrap();
    district.signed(application);
    let licence = district.by(officer).approve(application, documents(), hash(1), hash(4)).unwrap();
    let change = district.submitted_for(Matter::Change, licence, hash(5));
    chain.advance_time(TERMS.decision_seconds);
    licences.report_overdue(change).unwrap();
    district.by(officer).approve(change, documents(), hash(5), hash(4)).unwrap();
    district.appealed();
    district.by(bank).complete(licence, BANK, hash(6)).unwrap();
    let (document, until) = (papers()[0], chain.timestamp() + DAY);
    district.by(applicant).grants().grant(bank, document, until).unwrap();
    district.by(bank).reuse(licence, document, proof_of_charter(), hash(7)).unwrap();
    chain.advance_time(366 * DAY);
    district.by(applicant).report(licence, 2026, hash(8)).unwrap();
    district.by(officer).suspend(licence, hash(9)).unwrap();
    district.by(officer).reinstate(licence, hash(9)).unwrap();
    district.by(officer).suspend(licence, hash(9)).unwrap();
    district.by(second).revoke(licence, hash(9)).unwrap();
    licences.retire_model(model()).unwrap();
    assert_gas_golden!(chain);
}

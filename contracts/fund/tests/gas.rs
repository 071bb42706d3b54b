//! What each step of the fund costs: `gas.golden` beside the manifest.

#[cfg(test)]
mod support;

use fund::*;
use support::*;
use testing::prelude::*;

#[test]
fn gas_of_each_step_is_as_recorded() {
    let chain = Chain::vm();
    let city = city(&chain);
    let City { ref fund, authority, manager, members, contributors: [first, _], company, .. } = city;
    let project = city.funded(&[100, 50, 30]);
    city.released(project, 0);
    fund.by(company).withdraw(project, company).unwrap();
    fund.by(company).report(project, 202_611, hash(3)).unwrap();
    city.released(project, 1);
    city.decided(fund.propose_clawback(project, 120)).unwrap();
    city.coins(company, 70).repay(project, 70).unwrap();
    let due = chain.timestamp();
    let milestones = (0..MILESTONES_MAX).map(|_| milestone(1, due)).collect();
    fund.by(manager).propose_project(company, hash(1), milestones).unwrap();
    city.decided(fund.propose_winding_up()).unwrap();
    fund.by(first).redeem(first).unwrap();
    fund.by(authority).set_manager(company).unwrap();
    fund.by(authority).set_committee(members.to_vec(), 3, DELAY, LIFETIME).unwrap();
    assert_gas_golden!(chain);
}

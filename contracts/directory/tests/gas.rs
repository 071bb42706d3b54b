//! What each step costs: `gas.golden` beside the manifest.

#[cfg(test)]
mod support;

use support::*;
use testing::prelude::*;

#[test]
fn gas_of_each_step_is_as_recorded() {
    let chain = Chain::vm();
    let city = city(&chain);
    let City { ref directory, register, housing, third, supervisor, duty, dataset, .. } = city;
    let share = city.granted();
    city.requested(NAME);
    for n in 1..=3 {
        city.by(register).deliver(share, hash(n), addresses(10)).unwrap();
    }
    city.by(housing).receive(share, hash(1), addresses(10)).unwrap();
    city.by(housing).receive(share, hash(2), addresses(9)).unwrap();
    city.by(supervisor).settle(share, hash(2), false).unwrap();
    let complaint = city.complained();
    city.by(register).answer(complaint, hash(4)).unwrap();
    city.by(housing).escalate_complaint(complaint).unwrap();
    city.by(supervisor).decide(complaint, hash(5)).unwrap();
    let complaint = city.complained();
    city.by(register).answer(complaint, hash(4)).unwrap();
    city.by(housing).accept(complaint).unwrap();
    let [late, denied] = [(); 2].map(|()| city.requested(INCOME));
    city.by(register).deny(denied, hash(6)).unwrap();
    chain.advance_time(30 * DAY);
    directory.escalate(late).unwrap();
    directory.report_one_sided(share, hash(3)).unwrap();
    directory.report_stale(dataset).unwrap();
    city.by(register).update(dataset, hash(7)).unwrap();
    city.by(register).revise(dataset, residents()).unwrap();
    city.by(register).revoke(share, hash(8)).unwrap();
    directory.transfer_duty(duty, third).unwrap();
    city.by(third).withdraw(dataset, hash(9)).unwrap();
    directory.abolish_duty(duty).unwrap();
    assert_gas_golden!(chain);
}

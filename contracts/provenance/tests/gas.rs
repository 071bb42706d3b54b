//! What each step of a lot costs: `gas.golden` beside the manifest.

#[cfg(test)]
mod support;

use provenance::*;
use support::*;
use testing::prelude::*;

#[test]
fn gas_of_each_step_is_as_recorded() {
    let chain = Chain::vm();
    let trade = trade(&chain);
    let Trade { ref lots, authority, farm, mill, inspector, stranger, .. } = trade;
    let day = lots.register(Unit::Gram, vec![output(1, 100); PARTS_MAX]).unwrap();
    let portions = lots.split(day, vec![1; PARTS_MAX]).unwrap();
    let merged = lots.merge((portions..portions + PARTS_MAX as u64).collect(), hash(9)).unwrap();
    let made = lots.transform(vec![part(merged, 30)], vec![output(2, 28)], 2).unwrap();
    lots.by(inspector).inspect(made, true, hash(0xF1)).unwrap();
    lots.by(authority).recall(day + 1, hash(0xE0)).unwrap();
    lots.by(authority).lift(day + 1, hash(0xE1)).unwrap();
    // Since that recall its ancestors have to be looked at anew: 34 of them.
    lots.check(made).unwrap();
    lots.ship(made, mill, hash(0xB1)).unwrap();
    lots.by(mill).receive(made, 28).unwrap();
    lots.destroy(day, 1, hash(0xD0)).unwrap();
    for lot in [trade.disputed(9), trade.disputed(9)] {
        lots.concede(lot).unwrap();
    }
    lots.by(mill).refuse(trade.shipped(9)).unwrap();
    lots.by(authority).decide(trade.shipped(9), true, 8).unwrap();
    lots.by(authority).suspend(farm).unwrap();
    lots.by(authority).accredit(stranger, 0).unwrap();
    assert_gas_golden!(chain);
}

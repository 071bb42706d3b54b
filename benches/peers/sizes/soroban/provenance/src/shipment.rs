//! How a shipment ends, and what is lost on the way.

use soroban_sdk::{Address, BytesN, Env};

use crate::{
    checks::save,
    events::{Lost, Received, Returned},
    records::{Key, Lot, Status, Unit},
    Provenance,
};

pub(crate) fn arrive(env: &Env, lot: u64, mut record: Lot, recipient: Address, quantity: u128) {
    record.holder = recipient.clone();
    Received { lot, by: recipient, quantity }.publish(env);
    end(env, lot, record, quantity);
}

pub(crate) fn go_back(env: &Env, lot: u64, record: Lot, quantity: u128) {
    Returned { lot, to: record.holder.clone(), quantity }.publish(env);
    end(env, lot, record, quantity);
}

/// The lot is held again, and what is not there of it is lost.
fn end(env: &Env, lot: u64, mut record: Lot, quantity: u128) {
    let lost = record.quantity - quantity;
    if lost > 0 {
        lose(env, lot, record.unit, lost, None);
    }
    record.status = Status::Held;
    record.recipient = None;
    record.quantity = quantity;
    record.counted = 0;
    save(env, lot, &record);
}

pub(crate) fn lose(env: &Env, lot: u64, unit: Unit, quantity: u128, proof: Option<BytesN<32>>) {
    add_lost(env, unit, quantity);
    Lost { lot, quantity, proof }.publish(env);
}

pub(crate) fn add_lost(env: &Env, unit: Unit, quantity: u128) {
    let mut totals = Provenance::totals(env.clone(), unit);
    totals.lost += quantity;
    env.storage().persistent().set(&Key::Totals(unit), &totals);
}

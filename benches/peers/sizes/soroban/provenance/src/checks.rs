//! Who may take a step and when.

use soroban_sdk::{panic_with_error, Address, Env};

use crate::{
    ancestry::require_clear,
    records::{Error, Key, Lot, Status},
    Provenance,
};

pub(crate) fn save(env: &Env, lot: u64, record: &Lot) {
    env.storage().persistent().set(&Key::Lot(lot), record);
}

pub(crate) fn existing(env: &Env, lot: u64) -> Lot {
    match Provenance::lot(env.clone(), lot) {
        Some(record) => record,
        None => panic_with_error!(env, Error::UnknownLot),
    }
}

/// A lot that its holder has.
pub(crate) fn held(env: &Env, lot: u64) -> Lot {
    let record = existing(env, lot);
    if record.status != Status::Held {
        panic_with_error!(env, Error::WrongStatus)
    }
    record
}

/// A lot that this holder has and may ship or use; it is known to be clear now.
pub(crate) fn usable(env: &Env, holder: &Address, lot: u64) -> Lot {
    let mut record = held(env, lot);
    if *holder != record.holder {
        panic_with_error!(env, Error::NotHolder)
    }
    if record.faulty {
        panic_with_error!(env, Error::Faulty)
    }
    require_clear(env, lot, &mut record);
    record
}

/// A lot that is shipped, and to whom.
pub(crate) fn on_the_way(env: &Env, lot: u64) -> (Lot, Address) {
    let record = existing(env, lot);
    match record.recipient.clone() {
        Some(recipient) => (record, recipient),
        None => panic_with_error!(env, Error::WrongStatus),
    }
}

pub(crate) fn require_admitted(env: &Env, maker: &Address) {
    if !Provenance::is_admitted(env.clone(), maker.clone()) {
        panic_with_error!(env, Error::NotAdmitted)
    }
}

pub(crate) fn require_quantity(env: &Env, quantity: u128) {
    if quantity == 0 {
        panic_with_error!(env, Error::ZeroQuantity)
    }
}

//! What a lot is made of, back to where it began.
//!
//! A lot has a larger number than what it is made of, so going through them from the largest down meets each once.

use soroban_sdk::{panic_with_error, vec, Env, Vec};

use crate::{
    records::{Error, Key, Lot, Process, Traced},
    Provenance, ANCESTORS_MAX, PAGE_MAX,
};

/// A page of lots and what they were made of, the youngest first, and what to ask for next. Numbers of no lot are left
/// out.
pub(crate) fn trace(env: &Env, lots: Vec<u64>) -> (Vec<Traced>, Vec<u64>) {
    let mut ahead = vec![env];
    for lot in lots.iter() {
        insert(&mut ahead, lot);
    }
    let mut page = vec![env];
    while page.len() < PAGE_MAX {
        let Some(number) = ahead.pop_back() else { break };
        let Some(lot) = Provenance::lot(env.clone(), number) else { continue };
        let process = process_of(env, &lot);
        for part in process.inputs.iter() {
            insert(&mut ahead, part.lot);
        }
        let Lot { product, process: made_by, recalled, .. } = lot;
        page.push_back(Traced { lot: number, product, process: made_by, by: process.by, recalled });
    }
    (page, ahead)
}

/// Refuses a lot that is recalled or made of one that is; otherwise notes in the record that it is clear now. An
/// ancestor that is known to be clear vouches for all of its own.
pub(crate) fn require_clear(env: &Env, lot: u64, record: &mut Lot) {
    let recalls = recalls(env);
    let mut ahead = vec![env, lot];
    let mut seen = 0;
    while let Some(number) = ahead.pop_back() {
        let ancestor = Provenance::lot(env.clone(), number).unwrap();
        if ancestor.recalled {
            panic_with_error!(env, Error::Recalled)
        }
        if ancestor.clear_at == recalls {
            continue;
        }
        if seen == ANCESTORS_MAX {
            panic_with_error!(env, Error::CheckFirst)
        }
        seen += 1;
        for part in process_of(env, &ancestor).inputs.iter() {
            insert(&mut ahead, part.lot);
        }
    }
    record.clear_at = recalls;
}

/// Counts recalls. A lot that is clear at this count is clear now.
pub(crate) fn recalls(env: &Env) -> u64 {
    env.storage().instance().get(&Key::Recalls).unwrap_or(0)
}

/// The process that a lot came from.
pub(crate) fn process_of(env: &Env, lot: &Lot) -> Process {
    Provenance::process(env.clone(), lot.process).unwrap()
}

/// Inserts a number into an ascending list, unless it is in there.
fn insert(numbers: &mut Vec<u64>, number: u64) {
    if let Err(place) = numbers.binary_search(number) {
        numbers.insert(place, number);
    }
}

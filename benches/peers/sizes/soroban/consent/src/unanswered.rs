//! The emergency entries of a hospital that it has to answer for: a ring in the order of entering, so that entering and
//! answering cost the same however many there are. It begins and ends at 0.

use soroban_sdk::{contracttype, Address, Env};

use crate::records::Key;

/// The entries before and after one; 0 at the ends.
#[contracttype]
#[derive(Default)]
pub(crate) struct Neighbours {
    earlier: u64,
    later: u64,
}

pub(crate) fn oldest(env: &Env, hospital: &Address) -> Option<u64> {
    Some(neighbours(env, hospital, 0).later).filter(|emergency| *emergency != 0)
}

/// Appends an entry.
pub(crate) fn push(env: &Env, hospital: &Address, emergency: u64) {
    let newest = neighbours(env, hospital, 0).earlier;
    link(env, hospital, newest, emergency);
    link(env, hospital, emergency, 0);
}

/// Takes out an entry that is in the ring.
pub(crate) fn remove(env: &Env, hospital: &Address, emergency: u64) {
    let Neighbours { earlier, later } = neighbours(env, hospital, emergency);
    env.storage().persistent().remove(&Key::Unanswered(hospital.clone(), emergency));
    link(env, hospital, earlier, later);
}

/// Makes two entries neighbours.
fn link(env: &Env, hospital: &Address, earlier: u64, later: u64) {
    let before = neighbours(env, hospital, earlier);
    save(env, hospital, earlier, &Neighbours { later, ..before });
    let after = neighbours(env, hospital, later);
    save(env, hospital, later, &Neighbours { earlier, ..after });
}

fn neighbours(env: &Env, hospital: &Address, emergency: u64) -> Neighbours {
    env.storage().persistent().get(&Key::Unanswered(hospital.clone(), emergency)).unwrap_or_default()
}

fn save(env: &Env, hospital: &Address, emergency: u64, neighbours: &Neighbours) {
    env.storage().persistent().set(&Key::Unanswered(hospital.clone(), emergency), neighbours);
}

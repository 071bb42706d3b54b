//! How lots come to be: registered, split, merged, or made of others. What a process used is what came out and what was
//! lost.

use soroban_sdk::{panic_with_error, Address, Env, Vec};

use crate::{
    ancestry::recalls,
    checks::{require_quantity, save, usable},
    events::{Created, Processed, Used},
    records::{Error, Key, Kind, Lot, Output, Part, Process, Status, Unit},
    Provenance, PARTS_MAX,
};

/// Uses up the inputs and makes the outputs, which `by` has then. Returns the first new number.
pub(crate) fn produce(
    env: &Env,
    by: Address,
    kind: Kind,
    unit: Unit,
    inputs: Vec<Part>,
    outputs: Vec<Output>,
    loss: u128,
) -> u64 {
    require_count(env, outputs.len());
    let process = env.storage().instance().get(&Key::ProcessCount).unwrap_or(0u64) + 1;
    env.storage().instance().set(&Key::ProcessCount, &process);
    let mut used = 0;
    for Part { lot, quantity } in inputs.iter() {
        used += quantity;
        use_part(env, &by, process, lot, quantity, unit);
    }
    if kind != Kind::Registration && used != total(&outputs) + loss {
        panic_with_error!(env, Error::Unbalanced)
    }
    let (first_lot, lots) = (Provenance::lot_count(env.clone()) + 1, outputs.len());
    for (lot, Output { product, quantity, commitment }) in (first_lot..).zip(outputs.iter()) {
        require_quantity(env, quantity);
        let record = Lot {
            status: Status::Held,
            unit,
            product: product.clone(),
            commitment: commitment.clone(),
            holder: by.clone(),
            recipient: None,
            quantity,
            counted: 0,
            process,
            uses: 0,
            inspections: 0,
            faulty: false,
            recalled: false,
            clear_at: recalls(env),
        };
        save(env, lot, &record);
        Created { process, lot, product, quantity, unit, commitment }.publish(env);
    }
    env.storage().instance().set(&Key::LotCount, &(first_lot + u64::from(lots) - 1));
    let at = env.ledger().timestamp();
    let record = Process { kind, by: by.clone(), at, inputs, first_lot, lots, loss };
    env.storage().persistent().set(&Key::Process(process), &record);
    Processed { process, by, kind, loss }.publish(env);
    first_lot
}

/// Takes a part out of a lot for a process.
fn use_part(env: &Env, by: &Address, process: u64, lot: u64, quantity: u128, unit: Unit) {
    let mut record = usable(env, by, lot);
    require_quantity(env, quantity);
    if record.unit != unit {
        panic_with_error!(env, Error::UnitDiffers)
    }
    take(env, &mut record, quantity);
    env.storage().persistent().set(&Key::Use(lot, record.uses), &process);
    record.uses += 1;
    save(env, lot, &record);
    Used { process, lot, quantity }.publish(env);
}

pub(crate) fn require_count(env: &Env, count: u32) {
    if !(1..=PARTS_MAX).contains(&count) {
        panic_with_error!(env, Error::InvalidCount)
    }
}

/// Takes from what is left of a lot.
pub(crate) fn take(env: &Env, record: &mut Lot, wanted: u128) {
    if wanted > record.quantity {
        panic_with_error!(env, Error::AboveLot)
    }
    record.quantity -= wanted;
}

pub(crate) fn total(outputs: &Vec<Output>) -> u128 {
    outputs.iter().map(|output| output.quantity).sum()
}

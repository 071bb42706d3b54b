//! `contracts/provenance` on soroban-sdk: lots of goods on their way from maker to consumer, what is made of what, who
//! has it, and what is recalled.
//!
//! Who acts is a stored address or an argument that signs, so that a wrong owner or recipient is the host's error. What
//! is not there is `None`, and `trace` leaves out numbers of no lot. Counts of parts and lengths of pages are 32 bits.
//! No entry's time to live is extended.
#![no_std]

mod ancestry;
mod checks;
mod events;
mod owner;
mod process;
mod records;
mod shipment;

use soroban_sdk::{contract, contractimpl, panic_with_error, vec, Address, BytesN, Env, Vec};

use checks::{existing, held, on_the_way, require_quantity, save, usable};
use events::*;
use owner::only_owner;
use process::{produce, require_count, take, total};
use records::Key;
pub use records::{Error, Inspection, Kind, Lot, Output, Part, Process, Status, Totals, Traced, Unit};

/// Most parts that a process uses, and most lots that come out of it.
pub const PARTS_MAX: u32 = 32;
/// Most of a lot that is registered at once, so that no maker uses up the sum of a unit.
pub const QUANTITY_MAX: u128 = u64::MAX as u128;
/// Most ancestors that one message looks at.
pub const ANCESTORS_MAX: u32 = 256;
/// Most lots on one page of a trace, and most entries of any other page.
pub const PAGE_MAX: u32 = 100;

#[contract]
pub struct Provenance;

#[contractimpl]
impl Provenance {
    pub fn __constructor(env: Env, authority: Address) {
        owner::set_owner(&env, Some(authority));
    }

    pub fn lot(env: Env, lot: u64) -> Option<Lot> {
        env.storage().persistent().get(&Key::Lot(lot))
    }

    pub fn lot_count(env: Env) -> u64 {
        env.storage().instance().get(&Key::LotCount).unwrap_or(0)
    }

    pub fn process(env: Env, process: u64) -> Option<Process> {
        env.storage().persistent().get(&Key::Process(process))
    }

    pub fn uses(env: Env, lot: u64, from: u64) -> Vec<u64> {
        let count = Self::lot(env.clone(), lot).map_or(0, |record| record.uses);
        let uses = page(from, count).map(|n| env.storage().persistent().get(&Key::Use(lot, n)).unwrap());
        Vec::from_iter(&env, uses)
    }

    pub fn inspections(env: Env, lot: u64, from: u64) -> Vec<Inspection> {
        let count = Self::lot(env.clone(), lot).map_or(0, |record| record.inspections);
        let inspections = page(from, count).map(|n| env.storage().persistent().get(&Key::Inspection(lot, n)).unwrap());
        Vec::from_iter(&env, inspections)
    }

    pub fn is_admitted(env: Env, maker: Address) -> bool {
        env.storage().persistent().has(&Key::Maker(maker))
    }

    pub fn accredited_until(env: Env, inspector: Address) -> u64 {
        env.storage().persistent().get(&Key::Inspector(inspector)).unwrap_or(0)
    }

    pub fn totals(env: Env, unit: Unit) -> Totals {
        env.storage().persistent().get(&Key::Totals(unit)).unwrap_or_default()
    }

    pub fn trace(env: Env, lots: Vec<u64>) -> (Vec<Traced>, Vec<u64>) {
        ancestry::trace(&env, lots)
    }

    pub fn admit(env: Env, maker: Address) {
        only_owner(&env);
        let key = Key::Maker(maker.clone());
        if env.storage().persistent().has(&key) {
            panic_with_error!(&env, Error::AlreadyAdmitted)
        }
        env.storage().persistent().set(&key, &());
        MakerAdmitted { maker, admitted: true }.publish(&env);
    }

    pub fn suspend(env: Env, maker: Address) {
        only_owner(&env);
        checks::require_admitted(&env, &maker);
        env.storage().persistent().remove(&Key::Maker(maker.clone()));
        MakerAdmitted { maker, admitted: false }.publish(&env);
    }

    pub fn accredit(env: Env, inspector: Address, until: u64) {
        only_owner(&env);
        env.storage().persistent().set(&Key::Inspector(inspector.clone()), &until);
        InspectorAccredited { inspector, until }.publish(&env);
    }

    pub fn register(env: Env, maker: Address, unit: Unit, lots: Vec<Output>) -> u64 {
        maker.require_auth();
        checks::require_admitted(&env, &maker);
        if lots.iter().any(|lot| lot.quantity > QUANTITY_MAX) {
            panic_with_error!(&env, Error::TooMuch)
        }
        require_count(&env, lots.len());
        let mut totals = Self::totals(env.clone(), unit);
        totals.registered += total(&lots);
        env.storage().persistent().set(&Key::Totals(unit), &totals);
        produce(&env, maker, Kind::Registration, unit, vec![&env], lots, 0)
    }

    pub fn split(env: Env, holder: Address, lot: u64, quantities: Vec<u128>) -> u64 {
        holder.require_auth();
        let Lot { unit, product, commitment, .. } = existing(&env, lot);
        let output = |quantity| Output { product: product.clone(), quantity, commitment: commitment.clone() };
        let outputs = Vec::from_iter(&env, quantities.iter().map(output));
        let part = Part { lot, quantity: quantities.iter().sum() };
        produce(&env, holder, Kind::Split, unit, vec![&env, part], outputs, 0)
    }

    pub fn merge(env: Env, holder: Address, lots: Vec<u64>, commitment: BytesN<32>) -> u64 {
        holder.require_auth();
        require_count(&env, lots.len());
        let Lot { unit, product, .. } = existing(&env, lots.first_unchecked());
        let mut inputs = vec![&env];
        let mut sum = 0;
        for lot in lots.iter() {
            let Lot { product: found, quantity, .. } = existing(&env, lot);
            if found != product {
                panic_with_error!(&env, Error::ProductDiffers)
            }
            sum += quantity;
            inputs.push_back(Part { lot, quantity });
        }
        let output = Output { product, quantity: sum, commitment };
        produce(&env, holder, Kind::Merge, unit, inputs, vec![&env, output], 0)
    }

    pub fn transform(env: Env, holder: Address, inputs: Vec<Part>, outputs: Vec<Output>, loss: u128) -> u64 {
        holder.require_auth();
        require_count(&env, inputs.len());
        let unit = existing(&env, inputs.first_unchecked().lot).unit;
        shipment::add_lost(&env, unit, loss);
        produce(&env, holder, Kind::Transformation, unit, inputs, outputs, loss)
    }

    pub fn ship(env: Env, holder: Address, lot: u64, to: Address, waybill: BytesN<32>) {
        holder.require_auth();
        let mut record = usable(&env, &holder, lot);
        if to == holder {
            panic_with_error!(&env, Error::ToHolder)
        }
        let quantity = record.quantity;
        require_quantity(&env, quantity);
        record.status = Status::InTransit;
        record.recipient = Some(to.clone());
        save(&env, lot, &record);
        Shipped { lot, from: holder, to, quantity, waybill }.publish(&env);
    }

    pub fn receive(env: Env, lot: u64, counted: u128) {
        let (mut record, recipient) = on_the_way(&env, lot);
        recipient.require_auth();
        let shipped = record.quantity;
        if counted > shipped {
            panic_with_error!(&env, Error::AboveLot)
        }
        if counted == shipped {
            return shipment::arrive(&env, lot, record, recipient, shipped);
        }
        record.status = Status::Disputed;
        record.counted = counted;
        save(&env, lot, &record);
        Disputed { lot, shipped, counted }.publish(&env);
    }

    pub fn refuse(env: Env, lot: u64) {
        let (record, recipient) = on_the_way(&env, lot);
        recipient.require_auth();
        let quantity = record.quantity;
        shipment::go_back(&env, lot, record, quantity);
    }

    pub fn concede(env: Env, lot: u64) {
        let (record, recipient) = on_the_way(&env, lot);
        record.holder.require_auth();
        if record.status != Status::Disputed {
            panic_with_error!(&env, Error::WrongStatus)
        }
        let counted = record.counted;
        shipment::arrive(&env, lot, record, recipient, counted);
    }

    pub fn decide(env: Env, lot: u64, arrived: bool, quantity: u128) {
        only_owner(&env);
        let (record, recipient) = on_the_way(&env, lot);
        if quantity > record.quantity {
            panic_with_error!(&env, Error::AboveLot)
        }
        if arrived {
            shipment::arrive(&env, lot, record, recipient, quantity);
        } else {
            shipment::go_back(&env, lot, record, quantity);
        }
    }

    pub fn destroy(env: Env, lot: u64, quantity: u128, proof: BytesN<32>) {
        let mut record = held(&env, lot);
        record.holder.require_auth();
        require_quantity(&env, quantity);
        take(&env, &mut record, quantity);
        save(&env, lot, &record);
        shipment::lose(&env, lot, record.unit, quantity, Some(proof));
    }

    pub fn inspect(env: Env, inspector: Address, lot: u64, passed: bool, report: BytesN<32>) {
        inspector.require_auth();
        let at = env.ledger().timestamp();
        if Self::accredited_until(env.clone(), inspector.clone()) < at {
            panic_with_error!(&env, Error::NotAccredited)
        }
        let mut record = existing(&env, lot);
        let inspection = Inspection { inspector: inspector.clone(), at, passed, report: report.clone() };
        env.storage().persistent().set(&Key::Inspection(lot, record.inspections), &inspection);
        record.inspections += 1;
        record.faulty = !passed;
        save(&env, lot, &record);
        Inspected { lot, inspector, passed, report }.publish(&env);
    }

    pub fn recall(env: Env, caller: Address, lot: u64, reason: BytesN<32>) {
        caller.require_auth();
        let mut record = existing(&env, lot);
        if caller != ancestry::process_of(&env, &record).by && Self::owner(env.clone()).as_ref() != Some(&caller) {
            panic_with_error!(&env, Error::NotOwner)
        }
        if record.recalled {
            panic_with_error!(&env, Error::AlreadyRecalled)
        }
        record.recalled = true;
        save(&env, lot, &record);
        // From now on no lot is known to be clear.
        env.storage().instance().set(&Key::Recalls, &(ancestry::recalls(&env) + 1));
        LotRecalled { lot, by: caller, reason }.publish(&env);
    }

    pub fn lift(env: Env, lot: u64, reason: BytesN<32>) {
        only_owner(&env);
        let mut record = existing(&env, lot);
        if !record.recalled {
            panic_with_error!(&env, Error::NotRecalled)
        }
        record.recalled = false;
        save(&env, lot, &record);
        RecallLifted { lot, reason }.publish(&env);
    }

    pub fn check(env: Env, lot: u64) {
        let mut record = existing(&env, lot);
        ancestry::require_clear(&env, lot, &mut record);
        save(&env, lot, &record);
    }
}

/// The numbers of a page that starts at `from`, below `count`.
fn page(from: u64, count: u64) -> core::ops::Range<u64> {
    from..count.min(from.saturating_add(PAGE_MAX.into()))
}

//! Lots of goods on their way from maker to consumer: what is made of what, who has it, and what is recalled.
//!
//! Guarantees the invariants of README.md. Quantities are whole numbers of one unit. What a lot is exactly (place,
//! dates, certificates) stays off chain behind a salted commitment.
#![no_std]

mod ancestry;
mod errors;
mod events;
mod process;
mod records;
mod shipment;

use blocks::Ownable;
use process::{require_count, take, total};
use sdk::prelude::*;

pub use errors::Error;
pub use events::{
    Created, Disputed, Inspected, InspectorAccredited, Lost, LotRecalled, MakerAdmitted, Processed, RecallLifted,
    Received, Returned, Shipped, Used,
};
pub use records::{Inspection, Kind, Lot, Output, Part, Process, Status, Totals, Traced, Unit};

/// Most parts that a process uses, and most lots that come out of it.
pub const PARTS_MAX: usize = 32;
/// Most of a lot that is registered at once, so that no maker uses up the sum of a unit.
pub const QUANTITY_MAX: u128 = u64::MAX as u128;
/// Most ancestors that one message looks at.
pub const ANCESTORS_MAX: usize = 256;
/// Most lots on one page of a trace, and most entries of any other page.
pub const PAGE_MAX: u64 = 100;

/// All lots under one authority.
#[storage]
pub struct Provenance {
    authority: Ownable,
    makers: Map<Address, bool>,
    /// Until when an inspector is accredited, in seconds since 1970.
    inspectors: Map<Address, u64>,
    lot_count: Value<u64>,
    lots: Map<u64, Lot>,
    process_count: Value<u64>,
    processes: Map<u64, Process>,
    /// The processes that used a lot, from 0 on.
    uses: Map<(u64, u64), u64>,
    /// A lot's inspections, from 0 on.
    inspections: Map<(u64, u64), Inspection>,
    totals: Map<Unit, Totals>,
    /// Counts recalls. A lot that is clear at this count is clear now.
    recalls: Value<u64>,
}

#[contract(components(authority: Ownable), events(Processed, Used, Created, Received, Returned, Lost))]
impl Provenance {
    /// The deployer is the authority.
    #[init]
    pub fn new(&mut self) -> Result<(), Error> {
        Ok(self.authority.init(caller())?)
    }

    /// A lot; its status is `None` if there is none.
    pub fn lot(&self, lot: u64) -> Lot {
        self.lots.get(lot)
    }

    /// Lots so far, which is also the last number.
    pub fn lot_count(&self) -> u64 {
        self.lot_count.get()
    }

    /// A process; it has no lots if there is none.
    pub fn process(&self, process: u64) -> Process {
        self.processes.get(process)
    }

    /// The processes that used a lot, from the `from`th on, a page of at most [`PAGE_MAX`].
    pub fn uses(&self, lot: u64, from: u64) -> Vec<u64> {
        page(from, self.lots.get(lot).uses).map(|n| self.uses.get((lot, n))).collect()
    }

    /// A lot's inspections, from the `from`th on, a page of at most [`PAGE_MAX`].
    pub fn inspections(&self, lot: u64, from: u64) -> Vec<Inspection> {
        page(from, self.lots.get(lot).inspections).map(|n| self.inspections.get((lot, n))).collect()
    }

    /// May this maker register lots?
    pub fn is_admitted(&self, maker: Address) -> bool {
        self.makers.get(maker)
    }

    /// Until when an inspector is accredited, in seconds since 1970.
    pub fn accredited_until(&self, inspector: Address) -> u64 {
        self.inspectors.get(inspector)
    }

    /// What was registered and lost in a unit; the rest is in lots.
    pub fn totals(&self, unit: Unit) -> Totals {
        self.totals.get(unit)
    }

    /// A page of the lots in `lots` and all that they were made of, the youngest first, each once; and what to pass for
    /// the next page, nothing after the last.
    pub fn trace(&self, lots: Vec<u64>) -> (Vec<Traced>, Vec<u64>) {
        self.trace_page(lots)
    }

    /// Authority: lets a maker register lots, for the first time or again.
    pub fn admit(&mut self, maker: Address) -> Result<(), Error> {
        self.authority.only_owner()?;
        require_someone(maker)?;
        if self.makers.get(maker) {
            return Err(Error::AlreadyAdmitted { maker });
        }
        self.makers.set(maker, true);
        emit(MakerAdmitted { maker, admitted: true });
        Ok(())
    }

    /// Authority: stops a maker from registering lots. Its lots stay what they are.
    pub fn suspend(&mut self, maker: Address) -> Result<(), Error> {
        self.authority.only_owner()?;
        self.require_admitted(maker)?;
        self.makers.set(maker, false);
        emit(MakerAdmitted { maker, admitted: false });
        Ok(())
    }

    /// Authority: lets an inspector inspect until the end of this second; 0 ends it.
    pub fn accredit(&mut self, inspector: Address, until: u64) -> Result<(), Error> {
        self.authority.only_owner()?;
        require_someone(inspector)?;
        self.inspectors.set(inspector, until);
        emit(InspectorAccredited { inspector, until });
        Ok(())
    }

    /// Maker: registers new lots, which it has, and returns the first number; the others follow it.
    pub fn register(&mut self, unit: Unit, lots: Vec<Output>) -> Result<u64, Error> {
        self.require_admitted(caller())?;
        if let Some(Output { quantity, .. }) = lots.iter().find(|lot| lot.quantity > QUANTITY_MAX) {
            return Err(Error::TooMuch { found: *quantity, most: QUANTITY_MAX });
        }
        let quantity = total(&lots);
        let first = self.produce(Kind::Registration, unit, Vec::new(), lots, 0)?;
        self.totals.update(unit, |totals| totals.registered += quantity);
        Ok(first)
    }

    /// Holder: makes lots of these quantities of a lot, and returns the first number. What is left stays in the lot.
    pub fn split(&mut self, lot: u64, quantities: Vec<u128>) -> Result<u64, Error> {
        let Lot { unit, product, commitment, .. } = self.existing(lot)?;
        let outputs: Vec<_> = quantities.into_iter().map(|quantity| Output { product, quantity, commitment }).collect();
        let part = Part { lot, quantity: total(&outputs) };
        self.produce(Kind::Split, unit, vec![part], outputs, 0)
    }

    /// Holder: makes one lot of all that is left of several of one product, and returns its number.
    pub fn merge(&mut self, lots: Vec<u64>, commitment: B256) -> Result<u64, Error> {
        require_count(lots.len())?;
        let first = self.existing(lots[0])?;
        let (expected, unit) = (first.product, first.unit);
        let mut inputs = Vec::with_capacity(lots.len());
        for lot in lots {
            let Lot { product, quantity, .. } = self.existing(lot)?;
            if product != expected {
                return Err(Error::ProductDiffers { lot, found: product, expected });
            }
            inputs.push(Part { lot, quantity });
        }
        let quantity = inputs.iter().map(|part| part.quantity).sum();
        self.produce(Kind::Merge, unit, inputs, vec![Output { product: expected, quantity, commitment }], 0)
    }

    /// Holder: makes new products of parts of lots, all in one unit, and returns the first number of the new lots. What
    /// went in is exactly what came out and what was lost.
    pub fn transform(&mut self, inputs: Vec<Part>, outputs: Vec<Output>, loss: u128) -> Result<u64, Error> {
        require_count(inputs.len())?;
        let unit = self.existing(inputs[0].lot)?.unit;
        let first = self.produce(Kind::Transformation, unit, inputs, outputs, loss)?;
        self.totals.update(unit, |totals| totals.lost += loss);
        Ok(first)
    }

    /// Holder: ships a lot, all of it, to a recipient. `waybill` is the hash of the carrier's paper.
    pub fn ship(&mut self, lot: u64, to: Address, waybill: B256) -> Result<(), Error> {
        let mut record = self.usable(lot)?;
        require_someone(to)?;
        if to == record.holder {
            return Err(Error::ToHolder { holder: to });
        }
        let quantity = record.quantity;
        if quantity == 0 {
            return Err(Error::ZeroQuantity);
        }
        record.status = Status::InTransit;
        record.recipient = to;
        self.lots.set(lot, record);
        emit(Shipped { lot, from: caller(), to, quantity, waybill });
        Ok(())
    }

    /// Recipient: takes a lot and says how much arrived. Less than was shipped starts a dispute, in which it may count
    /// again; more there cannot be.
    pub fn receive(&mut self, lot: u64, counted: u128) -> Result<(), Error> {
        let mut record = self.on_the_way(lot)?;
        require_recipient(lot, &record)?;
        let shipped = record.quantity;
        if counted > shipped {
            return Err(Error::AboveLot { lot, left: shipped, wanted: counted });
        }
        if counted == shipped {
            self.arrive(lot, record, shipped);
            return Ok(());
        }
        record.status = Status::Disputed;
        record.counted = counted;
        self.lots.set(lot, record);
        emit(Disputed { lot, shipped, counted });
        Ok(())
    }

    /// Recipient: sends a lot back before it took it.
    pub fn refuse(&mut self, lot: u64) -> Result<(), Error> {
        let record = self.on_the_way(lot)?;
        require_recipient(lot, &record)?;
        let quantity = record.quantity;
        self.go_back(lot, record, quantity);
        Ok(())
    }

    /// Shipper: agrees to the recipient's count. The difference was lost on the way.
    pub fn concede(&mut self, lot: u64) -> Result<(), Error> {
        let record = self.on_the_way(lot)?;
        require_holder(lot, &record)?;
        if record.status != Status::Disputed {
            return Err(Error::WrongStatus { lot, found: record.status, expected: Status::Disputed });
        }
        let counted = record.counted;
        self.arrive(lot, record, counted);
        Ok(())
    }

    /// Authority: ends a shipment that the two sides do not: who has the lot, and how much of it. The difference was
    /// lost on the way.
    pub fn decide(&mut self, lot: u64, arrived: bool, quantity: u128) -> Result<(), Error> {
        self.authority.only_owner()?;
        let record = self.on_the_way(lot)?;
        if quantity > record.quantity {
            return Err(Error::AboveLot { lot, left: record.quantity, wanted: quantity });
        }
        if arrived {
            self.arrive(lot, record, quantity);
        } else {
            self.go_back(lot, record, quantity);
        }
        Ok(())
    }

    /// Holder: destroys a part of a lot, of a recalled or faulty one too. `proof` is the hash of a protocol.
    pub fn destroy(&mut self, lot: u64, quantity: u128, proof: B256) -> Result<(), Error> {
        let mut record = self.held(lot)?;
        if quantity == 0 {
            return Err(Error::ZeroQuantity);
        }
        take(lot, &mut record, quantity)?;
        self.lose(lot, record.unit, quantity, proof);
        self.lots.set(lot, record);
        Ok(())
    }

    /// Inspector: records what it found. A faulty lot can be neither shipped nor used until an inspection passes.
    pub fn inspect(&mut self, lot: u64, passed: bool, report: B256) -> Result<(), Error> {
        let (inspector, now) = (caller(), block_timestamp());
        let until = self.inspectors.get(inspector);
        if until < now {
            return Err(Error::NotAccredited { inspector, until, now });
        }
        let mut record = self.existing(lot)?;
        self.inspections.set((lot, record.inspections), Inspection { inspector, at: now, passed, report });
        record.inspections += 1;
        record.faulty = !passed;
        self.lots.set(lot, record);
        emit(Inspected { lot, inspector, passed, report });
        Ok(())
    }

    /// Who made a lot, or the authority: recalls it, and with it everything that was or will be made of it.
    pub fn recall(&mut self, lot: u64, reason: B256) -> Result<(), Error> {
        let mut record = self.existing(lot)?;
        if caller() != self.processes.get(record.process).by {
            self.authority.only_owner()?;
        }
        if record.recalled {
            return Err(Error::AlreadyRecalled { lot });
        }
        record.recalled = true;
        self.lots.set(lot, record);
        // From now on no lot is known to be clear.
        self.recalls.update(|recalls| *recalls += 1);
        emit(LotRecalled { lot, by: caller(), reason });
        Ok(())
    }

    /// Authority: ends the recall of a lot. What it was made of may still be recalled.
    pub fn lift(&mut self, lot: u64, reason: B256) -> Result<(), Error> {
        self.authority.only_owner()?;
        let mut record = self.existing(lot)?;
        if !record.recalled {
            return Err(Error::NotRecalled { lot });
        }
        record.recalled = false;
        self.lots.set(lot, record);
        emit(RecallLifted { lot, reason });
        Ok(())
    }

    /// Anyone: makes sure that neither a lot nor what it was made of is recalled, and notes it for those who ask next.
    /// Only needed for a lot with more than [`ANCESTORS_MAX`] ancestors, on which `CheckFirst` says where to begin.
    pub fn check(&mut self, lot: u64) -> Result<(), Error> {
        let mut record = self.existing(lot)?;
        self.require_clear(lot, &mut record)?;
        self.lots.set(lot, record);
        Ok(())
    }

    fn existing(&self, lot: u64) -> Result<Lot, Error> {
        let record = self.lots.get(lot);
        if record.status == Status::None { Err(Error::UnknownLot { lot }) } else { Ok(record) }
    }

    /// A lot that the caller has.
    fn held(&self, lot: u64) -> Result<Lot, Error> {
        let record = self.existing(lot)?;
        let found = record.status;
        require_holder(lot, &record)?;
        if found == Status::Held { Ok(record) } else { Err(Error::WrongStatus { lot, found, expected: Status::Held }) }
    }

    /// A lot that the caller has and may ship or use; it is known to be clear now.
    fn usable(&self, lot: u64) -> Result<Lot, Error> {
        let mut record = self.held(lot)?;
        if record.faulty {
            return Err(Error::Faulty { lot });
        }
        self.require_clear(lot, &mut record)?;
        Ok(record)
    }

    fn on_the_way(&self, lot: u64) -> Result<Lot, Error> {
        let record = self.existing(lot)?;
        match record.status {
            Status::InTransit | Status::Disputed => Ok(record),
            found => Err(Error::WrongStatus { lot, found, expected: Status::InTransit }),
        }
    }

    fn require_admitted(&self, maker: Address) -> Result<(), Error> {
        if self.makers.get(maker) { Ok(()) } else { Err(Error::NotAdmitted { maker }) }
    }
}

fn require_someone(address: Address) -> Result<(), Error> {
    if address.is_zero() { Err(Error::ZeroAddress) } else { Ok(()) }
}

fn require_holder(lot: u64, record: &Lot) -> Result<(), Error> {
    let holder = record.holder;
    if caller() == holder { Ok(()) } else { Err(Error::NotHolder { lot, caller: caller(), holder }) }
}

fn require_recipient(lot: u64, record: &Lot) -> Result<(), Error> {
    let recipient = record.recipient;
    if caller() == recipient { Ok(()) } else { Err(Error::NotRecipient { lot, caller: caller(), recipient }) }
}

/// The numbers of a page that starts at `from`, below `count`.
fn page(from: u64, count: u64) -> core::ops::Range<u64> {
    from..count.min(from.saturating_add(PAGE_MAX))
}

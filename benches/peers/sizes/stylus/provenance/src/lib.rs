//! Lots of goods on their way from maker to consumer: our `contracts/provenance` on stylus-sdk.
//!
//! Different from ours: `receive` is `receiveLot`, since Stylus keeps that name for its receive function; the ownership,
//! which is a block there, is a part of this crate, inherited by `#[implements]`; errors have `uint8` for enums; a record
//! is read whole and written field by field; the deployer is `tx.origin`, since a deploying contract calls the
//! constructor.

#![cfg_attr(not(feature = "export-abi"), no_main)]
extern crate alloc;

mod ancestry;
mod errors;
mod interface;
mod ownable;
mod process;
mod records;
mod shipment;

use alloc::{vec, vec::Vec};
use core::ops::Range;

use alloy_primitives::{Address, B256, U128, U64};
use stylus_sdk::{
    prelude::*,
    storage::{StorageBool, StorageMap, StorageU64},
};

use errors::*;
use interface::*;
use ownable::{IOwnable, Ownable};
use process::{require_count, total};
use records::{add, next, InspectionRecord, LotRecord, Pair, ProcessRecord, TotalsRecord};
use shipment::{require_someone, require_status};

/// Most parts that a process uses, and most lots that come out of it.
const PARTS_MAX: usize = 32;
/// Most of a lot that is registered at once, so that no maker uses up the sum of a unit.
const QUANTITY_MAX: u128 = u64::MAX as u128;
/// Most ancestors that one message looks at.
const ANCESTORS_MAX: usize = 256;
/// Most lots on one page of a trace, and most entries of any other page.
const PAGE_MAX: u64 = 100;

#[entrypoint]
#[storage]
pub struct Provenance {
    authority: Ownable,
    makers: StorageMap<Address, StorageBool>,
    inspectors: StorageMap<Address, StorageU64>,
    lot_count: StorageU64,
    lots: StorageMap<u64, LotRecord>,
    process_count: StorageU64,
    processes: StorageMap<u64, ProcessRecord>,
    uses: StorageMap<Pair<u64, u64>, StorageU64>,
    inspections: StorageMap<Pair<u64, u64>, InspectionRecord>,
    totals: StorageMap<u8, TotalsRecord>,
    recalls: StorageU64,
}

#[public]
#[implements(IOwnable)]
impl Provenance {
    #[constructor]
    pub fn constructor(&mut self) -> Result<(), Error> {
        let authority = self.vm().tx_origin();
        self.authority.init(authority)
    }

    pub fn lot(&self, lot: u64) -> Lot {
        self.lots.getter(lot).read()
    }

    pub fn lot_count(&self) -> u64 {
        self.lot_count.get().wrapping_to()
    }

    pub fn process(&self, process: u64) -> Process {
        self.processes.getter(process).read()
    }

    pub fn uses(&self, lot: u64, from: u64) -> Vec<u64> {
        let count = self.lots.getter(lot).uses.get().wrapping_to();
        page(from, count).map(|n| self.uses.get(Pair(lot, n)).wrapping_to()).collect()
    }

    pub fn inspections(&self, lot: u64, from: u64) -> Vec<Inspection> {
        let count = self.lots.getter(lot).inspections.get().wrapping_to();
        page(from, count).map(|n| self.inspections.getter(Pair(lot, n)).read()).collect()
    }

    pub fn is_admitted(&self, maker: Address) -> bool {
        self.makers.get(maker)
    }

    pub fn accredited_until(&self, inspector: Address) -> u64 {
        self.inspectors.get(inspector).wrapping_to()
    }

    pub fn totals(&self, unit: Unit) -> Totals {
        self.totals.getter(unit as u8).read()
    }

    pub fn trace(&self, lots: Vec<u64>) -> (Vec<Traced>, Vec<u64>) {
        self.trace_page(lots)
    }

    pub fn admit(&mut self, maker: Address) -> Result<(), Error> {
        self.authority.only_owner()?;
        require_someone(maker)?;
        if self.makers.get(maker) {
            return Err(AlreadyAdmitted { maker }.into());
        }
        self.makers.insert(maker, true);
        self.vm().log(MakerAdmitted { maker, admitted: true });
        Ok(())
    }

    pub fn suspend(&mut self, maker: Address) -> Result<(), Error> {
        self.authority.only_owner()?;
        self.require_admitted(maker)?;
        self.makers.insert(maker, false);
        self.vm().log(MakerAdmitted { maker, admitted: false });
        Ok(())
    }

    pub fn accredit(&mut self, inspector: Address, until: u64) -> Result<(), Error> {
        self.authority.only_owner()?;
        require_someone(inspector)?;
        self.inspectors.insert(inspector, U64::from(until));
        self.vm().log(InspectorAccredited { inspector, until });
        Ok(())
    }

    pub fn register(&mut self, unit: Unit, lots: Vec<Output>) -> Result<u64, Error> {
        self.require_admitted(self.vm().msg_sender())?;
        if let Some(Output { quantity, .. }) = lots.iter().find(|lot| lot.quantity > QUANTITY_MAX) {
            return Err(TooMuch { found: *quantity, most: QUANTITY_MAX }.into());
        }
        require_count(lots.len())?;
        let quantity = total(lots.iter().map(|output| output.quantity));
        let first = self.produce(Kind::Registration, unit, Vec::new(), lots, 0)?;
        add(&mut self.totals.setter(unit as u8).registered, quantity);
        Ok(first)
    }

    pub fn split(&mut self, lot: u64, quantities: Vec<u128>) -> Result<u64, Error> {
        let Lot { unit, product, commitment, .. } = self.existing(lot)?;
        let part = Part { lot, quantity: total(quantities.iter().copied()) };
        let outputs = quantities.into_iter().map(|quantity| Output { product, quantity, commitment }).collect();
        self.produce(Kind::Split, unit, vec![part], outputs, 0)
    }

    pub fn merge(&mut self, lots: Vec<u64>, commitment: B256) -> Result<u64, Error> {
        require_count(lots.len())?;
        let Lot { product: expected, unit, .. } = self.existing(lots[0])?;
        let mut inputs = Vec::with_capacity(lots.len());
        for lot in lots {
            let Lot { product, quantity, .. } = self.existing(lot)?;
            if product != expected {
                return Err(ProductDiffers { lot, found: product, expected }.into());
            }
            inputs.push(Part { lot, quantity });
        }
        let quantity = total(inputs.iter().map(|part| part.quantity));
        self.produce(Kind::Merge, unit, inputs, vec![Output { product: expected, quantity, commitment }], 0)
    }

    pub fn transform(&mut self, inputs: Vec<Part>, outputs: Vec<Output>, loss: u128) -> Result<u64, Error> {
        require_count(inputs.len())?;
        let Lot { unit, .. } = self.existing(inputs[0].lot)?;
        let first = self.produce(Kind::Transformation, unit, inputs, outputs, loss)?;
        add(&mut self.totals.setter(unit as u8).lost, loss);
        Ok(first)
    }

    pub fn ship(&mut self, lot: u64, to: Address, waybill: B256) -> Result<(), Error> {
        let Lot { holder, quantity, .. } = self.usable(lot)?;
        require_someone(to)?;
        if to == holder {
            return Err(ToHolder { holder }.into());
        }
        if quantity == 0 {
            return Err(ZeroQuantity {}.into());
        }
        let mut record = self.lots.setter(lot);
        record.set_status(Status::InTransit);
        record.recipient.set(to);
        self.vm().log(Shipped { lot, from: holder, to, quantity, waybill });
        Ok(())
    }

    pub fn receive_lot(&mut self, lot: u64, counted: u128) -> Result<(), Error> {
        let record = self.on_the_way(lot)?;
        self.require_recipient(lot, &record)?;
        let shipped = record.quantity;
        if counted > shipped {
            return Err(AboveLot { lot, left: shipped, wanted: counted }.into());
        }
        if counted == shipped {
            self.arrive(lot, &record, shipped);
            return Ok(());
        }
        let mut record = self.lots.setter(lot);
        record.set_status(Status::Disputed);
        record.counted.set(U128::from(counted));
        self.vm().log(Disputed { lot, shipped, counted });
        Ok(())
    }

    pub fn refuse(&mut self, lot: u64) -> Result<(), Error> {
        let record = self.on_the_way(lot)?;
        self.require_recipient(lot, &record)?;
        self.go_back(lot, &record, record.quantity);
        Ok(())
    }

    pub fn concede(&mut self, lot: u64) -> Result<(), Error> {
        let record = self.on_the_way(lot)?;
        self.require_holder(lot, &record)?;
        require_status(lot, &record, Status::Disputed)?;
        self.arrive(lot, &record, record.counted);
        Ok(())
    }

    pub fn decide(&mut self, lot: u64, arrived: bool, quantity: u128) -> Result<(), Error> {
        self.authority.only_owner()?;
        let record = self.on_the_way(lot)?;
        if quantity > record.quantity {
            return Err(AboveLot { lot, left: record.quantity, wanted: quantity }.into());
        }
        if arrived {
            self.arrive(lot, &record, quantity);
        } else {
            self.go_back(lot, &record, quantity);
        }
        Ok(())
    }

    pub fn destroy(&mut self, lot: u64, quantity: u128, proof: B256) -> Result<(), Error> {
        let record = self.held(lot)?;
        if quantity == 0 {
            return Err(ZeroQuantity {}.into());
        }
        self.take(lot, record.quantity, quantity)?;
        self.lose(lot, record.unit, quantity, proof);
        Ok(())
    }

    pub fn inspect(&mut self, lot: u64, passed: bool, report: B256) -> Result<(), Error> {
        let (inspector, now) = (self.vm().msg_sender(), self.vm().block_timestamp());
        let until = self.inspectors.get(inspector).wrapping_to();
        if until < now {
            return Err(NotAccredited { inspector, until, now }.into());
        }
        let Lot { inspections, .. } = self.existing(lot)?;
        let mut inspection = self.inspections.setter(Pair(lot, inspections));
        inspection.inspector.set(inspector);
        inspection.at.set(U64::from(now));
        inspection.passed.set(passed);
        inspection.report.set(report);
        let mut record = self.lots.setter(lot);
        record.inspections.set(U64::from(inspections + 1));
        record.faulty.set(!passed);
        self.vm().log(Inspected { lot, inspector, passed, report });
        Ok(())
    }

    pub fn recall(&mut self, lot: u64, reason: B256) -> Result<(), Error> {
        let Lot { process, recalled, .. } = self.existing(lot)?;
        let by = self.vm().msg_sender();
        if by != self.processes.getter(process).by.get() {
            self.authority.only_owner()?;
        }
        if recalled {
            return Err(AlreadyRecalled { lot }.into());
        }
        self.lots.setter(lot).recalled.set(true);
        // From now on no lot is known to be clear.
        next(&mut self.recalls);
        self.vm().log(LotRecalled { lot, by, reason });
        Ok(())
    }

    pub fn lift(&mut self, lot: u64, reason: B256) -> Result<(), Error> {
        self.authority.only_owner()?;
        let Lot { recalled, .. } = self.existing(lot)?;
        if !recalled {
            return Err(NotRecalled { lot }.into());
        }
        self.lots.setter(lot).recalled.set(false);
        self.vm().log(RecallLifted { lot, reason });
        Ok(())
    }

    pub fn check(&mut self, lot: u64) -> Result<(), Error> {
        self.existing(lot)?;
        self.require_clear(lot)
    }
}

/// The numbers of a page that starts at `from`, below `count`.
fn page(from: u64, count: u64) -> Range<u64> {
    from..count.min(from.saturating_add(PAGE_MAX))
}

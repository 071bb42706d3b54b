//! Who may take a step with a lot, how a shipment ends, and what is lost on the way.

use alloy_primitives::{Address, B256, U128};
use stylus_sdk::prelude::*;

use crate::{
    errors::{Error, Faulty, NotAdmitted, NotHolder, NotRecipient, UnknownLot, WrongStatus, ZeroAddress},
    interface::{Lot, Received, Returned, Status},
    Provenance,
};

impl Provenance {
    pub(crate) fn arrive(&mut self, lot: u64, record: &Lot, quantity: u128) {
        self.lots.setter(lot).holder.set(record.recipient);
        self.vm().log(Received { lot, by: record.recipient, quantity });
        self.end_shipment(lot, record, quantity);
    }

    pub(crate) fn go_back(&mut self, lot: u64, record: &Lot, quantity: u128) {
        self.vm().log(Returned { lot, to: record.holder, quantity });
        self.end_shipment(lot, record, quantity);
    }

    /// The lot is held again, and what is not there of it is lost.
    fn end_shipment(&mut self, lot: u64, record: &Lot, quantity: u128) {
        let lost = record.quantity - quantity;
        if lost > 0 {
            self.lose(lot, record.unit, lost, B256::ZERO);
        }
        let mut record = self.lots.setter(lot);
        record.set_status(Status::Held);
        record.recipient.set(Address::ZERO);
        record.quantity.set(U128::from(quantity));
        record.counted.set(U128::ZERO);
    }

    pub(crate) fn existing(&self, lot: u64) -> Result<Lot, Error> {
        let record = self.lots.getter(lot).read();
        if record.status == Status::None {
            Err(UnknownLot { lot }.into())
        } else {
            Ok(record)
        }
    }

    /// A lot that the caller has.
    pub(crate) fn held(&self, lot: u64) -> Result<Lot, Error> {
        let record = self.existing(lot)?;
        self.require_holder(lot, &record)?;
        require_status(lot, &record, Status::Held)?;
        Ok(record)
    }

    /// A lot that the caller has and may ship or use; it is known to be clear now.
    pub(crate) fn usable(&mut self, lot: u64) -> Result<Lot, Error> {
        let record = self.held(lot)?;
        if record.faulty {
            return Err(Faulty { lot }.into());
        }
        self.require_clear(lot)?;
        Ok(record)
    }

    pub(crate) fn on_the_way(&self, lot: u64) -> Result<Lot, Error> {
        let record = self.existing(lot)?;
        if record.status != Status::Disputed {
            require_status(lot, &record, Status::InTransit)?;
        }
        Ok(record)
    }

    pub(crate) fn require_admitted(&self, maker: Address) -> Result<(), Error> {
        if self.makers.get(maker) {
            Ok(())
        } else {
            Err(NotAdmitted { maker }.into())
        }
    }

    pub(crate) fn require_holder(&self, lot: u64, record: &Lot) -> Result<(), Error> {
        let (caller, holder) = (self.vm().msg_sender(), record.holder);
        if caller == holder {
            Ok(())
        } else {
            Err(NotHolder { lot, caller, holder }.into())
        }
    }

    pub(crate) fn require_recipient(&self, lot: u64, record: &Lot) -> Result<(), Error> {
        let (caller, recipient) = (self.vm().msg_sender(), record.recipient);
        if caller == recipient {
            Ok(())
        } else {
            Err(NotRecipient { lot, caller, recipient }.into())
        }
    }
}

pub fn require_status(lot: u64, record: &Lot, expected: Status) -> Result<(), Error> {
    if record.status == expected {
        Ok(())
    } else {
        Err(WrongStatus { lot, found: record.status as u8, expected: expected as u8 }.into())
    }
}

pub fn require_someone(address: Address) -> Result<(), Error> {
    if address.is_zero() {
        Err(ZeroAddress {}.into())
    } else {
        Ok(())
    }
}

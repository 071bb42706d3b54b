//! What the contract stores, packed into slots as Solidity does, and read as the ABI's structs.
//!
//! Numbers have the same width on both sides, so `wrapping_to` loses nothing; `to` would link the text of its panic.

use alloy_primitives::{B256, U256, U8};
use stylus_sdk::{
    prelude::*,
    storage::{StorageAddress, StorageB256, StorageKey, StorageU128, StorageU32, StorageU64, StorageU8},
};

use crate::interface::{Admission, Batch, Invoice, Issuer, Quota, Status};

/// The keys of a mapping of mappings.
pub struct Pair<A, B>(pub A, pub B);

impl<A: StorageKey, B: StorageKey> StorageKey for Pair<A, B> {
    fn to_slot(&self, root: B256) -> U256 {
        self.1.to_slot(self.0.to_slot(root).into())
    }
}

#[storage]
pub struct IssuerRecord {
    pub admission: StorageU8,
    pub invoices: StorageU64,
    pub credit_notes: StorageU64,
    pub batches: StorageU64,
}

impl IssuerRecord {
    pub fn admission(&self) -> Admission {
        Admission::try_from(self.admission.get().wrapping_to::<u8>()).unwrap_or(Admission::None)
    }

    pub fn set_admission(&mut self, admission: Admission) {
        self.admission.set(U8::from(admission as u8));
    }

    pub fn read(&self) -> Issuer {
        Issuer {
            admission: self.admission(),
            invoices: self.invoices.get().wrapping_to(),
            credit_notes: self.credit_notes.get().wrapping_to(),
            batches: self.batches.get().wrapping_to(),
        }
    }
}

#[storage]
pub struct QuotaRecord {
    pub amount_limit: StorageU128,
    pub amount_issued: StorageU128,
    pub count_limit: StorageU64,
    pub count_issued: StorageU64,
    pub amount_credited: StorageU128,
}

impl QuotaRecord {
    pub fn read(&self) -> Quota {
        Quota {
            amount_limit: self.amount_limit.get().wrapping_to(),
            count_limit: self.count_limit.get().wrapping_to(),
            amount_issued: self.amount_issued.get().wrapping_to(),
            count_issued: self.count_issued.get().wrapping_to(),
            amount_credited: self.amount_credited.get().wrapping_to(),
        }
    }
}

#[storage]
pub struct InvoiceRecord {
    pub status: StorageU8,
    pub buyer: StorageAddress,
    pub period: StorageU32,
    pub booked_period: StorageU32,
    pub holder: StorageAddress,
    pub remind_from: StorageU64,
    pub firm: StorageAddress,
    pub amount: StorageU128,
    pub tax: StorageU128,
    pub credited: StorageU128,
    pub reimbursed: StorageU128,
    pub commitment: StorageB256,
    pub payment: StorageB256,
}

impl InvoiceRecord {
    pub fn status(&self) -> Status {
        Status::try_from(self.status.get().wrapping_to::<u8>()).unwrap_or(Status::None)
    }

    pub fn set_status(&mut self, status: Status) {
        self.status.set(U8::from(status as u8));
    }

    pub fn read(&self) -> Invoice {
        Invoice {
            status: self.status(),
            buyer: self.buyer.get(),
            holder: self.holder.get(),
            firm: self.firm.get(),
            amount: self.amount.get().wrapping_to(),
            tax: self.tax.get().wrapping_to(),
            credited: self.credited.get().wrapping_to(),
            reimbursed: self.reimbursed.get().wrapping_to(),
            period: self.period.get().wrapping_to(),
            booked_period: self.booked_period.get().wrapping_to(),
            commitment: self.commitment.get(),
            payment: self.payment.get(),
            remind_from: self.remind_from.get().wrapping_to(),
        }
    }
}

#[storage]
pub struct BatchRecord {
    pub root: StorageB256,
    pub period: StorageU32,
    pub first: StorageU64,
    pub count: StorageU64,
    pub revealed: StorageU64,
    pub total: StorageU128,
    pub revealed_total: StorageU128,
}

impl BatchRecord {
    pub fn read(&self) -> Batch {
        Batch {
            root: self.root.get(),
            period: self.period.get().wrapping_to(),
            first: self.first.get().wrapping_to(),
            count: self.count.get().wrapping_to(),
            total: self.total.get().wrapping_to(),
            revealed: self.revealed.get().wrapping_to(),
            revealed_total: self.revealed_total.get().wrapping_to(),
        }
    }
}

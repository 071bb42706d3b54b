//! What the contract stores, packed into slots as Solidity does, and read as the ABI's structs.
//!
//! Numbers have the same width on both sides, so `wrapping_to` loses nothing; `to` would link the text of its panic.

use alloy_primitives::{B256, U128, U256, U64, U8};
use stylus_sdk::{
    prelude::*,
    storage::{StorageAddress, StorageB256, StorageBool, StorageKey, StorageU128, StorageU32, StorageU64, StorageU8},
};

use crate::interface::{
    Complaint, ComplaintStatus, Dataset, Duty, Exchange, ExchangeStatus, Share, ShareStatus, Terms, Usage, Version,
};

/// The keys of a mapping of mappings.
pub struct Pair<A, B>(pub A, pub B);

impl<A: StorageKey, B: StorageKey> StorageKey for Pair<A, B> {
    fn to_slot(&self, root: B256) -> U256 {
        self.1.to_slot(self.0.to_slot(root).into())
    }
}

/// Counts on, from 1.
pub fn next(last: &mut StorageU64) -> u64 {
    let number = last.get() + U64::from(1);
    last.set(number);
    number.wrapping_to()
}

#[storage]
pub struct TermsRecord {
    pub answer_seconds: StorageU64,
    pub match_seconds: StorageU64,
}

impl TermsRecord {
    pub fn read(&self) -> Terms {
        Terms {
            answer_seconds: self.answer_seconds.get().wrapping_to(),
            match_seconds: self.match_seconds.get().wrapping_to(),
        }
    }
}

#[storage]
pub struct DutyRecord {
    pub department: StorageAddress,
    pub datasets: StorageU64,
    pub abolished: StorageBool,
    pub basis: StorageB256,
}

impl DutyRecord {
    pub fn read(&self) -> Duty {
        Duty {
            department: self.department.get(),
            basis: self.basis.get(),
            datasets: self.datasets.get().wrapping_to(),
            abolished: self.abolished.get(),
        }
    }
}

#[storage]
pub struct DatasetRecord {
    pub duty: StorageU64,
    pub version: StorageU32,
    pub updated_at: StorageU64,
    pub stale: StorageBool,
    pub withdrawn: StorageBool,
    pub retired: StorageU128,
}

impl DatasetRecord {
    pub fn read(&self) -> Dataset {
        Dataset {
            duty: self.duty.get().wrapping_to(),
            version: self.version.get().wrapping_to(),
            retired: self.retired.get().wrapping_to(),
            updated_at: self.updated_at.get().wrapping_to(),
            stale: self.stale.get(),
            withdrawn: self.withdrawn.get(),
        }
    }
}

#[storage]
pub struct VersionRecord {
    pub fields: StorageU128,
    pub open: StorageU128,
    pub withheld: StorageU128,
    pub cycle: StorageU64,
    pub schema: StorageB256,
}

impl VersionRecord {
    pub fn read(&self) -> Version {
        Version {
            schema: self.schema.get(),
            fields: self.fields.get().wrapping_to(),
            open: self.open.get().wrapping_to(),
            withheld: self.withheld.get().wrapping_to(),
            cycle: self.cycle.get().wrapping_to(),
        }
    }

    pub fn write(&mut self, content: &Version) {
        self.schema.set(content.schema);
        self.fields.set(U128::from(content.fields));
        self.open.set(U128::from(content.open));
        self.withheld.set(U128::from(content.withheld));
        self.cycle.set(U64::from(content.cycle));
    }
}

#[storage]
pub struct ShareRecord {
    pub status: StorageU8,
    pub consumer: StorageAddress,
    pub dataset: StorageU64,
    pub purpose: StorageU64,
    pub until: StorageU64,
    pub fields: StorageU128,
    pub deadline: StorageU64,
    pub quota: StorageU64,
    pub used: StorageU64,
}

impl ShareRecord {
    pub fn set_status(&mut self, status: ShareStatus) {
        self.status.set(U8::from(status as u8));
    }

    pub fn read(&self) -> Share {
        Share {
            status: ShareStatus::try_from(self.status.get().wrapping_to::<u8>()).unwrap_or(ShareStatus::None),
            dataset: self.dataset.get().wrapping_to(),
            consumer: self.consumer.get(),
            purpose: self.purpose.get().wrapping_to(),
            fields: self.fields.get().wrapping_to(),
            until: self.until.get().wrapping_to(),
            deadline: self.deadline.get().wrapping_to(),
            quota: self.quota.get().wrapping_to(),
            used: self.used.get().wrapping_to(),
        }
    }
}

#[storage]
pub struct UsageRecord {
    pub fields: StorageU128,
    pub count: StorageU64,
    pub digest: StorageB256,
}

impl UsageRecord {
    pub fn read(&self) -> Usage {
        Usage {
            fields: self.fields.get().wrapping_to(),
            count: self.count.get().wrapping_to(),
            digest: self.digest.get(),
        }
    }

    pub fn write(&mut self, usage: &Usage) {
        self.fields.set(U128::from(usage.fields));
        self.count.set(U64::from(usage.count));
        self.digest.set(usage.digest);
    }
}

#[storage]
pub struct ExchangeRecord {
    pub status: StorageU8,
    pub counted: StorageU64,
    pub deadline: StorageU64,
    pub delivery: UsageRecord,
    pub receipt: UsageRecord,
}

impl ExchangeRecord {
    pub fn set_status(&mut self, status: ExchangeStatus) {
        self.status.set(U8::from(status as u8));
    }

    pub fn read(&self) -> Exchange {
        Exchange {
            status: ExchangeStatus::try_from(self.status.get().wrapping_to::<u8>()).unwrap_or(ExchangeStatus::None),
            delivery: self.delivery.read(),
            receipt: self.receipt.read(),
            counted: self.counted.get().wrapping_to(),
            deadline: self.deadline.get().wrapping_to(),
        }
    }
}

#[storage]
pub struct ComplaintRecord {
    pub status: StorageU8,
    pub share: StorageU64,
    pub version: StorageU32,
    pub deadline: StorageU64,
    pub text: StorageB256,
    pub answer: StorageB256,
}

impl ComplaintRecord {
    pub fn set_status(&mut self, status: ComplaintStatus) {
        self.status.set(U8::from(status as u8));
    }

    pub fn read(&self) -> Complaint {
        Complaint {
            status: ComplaintStatus::try_from(self.status.get().wrapping_to::<u8>()).unwrap_or(ComplaintStatus::None),
            share: self.share.get().wrapping_to(),
            version: self.version.get().wrapping_to(),
            text: self.text.get(),
            answer: self.answer.get(),
            deadline: self.deadline.get().wrapping_to(),
        }
    }
}

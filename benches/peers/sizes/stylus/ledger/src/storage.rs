//! How the records are stored.

use alloy_primitives::{B256, U128, U32, U64, U8};
use stylus_sdk::{
    prelude::*,
    storage::{
        StorageAddress, StorageB256, StorageBool, StorageString, StorageU128, StorageU32, StorageU64, StorageU8,
        StorageVec,
    },
};

use crate::{
    errors::*,
    records::{Account, Attestation, Class, Entry, Opinion, Period, PeriodStatus, Posting, Side, Turnover},
};

#[storage]
pub struct StoredAccount {
    class: StorageU8,
    pub closed: StorageBool,
    pub name: StorageString,
    pub total: StoredTurnover,
}

#[storage]
pub struct StoredTurnover {
    debits: StorageU128,
    credits: StorageU128,
}

#[storage]
pub struct StoredPeriod {
    status: StorageU8,
    pub postings: StorageU64,
    pub total: StorageU128,
    pub root: StorageB256,
}

#[storage]
pub struct StoredPosting {
    period: StorageU32,
    bookkeeper: StorageAddress,
    document: StorageB256,
    reverses: StorageU64,
    entries: StorageVec<StoredEntry>,
}

#[storage]
struct StoredEntry {
    account: StorageU32,
    side: StorageU8,
    amount: StorageU128,
}

#[storage]
pub struct StoredAttestation {
    opinion: StorageU8,
    report: StorageB256,
}

impl StoredAccount {
    pub fn read(&self) -> Account {
        Account {
            class: self.class(),
            closed: self.closed.get(),
            name: self.name.get_string(),
            total: self.total.read(),
        }
    }

    pub fn class(&self) -> Class {
        self.class.get().to::<u8>().try_into().unwrap_or(Class::None)
    }

    pub fn set_class(&mut self, class: Class) {
        self.class.set(U8::from(class as u8));
    }

    pub fn require_known(&self, account: u32) -> Result<(), Error> {
        if self.class() == Class::None {
            return Err(UnknownAccount { account }.into());
        }
        Ok(())
    }

    pub fn require_open(&self, account: u32) -> Result<(), Error> {
        self.require_known(account)?;
        if self.closed.get() {
            return Err(AccountClosed { account }.into());
        }
        Ok(())
    }
}

impl StoredTurnover {
    pub fn read(&self) -> Turnover {
        Turnover { debits: self.debits.get().to(), credits: self.credits.get().to() }
    }

    pub fn add(&mut self, entry: &Entry) {
        let side = match entry.side {
            Side::Credit => &mut self.credits,
            _ => &mut self.debits,
        };
        side.update_check_add(U128::from(entry.amount)).expect("overflow");
    }
}

impl StoredPeriod {
    pub fn read(&self) -> Period {
        Period {
            status: self.status(),
            postings: self.postings.get().to(),
            total: self.total.get().to(),
            root: self.root.get(),
        }
    }

    pub fn status(&self) -> PeriodStatus {
        self.status.get().to::<u8>().try_into().unwrap_or(PeriodStatus::None)
    }

    pub fn set_status(&mut self, status: PeriodStatus) {
        self.status.set(U8::from(status as u8));
    }

    pub fn expect_status(&self, period: u32, expected: PeriodStatus) -> Result<(), Error> {
        let found = self.status();
        if found != expected {
            return Err(WrongPeriodStatus { period, found: found as u8, expected: expected as u8 }.into());
        }
        Ok(())
    }
}

impl StoredPosting {
    pub fn read(&self) -> Posting {
        let entries = (0..self.entries.len()).filter_map(|index| Some(self.entries.getter(index)?.read()));
        Posting {
            period: self.period.get().to(),
            bookkeeper: self.bookkeeper.get(),
            document: self.document.get(),
            reverses: self.reverses.get().to(),
            entries: entries.collect(),
        }
    }

    pub fn write(&mut self, posting: &Posting) {
        self.period.set(U32::from(posting.period));
        self.bookkeeper.set(posting.bookkeeper);
        self.document.set(posting.document);
        self.reverses.set(U64::from(posting.reverses));
        for entry in &posting.entries {
            self.entries.grow().write(entry);
        }
    }
}

impl StoredEntry {
    fn read(&self) -> Entry {
        Entry {
            account: self.account.get().to(),
            side: self.side.get().to::<u8>().try_into().unwrap_or(Side::Debit),
            amount: self.amount.get().to(),
        }
    }

    fn write(&mut self, entry: &Entry) {
        self.account.set(U32::from(entry.account));
        self.side.set(U8::from(entry.side as u8));
        self.amount.set(U128::from(entry.amount));
    }
}

impl StoredAttestation {
    pub fn read(&self) -> Attestation {
        Attestation {
            opinion: self.opinion.get().to::<u8>().try_into().unwrap_or(Opinion::None),
            report: self.report.get(),
        }
    }

    pub fn write(&mut self, opinion: Opinion, report: B256) {
        self.opinion.set(U8::from(opinion as u8));
        self.report.set(report);
    }
}

//! Electronic invoices: our `contracts/invoice` on stylus-sdk.
//!
//! Different from ours: roles, batches and Merkle proofs, which are blocks there, are in this crate, the roles inherited by
//! `#[implements]`; the event `RoleAdminChanged`, which nothing emits, is left out; a record is read whole and written
//! field by field; the deployer is `tx.origin`, since a deploying contract calls the constructor.

#![cfg_attr(not(feature = "export-abi"), no_main)]
extern crate alloc;

mod checks;
mod interface;
mod merkle;
mod records;
mod roles;

use alloc::vec::Vec;

use alloy_primitives::{Address, B256, U128, U32, U64};
use stylus_sdk::{
    abi,
    prelude::*,
    storage::{StorageMap, StorageU64},
};

use checks::{leaf, require_left, require_period, require_status};
use interface::*;
use records::{BatchRecord, InvoiceRecord, IssuerRecord, Pair, QuotaRecord};
use roles::{IRoles, Roles, DEFAULT_ADMIN_ROLE};

/// A tax bureau, which admits issuers, sets quotas, and gives this role to others.
const BUREAU: B256 = DEFAULT_ADMIN_ROLE;

/// Most invoices of one `issueBatch`.
const BATCH_MAX: u64 = 500;
/// Seconds after a delivery, or a reminder, before the next reminder: a week.
const REMIND_SECONDS: u64 = 7 * 24 * 60 * 60;

#[entrypoint]
#[storage]
pub struct Invoices {
    roles: Roles,
    issuers: StorageMap<Address, IssuerRecord>,
    quotas: StorageMap<Pair<Address, u32>, QuotaRecord>,
    invoices: StorageMap<Pair<Address, u64>, InvoiceRecord>,
    payments: StorageMap<Pair<Address, B256>, StorageU64>,
    batches: StorageMap<Pair<Address, u64>, BatchRecord>,
}

#[public]
#[implements(IRoles)]
impl Invoices {
    #[constructor]
    pub fn constructor(&mut self) {
        let bureau = self.vm().tx_origin();
        self.roles.grant(BUREAU, bureau, bureau);
    }

    pub fn issuer(&self, issuer: Address) -> Issuer {
        self.issuers.getter(issuer).read()
    }

    pub fn quota(&self, issuer: Address, period: u32) -> Quota {
        self.quotas.getter(Pair(issuer, period)).read()
    }

    pub fn invoice(&self, issuer: Address, number: u64) -> Invoice {
        self.invoices.getter(Pair(issuer, number)).read()
    }

    pub fn batch(&self, issuer: Address, batch: u64) -> Batch {
        self.batches.getter(Pair(issuer, batch)).read()
    }

    pub fn proves(&self, issuer: Address, batch: u64, index: u64, item: Item, proof: Vec<B256>) -> bool {
        let record = self.batches.getter(Pair(issuer, batch));
        index < record.count.get().wrapping_to() && merkle::verify(&proof, record.root.get(), leaf(index, &item))
    }

    pub fn verify(&self, issuer: Address, number: u64, amount: u128, commitment: B256) -> bool {
        let invoice = self.invoices.getter(Pair(issuer, number));
        !matches!(invoice.status(), Status::None | Status::Voided)
            && invoice.amount.get().wrapping_to::<u128>() == amount
            && invoice.commitment.get() == commitment
    }

    pub fn admit_issuer(&mut self, issuer: Address) -> Result<(), Error> {
        self.roles.only_role(BUREAU)?;
        if issuer.is_zero() {
            return Err(ZeroAddress {}.into());
        }
        let mut record = self.issuers.setter(issuer);
        if record.admission() == Admission::Admitted {
            return Err(AlreadyAdmitted { issuer }.into());
        }
        record.set_admission(Admission::Admitted);
        self.vm().log(IssuerAdmitted { issuer });
        Ok(())
    }

    pub fn suspend_issuer(&mut self, issuer: Address) -> Result<(), Error> {
        self.roles.only_role(BUREAU)?;
        self.admitted(issuer)?.set_admission(Admission::Suspended);
        self.vm().log(IssuerSuspended { issuer });
        Ok(())
    }

    pub fn set_quota(
        &mut self,
        issuer: Address,
        period: u32,
        amount_limit: u128,
        count_limit: u64,
    ) -> Result<(), Error> {
        self.roles.only_role(BUREAU)?;
        self.admitted(issuer)?;
        require_period(period)?;
        let mut quota = self.quotas.setter(Pair(issuer, period));
        let Quota { amount_issued, count_issued, .. } = quota.read();
        if amount_limit < amount_issued || count_limit < count_issued {
            return Err(QuotaBelowIssued { amount_issued, count_issued }.into());
        }
        quota.amount_limit.set(U128::from(amount_limit));
        quota.count_limit.set(U64::from(count_limit));
        self.vm().log(QuotaSet { issuer, period, amount_limit, count_limit });
        Ok(())
    }

    pub fn issue(
        &mut self,
        period: u32,
        buyer: Address,
        amount: u128,
        tax: u128,
        commitment: B256,
        payment: B256,
    ) -> Result<u64, Error> {
        let issuer = self.issuer_for(period)?;
        self.issue_one(issuer, period, Item { buyer, amount, tax, commitment, payment })
    }

    pub fn issue_batch(&mut self, period: u32, items: Vec<Item>) -> Result<Vec<ItemResult>, Error> {
        let issuer = self.issuer_for(period)?;
        let found = items.len() as u64;
        if found == 0 || found > BATCH_MAX {
            return Err(WrongBatchSize { found, limit: BATCH_MAX }.into());
        }
        let mut results = Vec::with_capacity(items.len());
        for item in items {
            let issued = self.issue_one(issuer, period, item);
            let success = issued.is_ok();
            let data: Vec<u8> = issued.map_or_else(Vec::from, |number| abi::encode(&number));
            results.push(ItemResult { success, data: data.into() });
        }
        for (index, result) in (0..).zip(&results) {
            if !result.success {
                self.vm().log(Refused { issuer, index, reason: result.data.clone() });
            }
        }
        Ok(results)
    }

    pub fn anchor(&mut self, period: u32, root: B256, count: u64, total: u128) -> Result<u64, Error> {
        let issuer = self.issuer_for(period)?;
        if root.is_zero() {
            return Err(NoRoot {}.into());
        }
        if count == 0 {
            return Err(WrongBatchSize { found: 0, limit: u64::MAX }.into());
        }
        // Each is over one fen at least.
        if total < u128::from(count) {
            return Err(ZeroAmount {}.into());
        }
        self.use_quota(issuer, period, count, total)?;
        let first = self.next_numbers(issuer, count);
        let batch = self.issuers.setter(issuer).batches.update_wrap_add(U64::from(1)).wrapping_to();
        let mut record = self.batches.setter(Pair(issuer, batch));
        record.root.set(root);
        record.period.set(U32::from(period));
        record.first.set(U64::from(first));
        record.count.set(U64::from(count));
        record.total.set(U128::from(total));
        self.vm().log(Anchored { issuer, batch, root, period, first, count, total });
        Ok(batch)
    }

    pub fn reveal(
        &mut self,
        issuer: Address,
        batch: u64,
        index: u64,
        item: Item,
        proof: Vec<B256>,
    ) -> Result<u64, Error> {
        let Batch { root, period, first, count, total, revealed, revealed_total } =
            self.existing_batch(issuer, batch)?;
        let (caller, buyer) = (self.vm().msg_sender(), item.buyer);
        if caller != issuer && caller != buyer {
            return Err(NotParty { caller, issuer, buyer }.into());
        }
        if index >= count {
            return Err(OutsideBatch { index, count }.into());
        }
        let number = first + index;
        if self.invoices.getter(Pair(issuer, number)).status() != Status::None {
            return Err(AlreadyRevealed { number }.into());
        }
        if !merkle::verify(&proof, root, leaf(index, &item)) {
            return Err(NotInBatch { batch, index }.into());
        }
        self.check_item(issuer, &item)?;
        let left = total - revealed_total;
        if item.amount > left {
            return Err(AboveBatch { left, wanted: item.amount }.into());
        }
        let mut record = self.batches.setter(Pair(issuer, batch));
        record.revealed.set(U64::from(revealed + 1));
        record.revealed_total.set(U128::from(revealed_total + item.amount));
        self.enter(issuer, number, period, item);
        self.vm().log(Revealed { issuer, batch, number, index });
        Ok(number)
    }

    pub fn deliver(&mut self, number: u64, receipt: B256) -> Result<(), Error> {
        let (issuer, now) = (self.vm().msg_sender(), self.vm().block_timestamp());
        let Invoice { buyer, .. } = self.expect_status(issuer, number, Status::Issued)?;
        let mut invoice = self.stored(issuer, number);
        invoice.set_status(Status::Delivered);
        invoice.remind_from.set(U64::from(now + REMIND_SECONDS));
        self.vm().log(Delivered { issuer, number, buyer, receipt });
        Ok(())
    }

    pub fn remind(&mut self, issuer: Address, number: u64) -> Result<(), Error> {
        let Invoice { buyer, remind_from, .. } = self.expect_status(issuer, number, Status::Delivered)?;
        let now = self.vm().block_timestamp();
        if now < remind_from {
            return Err(RemindedTooEarly { remind_from, now }.into());
        }
        self.stored(issuer, number).remind_from.set(U64::from(now + REMIND_SECONDS));
        self.vm().log(Reminded { issuer, number, buyer });
        Ok(())
    }

    pub fn void(&mut self, number: u64) -> Result<(), Error> {
        let issuer = self.vm().msg_sender();
        let Invoice { amount, period, payment, credited, .. } = self.expect_status(issuer, number, Status::Issued)?;
        if credited > 0 {
            return Err(HasCreditNotes { credited }.into());
        }
        self.stored(issuer, number).set_status(Status::Voided);
        self.payments.delete(Pair(issuer, payment));
        let mut quota = self.quotas.setter(Pair(issuer, period));
        quota.amount_issued.update_wrap_sub(U128::from(amount));
        self.vm().log(Voided { issuer, number });
        Ok(())
    }

    pub fn credit(&mut self, number: u64, amount: u128) -> Result<u64, Error> {
        let issuer = self.vm().msg_sender();
        let invoice = self.existing(issuer, number)?;
        if invoice.status == Status::Voided {
            return Err(InvoiceVoided { issuer, number }.into());
        }
        if amount == 0 {
            return Err(ZeroAmount {}.into());
        }
        require_left(&invoice, amount)?;
        self.stored(issuer, number).credited.set(U128::from(invoice.credited + amount));
        let mut quota = self.quotas.setter(Pair(issuer, invoice.period));
        quota.amount_credited.update_check_add(U128::from(amount)).expect("overflow");
        let note = self.issuers.setter(issuer).credit_notes.update_wrap_add(U64::from(1)).wrapping_to();
        self.vm().log(Credited { issuer, number, note, amount });
        Ok(note)
    }

    pub fn claim(&mut self, issuer: Address, number: u64) -> Result<(), Error> {
        let caller = self.vm().msg_sender();
        let invoice = self.existing(issuer, number)?;
        if invoice.status != Status::Delivered {
            require_status(&invoice, Status::Issued)?;
        }
        if caller != invoice.buyer {
            return Err(NotBuyer { caller, buyer: invoice.buyer }.into());
        }
        let mut invoice = self.stored(issuer, number);
        invoice.set_status(Status::Held);
        invoice.holder.set(caller);
        self.vm().log(Claimed { issuer, number, holder: caller });
        Ok(())
    }

    pub fn transfer(&mut self, issuer: Address, number: u64, to: Address) -> Result<(), Error> {
        self.require_holder(issuer, number)?;
        if to.is_zero() {
            return Err(ZeroAddress {}.into());
        }
        let mut invoice = self.stored(issuer, number);
        invoice.holder.set(to);
        invoice.firm.set(Address::ZERO);
        let from = self.vm().msg_sender();
        self.vm().log(Transferred { issuer, number, from, to });
        Ok(())
    }

    pub fn present(&mut self, issuer: Address, number: u64, firm: Address) -> Result<(), Error> {
        self.require_holder(issuer, number)?;
        if firm.is_zero() {
            return Err(ZeroAddress {}.into());
        }
        self.stored(issuer, number).firm.set(firm);
        self.vm().log(Presented { issuer, number, firm });
        Ok(())
    }

    pub fn lock(&mut self, issuer: Address, number: u64) -> Result<(), Error> {
        let Invoice { firm, .. } = self.for_caller(issuer, number, Status::Held)?;
        self.stored(issuer, number).set_status(Status::Locked);
        self.vm().log(Locked { issuer, number, firm });
        Ok(())
    }

    pub fn release(&mut self, issuer: Address, number: u64) -> Result<(), Error> {
        let Invoice { firm, .. } = self.for_caller(issuer, number, Status::Locked)?;
        let mut invoice = self.stored(issuer, number);
        invoice.set_status(Status::Held);
        invoice.firm.set(Address::ZERO);
        self.vm().log(Released { issuer, number, firm });
        Ok(())
    }

    pub fn reimburse(&mut self, issuer: Address, number: u64, amount: u128) -> Result<(), Error> {
        let invoice = self.for_caller(issuer, number, Status::Locked)?;
        if amount == 0 {
            return Err(ZeroAmount {}.into());
        }
        require_left(&invoice, amount)?;
        let firm = invoice.firm;
        let mut invoice = self.stored(issuer, number);
        invoice.set_status(Status::Reimbursed);
        invoice.reimbursed.set(U128::from(amount));
        self.vm().log(Reimbursed { issuer, number, firm, amount });
        Ok(())
    }

    pub fn book(&mut self, issuer: Address, number: u64, period: u32) -> Result<(), Error> {
        let Invoice { firm, .. } = self.for_caller(issuer, number, Status::Reimbursed)?;
        require_period(period)?;
        let mut invoice = self.stored(issuer, number);
        invoice.set_status(Status::Booked);
        invoice.booked_period.set(U32::from(period));
        self.vm().log(Booked { issuer, number, firm, period });
        Ok(())
    }
}

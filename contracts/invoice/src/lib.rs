//! Electronic invoices as a tax bureau runs them: issued within quotas under numbers without gaps, handed over,
//! reimbursed once, booked, corrected by credit notes, and verified by anyone.
//!
//! Guarantees the invariants of README.md. Amounts are whole fen. What an invoice is about (names, tax numbers,
//! lines) stays off chain behind a salted commitment.
#![no_std]

mod checks;
mod errors;
mod events;
mod records;

use blocks::{DEFAULT_ADMIN_ROLE, ItemResult, Roles, batch, merkle};
use sdk::prelude::*;

use checks::{require_left, require_period, require_status};
pub use errors::Error;
pub use events::{
    Anchored, Booked, Claimed, Credited, Delivered, Issued, IssuerAdmitted, IssuerSuspended, Locked, Presented,
    QuotaSet, Refused, Reimbursed, Released, Reminded, Revealed, Transferred, Voided,
};
pub use records::{Admission, Batch, Invoice, Issuer, Item, Quota, Status};

/// A tax bureau, which admits issuers, sets quotas, and gives this role to others.
pub const BUREAU: B256 = DEFAULT_ADMIN_ROLE;

/// Most invoices of one `issueBatch`.
pub const BATCH_MAX: u64 = 500;
/// Seconds after a delivery, or a reminder, before the next reminder: a week.
pub const REMIND_SECONDS: u64 = 7 * 24 * 60 * 60;

/// All invoices of one bureau.
#[storage]
pub struct Invoices {
    roles: Roles,
    issuers: Map<Address, Issuer>,
    quotas: Map<(Address, u32), Quota>,
    invoices: Map<(Address, u64), Invoice>,
    /// The number of the issuer's invoice for a payment.
    payments: Map<(Address, B256), u64>,
    batches: Map<(Address, u64), Batch>,
}

#[contract(components(roles: Roles), events(Issued))]
impl Invoices {
    /// The deployer is a tax bureau.
    #[init]
    pub fn new(&mut self) {
        self.roles.grant(BUREAU, caller());
    }

    /// What is known of an issuer.
    pub fn issuer(&self, issuer: Address) -> Issuer {
        self.issuers.get(issuer)
    }

    /// An issuer's quota in a period and what it used of it.
    pub fn quota(&self, issuer: Address, period: u32) -> Quota {
        self.quotas.get((issuer, period))
    }

    /// An invoice; its status is `None` if there is none.
    pub fn invoice(&self, issuer: Address, number: u64) -> Invoice {
        self.invoices.get((issuer, number))
    }

    /// A batch of an issuer; its root is zero if there is none.
    pub fn batch(&self, issuer: Address, batch: u64) -> Batch {
        self.batches.get((issuer, batch))
    }

    /// True if a batch of the issuer has this invoice at this index, revealed or not, by a proof from its leaf to the root.
    pub fn proves(&self, issuer: Address, batch: u64, index: u64, item: Item, proof: Vec<B256>) -> bool {
        let record = self.batches.get((issuer, batch));
        index < record.count && merkle::verify(&proof, record.root, checks::leaf(index, &item))
    }

    /// True if the issuer issued an invoice with this number, amount and commitment, and it is not void.
    pub fn verify(&self, issuer: Address, number: u64, amount: u128, commitment: B256) -> bool {
        let invoice = self.invoices.get((issuer, number));
        !matches!(invoice.status, Status::None | Status::Voided)
            && invoice.amount == amount
            && invoice.commitment == commitment
    }

    /// Bureau: lets a firm issue, for the first time or again.
    pub fn admit_issuer(&mut self, issuer: Address) -> Result<(), Error> {
        self.roles.only_role(BUREAU)?;
        if issuer.is_zero() {
            return Err(Error::ZeroAddress);
        }
        let mut record = self.issuers.get(issuer);
        if record.admission == Admission::Admitted {
            return Err(Error::AlreadyAdmitted { issuer });
        }
        record.admission = Admission::Admitted;
        self.issuers.set(issuer, record);
        emit(IssuerAdmitted { issuer });
        Ok(())
    }

    /// Bureau: stops a firm from issuing. Its invoices stay what they are.
    pub fn suspend_issuer(&mut self, issuer: Address) -> Result<(), Error> {
        self.roles.only_role(BUREAU)?;
        let mut record = self.admitted(issuer)?;
        record.admission = Admission::Suspended;
        self.issuers.set(issuer, record);
        emit(IssuerSuspended { issuer });
        Ok(())
    }

    /// Bureau: says how much, in fen and in invoices, an issuer may issue in a period; never less than it has.
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
        let mut quota = self.quotas.get((issuer, period));
        let Quota { amount_issued, count_issued, .. } = quota;
        if amount_limit < amount_issued || count_limit < count_issued {
            return Err(Error::QuotaBelowIssued { amount_issued, count_issued });
        }
        quota.amount_limit = amount_limit;
        quota.count_limit = count_limit;
        self.quotas.set((issuer, period), quota);
        emit(QuotaSet { issuer, period, amount_limit, count_limit });
        Ok(())
    }

    /// Issuer: issues an invoice for a payment to a buyer within the period's quota, and returns its number.
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

    /// Issuer: issues up to [`BATCH_MAX`] invoices, each for itself, and returns for each its number or why it was refused;
    /// events tell both.
    pub fn issue_batch(&mut self, period: u32, items: Vec<Item>) -> Result<Vec<ItemResult>, Error> {
        let issuer = self.issuer_for(period)?;
        let found = items.len() as u64;
        if found == 0 || found > BATCH_MAX {
            return Err(Error::WrongBatchSize { found, limit: BATCH_MAX });
        }
        let results = batch(items, |item| self.issue_one(issuer, period, item).map(|number| (number,)));
        for (index, result) in (0..).zip(&results) {
            if !result.success {
                emit(Refused { issuer, index, reason: result.data.clone() });
            }
        }
        Ok(results)
    }

    /// Issuer: issues `count` invoices that amount to `total` by the root of their tree, within the period's quota, and
    /// returns the batch's number. They have the next numbers, in the order of their indices.
    pub fn anchor(&mut self, period: u32, root: B256, count: u64, total: u128) -> Result<u64, Error> {
        let issuer = self.issuer_for(period)?;
        if root.is_zero() {
            return Err(Error::NoRoot);
        }
        if count == 0 {
            return Err(Error::WrongBatchSize { found: 0, limit: u64::MAX });
        }
        // Each is over one fen at least.
        if total < u128::from(count) {
            return Err(Error::ZeroAmount);
        }
        self.use_quota(issuer, period, count, total)?;
        let mut record = self.issuers.get(issuer);
        let first = record.invoices + 1;
        record.invoices += count;
        record.batches += 1;
        let batch = record.batches;
        self.issuers.set(issuer, record);
        self.batches.set((issuer, batch), Batch { root, period, first, count, total, ..Batch::default() });
        emit(Anchored { issuer, batch, root, period, first, count, total });
        Ok(batch)
    }

    /// Issuer, or the buyer of the invoice: brings one of a batch to light, by its index from 0 on and a proof from its
    /// leaf to the root, and returns its number.
    pub fn reveal(
        &mut self,
        issuer: Address,
        batch: u64,
        index: u64,
        item: Item,
        proof: Vec<B256>,
    ) -> Result<u64, Error> {
        let mut record = self.existing_batch(issuer, batch)?;
        let (caller, buyer) = (caller(), item.buyer);
        if caller != issuer && caller != buyer {
            return Err(Error::NotParty { caller, issuer, buyer });
        }
        if index >= record.count {
            return Err(Error::OutsideBatch { index, count: record.count });
        }
        let number = record.first + index;
        if self.invoices.get((issuer, number)).status != Status::None {
            return Err(Error::AlreadyRevealed { number });
        }
        if !merkle::verify(&proof, record.root, checks::leaf(index, &item)) {
            return Err(Error::NotInBatch { batch, index });
        }
        self.check_item(issuer, &item)?;
        let left = record.total - record.revealed_total;
        if item.amount > left {
            return Err(Error::AboveBatch { left, wanted: item.amount });
        }
        record.revealed += 1;
        record.revealed_total += item.amount;
        let period = record.period;
        self.batches.set((issuer, batch), record);
        self.enter(issuer, number, period, item);
        emit(Revealed { issuer, batch, number, index });
        Ok(number)
    }

    /// Issuer: hands an invoice over; `receipt` is a hash of the proof that it did.
    pub fn deliver(&mut self, number: u64, receipt: B256) -> Result<(), Error> {
        let issuer = caller();
        let mut invoice = self.expect_status(issuer, number, Status::Issued)?;
        invoice.status = Status::Delivered;
        invoice.remind_from = block_timestamp() + REMIND_SECONDS;
        let buyer = invoice.buyer;
        self.invoices.set((issuer, number), invoice);
        emit(Delivered { issuer, number, buyer, receipt });
        Ok(())
    }

    /// Anyone: reminds the buyer of an invoice that was delivered a week ago and not acknowledged; once a week.
    pub fn remind(&mut self, issuer: Address, number: u64) -> Result<(), Error> {
        let mut invoice = self.expect_status(issuer, number, Status::Delivered)?;
        let (remind_from, now) = (invoice.remind_from, block_timestamp());
        if now < remind_from {
            return Err(Error::RemindedTooEarly { remind_from, now });
        }
        invoice.remind_from = now + REMIND_SECONDS;
        let buyer = invoice.buyer;
        self.invoices.set((issuer, number), invoice);
        emit(Reminded { issuer, number, buyer });
        Ok(())
    }

    /// Issuer: takes an invoice back that was not handed over. Its amount returns to the quota and its
    /// payment may be invoiced again, its number is used.
    pub fn void(&mut self, number: u64) -> Result<(), Error> {
        let issuer = caller();
        let mut invoice = self.expect_status(issuer, number, Status::Issued)?;
        if invoice.credited > 0 {
            return Err(Error::HasCreditNotes { credited: invoice.credited });
        }
        invoice.status = Status::Voided;
        let (amount, period, payment) = (invoice.amount, invoice.period, invoice.payment);
        self.invoices.set((issuer, number), invoice);
        self.payments.remove((issuer, payment));
        self.quotas.update((issuer, period), |quota| quota.amount_issued -= amount);
        emit(Voided { issuer, number });
        Ok(())
    }

    /// Issuer: takes back a part of an invoice, or all of what earlier credit notes left, and returns the note's number.
    pub fn credit(&mut self, number: u64, amount: u128) -> Result<u64, Error> {
        let issuer = caller();
        let mut invoice = self.existing(issuer, number)?;
        if invoice.status == Status::Voided {
            return Err(Error::InvoiceVoided { issuer, number });
        }
        if amount == 0 {
            return Err(Error::ZeroAmount);
        }
        require_left(&invoice, amount)?;
        invoice.credited += amount;
        let period = invoice.period;
        self.invoices.set((issuer, number), invoice);
        self.quotas.update((issuer, period), |quota| quota.amount_credited += amount);
        let note = self.issuers.update(issuer, |record| {
            record.credit_notes += 1;
            record.credit_notes
        });
        emit(Credited { issuer, number, note, amount });
        Ok(note)
    }

    /// Buyer: acknowledges and takes the invoice, delivered or not.
    pub fn claim(&mut self, issuer: Address, number: u64) -> Result<(), Error> {
        let mut invoice = self.existing(issuer, number)?;
        if invoice.status != Status::Delivered {
            require_status(&invoice, Status::Issued)?;
        }
        if caller() != invoice.buyer {
            return Err(Error::NotBuyer { caller: caller(), buyer: invoice.buyer });
        }
        invoice.status = Status::Held;
        invoice.holder = caller();
        self.invoices.set((issuer, number), invoice);
        emit(Claimed { issuer, number, holder: caller() });
        Ok(())
    }

    /// Holder: passes the invoice on. A firm it was presented to loses sight of it.
    pub fn transfer(&mut self, issuer: Address, number: u64, to: Address) -> Result<(), Error> {
        let mut invoice = self.held_by_caller(issuer, number)?;
        if to.is_zero() {
            return Err(Error::ZeroAddress);
        }
        invoice.holder = to;
        invoice.firm = Address::ZERO;
        self.invoices.set((issuer, number), invoice);
        emit(Transferred { issuer, number, from: caller(), to });
        Ok(())
    }

    /// Holder: asks a firm to reimburse it; a second call asks another instead.
    pub fn present(&mut self, issuer: Address, number: u64, firm: Address) -> Result<(), Error> {
        let mut invoice = self.held_by_caller(issuer, number)?;
        if firm.is_zero() {
            return Err(Error::ZeroAddress);
        }
        invoice.firm = firm;
        self.invoices.set((issuer, number), invoice);
        emit(Presented { issuer, number, firm });
        Ok(())
    }

    /// Firm: takes an invoice that was presented to it, so that no other firm can.
    pub fn lock(&mut self, issuer: Address, number: u64) -> Result<(), Error> {
        let mut invoice = self.for_caller(issuer, number, Status::Held)?;
        invoice.status = Status::Locked;
        self.invoices.set((issuer, number), invoice);
        emit(Locked { issuer, number, firm: caller() });
        Ok(())
    }

    /// Firm: gives a locked invoice back unpaid.
    pub fn release(&mut self, issuer: Address, number: u64) -> Result<(), Error> {
        let mut invoice = self.for_caller(issuer, number, Status::Locked)?;
        invoice.status = Status::Held;
        invoice.firm = Address::ZERO;
        self.invoices.set((issuer, number), invoice);
        emit(Released { issuer, number, firm: caller() });
        Ok(())
    }

    /// Firm: says that it paid the holder this much. There is no second time.
    pub fn reimburse(&mut self, issuer: Address, number: u64, amount: u128) -> Result<(), Error> {
        let mut invoice = self.for_caller(issuer, number, Status::Locked)?;
        if amount == 0 {
            return Err(Error::ZeroAmount);
        }
        require_left(&invoice, amount)?;
        invoice.status = Status::Reimbursed;
        invoice.reimbursed = amount;
        self.invoices.set((issuer, number), invoice);
        emit(Reimbursed { issuer, number, firm: caller(), amount });
        Ok(())
    }

    /// Firm: enters a reimbursed invoice in its books of a period.
    pub fn book(&mut self, issuer: Address, number: u64, period: u32) -> Result<(), Error> {
        let mut invoice = self.for_caller(issuer, number, Status::Reimbursed)?;
        require_period(period)?;
        invoice.status = Status::Booked;
        invoice.booked_period = period;
        self.invoices.set((issuer, number), invoice);
        emit(Booked { issuer, number, firm: caller(), period });
        Ok(())
    }
}

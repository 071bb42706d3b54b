//! Electronic invoices as a tax bureau runs them: issued within quotas under numbers without gaps, handed over,
//! reimbursed once, booked, corrected by credit notes, and verified by anyone.
//!
//! Guarantees the invariants of README.md. Amounts are whole fen. What an invoice is about (names, tax numbers,
//! lines) stays off chain behind a salted commitment.
#![no_std]

mod errors;
mod events;
mod records;

use sdk::prelude::*;

pub use errors::Error;
pub use events::{
    Booked, Claimed, Credited, Issued, IssuerAdmitted, IssuerSuspended, Locked, Presented, QuotaSet, Reimbursed,
    Released, Transferred, Voided,
};
pub use records::{Admission, Invoice, Issuer, Quota, Status};

/// All invoices of one bureau.
#[storage]
pub struct Invoices {
    bureau: Value<Address>,
    issuers: Map<Address, Issuer>,
    quotas: Map<(Address, u32), Quota>,
    invoices: Map<(Address, u64), Invoice>,
    /// The number of the issuer's invoice for a payment.
    payments: Map<(Address, B256), u64>,
}

#[contract]
impl Invoices {
    /// The deployer is the tax bureau.
    #[init]
    pub fn new(&mut self) {
        self.bureau.set(caller());
    }

    /// The tax bureau.
    pub fn bureau(&self) -> Address {
        self.bureau.get()
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

    /// True if the issuer issued an invoice with this number, amount and commitment, and it is not void.
    pub fn verify(&self, issuer: Address, number: u64, amount: u128, commitment: B256) -> bool {
        let invoice = self.invoices.get((issuer, number));
        !matches!(invoice.status, Status::None | Status::Voided)
            && invoice.amount == amount
            && invoice.commitment == commitment
    }

    /// Bureau: lets a firm issue, for the first time or again.
    pub fn admit_issuer(&mut self, issuer: Address) -> Result<(), Error> {
        self.require_bureau()?;
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
        self.require_bureau()?;
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
        self.require_bureau()?;
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
        let issuer = caller();
        let mut record = self.admitted(issuer)?;
        require_period(period)?;
        if buyer.is_zero() {
            return Err(Error::ZeroAddress);
        }
        if amount == 0 {
            return Err(Error::ZeroAmount);
        }
        if tax > amount {
            return Err(Error::TaxAboveAmount { amount, tax });
        }
        let used = self.payments.get((issuer, payment));
        if used != 0 {
            return Err(Error::PaymentUsed { payment, number: used });
        }
        self.use_quota(issuer, period, amount)?;

        record.invoices += 1;
        let number = record.invoices;
        self.issuers.set(issuer, record);
        self.payments.set((issuer, payment), number);
        let status = Status::Issued;
        let invoice = Invoice { status, buyer, amount, tax, period, commitment, payment, ..Invoice::default() };
        self.invoices.set((issuer, number), invoice);
        emit(Issued { issuer, number, buyer, period, amount, tax, commitment, payment });
        Ok(number)
    }

    /// Issuer: takes an invoice back that was not handed over. Its amount returns to the quota, its number does not.
    pub fn void(&mut self, number: u64) -> Result<(), Error> {
        let issuer = caller();
        let mut invoice = self.expect_status(issuer, number, Status::Issued)?;
        if invoice.credited > 0 {
            return Err(Error::HasCreditNotes { credited: invoice.credited });
        }
        invoice.status = Status::Voided;
        let (amount, period) = (invoice.amount, invoice.period);
        self.invoices.set((issuer, number), invoice);
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

    /// Buyer: takes the invoice.
    pub fn claim(&mut self, issuer: Address, number: u64) -> Result<(), Error> {
        let mut invoice = self.expect_status(issuer, number, Status::Issued)?;
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

    fn require_bureau(&self) -> Result<(), Error> {
        if caller() == self.bureau.get() { Ok(()) } else { Err(Error::NotBureau { caller: caller() }) }
    }

    fn admitted(&self, issuer: Address) -> Result<Issuer, Error> {
        let record = self.issuers.get(issuer);
        if record.admission == Admission::Admitted { Ok(record) } else { Err(Error::NotAdmitted { issuer }) }
    }

    /// Counts an invoice against the quota of its period.
    fn use_quota(&mut self, issuer: Address, period: u32, amount: u128) -> Result<(), Error> {
        let mut quota = self.quotas.get((issuer, period));
        if quota.count_issued >= quota.count_limit {
            return Err(Error::CountAboveQuota { limit: quota.count_limit });
        }
        let left = quota.amount_limit - quota.amount_issued;
        if amount > left {
            return Err(Error::AmountAboveQuota { left, wanted: amount });
        }
        quota.amount_issued += amount;
        quota.count_issued += 1;
        self.quotas.set((issuer, period), quota);
        Ok(())
    }

    fn existing(&self, issuer: Address, number: u64) -> Result<Invoice, Error> {
        let invoice = self.invoices.get((issuer, number));
        if invoice.status == Status::None { Err(Error::UnknownInvoice { issuer, number }) } else { Ok(invoice) }
    }

    fn expect_status(&self, issuer: Address, number: u64, expected: Status) -> Result<Invoice, Error> {
        let invoice = self.existing(issuer, number)?;
        if invoice.status == expected {
            Ok(invoice)
        } else {
            Err(Error::WrongStatus { found: invoice.status, expected })
        }
    }

    fn held_by_caller(&self, issuer: Address, number: u64) -> Result<Invoice, Error> {
        let invoice = self.expect_status(issuer, number, Status::Held)?;
        if caller() == invoice.holder {
            Ok(invoice)
        } else {
            Err(Error::NotHolder { caller: caller(), holder: invoice.holder })
        }
    }

    /// An invoice in this state that is the calling firm's to go on with.
    fn for_caller(&self, issuer: Address, number: u64, status: Status) -> Result<Invoice, Error> {
        let invoice = self.expect_status(issuer, number, status)?;
        if caller() == invoice.firm {
            Ok(invoice)
        } else {
            Err(Error::NotFirm { caller: caller(), firm: invoice.firm })
        }
    }
}

/// A year from 1 on and a month.
fn require_period(period: u32) -> Result<(), Error> {
    if period >= 100 && matches!(period % 100, 1..=12) { Ok(()) } else { Err(Error::InvalidPeriod { period }) }
}

/// Refuses more than the invoice's credit notes leave.
fn require_left(invoice: &Invoice, wanted: u128) -> Result<(), Error> {
    let left = invoice.amount - invoice.credited;
    if wanted > left { Err(Error::AboveInvoice { left, wanted }) } else { Ok(()) }
}

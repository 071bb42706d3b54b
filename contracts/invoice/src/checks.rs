//! Who may take a step and when, and how an invoice comes to be.

use blocks::merkle;
use sdk::prelude::*;

use crate::{
    Invoices,
    errors::Error,
    events::Issued,
    records::{Admission, Batch, Invoice, Issuer, Item, Status},
};

impl Invoices {
    pub(crate) fn admitted(&self, issuer: Address) -> Result<Issuer, Error> {
        let record = self.issuers.get(issuer);
        if record.admission == Admission::Admitted { Ok(record) } else { Err(Error::NotAdmitted { issuer }) }
    }

    /// The calling issuer, who may issue in this period.
    pub(crate) fn issuer_for(&self, period: u32) -> Result<Address, Error> {
        let issuer = caller();
        self.admitted(issuer)?;
        require_period(period)?;
        Ok(issuer)
    }

    /// Issues one invoice under the next number. Checks everything before it writes anything, so that a refused one of
    /// many leaves nothing behind.
    pub(crate) fn issue_one(&mut self, issuer: Address, period: u32, item: Item) -> Result<u64, Error> {
        self.check_item(issuer, &item)?;
        self.use_quota(issuer, period, 1, item.amount)?;
        let number = self.issuers.update(issuer, |record| {
            record.invoices += 1;
            record.invoices
        });
        self.enter(issuer, number, period, item);
        Ok(number)
    }

    /// Refuses an invoice that makes no sense or is for a payment that has one.
    pub(crate) fn check_item(&self, issuer: Address, item: &Item) -> Result<(), Error> {
        let Item { buyer, amount, tax, payment, .. } = *item;
        if buyer.is_zero() {
            return Err(Error::ZeroAddress);
        }
        if amount == 0 {
            return Err(Error::ZeroAmount);
        }
        if tax > amount {
            return Err(Error::TaxAboveAmount { amount, tax });
        }
        let number = self.payments.get((issuer, payment));
        if number != 0 { Err(Error::PaymentUsed { payment, number }) } else { Ok(()) }
    }

    /// Writes an invoice that was checked.
    pub(crate) fn enter(&mut self, issuer: Address, number: u64, period: u32, item: Item) {
        let Item { buyer, amount, tax, commitment, payment } = item;
        self.payments.set((issuer, payment), number);
        let status = Status::Issued;
        let invoice = Invoice { status, buyer, amount, tax, period, commitment, payment, ..Invoice::default() };
        self.invoices.set((issuer, number), invoice);
        emit(Issued { issuer, number, buyer, period, amount, tax, commitment, payment });
    }

    /// Counts invoices against the quota of their period.
    pub(crate) fn use_quota(&mut self, issuer: Address, period: u32, count: u64, amount: u128) -> Result<(), Error> {
        let mut quota = self.quotas.get((issuer, period));
        if count > quota.count_limit - quota.count_issued {
            return Err(Error::CountAboveQuota { limit: quota.count_limit });
        }
        let left = quota.amount_limit - quota.amount_issued;
        if amount > left {
            return Err(Error::AmountAboveQuota { left, wanted: amount });
        }
        quota.amount_issued += amount;
        quota.count_issued += count;
        self.quotas.set((issuer, period), quota);
        Ok(())
    }

    pub(crate) fn existing_batch(&self, issuer: Address, batch: u64) -> Result<Batch, Error> {
        let record = self.batches.get((issuer, batch));
        if record.root.is_zero() { Err(Error::UnknownBatch { issuer, batch }) } else { Ok(record) }
    }

    pub(crate) fn existing(&self, issuer: Address, number: u64) -> Result<Invoice, Error> {
        let invoice = self.invoices.get((issuer, number));
        if invoice.status == Status::None { Err(Error::UnknownInvoice { issuer, number }) } else { Ok(invoice) }
    }

    pub(crate) fn expect_status(&self, issuer: Address, number: u64, expected: Status) -> Result<Invoice, Error> {
        let invoice = self.existing(issuer, number)?;
        require_status(&invoice, expected)?;
        Ok(invoice)
    }

    pub(crate) fn held_by_caller(&self, issuer: Address, number: u64) -> Result<Invoice, Error> {
        let invoice = self.expect_status(issuer, number, Status::Held)?;
        if caller() == invoice.holder {
            Ok(invoice)
        } else {
            Err(Error::NotHolder { caller: caller(), holder: invoice.holder })
        }
    }

    /// An invoice in this state that is the calling firm's to go on with.
    pub(crate) fn for_caller(&self, issuer: Address, number: u64, status: Status) -> Result<Invoice, Error> {
        let invoice = self.expect_status(issuer, number, status)?;
        if caller() == invoice.firm {
            Ok(invoice)
        } else {
            Err(Error::NotFirm { caller: caller(), firm: invoice.firm })
        }
    }
}

/// A year from 1 on and a month.
pub(crate) fn require_period(period: u32) -> Result<(), Error> {
    if period >= 100 && matches!(period % 100, 1..=12) { Ok(()) } else { Err(Error::InvalidPeriod { period }) }
}

/// Refuses more than the invoice's credit notes leave.
pub(crate) fn require_left(invoice: &Invoice, wanted: u128) -> Result<(), Error> {
    let left = invoice.amount - invoice.credited;
    if wanted > left { Err(Error::AboveInvoice { left, wanted }) } else { Ok(()) }
}

pub(crate) fn require_status(invoice: &Invoice, expected: Status) -> Result<(), Error> {
    if invoice.status == expected { Ok(()) } else { Err(Error::WrongStatus { found: invoice.status, expected }) }
}

/// The leaf of an invoice in its batch's tree: keccak256(keccak256(abi.encode(index, item))).
pub(crate) fn leaf(index: u64, item: &Item) -> B256 {
    merkle::leaf(&(index, item.clone()))
}

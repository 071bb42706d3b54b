//! Who may take a step and when, and how an invoice comes to be.

use alloy_primitives::{Address, B256, U128, U32, U64};
use alloy_sol_types::SolValue;
use stylus_sdk::{prelude::*, storage::StorageGuardMut};

use crate::{
    interface::*,
    merkle,
    records::{InvoiceRecord, IssuerRecord, Pair},
    Invoices,
};

impl Invoices {
    pub(crate) fn admitted(&mut self, issuer: Address) -> Result<StorageGuardMut<'_, IssuerRecord>, Error> {
        let record = self.issuers.setter(issuer);
        if record.admission() == Admission::Admitted {
            Ok(record)
        } else {
            Err(NotAdmitted { issuer }.into())
        }
    }

    /// The calling issuer, who may issue in this period.
    pub(crate) fn issuer_for(&mut self, period: u32) -> Result<Address, Error> {
        let issuer = self.vm().msg_sender();
        self.admitted(issuer)?;
        require_period(period)?;
        Ok(issuer)
    }

    /// Issues one invoice under the next number. Checks everything before it writes anything, so that a refused one of
    /// many leaves nothing behind.
    pub(crate) fn issue_one(&mut self, issuer: Address, period: u32, item: Item) -> Result<u64, Error> {
        self.check_item(issuer, &item)?;
        self.use_quota(issuer, period, 1, item.amount)?;
        let first = self.next_numbers(issuer, 1);
        self.enter(issuer, first, period, item);
        Ok(first)
    }

    /// Takes the next `count` numbers and returns the first.
    pub(crate) fn next_numbers(&mut self, issuer: Address, count: u64) -> u64 {
        let mut record = self.issuers.setter(issuer);
        let last = record.invoices.get().wrapping_to::<u64>();
        record.invoices.set(U64::from(last.checked_add(count).expect("overflow")));
        last + 1
    }

    /// Refuses an invoice that makes no sense or is for a payment that has one.
    pub(crate) fn check_item(&self, issuer: Address, item: &Item) -> Result<(), Error> {
        let Item { buyer, amount, tax, payment, .. } = *item;
        if buyer.is_zero() {
            return Err(ZeroAddress {}.into());
        }
        if amount == 0 {
            return Err(ZeroAmount {}.into());
        }
        if tax > amount {
            return Err(TaxAboveAmount { amount, tax }.into());
        }
        let number = self.payments.get(Pair(issuer, payment)).wrapping_to();
        if number != 0 {
            return Err(PaymentUsed { payment, number }.into());
        }
        Ok(())
    }

    /// Writes an invoice that was checked.
    pub(crate) fn enter(&mut self, issuer: Address, number: u64, period: u32, item: Item) {
        let Item { buyer, amount, tax, commitment, payment } = item;
        self.payments.insert(Pair(issuer, payment), U64::from(number));
        let mut invoice = self.stored(issuer, number);
        invoice.set_status(Status::Issued);
        invoice.buyer.set(buyer);
        invoice.amount.set(U128::from(amount));
        invoice.tax.set(U128::from(tax));
        invoice.period.set(U32::from(period));
        invoice.commitment.set(commitment);
        invoice.payment.set(payment);
        self.vm().log(Issued { issuer, number, buyer, period, amount, tax, commitment, payment });
    }

    /// Counts invoices against the quota of their period.
    pub(crate) fn use_quota(&mut self, issuer: Address, period: u32, count: u64, amount: u128) -> Result<(), Error> {
        let mut record = self.quotas.setter(Pair(issuer, period));
        let Quota { amount_limit, count_limit, amount_issued, count_issued, .. } = record.read();
        if count > count_limit - count_issued {
            return Err(CountAboveQuota { limit: count_limit }.into());
        }
        let left = amount_limit - amount_issued;
        if amount > left {
            return Err(AmountAboveQuota { left, wanted: amount }.into());
        }
        record.amount_issued.set(U128::from(amount_issued + amount));
        record.count_issued.set(U64::from(count_issued + count));
        Ok(())
    }

    pub(crate) fn existing_batch(&self, issuer: Address, batch: u64) -> Result<Batch, Error> {
        let record = self.batches.getter(Pair(issuer, batch)).read();
        if record.root.is_zero() {
            Err(UnknownBatch { issuer, batch }.into())
        } else {
            Ok(record)
        }
    }

    pub(crate) fn existing(&self, issuer: Address, number: u64) -> Result<Invoice, Error> {
        let invoice = self.invoices.getter(Pair(issuer, number)).read();
        if invoice.status == Status::None {
            Err(UnknownInvoice { issuer, number }.into())
        } else {
            Ok(invoice)
        }
    }

    pub(crate) fn expect_status(&self, issuer: Address, number: u64, expected: Status) -> Result<Invoice, Error> {
        let invoice = self.existing(issuer, number)?;
        require_status(&invoice, expected)?;
        Ok(invoice)
    }

    pub(crate) fn require_holder(&self, issuer: Address, number: u64) -> Result<(), Error> {
        let Invoice { holder, .. } = self.expect_status(issuer, number, Status::Held)?;
        let caller = self.vm().msg_sender();
        if caller == holder {
            Ok(())
        } else {
            Err(NotHolder { caller, holder }.into())
        }
    }

    /// An invoice in this state that is the calling firm's to go on with.
    pub(crate) fn for_caller(&self, issuer: Address, number: u64, status: Status) -> Result<Invoice, Error> {
        let invoice = self.expect_status(issuer, number, status)?;
        let (caller, firm) = (self.vm().msg_sender(), invoice.firm);
        if caller == firm {
            Ok(invoice)
        } else {
            Err(NotFirm { caller, firm }.into())
        }
    }

    /// An invoice, to be written.
    pub(crate) fn stored(&mut self, issuer: Address, number: u64) -> StorageGuardMut<'_, InvoiceRecord> {
        self.invoices.setter(Pair(issuer, number))
    }
}

/// A year from 1 on and a month.
pub fn require_period(period: u32) -> Result<(), Error> {
    if period >= 100 && matches!(period % 100, 1..=12) {
        Ok(())
    } else {
        Err(InvalidPeriod { period }.into())
    }
}

/// Refuses more than the invoice's credit notes leave.
pub fn require_left(invoice: &Invoice, wanted: u128) -> Result<(), Error> {
    let left = invoice.amount - invoice.credited;
    if wanted > left {
        return Err(AboveInvoice { left, wanted }.into());
    }
    Ok(())
}

pub fn require_status(invoice: &Invoice, expected: Status) -> Result<(), Error> {
    let found = invoice.status;
    if found == expected {
        Ok(())
    } else {
        Err(WrongStatus { found, expected }.into())
    }
}

/// The leaf of an invoice in its batch's tree: keccak256(keccak256(abi.encode(index, item))).
pub fn leaf(index: u64, item: &Item) -> B256 {
    merkle::leaf(&(index, item.clone()).abi_encode_params())
}

//! Who may take a step and when, and how an invoice comes to be.

use soroban_sdk::{panic_with_error, Address, Env};

use crate::{
    events::Issued,
    records::{Error, Invoice, Issuer, Item, Key, Status},
    Invoices,
};

pub(crate) fn admitted(env: &Env, issuer: &Address) -> Issuer {
    match Invoices::issuer(env.clone(), issuer.clone()) {
        Some(record) if record.admitted => record,
        _ => panic_with_error!(env, Error::NotAdmitted),
    }
}

/// The issuer signs, and may issue in this period.
pub(crate) fn issuer_for(env: &Env, issuer: &Address, period: u32) {
    issuer.require_auth();
    admitted(env, issuer);
    require_period(env, period);
}

/// Issues one invoice under the next number. Checks everything before it writes anything, so that a refused one of many
/// leaves nothing behind.
pub(crate) fn issue_one(env: &Env, issuer: &Address, period: u32, item: Item) -> Result<u64, Error> {
    check_item(env, issuer, &item)?;
    use_quota(env, issuer, period, 1, item.amount)?;
    let mut record = Invoices::issuer(env.clone(), issuer.clone()).unwrap_or_default();
    record.invoices += 1;
    env.storage().persistent().set(&Key::Issuer(issuer.clone()), &record);
    enter(env, issuer, record.invoices, period, item);
    Ok(record.invoices)
}

/// Refuses an invoice that makes no sense or is for a payment that has one.
pub(crate) fn check_item(env: &Env, issuer: &Address, item: &Item) -> Result<(), Error> {
    if item.amount == 0 {
        return Err(Error::ZeroAmount);
    }
    if item.tax > item.amount {
        return Err(Error::TaxAboveAmount);
    }
    if env.storage().persistent().has(&Key::Payment(issuer.clone(), item.payment.clone())) {
        return Err(Error::PaymentUsed);
    }
    Ok(())
}

/// Writes an invoice that was checked.
pub(crate) fn enter(env: &Env, issuer: &Address, number: u64, period: u32, item: Item) {
    let Item { buyer, amount, tax, commitment, payment } = item;
    env.storage().persistent().set(&Key::Payment(issuer.clone(), payment.clone()), &number);
    let invoice = Invoice {
        status: Status::Issued,
        buyer: buyer.clone(),
        holder: None,
        firm: None,
        amount,
        tax,
        credited: 0,
        reimbursed: 0,
        period,
        booked_period: 0,
        commitment: commitment.clone(),
        payment: payment.clone(),
        remind_from: 0,
    };
    save(env, issuer, number, &invoice);
    Issued { issuer: issuer.clone(), number, buyer, period, amount, tax, commitment, payment }.publish(env);
}

/// Counts invoices against the quota of their period.
pub(crate) fn use_quota(env: &Env, issuer: &Address, period: u32, count: u64, amount: u128) -> Result<(), Error> {
    let mut quota = Invoices::quota(env.clone(), issuer.clone(), period);
    if count > quota.count_limit - quota.count_issued {
        return Err(Error::CountAboveQuota);
    }
    if amount > quota.amount_limit - quota.amount_issued {
        return Err(Error::AmountAboveQuota);
    }
    quota.amount_issued += amount;
    quota.count_issued += count;
    env.storage().persistent().set(&Key::Quota(issuer.clone(), period), &quota);
    Ok(())
}

pub(crate) fn save(env: &Env, issuer: &Address, number: u64, invoice: &Invoice) {
    env.storage().persistent().set(&Key::Invoice(issuer.clone(), number), invoice);
}

pub(crate) fn existing(env: &Env, issuer: &Address, number: u64) -> Invoice {
    match Invoices::invoice(env.clone(), issuer.clone(), number) {
        Some(invoice) => invoice,
        None => panic_with_error!(env, Error::UnknownInvoice),
    }
}

pub(crate) fn in_status(env: &Env, issuer: &Address, number: u64, expected: Status) -> Invoice {
    let invoice = existing(env, issuer, number);
    if invoice.status != expected {
        panic_with_error!(env, Error::WrongStatus)
    }
    invoice
}

/// An invoice whose holder signs, and the holder.
pub(crate) fn held(env: &Env, issuer: &Address, number: u64) -> (Invoice, Address) {
    let invoice = in_status(env, issuer, number, Status::Held);
    let holder = invoice.holder.clone().unwrap();
    holder.require_auth();
    (invoice, holder)
}

/// An invoice in this state whose firm signs, and the firm.
pub(crate) fn of_firm(env: &Env, issuer: &Address, number: u64, status: Status) -> (Invoice, Address) {
    let invoice = in_status(env, issuer, number, status);
    let Some(firm) = invoice.firm.clone() else { panic_with_error!(env, Error::NotFirm) };
    firm.require_auth();
    (invoice, firm)
}

/// A year from 1 on and a month.
pub(crate) fn require_period(env: &Env, period: u32) {
    if period < 100 || !matches!(period % 100, 1..=12) {
        panic_with_error!(env, Error::InvalidPeriod)
    }
}

/// Refuses nothing, and more than the invoice's credit notes leave.
pub(crate) fn require_left(env: &Env, invoice: &Invoice, wanted: u128) {
    if wanted == 0 {
        panic_with_error!(env, Error::ZeroAmount)
    }
    if wanted > invoice.amount - invoice.credited {
        panic_with_error!(env, Error::AboveInvoice)
    }
}

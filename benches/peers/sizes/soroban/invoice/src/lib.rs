//! `contracts/invoice` on soroban-sdk: invoices issued within quotas under numbers without gaps, handed over,
//! reimbursed once, booked, corrected by credit notes, and verified by anyone.
//!
//! Who acts is a stored address or an argument that signs, so that a wrong caller is the host's error; there is no zero
//! address, and what is not there is `None`. Roles are symbols, their admin is always the bureau. A refused item of
//! many carries its error's number. Leaves of batches hash the XDR of index and item. No entry's time to live is
//! extended.
#![no_std]

mod batch;
mod checks;
mod events;
mod records;
mod roles;

use soroban_sdk::{contract, contractimpl, panic_with_error, vec, Address, BytesN, Env, Vec};

use checks::{admitted, held, issuer_for, of_firm, require_left, require_period};
use events::*;
use records::Key;
pub use records::{Batch, Error, Invoice, Issuer, Item, ItemResult, Quota, Status};
use roles::only_role;
pub use roles::BUREAU;

/// Most invoices of one `issue_batch`.
pub const BATCH_MAX: u32 = 500;
/// Seconds after a delivery, or a reminder, before the next reminder: a week.
pub const REMIND_SECONDS: u64 = 7 * 24 * 60 * 60;

#[contract]
pub struct Invoices;

#[contractimpl]
impl Invoices {
    pub fn __constructor(env: Env, bureau: Address) {
        roles::grant(&env, BUREAU, bureau.clone(), bureau);
    }

    pub fn issuer(env: Env, issuer: Address) -> Option<Issuer> {
        env.storage().persistent().get(&Key::Issuer(issuer))
    }

    pub fn quota(env: Env, issuer: Address, period: u32) -> Quota {
        env.storage().persistent().get(&Key::Quota(issuer, period)).unwrap_or_default()
    }

    pub fn invoice(env: Env, issuer: Address, number: u64) -> Option<Invoice> {
        env.storage().persistent().get(&Key::Invoice(issuer, number))
    }

    pub fn batch(env: Env, issuer: Address, batch: u64) -> Option<Batch> {
        env.storage().persistent().get(&Key::Batch(issuer, batch))
    }

    pub fn proves(env: Env, issuer: Address, batch: u64, index: u64, item: Item, proof: Vec<BytesN<32>>) -> bool {
        match Self::batch(env.clone(), issuer, batch) {
            Some(record) => batch::proves(&env, &record, index, &item, &proof),
            None => false,
        }
    }

    pub fn verify(env: Env, issuer: Address, number: u64, amount: u128, commitment: BytesN<32>) -> bool {
        match Self::invoice(env, issuer, number) {
            Some(invoice) => {
                invoice.status != Status::Voided && invoice.amount == amount && invoice.commitment == commitment
            }
            None => false,
        }
    }

    pub fn admit_issuer(env: Env, bureau: Address, issuer: Address) {
        only_role(&env, BUREAU, &bureau);
        let mut record = Self::issuer(env.clone(), issuer.clone()).unwrap_or_default();
        if record.admitted {
            panic_with_error!(&env, Error::AlreadyAdmitted)
        }
        record.admitted = true;
        env.storage().persistent().set(&Key::Issuer(issuer.clone()), &record);
        IssuerAdmitted { issuer }.publish(&env);
    }

    pub fn suspend_issuer(env: Env, bureau: Address, issuer: Address) {
        only_role(&env, BUREAU, &bureau);
        let record = Issuer { admitted: false, ..admitted(&env, &issuer) };
        env.storage().persistent().set(&Key::Issuer(issuer.clone()), &record);
        IssuerSuspended { issuer }.publish(&env);
    }

    pub fn set_quota(env: Env, bureau: Address, issuer: Address, period: u32, amount_limit: u128, count_limit: u64) {
        only_role(&env, BUREAU, &bureau);
        admitted(&env, &issuer);
        require_period(&env, period);
        let mut quota = Self::quota(env.clone(), issuer.clone(), period);
        if amount_limit < quota.amount_issued || count_limit < quota.count_issued {
            panic_with_error!(&env, Error::QuotaBelowIssued)
        }
        quota.amount_limit = amount_limit;
        quota.count_limit = count_limit;
        env.storage().persistent().set(&Key::Quota(issuer.clone(), period), &quota);
        QuotaSet { issuer, period, amount_limit, count_limit }.publish(&env);
    }

    pub fn issue(
        env: Env,
        issuer: Address,
        period: u32,
        buyer: Address,
        amount: u128,
        tax: u128,
        commitment: BytesN<32>,
        payment: BytesN<32>,
    ) -> u64 {
        issuer_for(&env, &issuer, period);
        checks::issue_one(&env, &issuer, period, Item { buyer, amount, tax, commitment, payment })
            .unwrap_or_else(|reason| panic_with_error!(&env, reason))
    }

    pub fn issue_batch(env: Env, issuer: Address, period: u32, items: Vec<Item>) -> Vec<ItemResult> {
        issuer_for(&env, &issuer, period);
        if items.is_empty() || items.len() > BATCH_MAX {
            panic_with_error!(&env, Error::WrongBatchSize)
        }
        let mut results = vec![&env];
        for (index, item) in (0..).zip(items.iter()) {
            results.push_back(match checks::issue_one(&env, &issuer, period, item) {
                Ok(number) => ItemResult::Issued(number),
                Err(error) => {
                    let reason = error as u32;
                    Refused { issuer: issuer.clone(), index, reason }.publish(&env);
                    ItemResult::Refused(reason)
                }
            });
        }
        results
    }

    pub fn anchor(env: Env, issuer: Address, period: u32, root: BytesN<32>, count: u64, total: u128) -> u64 {
        issuer_for(&env, &issuer, period);
        batch::anchor(&env, issuer, period, root, count, total)
    }

    pub fn reveal(
        env: Env,
        caller: Address,
        issuer: Address,
        batch: u64,
        index: u64,
        item: Item,
        proof: Vec<BytesN<32>>,
    ) -> u64 {
        caller.require_auth();
        batch::reveal(&env, caller, issuer, batch, index, item, proof)
    }

    pub fn deliver(env: Env, issuer: Address, number: u64, receipt: BytesN<32>) {
        issuer.require_auth();
        let mut invoice = checks::in_status(&env, &issuer, number, Status::Issued);
        invoice.status = Status::Delivered;
        invoice.remind_from = env.ledger().timestamp() + REMIND_SECONDS;
        checks::save(&env, &issuer, number, &invoice);
        Delivered { issuer, number, buyer: invoice.buyer, receipt }.publish(&env);
    }

    pub fn remind(env: Env, issuer: Address, number: u64) {
        let mut invoice = checks::in_status(&env, &issuer, number, Status::Delivered);
        let now = env.ledger().timestamp();
        if now < invoice.remind_from {
            panic_with_error!(&env, Error::RemindedTooEarly)
        }
        invoice.remind_from = now + REMIND_SECONDS;
        checks::save(&env, &issuer, number, &invoice);
        Reminded { issuer, number, buyer: invoice.buyer }.publish(&env);
    }

    pub fn void(env: Env, issuer: Address, number: u64) {
        issuer.require_auth();
        let mut invoice = checks::in_status(&env, &issuer, number, Status::Issued);
        if invoice.credited > 0 {
            panic_with_error!(&env, Error::HasCreditNotes)
        }
        invoice.status = Status::Voided;
        checks::save(&env, &issuer, number, &invoice);
        env.storage().persistent().remove(&Key::Payment(issuer.clone(), invoice.payment));
        let mut quota = Self::quota(env.clone(), issuer.clone(), invoice.period);
        quota.amount_issued -= invoice.amount;
        env.storage().persistent().set(&Key::Quota(issuer.clone(), invoice.period), &quota);
        Voided { issuer, number }.publish(&env);
    }

    pub fn credit(env: Env, issuer: Address, number: u64, amount: u128) -> u64 {
        issuer.require_auth();
        let mut invoice = checks::existing(&env, &issuer, number);
        if invoice.status == Status::Voided {
            panic_with_error!(&env, Error::InvoiceVoided)
        }
        require_left(&env, &invoice, amount);
        invoice.credited += amount;
        checks::save(&env, &issuer, number, &invoice);
        let mut quota = Self::quota(env.clone(), issuer.clone(), invoice.period);
        quota.amount_credited += amount;
        env.storage().persistent().set(&Key::Quota(issuer.clone(), invoice.period), &quota);
        let mut record = Self::issuer(env.clone(), issuer.clone()).unwrap_or_default();
        record.credit_notes += 1;
        env.storage().persistent().set(&Key::Issuer(issuer.clone()), &record);
        Credited { issuer, number, note: record.credit_notes, amount }.publish(&env);
        record.credit_notes
    }

    pub fn claim(env: Env, issuer: Address, number: u64) {
        let mut invoice = checks::existing(&env, &issuer, number);
        if !matches!(invoice.status, Status::Issued | Status::Delivered) {
            panic_with_error!(&env, Error::WrongStatus)
        }
        let holder = invoice.buyer.clone();
        holder.require_auth();
        invoice.status = Status::Held;
        invoice.holder = Some(holder.clone());
        checks::save(&env, &issuer, number, &invoice);
        Claimed { issuer, number, holder }.publish(&env);
    }

    pub fn transfer(env: Env, issuer: Address, number: u64, to: Address) {
        let (mut invoice, from) = held(&env, &issuer, number);
        invoice.holder = Some(to.clone());
        invoice.firm = None;
        checks::save(&env, &issuer, number, &invoice);
        Transferred { issuer, number, from, to }.publish(&env);
    }

    pub fn present(env: Env, issuer: Address, number: u64, firm: Address) {
        let (mut invoice, _) = held(&env, &issuer, number);
        invoice.firm = Some(firm.clone());
        checks::save(&env, &issuer, number, &invoice);
        Presented { issuer, number, firm }.publish(&env);
    }

    pub fn lock(env: Env, issuer: Address, number: u64) {
        let (mut invoice, firm) = of_firm(&env, &issuer, number, Status::Held);
        invoice.status = Status::Locked;
        checks::save(&env, &issuer, number, &invoice);
        Locked { issuer, number, firm }.publish(&env);
    }

    pub fn release(env: Env, issuer: Address, number: u64) {
        let (mut invoice, firm) = of_firm(&env, &issuer, number, Status::Locked);
        invoice.status = Status::Held;
        invoice.firm = None;
        checks::save(&env, &issuer, number, &invoice);
        Released { issuer, number, firm }.publish(&env);
    }

    pub fn reimburse(env: Env, issuer: Address, number: u64, amount: u128) {
        let (mut invoice, firm) = of_firm(&env, &issuer, number, Status::Locked);
        require_left(&env, &invoice, amount);
        invoice.status = Status::Reimbursed;
        invoice.reimbursed = amount;
        checks::save(&env, &issuer, number, &invoice);
        Reimbursed { issuer, number, firm, amount }.publish(&env);
    }

    pub fn book(env: Env, issuer: Address, number: u64, period: u32) {
        let (mut invoice, firm) = of_firm(&env, &issuer, number, Status::Reimbursed);
        require_period(&env, period);
        invoice.status = Status::Booked;
        invoice.booked_period = period;
        checks::save(&env, &issuer, number, &invoice);
        Booked { issuer, number, firm, period }.publish(&env);
    }
}

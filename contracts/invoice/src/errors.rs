//! Why a message is refused.

use blocks::RolesError;
use sdk::prelude::*;

use crate::records::Status;

/// Why a message is refused. Each names what was found and what was expected.
#[error]
pub enum Error {
    /// Only a bureau may do this.
    #[from]
    Roles(RolesError),
    /// The address is zero where someone is meant.
    ZeroAddress,
    /// The firm may issue already.
    AlreadyAdmitted { issuer: Address },
    /// The firm may not issue.
    NotAdmitted { issuer: Address },
    /// A period is a year and a month, such as 202611.
    InvalidPeriod { period: u32 },
    /// The limits are below what was issued already.
    QuotaBelowIssued { amount_issued: u128, count_issued: u64 },
    /// The amount is more than the quota leaves.
    AmountAboveQuota { left: u128, wanted: u128 },
    /// The quota's invoices are used up.
    CountAboveQuota { limit: u64 },
    /// An amount is at least one fen.
    ZeroAmount,
    /// The tax is a part of the amount.
    TaxAboveAmount { amount: u128, tax: u128 },
    /// An invoice was issued for this payment.
    PaymentUsed { payment: B256, number: u64 },
    /// No invoice has this number.
    UnknownInvoice { issuer: Address, number: u64 },
    /// The invoice is not in the state that the step starts from.
    WrongStatus { found: Status, expected: Status },
    /// A void invoice takes no credit notes.
    InvoiceVoided { issuer: Address, number: u64 },
    /// An invoice with credit notes stays valid for what they leave.
    HasCreditNotes { credited: u128 },
    /// Only the buyer may claim it.
    NotBuyer { caller: Address, buyer: Address },
    /// Only its holder may do this.
    NotHolder { caller: Address, holder: Address },
    /// It is not presented to, or locked by, the caller.
    NotFirm { caller: Address, firm: Address },
    /// A batch has at least one invoice, but not too many.
    WrongBatchSize { found: u64, limit: u64 },
    /// A batch has a root.
    NoRoot,
    /// No batch of the issuer has this number.
    UnknownBatch { issuer: Address, batch: u64 },
    /// Only issuer and buyer reveal an invoice.
    NotParty { caller: Address, issuer: Address, buyer: Address },
    /// The batch has fewer invoices.
    OutsideBatch { index: u64, count: u64 },
    /// The invoice of this place in the batch was revealed.
    AlreadyRevealed { number: u64 },
    /// The proof does not lead from the invoice to the batch's root.
    NotInBatch { batch: u64, index: u64 },
    /// More than the batch leaves after what was revealed of it.
    AboveBatch { left: u128, wanted: u128 },
    /// It is too early to remind of it, or it was not delivered.
    RemindedTooEarly { remind_from: u64, now: u64 },
    /// More than the invoice leaves after its credit notes.
    AboveInvoice { left: u128, wanted: u128 },
}

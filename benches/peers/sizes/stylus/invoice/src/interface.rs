//! The types of the Solidity ABI: structs, events and errors. Amounts are whole fen.

use alloy_sol_types::sol;
use stylus_sdk::{
    abi::{AbiType, ConstString},
    prelude::*,
};

use crate::roles::{AccessControlBadConfirmation, AccessControlUnauthorizedAccount};

sol! {
    #[derive(PartialEq)]
    enum Admission { None, Admitted, Suspended }

    #[derive(PartialEq)]
    enum Status { None, Issued, Delivered, Held, Locked, Reimbursed, Booked, Voided }

    #[derive(AbiType)]
    struct Issuer {
        Admission admission;
        uint64 invoices;
        uint64 credit_notes;
        uint64 batches;
    }

    #[derive(AbiType)]
    struct Quota {
        uint128 amount_limit;
        uint64 count_limit;
        uint128 amount_issued;
        uint64 count_issued;
        uint128 amount_credited;
    }

    #[derive(AbiType)]
    struct Invoice {
        Status status;
        address buyer;
        address holder;
        address firm;
        uint128 amount;
        uint128 tax;
        uint128 credited;
        uint128 reimbursed;
        uint32 period;
        uint32 booked_period;
        bytes32 commitment;
        bytes32 payment;
        uint64 remind_from;
    }

    #[derive(AbiType)]
    struct Item {
        address buyer;
        uint128 amount;
        uint128 tax;
        bytes32 commitment;
        bytes32 payment;
    }

    #[derive(AbiType)]
    struct Batch {
        bytes32 root;
        uint32 period;
        uint64 first;
        uint64 count;
        uint128 total;
        uint64 revealed;
        uint128 revealed_total;
    }

    #[derive(AbiType)]
    struct ItemResult {
        bool success;
        bytes data;
    }

    event IssuerAdmitted(address indexed issuer);
    event IssuerSuspended(address indexed issuer);
    event QuotaSet(address indexed issuer, uint32 indexed period, uint128 amount_limit, uint64 count_limit);
    event Issued(address indexed issuer, uint64 indexed number, address indexed buyer, uint32 period, uint128 amount,
        uint128 tax, bytes32 commitment, bytes32 payment);
    event Refused(address indexed issuer, uint64 index, bytes reason);
    event Anchored(address indexed issuer, uint64 indexed batch, bytes32 indexed root, uint32 period, uint64 first,
        uint64 count, uint128 total);
    event Revealed(address indexed issuer, uint64 indexed batch, uint64 indexed number, uint64 index);
    event Delivered(address indexed issuer, uint64 indexed number, address indexed buyer, bytes32 receipt);
    event Reminded(address indexed issuer, uint64 indexed number, address indexed buyer);
    event Voided(address indexed issuer, uint64 indexed number);
    event Claimed(address indexed issuer, uint64 indexed number, address indexed holder);
    event Transferred(address indexed issuer, uint64 indexed number, address from, address indexed to);
    event Presented(address indexed issuer, uint64 indexed number, address indexed firm);
    event Locked(address indexed issuer, uint64 indexed number, address indexed firm);
    event Released(address indexed issuer, uint64 indexed number, address indexed firm);
    event Reimbursed(address indexed issuer, uint64 indexed number, address indexed firm, uint128 amount);
    event Booked(address indexed issuer, uint64 indexed number, address indexed firm, uint32 period);
    event Credited(address indexed issuer, uint64 indexed number, uint64 indexed note, uint128 amount);

    error ZeroAddress();
    error AlreadyAdmitted(address issuer);
    error NotAdmitted(address issuer);
    error InvalidPeriod(uint32 period);
    error QuotaBelowIssued(uint128 amount_issued, uint64 count_issued);
    error AmountAboveQuota(uint128 left, uint128 wanted);
    error CountAboveQuota(uint64 limit);
    error ZeroAmount();
    error TaxAboveAmount(uint128 amount, uint128 tax);
    error PaymentUsed(bytes32 payment, uint64 number);
    error UnknownInvoice(address issuer, uint64 number);
    error WrongStatus(Status found, Status expected);
    error InvoiceVoided(address issuer, uint64 number);
    error HasCreditNotes(uint128 credited);
    error NotBuyer(address caller, address buyer);
    error NotHolder(address caller, address holder);
    error NotFirm(address caller, address firm);
    error WrongBatchSize(uint64 found, uint64 limit);
    error NoRoot();
    error UnknownBatch(address issuer, uint64 batch);
    error NotParty(address caller, address issuer, address buyer);
    error OutsideBatch(uint64 index, uint64 count);
    error AlreadyRevealed(uint64 number);
    error NotInBatch(uint64 batch, uint64 index);
    error AboveBatch(uint128 left, uint128 wanted);
    error RemindedTooEarly(uint64 remind_from, uint64 now);
    error AboveInvoice(uint128 left, uint128 wanted);
}

/// `#[derive(AbiType)]` knows structs only: an enum is a `uint8`.
macro_rules! abi_enum {
    ($($name:ident)*) => {
        $(impl AbiType for $name {
            type SolType = Self;
            const ABI: ConstString = ConstString::new("uint8");
        })*
    };
}
abi_enum!(Admission Status);

#[derive(SolidityError)]
pub enum Error {
    UnauthorizedAccount(AccessControlUnauthorizedAccount),
    BadConfirmation(AccessControlBadConfirmation),
    ZeroAddress(ZeroAddress),
    AlreadyAdmitted(AlreadyAdmitted),
    NotAdmitted(NotAdmitted),
    InvalidPeriod(InvalidPeriod),
    QuotaBelowIssued(QuotaBelowIssued),
    AmountAboveQuota(AmountAboveQuota),
    CountAboveQuota(CountAboveQuota),
    ZeroAmount(ZeroAmount),
    TaxAboveAmount(TaxAboveAmount),
    PaymentUsed(PaymentUsed),
    UnknownInvoice(UnknownInvoice),
    WrongStatus(WrongStatus),
    InvoiceVoided(InvoiceVoided),
    HasCreditNotes(HasCreditNotes),
    NotBuyer(NotBuyer),
    NotHolder(NotHolder),
    NotFirm(NotFirm),
    WrongBatchSize(WrongBatchSize),
    NoRoot(NoRoot),
    UnknownBatch(UnknownBatch),
    NotParty(NotParty),
    OutsideBatch(OutsideBatch),
    AlreadyRevealed(AlreadyRevealed),
    NotInBatch(NotInBatch),
    AboveBatch(AboveBatch),
    RemindedTooEarly(RemindedTooEarly),
    AboveInvoice(AboveInvoice),
}

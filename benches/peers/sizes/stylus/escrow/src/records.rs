//! What the contract stores.

use alloy_primitives::{U256, U64, U8};
use alloy_sol_types::sol;
use stylus_sdk::{
    abi::{AbiType, ConstString},
    prelude::*,
    storage::{StorageAddress, StorageB256, StorageU256, StorageU64, StorageU8},
};

use crate::errors::*;

sol! {
    /// What a buyer offers and a seller takes up by delivering.
    #[derive(AbiType)]
    struct Terms {
        address seller;
        address arbiter;
        /// The ERC-20 contract whose tokens are paid; zero for coins.
        address asset;
        uint256 amount;
        /// Last second in which the seller may deliver.
        uint64 deliver_by;
        /// Seconds that the buyer has to inspect a delivery.
        uint64 inspection;
        /// Seconds that the arbiter has to decide a dispute.
        uint64 arbitration;
        /// What the seller gets of the price if the arbiter does not decide in time.
        uint256 undecided_to_seller;
        bytes32 agreement;
    }

    /// How far a deal is.
    #[derive(PartialEq)]
    enum Status {
        None,
        Funded,
        Delivered,
        Disputed,
        Settled
    }

    /// How a deal ended.
    enum Outcome {
        Open,
        Accepted,
        Lapsed,
        Refunded,
        Declined,
        Resolved,
        Undecided
    }

    /// One sale.
    #[derive(AbiType)]
    struct Deal {
        Status status;
        Outcome outcome;
        address buyer;
        Terms terms;
        /// Last second of the step that the deal waits for.
        uint64 due;
        bytes32 delivery;
        bytes32 complaint;
        uint256 to_seller;
    }
}

impl AbiType for Status {
    type SolType = Self;
    const ABI: ConstString = ConstString::new("uint8");
}

impl AbiType for Outcome {
    type SolType = Self;
    const ABI: ConstString = ConstString::new("uint8");
}

#[storage]
pub struct StoredDeal {
    status: StorageU8,
    outcome: StorageU8,
    pub buyer: StorageAddress,
    pub terms: StoredTerms,
    pub due: StorageU64,
    pub delivery: StorageB256,
    pub complaint: StorageB256,
    to_seller: StorageU256,
}

#[storage]
pub struct StoredTerms {
    pub seller: StorageAddress,
    pub arbiter: StorageAddress,
    pub asset: StorageAddress,
    pub amount: StorageU256,
    pub deliver_by: StorageU64,
    pub inspection: StorageU64,
    pub arbitration: StorageU64,
    pub undecided_to_seller: StorageU256,
    pub agreement: StorageB256,
}

impl StoredDeal {
    pub fn read(&self) -> Deal {
        Deal {
            status: self.status(),
            outcome: self.outcome.get().to::<u8>().try_into().unwrap_or(Outcome::Open),
            buyer: self.buyer.get(),
            terms: self.terms.read(),
            due: self.due.get().to(),
            delivery: self.delivery.get(),
            complaint: self.complaint.get(),
            to_seller: self.to_seller.get(),
        }
    }

    /// Moves on to a step that `wait` seconds are left for, and returns its last one.
    pub fn advance(&mut self, status: Status, wait: U64) -> u64 {
        let due = self.vm().block_timestamp() + wait.to::<u64>();
        self.status.set(U8::from(status as u8));
        self.due.set(U64::from(due));
        due
    }

    pub fn end(&mut self, outcome: Outcome, to_seller: U256) {
        self.status.set(U8::from(Status::Settled as u8));
        self.outcome.set(U8::from(outcome as u8));
        self.to_seller.set(to_seller);
    }

    pub fn expect_open(&self, id: u64) -> Result<(), Error> {
        match self.status() {
            Status::None => Err(UnknownDeal { id }.into()),
            Status::Settled => Err(AlreadySettled { id }.into()),
            _ => Ok(()),
        }
    }

    pub fn expect_status(&self, id: u64, expected: Status) -> Result<(), Error> {
        match self.status() {
            Status::None => Err(UnknownDeal { id }.into()),
            found if found == expected => Ok(()),
            found => Err(WrongStatus { found: found as u8, expected: expected as u8 }.into()),
        }
    }

    fn status(&self) -> Status {
        self.status.get().to::<u8>().try_into().unwrap_or(Status::None)
    }
}

impl StoredTerms {
    pub fn read(&self) -> Terms {
        Terms {
            seller: self.seller.get(),
            arbiter: self.arbiter.get(),
            asset: self.asset.get(),
            amount: self.amount.get(),
            deliver_by: self.deliver_by.get().to(),
            inspection: self.inspection.get().to(),
            arbitration: self.arbitration.get().to(),
            undecided_to_seller: self.undecided_to_seller.get(),
            agreement: self.agreement.get(),
        }
    }

    pub fn write(&mut self, terms: &Terms) {
        self.seller.set(terms.seller);
        self.arbiter.set(terms.arbiter);
        self.asset.set(terms.asset);
        self.amount.set(terms.amount);
        self.deliver_by.set(U64::from(terms.deliver_by));
        self.inspection.set(U64::from(terms.inspection));
        self.arbitration.set(U64::from(terms.arbitration));
        self.undecided_to_seller.set(terms.undecided_to_seller);
        self.agreement.set(terms.agreement);
    }
}

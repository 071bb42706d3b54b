//! What the contract shows of its storage. Amounts are whole smallest units of one currency.

use alloy_sol_types::sol;
use stylus_sdk::{
    abi::{AbiType, ConstString},
    prelude::*,
};

sol! {
    /// What an account is in the chart of accounts.
    #[derive(PartialEq)]
    enum Class {
        None,
        Asset,
        Liability,
        Equity,
        Income,
        Expense
    }

    /// What was entered on both sides.
    #[derive(AbiType, Default)]
    struct Turnover {
        uint128 debits;
        uint128 credits;
    }

    #[derive(AbiType)]
    struct Account {
        Class class;
        bool closed;
        string name;
        Turnover total;
    }

    enum Side {
        Debit,
        Credit
    }

    /// A line of a posting.
    #[derive(AbiType)]
    struct Entry {
        uint32 account;
        Side side;
        uint128 amount;
    }

    /// Entries that balance, with what they are for. It never changes.
    #[derive(AbiType)]
    struct Posting {
        uint32 period;
        address bookkeeper;
        bytes32 document;
        /// The posting it takes back; 0 if none.
        uint64 reverses;
        Entry[] entries;
    }

    event Posted(
        uint64 indexed number,
        uint32 indexed period,
        address indexed bookkeeper,
        bytes32 document,
        uint64 reverses,
        Entry[] entries
    );

    /// How far a period is.
    #[derive(PartialEq)]
    enum PeriodStatus {
        None,
        Open,
        Closed
    }

    /// A month of the ledger.
    #[derive(AbiType)]
    struct Period {
        PeriodStatus status;
        uint64 postings;
        uint128 total;
        /// Zero until it is closed, and if it has no postings.
        bytes32 root;
    }

    /// What an auditor says of a closed period.
    #[derive(PartialEq)]
    enum Opinion {
        None,
        Unqualified,
        Qualified,
        Adverse,
        Disclaimed
    }

    #[derive(AbiType)]
    struct Attestation {
        Opinion opinion;
        bytes32 report;
    }
}

impl AbiType for Class {
    type SolType = Self;
    const ABI: ConstString = ConstString::new("uint8");
}

impl AbiType for Side {
    type SolType = Self;
    const ABI: ConstString = ConstString::new("uint8");
}

impl AbiType for PeriodStatus {
    type SolType = Self;
    const ABI: ConstString = ConstString::new("uint8");
}

impl AbiType for Opinion {
    type SolType = Self;
    const ABI: ConstString = ConstString::new("uint8");
}

impl Turnover {
    pub fn add(&mut self, entry: &Entry) {
        let side = match entry.side {
            Side::Credit => &mut self.credits,
            _ => &mut self.debits,
        };
        *side = side.checked_add(entry.amount).expect("overflow");
    }
}

impl Side {
    pub fn opposite(self) -> Self {
        match self {
            Side::Credit => Side::Debit,
            _ => Side::Credit,
        }
    }
}

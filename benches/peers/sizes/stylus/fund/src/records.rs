//! What the contract shows of its storage. Amounts are whole wei, or the token's smallest unit.

use alloy_sol_types::sol;
use stylus_sdk::{
    abi::{AbiType, ConstString},
    prelude::*,
};

sol! {
    /// Who approves and on which terms.
    #[derive(AbiType)]
    struct Terms {
        uint32 version;
        uint32 threshold;
        uint64 delay;
        uint64 lifetime;
        address[] approvers;
    }

    /// A proposed action.
    #[derive(AbiType)]
    struct Proposal {
        bytes32 action;
        uint32 version;
        /// One bit for each approver in the order of the terms.
        uint64 approved_by;
        /// When it can be executed; 0 while approvals are missing.
        uint64 ready_at;
        /// From when on it cannot.
        uint64 expires_at;
        bool executed;
    }

    /// What a contributor promised and did.
    #[derive(AbiType)]
    struct Contribution {
        uint128 committed;
        uint128 paid;
        uint128 redeemed;
    }

    /// All of the fund.
    #[derive(AbiType)]
    struct Books {
        bool is_wound_up;
        uint128 committed;
        uint128 paid;
        uint128 free;
        uint128 reserved;
        uint128 owed;
        uint128 released;
        uint128 returned;
        uint128 redeemed;
        uint64 active_projects;
    }

    /// How far a project is.
    #[derive(PartialEq)]
    enum Status {
        None,
        Proposed,
        Active,
        Completed,
        Stopped
    }

    #[derive(AbiType)]
    struct Project {
        Status status;
        address beneficiary;
        bytes32 plan;
        /// How many there are.
        uint64 milestones;
        /// How many of them are released.
        uint64 next;
        uint128 total;
        uint128 released;
        /// Of that, what was taken back or repaid.
        uint128 returned;
        /// What the beneficiary may withdraw.
        uint128 owed;
        uint128 debt;
    }

    #[derive(AbiType)]
    struct Milestone {
        uint128 amount;
        /// Last second in which evidence may be submitted.
        uint64 due;
        bytes32 goal;
        bytes32 evidence;
    }

    /// What the committee can decide.
    enum Kind {
        None,
        Admit,
        Fund,
        Release,
        ClawBack,
        WindUp
    }

    /// A decision before the committee. Fields that its kind does not need are zero.
    #[derive(AbiType, Default)]
    struct Decision {
        Kind kind;
        address account;
        uint64 project;
        uint64 milestone;
        uint128 amount;
        bytes32 evidence;
    }
}

impl Default for Kind {
    fn default() -> Self {
        Kind::None
    }
}

impl AbiType for Status {
    type SolType = Self;
    const ABI: ConstString = ConstString::new("uint8");
}

impl AbiType for Kind {
    type SolType = Self;
    const ABI: ConstString = ConstString::new("uint8");
}

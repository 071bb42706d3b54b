//! What the wallet shows of its storage.

use alloy_sol_types::sol;
use stylus_sdk::prelude::AbiType;

sol! {
    /// One call that the wallet makes.
    #[derive(AbiType)]
    struct Call {
        address to;
        uint256 value;
        bytes data;
    }

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
}

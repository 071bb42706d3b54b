//! What the wallet tells.

use alloy_sol_types::sol;

sol! {
    event Deposited(address indexed from, uint256 amount);

    event ActionProposed(
        uint64 indexed proposal, bytes32 indexed action, address indexed proposer, uint64 expires_at
    );
    event ActionApproved(uint64 indexed proposal, address indexed approver, uint32 approvals, uint64 ready_at);
    event ApprovalWithdrawn(uint64 indexed proposal, address indexed approver, uint32 approvals);
    event ActionExecuted(uint64 indexed proposal, bytes32 indexed action);
    event ApproversChanged(address[] approvers, uint32 threshold, uint64 delay, uint64 lifetime);
}

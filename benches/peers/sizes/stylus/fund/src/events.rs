//! Every step of the fund, for those who follow it off chain.

use alloy_sol_types::sol;

sol! {
    event ManagerChanged(address indexed manager);
    event DecisionProposed(uint64 indexed proposal, uint8 indexed kind, uint64 indexed project);
    event Admitted(address indexed contributor, uint128 committed);
    event Paid(address indexed contributor, uint128 amount);
    event ProjectProposed(uint64 indexed project, address indexed beneficiary, bytes32 plan, uint128 total);
    event ProjectFunded(uint64 indexed project, uint128 total);
    event EvidenceSubmitted(uint64 indexed project, uint64 indexed milestone, bytes32 evidence);
    event Released(uint64 indexed project, uint64 indexed milestone, uint128 amount);
    event ClawedBack(uint64 indexed project, uint128 unreserved, uint128 taken, uint128 debt);
    event Repaid(uint64 indexed project, uint128 amount, uint128 debt);
    event Reported(uint64 indexed project, uint32 indexed period, bytes32 report);
    event Withdrawn(uint64 indexed project, address to, uint128 amount);
    event FundWoundUp(uint128 free);
    event Redeemed(address indexed contributor, address to, uint128 amount);

    event OwnershipTransferStarted(address indexed previous_owner, address indexed new_owner);
    event OwnershipTransferred(address indexed previous_owner, address indexed new_owner);

    event ActionProposed(
        uint64 indexed proposal, bytes32 indexed action, address indexed proposer, uint64 expires_at
    );
    event ActionApproved(uint64 indexed proposal, address indexed approver, uint32 approvals, uint64 ready_at);
    event ApprovalWithdrawn(uint64 indexed proposal, address indexed approver, uint32 approvals);
    event ActionExecuted(uint64 indexed proposal, bytes32 indexed action);
    event ApproversChanged(address[] approvers, uint32 threshold, uint64 delay, uint64 lifetime);
}

//! Every step of the ledger, for those who follow it off chain. `Posted` stands with the entries that it holds.

use alloy_sol_types::sol;

sol! {
    event AccountOpened(uint32 indexed account, uint8 class, string name);
    event AccountClosed(uint32 indexed account);
    event AccountReopened(uint32 indexed account);
    event PeriodOpened(uint32 indexed period);
    event PeriodClosed(uint32 indexed period, bytes32 root, uint64 postings, uint128 total);
    event Attested(uint32 indexed period, address indexed auditor, uint8 opinion, bytes32 report);
    event Stated(
        uint32 indexed period,
        address indexed party,
        address indexed counterparty,
        bytes32 statement,
        bytes32 other
    );
    event Reconciled(
        uint32 indexed period, address indexed party, address indexed counterparty, bytes32 statement
    );

    event RoleGranted(bytes32 indexed role, address indexed account, address indexed sender);
    event RoleRevoked(bytes32 indexed role, address indexed account, address indexed sender);
}

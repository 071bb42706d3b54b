//! What the coin tells.

use alloy_sol_types::sol;

sol! {
    event Transfer(address indexed from, address indexed to, uint256 value);
    event Approval(address indexed owner, address indexed spender, uint256 value);

    event RoleGranted(bytes32 indexed role, address indexed account, address indexed sender);
    event RoleRevoked(bytes32 indexed role, address indexed account, address indexed sender);

    event Paused(address account, string reason, uint64 until);
    event Unpaused(address account);

    event MintQuotaSet(address indexed minter, uint256 quota);
    event Minted(address indexed minter, address indexed to, uint256 value, bytes32 indexed reference_hash);
    event Redeemed(address indexed holder, uint256 value, bytes32 indexed reference_hash);
    event Frozen(address indexed account, address indexed freezer, string reason);
    event Unfrozen(address indexed account, address indexed freezer, string reason);
}

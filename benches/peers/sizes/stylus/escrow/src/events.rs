//! Every step of a deal, for those who follow it off chain.

use alloy_sol_types::sol;

sol! {
    event Opened(
        uint64 indexed id,
        address indexed buyer,
        address indexed seller,
        address arbiter,
        address asset,
        uint256 amount,
        bytes32 agreement,
        uint64 due
    );
    event Delivered(uint64 indexed id, bytes32 delivery, uint64 due);
    event Disputed(uint64 indexed id, bytes32 complaint, uint64 due);
    event Settled(uint64 indexed id, uint8 outcome, uint256 to_seller, uint256 to_buyer);
    event Withdrawn(address indexed account, address indexed asset, address to, uint256 amount);
}

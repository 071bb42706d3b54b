//! Structs and events of the Solidity ABI. Quantities are whole numbers of one unit, times seconds since 1970.

use alloy_sol_types::sol;
use stylus_sdk::{
    abi::{AbiType, ConstString},
    prelude::*,
};

sol! {
    #[derive(PartialEq)]
    enum Unit { Gram, Millilitre, Piece }

    #[derive(PartialEq)]
    enum Status { None, Held, InTransit, Disputed }

    #[derive(PartialEq)]
    enum Kind { Registration, Split, Merge, Transformation }

    #[derive(AbiType)]
    struct Lot {
        Status status;
        Unit unit;
        bytes32 product;
        bytes32 commitment;
        address holder;
        address recipient;
        uint128 quantity;
        uint128 counted;
        uint64 process;
        uint64 uses;
        uint64 inspections;
        bool faulty;
        bool recalled;
        uint64 clear_at;
    }

    #[derive(AbiType)]
    struct Part {
        uint64 lot;
        uint128 quantity;
    }

    #[derive(AbiType)]
    struct Output {
        bytes32 product;
        uint128 quantity;
        bytes32 commitment;
    }

    #[derive(AbiType)]
    struct Process {
        Kind kind;
        address by;
        uint64 at;
        Part[] inputs;
        uint64 first_lot;
        uint64 lots;
        uint128 loss;
    }

    #[derive(AbiType)]
    struct Inspection {
        address inspector;
        uint64 at;
        bool passed;
        bytes32 report;
    }

    #[derive(AbiType)]
    struct Totals {
        uint128 registered;
        uint128 lost;
    }

    #[derive(AbiType)]
    struct Traced {
        uint64 lot;
        bytes32 product;
        uint64 process;
        address by;
        bool recalled;
    }

    event MakerAdmitted(address indexed maker, bool admitted);
    event InspectorAccredited(address indexed inspector, uint64 until);
    event Processed(uint64 indexed process, address indexed by, Kind kind, uint128 loss);
    event Used(uint64 indexed process, uint64 indexed lot, uint128 quantity);
    event Created(uint64 indexed process, uint64 indexed lot, bytes32 indexed product, uint128 quantity, Unit unit,
        bytes32 commitment);
    event Shipped(uint64 indexed lot, address indexed from, address indexed to, uint128 quantity, bytes32 waybill);
    event Received(uint64 indexed lot, address indexed by, uint128 quantity);
    event Disputed(uint64 indexed lot, uint128 shipped, uint128 counted);
    event Returned(uint64 indexed lot, address indexed to, uint128 quantity);
    event Lost(uint64 indexed lot, uint128 quantity, bytes32 proof);
    event Inspected(uint64 indexed lot, address indexed inspector, bool passed, bytes32 report);
    event LotRecalled(uint64 indexed lot, address indexed by, bytes32 reason);
    event RecallLifted(uint64 indexed lot, bytes32 reason);
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
abi_enum!(Unit Status Kind);

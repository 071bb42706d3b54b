//! Structs and events of the Solidity ABI. Prices are whole fen, times seconds since 1970.

use alloy_sol_types::sol;
use stylus_sdk::{
    abi::{AbiType, ConstString},
    prelude::*,
};

sol! {
    #[derive(PartialEq)]
    enum Verdict { None, Upheld, Rejected }

    #[derive(PartialEq)]
    enum ClaimStatus { None, Claimed, Settled }

    #[derive(AbiType)]
    struct Record {
        address patient;
        address organisation;
    }

    #[derive(AbiType)]
    struct Emergency {
        address patient;
        address hospital;
        address doctor;
        bytes32 reason;
        uint64 until;
        uint64 justify_by;
        bytes32 justification;
        Verdict verdict;
    }

    #[derive(AbiType)]
    struct Prescription {
        address patient;
        address hospital;
        address doctor;
        bytes32 medicine;
        uint64 prescribed;
        uint64 dispensed;
        uint64 until;
        bool cancelled;
    }

    #[derive(AbiType)]
    struct Dispensing {
        uint64 prescription;
        address pharmacy;
        uint64 quantity;
        uint128 price;
        ClaimStatus claim;
        address insurer;
        uint128 paid;
    }

    event StaffEmployed(address indexed organisation, address indexed person);
    event StaffDismissed(address indexed organisation, address indexed person);
    event RecordAnchored(bytes32 indexed record, address indexed patient, address indexed organisation);
    event RecordAccessed(bytes32 indexed record, address indexed patient, address indexed organisation, address by,
        bytes32 purpose, uint64 emergency);
    event EmergencyEntered(address indexed patient, address indexed hospital, uint64 indexed emergency,
        address doctor, bytes32 reason, uint64 until, uint64 justify_by);
    event EmergencyLeft(address indexed patient, uint64 indexed emergency, address by);
    event EmergencyJustified(address indexed patient, uint64 indexed emergency, bytes32 justification, bool late);
    event EmergencyReviewed(address indexed patient, uint64 indexed emergency, address indexed reviewer,
        Verdict verdict, bytes32 report);
    event Prescribed(uint64 indexed prescription, address indexed patient, address indexed doctor, address hospital,
        bytes32 medicine, uint64 quantity, uint64 until);
    event Cancelled(uint64 indexed prescription);
    event Dispensed(uint64 indexed dispensing, uint64 indexed prescription, address indexed pharmacy,
        uint64 quantity, uint128 price);
    event Claimed(uint64 indexed dispensing, address indexed patient, address indexed insurer, uint128 price);
    event Settled(uint64 indexed dispensing, address indexed insurer, uint128 paid, bytes32 report);
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
abi_enum!(Verdict ClaimStatus);

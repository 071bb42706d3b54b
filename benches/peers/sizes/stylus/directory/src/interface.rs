//! Structs and events of the Solidity ABI. Times are seconds since 1970, fields are bits.

use alloy_sol_types::sol;
use stylus_sdk::{
    abi::{AbiType, ConstString},
    prelude::*,
};

sol! {
    #[derive(PartialEq)]
    enum ShareStatus { None, Requested, Escalated, Granted, Denied, Revoked }

    #[derive(PartialEq)]
    enum ExchangeStatus { None, Delivered, Received, Matched, Disputed, Settled }

    #[derive(PartialEq)]
    enum ComplaintStatus { None, Open, Answered, Escalated, Closed }

    #[derive(AbiType)]
    struct Terms {
        uint64 answer_seconds;
        uint64 match_seconds;
    }

    #[derive(AbiType)]
    struct Duty {
        address department;
        bytes32 basis;
        uint64 datasets;
        bool abolished;
    }

    #[derive(AbiType)]
    struct Dataset {
        uint64 duty;
        uint32 version;
        uint128 retired;
        uint64 updated_at;
        bool stale;
        bool withdrawn;
    }

    #[derive(AbiType)]
    struct Version {
        bytes32 schema;
        uint128 fields;
        uint128 open;
        uint128 withheld;
        uint64 cycle;
    }

    #[derive(AbiType)]
    struct Share {
        ShareStatus status;
        uint64 dataset;
        address consumer;
        uint64 purpose;
        uint128 fields;
        uint64 until;
        uint64 deadline;
        uint64 quota;
        uint64 used;
    }

    #[derive(AbiType, PartialEq)]
    struct Usage {
        uint128 fields;
        uint64 count;
        bytes32 digest;
    }

    #[derive(AbiType)]
    struct Exchange {
        ExchangeStatus status;
        Usage delivery;
        Usage receipt;
        uint64 counted;
        uint64 deadline;
    }

    #[derive(AbiType)]
    struct Complaint {
        ComplaintStatus status;
        uint64 share;
        uint32 version;
        bytes32 text;
        bytes32 answer;
        uint64 deadline;
    }

    event DutyRegistered(uint64 indexed duty, address indexed department, bytes32 basis);
    event DutyTransferred(uint64 indexed duty, address indexed from, address indexed to);
    event DutyAbolished(uint64 indexed duty);
    event VersionPublished(uint64 indexed dataset, uint64 indexed duty, uint32 version, Version content);
    event DatasetWithdrawn(uint64 indexed dataset, bytes32 reason);
    event DatasetUpdated(uint64 indexed dataset, bytes32 digest);
    event DatasetStale(uint64 indexed dataset, address indexed department, uint64 stale_from);
    event ShareRequested(uint64 indexed share, uint64 indexed dataset, address indexed consumer, uint64 purpose,
        uint128 fields, uint64 until, uint64 deadline);
    event ShareEscalated(uint64 indexed share, address indexed department);
    event ShareGranted(uint64 indexed share, address indexed by, uint64 quota);
    event ShareDenied(uint64 indexed share, address indexed by, bytes32 reason);
    event ShareRevoked(uint64 indexed share, address indexed by, bytes32 reason);
    event UseRecorded(uint64 indexed share, bytes32 indexed exchange, address indexed by, Usage usage);
    event UseConcluded(uint64 indexed share, bytes32 indexed exchange, ExchangeStatus status, uint64 counted);
    event ComplaintMade(uint64 indexed complaint, uint64 indexed share, uint32 version, bytes32 text,
        uint64 deadline);
    event ComplaintAnswered(uint64 indexed complaint, bytes32 answer);
    event ComplaintEscalated(uint64 indexed complaint, address indexed department);
    event ComplaintClosed(uint64 indexed complaint, address indexed by, bytes32 answer);
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
abi_enum!(ShareStatus ExchangeStatus ComplaintStatus);

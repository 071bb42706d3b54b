//! Structs and events of the Solidity ABI. Times are seconds since 1970.

use alloy_sol_types::sol;
use stylus_sdk::{
    abi::{AbiType, ConstString},
    prelude::*,
};

sol! {
    #[derive(PartialEq)]
    enum Matter { Formation, Change, Renewal }

    #[derive(PartialEq)]
    enum Status { None, Signing, Submitted, SentBack, Rejected, Appealed, Approved, Refused }

    #[derive(PartialEq)]
    enum Advice { None, Approve, Review, Reject }

    #[derive(PartialEq)]
    enum Standing { None, Active, Suspended, Revoked }

    #[derive(AbiType)]
    struct Terms {
        bytes8 prefix;
        uint64 decision_seconds;
        uint64 appeal_seconds;
        uint64 validity_seconds;
    }

    #[derive(AbiType)]
    struct Application {
        Matter matter;
        Status status;
        address applicant;
        bytes18 licence;
        bytes32 documents;
        bytes32 particulars;
        uint32 filing;
        uint32 unsigned;
        uint64 deadline;
        address officer;
    }

    #[derive(AbiType)]
    struct PreCheck {
        address checker;
        bytes32 model;
        Advice advice;
        uint16 score;
        bytes32 reasons;
    }

    #[derive(AbiType)]
    struct Licence {
        Standing standing;
        address holder;
        bytes32 particulars;
        bytes32 documents;
        uint64 issued_at;
        uint64 expires_at;
        address officer;
        uint64 application;
    }

    event ModelAdmitted(bytes32 indexed model);
    event ModelRetired(bytes32 indexed model);
    event Filed(uint64 indexed application, address indexed applicant, Matter matter, bytes18 licence,
        bytes32 documents, bytes32 particulars, uint32 filing);
    event Signed(uint64 indexed application, address indexed signer, uint32 filing);
    event Submitted(uint64 indexed application, uint64 deadline);
    event PreChecked(uint64 indexed application, address indexed checker, bytes32 indexed model, uint32 filing,
        Advice advice, uint16 score, bytes32 reasons);
    event SentBack(uint64 indexed application, address indexed officer, bytes32 reasons);
    event Rejected(uint64 indexed application, address indexed officer, bytes32 reasons, uint64 appeal_by);
    event Appealed(uint64 indexed application, bytes32 grounds, uint64 deadline);
    event Approved(uint64 indexed application, address indexed officer, bytes18 indexed licence, Advice advice,
        bytes32 reasons);
    event Overdue(uint64 indexed application, uint64 deadline, uint64 new_deadline);
    event Issued(bytes18 indexed licence, address indexed holder, bytes32 particulars, uint64 expires_at);
    event Changed(bytes18 indexed licence, bytes32 particulars);
    event Renewed(bytes18 indexed licence, uint64 expires_at);
    event Suspended(bytes18 indexed licence, address indexed officer, bytes32 reason);
    event Reinstated(bytes18 indexed licence, address indexed officer, bytes32 reason);
    event Revoked(bytes18 indexed licence, address indexed officer, bytes32 reason);
    event Reported(bytes18 indexed licence, uint16 indexed year, bytes32 report, bool late);
    event Completed(bytes18 indexed licence, bytes32 indexed service, bytes32 receipt);
    event Reused(bytes18 indexed licence, bytes32 indexed document, address indexed department, bytes32 purpose);
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
abi_enum!(Matter Status Advice Standing);

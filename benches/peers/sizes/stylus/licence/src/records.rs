//! What the contract stores, packed into slots as Solidity does, and read as the ABI's structs.
//!
//! Numbers have the same width on both sides, so `wrapping_to` loses nothing; `to` would link the text of its panic.

use alloy_primitives::{B256, U256, U8};
use stylus_sdk::{
    prelude::*,
    storage::{
        StorageAddress, StorageB256, StorageB64, StorageFixedBytes, StorageKey, StorageU16, StorageU32, StorageU64,
        StorageU8,
    },
};

use crate::interface::{Advice, Application, Licence, Matter, PreCheck, Standing, Status, Terms};

/// The keys of a mapping of mappings.
pub struct Pair<A, B>(pub A, pub B);

impl<A: StorageKey, B: StorageKey> StorageKey for Pair<A, B> {
    fn to_slot(&self, root: B256) -> U256 {
        self.1.to_slot(self.0.to_slot(root).into())
    }
}

#[storage]
pub struct TermsRecord {
    pub prefix: StorageB64,
    pub decision_seconds: StorageU64,
    pub appeal_seconds: StorageU64,
    pub validity_seconds: StorageU64,
}

impl TermsRecord {
    pub fn read(&self) -> Terms {
        Terms {
            prefix: self.prefix.get(),
            decision_seconds: self.decision_seconds.get().wrapping_to(),
            appeal_seconds: self.appeal_seconds.get().wrapping_to(),
            validity_seconds: self.validity_seconds.get().wrapping_to(),
        }
    }
}

#[storage]
pub struct ApplicationRecord {
    pub matter: StorageU8,
    pub status: StorageU8,
    pub applicant: StorageAddress,
    pub filing: StorageU32,
    pub unsigned: StorageU32,
    pub licence: StorageFixedBytes<18>,
    pub deadline: StorageU64,
    pub officer: StorageAddress,
    pub documents: StorageB256,
    pub particulars: StorageB256,
}

impl ApplicationRecord {
    pub fn set_status(&mut self, status: Status) {
        self.status.set(U8::from(status as u8));
    }

    pub fn read(&self) -> Application {
        Application {
            matter: Matter::try_from(self.matter.get().wrapping_to::<u8>()).unwrap_or(Matter::Formation),
            status: Status::try_from(self.status.get().wrapping_to::<u8>()).unwrap_or(Status::None),
            applicant: self.applicant.get(),
            licence: self.licence.get(),
            documents: self.documents.get(),
            particulars: self.particulars.get(),
            filing: self.filing.get().wrapping_to(),
            unsigned: self.unsigned.get().wrapping_to(),
            deadline: self.deadline.get().wrapping_to(),
            officer: self.officer.get(),
        }
    }
}

#[storage]
pub struct PreCheckRecord {
    pub checker: StorageAddress,
    pub advice: StorageU8,
    pub score: StorageU16,
    pub model: StorageB256,
    pub reasons: StorageB256,
}

impl PreCheckRecord {
    pub fn advice(&self) -> Advice {
        Advice::try_from(self.advice.get().wrapping_to::<u8>()).unwrap_or(Advice::None)
    }

    pub fn read(&self) -> PreCheck {
        PreCheck {
            checker: self.checker.get(),
            model: self.model.get(),
            advice: self.advice(),
            score: self.score.get().wrapping_to(),
            reasons: self.reasons.get(),
        }
    }
}

#[storage]
pub struct LicenceRecord {
    pub standing: StorageU8,
    pub holder: StorageAddress,
    pub issued_at: StorageU64,
    pub officer: StorageAddress,
    pub expires_at: StorageU64,
    pub application: StorageU64,
    pub particulars: StorageB256,
    pub documents: StorageB256,
}

impl LicenceRecord {
    pub fn set_standing(&mut self, standing: Standing) {
        self.standing.set(U8::from(standing as u8));
    }

    pub fn read(&self) -> Licence {
        Licence {
            standing: Standing::try_from(self.standing.get().wrapping_to::<u8>()).unwrap_or(Standing::None),
            holder: self.holder.get(),
            particulars: self.particulars.get(),
            documents: self.documents.get(),
            issued_at: self.issued_at.get().wrapping_to(),
            expires_at: self.expires_at.get().wrapping_to(),
            officer: self.officer.get(),
            application: self.application.get().wrapping_to(),
        }
    }
}

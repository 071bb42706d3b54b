//! Who may take a step and when, and what an approval does.

use alloc::vec::Vec;

use alloy_primitives::{Address, B256, U32, U64};
use stylus_sdk::prelude::*;

use crate::{
    code::{self, Code, SERIALS},
    errors::*,
    interface::{Application, Changed, Filed, Issued, Licence, Matter, Renewed, Standing, Status},
    records::Pair,
    Licences, CHECKER, OFFICER,
};

impl Licences {
    /// Files documents and particulars for the first time or again.
    pub(crate) fn set_filing(
        &mut self,
        application: u64,
        unsigned: u32,
        documents: B256,
        particulars: B256,
    ) -> Result<(), Error> {
        require_hash(documents)?;
        require_hash(particulars)?;
        let mut record = self.applications.setter(application);
        record.set_status(Status::Signing);
        record.documents.set(documents);
        record.particulars.set(particulars);
        record.unsigned.set(U32::from(unsigned));
        let filings = record.filing.get() + U32::from(1);
        record.filing.set(filings);
        let Application { applicant, matter, licence, filing, .. } = record.read();
        self.vm().log(Filed { application, applicant, matter, licence, documents, particulars, filing });
        Ok(())
    }

    /// Does what an approved application asks for, and returns its licence.
    pub(crate) fn carry_out(
        &mut self,
        application: u64,
        record: &Application,
        officer: Address,
    ) -> Result<Code, Error> {
        let (terms, now) = (self.terms.read(), self.vm().block_timestamp());
        let Application { matter, particulars, documents, applicant: holder, licence, .. } = *record;
        if matter == Matter::Formation {
            let serial = self.serials.get().wrapping_to::<u64>();
            if serial >= SERIALS {
                return Err(CodesExhausted { limit: SERIALS }.into());
            }
            self.serials.set(U64::from(serial + 1));
            let licence = code::code(&terms.prefix.0, serial);
            let expires_at = now.saturating_add(terms.validity_seconds);
            let mut record = self.licences.setter(licence);
            record.set_standing(Standing::Active);
            record.holder.set(holder);
            record.particulars.set(particulars);
            record.documents.set(documents);
            record.issued_at.set(U64::from(now));
            record.expires_at.set(U64::from(expires_at));
            record.officer.set(officer);
            record.application.set(U64::from(application));
            self.vm().log(Issued { licence, holder, particulars, expires_at });
            return Ok(licence);
        }
        let expires_at = self.licence_in(licence, Standing::Active)?.expires_at;
        let mut record = self.licences.setter(licence);
        record.particulars.set(particulars);
        record.documents.set(documents);
        record.officer.set(officer);
        record.application.set(U64::from(application));
        self.vm().log(Changed { licence, particulars });
        if matter == Matter::Renewal {
            let expires_at = expires_at.max(now).saturating_add(terms.validity_seconds);
            self.licences.setter(licence).expires_at.set(U64::from(expires_at));
            self.vm().log(Renewed { licence, expires_at });
        }
        Ok(licence)
    }

    /// The calling officer, who may decide on this application: is no checker and no party, did not run the model on
    /// it, and on appeal is another than before.
    pub(crate) fn deciding_officer(&self, application: u64, record: &Application) -> Result<Address, Error> {
        let officer = self.impartial_officer(application, record.applicant)?;
        if officer == self.pre_checks.getter(Pair(application, record.filing)).checker.get() {
            return Err(CheckerCannotDecide { caller: officer }.into());
        }
        if record.status == Status::Appealed && officer == record.officer {
            return Err(SameOfficer { officer }.into());
        }
        Ok(officer)
    }

    /// The calling officer, who is no checker, and no party to this application.
    fn impartial_officer(&self, application: u64, applicant: Address) -> Result<Address, Error> {
        self.roles.only_role(OFFICER)?;
        let officer = self.vm().msg_sender();
        if self.roles.has_role(CHECKER, officer) {
            return Err(CheckerCannotDecide { caller: officer }.into());
        }
        if officer == applicant || self.signers_of(application).contains(&officer) {
            return Err(PartyCannotDecide { caller: officer }.into());
        }
        Ok(officer)
    }

    /// Officer: moves a licence to another standing. It takes two to revoke one.
    pub(crate) fn move_licence(
        &mut self,
        licence: Code,
        from: Standing,
        to: Standing,
        reason: B256,
    ) -> Result<Address, Error> {
        let Licence { officer: before, application, holder, .. } = self.licence_in(licence, from)?;
        let officer = self.impartial_officer(application, holder)?;
        require_hash(reason)?;
        if to == Standing::Revoked && officer == before {
            return Err(SameOfficer { officer }.into());
        }
        let mut record = self.licences.setter(licence);
        record.set_standing(to);
        record.officer.set(officer);
        Ok(officer)
    }

    pub(crate) fn require_admitted(&self, model: B256) -> Result<(), Error> {
        if self.models.get(model) {
            Ok(())
        } else {
            Err(ModelNotAdmitted { model }.into())
        }
    }

    pub(crate) fn signers_of(&self, application: u64) -> Vec<Address> {
        let signers = self.signers.getter(application);
        (0..signers.len()).filter_map(|index| signers.get(index)).collect()
    }

    pub(crate) fn application_in(&self, application: u64, expected: Status) -> Result<Application, Error> {
        let record = self.existing(application)?;
        require_status(&record, expected)?;
        Ok(record)
    }

    /// An application that an officer is to decide on.
    pub(crate) fn undecided(&self, application: u64) -> Result<Application, Error> {
        let record = self.existing(application)?;
        if record.status != Status::Appealed {
            require_status(&record, Status::Submitted)?;
        }
        Ok(record)
    }

    /// An application of the calling applicant.
    pub(crate) fn own_application(&self, application: u64) -> Result<Application, Error> {
        let record = self.existing(application)?;
        let (caller, applicant) = (self.vm().msg_sender(), record.applicant);
        if caller == applicant {
            Ok(record)
        } else {
            Err(NotApplicant { caller, applicant }.into())
        }
    }

    fn existing(&self, application: u64) -> Result<Application, Error> {
        let record = self.applications.getter(application).read();
        if record.status == Status::None {
            Err(UnknownApplication { application }.into())
        } else {
            Ok(record)
        }
    }

    /// The time an officer has from now on.
    pub(crate) fn decision_deadline(&self) -> u64 {
        self.vm().block_timestamp().saturating_add(self.terms.decision_seconds.get().wrapping_to())
    }

    pub(crate) fn licence_in(&self, licence: Code, expected: Standing) -> Result<Licence, Error> {
        let record = self.licences.getter(licence).read();
        if record.standing == expected {
            Ok(record)
        } else {
            Err(WrongStanding { licence, found: record.standing as u8, expected: expected as u8 }.into())
        }
    }

    /// A licence of the caller that is not revoked, expired or not.
    pub(crate) fn held_by_caller(&self, licence: Code) -> Result<Licence, Error> {
        let record = self.licences.getter(licence).read();
        if let Standing::None | Standing::Revoked = record.standing {
            let (found, expected) = (record.standing as u8, Standing::Active as u8);
            return Err(WrongStanding { licence, found, expected }.into());
        }
        let (caller, holder) = (self.vm().msg_sender(), record.holder);
        if caller == holder {
            Ok(record)
        } else {
            Err(NotHolder { caller, holder }.into())
        }
    }

    pub(crate) fn in_force(&self, licence: Code) -> Result<Licence, Error> {
        let record = self.licence_in(licence, Standing::Active)?;
        if self.vm().block_timestamp() < record.expires_at {
            Ok(record)
        } else {
            Err(LicenceExpired { licence, expired_at: record.expires_at }.into())
        }
    }
}

pub fn require_status(application: &Application, expected: Status) -> Result<(), Error> {
    if application.status == expected {
        Ok(())
    } else {
        Err(WrongStatus { found: application.status as u8, expected: expected as u8 }.into())
    }
}

/// Refuses other documents and particulars than are filed.
pub fn require_filed(application: &Application, documents: B256, particulars: B256) -> Result<(), Error> {
    if documents != application.documents {
        return Err(OtherDocuments { found: documents, expected: application.documents }.into());
    }
    if particulars != application.particulars {
        return Err(OtherParticulars { found: particulars, expected: application.particulars }.into());
    }
    Ok(())
}

pub fn require_hash(hash: B256) -> Result<(), Error> {
    if hash.is_zero() {
        Err(Missing {}.into())
    } else {
        Ok(())
    }
}

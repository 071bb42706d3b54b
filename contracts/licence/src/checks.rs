//! Who may take a step and when, and what an approval does.

use sdk::prelude::*;

use crate::{
    CHECKER, Licences, OFFICER,
    code::{self, Code, SERIALS},
    errors::Error,
    events::{Changed, Filed, Issued, Renewed},
    records::{Application, Licence, Matter, Standing, Status},
};

impl Licences {
    /// Files documents and particulars for the first time or again.
    pub(crate) fn set_filing(
        &mut self,
        application: u64,
        mut record: Application,
        documents: B256,
        particulars: B256,
    ) -> Result<(), Error> {
        require_hash(documents)?;
        require_hash(particulars)?;
        record.status = Status::Signing;
        record.documents = documents;
        record.particulars = particulars;
        record.filing += 1;
        let Application { applicant, matter, licence, filing, .. } = record;
        self.applications.set(application, record);
        emit(Filed { application, applicant, matter, licence, documents, particulars, filing });
        Ok(())
    }

    /// Does what an approved application asks for, and returns its licence.
    pub(crate) fn carry_out(
        &mut self,
        application: u64,
        record: &Application,
        officer: Address,
    ) -> Result<Code, Error> {
        let (terms, now) = (self.terms.get(), block_timestamp());
        let Application { matter, particulars, documents, applicant: holder, licence, .. } = *record;
        if matter == Matter::Formation {
            let serial = self.serials.get();
            if serial >= SERIALS {
                return Err(Error::CodesExhausted { limit: SERIALS });
            }
            self.serials.set(serial + 1);
            let licence = code::code(&terms.prefix.0, serial);
            let (standing, expires_at) = (Standing::Active, now.saturating_add(terms.validity_seconds));
            let issued_at = now;
            let record =
                Licence { standing, holder, particulars, documents, issued_at, expires_at, officer, application };
            self.licences.set(licence, record);
            emit(Issued { licence, holder, particulars, expires_at });
            return Ok(licence);
        }
        let mut record = self.licence_in(licence, Standing::Active)?;
        record.particulars = particulars;
        record.documents = documents;
        record.officer = officer;
        record.application = application;
        emit(Changed { licence, particulars });
        if matter == Matter::Renewal {
            record.expires_at = record.expires_at.max(now).saturating_add(terms.validity_seconds);
            emit(Renewed { licence, expires_at: record.expires_at });
        }
        self.licences.set(licence, record);
        Ok(licence)
    }

    /// The calling officer, who may decide on this application: is no checker and no party, did not run the model on it, and
    /// on appeal is another than before.
    pub(crate) fn deciding_officer(&self, application: u64, record: &Application) -> Result<Address, Error> {
        let officer = self.impartial_officer(application, record.applicant)?;
        if officer == self.pre_checks.get((application, record.filing)).checker {
            return Err(Error::CheckerCannotDecide { caller: officer });
        }
        if record.status == Status::Appealed && officer == record.officer {
            return Err(Error::SameOfficer { officer });
        }
        Ok(officer)
    }

    /// The calling officer, who is no checker, and no party to this application.
    fn impartial_officer(&self, application: u64, applicant: Address) -> Result<Address, Error> {
        self.roles.only_role(OFFICER)?;
        let officer = caller();
        if self.roles.has_role(CHECKER, officer) {
            return Err(Error::CheckerCannotDecide { caller: officer });
        }
        if officer == applicant || self.signers.get(application).contains(&officer) {
            return Err(Error::PartyCannotDecide { caller: officer });
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
        let mut record = self.licence_in(licence, from)?;
        let officer = self.impartial_officer(record.application, record.holder)?;
        require_hash(reason)?;
        if to == Standing::Revoked && officer == record.officer {
            return Err(Error::SameOfficer { officer });
        }
        record.standing = to;
        record.officer = officer;
        self.licences.set(licence, record);
        Ok(officer)
    }

    pub(crate) fn require_admitted(&self, model: B256) -> Result<(), Error> {
        if self.models.get(model) { Ok(()) } else { Err(Error::ModelNotAdmitted { model }) }
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
        if record.applicant == caller() {
            Ok(record)
        } else {
            Err(Error::NotApplicant { caller: caller(), applicant: record.applicant })
        }
    }

    fn existing(&self, application: u64) -> Result<Application, Error> {
        let record = self.applications.get(application);
        if record.status == Status::None { Err(Error::UnknownApplication { application }) } else { Ok(record) }
    }

    /// The time an officer has from now on.
    pub(crate) fn decision_deadline(&self) -> u64 {
        block_timestamp().saturating_add(self.terms.get().decision_seconds)
    }

    pub(crate) fn licence_in(&self, licence: Code, expected: Standing) -> Result<Licence, Error> {
        let record = self.licences.get(licence);
        if record.standing == expected {
            Ok(record)
        } else {
            Err(Error::WrongStanding { licence, found: record.standing, expected })
        }
    }

    /// A licence of the caller that is not revoked, expired or not.
    pub(crate) fn held_by_caller(&self, licence: Code) -> Result<Licence, Error> {
        let record = self.licences.get(licence);
        if let Standing::None | Standing::Revoked = record.standing {
            return Err(Error::WrongStanding { licence, found: record.standing, expected: Standing::Active });
        }
        if record.holder == caller() {
            Ok(record)
        } else {
            Err(Error::NotHolder { caller: caller(), holder: record.holder })
        }
    }

    pub(crate) fn in_force(&self, licence: Code) -> Result<Licence, Error> {
        let record = self.licence_in(licence, Standing::Active)?;
        if block_timestamp() < record.expires_at {
            Ok(record)
        } else {
            Err(Error::LicenceExpired { licence, expired_at: record.expires_at })
        }
    }
}

pub(crate) fn require_status(application: &Application, expected: Status) -> Result<(), Error> {
    if application.status == expected {
        Ok(())
    } else {
        Err(Error::WrongStatus { found: application.status, expected })
    }
}

/// Refuses other documents and particulars than are filed.
pub(crate) fn require_filed(application: &Application, documents: B256, particulars: B256) -> Result<(), Error> {
    if documents != application.documents {
        return Err(Error::OtherDocuments { found: documents, expected: application.documents });
    }
    if particulars != application.particulars {
        return Err(Error::OtherParticulars { found: particulars, expected: application.particulars });
    }
    Ok(())
}

pub(crate) fn require_hash(hash: B256) -> Result<(), Error> {
    if hash.is_zero() { Err(Error::Missing) } else { Ok(()) }
}

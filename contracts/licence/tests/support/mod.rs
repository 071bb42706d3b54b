//! A district's register with two officers, a checker, an applicant with a partner, and a bank.
#![allow(dead_code, reason = "each test binary uses a part of it")]

use licence::*;
use sdk::crypto::keccak256_const;
use testing::prelude::*;

pub(crate) const DAY: u64 = 86_400;
pub(crate) const TERMS: Terms = Terms {
    prefix: FixedBytes::new(*b"91440112"),
    decision_seconds: 3 * DAY,
    appeal_seconds: 60 * DAY,
    validity_seconds: 3_650 * DAY,
};

/// Who takes part. `licences` acts as the authority.
pub(crate) struct District {
    pub(crate) licences: LicencesClient<Sender>,
    pub(crate) officer: Address,
    pub(crate) second: Address,
    pub(crate) checker: Address,
    pub(crate) applicant: Address,
    pub(crate) partner: Address,
    pub(crate) bank: Address,
    pub(crate) stranger: Address,
}

pub(crate) fn district(chain: &Chain) -> District {
    let [authority, officer, second, checker, applicant, partner, bank, stranger] = chain.accounts();
    let licences = chain.deploy(authority, Licences::constructor(TERMS));
    for (role, account) in [(OFFICER, officer), (OFFICER, second), (CHECKER, checker), (BANK, bank)] {
        licences.roles().grant_role(role, account).unwrap();
    }
    licences.admit_model(model()).unwrap();
    District { licences, officer, second, checker, applicant, partner, bank, stranger }
}

impl District {
    /// The client that acts as `account`.
    pub(crate) fn by(&self, account: Address) -> LicencesClient<Sender> {
        self.licences.by(account)
    }

    /// A formation by applicant and partner.
    pub(crate) fn filed(&self) -> u64 {
        let signers = vec![self.applicant, self.partner];
        self.by(self.applicant).file(Matter::Formation, Code::ZERO, documents(), hash(1), signers).unwrap()
    }

    /// All sign what the application has now.
    pub(crate) fn signed(&self, application: u64) -> u64 {
        let Application { documents, particulars, .. } = self.licences.application(application);
        for signer in self.licences.signers(application) {
            self.by(signer).sign(application, documents, particulars).unwrap();
        }
        application
    }

    /// A formation that an officer is to decide on.
    pub(crate) fn submitted(&self) -> u64 {
        self.signed(self.filed())
    }

    /// A formation that the first officer rejected and the applicant appealed.
    pub(crate) fn appealed(&self) -> u64 {
        let application = self.submitted();
        self.by(self.officer).reject(application, hash(7)).unwrap();
        self.by(self.applicant).appeal(application, hash(8)).unwrap();
        application
    }

    /// A licence that the first officer approved.
    pub(crate) fn licensed(&self) -> Code {
        let application = self.submitted();
        self.by(self.officer).approve(application, documents(), hash(1), hash(9)).unwrap()
    }

    /// A change or renewal by the holder alone that an officer is to decide on.
    pub(crate) fn submitted_for(&self, matter: Matter, licence: Code, particulars: B256) -> u64 {
        let signers = vec![self.applicant];
        let application = self.by(self.applicant).file(matter, licence, documents(), particulars, signers).unwrap();
        self.signed(application)
    }
}

pub(crate) fn hash(n: u64) -> B256 {
    keccak256_const(&n.to_be_bytes())
}

pub(crate) fn model() -> B256 {
    keccak256_const(b"pre-check 3.2")
}

/// The two documents of every application, a charter and a lease.
pub(crate) fn papers() -> [B256; 2] {
    [keccak256_const(b"charter"), keccak256_const(b"lease")]
}

/// Their root.
pub(crate) fn documents() -> B256 {
    let [a, b] = leaves();
    keccak256_const(&[a.min(b).0, a.max(b).0].concat())
}

/// What proves the charter: the lease's leaf.
pub(crate) fn proof_of_charter() -> Vec<B256> {
    vec![leaves()[1]]
}

fn leaves() -> [B256; 2] {
    papers().map(|paper| keccak256_const(&keccak256_const(&paper.0).0))
}

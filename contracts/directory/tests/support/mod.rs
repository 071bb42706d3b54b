//! A city with a register of residents (the provider), a housing office (the consumer), a third department and a
//! supervisor.
#![allow(dead_code, reason = "each test binary uses a part of it")]

use directory::*;
use testing::prelude::*;

pub(crate) const DAY: u64 = 86_400;
pub(crate) const TERMS: Terms = Terms { answer_seconds: 14 * DAY, match_seconds: DAY };

/// Fields of the residents' data.
pub(crate) const NAME: u128 = 1;
pub(crate) const ADDRESS: u128 = 2;
pub(crate) const INCOME: u128 = 4;
pub(crate) const HEALTH: u128 = 8;
pub(crate) const PHONE: u128 = 16;

/// Who takes part. `directory` acts as the authority.
pub(crate) struct City {
    pub(crate) chain: Chain,
    pub(crate) directory: DirectoryClient<Sender>,
    pub(crate) register: Address,
    pub(crate) housing: Address,
    pub(crate) third: Address,
    pub(crate) supervisor: Address,
    pub(crate) stranger: Address,
    /// The register's duty and its data set, and the housing office's duty.
    pub(crate) duty: u64,
    pub(crate) dataset: u64,
    pub(crate) purpose: u64,
}

/// The residents' data: names are open, health is withheld.
pub(crate) fn residents() -> Version {
    let fields = NAME | ADDRESS | INCOME | HEALTH;
    Version { schema: hash(1), fields, open: NAME, withheld: HEALTH, cycle: 30 * DAY }
}

pub(crate) fn city(chain: &Chain) -> City {
    let [authority, register, housing, third, supervisor, stranger] = chain.accounts();
    let directory = chain.deploy(authority, Directory::constructor(TERMS));
    for department in [register, housing, third] {
        directory.roles().grant_role(DEPARTMENT, department).unwrap();
    }
    directory.roles().grant_role(SUPERVISOR, supervisor).unwrap();
    let duty = directory.register_duty(register, hash(10)).unwrap();
    let purpose = directory.register_duty(housing, hash(11)).unwrap();
    let dataset = directory.by(register).publish(duty, residents()).unwrap();
    let chain = chain.clone();
    City { chain, directory, register, housing, third, supervisor, stranger, duty, dataset, purpose }
}

impl City {
    /// The client that acts as `account`.
    pub(crate) fn by(&self, account: Address) -> DirectoryClient<Sender> {
        self.directory.by(account)
    }

    /// The end of the shares below.
    pub(crate) fn later(&self) -> u64 {
        self.chain.timestamp() + 365 * DAY
    }

    /// The housing office asks for these fields.
    pub(crate) fn requested(&self, fields: u128) -> u64 {
        self.by(self.housing).request(self.dataset, fields, self.purpose, self.later()).unwrap()
    }

    /// It was granted addresses and incomes of 100 residents.
    pub(crate) fn granted(&self) -> u64 {
        let share = self.requested(ADDRESS | INCOME);
        self.by(self.register).approve(share, 100).unwrap();
        share
    }

    /// It complained.
    pub(crate) fn complained(&self) -> u64 {
        let share = self.granted();
        self.by(self.housing).complain(share, hash(20)).unwrap()
    }

    /// Moves the clock to this time.
    pub(crate) fn wait_until(&self, time: u64) {
        self.chain.advance_time(time - self.chain.timestamp());
    }
}

/// Addresses of so many residents.
pub(crate) fn addresses(count: u64) -> Usage {
    Usage { fields: ADDRESS, count, digest: hash(30) }
}

pub(crate) fn hash(n: u64) -> B256 {
    let mut bytes = [0xD1; 32];
    bytes[24..].copy_from_slice(&n.to_be_bytes());
    B256::new(bytes)
}

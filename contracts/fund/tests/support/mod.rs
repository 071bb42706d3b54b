//! A fund with an authority, a manager, a committee of three, two contributors and a company.
#![allow(dead_code, reason = "each test binary uses a part of it")]

use blocks::ApprovalsError;
use fund::*;
use testing::prelude::*;

/// Seconds that approvals have to stand.
pub(crate) const DELAY: u64 = 3 * DAY;
/// Seconds that a proposal lives.
pub(crate) const LIFETIME: u64 = 30 * DAY;
pub(crate) const DAY: u64 = 24 * 3_600;

/// Who takes part. `fund` acts as the first member.
pub(crate) struct City {
    pub(crate) fund: FundClient<Sender>,
    pub(crate) chain: Chain,
    pub(crate) authority: Address,
    pub(crate) manager: Address,
    pub(crate) members: [Address; 3],
    pub(crate) contributors: [Address; 2],
    pub(crate) company: Address,
    pub(crate) stranger: Address,
}

/// A fund of an asset to which nobody has contributed.
pub(crate) fn founded(chain: &Chain, asset: Address) -> City {
    let [authority, manager, m1, m2, m3, c1, c2, company, stranger] = chain.accounts();
    let constructor = Fund::constructor(asset, manager, vec![m1, m2, m3], 2, DELAY, LIFETIME);
    let fund = chain.deploy(authority, constructor).by(m1);
    let (members, contributors) = ([m1, m2, m3], [c1, c2]);
    City { fund, chain: chain.clone(), authority, manager, members, contributors, company, stranger }
}

/// A fund of coins with 600 and 300 wei paid in.
pub(crate) fn city(chain: &Chain) -> City {
    let city = founded(chain, Address::ZERO);
    for (contributor, amount) in city.contributors.into_iter().zip([600, 300]) {
        city.decided(city.fund.propose_admission(contributor, 1_000)).unwrap();
        city.coins(contributor, amount).pay(amount).unwrap();
    }
    city
}

impl City {
    /// The second member approves a proposal of the first, the delay passes, and it is carried out.
    pub(crate) fn decided(&self, proposal: Result<u64, Error>) -> Result<(), Error> {
        let proposal = proposal?;
        self.fund.by(self.members[1]).committee().approve_action(proposal).unwrap();
        self.chain.advance_time(DELAY);
        self.fund.execute(proposal)
    }

    /// The client that acts as `by` and sends coins.
    pub(crate) fn coins(&self, by: Address, amount: u128) -> FundClient<Sender> {
        self.fund.by(by).with_value(amount.into())
    }

    /// A proposed project with milestones of these amounts, each due a year from now.
    pub(crate) fn proposed(&self, amounts: &[u128]) -> u64 {
        let due = self.chain.timestamp() + 365 * DAY;
        let milestones = amounts.iter().map(|amount| milestone(*amount, due)).collect();
        self.fund.by(self.manager).propose_project(self.company, hash(1), milestones).unwrap()
    }

    /// As [`Self::proposed`], and funded.
    pub(crate) fn funded(&self, amounts: &[u128]) -> u64 {
        let project = self.proposed(amounts);
        self.decided(self.fund.propose_funding(project)).unwrap();
        project
    }

    /// Evidence for a milestone, and its release.
    pub(crate) fn released(&self, project: u64, milestone: u64) {
        self.fund.by(self.company).submit_evidence(project, milestone, hash(0xE1)).unwrap();
        self.decided(self.fund.propose_release(project, milestone, hash(0xE1))).unwrap();
    }

    /// A project of two milestones of 100 and 50 at this stage.
    pub(crate) fn brought_to(&self, status: Status) -> u64 {
        let project = self.proposed(&[100, 50]);
        if status != Status::Proposed {
            self.decided(self.fund.propose_funding(project)).unwrap();
        }
        if matches!(status, Status::Completed | Status::Stopped) {
            self.released(project, 0);
        }
        if status == Status::Completed {
            self.released(project, 1);
        }
        if status == Status::Stopped {
            self.decided(self.fund.propose_clawback(project, 100)).unwrap();
        }
        assert_eq!(self.fund.project(project).status, status);
        project
    }

    pub(crate) fn held(&self) -> u128 {
        u128::try_from(self.chain.balance(self.fund.address())).expect("amounts are small")
    }
}

pub(crate) fn milestone(amount: u128, due: u64) -> Milestone {
    Milestone { amount, due, goal: hash(2), evidence: B256::ZERO }
}

pub(crate) fn refused<T>(error: ApprovalsError) -> Result<T, Error> {
    Err(Error::Committee(error))
}

pub(crate) fn hash(n: u8) -> B256 {
    B256::new([n; 32])
}

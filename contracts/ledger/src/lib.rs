//! A public ledger: a chart of accounts, postings that balance, reversals instead of changes, and months that close
//! under the Merkle root of their postings, so that anybody can prove a posting and nobody can change one.
//!
//! Guarantees the invariants of README.md. Amounts are whole smallest units of one currency. What a posting is for
//! stays off chain behind the hash of its document.
#![no_std]

mod errors;
mod events;
mod records;
mod tree;

use blocks::{DEFAULT_ADMIN_ROLE, Roles, merkle, role};
use sdk::prelude::*;

pub use errors::Error;
pub use events::{
    AccountClosed, AccountOpened, AccountReopened, Attested, PeriodClosed, PeriodOpened, Posted, Reconciled, Stated,
};
pub use records::{Account, Attestation, Class, Entry, Opinion, Period, PeriodStatus, Posting, Side, Turnover};
use tree::Tree;

/// Opens accounts, opens and closes periods, and gives the other roles.
pub const KEEPER: B256 = DEFAULT_ADMIN_ROLE;
/// Posts and reverses.
pub const BOOKKEEPER: B256 = role("BOOKKEEPER");
/// Attests to closed periods.
pub const AUDITOR: B256 = role("AUDITOR");

/// Most that an entry is over, so that no posting uses up the sum of an account or a month.
pub const AMOUNT_MAX: u128 = (1 << 96) - 1;
/// Most entries of a posting.
pub const ENTRIES_MAX: u64 = 100;

/// The ledger.
#[storage]
pub struct Ledger {
    roles: Roles,
    accounts: Map<u32, Account>,
    /// What was entered in a period on an account.
    turnovers: Map<(u32, u32), Turnover>,
    periods: Map<u32, Period>,
    trees: Map<u32, Tree>,
    /// The oldest period that is not closed, and the newest that was opened.
    oldest_open: Value<u32>,
    newest: Value<u32>,
    last_posting: Value<u64>,
    postings: Map<u64, Posting>,
    /// The posting that reverses another.
    reversals: Map<u64, u64>,
    /// Who posted to a month, which it never audits.
    posted_by: Map<(u32, Address), bool>,
    attestations: Map<(u32, Address), Attestation>,
    /// What a party states to have with another in a period.
    statements: Map<(u32, Address, Address), B256>,
}

#[contract(components(roles: Roles))]
impl Ledger {
    /// The deployer is the keeper. The first period, a year and month such as 202601, is open.
    #[init]
    pub fn new(&mut self, first_period: u32) -> Result<(), Error> {
        if first_period < 100 || !matches!(first_period % 100, 1..=12) {
            return Err(Error::InvalidPeriod { period: first_period });
        }
        self.roles.grant(KEEPER, caller());
        self.oldest_open.set(first_period);
        self.open(first_period);
        Ok(())
    }

    /// An account; its class is `None` if there is none.
    pub fn account(&self, account: u32) -> Account {
        self.accounts.get(account)
    }

    /// What was entered on an account in a period.
    pub fn turnover(&self, period: u32, account: u32) -> Turnover {
        self.turnovers.get((period, account))
    }

    /// A period; its status is `None` if it was not opened.
    pub fn period(&self, period: u32) -> Period {
        self.periods.get(period)
    }

    /// The oldest period that is not closed, and the newest that was opened. The first is later if none is open.
    pub fn open_periods(&self) -> (u32, u32) {
        (self.oldest_open.get(), self.newest.get())
    }

    /// The root of the tree of a period's postings so far; zero if it has none.
    pub fn root(&self, period: u32) -> B256 {
        self.trees.entry(period).root()
    }

    /// The number of the last posting; those before have 1, 2, 3 and so on.
    pub fn last_posting(&self) -> u64 {
        self.last_posting.get()
    }

    /// A posting; its period is 0 if there is none.
    pub fn posting(&self, number: u64) -> Posting {
        self.postings.get(number)
    }

    /// The posting that reverses this one; 0 if none.
    pub fn reversal(&self, number: u64) -> u64 {
        self.reversals.get(number)
    }

    /// True if the closed period that `posting` names has it under this number, by a proof from its leaf to the root.
    pub fn includes(&self, number: u64, posting: Posting, proof: Vec<B256>) -> bool {
        let period = self.periods.get(posting.period);
        period.status == PeriodStatus::Closed && merkle::verify(&proof, period.root, leaf(number, &posting))
    }

    /// What an auditor says of a period.
    pub fn attestation(&self, period: u32, auditor: Address) -> Attestation {
        self.attestations.get((period, auditor))
    }

    /// True if both parties stated the same of a period.
    pub fn reconciled(&self, period: u32, party: Address, counterparty: Address) -> bool {
        let statement = self.statements.get((period, party, counterparty));
        !statement.is_zero() && statement == self.statements.get((period, counterparty, party))
    }

    /// Keeper: adds an account to the chart.
    pub fn open_account(&mut self, account: u32, class: Class, name: String) -> Result<(), Error> {
        self.roles.only_role(KEEPER)?;
        if class == Class::None {
            return Err(Error::AccountWithoutClass { account });
        }
        let Account { class: found, .. } = self.accounts.get(account);
        if found != Class::None {
            return Err(Error::AccountExists { account, class: found });
        }
        self.accounts.set(account, Account { class, name: name.clone(), ..Account::default() });
        emit(AccountOpened { account, class, name });
        Ok(())
    }

    /// Keeper: lets an account with equal sides take no more entries.
    pub fn close_account(&mut self, account: u32) -> Result<(), Error> {
        self.roles.only_role(KEEPER)?;
        let mut record = self.open_account_record(account)?;
        let Turnover { debits, credits } = record.total;
        if debits != credits {
            return Err(Error::AccountNotBalanced { account, debits, credits });
        }
        record.closed = true;
        self.accounts.set(account, record);
        emit(AccountClosed { account });
        Ok(())
    }

    /// Keeper: lets a closed account take entries again, to reverse one for example.
    pub fn reopen_account(&mut self, account: u32) -> Result<(), Error> {
        self.roles.only_role(KEEPER)?;
        let mut record = self.known_account(account)?;
        if !record.closed {
            return Err(Error::AccountOpen { account });
        }
        record.closed = false;
        self.accounts.set(account, record);
        emit(AccountReopened { account });
        Ok(())
    }

    /// Keeper: opens the month after the newest one, and returns it. Several months may be open.
    pub fn open_period(&mut self) -> Result<u32, Error> {
        self.roles.only_role(KEEPER)?;
        let period = month_after(self.newest.get());
        self.open(period);
        Ok(period)
    }

    /// Keeper: closes the oldest open month, which must have the postings with this root and no others; returns it.
    pub fn close_period(&mut self, root: B256) -> Result<u32, Error> {
        self.roles.only_role(KEEPER)?;
        let period = self.oldest_open.get();
        let mut record = self.period_in(period, PeriodStatus::Open)?;
        let found = self.root(period);
        if found != root {
            return Err(Error::WrongRoot { found, expected: root });
        }
        record.status = PeriodStatus::Closed;
        record.root = root;
        emit(PeriodClosed { period, root, postings: record.postings, total: record.total });
        self.periods.set(period, record);
        self.oldest_open.set(month_after(period));
        Ok(period)
    }

    /// Bookkeeper: posts entries that balance to an open month, and returns the posting's number.
    pub fn post(&mut self, period: u32, entries: Vec<Entry>, document: B256) -> Result<u64, Error> {
        self.roles.only_role(BOOKKEEPER)?;
        self.enter(Posting { period, bookkeeper: caller(), document, reverses: 0, entries })
    }

    /// Bookkeeper: takes back a posting of its own by one with swapped sides in an open month, and returns its number.
    pub fn reverse(&mut self, number: u64, period: u32, document: B256) -> Result<u64, Error> {
        self.roles.only_role(BOOKKEEPER)?;
        let Posting { bookkeeper, reverses, entries, .. } = self.postings.get(number);
        if entries.is_empty() {
            return Err(Error::UnknownPosting { number });
        }
        if bookkeeper != caller() {
            return Err(Error::NotBookkeeper { caller: caller(), bookkeeper });
        }
        if reverses != 0 {
            return Err(Error::IsReversal { number, reverses });
        }
        let reversal = self.reversals.get(number);
        if reversal != 0 {
            return Err(Error::AlreadyReversed { number, reversal });
        }
        let entries = entries.into_iter().map(|entry| Entry { side: opposite(entry.side), ..entry }).collect();
        let reversal = self.enter(Posting { period, bookkeeper, document, reverses: number, entries })?;
        self.reversals.set(number, reversal);
        Ok(reversal)
    }

    /// Auditor: gives an opinion on a closed month, once.
    pub fn attest(&mut self, period: u32, opinion: Opinion, report: B256) -> Result<(), Error> {
        self.roles.only_role(AUDITOR)?;
        let auditor = caller();
        let keeps_books = self.roles.has_role(BOOKKEEPER, auditor) || self.roles.has_role(KEEPER, auditor);
        if keeps_books || self.posted_by.get((period, auditor)) {
            return Err(Error::AuditorKeepsBooks { auditor });
        }
        self.period_in(period, PeriodStatus::Closed)?;
        if opinion == Opinion::None {
            return Err(Error::NoOpinion);
        }
        if self.attestations.contains((period, auditor)) {
            return Err(Error::AlreadyAttested { auditor, period });
        }
        self.attestations.set((period, auditor), Attestation { opinion, report });
        emit(Attested { period, auditor, opinion, report });
        Ok(())
    }

    /// Anyone: states, as a salted hash, what it has with another party in a closed month. A party may correct its
    /// statement until both are equal; while they are not, there is a dispute.
    pub fn reconcile(&mut self, period: u32, counterparty: Address, statement: B256) -> Result<(), Error> {
        let party = caller();
        self.period_in(period, PeriodStatus::Closed)?;
        if party == counterparty {
            return Err(Error::SameParty { party });
        }
        if self.reconciled(period, party, counterparty) {
            return Err(Error::AlreadyReconciled { period, counterparty });
        }
        self.statements.set((period, party, counterparty), statement);
        if self.reconciled(period, party, counterparty) {
            emit(Reconciled { period, party, counterparty, statement });
        } else {
            let other = self.statements.get((period, counterparty, party));
            emit(Stated { period, party, counterparty, statement, other });
        }
        Ok(())
    }

    /// Enters a posting on its accounts, in its period and in the period's tree.
    fn enter(&mut self, posting: Posting) -> Result<u64, Error> {
        let mut period = self.period_in(posting.period, PeriodStatus::Open)?;
        let found = posting.entries.len() as u64;
        if found == 0 || found > ENTRIES_MAX {
            return Err(Error::WrongEntryCount { found, limit: ENTRIES_MAX });
        }
        let mut sum = Turnover::default();
        for entry in &posting.entries {
            let account = entry.account;
            if entry.amount == 0 {
                return Err(Error::ZeroAmount { account });
            }
            if entry.amount > AMOUNT_MAX {
                return Err(Error::AmountTooLarge { account, amount: entry.amount, most: AMOUNT_MAX });
            }
            let mut record = self.open_account_record(account)?;
            record.total.add(entry);
            self.accounts.set(account, record);
            self.turnovers.update((posting.period, account), |turnover| turnover.add(entry));
            sum.add(entry);
        }
        let Turnover { debits, credits } = sum;
        if debits != credits {
            return Err(Error::PostingNotBalanced { debits, credits });
        }
        let number = self.last_posting.get() + 1;
        self.last_posting.set(number);
        period.postings += 1;
        period.total += debits;
        self.periods.set(posting.period, period);
        self.posted_by.set((posting.period, posting.bookkeeper), true);
        self.trees.entry_mut(posting.period).push(leaf(number, &posting));
        self.postings.set(number, posting.clone());
        let Posting { period, bookkeeper, document, reverses, entries } = posting;
        emit(Posted { number, period, bookkeeper, document, reverses, entries });
        Ok(number)
    }

    fn open(&mut self, period: u32) {
        self.newest.set(period);
        self.periods.set(period, Period { status: PeriodStatus::Open, ..Period::default() });
        emit(PeriodOpened { period });
    }

    fn period_in(&self, period: u32, expected: PeriodStatus) -> Result<Period, Error> {
        let record = self.periods.get(period);
        if record.status == expected {
            Ok(record)
        } else {
            Err(Error::WrongPeriodStatus { period, found: record.status, expected })
        }
    }

    fn known_account(&self, account: u32) -> Result<Account, Error> {
        let record = self.accounts.get(account);
        if record.class == Class::None { Err(Error::UnknownAccount { account }) } else { Ok(record) }
    }

    fn open_account_record(&self, account: u32) -> Result<Account, Error> {
        let record = self.known_account(account)?;
        if record.closed { Err(Error::AccountClosed { account }) } else { Ok(record) }
    }
}

impl Turnover {
    fn add(&mut self, entry: &Entry) {
        match entry.side {
            Side::Debit => self.debits += entry.amount,
            Side::Credit => self.credits += entry.amount,
        }
    }
}

fn opposite(side: Side) -> Side {
    match side {
        Side::Debit => Side::Credit,
        Side::Credit => Side::Debit,
    }
}

/// The month after one such as 202612.
fn month_after(period: u32) -> u32 {
    if period % 100 == 12 { period + 89 } else { period + 1 }
}

/// The leaf of a posting in its period's tree: keccak256(keccak256(abi.encode(number, posting))).
fn leaf(number: u64, posting: &Posting) -> B256 {
    merkle::leaf(&(number, posting.clone()))
}

//! The ledger of `contracts/ledger`: a chart of accounts, postings that balance, reversals instead of changes, and
//! months that close under the Merkle root of their postings.
//!
//! Not as in ours: the roles' admins never change, so `RoleAdminChanged` is left out.
#![cfg_attr(not(feature = "export-abi"), no_main)]
extern crate alloc;

mod errors;
mod events;
mod records;
// The same for all.
#[path = "../../coin/src/roles.rs"]
mod roles;
mod storage;
mod tree;

use alloy_primitives::{Address, B256, U128, U32, U64};
use alloy_sol_types::SolValue;
use stylus_sdk::{
    crypto::keccak,
    prelude::*,
    storage::{StorageB256, StorageBool, StorageMap, StorageU32, StorageU64},
};

use errors::*;
use events::{AccountOpened, AccountReopened, Attested, PeriodClosed, PeriodOpened, Reconciled, Stated};
use records::{Account, Attestation, Class, Entry, Opinion, Period, PeriodStatus, Posted, Posting, Turnover};
use roles::{role, Roles, DEFAULT_ADMIN_ROLE};
use storage::{StoredAccount, StoredAttestation, StoredPeriod, StoredPosting, StoredTurnover};
use tree::Tree;

/// Opens accounts, opens and closes periods, and gives the other roles.
const KEEPER: B256 = DEFAULT_ADMIN_ROLE;
/// Posts and reverses.
const BOOKKEEPER: B256 = role("BOOKKEEPER");
/// Attests to closed periods.
const AUDITOR: B256 = role("AUDITOR");

/// Most that an entry is over, so that no posting uses up the sum of an account or a month.
const AMOUNT_MAX: u128 = (1 << 96) - 1;
/// Most entries of a posting.
const ENTRIES_MAX: u64 = 100;

#[entrypoint]
#[storage]
pub struct Ledger {
    roles: Roles,
    accounts: StorageMap<u32, StoredAccount>,
    /// What was entered in a period on an account.
    turnovers: StorageMap<u32, StorageMap<u32, StoredTurnover>>,
    periods: StorageMap<u32, StoredPeriod>,
    trees: StorageMap<u32, Tree>,
    oldest_open: StorageU32,
    newest: StorageU32,
    last_posting: StorageU64,
    postings: StorageMap<u64, StoredPosting>,
    /// The posting that reverses another.
    reversals: StorageMap<u64, StorageU64>,
    /// Who posted to a month, which it never audits.
    posted_by: StorageMap<u32, StorageMap<Address, StorageBool>>,
    attestations: StorageMap<u32, StorageMap<Address, StoredAttestation>>,
    /// What a party states to have with another in a period.
    statements: StorageMap<u32, StorageMap<Address, StorageMap<Address, StorageB256>>>,
}

#[public]
impl Ledger {
    #[constructor]
    pub fn constructor(&mut self, first_period: u32) -> Result<(), Error> {
        if first_period < 100 || !matches!(first_period % 100, 1..=12) {
            return Err(InvalidPeriod { period: first_period }.into());
        }
        let deployer = self.vm().tx_origin();
        self.roles.grant(KEEPER, deployer, deployer);
        self.oldest_open.set(U32::from(first_period));
        self.open(first_period);
        Ok(())
    }

    pub fn has_role(&self, role: B256, account: Address) -> bool {
        self.roles.has_role(role, account)
    }

    pub fn get_role_admin(&self, role: B256) -> B256 {
        self.roles.admins.get(role)
    }

    pub fn grant_role(&mut self, role: B256, account: Address) -> Result<(), Error> {
        self.roles.only_admin_of(role)?;
        let sender = self.vm().msg_sender();
        self.roles.grant(role, account, sender);
        Ok(())
    }

    pub fn revoke_role(&mut self, role: B256, account: Address) -> Result<(), Error> {
        self.roles.only_admin_of(role)?;
        self.roles.revoke(role, account);
        Ok(())
    }

    pub fn renounce_role(&mut self, role: B256, caller_confirmation: Address) -> Result<(), Error> {
        if caller_confirmation != self.vm().msg_sender() {
            return Err(AccessControlBadConfirmation {}.into());
        }
        self.roles.revoke(role, caller_confirmation);
        Ok(())
    }

    pub fn account(&self, account: u32) -> Account {
        self.accounts.getter(account).read()
    }

    pub fn turnover(&self, period: u32, account: u32) -> Turnover {
        self.turnovers.getter(period).getter(account).read()
    }

    pub fn period(&self, period: u32) -> Period {
        self.periods.getter(period).read()
    }

    /// The oldest period that is not closed, and the newest that was opened.
    pub fn open_periods(&self) -> (u32, u32) {
        (self.oldest_open.get().to(), self.newest.get().to())
    }

    pub fn root(&self, period: u32) -> B256 {
        self.trees.getter(period).root()
    }

    pub fn last_posting(&self) -> u64 {
        self.last_posting.get().to()
    }

    pub fn posting(&self, number: u64) -> Posting {
        self.postings.getter(number).read()
    }

    pub fn reversal(&self, number: u64) -> u64 {
        self.reversals.get(number).to()
    }

    pub fn includes(&self, number: u64, posting: Posting, proof: Vec<B256>) -> bool {
        let period = self.periods.getter(posting.period);
        period.status() == PeriodStatus::Closed && tree::verify(&proof, period.root.get(), leaf(number, &posting))
    }

    pub fn attestation(&self, period: u32, auditor: Address) -> Attestation {
        self.attestations.getter(period).getter(auditor).read()
    }

    pub fn reconciled(&self, period: u32, party: Address, counterparty: Address) -> bool {
        let statement = self.statement(period, party, counterparty);
        !statement.is_zero() && statement == self.statement(period, counterparty, party)
    }

    pub fn open_account(&mut self, account: u32, class: Class, name: String) -> Result<(), Error> {
        self.roles.only_role(KEEPER)?;
        if class == Class::None {
            return Err(AccountWithoutClass { account }.into());
        }
        let mut record = self.accounts.setter(account);
        let found = record.class();
        if found != Class::None {
            return Err(AccountExists { account, class: found as u8 }.into());
        }
        record.set_class(class);
        record.name.set_str(&name);
        self.vm().log(AccountOpened { account, class: class as u8, name });
        Ok(())
    }

    pub fn close_account(&mut self, account: u32) -> Result<(), Error> {
        self.roles.only_role(KEEPER)?;
        let mut record = self.accounts.setter(account);
        record.require_open(account)?;
        let Turnover { debits, credits } = record.total.read();
        if debits != credits {
            return Err(AccountNotBalanced { account, debits, credits }.into());
        }
        record.closed.set(true);
        self.vm().log(events::AccountClosed { account });
        Ok(())
    }

    pub fn reopen_account(&mut self, account: u32) -> Result<(), Error> {
        self.roles.only_role(KEEPER)?;
        let mut record = self.accounts.setter(account);
        record.require_known(account)?;
        if !record.closed.get() {
            return Err(AccountOpen { account }.into());
        }
        record.closed.set(false);
        self.vm().log(AccountReopened { account });
        Ok(())
    }

    pub fn open_period(&mut self) -> Result<u32, Error> {
        self.roles.only_role(KEEPER)?;
        let period = month_after(self.newest.get().to());
        self.open(period);
        Ok(period)
    }

    pub fn close_period(&mut self, root: B256) -> Result<u32, Error> {
        self.roles.only_role(KEEPER)?;
        let period = self.oldest_open.get().to();
        let found = self.root(period);
        let mut record = self.periods.setter(period);
        record.expect_status(period, PeriodStatus::Open)?;
        if found != root {
            return Err(WrongRoot { found, expected: root }.into());
        }
        record.set_status(PeriodStatus::Closed);
        record.root.set(root);
        let (postings, total) = (record.postings.get().to(), record.total.get().to());
        self.oldest_open.set(U32::from(month_after(period)));
        self.vm().log(PeriodClosed { period, root, postings, total });
        Ok(period)
    }

    pub fn post(&mut self, period: u32, entries: Vec<Entry>, document: B256) -> Result<u64, Error> {
        self.roles.only_role(BOOKKEEPER)?;
        let bookkeeper = self.vm().msg_sender();
        self.enter(Posting { period, bookkeeper, document, reverses: 0, entries })
    }

    pub fn reverse(&mut self, number: u64, period: u32, document: B256) -> Result<u64, Error> {
        self.roles.only_role(BOOKKEEPER)?;
        let Posting { bookkeeper, reverses, mut entries, .. } = self.posting(number);
        if entries.is_empty() {
            return Err(UnknownPosting { number }.into());
        }
        let caller = self.vm().msg_sender();
        if bookkeeper != caller {
            return Err(NotBookkeeper { caller, bookkeeper }.into());
        }
        if reverses != 0 {
            return Err(IsReversal { number, reverses }.into());
        }
        let reversal = self.reversal(number);
        if reversal != 0 {
            return Err(AlreadyReversed { number, reversal }.into());
        }
        for entry in &mut entries {
            entry.side = entry.side.opposite();
        }
        let reversal = self.enter(Posting { period, bookkeeper, document, reverses: number, entries })?;
        self.reversals.insert(number, U64::from(reversal));
        Ok(reversal)
    }

    pub fn attest(&mut self, period: u32, opinion: Opinion, report: B256) -> Result<(), Error> {
        self.roles.only_role(AUDITOR)?;
        let auditor = self.vm().msg_sender();
        let keeps_books = self.roles.has_role(BOOKKEEPER, auditor) || self.roles.has_role(KEEPER, auditor);
        if keeps_books || self.posted_by.getter(period).get(auditor) {
            return Err(AuditorKeepsBooks { auditor }.into());
        }
        self.periods.getter(period).expect_status(period, PeriodStatus::Closed)?;
        if opinion == Opinion::None {
            return Err(NoOpinion {}.into());
        }
        if self.attestation(period, auditor).opinion != Opinion::None {
            return Err(AlreadyAttested { auditor, period }.into());
        }
        self.attestations.setter(period).setter(auditor).write(opinion, report);
        self.vm().log(Attested { period, auditor, opinion: opinion as u8, report });
        Ok(())
    }

    pub fn reconcile(&mut self, period: u32, counterparty: Address, statement: B256) -> Result<(), Error> {
        let party = self.vm().msg_sender();
        self.periods.getter(period).expect_status(period, PeriodStatus::Closed)?;
        if party == counterparty {
            return Err(SameParty { party }.into());
        }
        if self.reconciled(period, party, counterparty) {
            return Err(AlreadyReconciled { period, counterparty }.into());
        }
        self.statements.setter(period).setter(party).insert(counterparty, statement);
        if self.reconciled(period, party, counterparty) {
            self.vm().log(Reconciled { period, party, counterparty, statement });
        } else {
            let other = self.statement(period, counterparty, party);
            self.vm().log(Stated { period, party, counterparty, statement, other });
        }
        Ok(())
    }
}

impl Ledger {
    /// Enters a posting on its accounts, in its period and in the period's tree.
    fn enter(&mut self, posting: Posting) -> Result<u64, Error> {
        let mut period = self.periods.setter(posting.period);
        period.expect_status(posting.period, PeriodStatus::Open)?;
        let found = posting.entries.len() as u64;
        if found == 0 || found > ENTRIES_MAX {
            return Err(WrongEntryCount { found, limit: ENTRIES_MAX }.into());
        }
        let mut sum = Turnover::default();
        let mut turnovers = self.turnovers.setter(posting.period);
        for entry in &posting.entries {
            let account = entry.account;
            if entry.amount == 0 {
                return Err(ZeroAmount { account }.into());
            }
            if entry.amount > AMOUNT_MAX {
                return Err(AmountTooLarge { account, amount: entry.amount, most: AMOUNT_MAX }.into());
            }
            let mut record = self.accounts.setter(account);
            record.require_open(account)?;
            record.total.add(entry);
            turnovers.setter(account).add(entry);
            sum.add(entry);
        }
        let Turnover { debits, credits } = sum;
        if debits != credits {
            return Err(PostingNotBalanced { debits, credits }.into());
        }
        let number = self.last_posting.update_wrap_add(U64::ONE).to();
        period.postings.update_wrap_add(U64::ONE);
        period.total.update_check_add(U128::from(debits)).expect("overflow");
        self.posted_by.setter(posting.period).insert(posting.bookkeeper, true);
        self.trees.setter(posting.period).push(leaf(number, &posting));
        self.postings.setter(number).write(&posting);
        let Posting { period, bookkeeper, document, reverses, entries } = posting;
        self.vm().log(Posted { number, period, bookkeeper, document, reverses, entries });
        Ok(number)
    }

    fn open(&mut self, period: u32) {
        self.newest.set(U32::from(period));
        self.periods.setter(period).set_status(PeriodStatus::Open);
        self.vm().log(PeriodOpened { period });
    }

    fn statement(&self, period: u32, party: Address, counterparty: Address) -> B256 {
        self.statements.getter(period).getter(party).get(counterparty)
    }
}

/// The month after one such as 202612.
fn month_after(period: u32) -> u32 {
    if period % 100 == 12 {
        period + 89
    } else {
        period + 1
    }
}

/// The leaf of a posting in its period's tree: keccak256(keccak256(abi.encode(number, posting))).
fn leaf(number: u64, posting: &Posting) -> B256 {
    keccak(keccak((number, posting.clone()).abi_encode_params()))
}

//! The ledger of `contracts/ledger` on soroban-sdk: a chart of accounts, postings that balance, reversals instead of
//! changes, and months that close under the Merkle root of their postings.
//!
//! Not as in ours: the keeper is named at deployment; the admin of every role is the keeper; a leaf of the tree is the
//! hash of the posting's XDR; what is not there is `None` instead of zero, so that a class and an opinion need no
//! refusal. Comments are `//`, since `///` would be written into the file.
#![no_std]

mod errors;
mod events;
mod records;
mod tree;

use errors::Error;
use events::{
    AccountClosed, AccountOpened, AccountReopened, Attested, PeriodClosed, PeriodOpened, Posted, Reconciled,
    RoleGranted, RoleRevoked, Stated,
};
use records::{Account, Attestation, Class, Entry, Key, Opinion, Period, PeriodStatus, Posting, Turnover};
use soroban_sdk::{contract, contractimpl, panic_with_error, symbol_short, Address, BytesN, Env, String, Symbol, Vec};
use tree::Tree;

// Opens accounts, opens and closes periods, and gives the other roles.
const KEEPER: Symbol = symbol_short!("keeper");
// Posts and reverses.
const BOOKKEEPER: Symbol = symbol_short!("bookkeep");
// Attests to closed periods.
const AUDITOR: Symbol = symbol_short!("auditor");

// Most that an entry is over, so that no posting uses up the sum of an account or a month.
const AMOUNT_MAX: u128 = (1 << 96) - 1;
// Most entries of a posting.
const ENTRIES_MAX: u32 = 100;

const OLDEST_OPEN: Symbol = symbol_short!("oldest");
const NEWEST: Symbol = symbol_short!("newest");
const LAST: Symbol = symbol_short!("last");

#[contract]
pub struct Ledger;

#[contractimpl]
impl Ledger {
    // The first period, a year and month such as 202601, is open.
    pub fn __constructor(env: Env, keeper: Address, first_period: u32) {
        require(&env, first_period >= 100 && (1..=12).contains(&(first_period % 100)), Error::InvalidPeriod);
        grant(&env, KEEPER, keeper.clone(), keeper);
        env.storage().instance().set(&OLDEST_OPEN, &first_period);
        open(&env, first_period);
    }

    pub fn has_role(env: Env, role: Symbol, account: Address) -> bool {
        env.storage().persistent().has(&Key::Role(role, account))
    }

    // The role whose holders give and take `role`.
    pub fn get_role_admin(_env: Env, _role: Symbol) -> Symbol {
        KEEPER
    }

    // Keeper: gives a role to an account. No event if it holds it already.
    pub fn grant_role(env: Env, keeper: Address, role: Symbol, account: Address) {
        only_role(&env, KEEPER, &keeper);
        grant(&env, role, account, keeper);
    }

    // Keeper: takes a role from an account. No event if it does not hold it.
    pub fn revoke_role(env: Env, keeper: Address, role: Symbol, account: Address) {
        only_role(&env, KEEPER, &keeper);
        revoke(&env, role, account, keeper);
    }

    // Holder: gives the role up.
    pub fn renounce_role(env: Env, role: Symbol, account: Address) {
        account.require_auth();
        revoke(&env, role, account.clone(), account);
    }

    pub fn account(env: Env, account: u32) -> Option<Account> {
        env.storage().persistent().get(&Key::Account(account))
    }

    // What was entered on an account in a period.
    pub fn turnover(env: Env, period: u32, account: u32) -> Turnover {
        env.storage().persistent().get(&Key::Turnover(period, account)).unwrap_or(Turnover::ZERO)
    }

    pub fn period(env: Env, period: u32) -> Option<Period> {
        env.storage().persistent().get(&Key::Period(period))
    }

    // The oldest period that is not closed, and the newest that was opened. The first is later if none is open.
    pub fn open_periods(env: Env) -> (u32, u32) {
        (stored_period(&env, OLDEST_OPEN), stored_period(&env, NEWEST))
    }

    // The root of the tree of a period's postings so far.
    pub fn root(env: Env, period: u32) -> Option<BytesN<32>> {
        tree(&env, period).root(&env)
    }

    // The number of the last posting; those before have 1, 2, 3 and so on.
    pub fn last_posting(env: Env) -> u64 {
        env.storage().instance().get(&LAST).unwrap_or(0)
    }

    pub fn posting(env: Env, number: u64) -> Option<Posting> {
        env.storage().persistent().get(&Key::Posting(number))
    }

    // The posting that reverses this one.
    pub fn reversal(env: Env, number: u64) -> Option<u64> {
        env.storage().persistent().get(&Key::Reversal(number))
    }

    // True if the closed period that `posting` names has it under this number, by a proof from its leaf to the root.
    pub fn includes(env: Env, number: u64, posting: Posting, proof: Vec<BytesN<32>>) -> bool {
        let root = Self::period(env.clone(), posting.period).and_then(|period| period.root);
        root == Some(tree::process_proof(&env, proof, tree::leaf(&env, number, &posting)))
    }

    // What an auditor says of a period.
    pub fn attestation(env: Env, period: u32, auditor: Address) -> Option<Attestation> {
        env.storage().persistent().get(&Key::Attestation(period, auditor))
    }

    // True if both parties stated the same of a period.
    pub fn reconciled(env: Env, period: u32, party: Address, counterparty: Address) -> bool {
        let own = statement(&env, period, &party, &counterparty);
        own.is_some() && own == statement(&env, period, &counterparty, &party)
    }

    // Keeper: adds an account to the chart.
    pub fn open_account(env: Env, keeper: Address, account: u32, class: Class, name: String) {
        only_role(&env, KEEPER, &keeper);
        require(&env, !env.storage().persistent().has(&Key::Account(account)), Error::AccountExists);
        let record = Account { class, closed: false, name, total: Turnover::ZERO };
        save_account(&env, account, &record);
        AccountOpened { account, class, name: record.name }.publish(&env);
    }

    // Keeper: lets an account with equal sides take no more entries.
    pub fn close_account(env: Env, keeper: Address, account: u32) {
        only_role(&env, KEEPER, &keeper);
        let mut record = open_account(&env, account);
        require(&env, record.total.debits == record.total.credits, Error::AccountNotBalanced);
        record.closed = true;
        save_account(&env, account, &record);
        AccountClosed { account }.publish(&env);
    }

    // Keeper: lets a closed account take entries again, to reverse one for example.
    pub fn reopen_account(env: Env, keeper: Address, account: u32) {
        only_role(&env, KEEPER, &keeper);
        let mut record = known_account(&env, account);
        require(&env, record.closed, Error::AccountOpen);
        record.closed = false;
        save_account(&env, account, &record);
        AccountReopened { account }.publish(&env);
    }

    // Keeper: opens the month after the newest one, and returns it. Several months may be open.
    pub fn open_period(env: Env, keeper: Address) -> u32 {
        only_role(&env, KEEPER, &keeper);
        let period = month_after(stored_period(&env, NEWEST));
        open(&env, period);
        period
    }

    // Keeper: closes the oldest open month, which must have the postings with this root and no others; returns it.
    pub fn close_period(env: Env, keeper: Address, root: Option<BytesN<32>>) -> u32 {
        only_role(&env, KEEPER, &keeper);
        let period = stored_period(&env, OLDEST_OPEN);
        let mut record = period_in(&env, period, PeriodStatus::Open);
        require(&env, Self::root(env.clone(), period) == root, Error::WrongRoot);
        record.status = PeriodStatus::Closed;
        record.root = root;
        save_period(&env, period, &record);
        env.storage().instance().set(&OLDEST_OPEN, &month_after(period));
        let Period { root, postings, total, .. } = record;
        PeriodClosed { period, root, postings, total }.publish(&env);
        period
    }

    // Bookkeeper: posts entries that balance to an open month, and returns the posting's number.
    pub fn post(env: Env, bookkeeper: Address, period: u32, entries: Vec<Entry>, document: BytesN<32>) -> u64 {
        only_role(&env, BOOKKEEPER, &bookkeeper);
        enter(&env, Posting { period, bookkeeper, document, reverses: 0, entries })
    }

    // Bookkeeper: takes back a posting of its own by one with swapped sides in an open month, and returns its number.
    pub fn reverse(env: Env, bookkeeper: Address, number: u64, period: u32, document: BytesN<32>) -> u64 {
        only_role(&env, BOOKKEEPER, &bookkeeper);
        let Some(posting) = Self::posting(env.clone(), number) else { panic_with_error!(&env, Error::UnknownPosting) };
        require(&env, posting.bookkeeper == bookkeeper, Error::NotBookkeeper);
        require(&env, posting.reverses == 0, Error::IsReversal);
        let key = Key::Reversal(number);
        require(&env, !env.storage().persistent().has(&key), Error::AlreadyReversed);
        let mut entries = Vec::new(&env);
        for entry in posting.entries {
            entries.push_back(Entry { side: entry.side.opposite(), ..entry });
        }
        let reversal = enter(&env, Posting { period, bookkeeper, document, reverses: number, entries });
        env.storage().persistent().set(&key, &reversal);
        reversal
    }

    // Auditor: gives an opinion on a closed month, once.
    pub fn attest(env: Env, auditor: Address, period: u32, opinion: Opinion, report: BytesN<32>) {
        only_role(&env, AUDITOR, &auditor);
        let keeps = |role| Self::has_role(env.clone(), role, auditor.clone());
        let posted = env.storage().persistent().has(&Key::PostedBy(period, auditor.clone()));
        require(&env, !keeps(BOOKKEEPER) && !keeps(KEEPER) && !posted, Error::AuditorKeepsBooks);
        period_in(&env, period, PeriodStatus::Closed);
        let key = Key::Attestation(period, auditor.clone());
        require(&env, !env.storage().persistent().has(&key), Error::AlreadyAttested);
        let attestation = Attestation { opinion, report };
        env.storage().persistent().set(&key, &attestation);
        Attested { period, auditor, opinion, report: attestation.report }.publish(&env);
    }

    // Anyone: states, as a salted hash, what it has with another party in a closed month. A party may correct its
    // statement until both are equal; while they are not, there is a dispute.
    pub fn reconcile(env: Env, party: Address, period: u32, counterparty: Address, statement: BytesN<32>) {
        party.require_auth();
        period_in(&env, period, PeriodStatus::Closed);
        require(&env, party != counterparty, Error::SameParty);
        let agreed = Self::reconciled(env.clone(), period, party.clone(), counterparty.clone());
        require(&env, !agreed, Error::AlreadyReconciled);
        let key = Key::Statement(period, party.clone(), counterparty.clone());
        env.storage().persistent().set(&key, &statement);
        let other = self::statement(&env, period, &counterparty, &party);
        if other.as_ref() == Some(&statement) {
            Reconciled { period, party, counterparty, statement }.publish(&env);
        } else {
            Stated { period, party, counterparty, statement, other }.publish(&env);
        }
    }
}

// Enters a posting on its accounts, in its period and in the period's tree.
fn enter(env: &Env, posting: Posting) -> u64 {
    let mut period = period_in(env, posting.period, PeriodStatus::Open);
    require(env, (1..=ENTRIES_MAX).contains(&posting.entries.len()), Error::WrongEntryCount);
    let store = env.storage().persistent();
    let mut sum = Turnover::ZERO;
    for entry in &posting.entries {
        require(env, entry.amount > 0, Error::ZeroAmount);
        require(env, entry.amount <= AMOUNT_MAX, Error::AmountTooLarge);
        let mut account = open_account(env, entry.account);
        account.total.add(&entry);
        save_account(env, entry.account, &account);
        let mut turnover = Ledger::turnover(env.clone(), posting.period, entry.account);
        turnover.add(&entry);
        store.set(&Key::Turnover(posting.period, entry.account), &turnover);
        sum.add(&entry);
    }
    require(env, sum.debits == sum.credits, Error::PostingNotBalanced);
    let number = Ledger::last_posting(env.clone()) + 1;
    env.storage().instance().set(&LAST, &number);
    period.postings += 1;
    period.total += sum.debits;
    save_period(env, posting.period, &period);
    let mut tree = tree(env, posting.period);
    tree.push(env, tree::leaf(env, number, &posting));
    store.set(&Key::Tree(posting.period), &tree);
    store.set(&Key::Posting(number), &posting);
    let poster = Key::PostedBy(posting.period, posting.bookkeeper.clone());
    if !store.has(&poster) {
        store.set(&poster, &());
    }
    let Posting { period, bookkeeper, document, reverses, entries } = posting;
    Posted { number, period, bookkeeper, document, reverses, entries }.publish(env);
    number
}

fn require(env: &Env, holds: bool, error: Error) {
    if !holds {
        panic_with_error!(env, error)
    }
}

fn only_role(env: &Env, role: Symbol, account: &Address) {
    account.require_auth();
    require(env, Ledger::has_role(env.clone(), role, account.clone()), Error::MissingRole);
}

fn grant(env: &Env, role: Symbol, account: Address, sender: Address) {
    let (key, roles) = (Key::Role(role.clone(), account.clone()), env.storage().persistent());
    if !roles.has(&key) {
        roles.set(&key, &());
        RoleGranted { role, account, sender }.publish(env);
    }
}

fn revoke(env: &Env, role: Symbol, account: Address, sender: Address) {
    let (key, roles) = (Key::Role(role.clone(), account.clone()), env.storage().persistent());
    if roles.has(&key) {
        roles.remove(&key);
        RoleRevoked { role, account, sender }.publish(env);
    }
}

fn known_account(env: &Env, account: u32) -> Account {
    match Ledger::account(env.clone(), account) {
        Some(record) => record,
        None => panic_with_error!(env, Error::UnknownAccount),
    }
}

fn open_account(env: &Env, account: u32) -> Account {
    let record = known_account(env, account);
    require(env, !record.closed, Error::AccountClosed);
    record
}

fn save_account(env: &Env, account: u32, record: &Account) {
    env.storage().persistent().set(&Key::Account(account), record);
}

fn stored_period(env: &Env, key: Symbol) -> u32 {
    env.storage().instance().get(&key).unwrap()
}

fn period_in(env: &Env, period: u32, expected: PeriodStatus) -> Period {
    match Ledger::period(env.clone(), period) {
        Some(record) if record.status == expected => record,
        _ => panic_with_error!(env, Error::WrongPeriodStatus),
    }
}

fn open(env: &Env, period: u32) {
    env.storage().instance().set(&NEWEST, &period);
    save_period(env, period, &Period { status: PeriodStatus::Open, postings: 0, total: 0, root: None });
    PeriodOpened { period }.publish(env);
}

fn save_period(env: &Env, period: u32, record: &Period) {
    env.storage().persistent().set(&Key::Period(period), record);
}

fn tree(env: &Env, period: u32) -> Tree {
    env.storage().persistent().get(&Key::Tree(period)).unwrap_or(Tree::new(env))
}

fn statement(env: &Env, period: u32, party: &Address, counterparty: &Address) -> Option<BytesN<32>> {
    env.storage().persistent().get(&Key::Statement(period, party.clone(), counterparty.clone()))
}

// The month after one such as 202612.
fn month_after(period: u32) -> u32 {
    if period % 100 == 12 {
        period + 89
    } else {
        period + 1
    }
}

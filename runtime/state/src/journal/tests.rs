//! The journal against a model that copies everything at each checkpoint, and one test for each rule.

use std::{cell::RefCell, collections::BTreeSet, sync::LazyLock};

use alloy_primitives::LogData;
use primitives::{keccak256, limits::TRANSIENT_SLOTS_MAX};
use proptest::prelude::*;

use super::*;
use crate::{commit, memory::MemoryState};

fn address(n: u8) -> Address {
    Address::with_last_byte(n)
}

fn slot(n: u8) -> B256 {
    B256::with_last_byte(n)
}

fn bytes(n: u8) -> Bytes {
    // Zero is the empty value, which deletes.
    Bytes::from(vec![n; usize::from(n)])
}

fn log(n: u8) -> Log {
    Log { address: address(n), data: LogData::new_unchecked(vec![], Bytes::new()) }
}

/// A state with accounts 0 to 3, of which 0 and 1 have storage and 1 has code.
fn state() -> MemoryState {
    let mut journal_state = MemoryState::new();
    let mut diff = StateDiff::default();
    for n in 0..4 {
        let changed = diff.accounts.entry(address(n)).or_default();
        changed.account = Some(Account { nonce: n.into(), balance: U256::from(100), ..Account::default() });
        if n < 2 {
            changed.storage = [(slot(0), bytes(1)), (slot(1), bytes(40))].into();
        }
    }
    let code = bytes(9);
    let hash = keccak256(&code);
    diff.codes.insert(hash, code);
    if let Some(account) = diff.accounts.get_mut(&address(1)).and_then(|changed| changed.account.as_mut()) {
        account.code_hash = hash;
    }
    let made = commit(&journal_state, &diff).unwrap();
    journal_state.apply(&made);
    journal_state
}

#[derive(Clone, Debug)]
enum Step {
    Add(u8, u8),
    Sub(u8, u8),
    Nonce(u8, u8),
    Code(u8, u8),
    Write(u8, u8, u8),
    WriteTransient(u8, u8, u8),
    WarmAccount(u8),
    WarmSlot(u8, u8),
    Refund(u8),
    Log(u8),
    Open,
    Commit,
    Rollback,
    Finish,
}

fn step() -> impl Strategy<Value = Step> {
    let (account, key, value) = (0u8..6, 0u8..3, 0u8..4);
    prop_oneof![
        2 => (account.clone(), 0u8..120).prop_map(|(a, n)| Step::Add(a, n)),
        2 => (account.clone(), 90u8..120).prop_map(|(a, n)| Step::Sub(a, n)),
        1 => (account.clone(), 0u8..3).prop_map(|(a, n)| Step::Nonce(a, n)),
        1 => (account.clone(), 8u8..11).prop_map(|(a, n)| Step::Code(a, n)),
        5 => (account.clone(), key.clone(), value.clone()).prop_map(|(a, k, v)| Step::Write(a, k, v)),
        4 => (account.clone(), key.clone(), value).prop_map(|(a, k, v)| Step::WriteTransient(a, k, v)),
        2 => account.clone().prop_map(Step::WarmAccount),
        2 => (account, key).prop_map(|(a, k)| Step::WarmSlot(a, k)),
        1 => (1u8..9).prop_map(Step::Refund),
        1 => (0u8..9).prop_map(Step::Log),
        4 => Just(Step::Open),
        2 => Just(Step::Commit),
        2 => Just(Step::Rollback),
        1 => Just(Step::Finish),
    ]
}

/// The same, told plainly: all that can be undone is copied whole.
#[derive(Clone, Default)]
struct Model {
    accounts: BTreeMap<Address, Account>,
    storage: BTreeMap<(Address, B256), Bytes>,
    transient: BTreeMap<(Address, B256), Bytes>,
    codes: BTreeMap<B256, Bytes>,
    warm_accounts: BTreeSet<Address>,
    warm_slots: BTreeSet<(Address, B256)>,
    refund: i64,
    logs: Vec<Log>,
}

impl Model {
    fn of(view: &MemoryState) -> Self {
        let mut model = Self::default();
        for n in 0..6 {
            if let Some(account) = view.account(address(n)).unwrap() {
                model.accounts.insert(address(n), account);
            }
            for k in 0..3 {
                model.storage.insert((address(n), slot(k)), view.storage(address(n), slot(k)).unwrap());
            }
        }
        model
    }

    fn change<R>(&mut self, address: Address, change: impl FnOnce(&mut Account) -> R) -> R {
        let mut account = self.accounts.get(&address).copied().unwrap_or_default();
        let result = change(&mut account);
        if account != Account::default() || self.accounts.contains_key(&address) {
            self.accounts.insert(address, account);
        }
        result
    }

    fn finish(&mut self) -> Vec<Log> {
        self.accounts.retain(|_, account| !account.is_empty());
        self.transient.clear();
        self.warm_accounts.clear();
        self.warm_slots.clear();
        self.refund = 0;
        std::mem::take(&mut self.logs)
    }
}

fn assert_same(journal: &mut Journal<'_>, model: &Model, at_start: &Model) {
    for n in 0..6 {
        let address = address(n);
        let account = model.accounts.get(&address).copied().unwrap_or_default();
        assert_eq!(journal.account(address).unwrap(), account);
        assert_eq!(journal.exists(address).unwrap(), !account.is_empty());
        for k in 0..3 {
            let place = (address, slot(k));
            assert_eq!(journal.storage(address, slot(k)).unwrap(), model.storage[&place]);
            let (original, current) = journal.original_and_current(address, slot(k)).unwrap();
            assert_eq!((original, current), (&at_start.storage[&place], &model.storage[&place]));
            let transient = model.transient.get(&place).cloned().unwrap_or_default();
            assert_eq!(journal.transient_storage(address, slot(k)), transient);
        }
    }
    assert_eq!(i64::try_from(journal.refund()), Ok(model.refund));
}

/// Runs the steps on a journal and on a model. They are compared after each step, or only where frames and
/// transactions end.
fn run(steps: &[Step], after_each: bool) {
    static VIEW: LazyLock<(MemoryState, Model)> = LazyLock::new(|| {
        let view = state();
        let model = Model::of(&view);
        (view, model)
    });
    let (view, before) = &*VIEW;
    let (mut model, mut at_start) = (before.clone(), before.clone());
    let mut journal = Journal::new(view);
    let mut open: Vec<(Checkpoint, Model)> = Vec::new();
    for step in steps {
        match *step {
            Step::Add(a, n) => {
                journal.add_balance(address(a), U256::from(n)).unwrap();
                model.change(address(a), |account| account.balance += U256::from(n));
            }
            Step::Sub(a, n) => {
                let taken = journal.sub_balance(address(a), U256::from(n)).unwrap();
                let enough = model.change(address(a), |account| {
                    let rest = account.balance.checked_sub(U256::from(n));
                    account.balance = rest.unwrap_or(account.balance);
                    rest.is_some()
                });
                assert_eq!(taken, enough);
            }
            Step::Nonce(a, n) => {
                journal.set_nonce(address(a), n.into()).unwrap();
                model.change(address(a), |account| account.nonce = n.into());
            }
            Step::Code(a, n) => {
                let hash = keccak256(bytes(n));
                journal.set_code(address(a), hash, bytes(n)).unwrap();
                model.change(address(a), |account| account.code_hash = hash);
                if view.code(hash).unwrap().is_none() {
                    model.codes.insert(hash, bytes(n));
                }
            }
            Step::Write(a, k, v) => {
                journal.set_storage(address(a), slot(k), bytes(v)).unwrap();
                model.storage.insert((address(a), slot(k)), bytes(v));
            }
            Step::WriteTransient(a, k, v) => {
                assert!(journal.set_transient_storage(address(a), slot(k), bytes(v)));
                model.transient.insert((address(a), slot(k)), bytes(v));
            }
            Step::WarmAccount(a) => {
                assert_eq!(journal.warm_account(address(a)), model.warm_accounts.insert(address(a)));
            }
            Step::WarmSlot(a, k) => {
                let place = (address(a), slot(k));
                assert_eq!(journal.warm_slot(place.0, place.1), model.warm_slots.insert(place));
            }
            Step::Refund(gas) => {
                journal.add_refund(gas.into());
                model.refund += i64::from(gas);
            }
            Step::Log(n) => {
                journal.log(log(n));
                model.logs.push(log(n));
            }
            Step::Open => open.push((journal.checkpoint(), model.clone())),
            Step::Commit => {
                if let Some((checkpoint, _)) = open.pop() {
                    journal.commit(checkpoint);
                }
            }
            Step::Rollback => {
                if let Some((checkpoint, then)) = open.pop() {
                    journal.rollback(checkpoint);
                    model = then;
                }
            }
            Step::Finish => {
                open.clear();
                assert_eq!(journal.finish_transaction(), model.finish());
                at_start = model.clone();
            }
        }
        if after_each || matches!(step, Step::Commit | Step::Rollback | Step::Finish) {
            assert_same(&mut journal, &model, &at_start);
        }
    }
    assert_eq!(journal.finish_transaction(), model.finish());
    assert_eq!(journal.into_diff(), difference(before, &model));
}

/// What differs between two models.
fn difference(before: &Model, after: &Model) -> StateDiff {
    let mut diff = StateDiff { codes: after.codes.clone(), ..StateDiff::default() };
    for n in 0..6 {
        let (address, account) = (address(n), after.accounts.get(&address(n)).copied());
        let storage: BTreeMap<B256, Bytes> = (0..3)
            .map(slot)
            .filter(|key| before.storage[&(address, *key)] != after.storage[&(address, *key)])
            .map(|key| (key, after.storage[&(address, key)].clone()))
            .collect();
        if account != before.accounts.get(&address).copied() || !storage.is_empty() {
            diff.accounts.insert(address, crate::AccountDiff { account, storage });
        }
    }
    diff
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn any_nesting_of_frames_matches_a_model_that_copies_everything(
        steps in prop::collection::vec(step(), 0..120),
    ) {
        run(&steps, true);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100_000, max_shrink_iters: 10_000, ..ProptestConfig::default() })]

    #[test]
    fn a_hundred_thousand_short_transactions_match_the_model(steps in prop::collection::vec(step(), 0..24)) {
        run(&steps, false);
    }
}

/// Counts what is read.
struct Counted {
    state: MemoryState,
    reads: RefCell<BTreeMap<String, usize>>,
}

impl Counted {
    fn count(&self, what: String) {
        *self.reads.borrow_mut().entry(what).or_default() += 1;
    }
}

impl StateView for Counted {
    fn account(&self, address: Address) -> Result<Option<Account>, ViewError> {
        self.count(format!("account {address}"));
        self.state.account(address)
    }

    fn storage(&self, address: Address, key: B256) -> Result<Bytes, ViewError> {
        self.count(format!("slot {address} {key}"));
        self.state.storage(address, key)
    }

    fn code(&self, hash: B256) -> Result<Option<Bytes>, ViewError> {
        self.count(format!("code {hash}"));
        self.state.code(hash)
    }

    fn block_hash(&self, number: u64) -> Result<Option<B256>, ViewError> {
        self.state.block_hash(number)
    }
}

#[test]
fn everything_is_read_at_most_once_in_a_block() {
    let view = Counted { state: state(), reads: RefCell::default() };
    let mut journal = Journal::new(&view);
    for _ in 0..3 {
        journal.begin_transaction();
        let checkpoint = journal.checkpoint();
        for n in [0, 1, 9] {
            journal.add_balance(address(n), U256::from(1)).unwrap();
            journal.set_storage(address(n), slot(0), bytes(7)).unwrap();
            journal.original_and_current(address(n), slot(5)).unwrap();
            journal.code(address(n)).unwrap();
        }
        journal.code_by_hash(B256::ZERO).unwrap();
        journal.rollback(checkpoint);
    }
    let reads = view.reads.borrow();
    assert!(reads.values().all(|count| *count == 1), "{reads:?}");
    assert_eq!(reads.len(), 3 + 6 + 2);
}

#[test]
fn warming_reads_nothing() {
    let view = Counted { state: state(), reads: RefCell::default() };
    let mut journal = Journal::new(&view);
    assert!(journal.warm_account(address(0)));
    assert!(journal.warm_slot(address(0), slot(0)));
    assert!(!journal.warm_account(address(0)));
    assert!(!journal.warm_slot(address(0), slot(0)));
    assert!(journal.into_diff().accounts.is_empty());
    assert!(view.reads.borrow().is_empty());
}

#[test]
fn warmth_ends_with_the_transaction() {
    let view = state();
    let mut journal = Journal::new(&view);
    journal.warm_account(address(0));
    journal.warm_slot(address(0), slot(0));
    journal.finish_transaction();
    assert!(journal.warm_account(address(0)));
    assert!(journal.warm_slot(address(0), slot(0)));
}

#[test]
fn the_original_value_is_that_of_the_transactions_start() {
    let view = state();
    let mut journal = Journal::new(&view);
    journal.begin_transaction();
    journal.set_storage(address(0), slot(0), bytes(2)).unwrap();
    journal.set_storage(address(0), slot(0), bytes(3)).unwrap();
    assert_eq!(journal.original_and_current(address(0), slot(0)).unwrap(), (&bytes(1), &bytes(3)));
    journal.finish_transaction();
    assert_eq!(journal.original_and_current(address(0), slot(0)).unwrap(), (&bytes(3), &bytes(3)));
}

#[test]
fn a_balance_neither_wraps_nor_goes_below_zero() {
    let view = state();
    let mut journal = Journal::new(&view);
    assert!(!journal.sub_balance(address(0), U256::from(101)).unwrap());
    assert!(!journal.add_balance(address(0), U256::MAX).unwrap());
    assert_eq!(journal.balance(address(0)).unwrap(), U256::from(100));
    assert!(journal.sub_balance(address(0), U256::from(100)).unwrap());
    assert!(journal.add_balance(address(0), U256::MAX).unwrap());
    assert_eq!(journal.balance(address(0)).unwrap(), U256::MAX);
}

#[test]
fn nothing_added_makes_no_account() {
    let view = state();
    let mut journal = Journal::new(&view);
    assert!(journal.add_balance(address(9), U256::ZERO).unwrap());
    assert!(!journal.exists(address(9)).unwrap());
    assert!(journal.into_diff().accounts.is_empty());
}

#[test]
fn an_account_left_empty_is_removed_when_the_transaction_ends() {
    let view = state();
    let mut journal = Journal::new(&view);
    let checkpoint = journal.checkpoint();
    journal.sub_balance(address(0), U256::from(100)).unwrap();
    journal.commit(checkpoint);
    assert!(!journal.exists(address(0)).unwrap(), "it is as good as gone before that");
    journal.finish_transaction();
    assert_eq!(journal.into_diff().accounts[&address(0)].account, None);
}

#[test]
fn a_value_changed_back_is_no_difference() {
    let view = state();
    let mut journal = Journal::new(&view);
    journal.set_storage(address(0), slot(0), bytes(5)).unwrap();
    journal.sub_balance(address(2), U256::from(5)).unwrap();
    journal.finish_transaction();
    journal.set_storage(address(0), slot(0), bytes(1)).unwrap();
    journal.add_balance(address(2), U256::from(5)).unwrap();
    journal.finish_transaction();
    assert_eq!(journal.into_diff(), StateDiff::default());
}

#[test]
fn a_container_of_a_frame_that_failed_was_never_deployed() {
    let view = state();
    let mut journal = Journal::new(&view);
    let hash = keccak256(bytes(33));
    assert_eq!(journal.code_by_hash(hash).unwrap(), None);
    let checkpoint = journal.checkpoint();
    journal.set_code(address(2), hash, bytes(33)).unwrap();
    assert_eq!(journal.code(address(2)).unwrap(), Some(bytes(33)));
    assert_eq!(journal.code_by_hash(hash).unwrap(), Some(bytes(33)));
    journal.rollback(checkpoint);
    assert_eq!(journal.code(address(2)).unwrap(), None);
    assert_eq!(journal.code_by_hash(hash).unwrap(), None);
    assert!(journal.into_diff().codes.is_empty());
}

#[test]
fn a_container_that_the_view_lacks_is_named() {
    let view = {
        let mut view = MemoryState::new();
        let account = Account { code_hash: B256::repeat_byte(7), ..Account::default() };
        let diff = crate::AccountDiff { account: Some(account), storage: BTreeMap::new() };
        let diff = StateDiff { accounts: [(address(1), diff)].into(), codes: BTreeMap::new() };
        let made = commit(&view, &diff).unwrap();
        view.apply(&made);
        view
    };
    let error = Journal::new(&view).code(address(1)).unwrap_err();
    let expected = format!("the container {} of account {} is missing", B256::repeat_byte(7), address(1));
    assert_eq!(error, ViewError(expected));
}

#[test]
#[should_panic(expected = "checkpoints must be closed in the reverse order")]
fn a_checkpoint_of_an_earlier_transaction_is_refused() {
    let view = state();
    let mut journal = Journal::new(&view);
    let checkpoint = journal.checkpoint();
    journal.begin_transaction();
    journal.rollback(checkpoint);
}

#[test]
fn transient_storage_belongs_to_one_contract_and_one_transaction() {
    let view = state();
    let mut journal = Journal::new(&view);
    assert!(journal.set_transient_storage(address(0), slot(0), bytes(5)));
    assert_eq!(journal.transient_storage(address(0), slot(0)), bytes(5));
    assert_eq!(journal.transient_storage(address(1), slot(0)), bytes(0));
    assert_eq!(journal.storage(address(0), slot(0)).unwrap(), bytes(1));
    journal.finish_transaction();
    assert_eq!(journal.transient_storage(address(0), slot(0)), bytes(0));
    assert_eq!(journal.into_diff(), StateDiff::default());
}

#[test]
fn transient_storage_has_room_for_so_many_places_in_one_transaction() {
    let view = state();
    let mut journal = Journal::new(&view);
    let place = |n: usize| B256::from(U256::from(n));
    let checkpoint = journal.checkpoint();
    for n in 0..TRANSIENT_SLOTS_MAX {
        assert!(journal.set_transient_storage(address(0), place(n), bytes(1)));
    }
    assert!(!journal.set_transient_storage(address(1), place(TRANSIENT_SLOTS_MAX), bytes(1)));
    assert!(journal.set_transient_storage(address(0), place(7), bytes(2)), "a place that was written may be again");
    journal.rollback(checkpoint);
    assert!(!journal.set_transient_storage(address(1), place(TRANSIENT_SLOTS_MAX), bytes(1)), "undone ones count");
    assert_eq!(journal.transient_storage(address(0), place(7)), bytes(0));
    journal.finish_transaction();
    assert!(journal.set_transient_storage(address(1), place(TRANSIENT_SLOTS_MAX), bytes(1)));
}

#[test]
fn writes_to_one_slot_in_one_frame_are_undone_by_one_step() {
    let view = state();
    let mut journal = Journal::new(&view);
    let outer = journal.checkpoint();
    for n in 2..200 {
        journal.set_storage(address(0), slot(0), bytes(n)).unwrap();
        assert!(journal.set_transient_storage(address(0), slot(0), bytes(n)));
    }
    assert_eq!(journal.undo.len(), 2);
    let inner = journal.checkpoint();
    journal.set_storage(address(0), slot(0), bytes(250)).unwrap();
    journal.rollback(inner);
    assert_eq!(journal.storage(address(0), slot(0)).unwrap(), bytes(199));
    journal.rollback(outer);
    assert_eq!(journal.storage(address(0), slot(0)).unwrap(), bytes(1));
    assert_eq!(journal.transient_storage(address(0), slot(0)), bytes(0));
}

#[test]
fn a_container_that_the_state_has_is_not_stored_again() {
    let view = state();
    let mut journal = Journal::new(&view);
    let hash = keccak256(bytes(9));
    journal.set_code(address(2), hash, bytes(9)).unwrap();
    assert_eq!(journal.code(address(2)).unwrap(), Some(bytes(9)));
    let diff = journal.into_diff();
    assert!(diff.codes.is_empty());
    assert_eq!(diff.accounts[&address(2)].account.unwrap().code_hash, hash);
}

//! For tests: chains of random blocks, the state they should give, and images of a directory.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

use alloy_consensus::TxEip1559;
use primitives::{Address, B256, BlockNumber, Bytes, U256, keccak256};
use rand::{Rng, RngExt, SeedableRng, rngs::StdRng};
use state::{Account, AccountDiff, EMPTY_CODE_HASH, StateCommit, StateDiff, StateView};
use tempfile::TempDir;
use types::{
    Failure, Header, Log, LogData, Receipt, Recovered, SealedBlock, SecretKey, TxKind, TxType, TypedTransaction,
    logs_bloom, receipts_root, sign, transactions_root,
};

use crate::{BlockCommit, CrashPoint, Database, DbError, Head, OpenOptions, Snapshot, columns::Family, store::Row};

pub(crate) const CHAIN_ID: u64 = 31337;

/// Addresses and slots that blocks touch. Few, so that blocks overwrite each other.
const ADDRESSES: u8 = 24;
const SLOTS: u8 = 12;

pub(crate) fn options(path: &Path) -> OpenOptions {
    OpenOptions { cache_size_bytes: 8 << 20, ..OpenOptions::new(path, CHAIN_ID) }
}

pub(crate) fn open(path: &Path) -> Result<Database, DbError> {
    Database::open(&options(path))
}

pub(crate) fn open_crashing(path: &Path, point: CrashPoint) -> Result<Database, DbError> {
    Database::open(&OpenOptions { crash_at: Some(point), ..options(path) })
}

pub(crate) fn number(n: u64) -> BlockNumber {
    BlockNumber::new(n)
}

/// A block with all that is committed with it.
#[derive(Clone)]
pub(crate) struct TestBlock {
    pub(crate) block: SealedBlock,
    pub(crate) receipts: Vec<Receipt>,
    pub(crate) state: StateCommit,
}

impl TestBlock {
    pub(crate) fn commit(&self) -> BlockCommit<'_> {
        BlockCommit { block: &self.block, receipts: &self.receipts, state: &self.state }
    }

    pub(crate) fn head(&self) -> Head {
        Head { number: number(self.block.header.number), hash: self.block.hash, state_root: self.state.root }
    }

    /// The same with another header, hashed anew.
    pub(crate) fn with_header(&self, change: impl FnOnce(&mut Header)) -> Self {
        let mut header = self.block.header.clone();
        change(&mut header);
        Self { block: SealedBlock::new(header, self.block.transactions.clone()), ..self.clone() }
    }
}

/// The state as plain maps.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Model {
    /// Storage roots are left out: set to zero.
    pub(crate) accounts: BTreeMap<Address, Account>,
    pub(crate) storage: BTreeMap<(Address, B256), Bytes>,
}

impl Model {
    /// What a view answers for every address and slot that blocks may touch.
    pub(crate) fn of(view: &dyn StateView) -> Self {
        let mut model = Self::default();
        for address in (0..ADDRESSES).map(Address::repeat_byte) {
            if let Some(account) = view.account(address).unwrap() {
                model.accounts.insert(address, Account { storage_root: B256::ZERO, ..account });
            }
            for slot in (0..SLOTS).map(B256::repeat_byte) {
                let value = view.storage(address, slot).unwrap();
                if !value.is_empty() {
                    model.storage.insert((address, slot), value);
                }
            }
        }
        model
    }
}

/// A database with a chain of random blocks, and what should be in it.
pub(crate) struct TestChain {
    pub(crate) directory: TempDir,
    pub(crate) db: Database,
    pub(crate) blocks: Vec<TestBlock>,
    /// The state after each block.
    pub(crate) models: Vec<Model>,
    rng: StdRng,
}

impl TestChain {
    /// A chain with blocks 0 to `head`.
    pub(crate) fn new(seed: u64, head: u64) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let db = open(directory.path()).unwrap();
        let rng = StdRng::seed_from_u64(seed);
        let mut chain = Self { directory, db, blocks: Vec::new(), models: Vec::new(), rng };
        for _ in 0..=head {
            let (block, model) = chain.next();
            chain.db.commit(&block.commit()).unwrap();
            chain.blocks.push(block);
            chain.models.push(model);
        }
        chain
    }

    pub(crate) fn path(&self) -> &Path {
        self.directory.path()
    }

    /// A random block that continues the chain, and the state after it. It is not committed.
    pub(crate) fn next(&mut self) -> (TestBlock, Model) {
        let mut model = self.models.last().cloned().unwrap_or_default();
        let before = self.db.latest();
        let diff = random_diff(&mut self.rng, &mut model, &before);
        let state = state::commit(&before, &diff).unwrap();
        let block = random_block(&mut self.rng, self.blocks.last(), state);
        (block, model)
    }

    /// The directory as a power cut would leave it now.
    pub(crate) fn image(&self) -> TempDir {
        image_of(self.path())
    }

    /// The last block.
    pub(crate) fn last(&self) -> &TestBlock {
        self.blocks.last().unwrap()
    }
}

fn random_diff(rng: &mut StdRng, model: &mut Model, before: &dyn StateView) -> StateDiff {
    let mut diff = StateDiff::default();
    for _ in 0..rng.random_range(1..8) {
        let address = Address::repeat_byte(rng.random_range(0..ADDRESSES));
        let mut storage = BTreeMap::new();
        let account = if rng.random_range(0..5) == 0 {
            // An account that goes takes its storage along.
            storage.extend(
                model
                    .storage
                    .range((address, B256::ZERO)..=(address, B256::repeat_byte(0xff)))
                    .map(|((_, slot), _)| (*slot, Bytes::new())),
            );
            model.accounts.remove(&address);
            None
        } else {
            for _ in 0..rng.random_range(0..6) {
                let len = if rng.random_range(0..3) == 0 { 0 } else { rng.random_range(1..70) };
                let value: Vec<u8> = (0..len).map(|_| rng.random()).collect();
                storage.insert(B256::repeat_byte(rng.random_range(0..SLOTS)), Bytes::from(value));
            }
            let code_hash = match rng.random_range(0..4) {
                0 => {
                    // Few different ones, so that several blocks bring the same.
                    let container = Bytes::from(vec![rng.random_range(0..6); 100]);
                    let hash = keccak256(&container);
                    diff.codes.insert(hash, container);
                    hash
                }
                _ => model.accounts.get(&address).map_or(EMPTY_CODE_HASH, |account| account.code_hash),
            };
            let account = Account {
                nonce: rng.random_range(1..1000),
                balance: U256::from(rng.random::<u64>()),
                storage_root: before.account(address).unwrap().unwrap_or_default().storage_root,
                code_hash,
            };
            model.accounts.insert(address, Account { storage_root: B256::ZERO, ..account });
            Some(account)
        };
        for (slot, value) in &storage {
            if value.is_empty() {
                model.storage.remove(&(address, *slot));
            } else {
                model.storage.insert((address, *slot), value.clone());
            }
        }
        let entry = diff.accounts.entry(address).or_insert(AccountDiff { account, storage: BTreeMap::new() });
        entry.account = account;
        entry.storage.extend(storage);
    }
    diff
}

fn random_block(rng: &mut StdRng, parent: Option<&TestBlock>, state: StateCommit) -> TestBlock {
    let transactions: Vec<Recovered> = (0..rng.random_range(0..4)).map(|_| random_transaction(rng)).collect();
    let receipts: Vec<Receipt> = transactions.iter().map(|_| random_receipt(rng)).collect();
    let header = Header {
        number: parent.map_or(0, |parent| parent.block.header.number + 1),
        parent_hash: parent.map_or(B256::ZERO, |parent| parent.block.hash),
        state_root: state.root,
        transactions_root: transactions_root(&transactions),
        receipts_root: receipts_root(&receipts),
        logs_bloom: logs_bloom(&receipts),
        base_fee_per_gas: Some(1_000_000_000),
        timestamp: rng.random(),
        ..Header::default()
    };
    TestBlock { block: SealedBlock::new(header, transactions), receipts, state }
}

fn random_transaction(rng: &mut StdRng) -> Recovered {
    let unsigned = TxEip1559 {
        chain_id: CHAIN_ID,
        nonce: rng.random(),
        gas_limit: 21_000,
        max_fee_per_gas: 2_000_000_000,
        to: TxKind::Call(Address::repeat_byte(rng.random())),
        value: U256::from(rng.random::<u32>()),
        input: vec![rng.random(); rng.random_range(0..2000)].into(),
        ..TxEip1559::default()
    };
    let key = SecretKey::from_secret_bytes([rng.random_range(1..9); 32]).unwrap();
    sign(TypedTransaction::Eip1559(unsigned), &key)
}

fn random_receipt(rng: &mut StdRng) -> Receipt {
    let success = rng.random();
    let log = Log {
        address: Address::repeat_byte(rng.random()),
        data: LogData::new_unchecked(vec![B256::repeat_byte(rng.random()); 2], vec![rng.random(); 40].into()),
    };
    Receipt {
        tx_type: TxType::Eip1559,
        success,
        cumulative_gas_used: rng.random(),
        logs: vec![log; if success { rng.random_range(0..3) } else { 0 }],
        gas_used: rng.random(),
        effective_gas_price: u128::from(rng.random::<u64>()),
        created: rng.random::<bool>().then(|| Address::repeat_byte(rng.random())),
        failure: (!success).then(|| Failure { code: "reverted".to_owned(), reason: "execution reverted".to_owned() }),
    }
}

/// A copy of `directory` as it is at one moment, without the process that has it open.
pub(crate) fn image_of(directory: &Path) -> TempDir {
    // RocksDB removes files that it no longer needs at its own time: a copy counts if none went or came meanwhile.
    loop {
        let image = tempfile::tempdir().unwrap();
        let before = files_of(directory);
        if before.is_ok() && copy(directory, image.path()).is_ok() && files_of(directory).ok() == before.ok() {
            return image;
        }
    }
}

/// Names and sizes of all files but RocksDB's own reports.
fn files_of(directory: &Path) -> io::Result<BTreeMap<PathBuf, u64>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            files.extend(files_of(&entry.path())?);
        } else if entry.file_name() != "LOG" {
            files.insert(entry.path(), entry.metadata()?.len());
        }
    }
    Ok(files)
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// Puts `folder` of one directory in the place of that of another.
pub(crate) fn replace_folder(folder: &str, from: &Path, to: &Path) {
    fs::remove_dir_all(to.join(folder)).unwrap();
    copy(&from.join(folder), &to.join(folder)).unwrap();
}

/// The write-ahead log that is being written: the newest.
pub(crate) fn log_of(directory: &Path) -> PathBuf {
    let logs = fs::read_dir(directory.join("rocksdb")).unwrap().map(|entry| entry.unwrap().path());
    logs.filter(|path| path.extension().is_some_and(|extension| extension == "log")).max().unwrap()
}

/// Every row of every family.
pub(crate) fn all_rows(db: &Database) -> Vec<(Family, Vec<Row>)> {
    let snapshot: Snapshot = db.latest();
    Family::ALL
        .into_iter()
        .map(|family| {
            let rows = snapshot.pinned().rows(family, &[], &[]).unwrap();
            (family, rows.map(Result::unwrap).collect())
        })
        .collect()
}

/// Asserts that both have the same rows, naming the first that differs.
pub(crate) fn assert_same_rows(left: &Database, right: &Database) {
    for ((family, left), (_, right)) in all_rows(left).into_iter().zip(all_rows(right)) {
        for (left, right) in left.iter().zip(&right) {
            assert_eq!(left, right, "{family:?}");
        }
        assert_eq!(left.len(), right.len(), "rows in {family:?}");
    }
}

/// A seed that is printed when the test fails.
pub(crate) fn seeds(count: u64) -> impl Iterator<Item = u64> {
    let first = std::env::var("SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(1);
    (first..first + count).inspect(|seed| eprintln!("SEED={seed}"))
}

/// A random position below `end`.
pub(crate) fn below(rng: &mut impl Rng, end: usize) -> usize {
    rng.random_range(0..end)
}

//! Chains, keys and transactions for this crate's unit tests.

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use alloy_consensus::{TxEip1559, TypedTransaction};
use db::{Database, OpenOptions};
use executor::BlockBuilder;
use primitives::{Address, B256, Bytes, U256};
use state::StateView;
use tempfile::TempDir;
use tokio::sync::broadcast;
use types::{Genesis, Recovered, SecretKey, TxKind, address_of, sign};
use vm::{Engine, EngineConfig};

use crate::{
    chain::{Chain, ChainEvent, CommittedBlock},
    service::NodeConfig,
};

/// Who receives the test transfers.
pub(crate) const RECEIVER: Address = Address::repeat_byte(0xee);

/// A fee cap that is above the base fee of every test block.
pub(crate) const FEE_CAP: u128 = 10_000_000_000;

/// How long a test waits for an event that must come. It is reached only by a failure.
const PATIENCE: Duration = Duration::from_secs(120);

/// The key of test account `n`.
pub(crate) fn key(n: u8) -> SecretKey {
    SecretKey::from_secret_bytes(B256::with_last_byte(n + 1).0).expect("1 to 256 are keys")
}

/// The address of test account `n`.
pub(crate) fn account(n: u8) -> Address {
    address_of(&key(n))
}

/// A genesis with `accounts` test accounts.
pub(crate) fn genesis(accounts: u8) -> Genesis {
    let keys = (0..accounts).map(key).collect();
    NodeConfig::dev(keys, "unused".into(), ([127, 0, 0, 1], 0).into()).chain
}

/// One engine for all tests: each reserves much address space.
pub(crate) fn engine() -> Arc<Engine> {
    static ENGINE: OnceLock<Arc<Engine>> = OnceLock::new();
    Arc::clone(ENGINE.get_or_init(|| Arc::new(Engine::new(&EngineConfig::default()).unwrap())))
}

/// A chain of 20 test accounts in a directory that is removed with it.
pub(crate) struct TestChain {
    pub(crate) chain: Arc<Chain>,
    pub(crate) directory: TempDir,
}

impl TestChain {
    pub(crate) fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let chain = Chain::open(database(&directory), engine(), genesis(20)).unwrap();
        Self { chain, directory }
    }

    /// The balance of test account `n` in the latest state.
    pub(crate) fn balance(&self, address: Address) -> U256 {
        self.chain.latest().account(address).unwrap().unwrap_or_default().balance
    }

    /// The nonce of `address` in the latest state.
    pub(crate) fn nonce(&self, address: Address) -> u64 {
        self.chain.latest().account(address).unwrap().unwrap_or_default().nonce
    }

    /// Mines `transactions` without a pool or producer.
    pub(crate) fn mine(&self, transactions: &[&Recovered]) -> Arc<CommittedBlock> {
        self.commit(|builder| {
            for transaction in transactions {
                builder.execute(transaction).unwrap();
            }
        })
    }

    /// Sets a balance without a pool or producer.
    pub(crate) fn set_balance(&self, address: Address, balance: U256) -> Arc<CommittedBlock> {
        self.commit(|builder| builder.set_balance(address, balance).unwrap())
    }

    fn commit(&self, fill: impl FnOnce(&mut BlockBuilder<'_>)) -> Arc<CommittedBlock> {
        let view = self.chain.latest();
        let engine = engine();
        let mut builder = BlockBuilder::new(&engine, &view, self.chain.next_env(0));
        fill(&mut builder);
        self.chain.commit(builder.seal(&view).unwrap()).unwrap()
    }
}

/// Opens the database in `directory`.
pub(crate) fn database(directory: &TempDir) -> Database {
    Database::open(&options(directory)).unwrap()
}

/// How the tests open a database.
pub(crate) fn options(directory: &TempDir) -> OpenOptions {
    let mut options = OpenOptions::new(directory.path(), genesis(0).chain_id);
    options.cache_size_bytes = 1 << 20;
    options
}

/// A transaction to be: a transfer of 1 wei unless told otherwise.
#[derive(Clone)]
pub(crate) struct Draft {
    pub(crate) chain_id: u64,
    pub(crate) nonce: u64,
    pub(crate) gas_limit: u64,
    pub(crate) fee_cap: u128,
    pub(crate) tip: u128,
    pub(crate) to: TxKind,
    pub(crate) value: U256,
    pub(crate) input: Bytes,
}

impl Draft {
    pub(crate) fn sign(self, n: u8) -> Recovered {
        let unsigned = TypedTransaction::Eip1559(TxEip1559 {
            chain_id: self.chain_id,
            nonce: self.nonce,
            gas_limit: self.gas_limit,
            max_fee_per_gas: self.fee_cap,
            max_priority_fee_per_gas: self.tip,
            to: self.to,
            value: self.value,
            access_list: Default::default(),
            input: self.input,
        });
        sign(unsigned, &key(n))
    }
}

/// A transfer of 1 wei with `nonce`.
pub(crate) fn draft(nonce: u64) -> Draft {
    Draft {
        chain_id: genesis(0).chain_id,
        nonce,
        gas_limit: 21_000,
        fee_cap: FEE_CAP,
        tip: 1,
        to: TxKind::Call(RECEIVER),
        value: U256::from(1),
        input: Bytes::new(),
    }
}

/// A creation with `data`.
pub(crate) fn creation(nonce: u64, data: &[u8]) -> Draft {
    let input = Bytes::copy_from_slice(data);
    Draft { to: TxKind::Create, value: U256::ZERO, gas_limit: 10_000_000, input, ..draft(nonce) }
}

/// Waits for the next event.
pub(crate) async fn next_event(events: &mut broadcast::Receiver<ChainEvent>) -> ChainEvent {
    tokio::time::timeout(PATIENCE, events.recv()).await.expect("the chain stalls").unwrap()
}

/// Waits for the next committed block.
pub(crate) async fn next_block(events: &mut broadcast::Receiver<ChainEvent>) -> Arc<CommittedBlock> {
    match next_event(events).await {
        ChainEvent::Committed(block) => block,
        ChainEvent::Rewound(number) => panic!("rewound to {number}"),
    }
}

/// Waits until `count` more transactions are mined, and returns their blocks.
pub(crate) async fn mined(events: &mut broadcast::Receiver<ChainEvent>, count: usize) -> Vec<Arc<CommittedBlock>> {
    let mut blocks = Vec::new();
    let mut found = 0;
    while found < count {
        let block = next_block(events).await;
        found += block.block.transactions.len();
        blocks.push(block);
    }
    assert_eq!(found, count);
    blocks
}

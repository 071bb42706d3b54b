//! Wires the node and takes it apart: database, chain, pool, producer, RPC, in this order up and in the reverse down.
//!
//! Everything that runs has an owner here that can stop it and waits for its end. After [`RunningNode::stop`] nothing
//! of the node is left: no task, no thread, and no lock on the data directory.

use std::{net::SocketAddr, path::PathBuf, sync::Arc};

use db::{Database, OpenOptions};
use primitives::{Address, U256, limits};
use types::{Genesis, SecretKey, address_of};
use vm::{Engine, EngineConfig};

use crate::{
    NodeError,
    artifacts::{self, Compilation},
    chain::Chain,
    pool::{Pool, PoolLimits},
    producer::{Producer, Seal},
    rpc::{RpcConfig, RpcServer},
};

#[cfg(test)]
mod tests;

/// The chain id of a dev chain, which wallets and tools know as such.
pub const DEV_CHAIN_ID: u64 = 31_337;

/// Coins of each dev account.
const DEV_BALANCE_COINS: u64 = 10_000;

/// Wei of one coin.
const WEI_PER_COIN: u64 = 1_000_000_000_000_000_000;

/// Base fee of a dev chain's genesis block in wei per gas: 1 gwei.
const DEV_BASE_FEE_WEI: u64 = 1_000_000_000;

/// Timestamp of a dev chain's genesis block: 2026-01-01T00:00:00Z. A constant, so that the same accounts give the
/// same genesis block after a restart and on every machine; not 0, so that ages of blocks look sane to tools. A
/// machine whose clock lies before it mines with this timestamp, because time never decreases.
const DEV_GENESIS_TIMESTAMP: u64 = 1_767_225_600;

/// Bytes of the database's block cache.
const CACHE_SIZE_BYTES: usize = 256 * 1024 * 1024;

/// What a node is started with.
#[derive(Clone, Debug)]
pub struct NodeConfig {
    /// Where JSON-RPC is served; port 0 takes a free one.
    pub rpc_addr: SocketAddr,
    /// Where the database lies; created if absent.
    pub data_dir: PathBuf,
    /// What the chain begins with.
    pub chain: Genesis,
    /// When blocks are made.
    pub seal: Seal,
    /// Set for a dev chain only: dev methods are served and its accounts sign.
    pub dev: Option<DevConfig>,
    /// How much the pool may hold.
    pub pool: PoolLimits,
    /// Bytes of the database's block cache.
    pub cache_size_bytes: usize,
    /// Where contracts are compiled.
    pub compilation: Compilation,
    /// How much the VM may hold.
    pub engine: EngineConfig,
}

/// What makes a chain a dev chain.
#[derive(Clone, Debug)]
pub struct DevConfig {
    /// Keys of the accounts for which the node signs (`eth_sendTransaction`), in the order of `eth_accounts`.
    pub accounts: Vec<SecretKey>,
}

impl NodeConfig {
    /// A dev chain: chain id 31337, instant seal, and 10,000 coins for each of `accounts`; texts that contracts give to
    /// `debug_log` are printed. Fees go to the zero
    /// address, so no account's balance moves but by its own transactions.
    pub fn dev(accounts: Vec<SecretKey>, data_dir: PathBuf, rpc_addr: SocketAddr) -> Self {
        let balance = U256::from(DEV_BALANCE_COINS).saturating_mul(U256::from(WEI_PER_COIN));
        let chain = Genesis {
            chain_id: DEV_CHAIN_ID,
            timestamp: DEV_GENESIS_TIMESTAMP,
            gas_limit: limits::BLOCK_GAS_LIMIT.get(),
            base_fee_per_gas: DEV_BASE_FEE_WEI,
            coinbase: Address::ZERO,
            alloc: accounts.iter().map(|key| (address_of(key), balance)).collect(),
        };
        Self {
            rpc_addr,
            data_dir,
            chain,
            seal: Seal::Instant,
            dev: Some(DevConfig { accounts }),
            pool: PoolLimits::default(),
            cache_size_bytes: CACHE_SIZE_BYTES,
            compilation: Compilation::InProcess,
            engine: EngineConfig { debug_sink: Some(show_debug_log), ..EngineConfig::default() },
        }
    }
}

/// A node that serves.
pub struct RunningNode {
    rpc: RpcServer,
    producer: Producer,
    chain: Arc<Chain>,
    pool: Arc<Pool>,
}

/// The runtime that a node runs on. Its threads have the stack that contracts need, so that no call of `eth_call` has
/// to map one of its own; only the pages that are touched take memory.
pub fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().thread_stack_size(vm::EXECUTION_STACK_SIZE_BYTES).enable_all().build()
}

/// Starts a node. When it returns, the RPC port answers.
pub async fn start(config: NodeConfig) -> Result<RunningNode, NodeError> {
    let mut options = OpenOptions::new(&config.data_dir, config.chain.chain_id);
    options.cache_size_bytes = config.cache_size_bytes;
    let database = Database::open(&options)?;
    // After the database, whose lock says that the directory is this process's alone.
    let artifacts = artifacts::config(&config.data_dir, config.compilation)?;
    let engine = Arc::new(Engine::with_artifacts(&config.engine, artifacts).map_err(NodeError::Engine)?);
    let chain = Chain::open(database, engine, config.chain)?;
    let pool = Arc::new(Pool::new(Arc::clone(&chain), config.pool));
    let producer = Producer::spawn(Arc::clone(&chain), Arc::clone(&pool), config.seal)?;
    let rpc_config = RpcConfig::new(config.rpc_addr, config.dev.map(|dev| dev.accounts));
    match RpcServer::start(rpc_config, Arc::clone(&chain), Arc::clone(&pool), producer.clone()).await {
        Ok(rpc) => Ok(RunningNode { rpc, producer, chain, pool }),
        Err(error) => {
            producer.stop().await;
            Err(error)
        }
    }
}

/// Prints what a contract says with `debug_log`.
fn show_debug_log(contract: Address, text: &[u8]) {
    tracing::info!(%contract, "{}", String::from_utf8_lossy(text));
}

impl RunningNode {
    /// Where JSON-RPC is served.
    pub fn rpc_addr(&self) -> SocketAddr {
        self.rpc.local_addr()
    }

    /// The chain.
    pub fn chain(&self) -> &Arc<Chain> {
        &self.chain
    }

    /// The pool.
    pub fn pool(&self) -> &Arc<Pool> {
        &self.pool
    }

    /// The producer.
    pub fn producer(&self) -> &Producer {
        &self.producer
    }

    /// Waits until block production has ended, which without [`RunningNode::stop`] means that it failed. The RPC
    /// still answers reads then; the node should be stopped and restarted.
    pub async fn failed(&self) -> NodeError {
        self.producer.ended().await
    }

    /// Stops the node: no request is taken any more and running ones are answered, then the current block is
    /// finished, then the database is closed.
    pub async fn stop(self) {
        let Self { rpc, producer, chain, pool } = self;
        rpc.stop().await;
        producer.stop().await;
        drop(pool);
        drop(chain);
    }
}

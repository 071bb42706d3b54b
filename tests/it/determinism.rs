//! Determinism: a chain of mixed transactions is produced once. Executed again with code that was compiled otherwise, with
//! empty caches, with every trace logged, on several threads at once, and by a clock that is a day ahead, every block has
//! the same roots and every receipt is the same.
//!
//! `make replay BLOCKS=10000` runs it at length, `SEED` chooses the transactions.

mod traffic;

use std::{path::Path, process::Command};

use executor::{BlockBuilder, BlockEnv, ExecuteError, ExecutedBlock, execute_block, genesis_block};
use primitives::{Address, B256, U256, keccak256, limits::BLOCK_GAS_LIMIT};
use state::MemoryState;
use types::{Genesis, Receipt, SealedBlock};
use vm::{Engine, EngineConfig};

use traffic::Traffic;

/// Blocks where `BLOCKS` does not say how many.
const BLOCKS: u64 = 200;

/// Most transactions of one block.
const TRANSACTIONS_MAX: u64 = 8;

/// Blocks after which a replay with empty caches forgets what it compiled.
const COLD_EVERY: u64 = 1_000;

/// Threads that replay the chain at the same time on one engine.
const THREADS: u32 = 3;

/// Marks the line that a replay in another process prints.
const DIGEST: &str = "chain: ";

/// A chain that was produced.
struct Chain {
    genesis: Genesis,
    blocks: Vec<(SealedBlock, Vec<Receipt>)>,
}

/// The state after the last block, and the block.
struct Head {
    state: MemoryState,
    block: SealedBlock,
}

impl Head {
    fn new(genesis: &Genesis) -> Self {
        let mut head = Self { state: MemoryState::new(), block: genesis_block(genesis).block };
        head.advance(genesis_block(genesis));
        head
    }

    fn advance(&mut self, executed: ExecutedBlock) {
        self.state.apply(&executed.state);
        self.state.set_block_hash(executed.block.header.number, executed.block.hash);
        self.block = executed.block;
    }
}

fn engine(change: impl FnOnce(&mut EngineConfig)) -> Engine {
    let mut config = EngineConfig { block_lanes: THREADS, query_lanes: 1, ..EngineConfig::default() };
    change(&mut config);
    Engine::new(&config).expect("this machine has the address space")
}

/// Produces a chain of `count` blocks.
fn produce(count: u64, traffic: &mut Traffic) -> Chain {
    let genesis = Genesis {
        chain_id: traffic::CHAIN_ID,
        timestamp: 1_700_000_000,
        gas_limit: BLOCK_GAS_LIMIT.get(),
        base_fee_per_gas: 1_000_000_000,
        coinbase: Address::repeat_byte(0xcb),
        alloc: traffic.senders().map(|sender| (sender, U256::from(10).pow(U256::from(24)))).collect(),
    };
    let engine = engine(|_| ());
    let mut head = Head::new(&genesis);
    let mut blocks = Vec::new();
    while (blocks.len() as u64) < count {
        let parent = &head.block;
        let timestamp = parent.header.timestamp + traffic.seconds();
        let env = BlockEnv::child_of(&parent.header, parent.hash, genesis.chain_id, timestamp, genesis.coinbase);
        let mut builder = BlockBuilder::new(&engine, &head.state, env);
        for _ in 0..=traffic.below(TRANSACTIONS_MAX) {
            let transaction = traffic.next();
            match builder.execute(&transaction) {
                Ok(receipt) => traffic.executed(&transaction, receipt),
                Err(ExecuteError::Invalid(_)) => break,
                Err(error) => panic!("{error}"),
            }
        }
        let executed = builder.seal(&head.state).expect("the state is in memory");
        blocks.push((executed.block.clone(), executed.receipts.clone()));
        head.advance(executed);
    }
    Chain { genesis, blocks }
}

/// Executes all blocks of `chain` again and compares them. `engine_for` is asked before each block.
fn replay<'e>(name: &str, chain: &Chain, mut engine_for: impl FnMut(u64) -> &'e Engine) {
    let mut head = Head::new(&chain.genesis);
    for (block, receipts) in &chain.blocks {
        let number = block.header.number;
        let env = BlockEnv::of_header(&block.header, chain.genesis.chain_id);
        let executed = execute_block(engine_for(number), &head.state, &head.state, env, &block.transactions)
            .unwrap_or_else(|error| panic!("{name}: block {number}: {error}"));
        assert_eq!(&executed.receipts, receipts, "{name}: receipts of block {number}");
        assert_eq!(&executed.block, block, "{name}: block {number}");
        head.advance(executed);
    }
}

/// One hash over all blocks and receipts.
fn digest(chain: &Chain) -> B256 {
    let parts = chain.blocks.iter().map(|(block, receipts)| format!("{} {receipts:?}\n", block.hash));
    keccak256(parts.collect::<String>())
}

/// The digest that another process comes to, with `environment` and without anything of this one but the seed.
fn digest_elsewhere(seed: u64, count: u64, environment: &[(&str, &str)]) -> String {
    let output = Command::new(std::env::current_exe().expect("a process has a program"))
        .args(["--exact", "determinism::a_chain_is_produced", "--nocapture"])
        .env("SEED", seed.to_string())
        .env("BLOCKS", count.to_string())
        .envs(environment.iter().copied())
        .output()
        .expect("this program starts again");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8_lossy(&output.stdout);
    let line = text.lines().find_map(|line| line.split_once(DIGEST));
    line.unwrap_or_else(|| panic!("no digest: {text}")).1.to_owned()
}

/// Builds the library that puts a process's clock a day ahead.
fn clock_ahead(folder: &Path) -> String {
    let library = folder.join("clock_ahead.so");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("it/determinism/clock_ahead.c");
    let built = Command::new("cc").args(["-shared", "-fPIC", "-o"]).arg(&library).arg(source).status();
    assert!(built.expect("cc is there, as for RocksDB").success());
    library.display().to_string()
}

fn number_from(variable: &str, otherwise: u64) -> u64 {
    std::env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

/// Prints the digest and the clock, for [`digest_elsewhere`].
#[test]
fn a_chain_is_produced() {
    let count = number_from("BLOCKS", 20);
    let chain = produce(count, &mut Traffic::new(number_from("SEED", 1)));
    println!("{DIGEST}{}", digest(&chain));
    println!("clock: {}", std::time::SystemTime::UNIX_EPOCH.elapsed().expect("time is after 1970").as_secs());
}

#[test]
fn replays_under_other_circumstances_give_the_same_chain() {
    let count = number_from("BLOCKS", BLOCKS);
    let fresh = std::time::SystemTime::UNIX_EPOCH.elapsed().map_or(0, |time| time.as_nanos() as u64);
    let seed = number_from("SEED", fresh);
    println!("SEED={seed}");
    let mut traffic = Traffic::new(seed);
    let chain = produce(count, &mut traffic);
    println!("{count} blocks: {}", traffic.summary());
    traffic.assert_ends(&["success", "reverted", "out_of_gas", "invalid_code", "unreachable", "stack_overflow"]);

    let plain = engine(|config| config.optimize = false);
    replay("without optimisation", &chain, |_| &plain);
    println!("replayed without optimisation");

    let cold: Vec<_> = (0..=count / COLD_EVERY).map(|_| engine(|_| ())).collect();
    replay("with empty caches", &chain, |number| &cold[(number / COLD_EVERY) as usize]);
    drop(cold);
    println!("replayed with empty caches");

    let traced = engine(|_| ());
    let everything =
        tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(std::io::sink).finish();
    tracing::subscriber::with_default(everything, || replay("with every trace", &chain, |_| &traced));
    println!("replayed with every trace logged");

    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| replay("on several threads", &chain, |_| &traced));
        }
    });
    println!("replayed on {THREADS} threads at once");

    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let library = clock_ahead(folder.path());
    let expected = digest(&chain).to_string();
    let environment = [("LD_PRELOAD", library.as_str()), ("TZ", "Asia/Kathmandu"), ("LC_ALL", "tr_TR.UTF-8")];
    assert_eq!(digest_elsewhere(seed, count, &environment), expected, "by a clock that is a day ahead");
    println!("produced again by a clock that is a day ahead");
}

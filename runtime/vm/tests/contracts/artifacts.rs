//! Compiled code in memory and on disk: compiled once, never run unless it is what was compiled, and of no influence
//! on what a call does.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use primitives::{Address, B256, Bytes, Gas, keccak256};
use tempfile::TempDir;
use testing::Random;
use vm::{
    ArtifactConfig, ArtifactKey, CallStack, CodeCounts, Compiler, Contract, Engine, EngineConfig, Entry, Exit, Host,
    Lane, LocalCompiler, NodeError, Outcome, PrepareError,
};

use crate::{
    contract,
    world::{Machine, PLENTY, TestHost, World, context},
};

/// Bytes on disk that no test reaches unless it is about that.
const PLENTY_BYTES: u64 = 1 << 30;

/// An engine with few slots that keeps `contracts_max` contracts in memory.
fn config(contracts_max: usize) -> EngineConfig {
    EngineConfig { block_lanes: 1, query_lanes: 1, cached_contracts_max: contracts_max, ..EngineConfig::default() }
}

/// An engine over the artifacts in `folder`.
fn engine(folder: &TempDir, contracts_max: usize) -> Engine {
    engine_with(folder, contracts_max, [7; 32], |compiler| Box::new(compiler))
}

fn engine_with(
    folder: &TempDir,
    contracts_max: usize,
    key: [u8; 32],
    compiler: impl FnOnce(LocalCompiler) -> Box<dyn Compiler>,
) -> Engine {
    let key = ArtifactKey::new(key);
    let compiler = compiler(LocalCompiler::new(&key).expect("a compiler needs little"));
    let artifacts = ArtifactConfig { folder: folder.path().to_owned(), size_max_bytes: PLENTY_BYTES, key, compiler };
    Engine::with_artifacts(&config(contracts_max), artifacts).expect("this machine has the address space")
}

/// A contract that answers `n`.
fn answering(n: u64) -> Vec<u8> {
    contract::answering(&format!("(func $f (result i64) (i64.const {n}))"))
}

fn hash(module: &[u8]) -> B256 {
    keccak256(container(module))
}

fn container(module: &[u8]) -> Bytes {
    [&interface::container::header(module.len() as u32)[..], module].concat().into()
}

fn load(engine: &Engine, module: &[u8]) -> Result<Arc<Contract>, PrepareError> {
    let container = container(module);
    engine.contract(&keccak256(&container), &mut || Ok(container.clone()))
}

fn file(folder: &TempDir, module: &[u8]) -> PathBuf {
    folder.path().join(format!("{:x}.native", hash(module)))
}

/// Frames on contracts that come through the engine's cache.
struct Cached<'a> {
    engine: &'a Engine,
    stack: CallStack,
}

impl Machine for Cached<'_> {
    fn run(&self, module: &[u8], entry: Entry, gas: Gas, host: &mut dyn Host) -> Result<Outcome, NodeError> {
        let contract = load(self.engine, module).unwrap_or_else(|error| panic!("{error}"));
        self.engine.run(&contract, entry, gas, &self.stack, host)
    }

    fn is_full(&self) -> bool {
        self.stack.is_full()
    }

    fn depth(&self) -> u32 {
        self.stack.depth()
    }
}

/// The number that `call` of `module` answers, and the gas that is left.
fn call(engine: &Engine, module: &[u8]) -> (u64, Gas) {
    let machine = Cached { engine, stack: engine.call_stack(Lane::Block) };
    let mut world = World::default();
    let mut host = TestHost { machine: &machine, world: &mut world, context: context(Address::ZERO, &[]) };
    let outcome = vm::on_execution_stack(|| machine.run(module, Entry::Call, Gas::new(PLENTY), &mut host));
    let outcome = outcome.unwrap_or_else(|error| panic!("{error}"));
    let Exit::Success(output) = outcome.exit else { panic!("{:?}", outcome.exit) };
    (u64::from_le_bytes(output[..].try_into().expect("a number has eight bytes")), outcome.gas_left)
}

fn flip(path: &Path, bit: u64) {
    let mut bytes = fs::read(path).expect("the artifact is there");
    bytes[(bit / 8) as usize] ^= 1 << (bit % 8);
    fs::write(path, bytes).expect("the folder is writable");
}

#[test]
fn five_hundred_flipped_bits_give_five_hundred_compilations_and_right_results() {
    let folder = TempDir::new().unwrap();
    let engine = engine(&folder, 1);
    let (contract, other) = (answering(42), answering(0));
    let right = call(&engine, &contract);
    call(&engine, &other);
    let path = file(&folder, &contract);
    let bits = fs::metadata(&path).unwrap().len() * 8;
    let mut random = Random::new(11);
    for round in 0..500 {
        // A fifth in the header and the seal, the rest anywhere.
        let bit = random.below(if round % 5 == 0 { 120 * 8 } else { bits });
        flip(&path, bit);
        let before = engine.code_counts();
        assert_eq!(call(&engine, &contract), right, "bit {bit}");
        let CodeCounts { compiled, rejected, .. } = engine.code_counts();
        assert_eq!((compiled - before.compiled, rejected - before.rejected), (1, 1), "bit {bit}");
        // The memory holds one contract, so the next round looks at the disk.
        call(&engine, &other);
    }
    assert_eq!(call(&engine, &contract), right);
    assert_eq!(engine.code_counts().compiled, 502);
}

#[test]
fn truncated_empty_and_foreign_artifacts_are_compiled_again() {
    let folder = TempDir::new().unwrap();
    let (contract, other) = (answering(42), answering(7));
    let first = engine(&folder, 1);
    let right = call(&first, &contract);
    call(&first, &other);
    let path = file(&folder, &contract);
    let whole = fs::read(&path).unwrap();
    let foreign = fs::read(file(&folder, &other)).unwrap();
    let elf = whole[120..].to_vec();
    for bytes in [&whole[..whole.len() - 1], &whole[..120], &whole[..119], &[], &foreign, &elf] {
        fs::write(&path, bytes).unwrap();
        let engine = engine(&folder, 1);
        assert_eq!(call(&engine, &contract), right);
        let expected = CodeCounts { compiled: 1, rejected: 1, ..CodeCounts::default() };
        assert_eq!(engine.code_counts(), expected, "{} bytes", bytes.len());
    }
    // The last compilation has left a good one.
    let engine = engine(&folder, 1);
    assert_eq!(call(&engine, &contract), right);
    assert_eq!(engine.code_counts(), CodeCounts { loaded: 1, ..CodeCounts::default() });
}

#[test]
fn artifact_that_another_key_sealed_is_compiled_again() {
    let folder = TempDir::new().unwrap();
    let contract = answering(42);
    let right = call(&engine(&folder, 1), &contract);
    let other = engine_with(&folder, 1, [8; 32], |compiler| Box::new(compiler));
    assert_eq!(call(&other, &contract), right);
    assert_eq!(other.code_counts(), CodeCounts { compiled: 1, rejected: 1, ..CodeCounts::default() });
}

#[test]
fn a_restart_with_a_thousand_contracts_compiles_none() {
    let folder = TempDir::new().unwrap();
    let contracts: Vec<_> = (0..1_000).map(answering).collect();
    let before = engine(&folder, 2_000);
    let answers: Vec<_> = contracts.iter().map(|contract| call(&before, contract)).collect();
    assert_eq!(before.code_counts(), CodeCounts { compiled: 1_000, ..CodeCounts::default() });
    drop(before);

    let after = engine(&folder, 2_000);
    assert_eq!(after.code_counts(), CodeCounts::default(), "nothing is loaded before it is called");
    for (contract, answer) in contracts.iter().zip(&answers) {
        assert_eq!(call(&after, contract), *answer);
    }
    assert_eq!(after.code_counts(), CodeCounts { loaded: 1_000, ..CodeCounts::default() });
}

#[test]
fn a_loop_over_ten_times_the_cache_compiles_each_once_and_loads_once_per_call() {
    let folder = TempDir::new().unwrap();
    let engine = engine(&folder, 10);
    let contracts: Vec<_> = (0..100).map(answering).collect();
    for round in 0..4 {
        for (n, contract) in contracts.iter().enumerate() {
            let before = engine.code_counts();
            assert_eq!(call(&engine, contract).0, n as u64);
            let after = engine.code_counts();
            let work = (after.compiled - before.compiled, after.loaded - before.loaded);
            assert_eq!(work, if round == 0 { (1, 0) } else { (0, 1) }, "round {round}, contract {n}");
        }
    }
}

#[test]
fn a_hot_contract_stays_in_memory_through_a_walk_over_cold_ones() {
    let folder = TempDir::new().unwrap();
    let engine = engine(&folder, 10);
    let hot = answering(1_000);
    call(&engine, &hot);
    call(&engine, &hot);
    for n in 0..100 {
        call(&engine, &answering(n));
    }
    let before = engine.code_counts();
    call(&engine, &hot);
    assert_eq!(engine.code_counts(), before);
}

/// Counts compilations and lets each take a while, so that others ask meanwhile.
struct Slow {
    local: LocalCompiler,
    compiled: Arc<AtomicUsize>,
}

impl Compiler for Slow {
    fn compile(&self, code_hash: &B256, module: &[u8]) -> Result<Vec<u8>, NodeError> {
        self.compiled.fetch_add(1, Ordering::Relaxed);
        std::thread::sleep(Duration::from_millis(50));
        self.local.compile(code_hash, module)
    }
}

#[test]
fn code_that_many_threads_ask_for_at_once_is_compiled_once() {
    let folder = TempDir::new().unwrap();
    let compiled = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&compiled);
    // Room for one contract, so that none of those that are asked for stays.
    let engine = engine_with(&folder, 1, [7; 32], |local| Box::new(Slow { local, compiled: counter }));
    let contracts = [answering(1), answering(2), answering(3)];
    let start = std::sync::Barrier::new(16);
    std::thread::scope(|scope| {
        for thread in 0..16 {
            let (engine, contracts, start) = (&engine, &contracts, &start);
            scope.spawn(move || {
                start.wait();
                for n in 0..contracts.len() {
                    load(engine, &contracts[(n + thread) % contracts.len()]).unwrap();
                }
            });
        }
    });
    assert_eq!(compiled.load(Ordering::Relaxed), contracts.len());
}

/// A compiler that fails as often as it is told.
struct Failing {
    local: LocalCompiler,
    failures_left: AtomicUsize,
}

impl Compiler for Failing {
    fn compile(&self, code_hash: &B256, module: &[u8]) -> Result<Vec<u8>, NodeError> {
        let fails = |left: usize| left.checked_sub(1);
        match self.failures_left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, fails) {
            Ok(_) => Err(NodeError("the compiler was killed".to_owned())),
            Err(_) => self.local.compile(code_hash, module),
        }
    }
}

#[test]
fn failed_compilation_is_the_nodes_error_and_is_not_remembered() {
    let folder = TempDir::new().unwrap();
    let engine =
        engine_with(&folder, 10, [7; 32], |local| Box::new(Failing { local, failures_left: AtomicUsize::new(1) }));
    let contract = answering(42);
    let error = load(&engine, &contract).unwrap_err();
    assert!(matches!(&error, PrepareError::Node(NodeError(text)) if text.contains("was killed")), "{error}");
    assert_eq!(call(&engine, &contract).0, 42);
}

/// A compiler that answers with what it should not.
struct Lying(Vec<u8>);

impl Compiler for Lying {
    fn compile(&self, _: &B256, _: &[u8]) -> Result<Vec<u8>, NodeError> {
        Ok(self.0.clone())
    }
}

#[test]
fn what_a_compiler_did_not_seal_is_refused() {
    let folder = TempDir::new().unwrap();
    let contract = answering(42);
    call(&engine(&folder, 1), &contract);
    let unsealed = fs::read(file(&folder, &contract)).unwrap()[120..].to_vec();
    let sealed_elsewhere = LocalCompiler::new(&ArtifactKey::new([9; 32])).unwrap();
    let rewritten = vm::instrument(&contract).unwrap();
    let sealed_elsewhere = sealed_elsewhere.compile(&hash(&contract), &rewritten).unwrap();
    for lie in [Vec::new(), unsealed, sealed_elsewhere] {
        let folder = TempDir::new().unwrap();
        let engine = engine_with(&folder, 1, [7; 32], |_| Box::new(Lying(lie)));
        let error = load(&engine, &contract).unwrap_err();
        assert!(matches!(&error, PrepareError::Node(NodeError(text)) if text.contains("not sealed")), "{error}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}

#[test]
fn refused_module_is_not_compiled() {
    let folder = TempDir::new().unwrap();
    let engine = engine(&folder, 10);
    let module = contract::parse("(module (memory (export \"memory\") 1))");
    assert!(matches!(load(&engine, &module), Err(PrepareError::Refused(_))));
    assert_eq!(engine.code_counts(), CodeCounts::default());
}

#[test]
fn artifacts_that_cannot_be_written_are_counted_and_harm_nothing() {
    let folder = TempDir::new().unwrap();
    let engine = engine(&folder, 10);
    fs::remove_dir(folder.path()).unwrap();
    assert_eq!(call(&engine, &answering(42)).0, 42);
    assert_eq!(engine.code_counts(), CodeCounts { compiled: 1, unsaved: 1, ..CodeCounts::default() });
}

#[test]
fn engine_without_enough_address_space_says_how_much_it_needs() {
    let config = EngineConfig { query_lanes: 40_000, ..EngineConfig::default() };
    let error = Engine::new(&config).unwrap_err();
    assert!(error.0.contains("GiB of address space") && error.0.contains("ulimit -v"), "{error:?}");
}

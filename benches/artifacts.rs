//! A call of a contract that is not in memory, from its artifact on disk: read, check the seal, load, link, run. A
//! whole transaction each, beside the same one on a contract in memory. The file is in the page cache: what a disk
//! takes to answer is another matter.

use benches::{CpuTime, World, constructor_arguments, token_module, transfer_call};
use criterion::{Criterion, criterion_group, criterion_main};
use executor::BlockBuilder;
use primitives::{Address, U256};
use tempfile::TempDir;
use types::{Recovered, TxKind};
use vm::{ArtifactConfig, ArtifactKey, Engine, EngineConfig, LocalCompiler};

/// Transactions of one block.
const BLOCK: usize = 256;

/// Bytes on disk that are not reached here.
const PLENTY_BYTES: u64 = 1 << 30;

/// An engine that keeps `contracts_max` contracts in memory and all on disk.
fn engine(folder: &TempDir, contracts_max: usize) -> Engine {
    let key = ArtifactKey::new([1; 32]);
    let compiler = Box::new(LocalCompiler::new(&key).expect("a compiler needs little"));
    let artifacts = ArtifactConfig { folder: folder.path().to_owned(), size_max_bytes: PLENTY_BYTES, key, compiler };
    let config = EngineConfig { cached_contracts_max: contracts_max, ..EngineConfig::default() };
    Engine::with_artifacts(&config, artifacts).expect("this machine has the address space")
}

/// The token's module with a custom section that makes it other code.
fn variant(name: u8) -> Vec<u8> {
    [&token_module()[..], &[0, 2, 1, name]].concat()
}

fn block(world: &World, transactions: &[Recovered]) -> usize {
    let mut builder = BlockBuilder::new(&world.engine, &world.state, world.env.clone());
    for tx in transactions {
        let receipt = builder.execute(tx).expect("the transaction is valid");
        assert!(receipt.success, "{:?}", receipt.failure);
    }
    builder.transaction_count()
}

/// Token transfers by turns on two contracts of the same size, of which `contracts_max` fit into memory.
fn transfers(c: &mut Criterion<CpuTime>, name: &str, contracts_max: usize) {
    let folder = TempDir::new().expect("a temporary folder can be made");
    let mut world = World::on(engine(&folder, contracts_max));
    let arguments = constructor_arguments("Bench", "BCH", U256::from(1_000_000_000_u64));
    let tokens = [b'a', b'b'].map(|name| world.deploy(&variant(name), &arguments));
    let input = transfer_call(Address::repeat_byte(0x22), U256::from(1));
    let calls: Vec<_> =
        (0..BLOCK).map(|n| world.signed(TxKind::Call(tokens[n % 2]), input.clone(), 1_000_000)).collect();
    block(&world, &calls);
    let before = world.engine.code_counts();
    block(&world, &calls);
    let after = world.engine.code_counts();
    let loads = if contracts_max == 1 { BLOCK as u64 } else { 0 };
    assert_eq!((after.loaded - before.loaded, after.compiled - before.compiled), (loads, 0));
    c.bench_function(&format!("artifacts::{name}/count={BLOCK}"), |b| b.iter(|| block(&world, &calls)));
}

/// As in the node: on a thread that was made with the stack for it.
fn artifacts(c: &mut Criterion<CpuTime>) {
    vm::on_execution_stack(|| {
        transfers(c, "token_transfer_in_memory", 2);
        transfers(c, "token_transfer_from_disk", 1);
    });
}

criterion_group! {
    name = benches;
    config = Criterion::default().with_measurement(CpuTime);
    targets = artifacts
}
criterion_main!(benches);

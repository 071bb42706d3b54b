//! Blocks give the same hash, receipts and state whether contracts are compiled for them, loaded from disk, in memory,
//! or refused as damaged artifacts and compiled again.

use std::{fs, path::Path};

use executor::{BlockBuilder, BlockEnv, create_address, execute_block};
use primitives::{Address, Bytes, U256};
use tempfile::TempDir;
use types::TxKind;
use vm::{ArtifactConfig, ArtifactKey, Engine, EngineConfig, LocalCompiler};

use crate::support::*;

/// Contracts, each with other code.
const CONTRACTS: u64 = 12;

/// Blocks that call them.
const BLOCKS: u64 = 40;

/// An engine that holds `contracts_max` contracts in memory, with artifacts in `folder` if there is one.
fn engine_with(contracts_max: usize, folder: Option<&Path>) -> Engine {
    let config =
        EngineConfig { block_lanes: 1, query_lanes: 1, cached_contracts_max: contracts_max, ..EngineConfig::default() };
    let Some(folder) = folder else { return Engine::new(&config).unwrap() };
    let key = ArtifactKey::new([5; 32]);
    let compiler = Box::new(LocalCompiler::new(&key).unwrap());
    let artifacts = ArtifactConfig { folder: folder.to_owned(), size_max_bytes: 1 << 30, key, compiler };
    Engine::with_artifacts(&config, artifacts).unwrap()
}

/// A contract that counts its calls under key `n`, spends gas by what it has counted, and faults at every seventh.
fn counter(n: u64) -> Vec<u8> {
    module(&format!(
        r#"(memory (export "memory") 1)
        (func (export "deploy"))
        (func (export "call") (local $i i32)
            (i32.store8 (i32.const 0) (i32.const {n}))
            (drop (call $storage_read (i32.const 0) (i32.const 32) (i32.const 1)))
            (i32.store8 (i32.const 32) (i32.add (i32.load8_u (i32.const 32)) (i32.const 1)))
            (call $storage_write (i32.const 0) (i32.const 32) (i32.const 1))
            (local.set $i (i32.load8_u (i32.const 32)))
            (loop $again
                (local.set $i (i32.sub (local.get $i) (i32.const 1)))
                (br_if $again (i32.gt_s (local.get $i) (i32.const 0))))
            (if (i32.eqz (i32.rem_u (i32.load8_u (i32.const 32)) (i32.const 7))) (then (unreachable))))"#
    ))
}

fn damage(folder: &Path) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let mut bytes = fs::read(&path).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        fs::write(path, bytes).unwrap();
    }
}

#[test]
fn cold_warm_and_damaged_caches_give_the_same_blocks() {
    let (small, large, damaged) = (TempDir::new().unwrap(), TempDir::new().unwrap(), TempDir::new().unwrap());
    let engines = [
        engine_with(1_000, None),
        engine_with(1, None),
        engine_with(1, Some(small.path())),
        engine_with(1_000, Some(large.path())),
        engine_with(1, Some(damaged.path())),
    ];
    let mut chain = Chain::new();
    let mut faults = 0;
    for block in 0..=BLOCKS {
        let first = chain.account(address(ALICE)).nonce;
        let transactions: Vec<_> = (0..CONTRACTS)
            .map(|n| {
                let mut draft = if block == 0 {
                    chain.draft(ALICE, TxKind::Create, U256::ZERO, container_of(&counter(n)))
                } else {
                    let contract: Address = create_address(address(ALICE), (n * 5 + block) % CONTRACTS);
                    chain.draft(ALICE, contract, U256::ZERO, Bytes::new())
                };
                draft.nonce = first + n;
                signed(ALICE, draft)
            })
            .collect();
        let mut builder = BlockBuilder::new(engine(), &chain.state, chain.env());
        for tx in &transactions {
            let receipt = builder.execute(tx).unwrap();
            assert!(receipt.success || block > 0, "{:?}", receipt.failure);
            faults += u32::from(!receipt.success);
        }
        let executed = builder.seal(&chain.state).unwrap();
        damage(damaged.path());
        for engine in &engines {
            let env = BlockEnv::of_header(&executed.block.header, CHAIN_ID);
            let again = execute_block(engine, &chain.state, &chain.state, env, &transactions).unwrap();
            assert_eq!(again.block, executed.block);
            assert_eq!(again.receipts, executed.receipts);
            assert_eq!(again.state, executed.state);
        }
        // A restart on artifacts, in the middle of the chain.
        let restarted = engine_with(1_000, Some(large.path()));
        let env = BlockEnv::of_header(&executed.block.header, CHAIN_ID);
        let again = execute_block(&restarted, &chain.state, &chain.state, env, &transactions).unwrap();
        assert_eq!(again.block, executed.block);
        assert_eq!((restarted.code_counts().compiled, restarted.code_counts().loaded), (0, CONTRACTS));
        chain.mine(&transactions);
    }
    assert!(faults > 0, "some calls fault");
    let counts = engines.each_ref().map(Engine::code_counts);
    assert_eq!(counts[3].compiled, CONTRACTS, "all stay in memory");
    assert_eq!(counts[2].compiled, CONTRACTS, "all others are loaded");
    assert!(counts[2].loaded >= CONTRACTS * (BLOCKS - 1), "{:?}", counts[2]);
    assert!(counts[4].rejected >= CONTRACTS * (BLOCKS - 1), "{:?}", counts[4]);
}

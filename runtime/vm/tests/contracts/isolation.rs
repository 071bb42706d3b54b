//! What one contract leaves in its memory and table, no later contract can see, however often slots are reused.

use std::sync::Arc;

use primitives::{Address, Gas};
use vm::{Contract, Engine, EngineConfig, Entry, Exit, Lane, Outcome};

use crate::{
    contract::{self, parse},
    oracle,
    world::{PLENTY, TestHost, World, context},
};

/// Contracts of each kind: more than an engine of this test has slots, so that a slot goes to another contract each
/// time and cannot be one that its contract had before.
const KINDS: u32 = 150;

/// Instances made.
const INSTANCES: u32 = 10_000;

/// One in so many instances uses all the memory there is.
const LARGE_EVERY: u32 = 100;

/// Pages with the most that an instance may have.
const LARGE_PAGES: u32 = primitives::limits::MEMORY_MAX_PAGES;

/// The byte that the first contract writes everywhere.
const SECRET: u8 = 0xa5;

/// A contract that grows its memory by the pages in its input and fills all of it with the secret. Its table and its
/// data are full, too.
fn keeper(index: u32) -> Vec<u8> {
    let names = "$secret ".repeat(64);
    let data = "\\a5".repeat(4_096);
    contract::module(&format!(
        "(table 64 funcref) (elem (i32.const 0) {names}) (func $secret) (data (i32.const 32768) \"{data}\")
        (global (mut i32) (i32.const {index}))
        (func (export \"call\")
            (call $input_copy (i32.const 0) (i32.const 0) (i32.const 4))
            (drop (memory.grow (i32.load (i32.const 0))))
            (memory.fill (i32.const 0) (i32.const {SECRET}) (i32.mul (memory.size) (i32.const 65536))))"
    ))
}

/// A contract that looks through its memory, also what it grows by, and finishes with the first word that is not zero
/// and where it is; after that it calls every entry of its empty table, which must trap.
fn seeker(index: u32) -> Vec<u8> {
    parse(&format!(
        "(module
            (import \"causeway\" \"input_copy\" (func $input_copy (param i32 i32 i32)))
            (import \"causeway\" \"finish\" (func $finish (param i32 i32)))
            (table 64 funcref) (type $t (func)) (memory (export \"memory\") 1)
            (global (mut i32) (i32.const {index}))
            (func (export \"deploy\") (call_indirect (type $t) (i32.const 63)))
            (func (export \"call\") (local $at i32)
                (call $input_copy (i32.const 65528) (i32.const 0) (i32.const 4))
                (drop (memory.grow (i32.load (i32.const 65528))))
                (i32.store (i32.const 65528) (i32.const 0))
                (loop $next
                    (if (i64.ne (i64.load (local.get $at)) (i64.const 0)) (then
                        (i64.store (i32.const 0) (i64.load (local.get $at)))
                        (i32.store (i32.const 8) (local.get $at))
                        (call $finish (i32.const 0) (i32.const 12))))
                    (local.set $at (i32.add (local.get $at) (i32.const 8)))
                    (br_if $next (i32.ne (local.get $at) (i32.mul (memory.size) (i32.const 65536)))))))"
    ))
}

/// Runs one frame on a call stack of its own, as a transaction does.
fn run(engine: &Engine, contract: &Contract, entry: Entry, grow_pages: u32) -> Outcome {
    let machine = oracle::Wasmi::default();
    let mut world = World::default();
    let context = context(Address::repeat_byte(0x11), &grow_pages.to_le_bytes());
    let mut host = TestHost { machine: &machine, world: &mut world, context };
    let stack = engine.call_stack(Lane::Block);
    engine.run(contract, entry, Gas::new(10 * PLENTY), &stack, &mut host).expect("the node does not fail")
}

#[test]
fn no_memory_or_table_of_an_earlier_contract_is_visible_in_ten_thousand_instances() {
    // 128 slots.
    let config = EngineConfig { block_lanes: 1, query_lanes: 1, ..EngineConfig::default() };
    let engine = Engine::new(&config).expect("this machine has the address space");
    let prepare = |module: Vec<u8>| engine.prepare(&module).unwrap_or_else(|error| panic!("{error}"));
    let keepers: Vec<Arc<Contract>> = (0..KINDS).map(|index| prepare(keeper(index))).collect();
    let seekers: Vec<Arc<Contract>> = (0..KINDS).map(|index| prepare(seeker(index))).collect();
    vm::on_execution_stack(|| {
        for instance in 0..INSTANCES / 2 {
            let which = (instance % KINDS) as usize;
            let grow_pages = if instance % LARGE_EVERY == 0 { LARGE_PAGES - 1 } else { 1 + instance % 4 };
            let kept = run(&engine, &keepers[which], Entry::Call, grow_pages);
            assert!(matches!(kept.exit, Exit::Success(_)), "{:?}", kept.exit);
            // The seeker looks at as much, through a function and through its table.
            let which = (instance.wrapping_mul(7) % KINDS) as usize;
            let sought = run(&engine, &seekers[which], Entry::Call, grow_pages);
            assert!(
                matches!(&sought.exit, Exit::Success(found) if found.is_empty()),
                "instance {instance} finds {:?}",
                sought.exit
            );
            if instance % 10 == 0 {
                let called = run(&engine, &seekers[which], Entry::Deploy, 0);
                assert!(matches!(called.exit, Exit::Fault(vm::Fault::UninitializedElement)), "{:?}", called.exit);
            }
        }
    });
}

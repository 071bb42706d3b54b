//! What a host call costs on top of the guest's loop around it: its slice checked and copied, its gas counted.

use std::fmt::Write;

use benches::{CpuTime, World};
use criterion::{Criterion, criterion_group, criterion_main};
use executor::BlockBuilder;
use primitives::Bytes;
use types::TxKind;

/// Host calls of one measured transaction, so that what a transaction costs by itself does not show.
const CALLS: u32 = 100_000;

/// Each call with its import. The first is the loop alone.
const CASES: &[(&str, &str, &str)] = &[
    ("none", "", "(local.get 0) drop"),
    ("input_size", "(func $f (import \"causeway\" \"input_size\") (result i32))", "(drop (call $f))"),
    ("caller", "(func $f (import \"causeway\" \"caller\") (param i32))", "(call $f (i32.const 64))"),
    (
        "input_copy/size=32",
        "(func $f (import \"causeway\" \"input_copy\") (param i32 i32 i32))",
        "(call $f (i32.const 64) (i32.const 0) (i32.const 32))",
    ),
];

/// A contract that makes the call [`CALLS`] times.
fn module(import: &str, call: &str) -> Vec<u8> {
    let mut text = String::new();
    write!(
        text,
        "(module {import} (memory (export \"memory\") 1)
            (func (export \"deploy\"))
            (func (export \"call\") (local i32)
                (local.set 0 (i32.const {CALLS}))
                (loop {call} (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))))"
    )
    .expect("a string takes every write");
    wat::parse_str(text).expect("the text is valid")
}

fn host_calls(c: &mut Criterion<CpuTime>) {
    vm::on_execution_stack(|| {
        for (name, import, call) in CASES {
            let mut world = World::new();
            let to = TxKind::Call(world.deploy(&module(import, call), &[]));
            let tx = world.signed(to, Bytes::from([7; 32]), 20_000_000);
            c.bench_function(&format!("host_call::{name}/count={CALLS}"), |b| {
                b.iter(|| {
                    let mut builder = BlockBuilder::new(&world.engine, &world.state, world.env.clone());
                    let receipt = builder.execute(&tx).expect("the transaction is valid");
                    assert!(receipt.success, "{:?}", receipt.failure);
                });
            });
        }
    });
}

criterion_group! {
    name = benches;
    config = Criterion::default().with_measurement(CpuTime);
    targets = host_calls
}
criterion_main!(benches);

//! Modules from strangers: whatever the bytes, they are refused by a named limit or rewritten into a valid module, at
//! once.

use std::{fs, time::Duration};

use crate::{contract, driver::Target, random, support};

use super::variant;

pub(super) const TARGET: Target = Target { name: "admission", size_max: 20_000, seeds, module: |_| None, run };

/// CPU time that checking and rewriting an input may take. The largest input takes some milliseconds.
const TIME_MAX: Duration = Duration::from_millis(500);

fn run(input: &[u8]) -> String {
    let before = cpu_time();
    let cost = vm::deployment_cost(input);
    assert!(cost.get() > 0);
    let instrumented = vm::instrument(input);
    let took = cpu_time().saturating_sub(before);
    assert!(took < TIME_MAX, "{} bytes took {took:?}", input.len());
    match instrumented {
        Ok(module) => {
            if let Err(error) = wasmparser::validate(&module) {
                panic!("an admitted module is rewritten into an invalid one: {error}");
            }
            "admitted".to_owned()
        }
        Err(refusal) => {
            assert!(!refusal.to_string().is_empty());
            variant(&refusal)
        }
    }
}

/// CPU time of this thread.
fn cpu_time() -> Duration {
    let text = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = text.split(' ').next().and_then(|number| number.parse().ok());
    Duration::from_nanos(nanoseconds.unwrap_or(0))
}

fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = vec![
        support::puppet().to_vec(),
        contract::bare(""),
        contract::call("(loop (br_if 0 (i32.eqz (i32.const 1))))"),
        contract::bare(
            "(table 3 funcref) (elem (i32.const 0) $f) (type $t (func)) (func $f) (data (i32.const 5) \"data\") (func (local i64) (block (br_table 0 0 (i32.const 1))) (call_indirect (type $t) (i32.const 0)) (memory.copy (i32.const 0) (i32.const 1) (i32.const 2)))",
        ),
    ];
    seeds.extend(super::noise(40, 1_200).iter().filter_map(|bytes| random::module(bytes, true)));
    seeds
}

//! The page of the documentation: every price of the schedule, then what a machine measured.

use std::fmt::Write;

use executor::prices;
use primitives::{Gas, limits::MEMORY_MAX_PAGES};
use vm::metering as m;
use wasmparser::Operator as O;

use crate::{Report, host_table::HOST_FUNCTIONS};

const HEAD: &str = "\
# Gas

Gas is what a transaction pays for the time and the space that it takes. One gas is about 3 nanoseconds of the reference
core, and a block has room for 300 million: about 0.9 seconds. Wallets and tools count in gas.

Inside a contract gas is counted in ticks, 16 to one gas, because most operators take less than a gas. What a frame has
left at its end is rounded down to whole gas.

## What to know when you write a contract

- **Loads.** A load may have to wait for memory, and how long depends on how much memory there is. Declare a maximum of at
  most 16 pages (1 MiB): `causeway build` does. A module without a maximum may grow to 128 pages, and its loads cost
  more than twenty times as much.
- **First accesses.** The first access to an account or a slot in a transaction may wait for the disk, and every later one
  does not. Their price is mostly for waiting. It is four times Ethereum's, because a gas is much less time here.
- **Calls.** A call of another contract makes a new instance, and pays for it before the contract runs.
- **Failures.** A frame that ends in a fault keeps all the gas that it was given. A revert gives back what is left.
- **Deployment** pays for compiling the module. `causeway check` says how much that is.

## Reading the report

`causeway calibrate` measures a machine against the schedule. There is a small program for each operator, each host
function and each kind of frame. Its processor time per gas is divided by that of a fixed mix of ordinary work on the same
core, the reference. A ratio of 1 is the time that the gas stands for. Below 1 the class is dearer than it need be. Above
2 a block of it would take more than twice its time: then the schedule is not sound on the machine, and the command exits
with 7.

Waiting for the disk is no processor time. The report tells it apart: how long a synced write and a read take that no
cache answers, and how long a block would wait that reads nothing but slots of which none is in memory.

`causeway calibrate --search 600 --seed 1` looks for the program that takes the most time for its gas: it changes programs
at random, and what takes longest is changed further. What it finds may reach a ratio of 3. Finds stay among the classes.

This page is what `causeway calibrate --markdown` prints. A test compares its prices with the code.
";

/// The whole page.
pub(crate) fn page(report: &Report) -> String {
    format!("{HEAD}\n{}\n{}", schedule(), measured(report))
}

/// Every price, as tables.
fn schedule() -> String {
    let mut text = format!("## Schedule {}\n\n### Operators\n\n| operator | ticks |\n|---|---|\n", m::SCHEDULE_VERSION);
    let mut row = |name: &str, price: u64| line(&mut text, name, price);
    let near = m::OperatorPrices::new(1);
    for (name, operator) in operators() {
        row(name, near.ticks(&operator));
    }
    row("br_table", m::BR_TABLE);
    row(&format!("load, memory of at most {} pages", m::NEAR_MEMORY_PAGES), m::LOAD);
    row(&format!("load, memory of up to {MEMORY_MAX_PAGES} pages"), m::FAR_LOAD);
    row("memory.copy, memory.fill: each byte", m::BULK_PER_BYTE);
    row("memory.grow: each page", m::GROW_PER_PAGE);
    row("entering a function", m::FUNCTION_ENTRY);
    row("declared locals for one tick", m::LOCALS_PER_TICK);
    row("an instance", m::INSTANCE);
    row(&format!("each of its first {} pages", m::RESIDENT_PAGES), m::INITIAL_PER_RESIDENT_PAGE);
    row("each further page", m::GROW_PER_PAGE);

    text.push_str("\n### Host functions\n\n| function | ticks | ticks per byte |\n|---|---|---|\n");
    for function in HOST_FUNCTIONS {
        let _ = writeln!(text, "| {} | {} | {} |", function.name, function.base, function.per_byte);
    }

    text.push_str("\n### State and transactions\n\n| what | gas |\n|---|---|\n");
    let mut row = |name: &str, price: u64| line(&mut text, name, price);
    for (name, gas) in STATE {
        row(name, gas.get());
    }
    row("gas used for one gas given back, at least", prices::REFUND_QUOTIENT);

    text.push_str("\n### Deployment\n\nWhat checking and compiling a module costs.\n\n| what | gas |\n|---|---|\n");
    for (name, _, gas) in vm::Work::default().parts() {
        line(&mut text, name, gas);
    }
    text
}

/// Every price of the executor.
const STATE: &[(&str, Gas)] = &[
    ("a transaction", prices::TRANSACTION),
    ("a zero byte of its data", prices::DATA_ZERO_BYTE),
    ("another byte of its data", prices::DATA_NONZERO_BYTE),
    ("an address of its access list", prices::ACCESS_LIST_ADDRESS),
    ("a storage key of its access list", prices::ACCESS_LIST_KEY),
    ("a creation", prices::CREATE),
    ("a byte of code that is kept", prices::CODE_DEPOSIT_BYTE),
    ("32 bytes that CREATE2 hashes", prices::CREATE2_HASH_WORD),
    ("first access to an account", prices::COLD_ACCOUNT),
    ("first access to a slot", prices::COLD_SLOT),
    ("a later access", prices::WARM_ACCESS),
    ("32 further bytes of a value read first", prices::COLD_VALUE_WORD),
    ("storing a value where there was none", prices::STORAGE_SET),
    ("storing another value, or none", prices::STORAGE_RESET),
    ("given back for storing none", prices::STORAGE_CLEAR_REFUND),
    ("32 further bytes of a stored value", prices::STORAGE_WRITTEN_WORD),
    ("32 further bytes by which a value grows", prices::STORAGE_GROWN_WORD),
    ("access to transient storage", prices::TRANSIENT_ACCESS),
    ("giving a contract other code", prices::SET_CODE),
    ("moving value", prices::VALUE_TRANSFER),
    ("moving value to a new account", prices::NEW_ACCOUNT),
    ("32 bytes of code entered first", prices::COLD_CODE_WORD),
    ("the hash of a block", prices::BLOCK_HASH),
    ("a log", prices::LOG),
    ("a topic of a log", prices::LOG_TOPIC),
    ("a byte of a log", prices::LOG_DATA_BYTE),
];

/// What `report` says, as a table.
fn measured(report: &Report) -> String {
    let mut text = String::from("## Measured\n\nOn one machine, with this schedule.\n");
    let mut group = None;
    for row in &report.rows {
        if group.replace(row.group) != Some(row.group) {
            let _ = writeln!(text, "\n### {}\n\n| class | gas | ns | ratio |\n|---|---|---|---|", row.group);
        }
        let _ = writeln!(text, "| {} | {:.2} | {:.2} | {:.2} |", row.class, row.gas, row.nanoseconds, row.ratio);
    }
    let _ = write!(text, "\n### Summary\n\n```\n{}```\n", report.summary());
    text
}

fn line(text: &mut String, name: &str, price: u64) {
    // Writing to a string cannot fail.
    let _ = writeln!(text, "| {name} | {price} |");
}

/// One operator of each price and kind.
fn operators() -> Vec<(&'static str, O<'static>)> {
    let memarg = wasmparser::MemArg {
        align: 0,
        max_align: 0,
        offset: 0,
        target: wasmparser::MemArgTarget::Memory(0),
        ordering: None,
    };
    let blockty = wasmparser::BlockType::Empty;
    vec![
        ("block, else, end", O::Block { blockty }),
        ("loop, nop, drop, unreachable", O::Loop { blockty }),
        ("local.get, local.set, local.tee", O::LocalGet { local_index: 0 }),
        ("i32.const, i64.const", O::I32Const { value: 0 }),
        ("global.get, global.set, memory.size", O::GlobalGet { global_index: 0 }),
        ("add, sub, and, or, xor, shl, shr, rotl, rotr", O::I64Add),
        ("wrap, extend", O::I32WrapI64),
        ("mul", O::I64Mul),
        ("i32 div, rem", O::I32DivU),
        ("i64 div, rem", O::I64DivU),
        ("eqz, eq, ne, lt, gt, le, ge", O::I32Eq),
        ("clz, ctz, popcnt", O::I32Clz),
        ("select", O::Select),
        ("br, return", O::Br { relative_depth: 0 }),
        ("br_if, if", O::BrIf { relative_depth: 0 }),
        ("call", O::Call { function_index: 0 }),
        ("call_indirect", O::CallIndirect { type_index: 0, table_index: 0 }),
        ("store8", O::I32Store8 { memarg }),
        ("store, store16, store32", O::I64Store { memarg }),
        ("memory.copy, memory.fill", O::MemoryFill { mem: 0 }),
        ("memory.grow", O::MemoryGrow { mem: 0 }),
    ]
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    #[test]
    fn the_page_has_the_prices_of_the_code() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/src/gas.md");
        let page = fs::read_to_string(&path).unwrap();
        let schedule = super::schedule();
        assert!(
            page.contains(&schedule),
            "docs/src/gas.md is old: run `causeway calibrate --markdown > docs/src/gas.md`"
        );
    }

    #[test]
    fn every_price_of_the_executor_is_on_the_page() {
        let source = include_str!("../../../runtime/executor/src/prices.rs");
        let prices = source.lines().filter(|line| line.starts_with("pub const") && line.contains(": Gas ="));
        assert_eq!(super::STATE.len(), prices.count());
    }
}

//! Every limit of a module's shape: at the limit it is accepted, above it is refused with both numbers.

use primitives::limits;
use vm::{PrepareError, Refusal};

use crate::{
    contract::{bare, parse},
    world::ENGINE,
};

/// Asserts that the module `at(limit)` is accepted and `at(limit + 1)` is refused for `what`.
fn holds(what: &str, limit: u64, at: impl Fn(u64) -> Vec<u8>) {
    if let Err(error) = ENGINE.prepare(&at(limit)) {
        panic!("{what}: {limit} is allowed, but: {error}");
    }
    match ENGINE.prepare(&at(limit + 1)) {
        Err(PrepareError::Refused(Refusal::Limit { what: named, found, limit: most, .. })) => {
            assert_eq!((named, found, most), (what, limit + 1, limit));
        }
        other => panic!("{what}: {} is above the limit, but: {other:?}", limit + 1),
    }
}

/// `text`, `n` times.
fn times(n: u64, text: &str) -> String {
    text.repeat(n as usize)
}

#[test]
fn module_size() {
    let most = limits::MODULE_SIZE_MAX_BYTES as u64;
    holds("module size in bytes", most, |size| {
        let empty = bare("(@custom \"x\" \"\")").len();
        // The section's own size takes two more bytes when it is this large.
        let padding = "a".repeat(size as usize - empty - 2);
        let module = bare(&format!("(@custom \"x\" \"{padding}\")"));
        assert_eq!(module.len() as u64, size);
        module
    });
}

#[test]
fn functions() {
    // `deploy` and `call` are two.
    holds("functions", u64::from(limits::FUNCTIONS_MAX), |n| bare(&times(n - 2, "(func)")));
}

#[test]
fn imports() {
    let import = "(import \"causeway\" \"caller\" (func (param i32)))";
    holds("imports", u64::from(limits::IMPORTS_MAX), |n| bare(&times(n, import)));
}

#[test]
fn exports() {
    holds("exports", u64::from(limits::EXPORTS_MAX), |n| {
        bare(&(3..n).map(|i| format!("(func (export \"f{i}\"))")).collect::<String>())
    });
}

#[test]
fn types() {
    holds("function types", u64::from(limits::TYPES_MAX), |n| bare(&times(n, "(type (func))")));
}

#[test]
fn globals() {
    holds("globals", u64::from(limits::GLOBALS_MAX), |n| bare(&times(n, "(global i32 (i32.const 0))")));
}

#[test]
fn parameters() {
    holds("parameters of one type", u64::from(limits::PARAMETERS_MAX), |n| {
        bare(&format!("(func (param {}))", times(n, "i32 ")))
    });
}

#[test]
fn parameters_of_all_functions() {
    holds("parameters of all functions", u64::from(limits::PARAMETERS_TOTAL_MAX), |n| {
        let function = format!("(func (param {}))", times(20, "i32 "));
        bare(&format!("{} {}", times(n / 20, &function), times(n % 20, "(func (param i32))")))
    });
}

#[test]
fn results() {
    holds("results of one type", u64::from(limits::RESULTS_MAX), |n| {
        bare(&format!("(func (result {}) unreachable)", times(n, "i32 ")))
    });
}

#[test]
fn function_body_size() {
    holds("function body in bytes", u64::from(limits::FUNCTION_BODY_MAX_BYTES), |n| {
        // The count of local groups and the end are two bytes.
        bare(&format!("(func {})", times(n - 2, "nop ")))
    });
}

#[test]
fn locals_of_one_function() {
    holds("locals of one function", u64::from(limits::LOCALS_MAX), |n| {
        bare(&format!("(func (local {}))", times(n, "i32 ")))
    });
}

#[test]
fn locals_of_all_functions() {
    holds("locals of all functions", u64::from(limits::LOCALS_TOTAL_MAX), |n| {
        let function = format!("(func (local {}))", times(500, "i32 "));
        bare(&format!("{} {}", times(n / 500, &function), times(n % 500, "(func (local i32))")))
    });
}

#[test]
fn nested_blocks() {
    holds("nested blocks", u64::from(limits::BLOCK_NESTING_MAX), |n| {
        bare(&format!("(func {} {})", times(n, "block "), times(n, "end ")))
    });
}

#[test]
fn nested_loops() {
    holds("nested loops", u64::from(limits::LOOP_NESTING_MAX), |n| {
        bare(&format!("(func {} {})", times(n, "loop "), times(n, "end ")))
    });
}

#[test]
fn operand_height() {
    holds("operand stack height", u64::from(limits::OPERAND_HEIGHT_MAX), |n| {
        bare(&format!("(func {} {})", times(n, "i32.const 1 "), times(n, "drop ")))
    });
}

#[test]
fn branch_points_of_one_function() {
    holds("branch points of one function", u64::from(limits::BRANCHES_MAX), |n| {
        bare(&format!("(func {})", times(n, "(block)")))
    });
}

#[test]
fn branch_points_of_all_functions() {
    let blocks = times(8_000, "(block)");
    holds("branch points of all functions", u64::from(limits::BRANCHES_TOTAL_MAX), |n| {
        let whole = times(n / 8_000, &format!("(func {blocks})"));
        bare(&format!("{whole} (func {})", times(n % 8_000, "(block)")))
    });
}

#[test]
fn locals_times_branch_points() {
    let most = limits::LOCALS_TIMES_BRANCHES_MAX;
    let at = |branches: u64| {
        bare(&format!(
            "(func (param {}) (local {}) {})",
            times(10, "i32 "),
            times(490, "i32 "),
            times(branches, "(block)")
        ))
    };
    ENGINE.prepare(&at(most / 500)).expect("the product is at the limit");
    match ENGINE.prepare(&at(most / 500 + 1)) {
        Err(PrepareError::Refused(Refusal::Limit { what, found, limit, .. })) => {
            assert_eq!(what, "locals times branch points of one function");
            assert_eq!((found, limit), (most + 500, most));
        }
        other => panic!("{other:?}"),
    }
}

/// A `br_table` with `targets` targets beside the default.
fn br_table(targets: u64) -> String {
    format!("(block (br_table {} 0 (i32.const 0)))", times(targets, "0 "))
}

#[test]
fn targets_of_one_br_table() {
    holds("targets of one br_table", u64::from(limits::BR_TABLE_TARGETS_MAX), |n| {
        bare(&format!("(func {})", br_table(n)))
    });
}

#[test]
fn br_table_targets_of_one_function() {
    holds("br_table targets of one function", u64::from(limits::BR_TABLE_TARGETS_PER_FUNCTION_MAX), |n| {
        bare(&format!("(func {} {})", times(n / 1_024, &br_table(1_024)), times(n % 1_024, &br_table(1))))
    });
}

#[test]
fn br_table_targets_of_all_functions() {
    let function = format!("(func {})", times(4, &br_table(1_024)));
    holds("br_table targets of all functions", u64::from(limits::BR_TABLE_TARGETS_TOTAL_MAX), |n| {
        bare(&format!("{} (func {})", times(n / 4_096, &function), times(n % 4_096, &br_table(1))))
    });
}

const INDIRECT: &str = "(call_indirect (type $t) (i32.const 0))";

#[test]
fn indirect_calls_of_one_function() {
    holds("indirect calls of one function", u64::from(limits::CALL_INDIRECT_MAX), |n| {
        bare(&format!("(type $t (func)) (table 1 funcref) (func {})", times(n, INDIRECT)))
    });
}

#[test]
fn indirect_calls_of_all_functions() {
    let function = format!("(func {})", times(1_024, INDIRECT));
    holds("indirect calls of all functions", u64::from(limits::CALL_INDIRECT_TOTAL_MAX), |n| {
        let rest = times(n % 1_024, INDIRECT);
        bare(&format!("(type $t (func)) (table 1 funcref) {} (func {rest})", times(n / 1_024, &function)))
    });
}

#[test]
fn table_entries() {
    let most = u64::from(limits::TABLE_MAX_ENTRIES);
    holds("table entries", most, |n| bare(&format!("(table {n} funcref)")));
    holds("table entries", most, |n| bare(&format!("(table 1 {n} funcref)")));
    holds("functions in element segments", most, |n| {
        let table = format!("(table {most} funcref) (func $f)");
        bare(&format!(
            "{table} (elem (i32.const 0) {}) (elem (i32.const 0) {})",
            times(n / 2, "$f "),
            times(n - n / 2, "$f ")
        ))
    });
}

#[test]
fn element_segments() {
    holds("element segments", u64::from(limits::ELEMENT_SEGMENTS_MAX), |n| {
        bare(&format!("(table 1 funcref) (func $f) {}", times(n, "(elem (i32.const 0) $f)")))
    });
}

#[test]
fn data_segments() {
    holds("data segments", u64::from(limits::DATA_SEGMENTS_MAX), |n| bare(&times(n, "(data (i32.const 0) \"x\")")));
}

#[test]
fn data_bytes() {
    holds("data in bytes", u64::from(limits::DATA_MAX_BYTES), |n| {
        let data = "x".repeat(n as usize);
        parse(&format!(
            "(module (memory (export \"memory\") 5) (func (export \"deploy\")) (func (export \"call\"))
                (data (i32.const 0) \"{data}\"))"
        ))
    });
}

#[test]
fn memory_pages() {
    let memory = |pages: &str| {
        parse(&format!(
            "(module (memory (export \"memory\") {pages}) (func (export \"deploy\")) (func (export \"call\")))"
        ))
    };
    let most = u64::from(limits::MEMORY_MAX_PAGES);
    holds("initial memory in pages of 64 KiB", most, |n| memory(&n.to_string()));
    holds("maximum memory in pages of 64 KiB", most, |n| memory(&format!("1 {n}")));
    ENGINE.prepare(&memory("0 0")).expect("a memory may be empty");
}

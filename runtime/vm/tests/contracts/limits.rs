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

/// Asserts that `module` is refused because of `what`.
fn refused(module: &[u8], what: &str, found: u64, limit: u64) {
    match ENGINE.prepare(module) {
        Err(PrepareError::Refused(Refusal::Limit { what: named, found: number, limit: most, .. })) => {
            assert_eq!((named, number, most), (what, found, limit));
        }
        other => panic!("{what}: {other:?}"),
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
        let function = format!("(func (local {}))", times(250, "i32 "));
        bare(&format!("{} {}", times(n / 250, &function), times(n % 250, "(func (local i32))")))
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
    for point in
        ["(block)", "(loop)", "(br_if 0 (i32.const 0))", "(memory.fill (i32.const 0) (i32.const 0) (i32.const 0))"]
    {
        let most = u64::from(limits::BRANCHES_MAX);
        let fills = if point.starts_with("(memory") { 1_000 } else { most };
        holds("branch points of one function", most, |n| {
            let rest = n - fills.min(n);
            bare(&format!("(func {} {})", times(n - rest, point), times(rest, "(block)")))
        });
    }
    holds("branch points of one function", u64::from(limits::BRANCHES_MAX), |n| {
        // An if with an else is two.
        let ifs = times(n / 2, "(if (i32.const 0) (then) (else nop))");
        bare(&format!("(func {ifs} {})", times(n % 2, "(block)")))
    });
}

#[test]
fn branch_points_of_all_functions() {
    let blocks = times(500, "(block)");
    holds("branch points of all functions", u64::from(limits::BRANCHES_TOTAL_MAX), |n| {
        let whole = times(n / 500, &format!("(func {blocks})"));
        bare(&format!("{whole} (func {})", times(n % 500, "(block)")))
    });
}

/// A function with 250 parameters and locals and that many empty blocks.
fn joins(blocks: u64) -> String {
    format!("(func (param {}) (local {}) {})", times(10, "i32 "), times(240, "i32 "), times(blocks, "(block)"))
}

#[test]
fn values_at_branch_points_of_one_function() {
    let most = limits::BRANCH_VALUES_MAX;
    ENGINE.prepare(&bare(&joins(most / 250))).expect("the sum is at the limit");
    refused(&bare(&joins(most / 250 + 1)), "values at branch points of one function", most + 250, most);
}

#[test]
fn operands_are_values_at_branch_points() {
    let most = limits::BRANCH_VALUES_MAX;
    let at = |blocks: u64| {
        bare(&format!("(func {} {} {})", times(200, "i32.const 1 "), times(blocks, "(block)"), times(200, "drop ")))
    };
    ENGINE.prepare(&at(most / 200)).expect("the sum is at the limit");
    refused(&at(most / 200 + 1), "values at branch points of one function", most + 200, most);
}

#[test]
fn values_at_branch_points_of_all_functions() {
    let most = limits::BRANCH_VALUES_TOTAL_MAX;
    let whole = times(most / 50_000, &joins(200));
    ENGINE.prepare(&bare(&whole)).expect("the sum is at the limit");
    let above = format!("{whole} (func (param i32) (block))");
    refused(&bare(&above), "values at branch points of all functions", most + 1, most);
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
    let function = format!("(func {})", br_table(1_024));
    holds("br_table targets of all functions", u64::from(limits::BR_TABLE_TARGETS_TOTAL_MAX), |n| {
        bare(&format!("{} (func {})", times(n / 1_024, &function), times(n % 1_024, &br_table(1))))
    });
}

/// A function with 127 locals and a `br_table` of that many targets, at which there is one operand.
fn targets(targets: u64) -> String {
    format!("(func (local {}) {})", times(127, "i32 "), br_table(targets))
}

#[test]
fn values_at_br_table_targets_of_one_function() {
    let most = limits::BR_TABLE_VALUES_MAX;
    ENGINE.prepare(&bare(&targets(most / 128))).expect("the sum is at the limit");
    refused(&bare(&targets(most / 128 + 1)), "values at br_table targets of one function", most + 128, most);
}

#[test]
fn values_at_br_table_targets_of_all_functions() {
    let most = limits::BR_TABLE_VALUES_TOTAL_MAX;
    let whole = times(most / 16_384, &targets(128));
    ENGINE.prepare(&bare(&whole)).expect("the sum is at the limit");
    let above = format!("{whole} (func {})", br_table(1));
    refused(&bare(&above), "values at br_table targets of all functions", most + 1, most);
}

#[test]
fn calls_of_one_function() {
    holds("calls of one function", u64::from(limits::CALLS_MAX), |n| {
        bare(&format!("(func $f) (func {})", times(n, "call $f ")))
    });
}

#[test]
fn calls_of_all_functions() {
    let host = "(import \"causeway\" \"gas_left\" (func $gas_left (result i64)))";
    let function = format!("(func {})", times(1_000, "(drop (call $gas_left))"));
    holds("calls of all functions", u64::from(limits::CALLS_TOTAL_MAX), |n| {
        let rest = times(n % 1_000, "(drop (call $gas_left))");
        bare(&format!("{host} {} (func {rest})", times(n / 1_000, &function)))
    });
}

const FILL: &str = "(memory.fill (i32.const 0) (i32.const 0) (i32.const 0))";

#[test]
fn bulk_operations_of_one_function() {
    for operation in
        [FILL, "(memory.copy (i32.const 0) (i32.const 0) (i32.const 0))", "(drop (memory.grow (i32.const 0)))"]
    {
        holds("bulk operations of one function", u64::from(limits::BULK_OPERATIONS_MAX), |n| {
            bare(&format!("(func {})", times(n, operation)))
        });
    }
}

#[test]
fn bulk_operations_of_all_functions() {
    let function = format!("(func {})", times(256, FILL));
    holds("bulk operations of all functions", u64::from(limits::BULK_OPERATIONS_TOTAL_MAX), |n| {
        bare(&format!("{} (func {})", times(n / 256, &function), times(n % 256, FILL)))
    });
}

#[test]
fn gas_of_a_deployment() {
    // Ifs in functions of 2,000 cost more than all limits together allow, long before one of them is reached.
    let most = limits::DEPLOYMENT_GAS_MAX;
    let function = format!("(func {})", times(2_000, "(block)"));
    let cost = |n: u64| vm::deployment_cost(&bare(&times(n, &function)));
    let each = cost(2).get() - cost(1).get();
    let fit = (most.get() - cost(1).get()) / each + 1;
    assert!(cost(fit) <= most);
    ENGINE.prepare(&bare(&times(fit, &function))).expect("the price is below the limit");
    match ENGINE.prepare(&bare(&times(fit + 1, &function))) {
        Err(PrepareError::Refused(Refusal::Limit { what: "deployment gas", found, limit, .. })) => {
            assert_eq!(limit, most.get());
            assert!(found > limit && found <= limit + each);
        }
        other => panic!("{other:?}"),
    }
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
    let function = format!("(func {})", times(256, INDIRECT));
    holds("indirect calls of all functions", u64::from(limits::CALL_INDIRECT_TOTAL_MAX), |n| {
        let rest = times(n % 256, INDIRECT);
        bare(&format!("(type $t (func)) (table 1 funcref) {} (func {rest})", times(n / 256, &function)))
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
fn span_of_data() {
    let at = |last: u64| {
        parse(&format!(
            "(module (memory (export \"memory\") 128) (func (export \"deploy\")) (func (export \"call\"))
                (data (i32.const 1048576) \"a\") (data (i32.const {}) \"a\"))",
            1_048_576 + last - 1
        ))
    };
    holds("span of data segments in bytes", u64::from(limits::DATA_SPAN_MAX_BYTES), at);
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

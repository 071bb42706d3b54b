//! What may not be deployed, each refused by name and place, before anything is compiled.

use vm::{PrepareError, Refusal};

use crate::{
    contract::{bare, call, module, parse},
    world::ENGINE,
};

/// The refusal of `module`.
fn refusal(module: &[u8]) -> Refusal {
    match ENGINE.prepare(module) {
        Err(PrepareError::Refused(refusal)) => refusal,
        other => panic!("expected a refusal, found {other:?}"),
    }
}

/// Asserts that `module` is refused for `feature`, shown by `construct`, and that the offset points into the module.
fn banned(module: &[u8], feature: &str, construct: &str) {
    match refusal(module) {
        Refusal::Feature { feature: found, construct: by, place } => {
            assert_eq!((found, by), (feature, construct));
            assert!(place.offset >= 8 && place.offset < module.len() as u64, "{place}");
        }
        other => panic!("expected feature {feature:?}, found: {other}"),
    }
}

#[test]
fn floats_are_refused_in_operators_types_locals_and_globals() {
    banned(&call("(drop (f32.const 1))"), "floating point", "F32Const");
    banned(&call("(drop (f64.add (f64.const 1) (f64.const 2)))"), "floating point", "F64Const");
    banned(&call("(drop (i32.reinterpret_f32 (f32.load (i32.const 0))))"), "floating point", "F32Load");
    banned(&call("unreachable i32.trunc_f64_s drop"), "floating point", "I32TruncF64S");
    banned(&call("unreachable i32.trunc_sat_f64_s drop"), "floating point", "I32TruncSatF64S");
    banned(&bare("(type (func (param f32)))"), "floating point", "type f32");
    banned(&bare("(type (func (result f64)))"), "floating point", "type f64");
    banned(&bare("(func (local f64))"), "floating point", "type f64");
    banned(&bare("(global f32 (f32.const 0))"), "floating point", "type f32");
    banned(&call("(block (result f32) unreachable) drop"), "floating point", "type f32");
}

#[test]
fn the_offset_is_that_of_the_operator() {
    let module = bare("(func nop nop (drop (f32.const 1)))");
    let Refusal::Feature { place, .. } = refusal(&module) else { panic!("expected a feature") };
    assert_eq!(module[place.offset as usize], 0x43, "the opcode of f32.const");
    assert_eq!(place.function, Some(0));
}

#[test]
fn simd_is_refused() {
    banned(&call("(drop (v128.const i64x2 0 0))"), "SIMD", "V128Const");
    banned(&bare("(func (local v128))"), "SIMD", "type v128");
    banned(&call("unreachable i32x4.relaxed_trunc_f32x4_s drop"), "relaxed SIMD", "I32x4RelaxedTruncF32x4S");
}

#[test]
fn threads_are_refused() {
    banned(&call("(drop (i32.atomic.load (i32.const 0)))"), "threads", "I32AtomicLoad");
    banned(&call("(atomic.fence)"), "threads", "AtomicFence");
    let shared = "(module (memory (export \"memory\") 1 1 shared) (func (export \"deploy\")) (func (export \"call\")))";
    banned(&parse(shared), "threads", "a shared memory");
}

#[test]
fn tail_calls_are_refused() {
    banned(&bare("(func $f (return_call $f))"), "tail calls", "ReturnCall");
    let indirect = "(type $t (func)) (table 1 funcref) (func (return_call_indirect (type $t) (i32.const 0)))";
    banned(&bare(indirect), "tail calls", "ReturnCallIndirect");
}

#[test]
fn sixty_four_bit_and_further_memories_are_refused() {
    let wide = "(module (memory (export \"memory\") i64 1) (func (export \"deploy\")) (func (export \"call\")))";
    banned(&parse(wide), "memory64", "a 64-bit memory");
    banned(&bare("(memory 1)"), "multiple memories", "a second memory");
    let paged =
        "(module (memory (export \"memory\") 1 (pagesize 1)) (func (export \"deploy\")) (func (export \"call\")))";
    banned(&parse(paged), "custom page sizes", "a memory with its own page size");
}

#[test]
fn exceptions_are_refused() {
    banned(&bare("(tag)"), "exceptions", "a tag section");
    banned(&bare("(func (block $b (try_table (catch_all $b))))"), "exceptions", "TryTable");
}

#[test]
fn garbage_collection_is_refused() {
    banned(&bare("(type (struct))"), "garbage collection", "a type that is no function type");
    banned(&bare("(rec (type (func)) (type (func)))"), "garbage collection", "a recursion group");
    banned(&bare("(func (drop (ref.i31 (i32.const 1))))"), "garbage collection", "RefI31");
}

#[test]
fn references_are_refused() {
    banned(&bare("(func (drop (ref.null func)))"), "reference types", "RefNull");
    banned(
        &bare("(func $f) (elem declare func $f) (func (drop (ref.func $f)))"),
        "passive element segments",
        "one that is not active",
    );
    banned(&bare("(func (param externref))"), "reference types", "a reference type");
    banned(&bare("(table 1 externref)"), "reference types", "a table of other references");
    banned(&bare("(table 1 funcref) (table 1 funcref)"), "reference types", "a second table");
    banned(
        &bare("(func (drop (select (result i32) (i32.const 1) (i32.const 2) (i32.const 3))))"),
        "reference types",
        "TypedSelect",
    );
}

#[test]
fn table_operations_are_refused() {
    let table = |body: &str| bare(&format!("(table 1 funcref) (func {body})"));
    banned(&table("(drop (table.grow (ref.null func) (i32.const 1)))"), "reference types", "RefNull");
    banned(&table("unreachable table.grow 0 drop"), "table operations", "TableGrow");
    banned(&table("unreachable table.fill 0"), "table operations", "TableFill");
    banned(&table("(drop (table.get 0 (i32.const 0)))"), "table operations", "TableGet");
    banned(&table("unreachable table.set 0"), "table operations", "TableSet");
    banned(&table("(drop (table.size 0))"), "table operations", "TableSize");
    banned(&table("(table.copy (i32.const 0) (i32.const 0) (i32.const 0))"), "table operations", "TableCopy");
    let init = "(table 1 funcref) (func $f) (elem (i32.const 0) $f)
        (func (table.init 0 (i32.const 0) (i32.const 0) (i32.const 0)))";
    banned(&bare(init), "table operations", "TableInit");
}

#[test]
fn passive_segments_are_refused() {
    banned(&bare("(table 1 funcref) (func $f) (elem func $f)"), "passive element segments", "one that is not active");
    banned(&bare("(data \"x\")"), "passive data segments", "one that is not active");
    let dropped = "(data (i32.const 0) \"x\") (func (data.drop 0))";
    assert!(matches!(refusal(&bare(dropped)), Refusal::Feature { .. } | Refusal::Malformed { .. }));
}

#[test]
fn a_start_function_is_refused() {
    banned(&bare("(func $f) (start $f)"), "a start function", "a start section");
}

#[test]
fn wide_arithmetic_and_stack_switching_are_refused() {
    banned(&call("unreachable i64.add128 drop drop"), "wide arithmetic", "I64Add128");
    banned(
        &bare("(type $f (func)) (type $c (cont $f)) (func)"),
        "garbage collection",
        "a type that is no function type",
    );
}

#[test]
fn an_initialiser_must_be_one_integer_constant() {
    banned(
        &bare("(global i32 (i32.add (i32.const 1) (i32.const 2)))"),
        "extended constants",
        "an initialiser that is not one integer constant",
    );
    banned(
        &bare("(global $g i32 (i32.const 1)) (global i32 (global.get $g))"),
        "extended constants",
        "an initialiser that is not one integer constant",
    );
}

#[test]
fn an_import_must_be_a_function_of_the_interface() {
    let import = |module: &str, name: &str, kind: &str| bare(&format!("(import \"{module}\" \"{name}\" {kind})"));
    for (module, name) in [
        ("causeway", "storage_reed"),
        ("causeway", "storage_read "),
        ("causeway", ""),
        ("causeway", "storage_read\\00"),
        ("causeway", "storage_r\\c3\\a9ad"),
        ("env", "storage_read"),
        ("", ""),
        ("Causeway", "caller"),
    ] {
        let refusal = refusal(&import(module, name, "(func)"));
        assert!(matches!(refusal, Refusal::UnknownImport { .. }), "{module} {name}: {refusal}");
    }
    for kind in ["(global i32)", "(memory 1)", "(table 1 funcref)"] {
        let refusal = refusal(&import("causeway", "caller", kind));
        assert!(matches!(refusal, Refusal::UnknownImport { .. }), "{kind}: {refusal}");
    }
}

#[test]
fn an_import_must_have_the_type_of_the_interface() {
    for ty in ["(func)", "(func (param i64))", "(func (param i32 i32))", "(func (param i32) (result i32))"] {
        match refusal(&bare(&format!("(import \"causeway\" \"caller\" {ty})"))) {
            Refusal::ImportType { name, expected, .. } => {
                assert_eq!((name.as_str(), expected.as_str()), ("caller", "[i32] -> []"));
            }
            other => panic!("{ty}: {other}"),
        }
    }
}

#[test]
fn a_function_may_be_imported_twice() {
    let import = "(import \"causeway\" \"caller\" (func (param i32)))";
    ENGINE.prepare(&bare(&import.repeat(2))).expect("both are the interface's");
}

#[test]
fn each_export_is_demanded() {
    let all = ["(memory (export \"memory\") 1)", "(func (export \"deploy\"))", "(func (export \"call\"))"];
    for (missing, name) in ["memory", "deploy", "call"].into_iter().enumerate() {
        let items: String = all.iter().enumerate().filter(|(i, _)| *i != missing).map(|(_, item)| *item).collect();
        match refusal(&parse(&format!("(module {items})"))) {
            Refusal::MissingExport { name: found, .. } => assert_eq!(found, name),
            other => panic!("{name}: {other}"),
        }
    }
}

#[test]
fn an_export_must_have_its_kind_and_type() {
    for call in [
        "(func (export \"call\") (param i32))",
        "(func (export \"call\") (result i32) (i32.const 0))",
        "(global (export \"call\") i32 (i32.const 0))",
        "(export \"call\" (func $imported))",
    ] {
        let text = format!(
            "(module (import \"causeway\" \"chain_id\" (func $imported (result i64)))
                (memory (export \"memory\") 1) (func (export \"deploy\")) {call})"
        );
        assert!(matches!(refusal(&parse(&text)), Refusal::ExportType { name: "call", .. }), "{call}");
    }
    let text = "(module (func (export \"memory\")) (func (export \"deploy\")) (func (export \"call\")))";
    assert!(matches!(refusal(&parse(text)), Refusal::ExportType { name: "memory", .. }));
}

#[test]
fn a_segment_must_fit_what_it_initialises() {
    for data in ["(data (i32.const 65535) \"ab\")", "(data (i32.const -1) \"a\")"] {
        let refusal = refusal(&bare(data));
        assert!(matches!(refusal, Refusal::SegmentOutOfBounds { segment: "data segment", .. }), "{data}: {refusal}");
    }
    ENGINE.prepare(&bare("(data (i32.const 65534) \"ab\")")).expect("it ends with the memory");
    let elements = |start: u32| bare(&format!("(table 2 funcref) (func $f) (elem (i32.const {start}) $f $f)"));
    ENGINE.prepare(&elements(0)).expect("it ends with the table");
    assert!(matches!(refusal(&elements(1)), Refusal::SegmentOutOfBounds { segment: "element segment", .. }));
}

#[test]
fn bytes_that_are_no_module_are_refused_without_panic() {
    let module = module("(func (export \"call\") (drop (i32.add (i32.const 1) (i32.const 2))))");
    // The names at its end may be missing; anything else may not.
    let admitted = (0..module.len()).filter(|length| ENGINE.prepare(&module[..*length]).is_ok()).count();
    assert!(admitted <= 1, "{admitted} parts of a module were admitted");
    for position in 0..module.len() {
        for flip in [0x01, 0x80, 0xff] {
            let mut module = module.clone();
            module[position] ^= flip;
            if let Err(PrepareError::Node(error)) = ENGINE.prepare(&module) {
                panic!("byte {position} ^ {flip:#x} was admitted and then failed: {error}");
            }
        }
    }
}

#[test]
fn ill_typed_code_is_refused_with_its_place() {
    match refusal(&bare("(func (result i32) (i64.const 1))")) {
        Refusal::Malformed { message, place } => {
            assert!(message.contains("type mismatch"), "{message}");
            assert_eq!(place.function, Some(0));
        }
        other => panic!("{other}"),
    }
}

#[test]
fn what_rustc_emits_is_accepted() {
    let items = "(table 3 3 funcref) (elem (i32.const 1) func $f) (func $f)
        (global (mut i32) (i32.const 16384)) (global (export \"__heap_base\") i32 (i32.const 16384))
        (data (i32.const 100) \"text\")
        (func (param i32) (result i32) (i32.extend8_s (local.get 0)))
        (func (memory.copy (i32.const 0) (i32.const 0) (i32.const 0)))
        (func (memory.fill (i32.const 0) (i32.const 0) (i32.const 0)))
        (@custom \"producers\" \"x\")";
    ENGINE.prepare(&bare(items)).expect("nothing in it is banned");
}

#[test]
fn a_refusal_says_where_and_what() {
    let text = refusal(&bare("(func (drop (f32.const 1)))")).to_string();
    assert!(
        text.starts_with("module refused: contracts may not use floating point: found F32Const (function 0, offset 0x"),
        "{text}"
    );
}

#[test]
fn an_encoding_that_only_another_proposal_allows_is_no_encoding() {
    // `code` in place of as many bytes of `nop`.
    let with = |code: &[u8]| {
        let mut module = call(&"nop ".repeat(code.len()));
        let nops = vec![0x01; code.len()];
        let start = module.windows(code.len()).rposition(|window| window == nops).expect("the nops are there");
        module[start..start + code.len()].copy_from_slice(code);
        module
    };
    ENGINE.prepare(&with(&[0x3f, 0x00, 0x1a])).expect("memory.size is in its own bytes");
    let foreign: [(&str, &[u8]); 3] = [
        ("memory.size of memory 0 as a long index", &[0x3f, 0x80, 0x00, 0x1a]),
        ("i32.load of memory 0 by its index", &[0x41, 0x00, 0x28, 0x42, 0x00, 0x00, 0x1a]),
        ("i32.load with a 64-bit offset", &[0x41, 0x00, 0x28, 0x02, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00, 0x1a]),
    ];
    for (name, code) in foreign {
        let found = refusal(&with(code));
        assert!(matches!(found, Refusal::Malformed { .. }), "{name}: {found}");
    }
}

//! Every part of Wasm that contracts may not use, one by one.

use Expected::Feature;

use super::{Expected, call, modules, with};

modules! {
    a_float_constant: call("(drop (f32.const 1))") => Feature("floating point");
    a_float_sum: call("(drop (f64.add (f64.const 1) (f64.const 2)))") => Feature("floating point");
    a_float_load: call("(drop (f32.load (i32.const 0)))") => Feature("floating point");
    a_float_store: call("(f64.store (i32.const 0) (f64.const 0))") => Feature("floating point");
    a_float_cut_to_an_integer: call("unreachable i32.trunc_f64_s drop") => Feature("floating point");
    a_float_cut_with_saturation: call("unreachable i32.trunc_sat_f64_s drop") => Feature("floating point");
    bits_of_a_float: call("unreachable i32.reinterpret_f32 drop") => Feature("floating point");
    a_float_from_an_integer: call("(drop (f64.convert_i64_u (i64.const 1)))") => Feature("floating point");
    a_float_parameter: with("(func (param f32))") => Feature("floating point");
    a_float_result: with("(func (result f64) unreachable)") => Feature("floating point");
    a_float_local: with("(func (local f64))") => Feature("floating point");
    a_float_global: with("(global f32 (f32.const 0))") => Feature("floating point");
    a_block_with_a_float: call("(block (result f32) unreachable) drop") => Feature("floating point");
    a_float_where_nothing_runs: call("return (drop (f32.const 1))") => Feature("floating point");
    a_vector_constant: call("(drop (v128.const i64x2 0 0))") => Feature("SIMD");
    a_vector_load: call("(drop (v128.load (i32.const 0)))") => Feature("SIMD");
    a_vector_shuffle: call("unreachable i8x16.swizzle drop") => Feature("SIMD");
    a_vector_local: with("(func (local v128))") => Feature("SIMD");
    a_vector_parameter: with("(func (param v128))") => Feature("SIMD");
    a_relaxed_vector: call("unreachable i32x4.relaxed_trunc_f32x4_s drop") => Feature("relaxed SIMD");
    an_atomic_load: call("(drop (i32.atomic.load (i32.const 0)))") => Feature("threads");
    an_atomic_exchange: call("(drop (i32.atomic.rmw.cmpxchg (i32.const 0) (i32.const 0) (i32.const 0)))") =>
        Feature("threads");
    a_wait: call("(drop (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const -1)))") => Feature("threads");
    a_fence: call("(atomic.fence)") => Feature("threads");
    a_tail_call: with("(func $f (return_call $f))") => Feature("tail calls");
    an_indirect_tail_call: with("(type $t (func)) (table 1 funcref)
        (func (return_call_indirect (type $t) (i32.const 0)))") => Feature("tail calls");
    a_tag: with("(tag)") => Feature("exceptions");
    a_try: with("(func (block $b (try_table (catch_all $b))))") => Feature("exceptions");
    a_throw: call("unreachable throw_ref") => Feature("exceptions");
    a_null_reference: call("(drop (ref.null func))") => Feature("reference types");
    a_null_test: call("unreachable ref.is_null drop") => Feature("reference types");
    a_reference_parameter: with("(func (param externref))") => Feature("reference types");
    a_reference_local: with("(func (local funcref))") => Feature("reference types");
    a_reference_global: with("(global funcref (ref.null func))") => Feature("reference types");
    a_typed_select: call("(drop (select (result i32) (i32.const 1) (i32.const 2) (i32.const 3)))") =>
        Feature("reference types");
    a_table_that_grows: table("unreachable table.grow 0 drop") => Feature("table operations");
    a_table_that_is_filled: table("unreachable table.fill 0") => Feature("table operations");
    a_table_that_is_read: table("(drop (table.get 0 (i32.const 0)))") => Feature("table operations");
    a_table_that_is_written: table("unreachable table.set 0") => Feature("table operations");
    a_table_that_is_measured: table("(drop (table.size 0))") => Feature("table operations");
    a_table_that_is_copied: table("(table.copy (i32.const 0) (i32.const 0) (i32.const 0))") =>
        Feature("table operations");
    a_table_that_is_initialised: with("(table 1 funcref) (func $f) (elem (i32.const 0) $f)
        (func (table.init 0 (i32.const 0) (i32.const 0) (i32.const 0)))") => Feature("table operations");
    an_element_segment_that_is_dropped: with("(table 1 funcref) (func $f) (elem (i32.const 0) $f) (func (elem.drop 0))") =>
        Feature("table operations");
    a_structure_type: with("(type (struct))") => Feature("garbage collection");
    an_array_type: with("(type (array i32))") => Feature("garbage collection");
    types_in_a_group: with("(rec (type (func)) (type (func)))") => Feature("garbage collection");
    a_small_integer_reference: call("(drop (ref.i31 (i32.const 1)))") => Feature("garbage collection");
    a_cast: call("unreachable ref.test (ref i31) drop") => Feature("garbage collection");
    a_call_by_reference: with("(type $t (func)) (func unreachable (call_ref $t))") =>
        Feature("typed function references");
    a_wide_sum: call("(i64.add128 (i64.const 0) (i64.const 0) (i64.const 0) (i64.const 0)) drop drop") =>
        Feature("wide arithmetic");
    a_continuation: with("(type $f (func)) (type $c (cont $f)) (func unreachable)") => Feature("garbage collection");
    a_suspension: call("unreachable suspend 0") => Feature("stack switching");
}

/// A contract with a table and a function with this body.
fn table(body: &str) -> Vec<u8> {
    with(&format!("(table 1 funcref) (func {body})"))
}

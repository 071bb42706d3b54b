//! Each host function: what it gives, and that no pointer, size or flag can do more than end the frame.

use primitives::{Address, B256, Bytes, U256, keccak256, limits};
use vm::{Entry, Exit, Fault};

use crate::{
    contract,
    world::{Case, PLENTY, World, run},
};

/// What `call` finishes with after `body`: `size` bytes at 1024.
fn gives(body: &str, size: u32) -> Vec<u8> {
    let module = contract::call(&format!("{body} (call $finish (i32.const 1024) (i32.const {size}))"));
    Case { input: b"0123456789", ..Case::new(&module) }.run().output().to_vec()
}

/// The number that `call` finishes with.
fn number(expression: &str) -> u64 {
    let bytes = gives(&format!("(i64.store (i32.const 1024) {expression})"), 8);
    u64::from_le_bytes(bytes.try_into().expect("eight bytes"))
}

#[test]
fn facts_of_frame_and_block_are_given() {
    assert_eq!(gives("(call $address (i32.const 1024))", 20), [0x11; 20]);
    assert_eq!(gives("(call $caller (i32.const 1024))", 20), [0xca; 20]);
    assert_eq!(gives("(call $origin (i32.const 1024))", 20), [0x01; 20]);
    assert_eq!(gives("(call $block_coinbase (i32.const 1024))", 20), [0xcb; 20]);
    assert_eq!(gives("(call $value (i32.const 1024))", 32), U256::from(77).to_be_bytes::<32>());
    assert_eq!(gives("(call $gas_price (i32.const 1024))", 32), U256::from(9).to_be_bytes::<32>());
    assert_eq!(gives("(call $block_base_fee (i32.const 1024))", 32), U256::from(7).to_be_bytes::<32>());
    assert_eq!(gives("(call $block_hash (i64.const 3) (i32.const 1024))", 32), B256::with_last_byte(3).to_vec());
    assert_eq!(number("(call $chain_id)"), 31_337);
    assert_eq!(number("(call $block_number)"), 5);
    assert_eq!(number("(call $block_timestamp)"), 1_700_000_000);
    assert_eq!(number("(call $block_gas_limit)"), 300_000_000);
}

#[test]
fn facts_of_other_accounts_are_given() {
    let address = "(i32.store8 (i32.const 0) (i32.const 42))";
    let balance = gives(&format!("{address} (call $balance (i32.const 0) (i32.const 1024))"), 32);
    assert_eq!(balance, U256::from(42).to_be_bytes::<32>());
    let hash = gives(&format!("{address} (call $code_hash (i32.const 0) (i32.const 1024))"), 32);
    assert_eq!(hash, [42; 32]);
}

#[test]
fn input_is_copied_in_parts_and_not_past_its_end() {
    assert_eq!(number("(i64.extend_i32_u (call $input_size))"), 10);
    assert_eq!(gives("(call $input_copy (i32.const 1024) (i32.const 3) (i32.const 4))", 4), b"3456");
    let past = contract::call("(call $input_copy (i32.const 0) (i32.const 7) (i32.const 4))");
    let ran = Case { input: b"0123456789", ..Case::new(&past) }.run();
    assert_eq!(ran.fault(), &Fault::HostPointerOutOfBounds { function: "input_copy", pointer: 7, size: 4 });
}

#[test]
fn storage_keeps_values_of_any_length() {
    let write = "(i64.store (i32.const 32) (i64.const 0x1122334455667788))
        (call $storage_write (i32.const 0) (i32.const 32) (i32.const 5))";
    let read = "(i64.store (i32.const 1024) (i64.extend_i32_u
            (call $storage_read (i32.const 0) (i32.const 1032) (i32.const 3))))";
    let module = contract::call(&format!("{write} {read} (call $finish (i32.const 1024) (i32.const 13))"));
    let ran = run(&module);
    assert_eq!(ran.output(), [5, 0, 0, 0, 0, 0, 0, 0, 0x88, 0x77, 0x66, 0, 0]);
    let key = (Address::repeat_byte(0x11), B256::ZERO);
    assert_eq!(ran.world.storage[&key].as_ref(), [0x88, 0x77, 0x66, 0x55, 0x44]);
}

#[test]
fn an_absent_value_has_size_zero_and_writes_nothing() {
    let body = "(i64.store (i32.const 1024) (i64.const -1))
        (i32.store (i32.const 1032) (call $storage_read (i32.const 0) (i32.const 1024) (i32.const 8)))";
    assert_eq!(gives(body, 12), [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]);
}

#[test]
fn size_of_a_value_is_told_without_the_value() {
    let write = "(call $storage_write (i32.const 0) (i32.const 64) (i32.const SIZE))";
    for size in [0, 1, 5_000] {
        let write = write.replace("SIZE", &size.to_string());
        let body = format!("{write} (i32.store (i32.const 1024) (call $storage_size (i32.const 0)))");
        assert_eq!(gives(&body, 4), u32::to_le_bytes(size));
    }
}

#[test]
fn transient_storage_keeps_values_apart_from_storage() {
    let body = "(i64.store (i32.const 32) (i64.const 0x1122334455667788))
        (call $transient_write (i32.const 0) (i32.const 32) (i32.const 5))
        (i32.store (i32.const 1024) (call $transient_read (i32.const 0) (i32.const 1032) (i32.const 3)))
        (i32.store (i32.const 1028) (call $storage_size (i32.const 0)))";
    assert_eq!(gives(body, 13), [5, 0, 0, 0, 0, 0, 0, 0, 0x88, 0x77, 0x66, 0, 0]);
}

#[test]
fn other_code_is_taken_if_there_is_such_code() {
    let body = "(i64.extend_i32_u (block (result i32) (i32.store8 (i32.const 0) (i32.const BYTE))
        (call $set_code (i32.const 0))))";
    assert_eq!(number(&body.replace("BYTE", "0")), 0);
    assert_eq!(number(&body.replace("BYTE", "7")), 1);
    let world =
        run(&contract::call("(i32.store8 (i32.const 0) (i32.const 7)) (drop (call $set_code (i32.const 0)))")).world;
    let mut hash = B256::ZERO;
    hash[0] = 7;
    assert_eq!(world.codes_set, [(Address::repeat_byte(0x11), hash)]);
}

#[test]
fn text_for_developers_is_handed_over_even_in_a_static_frame() {
    let module = contract::module(
        "(data (i32.const 8) \"hello\") (func (export \"call\") (call $debug_log (i32.const 8) (i32.const 5)))",
    );
    let world = Case { is_static: true, ..Case::new(&module) }.run().world;
    assert_eq!(world.debug_logs, [(Address::repeat_byte(0x11), b"hello".to_vec())]);
}

#[test]
fn logs_have_up_to_four_topics() {
    for topics in 0..=4 {
        let module = contract::call(&format!(
            "(i32.store8 (i32.const 31) (i32.const 1)) (i32.store8 (i32.const 63) (i32.const 2))
            (call $log (i32.const 0) (i32.const {topics}) (i32.const 31) (i32.const 2))"
        ));
        let world = run(&module).world;
        let (address, found, data) = &world.logs[0];
        assert_eq!(*address, Address::repeat_byte(0x11));
        assert_eq!(found.len(), topics);
        assert_eq!(data.as_ref(), [1, 0]);
        for (topic, byte) in found.iter().zip([1, 2, 0, 0]) {
            assert_eq!(*topic, B256::with_last_byte(byte));
        }
    }
    let five = contract::call("(call $log (i32.const 0) (i32.const 5) (i32.const 0) (i32.const 0))");
    assert_eq!(run(&five).fault(), &Fault::HostSizeLimit { function: "log", size: 5, limit: 4 });
}

#[test]
fn hashes_are_right() {
    let keccak = gives("(call $keccak256 (i32.const 0) (i32.const 3) (i32.const 1024))", 32);
    assert_eq!(keccak, keccak256([0, 0, 0]).as_slice());
    let sha = gives("(call $sha256 (i32.const 0) (i32.const 0) (i32.const 1024))", 32);
    assert_eq!(sha[..4], [0xe3, 0xb0, 0xc4, 0x42]);
}

#[test]
fn a_signature_that_is_none_recovers_nobody() {
    let expression = "(i64.extend_i32_u (call $ecrecover (i32.const 0) (i32.const 0) (i32.const 0)))";
    assert_eq!(number(expression), 0);
}

#[test]
fn a_transfer_says_whether_it_moved() {
    let body = |value: u32| {
        format!(
            "(i64.extend_i32_u (block (result i32)
                (i32.store8 (i32.const 62) (i32.const {})) (i32.store8 (i32.const 63) (i32.const {}))
                (call $transfer (i32.const 0) (i32.const 32))))",
            value >> 8,
            value & 255
        )
    };
    assert_eq!(number(&body(999)), 1);
    assert_eq!(number(&body(1_000)), 0);
}

#[test]
fn a_creation_writes_the_address_and_a_reverted_one_leaves_its_data() {
    let create = "(i32.store (i32.const 1044) (call $create2 (i64.const 1000) (i32.const 0) (i32.const 0)
        (i32.const 0) (i32.const 0) (i32.const 64) (i32.const 1024)))";
    let bytes = gives(&format!("(i32.store8 (i32.const 64) (i32.const 0x5a)) {create}"), 24);
    assert_eq!(bytes[..20], [0x5a; 20]);
    assert_eq!(bytes[20..], [0; 4]);
    let module = contract::module(
        "(data (i32.const 0) \"revert\") (func (export \"call\")
            (if (i32.ne (i32.const 1) (call $create (i64.const 1) (i32.const 100) (i32.const 100) (i32.const 0)
                (i32.const 6) (i32.const 1024))) (then unreachable))
            (call $output_copy (i32.const 1024) (i32.const 0) (call $output_size))
            (call $finish (i32.const 1024) (i32.const 6)))",
    );
    assert_eq!(run(&module).output(), b"revert");
}

#[test]
fn an_unknown_flag_of_a_call_is_a_fault() {
    for flags in [4, 8, 0x8000_0000_u32] {
        let module = contract::call(&format!(
            "(drop (call $call (i32.const {flags}) (i64.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0)))"
        ));
        assert_eq!(run(&module).fault(), &Fault::UnknownFlags { flags });
    }
}

#[test]
fn oversize_inputs_of_cryptography_are_faults() {
    let cases = [
        ("bls_verify", limits::BLS_KEYS_MAX, "(drop (call $bls_verify ZERO (i32.const SIZE) ZERO ZERO ZERO))"),
        (
            "bls12_381_pairing",
            limits::PAIRING_PAIRS_MAX * 384,
            "(drop (call $bls12_381_pairing ZERO (i32.const SIZE)))",
        ),
        ("bn254_pairing", limits::PAIRING_PAIRS_MAX * 192, "(drop (call $bn254_pairing ZERO (i32.const SIZE)))"),
        ("modexp", limits::MODEXP_MAX_BYTES, "(call $modexp ZERO (i32.const SIZE) ZERO ZERO ZERO ZERO ZERO)"),
        ("modexp", limits::MODEXP_MAX_BYTES, "(call $modexp ZERO ZERO ZERO (i32.const SIZE) ZERO ZERO ZERO)"),
        ("modexp", limits::MODEXP_MAX_BYTES, "(call $modexp ZERO ZERO ZERO ZERO ZERO (i32.const SIZE) ZERO)"),
    ];
    for (function, limit, body) in cases {
        let at = |size: usize| {
            let body = body.replace("ZERO", "(i32.const 0)").replace("SIZE", &size.to_string());
            let module = contract::call(&format!("(drop (memory.grow (i32.const 1))) {body}"));
            Case { gas: u64::MAX, ..Case::new(&module) }.run().exit
        };
        assert!(matches!(at(limit), Exit::Success(_)), "{function} takes {limit}");
        let (size, limit) = (limit as u32 + 1, limit as u32);
        match at(size as usize) {
            Exit::Fault(fault) => assert_eq!(fault, Fault::HostSizeLimit { function, size, limit }),
            other => panic!("{function}: {other:?}"),
        }
    }
}

#[test]
fn a_power_is_paid_by_its_numbers_before_it_is_computed() {
    let module = contract::call(
        "(memory.fill (i32.const 0) (i32.const 255) (i32.const 1024))
        (call $modexp (i32.const 0) (i32.const 256) (i32.const 0) (i32.const 256) (i32.const 0) (i32.const 256) (i32.const 2048))",
    );
    let used = run(&module).gas_used;
    let price = crypto::modexp_ticks(256, &[0xff; 256], 256) / vm::TICKS_PER_GAS;
    assert!(used > price && used < price + 5_000, "{used} for {price}");
    assert_eq!(Case { gas: price, ..Case::new(&module) }.run().fault(), &Fault::OutOfGas);
}

#[test]
fn a_static_frame_cannot_change_state() {
    let cases = [
        ("storage_write", "(call $storage_write (i32.const 0) (i32.const 0) (i32.const 1))"),
        ("transient_write", "(call $transient_write (i32.const 0) (i32.const 0) (i32.const 1))"),
        ("set_code", "(drop (call $set_code (i32.const 0)))"),
        ("log", "(call $log (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0))"),
        ("transfer", "(drop (call $transfer (i32.const 0) (i32.const 0)))"),
        (
            "create",
            "(drop (call $create (i64.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0)))",
        ),
        (
            "create2",
            "(drop (call $create2 (i64.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0)))",
        ),
        (
            "call",
            "(i32.store8 (i32.const 31) (i32.const 1))
            (drop (call $call (i32.const 0) (i64.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0)))",
        ),
    ];
    for (function, body) in cases {
        let module = contract::call(body);
        let ran = Case { is_static: true, ..Case::new(&module) }.run();
        assert_eq!(ran.fault(), &Fault::StateChangeInStaticCall { function });
        assert_eq!(ran.world, World::default());
        assert!(!matches!(Case::new(&module).run().exit, Exit::Fault(_)), "{function} is allowed otherwise");
    }
}

#[test]
fn oversize_values_are_faults() {
    let cases = [
        (
            "storage_write",
            limits::STORAGE_VALUE_MAX_BYTES,
            "(call $storage_write (i32.const 0) (i32.const 0) (i32.const SIZE))",
        ),
        (
            "transient_write",
            limits::TRANSIENT_VALUE_MAX_BYTES,
            "(call $transient_write (i32.const 0) (i32.const 0) (i32.const SIZE))",
        ),
        ("debug_log", limits::DEBUG_LOG_MAX_BYTES, "(call $debug_log (i32.const 0) (i32.const SIZE))"),
        ("log", limits::LOG_DATA_MAX_BYTES, "(call $log (i32.const 0) (i32.const 0) (i32.const 0) (i32.const SIZE))"),
        ("finish", limits::CALL_DATA_MAX_BYTES, "(call $finish (i32.const 0) (i32.const SIZE))"),
        ("revert", limits::CALL_DATA_MAX_BYTES, "(call $revert (i32.const 0) (i32.const SIZE))"),
    ];
    for (function, limit, body) in cases {
        let at = |size: usize| {
            let body = format!("(drop (memory.grow (i32.const 15))) {}", body.replace("SIZE", &size.to_string()));
            run(&contract::call(&body)).exit
        };
        assert!(!matches!(at(limit), Exit::Fault(_)), "{function} takes {limit} bytes");
        let (size, limit) = (limit as u32 + 1, limit as u32);
        match at(size as usize) {
            Exit::Fault(fault) => assert_eq!(fault, Fault::HostSizeLimit { function, size, limit }),
            other => panic!("{function}: {other:?}"),
        }
    }
}

#[test]
fn the_attempted_size_is_paid_before_it_is_checked() {
    let module = contract::call("(call $keccak256 (i32.const 0) (i32.const -1) (i32.const 0))");
    assert_eq!(run(&module).fault(), &Fault::OutOfGas);
    let ran = Case { gas: 100 * PLENTY * 1_000, ..Case::new(&module) }.run();
    assert_eq!(ran.fault(), &Fault::HostPointerOutOfBounds { function: "keccak256", pointer: 0, size: u32::MAX });
}

#[test]
fn a_fault_writes_nothing_before_it() {
    let module = contract::module(
        "(func (export \"call\") (call $storage_write (i32.const 0) (i32.const 0) (i32.const 1))
            (call $input_copy (i32.const 65530) (i32.const 0) (i32.const 10)))",
    );
    let ran = Case { input: &[1; 10], ..Case::new(&module) }.run();
    assert_eq!(ran.fault(), &Fault::HostPointerOutOfBounds { function: "input_copy", pointer: 65_530, size: 10 });
}

#[test]
fn deploy_is_run_by_its_own_name() {
    let module = contract::parse(
        "(module (import \"causeway\" \"finish\" (func $finish (param i32 i32)))
            (memory (export \"memory\") 1) (data (i32.const 0) \"DC\")
            (func (export \"deploy\") (call $finish (i32.const 0) (i32.const 1)))
            (func (export \"call\") (call $finish (i32.const 1) (i32.const 1))))",
    );
    assert_eq!(Case { entry: Entry::Deploy, ..Case::new(&module) }.run().output(), b"D");
    assert_eq!(Case::new(&module).run().output(), Bytes::from_static(b"C").as_ref());
}

//! Transient storage (EIP-1153) across frames and transactions, and what the size of a stored value costs.

use alloy_consensus::TxEip1559;
use executor::prices;
use interface::{call_flags, status};
use primitives::{U256, limits::TRANSIENT_SLOTS_MAX};

use crate::{
    script::{ALL, script},
    support::*,
};

#[test]
fn later_frames_of_the_contract_see_it_until_the_transaction_ends() {
    let mut chain = Chain::new();
    let [a, b] = [chain.deploy_puppet(), chain.deploy_puppet()];
    let back = script().call(a, script().read_transient(1).write_transient(1, b"inner"));
    let open = call_flags::ALLOW_REENTRY;
    let work = script().write_transient(1, b"outer").call_with(open, ALL, b, U256::ZERO, back).read_transient(1);
    let mut output = Output(chain.output(a, work.clone()));
    let (_, from_b) = output.call();
    let (_, inside) = Output(from_b).call();
    assert_eq!(Output(inside).bytes(), b"outer"[..]);
    assert_eq!(output.bytes(), b"inner"[..]);
    chain.call_ok(a, work);
    assert_eq!(Output(chain.output(a, script().read_transient(1))).bytes(), b""[..]);
}

#[test]
fn two_transactions_of_one_block_share_none() {
    let mut chain = Chain::new();
    let copy = module_with_call(
        "(i32.store (i32.const 64) (call $transient_read (i32.const 0) (i32.const 96) (i32.const 32)))
        (call $storage_write (i32.const 0) (i32.const 64) (i32.const 4))
        (call $transient_write (i32.const 0) (i32.const 0) (i32.const 9))",
    );
    let b = chain.deploy(&copy, "").created.unwrap();
    let nonce = chain.account(address(ALICE)).nonce;
    let transactions =
        [nonce, nonce + 1].map(|nonce| signed(ALICE, TxEip1559 { nonce, ..chain.draft(ALICE, b, U256::ZERO, "") }));
    let receipts = chain.mine(&transactions);
    assert!(receipts.iter().all(|receipt| receipt.success));
    assert_eq!(chain.storage(b, 0), [0; 4][..], "the second transaction found nothing of the first's");
}

#[test]
fn contracts_do_not_see_each_others() {
    let mut chain = Chain::new();
    let [a, b] = [chain.deploy_puppet(), chain.deploy_puppet()];
    let work = script().write_transient(1, b"mine").call(b, script().read_transient(1));
    let (_, inside) = Output(chain.output(a, work)).call();
    assert_eq!(Output(inside).bytes(), b""[..]);
}

#[test]
fn failed_frame_undoes_what_it_wrote() {
    let mut chain = Chain::new();
    let [a, b] = [chain.deploy_puppet(), chain.deploy_puppet()];
    let open = call_flags::ALLOW_REENTRY;
    for ending in [script().revert(), script().trap()] {
        let spoil = script().write_transient(1, b"spoilt").write_transient(2, b"new");
        let spoil = crate::script::Script::from_bytes(&[spoil.bytes(), ending.bytes()].concat());
        let through = script().call_with(0, 500_000, a, U256::ZERO, spoil);
        let work = script()
            .write_transient(1, b"kept")
            .call_with(open, 2_000_000, b, U256::ZERO, through)
            .read_transient(1)
            .read_transient(2);
        let mut output = Output(chain.output(a, work));
        assert_eq!(output.call().0, status::SUCCESS);
        assert_eq!([output.bytes(), output.bytes()], [b"kept".to_vec(), b"".to_vec()]);
    }
}

#[test]
fn static_frame_may_read_it() {
    let mut chain = Chain::new();
    let [a, b] = [chain.deploy_puppet(), chain.deploy_puppet()];
    let open = call_flags::ALLOW_REENTRY | call_flags::STATIC;
    let work = |inner| script().write_transient(1, b"x").call_with(open, 2_000_000, b, U256::ZERO, inner);
    let read = script().call(a, script().read_transient(1));
    let (_, from_b) = Output(chain.output(a, work(read))).call();
    let (ended, inside) = Output(from_b).call();
    assert_eq!((ended, Output(inside).bytes()), (status::SUCCESS, b"x"[..].into()));
    let write = script().call_with(0, 500_000, a, U256::ZERO, script().write_transient(1, b"y"));
    let (_, from_b) = Output(chain.output(a, work(write))).call();
    assert_eq!(Output(from_b).call().0, status::FAILED);
}

#[test]
fn transaction_that_writes_too_many_places_fails() {
    let mut chain = Chain::new();
    let a = chain.deploy_puppet();
    let places = TRANSIENT_SLOTS_MAX as u32;
    let mut write = |count| {
        let draft = chain.draft(ALICE, a, U256::ZERO, script().write_transient_places(0, count));
        chain.send(ALICE, TxEip1559 { gas_limit: 40_000_000, ..draft })
    };
    let receipt = write(places);
    assert!(receipt.success, "{:?}", receipt.failure);
    let receipt = write(places + 1);
    let expected = format!("the transaction writes more than {TRANSIENT_SLOTS_MAX} places of transient storage");
    assert_eq!(receipt.failure.unwrap().reason, expected);
}

#[test]
fn access_costs_what_eip_1153_says_and_bytes_besides() {
    let mut chain = Chain::new();
    let a = chain.deploy_puppet();
    let used = |work: crate::script::Script| {
        let bytes = [script().gas().bytes(), work.bytes(), script().gas().bytes()].concat();
        let output = chain.output(a, bytes);
        let before = Output(output.clone()).number();
        before - Output(output.slice(output.len() - 8..)).number()
    };
    let fixed = prices::TRANSIENT_ACCESS.get();
    for (work, price) in [
        (script().write_transient(1, &[7; 32]), fixed + 32),
        (script().write_transient(1, &[7; 1_000]), fixed + 1_000),
        (script().read_transient(1), fixed),
        (script().size_of(1), prices::COLD_SLOT.get()),
        (script().size_of(1).size_of(1), prices::COLD_SLOT.get() + prices::WARM_ACCESS.get()),
    ] {
        let used = used(work);
        assert!(used >= price && used < price + 400, "{used} for {price}");
    }
}

#[test]
fn size_tells_whether_a_value_is_there() {
    let mut chain = Chain::new();
    let a = chain.deploy_puppet();
    chain.call_ok(a, script().write(1, &[7; 5_000]).write(2, b"x"));
    let mut output = Output(chain.output(a, script().size_of(1).size_of(2).size_of(3).write(2, b"").size_of(2)));
    assert_eq!([output.size(), output.size(), output.size(), output.size()], [5_000, 1, 0, 0]);
    output.end();
}

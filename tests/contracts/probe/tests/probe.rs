//! The native chain and the VM give the same answers to what the probe asks.

use probe::{Came, Probe, ProbeClient, ProbeError};
use testing::prelude::*;
use token::Token;

fn bytes(bytes: &[u8]) -> Bytes {
    Bytes(bytes.to_vec())
}

fn deployed(chain: &Chain) -> ProbeClient<Sender> {
    let [alice] = chain.accounts();
    chain.deploy(alice, Probe::constructor(bytes(b"old")))
}

#[chain_test]
fn existence_follows_writes_and_deletions(chain: Chain) {
    let probe = deployed(&chain);
    assert_eq!(probe.keep_and_remove(7, bytes(&[1; 5_000])), (false, true, false));
    assert_eq!(probe.keep_and_remove(7, bytes(&[])), (false, true, false), "an empty list is a value");
}

#[chain_test]
fn transient_value_ends_with_its_transaction(chain: Chain) {
    let probe = deployed(&chain);
    assert_eq!(probe.scribble(1, bytes(&[5; 200])), (bytes(&[]), bytes(&[5; 200])));
    assert_eq!(probe.scratch(1), bytes(&[]));
    assert_eq!(probe.scribble(1, bytes(&[6])), (bytes(&[]), bytes(&[6])));
}

#[chain_test]
fn transient_value_of_a_failed_frame_is_undone(chain: Chain) {
    assert_eq!(deployed(&chain).scribble_around_a_failure(1, bytes(&[5])), bytes(&[5]));
}

#[chain_test]
fn transient_lock_is_seen_by_inner_frames(chain: Chain) {
    let probe = deployed(&chain);
    assert_eq!(probe.lock_and_call(0), Ok(1));
    assert_eq!(probe.lock_and_call(1), Err(ProbeError::Locked));
    assert_eq!(probe.lock_and_call(0), Ok(1), "the lock of a failed transaction is gone");
}

#[chain_test]
fn transient_write_is_refused_in_a_static_call(chain: Chain) {
    let [one, other] = [deployed(&chain), deployed(&chain)];
    assert!(!one.leak_from(other.address()));
}

#[chain_test]
fn transient_value_has_at_most_1_kib(chain: Chain) {
    let probe = deployed(&chain);
    // SCALE puts two bytes of length before the text.
    assert!(probe.try_scribble(1, bytes(&[5; 1022])).is_ok());
    assert_eq!(probe.try_scribble(1, bytes(&[5; 1023])), Err(CallError::Failed));
}

#[chain_test]
fn contract_takes_other_code_that_is_deployed(chain: Chain) {
    let [alice] = chain.accounts();
    let probe = deployed(&chain);
    let code = chain.code_hash::<Token>();
    chain.deploy(alice, Token::constructor("Tok".into(), "TOK".into(), U256::ONE));
    assert_eq!(probe.become_other(code), (true, code));
    let token = chain.client::<Token>(probe.address(), alice).erc20();
    assert_eq!(token.balance_of(alice), U256::ZERO, "it answers as a token");
    assert!(probe.try_note().is_err(), "and no longer as a probe");
}

#[chain_test]
fn unknown_code_is_not_taken(chain: Chain) {
    let probe = deployed(&chain);
    let own = chain.code_hash::<Probe>();
    assert_eq!(probe.become_other(B256::new([7; 32])), (false, own));
    assert_eq!(probe.note(), bytes(b"old"));
}

#[chain_test]
fn new_code_of_a_failed_frame_is_given_up(chain: Chain) {
    let [alice] = chain.accounts();
    let probe = deployed(&chain);
    chain.deploy(alice, Token::constructor("Tok".into(), "TOK".into(), U256::ONE));
    assert_eq!(probe.become_other_and_throw(chain.code_hash::<Token>()), Err(ProbeError::Locked));
    assert_eq!(probe.note(), bytes(b"old"));
}

#[chain_test]
fn new_code_answers_within_the_same_transaction(chain: Chain) {
    let [alice] = chain.accounts();
    let [probe, other] = [deployed(&chain), deployed(&chain)];
    chain.deploy(alice, Token::constructor("Tok".into(), "TOK".into(), U256::ONE));
    let reverted = other.ask_caller();
    assert_eq!(reverted, bytes(&[]), "alice has no code");
    let answer = probe.become_other_and_ask(chain.code_hash::<Token>(), other.address());
    // The token reads the probe's storage: its second slot holds nothing, so the symbol is empty.
    assert_eq!(answer, bytes(&[[0; 31].as_slice(), &[32], &[0; 32]].concat()));
}

#[chain_test]
fn texts_for_developers_are_heard_once(chain: Chain) {
    let probe = deployed(&chain);
    probe.say("hello".into());
    probe.say("again".into());
    assert_eq!(chain.debug_logs(), ["hello", "again"]);
    assert_eq!(probe.try_say("x".repeat(1025)), Err(CallError::Failed));
    assert_eq!(chain.debug_logs().len(), 2);
}

#[chain_test]
fn facts_of_the_block_are_told(chain: Chain) {
    assert_eq!(deployed(&chain).block(), (300_000_000, U256::ZERO, Address::ZERO));
}

#[chain_test]
fn value_without_call_data_is_received(chain: Chain) {
    let [alice] = chain.accounts();
    let probe = deployed(&chain);
    assert_eq!(chain.send(alice, probe.address(), U256::from(5_u64), &[]), Ok(Vec::new()));
    assert_eq!((probe.received(), chain.balance(probe.address())), (U256::from(5_u64), U256::from(5_u64)));
}

#[chain_test]
fn call_data_that_no_method_takes_goes_to_the_fallback_as_it_is(chain: Chain) {
    let [alice] = chain.accounts();
    let probe = deployed(&chain);
    for input in [&[1][..], &[7; 4], &[8; 37]] {
        assert_eq!(chain.send(alice, probe.address(), U256::ONE, input).as_deref(), Ok(input));
    }
    let refused = chain.send(alice, probe.address(), U256::ONE, &[9]).unwrap_err();
    assert_eq!(refused.decode(), Some(ProbeError::Locked));
    let came = chain.events::<Came>();
    assert_eq!(came.len(), 3);
    let last = Came { from: alice, value: U256::ONE, size: 37, first: FixedBytes([8]), whole: bytes(&[8; 37]) };
    assert_eq!(came[2], last);
    assert_eq!(chain.logs()[2].topics.len(), 4, "an anonymous event has room for four fields");
}

#[chain_test]
fn reentrant_method_allows_reentry_in_its_calls_and_others_do_not(chain: Chain) {
    let [alice] = chain.accounts();
    let (here, there) = (deployed(&chain), chain.deploy(alice, Probe::constructor(bytes(b"other"))));
    assert!(!here.be_entered_in_vain_by(there.address()));
    assert_eq!(here.entered(), Err(ProbeError::Locked));
    assert!(here.be_entered_by(there.address()));
    assert_eq!(here.entered(), Ok(1));
    assert!(!here.be_entered_in_vain_by(there.address()), "the permission ended with its frame");
}

#[chain_test]
fn client_of_an_interface_calls_a_contract_written_elsewhere(chain: Chain) {
    let [alice] = chain.accounts();
    let (here, there) = (deployed(&chain), chain.deploy(alice, Probe::constructor(bytes(b"other"))));
    assert_eq!(here.entered_elsewhere(there.address()), Err(ProbeError::Locked));
    assert_eq!(there.enter(), 1);
    assert_eq!(here.entered_elsewhere(there.address()), Ok(1));
}

#[test]
fn fallback_receive_and_anonymous_events_are_in_the_abi() {
    let lines = Probe::ABI.lines().collect::<Vec<_>>();
    assert_eq!(lines[1..3], ["fallback() external payable", "receive() external payable"]);
    assert!(lines.contains(&"function timesEntered() view returns (uint64)"));
    let came = "event Came(address indexed from, uint256 indexed value, uint64 indexed size, bytes1 indexed first, bytes whole) anonymous";
    assert!(lines.contains(&came));
}

#[test]
fn memory_that_runs_out_is_a_panic_of_its_own() {
    let chain = Chain::vm();
    let probe = deployed(&chain);
    assert_eq!(probe.zeros(100_000).len(), 100_000);
    // The contract's own bytes do not fit 1 MiB, then what the SDK makes of them.
    for count in [2_000_000, 700_000] {
        let failure = probe.try_zeros(count).unwrap_err();
        assert_eq!(failure.panic_code(), Some(U256::from(0x41_u64)), "{count}: {failure}");
    }
}

#[chain_test]
fn panics_are_readable_and_the_same_in_wasm(chain: Chain) {
    let probe = deployed(&chain);
    let code = |kind| probe.try_panic(kind).unwrap_err().panic_code();
    let text = |kind| probe.try_panic(kind).unwrap_err().message().unwrap_or_default();
    assert_eq!(code(0), Some(U256::from(0x11_u64)), "overflow");
    assert_eq!(code(1), Some(U256::from(0x12_u64)), "division by zero");
    assert_eq!(code(2), Some(U256::from(0x01_u64)), "assertion");
    for (kind, line) in [(3, "3 => [1, 2, 3][kind as usize + 6],"), (4, "let number = u8::try_from(kind * 100)")] {
        let source = include_str!("../src/lib.rs");
        let line = 1 + source.lines().position(|text| text.contains(line)).unwrap();
        assert_eq!(text(kind), format!("panicked at tests/contracts/probe/src/lib.rs:{line}"));
    }
    assert_eq!(text(5), "called `Option::unwrap()` on a `None` value");
    assert_eq!(text(6), "said so");
}

#[test]
fn closure_that_changes_what_it_is_handed_is_handed_the_same_again_on_the_vm() {
    assert_eq!(deployed(&Chain::vm()).grown_twice(), (8, 8), "rust-lang/rust #155241 in code that is deployed");
}

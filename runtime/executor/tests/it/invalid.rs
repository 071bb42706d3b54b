//! Every reason why a transaction may not be in a block; none leaves a trace.

use alloy_consensus::TxEip1559;
use executor::{BlockBuilder, BlockError, ExecuteError, InvalidTransaction, check_creation, execute_block};
use interface::container::ContainerError;
use primitives::{U256, limits};
use types::TxKind;

use crate::support::*;

fn transfer(chain: &Chain) -> TxEip1559 {
    TxEip1559 { gas_limit: 21_000, ..chain.draft(ALICE, stranger(9), U256::from(1), "") }
}

#[test]
fn wrong_chain_id_is_refused() {
    let chain = Chain::new();
    let refusal = chain.refusal(ALICE, TxEip1559 { chain_id: 1, ..transfer(&chain) });
    assert_eq!(refusal, InvalidTransaction::ChainId { expected: CHAIN_ID, found: 1 });
    assert!(refusal.to_string().starts_with("invalid chain id for signer: have 1 want 31337"));
}

#[test]
fn nonce_too_low_is_refused() {
    let mut chain = Chain::new();
    chain.send(ALICE, transfer(&chain));
    let refusal = chain.refusal(ALICE, TxEip1559 { nonce: 0, ..transfer(&chain) });
    assert_eq!(refusal, InvalidTransaction::NonceTooLow { expected: 1, found: 0 });
    assert_eq!(refusal.to_string(), "nonce too low: next nonce 1, tx nonce 0");
}

#[test]
fn nonce_too_high_is_refused() {
    let chain = Chain::new();
    let refusal = chain.refusal(ALICE, TxEip1559 { nonce: 5, ..transfer(&chain) });
    assert_eq!(refusal, InvalidTransaction::NonceTooHigh { expected: 0, found: 5 });
    assert!(refusal.to_string().starts_with("nonce too high: "));
}

#[test]
fn nonce_of_2_to_the_64_less_1_is_refused() {
    let chain = Chain::new();
    let refusal = chain.refusal(ALICE, TxEip1559 { nonce: u64::MAX, ..transfer(&chain) });
    assert_eq!(refusal, InvalidTransaction::NonceMax);
    assert!(refusal.to_string().starts_with("nonce has max value"));
}

#[test]
fn balance_must_cover_gas_limit_times_max_fee_and_value() {
    let chain = Chain::new();
    let have = coins(10_000);
    let fee = U256::from(21_000) * U256::from(MAX_FEE);
    let exact = TxEip1559 { value: have - fee, ..transfer(&chain) };
    let too_much = TxEip1559 { value: have - fee + U256::from(1), ..transfer(&chain) };
    let refusal = chain.refusal(ALICE, too_much);
    let want = have + U256::from(1);
    assert_eq!(refusal, InvalidTransaction::InsufficientFunds { address: address(ALICE), have, want });
    assert!(refusal.to_string().starts_with("insufficient funds for gas * price + value: address 0x"));
    assert!(chain.clone().send(ALICE, exact).success);
}

#[test]
fn fee_and_value_that_overflow_256_bits_are_refused() {
    let chain = Chain::new();
    let draft = TxEip1559 { value: U256::MAX, ..transfer(&chain) };
    let have = coins(10_000);
    let expected = InvalidTransaction::InsufficientFunds { address: address(ALICE), have, want: U256::MAX };
    assert_eq!(chain.refusal(ALICE, draft), expected);
    let draft = TxEip1559 { max_fee_per_gas: u128::MAX, gas_limit: limits::BLOCK_GAS_LIMIT.get(), ..transfer(&chain) };
    assert!(matches!(chain.refusal(ALICE, draft), InvalidTransaction::InsufficientFunds { .. }));
}

#[test]
fn gas_limit_below_intrinsic_gas_is_refused() {
    let chain = Chain::new();
    let refusal = chain.refusal(ALICE, TxEip1559 { gas_limit: 20_999, ..transfer(&chain) });
    assert_eq!(refusal, InvalidTransaction::IntrinsicGas { limit: 20_999, needed: 21_000 });
    assert_eq!(refusal.to_string(), "intrinsic gas too low: have 20999, want 21000");
    let refusal = chain.refusal(ALICE, TxEip1559 { gas_limit: 0, ..transfer(&chain) });
    assert_eq!(refusal, InvalidTransaction::IntrinsicGas { limit: 0, needed: 21_000 });
}

#[test]
fn gas_limit_above_the_blocks_is_refused() {
    let chain = Chain::new();
    let block = limits::BLOCK_GAS_LIMIT.get();
    for limit in [block + 1, u64::MAX] {
        let refusal = chain.refusal(ALICE, TxEip1559 { gas_limit: limit, ..transfer(&chain) });
        assert_eq!(refusal, InvalidTransaction::GasLimitAboveBlock { limit, block });
        assert!(refusal.to_string().starts_with("exceeds block gas limit"));
    }
}

#[test]
fn gas_limit_above_what_the_block_has_left_is_refused_until_the_next_block() {
    let mut chain = Chain::new();
    let block = limits::BLOCK_GAS_LIMIT.get();
    let first = signed(ALICE, TxEip1559 { gas_limit: block, ..transfer(&chain) });
    let second = signed(ALICE, TxEip1559 { nonce: 1, gas_limit: block, ..transfer(&chain) });
    let env = chain.env();
    let mut builder = BlockBuilder::new(engine(), &chain.state, env);
    assert_eq!(builder.execute(&first).unwrap().gas_used, 21_000);
    let expected = InvalidTransaction::BlockFull { limit: block, left: block - 21_000 };
    match builder.execute(&second) {
        Err(ExecuteError::Invalid(invalid)) => assert_eq!(invalid, expected),
        other => panic!("{other:?}"),
    }
    chain.mine(&[first]);
    chain.mine(&[second]);
}

#[test]
fn fee_below_the_base_fee_is_refused() {
    let chain = Chain::new();
    let base_fee = chain.env().base_fee;
    let max_fee = u128::from(base_fee) - 1;
    let draft = TxEip1559 { max_fee_per_gas: max_fee, max_priority_fee_per_gas: 0, ..transfer(&chain) };
    let refusal = chain.refusal(ALICE, draft);
    assert_eq!(refusal, InvalidTransaction::FeeBelowBase { max_fee, base_fee });
    assert!(refusal.to_string().starts_with("max fee per gas less than block base fee"));
}

#[test]
fn priority_fee_above_the_fee_is_refused() {
    let chain = Chain::new();
    let refusal = chain.refusal(ALICE, TxEip1559 { max_priority_fee_per_gas: MAX_FEE + 1, ..transfer(&chain) });
    assert_eq!(refusal, InvalidTransaction::PriorityAboveFee { priority: MAX_FEE + 1, max_fee: MAX_FEE });
    assert!(refusal.to_string().starts_with("max priority fee per gas higher than max fee per gas"));
}

#[test]
fn sender_with_code_is_refused() {
    let mut chain = Chain::new();
    let puppet = chain.deploy_puppet();
    // Nobody has the key of a contract, so its code is given to Alice.
    let hash = chain.account(puppet).code_hash;
    let mut account = chain.account(address(ALICE));
    account.code_hash = hash;
    let tx = signed(ALICE, transfer(&chain));
    let refusal = executor::validate(&tx, &account, &chain.env()).unwrap_err();
    assert_eq!(refusal, InvalidTransaction::SenderHasCode { address: address(ALICE), code_hash: hash });
    assert!(refusal.to_string().starts_with("sender not an eoa"));
}

#[test]
fn block_names_the_transaction_that_does_not_belong() {
    let chain = Chain::new();
    let good = signed(ALICE, transfer(&chain));
    match execute_block(engine(), &chain.state, &chain.state, chain.env(), &[good.clone(), good]) {
        Err(BlockError::Transaction { index: 1, invalid: InvalidTransaction::NonceTooLow { .. } }) => {}
        other => panic!("{other:?}"),
    }
}

#[test]
fn evm_bytecode_is_refused_at_the_door_and_fails_in_a_block() {
    let mut chain = Chain::new();
    let bytecode = [0x60, 0x80, 0x60, 0x40, 0x52];
    let refusal = check_creation(&bytecode).unwrap_err();
    assert_eq!(refusal, InvalidTransaction::Container(ContainerError::Magic { found: [0x60, 0x80, 0x60] }));
    assert!(refusal.to_string().contains("causeway build"));
    let draft = chain.draft(ALICE, TxKind::Create, U256::from(1), bytecode.to_vec());
    let receipt = chain.send(ALICE, draft);
    assert!(!receipt.success);
    assert_eq!(receipt.gas_used, GAS_LIMIT);
    assert!(receipt.reason().unwrap().contains("causeway build"));
    assert_eq!(chain.balance(receipt.created.unwrap()), U256::ZERO);
}

#[test]
fn module_that_may_not_be_deployed_is_refused_at_the_door_and_fails_in_a_block() {
    let mut chain = Chain::new();
    let bad = module_with_call("(drop (f64.const 1))");
    let refusal = check_creation(&container_of(&bad)).unwrap_err();
    assert!(matches!(refusal, InvalidTransaction::Module(_)), "{refusal:?}");
    let receipt = chain.deploy(&bad, "");
    assert!(!receipt.success);
    assert_eq!(receipt.gas_used, 100_000_000);
    assert_eq!(receipt.reason(), Some(refusal.to_string().as_str()));
    assert!(check_creation(&container_of(puppet())).is_ok());
    assert!(matches!(check_creation(&container_of(b"no wasm")), Err(InvalidTransaction::Module(_))));
}

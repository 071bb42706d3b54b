//! Transfers, fees, and that no coin appears or vanishes but the base fee.

use alloy_consensus::{TxEip1559, TxLegacy};
use executor::{BlockBuilder, BlockEnv, CallParams};
use primitives::{Address, U256};
use types::{TypedTransaction, sign};

use crate::{script::script, support::*};

#[test]
fn transfer_costs_21_000_burns_the_base_fee_and_tips_the_coinbase() {
    let mut chain = Chain::new();
    let base_fee = chain.env().base_fee;
    let receipt = chain.send(ALICE, chain.draft(ALICE, address(BOB), coins(1), ""));
    assert!(receipt.success);
    assert_eq!((receipt.gas_used, receipt.cumulative_gas_used), (21_000, 21_000));
    assert_eq!(receipt.effective_gas_price, u128::from(base_fee) + PRIORITY_FEE);
    assert_eq!((receipt.created, receipt.failure), (None, None));

    let paid = U256::from(21_000) * U256::from(receipt.effective_gas_price);
    let tip = U256::from(21_000) * U256::from(PRIORITY_FEE);
    assert_eq!(chain.balance(address(ALICE)), coins(9_999) - paid);
    assert_eq!(chain.balance(address(BOB)), coins(10_001));
    assert_eq!(chain.balance(COINBASE), tip);
    assert_eq!(chain.account(address(ALICE)).nonce, 1);

    let held = [address(ALICE), address(BOB), address(CAROL), COINBASE].map(|of| chain.balance(of));
    let burnt = U256::from(21_000) * U256::from(base_fee);
    assert_eq!(held.into_iter().sum::<U256>() + burnt, coins(30_000));
}

#[test]
fn priority_fee_is_cut_where_the_fee_cap_is_near() {
    let mut chain = Chain::new();
    let base_fee = u128::from(chain.env().base_fee);
    let draft = TxEip1559 {
        max_fee_per_gas: base_fee + 5,
        max_priority_fee_per_gas: 1_000,
        ..chain.draft(ALICE, address(BOB), U256::ZERO, "")
    };
    assert_eq!(chain.send(ALICE, draft).effective_gas_price, base_fee + 5);
    assert_eq!(chain.balance(COINBASE), U256::from(21_000 * 5));
}

#[test]
fn legacy_transaction_pays_its_gas_price() {
    let mut chain = Chain::new();
    let legacy = TxLegacy {
        chain_id: Some(CHAIN_ID),
        gas_price: MAX_FEE,
        gas_limit: 21_000,
        to: address(BOB).into(),
        ..TxLegacy::default()
    };
    let receipt = chain.mine(&[sign(TypedTransaction::Legacy(legacy), &key(ALICE))]).remove(0);
    assert_eq!(receipt.effective_gas_price, MAX_FEE);
}

#[test]
fn transfer_to_oneself_keeps_the_value() {
    let mut chain = Chain::new();
    let receipt = chain.send(ALICE, chain.draft(ALICE, address(ALICE), coins(5), ""));
    let paid = U256::from(receipt.gas_used) * U256::from(receipt.effective_gas_price);
    assert_eq!(chain.balance(address(ALICE)), coins(10_000) - paid);
}

#[test]
fn transfer_of_nothing_to_nobody_makes_no_account() {
    let mut chain = Chain::new();
    chain.send(ALICE, chain.draft(ALICE, stranger(9), U256::ZERO, ""));
    assert_eq!(state::StateView::account(&chain.state, stranger(9)).unwrap(), None);
}

#[test]
fn cumulative_gas_and_header_count_all_transactions() {
    let mut chain = Chain::new();
    let drafts = [0, 1, 2].map(|nonce| TxEip1559 { nonce, ..chain.draft(ALICE, address(BOB), coins(1), "") });
    let receipts = chain.mine(&drafts.map(|draft| signed(ALICE, draft)));
    let cumulative: Vec<_> = receipts.iter().map(|receipt| receipt.cumulative_gas_used).collect();
    assert_eq!(cumulative, [21_000, 42_000, 63_000]);
    assert_eq!(chain.head.gas_used, 63_000);
    assert_eq!(chain.balance(address(BOB)), coins(10_003));
}

#[test]
fn failed_call_moves_no_value_but_pays() {
    let mut chain = Chain::new();
    let puppet = chain.deploy_puppet();
    let before = chain.clone();
    let draft = chain.draft(ALICE, puppet, coins(1), script().write(1, b"x").trap());
    let receipt = chain.send(ALICE, draft);
    assert!(!receipt.success);
    assert_eq!(receipt.gas_used, GAS_LIMIT);
    assert_eq!(receipt.reason(), Some("wasm trap: unreachable instruction executed"));
    let paid = U256::from(GAS_LIMIT) * U256::from(receipt.effective_gas_price);
    assert_eq!(chain.balance(address(ALICE)), before.balance(address(ALICE)) - paid);
    assert_eq!(chain.account(address(ALICE)).nonce, before.account(address(ALICE)).nonce + 1);
    assert_eq!(chain.account(puppet), before.account(puppet));
}

#[test]
fn dev_chain_sets_balances_up_and_down() {
    let chain = Chain::new();
    let mut builder = BlockBuilder::new(engine(), &chain.state, chain.env());
    builder.set_balance(address(ALICE), coins(1)).unwrap();
    builder.set_balance(stranger(9), coins(7)).unwrap();
    builder.set_balance(address(BOB), U256::ZERO).unwrap();
    let executed = builder.seal(&chain.state).unwrap();
    let mut after = chain.clone();
    after.state.apply(&executed.state);
    assert_eq!([ALICE, BOB].map(|of| after.balance(address(of))), [coins(1), U256::ZERO]);
    assert_eq!(after.balance(stranger(9)), coins(7));
    assert_eq!(state::StateView::account(&after.state, address(BOB)).unwrap(), None);
}

#[test]
fn balance_that_would_overflow_fails_the_transfer() {
    let mut chain = Chain::new();
    let mut builder = BlockBuilder::new(engine(), &chain.state, chain.env());
    builder.set_balance(address(BOB), U256::MAX).unwrap();
    let state = builder.seal(&chain.state).unwrap().state;
    chain.state.apply(&state);
    let receipt = chain.send(ALICE, chain.draft(ALICE, address(BOB), U256::from(1), ""));
    assert!(!receipt.success);
    assert!(receipt.reason().unwrap().contains("2^256 - 1"));
    assert_eq!(chain.balance(address(BOB)), U256::MAX);
}

#[test]
fn genesis_holds_the_allotment_and_hashes_like_an_ethereum_block() {
    let chain = Chain::new();
    assert_eq!((chain.head.number, chain.head.base_fee_per_gas), (0, Some(BASE_FEE)));
    assert_eq!(chain.balance(address(ALICE)), coins(10_000));
    assert_eq!(chain.hash, chain.head.hash_slow());
    assert_eq!(chain.env().parent_hash, chain.hash);
}

#[test]
fn empty_blocks_lower_the_base_fee_by_an_eighth() {
    let mut chain = Chain::new();
    chain.mine(&[]);
    assert_eq!(chain.head.base_fee_per_gas, Some(875_000_000));
    chain.mine(&[]);
    assert_eq!(chain.head.base_fee_per_gas, Some(765_625_000));
    assert_eq!(chain.env(), BlockEnv { number: 3, ..chain.env() });
}

#[test]
fn contract_sees_its_transaction_and_block() {
    let mut chain = Chain::new();
    let puppet = chain.deploy_puppet();
    let env = chain.env();
    let params = CallParams {
        value: U256::from(77),
        gas_price: MAX_FEE,
        gas: Some(GAS_LIMIT),
        ..params(puppet, script().context())
    };
    let mut output = match chain.try_simulate(&params).unwrap().exit {
        executor::CallExit::Success(output) => Output(output),
        other => panic!("{other:?}"),
    };
    let parties: [Address; 3] = [output.address(), output.address(), output.address()];
    assert_eq!(parties, [puppet, address(ALICE), address(ALICE)]);
    assert_eq!([output.word(), output.word()], [U256::from(77), U256::from(MAX_FEE)]);
    let block = [output.number(), output.number(), output.number(), output.number()];
    assert_eq!(block, [CHAIN_ID, env.number, env.timestamp, env.gas_limit]);
    assert_eq!((output.word(), output.address()), (U256::from(env.base_fee), COINBASE));
    output.end();
}

#[test]
fn contract_sees_the_hashes_of_earlier_blocks_only() {
    let mut chain = Chain::new();
    let puppet = chain.deploy_puppet();
    chain.mine(&[]);
    let hash = |number| state::StateView::block_hash(&chain.state, number).unwrap().unwrap();
    let number = chain.env().number;
    let asked = script().block_hash(0).block_hash(number - 1).block_hash(number).block_hash(u64::MAX);
    let mut output = Output(chain.output(puppet, asked));
    assert_eq!([output.take(32), output.take(32)], [hash(0).to_vec(), hash(number - 1).to_vec()]);
    assert_eq!([output.word(), output.word()], [U256::ZERO; 2]);
}

//! revm making the transfer: a transaction with nonce, fee and balance checks, committed to a state in memory.

use revm::{
    Context, ExecuteCommitEvm, MainBuilder, MainContext,
    context::{
        BlockEnv, CfgEnv, TxEnv,
        result::{ExecutionResult, Output},
    },
    database::{CacheDB, EmptyDB},
    primitives::{Address, Bytes, TxKind, U256, hardfork::SpecId, keccak256},
    state::AccountInfo,
};
use worker::BATCH;

type State = CacheDB<EmptyDB>;

const SENDER: Address = Address::repeat_byte(0x11);
const RECEIVER: Address = Address::repeat_byte(0x22);

/// Makes an EVM on `$state`.
macro_rules! evm {
    ($state:expr) => {{
        let mut config = CfgEnv::new_with_spec(SpecId::PRAGUE);
        config.chain_id = 31_337;
        let block = BlockEnv { basefee: 1_000_000_000, gas_limit: u64::MAX, ..BlockEnv::default() };
        Context::mainnet().with_cfg(config).with_block(block).with_db($state).build_mainnet()
    }};
}

fn transaction(nonce: u64, kind: TxKind, data: Bytes) -> TxEnv {
    TxEnv::builder()
        .caller(SENDER)
        .nonce(nonce)
        .chain_id(Some(31_337))
        .gas_limit(5_000_000)
        .max_fee_per_gas(2_000_000_000)
        .gas_priority_fee(Some(1))
        .kind(kind)
        .data(data)
        .build()
        .expect("the transaction is complete")
}

/// Creation code of the token and its constructor's arguments.
fn creation() -> Bytes {
    let code = const_hex::decode(include_str!("../contract/Token.hex").trim()).expect("it is hex");
    let word = |n: u64| U256::from(n).to_be_bytes::<32>();
    let text = |text: &str| {
        let mut padded = [0; 32];
        padded[..text.len()].copy_from_slice(text.as_bytes());
        [word(text.len() as u64), padded].concat()
    };
    [code, [word(0x60), word(0xa0), word(u64::MAX)].concat(), text("Bench"), text("BCH")].concat().into()
}

fn call_data(signature: &str, words: &[[u8; 32]]) -> Bytes {
    [&keccak256(signature)[..4], &words.concat()].concat().into()
}

fn main() {
    let per_call = std::env::args().nth(1).is_some_and(|argument| argument == "call");
    let mut state = State::default();
    let balance = U256::from(10).pow(U256::from(30));
    state.insert_account_info(SENDER, AccountInfo { balance, ..AccountInfo::default() });
    let mut evm = evm!(state);
    let created = evm.transact_commit(transaction(0, TxKind::Create, creation())).expect("the deployment is valid");
    let ExecutionResult::Success { output: Output::Create(_, Some(token)), .. } = created else {
        panic!("the token was not deployed: {created:?}");
    };
    let input = call_data("transfer(address,uint256)", &[RECEIVER.into_word().0, U256::from(1).to_be_bytes()]);
    let mut nonce = 1;
    worker::serve(|| {
        for _ in 0..BATCH {
            let tx = transaction(nonce, TxKind::Call(token), input.clone());
            nonce += 1;
            let result = if per_call {
                evm!(&mut evm.ctx.journaled_state.database).transact_commit(tx)
            } else {
                evm.transact_commit(tx)
            };
            let result = result.expect("the transaction is valid");
            assert!(result.is_success() && result.logs().len() == 1, "{result:?}");
        }
    });
    // Every transfer arrived.
    let question = call_data("balanceOf(address)", &[RECEIVER.into_word().0]);
    let answer = evm.transact_commit(transaction(nonce, TxKind::Call(token), question)).expect("the question is valid");
    let received = U256::from_be_slice(answer.output().expect("there is an answer"));
    assert_eq!(received, U256::from(nonce - 1));
}

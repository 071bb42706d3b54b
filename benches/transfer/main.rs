//! The worker of `make peers` that is us: token transfers through the executor as in a block, or on the engine alone,
//! with a fresh instance per call or with one that is cleaned and used again.

mod clean;

use std::io::Write;

use benches::{
    World,
    bare::{Bare, Form, Host},
    constructor_arguments, token_module, transfer_call,
};
use executor::BlockBuilder;
use interface::exports::{CALL, DEPLOY};
use primitives::{Address, U256};
use types::{Recovered, TxKind};
use worker::BATCH;

const RECEIVER: Address = Address::repeat_byte(0x22);

fn main() {
    let case = std::env::args().nth(1).unwrap_or_default();
    vm::on_execution_stack(|| match case.as_str() {
        "executor" => executor(),
        "bare-fresh" => fresh(),
        "bare-reused" => reused(),
        // For the engines that run what the pass makes.
        "module" => std::io::stdout().write_all(&metered()).expect("somebody reads"),
        other => panic!("no such case: {other:?}"),
    });
}

/// Signed transactions with their checks, fees, journal, receipts and logs; the block starts anew with each batch.
fn executor() {
    let mut world = World::new();
    let token = world.deploy_token();
    let input = transfer_call(RECEIVER, U256::from(1));
    let calls: Vec<Recovered> =
        (0..BATCH).map(|_| world.signed(TxKind::Call(token), input.clone(), 1_000_000)).collect();
    worker::serve(|| {
        let mut builder = BlockBuilder::new(&world.engine, &world.state, world.env.clone());
        for tx in &calls {
            let receipt = builder.execute(tx).expect("the transaction is valid");
            assert!(receipt.success && receipt.logs.len() == 1, "{:?}", receipt.failure);
        }
    });
}

/// The token deployed on the bare engine, with the call ready.
fn deployed(token: &Bare) -> Host {
    let arguments = constructor_arguments("Bench", "BCH", U256::from(u64::MAX));
    let host = token.run(DEPLOY, Host::default().called_with(arguments));
    host.called_with(transfer_call(RECEIVER, U256::from(1)).to_vec())
}

fn fresh() {
    let token = Bare::new(&token_module(), Form::Metered);
    let mut kept = Some(deployed(&token));
    worker::serve(|| {
        for _ in 0..BATCH {
            let host = kept.take().expect("each call gives it back");
            kept = Some(token.run(CALL, host));
        }
    });
}

fn metered() -> Vec<u8> {
    vm::instrument(&token_module()).expect("the token may be deployed")
}

fn reused() {
    let token = Bare::of_metered(&clean::with_exported_globals(&metered()));
    let mut frame = token.frame(deployed(&token));
    let first = frame.contents();
    worker::serve(|| {
        for _ in 0..BATCH {
            frame.enter(CALL);
            frame.restore(&first);
        }
    });
}

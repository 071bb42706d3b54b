//! The transition function: a transfer, a call of the token with a fresh instance, and the same as a question.

use benches::{CpuTime, World, balance_of_call, transfer_call};
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use executor::{BlockBuilder, call};
use primitives::{Address, Bytes, U256};
use types::{Recovered, TxKind};

/// Transactions of one measured block, so that what a block costs by itself does not show.
const BLOCK: usize = 256;

fn block(world: &World, transactions: &[Recovered]) -> usize {
    let mut builder = BlockBuilder::new(&world.engine, &world.state, world.env.clone());
    for tx in transactions {
        let receipt = builder.execute(tx).expect("the transaction is valid");
        assert!(receipt.success, "{:?}", receipt.failure);
    }
    builder.transaction_count()
}

/// As in the node: on a thread that was made with the stack for it.
fn transactions(c: &mut Criterion<CpuTime>) {
    vm::on_execution_stack(|| measure(c));
}

fn measure(c: &mut Criterion<CpuTime>) {
    let mut world = World::new();
    let to = TxKind::Call(Address::repeat_byte(0x22));
    let transfers: Vec<_> = (0..BLOCK).map(|_| world.signed(to, Bytes::new(), 21_000)).collect();
    c.bench_function(&format!("executor::transfer/count={BLOCK}"), |b| b.iter(|| block(&world, &transfers)));

    let mut world = World::new();
    let token = world.deploy_token();
    let input = transfer_call(Address::repeat_byte(0x22), U256::from(1));
    let calls: Vec<_> = (0..BLOCK).map(|_| world.signed(TxKind::Call(token), input.clone(), 1_000_000)).collect();
    c.bench_function(&format!("executor::token_transfer/count={BLOCK}"), |b| b.iter(|| block(&world, &calls)));
    c.bench_function(&format!("executor::token_block_with_root/count={BLOCK}"), |b| {
        b.iter_batched(
            || {
                let mut builder = BlockBuilder::new(&world.engine, &world.state, world.env.clone());
                for tx in &calls {
                    builder.execute(tx).expect("the transaction is valid");
                }
                builder
            },
            |builder| builder.seal(&world.state).expect("the state is in memory"),
            BatchSize::LargeInput,
        );
    });

    let question = world.question(token, balance_of_call(world.sender()));
    c.bench_function("executor::eth_call/balanceOf", |b| {
        b.iter(|| call(&world.engine, &world.state, &world.env, &question).expect("the state is in memory"));
    });
}

criterion_group! {
    name = benches;
    config = Criterion::default().with_measurement(CpuTime);
    targets = transactions
}
criterion_main!(benches);

//! The limit for a token transfer: the same module on bare wasmtime, without metering, checks, journal or gas, a
//! fresh instance per call.

use benches::{
    CpuTime,
    bare::{Bare, Form, Host},
    constructor_arguments, token_module, transfer_call,
};
use criterion::{Criterion, criterion_group, criterion_main};
use interface::exports::{CALL, DEPLOY};
use primitives::{Address, U256};

fn token_transfer(c: &mut Criterion<CpuTime>) {
    let token = Bare::new(&token_module(), Form::Unmetered);
    let input = constructor_arguments("Bench", "BCH", U256::from(1_000_000_000));
    let host = token.run(DEPLOY, Host::default().called_with(input));
    let mut kept = Some(host);
    let input = transfer_call(Address::repeat_byte(0x22), U256::from(1)).to_vec();
    c.bench_function("limit::token_transfer/unmetered wasmtime", |b| {
        b.iter(|| {
            let host = kept.take().expect("each call gives it back");
            kept = Some(token.run(CALL, host.called_with(input.clone())));
        });
    });
}

criterion_group! {
    name = benches;
    config = Criterion::default().with_measurement(CpuTime);
    targets = token_transfer
}
criterion_main!(benches);

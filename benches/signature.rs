//! Sender recovery: the largest single cost of a plain transfer.

use benches::World;
use criterion::{Criterion, criterion_group, criterion_main};
use primitives::{Address, Bytes};
use types::{Transaction, TxKind};

fn recover(c: &mut Criterion) {
    let bytes = World::new().signed(TxKind::Call(Address::ZERO), Bytes::new(), 21_000).encoded();
    let decoded = Transaction::decode(&bytes).expect("it was just encoded");
    c.bench_function("signature::decode", |b| b.iter(|| Transaction::decode(&bytes)));
    c.bench_function("signature::recover", |b| b.iter(|| decoded.clone().recover()));
}

criterion_group!(benches, recover);
criterion_main!(benches);

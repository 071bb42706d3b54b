//! The trie: the root after one block's changes, and a proof.

use std::collections::BTreeMap;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use primitives::{B256, Bytes, keccak256};
use trie::{MemoryTrie, NodeChanges, TrieId, prove, update};

/// Keys of the standing trie.
const KEYS: u64 = 100_000;

fn key(n: u64) -> B256 {
    keccak256(n.to_be_bytes())
}

/// A value of the size of an account record.
fn value(n: u64) -> Bytes {
    [key(n), key(n ^ u64::MAX)].concat().into()
}

fn standing() -> MemoryTrie {
    let mut trie = MemoryTrie::new();
    let all: BTreeMap<_, _> = (0..KEYS).map(|n| (key(n), Some(value(n)))).collect();
    trie.update(TrieId::Main, &all).expect("the trie is in memory");
    trie
}

fn commit(c: &mut Criterion) {
    let trie = standing();
    let mut group = c.benchmark_group(format!("trie::update/keys={KEYS}"));
    for dirty in [4, 1_000] {
        // Four fifths updates, one fifth inserts.
        let changes: BTreeMap<_, _> = (0..dirty)
            .map(|n| if n % 5 == 4 { KEYS + n } else { n * 97 })
            .map(|n| (key(n), Some(value(n + 1))))
            .collect();
        group.throughput(Throughput::Elements(dirty));
        group.bench_function(format!("dirty={dirty}"), |b| {
            b.iter_batched_ref(
                NodeChanges::default,
                |nodes| update(&trie, TrieId::Main, &changes, nodes).expect("the trie is in memory"),
                BatchSize::SmallInput,
            );
        });
    }
    group.finish();
    c.bench_function(&format!("trie::prove/keys={KEYS}"), |b| b.iter(|| prove(&trie, TrieId::Main, &key(7))));
}

criterion_group!(benches, commit);
criterion_main!(benches);

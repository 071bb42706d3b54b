//! What the metering pass takes beside what validation takes, which no engine can do without.

use benches::{CpuTime, module};
use criterion::{Criterion, criterion_group, criterion_main};

fn passes(c: &mut Criterion<CpuTime>) {
    for (name, folder) in
        [("token", "contracts/token"), ("invoice", "contracts/invoice"), ("kernels", "benches/kernels")]
    {
        let module = module(name, folder);
        c.bench_function(&format!("module::{name}/validate"), |b| {
            b.iter(|| wasmparser::validate(&module).expect("it is valid"));
        });
        // Checks against the limits, validates, and rewrites.
        c.bench_function(&format!("module::{name}/admit and instrument"), |b| {
            b.iter(|| vm::instrument(&module).expect("it is admitted"));
        });
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().with_measurement(CpuTime);
    targets = passes
}
criterion_main!(benches);

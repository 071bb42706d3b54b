//! What metering costs: each kernel as deployed and as the pass rewrites it, by turns in one run, in CPU time of the
//! thread. What criterion shows and keeps is the ratio; 1 means that metering is free.
//!
//! Both forms must give the same output. An instance is made before the clock starts and entered once.

use std::time::Duration;

use benches::{
    bare::{Bare, Form, Host},
    call_data, constructor_arguments, module, transfer_call,
};
use cpu_time::ThreadTime;
use criterion::{
    BenchmarkGroup, Criterion, SamplingMode, Throughput, criterion_group, criterion_main,
    measurement::{Measurement, ValueFormatter},
};
use interface::exports::{CALL, DEPLOY};
use primitives::{Address, U256};

/// Instances of each form that are entered between two looks at the clock, for calls of microseconds.
const SHORT_CALLS: usize = 64;

/// The ratio of two times that were taken by turns. Criterion divides by the iterations, so a value is a sum of ratios.
struct Ratio;

impl Measurement for Ratio {
    type Intermediate = ();
    type Value = f64;

    fn start(&self) {}

    fn end(&self, (): ()) -> f64 {
        0.0
    }

    fn add(&self, a: &f64, b: &f64) -> f64 {
        a + b
    }

    fn zero(&self) -> f64 {
        0.0
    }

    fn to_f64(&self, value: &f64) -> f64 {
        *value
    }

    fn formatter(&self) -> &dyn ValueFormatter {
        self
    }
}

impl ValueFormatter for Ratio {
    fn scale_values(&self, _: f64, _: &mut [f64]) -> &'static str {
        "times unmetered"
    }

    fn scale_throughputs(&self, _: f64, _: &Throughput, _: &mut [f64]) -> &'static str {
        "times unmetered"
    }

    fn scale_for_machines(&self, _: &mut [f64]) -> &'static str {
        "times unmetered"
    }
}

/// A contract in both forms with the state that its measured call finds.
struct Kernel {
    unmetered: Bare,
    metered: Bare,
    host: Host,
    /// Calls between two looks at the clock.
    calls: usize,
}

impl Kernel {
    /// `module` in the state that `setup` leaves, each of it the export to enter and its input.
    fn new(module: &[u8], setup: &[(&str, Vec<u8>)], input: Vec<u8>, calls: usize) -> Self {
        let (unmetered, metered) = (Bare::new(module, Form::Unmetered), Bare::new(module, Form::Metered));
        let host = setup
            .iter()
            .fold(Host::default(), |host, (export, input)| unmetered.run(export, host.called_with(input.clone())));
        let kernel = Self { unmetered, metered, host: host.called_with(input), calls };
        let outputs = [&kernel.unmetered, &kernel.metered].map(|form| form.run(CALL, kernel.host.clone()).output);
        assert!(!outputs[0].is_empty(), "a kernel gives back a number");
        assert_eq!(outputs[0], outputs[1], "metering changes no result");
        kernel
    }

    /// The time that the calls take in one form.
    fn time(&self, form: &Bare) -> Duration {
        let mut frames: Vec<_> = (0..self.calls).map(|_| form.frame(self.host.clone())).collect();
        let start = ThreadTime::now();
        for frame in &mut frames {
            frame.enter(CALL);
        }
        start.elapsed()
    }

    /// The sum of `rounds` ratios.
    fn ratios(&self, rounds: u64) -> f64 {
        let (mut unmetered, mut metered) = (Duration::ZERO, Duration::ZERO);
        for round in 0..rounds {
            // Who goes first finds other caches than who follows.
            if round % 2 == 0 {
                unmetered += self.time(&self.unmetered);
                metered += self.time(&self.metered);
            } else {
                metered += self.time(&self.metered);
                unmetered += self.time(&self.unmetered);
            }
        }
        rounds as f64 * metered.as_secs_f64() / unmetered.as_secs_f64()
    }
}

fn measure(group: &mut BenchmarkGroup<'_, Ratio>, name: &str, kernel: &Kernel) {
    group.bench_function(name, |b| b.iter_custom(|rounds| kernel.ratios(rounds)));
}

fn kernels(c: &mut Criterion<Ratio>) {
    let mut group = c.benchmark_group("metering");
    group.sampling_mode(SamplingMode::Flat).measurement_time(Duration::from_secs(3));
    let kernels = module("kernels", "benches/kernels");
    for (name, size) in [
        ("keccak", 1_000),
        ("u256", 5_000),
        ("sort", 20_000),
        ("recursion", 24),
        ("tree_map", 8_000),
        ("tight_loop", 1_000_000),
        ("sum", 1_000),
        ("memcpy", 20_000),
        ("dynamic_dispatch", 200_000),
        ("matrix", 50),
        ("text", 10_000),
    ] {
        // Solidity's names are in camel case.
        let method = name.split('_').enumerate().map(|(n, word)| match n {
            0 => word.to_owned(),
            _ => word[..1].to_uppercase() + &word[1..],
        });
        let signature = method.collect::<String>() + "(uint32)";
        let input = call_data(&signature, &[U256::from(size)]);
        measure(&mut group, name, &Kernel::new(&kernels, &[], input, 1));
    }

    let setup = [(DEPLOY, constructor_arguments("Bench", "BCH", U256::from(1_000_000_000)))];
    let input = transfer_call(Address::repeat_byte(0x22), U256::from(1)).to_vec();
    let token = Kernel::new(&module("token", "contracts/token"), &setup, input, SHORT_CALLS);
    measure(&mut group, "token", &token);

    // The caller of every frame is bureau and issuer at once.
    let word = |byte: u8| U256::from_be_slice(Address::repeat_byte(byte).as_slice());
    let (caller, buyer, period) = (word(0x11), word(0x22), U256::from(202_611));
    let setup = [
        (DEPLOY, Vec::new()),
        (CALL, call_data("admitIssuer(address)", &[caller])),
        (
            CALL,
            call_data(
                "setQuota(address,uint32,uint128,uint64)",
                &[caller, period, U256::from(1_000_000), U256::from(100)],
            ),
        ),
    ];
    let input = call_data(
        "issue(uint32,address,uint128,uint128,bytes32,bytes32)",
        &[period, buyer, U256::from(1_000), U256::from(60), U256::from(1), U256::from(2)],
    );
    let invoice = Kernel::new(&module("invoice", "contracts/invoice"), &setup, input, SHORT_CALLS);
    measure(&mut group, "invoice", &invoice);
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().with_measurement(Ratio).warm_up_time(Duration::from_secs(1)).sample_size(30);
    targets = kernels
}
criterion_main!(benches);

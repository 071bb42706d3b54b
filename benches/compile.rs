//! What admission lets through and what that costs to compile: `make hostile`.
//!
//! ```text
//! compile                              every module of the hostile corpus, and contracts as they are
//! compile search SECONDS [FAMILY..]    climbs from random numbers to the dearest admitted module of each family
//! ```
//!
//! Each module is compiled in a process of its own, so that its peak memory is its own. Times are processor times, the
//! least of several runs. The exit code says whether a ceiling was passed.

use std::{
    env, fs,
    process::{Command, ExitCode},
    time::{Duration, Instant},
};

use cpu_time::ProcessTime;
use hostile::{FAMILIES, Family, Hostile, Random, corpus};
use vm::{Engine, EngineConfig, Refusal};

/// Processor time that no admitted module may take to compile.
const COMPILE_MAX: Duration = Duration::from_secs(2);

/// Memory in MiB by which compiling no admitted module may make a process grow.
const MEMORY_MAX_MIB: u64 = 512;

/// Processor time that no refusal may take.
const REFUSAL_MAX: Duration = Duration::from_millis(5);

/// Nanoseconds for a gas on the reference core.
const REFERENCE_NS_PER_GAS: f64 = 3.0;

/// Runs of which the fastest counts.
const RUNS: u32 = 3;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        [] => table(),
        ["search", seconds, ref families @ ..] => match seconds.parse() {
            Ok(seconds) => search(Duration::from_secs(seconds), families),
            Err(_) => usage(),
        },
        // What the others start themselves with.
        ["measure", path] => {
            println!("{}", measure(path));
            ExitCode::SUCCESS
        }
        _ => usage(),
    }
}

fn usage() -> ExitCode {
    eprintln!("usage: compile [search SECONDS [FAMILY..]]");
    ExitCode::FAILURE
}

/// What compiling one module took.
struct Compiled {
    cpu: Duration,
    memory_mib: u64,
    native_bytes: u64,
}

/// Compiles the module in the file at `path` and prints what it took: nanoseconds, MiB and bytes.
fn measure(path: &str) -> String {
    let module = fs::read(path).expect("the file was written by the process that started this one");
    let config = EngineConfig { block_lanes: 1, query_lanes: 1, ..EngineConfig::default() };
    let engine = Engine::new(&config).expect("this machine has the address space");
    let before = peak_kib();
    let mut least = Duration::MAX;
    let mut native_bytes = 0;
    for _ in 0..RUNS {
        let start = ProcessTime::now();
        let contract = engine.prepare(&module).expect("only what is admitted is measured");
        least = least.min(start.elapsed());
        native_bytes = contract.code_size_bytes();
    }
    format!("{} {} {native_bytes}", least.as_nanos(), (peak_kib() - before) / 1024)
}

/// The most memory that this process has had, in KiB.
fn peak_kib() -> u64 {
    let status = fs::read_to_string("/proc/self/status").expect("this is Linux");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("the kernel counts it");
    line.trim().trim_end_matches(" kB").parse().expect("it is a number")
}

/// Compiles `module` in another process.
fn compiled(module: &[u8]) -> Compiled {
    let path = env::temp_dir().join(format!("causeway-compile-{}.wasm", std::process::id()));
    fs::write(&path, module).expect("the folder for temporary files can be written");
    let program = env::current_exe().expect("this program has a path");
    let output = Command::new(program).arg("measure").arg(&path).output().expect("this program can be started");
    fs::remove_file(&path).expect("it was just written");
    let text = String::from_utf8_lossy(&output.stdout);
    let mut numbers = text.split_whitespace().filter_map(|number| number.parse().ok());
    let (Some(nanos), Some(memory_mib), Some(native_bytes)) = (numbers.next(), numbers.next(), numbers.next()) else {
        panic!("compiling failed: {}", String::from_utf8_lossy(&output.stderr));
    };
    Compiled { cpu: Duration::from_nanos(nanos), memory_mib, native_bytes }
}

/// The least time that judging `module` takes, and the refusal if it is refused.
fn judged(module: &[u8]) -> (Duration, Option<Refusal>) {
    let judge = || {
        let start = ProcessTime::now();
        let refusal = vm::Work::of(module).err();
        (start.elapsed(), refusal)
    };
    (0..RUNS).map(|_| judge()).min_by_key(|(time, _)| *time).expect("there is a run")
}

/// The dearest so far of what has a ceiling.
#[derive(Default)]
struct Worst {
    refusal: (Duration, String),
    cpu: (Duration, String),
    memory_mib: (u64, String),
    ns_per_gas: (f64, String),
}

impl Worst {
    fn compiled(&mut self, name: &str, compiled: &Compiled, ns_per_gas: f64) {
        if compiled.cpu > self.cpu.0 {
            self.cpu = (compiled.cpu, name.to_owned());
        }
        if compiled.memory_mib > self.memory_mib.0 {
            self.memory_mib = (compiled.memory_mib, name.to_owned());
        }
        if ns_per_gas > self.ns_per_gas.0 {
            self.ns_per_gas = (ns_per_gas, name.to_owned());
        }
    }

    /// Prints it against the ceilings; true if none was passed.
    fn report(&self) -> ExitCode {
        println!();
        println!("worst compile  {:>8.1} ms   of {:>4} ms   {}", ms(self.cpu.0), COMPILE_MAX.as_millis(), self.cpu.1);
        println!("worst memory   {:>8} MiB  of {MEMORY_MAX_MIB:>4} MiB  {}", self.memory_mib.0, self.memory_mib.1);
        println!(
            "worst refusal  {:>8.2} ms   of {:>4} ms   {}",
            ms(self.refusal.0),
            REFUSAL_MAX.as_millis(),
            self.refusal.1
        );
        println!(
            "worst price    {:>8.2} ns per gas, {:.2} times the reference  {}",
            self.ns_per_gas.0,
            self.ns_per_gas.0 / REFERENCE_NS_PER_GAS,
            self.ns_per_gas.1
        );
        let held = self.cpu.0 <= COMPILE_MAX && self.memory_mib.0 <= MEMORY_MAX_MIB && self.refusal.0 <= REFUSAL_MAX;
        if held { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

fn table() -> ExitCode {
    let mut worst = Worst::default();
    println!(
        "{:<56} {:>8} {:>9} {:>6} {:>8} {:>6} {:>7}",
        "module", "bytes", "ms", "MiB", "native/B", "Mgas", "ns/gas"
    );
    let contracts = ["token", "invoice"].map(|name| {
        let folder = format!("{}/../contracts/{name}", env!("CARGO_MANIFEST_DIR"));
        (format!("the contract {name}"), testing::contract_module(name, &folder).to_vec())
    });
    let half_a_megabyte = ("the contract token, its code 30 times".to_owned(), benches::enlarged(&contracts[0].1, 30));
    let corpus = corpus().map(|Hostile { name, module, .. }| (name.to_owned(), module()));
    for (name, module) in contracts.iter().cloned().chain([half_a_megabyte]).chain(corpus) {
        let (time, refusal) = judged(&module);
        if let Some(refusal) = refusal {
            if time > worst.refusal.0 {
                worst.refusal = (time, name.clone());
            }
            let reason: String = refusal.to_string().chars().skip("module refused: ".len()).take(70).collect();
            println!("{name:<56} {:>8} {:>9.3} {reason}", module.len(), ms(time));
            continue;
        }
        let compiled = compiled(&module);
        let gas = vm::deployment_cost(&module).get() as f64;
        let ns_per_gas = compiled.cpu.as_nanos() as f64 / gas;
        println!(
            "{name:<56} {:>8} {:>9.1} {:>6} {:>8.1} {:>6.1} {ns_per_gas:>7.2}",
            module.len(),
            ms(compiled.cpu),
            compiled.memory_mib,
            compiled.native_bytes as f64 / module.len() as f64,
            gas / 1e6,
        );
        worst.compiled(&name, &compiled, ns_per_gas);
    }
    worst.report()
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// Looks for `time` in each family for the module that takes longest to compile, and for the one that is cheapest for
/// what it takes.
fn search(time: Duration, names: &[&str]) -> ExitCode {
    let mut worst = Worst::default();
    for family in FAMILIES.iter().filter(|family| names.is_empty() || names.contains(&family.name)) {
        for by_gas in [false, true] {
            if let Some((name, compiled, ns_per_gas)) = climb(family, by_gas, time / 2) {
                println!(
                    "{name:<64} {:>7.1} ms {:>4} MiB {ns_per_gas:>6.2} ns/gas",
                    ms(compiled.cpu),
                    compiled.memory_mib
                );
                worst.compiled(&name, &compiled, ns_per_gas);
            }
        }
    }
    worst.report()
}

/// The dearest member of `family` that is found within `time`, by nanoseconds for a gas or by nanoseconds.
fn climb(family: &Family, by_gas: bool, time: Duration) -> Option<(String, Compiled, f64)> {
    /// Below this, what any module takes hides what this one takes.
    const TELLING: Duration = Duration::from_millis(8);
    let end = Instant::now() + time;
    let mut random = Random::new(1);
    let mut best: Option<(f64, Vec<u32>, Compiled, f64)> = None;
    let mut tried = 0_u32;
    while Instant::now() < end {
        tried += 1;
        let numbers = match &best {
            // Numbers evenly drawn on a logarithmic scale, and steps from the dearest.
            Some((_, numbers, ..)) if !tried.is_multiple_of(4) => step(numbers, &mut random),
            _ => draw(family, &mut random),
        };
        let module = (family.make)(&numbers);
        if vm::Work::of(&module).is_err() {
            continue;
        }
        let compiled = compiled(&module);
        let ns_per_gas = compiled.cpu.as_nanos() as f64 / vm::deployment_cost(&module).get() as f64;
        let value = if by_gas { ns_per_gas } else { compiled.cpu.as_secs_f64() };
        if compiled.cpu > TELLING && best.as_ref().is_none_or(|(most, ..)| value > *most) {
            best = Some((value, numbers, compiled, ns_per_gas));
        }
    }
    best.map(|(_, numbers, compiled, ns_per_gas)| (format!("{}{numbers:?}", family.name), compiled, ns_per_gas))
}

fn draw(family: &Family, random: &mut Random) -> Vec<u32> {
    let number = |(_, most): &(&str, u32)| {
        let power = f64::from(random.below(1_001)) / 1_000.0;
        (f64::from(*most) + 1.0).powf(power).round() as u32 - 1
    };
    family.parameters.iter().map(number).collect()
}

fn step(from: &[u32], random: &mut Random) -> Vec<u32> {
    const FACTORS: [f64; 7] = [0.25, 0.5, 0.8, 1.1, 1.25, 2.0, 4.0];
    let mut numbers = from.to_vec();
    for _ in 0..=random.below(2) {
        let which = random.below(from.len() as u32) as usize;
        let factor = FACTORS[random.below(FACTORS.len() as u32) as usize];
        numbers[which] = (f64::from(numbers[which].max(1)) * factor).round() as u32;
    }
    numbers
}

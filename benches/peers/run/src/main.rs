//! Starts every worker, lets them make transfers in turn, round by round, and prints one table.
//!
//! A round asks each worker once, so whatever else the machine does meets all of them alike. The ratio is the median
//! of the ratios within a round.

use std::{
    env, fs,
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, ChildStdin, ChildStdout, Command, ExitCode, Stdio},
};

use worker::BATCH;

/// Processor time that one request aims at, in nanoseconds.
const REQUEST_NS: f64 = 60e6;

/// A row of the table.
struct Row {
    name: &'static str,
    worker: &'static str,
    argument: &'static str,
}

const fn row(name: &'static str, worker: &'static str, argument: &'static str) -> Row {
    Row { name, worker, argument }
}

/// Our own worker, which the product's workspace builds.
const OURS: &str = "transfer";

/// The first is what the others are compared with.
const ROWS: &[Row] = &[
    row("causeway, executor, fresh instance", OURS, "executor"),
    row("causeway, VM alone, fresh instance", OURS, "bare-fresh"),
    row("causeway, VM alone, instance cleaned", OURS, "bare-reused"),
    row("revm 43, EVM kept", "revm", "block"),
    row("revm 43, EVM per call", "revm", "call"),
    row("wasmi 2, our metered module", "wasmi", TOKEN),
    row("cosmwasm-vm 3, cw20-base", "cosmwasm", "../wasm32-unknown-unknown/release/cw20_token.wasm"),
    row("soroban-env-host 30, SDK's token", "soroban", "../wasm32v1-none/release/soroban_token.wasm"),
];

/// Our token as the pass rewrites it, for wasmi: a file that our worker writes.
const TOKEN: &str = "token.metered.wasm";

/// A started worker and what it measured.
struct Worker {
    name: &'static str,
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    batches: u32,
    /// Nanoseconds per transfer, one per round.
    rounds: Vec<f64>,
}

impl Worker {
    fn start(row: &Row, ours: &Path, peers: &Path) -> Self {
        let binary = if row.worker == OURS { ours.to_owned() } else { peers.join(row.worker) };
        let mut process = Command::new(binary)
            .arg(row.argument)
            .current_dir(peers)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the worker starts");
        let input = process.stdin.take().expect("it is piped");
        let output = BufReader::new(process.stdout.take().expect("it is piped"));
        let mut worker = Self { name: row.name, process, input, output, batches: 1, rounds: Vec::new() };
        // The second answer is warm; it says how many batches a request needs.
        worker.ask();
        let per_batch = worker.ask() * BATCH as f64;
        worker.batches = (REQUEST_NS / per_batch).ceil().max(1.0) as u32;
        worker.rounds.clear();
        worker
    }

    /// One request; notes and gives nanoseconds per transfer.
    fn ask(&mut self) -> f64 {
        writeln!(self.input, "{}", self.batches).expect("the worker listens");
        let mut line = String::new();
        self.output.read_line(&mut line).expect("the worker answers");
        let ns: f64 = line.trim().parse().unwrap_or_else(|_| panic!("{} failed", self.name));
        let each = ns / (f64::from(self.batches) * BATCH as f64);
        self.rounds.push(each);
        each
    }

    /// Ends the worker, whose last checks must pass; gives its name and its rounds.
    fn finish(mut self) -> (&'static str, Vec<f64>) {
        drop(self.input);
        let status = self.process.wait().expect("it was started");
        assert!(status.success(), "{} failed at its end", self.name);
        (self.name, self.rounds)
    }
}

fn main() -> ExitCode {
    let mut arguments = env::args().skip(1);
    let Some(ours) = arguments.next().and_then(|path| fs::canonicalize(path).ok()) else {
        eprintln!("usage: run WORKER [ROUNDS]: WORKER is the program `transfer` of the product's workspace");
        return ExitCode::FAILURE;
    };
    let rounds: usize = arguments.next().and_then(|count| count.parse().ok()).unwrap_or(25);
    let peers = env::current_exe().expect("this process has a file");
    let peers = peers.parent().expect("the file lies in a folder");
    let token = Command::new(&ours).arg("module").output().expect("our worker starts").stdout;
    fs::write(peers.join(TOKEN), token).expect("the folder can be written");
    let mut workers: Vec<Worker> = ROWS.iter().map(|row| Worker::start(row, &ours, peers)).collect();
    for _ in 0..rounds {
        for worker in &mut workers {
            worker.ask();
        }
    }
    let measured: Vec<_> = workers.into_iter().map(Worker::finish).collect();
    let ours = &measured[0].1;
    println!("{:<38} {:>10} {:>19} {:>9} {:>11}", "token transfer", "median us", "quartiles us", "to ours", "calls/s");
    for (name, rounds) in &measured {
        let mut each = rounds.clone();
        let mut ratios: Vec<f64> = each.iter().zip(ours).map(|(theirs, ours)| theirs / ours).collect();
        let (low, median, high) = (at(&mut each, 0.25), at(&mut each, 0.5), at(&mut each, 0.75));
        let quartiles = format!("{:.2} .. {:.2}", low / 1e3, high / 1e3);
        let ratio = at(&mut ratios, 0.5);
        println!("{name:<38} {:>10.2} {quartiles:>19} {ratio:>9.2} {:>11.0}", median / 1e3, 1e9 / median);
    }
    ExitCode::SUCCESS
}

/// The value below which `share` of `values` lie.
fn at(values: &mut [f64], share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    values[((values.len() - 1) as f64 * share).round() as usize]
}

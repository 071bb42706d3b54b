//! The loop of one target: make an input, run it, keep what is new, stop at what is broken.

use std::{
    collections::BTreeMap,
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use primitives::keccak256;
use testing::Random;

/// Something that must hold for every input.
pub(crate) struct Target {
    /// Its name on the command line and in the corpus.
    pub(crate) name: &'static str,
    /// Most bytes of an input.
    pub(crate) size_max: usize,
    /// Inputs of which some reach far, made by the target's own code.
    pub(crate) seeds: fn() -> Vec<Vec<u8>>,
    /// The Wasm module that an input stands for, if it is not the module itself; kept beside an input that breaks.
    pub(crate) module: fn(&[u8]) -> Option<Vec<u8>>,
    /// Runs one input: panics if what must hold does not, and else says in a few words what became of it.
    pub(crate) run: fn(&[u8]) -> String,
}

/// When a target has run enough.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Limit {
    Time(Duration),
    Executions(u64),
}

/// Time that no single input may take, also on a loaded machine.
const HANG: Duration = Duration::from_secs(120);

/// Tries to make an input smaller that breaks a claim.
const SHRINK_TRIES: usize = 300;

/// Outcomes that are shown by name.
const SHOWN_OUTCOMES: usize = 6;

/// Time between two lines about a long run.
const PROGRESS: Duration = Duration::from_secs(60);

/// What runs now: since when, for which target, with which input.
static RUNNING: Mutex<Option<(Instant, &'static str, Vec<u8>)>> = Mutex::new(None);

/// Ends the process when an input takes too long, and keeps that input.
pub(crate) fn watch_for_hangs() {
    std::thread::spawn(|| {
        loop {
            std::thread::sleep(Duration::from_secs(1));
            let running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some((since, name, input)) = &*running
                && since.elapsed() > HANG
            {
                keep(name, input, None, &format!("it took more than {HANG:?}"));
                std::process::exit(1);
            }
        }
    });
}

/// Runs `target` until `limit` or until an input breaks it; false if one did.
pub(crate) fn fuzz(target: &Target, limit: Limit, seed: u64, save: bool) -> bool {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target.name);
    let mut corpus = (target.seeds)();
    corpus.extend(files(&folder));
    let mut random = Random::new(seed ^ u64::from_be_bytes(keccak256(target.name)[..8].try_into().unwrap()));
    let mut outcomes: BTreeMap<String, u64> = BTreeMap::new();
    let (start, mut shown, mut executions) = (Instant::now(), Instant::now(), 0);
    let mut first: Vec<Vec<u8>> = corpus.clone();
    loop {
        let done = match limit {
            Limit::Time(time) => start.elapsed() >= time,
            Limit::Executions(count) => executions >= count,
        };
        if done {
            break;
        }
        let input = first.pop().unwrap_or_else(|| make(&mut random, &corpus, target.size_max));
        executions += 1;
        match run(target, &input) {
            Ok(outcome) => {
                let count = outcomes.entry(outcome.clone()).or_default();
                *count += 1;
                if *count == 1 {
                    if save {
                        fs::create_dir_all(&folder).unwrap();
                        fs::write(folder.join(file_name(&outcome)), &input).unwrap();
                    }
                    corpus.push(input);
                }
            }
            Err(message) => {
                let small = shrink(target, input);
                keep(target.name, &small, (target.module)(&small), &message);
                return false;
            }
        }
        if shown.elapsed() >= PROGRESS {
            shown = Instant::now();
            println!("fuzz: {}: {executions} executions in {:.0?}", target.name, start.elapsed());
        }
    }
    let mut counts: Vec<_> = outcomes.iter().map(|(outcome, count)| (*count, outcome.as_str())).collect();
    counts.sort_unstable_by(|a, b| b.cmp(a));
    let most: Vec<_> =
        counts.iter().take(SHOWN_OUTCOMES).map(|(count, outcome)| format!("{outcome} {count}")).collect();
    println!(
        "fuzz: {:<13} {executions:>9} executions in {:>6.1} s, {:>3} outcomes: {}",
        target.name,
        start.elapsed().as_secs_f32(),
        counts.len(),
        most.join(", ")
    );
    true
}

/// Runs one input; the message of its panic if it breaks a claim.
fn run(target: &Target, input: &[u8]) -> Result<String, String> {
    *RUNNING.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), target.name, input.to_vec()));
    let result = catch_unwind(AssertUnwindSafe(|| (target.run)(input)));
    *RUNNING.lock().unwrap_or_else(PoisonError::into_inner) = None;
    result.map_err(|panic| {
        let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
        text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default()
    })
}

/// Random bytes, or a corpus entry with a few changes.
fn make(random: &mut Random, corpus: &[Vec<u8>], size_max: usize) -> Vec<u8> {
    if corpus.is_empty() || random.below(3) == 0 {
        let size = random.below(size_max as u64 + 1) as usize;
        let mut bytes: Vec<u8> = (0..size.div_ceil(8)).flat_map(|_| random.next_u64().to_le_bytes()).collect();
        bytes.truncate(size);
        return bytes;
    }
    let mut input = random.pick(corpus).clone();
    for _ in 0..=random.below(6) {
        mutate(random, &mut input, corpus);
    }
    input.truncate(size_max);
    input
}

/// One change: bits, numbers at their edges, pieces cut out, doubled, or taken from another entry.
fn mutate(random: &mut Random, input: &mut Vec<u8>, corpus: &[Vec<u8>]) {
    const EDGES: [u64; 10] = [0, 1, 0x7f, 0x80, 0xff, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, u64::MAX];
    let at = random.below(input.len() as u64 + 1) as usize;
    let size = random.below(16.min(input.len() as u64 - at as u64) + 1) as usize;
    match random.below(7) {
        0 if at < input.len() => input[at] ^= 1 << random.below(8),
        1 if at < input.len() => input[at] = random.next_u64() as u8,
        2 => {
            let edge = random.pick(&EDGES).to_le_bytes();
            for (byte, new) in input[at..].iter_mut().zip(&edge[..1 << random.below(4)]) {
                *byte = *new;
            }
        }
        3 => drop(input.drain(at..at + size)),
        4 => {
            let piece = input[at..at + size].to_vec();
            input.splice(at..at, piece);
        }
        5 => input.insert(at, random.next_u64() as u8),
        _ => {
            let other = random.pick(corpus);
            let from = random.below(other.len() as u64 + 1) as usize;
            let to = (from + random.below(200) as usize).min(other.len());
            input.splice(at..at + size, other[from..to].iter().copied());
        }
    }
}

/// A smaller input that still breaks the target, if one is found soon.
fn shrink(target: &Target, mut input: Vec<u8>) -> Vec<u8> {
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| ()));
    let mut piece = input.len() / 2;
    let mut tries = 0;
    while piece > 0 && tries < SHRINK_TRIES {
        let mut at = 0;
        while at + piece <= input.len() && tries < SHRINK_TRIES {
            let smaller = [&input[..at], &input[at + piece..]].concat();
            tries += 1;
            if run(target, &smaller).is_err() {
                input = smaller;
            } else {
                at += piece;
            }
        }
        piece /= 2;
    }
    std::panic::set_hook(hook);
    input
}

/// Keeps an input that breaks a claim and says how to run it again.
fn keep(name: &str, input: &[u8], module: Option<Vec<u8>>, message: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/fuzz");
    let file = folder.join(format!("{name}-{}", file_name(&format!("{input:?}"))));
    fs::create_dir_all(&folder).unwrap();
    fs::write(&file, input).unwrap();
    if let Some(module) = module {
        fs::write(file.with_extension("wasm"), module).unwrap();
    }
    eprintln!("fuzz: {name}: {message}");
    eprintln!("fuzz: {} bytes are kept; run them again with:", input.len());
    eprintln!("  cargo test --release --locked --workspace --test fuzz -- {name} --replay {}", file.display());
}

/// A file name for `text`: the first letters of its hash.
fn file_name(text: &str) -> String {
    keccak256(text)[..6].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The contents of the files in `folder`, in the order of their names.
fn files(folder: &Path) -> Vec<Vec<u8>> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .map(|entries| entries.map(|entry| entry.expect("a folder that opened can be listed").path()).collect())
        .unwrap_or_default();
    paths.sort();
    paths.iter().map(|path| fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))).collect()
}

//! wasmi running the very module that our pass makes of the token, a fresh instance per call, on the simplest chain
//! there can be: no journal, no transaction, no price of host functions. The argument is the module's file.

use std::{collections::BTreeMap, fmt, fs};

use sha3::{Digest, Keccak256};
use wasmi::{Caller, Engine, Linker, Memory, Module, Store, Val, errors::HostError};
use worker::BATCH;

/// The module of the interface's functions.
const IMPORT_MODULE: &str = "causeway";

/// Units of stack height that no transfer uses up.
const HEIGHT: i32 = 1 << 20;

/// Ticks that no transfer uses up.
const TICKS: i64 = 1 << 40;

/// The chain, and what a frame reads and leaves.
#[derive(Default)]
struct Host {
    input: Vec<u8>,
    storage: BTreeMap<[u8; 32], Vec<u8>>,
    memory: Option<Memory>,
    finished: bool,
}

/// Ends a frame, as an error that is none.
#[derive(Debug)]
struct Finished;

impl fmt::Display for Finished {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("finished")
    }
}

impl HostError for Finished {}

type Guest<'a> = Caller<'a, Host>;

fn parts<'a>(guest: &'a mut Guest<'_>) -> (&'a mut [u8], &'a mut Host) {
    let memory = guest.data().memory.expect("set before the call");
    memory.data_and_store_mut(guest)
}

fn slice(memory: &[u8], at: u32, size: u32) -> &[u8] {
    &memory[at as usize..][..size as usize]
}

fn word(memory: &[u8], at: u32) -> [u8; 32] {
    slice(memory, at, 32).try_into().expect("the slice has 32 bytes")
}

fn write(memory: &mut [u8], at: u32, bytes: &[u8]) {
    memory[at as usize..][..bytes.len()].copy_from_slice(bytes);
}

/// The host functions that a transfer and the constructor need, with the gas as last argument and last result.
fn linker(engine: &Engine) -> Result<Linker<Host>, wasmi::Error> {
    let mut linker = Linker::new(engine);
    linker
        .func_wrap(IMPORT_MODULE, "input_size", |guest: Guest<'_>, gas: i64| (guest.data().input.len() as u32, gas))?;
    linker.func_wrap(
        IMPORT_MODULE,
        "input_copy",
        |mut guest: Guest<'_>, to: u32, offset: u32, size: u32, gas: i64| {
            let (memory, host) = parts(&mut guest);
            write(memory, to, slice(&host.input, offset, size));
            gas
        },
    )?;
    linker.func_wrap(
        IMPORT_MODULE,
        "finish",
        |mut guest: Guest<'_>, _: u32, _: u32, _: i64| -> Result<i64, wasmi::Error> {
            guest.data_mut().finished = true;
            Err(wasmi::Error::host(Finished))
        },
    )?;
    linker.func_wrap(
        IMPORT_MODULE,
        "revert",
        |mut guest: Guest<'_>, at: u32, size: u32, _: i64| -> Result<i64, wasmi::Error> {
            panic!("reverted: {:x?}", slice(parts(&mut guest).0, at, size));
        },
    )?;
    linker.func_wrap(
        IMPORT_MODULE,
        "storage_read",
        |mut guest: Guest<'_>, key: u32, to: u32, size: u32, gas: i64| {
            let (memory, host) = parts(&mut guest);
            let Some(value) = host.storage.get(&word(memory, key)) else { return (0, gas) };
            write(memory, to, &value[..value.len().min(size as usize)]);
            (value.len() as u32, gas)
        },
    )?;
    linker.func_wrap(
        IMPORT_MODULE,
        "storage_write",
        |mut guest: Guest<'_>, key: u32, at: u32, size: u32, gas: i64| {
            let (memory, host) = parts(&mut guest);
            host.storage.insert(word(memory, key), slice(memory, at, size).to_vec());
            gas
        },
    )?;
    linker.func_wrap(IMPORT_MODULE, "caller", |mut guest: Guest<'_>, to: u32, gas: i64| {
        write(parts(&mut guest).0, to, &[0x11; 20]);
        gas
    })?;
    linker.func_wrap(IMPORT_MODULE, "value", |mut guest: Guest<'_>, to: u32, gas: i64| {
        write(parts(&mut guest).0, to, &[0; 32]);
        gas
    })?;
    linker.func_wrap(IMPORT_MODULE, "keccak256", |mut guest: Guest<'_>, at: u32, size: u32, to: u32, gas: i64| {
        let (memory, _) = parts(&mut guest);
        let hash = Keccak256::digest(slice(memory, at, size));
        write(memory, to, &hash);
        gas
    })?;
    linker.func_wrap(IMPORT_MODULE, "log", |_: Guest<'_>, _: u32, _: u32, _: u32, _: u32, gas: i64| gas)?;
    Ok(linker)
}

/// One call on an instance of its own; gives the host back.
fn frame(linker: &Linker<Host>, module: &Module, export: &str, mut host: Host) -> Host {
    host.finished = false;
    let mut store = Store::new(module.engine(), host);
    let instance = linker.instantiate_and_start(&mut store, module).expect("every import is there");
    store.data_mut().memory = instance.get_memory(&store, "memory");
    let height = instance.get_global(&store, "causeway.height").expect("the pass exports it");
    height.set(&mut store, Val::I32(HEIGHT)).expect("it is an i32");
    let entry = instance.get_typed_func::<i64, i64>(&store, export).expect("the entry is there");
    let ended = entry.call(&mut store, TICKS);
    assert!(store.data().finished || ended.is_ok_and(|left| left > 0), "the call failed");
    store.into_data()
}

/// ABI coding of words.
fn words(words: &[u128]) -> Vec<u8> {
    words.iter().flat_map(|word| [[0; 16], word.to_be_bytes()].concat()).collect()
}

/// ABI coding of a string of at most 16 bytes.
fn text(text: &str) -> Vec<u8> {
    let mut padded = text.as_bytes().to_vec();
    padded.resize(32, 0);
    [words(&[text.len() as u128]), padded].concat()
}

fn main() {
    let path = std::env::args().nth(1).expect("the argument is the module's file");
    let engine = Engine::default();
    let module = Module::new(&engine, fs::read(path).expect("the module was written")).expect("it is valid");
    let linker = linker(&engine).expect("names differ");
    let arguments = [words(&[0x60, 0xa0, u128::from(u64::MAX)]), text("Bench"), text("BCH")].concat();
    let mut host = frame(&linker, &module, "deploy", Host { input: arguments, ..Host::default() });
    let selector = &Keccak256::digest("transfer(address,uint256)")[..4];
    host.input = [selector, &words(&[0x2222_2222, 1])].concat();
    let mut kept = Some(host);
    worker::serve(|| {
        for _ in 0..BATCH {
            let host = kept.take().expect("each call gives it back");
            kept = Some(frame(&linker, &module, "call", host));
        }
    });
}

//! The limit for a token transfer: the same module on bare wasmtime, without metering, checks, journal or gas, a
//! fresh instance per call.

use std::collections::HashMap;

use benches::{constructor_arguments, token_module, transfer_call};
use criterion::{Criterion, criterion_group, criterion_main};
use primitives::{Address, U256, limits::MEMORY_MAX_PAGES};
use sha3::{Digest, Keccak256};
use wasmtime::{
    Caller, Config, Engine, Extern, InstanceAllocationStrategy, InstancePre, Linker, Memory, Module,
    PoolingAllocationConfig, Store,
};

/// The simplest chain there can be.
#[derive(Default)]
struct Host {
    input: Vec<u8>,
    storage: HashMap<[u8; 32], Vec<u8>>,
    memory: Option<Memory>,
    finished: bool,
}

/// Ends a frame, as an error that is none.
#[derive(Debug)]
struct Finished;

impl std::fmt::Display for Finished {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("finished")
    }
}

impl std::error::Error for Finished {}

type Guest<'a> = Caller<'a, Host>;

fn parts<'a>(guest: &'a mut Guest<'_>) -> (&'a mut [u8], &'a mut Host) {
    let memory = guest.data().memory.expect("set before the call");
    memory.data_and_store_mut(guest)
}

fn bytes<const N: usize>(memory: &[u8], at: u32) -> [u8; N] {
    memory[at as usize..][..N].try_into().expect("the slice has N bytes")
}

fn linker(engine: &Engine) -> wasmtime::Result<Linker<Host>> {
    let module = interface::IMPORT_MODULE;
    let mut linker = Linker::new(engine);
    linker.func_wrap(module, "input_size", |guest: Guest<'_>| guest.data().input.len() as u32)?;
    linker.func_wrap(module, "input_copy", |mut guest: Guest<'_>, to: u32, offset: u32, size: u32| {
        let (memory, host) = parts(&mut guest);
        memory[to as usize..][..size as usize].copy_from_slice(&host.input[offset as usize..][..size as usize]);
    })?;
    linker.func_wrap(module, "finish", |mut guest: Guest<'_>, _: u32, _: u32| -> wasmtime::Result<()> {
        guest.data_mut().finished = true;
        Err(wasmtime::Error::new(Finished))
    })?;
    linker.func_wrap(module, "revert", |mut guest: Guest<'_>, at: u32, size: u32| -> wasmtime::Result<()> {
        let (memory, _) = parts(&mut guest);
        panic!("reverted: {:x?}", &memory[at as usize..][..size as usize]);
    })?;
    linker.func_wrap(module, "storage_read", |mut guest: Guest<'_>, key: u32, to: u32, size: u32| {
        let (memory, host) = parts(&mut guest);
        let Some(value) = host.storage.get(&bytes(memory, key)) else { return 0 };
        let copied = value.len().min(size as usize);
        memory[to as usize..][..copied].copy_from_slice(&value[..copied]);
        value.len() as u32
    })?;
    linker.func_wrap(module, "storage_write", |mut guest: Guest<'_>, key: u32, value: u32, size: u32| {
        let (memory, host) = parts(&mut guest);
        host.storage.insert(bytes(memory, key), memory[value as usize..][..size as usize].to_vec());
    })?;
    linker.func_wrap(module, "caller", |mut guest: Guest<'_>, to: u32| {
        let (memory, _) = parts(&mut guest);
        memory[to as usize..][..20].fill(0x11);
    })?;
    linker.func_wrap(module, "value", |mut guest: Guest<'_>, to: u32| {
        let (memory, _) = parts(&mut guest);
        memory[to as usize..][..32].fill(0);
    })?;
    linker.func_wrap(module, "keccak256", |mut guest: Guest<'_>, at: u32, size: u32, to: u32| {
        let (memory, _) = parts(&mut guest);
        let hash = Keccak256::digest(&memory[at as usize..][..size as usize]);
        memory[to as usize..][..32].copy_from_slice(&hash);
    })?;
    linker.func_wrap(module, "log", |_: Guest<'_>, _: u32, _: u32, _: u32, _: u32| {})?;
    Ok(linker)
}

fn prepared() -> wasmtime::Result<(Engine, InstancePre<Host>)> {
    let mut pool = PoolingAllocationConfig::default();
    pool.max_memory_size(MEMORY_MAX_PAGES as usize * 65_536);
    pool.linear_memory_keep_resident(128 * 1024).table_keep_resident(8 * 1024);
    let mut config = Config::new();
    config.allocation_strategy(InstanceAllocationStrategy::Pooling(pool)).memory_init_cow(true);
    // Ending a frame early is an error here; what it costs to describe it to people is not part of the limit.
    config.wasm_backtrace_max_frames(None).generate_address_map(false);
    let engine = Engine::new(&config)?;
    let module = Module::new(&engine, token_module())?;
    let pre = linker(&engine)?.instantiate_pre(&module)?;
    Ok((engine, pre))
}

/// One call on an instance of its own; gives the host back.
fn frame(engine: &Engine, pre: &InstancePre<Host>, export: &str, mut host: Host) -> wasmtime::Result<Host> {
    host.finished = false;
    let mut store = Store::new(engine, host);
    let instance = pre.instantiate(&mut store)?;
    store.data_mut().memory = instance.get_export(&mut store, "memory").and_then(Extern::into_memory);
    let result = instance.get_typed_func::<(), ()>(&mut store, export)?.call(&mut store, ());
    let host = store.into_data();
    match result {
        Err(error) if !host.finished => Err(error),
        _ => Ok(host),
    }
}

fn token_transfer(c: &mut Criterion) {
    let (engine, pre) = prepared().expect("the token runs on plain wasmtime");
    let mut host = Host { input: constructor_arguments("Bench", "BCH", U256::from(1_000_000_000)), ..Host::default() };
    host = frame(&engine, &pre, interface::exports::DEPLOY, host).expect("the constructor succeeds");
    host.input = transfer_call(Address::repeat_byte(0x22), U256::from(1)).to_vec();
    let mut kept = Some(host);
    c.bench_function("limit::token_transfer/unmetered wasmtime", |b| {
        b.iter(|| {
            let host = kept.take().expect("each call gives it back");
            kept = Some(frame(&engine, &pre, interface::exports::CALL, host).expect("the transfer succeeds"));
        });
    });
}

criterion_group!(benches, token_transfer);
criterion_main!(benches);

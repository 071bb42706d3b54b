//! cosmwasm-vm running cw20-base as a chain does: the compiled module is pinned in the cache, each call makes an instance
//! of its own with a gas limit, and the storage, a map, goes from one to the next. The argument is the module's file.

use std::fs;

use cosmwasm_std::{Checksum, Empty, Env};
use cosmwasm_vm::{
    Cache, CacheOptions, InstanceOptions, Size, call_execute, call_instantiate, call_query, capabilities_from_csv,
    testing::{MockApi, MockQuerier, MockStorage, mock_backend, mock_env, mock_info},
};
use tempfile::TempDir;
use worker::BATCH;

/// In units of cosmwasm-vm: some 20 times what a transfer needs.
const GAS_LIMIT: u64 = 1_000_000_000;

/// What a chain allows an instance.
const MEMORY: Size = Size::mebi(32);

type Backend = cosmwasm_vm::Backend<MockApi, MockStorage, MockQuerier>;
type Instance = cosmwasm_vm::Instance<MockApi, MockStorage, MockQuerier>;

/// The compiled token and what is kept between its calls.
struct Token {
    cache: Cache<MockApi, MockStorage, MockQuerier>,
    code: Checksum,
    env: Env,
    backend: Option<Backend>,
}

impl Token {
    fn new(wasm: &[u8], folder: &TempDir) -> Self {
        let options = CacheOptions::new(folder.path(), capabilities_from_csv("iterator"), MEMORY, MEMORY);
        // SAFETY: the folder is this process's own, and only this cache writes modules to it.
        #[expect(unsafe_code)]
        let cache = unsafe { Cache::new(options) }.expect("the folder can be written");
        let code = cache.store_code(wasm, true, true).expect("the module is a valid contract");
        cache.pin(&code).expect("it was just stored");
        Self { cache, code, env: mock_env(), backend: Some(mock_backend(&[])) }
    }

    /// A new instance for one call; the storage is taken back from it.
    fn frame<T>(&mut self, call: impl FnOnce(&mut Instance, &Env) -> T) -> T {
        let backend = self.backend.take().expect("each call gives it back");
        let options = InstanceOptions { gas_limit: GAS_LIMIT };
        let mut instance = self.cache.get_instance(&self.code, backend, options).expect("the module is pinned");
        let outcome = call(&mut instance, &self.env);
        self.backend = instance.recycle();
        outcome
    }
}

fn main() {
    let path = std::env::args().nth(1).expect("the argument is the module's file");
    let folder = TempDir::new().expect("there is a folder for temporary files");
    let mut token = Token::new(&fs::read(path).expect("the module was built"), &folder);
    let [sender, receiver] = ["sender", "receiver"].map(|name| MockApi::default().addr_make(name));
    let info = mock_info(&sender, &[]);

    let supply = format!(r#"[{{"address":"{sender}","amount":"{}"}}]"#, u64::MAX);
    let create = format!(r#"{{"name":"Bench","symbol":"BCH","decimals":6,"initial_balances":{supply}}}"#);
    let created = token.frame(|instance, env| {
        call_instantiate::<_, _, _, Empty>(instance, env, &info, create.as_bytes()).expect("the VM runs it")
    });
    created.into_result().expect("the token is valid");

    let transfer = format!(r#"{{"transfer":{{"recipient":"{receiver}","amount":"1"}}}}"#);
    let mut transfers = 0;
    worker::serve(|| {
        for _ in 0..BATCH {
            let moved = token.frame(|instance, env| {
                call_execute::<_, _, _, Empty>(instance, env, &info, transfer.as_bytes()).expect("the VM runs it")
            });
            // The attributes of a response become one event.
            assert_eq!(moved.into_result().expect("the balance is enough").attributes.len(), 4);
        }
        transfers += BATCH;
    });

    // Every transfer arrived.
    let question = format!(r#"{{"balance":{{"address":"{receiver}"}}}}"#);
    let answer = token.frame(|instance, env| call_query(instance, env, question.as_bytes()).expect("the VM runs it"));
    let answer = answer.into_result().expect("the question is valid");
    assert_eq!(answer.as_slice(), format!(r#"{{"balance":"{transfers}"}}"#).as_bytes());
}

//! A dev chain on a free port, raw HTTP, and a contract whose input's size chooses what it does.

use std::net::SocketAddr;

use alloy_consensus::TxEip1559;
use primitives::{Address, B256, Bytes, U256};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use types::{Recovered, SecretKey, TxKind, address_of, sign};

use crate::{NodeConfig, RunningNode, producer::Seal, rpc::RpcConfig, rpc::RpcServer, start};

/// A node with its data directory.
pub(super) struct TestNode {
    pub(super) node: RunningNode,
    pub(super) keys: Vec<SecretKey>,
    _data: TempDir,
}

/// An HTTP answer.
pub(super) struct HttpAnswer {
    pub(super) status: u16,
    /// In lower case.
    pub(super) head: String,
    pub(super) body: String,
}

/// The first byte of the test contract's input is not read; its size means:
pub(super) mod input {
    /// Emits a log and writes storage keys 0 (40 bytes) and 1 (the bytes 0x00, 0x2a).
    pub(in super::super) const WORK: &str = "0x";
    /// Reverts with the data 0xdeadbeef.
    pub(in super::super) const REVERT: &str = "0x00";
    /// Traps.
    pub(in super::super) const TRAP: &str = "0x0000";
    /// Returns the 4 bytes 0xdeadbeef.
    pub(in super::super) const RETURN: &str = "0x000000";
}

const CONTRACT: &str = r#"(module
    (import "causeway" "input_size" (func $input_size (result i32)))
    (import "causeway" "finish" (func $finish (param i32 i32)))
    (import "causeway" "revert" (func $revert (param i32 i32)))
    (import "causeway" "storage_write" (func $storage_write (param i32 i32 i32)))
    (import "causeway" "log" (func $log (param i32 i32 i32 i32)))
    (memory (export "memory") 1)
    (data (i32.const 31) "\00")
    (data (i32.const 63) "\01")
    (data (i32.const 64) "\de\ad\be\ef")
    (data (i32.const 128) "\77\77\77\77\77\77\77\77\77\77\77\77\77\77\77\77\77\77\77\77\77\77\77\77\77\77\77\77\77\77\77\77\77\77\77\77\77\77\77\77")
    (data (i32.const 192) "\00\2a")
    (func (export "deploy"))
    (func (export "call") (local $size i32)
        (local.set $size (call $input_size))
        (if (i32.eqz (local.get $size)) (then
            (call $storage_write (i32.const 0) (i32.const 128) (i32.const 40))
            (call $storage_write (i32.const 32) (i32.const 192) (i32.const 2))
            (call $log (i32.const 128) (i32.const 1) (i32.const 64) (i32.const 4))))
        (if (i32.eq (local.get $size) (i32.const 1)) (then (call $revert (i32.const 64) (i32.const 4))))
        (if (i32.eq (local.get $size) (i32.const 2)) (then unreachable))
        (if (i32.eq (local.get $size) (i32.const 3)) (then (call $finish (i32.const 64) (i32.const 4))))))"#;

/// The topic of the contract's log.
pub(super) const TOPIC: B256 = B256::repeat_byte(0x77);

/// Creation data of the test contract.
pub(super) fn container() -> Bytes {
    let module = wat::parse_str(CONTRACT).unwrap();
    let header = interface::container::header(u32::try_from(module.len()).unwrap());
    [&header[..], &module].concat().into()
}

/// Keys of funded accounts.
fn keys() -> Vec<SecretKey> {
    (1..=3).map(|n| SecretKey::from_secret_bytes([n; 32]).unwrap()).collect()
}

impl TestNode {
    /// A dev chain with instant seal.
    pub(super) async fn start() -> Self {
        Self::sealed(Seal::Instant).await
    }

    pub(super) async fn sealed(seal: Seal) -> Self {
        Self::configured(|config| config.seal = seal).await
    }

    /// A dev chain with instant seal unless `change` says otherwise.
    pub(super) async fn configured(change: impl FnOnce(&mut NodeConfig)) -> Self {
        let (data, keys) = (TempDir::new().unwrap(), keys());
        let addr = SocketAddr::from(([127, 0, 0, 1], 0));
        let mut config = NodeConfig::dev(keys.clone(), data.path().to_owned(), addr);
        config.cache_size_bytes = 8 * 1024 * 1024;
        change(&mut config);
        Self { node: start(config).await.unwrap(), keys, _data: data }
    }

    /// A second server over the same node, set up in another way.
    pub(super) async fn serve(&self, change: impl FnOnce(&mut RpcConfig)) -> RpcServer {
        let mut config = RpcConfig::new(SocketAddr::from(([127, 0, 0, 1], 0)), Some(self.keys.clone()));
        change(&mut config);
        let (chain, pool) = (self.node.chain().clone(), self.node.pool().clone());
        RpcServer::start(config, chain, pool, self.node.producer().clone()).await.unwrap()
    }

    pub(super) fn addr(&self) -> SocketAddr {
        self.node.rpc_addr()
    }

    pub(super) fn account(&self, index: usize) -> Address {
        address_of(&self.keys[index])
    }

    /// The result of a call, which must succeed.
    pub(super) async fn call(&self, method: &str, params: Value) -> Value {
        call(self.addr(), method, params).await.unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    /// The error of a call, which must fail.
    pub(super) async fn fail(&self, method: &str, params: Value) -> Value {
        match call(self.addr(), method, params).await {
            Err(error) => error,
            Ok(result) => panic!("{method}: expected an error, found {result}"),
        }
    }

    /// The result of a call at the server at `addr`.
    pub(super) async fn call_at(addr: SocketAddr, method: &str, params: Value) -> Result<Value, Value> {
        call(addr, method, params).await
    }

    /// A signed type 2 transaction.
    pub(super) fn signed(&self, sender: usize, nonce: u64, change: impl FnOnce(&mut TxEip1559)) -> Recovered {
        let mut tx = TxEip1559 {
            chain_id: 31337,
            nonce,
            gas_limit: 21_000,
            max_fee_per_gas: 3_000_000_000,
            max_priority_fee_per_gas: 1_000_000_000,
            to: TxKind::Call(self.account(2)),
            value: U256::from(5),
            ..TxEip1559::default()
        };
        change(&mut tx);
        sign(tx.into(), &self.keys[sender])
    }

    /// Sends a transaction and returns its receipt.
    pub(super) async fn mine(&self, tx: &Recovered) -> Value {
        let mut events = self.node.chain().subscribe();
        let hash = self.call("eth_sendRawTransaction", json!([tx.encoded()])).await;
        assert_eq!(hash, json!(tx.hash()));
        loop {
            let receipt = self.call("eth_getTransactionReceipt", json!([hash])).await;
            if !receipt.is_null() {
                return receipt;
            }
            events.recv().await.unwrap();
        }
    }

    /// Deploys the test contract from account 0 with `nonce`.
    pub(super) async fn deploy(&self, nonce: u64) -> Address {
        let tx = self.signed(0, nonce, |tx| {
            (tx.to, tx.value, tx.input, tx.gas_limit) = (TxKind::Create, U256::ZERO, container(), 10_000_000);
        });
        let receipt = self.mine(&tx).await;
        assert_eq!(receipt["status"], "0x1", "{receipt}");
        serde_json::from_value(receipt["contractAddress"].clone()).unwrap()
    }

    /// Calls the test contract from account 0 in a transaction and returns its receipt.
    pub(super) async fn transact(&self, contract: Address, nonce: u64, data: &str) -> Value {
        let tx = self.signed(0, nonce, |tx| {
            (tx.to, tx.value, tx.gas_limit) = (TxKind::Call(contract), U256::ZERO, 1_000_000);
            tx.input = data.parse().unwrap();
        });
        self.mine(&tx).await
    }

    pub(super) async fn stop(self) {
        self.node.stop().await;
    }
}

async fn call(addr: SocketAddr, method: &str, params: Value) -> Result<Value, Value> {
    let request = json!({ "jsonrpc": "2.0", "id": 7, "method": method, "params": params });
    let answer = post(addr, &request.to_string()).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let mut answer: Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!((&answer["id"], &answer["jsonrpc"]), (&json!(7), &json!("2.0")));
    match answer.get_mut("result") {
        Some(result) => Ok(result.take()),
        None => Err(answer["error"].take()),
    }
}

/// Sends a JSON body.
pub(super) async fn post(addr: SocketAddr, body: &str) -> HttpAnswer {
    http(addr, "POST", &[("content-type", "application/json")], body).await
}

/// Sends a request. The host header is the address unless given.
pub(super) async fn http(addr: SocketAddr, method: &str, headers: &[(&str, &str)], body: &str) -> HttpAnswer {
    let mut request = format!("{method} / HTTP/1.1\r\nconnection: close\r\ncontent-length: {}\r\n", body.len());
    if !headers.iter().any(|(name, _)| *name == "host") {
        request += &format!("host: {addr}\r\n");
    }
    for (name, value) in headers {
        request += &format!("{name}: {value}\r\n");
    }
    request += "\r\n";
    let mut socket = TcpStream::connect(addr).await.unwrap();
    socket.write_all(request.as_bytes()).await.unwrap();
    // A server that refuses a body early may close before it is sent.
    let _ = socket.write_all(body.as_bytes()).await;
    read_answer(&mut socket).await
}

/// Reads an answer until the server closes the connection.
pub(super) async fn read_answer(socket: &mut TcpStream) -> HttpAnswer {
    let mut bytes = Vec::new();
    let _ = socket.read_to_end(&mut bytes).await;
    let text = String::from_utf8(bytes).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((text.as_str(), ""));
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    HttpAnswer { status, head: head.to_lowercase(), body: body.to_owned() }
}

//! What journeys share: a dev chain of their own on a free port, reached by JSON-RPC as a client reaches it.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use alloy_consensus::TxEip1559;
use jsonrpsee::{
    core::{ClientError, client::ClientT},
    http_client::{HttpClient, HttpClientBuilder},
    types::ErrorObjectOwned,
};
use node::{NodeConfig, RunningNode, chain::ChainEvent};
use primitives::{Address, Bytes, U256};
use serde_json::{Value, json};
use tempfile::TempDir;
use types::{SecretKey, TxKind, address_of, sign};

/// Gas limit of transactions that are not about gas.
pub const PLENTY_GAS: u64 = 30_000_000;

/// How long a transaction may take to be mined on a loaded machine before a journey gives up.
const MINED_WITHIN: Duration = Duration::from_secs(60);

/// A dev chain that serves, with its data.
pub struct Chain {
    node: RunningNode,
    client: HttpClient,
    keys: Vec<SecretKey>,
    data: TempDir,
}

impl std::fmt::Debug for Chain {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Chain").field("data", &self.data).finish_non_exhaustive()
    }
}

impl Chain {
    /// A new chain with three funded accounts.
    pub async fn start() -> Self {
        Self::on(TempDir::new().expect("a temporary folder can be made")).await
    }

    async fn on(data: TempDir) -> Self {
        let keys: Vec<_> = (1..=3)
            .map(|n| SecretKey::from_secret_bytes([n; 32]).expect("a small number is below the curve's order"))
            .collect();
        let config = config(keys.clone(), data.path().to_owned());
        let node = node::start(config).await.unwrap_or_else(|error| panic!("the node does not start: {error}"));
        let client = HttpClientBuilder::default()
            .request_timeout(MINED_WITHIN)
            .build(format!("http://{}", node.rpc_addr()))
            .expect("the address is one");
        Self { node, client, keys, data }
    }

    /// Stops the node in order and starts it again on the same data.
    pub async fn restart(self) -> Self {
        self.node.stop().await;
        Self::on(self.data).await
    }

    /// Where the node serves JSON-RPC.
    pub fn url(&self) -> String {
        format!("http://{}", self.node.rpc_addr())
    }

    /// Stops the node in order.
    pub async fn stop(self) {
        self.node.stop().await;
    }

    /// A funded account.
    pub fn account(&self, index: usize) -> Address {
        address_of(&self.keys[index])
    }

    /// The result or the error of a JSON-RPC call.
    pub async fn try_call(&self, method: &str, params: Value) -> Result<Value, ErrorObjectOwned> {
        let Value::Array(params) = params else { panic!("parameters are an array: {params}") };
        match self.client.request(method, params).await {
            Ok(result) => Ok(result),
            Err(ClientError::Call(error)) => Err(error),
            Err(error) => panic!("{method}: {error}"),
        }
    }

    /// The result of a JSON-RPC call that must succeed.
    pub async fn call(&self, method: &str, params: Value) -> Value {
        self.try_call(method, params).await.unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    /// A number from a JSON-RPC call that must succeed.
    pub async fn number(&self, method: &str, params: Value) -> U256 {
        let result = self.call(method, params).await;
        serde_json::from_value(result.clone()).unwrap_or_else(|error| panic!("{method}: {result}: {error}"))
    }

    /// Signs a transaction of account `from` with its pending nonce, sends it and waits for its receipt.
    pub async fn transact(&self, from: usize, to: TxKind, value: u64, input: Bytes, gas_limit: u64) -> Value {
        self.try_transact(from, to, value, input, gas_limit).await.unwrap_or_else(|error| panic!("refused: {error}"))
    }

    /// The same, where the pool may refuse it.
    pub async fn try_transact(
        &self,
        from: usize,
        to: TxKind,
        value: u64,
        input: Bytes,
        gas_limit: u64,
    ) -> Result<Value, ErrorObjectOwned> {
        let nonce = self.number("eth_getTransactionCount", json!([self.account(from), "pending"])).await;
        let tx = TxEip1559 {
            chain_id: node::DEV_CHAIN_ID,
            nonce: nonce.to(),
            gas_limit,
            max_fee_per_gas: 10_000_000_000,
            max_priority_fee_per_gas: 1_000_000_000,
            to,
            value: U256::from(value),
            access_list: Default::default(),
            input,
        };
        let raw = sign(tx.into(), &self.keys[from]).encoded();
        let mut events = self.node.chain().subscribe();
        let hash = self.try_call("eth_sendRawTransaction", json!([raw])).await?;
        let mined = async {
            loop {
                let receipt = self.call("eth_getTransactionReceipt", json!([hash])).await;
                if !receipt.is_null() {
                    return receipt;
                }
                let event = events.recv().await;
                assert!(matches!(event, Ok(ChainEvent::Committed(_))), "the chain stands still: {event:?}");
            }
        };
        Ok(tokio::time::timeout(MINED_WITHIN, mined).await.unwrap_or_else(|_| panic!("{hash} is not mined")))
    }

    /// Deploys a module and gives the contract's address.
    pub async fn deploy(&self, module: &[u8], arguments: &[u8]) -> Address {
        let receipt = self.transact(0, TxKind::Create, 0, creation(module, arguments), 200_000_000).await;
        assert_eq!(receipt["status"], "0x1", "{receipt}");
        serde_json::from_value(receipt["contractAddress"].clone()).expect("a creation has an address")
    }
}

fn config(keys: Vec<SecretKey>, data_dir: PathBuf) -> NodeConfig {
    let mut config = NodeConfig::dev(keys, data_dir, SocketAddr::from(([127, 0, 0, 1], 0)));
    config.cache_size_bytes = 8 * 1024 * 1024;
    config
}

/// Creation data: the container around `module`, then the constructor's arguments.
pub fn creation(module: &[u8], arguments: &[u8]) -> Bytes {
    let size = u32::try_from(module.len()).expect("a module is below 4 GiB");
    [&interface::container::header(size)[..], module, arguments].concat().into()
}

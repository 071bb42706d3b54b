//! What the benchmarks work on: a funded chain in memory with the token deployed, and its calls.

pub mod bare;
mod cpu_time;
mod enlarged;

use std::collections::BTreeMap;

use alloy_consensus::TxEip1559;
use executor::{BlockBuilder, BlockEnv, CallParams, ExecutedBlock, genesis_block};
use primitives::{Address, Bytes, U256, keccak256, limits::BLOCK_GAS_LIMIT};
use state::MemoryState;
use types::{Genesis, Recovered, SecretKey, TxKind, address_of, sign};
use vm::{Engine, EngineConfig};

pub use self::cpu_time::CpuTime;
pub use self::enlarged::enlarged;

/// Wei per gas of every transaction: twice the base fee.
const GAS_PRICE: u128 = 2_000_000_000;

/// A chain in memory.
#[derive(Debug)]
pub struct World {
    /// Runs the contracts.
    pub engine: Engine,
    /// The state after the last block.
    pub state: MemoryState,
    /// The block that comes next.
    pub env: BlockEnv,
    key: SecretKey,
    nonce: u64,
}

impl World {
    /// One funded account, and an engine as the node has it, without artifacts.
    pub fn new() -> Self {
        Self::on(Engine::new(&EngineConfig::default()).expect("this machine has the address space"))
    }

    /// One funded account on `engine`.
    pub fn on(engine: Engine) -> Self {
        let key = SecretKey::from_secret_bytes([0x11; 32]).expect("a small number is below the curve's order");
        let genesis = Genesis {
            chain_id: 31_337,
            timestamp: 1_700_000_000,
            gas_limit: BLOCK_GAS_LIMIT.get(),
            base_fee_per_gas: 1_000_000_000,
            coinbase: Address::ZERO,
            alloc: BTreeMap::from([(address_of(&key), U256::from(10).pow(U256::from(24)))]),
        };
        let block = genesis_block(&genesis);
        let mut state = MemoryState::new();
        state.apply(&block.state);
        let env = child(&block, &genesis);
        Self { engine, state, env, key, nonce: 0 }
    }

    /// The funded account.
    pub fn sender(&self) -> Address {
        address_of(&self.key)
    }

    /// Signs the next transaction of the funded account.
    pub fn signed(&mut self, to: TxKind, input: Bytes, gas_limit: u64) -> Recovered {
        let tx = TxEip1559 {
            chain_id: 31_337,
            nonce: self.nonce,
            gas_limit,
            max_fee_per_gas: GAS_PRICE,
            max_priority_fee_per_gas: 1,
            to,
            value: U256::ZERO,
            access_list: Default::default(),
            input,
        };
        self.nonce += 1;
        sign(tx.into(), &self.key)
    }

    /// Deploys the token with the whole supply for the funded account and mines it.
    pub fn deploy_token(&mut self) -> Address {
        let supply = U256::from(1_000_000_000_u64);
        self.deploy(&token_module(), &constructor_arguments("Bench", "BCH", supply))
    }

    /// Deploys `module` with `arguments` for its constructor and mines it.
    pub fn deploy(&mut self, module: &[u8], arguments: &[u8]) -> Address {
        let input = [&container(module)[..], arguments].concat();
        let tx = self.signed(TxKind::Create, input.into(), 100_000_000);
        let mut builder = BlockBuilder::new(&self.engine, &self.state, self.env.clone());
        let receipt = builder.execute(&tx).expect("the deployment is valid").clone();
        assert!(receipt.success, "the contract was not deployed: {:?}", receipt.failure);
        let block = builder.seal(&self.state).expect("the state is in memory");
        self.state.apply(&block.state);
        receipt.created.expect("a creation has an address")
    }

    /// A call of the token as a question.
    pub fn question(&self, to: Address, input: Bytes) -> CallParams {
        CallParams { from: self.sender(), to: TxKind::Call(to), input, ..CallParams::default() }
    }
}

impl Default for World {
    fn default() -> Self {
        Self::new()
    }
}

fn child(block: &ExecutedBlock, genesis: &Genesis) -> BlockEnv {
    let parent = &block.block;
    BlockEnv::child_of(&parent.header, parent.hash, genesis.chain_id, genesis.timestamp + 1, genesis.coinbase)
}

/// The module of the contract `package` in `folder` of the repository, built on first use.
pub fn module(package: &str, folder: &str) -> Vec<u8> {
    testing::contract_module(package, &format!("{}/../{folder}", env!("CARGO_MANIFEST_DIR"))).to_vec()
}

/// The token's module.
pub fn token_module() -> Vec<u8> {
    module("token", "contracts/token")
}

/// The container that carries `module`.
pub fn container(module: &[u8]) -> Vec<u8> {
    let size = u32::try_from(module.len()).expect("a module is below 4 GiB");
    [&interface::container::header(size)[..], module].concat()
}

/// Call data of the method with this signature, whose arguments take one word each.
pub fn call_data(signature: &str, arguments: &[U256]) -> Vec<u8> {
    let words = arguments.iter().flat_map(|argument| argument.to_be_bytes::<32>());
    keccak256(signature)[..4].iter().copied().chain(words).collect()
}

/// Call data of `transfer(address,uint256)`.
pub fn transfer_call(to: Address, value: U256) -> Bytes {
    call_data("transfer(address,uint256)", &[to.into_word().into(), value]).into()
}

/// Call data of `balanceOf(address)`.
pub fn balance_of_call(owner: Address) -> Bytes {
    call_data("balanceOf(address)", &[owner.into_word().into()]).into()
}

/// ABI coding of `(string, string, uint256)` for strings of at most 32 bytes.
pub fn constructor_arguments(name: &str, symbol: &str, supply: U256) -> Vec<u8> {
    let word = |n: usize| U256::from(n).to_be_bytes::<32>();
    let text = |text: &str| {
        let mut padded = [0; 32];
        padded[..text.len()].copy_from_slice(text.as_bytes());
        [word(text.len()), padded].concat()
    };
    let head = [word(0x60), word(0xa0), supply.to_be_bytes::<32>()].concat();
    [head, text(name), text(symbol)].concat()
}

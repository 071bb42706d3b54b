//! The chain that programs are measured on: the real executor over a real database in a folder that is deleted
//! afterwards.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use alloy_consensus::TxEip1559;
use db::{BlockCommit, Database, OpenOptions};
use executor::{BlockBuilder, BlockEnv, CallExit, CallParams, ExecutedBlock, genesis_block};
use primitives::{Address, B256, Bytes, U256, keccak256};
use types::{Genesis, Header, Receipt, Recovered, SecretKey, TxKind, address_of, sign};
use vm::{Engine, EngineConfig};

use crate::{
    CalibrateError,
    clock::timed,
    program::{Answer, CALLEE, CALLEE_HASH, Program},
};

const CHAIN_ID: u64 = 31_337;

/// Gas of a block: far above the protocol's, so that programs may be as long as a measurement needs.
const BLOCK_GAS: u64 = 1 << 40;

/// Wei per gas that transactions pay: the most that the base fee of the first blocks can be.
const GAS_PRICE: u128 = 2_000_000_000;

/// Wei of each deployed program.
const ENDOWMENT: u64 = 1 << 60;

/// A chain to measure on.
pub(crate) struct World {
    engine: Engine,
    /// Closed before the folder goes: fields are dropped in order.
    database: Database,
    head: Header,
    hash: B256,
    key: SecretKey,
    nonce: u64,
    folder: Scratch,
}

/// A deployed program.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deployed {
    pub(crate) address: Address,
    pub(crate) code_hash: B256,
}

/// What one run took.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Run {
    /// Gas that the transaction would pay beyond what its data costs.
    pub(crate) gas: u64,
    /// Processor time.
    pub(crate) time: Duration,
    /// What the program's i32 accumulator held at the end.
    pub(crate) x: u32,
}

/// A folder that is deleted when it is dropped.
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    /// Makes a new folder inside `parent`.
    pub(crate) fn new(parent: &Path) -> Result<Self, CalibrateError> {
        let path = parent.join(format!(".calibrate-{}", std::process::id()));
        let failed = |source| CalibrateError::Folder { path: path.clone(), source };
        fs::create_dir_all(&path).map_err(failed)?;
        Ok(Self(path))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What cannot be deleted is named after a process and does no harm.
        let _ = fs::remove_dir_all(&self.0);
    }
}

impl World {
    /// A new chain in a new folder inside `parent`.
    pub(crate) fn new(parent: &Path) -> Result<Self, CalibrateError> {
        let folder = Scratch::new(parent)?;
        let key = SecretKey::from_secret_bytes([0x11; 32]).expect("a small number is below the curve's order");
        let genesis = Genesis {
            chain_id: CHAIN_ID,
            timestamp: 1_700_000_000,
            gas_limit: BLOCK_GAS,
            base_fee_per_gas: 1_000_000_000,
            coinbase: Address::repeat_byte(0xcb),
            alloc: BTreeMap::from([(address_of(&key), U256::MAX >> 1)]),
        };
        let engine = Engine::new(&EngineConfig { block_lanes: 1, query_lanes: 1, ..EngineConfig::default() })?;
        let database = Database::open(&OpenOptions::new(folder.path().join("chain"), CHAIN_ID))?;
        let ExecutedBlock { block, receipts, state } = genesis_block(&genesis);
        database.commit(&BlockCommit { block: &block, receipts: &receipts, state: &state })?;
        let (head, hash) = (block.header, block.hash);
        Ok(Self { engine, database, head, hash, key, nonce: 0, folder })
    }

    /// Where to measure the disk.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The block that comes next.
    pub(crate) fn env(&self) -> BlockEnv {
        let coinbase = self.head.beneficiary;
        BlockEnv::child_of(&self.head, self.hash, CHAIN_ID, self.head.timestamp + 1, coinbase)
    }

    /// A transaction of the funded account with its next nonce.
    pub(crate) fn signed(&mut self, to: TxKind, value: u64, input: Bytes, gas_limit: u64) -> Recovered {
        let tx = TxEip1559 {
            chain_id: CHAIN_ID,
            nonce: self.nonce,
            gas_limit,
            max_fee_per_gas: GAS_PRICE,
            max_priority_fee_per_gas: 1,
            to,
            value: U256::from(value),
            access_list: Default::default(),
            input,
        };
        self.nonce += 1;
        sign(tx.into(), &self.key)
    }

    /// Executes and commits a block; tells the processor time of executing it, its root included, and of storing it.
    pub(crate) fn mine(
        &mut self,
        transactions: &[Recovered],
    ) -> Result<(Vec<Receipt>, Duration, Duration), CalibrateError> {
        let before = self.database.latest();
        let (executed, executing) = timed(|| -> Result<_, CalibrateError> {
            let mut builder = BlockBuilder::new(&self.engine, &before, self.env());
            for tx in transactions {
                builder
                    .execute(tx)
                    .map_err(|error| CalibrateError::Program { name: "block".to_owned(), reason: error.to_string() })?;
            }
            Ok(builder.seal(&before)?)
        });
        let ExecutedBlock { block, receipts, state } = executed?;
        let (stored, storing) =
            timed(|| self.database.commit(&BlockCommit { block: &block, receipts: &receipts, state: &state }));
        stored?;
        self.head = block.header;
        self.hash = block.hash;
        Ok((receipts, executing, storing))
    }

    /// Deploys `program` and what it calls.
    pub(crate) fn deploy(&mut self, name: &str, program: &Program) -> Result<Deployed, CalibrateError> {
        let mut program = program.clone();
        if let Some(callee) = program.callee.take() {
            let callee = self.deploy(name, &callee)?;
            program.data.push((CALLEE.cast_unsigned(), callee.address.to_vec()));
            program.data.push((CALLEE_HASH.cast_unsigned(), callee.code_hash.to_vec()));
        }
        let failed = |reason: String| CalibrateError::Program { name: name.to_owned(), reason };
        let module = program.encode();
        let size = u32::try_from(module.len()).map_err(|error| failed(error.to_string()))?;
        let container = [&interface::container::header(size)[..], &module].concat();
        let code_hash = keccak256(&container);
        let tx = self.signed(TxKind::Create, ENDOWMENT, container.into(), BLOCK_GAS >> 4);
        let (receipts, ..) = self.mine(&[tx])?;
        let receipt = &receipts[0];
        match receipt.created {
            Some(address) if receipt.success => Ok(Deployed { address, code_hash }),
            _ => Err(failed(format!("it was not deployed: {:?}", receipt.failure))),
        }
    }

    /// Runs `rounds` rounds of a deployed program as a question, so that nothing is left behind.
    pub(crate) fn run(&self, name: &str, deployed: &Deployed, rounds: u32) -> Result<Run, CalibrateError> {
        let failed = |reason: String| CalibrateError::Program { name: name.to_owned(), reason };
        let params = CallParams {
            from: address_of(&self.key),
            to: TxKind::Call(deployed.address),
            input: rounds.to_le_bytes().to_vec().into(),
            ..CallParams::default()
        };
        let view = self.database.latest();
        let env = self.env();
        let (result, time) = timed(|| executor::call(&self.engine, &view, &env, &params));
        let result = result.map_err(|error| failed(error.to_string()))?;
        match result.exit {
            CallExit::Success(output) => {
                let answer = Answer::read(&output).ok_or_else(|| failed("it gave no answer".to_owned()))?;
                if answer.rounds != rounds {
                    return Err(failed(format!("it did {} rounds of {rounds}", answer.rounds)));
                }
                let intrinsic = executor::intrinsic_gas(params.to, &params.input, None).get();
                Ok(Run { gas: result.gas_used.saturating_sub(intrinsic), time, x: answer.x })
            }
            exit => Err(failed(format!("it ended with {exit:?}"))),
        }
    }
}

//! Blocks: transactions executed one after the other, and the header that commits to what they did.
//!
//! [`BlockBuilder`] works on any state view, so a block can be built on a parent that is not committed yet, and a
//! proposed block is validated by [`execute_block`] and comparing hashes.

use alloy_consensus::constants::EMPTY_OMMER_ROOT_HASH;
use primitives::{Address, B256, U256};
use state::{Journal, StateCommit, StateView};
use trie::NodeReader;
use types::{Failure, Header, Receipt, Recovered, SealedBlock, logs_bloom, receipts_root, transactions_root};
use vm::{Engine, Lane, NodeError};

use crate::{
    env::BlockEnv,
    error::{BlockError, ExecuteError, InvalidTransaction, unreadable},
    frame::FrameExit,
    revert::failure_text,
    transition::{self, Applied, Message},
    validate::validate,
};

/// The code of a failure that is a revert.
const REVERTED_CODE: &str = "reverted";

/// A block that was executed, and everything there is to keep of it.
#[derive(Clone, Debug)]
pub struct ExecutedBlock {
    /// Header, hash and transactions.
    pub block: SealedBlock,
    /// One receipt per transaction, in order.
    pub receipts: Vec<Receipt>,
    /// The state after it.
    pub state: StateCommit,
}

/// A block while transactions are added.
pub struct BlockBuilder<'a> {
    engine: &'a Engine,
    env: BlockEnv,
    journal: Journal<'a>,
    transactions: Vec<Recovered>,
    receipts: Vec<Receipt>,
    gas_used: u64,
}

impl<'a> BlockBuilder<'a> {
    /// An empty block on top of the state that `view` shows.
    pub fn new(engine: &'a Engine, view: &'a dyn StateView, env: BlockEnv) -> Self {
        let journal = Journal::new(view);
        Self { engine, env, journal, transactions: Vec::new(), receipts: Vec::new(), gas_used: 0 }
    }

    /// Executes `tx` as the next transaction and gives its receipt. After an error the block is as it was before.
    pub fn execute(&mut self, tx: &Recovered) -> Result<&Receipt, ExecuteError> {
        vm::on_execution_stack(|| self.execute_here(tx))
    }

    fn execute_here(&mut self, tx: &Recovered) -> Result<&Receipt, ExecuteError> {
        let account = self.journal.account(tx.sender()).map_err(unreadable)?;
        validate(tx, &account, &self.env)?;
        if tx.gas_limit() > self.gas_left() {
            return Err(InvalidTransaction::BlockFull { limit: tx.gas_limit(), left: self.gas_left() }.into());
        }
        let gas_price = tx.effective_gas_price(self.env.base_fee);
        let message = Message {
            sender: tx.sender(),
            nonce: tx.nonce(),
            to: tx.to(),
            value: tx.value(),
            input: tx.input(),
            gas_limit: tx.gas_limit(),
            gas_price,
            access_list: tx.access_list(),
            shows_debug_log: true,
            records_trace: false,
        };
        let applied = transition::apply(self.engine, Lane::Block, &mut self.journal, &self.env, &message)?;
        // Cannot exceed the block gas limit: the gas limit did not.
        self.gas_used = self.gas_used.saturating_add(applied.gas_used);
        let receipt = receipt(tx, gas_price, self.gas_used, applied);
        self.transactions.push(tx.clone());
        Ok(self.receipts.push_mut(receipt))
    }

    /// Gives `address` exactly `balance` wei: for development chains, whose blocks need not follow from their
    /// transactions alone.
    pub fn set_balance(&mut self, address: Address, balance: U256) -> Result<(), NodeError> {
        let old = self.journal.balance(address).map_err(unreadable)?;
        let done = if balance >= old {
            self.journal.add_balance(address, balance.saturating_sub(old))
        } else {
            self.journal.sub_balance(address, old.saturating_sub(balance))
        };
        match done {
            Ok(true) => Ok(()),
            Ok(false) => Err(NodeError(format!("executor error: balance of {address} could not be set to {balance}"))),
            Err(error) => Err(unreadable(error)),
        }
    }

    /// Gas that further transactions may use together.
    pub fn gas_left(&self) -> u64 {
        self.env.gas_limit.saturating_sub(self.gas_used)
    }

    /// Transactions executed so far.
    pub fn transaction_count(&self) -> usize {
        self.transactions.len()
    }

    /// What is fixed about the block.
    pub fn env(&self) -> &BlockEnv {
        &self.env
    }

    /// Computes the roots and closes the block. `reader` reads the tries of the same height as the view.
    pub fn seal(self, reader: &dyn NodeReader) -> Result<ExecutedBlock, NodeError> {
        let Self { env, journal, transactions, receipts, gas_used, .. } = self;
        let state = state::commit(reader, &journal.into_diff()).map_err(|error| NodeError(error.to_string()))?;
        let header = header(&env, state.root, &transactions, &receipts, gas_used);
        Ok(ExecutedBlock { block: SealedBlock::new(header, transactions), receipts, state })
    }
}

/// Executes a whole block. To validate a proposed one, take `env` from its header and compare the hashes.
pub fn execute_block(
    engine: &Engine,
    view: &dyn StateView,
    reader: &dyn NodeReader,
    env: BlockEnv,
    transactions: &[Recovered],
) -> Result<ExecutedBlock, BlockError> {
    let mut builder = BlockBuilder::new(engine, view, env);
    for (index, tx) in transactions.iter().enumerate() {
        match builder.execute(tx) {
            Ok(_) => {}
            Err(ExecuteError::Invalid(invalid)) => return Err(BlockError::Transaction { index, invalid }),
            Err(ExecuteError::Node(error)) => return Err(BlockError::Node(error)),
        }
    }
    Ok(builder.seal(reader)?)
}

fn receipt(tx: &Recovered, effective_gas_price: u128, cumulative_gas_used: u64, applied: Applied) -> Receipt {
    let failure = match &applied.exit {
        FrameExit::Success(_) => None,
        FrameExit::Reverted(data) => Some(Failure { code: REVERTED_CODE.to_owned(), reason: failure_text(data) }),
        FrameExit::Failed(failure) => Some(Failure { code: failure.code().to_owned(), reason: failure.to_string() }),
    };
    Receipt {
        tx_type: tx.tx_type(),
        success: failure.is_none(),
        cumulative_gas_used,
        gas_used: applied.gas_used,
        effective_gas_price,
        logs: applied.logs,
        created: applied.created,
        failure,
    }
}

/// The header in its Paris form: no ommers, no difficulty, no work, no randomness.
pub(crate) fn header(
    env: &BlockEnv,
    state_root: B256,
    transactions: &[Recovered],
    receipts: &[Receipt],
    gas_used: u64,
) -> Header {
    Header {
        parent_hash: env.parent_hash,
        ommers_hash: EMPTY_OMMER_ROOT_HASH,
        beneficiary: env.coinbase,
        state_root,
        transactions_root: transactions_root(transactions),
        receipts_root: receipts_root(receipts),
        logs_bloom: logs_bloom(receipts),
        number: env.number,
        gas_limit: env.gas_limit,
        gas_used,
        timestamp: env.timestamp,
        extra_data: env.extra_data.clone(),
        base_fee_per_gas: Some(env.base_fee),
        ..Header::default()
    }
}

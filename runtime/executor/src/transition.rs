//! The transition function of one transaction: buy gas, count the nonce up, run one frame, refund, pay.
//!
//! It trusts that the transaction was checked. Only trouble of the node is an error, and leaves no trace.

use primitives::{Address, Bytes, Gas, U256};
use state::Journal;
use types::{AccessList, Log, TxKind};
use vm::{Bug, Engine, Lane, NodeError};

use crate::{
    create,
    env::BlockEnv,
    error::{Failure, unreadable},
    frame::{Call, Creation, Execution, Failures, FrameExit, FrameResult, NewCode, TransactionContext},
    intrinsic::intrinsic_gas,
    prices,
    trace::{Recorder, TracedCall},
    validate::fee,
};

/// What a transaction, or the simulation of one, asks for.
#[derive(Debug)]
pub(crate) struct Message<'t> {
    pub(crate) sender: Address,
    /// The sender's nonce in the journal.
    pub(crate) nonce: u64,
    pub(crate) to: TxKind,
    pub(crate) value: U256,
    pub(crate) input: &'t Bytes,
    /// At least the intrinsic gas.
    pub(crate) gas_limit: u64,
    /// Wei per gas that it pays, the base fee included.
    pub(crate) gas_price: u128,
    pub(crate) access_list: Option<&'t AccessList>,
    /// Contracts' texts for developers are shown; not where the same is run many times.
    pub(crate) shows_debug_log: bool,
    /// The tree of its calls is recorded.
    pub(crate) records_trace: bool,
}

/// What a transaction did.
#[derive(Debug)]
pub(crate) struct Applied {
    pub(crate) exit: FrameExit,
    /// Gas paid for.
    pub(crate) gas_used: u64,
    /// Gas used before the refund: what the gas limit had to cover.
    pub(crate) gas_spent: u64,
    /// What frames inside it lost by failing.
    pub(crate) failures: Failures,
    /// The address that a creation took, also of one that failed.
    pub(crate) created: Option<Address>,
    /// None if it failed.
    pub(crate) logs: Vec<Log>,
    /// If it was asked for, and nothing panicked.
    pub(crate) trace: Option<TracedCall>,
}

/// What the outermost frame came to.
struct Ran {
    result: FrameResult,
    failures: Failures,
    trace: Option<TracedCall>,
}

/// Applies `message` to `journal`. The sender has `gas_limit * gas_price + value` wei and a nonce below 2^64 - 1, and
/// the gas limit is at least the intrinsic gas. After an error the journal is as it was before.
pub(crate) fn apply(
    engine: &Engine,
    lane: Lane,
    journal: &mut Journal<'_>,
    env: &BlockEnv,
    message: &Message<'_>,
) -> Result<Applied, NodeError> {
    journal.begin_transaction();
    let checkpoint = journal.checkpoint();
    match apply_inside(engine, lane, journal, env, message) {
        Ok(mut applied) => {
            journal.commit(checkpoint);
            applied.logs = journal.finish_transaction();
            Ok(applied)
        }
        Err(error) => {
            journal.rollback(checkpoint);
            Err(error)
        }
    }
}

fn apply_inside(
    engine: &Engine,
    lane: Lane,
    journal: &mut Journal<'_>,
    env: &BlockEnv,
    message: &Message<'_>,
) -> Result<Applied, NodeError> {
    let gas = buy_gas(journal, message)?;
    warm(journal, env, message);
    let created = message.to.is_create().then(|| create::create_address(message.sender, message.nonce));
    let Ran { result, failures, trace } = run_caught(engine, lane, journal, env, message, gas)?;

    let gas_spent = message.gas_limit.saturating_sub(result.gas_left.get());
    let refund = journal.refund().min(gas_spent / prices::REFUND_QUOTIENT);
    let gas_used = gas_spent.saturating_sub(refund);
    let unused = message.gas_limit.saturating_sub(gas_used);
    // The base fee's part of the price is paid to nobody: it is burnt.
    let tip = message.gas_price.saturating_sub(u128::from(env.base_fee));
    credit(journal, message.sender, fee(unused, message.gas_price))?;
    credit(journal, env.coinbase, fee(gas_used, tip))?;
    Ok(Applied { exit: result.exit, gas_used, gas_spent, failures, created, logs: Vec::new(), trace })
}

/// Takes the price of the whole gas limit, counts the nonce up, and gives the gas that is left for execution.
fn buy_gas(journal: &mut Journal<'_>, message: &Message<'_>) -> Result<Gas, NodeError> {
    let sender = message.sender;
    let intrinsic = intrinsic_gas(message.to, message.input, message.access_list);
    let gas = Gas::new(message.gas_limit).checked_sub(intrinsic);
    let next_nonce = message.nonce.checked_add(1);
    let paid = journal.sub_balance(sender, fee(message.gas_limit, message.gas_price)).map_err(unreadable)?;
    match (gas, next_nonce, paid) {
        (Some(gas), Some(next_nonce), true) => {
            journal.set_nonce(sender, next_nonce).map_err(unreadable)?;
            Ok(gas)
        }
        _ => Err(NodeError(format!("executor error: a transaction of {sender} was applied that is not valid"))),
    }
}

/// Warms what a transaction touches anyway or names in advance (EIP-2929, EIP-2930, EIP-3651). The address of a
/// creation is warmed by the creation.
fn warm(journal: &mut Journal<'_>, env: &BlockEnv, message: &Message<'_>) {
    journal.warm_account(message.sender);
    journal.warm_account(env.coinbase);
    if let TxKind::Call(to) = message.to {
        journal.warm_account(to);
    }
    for item in message.access_list.into_iter().flat_map(|list| list.iter()) {
        journal.warm_account(item.address);
        for key in &item.storage_keys {
            journal.warm_slot(item.address, *key);
        }
    }
}

/// Runs the frame. A panic in it is a bug of ours, which every node has: the transaction fails with all its gas, and
/// nothing of what it did is left. What may panic on this node alone (reading the state, compiling, the engine) gives
/// an error of the node where it happens.
fn run_caught(
    engine: &Engine,
    lane: Lane,
    journal: &mut Journal<'_>,
    env: &BlockEnv,
    message: &Message<'_>,
    gas: Gas,
) -> Result<Ran, NodeError> {
    let checkpoint = journal.checkpoint();
    match Bug::catch(|| run(engine, lane, journal, env, message, gas)) {
        Ok(ran) => {
            journal.commit(checkpoint);
            ran
        }
        Err(bug) => {
            journal.rollback(checkpoint);
            let failures = Failures { frame_count: 1, gas };
            Ok(Ran { result: FrameResult::failed(Failure::Bug(bug)), failures, trace: None })
        }
    }
}

fn run(
    engine: &Engine,
    lane: Lane,
    journal: &mut Journal<'_>,
    env: &BlockEnv,
    message: &Message<'_>,
    gas: Gas,
) -> Result<Ran, NodeError> {
    let transaction = TransactionContext {
        origin: message.sender,
        gas_price: U256::from(message.gas_price),
        block: env.context(),
        parent_hash: env.parent_hash,
        debug_sink: engine.debug_sink().filter(|_| message.shows_debug_log),
    };
    let stack = engine.call_stack(lane);
    let recorder = message.records_trace.then(Recorder::default);
    let mut execution = Execution::new(engine, &stack, journal, transaction, recorder);
    let result = match message.to {
        TxKind::Call(to) => execution.call(Call {
            caller: message.sender,
            to,
            value: message.value,
            input: message.input.clone(),
            gas,
            is_static: false,
        }),
        TxKind::Create => execution.create(Creation {
            creator: message.sender,
            address: create::create_address(message.sender, message.nonce),
            value: message.value,
            gas,
            code: NewCode::Sent(message.input.clone()),
        }),
    }?;
    Ok(Ran { result, failures: execution.failures(), trace: execution.into_trace() })
}

/// Pays `amount` wei. What would lift a balance above 2^256 - 1 is burnt: only a development chain can have that much.
fn credit(journal: &mut Journal<'_>, to: Address, amount: U256) -> Result<(), NodeError> {
    journal.add_balance(to, amount).map_err(unreadable)?;
    Ok(())
}

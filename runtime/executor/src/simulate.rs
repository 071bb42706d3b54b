//! Execution without consequence: `eth_call` and `eth_estimateGas`.
//!
//! The rules are geth's, so that clients see what they are used to: no signature, nonce or sender's code is checked;
//! without a gas price no fee is, and the base fee reads as zero; the value has to be there. Gas is capped at the block
//! gas limit.

use primitives::{Address, Bytes, U256};
use state::{Journal, StateView};
use types::{AccessList, TxKind};
use vm::{Engine, Lane};

use crate::{
    env::BlockEnv,
    error::{Failure, InvalidTransaction, SimulateError, unreadable},
    frame::FrameExit,
    intrinsic::intrinsic_gas,
    prices,
    trace::TracedCall,
    transition::{self, Applied, Message},
    validate::{check_creation, check_funds, fee},
};

/// A transaction that is not signed and need not be whole.
#[derive(Clone, Debug, Default)]
pub struct CallParams {
    /// The sender; the zero address if none was named.
    pub from: Address,
    /// The callee, or a creation.
    pub to: TxKind,
    /// Wei.
    pub value: U256,
    /// Call data, or container and constructor arguments.
    pub input: Bytes,
    /// Gas limit; the block gas limit if `None` or above it.
    pub gas: Option<u64>,
    /// Wei per gas; 0 switches fees off.
    pub gas_price: u128,
    /// The sender's nonce, which decides the address of a creation; the one in the state if `None`.
    pub nonce: Option<u64>,
    /// Accounts and slots named in advance (EIP-2930).
    pub access_list: Option<AccessList>,
    /// Records the tree of calls.
    pub records_trace: bool,
}

/// What a simulated transaction would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallResult {
    /// Gas it would pay for.
    pub gas_used: u64,
    /// How it would end.
    pub exit: CallExit,
    /// The address that a creation would take.
    pub created: Option<Address>,
    /// Its calls, if they were recorded.
    pub trace: Option<TracedCall>,
}

/// How a simulated transaction would end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallExit {
    /// With success and this output; the output of a creation is its container.
    Success(Bytes),
    /// With a revert and this data.
    Reverted(Bytes),
    /// With a failure, told for people.
    Failed(String),
}

/// Gas that the search for an estimate may run through, in block gas limits. Beyond it the best figure so far is taken:
/// it suffices, but may not be the least.
const SEARCH_BUDGET_BLOCKS: u64 = 4;

/// Executes `params` on top of the state that `view` shows, as a transaction of the block `env`, and forgets it.
pub fn call(
    engine: &Engine,
    view: &dyn StateView,
    env: &BlockEnv,
    params: &CallParams,
) -> Result<CallResult, SimulateError> {
    vm::on_execution_stack(|| {
        let simulation = Simulation::new(engine, view, env, params)?;
        let applied = simulation.run(simulation.gas_max, true)?;
        let exit = match applied.exit {
            FrameExit::Success(output) => CallExit::Success(output),
            FrameExit::Reverted(data) => CallExit::Reverted(data),
            FrameExit::Failed(failure) => CallExit::Failed(failure.to_string()),
        };
        Ok(CallResult { gas_used: applied.gas_used, exit, created: applied.created, trace: applied.trace })
    })
}

/// The least gas limit with which `params` would succeed as a transaction of the block `env`, with no frame inside it
/// failing for want of gas.
///
/// Exact for code that does not look at its gas.
pub fn estimate_gas(
    engine: &Engine,
    view: &dyn StateView,
    env: &BlockEnv,
    params: &CallParams,
) -> Result<u64, SimulateError> {
    vm::on_execution_stack(|| Simulation::new(engine, view, env, params)?.estimate())
}

/// One set of parameters, checked, to be run with different gas limits.
struct Simulation<'a> {
    engine: &'a Engine,
    view: &'a dyn StateView,
    env: BlockEnv,
    params: &'a CallParams,
    nonce: u64,
    /// The least gas that pays for the data.
    intrinsic: u64,
    /// The most gas it may have.
    gas_max: u64,
}

impl<'a> Simulation<'a> {
    fn new(
        engine: &'a Engine,
        view: &'a dyn StateView,
        env: &BlockEnv,
        params: &'a CallParams,
    ) -> Result<Self, SimulateError> {
        if params.to.is_create() {
            check_creation(&params.input)?;
        }
        let sender = view.account(params.from).map_err(unreadable)?.unwrap_or_default();
        let nonce = params.nonce.unwrap_or(sender.nonce);
        if nonce == u64::MAX {
            return Err(InvalidTransaction::NonceMax.into());
        }
        let mut env = env.clone();
        if params.gas_price == 0 {
            env.base_fee = 0;
        } else if params.gas_price < u128::from(env.base_fee) {
            let (max_fee, base_fee) = (params.gas_price, env.base_fee);
            return Err(InvalidTransaction::FeeBelowBase { max_fee, base_fee }.into());
        }
        let gas_max = gas_max(params, sender.balance, env.gas_limit)?;
        let intrinsic = intrinsic_gas(params.to, &params.input, params.access_list.as_ref()).get();
        if gas_max < intrinsic {
            return Err(InvalidTransaction::IntrinsicGas { limit: gas_max, needed: intrinsic }.into());
        }
        Ok(Self { engine, view, env, params, nonce, intrinsic, gas_max })
    }

    fn run(&self, gas_limit: u64, shows_debug_log: bool) -> Result<Applied, SimulateError> {
        let message = Message {
            sender: self.params.from,
            nonce: self.nonce,
            to: self.params.to,
            value: self.params.value,
            input: &self.params.input,
            gas_limit,
            gas_price: self.params.gas_price,
            access_list: self.params.access_list.as_ref(),
            shows_debug_log,
            records_trace: self.params.records_trace,
        };
        let mut journal = Journal::new(self.view);
        let applied = transition::apply(self.engine, Lane::Query, &mut journal, &self.env, &message)?;
        match applied.exit {
            FrameExit::Failed(Failure::Bug(bug)) => Err(SimulateError::Bug(bug)),
            _ => Ok(applied),
        }
    }

    fn estimate(&self) -> Result<u64, SimulateError> {
        if self.is_plain_transfer()? && self.run(self.intrinsic, false)?.exit.is_success() {
            return Ok(self.intrinsic);
        }
        let most = self.run(self.gas_max, false)?;
        match most.exit {
            FrameExit::Success(_) => self.search(&most),
            FrameExit::Reverted(data) => Err(SimulateError::Reverted(data)),
            FrameExit::Failed(failure) if failure.is_out_of_gas() => {
                Err(SimulateError::GasAllowance { allowance: self.gas_max })
            }
            FrameExit::Failed(failure) => Err(SimulateError::Failed(failure.to_string())),
        }
    }

    /// The least gas limit that does what `most` did with all gas: it succeeds, and no more frames inside it fail.
    ///
    /// What `most` spent is nearly always the answer, or a 63rd below it where calls hold back gas. Less than that can
    /// only suffice where frames failed and lost what they were given.
    fn search(&self, most: &Applied) -> Result<u64, SimulateError> {
        let spent = most.gas_spent;
        let needed = spent.saturating_sub(most.failures.gas.get()).max(self.intrinsic);
        // `fails` does not suffice, `suffices` does.
        let (mut fails, mut suffices) = (needed.saturating_sub(1), self.gas_max);
        let mut budget = self.env.gas_limit.saturating_mul(SEARCH_BUDGET_BLOCKS);
        let held_back = spent.saturating_add(spent / 63).saturating_add(1);
        let mut guesses = [spent, spent.saturating_sub(1), held_back].into_iter();
        while suffices.saturating_sub(fails) > 1 {
            let inside = |gas: &u64| *gas > fails && *gas < suffices;
            let gas = guesses.find(inside).unwrap_or(fails + (suffices - fails) / 2);
            let Some(rest) = budget.checked_sub(gas) else { break };
            budget = rest;
            let applied = self.run(gas, false)?;
            if applied.exit.is_success() && applied.failures.frame_count <= most.failures.frame_count {
                suffices = gas;
            } else {
                fails = gas;
            }
        }
        Ok(suffices)
    }

    /// True if it moves value to an account without code and costs exactly what wallets expect of that.
    fn is_plain_transfer(&self) -> Result<bool, SimulateError> {
        let TxKind::Call(to) = self.params.to else { return Ok(false) };
        if self.intrinsic != prices::TRANSACTION.get() {
            return Ok(false);
        }
        let account = self.view.account(to).map_err(unreadable)?;
        Ok(!account.is_some_and(|account| account.has_code()))
    }
}

/// The most gas that `params` may use: what was asked for, within the block gas limit. Where fees are on and no gas was
/// asked for, what the sender can pay.
fn gas_max(params: &CallParams, balance: U256, block_gas_limit: u64) -> Result<u64, SimulateError> {
    let (from, value) = (params.from, params.value);
    let Some(spendable) = balance.checked_sub(value) else {
        return Err(
            InvalidTransaction::InsufficientFundsForTransfer { address: from, have: balance, want: value }.into()
        );
    };
    let asked = params.gas.unwrap_or(block_gas_limit).min(block_gas_limit);
    if params.gas_price == 0 || fee(asked, params.gas_price) <= spendable {
        return Ok(asked);
    }
    if params.gas.is_some() {
        check_funds(from, balance, asked, params.gas_price, value)?;
    }
    let affordable = spendable.checked_div(U256::from(params.gas_price)).unwrap_or_default();
    Ok(u64::try_from(affordable).unwrap_or(u64::MAX).min(asked))
}

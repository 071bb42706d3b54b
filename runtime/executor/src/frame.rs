//! Frames: a call or a creation with its checkpoint, its value, its place on the live stack, and the code in between.
//!
//! An [`Execution`] lives as long as one transaction. Everything a failed frame did is undone here; whatever a frame
//! asks for while it runs is [`FrameHost`](crate::host::FrameHost)'s matter. Trouble of the node leaves through `Err`
//! from any depth and ends the whole execution.

use std::collections::BTreeSet;

use interface::container;
use primitives::{Address, B256, Bytes, Gas, U256, keccak256};
use state::{Checkpoint, EMPTY_CODE_HASH, Journal};
use types::Log;
use vm::{BlockContext, CallStack, DebugSink, Engine, Entry, Exit, Fault, FrameContext, NodeError, PrepareError};

use crate::{
    create,
    error::{Failure, unreadable},
    host::FrameHost,
    prices,
    trace::{Recorder, TracedCall},
};

/// The nonce of a new contract (EIP-161).
const CONTRACT_FIRST_NONCE: u64 = 1;

/// Facts of a transaction that all its frames share.
#[derive(Clone, Debug)]
pub(crate) struct TransactionContext {
    /// Who signed it.
    pub(crate) origin: Address,
    /// Wei per gas that it pays.
    pub(crate) gas_price: U256,
    /// The block that contains it.
    pub(crate) block: BlockContext,
    /// Hash of the block before.
    pub(crate) parent_hash: B256,
    /// Where its contracts' texts for developers go.
    pub(crate) debug_sink: Option<DebugSink>,
}

/// One transaction while it runs.
pub(crate) struct Execution<'s, 'v> {
    engine: &'s Engine,
    stack: &'s CallStack,
    pub(crate) journal: &'s mut Journal<'v>,
    pub(crate) transaction: TransactionContext,
    live: Vec<LiveFrame>,
    loaded_code: BTreeSet<B256>,
    failures: Failures,
    /// Keeps the tree of calls, if somebody asks for it.
    recorder: Option<Recorder>,
}

/// What frames that failed cost a transaction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Failures {
    /// Frames that failed.
    pub(crate) frame_count: u64,
    /// Gas that they were given and lost; frames inside them are counted with them.
    pub(crate) gas: Gas,
}

/// A frame whose code has been entered and has not ended.
struct LiveFrame {
    /// The contract whose storage it works on.
    owner: Address,
    /// True while it makes a call during which its owner may be entered again.
    permits_reentry: bool,
}

/// How things stood when a frame began.
struct Start {
    checkpoint: Checkpoint,
    gas: Gas,
    failed_gas_before: Gas,
}

/// A call to an account, with or without code.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) caller: Address,
    pub(crate) to: Address,
    pub(crate) value: U256,
    pub(crate) input: Bytes,
    pub(crate) gas: Gas,
    pub(crate) is_static: bool,
}

/// The creation of a contract.
#[derive(Debug)]
pub(crate) struct Creation {
    pub(crate) creator: Address,
    pub(crate) address: Address,
    pub(crate) value: U256,
    pub(crate) gas: Gas,
    pub(crate) code: NewCode,
}

/// Where the code of a new contract comes from.
#[derive(Debug)]
pub(crate) enum NewCode {
    /// A transaction's data: container and arguments. Has to be checked, compiled and kept, and pays for that.
    Sent(Bytes),
    /// A container that is in the state already, and constructor arguments.
    Deployed { hash: B256, container: Bytes, arguments: Bytes },
}

/// How a frame ended, and what it gives back.
#[derive(Debug)]
pub(crate) struct FrameResult {
    pub(crate) exit: FrameExit,
    /// Zero for a failed frame.
    pub(crate) gas_left: Gas,
}

/// How a frame ended.
#[derive(Debug)]
pub(crate) enum FrameExit {
    /// Its changes stand. The output of a creation is its container.
    Success(Bytes),
    /// Its changes are undone; the data is for the caller.
    Reverted(Bytes),
    /// Its changes are undone and its gas is gone.
    Failed(Failure),
}

impl FrameExit {
    pub(crate) fn is_success(&self) -> bool {
        matches!(self, Self::Success(_))
    }
}

impl FrameResult {
    pub(crate) fn failed(failure: impl Into<Failure>) -> Self {
        Self { exit: FrameExit::Failed(failure.into()), gas_left: Gas::ZERO }
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl<'s, 'v> Execution<'s, 'v> {
    pub(crate) fn new(
        engine: &'s Engine,
        stack: &'s CallStack,
        journal: &'s mut Journal<'v>,
        transaction: TransactionContext,
        recorder: Option<Recorder>,
    ) -> Self {
        Self {
            engine,
            stack,
            journal,
            transaction,
            live: Vec::new(),
            loaded_code: BTreeSet::new(),
            failures: Failures::default(),
            recorder,
        }
    }

    /// What failed so far.
    pub(crate) fn failures(&self) -> Failures {
        self.failures
    }

    /// The tree of calls, if it was asked for.
    pub(crate) fn into_trace(self) -> Option<TracedCall> {
        self.recorder.and_then(Recorder::finish)
    }

    /// Emits a log of the running frame.
    pub(crate) fn log(&mut self, log: Log) {
        if let Some(recorder) = &mut self.recorder {
            recorder.log(&log);
        }
        self.journal.log(log);
    }

    /// True if `call` may not be carried out: for its depth, re-entry, or the caller's balance.
    pub(crate) fn refuse(&mut self, call: &Call) -> Result<bool, NodeError> {
        let reason = if self.stack.is_full() {
            "refused: the call depth is used up"
        } else if !self.may_enter(call.to) {
            "refused: the contract is entered already, and a call on the way does not allow re-entry"
        } else if self.journal.balance(call.caller).map_err(unreadable)? < call.value {
            "refused: the caller holds less than the value"
        } else {
            return Ok(false);
        };
        if let Some(recorder) = &mut self.recorder {
            recorder.refuse(TracedCall::of_call(call), reason);
        }
        Ok(true)
    }

    /// Shows a contract's text, if somebody looks.
    pub(crate) fn debug_log(&self, address: Address, text: &[u8]) {
        if let Some(show) = self.transaction.debug_sink {
            show(address, text);
        }
    }

    /// True if no further frame may be entered: the call depth is used up.
    pub(crate) fn is_full(&self) -> bool {
        self.stack.is_full()
    }

    /// True if code at `to` may be entered: `to` owns no live frame, or each of its live frames is in a call that
    /// permits it. Static calls and calls of a contract to itself are judged alike.
    fn may_enter(&self, to: Address) -> bool {
        self.live.iter().all(|frame| frame.owner != to || frame.permits_reentry)
    }

    /// Says whether the innermost live frame lets its owner be entered during the call that it is making.
    pub(crate) fn permit_reentry(&mut self, permits_reentry: bool) {
        if let Some(frame) = self.live.last_mut() {
            frame.permits_reentry = permits_reentry;
        }
    }

    /// Calls an account. An account without code takes the value, and the call succeeds with all its gas.
    ///
    /// The depth, the re-entry and the caller's balance have been checked.
    pub(crate) fn call(&mut self, call: Call) -> Result<FrameResult, NodeError> {
        if let Some(recorder) = &mut self.recorder {
            recorder.enter(TracedCall::of_call(&call));
        }
        let start = self.start(call.gas);
        let result = self.run_call(call)?;
        self.settle(start, &result);
        Ok(result)
    }

    fn run_call(&mut self, call: Call) -> Result<FrameResult, NodeError> {
        if let Err(failure) = self.move_value(call.caller, call.to, call.value)? {
            return Ok(FrameResult::failed(failure));
        }
        let hash = self.journal.code_hash(call.to).map_err(unreadable)?;
        if hash == EMPTY_CODE_HASH {
            return Ok(FrameResult { exit: FrameExit::Success(Bytes::new()), gas_left: call.gas });
        }
        let container = self.journal.code(call.to).map_err(unreadable)?.unwrap_or_default();
        let context = self.context(call.to, call.caller, call.value, call.input, call.is_static);
        self.enter(Entry::Call, &hash, &container, context, call.gas)
    }

    /// Creates a contract: value, nonce 1, constructor, and at last its code.
    ///
    /// The depth and the creator's balance have been checked, the creator's nonce has been counted up.
    pub(crate) fn create(&mut self, creation: Creation) -> Result<FrameResult, NodeError> {
        // Warm even if the creation fails (EIP-2929), so it stands before the checkpoint.
        self.journal.warm_account(creation.address);
        if let Some(recorder) = &mut self.recorder {
            recorder.enter(TracedCall::of_creation(&creation));
        }
        let start = self.start(creation.gas);
        let result = self.run_creation(creation)?;
        self.settle(start, &result);
        Ok(result)
    }

    fn run_creation(&mut self, creation: Creation) -> Result<FrameResult, NodeError> {
        let Creation { creator, address, value, gas, code } = creation;
        if !create::is_free(&self.journal.account(address).map_err(unreadable)?) {
            return Ok(FrameResult::failed(Failure::Collision(address)));
        }
        if let Err(failure) = self.move_value(creator, address, value)? {
            return Ok(FrameResult::failed(failure));
        }
        self.journal.set_nonce(address, CONTRACT_FIRST_NONCE).map_err(unreadable)?;

        let sent = match code {
            NewCode::Deployed { hash, container, arguments } => {
                let context = self.context(address, creator, value, arguments, false);
                let result = self.enter(Entry::Deploy, &hash, &container, context, gas)?;
                return self.keep_code(address, hash, container, Gas::ZERO, result);
            }
            NewCode::Sent(data) => data,
        };
        let split = match container::split(&sent) {
            Ok(split) => split,
            Err(error) => return Ok(FrameResult::failed(Failure::Container(error))),
        };
        let Some(gas) = gas.checked_sub(vm::deployment_cost(split.module)) else {
            return Ok(FrameResult::failed(Fault::OutOfGas));
        };
        let (container, arguments) = (sent.slice_ref(split.container), sent.slice_ref(split.arguments));
        let hash = keccak256(&container);
        // Compiling is paid for as such, so this code counts as loaded.
        self.loaded_code.insert(hash);
        let deposit = prices::CODE_DEPOSIT_BYTE.saturating_mul(container.len() as u64);
        let context = self.context(address, creator, value, arguments, false);
        let result = self.enter(Entry::Deploy, &hash, &container, context, gas)?;
        self.keep_code(address, hash, container, deposit, result)
    }

    /// Takes `deposit` from a constructor that succeeded and gives its contract the code (EIP-2: no gas for the
    /// deposit, no contract).
    fn keep_code(
        &mut self,
        address: Address,
        hash: B256,
        container: Bytes,
        deposit: Gas,
        result: FrameResult,
    ) -> Result<FrameResult, NodeError> {
        if !matches!(result.exit, FrameExit::Success(_)) {
            return Ok(result);
        }
        let Some(gas_left) = result.gas_left.checked_sub(deposit) else {
            return Ok(FrameResult::failed(Failure::CodeDeposit { left: result.gas_left, needed: deposit }));
        };
        self.journal.set_code(address, hash, container.clone()).map_err(unreadable)?;
        Ok(FrameResult { exit: FrameExit::Success(container), gas_left })
    }

    /// Runs the code in `container` as a live frame of `context.address`.
    fn enter(
        &mut self,
        entry: Entry,
        hash: &B256,
        container: &Bytes,
        context: FrameContext,
        gas: Gas,
    ) -> Result<FrameResult, NodeError> {
        let Some(gas) = gas.checked_sub(self.loading_price(hash, container)) else {
            return Ok(FrameResult::failed(Fault::OutOfGas));
        };
        let contract = match self.engine.contract(hash, &mut || Ok(container.clone())) {
            Ok(contract) => contract,
            Err(PrepareError::Refused(refusal)) if matches!(entry, Entry::Deploy) => {
                return Ok(FrameResult::failed(Failure::Refused(refusal)));
            }
            Err(PrepareError::Refused(refusal)) => {
                let address = context.address;
                return Err(NodeError(format!("deployed code of {address} is refused by this node: {refusal}")));
            }
            Err(PrepareError::Node(error)) => return Err(error),
        };
        let (engine, stack) = (self.engine, self.stack);
        self.live.push(LiveFrame { owner: context.address, permits_reentry: false });
        let outcome = engine.run(&contract, entry, gas, stack, &mut FrameHost::new(self, context));
        self.live.pop();
        let outcome = outcome?;
        let exit = match outcome.exit {
            Exit::Success(output) => FrameExit::Success(output),
            Exit::Reverted(data) => FrameExit::Reverted(data),
            Exit::Fault(fault) => return Ok(FrameResult::failed(fault)),
        };
        Ok(FrameResult { exit, gas_left: outcome.gas_left })
    }

    /// Gas of loading this code. A container that was loaded stays loaded, also if the frame is undone.
    fn loading_price(&mut self, hash: &B256, container: &[u8]) -> Gas {
        if self.loaded_code.insert(*hash) {
            prices::COLD_CODE_WORD.saturating_mul(prices::words(container.len()))
        } else {
            Gas::ZERO
        }
    }

    /// Moves `value` wei, which `from` has.
    fn move_value(&mut self, from: Address, to: Address, value: U256) -> Result<Result<(), Failure>, NodeError> {
        if value.is_zero() {
            return Ok(Ok(()));
        }
        if !self.journal.sub_balance(from, value).map_err(unreadable)? {
            return Err(NodeError(format!("executor error: {from} was to send {value} wei that it does not have")));
        }
        if !self.journal.add_balance(to, value).map_err(unreadable)? {
            return Ok(Err(Failure::BalanceOverflow(to)));
        }
        Ok(Ok(()))
    }

    fn start(&mut self, gas: Gas) -> Start {
        Start { checkpoint: self.journal.checkpoint(), gas, failed_gas_before: self.failures.gas }
    }

    fn settle(&mut self, start: Start, result: &FrameResult) {
        if let Some(recorder) = &mut self.recorder {
            recorder.leave(result);
        }
        match result.exit {
            FrameExit::Success(_) => self.journal.commit(start.checkpoint),
            FrameExit::Reverted(_) => self.journal.rollback(start.checkpoint),
            FrameExit::Failed(_) => {
                self.journal.rollback(start.checkpoint);
                self.failures.frame_count = self.failures.frame_count.saturating_add(1);
                self.failures.gas = start.failed_gas_before.saturating_add(start.gas);
            }
        }
    }

    fn context(&self, address: Address, caller: Address, value: U256, input: Bytes, is_static: bool) -> FrameContext {
        FrameContext {
            address,
            caller,
            origin: self.transaction.origin,
            value,
            input,
            is_static,
            gas_price: self.transaction.gas_price,
            block: self.transaction.block.clone(),
        }
    }
}

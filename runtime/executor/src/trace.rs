//! The calls of one transaction as a tree, recorded where somebody asks for it.
//!
//! Recording reads what frames are given and how they end, and changes neither. Its memory is bounded by the
//! transaction's gas, which pays for every call, log and byte in it. Who asks for it shows it.

use primitives::{Address, Bytes, Gas, U256};
use types::Log;

use crate::{
    frame::{Call, Creation, FrameExit, FrameResult, NewCode},
    simulate::CallExit,
};

/// One call, with everything that happened inside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TracedCall {
    /// What kind of call it is.
    pub kind: TracedKind,
    /// Who made it.
    pub from: Address,
    /// The callee, or the address that a creation took.
    pub to: Address,
    /// Wei sent with it.
    pub value: U256,
    /// Call data; of a creation, container and constructor arguments.
    pub input: Bytes,
    /// Gas that it was given.
    pub gas: Gas,
    /// Gas of that which it did not give back.
    pub gas_used: Gas,
    /// How it ended.
    pub exit: CallExit,
    /// What it did, in order.
    pub steps: Vec<TracedStep>,
}

/// What kind of call it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TracedKind {
    /// A call.
    Call,
    /// A call that may not change state.
    StaticCall,
    /// A creation.
    Create,
}

/// What a call did on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TracedStep {
    /// It made a call.
    Call(TracedCall),
    /// It emitted a log, which is undone if the call fails.
    Log(Log),
}

/// Puts the tree together while frames begin and end.
#[derive(Debug, Default)]
pub(crate) struct Recorder {
    /// The calls that have not ended, the innermost last.
    open: Vec<TracedCall>,
    /// The outermost call, after its end.
    ended: Option<TracedCall>,
}

impl TracedCall {
    /// A call that begins.
    fn begin(kind: TracedKind, [from, to]: [Address; 2], value: U256, input: Bytes, gas: Gas) -> Self {
        let exit = CallExit::Success(Bytes::new());
        Self { kind, from, to, value, input, gas, gas_used: Gas::ZERO, exit, steps: Vec::new() }
    }

    pub(crate) fn of_call(call: &Call) -> Self {
        let kind = if call.is_static { TracedKind::StaticCall } else { TracedKind::Call };
        Self::begin(kind, [call.caller, call.to], call.value, call.input.clone(), call.gas)
    }

    pub(crate) fn of_creation(creation: &Creation) -> Self {
        let input = match &creation.code {
            NewCode::Sent(data) => data.clone(),
            NewCode::Deployed { container, arguments, .. } => [&container[..], &arguments[..]].concat().into(),
        };
        Self::begin(TracedKind::Create, [creation.creator, creation.address], creation.value, input, creation.gas)
    }
}

impl Recorder {
    /// A call begins.
    pub(crate) fn enter(&mut self, call: TracedCall) {
        self.open.push(call);
    }

    /// The innermost call ends.
    pub(crate) fn leave(&mut self, result: &FrameResult) {
        let exit = match &result.exit {
            FrameExit::Success(output) => CallExit::Success(output.clone()),
            FrameExit::Reverted(data) => CallExit::Reverted(data.clone()),
            FrameExit::Failed(failure) => CallExit::Failed(failure.to_string()),
        };
        self.end(exit, result.gas_left);
    }

    /// A call is not carried out; its caller keeps the gas.
    pub(crate) fn refuse(&mut self, call: TracedCall, reason: &str) {
        let gas_left = call.gas;
        self.open.push(call);
        self.end(CallExit::Failed(reason.to_owned()), gas_left);
    }

    fn end(&mut self, exit: CallExit, gas_left: Gas) {
        let Some(mut call) = self.open.pop() else { return };
        call.exit = exit;
        call.gas_used = call.gas.saturating_sub(gas_left);
        match self.open.last_mut() {
            Some(caller) => caller.steps.push(TracedStep::Call(call)),
            None => self.ended = Some(call),
        }
    }

    /// The innermost call emits a log.
    pub(crate) fn log(&mut self, log: &Log) {
        if let Some(call) = self.open.last_mut() {
            call.steps.push(TracedStep::Log(log.clone()));
        }
    }

    /// The tree, after the outermost call has ended.
    pub(crate) fn finish(self) -> Option<TracedCall> {
        self.ended
    }
}

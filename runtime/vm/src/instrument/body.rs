//! Rewrites one function body.
//!
//! ```text
//! [height prologue]              only if the function counts its height
//! block (results)
//!   charge entry and first segment, check
//!   the body; `return` becomes a branch to this block
//! end
//! [height epilogue]
//! local.get gas
//! end
//! ```
//!
//! The remaining gas is the last parameter and the last result of every function, so the machine keeps it in a
//! register. The outer block keeps every label's type as it was: only calls and returns see the extra value.
//!
//! A segment is a run of operators that are executed together or not at all. Its price is taken before its first
//! operator. It ends at every branch and label, and at every call, because a host function may ask what is left. What
//! is left is compared with zero at function entry and at loop heads, where work could repeat; between two such
//! places the work is bounded by the size of a body. Operators that cannot be reached are dropped.

use wasm_encoder::{BlockType, Encode, Instruction};
use wasmparser::Operator;

use super::{
    module::{Globals, Signatures, block_type, value_type},
    schedule,
};
use crate::valid::{Body, Valid};

/// Why code that the pass inserts executes `unreachable`, as it leaves it in the fault global for the host.
pub(crate) mod fault_code {
    /// Gas is below zero.
    pub(crate) const OUT_OF_GAS: i32 = 1;
    /// Height is below zero.
    pub(crate) const STACK_OVERFLOW: i32 = 2;
    /// Memory would grow beyond what the transaction's frames may hold together.
    pub(crate) const MEMORY_LIMIT: i32 = 3;
}

/// What a rewritten body needs to know beside itself.
pub(super) struct Surroundings<'a> {
    /// The module.
    pub(super) valid: &'a Valid<'a>,
    /// Where the rewritten function types are.
    pub(super) signatures: Signatures,
    /// Where the added globals are.
    pub(super) globals: Globals,
    /// Index of the function that grows the memory.
    pub(super) grow: u32,
}

/// Rewrites `body` of the defined function `index`, which takes `height` units at entry if it counts.
pub(super) fn rewrite(
    surroundings: &Surroundings<'_>,
    index: usize,
    body: &Body<'_>,
    height: Option<u32>,
) -> Result<wasm_encoder::Function, wasmparser::Error> {
    let valid = surroundings.valid;
    let ty = valid.function_type(index);
    let parameters = ty.params().len() as u32;
    let mut locals = Vec::new();
    for group in body.code.get_locals_reader()? {
        let (count, ty) = group?;
        locals.push((count, value_type(ty)));
    }
    locals.push((1, wasm_encoder::ValType::I32));

    let mut rewriting = Rewriting {
        surroundings,
        parameters,
        gas: parameters,
        scratch: parameters + 1 + body.locals,
        out: Vec::with_capacity(2 * (body.code.range().end - body.code.range().start) as usize),
        segment: Segment { head: Head::Check, ticks: entry_ticks(body.locals), code: Vec::new() },
        frames: Vec::new(),
        dead: None,
    };
    if let Some(units) = height {
        rewriting.take_height(units);
    }
    let results = surroundings.signatures.results_block(valid.functions[index], ty);
    Instruction::Block(results).encode(&mut rewriting.out);
    rewriting.frames.push(Frame { kind: FrameKind::Block, branched: false });

    let mut operators = body.code.get_operators_reader()?;
    while !operators.eof() {
        let (operator, start) = operators.read_with_offset()?;
        let bytes = &valid.bytes[start as usize..operators.original_position() as usize];
        rewriting.operator(&operator, bytes)?;
    }
    if let Some(units) = height {
        rewriting.give_height(units);
    }
    rewriting.emit(&[Instruction::LocalGet(parameters), Instruction::End]);

    let mut function = wasm_encoder::Function::new(locals);
    function.raw(rewriting.out);
    Ok(function)
}

/// The price of entering a function with that many declared locals.
fn entry_ticks(locals: u32) -> u64 {
    schedule::FUNCTION_ENTRY + u64::from(locals).div_ceil(schedule::LOCALS_PER_TICK)
}

/// An open block, loop or if; the outermost is the body.
struct Frame {
    kind: FrameKind,
    /// A branch to its end was seen, or, for an if with an else, the first arm reaches the end.
    branched: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum FrameKind {
    Block,
    Loop,
    If,
    Else,
}

/// What stands before a segment's operators.
#[derive(Clone, Copy, PartialEq)]
enum Head {
    /// The charge.
    Charge,
    /// The charge, then the comparison with zero.
    Check,
    /// The gas that a call left on the operand stack, less the charge.
    AfterCall,
}

/// The segment being read.
struct Segment {
    head: Head,
    ticks: u64,
    code: Vec<u8>,
}

struct Rewriting<'a> {
    surroundings: &'a Surroundings<'a>,
    /// Parameters of the function as deployed.
    parameters: u32,
    /// Index of the local that holds the gas.
    gas: u32,
    /// Index of a spare i32 local.
    scratch: u32,
    out: Vec<u8>,
    segment: Segment,
    frames: Vec<Frame>,
    /// `Some(n)` while operators cannot be reached, inside n blocks that began there.
    dead: Option<u32>,
}

impl Rewriting<'_> {
    fn operator(&mut self, operator: &Operator<'_>, bytes: &[u8]) -> Result<(), wasmparser::Error> {
        if let Some(depth) = self.dead {
            match operator {
                Operator::Block { .. } | Operator::Loop { .. } | Operator::If { .. } => self.dead = Some(depth + 1),
                Operator::End if depth > 0 => self.dead = Some(depth - 1),
                Operator::End => self.end(),
                Operator::Else if depth == 0 => self.else_arm(),
                _ => {}
            }
            return Ok(());
        }
        self.segment.ticks = self.segment.ticks.saturating_add(schedule::ticks(operator));
        match operator {
            Operator::Block { blockty } => {
                self.append(&[Instruction::Block(block_type(*blockty))]);
                self.frames.push(Frame { kind: FrameKind::Block, branched: false });
            }
            Operator::Loop { blockty } => {
                // The head's own price is paid by each round.
                let ticks = schedule::ticks(operator);
                self.segment.ticks -= ticks;
                self.close(Head::Check);
                self.segment.ticks = ticks;
                self.emit(&[Instruction::Loop(block_type(*blockty))]);
                self.frames.push(Frame { kind: FrameKind::Loop, branched: false });
            }
            Operator::If { blockty } => {
                self.append(&[Instruction::If(block_type(*blockty))]);
                self.close(Head::Charge);
                self.frames.push(Frame { kind: FrameKind::If, branched: false });
            }
            Operator::Else => self.else_arm(),
            Operator::End => self.end(),
            Operator::Br { relative_depth } => {
                self.mark(*relative_depth);
                self.leave(bytes);
            }
            Operator::BrIf { relative_depth } => {
                self.mark(*relative_depth);
                self.segment.code.extend_from_slice(bytes);
                self.close(Head::Charge);
            }
            Operator::BrTable { targets } => {
                for target in targets.targets() {
                    self.mark(target?);
                }
                self.mark(targets.default());
                self.leave(bytes);
            }
            Operator::Return => {
                let outermost = self.frames.len() as u32 - 1;
                self.mark(outermost);
                self.append(&[Instruction::Br(outermost)]);
                self.leave(&[]);
            }
            Operator::Unreachable => self.leave(bytes),
            Operator::Call { function_index } => {
                self.append(&[Instruction::LocalGet(self.gas), Instruction::Call(*function_index)]);
                self.close(Head::AfterCall);
            }
            Operator::CallIndirect { type_index, table_index } => {
                let type_index = self.surroundings.signatures.rewritten(*type_index);
                self.append(&[
                    Instruction::LocalSet(self.scratch),
                    Instruction::LocalGet(self.gas),
                    Instruction::LocalGet(self.scratch),
                    Instruction::CallIndirect { type_index, table_index: *table_index },
                ]);
                self.close(Head::AfterCall);
            }
            Operator::MemoryGrow { .. } => {
                self.append(&[Instruction::LocalGet(self.gas), Instruction::Call(self.surroundings.grow)]);
                self.close(Head::AfterCall);
            }
            Operator::MemoryCopy { .. }
            | Operator::MemoryFill { .. }
            | Operator::MemoryInit { .. }
            | Operator::TableCopy { .. }
            | Operator::TableFill { .. }
            | Operator::TableInit { .. }
            | Operator::TableGrow { .. } => self.bulk(bytes),
            Operator::LocalGet { local_index } => self.append(&[Instruction::LocalGet(self.local(*local_index))]),
            Operator::LocalSet { local_index } => self.append(&[Instruction::LocalSet(self.local(*local_index))]),
            Operator::LocalTee { local_index } => self.append(&[Instruction::LocalTee(self.local(*local_index))]),
            _ => self.segment.code.extend_from_slice(bytes),
        }
        Ok(())
    }

    /// Where a local of the deployed function is: the gas stands between parameters and declared locals.
    fn local(&self, index: u32) -> u32 {
        if index < self.parameters { index } else { index + 1 }
    }

    /// Charges by the size on top of the operand stack, checks, then does the bulk operation.
    fn bulk(&mut self, bytes: &[u8]) {
        const { assert!(schedule::BULK_PER_BYTE == 1, "a multiplication is missing below") };
        self.append(&[
            Instruction::LocalSet(self.scratch),
            Instruction::LocalGet(self.gas),
            Instruction::LocalGet(self.scratch),
            Instruction::I64ExtendI32U,
            Instruction::I64Sub,
            Instruction::LocalTee(self.gas),
        ]);
        let globals = self.surroundings.globals;
        self.append(&globals.stop_if_negative_i64(fault_code::OUT_OF_GAS));
        self.append(&[Instruction::LocalGet(self.scratch)]);
        self.segment.code.extend_from_slice(bytes);
    }

    /// Adds to the open segment.
    fn append(&mut self, instructions: &[Instruction<'_>]) {
        for instruction in instructions {
            instruction.encode(&mut self.segment.code);
        }
    }

    /// Writes outside any segment.
    fn emit(&mut self, instructions: &[Instruction<'_>]) {
        for instruction in instructions {
            instruction.encode(&mut self.out);
        }
    }

    /// Writes the open segment behind its charge and opens one with `next` before it.
    fn close(&mut self, next: Head) {
        let opened = Segment { head: next, ticks: 0, code: Vec::new() };
        let Segment { head, ticks, mut code } = std::mem::replace(&mut self.segment, opened);
        let ticks = i64::try_from(ticks).unwrap_or(i64::MAX);
        let gas = self.gas;
        let subtract = [Instruction::I64Const(ticks), Instruction::I64Sub];
        match head {
            Head::Charge if ticks == 0 => {}
            Head::Charge => {
                self.emit(&[Instruction::LocalGet(gas)]);
                self.emit(&subtract);
                self.emit(&[Instruction::LocalSet(gas)]);
            }
            Head::Check => {
                self.emit(&[Instruction::LocalGet(gas)]);
                self.emit(&subtract);
                self.emit(&[Instruction::LocalTee(gas)]);
                let globals = self.surroundings.globals;
                self.emit(&globals.stop_if_negative_i64(fault_code::OUT_OF_GAS));
            }
            Head::AfterCall => {
                if ticks > 0 {
                    self.emit(&subtract);
                }
                self.emit(&[Instruction::LocalSet(gas)]);
            }
        }
        self.out.append(&mut code);
    }

    /// Ends the segment with an operator behind which nothing is reached.
    fn leave(&mut self, bytes: &[u8]) {
        self.segment.code.extend_from_slice(bytes);
        self.close(Head::Charge);
        self.dead = Some(0);
    }

    /// Notes a branch to the label `depth` blocks out.
    fn mark(&mut self, depth: u32) {
        let position = self.frames.len() - 1 - depth as usize;
        self.frames[position].branched = true;
    }

    /// `else`: the second arm is reached whenever the if was.
    fn else_arm(&mut self) {
        if self.dead.take().is_none() {
            self.close(Head::Charge);
            self.mark(0);
        }
        if let Some(frame) = self.frames.last_mut() {
            frame.kind = FrameKind::Else;
        }
        self.emit(&[Instruction::Else]);
    }

    /// `end` of the innermost open block.
    fn end(&mut self) {
        let Some(frame) = self.frames.pop() else { return };
        let falls = self.dead.take().is_none();
        let label = match frame.kind {
            // A branch to a loop goes to its head.
            FrameKind::Loop => false,
            FrameKind::Block | FrameKind::Else => frame.branched,
            // Without an else, the condition alone reaches the end.
            FrameKind::If => true,
        };
        let is_body = self.frames.is_empty();
        if falls && !label && !is_body {
            self.append(&[Instruction::End]);
            return;
        }
        if falls {
            self.close(Head::Charge);
        }
        self.emit(&[Instruction::End]);
        if !falls && !label && !is_body {
            self.emit(&[Instruction::Unreachable]);
            self.dead = Some(0);
        }
    }

    fn take_height(&mut self, units: u32) {
        let globals = self.surroundings.globals;
        let scratch = self.scratch;
        self.emit(&[
            Instruction::GlobalGet(globals.height),
            Instruction::I32Const(units.cast_signed()),
            Instruction::I32Sub,
            Instruction::LocalTee(scratch),
            Instruction::GlobalSet(globals.height),
            Instruction::LocalGet(scratch),
            Instruction::I32Const(0),
            Instruction::I32LtS,
        ]);
        self.emit(&globals.stop_if(fault_code::STACK_OVERFLOW));
    }

    fn give_height(&mut self, units: u32) {
        let globals = self.surroundings.globals;
        self.emit(&[
            Instruction::GlobalGet(globals.height),
            Instruction::I32Const(units.cast_signed()),
            Instruction::I32Add,
            Instruction::GlobalSet(globals.height),
        ]);
    }
}

/// The function that grows the memory: `[pages, gas] -> [result, gas]`.
///
/// A request beyond the memory's maximum is answered -1, as Wasm has it, at the base price. Any other is paid per
/// page, then counted against what the transaction's frames may hold together, then done; the engine cannot refuse it.
pub(super) fn grow_function(globals: Globals, max_pages: u32) -> wasm_encoder::Function {
    const PAGES: u32 = 0;
    const GAS: u32 = 1;
    let mut function = wasm_encoder::Function::new([]);
    let mut emit = |instructions: &[Instruction<'_>]| {
        for instruction in instructions {
            function.instruction(instruction);
        }
    };
    emit(&[
        Instruction::LocalGet(PAGES),
        Instruction::I64ExtendI32U,
        Instruction::MemorySize(0),
        Instruction::I64ExtendI32U,
        Instruction::I64Add,
        Instruction::I64Const(i64::from(max_pages)),
        Instruction::I64GtU,
        Instruction::If(BlockType::Empty),
        Instruction::I32Const(-1),
        Instruction::LocalGet(GAS),
        Instruction::Return,
        Instruction::End,
        Instruction::LocalGet(GAS),
        Instruction::LocalGet(PAGES),
        Instruction::I64ExtendI32U,
        Instruction::I64Const(schedule::GROW_PER_PAGE.cast_signed()),
        Instruction::I64Mul,
        Instruction::I64Sub,
        Instruction::LocalTee(GAS),
    ]);
    emit(&globals.stop_if_negative_i64(fault_code::OUT_OF_GAS));
    emit(&[Instruction::LocalGet(PAGES), Instruction::GlobalGet(globals.pages), Instruction::I32GtU]);
    emit(&globals.stop_if(fault_code::MEMORY_LIMIT));
    emit(&[
        Instruction::GlobalGet(globals.pages),
        Instruction::LocalGet(PAGES),
        Instruction::I32Sub,
        Instruction::GlobalSet(globals.pages),
        Instruction::LocalGet(PAGES),
        Instruction::MemoryGrow(0),
        Instruction::LocalGet(GAS),
        Instruction::End,
    ]);
    function
}

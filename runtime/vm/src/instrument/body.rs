//! Rewrites one function body.
//!
//! ```text
//! [height prologue]              only if the function counts its height
//! block                          where gas that is below zero leads to
//!   block (results)
//!     the body, with charges; `return` becomes a branch to this block
//!   end
//!   [height epilogue]
//!   local.get gas
//!   return
//! end
//! out of gas
//! ```
//!
//! The remaining gas is the last parameter and the last result of a function, so the machine keeps it in a register;
//! of a flat one ([`flat`](super::flat)) it is never a result, and a parameter only of some. The inner block keeps every label's type as it was: only calls
//! and returns see the extra value. What is charged where is said in [`regions`](super::regions). Operators that cannot
//! be reached are dropped.

use wasm_encoder::{BlockType, Encode, Instruction, ValType};
use wasmparser::Operator;

use super::{
    counted::{Counted, Limit},
    flat::{Flat, FlatGas, Plan},
    flow::Head,
    module::{Globals, Signatures, block_type, value_type},
    regions::Charge,
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
    /// Of the defined functions, those that are flat.
    pub(super) flat: &'a [Option<Flat>],
}

/// Rewrites `body` of the defined function `index`, which is charged by `plan` and takes `height` units at entry if it
/// counts.
pub(super) fn rewrite(
    surroundings: &Surroundings<'_>,
    index: usize,
    body: &Body<'_>,
    plan: &Plan,
    height: Option<u32>,
) -> Result<wasm_encoder::Function, wasmparser::Error> {
    let valid = surroundings.valid;
    let ty = valid.function_type(index);
    let parameters = ty.params().len() as u32;
    let flat = surroundings.flat[index];
    let mut locals = Vec::new();
    if flat.is_some_and(|flat| flat.gas != FlatGas::Argument) {
        // Nobody uses it, but every function has its locals at the same places.
        locals.push((1, ValType::I64));
    }
    for group in body.code.get_locals_reader()? {
        let (count, ty) = group?;
        locals.push((count, value_type(ty)));
    }
    locals.extend([(2, ValType::I32), (1, ValType::I64)]);

    let added = parameters + 1 + body.locals;
    let mut rewriting = Rewriting {
        surroundings,
        plan,
        flat,
        begun: 0,
        dead: 0,
        flat_calls: 0,
        depth: 1,
        parameters,
        scratch: added,
        height: added + 1,
        rounds: added + 2,
        out: Vec::with_capacity(2 * (body.code.range().end - body.code.range().start) as usize),
    };
    if let Some(units) = height {
        rewriting.take_height(units);
    }
    let compares = plan.charges.iter().any(|charge| charge.check.is_some());
    if compares {
        rewriting.emit(&[Instruction::Block(BlockType::Empty)]);
    }
    rewriting.emit(&[Instruction::Block(surroundings.signatures.results_block(valid.functions[index], ty))]);
    let mut operators = body.code.get_operators_reader()?;
    let mut index = 0;
    while !operators.eof() {
        let (operator, start) = operators.read_with_offset()?;
        let bytes = &valid.bytes[start as usize..operators.original_position() as usize];
        rewriting.operator(&operator, bytes, index);
        index += 1;
    }
    if height.is_some() {
        rewriting.give_height();
    }
    if flat.is_none() {
        rewriting.emit(&[Instruction::LocalGet(parameters)]);
    }
    if compares {
        // One place for the whole function, and behind all of it: what is executed does not jump over it.
        rewriting.emit(&[Instruction::Return, Instruction::End, Instruction::I32Const(fault_code::OUT_OF_GAS)]);
        rewriting.emit(&[Instruction::GlobalSet(surroundings.globals.fault), Instruction::Unreachable]);
    }
    rewriting.emit(&[Instruction::End]);

    let mut function = wasm_encoder::Function::new(locals);
    function.raw(rewriting.out);
    Ok(function)
}

struct Rewriting<'a> {
    surroundings: &'a Surroundings<'a>,
    plan: &'a Plan,
    /// What the callers pay, if it is flat.
    flat: Option<Flat>,
    /// Blocks that were begun; the last of them is open.
    begun: usize,
    /// Runs of dropped operators that were passed.
    dead: usize,
    /// Calls of flat functions that take the gas that were passed.
    flat_calls: usize,
    /// Open structures, the body among them.
    depth: u32,
    /// Parameters of the function as deployed, which is also the index of the local that holds the gas.
    parameters: u32,
    /// Index of a spare i32 local.
    scratch: u32,
    /// Index of the i32 local that holds the height that was left before this function.
    height: u32,
    /// Index of an i64 local for the rounds of a loop.
    rounds: u32,
    out: Vec<u8>,
}

impl Rewriting<'_> {
    fn operator(&mut self, operator: &Operator<'_>, bytes: &[u8], index: u32) {
        if self.is_dropped(index) {
            return;
        }
        while self.plan.flow.blocks.get(self.begun).is_some_and(|block| block.start == index) {
            self.begin();
        }
        match operator {
            Operator::Block { blockty } => self.open(Instruction::Block(block_type(*blockty))),
            Operator::Loop { blockty } => {
                self.pay_counted_loop();
                self.open(Instruction::Loop(block_type(*blockty)));
            }
            Operator::If { blockty } => self.open(Instruction::If(block_type(*blockty))),
            Operator::End => {
                self.depth -= 1;
                self.emit(&[Instruction::End]);
            }
            Operator::Return => self.emit(&[Instruction::Br(self.depth - 1)]),
            Operator::BrIf { relative_depth } => match self.plan.charges[self.begun - 1].on_branch {
                ticks if ticks != 0 && !self.is_blind() => self.emit(&[
                    Instruction::If(BlockType::Empty),
                    self.gas(),
                    Instruction::I64Const(ticks),
                    Instruction::I64Sub,
                    self.set_gas(),
                    Instruction::Br(relative_depth + 1),
                    Instruction::End,
                ]),
                _ => self.out.extend_from_slice(bytes),
            },
            Operator::Call { function_index } => {
                self.pass_gas(*function_index);
                self.emit(&[Instruction::Call(*function_index)]);
            }
            Operator::CallIndirect { type_index, table_index } => {
                let type_index = self.surroundings.signatures.rewritten(*type_index);
                self.emit(&[
                    Instruction::LocalSet(self.scratch),
                    self.gas(),
                    Instruction::LocalGet(self.scratch),
                    Instruction::CallIndirect { type_index, table_index: *table_index },
                ]);
            }
            Operator::MemoryGrow { .. } => {
                self.emit(&[self.gas(), Instruction::Call(self.surroundings.grow)]);
            }
            Operator::LocalGet { local_index } => self.emit(&[Instruction::LocalGet(self.local(*local_index))]),
            Operator::LocalSet { local_index } => self.emit(&[Instruction::LocalSet(self.local(*local_index))]),
            Operator::LocalTee { local_index } => self.emit(&[Instruction::LocalTee(self.local(*local_index))]),
            _ => self.out.extend_from_slice(bytes),
        }
    }

    /// True for an operator that cannot be reached. Behind an `end` that cannot be reached either, something has to
    /// say so.
    fn is_dropped(&mut self, index: u32) -> bool {
        while let Some(dead) = self.plan.flow.dead.get(self.dead) {
            if index == dead.from && dead.after_end {
                self.emit(&[Instruction::Unreachable]);
            }
            let dead = &self.plan.flow.dead[self.dead];
            if index < dead.to {
                return index >= dead.from;
            }
            self.dead += 1;
        }
        false
    }

    /// True if the function has no gas and needs none: what does not return here, traps.
    fn is_blind(&self) -> bool {
        self.flat.is_some_and(|flat| flat.gas == FlatGas::None)
    }

    fn gas(&self) -> Instruction<'static> {
        match self.flat.map(|flat| flat.gas) {
            None | Some(FlatGas::Argument) => Instruction::LocalGet(self.parameters),
            Some(_) => Instruction::GlobalGet(self.surroundings.globals.gas),
        }
    }

    fn set_gas(&self) -> Instruction<'static> {
        match self.flat.map(|flat| flat.gas) {
            None | Some(FlatGas::Argument) => Instruction::LocalSet(self.parameters),
            Some(_) => Instruction::GlobalSet(self.surroundings.globals.gas),
        }
    }

    /// Gives the gas to a call of `function`, where it takes it. A flat function does not see the price in hand for what
    /// stands behind the call.
    fn pass_gas(&mut self, function: u32) {
        let defined = function.checked_sub(self.surroundings.valid.imported_functions);
        match defined.and_then(|defined| self.surroundings.flat[defined as usize]) {
            None => self.emit(&[self.gas()]),
            Some(Flat { gas: FlatGas::None, .. }) => {}
            Some(Flat { gas, .. }) => {
                self.emit(&[self.gas()]);
                let so_far = self.plan.flow.flat_calls[self.flat_calls];
                self.flat_calls += 1;
                let ahead = self.plan.charges[self.begun - 1].needed - so_far;
                if ahead > 0 {
                    self.emit(&[Instruction::I64Const(ahead.cast_signed()), Instruction::I64Add]);
                }
                if gas == FlatGas::Global {
                    self.emit(&[Instruction::GlobalSet(self.surroundings.globals.gas)]);
                }
            }
        }
    }

    fn open(&mut self, instruction: Instruction<'_>) {
        self.depth += 1;
        self.emit(&[instruction]);
    }

    /// Where a local of the deployed function is: the gas stands between parameters and declared locals.
    fn local(&self, index: u32) -> u32 {
        if index < self.parameters { index } else { index + 1 }
    }

    /// Begins the next block: takes its charge.
    fn begin(&mut self) {
        let scratch = self.scratch;
        let (block, charge) = (&self.plan.flow.blocks[self.begun], self.plan.charges[self.begun]);
        self.begun += 1;
        match block.head {
            _ if self.is_blind() => {}
            // It was paid before the loop.
            Head::CountedLoop(_) => {}
            // Keeping what nobody asks for would make the whole function save a register for it.
            Head::Call { .. } if charge.traps => self.emit(&[Instruction::Drop]),
            Head::Call { .. } => self.take(charge),
            Head::Bulk => {
                const { assert!(schedule::BULK_PER_BYTE == 1, "a multiplication is missing below") };
                self.emit(&[
                    Instruction::LocalSet(scratch),
                    self.gas(),
                    Instruction::LocalGet(scratch),
                    Instruction::I64ExtendI32U,
                    Instruction::I64Sub,
                ]);
                self.take(charge);
                self.emit(&[Instruction::LocalGet(scratch)]);
            }
            _ if charge.ticks == 0 && charge.check.is_none() => {}
            _ => {
                self.emit(&[self.gas()]);
                self.take(charge);
            }
        }
    }

    /// Takes a charge from the gas on the operand stack, keeps the rest, and compares it if that is wanted.
    fn take(&mut self, charge: Charge) {
        if charge.ticks != 0 {
            self.emit(&[Instruction::I64Const(charge.ticks), Instruction::I64Sub]);
        }
        self.emit(&[self.set_gas()]);
        let Some(ahead) = charge.check else { return };
        self.emit(&[self.gas(), Instruction::I64Const(-ahead), Instruction::I64LtS, Instruction::BrIf(self.depth)]);
    }

    /// Before a loop: takes what all its rounds cost, if their number is known.
    fn pay_counted_loop(&mut self) {
        let Some(Head::CountedLoop(counted)) = self.plan.flow.blocks.get(self.begun).map(|block| &block.head) else {
            return;
        };
        let (counted, charge) = (*counted, self.plan.charges[self.begun]);
        self.emit(&[self.gas()]);
        self.rounds_before_last(counted);
        // No frame has gas for more rounds than that, and their price must not wrap.
        let most = (i64::MAX as u64 / 2) / charge.per_round.max(1);
        let (bits, shift) = (if counted.wide { 64 } else { 32 }, counted.step.trailing_zeros());
        let meets = u64::MAX >> (64 - (bits - shift));
        if most.min(meets) < u64::MAX >> (64 - bits) {
            self.emit(&[
                Instruction::LocalTee(self.rounds),
                Instruction::I64Const(most.min(meets).cast_signed()),
                Instruction::I64GtU,
                Instruction::BrIf(self.depth),
                Instruction::LocalGet(self.rounds),
            ]);
        }
        let per_round = i64::try_from(charge.per_round).unwrap_or(i64::MAX);
        self.emit(&[Instruction::I64Const(per_round), Instruction::I64Mul, Instruction::I64Sub]);
        self.take(charge);
    }

    /// Computes, as an i64, how often the step of a counted loop fits into the way to its limit: the way times the
    /// inverse of the step's odd part, less the step's factors of two. If it does not fit, the number is one that no
    /// such loop has, because the factors of two come out on top.
    fn rounds_before_last(&mut self, counted: Counted) {
        let Counted { counter, limit, offset, step, wide, .. } = counted;
        let counter = Instruction::LocalGet(self.local(counter));
        let number = |value: i64| if wide { Instruction::I64Const(value) } else { Instruction::I32Const(value as i32) };
        let pick = |narrow, broad| if wide { broad } else { narrow };
        let (add, subtract) =
            (pick(Instruction::I32Add, Instruction::I64Add), pick(Instruction::I32Sub, Instruction::I64Sub));
        let (multiply, rotate) =
            (pick(Instruction::I32Mul, Instruction::I64Mul), pick(Instruction::I32Rotr, Instruction::I64Rotr));
        let (limit, offset) = match limit {
            Limit::Local(local) => (Instruction::LocalGet(self.local(local)), offset),
            Limit::Constant => (number(offset), 0),
        };
        // Down from the counter to the limit, or up to it.
        let (from, to, offset) =
            if step < 0 { (limit, counter, offset.wrapping_neg()) } else { (counter, limit, offset) };
        self.emit(&[to, from, subtract.clone()]);
        if offset != 0 {
            self.emit(&[number(offset), add]);
        }
        let shift = step.trailing_zeros();
        let inverse = inverse(step.unsigned_abs() >> shift);
        if inverse != 1 {
            self.emit(&[number(inverse.cast_signed()), multiply]);
        }
        if shift != 0 {
            self.emit(&[number(i64::from(shift)), rotate]);
        }
        if !wide {
            self.emit(&[Instruction::I64ExtendI32U]);
        }
    }

    fn emit(&mut self, instructions: &[Instruction<'_>]) {
        for instruction in instructions {
            instruction.encode(&mut self.out);
        }
    }

    fn take_height(&mut self, units: u32) {
        let globals = self.surroundings.globals;
        let units = Instruction::I32Const(units.cast_signed());
        self.emit(&[Instruction::GlobalGet(globals.height), Instruction::LocalTee(self.height)]);
        self.emit(&[units.clone(), Instruction::I32LtS]);
        self.emit(&globals.stop_if(fault_code::STACK_OVERFLOW));
        self.emit(&[Instruction::LocalGet(self.height), units]);
        self.emit(&[Instruction::I32Sub, Instruction::GlobalSet(globals.height)]);
    }

    /// Sets what was left at entry: it waits for nothing that callees did.
    fn give_height(&mut self) {
        let height = self.surroundings.globals.height;
        self.emit(&[Instruction::LocalGet(self.height), Instruction::GlobalSet(height)]);
    }
}

/// The inverse of an odd number modulo 2^64, by Newton's steps: each doubles the bits that are right, from 3.
fn inverse(odd: u64) -> u64 {
    (0..5).fold(odd, |inverse, _| inverse.wrapping_mul(2_u64.wrapping_sub(odd.wrapping_mul(inverse))))
}

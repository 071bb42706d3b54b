//! The control flow of one function body: its blocks of operators, each executed whole or not at all, and how they
//! follow each other.
//!
//! A block ends at every branch and label and at every call, because a host function may ask for the gas that is left.
//! An operation whose price depends on an operand begins a block. What is charged where is decided in
//! [`regions`](super::regions). One look at each operator; memory is linear in the body.

use wasmparser::{BlockType, Operator};

use super::{
    counted::{Counted, Recognizer},
    flat::{Flat, FlatGas},
    schedule::{self, OperatorPrices},
};
use crate::valid::Valid;

/// A run of operators that are executed together.
pub(super) struct Block {
    /// Index of its first operator in the body. Blocks are in this order.
    pub(super) start: u32,
    /// How it is entered.
    pub(super) head: Head,
    /// The price of its operators.
    pub(super) ticks: u64,
    /// What follows.
    pub(super) exit: Exit,
    /// Loops around it.
    pub(super) loops: u32,
    /// True if it calls a flat function that takes the gas, which may end the frame with what is left.
    pub(super) shows_gas: bool,
    /// Most ticks of a flat function that it calls, to a trap there, that nobody pays.
    pub(super) to_trap_inside: u64,
}

/// How a block is entered.
pub(super) enum Head {
    /// It is the function's first.
    Entry,
    /// By falling into a loop and by the branches to it.
    Loop,
    /// The same, where the number of rounds is known before the first.
    CountedLoop(Counted),
    /// From one block only.
    After(u32),
    /// By the branches to the end of a structure, this label.
    Label(u32),
    /// By the return of a call, with the gas on the operand stack; the callee compared it last, or not.
    Call { is_checked: bool },
    /// By falling into an operation that is paid by the size on top of the operand stack.
    Bulk,
}

/// What follows a block.
pub(super) enum Exit {
    /// A label.
    Jump(u32),
    /// A label, or the next block. The edge to the label can be given code of its own if it carries no values.
    Branch { label: u32, carries: bool },
    /// The next block, or another one.
    Fork(Arm),
    /// One of some labels, a range of [`Flow::targets`].
    Table { from: usize, to: usize },
    /// A call, behind which the next block begins: nothing is paid ahead beyond here.
    Call,
    /// An operation paid by its size, or the function's end: nor beyond here.
    Leave,
    /// `unreachable`.
    Trap,
}

/// Where an `if` goes when its condition is zero.
pub(super) enum Arm {
    /// To its `else`, this block.
    Else(u32),
    /// To its end, this label.
    End(u32),
}

/// The place that a branch goes to.
pub(super) struct Label {
    /// The block there; `None` for the function's end.
    pub(super) block: Option<u32>,
    /// True for the head of a loop.
    pub(super) is_loop: bool,
    /// Loops around the place; a loop is around its head.
    pub(super) loops: u32,
    /// True if a `br_table` goes there.
    pub(super) in_table: bool,
}

/// Operators that cannot be reached and are left out.
pub(super) struct Dead {
    /// Index of the first.
    pub(super) from: u32,
    /// Index of the `end` or `else` behind them.
    pub(super) to: u32,
    /// True if they follow an `end` that cannot be reached either.
    pub(super) after_end: bool,
}

/// The control flow of one body.
#[derive(Default)]
pub(super) struct Flow {
    pub(super) blocks: Vec<Block>,
    pub(super) labels: Vec<Label>,
    /// Labels of all `br_table`s.
    pub(super) targets: Vec<u32>,
    pub(super) dead: Vec<Dead>,
    /// For each call of a flat function that takes the gas, the price of its block up to and with the call.
    pub(super) flat_calls: Vec<u64>,
    /// True if some call takes the gas.
    pub(super) passes_gas: bool,
}

/// An open block, loop or if; the outermost is the body.
struct Frame {
    kind: FrameKind,
    /// Where a branch to it goes.
    label: u32,
    /// True if a branch to it carries values.
    carries: bool,
    /// A branch to it was seen.
    branched: bool,
}

enum FrameKind {
    Block,
    Loop,
    /// With the block that ends in the condition.
    If(u32),
    Else,
}

struct Reading<'a> {
    valid: &'a Valid<'a>,
    /// Of the defined functions, those that were found flat.
    flat: &'a [Option<Flat>],
    prices: OperatorPrices,
    flow: Flow,
    frames: Vec<Frame>,
    loops: u32,
    /// True while operators can be reached; the last block is then the open one.
    live: bool,
    /// Blocks that began inside operators that cannot be reached.
    dead_depth: u32,
    recognizer: Recognizer,
}

/// Reads the body of the defined function `index` in a module whose defined functions are `flat` or not.
pub(super) fn read<'a>(
    valid: &'a Valid<'a>,
    index: usize,
    flat: &'a [Option<Flat>],
) -> Result<Flow, wasmparser::Error> {
    let body = &valid.bodies[index];
    let mut reading = Reading {
        valid,
        flat,
        prices: OperatorPrices::new(valid.memory_max_pages()),
        flow: Flow::default(),
        frames: Vec::new(),
        loops: 0,
        live: true,
        dead_depth: 0,
        recognizer: Recognizer::default(),
    };
    reading.open(0, Head::Entry);
    reading.pay(schedule::FUNCTION_ENTRY + u64::from(body.locals).div_ceil(schedule::LOCALS_PER_TICK));
    // A branch to the end of the function carries its results.
    reading.enter(FrameKind::Block, !valid.function_type(index).results().is_empty());
    let mut operators = body.code.get_operators_reader()?;
    let mut index = 0;
    while !operators.eof() {
        reading.operator(&operators.read()?, index)?;
        index += 1;
    }
    Ok(reading.flow)
}

impl Reading<'_> {
    fn operator(&mut self, operator: &Operator<'_>, index: u32) -> Result<(), wasmparser::Error> {
        if !self.live {
            match operator {
                Operator::Block { .. } | Operator::Loop { .. } | Operator::If { .. } => self.dead_depth += 1,
                Operator::End if self.dead_depth > 0 => self.dead_depth -= 1,
                Operator::End => self.end(index),
                Operator::Else if self.dead_depth == 0 => self.else_arm(index),
                _ => {}
            }
            return Ok(());
        }
        let ticks = self.prices.ticks(operator);
        match operator {
            Operator::Loop { blockty } => {
                let label = self.enter(FrameKind::Loop, self.has_parameters(*blockty));
                self.close(Exit::Jump(label));
                self.loops += 1;
                let head = self.open(index + 1, Head::Loop);
                self.flow.labels[label as usize].block = Some(head);
                self.recognizer.enter(label, head);
                // The head's own price is paid by each round.
                self.pay(ticks);
            }
            Operator::Else => self.else_arm(index),
            Operator::End => self.end(index),
            Operator::MemoryCopy { .. }
            | Operator::MemoryFill { .. }
            | Operator::MemoryInit { .. }
            | Operator::TableCopy { .. }
            | Operator::TableFill { .. }
            | Operator::TableInit { .. }
            | Operator::TableGrow { .. } => {
                self.recognizer.abandon();
                self.close(Exit::Leave);
                self.open(index, Head::Bulk);
                self.pay(ticks);
            }
            _ => {
                self.pay(ticks);
                self.last(operator, index)?;
            }
        }
        Ok(())
    }

    /// An operator that stands in its block, perhaps as the last.
    fn last(&mut self, operator: &Operator<'_>, index: u32) -> Result<(), wasmparser::Error> {
        match operator {
            Operator::Block { blockty } => {
                let label = self.enter(FrameKind::Block, self.has_results(*blockty));
                match blockty {
                    BlockType::Empty => self.recognizer.block(label),
                    _ => self.recognizer.abandon(),
                }
            }
            Operator::If { blockty } => {
                self.recognizer.abandon();
                // `else` or `end` says where the other arm is.
                let fork = self.close(Exit::Leave);
                self.enter(FrameKind::If(fork), self.has_results(*blockty));
                self.open(index + 1, Head::After(fork));
            }
            Operator::Br { relative_depth } => {
                let (label, _) = self.branch(*relative_depth);
                self.recognizer.jump(label);
                self.leave(Exit::Jump(label), index);
            }
            Operator::BrIf { relative_depth } => {
                let (label, carries) = self.branch(*relative_depth);
                let head = self.flow.labels[label as usize].is_loop;
                self.recognizer.branch(label, head);
                let from = self.close(Exit::Branch { label, carries });
                self.open(index + 1, Head::After(from));
            }
            Operator::BrTable { targets } => {
                self.recognizer.abandon();
                let from = self.flow.targets.len();
                for target in targets.targets() {
                    self.table_target(target?);
                }
                self.table_target(targets.default());
                let to = self.flow.targets.len();
                self.leave(Exit::Table { from, to }, index);
            }
            Operator::Return => {
                self.recognizer.abandon();
                self.branch(self.frames.len() as u32 - 1);
                self.leave(Exit::Leave, index);
            }
            Operator::Unreachable => {
                self.recognizer.abandon();
                self.leave(Exit::Trap, index);
            }
            Operator::Call { function_index } if let Some(flat) = self.flat(*function_index) => {
                self.pay(flat.ticks);
                if let Some(block) = self.flow.blocks.last_mut() {
                    block.to_trap_inside = flat.to_trap.max(block.to_trap_inside);
                }
                if flat.gas != FlatGas::None {
                    // It may end the frame in any round.
                    self.recognizer.abandon();
                    self.flat_call();
                }
                self.recognizer.step(operator);
            }
            Operator::Call { .. } | Operator::CallIndirect { .. } | Operator::MemoryGrow { .. } => {
                self.recognizer.abandon();
                self.flow.passes_gas = true;
                self.close(Exit::Call);
                let is_checked = match operator {
                    Operator::Call { function_index } => *function_index < self.valid.imported_functions,
                    other => matches!(other, Operator::MemoryGrow { .. }),
                };
                self.open(index + 1, Head::Call { is_checked });
            }
            _ => self.recognizer.step(operator),
        }
        Ok(())
    }

    /// What the function is, if it is flat.
    fn flat(&self, function: u32) -> Option<Flat> {
        *self.flat.get(function.checked_sub(self.valid.imported_functions)? as usize)?
    }

    fn flat_call(&mut self) {
        self.flow.passes_gas = true;
        if let Some(block) = self.flow.blocks.last_mut() {
            block.shows_gas = true;
            self.flow.flat_calls.push(block.ticks);
        }
    }

    fn has_parameters(&self, ty: BlockType) -> bool {
        match ty {
            BlockType::Empty | BlockType::Type(_) => false,
            BlockType::FuncType(index) => !self.valid.types[index as usize].params().is_empty(),
        }
    }

    fn has_results(&self, ty: BlockType) -> bool {
        match ty {
            BlockType::Empty => false,
            BlockType::Type(_) => true,
            BlockType::FuncType(index) => !self.valid.types[index as usize].results().is_empty(),
        }
    }

    /// Opens a structure.
    fn enter(&mut self, kind: FrameKind, carries: bool) -> u32 {
        let label = self.flow.labels.len() as u32;
        let is_loop = matches!(kind, FrameKind::Loop);
        let loops = self.loops + u32::from(is_loop);
        self.flow.labels.push(Label { block: None, is_loop, loops, in_table: false });
        self.frames.push(Frame { kind, label, carries, branched: false });
        label
    }

    /// Begins a block.
    fn open(&mut self, start: u32, head: Head) -> u32 {
        let (ticks, exit, loops) = (0, Exit::Leave, self.loops);
        self.flow.blocks.push(Block { start, head, ticks, exit, loops, shows_gas: false, to_trap_inside: 0 });
        self.flow.blocks.len() as u32 - 1
    }

    /// Ends the open block.
    fn close(&mut self, exit: Exit) -> u32 {
        let last = self.flow.blocks.len() - 1;
        self.flow.blocks[last].exit = exit;
        last as u32
    }

    /// Adds to the price of the open block.
    fn pay(&mut self, ticks: u64) {
        if let Some(block) = self.flow.blocks.last_mut() {
            block.ticks = block.ticks.saturating_add(ticks);
        }
    }

    /// Ends the open block with operator `index`, behind which nothing is reached.
    fn leave(&mut self, exit: Exit, index: u32) {
        self.close(exit);
        self.die(index + 1, false);
    }

    fn die(&mut self, from: u32, after_end: bool) {
        self.live = false;
        // `end` or `else` says where it stops.
        self.flow.dead.push(Dead { from, to: from, after_end });
    }

    /// Operators are reached again from operator `index`, an `end` or `else`, on, or would be.
    fn revive(&mut self, index: u32) -> bool {
        let was_live = std::mem::replace(&mut self.live, true);
        if !was_live && let Some(dead) = self.flow.dead.last_mut() {
            dead.to = index;
        }
        was_live
    }

    /// Notes a branch to the structure `depth` out: its label, and whether values go there.
    fn branch(&mut self, depth: u32) -> (u32, bool) {
        let position = self.frames.len() - 1 - depth as usize;
        let frame = &mut self.frames[position];
        frame.branched = true;
        (frame.label, frame.carries)
    }

    fn table_target(&mut self, depth: u32) {
        let (label, _) = self.branch(depth);
        self.recognizer.jump(label);
        self.flow.labels[label as usize].in_table = true;
        self.flow.targets.push(label);
    }

    /// `else`: the second arm is reached whenever the if was.
    fn else_arm(&mut self, index: u32) {
        self.recognizer.abandon();
        let falls = self.revive(index);
        let Some(frame) = self.frames.last_mut() else { return };
        let FrameKind::If(fork) = std::mem::replace(&mut frame.kind, FrameKind::Else) else { return };
        if falls {
            frame.branched = true;
            let label = frame.label;
            self.close(Exit::Jump(label));
        }
        let arm = self.open(index + 1, Head::After(fork));
        self.flow.blocks[fork as usize].exit = Exit::Fork(Arm::Else(arm));
    }

    /// `end` of the innermost open structure.
    fn end(&mut self, index: u32) {
        let falls = self.revive(index);
        let Some(frame) = self.frames.pop() else { return };
        let is_reached = match frame.kind {
            FrameKind::Loop => {
                self.loops -= 1;
                if let Some((head, counted)) = self.recognizer.leave(frame.label) {
                    self.flow.blocks[head as usize].head = Head::CountedLoop(counted);
                }
                // A branch to a loop goes to its head.
                false
            }
            FrameKind::Block | FrameKind::Else => {
                self.recognizer.end(frame.label, falls);
                frame.branched
            }
            // Without an else, the condition alone reaches the end.
            FrameKind::If(fork) => {
                self.flow.blocks[fork as usize].exit = Exit::Fork(Arm::End(frame.label));
                true
            }
        };
        match (falls, is_reached) {
            // Operators go on in the open block, whose last is the `end` of the function.
            (true, false) => return,
            (true, true) => {
                self.close(Exit::Jump(frame.label));
            }
            (false, _) => {}
        }
        if self.frames.is_empty() {
            return;
        }
        if is_reached {
            let block = self.open(index + 1, Head::Label(frame.label));
            self.flow.labels[frame.label as usize].block = Some(block);
        } else {
            self.die(index + 1, true);
        }
    }
}

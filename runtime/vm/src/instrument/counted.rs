//! Loops whose number of rounds is known before the first: they are paid as a whole, and nothing is charged inside.
//!
//! ```text
//! loop  A  br_if $out (counter == limit)  B  br 0  end
//! loop  block  A  br_if 0 (counter != limit)  the way out  end  B  br 0  end
//! loop  A  br_if 0 (counter != limit)  end
//! ```
//!
//! where A and B have no branch, no call and no operation paid by its size, the counter changes by the same constant
//! in every round, and the limit is a constant or does not change. The test may stand before or after the step, and
//! either side may have a constant added. All arithmetic is that of the machine, modulo 2^32 or 2^64, so the number is
//! exact for every step, wrapping ones too; a loop that never meets its limit has none and runs out of gas at once.

use wasmparser::Operator;

/// Locals that may change in one loop; beyond, the loop is charged by the round.
const LOCALS_MAX: usize = 16;

/// The number of full rounds before the last: `(limit - counter + offset) / step`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Counted {
    /// The local that counts.
    pub(super) counter: u32,
    /// What it is compared with.
    pub(super) limit: Limit,
    /// Added to the difference.
    pub(super) offset: i64,
    /// What a round adds to the counter; not zero.
    pub(super) step: i64,
    /// True for 64 bits, false for 32.
    pub(super) wide: bool,
    /// What stands behind the test in a round.
    pub(super) tail: Tail,
}

/// The second block of a round.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Tail {
    /// There is none: the test stands last.
    None,
    /// It is the next block, and the branch of the first leads out.
    Next,
    /// It is at this label, and the next block leads out.
    At(u32),
}

/// What a counter is compared with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Limit {
    /// A local that the loop does not change.
    Local(u32),
    /// A constant.
    Constant,
}

/// A value in terms of what the locals were at the head of the round.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Value {
    Unknown,
    /// A local, if any, plus a constant.
    Linear(Option<u32>, i64),
    /// Whether two linear values are equal, or whether they differ.
    Test(Test),
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Test {
    is_equal: bool,
    left: (Option<u32>, i64),
    right: (Option<u32>, i64),
    wide: bool,
}

/// Watches the innermost loop while it is read.
#[derive(Default)]
pub(super) struct Recognizer {
    state: State,
    /// Label and first block of the loop.
    label: u32,
    head: u32,
    /// Values on the operand stack; below them nothing is known.
    stack: Vec<Value>,
    /// Locals that changed, with their values.
    changed: Vec<(u32, Value)>,
}

#[derive(Default)]
enum State {
    /// No loop, or one that is charged by the round.
    #[default]
    Idle,
    /// No branch was seen.
    Head,
    /// The same inside a block, this label.
    HeadInBlock(u32),
    /// On the way out, in that block.
    WayOut(Test, u32),
    /// The exit was seen.
    Tail(Test, Tail),
    /// The branch back was seen.
    Found(Counted),
}

impl Recognizer {
    /// A loop begins; the one around it is charged by the round.
    pub(super) fn enter(&mut self, label: u32, head: u32) {
        self.state = State::Head;
        (self.label, self.head) = (label, head);
        self.stack.clear();
        self.changed.clear();
    }

    /// Something stands in the loop that keeps it from being counted.
    pub(super) fn abandon(&mut self) {
        // What leads out may be anything.
        if !matches!(self.state, State::Found(_) | State::WayOut(..)) {
            self.state = State::Idle;
        }
    }

    /// A block begins, which takes nothing from the operand stack.
    pub(super) fn block(&mut self, label: u32) {
        match self.state {
            State::Head => self.state = State::HeadInBlock(label),
            _ => self.abandon(),
        }
    }

    /// A block ends, whose last operator is reached or not.
    pub(super) fn end(&mut self, label: u32, falls: bool) {
        match std::mem::take(&mut self.state) {
            State::WayOut(test, block) if block == label && !falls => {
                self.stack.clear();
                self.state = State::Tail(test, Tail::At(block));
            }
            State::WayOut(test, block) if block != label => self.state = State::WayOut(test, block),
            State::Found(counted) => self.state = State::Found(counted),
            _ => {}
        }
    }

    /// An operator without effect on control.
    pub(super) fn step(&mut self, operator: &Operator<'_>) {
        if !matches!(self.state, State::Head | State::HeadInBlock(_) | State::Tail(..)) {
            return;
        }
        match *operator {
            Operator::LocalGet { local_index } => self.stack.push(self.local(local_index)),
            Operator::LocalSet { local_index } => {
                let value = self.pop();
                self.set(local_index, value);
            }
            Operator::LocalTee { local_index } => {
                let value = self.pop();
                self.set(local_index, value);
                self.stack.push(value);
            }
            Operator::I32Const { value } => self.stack.push(Value::Linear(None, i64::from(value))),
            Operator::I64Const { value } => self.stack.push(Value::Linear(None, value)),
            Operator::I32Add | Operator::I64Add => self.combine(|left, right| match (left, right) {
                (Value::Linear(local, a), Value::Linear(None, b))
                | (Value::Linear(None, a), Value::Linear(local, b)) => Value::Linear(local, a.wrapping_add(b)),
                _ => Value::Unknown,
            }),
            Operator::I32Sub | Operator::I64Sub => self.combine(|left, right| match (left, right) {
                (Value::Linear(local, a), Value::Linear(None, b)) => Value::Linear(local, a.wrapping_sub(b)),
                _ => Value::Unknown,
            }),
            Operator::I32Eq => self.compare(true, false),
            Operator::I32Ne => self.compare(false, false),
            Operator::I64Eq => self.compare(true, true),
            Operator::I64Ne => self.compare(false, true),
            Operator::I32Eqz => {
                let value = match self.pop() {
                    Value::Test(test) => Value::Test(Test { is_equal: !test.is_equal, ..test }),
                    value => is_zero(value, false),
                };
                self.stack.push(value);
            }
            Operator::I64Eqz => {
                let value = self.pop();
                self.stack.push(is_zero(value, true));
            }
            // What it takes and leaves does not matter: all of it is unknown.
            _ => self.stack.clear(),
        }
    }

    /// A conditional branch to `label`, which is the head of a loop or not.
    pub(super) fn branch(&mut self, label: u32, is_loop: bool) {
        let is_back = label == self.label && is_loop;
        let test = match self.pop() {
            Value::Test(test) => Some(test),
            // The condition is the counter itself.
            value => match is_zero(value, false) {
                Value::Test(test) => Some(Test { is_equal: false, ..test }),
                _ => None,
            },
        };
        self.state = match (std::mem::take(&mut self.state), test) {
            (State::Head, Some(test)) if is_back && !test.is_equal => self.counted(test, Tail::None),
            (State::Head, Some(test)) if !is_loop && test.is_equal => State::Tail(test, Tail::Next),
            (State::HeadInBlock(block), Some(test)) if label == block && !test.is_equal => State::WayOut(test, block),
            (State::WayOut(test, block), _) if !is_back && label != block => State::WayOut(test, block),
            (State::Found(counted), _) if !is_back => State::Found(counted),
            _ => State::Idle,
        };
    }

    /// A branch to `label`.
    pub(super) fn jump(&mut self, label: u32) {
        self.state = match std::mem::take(&mut self.state) {
            State::Tail(test, tail) if label == self.label => self.counted(test, tail),
            State::WayOut(test, block) if label != self.label && label != block => State::WayOut(test, block),
            State::Found(counted) if label != self.label => State::Found(counted),
            _ => State::Idle,
        };
    }

    /// The loop with this label ends: its first block and how it counts, if it does.
    pub(super) fn leave(&mut self, label: u32) -> Option<(u32, Counted)> {
        match std::mem::take(&mut self.state) {
            State::Found(counted) if label == self.label => Some((self.head, counted)),
            _ => None,
        }
    }

    /// What the round, which is at its end, shows of the loop.
    fn counted(&self, test: Test, tail: Tail) -> State {
        for (counter, limit) in [(test.left, test.right), (test.right, test.left)] {
            let Some(local) = counter.0 else { continue };
            let Value::Linear(Some(from), step) = self.local(local) else { continue };
            let step = if test.wide { step } else { i64::from(step as i32) };
            let is_fixed = limit.0.is_none_or(|local| self.local(local) == Value::Linear(Some(local), 0));
            if from == local && step != 0 && is_fixed {
                return State::Found(Counted {
                    counter: local,
                    limit: limit.0.map_or(Limit::Constant, Limit::Local),
                    offset: limit.1.wrapping_sub(counter.1),
                    step,
                    wide: test.wide,
                    tail,
                });
            }
        }
        State::Idle
    }

    fn local(&self, local: u32) -> Value {
        let changed = self.changed.iter().find(|(changed, _)| *changed == local);
        changed.map_or(Value::Linear(Some(local), 0), |(_, value)| *value)
    }

    fn set(&mut self, local: u32, value: Value) {
        match self.changed.iter().position(|(changed, _)| *changed == local) {
            Some(position) => self.changed[position].1 = value,
            None if self.changed.len() == LOCALS_MAX => self.state = State::Idle,
            None => self.changed.push((local, value)),
        }
    }

    fn pop(&mut self) -> Value {
        self.stack.pop().unwrap_or(Value::Unknown)
    }

    fn combine(&mut self, operation: impl Fn(Value, Value) -> Value) {
        let right = self.pop();
        let left = self.pop();
        self.stack.push(operation(left, right));
    }

    fn compare(&mut self, is_equal: bool, wide: bool) {
        self.combine(|left, right| match (left, right) {
            (Value::Linear(a, x), Value::Linear(b, y)) => {
                Value::Test(Test { is_equal, left: (a, x), right: (b, y), wide })
            }
            _ => Value::Unknown,
        });
    }
}

/// Whether `value` is zero.
fn is_zero(value: Value, wide: bool) -> Value {
    match value {
        Value::Linear(local, constant) => {
            Value::Test(Test { is_equal: true, left: (local, constant), right: (None, 0), wide })
        }
        _ => Value::Unknown,
    }
}

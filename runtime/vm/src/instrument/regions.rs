//! What is charged at each block, so that little is charged often.
//!
//! Every block has a price in hand when it begins: what has been paid for it and for blocks behind it. The first block
//! of a region (of the function, of a loop's round, behind a call) begins with nothing in hand; where a region ends,
//! nothing is left. In between the price in hand may be chosen freely, because each edge settles the difference:
//!
//! ```text
//! charged on the edge a -> b  =  needed(b) - (needed(a) - ticks(a))
//! ```
//!
//! so the sum over every finished path is exactly its price, and a host function always sees the exact gas. The choice
//! makes most differences zero: a block pays ahead for the label that it branches to, a loop for its next block rather
//! than for its exit, and an arm that inevitably traps soon after is paid by nobody, as a trap takes all gas anyway.
//! Where the edge of a branch has a difference to pay that cannot stand at either of its ends, it gets code of its own.
//!
//! Gas is compared with what inevitably follows at function entry, at loop heads and at operations paid by their size,
//! and wherever otherwise more than [`UNCHECKED_MAX_TICKS`] would be executed since the last comparison. Behind a call
//! from where the function may end before the next comparison, it may do only as much unchecked as it paid at its entry:
//! many frames may end one after another. So a run does at most twice what it has gas for, and a few thousand ticks. In a
//! function that its callers pay, a way to a trap that is not free is compared at each block, since its entry was not.
//!
//! One sweep from the last block to the first and one back; both are linear in blocks and edges.

use super::{
    counted::{Counted, Tail},
    flow::{Arm, Exit, Flow, Head},
};

/// Most ticks of operators that one function executes between two comparisons of the gas with zero: 256 gas, at most a
/// microsecond or two.
pub(super) const UNCHECKED_MAX_TICKS: u64 = 4_096;

/// Most ticks on the way to an inevitable trap that are charged to nobody.
pub(super) const TRAP_FREE_MAX_TICKS: u64 = 256;

/// What the pass inserts at one block.
#[derive(Clone, Copy, Default)]
pub(super) struct Charge {
    /// Ticks to take where the block begins; to give back, if below zero.
    pub(super) ticks: i64,
    /// Compare the gas then: it may be below zero by this much.
    pub(super) check: Option<i64>,
    /// Ticks to take on the edge to the label if the block's last branch is taken.
    pub(super) on_branch: i64,
    /// Price in hand when the block begins.
    pub(super) needed: u64,
    /// True if the function cannot end by itself from here: it traps, at once or behind a call.
    pub(super) is_cold: bool,
    /// True if it traps soon without another call, so that nobody asks for the gas any more.
    pub(super) traps: bool,
    /// Most ticks from here to a trap that nobody pays.
    pub(super) to_trap: u64,
    /// Ticks of one round, if the block is the head of a counted loop: to be taken before the loop by the number of
    /// rounds before the last.
    pub(super) per_round: u64,
}

/// What is known of a block once all behind it is.
#[derive(Clone, Copy, Default)]
struct Sum {
    /// Price in hand when it begins; `None` if it inevitably traps soon, so that any amount will do.
    needed: Option<u64>,
    /// Price in hand when it ends.
    rest: u64,
    /// Least that is executed from here to the end of the region.
    least: u64,
    /// Ticks to take on the branch.
    on_branch: i64,
    /// Most ticks to the trap.
    to_trap: u64,
    /// The function cannot end by itself from here.
    is_cold: bool,
    /// The function may end from here before gas is compared.
    ends_unchecked: bool,
}

/// Decides what is charged, for each block of `flow`. The first block is `paid` by the callers, or not.
pub(super) fn charges(flow: &Flow, paid: bool) -> Vec<Charge> {
    let mut sums =
        Sums { flow, blocks: vec![Sum::default(); flow.blocks.len()], labels: vec![None; flow.labels.len()] };
    for (label, entered) in flow.labels.iter().zip(&mut sums.labels) {
        if label.is_loop || label.in_table || label.block.is_none() {
            *entered = Some(0);
        }
    }
    for block in (0..flow.blocks.len()).rev() {
        sums.blocks[block] = sums.sum(block);
    }
    sums.settle(paid)
}

struct Sums<'a> {
    flow: &'a Flow,
    blocks: Vec<Sum>,
    /// Price in hand on every branch to a label, once it is decided.
    labels: Vec<Option<u64>>,
}

/// What follows on one edge.
#[derive(Clone, Copy)]
struct Next {
    needed: Option<u64>,
    least: u64,
    to_trap: u64,
    is_cold: bool,
}

const END: Next = Next { needed: Some(0), least: 0, to_trap: 0, is_cold: false };

impl Sums<'_> {
    fn block(&self, block: usize) -> Next {
        let Sum { needed, least, to_trap, is_cold, .. } = self.blocks[block];
        Next { needed, least, to_trap, is_cold }
    }

    /// What is behind `label`, seen from the block `from`. The price in hand there is not decided by asking.
    fn label(&self, label: u32, from: usize) -> Next {
        let index = label as usize;
        match self.flow.labels[index].block {
            None => END,
            Some(block) if block as usize <= from => END,
            Some(block) => match self.flow.blocks[block as usize].head {
                // The round is paid where it begins.
                Head::Loop => END,
                Head::CountedLoop(_) => self.block(block as usize),
                _ => {
                    let next = self.block(block as usize);
                    Next { needed: next.needed.map(|needed| self.labels[index].unwrap_or(needed)), ..next }
                }
            },
        }
    }

    /// Decides, if nobody did, that `price` is in hand on all branches to `label`.
    fn decide(&mut self, label: u32, price: u64) {
        self.labels[label as usize].get_or_insert(price);
    }

    fn sum(&mut self, index: usize) -> Sum {
        let block = &self.flow.blocks[index];
        let (next, on_branch) = match (&block.head, &block.exit) {
            // One exit, so what follows it can be paid before the loop.
            (Head::CountedLoop(Counted { tail: Tail::Next, .. }), Exit::Branch { label, .. }) => {
                (self.jump(index, *label), 0)
            }
            (Head::CountedLoop(_), Exit::Branch { .. }) => (self.block(index + 1), 0),
            (_, Exit::Jump(label)) => (self.jump(index, *label), 0),
            (_, Exit::Branch { label, carries }) => self.branch(index, *label, *carries),
            (_, Exit::Fork(arm)) => (self.fork(index, arm), 0),
            (_, Exit::Table { from, to }) => (self.table(index, *from..*to), 0),
            // A callee behind which nothing but a trap follows is there to end the frame.
            (_, Exit::Call) => (Next { is_cold: self.blocks[index + 1].needed.is_none(), ..END }, 0),
            (_, Exit::Leave) => (END, 0),
            (_, Exit::Trap) => (Next { needed: None, is_cold: true, ..END }, 0),
        };
        let to_trap = next.to_trap.max(block.to_trap_inside).saturating_add(block.ticks);
        let must_pay = block.shows_gas || matches!(block.head, Head::CountedLoop(_) | Head::Bulk);
        let traps = next.needed.is_none() && to_trap <= TRAP_FREE_MAX_TICKS && !must_pay;
        let rest = next.needed.unwrap_or(0);
        let needed = (!traps).then(|| block.ticks.saturating_add(rest));
        let least = next.least.saturating_add(block.ticks);
        let ends_unchecked = self.ends_unchecked(index);
        Sum { needed, rest, least, on_branch, to_trap, is_cold: next.is_cold, ends_unchecked }
    }

    /// Whether the function may end behind the block before gas is compared: loops, calls and operations paid by their
    /// size compare it when they begin.
    fn ends_unchecked(&self, index: usize) -> bool {
        let at = |label: u32| match &self.flow.labels[label as usize] {
            label if label.is_loop => false,
            label => label.block.is_none_or(|block| self.blocks[block as usize].ends_unchecked),
        };
        let next = |block: usize| self.blocks[block].ends_unchecked;
        match self.flow.blocks[index].exit {
            Exit::Jump(label) => at(label),
            Exit::Branch { label, .. } | Exit::Fork(Arm::End(label)) => at(label) || next(index + 1),
            Exit::Fork(Arm::Else(other)) => next(index + 1) || next(other as usize),
            Exit::Table { from, to } => self.flow.targets[from..to].iter().any(|label| at(*label)),
            Exit::Leave => !matches!(self.flow.blocks.get(index + 1).map(|block| &block.head), Some(Head::Bulk)),
            Exit::Call | Exit::Trap => false,
        }
    }

    fn jump(&mut self, index: usize, label: u32) -> Next {
        let next = self.label(label, index);
        if let Some(needed) = next.needed {
            self.decide(label, needed);
        }
        next
    }

    fn branch(&mut self, index: usize, label: u32, carries: bool) -> (Next, i64) {
        let (taken, falls) = (self.label(label, index), self.block(index + 1));
        let least = match (taken.needed, falls.needed) {
            (None, _) => falls.least,
            (_, None) => taken.least,
            _ => taken.least.min(falls.least),
        };
        let next = |needed| Next {
            needed,
            least,
            to_trap: taken.to_trap.max(falls.to_trap),
            is_cold: taken.is_cold && falls.is_cold,
        };
        let Some(there) = taken.needed else { return (next(falls.needed), 0) };
        // Out of a loop a branch is taken once, and not taken in every round; to a trap it is not taken.
        let leaves_loop = self.flow.labels[label as usize].loops < self.flow.blocks[index].loops;
        if let Some(here) = falls.needed
            && (taken.is_cold || leaves_loop)
            && !falls.is_cold
        {
            if self.labels[label as usize].is_none() {
                self.decide(label, here);
                return (next(Some(here)), 0);
            }
            if there != here && !carries {
                return (next(Some(here)), difference(there, here));
            }
        }
        self.decide(label, there);
        (next(Some(there)), 0)
    }

    fn fork(&mut self, index: usize, arm: &Arm) -> Next {
        let then = self.block(index + 1);
        let (mut other, label) = match *arm {
            Arm::Else(block) => (self.block(block as usize), None),
            Arm::End(label) => (self.label(label, index), Some(label)),
        };
        if let (Some(label), Some(needed)) = (label, other.needed) {
            // The edge to the end has no place for a charge.
            let price = then.needed.filter(|_| other.is_cold && !then.is_cold).unwrap_or(needed);
            self.decide(label, price);
            other.needed = self.labels[label as usize];
        }
        let needed = match (then.needed, other.needed) {
            (None, needed) | (needed, None) => needed,
            (_, Some(other)) if label.is_some() => Some(other),
            (_, needed) if then.is_cold && !other.is_cold => needed,
            (needed, _) if other.is_cold && !then.is_cold => needed,
            (Some(then), Some(other)) => Some(then.min(other)),
        };
        let least = match (then.needed, other.needed) {
            (None, _) => other.least,
            (_, None) => then.least,
            _ => then.least.min(other.least),
        };
        let to_trap = then.to_trap.max(other.to_trap);
        Next { needed, least, to_trap, is_cold: then.is_cold && other.is_cold }
    }

    fn table(&self, index: usize, targets: std::ops::Range<usize>) -> Next {
        let mut all = Next { needed: None, least: u64::MAX, to_trap: 0, is_cold: true };
        for &label in &self.flow.targets[targets] {
            let next = self.label(label, index);
            all.to_trap = all.to_trap.max(next.to_trap);
            all.is_cold &= next.is_cold;
            if next.needed.is_some() {
                all.needed = Some(0);
                all.least = all.least.min(next.least);
            }
        }
        if all.needed.is_none() {
            all.least = 0;
        }
        all
    }

    /// True if a loop follows at once.
    fn falls_into_loop(&self, index: usize) -> bool {
        match self.flow.blocks[index].exit {
            Exit::Jump(label) => {
                let label = &self.flow.labels[label as usize];
                label.is_loop && label.block == Some(index as u32 + 1)
            }
            _ => false,
        }
    }

    /// The sweep from the first block to the last: charges, and where gas is compared.
    fn settle(self, paid: bool) -> Vec<Charge> {
        let flow = self.flow;
        let at_entry = self.blocks[0].least.min(UNCHECKED_MAX_TICKS);
        let mut charges = Vec::with_capacity(flow.blocks.len());
        // Ticks since the last comparison, at most: when a block ends, and when a label is reached.
        let mut unchecked = vec![0; flow.blocks.len()];
        let mut unchecked_at = vec![0; flow.labels.len()];
        // The second block of a counted loop is paid before the loop.
        let mut paid_block = None;
        for (index, block) in flow.blocks.iter().enumerate() {
            let sum = &self.blocks[index];
            let (entered, since, must) = match block.head {
                Head::Entry if paid => (sum.needed.unwrap_or(0), 0, false),
                // The loop that it falls into compares.
                Head::Entry if self.falls_into_loop(index) => (0, 0, false),
                Head::Entry | Head::Loop | Head::Bulk => (0, 0, true),
                Head::CountedLoop(_) => (sum.needed.unwrap_or(0), 0, true),
                Head::Call { is_checked: true } => (0, 0, false),
                Head::Call { is_checked: false } if !sum.ends_unchecked => (0, 0, false),
                Head::Call { is_checked: false } => (0, UNCHECKED_MAX_TICKS - at_entry, false),
                Head::After(from) => (self.blocks[from as usize].rest, unchecked[from as usize], false),
                Head::Label(label) => (self.labels[label as usize].unwrap_or(0), unchecked_at[label as usize], false),
            };
            let needed = sum.needed.unwrap_or(0);
            let (on_branch, is_cold, traps) = (sum.on_branch, sum.is_cold, sum.needed.is_none());
            let to_trap = if traps { sum.to_trap } else { block.to_trap_inside };
            let mut charge = Charge { on_branch, needed, is_cold, traps, to_trap, ..Charge::default() };
            let since = since.saturating_add(block.ticks);
            unchecked[index] = since;
            if let Some(needed) = sum.needed.filter(|_| paid_block != Some(index as u32)) {
                charge.ticks = difference(needed, entered);
                if must || (paid && sum.is_cold) || since > UNCHECKED_MAX_TICKS {
                    charge.check = Some(difference(needed, sum.least).max(0));
                    unchecked[index] = 0;
                }
            }
            if let Head::CountedLoop(counted) = block.head {
                paid_block = match counted.tail {
                    Tail::None => None,
                    Tail::Next => Some(index as u32 + 1),
                    Tail::At(label) => flow.labels[label as usize].block,
                };
                let tail = paid_block.map_or(0, |tail| flow.blocks[tail as usize].ticks);
                charge.per_round = block.ticks.saturating_add(tail);
            }
            let mut reach = |label: u32| {
                let most: &mut u64 = &mut unchecked_at[label as usize];
                *most = unchecked[index].max(*most);
            };
            match block.exit {
                Exit::Jump(label) | Exit::Branch { label, .. } | Exit::Fork(Arm::End(label)) => reach(label),
                Exit::Table { from, to } => flow.targets[from..to].iter().for_each(|label| reach(*label)),
                Exit::Fork(Arm::Else(_)) | Exit::Call | Exit::Leave | Exit::Trap => {}
            }
            charges.push(charge);
        }
        charges
    }
}

fn difference(a: u64, b: u64) -> i64 {
    let signed = |ticks| i64::try_from(ticks).unwrap_or(i64::MAX);
    signed(a).saturating_sub(signed(b))
}

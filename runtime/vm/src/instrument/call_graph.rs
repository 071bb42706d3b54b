//! Which functions count their stack height, and how much each counts.
//!
//! A frame's height is a function's parameters, locals, highest operand stack and a constant. A function on a cycle
//! of the call graph counts at entry; one that is not on any cycle is counted by whoever calls it, so a call of it
//! costs nothing. What a counting function takes is therefore
//!
//! ```text
//! taken(f)  = frame(f) + below(f)
//! below(f)  = max over callees g of f that do not count: frame(g) + below(g), or 0
//! ```
//!
//! and the sum over the counting frames on the stack bounds the height of all frames. An indirect call is an edge to
//! one extra node, the table, with edges to every function in it; the table has no frame and never counts. All entries
//! count, so nothing runs outside the bound. Time is linear in functions and call sites.

/// Functions, their callees and their frames. Indices are of defined functions.
pub(super) struct CallGraph {
    /// Callees of each function; the table's are last. The table's index is the number of functions.
    callees: Vec<Vec<u32>>,
    /// Frame height of each function, in units.
    frames: Vec<u32>,
}

impl CallGraph {
    /// A graph of `frames.len()` functions where `callees` has one more row, the table's.
    pub(super) fn new(callees: Vec<Vec<u32>>, frames: Vec<u32>) -> Self {
        debug_assert_eq!(callees.len(), frames.len() + 1);
        Self { callees, frames }
    }

    /// For each function the units it takes at entry, or `None` if its callers count it.
    pub(super) fn heights(&self, entries: &[u32]) -> Vec<Option<u32>> {
        let table = self.frames.len();
        let mut counts = vec![false; table];
        for &entry in entries {
            counts[entry as usize] = true;
        }
        let components = self.components();
        for component in &components {
            let cyclic = component.len() > 1 || self.callees[component[0] as usize].contains(&component[0]);
            for &node in component {
                if cyclic && node as usize != table {
                    counts[node as usize] = true;
                }
            }
        }
        // Components come callees first. Within a cyclic one only the table does not count, so it goes first.
        let mut below = vec![0_u32; table + 1];
        for component in &components {
            let is_table = |node: &&u32| **node as usize == table;
            let table_first = component.iter().filter(is_table).chain(component.iter().filter(|node| !is_table(node)));
            for &node in table_first {
                let callees = self.callees[node as usize].iter().map(|&callee| callee as usize);
                below[node as usize] = callees
                    .map(|callee| match callee {
                        _ if callee == table => below[table],
                        _ if counts[callee] => 0,
                        _ => self.frames[callee].saturating_add(below[callee]),
                    })
                    .max()
                    .unwrap_or(0);
            }
        }
        (0..table).map(|f| counts[f].then(|| self.frames[f].saturating_add(below[f]))).collect()
    }

    /// All functions, callees before callers outside of cycles.
    pub(super) fn callees_first(&self) -> Vec<u32> {
        let table = self.frames.len() as u32;
        self.components().into_iter().flatten().filter(|&node| node != table).collect()
    }

    /// Strongly connected components, callees before callers (Tarjan, without recursion).
    fn components(&self) -> Vec<Vec<u32>> {
        const UNSEEN: u32 = u32::MAX;
        let count = self.callees.len();
        let mut order = vec![UNSEEN; count];
        let mut lowest = vec![0_u32; count];
        let mut on_stack = vec![false; count];
        let (mut stack, mut components, mut next) = (Vec::new(), Vec::new(), 0_u32);
        // Open nodes with the position of the callee to look at next.
        let mut open: Vec<(u32, usize)> = Vec::new();
        for root in 0..count as u32 {
            if order[root as usize] != UNSEEN {
                continue;
            }
            open.push((root, 0));
            while let Some((node, position)) = open.pop() {
                let n = node as usize;
                if position == 0 {
                    order[n] = next;
                    lowest[n] = next;
                    next += 1;
                    stack.push(node);
                    on_stack[n] = true;
                } else {
                    // The callee looked at before this one is done: either it was open below this node, or not.
                    let callee = self.callees[n][position - 1] as usize;
                    if on_stack[callee] {
                        lowest[n] = lowest[n].min(lowest[callee]);
                    }
                }
                match self.callees[n].get(position) {
                    Some(&callee) => {
                        open.push((node, position + 1));
                        if order[callee as usize] == UNSEEN {
                            open.push((callee, 0));
                        }
                    }
                    None if lowest[n] == order[n] => {
                        let start = stack.iter().rposition(|&other| other == node).unwrap_or(0);
                        let component = stack.split_off(start);
                        for &member in &component {
                            on_stack[member as usize] = false;
                        }
                        components.push(component);
                    }
                    None => {}
                }
            }
        }
        components
    }
}

#[cfg(test)]
mod tests {
    use super::CallGraph;

    /// Heights of a graph whose functions have frames of 10 units, entered at function 0.
    fn heights(callees: &[&[u32]]) -> Vec<Option<u32>> {
        let frames = vec![10; callees.len() - 1];
        CallGraph::new(callees.iter().map(|row| row.to_vec()).collect(), frames).heights(&[0])
    }

    #[test]
    fn the_entry_counts_the_longest_chain_below_it() {
        assert_eq!(heights(&[&[1, 2], &[3], &[], &[], &[]]), [Some(30), None, None, None]);
    }

    #[test]
    fn a_function_that_calls_itself_counts() {
        assert_eq!(heights(&[&[1], &[1, 2], &[], &[]]), [Some(10), Some(20), None]);
    }

    #[test]
    fn every_function_of_a_cycle_counts() {
        assert_eq!(heights(&[&[1], &[2], &[3], &[1, 4], &[], &[]]), [Some(10), Some(10), Some(10), Some(20), None]);
    }

    #[test]
    fn an_indirect_call_reaches_every_function_of_the_table() {
        // Function 1 calls indirectly (node 4); the table holds 1, 2 and 3; 2 calls 3.
        assert_eq!(heights(&[&[1], &[4], &[3], &[], &[1, 2, 3]]), [Some(10), Some(30), None, None]);
    }

    #[test]
    fn an_acyclic_indirect_call_is_counted_by_the_entry() {
        assert_eq!(heights(&[&[1], &[3], &[], &[2]]), [Some(30), None, None]);
    }

    #[test]
    fn a_long_chain_needs_no_stack_of_ours() {
        let mut callees: Vec<Vec<u32>> = (1..100_000).map(|next| vec![next]).collect();
        callees.extend([vec![], vec![]]);
        let heights = CallGraph::new(callees, vec![1; 100_000]).heights(&[0]);
        assert_eq!(heights[0], Some(100_000));
    }
}

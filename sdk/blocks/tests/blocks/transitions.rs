//! State machines as tables.

use blocks::{RefusedStep, Transitions};

#[derive(Clone, Copy, PartialEq, Debug)]
enum Door {
    Open,
    Closed,
    Sealed,
}

use Door::{Closed, Open, Sealed};

const STEPS: Transitions<Door> = Transitions::new(&[(Open, Closed), (Closed, Open), (Closed, Sealed)]);

#[test]
fn state_moves_along_the_table_only() {
    for from in [Open, Closed, Sealed] {
        for to in [Open, Closed, Sealed] {
            let allowed = matches!((from, to), (Open, Closed) | (Closed, Open | Sealed));
            let mut state = from;
            let expected = if allowed { Ok(()) } else { Err(RefusedStep { from, to }) };
            assert_eq!(STEPS.check(from, to), expected);
            assert_eq!(STEPS.advance(&mut state, to), expected);
            assert_eq!(state, if allowed { to } else { from });
            assert_eq!(STEPS.allows(from, to), allowed);
        }
    }
}

#[test]
fn states_that_follow_are_those_of_the_table() {
    assert_eq!(STEPS.next(Closed).collect::<Vec<_>>(), [Open, Sealed]);
    assert_eq!([Open, Closed, Sealed].map(|state| STEPS.is_final(state)), [false, false, true]);
}

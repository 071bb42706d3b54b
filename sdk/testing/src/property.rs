//! Properties: what has to hold for every input, tried with many random ones. A case that breaks the property is made
//! simpler as long as it still does, and that one is what the failing test shows.
//!
//! A case is the list of numbers that its input was drawn from ([`Random`]), so every input can be made simpler, whatever
//! its type. `SEED` repeats a run.

use std::{fmt::Debug, ops::Range};

use crate::{Chain, Random, quiet::quietly};

/// Cases that are tried at most to find the simplest.
const SIMPLER_TRIES: u32 = 2_000;

/// Checks a property with `cases` random inputs: `draw` makes an input, `check` panics if the property does not hold for
/// it. Draw only inputs that the property is about, within [`Random::between`] for example.
///
/// # Panics
/// As `check` does, after printing the simplest input that was found to fail.
#[track_caller]
pub fn for_all<T: Debug>(cases: u32, draw: impl Fn(&mut Random) -> T, check: impl Fn(T)) {
    let mut seeds = Random::from_env();
    for case in 1..=cases {
        let mut random = Random::recording(seeds.next_u64());
        if quietly(|| check(draw(&mut random))).is_ok() {
            continue;
        }
        let simplest = simplest(random.into_draws(), |draws| {
            let mut random = Random::playing(draws);
            let failed = quietly(|| check(draw(&mut random))).is_err();
            failed.then(|| random.into_draws())
        });
        let input = draw(&mut Random::playing(simplest));
        eprintln!("case {case} of {cases} failed; the simplest input found that fails:\n    {input:?}\n");
        check(input);
        panic!("the failure did not come again: the check depends on more than its input");
    }
}

impl Chain {
    /// As [`for_all`], and each case begins with the chain as it is now.
    #[track_caller]
    pub fn for_all<T: Debug>(&self, cases: u32, draw: impl Fn(&mut Random) -> T, check: impl Fn(T)) {
        let before = self.snapshot();
        for_all(cases, draw, |input| {
            self.restore(before);
            self.forget_calls();
            check(input);
        });
        self.restore(before);
    }
}

/// Draws of one element of a list at most, as [`Search::leave_elements_out`] guesses it.
const ELEMENT_DRAWS_MAX: usize = 8;

/// The simplest draws that still fail: the fewest, and of as many the smaller ones. `fails` gives the draws that were
/// used, if they fail.
fn simplest(draws: Vec<u64>, fails: impl Fn(Vec<u64>) -> Option<Vec<u64>>) -> Vec<u64> {
    let mut search = Search { draws, fails, tries: SIMPLER_TRIES };
    loop {
        let before = search.draws.clone();
        search.leave_out();
        search.lower();
        search.leave_elements_out();
        if search.draws == before {
            return before;
        }
    }
}

struct Search<F> {
    /// The simplest so far.
    draws: Vec<u64>,
    fails: F,
    tries: u32,
}

impl<F: Fn(Vec<u64>) -> Option<Vec<u64>>> Search<F> {
    /// Takes `draws` if they fail and are simpler.
    fn take(&mut self, draws: Vec<u64>) -> bool {
        if self.tries == 0 {
            return false;
        }
        self.tries -= 1;
        match (self.fails)(draws) {
            Some(used) if (used.len(), &used) < (self.draws.len(), &self.draws) => {
                self.draws = used;
                true
            }
            _ => false,
        }
    }

    /// The draws with `of` set to `value` and those in `without` left out.
    fn changed(&self, of: usize, value: u64, without: Range<usize>) -> Vec<u64> {
        let mut draws = self.draws.clone();
        draws[of] = value;
        draws.drain(without);
        draws
    }

    /// Leaves draws out: halves first, single ones last.
    fn leave_out(&mut self) {
        let mut size = self.draws.len();
        while size > 0 {
            let mut at = 0;
            while at < self.draws.len() {
                let end = self.draws.len().min(at + size);
                let fewer = [&self.draws[..at], &self.draws[end..]].concat();
                if !self.take(fewer) {
                    at = end;
                }
            }
            size /= 2;
        }
    }

    /// Makes each draw as small as it can be.
    fn lower(&mut self) {
        for at in 0.. {
            // One less, with the largest behind it: the lower limbs of a number, or the other one of a pair.
            let Some(now) = self.draws.get(at).copied() else { return };
            if now > 0 && at + 1 < self.draws.len() {
                let mut borrowed = self.changed(at, now - 1, 0..0);
                borrowed[at + 1] = u64::MAX;
                self.take(borrowed);
            }
            let mut low = 0;
            while let Some(now) = self.draws.get(at).copied().filter(|now| low < *now) {
                let middle = low + (now - low) / 2;
                if !self.take(self.changed(at, middle, 0..0)) {
                    low = middle + 1;
                }
            }
        }
    }

    /// Leaves elements of lists out: lowers what may be a list's length, and leaves out what may be an element.
    fn leave_elements_out(&mut self) {
        for size in 1..=ELEMENT_DRAWS_MAX {
            let mut at = 0;
            while at < self.draws.len() {
                let mut element = at + 1;
                while self.draws.get(at).is_some_and(|length| *length > 0) && element + size <= self.draws.len() {
                    let fewer = self.changed(at, self.draws[at] - 1, element..element + size);
                    if !self.take(fewer) {
                        element += 1;
                    }
                }
                at += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{cell::Cell, panic::catch_unwind};

    use sdk::types::U256;

    use super::*;

    /// The simplest input that `check` refuses, beginning with the first of many that it does.
    fn found<T: Debug + PartialEq>(draw: impl Fn(&mut Random) -> T, holds: impl Fn(&T) -> bool) -> T {
        let failing = |seed| {
            let mut random = Random::recording(seed);
            (!holds(&draw(&mut random))).then(|| random.into_draws())
        };
        let first = (0..10_000).find_map(failing).expect("some input fails");
        let draws = simplest(first, |draws| {
            let mut random = Random::playing(draws);
            (!holds(&draw(&mut random))).then(|| random.into_draws())
        });
        draw(&mut Random::playing(draws))
    }

    #[test]
    fn simplest_number_is_the_smallest_that_fails() {
        let large = U256::from(1_234_567_u64) << 90;
        assert_eq!(found(Random::u64, |number| *number <= 1_000), 1_001);
        assert_eq!(found(Random::u256, |number| *number < large), large);
        assert_eq!(found(Random::i128, |number| *number > -1_000), -1_000);
        assert_eq!(found(|random| random.between(5, 500), |number| *number < 77), 77);
    }

    #[test]
    fn simplest_list_has_only_what_it_fails_by() {
        let list = |random: &mut Random| (0..random.below(20)).map(|_| random.below(100)).collect::<Vec<_>>();
        assert_eq!(found(list, |list| !list.contains(&42)), [42]);
        assert_eq!(found(list, |list| list.iter().sum::<u64>() < 150).iter().sum::<u64>(), 150);
        assert_eq!(found(|random| random.bytes(50), |bytes| bytes.len() < 3).0, [0, 0, 0]);
        assert_eq!(found(|random| random.string(50), |text| text.is_ascii()), "\u{80}");
    }

    #[test]
    fn simplest_pair_is_found_in_both() {
        let pair = |random: &mut Random| (random.u64(), random.u64());
        assert_eq!(found(pair, |(a, b)| a.checked_add(*b).is_some()), (1, u64::MAX));
    }

    #[test]
    fn property_that_holds_is_tried_with_every_case() {
        let count = Cell::new(0);
        for_all(300, Random::u64, |number| {
            count.set(count.get() + 1);
            assert_eq!(number.wrapping_add(1).wrapping_sub(1), number);
        });
        assert_eq!(count.get(), 300);
    }

    #[test]
    #[should_panic(expected = "1001 is beyond 1000")]
    fn broken_property_ends_the_test_with_its_own_message() {
        for_all(10_000, Random::u64, |number| assert!(number <= 1_000, "{number} is beyond 1000"));
    }

    #[test]
    fn check_that_depends_on_more_than_its_input_is_told() {
        let first = Cell::new(true);
        let once = || for_all(5, Random::u64, |_| assert!(!first.replace(false)));
        let payload = catch_unwind(std::panic::AssertUnwindSafe(once)).expect_err("it fails");
        let text = payload.downcast_ref::<&str>().copied().unwrap_or_default();
        assert!(text.contains("the check depends on more than its input"), "{text}");
    }
}

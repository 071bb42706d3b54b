//! Property tests: random sequences of calls, with what must hold checked after each, and the fewest calls that break
//! it as the result.
//!
//! A [`Model`] is a chain with whatever the test remembers beside it. A step holds everything that it does, so that the
//! same steps do the same again: drawing may look at the model, applying may not draw. `SEED` repeats a run.

use std::fmt::{Debug, Write};

use crate::{Random, quiet::quietly};

/// Sequences that are tried at most to find the fewest steps.
const SHRINKING_TRIES: u32 = 2_000;

/// What is explored.
pub trait Model: Sized {
    /// A call, with its sender and its arguments.
    type Step: Clone + Debug;

    /// The model before the first step, the same every time.
    fn start() -> Self;

    /// The next step: any that may happen, best one that moves things on.
    fn draw(&self, random: &mut Random) -> Self::Step;

    /// Does the step. That it is refused is no failure, unless the test says so.
    fn apply(&mut self, step: &Self::Step);

    /// Panics if something does not hold that has to.
    fn check(&self);
}

/// Explores `runs` sequences of `steps` steps each and gives the models at their ends.
///
/// # Panics
/// If a step or a check fails, after printing the fewest steps that were found to do so.
pub fn explore<M: Model>(runs: u32, steps: u32) -> Vec<M> {
    let mut seeds = Random::from_env();
    (0..runs).map(|_| explore_once(&mut Random::new(seeds.next_u64()), steps)).collect()
}

fn explore_once<M: Model>(random: &mut Random, steps: u32) -> M {
    let mut taken = Vec::new();
    let explored = quietly(|| {
        let mut model = M::start();
        model.check();
        for _ in 0..steps {
            let step = model.draw(random);
            taken.push(step.clone());
            model.apply(&step);
            model.check();
        }
        model
    });
    explored.unwrap_or_else(|()| {
        let count = taken.len();
        let fewest = fewest_that_fail::<M>(taken);
        let mut text = format!("step {count} failed; so do these {} steps alone:\n", fewest.len());
        for (index, step) in fewest.iter().enumerate() {
            writeln!(text, "{:>4}. {step:?}", index + 1).expect("a string takes all text");
        }
        eprintln!("{text}");
        replay::<M>(&fewest);
        panic!("the failure did not come again: a step does not hold all that it does")
    })
}

fn replay<M: Model>(steps: &[M::Step]) {
    let mut model = M::start();
    model.check();
    for step in steps {
        model.apply(step);
        model.check();
    }
}

/// Leaves out as much as it can: halves first, single steps last.
fn fewest_that_fail<M: Model>(mut steps: Vec<M::Step>) -> Vec<M::Step> {
    let mut tries = SHRINKING_TRIES;
    let mut size = steps.len().div_ceil(2);
    while size > 0 && tries > 0 {
        let before = steps.len();
        let mut at = 0;
        while at < steps.len() && tries > 0 {
            tries -= 1;
            let end = steps.len().min(at + size);
            let fewer = [&steps[..at], &steps[end..]].concat();
            if quietly(|| replay::<M>(&fewer)).is_err() {
                steps = fewer;
            } else {
                at = end;
            }
        }
        // Single steps until none of them can go.
        size = if size == 1 && steps.len() < before { 1 } else { size / 2 };
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Fails when a 7 and a later 3 were added, whatever stands between.
    #[derive(Default)]
    struct Sum(Vec<u64>);

    impl Model for Sum {
        type Step = u64;

        fn start() -> Self {
            Self::default()
        }

        fn draw(&self, random: &mut Random) -> u64 {
            random.below(10)
        }

        fn apply(&mut self, step: &u64) {
            self.0.push(*step);
        }

        fn check(&self) {
            let seven = self.0.iter().position(|step| *step == 7).unwrap_or(self.0.len());
            assert!(!self.0[seven..].contains(&3), "a 3 follows a 7");
        }
    }

    #[test]
    fn fewest_steps_are_found() {
        let steps: Vec<u64> = vec![1, 7, 2, 2, 7, 4, 5, 3];
        assert_eq!(fewest_that_fail::<Sum>(steps), [7, 3]);
    }

    #[test]
    #[should_panic(expected = "a 3 follows a 7")]
    fn broken_property_ends_the_test_with_its_own_message() {
        explore::<Sum>(10, 1_000);
    }

    /// Holds always.
    struct Quiet;

    impl Model for Quiet {
        type Step = ();

        fn start() -> Self {
            Self
        }

        fn draw(&self, _: &mut Random) {}

        fn apply(&mut self, (): &()) {}

        fn check(&self) {}
    }

    #[test]
    fn every_run_gives_its_model() {
        assert_eq!(explore::<Quiet>(3, 5).len(), 3);
    }
}

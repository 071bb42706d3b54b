//! Pauses: reason, end, refusals.

use blocks::{Pausable, PausableError, Paused, UNTIL_UNPAUSED, Unpaused};
use testing::prelude::*;

use crate::stage::Stage;

fn stage() -> (Stage<Pausable>, Address) {
    let stage = Stage::<Pausable>::new();
    let [alice] = stage.chain.accounts();
    (stage, alice)
}

#[test]
fn pause_tells_its_reason_until_it_is_ended() {
    let (stage, alice) = stage();
    stage.call(alice, |block| block.pause("audit".into(), UNTIL_UNPAUSED)).unwrap();
    stage.chain.advance_time(1_000_000_000);
    let (paused, reason, until) =
        stage.see(alice, |block| (block.paused(), block.pause_reason(), block.paused_until()));
    assert_eq!((paused, reason.as_str(), until), (true, "audit", UNTIL_UNPAUSED));
    let refused = PausableError::EnforcedPause { reason: "audit".into(), until: UNTIL_UNPAUSED };
    assert_eq!(stage.call(alice, |block| block.when_not_paused()), Err(refused));
    stage.call(alice, |block| block.unpause()).unwrap();
    assert_eq!(stage.call(alice, |block| block.when_not_paused()), Ok(()));
    let paused = Paused { account: alice, reason: "audit".into(), until: UNTIL_UNPAUSED };
    assert_eq!(stage.chain.events::<Paused>(), [paused]);
    assert_eq!(stage.chain.events::<Unpaused>(), [Unpaused { account: alice }]);
}

#[test]
fn pause_ends_by_itself() {
    let (stage, alice) = stage();
    let until = stage.chain.timestamp() + 100;
    stage.call(alice, move |block| block.pause("clock".into(), until)).unwrap();
    stage.chain.advance_time(until - 1 - stage.chain.timestamp());
    assert_eq!(stage.call(alice, |block| block.when_paused()), Ok(()));
    assert_eq!(stage.chain.timestamp(), until);
    assert_eq!(stage.call(alice, |block| block.when_paused()), Err(PausableError::ExpectedPause));
    let shown = stage.see(alice, |block| (block.paused(), block.pause_reason(), block.paused_until()));
    assert_eq!(shown, (false, String::new(), 0));
    let until = stage.chain.timestamp() + 100;
    assert_eq!(stage.call(alice, move |block| block.pause("again".into(), until)), Ok(()));
}

#[test]
fn pause_during_a_pause_is_refused() {
    let (stage, alice) = stage();
    stage.call(alice, |block| block.pause("first".into(), UNTIL_UNPAUSED)).unwrap();
    let refused = PausableError::EnforcedPause { reason: "first".into(), until: UNTIL_UNPAUSED };
    assert_eq!(stage.call(alice, |block| block.pause("second".into(), UNTIL_UNPAUSED)), Err(refused));
}

#[test]
fn pause_without_a_reason_is_refused() {
    let (stage, alice) = stage();
    let refused = Err(PausableError::PauseWithoutReason);
    assert_eq!(stage.call(alice, |block| block.pause(String::new(), UNTIL_UNPAUSED)), refused);
}

#[test]
fn pause_that_ends_now_is_refused() {
    let (stage, alice) = stage();
    let now = stage.chain.timestamp();
    let refused = Err(PausableError::PauseEndsInThePast { until: now, now });
    assert_eq!(stage.call(alice, move |block| block.pause("late".into(), now)), refused);
}

#[test]
fn ending_no_pause_is_refused() {
    let (stage, alice) = stage();
    assert_eq!(stage.call(alice, |block| block.unpause()), Err(PausableError::ExpectedPause));
}

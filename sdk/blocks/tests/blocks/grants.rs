//! Grants with scope and expiry.

use blocks::{GrantGiven, GrantRevoked, Grants, GrantsError, role};
use testing::prelude::*;

use crate::stage::Stage;

const READ: B256 = role("READ");
const WRITE: B256 = role("WRITE");

/// A stage whose first account lets the second read for 100 seconds.
fn granted() -> (Stage<Grants>, [Address; 3], u64) {
    let stage = Stage::<Grants>::new();
    let accounts: [Address; 3] = stage.chain.accounts();
    let (grantee, until) = (accounts[1], stage.chain.timestamp() + 100);
    stage.call(accounts[0], move |block| block.grant(grantee, READ, until)).expect("the grant ends in the future");
    (stage, accounts, until)
}

fn check(stage: &Stage<Grants>, grantor: Address, grantee: Address, scope: B256) -> Result<(), GrantsError> {
    stage.call(grantee, move |block| block.check_grant(grantor, grantee, scope))
}

#[test]
fn grant_counts_for_its_parties_and_scope_only() {
    let (stage, [alice, bob, carol], until) = granted();
    assert_eq!(check(&stage, alice, bob, READ), Ok(()));
    for (grantor, grantee, scope) in [(alice, bob, WRITE), (alice, carol, READ), (bob, alice, READ)] {
        let missing = Err(GrantsError::NotGranted { grantor, grantee, scope });
        assert_eq!(check(&stage, grantor, grantee, scope), missing);
        assert!(!stage.see(alice, move |block| block.is_granted(grantor, grantee, scope)));
    }
    let given = GrantGiven { grantor: alice, grantee: bob, scope: READ, until };
    assert_eq!(stage.chain.events::<GrantGiven>(), [given]);
}

#[test]
fn expired_grant_is_refused() {
    let (stage, [alice, bob, _], until) = granted();
    stage.chain.advance_time(until - 1 - stage.chain.timestamp());
    assert!(stage.see(alice, move |block| block.is_granted(alice, bob, READ)));
    let expired = Err(GrantsError::GrantExpired { grantor: alice, grantee: bob, scope: READ, expired_at: until });
    assert_eq!(check(&stage, alice, bob, READ), expired);
    assert!(!stage.see(alice, move |block| block.is_granted(alice, bob, READ)));
    assert_eq!(stage.see(alice, move |block| block.granted_until(alice, bob, READ)), until);
}

#[test]
fn grant_is_over_at_its_end() {
    let (stage, [alice, bob, _], until) = granted();
    for (time, counts) in [(until - 1, true), (until, false)] {
        stage.chain.set_time(time);
        assert_eq!(stage.see(alice, move |block| block.is_granted(alice, bob, READ)), counts);
    }
}

#[test]
fn revoked_grant_is_refused() {
    let (stage, [alice, bob, _], _) = granted();
    stage.call(alice, move |block| block.revoke_grant(bob, READ)).unwrap();
    let missing = GrantsError::NotGranted { grantor: alice, grantee: bob, scope: READ };
    assert_eq!(check(&stage, alice, bob, READ), Err(missing.clone()));
    assert_eq!(stage.call(alice, move |block| block.revoke_grant(bob, READ)), Err(missing));
    let revoked = GrantRevoked { grantor: alice, grantee: bob, scope: READ };
    assert_eq!(stage.chain.events::<GrantRevoked>(), [revoked]);
}

#[test]
fn revoking_anothers_grant_is_refused() {
    let (stage, [alice, bob, carol], _) = granted();
    let missing = Err(GrantsError::NotGranted { grantor: carol, grantee: bob, scope: READ });
    assert_eq!(stage.call(carol, move |block| block.revoke_grant(bob, READ)), missing);
    assert_eq!(check(&stage, alice, bob, READ), Ok(()));
}

#[test]
fn later_grant_replaces_the_earlier_one() {
    let (stage, [alice, bob, _], until) = granted();
    stage.call(alice, move |block| block.grant(bob, READ, until - 50)).unwrap();
    assert_eq!(stage.see(alice, move |block| block.granted_until(alice, bob, READ)), until - 50);
}

#[test]
fn grant_that_ends_now_or_is_nobodys_is_refused() {
    let stage = Stage::<Grants>::new();
    let [alice, bob] = stage.chain.accounts();
    let now = stage.chain.timestamp();
    let refused = Err(GrantsError::InvalidExpiry { until: now, now });
    assert_eq!(stage.call(alice, move |block| block.grant(bob, READ, now)), refused);
    let refused = Err(GrantsError::InvalidGrantee { grantee: Address::ZERO });
    assert_eq!(stage.call(alice, move |block| block.grant(Address::ZERO, READ, now + 50)), refused);
}

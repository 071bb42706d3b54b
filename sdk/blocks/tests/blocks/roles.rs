//! Roles and their admins.

use blocks::{DEFAULT_ADMIN_ROLE, RoleAdminChanged, RoleGranted, RoleRevoked, Roles, RolesError, role};
use testing::prelude::*;

use crate::stage::Stage;

const MINTER: B256 = role("MINTER_ROLE");
const KEEPER: B256 = role("KEEPER_ROLE");

fn administered() -> (Stage<Roles>, [Address; 3]) {
    let stage = Stage::<Roles>::new();
    let accounts = stage.chain.accounts();
    let admin = accounts[0];
    assert!(stage.see(admin, move |block| block.grant(DEFAULT_ADMIN_ROLE, admin)));
    (stage, accounts)
}

fn unauthorized<T>(account: Address, needed_role: B256) -> Result<T, RolesError> {
    Err(RolesError::AccessControlUnauthorizedAccount { account, needed_role })
}

#[test]
fn role_is_the_hash_of_its_name() {
    assert_eq!(MINTER.0, alloy_primitives::keccak256("MINTER_ROLE").0);
    let known = "0x9f2df0fed2c77648de5860a4cc508cd0818c85b8b8a1ab4ceeef8d981c8956a6";
    assert_eq!(MINTER, B256::from_hex(known), "as OpenZeppelin's contracts publish it");
}

#[test]
fn admin_gives_and_takes_a_role() {
    let (stage, [admin, bob, _]) = administered();
    assert_eq!(stage.call(bob, |block| block.only_role(MINTER)), unauthorized(bob, MINTER));
    for _ in 0..2 {
        stage.call(admin, move |block| block.grant_role(MINTER, bob)).unwrap();
    }
    assert_eq!(stage.call(bob, |block| block.only_role(MINTER)), Ok(()));
    assert!(!stage.see(bob, move |block| block.has_role(KEEPER, bob)));
    for _ in 0..2 {
        stage.call(admin, move |block| block.revoke_role(MINTER, bob)).unwrap();
    }
    assert_eq!(stage.call(bob, |block| block.only_role(MINTER)), unauthorized(bob, MINTER));
    let granted = RoleGranted { role: MINTER, account: bob, sender: admin };
    assert_eq!(stage.chain.events::<RoleGranted>()[1..], [granted]);
    assert_eq!(stage.chain.events::<RoleRevoked>(), [RoleRevoked { role: MINTER, account: bob, sender: admin }]);
}

#[test]
fn grant_by_another_than_the_admin_is_refused() {
    let (stage, [admin, bob, carol]) = administered();
    stage.call(admin, move |block| block.grant_role(MINTER, bob)).unwrap();
    assert_eq!(stage.call(bob, move |block| block.grant_role(MINTER, carol)), unauthorized(bob, DEFAULT_ADMIN_ROLE));
    assert_eq!(stage.call(carol, move |block| block.revoke_role(MINTER, bob)), unauthorized(carol, DEFAULT_ADMIN_ROLE));
}

#[test]
fn other_admin_role_takes_the_place_of_the_default() {
    let (stage, [admin, bob, carol]) = administered();
    stage.call(admin, move |block| block.grant_role(KEEPER, bob)).unwrap();
    stage.see(admin, |block| block.set_role_admin(MINTER, KEEPER));
    assert_eq!(stage.see(admin, |block| block.get_role_admin(MINTER)), KEEPER);
    stage.call(bob, move |block| block.grant_role(MINTER, carol)).unwrap();
    assert_eq!(stage.call(admin, move |block| block.revoke_role(MINTER, carol)), unauthorized(admin, KEEPER));
    let changed = RoleAdminChanged { role: MINTER, previous_admin_role: DEFAULT_ADMIN_ROLE, new_admin_role: KEEPER };
    assert_eq!(stage.chain.events::<RoleAdminChanged>(), [changed]);
}

#[test]
fn holder_gives_its_role_up_only_by_naming_itself() {
    let (stage, [admin, bob, _]) = administered();
    stage.call(admin, move |block| block.grant_role(MINTER, bob)).unwrap();
    let refused = Err(RolesError::AccessControlBadConfirmation);
    assert_eq!(stage.call(admin, move |block| block.renounce_role(MINTER, bob)), refused);
    stage.call(bob, move |block| block.renounce_role(MINTER, bob)).unwrap();
    assert_eq!(stage.call(bob, |block| block.only_role(MINTER)), unauthorized(bob, MINTER));
}

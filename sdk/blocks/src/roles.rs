//! Roles, each given and taken by the holders of its admin role, as OpenZeppelin's `AccessControl`.
//!
//! Guarantees that a role changes hands only by a holder of its admin role or by its holder giving it up. The admin of
//! every role is [`DEFAULT_ADMIN_ROLE`] unless the contract says otherwise, also that of itself: whoever holds it can
//! take every role. Events: `RoleGranted`, `RoleRevoked`, `RoleAdminChanged`. A role that must not hang on one key goes
//! to a contract, or is granted behind [`crate::Approvals`].

use sdk::{crypto::keccak256_const, prelude::*};

/// The role that gives and takes all others.
pub const DEFAULT_ADMIN_ROLE: B256 = B256::ZERO;

/// The id of the role `name`: its keccak-256 hash.
///
/// ```
/// use sdk::prelude::*;
/// const MINTER_ROLE: B256 = blocks::role("MINTER_ROLE");
/// ```
pub const fn role(name: &str) -> B256 {
    keccak256_const(name.as_bytes())
}

/// Who holds which role.
#[storage]
pub struct Roles {
    members: Map<(B256, Address), bool>,
    admins: Map<B256, B256>,
}

/// `account` holds `role` from now on.
#[event]
pub struct RoleGranted {
    #[indexed]
    role: B256,
    #[indexed]
    account: Address,
    #[indexed]
    sender: Address,
}

/// `account` no longer holds `role`.
#[event]
pub struct RoleRevoked {
    #[indexed]
    role: B256,
    #[indexed]
    account: Address,
    #[indexed]
    sender: Address,
}

/// Another role gives and takes `role`.
#[event]
pub struct RoleAdminChanged {
    #[indexed]
    role: B256,
    #[indexed]
    previous_admin_role: B256,
    #[indexed]
    new_admin_role: B256,
}

/// Why a step is refused.
#[error]
pub enum RolesError {
    /// The account does not hold the role that this needs.
    AccessControlUnauthorizedAccount { account: Address, needed_role: B256 },
    /// Only its holder gives a role up, and names itself to show that it means it.
    AccessControlBadConfirmation,
}

#[component(events(RoleGranted, RoleRevoked, RoleAdminChanged))]
impl Roles {
    /// True if `account` holds `role`.
    pub fn has_role(&self, role: B256, account: Address) -> bool {
        self.members.get((role, account))
    }

    /// The role whose holders give and take `role`.
    pub fn get_role_admin(&self, role: B256) -> B256 {
        self.admins.get(role)
    }

    /// Admin of the role: gives it to `account`. No event if it holds it already.
    pub fn grant_role(&mut self, role: B256, account: Address) -> Result<(), RolesError> {
        self.only_role(self.get_role_admin(role))?;
        self.grant(role, account);
        Ok(())
    }

    /// Admin of the role: takes it from `account`. No event if it does not hold it.
    pub fn revoke_role(&mut self, role: B256, account: Address) -> Result<(), RolesError> {
        self.only_role(self.get_role_admin(role))?;
        self.revoke(role, account);
        Ok(())
    }

    /// Holder: gives the role up. `caller_confirmation` is the caller's own address.
    pub fn renounce_role(&mut self, role: B256, caller_confirmation: Address) -> Result<(), RolesError> {
        if caller_confirmation != caller() {
            return Err(RolesError::AccessControlBadConfirmation);
        }
        self.revoke(role, caller_confirmation);
        Ok(())
    }
}

impl Roles {
    /// Refuses a caller that does not hold `role`.
    pub fn only_role(&self, role: B256) -> Result<(), RolesError> {
        self.check_role(role, caller())
    }

    /// Refuses an account that does not hold `role`.
    pub fn check_role(&self, role: B256, account: Address) -> Result<(), RolesError> {
        if self.has_role(role, account) {
            Ok(())
        } else {
            Err(RolesError::AccessControlUnauthorizedAccount { account, needed_role: role })
        }
    }

    /// Gives `role` to `account` whoever calls; false if it holds it already.
    pub fn grant(&mut self, role: B256, account: Address) -> bool {
        if self.has_role(role, account) {
            return false;
        }
        self.members.set((role, account), true);
        emit(RoleGranted { role, account, sender: caller() });
        true
    }

    /// Takes `role` from `account` whoever calls; false if it does not hold it.
    pub fn revoke(&mut self, role: B256, account: Address) -> bool {
        if !self.has_role(role, account) {
            return false;
        }
        self.members.remove((role, account));
        emit(RoleRevoked { role, account, sender: caller() });
        true
    }

    /// Lets the holders of `new_admin_role` give and take `role`.
    pub fn set_role_admin(&mut self, role: B256, new_admin_role: B256) {
        let previous_admin_role = self.get_role_admin(role);
        self.admins.set(role, new_admin_role);
        emit(RoleAdminChanged { role, previous_admin_role, new_admin_role });
    }
}

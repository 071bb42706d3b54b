//! A contract put together from components, one of them from another module, with methods left out and replaced.
#![no_std]

pub mod gate;

use sdk::prelude::*;

use crate::gate::{Gate, GateError};

/// Coins of the club, by owner.
#[storage]
pub struct Purse {
    held: Map<Address, U256>,
}

/// Coins changed hands.
#[event]
pub struct Given {
    #[indexed]
    to: Address,
    amount: U256,
}

/// Coins came into being.
#[event]
pub struct Minted {
    amount: U256,
}

/// Why the purse refuses.
#[error]
pub enum PurseError {
    Short { held: U256 },
}

#[component(events(Minted))]
impl Purse {
    /// What `owner` holds.
    pub fn held(&self, owner: Address) -> U256 {
        self.held.get(owner)
    }

    /// Moves the caller's coins.
    pub fn give(&mut self, to: Address, amount: U256) -> Result<bool, PurseError> {
        self.held.sub(caller(), amount).map_err(|held| PurseError::Short { held })?;
        self.held.add(to, amount);
        emit(Given { to, amount });
        Ok(true)
    }

    /// Coins for wei.
    #[payable]
    pub fn fill(&mut self) -> U256 {
        self.mint(caller(), value());
        self.held.get(caller())
    }

    /// Destroys the caller's coins. The club leaves it out.
    pub fn burn(&mut self, amount: U256) {
        assert!(self.held.sub(caller(), amount).is_ok(), "this text is linked only with the method");
    }
}

impl Purse {
    /// Coins for `to`, for the contract to decide.
    pub fn mint(&mut self, to: Address, amount: U256) {
        self.held.add(to, amount);
        emit(Minted { amount });
    }
}

/// Why the club refuses.
#[error]
pub enum ClubError {
    /// The club has no such member.
    Stranger { who: Address },
    #[from]
    Purse(PurseError),
    #[from]
    Gate(GateError),
}

/// The club.
#[storage]
pub struct Club {
    members: Map<Address, bool>,
    purse: Purse,
    gate: Gate,
}

#[contract(components(purse: Purse except(give, burn), gate: Gate))]
impl Club {
    /// The deployer keeps the gate and has the first coins.
    #[init]
    pub fn new(&mut self, coins: U256) {
        self.members.set(caller(), true);
        self.gate.start(caller());
        self.purse.mint(caller(), coins);
    }

    /// Lets somebody in.
    pub fn admit(&mut self, who: Address) -> Result<(), ClubError> {
        self.gate.require_keeper()?;
        self.members.set(who, true);
        Ok(())
    }

    /// In the place of the purse's: members only, and only while the gate is open.
    pub fn give(&mut self, to: Address, amount: U256) -> Result<bool, ClubError> {
        self.gate.require_open()?;
        if !self.members.get(to) {
            return Err(ClubError::Stranger { who: to });
        }
        Ok(self.purse.give(to, amount)?)
    }

    /// As `give`, with a note: the same name in the ABI.
    #[name = "give"]
    pub fn give_with_note(&mut self, to: Address, amount: U256, note: String) -> Result<bool, ClubError> {
        debug_log(&note);
        self.give(to, amount)
    }

    /// The identifier of the purse's interface.
    #[name = "purseID"]
    pub fn purse_id(&self) -> FixedBytes<4> {
        FixedBytes(const { <PurseClient as Client>::INTERFACE.id() })
    }

    /// What somebody holds in another club.
    pub fn held_elsewhere(&self, club: Address, owner: Address) -> U256 {
        PurseClient::new(club).held(owner)
    }
}

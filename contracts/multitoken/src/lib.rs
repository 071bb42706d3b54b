//! Many kinds of vouchers in one contract (ERC-1155): meal tickets, parking hours, relief goods, carbon units. Each kind
//! has a largest supply that never grows.
//!
//! Guarantees the invariants of README.md.
#![no_std]

use blocks::{
    Ownable, OwnableError,
    erc1155::{Erc1155, Erc1155Error},
};
use sdk::prelude::*;

/// The vouchers of one issuer.
#[storage]
pub struct Multitoken {
    erc1155: Erc1155,
    issuer: Ownable,
    /// The last kind's number.
    last_kind: Value<u64>,
    kinds: Map<U256, Supply>,
}

/// How many vouchers of a kind there are.
#[record]
pub struct Supply {
    /// Now.
    pub total: U256,
    /// At most.
    pub max: U256,
}

/// There is another kind.
#[event]
pub struct KindCreated {
    #[indexed]
    id: U256,
    max_supply: U256,
}

/// Why a message is refused.
#[error]
pub enum MultitokenError {
    /// No kind has this number.
    UnknownKind { id: U256 },
    /// A kind has at least one voucher.
    ZeroSupply,
    /// The kind's largest supply leaves less.
    AboveMaxSupply { id: U256, left: U256, wanted: U256 },
    #[from]
    Erc1155(Erc1155Error),
    #[from]
    Issuer(OwnableError),
}

#[contract(components(erc1155: Erc1155, issuer: Ownable))]
impl Multitoken {
    /// The deployer is the issuer. In `uri`, clients put a kind's number for `{id}`.
    #[init]
    pub fn new(&mut self, uri: String) -> Result<(), MultitokenError> {
        self.erc1155.set_base_uri(uri);
        Ok(self.issuer.init(caller())?)
    }

    /// How many vouchers of a kind there are and may be; zeros if there is no such kind.
    pub fn supply(&self, id: U256) -> Supply {
        self.kinds.get(id)
    }

    /// Issuer: makes a kind of which there will never be more than `max_supply`, and returns its number.
    pub fn create_kind(&mut self, max_supply: U256) -> Result<U256, MultitokenError> {
        self.issuer.only_owner()?;
        if max_supply.is_zero() {
            return Err(MultitokenError::ZeroSupply);
        }
        let number = self.last_kind.get() + 1;
        let id = U256::from(number);
        self.last_kind.set(number);
        self.kinds.set(id, Supply { total: U256::ZERO, max: max_supply });
        emit(KindCreated { id, max_supply });
        self.erc1155.announce(id);
        Ok(id)
    }

    /// Issuer: gives a kind a description of its own.
    pub fn set_uri(&mut self, id: U256, uri: String) -> Result<(), MultitokenError> {
        self.issuer.only_owner()?;
        if self.kinds.get(id).max.is_zero() {
            return Err(MultitokenError::UnknownKind { id });
        }
        self.erc1155.set_uri(id, uri);
        Ok(())
    }

    /// Issuer: makes vouchers of one kind. A contract has to take them; `data` is for that contract.
    pub fn mint(&mut self, to: Address, id: U256, value: U256, data: Bytes) -> Result<(), MultitokenError> {
        self.issuer.only_owner()?;
        self.add_supply(id, value)?;
        Ok(self.erc1155.mint(to, id, value, &data)?)
    }

    /// Issuer: makes vouchers of several kinds. A contract has to take them; `data` is for that contract.
    pub fn mint_batch(
        &mut self,
        to: Address,
        ids: Vec<U256>,
        values: Vec<U256>,
        data: Bytes,
    ) -> Result<(), MultitokenError> {
        self.issuer.only_owner()?;
        for (id, value) in ids.iter().zip(&values) {
            self.add_supply(*id, *value)?;
        }
        Ok(self.erc1155.mint_batch(to, ids, values, &data)?)
    }

    /// Owner or operator: uses vouchers up. Others may be made in their place.
    pub fn burn(&mut self, from: Address, id: U256, value: U256) -> Result<(), MultitokenError> {
        self.erc1155.check_authorized(from, caller())?;
        self.erc1155.burn(from, id, value)?;
        self.kinds.update(id, |supply| supply.total -= value);
        Ok(())
    }

    fn add_supply(&mut self, id: U256, wanted: U256) -> Result<(), MultitokenError> {
        let Supply { total, max } = self.kinds.get(id);
        if max.is_zero() {
            return Err(MultitokenError::UnknownKind { id });
        }
        let left = max - total;
        if wanted > left {
            return Err(MultitokenError::AboveMaxSupply { id, left, wanted });
        }
        self.kinds.set(id, Supply { total: total + wanted, max });
        Ok(())
    }
}

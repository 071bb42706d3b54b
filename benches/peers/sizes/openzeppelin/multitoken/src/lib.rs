//! The tokens of `contracts/multitoken`: many kinds, each with a largest supply.
//!
//! Not as in ours: ownership, tokens and URIs are OpenZeppelin's blocks, with their refusals.
#![cfg_attr(not(feature = "export-abi"), no_main)]
extern crate alloc;

use alloc::{string::String, vec::Vec};
use alloy_primitives::{aliases::B32, Address, U256, U64};
use alloy_sol_types::sol;
use openzeppelin_stylus::{
    access::{
        ownable,
        ownable_two_step::{IOwnable2Step, Ownable2Step},
    },
    token::erc1155::{
        self,
        extensions::{Erc1155MetadataUri, Erc1155UriStorage, IErc1155MetadataUri},
        Erc1155, IErc1155,
    },
    utils::introspection::erc165::IErc165,
};
use stylus_sdk::{
    abi::Bytes,
    prelude::*,
    storage::{StorageMap, StorageU256, StorageU64},
};

sol! {
    event KindCreated(uint256 indexed id, uint256 max_supply);
    error UnknownKind(uint256 id);
    error ZeroSupply();
    error AboveMaxSupply(uint256 id, uint256 left, uint256 wanted);
}

#[derive(SolidityError)]
enum KindError {
    Unknown(UnknownKind),
    Zero(ZeroSupply),
    Above(AboveMaxSupply),
}

#[storage]
struct Supply {
    total: StorageU256,
    max: StorageU256,
}

#[entrypoint]
#[storage]
struct Multitoken {
    erc1155: Erc1155,
    metadata: Erc1155MetadataUri,
    uris: Erc1155UriStorage,
    issuer: Ownable2Step,
    last_kind: StorageU64,
    kinds: StorageMap<U256, Supply>,
}

impl Multitoken {
    fn add_supply(&mut self, id: U256, wanted: U256) -> Result<(), Vec<u8>> {
        let mut kind = self.kinds.setter(id);
        let max = kind.max.get();
        let total = kind.total.get();
        if max.is_zero() {
            return Err(KindError::Unknown(UnknownKind { id }).into());
        }
        let left = max - total;
        if wanted > left {
            return Err(KindError::Above(AboveMaxSupply { id, left, wanted }).into());
        }
        kind.total.set(total + wanted);
        Ok(())
    }
}

#[public]
#[implements(IErc1155<Error = erc1155::Error>, IErc1155MetadataUri, IErc165, IOwnable2Step<Error = ownable::Error>)]
impl Multitoken {
    #[constructor]
    fn constructor(&mut self, uri: String) -> Result<(), ownable::Error> {
        self.metadata.constructor(uri);
        let deployer = self.vm().tx_origin();
        self.issuer.constructor(deployer)
    }

    fn supply(&self, id: U256) -> (U256, U256) {
        let kind = self.kinds.getter(id);
        (kind.total.get(), kind.max.get())
    }

    fn create_kind(&mut self, max_supply: U256) -> Result<U256, Vec<u8>> {
        self.issuer.ownable.only_owner()?;
        if max_supply.is_zero() {
            return Err(KindError::Zero(ZeroSupply {}).into());
        }
        let number = self.last_kind.get() + U64::from(1);
        let id = U256::from(number);
        self.last_kind.set(number);
        self.kinds.setter(id).max.set(max_supply);
        log(self.vm(), KindCreated { id, max_supply });
        log(
            self.vm(),
            erc1155::TransferSingle {
                operator: self.vm().msg_sender(),
                from: Address::ZERO,
                to: Address::ZERO,
                id,
                value: U256::ZERO,
            },
        );
        Ok(id)
    }

    fn set_uri(&mut self, id: U256, uri: String) -> Result<(), Vec<u8>> {
        self.issuer.ownable.only_owner()?;
        if self.kinds.getter(id).max.get().is_zero() {
            return Err(KindError::Unknown(UnknownKind { id }).into());
        }
        self.uris.set_token_uri(id, uri, &self.metadata);
        Ok(())
    }

    fn mint(&mut self, to: Address, id: U256, value: U256, data: Bytes) -> Result<(), Vec<u8>> {
        self.issuer.ownable.only_owner()?;
        self.add_supply(id, value)?;
        Ok(self.erc1155._mint(to, id, value, &data)?)
    }

    fn mint_batch(&mut self, to: Address, ids: Vec<U256>, values: Vec<U256>, data: Bytes) -> Result<(), Vec<u8>> {
        self.issuer.ownable.only_owner()?;
        for (id, value) in ids.iter().zip(&values) {
            self.add_supply(*id, *value)?;
        }
        Ok(self.erc1155._mint_batch(to, ids, values, &data)?)
    }

    fn burn(&mut self, from: Address, id: U256, value: U256) -> Result<(), Vec<u8>> {
        let operator = self.vm().msg_sender();
        if from != operator && !self.erc1155.is_approved_for_all(from, operator) {
            return Err(erc1155::Error::MissingApprovalForAll(erc1155::ERC1155MissingApprovalForAll {
                operator,
                owner: from,
            })
            .into());
        }
        self.erc1155._burn(from, id, value)?;
        let mut kind = self.kinds.setter(id);
        let total = kind.total.get() - value;
        kind.total.set(total);
        Ok(())
    }
}

#[public]
impl IErc1155 for Multitoken {
    type Error = erc1155::Error;

    fn balance_of(&self, account: Address, id: U256) -> U256 {
        self.erc1155.balance_of(account, id)
    }

    fn balance_of_batch(&self, accounts: Vec<Address>, ids: Vec<U256>) -> Result<Vec<U256>, Self::Error> {
        self.erc1155.balance_of_batch(accounts, ids)
    }

    fn set_approval_for_all(&mut self, operator: Address, approved: bool) -> Result<(), Self::Error> {
        self.erc1155.set_approval_for_all(operator, approved)
    }

    fn is_approved_for_all(&self, account: Address, operator: Address) -> bool {
        self.erc1155.is_approved_for_all(account, operator)
    }

    fn safe_transfer_from(
        &mut self,
        from: Address,
        to: Address,
        id: U256,
        value: U256,
        data: Bytes,
    ) -> Result<(), Self::Error> {
        self.erc1155.safe_transfer_from(from, to, id, value, data)
    }

    fn safe_batch_transfer_from(
        &mut self,
        from: Address,
        to: Address,
        ids: Vec<U256>,
        values: Vec<U256>,
        data: Bytes,
    ) -> Result<(), Self::Error> {
        self.erc1155.safe_batch_transfer_from(from, to, ids, values, data)
    }
}

#[public]
impl IErc1155MetadataUri for Multitoken {
    fn uri(&self, id: U256) -> String {
        self.uris.uri(id, &self.metadata)
    }
}

#[public]
impl IErc165 for Multitoken {
    fn supports_interface(&self, interface_id: B32) -> bool {
        self.erc1155.supports_interface(interface_id) || self.metadata.supports_interface(interface_id)
    }
}

#[public]
impl IOwnable2Step for Multitoken {
    type Error = ownable::Error;

    fn owner(&self) -> Address {
        self.issuer.owner()
    }

    fn pending_owner(&self) -> Address {
        self.issuer.pending_owner()
    }

    fn transfer_ownership(&mut self, new_owner: Address) -> Result<(), Self::Error> {
        self.issuer.transfer_ownership(new_owner)
    }

    fn accept_ownership(&mut self) -> Result<(), Self::Error> {
        self.issuer.accept_ownership()
    }

    fn renounce_ownership(&mut self) -> Result<(), Self::Error> {
        self.issuer.renounce_ownership()
    }
}

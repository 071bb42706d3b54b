//! The tokens of `contracts/nft`, each one of a kind and issued for a document.
//!
//! Not as in ours: ownership, tokens and URIs are OpenZeppelin's blocks, with their refusals; a URI is the base
//! followed by the token's own.
#![cfg_attr(not(feature = "export-abi"), no_main)]
extern crate alloc;

use alloc::{string::String, vec::Vec};
use alloy_primitives::{aliases::B32, Address, B256, U256};
use alloy_sol_types::sol;
use openzeppelin_stylus::{
    access::{
        ownable,
        ownable_two_step::{IOwnable2Step, Ownable2Step},
    },
    token::erc721::{
        self,
        extensions::{Erc721Metadata, Erc721UriStorage, IErc721Metadata},
        Erc721, IErc721,
    },
    utils::introspection::erc165::IErc165,
};
use stylus_sdk::{
    abi::Bytes,
    prelude::*,
    storage::{StorageB256, StorageMap, StorageU64},
};

sol! {
    event Issued(uint256 indexed token_id, bytes32 indexed document);
    error DocumentMissing();
}

#[derive(SolidityError)]
enum Missing {
    Document(DocumentMissing),
}

#[entrypoint]
#[storage]
struct Nft {
    erc721: Erc721,
    metadata: Erc721Metadata,
    uris: Erc721UriStorage,
    issuer: Ownable2Step,
    last_id: StorageU64,
    documents: StorageMap<U256, StorageB256>,
}

#[public]
#[implements(IErc721<Error = erc721::Error>, IErc721Metadata<Error = erc721::Error>, IErc165, IOwnable2Step<Error = ownable::Error>)]
impl Nft {
    #[constructor]
    fn constructor(&mut self, name: String, symbol: String) -> Result<(), ownable::Error> {
        self.metadata.constructor(name, symbol);
        let deployer = self.vm().tx_origin();
        self.issuer.constructor(deployer)
    }

    fn document(&self, token_id: U256) -> B256 {
        self.documents.get(token_id)
    }

    fn mint(&mut self, to: Address, document: B256, uri: String) -> Result<U256, Vec<u8>> {
        self.issuer.ownable.only_owner()?;
        if document.is_zero() {
            return Err(Missing::Document(DocumentMissing {}).into());
        }
        let number = self.last_id.get() + alloy_primitives::U64::from(1);
        let token_id = U256::from(number);
        self.last_id.set(number);
        self.documents.insert(token_id, document);
        log(self.vm(), Issued { token_id, document });
        self.erc721._mint(to, token_id)?;
        self.uris._set_token_uri(token_id, uri);
        let operator = self.vm().msg_sender();
        self.erc721._check_on_erc721_received(operator, Address::ZERO, to, token_id, &Bytes(Vec::new()))?;
        Ok(token_id)
    }

    fn burn(&mut self, token_id: U256) -> Result<(), Vec<u8>> {
        let owner = self.erc721.owner_of(token_id)?;
        let caller = self.vm().msg_sender();
        self.erc721._check_authorized(owner, caller, token_id)?;
        Ok(self.erc721._burn(token_id)?)
    }

    fn set_base_uri(&mut self, base: String) -> Result<(), Vec<u8>> {
        self.issuer.ownable.only_owner()?;
        self.metadata.base_uri.set_str(base);
        Ok(())
    }
}

#[public]
impl IErc721 for Nft {
    type Error = erc721::Error;

    fn balance_of(&self, owner: Address) -> Result<U256, Self::Error> {
        self.erc721.balance_of(owner)
    }

    fn owner_of(&self, token_id: U256) -> Result<Address, Self::Error> {
        self.erc721.owner_of(token_id)
    }

    fn safe_transfer_from(&mut self, from: Address, to: Address, token_id: U256) -> Result<(), Self::Error> {
        self.erc721.safe_transfer_from(from, to, token_id)
    }

    #[selector(name = "safeTransferFrom")]
    fn safe_transfer_from_with_data(
        &mut self,
        from: Address,
        to: Address,
        token_id: U256,
        data: Bytes,
    ) -> Result<(), Self::Error> {
        self.erc721.safe_transfer_from_with_data(from, to, token_id, data)
    }

    fn transfer_from(&mut self, from: Address, to: Address, token_id: U256) -> Result<(), Self::Error> {
        self.erc721.transfer_from(from, to, token_id)
    }

    fn approve(&mut self, to: Address, token_id: U256) -> Result<(), Self::Error> {
        self.erc721.approve(to, token_id)
    }

    fn set_approval_for_all(&mut self, operator: Address, approved: bool) -> Result<(), Self::Error> {
        self.erc721.set_approval_for_all(operator, approved)
    }

    fn get_approved(&self, token_id: U256) -> Result<Address, Self::Error> {
        self.erc721.get_approved(token_id)
    }

    fn is_approved_for_all(&self, owner: Address, operator: Address) -> bool {
        self.erc721.is_approved_for_all(owner, operator)
    }
}

#[public]
impl IErc721Metadata for Nft {
    type Error = erc721::Error;

    fn name(&self) -> String {
        self.metadata.name()
    }

    fn symbol(&self) -> String {
        self.metadata.symbol()
    }

    #[selector(name = "tokenURI")]
    fn token_uri(&self, token_id: U256) -> Result<String, Self::Error> {
        self.uris.token_uri(token_id, &self.erc721, &self.metadata)
    }
}

#[public]
impl IErc165 for Nft {
    fn supports_interface(&self, interface_id: B32) -> bool {
        self.erc721.supports_interface(interface_id) || <Self as IErc721Metadata>::interface_id() == interface_id
    }
}

#[public]
impl IOwnable2Step for Nft {
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

//! Documents as tokens (ERC-721): certificates, titles, works. Each token carries the hash of the document that it stands
//! for, which never changes.
//!
//! Guarantees the invariants of README.md. The documents stay off chain.
#![no_std]

use blocks::{
    Ownable, OwnableError,
    erc721::{Erc721, Erc721Error},
};
use sdk::prelude::*;

/// A collection of one issuer.
#[storage]
pub struct Nft {
    erc721: Erc721,
    issuer: Ownable,
    /// The last token's number.
    last_id: Value<u64>,
    documents: Map<U256, B256>,
}

/// A token stands for a document.
#[event]
pub struct Issued {
    #[indexed]
    token_id: U256,
    #[indexed]
    document: B256,
}

/// Why a message is refused.
#[error]
pub enum NftError {
    /// A token stands for a document.
    DocumentMissing,
    #[from]
    Erc721(Erc721Error),
    #[from]
    Issuer(OwnableError),
}

#[contract(components(erc721: Erc721, issuer: Ownable))]
impl Nft {
    /// The deployer is the issuer.
    #[init]
    pub fn new(&mut self, name: String, symbol: String) -> Result<(), NftError> {
        self.erc721.init(name, symbol);
        Ok(self.issuer.init(caller())?)
    }

    /// The hash of the document that a token stands for; also of one that was destroyed.
    pub fn document(&self, token_id: U256) -> B256 {
        self.documents.get(token_id)
    }

    /// Issuer: makes a token for the document with this hash, described at `uri`, and returns its number. A contract has
    /// to take it.
    pub fn mint(&mut self, to: Address, document: B256, uri: String) -> Result<U256, NftError> {
        self.issuer.only_owner()?;
        if document.is_zero() {
            return Err(NftError::DocumentMissing);
        }
        let number = self.last_id.get() + 1;
        let token_id = U256::from(number);
        self.last_id.set(number);
        self.documents.set(token_id, document);
        emit(Issued { token_id, document });
        self.erc721.mint(to, token_id)?;
        self.erc721.set_token_uri(token_id, uri)?;
        self.erc721.ask_receiver(Address::ZERO, to, token_id, &Bytes::default())?;
        Ok(token_id)
    }

    /// Owner, approved account or operator: destroys a token. Its number and document are never used again.
    pub fn burn(&mut self, token_id: U256) -> Result<(), NftError> {
        let owner = self.erc721.owner_of(token_id)?;
        self.erc721.check_authorized(owner, caller(), token_id)?;
        Ok(self.erc721.burn(token_id)?)
    }

    /// Issuer: sets what the URIs of tokens without one of their own begin with.
    pub fn set_base_uri(&mut self, base: String) -> Result<(), NftError> {
        self.issuer.only_owner()?;
        self.erc721.set_base_uri(base);
        Ok(())
    }
}

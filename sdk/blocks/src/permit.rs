//! Allowances by signature: EIP-2612, as OpenZeppelin's `ERC20Permit`.
//!
//! Guarantees that a permit counts only if the owner itself signed exactly its terms, for this token on this chain, once,
//! in the order of the owner's nonces, and not after its deadline. The owner is an account, since EIP-2612's signature
//! has no room for a contract's. The contract's own `permit` asks [`Permit::use_permit`] and then sets the allowance:
//!
//! ```
//! use blocks::{
//!     erc20::{Erc20, Erc20Error},
//!     permit::{Permit, PermitError},
//! };
//! use sdk::prelude::*;
//!
//! #[storage]
//! pub struct Token {
//!     erc20: Erc20,
//!     permits: Permit,
//! }
//!
//! #[error]
//! pub enum TokenError {
//!     #[from]
//!     Erc20(Erc20Error),
//!     #[from]
//!     Permit(PermitError),
//! }
//!
//! #[contract(components(erc20: Erc20, permits: Permit))]
//! impl Token {
//!     #[init]
//!     pub fn new(&mut self, supply: U256) -> Result<(), TokenError> {
//!         self.permits.init("Token".into());
//!         self.erc20.init("Token".into(), "TKN".into());
//!         Ok(self.erc20.mint(caller(), supply)?)
//!     }
//!
//!     pub fn permit(
//!         &mut self,
//!         owner: Address,
//!         spender: Address,
//!         value: U256,
//!         deadline: U256,
//!         v: u8,
//!         r: B256,
//!         s: B256,
//!     ) -> Result<(), TokenError> {
//!         self.permits.use_permit(owner, spender, value, deadline, v, r, s)?;
//!         Ok(self.erc20.set_allowance(owner, spender, value)?)
//!     }
//! }
//! # fn main() {}
//! ```

use sdk::{abi, crypto::keccak256_const, prelude::*};

use crate::signatures::{domain_separator, recover_signer, typed_data_hash};

/// The version in the domain, as OpenZeppelin's token has it.
const VERSION: &str = "1";

/// Name, version, chain and contract (EIP-5267).
const DOMAIN_FIELDS: u8 = 0x0f;

const PERMIT_TYPE: B256 =
    keccak256_const(b"Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");

/// The name in the domain and the nonces.
#[storage]
pub struct Permit {
    name: Value<String>,
    nonces: Map<Address, U256>,
}

/// Why a permit is refused.
#[error]
pub enum PermitError {
    /// The deadline, in seconds since 1970, has passed.
    ERC2612ExpiredSignature { deadline: U256 },
    /// The signature is not the owner's over these terms and its next nonce; `signer` is zero if it is nobody's.
    ERC2612InvalidSigner { signer: Address, owner: Address },
}

#[component]
impl Permit {
    /// How many permits of `owner` were used, which is the nonce of its next one.
    pub fn nonces(&self, owner: Address) -> U256 {
        self.nonces.get(owner)
    }

    /// The domain of the token's permits (EIP-712): its name, version 1, this chain, this contract.
    #[name = "DOMAIN_SEPARATOR"]
    pub fn domain_separator(&self) -> B256 {
        domain_separator(&self.name.get(), VERSION)
    }

    /// The same in parts, as wallets ask for it (EIP-5267): which of them are there, one bit each, then name, version,
    /// chain, contract, no salt and no extensions.
    #[name = "eip712Domain"]
    pub fn eip712_domain(&self) -> (FixedBytes<1>, String, String, U256, Address, B256, Vec<U256>) {
        let (fields, chain) = (FixedBytes::new([DOMAIN_FIELDS]), U256::from(chain_id()));
        (fields, self.name.get(), VERSION.into(), chain, this(), B256::default(), Vec::new())
    }
}

impl Permit {
    /// Sets the name in the domain, that of the token; for constructors.
    pub fn init(&mut self, name: String) {
        self.name.set(name);
    }

    /// Uses up a permit of `owner`.
    #[expect(clippy::too_many_arguments, reason = "they are those of EIP-2612")]
    pub fn use_permit(
        &mut self,
        owner: Address,
        spender: Address,
        value: U256,
        deadline: U256,
        v: u8,
        r: B256,
        s: B256,
    ) -> Result<(), PermitError> {
        if U256::from(block_timestamp()) > deadline {
            return Err(PermitError::ERC2612ExpiredSignature { deadline });
        }
        let nonce = self.nonces.get(owner);
        let terms = abi::encode(&(PERMIT_TYPE, owner, spender, value, nonce, deadline));
        let hash = typed_data_hash(self.domain_separator(), keccak256(&terms));
        let signer = recover_signer(hash, &[&r.0[..], &s.0, &[v]].concat()).unwrap_or_default();
        if signer.is_zero() || signer != owner {
            return Err(PermitError::ERC2612InvalidSigner { signer, owner });
        }
        self.nonces.set(owner, nonce + U256::ONE);
        Ok(())
    }
}

//! Tokens that are each one of a kind: ERC-721 with metadata and the errors of ERC-6093, as OpenZeppelin's `ERC721`.
//!
//! Guarantees that a token that exists has exactly one owner, that balances count the tokens owned, that a token moves
//! only by its owner, its approved account or an operator of its owner, or as the contract decides, that an approval
//! ends when its token moves, and that a safe transfer reaches no contract that does not say it takes it. Events:
//! `Transfer`, `Approval`, `ApprovalForAll`.
//!
//! A receiving contract is asked after the token is its own; it cannot call back into this contract meanwhile, since
//! calls here refuse re-entry.

use sdk::{
    abi::{Abi, Encoder, Sequence},
    prelude::*,
};

use crate::{erc165, receivers::accepts};

/// `onERC721Received(address,address,uint256,bytes)`, and what it answers.
const ON_RECEIVED: [u8; 4] = [0x15, 0x0b, 0x7a, 0x02];

/// The identifier of ERC-721.
pub const ERC721: erc165::InterfaceId = FixedBytes::new([0x80, 0xac, 0x58, 0xcd]);
/// The identifier of ERC-721's metadata.
pub const ERC721_METADATA: erc165::InterfaceId = FixedBytes::new([0x5b, 0x5e, 0x13, 0x9f]);

/// Names, owners and approvals.
#[storage]
pub struct Erc721 {
    name: Value<String>,
    symbol: Value<String>,
    base_uri: Value<String>,
    owners: Map<U256, Address>,
    balances: Map<Address, U256>,
    approvals: Map<U256, Address>,
    /// By owner and operator.
    operators: Map<(Address, Address), bool>,
    uris: Map<U256, String>,
}

/// A token moved; from the zero address if it is new, to it if it is gone.
#[event]
pub struct Transfer {
    #[indexed]
    from: Address,
    #[indexed]
    to: Address,
    #[indexed]
    token_id: U256,
}

/// `approved` may move one token; nobody if it is zero.
#[event]
pub struct Approval {
    #[indexed]
    owner: Address,
    #[indexed]
    approved: Address,
    #[indexed]
    token_id: U256,
}

/// `operator` may move all tokens of `owner`, or no longer.
#[event]
pub struct ApprovalForAll {
    #[indexed]
    owner: Address,
    #[indexed]
    operator: Address,
    approved: bool,
}

/// Why a step is refused (ERC-6093).
#[error]
pub enum Erc721Error {
    /// The zero address owns nothing.
    ERC721InvalidOwner { owner: Address },
    /// There is no such token.
    ERC721NonexistentToken { token_id: U256 },
    /// The token is not the sender's.
    ERC721IncorrectOwner { sender: Address, token_id: U256, owner: Address },
    /// The token exists already.
    ERC721InvalidSender { sender: Address },
    /// The zero address receives nothing, and a contract only what it takes.
    ERC721InvalidReceiver { receiver: Address },
    /// The operator may not move this token.
    ERC721InsufficientApproval { operator: Address, token_id: U256 },
    /// Only the owner or its operator approves.
    ERC721InvalidApprover { approver: Address },
    /// The zero address operates nothing.
    ERC721InvalidOperator { operator: Address },
}

#[component(events(Transfer, Approval, ApprovalForAll))]
impl Erc721 {
    /// The collection's name.
    pub fn name(&self) -> String {
        self.name.get()
    }

    /// Its ticker.
    pub fn symbol(&self) -> String {
        self.symbol.get()
    }

    /// Where a token is described: its own URI if it has one, or the base URI with its number.
    #[name = "tokenURI"]
    pub fn token_uri(&self, token_id: U256) -> Result<String, Erc721Error> {
        self.owner_of(token_id)?;
        let own = self.uris.get(token_id);
        if !own.is_empty() {
            return Ok(own);
        }
        let base = self.base_uri.get();
        Ok(if base.is_empty() { base } else { base + &decimal(token_id) })
    }

    /// How many tokens `owner` has.
    pub fn balance_of(&self, owner: Address) -> Result<U256, Erc721Error> {
        if owner.is_zero() {
            return Err(Erc721Error::ERC721InvalidOwner { owner });
        }
        Ok(self.balances.get(owner))
    }

    /// Whose a token is.
    pub fn owner_of(&self, token_id: U256) -> Result<Address, Erc721Error> {
        let owner = self.owners.get(token_id);
        if owner.is_zero() { Err(Erc721Error::ERC721NonexistentToken { token_id }) } else { Ok(owner) }
    }

    /// Who may move a token beside its owner and operators; zero if nobody.
    pub fn get_approved(&self, token_id: U256) -> Result<Address, Erc721Error> {
        self.owner_of(token_id)?;
        Ok(self.approvals.get(token_id))
    }

    /// True if `operator` may move all tokens of `owner`.
    pub fn is_approved_for_all(&self, owner: Address, operator: Address) -> bool {
        self.operators.get((owner, operator))
    }

    /// Owner or operator: lets `to` move a token until it moves; the zero address ends it.
    pub fn approve(&mut self, to: Address, token_id: U256) -> Result<(), Erc721Error> {
        let (owner, approver) = (self.owner_of(token_id)?, caller());
        if approver != owner && !self.is_approved_for_all(owner, approver) {
            return Err(Erc721Error::ERC721InvalidApprover { approver });
        }
        self.approvals.set(token_id, to);
        emit(Approval { owner, approved: to, token_id });
        Ok(())
    }

    /// Lets `operator` move all tokens of the caller, or no longer.
    pub fn set_approval_for_all(&mut self, operator: Address, approved: bool) -> Result<(), Erc721Error> {
        if operator.is_zero() {
            return Err(Erc721Error::ERC721InvalidOperator { operator });
        }
        let owner = caller();
        self.operators.set((owner, operator), approved);
        emit(ApprovalForAll { owner, operator, approved });
        Ok(())
    }

    /// Owner, approved account or operator: moves a token. That `to` can do anything with it is the caller's concern.
    pub fn transfer_from(&mut self, from: Address, to: Address, token_id: U256) -> Result<(), Erc721Error> {
        require_receiver(to)?;
        let (owner, operator) = (self.owners.get(token_id), caller());
        self.check_authorized(owner, operator, token_id)?;
        if owner != from {
            return Err(Erc721Error::ERC721IncorrectOwner { sender: from, token_id, owner });
        }
        self.move_token(from, to, token_id);
        Ok(())
    }

    /// As `transferFrom`, and a contract has to take it.
    pub fn safe_transfer_from(&mut self, from: Address, to: Address, token_id: U256) -> Result<(), Erc721Error> {
        self.safe_transfer_from_with_data(from, to, token_id, Bytes::default())
    }

    /// As `transferFrom`, and a contract has to take it; `data` is for that contract.
    #[name = "safeTransferFrom"]
    pub fn safe_transfer_from_with_data(
        &mut self,
        from: Address,
        to: Address,
        token_id: U256,
        data: Bytes,
    ) -> Result<(), Erc721Error> {
        self.transfer_from(from, to, token_id)?;
        self.ask_receiver(from, to, token_id, &data)
    }

    /// ERC-165: this, ERC-721 and its metadata.
    pub fn supports_interface(&self, interface_id: FixedBytes<4>) -> bool {
        erc165::supports(interface_id, &[ERC721, ERC721_METADATA])
    }
}

impl Erc721 {
    /// Names the collection; for constructors.
    pub fn init(&mut self, name: String, symbol: String) {
        self.name.set(name);
        self.symbol.set(symbol);
    }

    /// Sets what the URIs of tokens without one of their own begin with.
    pub fn set_base_uri(&mut self, base: String) {
        self.base_uri.set(base);
    }

    /// Gives a token a URI of its own; the empty one takes it away.
    pub fn set_token_uri(&mut self, token_id: U256, uri: String) -> Result<(), Erc721Error> {
        self.owner_of(token_id)?;
        if uri.is_empty() {
            self.uris.remove(token_id)
        } else {
            self.uris.set(token_id, uri)
        }
        Ok(())
    }

    /// Makes a token. `to` is not asked: see [`Self::safe_mint`].
    pub fn mint(&mut self, to: Address, token_id: U256) -> Result<(), Erc721Error> {
        require_receiver(to)?;
        if self.owners.contains(token_id) {
            return Err(Erc721Error::ERC721InvalidSender { sender: Address::ZERO });
        }
        self.move_token(Address::ZERO, to, token_id);
        Ok(())
    }

    /// Makes a token, and a contract has to take it.
    pub fn safe_mint(&mut self, to: Address, token_id: U256, data: &Bytes) -> Result<(), Erc721Error> {
        self.mint(to, token_id)?;
        self.ask_receiver(Address::ZERO, to, token_id, data)
    }

    /// Refuses a receiving contract that does not take a token that has just become its own.
    pub fn ask_receiver(
        &mut self,
        from: Address,
        to: Address,
        token_id: U256,
        data: &Bytes,
    ) -> Result<(), Erc721Error> {
        let mut input = Encoder::new(&ON_RECEIVED, <(Address, Address, U256, Bytes) as Sequence>::HEAD_SIZE);
        caller().encode(&mut input);
        from.encode(&mut input);
        token_id.encode(&mut input);
        data.encode(&mut input);
        if accepts(to, ON_RECEIVED, input) { Ok(()) } else { Err(Erc721Error::ERC721InvalidReceiver { receiver: to }) }
    }

    /// Destroys a token, whoever calls.
    pub fn burn(&mut self, token_id: U256) -> Result<(), Erc721Error> {
        let owner = self.owner_of(token_id)?;
        self.move_token(owner, Address::ZERO, token_id);
        self.uris.remove(token_id);
        Ok(())
    }

    /// Refuses an account that may not move the token of `owner`.
    pub fn check_authorized(&self, owner: Address, operator: Address, token_id: U256) -> Result<(), Erc721Error> {
        if owner.is_zero() {
            return Err(Erc721Error::ERC721NonexistentToken { token_id });
        }
        let may_move = operator == owner
            || self.is_approved_for_all(owner, operator)
            || (!operator.is_zero() && self.approvals.get(token_id) == operator);
        if may_move { Ok(()) } else { Err(Erc721Error::ERC721InsufficientApproval { operator, token_id }) }
    }

    /// Moves a token that is of `from`, or new if that is zero; it is gone if `to` is zero.
    fn move_token(&mut self, from: Address, to: Address, token_id: U256) {
        if !from.is_zero() {
            self.approvals.remove(token_id);
            self.balances.update(from, |count| *count -= U256::ONE);
        }
        if to.is_zero() {
            self.owners.remove(token_id);
        } else {
            self.balances.add(to, U256::ONE);
            self.owners.set(token_id, to);
        }
        emit(Transfer { from, to, token_id });
    }
}

fn require_receiver(receiver: Address) -> Result<(), Erc721Error> {
    if receiver.is_zero() { Err(Erc721Error::ERC721InvalidReceiver { receiver }) } else { Ok(()) }
}

/// The decimal digits of a number. By bytes, because dividing 256-bit integers takes far more code.
fn decimal(number: U256) -> String {
    let mut rest = number.to_be_bytes();
    let mut digits = Vec::with_capacity(78);
    loop {
        let mut remainder = 0;
        for byte in &mut rest {
            let value = remainder << 8 | u32::from(*byte);
            *byte = (value / 10) as u8;
            remainder = value % 10;
        }
        digits.push(char::from(b'0' + remainder as u8));
        if rest == [0; 32] {
            return digits.into_iter().rev().collect();
        }
    }
}

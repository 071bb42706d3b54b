//! Many kinds of tokens in one contract: ERC-1155 with metadata and the errors of ERC-6093, as OpenZeppelin's `ERC1155`.
//!
//! Guarantees that tokens move only by their owner or its operator, or as the contract decides, that a batch moves whole
//! or not at all, and that nothing reaches a contract that does not say it takes it. Events: `TransferSingle`,
//! `TransferBatch`, `ApprovalForAll`, `URI`. A batch method always emits `TransferBatch` and asks by
//! `onERC1155BatchReceived`, as the text of ERC-1155 says, also for one token.
//!
//! A receiving contract is asked after the tokens are its own; it cannot call back into this contract meanwhile, since
//! calls here refuse re-entry.

use sdk::{
    abi::{Abi, Encoder, Sequence},
    prelude::*,
};

use crate::{erc165, receivers::accepts};

/// `onERC1155Received(address,address,uint256,uint256,bytes)`, and what it answers.
const ON_RECEIVED: [u8; 4] = [0xf2, 0x3a, 0x6e, 0x61];
/// `onERC1155BatchReceived(address,address,uint256[],uint256[],bytes)`, and what it answers.
const ON_BATCH_RECEIVED: [u8; 4] = [0xbc, 0x19, 0x7c, 0x81];

/// The identifier of ERC-1155.
pub const ERC1155: erc165::InterfaceId = FixedBytes::new([0xd9, 0xb6, 0x7a, 0x26]);
/// The identifier of ERC-1155's metadata.
pub const ERC1155_METADATA: erc165::InterfaceId = FixedBytes::new([0x0e, 0x89, 0x34, 0x1c]);

/// Balances, operators and where the tokens are described.
#[storage]
pub struct Erc1155 {
    uri: Value<String>,
    /// By kind and owner.
    balances: Map<(U256, Address), U256>,
    /// By owner and operator.
    operators: Map<(Address, Address), bool>,
    uris: Map<U256, String>,
}

/// Tokens of one kind moved; from the zero address if they are new, to it if they are gone.
#[event]
pub struct TransferSingle {
    #[indexed]
    operator: Address,
    #[indexed]
    from: Address,
    #[indexed]
    to: Address,
    id: U256,
    value: U256,
}

/// As `TransferSingle` for several kinds.
#[event]
pub struct TransferBatch {
    #[indexed]
    operator: Address,
    #[indexed]
    from: Address,
    #[indexed]
    to: Address,
    ids: Vec<U256>,
    values: Vec<U256>,
}

/// `operator` may move all tokens of `account`, or no longer.
#[event]
pub struct ApprovalForAll {
    #[indexed]
    account: Address,
    #[indexed]
    operator: Address,
    approved: bool,
}

/// Tokens of a kind are described elsewhere from now on.
#[event]
pub struct URI {
    value: String,
    #[indexed]
    id: U256,
}

/// Why a step is refused (ERC-6093).
#[error]
pub enum Erc1155Error {
    /// The sender holds less than is needed.
    ERC1155InsufficientBalance { sender: Address, balance: U256, needed: U256, token_id: U256 },
    /// The zero address sends nothing.
    ERC1155InvalidSender { sender: Address },
    /// The zero address receives nothing, and a contract only what it takes.
    ERC1155InvalidReceiver { receiver: Address },
    /// The operator may not move the owner's tokens.
    ERC1155MissingApprovalForAll { operator: Address, owner: Address },
    /// The zero address operates nothing.
    ERC1155InvalidOperator { operator: Address },
    /// There is a value, or an owner, for each kind.
    ERC1155InvalidArrayLength { ids_length: U256, values_length: U256 },
}

#[component(events(TransferSingle, TransferBatch, ApprovalForAll, URI))]
impl Erc1155 {
    /// Where tokens of a kind are described: the kind's own URI if it has one, or that of all, in which clients put the
    /// kind's number for `{id}`, in 64 hex digits.
    pub fn uri(&self, id: U256) -> String {
        let own = self.uris.get(id);
        if own.is_empty() { self.uri.get() } else { own }
    }

    /// How many tokens of a kind `account` holds.
    pub fn balance_of(&self, account: Address, id: U256) -> U256 {
        self.balances.get((id, account))
    }

    /// How many tokens of each kind the account beside it holds.
    pub fn balance_of_batch(&self, accounts: Vec<Address>, ids: Vec<U256>) -> Result<Vec<U256>, Erc1155Error> {
        require_lengths(ids.len(), accounts.len())?;
        Ok(accounts.into_iter().zip(ids).map(|(account, id)| self.balance_of(account, id)).collect())
    }

    /// True if `operator` may move all tokens of `account`.
    pub fn is_approved_for_all(&self, account: Address, operator: Address) -> bool {
        self.operators.get((account, operator))
    }

    /// Lets `operator` move all tokens of the caller, or no longer.
    pub fn set_approval_for_all(&mut self, operator: Address, approved: bool) -> Result<(), Erc1155Error> {
        if operator.is_zero() {
            return Err(Erc1155Error::ERC1155InvalidOperator { operator });
        }
        let account = caller();
        self.operators.set((account, operator), approved);
        emit(ApprovalForAll { account, operator, approved });
        Ok(())
    }

    /// Owner or operator: moves tokens of one kind. A contract has to take them; `data` is for that contract.
    pub fn safe_transfer_from(
        &mut self,
        from: Address,
        to: Address,
        id: U256,
        value: U256,
        data: Bytes,
    ) -> Result<(), Erc1155Error> {
        self.check_authorized(from, caller())?;
        require_parties(from, to)?;
        self.take(from, id, value)?;
        self.balances.add((id, to), value);
        emit(TransferSingle { operator: caller(), from, to, id, value });
        require_accepted(from, to, id, value, &data)
    }

    /// Owner or operator: moves tokens of several kinds. A contract has to take them; `data` is for that contract.
    pub fn safe_batch_transfer_from(
        &mut self,
        from: Address,
        to: Address,
        ids: Vec<U256>,
        values: Vec<U256>,
        data: Bytes,
    ) -> Result<(), Erc1155Error> {
        self.check_authorized(from, caller())?;
        require_parties(from, to)?;
        require_lengths(ids.len(), values.len())?;
        for (id, value) in ids.iter().zip(&values) {
            self.take(from, *id, *value)?;
            self.balances.add((*id, to), *value);
        }
        emit(TransferBatch { operator: caller(), from, to, ids: ids.clone(), values: values.clone() });
        require_batch_accepted(from, to, &ids, &values, &data)
    }

    /// ERC-165: this, ERC-1155 and its metadata.
    pub fn supports_interface(&self, interface_id: FixedBytes<4>) -> bool {
        erc165::supports(interface_id, &[ERC1155, ERC1155_METADATA])
    }
}

impl Erc1155 {
    /// Sets the URI of all kinds without one of their own. No event: `URI` names one kind.
    pub fn set_base_uri(&mut self, uri: String) {
        self.uri.set(uri);
    }

    /// Gives a kind a URI of its own; the empty one takes it away.
    pub fn set_uri(&mut self, id: U256, uri: String) {
        if uri.is_empty() {
            self.uris.remove(id);
        } else {
            self.uris.set(id, uri);
        }
        emit(URI { value: self.uri(id), id });
    }

    /// Tells that there is a kind of which there are no tokens yet, as ERC-1155 suggests.
    pub fn announce(&mut self, id: U256) {
        let nobody = Address::ZERO;
        emit(TransferSingle { operator: caller(), from: nobody, to: nobody, id, value: U256::ZERO });
    }

    /// Makes tokens of one kind. A contract has to take them. A balance above 2^256 - 1 is `Panic(0x11)`.
    pub fn mint(&mut self, to: Address, id: U256, value: U256, data: &Bytes) -> Result<(), Erc1155Error> {
        require_receiver(to)?;
        self.balances.add((id, to), value);
        emit(TransferSingle { operator: caller(), from: Address::ZERO, to, id, value });
        require_accepted(Address::ZERO, to, id, value, data)
    }

    /// Makes tokens of several kinds. A contract has to take them.
    pub fn mint_batch(
        &mut self,
        to: Address,
        ids: Vec<U256>,
        values: Vec<U256>,
        data: &Bytes,
    ) -> Result<(), Erc1155Error> {
        require_receiver(to)?;
        require_lengths(ids.len(), values.len())?;
        for (id, value) in ids.iter().zip(&values) {
            self.balances.add((*id, to), *value);
        }
        let from = Address::ZERO;
        emit(TransferBatch { operator: caller(), from, to, ids: ids.clone(), values: values.clone() });
        require_batch_accepted(from, to, &ids, &values, data)
    }

    /// Destroys tokens that `from` holds, whoever calls.
    pub fn burn(&mut self, from: Address, id: U256, value: U256) -> Result<(), Erc1155Error> {
        self.take(from, id, value)?;
        emit(TransferSingle { operator: caller(), from, to: Address::ZERO, id, value });
        Ok(())
    }

    /// Destroys tokens of several kinds, whoever calls.
    pub fn burn_batch(&mut self, from: Address, ids: Vec<U256>, values: Vec<U256>) -> Result<(), Erc1155Error> {
        require_lengths(ids.len(), values.len())?;
        for (id, value) in ids.iter().zip(&values) {
            self.take(from, *id, *value)?;
        }
        emit(TransferBatch { operator: caller(), from, to: Address::ZERO, ids, values });
        Ok(())
    }

    /// Refuses an account that may not move the tokens of `owner`.
    pub fn check_authorized(&self, owner: Address, operator: Address) -> Result<(), Erc1155Error> {
        if operator == owner || self.is_approved_for_all(owner, operator) {
            Ok(())
        } else {
            Err(Erc1155Error::ERC1155MissingApprovalForAll { operator, owner })
        }
    }

    fn take(&mut self, sender: Address, token_id: U256, needed: U256) -> Result<(), Erc1155Error> {
        if sender.is_zero() {
            return Err(Erc1155Error::ERC1155InvalidSender { sender });
        }
        self.balances.sub((token_id, sender), needed).map_err(|balance| Erc1155Error::ERC1155InsufficientBalance {
            sender,
            balance,
            needed,
            token_id,
        })
    }
}

fn require_receiver(receiver: Address) -> Result<(), Erc1155Error> {
    if receiver.is_zero() { Err(Erc1155Error::ERC1155InvalidReceiver { receiver }) } else { Ok(()) }
}

fn require_parties(sender: Address, receiver: Address) -> Result<(), Erc1155Error> {
    require_receiver(receiver)?;
    if sender.is_zero() { Err(Erc1155Error::ERC1155InvalidSender { sender }) } else { Ok(()) }
}

fn require_lengths(ids: usize, values: usize) -> Result<(), Erc1155Error> {
    if ids == values {
        return Ok(());
    }
    Err(Erc1155Error::ERC1155InvalidArrayLength { ids_length: U256::from(ids), values_length: U256::from(values) })
}

fn require_accepted(from: Address, to: Address, id: U256, value: U256, data: &Bytes) -> Result<(), Erc1155Error> {
    let mut input = Encoder::new(&ON_RECEIVED, <(Address, Address, U256, U256, Bytes) as Sequence>::HEAD_SIZE);
    caller().encode(&mut input);
    from.encode(&mut input);
    id.encode(&mut input);
    value.encode(&mut input);
    data.encode(&mut input);
    accepted(to, ON_RECEIVED, input)
}

fn require_batch_accepted(
    from: Address,
    to: Address,
    ids: &Vec<U256>,
    values: &Vec<U256>,
    data: &Bytes,
) -> Result<(), Erc1155Error> {
    let mut input =
        Encoder::new(&ON_BATCH_RECEIVED, <(Address, Address, Vec<U256>, Vec<U256>, Bytes) as Sequence>::HEAD_SIZE);
    caller().encode(&mut input);
    from.encode(&mut input);
    ids.encode(&mut input);
    values.encode(&mut input);
    data.encode(&mut input);
    accepted(to, ON_BATCH_RECEIVED, input)
}

/// Refuses a contract that does not take the tokens.
fn accepted(receiver: Address, selector: [u8; 4], input: Encoder) -> Result<(), Erc1155Error> {
    if accepts(receiver, selector, input) { Ok(()) } else { Err(Erc1155Error::ERC1155InvalidReceiver { receiver }) }
}

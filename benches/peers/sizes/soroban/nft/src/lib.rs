//! The documents as tokens of `contracts/nft` on soroban-sdk. Each token carries the hash of its document for ever.
//!
//! Not as in ours: the issuer is named at deployment, numbers are `u64`, a receiver is not asked, an offer of the
//! ownership is replaced but not withdrawn, and there is neither ERC-165 nor a zero address.
#![no_std]

use soroban_sdk::{
    contract, contracterror, contractevent, contractimpl, contracttype, panic_with_error, Address, Bytes, BytesN, Env,
    String,
};

#[contracttype]
enum Key {
    Name,
    Symbol,
    Base,
    Issuer,
    Pending,
    Last,
    Owner(u64),
    Uri(u64),
    Document(u64),
    Balance(Address),
    Approved(u64),
    Operator(Address, Address),
}

#[contracterror]
#[derive(Clone, Copy)]
#[repr(u32)]
pub enum NftError {
    NonexistentToken = 1,
    IncorrectOwner = 2,
    InsufficientApproval = 3,
    DocumentMissing = 4,
    NotIssuer = 5,
}

#[contractevent(topics = ["transfer"], data_format = "vec")]
pub struct Transfer {
    #[topic]
    pub from: Option<Address>,
    #[topic]
    pub to: Option<Address>,
    #[topic]
    pub token_id: u64,
}

#[contractevent(topics = ["approve"], data_format = "vec")]
pub struct Approve {
    #[topic]
    pub owner: Address,
    #[topic]
    pub token_id: u64,
    pub approved: Option<Address>,
}

#[contractevent(topics = ["approve_for_all"], data_format = "vec")]
pub struct ApproveForAll {
    #[topic]
    pub owner: Address,
    pub operator: Address,
    pub approved: bool,
}

#[contractevent(topics = ["issued"], data_format = "vec")]
pub struct Issued {
    #[topic]
    pub token_id: u64,
    #[topic]
    pub document: BytesN<32>,
}

#[contractevent(topics = ["offered"], data_format = "vec")]
pub struct OwnershipTransferStarted {
    #[topic]
    pub previous: Address,
    #[topic]
    pub new: Address,
}

#[contractevent(topics = ["owner"], data_format = "vec")]
pub struct OwnershipTransferred {
    #[topic]
    pub previous: Address,
    #[topic]
    pub new: Option<Address>,
}

#[contract]
pub struct Nft;

fn only_issuer(env: &Env) -> Address {
    let issuer: Option<Address> = env.storage().instance().get(&Key::Issuer);
    match issuer {
        Some(issuer) => {
            issuer.require_auth();
            issuer
        }
        None => panic_with_error!(env, NftError::NotIssuer),
    }
}

fn authorized(env: &Env, owner: &Address, operator: &Address, token_id: u64) {
    let approved: Option<Address> = env.storage().persistent().get(&Key::Approved(token_id));
    if operator != owner
        && !Nft::is_approved_for_all(env.clone(), owner.clone(), operator.clone())
        && approved.as_ref() != Some(operator)
    {
        panic_with_error!(env, NftError::InsufficientApproval)
    }
}

fn add(env: &Env, account: &Address, more: bool) {
    let balance = Nft::balance(env.clone(), account.clone());
    env.storage().persistent().set(&Key::Balance(account.clone()), &if more { balance + 1 } else { balance - 1 });
}

fn move_token(env: &Env, from: Option<Address>, to: Option<Address>, token_id: u64) {
    let store = env.storage().persistent();
    if let Some(from) = &from {
        add(env, from, false);
        store.remove(&Key::Approved(token_id));
    }
    match &to {
        Some(to) => {
            add(env, to, true);
            store.set(&Key::Owner(token_id), to);
        }
        None => {
            store.remove(&Key::Owner(token_id));
            store.remove(&Key::Uri(token_id));
        }
    }
    Transfer { from, to, token_id }.publish(env);
}

fn append_decimal(text: &mut Bytes, number: u64) {
    let (mut digits, mut first, mut rest) = ([0; 20], 20, number);
    while first == 20 || rest > 0 {
        first -= 1;
        digits[first] = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    text.extend_from_slice(&digits[first..]);
}

#[contractimpl]
impl Nft {
    pub fn __constructor(env: Env, issuer: Address, name: String, symbol: String) {
        let instance = env.storage().instance();
        instance.set(&Key::Name, &name);
        instance.set(&Key::Symbol, &symbol);
        instance.set(&Key::Issuer, &issuer);
    }

    pub fn name(env: Env) -> String {
        env.storage().instance().get(&Key::Name).unwrap()
    }

    pub fn symbol(env: Env) -> String {
        env.storage().instance().get(&Key::Symbol).unwrap()
    }

    pub fn token_uri(env: Env, token_id: u64) -> String {
        Self::owner_of(env.clone(), token_id);
        if let Some(own) = env.storage().persistent().get(&Key::Uri(token_id)) {
            return own;
        }
        let base: Option<String> = env.storage().instance().get(&Key::Base);
        match base.filter(|base| !base.is_empty()) {
            Some(base) => {
                let mut uri = Bytes::from(base);
                append_decimal(&mut uri, token_id);
                String::from(uri)
            }
            None => String::from_str(&env, ""),
        }
    }

    pub fn balance(env: Env, owner: Address) -> u64 {
        env.storage().persistent().get(&Key::Balance(owner)).unwrap_or(0)
    }

    pub fn owner_of(env: Env, token_id: u64) -> Address {
        match env.storage().persistent().get(&Key::Owner(token_id)) {
            Some(owner) => owner,
            None => panic_with_error!(&env, NftError::NonexistentToken),
        }
    }

    pub fn get_approved(env: Env, token_id: u64) -> Option<Address> {
        Self::owner_of(env.clone(), token_id);
        env.storage().persistent().get(&Key::Approved(token_id))
    }

    pub fn is_approved_for_all(env: Env, owner: Address, operator: Address) -> bool {
        env.storage().persistent().get(&Key::Operator(owner, operator)).unwrap_or(false)
    }

    pub fn approve(env: Env, approver: Address, approved: Option<Address>, token_id: u64) {
        approver.require_auth();
        let owner = Self::owner_of(env.clone(), token_id);
        if approver != owner && !Self::is_approved_for_all(env.clone(), owner.clone(), approver) {
            panic_with_error!(&env, NftError::InsufficientApproval)
        }
        match &approved {
            Some(to) => env.storage().persistent().set(&Key::Approved(token_id), to),
            None => env.storage().persistent().remove(&Key::Approved(token_id)),
        }
        Approve { owner, token_id, approved }.publish(&env);
    }

    pub fn set_approval_for_all(env: Env, owner: Address, operator: Address, approved: bool) {
        owner.require_auth();
        env.storage().persistent().set(&Key::Operator(owner.clone(), operator.clone()), &approved);
        ApproveForAll { owner, operator, approved }.publish(&env);
    }

    pub fn transfer_from(env: Env, spender: Address, from: Address, to: Address, token_id: u64) {
        spender.require_auth();
        let owner = Self::owner_of(env.clone(), token_id);
        if owner != from {
            panic_with_error!(&env, NftError::IncorrectOwner)
        }
        authorized(&env, &owner, &spender, token_id);
        move_token(&env, Some(from), Some(to), token_id);
    }

    pub fn document(env: Env, token_id: u64) -> Option<BytesN<32>> {
        env.storage().persistent().get(&Key::Document(token_id))
    }

    pub fn mint(env: Env, to: Address, document: BytesN<32>, uri: String) -> u64 {
        only_issuer(&env);
        if document == BytesN::from_array(&env, &[0; 32]) {
            panic_with_error!(&env, NftError::DocumentMissing)
        }
        let token_id = env.storage().instance().get(&Key::Last).unwrap_or(0u64) + 1;
        env.storage().instance().set(&Key::Last, &token_id);
        env.storage().persistent().set(&Key::Document(token_id), &document);
        Issued { token_id, document }.publish(&env);
        move_token(&env, None, Some(to), token_id);
        if !uri.is_empty() {
            env.storage().persistent().set(&Key::Uri(token_id), &uri);
        }
        token_id
    }

    pub fn burn(env: Env, operator: Address, token_id: u64) {
        operator.require_auth();
        let owner = Self::owner_of(env.clone(), token_id);
        authorized(&env, &owner, &operator, token_id);
        move_token(&env, Some(owner), None, token_id);
    }

    pub fn set_base_uri(env: Env, base: String) {
        only_issuer(&env);
        env.storage().instance().set(&Key::Base, &base);
    }

    pub fn owner(env: Env) -> Option<Address> {
        env.storage().instance().get(&Key::Issuer)
    }

    pub fn pending_owner(env: Env) -> Option<Address> {
        env.storage().instance().get(&Key::Pending)
    }

    pub fn transfer_ownership(env: Env, new: Address) {
        let previous = only_issuer(&env);
        env.storage().instance().set(&Key::Pending, &new);
        OwnershipTransferStarted { previous, new }.publish(&env);
    }

    pub fn accept_ownership(env: Env) {
        let (Some(new), Some(previous)) = (Self::pending_owner(env.clone()), Self::owner(env.clone())) else {
            panic_with_error!(&env, NftError::NotIssuer)
        };
        new.require_auth();
        env.storage().instance().remove(&Key::Pending);
        env.storage().instance().set(&Key::Issuer, &new);
        OwnershipTransferred { previous, new: Some(new) }.publish(&env);
    }

    pub fn renounce_ownership(env: Env) {
        let previous = only_issuer(&env);
        env.storage().instance().remove(&Key::Pending);
        env.storage().instance().remove(&Key::Issuer);
        OwnershipTransferred { previous, new: None }.publish(&env);
    }
}

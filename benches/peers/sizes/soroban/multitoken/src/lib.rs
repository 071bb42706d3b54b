//! The vouchers of `contracts/multitoken` on soroban-sdk: many kinds, each with a largest supply that never grows.
//!
//! Not as in ours: the issuer is named at deployment, amounts are `i128`, numbers of kinds `u64`, a receiver is not
//! asked, an offer of the ownership is replaced but not withdrawn, and there is neither ERC-165 nor a zero address.
#![no_std]

use soroban_sdk::{
    contract, contracterror, contractevent, contractimpl, contracttype, panic_with_error, vec, Address, Env, String,
    Vec,
};

#[contracttype]
enum Key {
    Uri,
    KindUri(u64),
    Issuer,
    Pending,
    Last,
    Kind(u64),
    Balance(Address, u64),
    Operator(Address, Address),
}

#[contracttype]
pub struct Supply {
    pub total: i128,
    pub max: i128,
}

#[contracterror]
#[derive(Clone, Copy)]
#[repr(u32)]
pub enum Error {
    UnknownKind = 1,
    ZeroSupply = 2,
    AboveMaxSupply = 3,
    InsufficientBalance = 4,
    MissingApproval = 5,
    LengthMismatch = 6,
    Negative = 7,
    NotIssuer = 8,
}

#[contractevent(topics = ["single"], data_format = "vec")]
pub struct TransferSingle {
    #[topic]
    pub operator: Address,
    #[topic]
    pub from: Option<Address>,
    #[topic]
    pub to: Option<Address>,
    pub id: u64,
    pub value: i128,
}

#[contractevent(topics = ["batch"], data_format = "vec")]
pub struct TransferBatch {
    #[topic]
    pub operator: Address,
    #[topic]
    pub from: Option<Address>,
    #[topic]
    pub to: Option<Address>,
    pub ids: Vec<u64>,
    pub values: Vec<i128>,
}

#[contractevent(topics = ["approve_for_all"], data_format = "vec")]
pub struct ApprovalForAll {
    #[topic]
    pub owner: Address,
    #[topic]
    pub operator: Address,
    pub approved: bool,
}

#[contractevent(topics = ["uri"], data_format = "vec")]
pub struct UriChanged {
    #[topic]
    pub id: u64,
    pub value: String,
}

#[contractevent(topics = ["kind"], data_format = "vec")]
pub struct KindCreated {
    #[topic]
    pub id: u64,
    pub max_supply: i128,
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
pub struct Multitoken;

fn only_issuer(env: &Env) -> Address {
    let issuer: Option<Address> = env.storage().instance().get(&Key::Issuer);
    match issuer {
        Some(issuer) => {
            issuer.require_auth();
            issuer
        }
        None => panic_with_error!(env, Error::NotIssuer),
    }
}

fn authorized(env: &Env, owner: &Address, operator: &Address) {
    operator.require_auth();
    if operator != owner && !Multitoken::is_approved_for_all(env.clone(), owner.clone(), operator.clone()) {
        panic_with_error!(env, Error::MissingApproval)
    }
}

fn kind(env: &Env, id: u64) -> Supply {
    match env.storage().persistent().get(&Key::Kind(id)) {
        Some(kind) => kind,
        None => panic_with_error!(env, Error::UnknownKind),
    }
}

fn add_supply(env: &Env, id: u64, value: i128) {
    let Supply { total, max } = kind(env, id);
    if value > max - total {
        panic_with_error!(env, Error::AboveMaxSupply)
    }
    env.storage().persistent().set(&Key::Kind(id), &Supply { total: total + value, max });
}

fn shift(env: &Env, from: &Option<Address>, to: &Option<Address>, id: u64, value: i128) {
    if value < 0 {
        panic_with_error!(env, Error::Negative)
    }
    if let Some(from) = from {
        let balance = Multitoken::balance_of(env.clone(), from.clone(), id);
        if balance < value {
            panic_with_error!(env, Error::InsufficientBalance)
        }
        env.storage().persistent().set(&Key::Balance(from.clone(), id), &(balance - value));
    }
    if let Some(to) = to {
        let balance = Multitoken::balance_of(env.clone(), to.clone(), id);
        env.storage().persistent().set(&Key::Balance(to.clone(), id), &(balance + value));
    }
}

fn shift_all(
    env: &Env,
    operator: Address,
    from: Option<Address>,
    to: Option<Address>,
    ids: Vec<u64>,
    values: Vec<i128>,
) {
    if ids.len() != values.len() {
        panic_with_error!(env, Error::LengthMismatch)
    }
    for (id, value) in ids.iter().zip(values.iter()) {
        shift(env, &from, &to, id, value);
    }
    TransferBatch { operator, from, to, ids, values }.publish(env);
}

#[contractimpl]
impl Multitoken {
    pub fn __constructor(env: Env, issuer: Address, uri: String) {
        env.storage().instance().set(&Key::Uri, &uri);
        env.storage().instance().set(&Key::Issuer, &issuer);
    }

    pub fn uri(env: Env, id: u64) -> String {
        match env.storage().persistent().get(&Key::KindUri(id)) {
            Some(uri) => uri,
            None => env.storage().instance().get(&Key::Uri).unwrap(),
        }
    }

    pub fn balance_of(env: Env, account: Address, id: u64) -> i128 {
        env.storage().persistent().get(&Key::Balance(account, id)).unwrap_or(0)
    }

    pub fn balance_of_batch(env: Env, accounts: Vec<Address>, ids: Vec<u64>) -> Vec<i128> {
        if accounts.len() != ids.len() {
            panic_with_error!(&env, Error::LengthMismatch)
        }
        let mut all = vec![&env];
        for (account, id) in accounts.iter().zip(ids.iter()) {
            all.push_back(Self::balance_of(env.clone(), account, id));
        }
        all
    }

    pub fn is_approved_for_all(env: Env, owner: Address, operator: Address) -> bool {
        env.storage().persistent().get(&Key::Operator(owner, operator)).unwrap_or(false)
    }

    pub fn set_approval_for_all(env: Env, owner: Address, operator: Address, approved: bool) {
        owner.require_auth();
        env.storage().persistent().set(&Key::Operator(owner.clone(), operator.clone()), &approved);
        ApprovalForAll { owner, operator, approved }.publish(&env);
    }

    pub fn transfer_from(env: Env, operator: Address, from: Address, to: Address, id: u64, value: i128) {
        authorized(&env, &from, &operator);
        let (from, to) = (Some(from), Some(to));
        shift(&env, &from, &to, id, value);
        TransferSingle { operator, from, to, id, value }.publish(&env);
    }

    pub fn batch_transfer_from(
        env: Env,
        operator: Address,
        from: Address,
        to: Address,
        ids: Vec<u64>,
        values: Vec<i128>,
    ) {
        authorized(&env, &from, &operator);
        shift_all(&env, operator, Some(from), Some(to), ids, values);
    }

    pub fn supply(env: Env, id: u64) -> Supply {
        env.storage().persistent().get(&Key::Kind(id)).unwrap_or(Supply { total: 0, max: 0 })
    }

    pub fn create_kind(env: Env, max_supply: i128) -> u64 {
        let operator = only_issuer(&env);
        if max_supply <= 0 {
            panic_with_error!(&env, Error::ZeroSupply)
        }
        let id = env.storage().instance().get(&Key::Last).unwrap_or(0u64) + 1;
        env.storage().instance().set(&Key::Last, &id);
        env.storage().persistent().set(&Key::Kind(id), &Supply { total: 0, max: max_supply });
        KindCreated { id, max_supply }.publish(&env);
        TransferSingle { operator, from: None, to: None, id, value: 0 }.publish(&env);
        id
    }

    pub fn set_uri(env: Env, id: u64, uri: String) {
        only_issuer(&env);
        kind(&env, id);
        env.storage().persistent().set(&Key::KindUri(id), &uri);
        UriChanged { id, value: uri }.publish(&env);
    }

    pub fn mint(env: Env, to: Address, id: u64, value: i128) {
        let operator = only_issuer(&env);
        add_supply(&env, id, value);
        let to = Some(to);
        shift(&env, &None, &to, id, value);
        TransferSingle { operator, from: None, to, id, value }.publish(&env);
    }

    pub fn mint_batch(env: Env, to: Address, ids: Vec<u64>, values: Vec<i128>) {
        let operator = only_issuer(&env);
        for (id, value) in ids.iter().zip(values.iter()) {
            add_supply(&env, id, value);
        }
        shift_all(&env, operator, None, Some(to), ids, values);
    }

    pub fn burn(env: Env, operator: Address, from: Address, id: u64, value: i128) {
        authorized(&env, &from, &operator);
        let from = Some(from);
        shift(&env, &from, &None, id, value);
        let Supply { total, max } = kind(&env, id);
        env.storage().persistent().set(&Key::Kind(id), &Supply { total: total - value, max });
        TransferSingle { operator, from, to: None, id, value }.publish(&env);
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
            panic_with_error!(&env, Error::NotIssuer)
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

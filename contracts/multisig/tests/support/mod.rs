//! A wallet of three owners, two of whom have to approve, with coins and tokens.
#![allow(dead_code, reason = "each test binary uses a part of it")]

use blocks::ApprovalsError;
use multisig::*;
use sdk::abi::{Encoder, Sequence};
use testing::prelude::*;
use token::{Erc20Client, Token};

/// Seconds that approvals have to stand.
pub(crate) const DELAY: u64 = 3_600;
/// Seconds that a proposal lives.
pub(crate) const LIFETIME: u64 = 7 * 24 * 3_600;

/// Who takes part. `wallet` acts as the first owner.
pub(crate) struct Safe {
    pub(crate) wallet: MultisigClient<Sender>,
    pub(crate) token: Erc20Client<Sender>,
    pub(crate) owners: [Address; 3],
    pub(crate) stranger: Address,
}

/// A wallet with 1,000 wei and 1,000 tokens.
pub(crate) fn safe(chain: &Chain) -> Safe {
    let [first, second, third, stranger] = chain.accounts();
    let owners = [first, second, third];
    let coins = U256::from(1_000_u64);
    let wallet = chain.deploy(first, Multisig::constructor(owners.to_vec(), 2, DELAY, LIFETIME).with_value(coins));
    let token = chain.deploy(stranger, Token::constructor("Yuan".into(), "CNY".into(), U256::from(9_000_u64))).erc20();
    token.transfer(wallet.address(), coins).unwrap();
    Safe { wallet, token, owners, stranger }
}

impl Safe {
    /// Proposes calls as the first owner and has the second approve.
    pub(crate) fn approved(&self, calls: Vec<Call>) -> u64 {
        let proposal = self.wallet.propose(calls).unwrap();
        self.wallet.by(self.owners[1]).approvals().approve_action(proposal).unwrap();
        proposal
    }

    /// A call to the token.
    pub(crate) fn token_transfer(&self, to: Address, amount: u64) -> Call {
        let data = calldata("transfer(address,uint256)", (to, U256::from(amount)));
        Call { to: self.token.address(), value: U256::ZERO, data }
    }

    /// A call to the wallet itself that sets its owners.
    pub(crate) fn configuration(&self, owners: Vec<Address>, threshold: u32) -> Call {
        let data = calldata("configure(address[],uint32,uint64,uint64)", (owners, threshold, DELAY, LIFETIME));
        Call { to: self.wallet.address(), value: U256::ZERO, data }
    }

    pub(crate) fn tokens(&self, account: Address) -> u64 {
        u64::try_from(self.token.balance_of(account)).expect("amounts are small")
    }
}

/// A payment without data.
pub(crate) fn payment(to: Address, amount: u64) -> Call {
    Call { to, value: U256::from(amount), data: Bytes::default() }
}

/// The refusal of the approvals.
pub(crate) fn refused<T>(error: ApprovalsError) -> Result<T, Error> {
    Err(Error::Approvals(error))
}

/// Selector and arguments.
pub(crate) fn calldata<T: Sequence>(signature: &str, arguments: T) -> Bytes {
    let selector = alloy_primitives::keccak256(signature);
    let mut data = Encoder::new(&selector[..4], T::HEAD_SIZE);
    arguments.encode_members(&mut data);
    Bytes(data.finish())
}

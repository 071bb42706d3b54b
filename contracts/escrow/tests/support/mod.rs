//! A market with a buyer, a seller and an arbiter, where prices are paid in coins or in tokens.
#![allow(dead_code, reason = "each test binary uses a part of it")]

use escrow::*;
use testing::prelude::*;
use token::{Erc20Client, Token};

pub(crate) const PRICE: u64 = 1_000;
pub(crate) const DAY: u64 = 24 * 3_600;

/// Who takes part. `escrow` acts as the buyer.
pub(crate) struct Market {
    pub(crate) escrow: EscrowClient<Sender>,
    pub(crate) token: Erc20Client<Sender>,
    pub(crate) buyer: Address,
    pub(crate) seller: Address,
    pub(crate) arbiter: Address,
    pub(crate) stranger: Address,
}

/// A market whose buyer has a million tokens and lets the escrow take them.
pub(crate) fn market(chain: &Chain) -> Market {
    let [buyer, seller, arbiter, stranger] = chain.accounts();
    let escrow = chain.deploy(buyer, Escrow::constructor());
    let token = chain.deploy(buyer, Token::constructor("Yuan".into(), "CNY".into(), U256::from(1_000_000_u64))).erc20();
    token.approve(escrow.address(), U256::MAX).unwrap();
    Market { escrow, token, buyer, seller, arbiter, stranger }
}

impl Market {
    /// Delivery within 10 days, inspection for 7, arbitration for 30, and a tenth to the seller if it stays undecided.
    pub(crate) fn terms(&self, chain: &Chain, asset: Address) -> Terms {
        Terms {
            seller: self.seller,
            arbiter: self.arbiter,
            asset,
            amount: U256::from(PRICE),
            deliver_by: chain.timestamp() + 10 * DAY,
            inspection: 7 * DAY,
            arbitration: 30 * DAY,
            undecided_to_seller: U256::from(PRICE / 10),
            agreement: hash(1),
        }
    }

    /// Opens a deal in coins and brings it to this status.
    pub(crate) fn brought_to(&self, chain: &Chain, status: Status) -> u64 {
        let escrow = self.escrow.with_value(U256::from(PRICE));
        let id = escrow.open(self.terms(chain, Address::ZERO)).unwrap();
        if status == Status::Settled {
            self.escrow.accept(id).unwrap();
        }
        if matches!(status, Status::Delivered | Status::Disputed) {
            self.escrow.by(self.seller).deliver(id, hash(2)).unwrap();
        }
        if status == Status::Disputed {
            self.escrow.dispute(id, hash(3)).unwrap();
        }
        assert_eq!(self.escrow.deal(id).status, status);
        id
    }

    /// What buyer and seller may withdraw of an asset.
    pub(crate) fn owed(&self, asset: Address) -> (u64, u64) {
        let owed = |account| u64::try_from(self.escrow.owed(account, asset)).expect("prices are small");
        (owed(self.buyer), owed(self.seller))
    }
}

pub(crate) fn hash(n: u8) -> B256 {
    B256::new([n; 32])
}

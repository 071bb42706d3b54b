//! A supply chain: an authority, a farm, a mill, a shop, an inspector and a stranger.
#![allow(dead_code, reason = "each test binary uses a part of it")]

use provenance::*;
use testing::prelude::*;

/// Who takes part. `lots` acts as the farm.
pub(crate) struct Trade {
    pub(crate) lots: ProvenanceClient<Sender>,
    pub(crate) authority: Address,
    pub(crate) farm: Address,
    pub(crate) mill: Address,
    pub(crate) shop: Address,
    pub(crate) inspector: Address,
    pub(crate) stranger: Address,
}

/// A chain whose farm and mill are admitted and whose inspector is accredited for a year.
pub(crate) fn trade(chain: &Chain) -> Trade {
    let [authority, farm, mill, shop, inspector, stranger] = chain.accounts();
    let lots = chain.deploy(authority, Provenance::constructor());
    lots.admit(farm).unwrap();
    lots.admit(mill).unwrap();
    lots.accredit(inspector, chain.timestamp() + 365 * 24 * 3_600).unwrap();
    Trade { lots: lots.by(farm), authority, farm, mill, shop, inspector, stranger }
}

impl Trade {
    /// The farm registers a lot of wheat, in grams.
    pub(crate) fn wheat(&self, quantity: u128) -> u64 {
        self.lots.register(Unit::Gram, vec![output(1, quantity)]).unwrap()
    }

    /// A lot on its way from the farm to the mill.
    pub(crate) fn shipped(&self, quantity: u128) -> u64 {
        let lot = self.wheat(quantity);
        self.lots.ship(lot, self.mill, hash(0xB1)).unwrap();
        lot
    }

    /// A lot of which the mill counts one gram less than was shipped.
    pub(crate) fn disputed(&self, quantity: u128) -> u64 {
        let lot = self.shipped(quantity);
        self.lots.by(self.mill).receive(lot, quantity - 1).unwrap();
        lot
    }

    pub(crate) fn quantity(&self, lot: u64) -> u128 {
        self.lots.lot(lot).quantity
    }
}

pub(crate) fn output(product: u8, quantity: u128) -> Output {
    Output { product: hash(product), quantity, commitment: hash(0xC0) }
}

pub(crate) fn part(lot: u64, quantity: u128) -> Part {
    Part { lot, quantity }
}

pub(crate) fn hash(n: u8) -> B256 {
    B256::new([n; 32])
}

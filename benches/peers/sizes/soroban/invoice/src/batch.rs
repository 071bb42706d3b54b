//! Invoices that are issued by the root of their tree, and come to light one by one.

use soroban_sdk::{panic_with_error, xdr::ToXdr, Address, Bytes, BytesN, Env, Vec};

use crate::{
    checks::{check_item, enter, use_quota},
    events::{Anchored, Revealed},
    records::{Batch, Error, Item, Key},
    Invoices,
};

pub(crate) fn anchor(env: &Env, issuer: Address, period: u32, root: BytesN<32>, count: u64, total: u128) -> u64 {
    if root == BytesN::from_array(env, &[0; 32]) {
        panic_with_error!(env, Error::NoRoot)
    }
    if count == 0 {
        panic_with_error!(env, Error::WrongBatchSize)
    }
    // Each is over one fen at least.
    if total < u128::from(count) {
        panic_with_error!(env, Error::ZeroAmount)
    }
    use_quota(env, &issuer, period, count, total).unwrap_or_else(|reason| panic_with_error!(env, reason));
    let mut record = Invoices::issuer(env.clone(), issuer.clone()).unwrap_or_default();
    let first = record.invoices + 1;
    record.invoices += count;
    record.batches += 1;
    let number = record.batches;
    let batch = Batch { root: root.clone(), period, first, count, total, revealed: 0, revealed_total: 0 };
    env.storage().persistent().set(&Key::Issuer(issuer.clone()), &record);
    env.storage().persistent().set(&Key::Batch(issuer.clone(), number), &batch);
    Anchored { issuer, batch: number, root, period, first, count, total }.publish(env);
    number
}

pub(crate) fn reveal(
    env: &Env,
    caller: Address,
    issuer: Address,
    batch: u64,
    index: u64,
    item: Item,
    proof: Vec<BytesN<32>>,
) -> u64 {
    let Some(mut record) = Invoices::batch(env.clone(), issuer.clone(), batch) else {
        panic_with_error!(env, Error::UnknownBatch)
    };
    if caller != issuer && caller != item.buyer {
        panic_with_error!(env, Error::NotParty)
    }
    if index >= record.count {
        panic_with_error!(env, Error::OutsideBatch)
    }
    let number = record.first + index;
    if env.storage().persistent().has(&Key::Invoice(issuer.clone(), number)) {
        panic_with_error!(env, Error::AlreadyRevealed)
    }
    if !proves(env, &record, index, &item, &proof) {
        panic_with_error!(env, Error::NotInBatch)
    }
    check_item(env, &issuer, &item).unwrap_or_else(|reason| panic_with_error!(env, reason));
    if item.amount > record.total - record.revealed_total {
        panic_with_error!(env, Error::AboveBatch)
    }
    record.revealed += 1;
    record.revealed_total += item.amount;
    env.storage().persistent().set(&Key::Batch(issuer.clone(), batch), &record);
    enter(env, &issuer, number, record.period, item);
    Revealed { issuer, batch, number, index }.publish(env);
    number
}

/// True if the proof leads from the item at this index to the batch's root, by hashes of pairs in ascending order.
pub(crate) fn proves(env: &Env, batch: &Batch, index: u64, item: &Item, proof: &Vec<BytesN<32>>) -> bool {
    let leaf = keccak256(env, &(index, item.clone()).to_xdr(env));
    let mut hash = keccak256(env, &leaf.into());
    for sibling in proof.iter() {
        let (left, right) = if hash < sibling { (hash, sibling) } else { (sibling, hash) };
        let mut pair = Bytes::from(left);
        pair.append(&right.into());
        hash = keccak256(env, &pair);
    }
    index < batch.count && hash == batch.root
}

fn keccak256(env: &Env, bytes: &Bytes) -> BytesN<32> {
    env.crypto().keccak256(bytes).into()
}

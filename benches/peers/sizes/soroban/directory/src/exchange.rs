//! How the two records of a use meet, and what counts if they do not.

use soroban_sdk::{panic_with_error, Address, BytesN, Env};

use crate::{
    checks::{check_live, save_share},
    events::{UseConcluded, UseRecorded},
    records::{Error, Exchange, ExchangeStatus, Key, Share, Usage},
    Directory,
};

/// Records one side of a use. The first record needs a live share, the second only meets it.
pub(crate) fn record_use(
    env: &Env,
    by: Address,
    share: u64,
    mut record: Share,
    exchange: BytesN<32>,
    usage: Usage,
    side: ExchangeStatus,
) {
    let mut both = match Directory::exchange(env.clone(), share, exchange.clone()) {
        None => {
            check_live(env, &record, usage.fields).unwrap_or_else(|reason| panic_with_error!(env, reason));
            if usage.count == 0 {
                panic_with_error!(env, Error::NothingWanted)
            }
            if usage.count > record.quota.saturating_sub(record.used) {
                panic_with_error!(env, Error::AboveQuota)
            }
            record.used += usage.count;
            save_share(env, share, &record);
            let deadline = env.ledger().timestamp().saturating_add(Directory::terms(env.clone()).match_seconds);
            let nothing = Usage { fields: 0, count: 0, digest: BytesN::from_array(env, &[0; 32]) };
            Exchange { status: side, delivery: nothing.clone(), receipt: nothing, counted: usage.count, deadline }
        }
        Some(mut both) if is_one_sided(&both) && both.status != side => {
            let first = if side == ExchangeStatus::Received { &both.delivery } else { &both.receipt };
            both.status = if *first == usage { ExchangeStatus::Matched } else { ExchangeStatus::Disputed };
            both
        }
        Some(_) => panic_with_error!(env, Error::AlreadyRecorded),
    };
    match side {
        ExchangeStatus::Received => both.receipt = usage.clone(),
        _ => both.delivery = usage.clone(),
    }
    save(env, share, &exchange, &both);
    UseRecorded { share, exchange: exchange.clone(), by, usage }.publish(env);
    if both.status != side {
        UseConcluded { share, exchange, status: both.status, counted: both.counted }.publish(env);
    }
}

pub(crate) fn existing(env: &Env, share: u64, exchange: &BytesN<32>) -> Exchange {
    match Directory::exchange(env.clone(), share, exchange.clone()) {
        Some(record) => record,
        None => panic_with_error!(env, Error::UnknownExchange),
    }
}

pub(crate) fn save(env: &Env, share: u64, exchange: &BytesN<32>, record: &Exchange) {
    env.storage().persistent().set(&Key::Exchange(share, exchange.clone()), record);
}

pub(crate) fn is_one_sided(exchange: &Exchange) -> bool {
    matches!(exchange.status, ExchangeStatus::Delivered | ExchangeStatus::Received)
}

//! Fees: what a transaction should offer, and what others paid.

use std::sync::{Mutex, PoisonError};

use alloy_rpc_types_eth::FeeHistory;
use executor::next_base_fee;
use jsonrpsee::core::RegisterMethodError;
use primitives::{B256, BlockNumber, U256};
use types::{Header, Receipt};

use crate::rpc::{
    context::{Context, Work},
    error::RpcError,
    methods::Methods,
    params::{Arguments, Count},
    view::View,
};

/// The tip that is suggested while blocks have room, in wei per gas: 1 gwei, which tools expect.
const CALM_TIP_WEI: u128 = 1_000_000_000;

/// Blocks that the suggestion looks at.
const TIP_BLOCKS: u64 = 5;

/// The share of the gas of a crowded block whose tips lie below the suggestion, in percent.
const TIP_PERCENTILE: f64 = 60.0;

/// The suggestion for one head, so that a poll does not read blocks again.
#[derive(Debug, Default)]
pub(in crate::rpc) struct TipCache(Mutex<Option<(B256, u128)>>);

/// The table of methods about fees.
pub(super) fn register(methods: &mut Methods) -> Result<(), RegisterMethodError> {
    methods.threaded(Work::Read, "eth_gasPrice", &[], |context, _| {
        let view = context.view()?;
        let price = suggested_tip(context, &view)?.saturating_add(u128::from(next_fee(&head_header(&view)?)));
        Ok(U256::from(price))
    })?;
    methods.threaded(Work::Read, "eth_maxPriorityFeePerGas", &[], |context, _| {
        Ok(U256::from(suggested_tip(context, &context.view()?)?))
    })?;
    methods.threaded(Work::Read, "eth_feeHistory", &["blockCount", "newestBlock", "rewardPercentiles"], history)
}

/// The base fee that the head's child will have, and the tip that is suggested for it, in wei per gas.
pub(in crate::rpc) fn suggestion(context: &Context) -> Result<(u128, u128), RpcError> {
    let view = context.view()?;
    Ok((u128::from(next_fee(&head_header(&view)?)), suggested_tip(context, &view)?))
}

fn head_header(view: &View) -> Result<Header, RpcError> {
    view.header_at(view.head().number)
}

/// The base fee of the block after `header`'s.
fn next_fee(header: &Header) -> u64 {
    next_base_fee(header.base_fee_per_gas.unwrap_or(0), header.gas_limit, header.gas_used)
}

/// The tip in wei per gas that gets a transaction into one of the next blocks. A block that was at most half full
/// would have taken any tip, so only crowded ones say more than [`CALM_TIP_WEI`].
fn suggested_tip(context: &Context, view: &View) -> Result<u128, RpcError> {
    let head = view.head();
    let cached = *context.tips.0.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((hash, tip)) = cached
        && hash == head.hash
    {
        return Ok(tip);
    }
    let mut tip = CALM_TIP_WEI;
    let oldest = head.number.get().saturating_sub(TIP_BLOCKS - 1);
    for number in (oldest..=head.number.get()).map(BlockNumber::new) {
        let header = view.header_at(number)?;
        if header.gas_used > header.gas_limit / 2 {
            let paid = rewards(&header, &view.receipts_at(number)?, &[TIP_PERCENTILE]);
            tip = tip.max(paid.first().copied().unwrap_or(0));
        }
    }
    *context.tips.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((head.hash, tip));
    Ok(tip)
}

/// Base fees, fullness and tips of a range of blocks that ends with `newestBlock`.
fn history(context: &Context, arguments: &Arguments) -> Result<FeeHistory, RpcError> {
    let Count(count) = arguments.required(0)?;
    let percentiles = percentiles(arguments)?;
    let view = context.view()?;
    let newest = view.existing_height(&arguments.block(1)?)?.get();
    let count = count.min(context.limits.fee_history_blocks_max).min(newest.saturating_add(1));
    if count == 0 {
        return Ok(FeeHistory::default());
    }
    let mut history = FeeHistory { oldest_block: newest.saturating_add(1) - count, ..FeeHistory::default() };
    let mut all_rewards = Vec::new();
    for number in (history.oldest_block..=newest).map(BlockNumber::new) {
        let header = view.header_at(number)?;
        history.base_fee_per_gas.push(u128::from(header.base_fee_per_gas.unwrap_or(0)));
        history.gas_used_ratio.push(header.gas_used as f64 / header.gas_limit.max(1) as f64);
        if !percentiles.is_empty() {
            all_rewards.push(rewards(&header, &view.receipts_at(number)?, &percentiles));
        }
        if number.get() == newest {
            history.base_fee_per_gas.push(u128::from(next_fee(&header)));
        }
    }
    history.reward = (!percentiles.is_empty()).then_some(all_rewards);
    Ok(history)
}

/// The percentiles that are the third parameter: rising, from 0 to 100, at most 100 of them.
fn percentiles(arguments: &Arguments) -> Result<Vec<f64>, RpcError> {
    let Some(argument) = arguments.at(2) else { return Ok(Vec::new()) };
    let found = argument.elements()?.iter().map(|element| element.read()).collect::<Result<Vec<f64>, _>>()?;
    let in_range = found.iter().all(|percentile| (0.0..=100.0).contains(percentile));
    if !in_range || !found.is_sorted() || found.len() > 100 {
        return Err(argument.wrong("at most 100 rising numbers from 0 to 100"));
    }
    Ok(found)
}

/// The tips at `percentiles` of the block's gas, in wei per gas; 0 in a block without transactions.
fn rewards(header: &Header, receipts: &[Receipt], percentiles: &[f64]) -> Vec<u128> {
    let base_fee = u128::from(header.base_fee_per_gas.unwrap_or(0));
    let mut tips: Vec<(u128, u64)> = receipts
        .iter()
        .map(|receipt| (receipt.effective_gas_price.saturating_sub(base_fee), receipt.gas_used))
        .collect();
    tips.sort_unstable();
    let at = |percentile: &f64| {
        let threshold = (header.gas_used as f64 * percentile / 100.0) as u64;
        let mut gas: u64 = 0;
        let reached = tips.iter().find(|(_, used)| {
            gas = gas.saturating_add(*used);
            gas >= threshold
        });
        reached.or(tips.last()).map_or(0, |(tip, _)| *tip)
    };
    percentiles.iter().map(at).collect()
}

#[cfg(test)]
mod tests {
    use types::TxType;

    use super::*;

    fn receipt(tip: u128, gas_used: u64) -> Receipt {
        Receipt {
            tx_type: TxType::Eip1559,
            success: true,
            cumulative_gas_used: 0,
            logs: Vec::new(),
            gas_used,
            effective_gas_price: 7 + tip,
            created: None,
            failure: None,
        }
    }

    #[test]
    fn rewards_are_weighted_by_gas() {
        let header = Header { base_fee_per_gas: Some(7), gas_used: 100, gas_limit: 1_000, ..Header::default() };
        let receipts = [receipt(30, 10), receipt(1, 60), receipt(2, 30)];
        assert_eq!(rewards(&header, &receipts, &[0.0, 50.0, 60.0, 61.0, 90.0, 100.0]), [1, 1, 1, 2, 2, 30]);
    }

    #[test]
    fn rewards_of_an_empty_block_are_zero() {
        assert_eq!(rewards(&Header::default(), &[], &[50.0]), [0]);
    }
}

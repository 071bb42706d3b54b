//! The base fee (EIP-1559): what a unit of gas costs at least, moved by how full the parent block was.

use std::cmp::Ordering;

/// The gas target is the block gas limit divided by this.
const ELASTICITY: u64 = 2;

/// The base fee moves by at most one part in this many per block.
const CHANGE_DENOMINATOR: u128 = 8;

/// Wei per gas that the child of a block with this base fee, gas limit and gas used burns.
///
/// `fee' = fee + fee * (used - target) / target / 8`, at least 1 more when the parent used more than its target. Stays
/// as it is for a gas limit below 2, which has no target, and never exceeds 2^64 - 1.
pub fn next_base_fee(base_fee: u64, gas_limit: u64, gas_used: u64) -> u64 {
    let target = gas_limit / ELASTICITY;
    if target == 0 {
        return base_fee;
    }
    // Below 2^128: both factors are below 2^64.
    let change = |distance: u64| u128::from(base_fee) * u128::from(distance) / u128::from(target) / CHANGE_DENOMINATOR;
    match gas_used.cmp(&target) {
        Ordering::Equal => base_fee,
        Ordering::Greater => {
            let increase = u64::try_from(change(gas_used - target)).unwrap_or(u64::MAX).max(1);
            base_fee.saturating_add(increase)
        }
        Ordering::Less => {
            // At most an eighth of the base fee, so the difference cannot be negative.
            let decrease = u64::try_from(change(target - gas_used)).unwrap_or(u64::MAX);
            base_fee.saturating_sub(decrease)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_fee_follows_the_vectors_of_eip_1559() {
        // base fee, gas limit, gas used, next base fee: from the tests of the reference clients.
        let cases = [
            (1_000_000_000, 10_000_000, 10_000_000, 1_125_000_000),
            (1_000_000_000, 12_000_000, 10_000_000, 1_083_333_333),
            (1_000_000_000, 14_000_000, 10_000_000, 1_053_571_428),
            (1_072_671_875, 10_000_000, 9_000_000, 1_179_939_062),
            (1_059_263_476, 14_000_000, 10_001_000, 1_116_028_649),
            (1_049_238_967, 2_000_000, 0, 918_084_097),
            (1_049_238_967, 18_000_000, 10_000_000, 1_063_811_730),
            (1_000_000_000, 20_000_000, 10_000_000, 1_000_000_000),
            (1_000_000_000, 20_000_000, 9_000_000, 987_500_000),
            (1_000_000_000, 20_000_000, 11_000_000, 1_012_500_000),
            (0, 18_000_000, 10_000_000, 1),
            (1, 18_000_000, 10_000_000, 2),
            (2, 18_000_000, 10_000_000, 3),
        ];
        for (base_fee, gas_limit, gas_used, expected) in cases {
            assert_eq!(next_base_fee(base_fee, gas_limit, gas_used), expected, "{base_fee} {gas_limit} {gas_used}");
        }
    }

    #[test]
    fn base_fee_at_the_edges_neither_wraps_nor_divides_by_zero() {
        assert_eq!(next_base_fee(u64::MAX, 2, u64::MAX), u64::MAX);
        assert_eq!(next_base_fee(7, 1, 1), 7);
        assert_eq!(next_base_fee(7, 0, 0), 7);
        assert_eq!(next_base_fee(7, u64::MAX, 0), 7);
    }

    #[test]
    fn base_fee_equals_alloys_on_many_inputs() {
        use alloy_eips::eip1559::{BaseFeeParams, calc_next_block_base_fee};
        let mut seed = 1u64;
        for _ in 0..10_000 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let (fee, limit, used) = (seed >> 20, (seed >> 33) + 2, (seed >> 7) % ((seed >> 33) + 3));
            assert_eq!(
                next_base_fee(fee, limit, used),
                calc_next_block_base_fee(used, limit, fee, BaseFeeParams::ethereum()),
                "{fee} {limit} {used}"
            );
        }
    }
}

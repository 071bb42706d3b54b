//! Intrinsic gas: what a transaction costs before any code runs.

use primitives::Gas;
use types::{AccessList, TxKind};

use crate::prices;

/// Gas that a transaction with this callee, data and access list must bring at least (EIP-2, EIP-2028, EIP-2930).
///
/// There is no price per word of init code and no limit of its size as in EIP-3860: modules have limits of their own
/// and pay for their compilation.
pub fn intrinsic_gas(to: TxKind, input: &[u8], access_list: Option<&AccessList>) -> Gas {
    let zeros = input.iter().filter(|byte| **byte == 0).count() as u64;
    let nonzeros = (input.len() as u64).saturating_sub(zeros);
    let mut gas = prices::TRANSACTION
        .saturating_add(prices::DATA_ZERO_BYTE.saturating_mul(zeros))
        .saturating_add(prices::DATA_NONZERO_BYTE.saturating_mul(nonzeros));
    if to.is_create() {
        gas = gas.saturating_add(prices::CREATE);
    }
    for item in access_list.into_iter().flat_map(|list| list.iter()) {
        gas = gas
            .saturating_add(prices::ACCESS_LIST_ADDRESS)
            .saturating_add(prices::ACCESS_LIST_KEY.saturating_mul(item.storage_keys.len() as u64));
    }
    gas
}

#[cfg(test)]
mod tests {
    use primitives::{Address, B256};
    use types::AccessListItem;

    use super::*;

    #[test]
    fn transfer_costs_21_000() {
        assert_eq!(intrinsic_gas(TxKind::Call(Address::ZERO), &[], None).get(), 21_000);
    }

    #[test]
    fn data_costs_4_per_zero_and_16_per_other_byte() {
        assert_eq!(intrinsic_gas(TxKind::Call(Address::ZERO), &[0, 0, 1], None).get(), 21_000 + 8 + 16);
    }

    #[test]
    fn creation_costs_32_000_more() {
        assert_eq!(intrinsic_gas(TxKind::Create, &[], None).get(), 53_000);
    }

    #[test]
    fn access_list_costs_9_900_per_address_and_7_900_per_key() {
        let list =
            AccessList(vec![AccessListItem { address: Address::ZERO, storage_keys: vec![B256::ZERO, B256::ZERO] }]);
        let gas = intrinsic_gas(TxKind::Call(Address::ZERO), &[], Some(&list));
        assert_eq!(gas.get(), 21_000 + 9_900 + 2 * 7_900);
    }
}

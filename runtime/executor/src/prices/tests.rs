use super::*;

const NONE: &[u8] = &[];
const A: &[u8] = &[1];
const B: &[u8] = &[2];
const C: &[u8] = &[3];

/// Gas and refund of a sequence of writes to one warm slot.
fn sequence(original: &[u8], writes: &[&[u8]]) -> (u64, i64) {
    let mut current = original;
    let (mut gas, mut refund) = (0, 0);
    for new in writes {
        let price = storage_write(original, current, new);
        gas += price.gas.get();
        refund += price.refund;
        current = new;
    }
    (gas, refund)
}

/// Original value, writes, gas, refund: a row of the test cases of EIP-3529, without its cold access.
type Case<'a> = (&'a [u8], &'a [&'a [u8]], u64, i64);

#[test]
fn writes_follow_the_table_of_eip_3529() {
    let cases: [Case; 15] = [
        (NONE, &[NONE, NONE], 200, 0),
        (NONE, &[NONE, A], 20_100, 0),
        (NONE, &[A, NONE], 20_100, 19_900),
        (NONE, &[A, B], 20_100, 0),
        (NONE, &[A, A], 20_100, 0),
        (A, &[NONE, NONE], 3_000, 4_800),
        (A, &[NONE, A], 3_000, 2_800),
        (A, &[NONE, B], 3_000, 0),
        (A, &[B, NONE], 3_000, 4_800),
        (A, &[B, C], 3_000, 0),
        (A, &[B, A], 3_000, 2_800),
        (A, &[B, B], 3_000, 0),
        (A, &[A, A], 200, 0),
        (NONE, &[A, NONE, A], 40_100, 19_900),
        (A, &[NONE, A, NONE], 5_900, 7_600),
    ];
    for (original, writes, gas, refund) in cases {
        assert_eq!(sequence(original, writes), (gas, refund), "{original:?} {writes:?}");
    }
}

#[test]
fn long_value_pays_for_growth_once() {
    let long = [7u8; 320];
    let other = [8u8; 320];
    let set = storage_write(NONE, NONE, &long);
    assert_eq!(set.gas.get(), 20_000 + 9 * (200 + 6_400));
    let rewrite = storage_write(&long, &long, &other);
    assert_eq!(rewrite.gas.get(), 2_900 + 9 * 200);
    let regrow = storage_write(&long, A, &long);
    assert_eq!(regrow.gas.get(), 100 + 9 * 200);
}

#[test]
fn value_of_32_bytes_costs_no_more_than_in_ethereum() {
    assert_eq!(storage_write(NONE, NONE, &[1; 32]).gas, STORAGE_SET);
    assert_eq!(cold_value(&[1; 32]), Gas::ZERO);
    assert_eq!(cold_value(&[1; 33]), COLD_VALUE_WORD);
}

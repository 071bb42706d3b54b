//! Random transactions between accounts and contracts: the sum of all balances changes by the burnt base fee only, and
//! the same block gives the same hash every time it is executed.

use std::collections::BTreeSet;

use alloy_consensus::TxEip1559;
use executor::create_address;
use primitives::{Address, B256, U256};
use proptest::prelude::*;

use crate::{
    script::{ALL, Script, script},
    support::*,
};

/// What a contract is told to do, in numbers small enough to meet often.
#[derive(Clone, Debug)]
enum Step {
    Write(u8, u8),
    WriteTransient(u8, u8),
    SetCode(bool),
    Transfer(u8, u64),
    Call { flags: u32, gas: u64, to: u8, value: u64, inside: Vec<Step> },
    Create { value: u64, inside: Vec<Step> },
    Log(u8),
    Spin(u16),
    Revert,
    Trap,
}

fn step() -> impl Strategy<Value = Step> {
    let leaf = prop_oneof![
        4 => (0..4u8, 0..3u8).prop_map(|(key, value)| Step::Write(key, value)),
        2 => (0..4u8, 0..3u8).prop_map(|(key, value)| Step::WriteTransient(key, value)),
        1 => any::<bool>().prop_map(Step::SetCode),
        4 => (0..6u8, 0..2_000u64).prop_map(|(to, value)| Step::Transfer(to, value)),
        1 => (0..4u8).prop_map(Step::Log),
        1 => any::<u16>().prop_map(Step::Spin),
        1 => Just(Step::Revert),
        1 => Just(Step::Trap),
    ];
    leaf.prop_recursive(4, 24, 5, |inner| {
        prop_oneof![
            3 => (0..4u32, prop_oneof![Just(ALL), 0..100_000u64], 0..6u8, 0..2_000u64, prop::collection::vec(inner.clone(), 0..5))
                .prop_map(|(flags, gas, to, value, inside)| Step::Call { flags, gas, to, value, inside }),
            1 => (0..2_000u64, prop::collection::vec(inner, 0..4)).prop_map(|(value, inside)| Step::Create { value, inside }),
        ]
    })
}

fn compile(steps: &[Step], parties: &[Address]) -> Script {
    let party = |index: u8| parties[usize::from(index) % parties.len()];
    steps.iter().fold(script(), |work, step| match step {
        Step::Write(key, 0) => work.write(*key, b""),
        Step::Write(key, value) => work.write(*key, &[*value; 40]),
        Step::WriteTransient(key, value) => work.write_transient(*key, &[*value; 40]).read_transient(*key),
        // To the code that it has, or to none.
        Step::SetCode(known) => work.set_code(if *known { puppet_hash() } else { B256::ZERO }),
        Step::Transfer(to, value) => work.transfer(party(*to), U256::from(*value)),
        Step::Call { flags, gas, to, value, inside } => {
            work.call_with(*flags, *gas, party(*to), U256::from(*value), compile(inside, parties))
        }
        Step::Create { value, inside } => work.create(ALL, puppet_hash(), U256::from(*value), compile(inside, parties)),
        Step::Log(topic) => work.log(&[crate::script::slot(*topic)], &[*topic]),
        Step::Spin(rounds) => work.spin(u32::from(*rounds)),
        Step::Revert => work.revert(),
        Step::Trap => work.trap(),
    })
}

/// A chain with three funded puppets, prepared once.
fn prepared() -> (Chain, [Address; 3]) {
    static PREPARED: std::sync::OnceLock<(Chain, [Address; 3])> = std::sync::OnceLock::new();
    PREPARED
        .get_or_init(|| {
            let mut chain = Chain::new();
            let puppets = [chain.deploy_puppet(), chain.deploy_puppet(), chain.deploy_puppet()];
            for puppet in puppets {
                chain.send(BOB, chain.draft(BOB, puppet, U256::from(3_000), ""));
            }
            (chain, puppets)
        })
        .clone()
}

fn total(chain: &Chain, addresses: &BTreeSet<Address>) -> U256 {
    addresses.iter().map(|address| chain.balance(*address)).sum()
}

/// Every address that `creator` can have made, and so on below it.
fn add_children(chain: &Chain, creator: Address, addresses: &mut BTreeSet<Address>) {
    for nonce in 0..chain.account(creator).nonce {
        let child = create_address(creator, nonce);
        if addresses.insert(child) {
            add_children(chain, child, addresses);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn balances_sum_to_the_same_but_for_the_burnt_base_fee(
        blocks in prop::collection::vec(
            prop::collection::vec((0..6u8, 0..5_000u64, prop::collection::vec(step(), 0..6), 30_000..3_000_000u64), 1..4),
            1..4,
        )
    ) {
        let (mut chain, puppets) = prepared();
        let parties = [puppets[0], puppets[1], puppets[2], address(BOB), stranger(9), COINBASE];
        let mut addresses: BTreeSet<Address> = parties.into();
        addresses.extend([ALICE, CAROL].map(address));
        let before = total(&chain, &addresses);
        let mut burnt = U256::ZERO;
        for block in blocks {
            let base_fee = chain.env().base_fee;
            let first = chain.account(address(ALICE)).nonce;
            let transactions: Vec<_> = block.iter().zip(first..).map(|((to, value, steps, gas), nonce)| {
                let work = compile(steps, &parties);
                let to = parties[usize::from(*to)];
                let gas_limit = executor::intrinsic_gas(to.into(), &work.clone().bytes(), None).get() + gas;
                let draft = chain.draft(ALICE, to, U256::from(*value), work);
                signed(ALICE, TxEip1559 { nonce, gas_limit, ..draft })
            }).collect();
            // Executes the block twice and compares hashes.
            chain.mine(&transactions);
            burnt += U256::from(base_fee) * U256::from(chain.head.gas_used);
        }
        for puppet in puppets {
            add_children(&chain, puppet, &mut addresses);
        }
        prop_assert_eq!(total(&chain, &addresses) + burnt, before);
    }
}

//! Calls between contracts: random scripts for puppets that write, pay, log, create, call each other, revert and trap.
//!
//! On a chain every block is executed with and without optimisation, and all balances together change by the burnt base
//! fee only. Without one, the same scripts end alike on three engines.

use std::{collections::BTreeSet, sync::LazyLock};

use alloy_consensus::TxEip1559;
use arbitrary::{Arbitrary, Unstructured};
use executor::{BlockEnv, create_address, execute_block};
use primitives::{Address, U256};
use vm::{Engine, EngineConfig, Exit};

use crate::{
    driver::Target,
    script::{ALL, Script, script, slot},
    support::{self, ALICE, BOB, CAROL, COINBASE, Chain, address, puppet, puppet_hash, signed, stranger},
    world::{Case, World},
};

pub(super) const TARGET: Target = Target { name: "calls", size_max: 400, seeds, module: |_| None, run };

/// Commands within commands.
const NESTING_MAX: u32 = 6;

/// What a contract is told to do, in numbers small enough to meet often.
#[derive(Arbitrary, Debug)]
enum Step {
    Write(u8, u8),
    Read(u8),
    Transfer(u8, u16),
    Call {
        flags: u8,
        gas: Option<u16>,
        to: u8,
        value: u16,
        inside: Vec<Step>,
    },
    Create {
        value: u16,
        inside: Vec<Step>,
    },
    /// Without value, so that the sum over all accounts needs no address of it.
    Create2 {
        salt: u8,
        inside: Vec<Step>,
    },
    Again {
        flags: u8,
    },
    Log(u8),
    Spin(u16),
    Gas,
    Revert,
    Trap,
}

/// A transaction's receiver, value, gas, and what it asks for.
type Call = (u8, u16, u32, Vec<Step>);

fn compile(steps: &[Step], parties: &[Address], nesting: u32) -> Script {
    let party = |index: u8| parties[usize::from(index) % parties.len()];
    if nesting > NESTING_MAX {
        return script();
    }
    steps.iter().fold(script(), |work, step| match step {
        Step::Write(key, 0) => work.write(key % 4, b""),
        Step::Write(key, value) => work.write(key % 4, &[*value; 40]),
        Step::Read(key) => work.read(key % 4),
        Step::Transfer(to, value) => work.transfer(party(*to), U256::from(*value)),
        Step::Call { flags, gas, to, value, inside } => {
            let gas = gas.map_or(ALL, u64::from);
            let inside = compile(inside, parties, nesting + 1);
            work.call_with(u32::from(flags % 4), gas, party(*to), U256::from(*value % 2_000), inside)
        }
        Step::Create { value, inside } => {
            work.create(ALL, puppet_hash(), U256::from(*value % 2_000), compile(inside, parties, nesting + 1))
        }
        Step::Create2 { salt, inside } => {
            let inside = compile(inside, parties, nesting + 1);
            work.create2(slot(*salt), puppet_hash(), U256::ZERO, inside)
        }
        Step::Again { flags } => work.call_self_with_same_input(u32::from(flags % 4)),
        Step::Log(topic) => work.log(&[slot(*topic)], &[*topic]),
        Step::Spin(rounds) => work.spin(u32::from(*rounds)),
        Step::Gas => work.gas(),
        Step::Revert => work.revert(),
        Step::Trap => work.trap(),
    })
}

/// A chain with three funded puppets.
static PREPARED: LazyLock<(Chain, [Address; 3])> = LazyLock::new(|| {
    let mut chain = Chain::new();
    let puppets = [chain.deploy_puppet(), chain.deploy_puppet(), chain.deploy_puppet()];
    for puppet in puppets {
        chain.send(BOB, chain.draft(BOB, puppet, U256::from(3_000), ""));
    }
    (chain, puppets)
});

static PLAIN_ENGINE: LazyLock<Engine> = LazyLock::new(|| {
    let config = EngineConfig { optimize: false, block_lanes: 1, query_lanes: 1, ..EngineConfig::default() };
    Engine::new(&config).unwrap()
});

/// The first byte chooses between the chain and the three engines.
fn run(input: &[u8]) -> String {
    let Some((which, bytes)) = input.split_first() else { return "empty".to_owned() };
    let mut bytes = Unstructured::new(bytes);
    if which % 2 == 0 {
        bytes.arbitrary().map_or_else(|_| "too short".to_owned(), |calls: Vec<Call>| on_a_chain(&calls))
    } else {
        bytes.arbitrary().map_or_else(|_| "too short".to_owned(), |steps: Vec<Step>| on_three_engines(&steps))
    }
}

fn on_a_chain(calls: &[Call]) -> String {
    let (mut chain, puppets) = PREPARED.clone();
    let before = chain.clone();
    let parties = [puppets[0], puppets[1], puppets[2], address(BOB), stranger(9), COINBASE];
    let mut addresses: BTreeSet<Address> = parties.into();
    addresses.extend([ALICE, CAROL].map(address));
    let balance = total(&chain, &addresses);
    let first = chain.account(address(ALICE)).nonce;
    let transactions: Vec<_> = calls
        .iter()
        .take(20)
        .zip(first..)
        .map(|((to, value, gas, steps), nonce)| {
            let work = compile(steps, &parties, 0);
            let to = parties[usize::from(*to) % parties.len()];
            let intrinsic = executor::intrinsic_gas(to.into(), &work.clone().bytes(), None).get();
            let draft = chain.draft(ALICE, to, U256::from(*value), work);
            signed(ALICE, TxEip1559 { nonce, gas_limit: intrinsic + u64::from(gas % 3_000_000), ..draft })
        })
        .collect();
    // Executes the block twice and compares.
    let receipts = chain.mine(&transactions);
    let env = BlockEnv::of_header(&chain.head, support::CHAIN_ID);
    let plain = execute_block(&PLAIN_ENGINE, &before.state, &before.state, env, &transactions).unwrap();
    assert_eq!(plain.receipts, receipts, "receipts without optimisation (left) differ");
    assert_eq!(plain.block.hash, chain.hash, "the hash without optimisation (left) differs");

    for puppet in puppets {
        add_children(&chain, puppet, &mut addresses);
    }
    let burnt = U256::from(before.env().base_fee) * U256::from(chain.head.gas_used);
    assert_eq!(total(&chain, &addresses) + burnt, balance, "money is made or lost");
    let failed = receipts.iter().filter_map(|receipt| receipt.failure.as_ref()).map(|failure| failure.code.as_str());
    let mut failed: Vec<_> = failed.collect();
    failed.sort_unstable();
    failed.dedup();
    format!("block: {}", if failed.is_empty() { "all succeed".to_owned() } else { failed.join(" and ") })
}

fn total(chain: &Chain, addresses: &BTreeSet<Address>) -> U256 {
    addresses.iter().map(|address| chain.balance(*address)).sum()
}

/// Every address that `creator` can have made by its nonce, and so on below it.
fn add_children(chain: &Chain, creator: Address, addresses: &mut BTreeSet<Address>) {
    for nonce in 0..chain.account(creator).nonce {
        let child = create_address(creator, nonce);
        if addresses.insert(child) {
            add_children(chain, child, addresses);
        }
    }
}

fn on_three_engines(steps: &[Step]) -> String {
    let contracts: [u8; 3] = [0x11, 0x22, 0x33];
    let parties = contracts.map(Address::repeat_byte);
    let input = compile(steps, &parties, 0).bytes();
    let mut world = World::default();
    world.codes.extend(parties.map(|address| (address, puppet().to_vec())));
    let case = Case { input: &input, world, gas: 1_000_000, ..Case::new(puppet()) };
    let ran = case.run();
    let depth = ran.world.deepest;
    match ran.exit {
        Exit::Success(_) => format!("engines: success at depth {depth}"),
        Exit::Reverted(_) => format!("engines: reverted at depth {depth}"),
        Exit::Fault(fault) => format!("engines: {} at depth {depth}", fault.code()),
    }
}

fn seeds() -> Vec<Vec<u8>> {
    super::noise(20, 300)
}

//! The contracts of the repository, built by the SDK, called through their own ABI with chosen and with random
//! arguments: both engines must agree on result, gas, fault, storage and logs of every call.

use alloy_dyn_abi::{DynSolType, DynSolValue};
use alloy_json_abi::{JsonAbi, Param};
use primitives::{Address, U256};
use testing::Random;
use vm::{Entry, Exit};

use crate::world::{Case, Ran, World};

/// Gas of each call.
const GAS: u64 = 30_000_000;

/// Random calls of each contract.
const CALLS: u32 = 150;

/// The caller in every frame of the test world.
const CALLER: Address = Address::repeat_byte(0xca);

fn module(name: &str) -> Vec<u8> {
    let folder = format!("{}/../../contracts/{name}", env!("CARGO_MANIFEST_DIR"));
    testing::contract_module(name, &folder).to_vec()
}

/// The ABI that the module carries.
fn abi(module: &[u8]) -> JsonAbi {
    let section = wasmparser::Parser::new(0).parse_all(module).find_map(|payload| match payload {
        Ok(wasmparser::Payload::CustomSection(section)) if section.name() == interface::ABI_SECTION => {
            Some(section.data())
        }
        _ => None,
    });
    let section = section.expect("the SDK puts the ABI into its section");
    let text = compile::packing::unpacked(section).expect("it is a text");
    compile::abi::parse(&text).expect("it is an ABI")
}

/// A value of `ty`, small and from few choices, so that calls meet what earlier calls left.
fn value(ty: &DynSolType, random: &mut Random) -> DynSolValue {
    let pick = |random: &mut Random, n: u64| random.below(n);
    match ty {
        DynSolType::Address => DynSolValue::Address(match pick(random, 4) {
            0 => Address::ZERO,
            1 => CALLER,
            n => Address::repeat_byte(n as u8),
        }),
        DynSolType::Bool => DynSolValue::Bool(pick(random, 2) == 1),
        DynSolType::Uint(bits) => {
            let largest = U256::MAX >> (256 - bits);
            let number = [U256::from(pick(random, 5)), U256::from(pick(random, 1_000)), largest];
            DynSolValue::Uint(number[pick(random, 3) as usize].min(largest), *bits)
        }
        DynSolType::FixedBytes(size) => {
            let word: U256 = U256::from(pick(random, 3)) << 248;
            DynSolValue::FixedBytes(word.to_be_bytes::<32>().into(), *size)
        }
        DynSolType::String => DynSolValue::String("text ".repeat(pick(random, 12) as usize)),
        DynSolType::Bytes => DynSolValue::Bytes(vec![7; pick(random, 70) as usize]),
        DynSolType::Array(item) => DynSolValue::Array((0..pick(random, 4)).map(|_| value(item, random)).collect()),
        DynSolType::FixedArray(item, count) => {
            DynSolValue::FixedArray((0..*count).map(|_| value(item, random)).collect())
        }
        DynSolType::Tuple(items) => DynSolValue::Tuple(items.iter().map(|item| value(item, random)).collect()),
        other => panic!("no random value of {other}"),
    }
}

fn arguments(params: &[Param], random: &mut Random) -> Vec<u8> {
    let types = params.iter().map(|param| param.selector_type().parse::<DynSolType>().expect("a Solidity type"));
    let values = types.map(|ty| value(&ty, random)).collect();
    DynSolValue::Tuple(values).abi_encode_params()
}

/// Runs one frame without value, which most methods refuse, on both engines.
fn run(module: &[u8], world: World, entry: Entry, input: &[u8]) -> Ran {
    Case { entry, input, world, gas: GAS, value: 0, ..Case::new(module) }.run()
}

/// Deploys a contract and calls its methods at random, each call in the world that the one before left.
fn agree_on_random_calls(name: &str) {
    let module = module(name);
    let abi = abi(&module);
    let mut random = Random::from_env();
    let constructor = abi.constructor.as_ref().map(|constructor| constructor.inputs.as_slice()).unwrap_or_default();
    let input = arguments(constructor, &mut random);
    let mut world = run(&module, World::default(), Entry::Deploy, &input).world;

    let methods: Vec<_> = abi.functions().collect();
    let (mut succeeded, mut reverted) = (0, 0);
    for _ in 0..CALLS {
        let method = methods[random.below(methods.len() as u64) as usize];
        let mut input = [&method.selector()[..], &arguments(&method.inputs, &mut random)].concat();
        if random.below(16) == 0 {
            input.truncate(random.below(input.len() as u64 + 1) as usize);
        }
        let ran = run(&module, world.clone(), Entry::Call, &input);
        match ran.exit {
            Exit::Success(_) => {
                succeeded += 1;
                world = ran.world;
            }
            Exit::Reverted(_) => reverted += 1,
            Exit::Fault(fault) => panic!("{}: {fault}", method.signature()),
        }
    }
    println!("{name}: {succeeded} calls succeeded, {reverted} reverted");
    assert!(succeeded > 0 && reverted > 0, "the calls reach both ends: {succeeded} succeeded, {reverted} reverted");
}

#[test]
fn token_gives_the_same_on_both_engines() {
    agree_on_random_calls("token");
}

#[test]
fn invoice_gives_the_same_on_both_engines() {
    agree_on_random_calls("invoice");
}

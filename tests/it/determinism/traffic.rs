//! Random transactions of every kind that a chain sees: transfers, calls of contracts that succeed, revert, trap and run
//! out of gas, contracts that call and create others, deployments that succeed and that fail in every way.

use std::{collections::BTreeMap, path::Path};

use alloy_consensus::TxEip1559;
use primitives::{Address, B256, Bytes, U256, keccak256};
use testing::Random;
use tests::creation;
use types::{Receipt, Recovered, SecretKey, TxKind, address_of, sign};

pub(super) const CHAIN_ID: u64 = 31_337;

/// Accounts that send.
const SENDERS: u64 = 10;

/// Gas that pays for the deployment of any contract here.
const DEPLOYMENT_GAS: u64 = 60_000_000;

/// A contract that does what the first byte of its input says, also as a constructor.
const WILD: &str = r#"(module
    (import "causeway" "input_size" (func $input_size (result i32)))
    (import "causeway" "input_copy" (func $input_copy (param i32 i32 i32)))
    (import "causeway" "storage_read" (func $read (param i32 i32 i32) (result i32)))
    (import "causeway" "storage_write" (func $write (param i32 i32 i32)))
    (import "causeway" "log" (func $log (param i32 i32 i32 i32)))
    (import "causeway" "revert" (func $revert (param i32 i32)))
    (import "causeway" "finish" (func $finish (param i32 i32)))
    (import "causeway" "gas_left" (func $gas_left (result i64)))
    (import "causeway" "block_timestamp" (func $timestamp (result i64)))
    (import "causeway" "block_hash" (func $block_hash (param i64 i32)))
    (import "causeway" "block_number" (func $number (result i64)))
    (memory (export "memory") 2)
    (func $deeper (param i32) (result i32)
        (i32.add (call $deeper (i32.add (local.get 0) (i32.const 1))) (local.get 0)))
    (func $is (param i32) (result i32) (i32.eq (i32.load8_u (i32.const 0)) (local.get 0)))
    (func $act (local $size i32)
        (local.set $size (call $input_size))
        (if (i32.gt_u (local.get $size) (i32.const 60000)) (then (local.set $size (i32.const 60000))))
        (call $input_copy (i32.const 0) (i32.const 0) (local.get $size))
        (if (call $is (i32.const 1)) (then (loop (br 0))))
        (if (call $is (i32.const 2)) (then unreachable))
        (if (call $is (i32.const 3)) (then (drop (call $deeper (i32.const 0)))))
        (if (call $is (i32.const 4)) (then (loop (drop (memory.grow (i32.const 1))) (br 0))))
        (if (call $is (i32.const 5)) (then (drop (i32.load (i32.const -8)))))
        (if (call $is (i32.const 6)) (then (call $revert (i32.const 0) (local.get $size))))
        (if (call $is (i32.const 7)) (then (call $write (i32.const -1) (i32.const 0) (i32.const 1))))
        (if (call $is (i32.const 8)) (then (call $write (i32.const 0) (i32.const 0) (i32.const 0))))
        (if (call $is (i32.const 9)) (then
            (i64.store (i32.const 70000) (call $gas_left))
            (i64.store (i32.const 70008) (call $timestamp))
            (call $block_hash (i64.sub (call $number) (i64.const 3)) (i32.const 70016))
            (call $write (i32.const 32) (i32.const 70000) (i32.const 48))))
        (drop (call $read (i32.const 0) (i32.const 70100) (i32.const 32)))
        (call $write (i32.const 0) (i32.const 1) (local.get $size))
        (call $log (i32.const 0) (i32.const 2) (i32.const 0) (local.get $size))
        (call $finish (i32.const 0) (local.get $size)))
    (func (export "deploy") (call $act))
    (func (export "call") (call $act)))"#;

/// A contract that is deployed, and how to call it.
#[derive(Clone, Copy)]
enum Contract {
    Token,
    Invoices,
    Vault,
    Wild,
}

/// The source of transactions. What it sends next depends on its seed and on the receipts so far.
pub(super) struct Traffic {
    random: Random,
    keys: Vec<SecretKey>,
    nonces: Vec<u64>,
    modules: [Vec<u8>; 4],
    contracts: Vec<(Contract, Address)>,
    /// Transactions by how they ended.
    ends: BTreeMap<String, u64>,
}

impl Traffic {
    pub(super) fn new(seed: u64) -> Self {
        let built = |package: &str, folder: &str| {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
            testing::contract_module(package, &folder.display().to_string()).to_vec()
        };
        let modules = [
            built("token", "../contracts/token"),
            built("invoice", "../contracts/invoice"),
            built("vault", "contracts/vault"),
            wat::parse_str(WILD).expect("it is a module"),
        ];
        let key = |n: u64| SecretKey::from_secret_bytes([n as u8 + 1; 32]).expect("a small number is a key");
        let keys = (0..SENDERS).map(key).collect();
        let nonces = vec![0; SENDERS as usize];
        Self { random: Random::new(seed), keys, nonces, modules, contracts: Vec::new(), ends: BTreeMap::new() }
    }

    /// Who sends.
    pub(super) fn senders(&self) -> impl Iterator<Item = Address> {
        self.keys.iter().map(address_of)
    }

    /// Seconds between two blocks.
    pub(super) fn seconds(&mut self) -> u64 {
        self.random.below(20)
    }

    pub(super) fn below(&mut self, bound: u64) -> u64 {
        self.random.below(bound)
    }

    /// Asserts that transactions ended in each of these ways.
    pub(super) fn assert_ends(&self, ends: &[&str]) {
        let missing: Vec<_> = ends.iter().filter(|end| !self.ends.contains_key(**end)).collect();
        assert!(missing.is_empty(), "no transaction ended with {missing:?}: {}", self.summary());
    }

    /// Transactions by how they ended.
    pub(super) fn summary(&self) -> String {
        let ends = self.ends.iter().map(|(end, count)| format!("{count} {end}"));
        ends.collect::<Vec<_>>().join(", ")
    }

    /// Takes note of what became of a transaction.
    pub(super) fn executed(&mut self, transaction: &Recovered, receipt: &Receipt) {
        let sender = self.senders().position(|sender| sender == transaction.sender()).expect("it was sent here");
        self.nonces[sender] += 1;
        let end = receipt.failure.as_ref().map_or("success", |failure| failure.code.as_str());
        *self.ends.entry(end.to_owned()).or_default() += 1;
        if let (true, Some(address)) = (receipt.success, receipt.created) {
            let carries = |module: &Vec<u8>| transaction.input()[8..].starts_with(module);
            // A damaged module may be one still, and deploy.
            let which = self.modules.iter().position(carries).unwrap_or(3);
            let kind = [Contract::Token, Contract::Invoices, Contract::Vault, Contract::Wild][which];
            self.contracts.push((kind, address));
        }
    }

    /// The next transaction.
    pub(super) fn next(&mut self) -> Recovered {
        let (to, input) = match self.random.below(20) {
            // The first contracts first, so that the others have something to call.
            _ if self.contracts.len() < 4 => self.deployment(self.contracts.len()),
            0 => {
                let which = self.random.below(4) as usize;
                self.deployment(which)
            }
            1 => (TxKind::Create, self.bad_creation()),
            2..=4 => (TxKind::Call(self.party()), Bytes::new()),
            _ => {
                let (contract, address) = *self.random.pick(&self.contracts);
                (TxKind::Call(address), self.call(contract))
            }
        };
        let sender = self.random.below(SENDERS) as usize;
        let intrinsic = executor::intrinsic_gas(to, &input, None).get();
        let gas_limit = match self.random.below(8) {
            _ if self.contracts.len() < 4 => DEPLOYMENT_GAS,
            0 => intrinsic + self.random.below(40_000),
            _ if to.is_create() => DEPLOYMENT_GAS,
            _ => intrinsic + 400_000,
        };
        let tx = TxEip1559 {
            chain_id: CHAIN_ID,
            nonce: self.nonces[sender],
            gas_limit,
            max_fee_per_gas: 5_000_000_000,
            max_priority_fee_per_gas: self.random.below(3).into(),
            to,
            value: if self.random.below(6) == 0 { self.amount() } else { U256::ZERO },
            access_list: Default::default(),
            input,
        };
        sign(tx.into(), &self.keys[sender])
    }

    fn deployment(&mut self, which: usize) -> (TxKind, Bytes) {
        let arguments = match which {
            0 => [vec![0; 31], vec![0x60], vec![0; 31], vec![0x80], word(U256::from(1_000_000)), vec![0; 64]].concat(),
            1 => Vec::new(),
            2 => word(self.contract(Contract::Token).into_word().into()),
            _ => vec![10],
        };
        (TxKind::Create, creation(&self.modules[which], &arguments))
    }

    /// Creation data that is no container, or no module, or a module that is refused, or a constructor that fails.
    fn bad_creation(&mut self) -> Bytes {
        match self.random.below(4) {
            0 => Bytes::from_static(b"\x60\x80\x60\x40"),
            1 => creation(b"\0asm no module", &[]),
            2 => {
                let mut module = self.modules[3].clone();
                let at = 8 + self.random.below(module.len() as u64 - 8) as usize;
                module[at] ^= 1 << self.random.below(8);
                creation(&module, &[2])
            }
            _ => creation(&self.modules[3], &[1 + self.random.below(7) as u8, 2, 3]),
        }
    }

    fn call(&mut self, contract: Contract) -> Bytes {
        let number = U256::from(self.random.below(4));
        let flag = U256::from(self.random.below(2));
        let (party, other) = (address_word(self.party()), address_word(self.party()));
        let amount = self.amount();
        let code = U256::from_be_bytes(keccak256(creation(&self.modules[0], &[])).0);
        let methods: &[(&str, &[U256])] = match contract {
            Contract::Token => &[
                ("transfer(address,uint256)", &[party, amount]),
                ("transfer(address,uint256)", &[other, number]),
                ("approve(address,uint256)", &[party, amount]),
                ("transferFrom(address,address,uint256)", &[party, other, number]),
                ("balanceOf(address)", &[party]),
                ("noSuchMethod()", &[]),
            ],
            Contract::Invoices => &[
                ("admitIssuer(address)", &[party]),
                ("suspendIssuer(address)", &[party]),
                ("setQuota(address,uint32,uint128,uint64)", &[party, U256::from(202_601), amount, U256::from(9)]),
                (
                    "issue(uint32,address,uint128,uint128,bytes32,bytes32)",
                    &[U256::from(202_601), party, U256::from(100) + number, number, amount, amount],
                ),
                ("void(uint64)", &[number]),
                ("credit(uint64,uint128)", &[number, U256::from(50)]),
                ("claim(address,uint64)", &[party, number]),
                ("transfer(address,uint64,address)", &[party, number, other]),
                ("verify(address,uint64,uint128,bytes32)", &[party, number, amount, amount]),
            ],
            Contract::Vault => &[
                ("deposit(uint256)", &[number]),
                ("depositPolitely(uint256)", &[number]),
                ("depositAndThrow(uint256)", &[number]),
                ("withdraw(uint256)", &[number]),
                ("createToken(bytes32,uint256)", &[code, amount]),
                ("createTokenAt(bytes32,uint256,bytes32)", &[code, amount, number]),
                ("bump()", &[]),
                ("bumpMyself(bool)", &[flag]),
                ("bumpBy(address,bool)", &[address_word(self.contract(Contract::Vault)), flag]),
                ("held()", &[]),
                ("tip()", &[]),
            ],
            Contract::Wild => {
                let size = self.random.below(200) as usize;
                let mut input = vec![self.random.below(16) as u8; size + 1];
                input[size] = self.random.below(4) as u8;
                return input.into();
            }
        };
        let (signature, arguments) = *self.random.pick(methods);
        let words = arguments.iter().flat_map(|argument| argument.to_be_bytes::<32>());
        keccak256(signature)[..4].iter().copied().chain(words).collect()
    }

    /// A sender, a contract, or an account that nobody has.
    fn party(&mut self) -> Address {
        match self.random.below(8) {
            0 => Address::from_word(B256::from(U256::from(self.random.next_u64()))),
            1 if !self.contracts.is_empty() => self.random.pick(&self.contracts).1,
            _ => address_of(self.random.pick(&self.keys)),
        }
    }

    /// The latest contract of this kind; the zero address if there is none.
    fn contract(&self, kind: Contract) -> Address {
        let same = |other: &Contract| std::mem::discriminant(other) == std::mem::discriminant(&kind);
        self.contracts.iter().rev().find(|(other, _)| same(other)).map_or(Address::ZERO, |(_, address)| *address)
    }

    fn amount(&mut self) -> U256 {
        U256::from(match self.random.below(4) {
            0 => 0,
            1 => self.random.below(10),
            2 => self.random.below(1_000_000),
            _ => self.random.next_u64(),
        })
    }
}

fn word(value: U256) -> Vec<u8> {
    value.to_be_bytes::<32>().to_vec()
}

fn address_word(address: Address) -> U256 {
    address.into_word().into()
}

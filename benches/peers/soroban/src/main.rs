//! soroban-env-host running a token of its SDK as Stellar's core does: each transaction is a new host that reads its
//! footprint and call as XDR and gives changed entries and events as XDR. The modules are compiled before, the budget
//! counts, and the ledger is a map. The argument is the module's file.

use std::{collections::BTreeMap, fs};

use sha2::{Digest, Sha256};
use soroban_env_host::{
    Host, LedgerInfo, ModuleCache,
    budget::Budget,
    e2e_invoke::{TtlLedgerEntryMeta, invoke_host_function},
    meta::INTERFACE_VERSION,
    storage::Storage,
    xdr::{
        AccountId, ContractDataDurability, ContractExecutable, ContractId, ContractIdPreimage,
        ContractIdPreimageFromAddress, CreateContractArgsV2, Hash, HashIdPreimage, HashIdPreimageContractId,
        HostFunction, InvokeContractArgs, LedgerFootprint, LedgerKey, LedgerKeyContractCode, LedgerKeyContractData,
        Limits, PublicKey, ReadXdr, ScAddress, ScSymbol, ScVal, SorobanAuthorizationEntry, SorobanAuthorizedFunction,
        SorobanAuthorizedInvocation, SorobanCredentials, SorobanResources, Uint256, VecM, WriteXdr,
    },
};
use worker::BATCH;

const NETWORK: [u8; 32] = [5; 32];
const SEED: [u8; 32] = [0; 32];

fn account(byte: u8) -> AccountId {
    AccountId(PublicKey::PublicKeyTypeEd25519(Uint256([byte; 32])))
}

fn symbol(name: &str) -> ScSymbol {
    name.try_into().expect("it is short")
}

fn xdr(value: &impl WriteXdr) -> Vec<u8> {
    value.to_xdr(Limits::none()).expect("nothing limits it")
}

fn list<T>(values: impl Into<Vec<T>>) -> VecM<T> {
    values.into().try_into().expect("it is short")
}

/// A transaction's part for contracts, as it lies in the envelope: signed by its source account.
struct Transaction {
    function: Vec<u8>,
    resources: Vec<u8>,
    authorization: Vec<Vec<u8>>,
    /// The footprint, in order.
    keys: Vec<Vec<u8>>,
}

impl Transaction {
    fn new(function: HostFunction, read_only: &[LedgerKey], read_write: &[LedgerKey]) -> Self {
        let authorized = match &function {
            HostFunction::InvokeContract(call) => Some(SorobanAuthorizedFunction::ContractFn(call.clone())),
            HostFunction::CreateContractV2(creation) => {
                Some(SorobanAuthorizedFunction::CreateContractV2HostFn(creation.clone()))
            }
            _ => None,
        };
        let authorization = authorized.map(|function| SorobanAuthorizationEntry {
            credentials: SorobanCredentials::SourceAccount,
            root_invocation: SorobanAuthorizedInvocation { function, sub_invocations: VecM::default() },
        });
        let resources = SorobanResources {
            footprint: LedgerFootprint { read_only: list(read_only), read_write: list(read_write) },
            instructions: u32::MAX,
            disk_read_bytes: 0,
            write_bytes: u32::MAX,
        };
        Self {
            function: xdr(&function),
            resources: xdr(&resources),
            authorization: authorization.iter().map(xdr).collect(),
            keys: read_only.iter().chain(read_write).map(xdr).collect(),
        }
    }
}

/// The entries by key, as XDR, and the compiled modules.
struct Ledger {
    info: LedgerInfo,
    modules: ModuleCache,
    source: Vec<u8>,
    entries: BTreeMap<Vec<u8>, (Vec<u8>, TtlLedgerEntryMeta)>,
}

impl Ledger {
    fn new(wasm: &[u8], source: &AccountId) -> Self {
        let info = LedgerInfo {
            protocol_version: INTERFACE_VERSION.protocol,
            sequence_number: 1_000_000,
            timestamp: 1_700_000_000,
            network_id: NETWORK,
            base_reserve: 5_000_000,
            min_temp_entry_ttl: 16,
            min_persistent_entry_ttl: 100_000,
            max_entry_ttl: 10_000_000,
        };
        let host = Host::with_storage_and_budget(Storage::default(), Budget::default());
        let modules = ModuleCache::new(&host).expect("the budget is enough");
        modules.parse_and_cache_module_simple(&host, info.protocol_version, wasm).expect("it is a valid contract");
        Self { info, modules, source: xdr(source), entries: BTreeMap::new() }
    }

    /// Executes and commits; gives the value returned and the number of events.
    fn apply(&mut self, transaction: &Transaction) -> (Vec<u8>, usize) {
        let Transaction { function, resources, authorization, keys } = transaction;
        let footprint = keys.iter().map(|key| match self.entries.get(key) {
            Some((entry, ttl)) => (Some(entry.as_slice()), Some(*ttl)),
            None => (None, None),
        });
        let result = invoke_host_function(
            &Budget::default(),
            false,
            function.as_slice(),
            resources,
            &[],
            &self.source,
            authorization.iter().map(Vec::as_slice),
            self.info.clone(),
            footprint,
            &SEED,
            &mut Vec::new(),
            None,
            Some(self.modules.clone()),
        );
        let result = result.expect("the host is sound");
        let value = result.encoded_invoke_result.expect("the transaction is valid");
        for change in result.ledger_changes {
            if let (Some(entry), Some(ttl)) = (change.encoded_new_value, change.ttl_change) {
                let ttl = TtlLedgerEntryMeta {
                    live_until_ledger: ttl.new_live_until_ledger,
                    entry_size_for_rent: change.new_entry_size_bytes_for_rent,
                };
                self.entries.insert(change.encoded_key, (entry, ttl));
            }
        }
        (value, result.encoded_contract_events.len())
    }
}

/// The token's address and the keys of its entries.
struct Token {
    address: ScAddress,
    code: LedgerKey,
    instance: LedgerKey,
}

impl Token {
    /// Uploads the module and makes `holder` create the token, with the whole supply for itself.
    fn create(ledger: &mut Ledger, wasm: &[u8], holder: &ScAddress) -> Self {
        let hash = Hash(Sha256::digest(wasm).into());
        let code = LedgerKey::ContractCode(LedgerKeyContractCode { hash: hash.clone() });
        let upload = HostFunction::UploadContractWasm(wasm.try_into().expect("it is short"));
        ledger.apply(&Transaction::new(upload, &[], std::slice::from_ref(&code)));

        let contract_id_preimage = ContractIdPreimage::Address(ContractIdPreimageFromAddress {
            address: holder.clone(),
            salt: Uint256([0; 32]),
        });
        let preimage = HashIdPreimage::ContractId(HashIdPreimageContractId {
            network_id: Hash(NETWORK),
            contract_id_preimage: contract_id_preimage.clone(),
        });
        let address = ScAddress::Contract(ContractId(Hash(Sha256::digest(xdr(&preimage)).into())));
        let instance = data(&address, ScVal::LedgerKeyContractInstance);
        let token = Self { address, code, instance };
        let create = HostFunction::CreateContractV2(CreateContractArgsV2 {
            contract_id_preimage,
            executable: ContractExecutable::Wasm(hash),
            constructor_args: list([ScVal::Address(holder.clone()), i128::from(u64::MAX).into()]),
        });
        let written = [token.instance.clone(), token.balance(holder)];
        ledger.apply(&Transaction::new(create, std::slice::from_ref(&token.code), &written));
        token
    }

    /// The key of an account's balance.
    fn balance(&self, of: &ScAddress) -> LedgerKey {
        let key = list([ScVal::Symbol(symbol("Balance")), ScVal::Address(of.clone())]);
        data(&self.address, ScVal::Vec(Some(key.into())))
    }

    fn call(&self, function: &str, args: &[ScVal], read_only: &[LedgerKey], read_write: &[LedgerKey]) -> Transaction {
        let call = HostFunction::InvokeContract(InvokeContractArgs {
            contract_address: self.address.clone(),
            function_name: symbol(function),
            args: list(args),
        });
        Transaction::new(call, &[&[self.code.clone(), self.instance.clone()], read_only].concat(), read_write)
    }
}

/// The key of an entry of `contract`.
fn data(contract: &ScAddress, key: ScVal) -> LedgerKey {
    let durability = ContractDataDurability::Persistent;
    LedgerKey::ContractData(LedgerKeyContractData { contract: contract.clone(), key, durability })
}

fn main() {
    let path = std::env::args().nth(1).expect("the argument is the module's file");
    let wasm = fs::read(path).expect("the module was built");
    let source = account(0x11);
    let [sender, receiver] = [source.clone(), account(0x22)].map(ScAddress::Account);
    let mut ledger = Ledger::new(&wasm, &source);
    let token = Token::create(&mut ledger, &wasm, &sender);

    let args = [ScVal::Address(sender.clone()), ScVal::Address(receiver.clone()), 1_i128.into()];
    let transfer = token.call("transfer", &args, &[], &[token.balance(&sender), token.balance(&receiver)]);
    let mut transfers = 0;
    worker::serve(|| {
        for _ in 0..BATCH {
            let (_, events) = ledger.apply(&transfer);
            assert_eq!(events, 1);
        }
        transfers += BATCH;
    });

    // Every transfer arrived.
    let question = token.call("balance", &[ScVal::Address(receiver.clone())], &[token.balance(&receiver)], &[]);
    let (answer, _) = ledger.apply(&question);
    let answer = ScVal::from_xdr(answer, Limits::none()).expect("the host encoded it");
    assert_eq!(answer, i128::from(transfers).into());
}

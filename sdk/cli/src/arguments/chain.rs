//! Flags of the commands that talk to a chain.

use std::{path::PathBuf, time::Duration};

use alloy_dyn_abi::{DynSolType, DynSolValue};
use alloy_primitives::{Address, U256};
use clap::Args;

use super::{KeyArguments, seconds};

/// Names of blocks.
const BLOCKS: [&str; 5] = ["latest", "earliest", "pending", "safe", "finalized"];

/// Which chain.
#[derive(Args, Clone, Debug)]
pub(crate) struct EndpointArguments {
    /// JSON-RPC of the chain, HTTP or HTTPS
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8545", env = "CAUSEWAY_RPC_URL")]
    pub(crate) rpc_url: String,

    /// Refuse any other chain than this one
    #[arg(long, value_name = "ID", env = "CAUSEWAY_CHAIN_ID", value_parser = chain_number)]
    pub(crate) chain_id: Option<u64>,
}

/// Who signs. Without any of it: CAUSEWAY_PRIVATE_KEY, CAUSEWAY_ACCOUNT or CAUSEWAY_MNEMONIC, and on the dev chain
/// account 0.
#[derive(Args, Clone, Debug)]
pub(crate) struct SignerArguments {
    #[command(flatten)]
    pub(crate) chosen: ChosenSigner,

    /// Which account of the mnemonic: m/44'/60'/0'/0/N
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) mnemonic_index: u32,

    #[command(flatten)]
    pub(crate) keys: KeyArguments,
}

/// One way to say who signs.
#[derive(Args, Clone, Debug)]
#[group(multiple = false)]
pub(crate) struct ChosenSigner {
    /// A private key in hexadecimal; others on this machine see it, so rather set CAUSEWAY_PRIVATE_KEY
    #[arg(long, value_name = "HEX")]
    pub(crate) private_key: Option<String>,

    /// A key that `causeway keys` keeps [env: CAUSEWAY_ACCOUNT]
    #[arg(long, value_name = "NAME")]
    pub(crate) account: Option<String>,

    /// A mnemonic of 12 to 24 words; others on this machine see it, so rather set CAUSEWAY_MNEMONIC
    #[arg(long, value_name = "WORDS")]
    pub(crate) mnemonic: Option<String>,

    /// An account of the dev chain, 0 to 9
    #[arg(long, value_name = "N", value_parser = dev_account)]
    pub(crate) from: Option<u8>,
}

/// How a transaction is sent.
#[derive(Args, Clone, Debug)]
pub(crate) struct TransactionArguments {
    /// Coins that go along: a number of wei, or such as 1.5ether or 3gwei
    #[arg(long, value_name = "AMOUNT", default_value = "0", value_parser = wei)]
    pub(crate) value: U256,

    /// Gas limit [default: what the chain estimates]
    #[arg(long, value_name = "GAS", visible_alias = "gas-limit", value_parser = whole)]
    pub(crate) gas: Option<u64>,

    /// The transaction's number among those of its account [default: the next one]
    #[arg(long, value_name = "N", value_parser = whole)]
    pub(crate) nonce: Option<u64>,

    /// The most to pay for a unit of gas, such as 3gwei [default: what the next six blocks may cost]
    #[arg(long, value_name = "AMOUNT", value_parser = wei)]
    pub(crate) gas_price: Option<U256>,

    /// What the block's producer gets of it [default: what the chain suggests]
    #[arg(long, value_name = "AMOUNT", value_parser = wei)]
    pub(crate) priority_gas_price: Option<U256>,

    /// Seconds to wait for the block
    #[arg(long, value_name = "SECONDS", default_value = "60", value_parser = seconds)]
    pub(crate) wait: Duration,
}

/// Flags of `causeway deploy`.
#[derive(Args, Debug)]
pub struct DeployArguments {
    /// A contract crate, an artifact in JSON, or a .wasm module
    #[arg(value_name = "PATH")]
    pub path: PathBuf,

    /// Arguments of the constructor: numbers, text, 0x..., [a,b], (a,b)
    #[arg(value_name = "ARG", allow_negative_numbers = true)]
    pub arguments: Vec<String>,

    #[command(flatten)]
    pub(crate) transaction: TransactionArguments,

    #[command(flatten)]
    pub(crate) endpoint: EndpointArguments,

    #[command(flatten)]
    pub(crate) signer: SignerArguments,
}

/// What is said to whom.
#[derive(Args, Debug)]
pub(crate) struct MessageArguments {
    /// The contract; `send` also pays coins to any other account
    #[arg(value_name = "ADDRESS", value_parser = address)]
    pub(crate) address: Address,

    /// The method's name, or its signature such as 'mint(address,uint8)'. Without it `send` only pays coins, and `call`
    /// names the methods that there are
    #[arg(value_name = "METHOD")]
    pub(crate) method: Option<String>,

    /// Its arguments: numbers, text, 0x..., [a,b], (a,b)
    #[arg(value_name = "ARG", allow_negative_numbers = true)]
    pub(crate) arguments: Vec<String>,

    /// The ABI, for code that carries none: an artifact, JSON, or lines of Solidity
    #[arg(long, value_name = "FILE")]
    pub(crate) abi: Option<PathBuf>,
}

/// Flags of `causeway call`.
#[derive(Args, Debug)]
pub struct CallArguments {
    #[command(flatten)]
    pub(crate) message: MessageArguments,

    /// Who asks: an address, or an account of the dev chain by its number
    #[arg(long, value_name = "ADDRESS", value_parser = sender)]
    pub from: Option<String>,

    /// Coins that would go along
    #[arg(long, value_name = "AMOUNT", default_value = "0", value_parser = wei)]
    pub value: U256,

    /// Ask about the state after this block: a number, or a name such as latest
    #[arg(long, value_name = "BLOCK", default_value = "latest", value_parser = block)]
    pub block: String,

    #[command(flatten)]
    pub(crate) endpoint: EndpointArguments,
}

/// Flags of `causeway send`.
#[derive(Args, Debug)]
pub struct SendArguments {
    #[command(flatten)]
    pub(crate) message: MessageArguments,

    #[command(flatten)]
    pub(crate) transaction: TransactionArguments,

    #[command(flatten)]
    pub(crate) endpoint: EndpointArguments,

    #[command(flatten)]
    pub(crate) signer: SignerArguments,
}

/// Flags of `causeway abi`.
#[derive(Args, Debug)]
pub struct AbiArguments {
    /// A contract crate, an artifact in JSON, a .wasm module, or an address on chain
    #[arg(value_name = "PATH|ADDRESS")]
    pub contract: String,

    /// Print a Solidity interface
    #[arg(long, conflicts_with = "typescript")]
    pub solidity: bool,

    /// Print a constant of TypeScript, for viem and wagmi
    #[arg(long)]
    pub typescript: bool,

    #[command(flatten)]
    pub(crate) endpoint: EndpointArguments,
}

/// Reads an address. One of mixed case must have the right checksum (EIP-55), because a wrong one is a typing error.
pub(super) fn address(text: &str) -> Result<Address, String> {
    checked_address(text).map_err(|reason| format!("expected an address, found `{text}`: {reason}"))
}

/// An address, or why `text` is none.
pub(crate) fn checked_address(text: &str) -> Result<Address, &'static str> {
    const FORM: &str = "write 0x and 40 hexadecimal digits; names are not looked up";
    let digits = text.strip_prefix("0x").ok_or(FORM)?;
    let address: Address = text.parse().map_err(|_| FORM)?;
    let one_case = !digits.bytes().any(|b| b.is_ascii_uppercase()) || !digits.bytes().any(|b| b.is_ascii_lowercase());
    if one_case || address.to_checksum(None) == text {
        return Ok(address);
    }
    Err("its checksum is wrong (EIP-55): a digit or the case of a letter is wrong")
}

/// A whole number.
fn whole(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| format!("expected a whole number, found `{text}`"))
}

/// A chain's number, as people or as JSON-RPC write it.
fn chain_number(text: &str) -> Result<u64, String> {
    let number = text.strip_prefix("0x").map_or_else(|| text.parse(), |digits| u64::from_str_radix(digits, 16));
    number.map_err(|_| format!("expected a chain's number such as 31337 or 0x7a69, found `{text}`"))
}

/// The number of a dev account.
fn dev_account(text: &str) -> Result<u8, String> {
    match text.parse() {
        Ok(index @ 0..10) => Ok(index),
        _ => Err(format!(
            "expected an account of the dev chain, 0 to 9, found `{text}`; any other signs with --account or --private-key"
        )),
    }
}

/// An address, or the number of a dev account.
fn sender(text: &str) -> Result<String, String> {
    match text.parse::<u8>() {
        Ok(0..10) => Ok(text.to_owned()),
        Ok(_) => Err(format!("the dev chain has accounts 0 to 9, found {text}")),
        Err(_) => address(text).map(|address| address.to_string()),
    }
}

/// An amount of wei, with an optional unit of Ether.
fn wei(text: &str) -> Result<U256, String> {
    match DynSolType::Uint(256).coerce_str(text) {
        Ok(DynSolValue::Uint(wei, _)) => Ok(wei),
        _ => Err(format!("expected a number of wei, or such as 1.5ether or 3gwei, found `{text}`")),
    }
}

/// A block as JSON-RPC names it.
fn block(text: &str) -> Result<String, String> {
    if BLOCKS.contains(&text) {
        return Ok(text.to_owned());
    }
    let number = text.strip_prefix("0x").map_or_else(|| text.parse::<u64>(), |digits| u64::from_str_radix(digits, 16));
    let number = number.map_err(|_| format!("expected a block's number or {}, found `{text}`", BLOCKS.join(", ")))?;
    Ok(format!("{number:#x}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn address_with_a_wrong_checksum_is_refused() {
        let right = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
        assert!(address(right).is_ok());
        assert!(address(&right.to_lowercase()).is_ok());
        assert!(address(&right.replace("C5", "c5")).unwrap_err().contains("checksum"));
        for text in ["", "0x", "70997970C51812dc3A010C7d01b50e0d17dc79C8", "0x70"] {
            assert!(address(text).unwrap_err().contains("40 hexadecimal digits"), "{text}");
        }
    }

    #[test]
    fn amounts_have_units() {
        assert_eq!(wei("7"), Ok(U256::from(7)));
        assert_eq!(wei("1.5ether"), Ok(U256::from(1_500_000_000_000_000_000_u64)));
        assert_eq!(wei("3gwei"), Ok(U256::from(3_000_000_000_u64)));
        for text in ["", "-1", "0.5", "lots", "1btc"] {
            assert!(wei(text).is_err(), "{text}");
        }
    }

    #[test]
    fn blocks_are_numbers_or_latest() {
        assert_eq!(block("255"), Ok("0xff".into()));
        assert_eq!(block("latest"), Ok("latest".into()));
        assert_eq!(block("0xff"), Ok("0xff".into()));
        assert_eq!(block("earliest"), Ok("earliest".into()));
        assert!(block("yesterday").unwrap_err().contains("`yesterday`"));
    }

    #[test]
    fn chains_are_decimal_or_hexadecimal() {
        assert_eq!(chain_number("31337"), Ok(31337));
        assert_eq!(chain_number("0x7a69"), Ok(31337));
        for text in ["", "0x", "-1", "mainnet", "18446744073709551616"] {
            assert!(chain_number(text).unwrap_err().contains("31337 or 0x7a69"), "{text}");
        }
    }

    #[test]
    fn number_that_is_not_whole_is_refused() {
        for text in ["", "-5", "1.5", "0x10", "18446744073709551616"] {
            assert!(whole(text).unwrap_err().contains("expected a whole number"), "{text}");
        }
    }

    #[test]
    fn dev_accounts_are_zero_to_nine() {
        assert_eq!(dev_account("9"), Ok(9));
        for text in ["10", "-1", "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266", "alice"] {
            assert!(dev_account(text).unwrap_err().contains("--account"), "{text}");
        }
        assert!(sender("9").is_ok());
        assert!(sender("10").is_err());
    }
}

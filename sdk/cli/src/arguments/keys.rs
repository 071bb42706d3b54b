//! Flags of the commands about keys.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// Where keys are kept and how they are opened.
#[derive(Args, Clone, Debug)]
pub struct KeyArguments {
    /// The folder of keys [default: causeway/keys in $XDG_DATA_HOME or ~/.local/share]
    #[arg(long, value_name = "DIR", env = "CAUSEWAY_KEYS_DIR")]
    pub keys_dir: Option<PathBuf>,

    /// A file whose first line is the key's password; otherwise CAUSEWAY_PASSWORD, otherwise it is asked for
    #[arg(long, value_name = "FILE", env = "CAUSEWAY_PASSWORD_FILE")]
    pub password_file: Option<PathBuf>,
}

/// What to do with keys.
#[derive(Debug, Subcommand)]
pub enum KeysCommand {
    /// Make a key of fresh randomness and keep it encrypted
    New(NewKeyArguments),
    /// Keep a key from elsewhere: a private key, a mnemonic, or a keystore file
    Import(ImportArguments),
    /// List names and addresses; asks for no password
    List(KeyArguments),
    /// Print a key's address
    Address(NamedKeyArguments),
    /// Print a private key, in the clear
    Export(NamedKeyArguments),
}

/// Flags of `causeway keys new`.
#[derive(Args, Debug)]
pub struct NewKeyArguments {
    /// What to call it
    #[arg(value_name = "NAME")]
    pub name: String,

    /// Make it of twelve words and print them, once
    #[arg(long)]
    pub mnemonic: bool,

    #[command(flatten)]
    pub(crate) keys: KeyArguments,
}

/// Flags of `causeway keys import`.
#[derive(Args, Debug)]
pub struct ImportArguments {
    /// What to call it
    #[arg(value_name = "NAME")]
    pub name: String,

    /// The private key in hexadecimal; without any of these flags it is asked for
    #[arg(long, value_name = "HEX", env = "CAUSEWAY_PRIVATE_KEY", hide_env_values = true)]
    pub private_key: Option<String>,

    /// A mnemonic of 12 to 24 words
    #[arg(long, value_name = "WORDS", conflicts_with_all = ["private_key", "keystore"])]
    pub mnemonic: Option<String>,

    /// Which account of the mnemonic: m/44'/60'/0'/0/N
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub mnemonic_index: u32,

    /// A keystore file of version 3, as geth and cast write it; the password stays
    #[arg(long, value_name = "FILE", conflicts_with = "private_key")]
    pub keystore: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) keys: KeyArguments,
}

/// Flags of `causeway keys address` and `causeway keys export`.
#[derive(Args, Debug)]
pub struct NamedKeyArguments {
    /// The key
    #[arg(value_name = "NAME")]
    pub name: String,

    #[command(flatten)]
    pub(crate) keys: KeyArguments,
}

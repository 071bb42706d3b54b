//! Why there is no key to sign with, each cause with what to do about it.

use std::{fmt, io, path::PathBuf};

/// Why there is no key to sign with.
#[derive(Debug)]
pub enum KeyError {
    /// Nothing says who signs.
    NobodySigns {
        /// The chain that the signature is for.
        chain_id: u64,
    },
    /// A dev account was asked for, but the chain is none of development.
    DevAccountElsewhere {
        /// The chain that was asked.
        chain_id: u64,
    },
    /// The text is no private key.
    PrivateKey {
        /// Where it was given.
        place: &'static str,
    },
    /// The words are no mnemonic.
    Mnemonic {
        /// What is wrong with them.
        reason: String,
    },
    /// The name cannot be a file's.
    Name {
        /// The name given.
        name: String,
    },
    /// No key has this name.
    Unknown {
        /// The name given.
        name: String,
        /// Where was looked.
        folder: PathBuf,
        /// The names there.
        known: Vec<String>,
    },
    /// A key has this name already.
    Exists {
        /// Its file.
        path: PathBuf,
    },
    /// The file is no keystore that can be read.
    Keystore {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The password does not open the file.
    WrongPassword {
        /// The file.
        path: PathBuf,
    },
    /// There is no terminal to ask on.
    NoTerminal {
        /// What would have been asked.
        question: String,
        /// How to say it otherwise.
        instead: &'static str,
    },
    /// The two passwords differ.
    PasswordsDiffer,
    /// The password is empty.
    PasswordEmpty,
    /// A file could not be read or written.
    Io {
        /// The file.
        path: PathBuf,
        /// The operating system's answer.
        source: io::Error,
    },
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NobodySigns { chain_id } => write!(
                f,
                "nobody signs for chain {chain_id}: make a key with `causeway keys new NAME` and name it with --account \
                 NAME, or set CAUSEWAY_PRIVATE_KEY"
            ),
            Self::DevAccountElsewhere { chain_id } => write!(
                f,
                "--from means an account of the dev chain 31337, whose keys are public; this is chain {chain_id}: sign with \
                 --account NAME or CAUSEWAY_PRIVATE_KEY"
            ),
            Self::PrivateKey { place } => {
                write!(
                    f,
                    "{place}: expected a private key: 0x and 64 hexadecimal digits, not zero and below the curve's order"
                )
            }
            Self::Mnemonic { reason } => {
                write!(
                    f,
                    "mnemonic: expected 12, 15, 18, 21 or 24 English words with a right checksum (BIP-39): {reason}"
                )
            }
            Self::Name { name } => {
                write!(f, "a key cannot be called `{name}`: expected 1 to 64 letters, digits, hyphens or underscores")
            }
            Self::Unknown { name, folder, known } if known.is_empty() => {
                write!(
                    f,
                    "no key is called `{name}`: {} has none; make one with `causeway keys new {name}`",
                    folder.display()
                )
            }
            Self::Unknown { name, folder, known } => {
                write!(f, "no key is called `{name}`: {} has {}", folder.display(), known.join(", "))
            }
            Self::Exists { path } => {
                write!(f, "{} is there already and is not overwritten: choose another name", path.display())
            }
            Self::Keystore { path, reason } => write!(f, "{} is not a keystore of version 3: {reason}", path.display()),
            Self::WrongPassword { path } => write!(f, "the password does not open {}", path.display()),
            Self::NoTerminal { question, instead } => {
                write!(f, "{question}: there is no terminal to ask on; {instead}")
            }
            Self::PasswordsDiffer => write!(f, "the two passwords differ: nothing was written"),
            Self::PasswordEmpty => write!(f, "the password is empty: a key is not kept without one"),
            Self::Io { path, source } => write!(f, "{}: {source}", path.display()),
        }
    }
}

impl std::error::Error for KeyError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { source, .. } => Some(source),
            _ => None,
        }
    }
}

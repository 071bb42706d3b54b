//! Secrets that people type or keep in files: passwords, private keys, mnemonics.
//!
//! Guarantees: what is typed is not shown; no message contains a secret.

use std::{
    fs,
    io::{IsTerminal, stdin},
    path::Path,
};

use alloy_signer_local::{
    MnemonicBuilder,
    coins_bip39::{English, Mnemonic},
};
use rand_core::OsRng;
use types::SecretKey;

use super::KeyError;

/// The variable that holds a password, for scripts.
pub(crate) const PASSWORD_VARIABLE: &str = "CAUSEWAY_PASSWORD";

const PASSWORD_INSTEAD: &str = "give --password-file FILE, or set CAUSEWAY_PASSWORD";

/// The password of a key that exists.
pub(crate) fn password(file: Option<&Path>, of: &str) -> Result<String, KeyError> {
    match given(file)? {
        Some(password) => Ok(password),
        None => typed(&format!("Password of {of}"), PASSWORD_INSTEAD),
    }
}

/// A password for a new key, typed twice.
pub(crate) fn new_password(file: Option<&Path>, of: &str) -> Result<String, KeyError> {
    let password = match given(file)? {
        Some(password) => password,
        None => {
            let first = typed(&format!("New password of {of}"), PASSWORD_INSTEAD)?;
            if typed("The same again", PASSWORD_INSTEAD)? != first {
                return Err(KeyError::PasswordsDiffer);
            }
            first
        }
    };
    if password.is_empty() { Err(KeyError::PasswordEmpty) } else { Ok(password) }
}

/// The password in a file, without the line's end, or in the environment.
fn given(file: Option<&Path>) -> Result<Option<String>, KeyError> {
    match file {
        Some(path) => {
            let text = fs::read_to_string(path).map_err(|source| KeyError::Io { path: path.to_owned(), source })?;
            Ok(Some(text.trim_end_matches(['\r', '\n']).to_owned()))
        }
        None => Ok(std::env::var(PASSWORD_VARIABLE).ok()),
    }
}

/// What is typed at the terminal, unseen.
pub(crate) fn typed(question: &str, instead: &'static str) -> Result<String, KeyError> {
    let none = || KeyError::NoTerminal { question: question.to_owned(), instead };
    if !stdin().is_terminal() {
        return Err(none());
    }
    rpassword::prompt_password(format!("{question}: ")).map_err(|_| none())
}

/// The key that `text` writes in hexadecimal; `place` says where it stood.
pub(crate) fn private_key(text: &str, place: &'static str) -> Result<SecretKey, KeyError> {
    let invalid = || KeyError::PrivateKey { place };
    let bytes: [u8; 32] = const_hex::decode_to_array(text.trim()).map_err(|_| invalid())?;
    SecretKey::from_secret_bytes(bytes).map_err(|_| invalid())
}

/// The key at `m/44'/60'/0'/0/index` of a mnemonic.
pub(crate) fn of_mnemonic(phrase: &str, index: u32) -> Result<SecretKey, KeyError> {
    let words = phrase.split_whitespace().count();
    if ![12, 15, 18, 21, 24].contains(&words) {
        return Err(KeyError::Mnemonic { reason: format!("it has {words} words") });
    }
    let signer = MnemonicBuilder::<English>::default()
        .phrase(phrase.trim())
        .index(index)
        .and_then(|builder| builder.build())
        .map_err(|error| KeyError::Mnemonic { reason: without(&error.to_string(), phrase) })?;
    SecretKey::from_secret_bytes(signer.to_bytes().0)
        .map_err(|_| KeyError::Mnemonic { reason: "this index has no key".to_owned() })
}

/// What is wrong with a phrase, without the phrase: terminals and logs keep what they are shown.
fn without(reason: &str, phrase: &str) -> String {
    if reason.contains(phrase.trim()) { "its words or their checksum are wrong".to_owned() } else { reason.to_owned() }
}

/// Twelve words with 128 bits of the operating system's randomness.
pub(crate) fn new_mnemonic() -> Result<String, KeyError> {
    let mnemonic = Mnemonic::<English>::new_with_count(&mut OsRng, 12);
    mnemonic.map(|words| words.to_phrase()).map_err(|error| KeyError::Mnemonic { reason: error.to_string() })
}

/// A key of the operating system's randomness.
pub(crate) fn new_key() -> SecretKey {
    let signer = alloy_signer_local::PrivateKeySigner::random_with(&mut OsRng);
    SecretKey::from_secret_bytes(signer.to_bytes().0).expect("the signer holds a valid secret key")
}

#[cfg(test)]
mod tests {
    use types::address_of;

    use super::*;

    const PHRASE: &str = "test test test test test test test test test test test junk";

    #[test]
    fn key_of_a_mnemonic_is_that_of_other_tools() {
        let address = address_of(&of_mnemonic(PHRASE, 1).unwrap());
        assert_eq!(address.to_string(), "0x70997970C51812dc3A010C7d01b50e0d17dc79C8");
    }

    #[test]
    fn wrong_mnemonics_are_refused_without_their_words() {
        for phrase in ["", "test", &PHRASE.replace("junk", "test"), &PHRASE.replace("junk", "xyzzy")] {
            let error = of_mnemonic(phrase, 0).unwrap_err();
            assert!(matches!(error, KeyError::Mnemonic { .. }));
            assert!(!error.to_string().contains("test test"), "{error}");
        }
    }

    #[test]
    fn mnemonic_of_a_wrong_length_is_counted() {
        assert!(of_mnemonic("test test", 0).unwrap_err().to_string().ends_with("(BIP-39): it has 2 words"));
    }

    #[test]
    fn wrong_private_keys_are_refused_without_their_digits() {
        for text in ["", "0x12", &"0".repeat(64), &"f".repeat(64), &"g".repeat(64)] {
            assert!(matches!(private_key(text, "--private-key"), Err(KeyError::PrivateKey { .. })), "{text}");
        }
        assert!(private_key(&format!("0x{}\n", "1".repeat(64)), "--private-key").is_ok());
    }

    #[test]
    fn new_keys_and_mnemonics_differ() {
        assert_ne!(new_key(), new_key());
        let phrase = new_mnemonic().unwrap();
        assert_eq!(phrase.split(' ').count(), 12);
        assert_ne!(phrase, new_mnemonic().unwrap());
        assert!(of_mnemonic(&phrase, 0).is_ok());
    }
}

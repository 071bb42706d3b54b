//! Keys on disk: one keystore file of version 3 (Web3 Secret Storage) for each name, as geth, cast and Clef read them.
//!
//! Guarantees: files are readable by their owner only and never overwritten; the folder lists nothing but its keys; a
//! file that is damaged or asks for absurd work is refused before anything is derived from it. The private key is not in
//! any file without its password.

use std::{
    fs::{self, DirBuilder, OpenOptions},
    io::{ErrorKind, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use alloy_primitives::Address;
use alloy_signer_local::{LocalSignerError, PrivateKeySigner};
use rand_core::{OsRng, RngCore};
use serde_json::{Value, json};
use types::{SecretKey, address_of};

use super::KeyError;
use crate::progress::Progress;

/// What people wait for when a key is locked or opened: the work is what keeps others from trying passwords.
const DERIVING: &str = "turning the password into a key";
/// The most memory-hard work a file may ask for: geth's standard is 2^18.
const MAX_SCRYPT_N: u64 = 1 << 20;
/// The most rounds of PBKDF2 that a file may ask for: geth's standard was 2^18.
const MAX_PBKDF2_ROUNDS: u64 = 1 << 24;

/// A folder of keys.
#[derive(Debug)]
pub(crate) struct Store {
    folder: PathBuf,
}

impl Store {
    /// The keys in `folder`, which need not exist yet.
    pub(crate) fn at(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// All names with their addresses, in order. An address is missing if the file does not tell it without password.
    pub(crate) fn list(&self) -> Result<Vec<(String, Option<Address>)>, KeyError> {
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => Some(entries),
            // It is made with the first key.
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(source) => return Err(KeyError::Io { path: self.folder.clone(), source }),
        };
        let entries = entries.into_iter().flatten().flatten();
        let mut keys: Vec<_> = entries
            .filter_map(|entry| entry.file_name().to_str()?.strip_suffix(".json").map(str::to_owned))
            .filter(|name| is_name(name))
            .map(|name| {
                let address = read(&self.folder.join(format!("{name}.json"))).ok().and_then(|file| address_in(&file));
                (name, address)
            })
            .collect();
        keys.sort();
        Ok(keys)
    }

    /// The address of the key `name`, if its file tells it.
    pub(crate) fn address(&self, name: &str) -> Result<Option<Address>, KeyError> {
        Ok(address_in(&read(&self.existing(name)?)?))
    }

    /// Refuses a name that is none, or that is taken.
    pub(crate) fn free(&self, name: &str) -> Result<PathBuf, KeyError> {
        if !is_name(name) {
            return Err(KeyError::Name { name: name.to_owned() });
        }
        let path = self.folder.join(format!("{name}.json"));
        if path.exists() { Err(KeyError::Exists { path }) } else { Ok(path) }
    }

    /// The file of the key `name`.
    pub(crate) fn existing(&self, name: &str) -> Result<PathBuf, KeyError> {
        if !is_name(name) {
            return Err(KeyError::Name { name: name.to_owned() });
        }
        let path = self.folder.join(format!("{name}.json"));
        if path.exists() {
            return Ok(path);
        }
        let known = self.list()?.into_iter().map(|(name, _)| name).collect();
        Err(KeyError::Unknown { name: name.to_owned(), folder: self.folder.clone(), known })
    }

    /// Writes `key` under `password` and gives back its file.
    pub(crate) fn save(&self, name: &str, key: &SecretKey, password: &str) -> Result<PathBuf, KeyError> {
        let path = self.free(name)?;
        let io = |path: &Path| {
            let path = path.to_owned();
            move |source| KeyError::Io { path, source }
        };
        DirBuilder::new().recursive(true).mode(0o700).create(&self.folder).map_err(io(&self.folder))?;
        // The library writes a file itself, without the address and without asking for its mode; it is a draft in a
        // folder that only the owner enters.
        let drafts = self.folder.join(format!(".{name}.draft"));
        DirBuilder::new().mode(0o700).create(&drafts).map_err(io(&drafts))?;
        let encrypted = encrypted(&drafts, key, password);
        fs::remove_dir_all(&drafts).map_err(io(&drafts))?;
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path).map_err(io(&path))?;
        file.write_all(format!("{}\n", encrypted?).as_bytes()).map_err(io(&path))?;
        Ok(path)
    }
}

/// The keystore of `key` as JSON, with its address as geth writes it.
fn encrypted(drafts: &Path, key: &SecretKey, password: &str) -> Result<Value, KeyError> {
    let _progress = Progress::start(DERIVING);
    let failed = |reason: String| KeyError::Keystore { path: drafts.to_owned(), reason };
    PrivateKeySigner::encrypt_keystore(drafts, &mut OsRng, key.to_secret_bytes(), password, Some("key"))
        .map_err(|error| failed(error.to_string()))?;
    let mut file = read(&drafts.join("key"))?;
    file["address"] = json!(const_hex::encode(address_of(key)));
    Ok(file)
}

/// Refuses a file that no password would open.
pub(crate) fn readable(path: &Path) -> Result<(), KeyError> {
    let damaged = |reason: &str| KeyError::Keystore { path: path.to_owned(), reason: reason.to_owned() };
    check_work(&read(path)?).map_err(damaged)
}

/// The key in the keystore file at `path`.
pub(crate) fn open(path: &Path, password: &str) -> Result<SecretKey, KeyError> {
    let file = read(path)?;
    let damaged = |reason: &str| KeyError::Keystore { path: path.to_owned(), reason: reason.to_owned() };
    check_work(&file).map_err(damaged)?;
    let _progress = Progress::start(DERIVING);
    let decrypted = match file.get("Crypto") {
        Some(crypto) => decrypt_as_geth_writes(&file, crypto, password)?,
        None => PrivateKeySigner::decrypt_keystore(path, password),
    };
    let signer = decrypted.map_err(|error| {
        let reason = error.to_string();
        match reason.to_lowercase().contains("mac") {
            true => KeyError::WrongPassword { path: path.to_owned() },
            false => KeyError::Keystore { path: path.to_owned(), reason },
        }
    })?;
    SecretKey::from_secret_bytes(signer.to_bytes().0).map_err(|_| damaged("what is in it is no private key"))
}

/// Some tools write `Crypto` with a capital, which the library does not know, and it reads files only: a copy, encrypted
/// as it is, stands for the file.
fn decrypt_as_geth_writes(
    file: &Value,
    crypto: &Value,
    password: &str,
) -> Result<Result<PrivateKeySigner, LocalSignerError>, KeyError> {
    let copy = std::env::temp_dir().join(format!("causeway-key-{}-{:x}", std::process::id(), OsRng.next_u64()));
    let io = |source| KeyError::Io { path: copy.clone(), source };
    let content = json!({ "crypto": crypto, "id": file["id"], "version": 3 }).to_string();
    let mut out = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&copy).map_err(io)?;
    let written = out.write_all(content.as_bytes());
    let decrypted = PrivateKeySigner::decrypt_keystore(&copy, password);
    fs::remove_file(&copy).map_err(io)?;
    written.map_err(io)?;
    Ok(decrypted)
}

/// Refuses what the library would not survive, or would take very long for.
fn check_work(file: &Value) -> Result<(), &'static str> {
    let crypto = file.get("crypto").or_else(|| file.get("Crypto")).ok_or("no field `crypto`")?;
    if file["version"] != 3 {
        return Err("field `version`: expected 3");
    }
    if crypto["cipher"] != "aes-128-ctr" {
        return Err("field `cipher`: expected aes-128-ctr");
    }
    if crypto["cipherparams"]["iv"].as_str().is_none_or(|iv| iv.len() != 32) {
        return Err("field `iv`: expected 16 bytes in hexadecimal");
    }
    let parameters = &crypto["kdfparams"];
    if parameters["dklen"] != 32 {
        return Err("field `dklen`: expected 32");
    }
    let scrypt = (parameters["n"].as_u64(), parameters["r"].as_u64(), parameters["p"].as_u64());
    match (crypto["kdf"].as_str(), scrypt, parameters["c"].as_u64()) {
        (Some("scrypt"), (Some(2..=MAX_SCRYPT_N), Some(1..=16), Some(1..=16)), _) => Ok(()),
        (Some("pbkdf2"), _, Some(1..=MAX_PBKDF2_ROUNDS)) => Ok(()),
        _ => Err("field `kdf`: expected scrypt or pbkdf2 with parameters of a usual size"),
    }
}

fn read(path: &Path) -> Result<Value, KeyError> {
    let text = fs::read(path).map_err(|source| KeyError::Io { path: path.to_owned(), source })?;
    serde_json::from_slice(&text)
        .map_err(|error| KeyError::Keystore { path: path.to_owned(), reason: error.to_string() })
}

fn address_in(file: &Value) -> Option<Address> {
    file["address"].as_str()?.parse().ok()
}

fn is_name(name: &str) -> bool {
    (1..=64).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    /// The test vector of the Web3 Secret Storage definition, scrypt.
    const VECTOR: &str = r#"{"crypto":{"cipher":"aes-128-ctr","cipherparams":{"iv":"83dbcc02d8ccb40e466191a123791e0e"},"ciphertext":"d172bf743a674da9cdad04534d56926ef8358534d458fffccd4e6ad2fbde479c","kdf":"scrypt","kdfparams":{"dklen":32,"n":262144,"p":8,"r":1,"salt":"ab0c7876052600dd703518d6fc3fe8984592145b591fc8fb5c6d43190334ba19"},"mac":"2103ac29920d71da29f15d75b4a16dbe95cfd7ff8faea1056c33131d846e3097"},"id":"3198bc9c-6672-5ab3-d995-4942343ae5b6","version":3}"#;

    /// The definition's vector with PBKDF2. That with scrypt has a cost which RFC 7914 forbids for its block size.
    const PBKDF2_VECTOR: &str = r#"{"crypto":{"cipher":"aes-128-ctr","cipherparams":{"iv":"6087dab2f9fdbbfaddc31a909735c1e6"},"ciphertext":"5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46","kdf":"pbkdf2","kdfparams":{"c":262144,"dklen":32,"prf":"hmac-sha256","salt":"ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd"},"mac":"517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2"},"id":"3198bc9c-6672-5ab3-d995-4942343ae5b6","version":3}"#;

    fn key() -> SecretKey {
        SecretKey::from_secret_bytes([7; 32]).unwrap()
    }

    #[test]
    fn saved_key_opens_with_its_password_only() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::at(folder.path().join("keys"));
        let path = store.save("alice", &key(), "right").unwrap();
        assert_eq!(open(&path, "right").unwrap(), key());
        assert!(matches!(open(&path, "wrong"), Err(KeyError::WrongPassword { .. })));
        assert_eq!(store.list().unwrap(), [("alice".to_owned(), Some(address_of(&key())))]);
    }

    #[test]
    fn key_files_are_for_their_owner_and_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::at(folder.path().join("keys"));
        let path = store.save("alice", &key(), "p").unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::metadata(path.parent().unwrap()).unwrap().permissions().mode() & 0o777, 0o700);
        assert!(matches!(store.save("alice", &key(), "p"), Err(KeyError::Exists { .. })));
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    }

    #[test]
    fn vector_of_the_definition_opens() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("vector.json");
        fs::write(&path, PBKDF2_VECTOR).unwrap();
        let expected = "7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d";
        assert_eq!(const_hex::encode(open(&path, "testpassword").unwrap().to_secret_bytes()), expected);
    }

    #[test]
    fn damaged_or_absurd_files_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bad.json");
        for (from, to) in [
            ("\"version\":3", "\"version\":1"),
            ("262144", "1099511627776"),
            ("\"dklen\":32", "\"dklen\":8"),
            ("83dbcc02d8ccb40e466191a123791e0e", "83"),
            ("aes-128-ctr", "rot13"),
            ("{\"crypto\"", "{\"nothing\""),
            ("\"kdf\":\"scrypt\"", "\"kdf\":\"none\""),
            ("{\"crypto\"", "not JSON"),
        ] {
            fs::write(&path, VECTOR.replace(from, to)).unwrap();
            assert!(matches!(open(&path, "testpassword"), Err(KeyError::Keystore { .. })), "{to}");
        }
    }

    #[test]
    fn a_folder_of_keys_that_is_none_is_refused() {
        let file = tempfile::NamedTempFile::new().unwrap();
        assert!(matches!(Store::at(file.path().to_owned()).list(), Err(KeyError::Io { .. })));
        assert_eq!(Store::at(file.path().with_extension("missing")).list().unwrap(), []);
    }

    #[test]
    fn names_that_are_paths_are_refused() {
        let store = Store::at("/nowhere".into());
        for name in ["", "../x", "a/b", "a b", ".hidden"] {
            assert!(matches!(store.existing(name), Err(KeyError::Name { .. })), "{name}");
        }
        assert!(matches!(store.existing("bob"), Err(KeyError::Unknown { .. })));
    }
}

//! The folder of compiled contracts in the data directory, and the key that seals them.
//!
//! Nothing in it is needed: it may be deleted while the node stands still, and what is missing, stale or damaged is
//! compiled again. The key is made at the first start and never leaves this machine.

use std::{
    fs::{self, DirBuilder, OpenOptions},
    io::{self, ErrorKind, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt},
    path::Path,
};

use vm::{ArtifactConfig, ArtifactKey, Compiler, LocalCompiler};

use crate::{
    NodeError,
    compile_worker::{CompileWorkers, WorkerCommand},
};

/// Bytes that compiled contracts may take on disk: some 100,000 tokens.
const ARTIFACTS_MAX_BYTES: u64 = 8 << 30;

/// The key's file in the folder.
const KEY_FILE: &str = "key";

/// Where contracts are compiled.
#[derive(Clone, Debug)]
pub enum Compilation {
    /// In the node's process, by the thread that needs it: for test chains.
    InProcess,
    /// In processes of their own, under limits.
    InWorkers(WorkerCommand),
}

/// What an engine needs to keep compiled contracts in the data directory, which this process holds.
pub(crate) fn config(data_dir: &Path, compilation: Compilation) -> Result<ArtifactConfig, NodeError> {
    let folder = data_dir.join(db::ARTIFACTS_FOLDER);
    let key = key(&folder).map_err(|source| NodeError::Artifacts { path: folder.clone(), source })?;
    let compiler: Box<dyn Compiler> = match compilation {
        Compilation::InProcess => Box::new(LocalCompiler::new(&key).map_err(NodeError::Engine)?),
        Compilation::InWorkers(command) => {
            Box::new(CompileWorkers::start(command, key.clone()).map_err(NodeError::Engine)?)
        }
    };
    Ok(ArtifactConfig { folder, size_max_bytes: ARTIFACTS_MAX_BYTES, key, compiler })
}

/// The key in `folder`; a new one if there is none, if it is damaged, or if others could have read it. With a new key
/// all artifacts are worthless, and are compiled again when they are needed.
fn key(folder: &Path) -> io::Result<ArtifactKey> {
    let path = folder.join(KEY_FILE);
    match stored_key(&path) {
        Ok(Some(key)) => return Ok(key),
        Ok(None) => {
            tracing::warn!(path = %path.display(), "the key of compiled contracts is not usable and is replaced")
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let unfinished = path.with_extension("new");
    match fs::remove_file(&unfinished) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(&unfinished)?.write_all(&bytes)?;
    fs::rename(&unfinished, &path)?;
    Ok(ArtifactKey::new(bytes))
}

/// The key at `path`; `None` if it is damaged or readable by others.
fn stored_key(path: &Path) -> io::Result<Option<ArtifactKey>> {
    let bytes = fs::read(path)?;
    let is_private = fs::metadata(path)?.permissions().mode() & 0o077 == 0;
    Ok(bytes.try_into().ok().filter(|_| is_private).map(ArtifactKey::new))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(folder: &Path) -> [u8; 32] {
        *key(folder).unwrap().as_bytes()
    }

    #[test]
    fn key_is_random_private_and_kept() {
        let directory = tempfile::tempdir().unwrap();
        let (one, other) = (directory.path().join("one"), directory.path().join("other"));
        assert_eq!(bytes(&one), bytes(&one));
        assert_ne!(bytes(&one), bytes(&other));
        assert_eq!(fs::metadata(one.join(KEY_FILE)).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::metadata(&one).unwrap().permissions().mode() & 0o777, 0o700);
    }

    #[test]
    fn key_that_others_can_read_is_replaced() {
        let directory = tempfile::tempdir().unwrap();
        let before = bytes(directory.path());
        fs::set_permissions(directory.path().join(KEY_FILE), fs::Permissions::from_mode(0o644)).unwrap();
        let after = bytes(directory.path());
        assert_ne!(before, after);
        assert_eq!(bytes(directory.path()), after);
    }

    #[test]
    fn damaged_key_is_replaced() {
        let directory = tempfile::tempdir().unwrap();
        bytes(directory.path());
        fs::write(directory.path().join(KEY_FILE), [1; 31]).unwrap();
        assert_ne!(bytes(directory.path())[..31], [1; 31]);
    }
}

//! Artifacts: compiled native code as bytes, sealed so that only what a holder of the key compiled is ever run.
//!
//! | bytes | content |
//! |---|---|
//! | 0..8 | `CWNATIVE` |
//! | 8..12 | format of this table, little-endian like all numbers here |
//! | 12..16 | version of the gas schedule |
//! | 16..20 | version of the metering pass |
//! | 20..24 | size of the code in bytes |
//! | 24..56 | hash of the deployed code |
//! | 56..88 | origin: a hash of wasmtime's version and settings, the machine's features, and this VM's sources |
//! | 88..120 | BLAKE3 of all other bytes, keyed |
//! | 120.. | the code, as wasmtime serializes it |
//!
//! An artifact is opened only if every field is as expected and the seal holds; otherwise it is as if there were none.
//! Where artifacts lie, and who may read the key, is for others to see to.

use std::hash::{Hash, Hasher};

use primitives::B256;
use wasmtime::Module;

use crate::instrument::{PASS_VERSION, SCHEDULE_VERSION};

const MAGIC: &[u8; 8] = b"CWNATIVE";
const FORMAT_VERSION: u32 = 1;
const SEAL_OFFSET: usize = 88;
const CODE_OFFSET: usize = 120;

/// Proves that an artifact was compiled by this node. Whoever has it can make the node run any native code, so it is
/// random, and readable by the node's user alone.
#[derive(Clone)]
pub struct ArtifactKey([u8; 32]);

impl ArtifactKey {
    /// The key with these bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Its bytes, for keeping it and for a process that compiles on behalf of this one.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl std::fmt::Debug for ArtifactKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ArtifactKey(..)")
    }
}

/// What native code depends on beside the module that it was compiled from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Origin {
    schedule_version: u32,
    pass_version: u32,
    build: [u8; 32],
}

/// Seals and opens artifacts for one kind of engine.
pub(super) struct Sealer {
    key: ArtifactKey,
    origin: Origin,
}

impl Sealer {
    /// For engines that are set up like `wasmtime`.
    pub(super) fn new(key: ArtifactKey, wasmtime: &wasmtime::Engine) -> Self {
        let mut build = BuildHasher(blake3::Hasher::new());
        // Its limits and prices are in its sources, and a changed one must not meet code that was made before.
        env!("CAUSEWAY_VM_SOURCES").hash(&mut build);
        wasmtime.precompile_compatibility_hash().hash(&mut build);
        let build = *build.0.finalize().as_bytes();
        Self { key, origin: Origin { schedule_version: SCHEDULE_VERSION, pass_version: PASS_VERSION, build } }
    }

    /// The artifact of the code under `code_hash`. `code` must be what wasmtime's `precompile_module` gave: who opens
    /// the artifact runs it.
    pub(super) fn seal(&self, code_hash: &B256, code: &[u8]) -> Vec<u8> {
        let header = self.header(code_hash, code.len());
        let seal = self.mac(&header, code);
        [&header[..], &seal.as_bytes()[..], code].concat()
    }

    /// The module in `artifact`, ready to run; `None` if it is not sealed with this key as the code under `code_hash`
    /// for an engine like `wasmtime`.
    pub(super) fn open(&self, wasmtime: &wasmtime::Engine, code_hash: &B256, artifact: &[u8]) -> Option<Module> {
        let code = self.verified(code_hash, artifact)?;
        // SAFETY: the seal holds, so these bytes are what a holder of the key gave to `seal`. The key is random and is
        // given to no one but this node and the compilers it starts, and they seal only what `precompile_module`
        // returned. The bytes are in memory that is ours, and are copied from there.
        #[expect(unsafe_code, reason = "native code is trusted by its seal")]
        let module = unsafe { Module::deserialize(wasmtime, code) };
        module.ok()
    }

    fn verified<'a>(&self, code_hash: &B256, artifact: &'a [u8]) -> Option<&'a [u8]> {
        let (header, rest) = artifact.split_at_checked(SEAL_OFFSET)?;
        let (seal, code) = rest.split_first_chunk::<{ CODE_OFFSET - SEAL_OFFSET }>()?;
        // Compared in constant time.
        let holds = header == self.header(code_hash, code.len()) && self.mac(header, code) == *seal;
        holds.then_some(code)
    }

    fn header(&self, code_hash: &B256, code_size_bytes: usize) -> [u8; SEAL_OFFSET] {
        // A size that does not fit is refused when it is opened, because the real one differs.
        let size = u32::try_from(code_size_bytes).unwrap_or(u32::MAX);
        let mut header = [0; SEAL_OFFSET];
        header[..8].copy_from_slice(MAGIC);
        header[8..12].copy_from_slice(&FORMAT_VERSION.to_le_bytes());
        header[12..16].copy_from_slice(&self.origin.schedule_version.to_le_bytes());
        header[16..20].copy_from_slice(&self.origin.pass_version.to_le_bytes());
        header[20..24].copy_from_slice(&size.to_le_bytes());
        header[24..56].copy_from_slice(code_hash.as_slice());
        header[56..].copy_from_slice(&self.origin.build);
        header
    }

    fn mac(&self, header: &[u8], code: &[u8]) -> blake3::Hash {
        blake3::Hasher::new_keyed(&self.key.0).update(header).update(code).finalize()
    }
}

/// Feeds what implements [`Hash`] into a hash that does not collide.
struct BuildHasher(blake3::Hasher);

impl Hasher for BuildHasher {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn finish(&self) -> u64 {
        let hash = self.0.finalize();
        u64::from_le_bytes(*hash.as_bytes().first_chunk().expect("a hash has 32 bytes"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HASH: B256 = B256::repeat_byte(7);

    fn sealer() -> Sealer {
        Sealer {
            key: ArtifactKey::new([1; 32]),
            origin: Origin { schedule_version: 2, pass_version: 3, build: [4; 32] },
        }
    }

    #[test]
    fn bytes_are_where_the_table_says() {
        let artifact = sealer().seal(&HASH, b"code");
        assert_eq!(&artifact[..8], b"CWNATIVE");
        assert_eq!(artifact[8..24], [1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0]);
        assert_eq!(artifact[24..56], [7; 32]);
        assert_eq!(artifact[56..88], [4; 32]);
        assert_eq!(&artifact[120..], b"code");
        assert_eq!(sealer().verified(&HASH, &artifact), Some(&b"code"[..]));
    }

    #[test]
    fn every_flipped_bit_is_refused() {
        let artifact = sealer().seal(&HASH, b"code");
        for bit in 0..artifact.len() * 8 {
            let mut flipped = artifact.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(sealer().verified(&HASH, &flipped), None, "bit {bit}");
        }
    }

    #[test]
    fn truncated_or_prolonged_is_refused() {
        let artifact = sealer().seal(&HASH, b"code");
        for size in 0..artifact.len() {
            assert_eq!(sealer().verified(&HASH, &artifact[..size]), None, "{size} bytes");
        }
        assert_eq!(sealer().verified(&HASH, &[&artifact[..], b"\0"].concat()), None);
    }

    #[test]
    fn artifact_of_other_code_is_refused() {
        let artifact = sealer().seal(&HASH, b"code");
        assert_eq!(sealer().verified(&B256::repeat_byte(8), &artifact), None);
    }

    #[test]
    fn artifact_under_another_key_is_refused() {
        let other = Sealer { key: ArtifactKey::new([9; 32]), ..sealer() };
        assert_eq!(sealer().verified(&HASH, &other.seal(&HASH, b"code")), None);
    }

    #[test]
    fn artifact_of_another_schedule_pass_or_build_is_refused() {
        let origin = sealer().origin;
        let others = [
            Origin { schedule_version: 9, ..origin },
            Origin { pass_version: 9, ..origin },
            Origin { build: [9; 32], ..origin },
        ];
        for origin in others {
            let other = Sealer { origin, ..sealer() };
            assert_eq!(sealer().verified(&HASH, &other.seal(&HASH, b"code")), None, "{origin:?}");
        }
    }

    #[test]
    fn engines_with_and_without_instance_slots_have_one_origin() {
        use crate::engine::{EngineConfig, config, memories::Memories};
        let small = EngineConfig { block_lanes: 1, query_lanes: 1, ..EngineConfig::default() };
        let origin = |config: &wasmtime::Config| {
            let engine = wasmtime::Engine::new(config).unwrap();
            Sealer::new(ArtifactKey::new([1; 32]), &engine).origin
        };
        assert_eq!(origin(&config::running(&small, Memories::reserve(1).unwrap())), origin(&config::compiling()));
    }

    #[test]
    fn another_optimisation_level_is_another_origin() {
        let origin = |level| {
            let mut config = crate::engine::config::compiling();
            config.cranelift_opt_level(level);
            let engine = wasmtime::Engine::new(&config).unwrap();
            Sealer::new(ArtifactKey::new([1; 32]), &engine).origin
        };
        assert_ne!(origin(wasmtime::OptLevel::Speed), origin(wasmtime::OptLevel::None));
    }
}

//! The head: the newest block, and what identifies it.

use primitives::{B256, BlockNumber};

/// A block as the newest of its chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Its height.
    pub number: BlockNumber,
    /// Its hash.
    pub hash: B256,
    /// Root of the state after it.
    pub state_root: B256,
}

/// Bytes of an encoded head.
pub(crate) const HEAD_SIZE_BYTES: usize = 8 + 32 + 32;

impl Head {
    /// `number` (u64, big-endian), `hash`, `state_root`.
    pub(crate) fn encode(&self) -> [u8; HEAD_SIZE_BYTES] {
        let mut bytes = [0; HEAD_SIZE_BYTES];
        bytes[..8].copy_from_slice(&self.number.get().to_be_bytes());
        bytes[8..40].copy_from_slice(self.hash.as_slice());
        bytes[40..].copy_from_slice(self.state_root.as_slice());
        bytes
    }

    /// The inverse of [`Head::encode`].
    pub(crate) fn decode(bytes: &[u8; HEAD_SIZE_BYTES]) -> Self {
        let mut number = [0; 8];
        number.copy_from_slice(&bytes[..8]);
        Self {
            number: BlockNumber::new(u64::from_be_bytes(number)),
            hash: B256::from_slice(&bytes[8..40]),
            state_root: B256::from_slice(&bytes[40..]),
        }
    }
}

impl std::fmt::Display for Head {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "block {} ({})", self.number, self.hash)
    }
}

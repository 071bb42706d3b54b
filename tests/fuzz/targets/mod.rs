//! What must hold for every input, one file each.

mod admission;
mod calls;
mod decode;
mod differential;
mod instrument;
mod pointers;

use crate::driver::Target;

/// All targets, in the order in which they run.
pub(crate) const ALL: &[Target] =
    &[decode::TARGET, admission::TARGET, instrument::TARGET, differential::TARGET, pointers::TARGET, calls::TARGET];

/// The name of a variant: what its debug form begins with.
fn variant(of: &impl std::fmt::Debug) -> String {
    format!("{of:?}").chars().take_while(|c| c.is_alphanumeric()).collect()
}

/// Random bytes for generators, the same every time.
fn noise(count: u64, size: u64) -> Vec<Vec<u8>> {
    let bytes = |seed| {
        let mut random = testing::Random::new(seed);
        (0..size / 8).flat_map(|_| random.next_u64().to_le_bytes()).collect()
    };
    (0..count).map(bytes).collect()
}

//! The codec against the ABI vectors of ethers: values, and the bytes that Solidity's compiler encoded them to.
//!
//! The vectors are Rust types and so compiled: `vectors.rs` has the shortest of all that together show every leaf type and
//! most shapes of an argument. `extract.mjs` says where they come from and writes them, or all.

mod read;

use read::Read;
use sdk::abi::{Abi, Sequence, decode, encode};

/// Encodes the values to the vector's bytes and decodes them back.
fn check<T: Read + Abi + Sequence + PartialEq>(vector: &str, types: &str, values: &str, data: &str) {
    assert_eq!(T::CANONICAL.as_str(), types, "{vector}");
    let values = T::read(&serde_json::from_str(values).expect(vector));
    let data = const_hex::decode(data).expect(vector);
    assert_eq!(encode(&values), data, "{vector}");
    assert!(decode::<T>(&data).is_ok_and(|decoded| decoded == values), "{vector}: other values");
}

macro_rules! vectors {
    ($($name:literal, $types:literal, $kind:ty, $values:literal, $data:literal;)*) => {
        /// Each vector, to be run by its name.
        pub(crate) const VECTORS: &[(&str, fn(&str))] =
            &[$(($name, |name| crate::check::<$kind>(name, $types, $values, $data)),)*];
    };
}
mod vectors;

#[test]
fn coding_passes_the_vectors_of_ethers() {
    for (name, check) in vectors::VECTORS {
        check(name);
    }
    println!("{} vectors of ethers passed", vectors::VECTORS.len());
}

//! The container: how deployed code is framed, so that constructor arguments can follow it.
//!
//! ```text
//! byte  0      EF           no EVM code starts with it (EIP-3541)
//! byte  1..3   43 57        "CW"
//! byte  3      01           format version
//! byte  4..8   u32, big-endian: length n of the module
//! byte  8..8+n the Wasm module
//! byte  8+n..  constructor arguments, in creation data only
//! ```

use core::fmt;

/// The first bytes of every container: magic and format version.
pub const PREFIX: [u8; 4] = [0xEF, 0x43, 0x57, 0x01];

/// Bytes before the module.
pub const HEADER_SIZE_BYTES: usize = 8;

/// Creation data, split.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Split<'a> {
    /// The container: what `eth_getCode` returns and what the code hash covers.
    pub container: &'a [u8],
    /// The module inside the container.
    pub module: &'a [u8],
    /// What follows the container: the ABI-encoded constructor arguments.
    pub arguments: &'a [u8],
}

/// Why bytes are not a container.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContainerError {
    /// The bytes do not start with `EF 43 57`: EVM bytecode, a bare module, or something else.
    Magic {
        /// The first bytes found, as many as there are, zero-filled.
        found: [u8; 3],
    },
    /// The format version is unknown.
    Version {
        /// The version found.
        found: u8,
    },
    /// There are fewer bytes than the header or the length field asks for.
    Truncated {
        /// Bytes needed.
        expected: usize,
        /// Bytes there.
        found: usize,
    },
    /// The module is empty.
    Empty,
}

impl fmt::Display for ContainerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Magic { found: [0, b'a', b's'] } => write!(
                f,
                "code is a bare Wasm module: expected a container (EF 43 57 01, length, module); run `causeway build` and deploy the `bytecode` it writes"
            ),
            Self::Magic { found } => write!(
                f,
                "code starts with {:02x}{:02x}{:02x}, not with the container magic ef4357: this chain runs Wasm contracts, not EVM bytecode; build the contract with `causeway build` and deploy the `bytecode` it writes",
                found[0], found[1], found[2]
            ),
            Self::Version { found } => {
                write!(
                    f,
                    "container version is {found}: expected 1; rebuild the contract with this node's `causeway build`"
                )
            }
            Self::Truncated { expected, found } => {
                write!(f, "container is truncated: expected {expected} bytes, found {found}")
            }
            Self::Empty => write!(f, "container length is 0: expected a Wasm module"),
        }
    }
}

impl core::error::Error for ContainerError {}

/// Splits creation data into container, module and constructor arguments.
pub fn split(data: &[u8]) -> Result<Split<'_>, ContainerError> {
    let mut found = [0; 3];
    for (to, from) in found.iter_mut().zip(data) {
        *to = *from;
    }
    if found != PREFIX[..3] {
        return Err(ContainerError::Magic { found });
    }
    let header: &[u8; HEADER_SIZE_BYTES] =
        data.first_chunk().ok_or(ContainerError::Truncated { expected: HEADER_SIZE_BYTES, found: data.len() })?;
    if header[3] != PREFIX[3] {
        return Err(ContainerError::Version { found: header[3] });
    }
    let size = u32::from_be_bytes([header[4], header[5], header[6], header[7]]) as usize;
    if size == 0 {
        return Err(ContainerError::Empty);
    }
    let expected = HEADER_SIZE_BYTES.saturating_add(size);
    let (container, arguments) =
        data.split_at_checked(expected).ok_or(ContainerError::Truncated { expected, found: data.len() })?;
    Ok(Split { container, module: &container[HEADER_SIZE_BYTES..], arguments })
}

/// The header for a module of `size` bytes.
pub const fn header(size: u32) -> [u8; HEADER_SIZE_BYTES] {
    let n = size.to_be_bytes();
    let p = PREFIX;
    [p[0], p[1], p[2], p[3], n[0], n[1], n[2], n[3]]
}

#[cfg(test)]
mod tests {
    extern crate std;
    use std::{string::ToString, vec::Vec};

    use super::*;

    fn container(module: &[u8]) -> Vec<u8> {
        [&header(module.len() as u32)[..], module].concat()
    }

    #[test]
    fn container_and_arguments_are_split_by_the_length_field() {
        let data = [container(b"wasm"), b"args".to_vec()].concat();
        let split = split(&data).unwrap();
        assert_eq!((split.module, split.arguments), (&b"wasm"[..], &b"args"[..]));
        assert_eq!(split.container, container(b"wasm"));
    }

    #[test]
    fn evm_bytecode_is_refused_with_a_pointer_to_causeway_build() {
        let error = split(&[0x60, 0x80, 0x60, 0x40]).unwrap_err();
        assert_eq!(error, ContainerError::Magic { found: [0x60, 0x80, 0x60] });
        assert!(error.to_string().contains("causeway build"));
    }

    #[test]
    fn bare_module_is_refused_and_named() {
        assert!(split(b"\0asm\x01\0\0\0").unwrap_err().to_string().contains("bare Wasm module"));
    }

    #[test]
    fn empty_data_is_refused_as_no_container() {
        assert_eq!(split(&[]), Err(ContainerError::Magic { found: [0; 3] }));
    }

    #[test]
    fn unknown_version_is_refused() {
        let mut data = container(b"wasm");
        data[3] = 2;
        assert_eq!(split(&data), Err(ContainerError::Version { found: 2 }));
    }

    #[test]
    fn truncated_header_and_module_are_refused_with_both_sizes() {
        assert_eq!(split(&PREFIX), Err(ContainerError::Truncated { expected: 8, found: 4 }));
        let data = container(b"wasm");
        assert_eq!(split(&data[..11]), Err(ContainerError::Truncated { expected: 12, found: 11 }));
    }

    #[test]
    fn empty_module_is_refused() {
        assert_eq!(split(&container(b"")), Err(ContainerError::Empty));
    }
}

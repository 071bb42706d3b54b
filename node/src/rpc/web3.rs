//! `web3_*`: what this program is, and its hash function.

use jsonrpsee::core::RegisterMethodError;
use primitives::{Bytes, keccak256};

use crate::rpc::methods::Methods;

/// Name, version and platform, in the form that clients take apart at the slashes.
fn client_version() -> String {
    format!("causeway/v{}/{}-{}/rust", env!("CARGO_PKG_VERSION"), std::env::consts::OS, std::env::consts::ARCH)
}

/// The table of `web3_*`.
pub(super) fn register(methods: &mut Methods) -> Result<(), RegisterMethodError> {
    methods.instant("web3_clientVersion", &[], |_, _| Ok(client_version()))?;
    methods.instant("web3_sha3", &["data"], |_, arguments| Ok(keccak256(arguments.required::<Bytes>(0)?)))
}

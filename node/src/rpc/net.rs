//! `net_*`: facts about this node in its network. A node that seals alone has no peers and is never behind.

use jsonrpsee::core::RegisterMethodError;
use primitives::U256;

use crate::rpc::methods::Methods;

/// The table of `net_*`.
pub(super) fn register(methods: &mut Methods) -> Result<(), RegisterMethodError> {
    methods.instant("net_version", &[], |context, _| Ok(context.chain.chain_id().to_string()))?;
    methods.instant("net_listening", &[], |_, _| Ok(true))?;
    methods.instant("net_peerCount", &[], |_, _| Ok(U256::ZERO))
}

//! `causeway verify`: is this source the code on chain?
//!
//! The proof is a rebuild that gives the same bytes. If it does not, what both modules say of their making tells why.

use std::fmt;

use alloy_primitives::Address;
use interface::container;
use primitives::keccak256;
use serde_json::json;

use crate::{
    CliError, Output, VerifyArguments,
    build::{self, Hash, Provenance},
    chain::{ChainError, Endpoint},
    progress::Progress,
};

/// Why a rebuild is not the code on chain.
#[derive(Debug)]
pub struct Difference {
    /// The contract on chain.
    address: Address,
    /// What differs, each with what is on chain and what is here.
    reasons: Vec<String>,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the code at {} is not what this source gives:", self.address)?;
        self.reasons.iter().try_for_each(|reason| write!(f, "\n  {reason}"))
    }
}

impl std::error::Error for Difference {}

/// Rebuilds, compares, and says what differs.
pub fn run(arguments: &VerifyArguments, output: Output) -> Result<(), CliError> {
    let chain = Endpoint::new(&arguments.endpoint.rpc_url)?;
    let chain_id = chain.chain_id(arguments.endpoint.chain_id)?;
    let address = arguments.address;
    let code = {
        let _progress = Progress::start(format!("asking {} for the code at {address}", chain.url()));
        chain.code(address)?
    };
    if code.is_empty() {
        return Err(ChainError::NoContract { address, chain_id, url: chain.url().to_owned() }.into());
    }
    let built = build::one(&arguments.path, None)?;
    let rebuilt = build::container(&built.module);
    if code.as_ref() != rebuilt.as_slice() {
        let on_chain = container::split(&code).ok().and_then(|split| Provenance::in_module(split.module));
        let here = Provenance::in_module(&built.module);
        return Err(Difference { address, reasons: reasons(on_chain, here, code.len(), rebuilt.len()) }.into());
    }
    let hash = keccak256(&code);
    let text =
        format!("{address} on chain {chain_id} is {}: the same {} bytes, code hash {hash}", built.name, code.len());
    output.show(text, || {
        json!({
            "verified": true,
            "address": address.to_string(),
            "chainId": chain_id,
            "contract": built.name,
            "bytes": code.len(),
            "codeHash": hash,
        })
    })
}

fn reasons(on_chain: Option<Provenance>, here: Option<Provenance>, size: usize, rebuilt: usize) -> Vec<String> {
    let (Some(on_chain), Some(here)) = (on_chain, here) else {
        return vec![format!(
            "it does not say what it was built from ({size} bytes, the rebuild has {rebuilt}); was it deployed from an \
             artifact of `causeway build`?"
        )];
    };
    let mut reasons = Vec::new();
    let mut compare = |what: &str, on_chain: String, here: String, cure: &str| {
        if on_chain != here {
            reasons.push(format!("{what}: on chain {on_chain}, here {here}; {cure}"));
        }
    };
    compare("compiler", on_chain.compiler, here.compiler, "set rust-toolchain.toml to the one on chain");
    compare("SDK", on_chain.sdk, here.sdk, "use the SDK of that version");
    compare("sources", short(&on_chain.sources), short(&here.sources), "check out the commit that was deployed");
    compare("lock file", short(&on_chain.lock), short(&here.lock), "take the Cargo.lock that was deployed");
    if reasons.is_empty() {
        reasons.push(format!(
            "sources, lock file, compiler and SDK are the same, yet {size} bytes are on chain and {rebuilt} here: the \
             profile or the flags of the compiler differ, or the code was changed after the build"
        ));
    }
    reasons
}

fn short(hash: &Hash) -> String {
    const_hex::encode(&hash[..8])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn provenance() -> Provenance {
        Provenance { sources: Hash::default(), lock: Hash::default(), compiler: "1.95.0".into(), sdk: "0.1.0".into() }
    }

    #[test]
    fn what_differs_is_named() {
        let of = |change: fn(&mut Provenance)| {
            let mut here = provenance();
            change(&mut here);
            reasons(Some(provenance()), Some(here), 1, 2).join("\n")
        };
        assert!(of(|p| p.compiler = "1.96.0".into()).starts_with("compiler: on chain 1.95.0, here 1.96.0"));
        assert!(of(|p| p.sdk = "0.2.0".into()).starts_with("SDK: "));
        assert!(of(|p| p.sources = [1; 16]).starts_with("sources: "));
        assert!(of(|p| p.lock = [1; 16]).starts_with("lock file: "));
        assert!(of(|_| {}).contains("profile"));
    }

    #[test]
    fn code_that_says_nothing_is_told_apart() {
        assert!(reasons(None, Some(provenance()), 1, 2)[0].contains("does not say"));
    }
}

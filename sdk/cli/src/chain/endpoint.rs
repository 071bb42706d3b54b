//! A chain behind a URL: JSON-RPC over HTTP or HTTPS, one request at a time.
//!
//! Guarantees: an answer is read to a bounded size and within a bounded time, and every way to fail names the URL.
//! What is asked, and what an error of the chain means, is the callers' matter.

use std::time::Duration;

use alloy_primitives::{Address, B256, Bytes, U256};
use serde_json::{Value, json};
use ureq::Agent;

use crate::chain::ChainError;

/// What an answer may take. A receipt with the largest number of logs stays below it.
const MAX_ANSWER_BYTES: u64 = 64 << 20;

/// How long one request may take, its connection included.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);

/// A JSON-RPC endpoint.
#[derive(Debug)]
pub(crate) struct Endpoint {
    url: String,
    agent: Agent,
}

impl Endpoint {
    /// The endpoint at `url`. Nothing is sent yet.
    pub(crate) fn new(url: &str) -> Result<Self, ChainError> {
        let url = url.trim();
        let is_http = ["http://", "https://"].iter().any(|scheme| url.len() > scheme.len() && url.starts_with(scheme));
        if !is_http {
            return Err(ChainError::Url { url: url.to_owned() });
        }
        let agent = Agent::config_builder().timeout_global(Some(REQUEST_TIMEOUT)).http_status_as_error(false).build();
        Ok(Self { url: url.to_owned(), agent: agent.into() })
    }

    /// Where it is.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// The result of one call.
    pub(crate) fn request(&self, method: &'static str, params: Value) -> Result<Value, ChainError> {
        let unreachable =
            |error: ureq::Error| ChainError::Unreachable { url: self.url.clone(), reason: error.to_string() };
        let body = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params }).to_string();
        let request = self.agent.post(&self.url).header("content-type", "application/json");
        let mut response = request.send(body).map_err(unreachable)?;
        let status = response.status();
        let text = response.body_mut().with_config().limit(MAX_ANSWER_BYTES).read_to_string().map_err(unreachable)?;
        let strange = |reason: String| ChainError::Answer { url: self.url.clone(), method, reason };
        let mut answer: Value = serde_json::from_str(&text)
            .map_err(|_| strange(format!("HTTP status {status}, and the body is not JSON: {}", start_of(&text))))?;
        if let Some(error) = answer.get("error").filter(|error| !error.is_null()) {
            return Err(ChainError::Refused {
                method,
                message: error["message"].as_str().unwrap_or("no message").to_owned(),
                data: error["data"].as_str().and_then(|data| data.parse().ok()),
            });
        }
        match answer.get_mut("result") {
            Some(result) => Ok(result.take()),
            None => Err(strange(format!("neither result nor error in it: {}", start_of(&text)))),
        }
    }

    /// The result of one call as a `T`.
    pub(crate) fn ask<T: serde::de::DeserializeOwned>(
        &self,
        method: &'static str,
        params: Value,
    ) -> Result<T, ChainError> {
        let result = self.request(method, params)?;
        serde_json::from_value(result).map_err(|error| ChainError::Answer {
            url: self.url.clone(),
            method,
            reason: error.to_string(),
        })
    }

    /// The chain's id, which must be `expected` if there is one.
    pub(crate) fn chain_id(&self, expected: Option<u64>) -> Result<u64, ChainError> {
        let found: u64 = self.ask::<U256>("eth_chainId", json!([]))?.saturating_to();
        match expected {
            Some(expected) if expected != found => {
                Err(ChainError::WrongNetwork { url: self.url.clone(), expected, found })
            }
            _ => Ok(found),
        }
    }

    /// The code at `address`; empty if there is none.
    pub(crate) fn code(&self, address: Address) -> Result<Bytes, ChainError> {
        self.ask("eth_getCode", json!([address, "latest"]))
    }

    /// Balance in wei.
    pub(crate) fn balance(&self, address: Address) -> Result<U256, ChainError> {
        self.ask("eth_getBalance", json!([address, "latest"]))
    }

    /// The receipt of a mined transaction.
    pub(crate) fn receipt(&self, hash: B256) -> Result<Option<Value>, ChainError> {
        let receipt = self.request("eth_getTransactionReceipt", json!([hash]))?;
        Ok(Some(receipt).filter(|receipt| !receipt.is_null()))
    }
}

/// The first letters of `text`, for a message.
fn start_of(text: &str) -> String {
    text.chars().take(100).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn url_without_http_is_refused() {
        for url in ["", "localhost:8545", "ws://localhost:8545", "https://", "file:///etc/passwd"] {
            assert!(matches!(Endpoint::new(url), Err(ChainError::Url { .. })), "{url}");
        }
        assert!(Endpoint::new("https://rpc.example").is_ok());
    }
}

//! JSON-RPC over HTTP to one node: requests, answers, and what is said when there is none.

use std::{cell::Cell, time::Duration};

use serde_json::{Value, json};

/// How long an answer may take on a loaded machine.
const TIMEOUT: Duration = Duration::from_secs(60);

/// Bytes of an answer at most: a block of large transactions is below that.
const ANSWER_SIZE_MAX: u64 = 256 * 1024 * 1024;

/// The code of a method that the node does not have (JSON-RPC 2.0).
const METHOD_NOT_FOUND: i64 = -32_601;

/// A connection to one node.
pub(crate) struct Client {
    agent: ureq::Agent,
    url: String,
    next_id: Cell<u64>,
}

/// The error object of an answer.
#[derive(Clone, Debug)]
pub(crate) struct RpcError {
    pub(crate) code: i64,
    pub(crate) message: String,
    pub(crate) data: Value,
}

impl RpcError {
    pub(crate) fn is_unknown_method(&self) -> bool {
        self.code == METHOD_NOT_FOUND
    }
}

impl Client {
    pub(crate) fn new(url: &str) -> Self {
        let config = ureq::Agent::config_builder().timeout_global(Some(TIMEOUT)).http_status_as_error(false);
        Self { agent: config.build().new_agent(), url: url.to_owned(), next_id: Cell::new(1) }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// The result or the error of a method; `Err` is a sentence about the connection.
    pub(crate) fn ask(&self, method: &str, params: &Value) -> Result<Result<Value, RpcError>, String> {
        let id = self.next_id.replace(self.next_id.get() + 1);
        let request = json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }).to_string();
        let sent = self.agent.post(&self.url).header("content-type", "application/json").send(request);
        let mut response = sent.map_err(|error| match error {
            ureq::Error::TlsRequired => "HTTPS needs the feature `https` of the crate `testing`".to_owned(),
            other => other.to_string(),
        })?;
        let text = response.body_mut().with_config().limit(ANSWER_SIZE_MAX).read_to_string();
        let text = text.map_err(|error| error.to_string())?;
        let mut answer: Value =
            serde_json::from_str(&text).map_err(|_| format!("HTTP {} and no JSON: {text}", response.status()))?;
        if let Some(result) = answer.get_mut("result") {
            return Ok(Ok(result.take()));
        }
        let error = answer.get("error").ok_or_else(|| format!("neither result nor error: {text}"))?;
        Ok(Err(RpcError {
            code: error["code"].as_i64().unwrap_or_default(),
            message: error["message"].as_str().unwrap_or_default().to_owned(),
            data: error["data"].clone(),
        }))
    }

    /// The result or the error of a method.
    ///
    /// # Panics
    /// If the node does not answer.
    pub(crate) fn try_call(&self, method: &str, params: Value) -> Result<Value, RpcError> {
        self.ask(method, &params).unwrap_or_else(|error| {
            let url = &self.url;
            panic!("no chain answers at {url} ({error}): start one, for example with `causeway dev`, or change the URL")
        })
    }

    /// The result of a method that every node has.
    ///
    /// # Panics
    /// If the node refuses or does not answer.
    pub(crate) fn call(&self, method: &str, params: Value) -> Value {
        match self.try_call(method, params) {
            Ok(result) => result,
            Err(error) => panic!("{method} of the chain at {}: {}", self.url, error.message),
        }
    }

    /// The result of a method that only development chains have; `purpose` says what it is for.
    ///
    /// # Panics
    /// If the node does not have it, refuses, or does not answer.
    pub(crate) fn call_dev(&self, method: &str, params: Value, purpose: &str) -> Value {
        match self.try_call(method, params) {
            Ok(result) => result,
            Err(error) if error.is_unknown_method() => {
                panic!("the chain at {} cannot {purpose}: it has no {method}; use a development chain", self.url)
            }
            Err(error) => panic!("{method} of the chain at {}: {}", self.url, error.message),
        }
    }

    /// A number from a method that every node has.
    pub(crate) fn number(&self, method: &str, params: Value) -> u64 {
        let result = self.call(method, params);
        number(&result).unwrap_or_else(|| panic!("{method} of the chain at {} gave {result}, no number", self.url))
    }
}

/// A quantity of Ethereum's JSON.
pub(crate) fn number(value: &Value) -> Option<u64> {
    u64::from_str_radix(value.as_str()?.strip_prefix("0x")?, 16).ok()
}

/// Bytes of Ethereum's JSON.
pub(crate) fn bytes(value: &Value) -> Option<Vec<u8>> {
    alloy_primitives::hex::decode(value.as_str()?.strip_prefix("0x")?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_bytes_are_read_and_nothing_else() {
        assert_eq!(number(&json!("0x1f")), Some(31));
        assert_eq!(bytes(&json!("0x1f00")), Some(vec![0x1f, 0]));
        for wrong in [json!(null), json!(5), json!("1f"), json!("0xzz")] {
            assert_eq!((number(&wrong), bytes(&wrong)), (None, None), "{wrong}");
        }
    }

    #[test]
    #[should_panic(expected = "no chain answers at http://127.0.0.1:1 ")]
    fn chain_that_does_not_answer_is_named() {
        Client::new("http://127.0.0.1:1").call("eth_chainId", json!([]));
    }
}

//! What stands before JSON-RPC: whether a request may come in at all, and that its body is whole, small enough and
//! JSON. Refusals are JSON-RPC errors too, with the HTTP status that fits.
//!
//! A web page can send a browser to any address by a name of its own, so the `Host` header must be an IP address,
//! `localhost` or a name that the operator allowed; and WebSockets are not held back by CORS, so `Origin` is checked
//! here for both.

use std::{net::IpAddr, sync::Arc, time::Duration};

use http_body_util::BodyExt;
use hyper::{
    HeaderMap, Method, Request, Response, StatusCode, body::Incoming, header, header::HeaderName, http::HeaderValue,
};
use jsonrpsee::{core::JsonRawValue, server::HttpBody};
use serde::Deserialize;
use tokio::time::timeout;

use crate::rpc::{error::RpcError, guard::Transport, limits::RpcLimits, params::shortened, server::Origins};

/// How much of a body that is too large is read all the same, in body limits.
const FORGOTTEN_LIMITS: usize = 4;

/// How long it is read.
const FORGET_TIME: Duration = Duration::from_secs(1);

/// The rules for requests of one server.
#[derive(Debug)]
pub(super) struct Door {
    pub(super) origins: Origins,
    /// Host names that are allowed beside `localhost` and IP addresses.
    pub(super) hosts: Vec<String>,
    pub(super) limits: RpcLimits,
}

/// A request that may come in, with its whole body, or the answer that refuses it.
pub(super) type Admitted = Result<Request<HttpBody>, Box<Response<HttpBody>>>;

impl Door {
    /// Lets a request in, or answers it.
    pub(super) async fn admit(self: Arc<Self>, request: Request<Incoming>) -> Admitted {
        self.check_headers(&request).map_err(refused)?;
        let (mut parts, body) = request.into_parts();
        let upgrades = parts.headers.contains_key(header::UPGRADE);
        parts.extensions.insert(if upgrades { Transport::WebSocket } else { Transport::Http });
        if upgrades || parts.method != Method::POST {
            return Ok(Request::from_parts(parts, HttpBody::new(body)));
        }
        let body = self.read(body).await.map_err(refused)?;
        Ok(Request::from_parts(parts, HttpBody::from(body)))
    }

    fn check_headers(&self, request: &Request<Incoming>) -> Result<(), RpcError> {
        let headers = request.headers();
        let host = text(headers, header::HOST).or_else(|| request.uri().host().map(str::to_owned)).unwrap_or_default();
        if !self.allows_host(&host) {
            return Err(RpcError::Host { found: host });
        }
        if let Some(origin) = text(headers, header::ORIGIN)
            && !self.origins.allow(&origin)
        {
            return Err(RpcError::Origin { found: origin });
        }
        if request.method() == Method::POST {
            let found = text(headers, header::CONTENT_TYPE).unwrap_or_default();
            let kind = found.split(';').next().unwrap_or_default().trim();
            if !kind.eq_ignore_ascii_case("application/json") {
                return Err(RpcError::ContentType { found });
            }
        }
        Ok(())
    }

    fn allows_host(&self, host: &str) -> bool {
        let name = match host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((address, _)) => address,
            None => host.rsplit_once(':').map_or(host, |(name, _)| name),
        };
        let is_named = |allowed: &String| allowed.eq_ignore_ascii_case(name);
        name.parse::<IpAddr>().is_ok() || name.eq_ignore_ascii_case("localhost") || self.hosts.iter().any(is_named)
    }

    /// The whole body, which is well-formed JSON.
    async fn read(&self, body: Incoming) -> Result<Vec<u8>, RpcError> {
        let limit_bytes = self.limits.body_max_bytes;
        let whole = collect(body, limit_bytes as usize);
        let collected = match timeout(self.limits.body_timeout, whole).await {
            Err(_) => return Err(RpcError::BodyTimeout { limit_s: self.limits.body_timeout.as_secs() }),
            Ok(Err(error)) => return Err(RpcError::Json(format!("the body broke off: {error}"))),
            Ok(Ok(None)) => return Err(RpcError::BodyTooLarge { limit_bytes }),
            Ok(Ok(Some(collected))) => collected,
        };
        check_form(&collected)?;
        Ok(collected)
    }
}

/// The whole body, or `None` if it has more than `limit_bytes`. The rest of such a body is then read for a while and
/// forgotten: most clients read the answer only after they have sent everything, and a connection that is closed while
/// they send shows them no answer at all.
async fn collect(mut body: Incoming, limit_bytes: usize) -> Result<Option<Vec<u8>>, hyper::Error> {
    let mut collected = Vec::new();
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame?.into_data() else { continue };
        if data.len() > limit_bytes.saturating_sub(collected.len()) {
            // The answer is the same however the rest ends.
            let _ = timeout(FORGET_TIME, forget(body, limit_bytes.saturating_mul(FORGOTTEN_LIMITS))).await;
            return Ok(None);
        }
        collected.extend_from_slice(&data);
    }
    Ok(Some(collected))
}

/// Reads the body to its end, or until more than `most_bytes` have come.
async fn forget(mut body: Incoming, most_bytes: usize) {
    let mut left = most_bytes;
    while let Some(Ok(frame)) = body.frame().await {
        let size = frame.data_ref().map_or(0, |data| data.len());
        let Some(rest) = left.checked_sub(size) else { return };
        left = rest;
    }
}

/// The members of a JSON-RPC 2.0 request, as they are.
#[derive(Deserialize)]
struct Members<'a> {
    #[serde(borrow)]
    jsonrpc: Option<&'a JsonRawValue>,
    #[serde(borrow)]
    method: Option<&'a JsonRawValue>,
    #[serde(borrow)]
    id: Option<&'a JsonRawValue>,
}

/// Checks that `body` is JSON, and a request or a batch. The requests of a batch are checked one by one later, because
/// a wrong one does not spoil the others.
fn check_form(body: &[u8]) -> Result<(), RpcError> {
    let value: &JsonRawValue = serde_json::from_slice(body).map_err(|error| RpcError::Json(error.to_string()))?;
    match value.get().as_bytes().first() {
        Some(b'[') => return Ok(()),
        Some(b'{') => {}
        _ => return Err(wrong_member("the whole", "an object, or an array of them", Some(value))),
    }
    let members: Members<'_> = serde_json::from_str(value.get()).map_err(|error| RpcError::Json(error.to_string()))?;
    let is_string = |value: &&JsonRawValue| value.get().starts_with('"');
    let is_id = |value: &&JsonRawValue| value.get() == "null" || is_string(value) || value.get().parse::<u64>().is_ok();
    if members.jsonrpc.is_none_or(|version| version.get() != "\"2.0\"") {
        return Err(wrong_member("jsonrpc", "\"2.0\"", members.jsonrpc));
    }
    if !members.method.as_ref().is_some_and(is_string) {
        return Err(wrong_member("method", "a string", members.method));
    }
    if !members.id.as_ref().is_none_or(is_id) {
        return Err(wrong_member("id", "a string, an unsigned integer or null", members.id));
    }
    Ok(())
}

fn wrong_member(member: &'static str, expected: &'static str, found: Option<&JsonRawValue>) -> RpcError {
    let found = found.map_or("nothing".to_owned(), |value| shortened(value.get()));
    RpcError::RequestForm { member, expected, found }
}

/// A header as text; what is not text is shown with replacement characters.
fn text(headers: &HeaderMap<HeaderValue>, name: HeaderName) -> Option<String> {
    headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
}

fn refused(error: RpcError) -> Box<Response<HttpBody>> {
    Box::new(refusal(error))
}

/// The HTTP answer that refuses a request.
pub(super) fn refusal(error: RpcError) -> Response<HttpBody> {
    let status = match error {
        RpcError::Host { .. } | RpcError::Origin { .. } => StatusCode::FORBIDDEN,
        RpcError::BodyTooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
        RpcError::BodyTimeout { .. } => StatusCode::REQUEST_TIMEOUT,
        RpcError::ContentType { .. } => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        RpcError::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        _ => StatusCode::OK,
    };
    let mut response = Response::new(HttpBody::from(error.into_body()));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn host_is_an_address_localhost_or_allowed() {
        let door = Door { origins: Origins::None, hosts: vec!["node.example".into()], limits: RpcLimits::default() };
        for allowed in [
            "localhost",
            "localhost:8545",
            "LOCALHOST",
            "127.0.0.1:8545",
            "10.1.2.3",
            "[::1]:8545",
            "[::1]",
            "node.example",
            "Node.Example:80",
        ] {
            assert!(door.allows_host(allowed), "{allowed}");
        }
        for refused in ["", "evil.example", "localhost.evil.example", "127.0.0.1.evil.example:8545", "[evil]:1"] {
            assert!(!door.allows_host(refused), "{refused}");
        }
    }
}

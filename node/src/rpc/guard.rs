//! What stands before every call: unknown methods are named, subscriptions over HTTP are refused, and no call takes
//! longer than it may.

use std::{collections::HashSet, future::Future, sync::Arc, time::Duration};

use jsonrpsee::{
    core::middleware::{Batch, BatchEntry, Notification, RpcServiceT},
    server::{BatchResponseBuilder, MethodResponse},
    types::{ErrorObjectOwned, Request},
};
use tokio::time::timeout;

use crate::rpc::{dev::DEV_METHODS, error::RpcError};

/// How a request came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Transport {
    Http,
    WebSocket,
}

/// What the guard knows of the methods.
#[derive(Clone)]
pub(super) struct Rules {
    pub(super) methods: Arc<HashSet<&'static str>>,
    pub(super) call_timeout: Duration,
    pub(super) response_max_bytes: usize,
}

/// The service that answers calls, guarded.
#[derive(Clone)]
pub(super) struct Guard<S> {
    inner: S,
    rules: Rules,
}

impl<S> Guard<S> {
    /// Guards `inner`.
    pub(super) fn new(inner: S, rules: Rules) -> Self {
        Self { inner, rules }
    }
}

impl Rules {
    /// Why a request cannot even be tried.
    fn refuse(&self, request: &Request<'_>) -> Option<RpcError> {
        let method = request.method_name();
        if !self.methods.contains(method) {
            // A name is repeated in the answer, so a long one is cut.
            let method = method.chars().take(100).collect::<String>();
            let dev = DEV_METHODS.contains(&method.as_str());
            return Some(RpcError::MethodNotFound { method, dev });
        }
        let over_http = request.extensions().get::<Transport>() == Some(&Transport::Http);
        let is_subscription = matches!(method, "eth_subscribe" | "eth_unsubscribe");
        (is_subscription && over_http).then_some(RpcError::SubscriptionOverHttp)
    }
}

impl<S> RpcServiceT for Guard<S>
where
    S: RpcServiceT<
            MethodResponse = MethodResponse,
            NotificationResponse = MethodResponse,
            BatchResponse = MethodResponse,
        > + Clone
        + Send
        + Sync
        + 'static,
{
    type MethodResponse = MethodResponse;
    type NotificationResponse = MethodResponse;
    type BatchResponse = MethodResponse;

    fn call<'a>(&self, request: Request<'a>) -> impl Future<Output = MethodResponse> + Send + 'a {
        let (inner, rules) = (self.inner.clone(), self.rules.clone());
        async move {
            let id = request.id().into_owned();
            let error = match rules.refuse(&request) {
                Some(error) => error,
                None => match timeout(rules.call_timeout, inner.call(request)).await {
                    Ok(response) => return response,
                    Err(_) => RpcError::Timeout { limit_s: rules.call_timeout.as_secs() },
                },
            };
            MethodResponse::error(id, ErrorObjectOwned::from(error))
        }
    }

    fn batch<'a>(&self, batch: Batch<'a>) -> impl Future<Output = MethodResponse> + Send + 'a {
        let guard = self.clone();
        async move {
            let mut answers = BatchResponseBuilder::new_with_limit(guard.rules.response_max_bytes);
            let mut has_notification = false;
            for entry in batch {
                let answer = match entry {
                    Ok(BatchEntry::Call(request)) => guard.call(request).await,
                    Ok(BatchEntry::Notification(_)) => {
                        has_notification = true;
                        continue;
                    }
                    Err(error) => {
                        let (error, id) = error.into_parts();
                        MethodResponse::error(id, error)
                    }
                };
                if let Err(too_large) = answers.append(answer) {
                    return too_large;
                }
            }
            if answers.is_empty() && has_notification {
                return MethodResponse::notification();
            }
            MethodResponse::from_batch(answers.finish())
        }
    }

    fn notification<'a>(&self, notification: Notification<'a>) -> impl Future<Output = MethodResponse> + Send + 'a {
        self.inner.notification(notification)
    }
}

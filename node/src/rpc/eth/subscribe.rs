//! Subscriptions over WebSocket: new blocks, logs and waiting transactions as they come.
//!
//! A client that reads too slowly loses its subscription with an error rather than events in silence.

use std::sync::Arc;

use jsonrpsee::{
    PendingSubscriptionSink, SubscriptionCloseResponse, SubscriptionSink,
    core::{JsonRawValue, RegisterMethodError},
    types::{ErrorObjectOwned, Params},
};
use serde::Serialize;
use tokio::sync::broadcast::error::RecvError;

use crate::{
    chain::{ChainEvent, CommittedBlock},
    rpc::{
        context::Context, convert, error::RpcError, eth::logs::LogQuery, limits::RpcLimits, methods::Methods,
        params::Arguments,
    },
};

/// The names of what can be subscribed to.
const KINDS: &str = "newHeads, logs or newPendingTransactions";

/// What a client wants to be told.
enum Topic {
    Heads,
    Logs(Box<LogQuery>),
    Transactions { full: bool },
}

/// The rows of `eth_subscribe` and `eth_unsubscribe`.
pub(super) fn register(methods: &mut Methods) -> Result<(), RegisterMethodError> {
    let subscribe = |params: Params<'static>, pending: PendingSubscriptionSink, context: Arc<Context>, _| async move {
        let topic = match Arguments::read(&params, &["kind", "options"]).and_then(|found| Topic::read(&found)) {
            Ok(topic) => topic,
            Err(error) => {
                pending.reject(ErrorObjectOwned::from(error)).await;
                return SubscriptionCloseResponse::None;
            }
        };
        serve(topic, pending, context).await
    };
    methods.module().register_subscription("eth_subscribe", "eth_subscription", "eth_unsubscribe", subscribe).map(drop)
}

impl Topic {
    fn read(arguments: &Arguments) -> Result<Self, RpcError> {
        let kind = arguments.some(0, KINDS)?;
        match kind.value().as_str() {
            Some("newHeads") => Ok(Self::Heads),
            Some("logs") => {
                let everything = serde_json::Value::Object(serde_json::Map::new());
                let query = match arguments.at(1) {
                    Some(filter) => LogQuery::read(&filter)?,
                    None => LogQuery::read(&kind.with(&everything))?,
                };
                Ok(Self::Logs(Box::new(query)))
            }
            Some("newPendingTransactions") => Ok(Self::Transactions { full: arguments.optional(1)?.unwrap_or(false) }),
            _ => Err(kind.wrong(KINDS)),
        }
    }
}

/// Tells the client until it leaves, or falls too far behind.
async fn serve(topic: Topic, pending: PendingSubscriptionSink, context: Arc<Context>) -> SubscriptionCloseResponse {
    // Subscribed before the client is answered, so that nothing after the answer is missed.
    let (mut blocks, mut transactions) = (context.chain.subscribe(), context.pool.subscribe());
    let limits = context.limits.clone();
    drop(context);
    let Ok(sink) = pending.accept().await else { return SubscriptionCloseResponse::None };
    loop {
        let told = match &topic {
            Topic::Heads | Topic::Logs(_) => tokio::select! {
                () = sink.closed() => return SubscriptionCloseResponse::None,
                event = blocks.recv() => match event {
                    Ok(ChainEvent::Committed(block)) => tell_of_block(&topic, &block, &sink, &limits).await,
                    // Finality is immediate on every chain but a dev chain, whose user knows what is gone.
                    Ok(ChainEvent::Rewound(_)) => Ok(()),
                    Err(error) => Err(ended(&error)),
                },
            },
            Topic::Transactions { full } => tokio::select! {
                () = sink.closed() => return SubscriptionCloseResponse::None,
                event = transactions.recv() => match event {
                    Ok(tx) if *full => send(&sink, &convert::waiting(&tx), &limits).await,
                    Ok(tx) => send(&sink, &tx.hash(), &limits).await,
                    Err(error) => Err(ended(&error)),
                },
            },
        };
        if let Err(response) = told {
            return response;
        }
    }
}

async fn tell_of_block(
    topic: &Topic,
    committed: &CommittedBlock,
    sink: &SubscriptionSink,
    limits: &RpcLimits,
) -> Result<(), SubscriptionCloseResponse> {
    let block = &committed.block;
    match topic {
        Topic::Heads => send(sink, &convert::header(&block.header, block.hash), limits).await,
        Topic::Logs(query) if query.may_be_in(block.header.logs_bloom) => {
            for log in convert::logs(block, &committed.receipts).filter(|log| query.wants(log)) {
                send(sink, &log, limits).await?;
            }
            Ok(())
        }
        Topic::Logs(_) | Topic::Transactions { .. } => Ok(()),
    }
}

async fn send(
    sink: &SubscriptionSink,
    message: &impl Serialize,
    limits: &RpcLimits,
) -> Result<(), SubscriptionCloseResponse> {
    let message: Box<JsonRawValue> = jsonrpsee::core::to_json_raw_value(message)
        .map_err(|error| SubscriptionCloseResponse::NotifErr(error.to_string().into()))?;
    // A client whose queue stays full reads too slowly; there is no way left to tell it so.
    sink.send_timeout(message, limits.message_timeout).await.map_err(|_| SubscriptionCloseResponse::None)
}

/// The last message of a subscription whose events ran out.
fn ended(error: &RecvError) -> SubscriptionCloseResponse {
    match error {
        RecvError::Lagged(missed) => {
            let text = format!("subscription ended: {missed} events were missed, read faster and subscribe again");
            SubscriptionCloseResponse::NotifErr(text.into())
        }
        RecvError::Closed => SubscriptionCloseResponse::None,
    }
}

//! The server: one port, its connections, and their orderly end.
//!
//! Every connection has a place of a limited number, a time within which a request's head must come, and is told to
//! finish when the server stops. A WebSocket keeps its connection's place until it ends.

use std::{convert::Infallible, io, net::SocketAddr, sync::Arc, time::Duration};

use hyper::{Method, Request, Response, body::Incoming, header::HeaderValue, server::conn::http1};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use jsonrpsee::{
    core::{RegisterMethodError, middleware::RpcServiceBuilder, traits::IdProvider},
    server::{BatchRequestConfig, HttpBody, PingConfig, Server, ServerConfig, ServerHandle, StopHandle, stop_channel},
    types::SubscriptionId,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
    task::{JoinHandle, JoinSet},
    time::timeout,
};
use tower::{Service, ServiceBuilder, service_fn, util::BoxCloneService};
use tower_http::cors::{Any, CorsLayer};
use types::SecretKey;

use crate::{
    NodeError,
    chain::Chain,
    pool::Pool,
    producer::Producer,
    rpc::{
        causeway,
        context::Context,
        dev::{self, DevAccounts},
        error::RpcError,
        eth::{self, filter::random_id},
        guard::{Guard, Rules},
        http::{Door, refusal},
        limits::RpcLimits,
        methods::Methods,
        net, web3,
    },
};

/// What is sent to a connection for which there is no place.
const NO_PLACE: &[u8] =
    b"HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\nretry-after: 1\r\nconnection: close\r\n\r\n";

/// How long no connection is accepted after the machine refused one: it has no file handles left, say.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// What answers the requests of one connection.
type ConnectionService = BoxCloneService<Request<Incoming>, Response<HttpBody>, Infallible>;

/// How a server is set up.
#[derive(Clone, Debug)]
pub struct RpcConfig {
    /// Where it listens; port 0 takes a free one.
    pub addr: SocketAddr,
    /// Keys for which the node signs. Set for a dev chain only, which then serves the dev methods.
    pub dev: Option<Vec<SecretKey>>,
    /// Web pages that may call.
    pub origins: Origins,
    /// Host names that clients may use beside `localhost` and IP addresses.
    pub hosts: Vec<String>,
    /// What clients may take.
    pub limits: RpcLimits,
}

/// Web pages that may call the node from a browser, by their origin (`https://wallet.example`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origins {
    /// None. Programs that are no browsers are not affected.
    None,
    /// All of them: for dev chains, whose coins are worth nothing.
    Any,
    /// These.
    List(Vec<String>),
}

/// A server that answers.
pub struct RpcServer {
    local_addr: SocketAddr,
    handle: ServerHandle,
    accepting: JoinHandle<()>,
    context: Arc<Context>,
}

impl RpcConfig {
    /// The usual setup: with `dev` accounts, any web page may call; without, none.
    pub fn new(addr: SocketAddr, dev: Option<Vec<SecretKey>>) -> Self {
        let origins = if dev.is_some() { Origins::Any } else { Origins::None };
        Self { addr, dev, origins, hosts: Vec::new(), limits: RpcLimits::default() }
    }
}

impl Origins {
    /// True for a web page that may call.
    pub(super) fn allow(&self, origin: &str) -> bool {
        match self {
            Self::None => false,
            Self::Any => true,
            Self::List(allowed) => allowed.iter().any(|one| one == origin),
        }
    }

    /// The CORS headers that browsers ask for. A page from the internet reaches a private address only if it is told
    /// so in the preflight.
    fn layer(&self) -> CorsLayer {
        let layer = CorsLayer::new()
            .allow_methods([Method::POST, Method::GET])
            .allow_headers(Any)
            .allow_private_network(true)
            .max_age(Duration::from_secs(60 * 60));
        match self {
            Self::None => CorsLayer::new(),
            Self::Any => layer.allow_origin(Any),
            Self::List(allowed) => {
                let values: Vec<HeaderValue> = allowed.iter().filter_map(|one| one.parse().ok()).collect();
                layer.allow_origin(values)
            }
        }
    }
}

impl RpcServer {
    /// Listens and answers. A dev chain's accounts are unlocked for everyone who reaches it: an address that is not
    /// loopback is taken as asked for, with a warning in the log.
    pub async fn start(
        config: RpcConfig,
        chain: Arc<Chain>,
        pool: Arc<Pool>,
        producer: Producer,
    ) -> Result<Self, NodeError> {
        let RpcConfig { addr, dev, origins, hosts, limits } = config;
        if dev.is_some() && !addr.ip().is_loopback() {
            tracing::warn!(%addr, "rpc is open to other machines, and the dev accounts are unlocked for all of them");
        }
        let listener = TcpListener::bind(addr).await.map_err(|source| listen_error(addr, source))?;
        let local_addr = listener.local_addr().map_err(|source| NodeError::Listen { addr, source })?;

        let dev = dev.map(DevAccounts::new);
        let context = Arc::new(Context::new(chain, pool, producer, dev, limits.clone()));
        let methods =
            table(&context).map_err(|error| NodeError::Listen { addr, source: io::Error::other(error.to_string()) })?;
        let (stop, handle) = stop_channel();
        let accepting = tokio::spawn(accept(listener, methods, Door { origins, hosts, limits }, stop));
        tracing::info!(%local_addr, "rpc is served");
        Ok(Self { local_addr, handle, accepting, context })
    }

    /// Where it listens.
    pub fn local_addr(&self) -> SocketAddr {
        self.local_addr
    }

    /// Takes no more requests, and waits until the running ones are answered; those that take too long are dropped.
    pub async fn stop(self) {
        let Self { handle, mut accepting, context, .. } = self;
        // An error says that it has stopped already.
        let _ = handle.stop();
        let ended = timeout(context.limits.stop_timeout, async {
            let _ = (&mut accepting).await;
            handle.stopped().await;
            context.idle().await;
        });
        if ended.await.is_err() {
            tracing::warn!("rpc calls were dropped: they did not end in time");
            accepting.abort();
        }
    }
}

fn listen_error(addr: SocketAddr, source: io::Error) -> NodeError {
    match source.kind() {
        io::ErrorKind::AddrInUse => NodeError::AddressInUse { addr },
        _ => NodeError::Listen { addr, source },
    }
}

/// The table of all methods.
fn table(context: &Arc<Context>) -> Result<Methods, RegisterMethodError> {
    let mut methods = Methods::new(Arc::clone(context));
    web3::register(&mut methods)?;
    net::register(&mut methods)?;
    eth::register(&mut methods)?;
    causeway::register(&mut methods)?;
    if context.dev.is_some() {
        dev::register(&mut methods)?;
    }
    Ok(methods)
}

/// Takes connections until the server stops, then waits for their ends.
async fn accept(listener: TcpListener, methods: Methods, door: Door, stop: StopHandle) {
    let connections_max = door.limits.connections_max as usize;
    let places = Arc::new(Semaphore::new(connections_max));
    let header_timeout = door.limits.header_timeout;
    let service = service(methods, door, stop.clone());
    let mut connections = JoinSet::new();
    let stopped = stop.clone().shutdown();
    tokio::pin!(stopped);
    loop {
        tokio::select! {
            () = &mut stopped => break,
            Some(_) = connections.join_next() => {}
            accepted = listener.accept() => match accepted {
                Ok((socket, _)) => match Arc::clone(&places).try_acquire_owned() {
                    Ok(place) => {
                        let served = connection(socket, service(Arc::new(place)), header_timeout, stop.clone());
                        connections.spawn(served);
                    }
                    Err(_) => {
                        tracing::warn!(connections_max, "rpc connection refused: no place");
                        // A fresh socket takes these few bytes at once, or it is not worth waiting for.
                        let _ = socket.try_write(NO_PLACE);
                    }
                },
                Err(error) => {
                    tracing::warn!(%error, "rpc connection not accepted");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            },
        }
    }
    drop(listener);
    while connections.join_next().await.is_some() {}
}

/// What answers the requests of a connection that holds the given place.
fn service(methods: Methods, door: Door, stop: StopHandle) -> impl Fn(Arc<OwnedSemaphorePermit>) -> ConnectionService {
    let limits = &door.limits;
    let config = ServerConfig::builder()
        .max_request_body_size(limits.body_max_bytes)
        .max_response_body_size(limits.response_max_bytes)
        .max_connections(limits.connections_max)
        .max_subscriptions_per_connection(limits.subscriptions_max)
        .set_batch_request_config(BatchRequestConfig::Limit(limits.batch_max_calls))
        .set_message_buffer_capacity(limits.messages_max)
        .enable_ws_ping(
            PingConfig::new()
                .ping_interval(limits.ping_interval)
                .inactive_limit(limits.ping_interval.saturating_mul(2))
                .max_failures(2),
        )
        .set_id_provider(HexIds)
        .build();
    let rules = Rules {
        methods: Arc::new(methods.names()),
        call_timeout: limits.queue_timeout.saturating_add(limits.call_timeout),
        response_max_bytes: limits.response_max_bytes as usize,
    };
    let json_rpc = Server::builder()
        .set_config(config)
        .set_rpc_middleware(RpcServiceBuilder::new().layer_fn(move |inner| Guard::new(inner, rules.clone())))
        .to_service_builder()
        .build(methods.into_module(), stop);
    let cors = door.origins.layer();
    let door = Arc::new(door);
    move |place| {
        let (json_rpc, door) = (json_rpc.clone(), Arc::clone(&door));
        let answer = service_fn(move |request: Request<Incoming>| {
            let (mut json_rpc, door, place) = (json_rpc.clone(), Arc::clone(&door), Arc::clone(&place));
            async move {
                match door.admit(request).await {
                    Ok(mut request) => {
                        // A WebSocket holds what its first request carries, and so its place, until it ends.
                        request.extensions_mut().insert(place);
                        Ok(json_rpc
                            .call(request)
                            .await
                            .unwrap_or_else(|error| refusal(RpcError::Internal(error.to_string()))))
                    }
                    Err(refused) => Ok(*refused),
                }
            }
        });
        BoxCloneService::new(ServiceBuilder::new().layer(cors.clone()).service(answer))
    }
}

/// Serves one connection until it ends, or until its running requests are answered after the server was stopped.
async fn connection(socket: TcpStream, service: ConnectionService, header_timeout: Duration, stop: StopHandle) {
    // Without it an answer may wait for the client's next acknowledgement.
    let _ = socket.set_nodelay(true);
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(header_timeout)
        .serve_connection(TokioIo::new(socket), TowerToHyperService::new(service))
        .with_upgrades();
    tokio::pin!(served);
    let ended = tokio::select! {
        ended = &mut served => ended,
        () = stop.shutdown() => {
            served.as_mut().graceful_shutdown();
            served.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "rpc connection broke off");
    }
}

/// Subscription ids as Ethereum has them: hex strings.
#[derive(Debug)]
struct HexIds;

impl IdProvider for HexIds {
    fn next_id(&self) -> SubscriptionId<'static> {
        SubscriptionId::Str(format!("{:#x}", random_id()).into())
    }
}

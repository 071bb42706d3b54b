//! Every limit of the RPC layer, with its unit and its reason. None of them can change a result of the chain.

use std::time::Duration;

/// What one client, or all clients together, may take.
#[derive(Clone, Debug)]
pub struct RpcLimits {
    /// Bytes of one request's body: the largest transaction twice over, in hex.
    pub body_max_bytes: u32,
    /// Bytes of one response, a batch's included.
    pub response_max_bytes: u32,
    /// Calls in one batch.
    pub batch_max_calls: u32,
    /// Open connections, WebSockets included.
    pub connections_max: u32,
    /// Subscriptions of one WebSocket.
    pub subscriptions_max: u32,
    /// Messages that wait for one WebSocket that reads too slowly.
    pub messages_max: u32,
    /// Filters of all clients.
    pub filters_max: usize,
    /// How long a filter lives without being asked.
    pub filter_idle: Duration,
    /// Blocks that one log query may span.
    pub log_blocks_max: u64,
    /// Logs that one query may return.
    pub logs_max: usize,
    /// Storage keys of one `eth_getProof`.
    pub proof_keys_max: usize,
    /// Blocks of one `eth_feeHistory`; more are cut, as the specification allows.
    pub fee_history_blocks_max: u64,
    /// Gas of one `eth_call` or `eth_estimateGas` execution.
    pub call_gas_max: u64,
    /// Executions at a time. The block producer has its own thread beside them.
    pub executions_max: usize,
    /// Transactions being taken in at a time: each may carry a module to check.
    pub submissions_max: usize,
    /// Database reads at a time.
    pub reads_max: usize,
    /// Calls that wait for their turn or run, of all kinds together.
    pub calls_max: usize,
    /// How long a call waits for its turn.
    pub queue_timeout: Duration,
    /// How long one call may take, from its turn to its answer.
    pub call_timeout: Duration,
    /// How long a connection may take to send a request's head; also how long it may stay idle between requests.
    pub header_timeout: Duration,
    /// How long a request's body may take.
    pub body_timeout: Duration,
    /// How long a message may wait for one WebSocket before its subscription ends.
    pub message_timeout: Duration,
    /// How often a WebSocket is pinged; one that misses two answers is closed.
    pub ping_interval: Duration,
    /// How long running calls may take to end when the server stops.
    pub stop_timeout: Duration,
}

impl Default for RpcLimits {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Self {
            body_max_bytes: 2 * 1024 * 1024,
            response_max_bytes: 25 * 1024 * 1024,
            batch_max_calls: 100,
            connections_max: 1_000,
            subscriptions_max: 64,
            messages_max: 1_024,
            filters_max: 1_000,
            filter_idle: Duration::from_secs(5 * 60),
            log_blocks_max: 10_000,
            logs_max: 20_000,
            proof_keys_max: 1_024,
            fee_history_blocks_max: 1_024,
            call_gas_max: primitives::limits::BLOCK_GAS_LIMIT.get(),
            executions_max: cores.saturating_sub(1).max(2),
            submissions_max: cores.max(2),
            reads_max: 64,
            calls_max: 1_024,
            queue_timeout: Duration::from_secs(10),
            call_timeout: Duration::from_secs(30),
            header_timeout: Duration::from_secs(30),
            body_timeout: Duration::from_secs(10),
            message_timeout: Duration::from_secs(10),
            ping_interval: Duration::from_secs(20),
            stop_timeout: Duration::from_secs(5),
        }
    }
}

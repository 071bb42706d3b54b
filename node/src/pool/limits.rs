//! How much the pool may hold.

/// How much the pool may hold. What does not fit is refused, never silently forgotten, with one exception: a
/// transaction that can be mined next pushes out ones that wait for an earlier nonce.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PoolLimits {
    /// Transactions of all senders.
    pub transactions: usize,
    /// Bytes of all transactions as sent.
    pub size_bytes: usize,
    /// How far a nonce may lie ahead of its account's nonce, and so transactions of one sender.
    pub nonces_ahead: u64,
    /// Pending transactions that a subscriber may lag behind before it is told that it missed some.
    pub event_buffer: usize,
}

impl Default for PoolLimits {
    /// 10,000 transactions in 64 MiB, 1,000 of one sender.
    fn default() -> Self {
        Self { transactions: 10_000, size_bytes: 64 * 1024 * 1024, nonces_ahead: 1_000, event_buffer: 16_384 }
    }
}

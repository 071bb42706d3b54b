//! The producer: one thread that alone makes blocks.
//!
//! It takes the best transactions from the pool, has the executor run them on the latest state, and commits the
//! block. All that changes the chain (blocks, dev commands) passes through this thread one after another. A
//! transaction that turns out invalid is dropped and never holds up others. When the database or the execution fails
//! for reasons of this machine, the thread ends: it logs why, closes the pool, and every later request gets the
//! reason. Sender recovery is not its business: the pool holds recovered transactions.

mod build;
mod clock;
mod command;
mod seal;
mod worker;

#[cfg(test)]
mod tests;

use std::sync::{
    Arc, Mutex, OnceLock, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use primitives::{Address, BlockNumber, U256};
use tokio::sync::{mpsc, oneshot, watch};

pub use seal::{BLOCK_TIME_MAX, BLOCK_TIME_MIN, Seal};

use crate::{
    NodeError,
    chain::Chain,
    pool::{Doorbell, Pool},
};
use clock::Clock;
use command::Command;

/// Commands that may wait; a sender beyond that waits for a place.
const COMMANDS_WAITING_MAX: usize = 64;

/// Blocks that one request may mine.
pub const MINE_MAX_BLOCKS: u64 = 10_000;

/// Handle to the producer's thread. When the last handle is dropped, the thread ends after its current block.
#[derive(Clone)]
pub struct Producer {
    shared: Arc<Shared>,
    commands: mpsc::Sender<Command>,
    /// Dropped after `commands`: rings the bell, so that the thread sees that no handle is left.
    _hangup: Arc<Hangup>,
}

/// What handles and thread share.
struct Shared {
    doorbell: Arc<Doorbell>,
    stop: AtomicBool,
    clock: Mutex<Clock>,
    /// Why the thread ended, once it has.
    ended: OnceLock<String>,
    /// True once the thread has let go of chain and pool.
    gone: watch::Receiver<bool>,
}

struct Hangup(Arc<Doorbell>);

impl Drop for Hangup {
    fn drop(&mut self) {
        self.0.ring();
    }
}

impl Producer {
    /// Starts the thread.
    pub fn spawn(chain: Arc<Chain>, pool: Arc<Pool>, seal: Seal) -> Result<Self, NodeError> {
        seal.check()?;
        let doorbell = pool.doorbell();
        let (commands, inbox) = mpsc::channel(COMMANDS_WAITING_MAX);
        let (went, gone) = watch::channel(false);
        let shared = Arc::new(Shared {
            doorbell: Arc::clone(&doorbell),
            stop: AtomicBool::new(false),
            clock: Mutex::new(Clock::default()),
            ended: OnceLock::new(),
            gone,
        });
        worker::spawn(chain, pool, seal, Arc::clone(&shared), inbox, went)?;
        Ok(Self { shared, commands, _hangup: Arc::new(Hangup(doorbell)) })
    }

    /// Mines `blocks` blocks, at most [`MINE_MAX_BLOCKS`], the first with `timestamp` if one is given, and returns
    /// the height of the last. Each takes what executable transactions it may hold: one under instant seal.
    pub async fn mine(&self, blocks: u64, timestamp: Option<u64>) -> Result<BlockNumber, NodeError> {
        self.ask(|reply| Command::Mine { blocks, timestamp, reply }).await?
    }

    /// Moves the chain's clock ahead and returns by how many seconds it runs ahead in all.
    pub async fn increase_time(&self, seconds: u64) -> Result<i64, NodeError> {
        self.ask(|reply| Command::IncreaseTime { seconds, reply }).await?
    }

    /// Sets the next block's timestamp in seconds, at least its parent's; later blocks go on from it.
    pub async fn set_next_timestamp(&self, timestamp: u64) -> Result<(), NodeError> {
        self.ask(|reply| Command::SetNextTimestamp { timestamp, reply }).await?
    }

    /// Remembers the head and the clock; returns the snapshot's id. Ids count from 1 and last as long as the process.
    pub async fn snapshot(&self) -> Result<u64, NodeError> {
        self.ask(|reply| Command::Snapshot { reply }).await
    }

    /// Goes back to a snapshot: chain and clock are as they were then, the pool is empty, this snapshot and later
    /// ones are gone. False if there is no such snapshot.
    pub async fn revert(&self, id: u64) -> Result<bool, NodeError> {
        self.ask(|reply| Command::Revert { id, reply }).await?
    }

    /// Sets a balance in wei, in a block of its own without transactions.
    pub async fn set_balance(&self, address: Address, balance: U256) -> Result<BlockNumber, NodeError> {
        self.ask(|reply| Command::SetBalance { address, balance, reply }).await?
    }

    /// The timestamp, in seconds, that a block made now would get.
    pub fn next_timestamp(&self, parent: u64) -> u64 {
        self.shared.clock().timestamp().max(parent)
    }

    /// Whether blocks are being produced; the reason if not.
    pub fn health(&self) -> Result<(), NodeError> {
        match self.shared.ended.get() {
            None => Ok(()),
            Some(reason) => Err(NodeError::Stopped { reason: reason.clone() }),
        }
    }

    /// Ends the thread after its current block and waits until it has let go of chain and pool.
    pub async fn stop(&self) {
        self.shared.stop.store(true, Ordering::Release);
        self.shared.doorbell.ring();
        self.ended().await;
    }

    /// Waits until the thread has ended, by [`Producer::stop`] or by a failure, and returns the reason.
    pub async fn ended(&self) -> NodeError {
        let mut gone = self.shared.gone.clone();
        // An error means that the thread dropped its end, which it does when it is gone.
        let _ = gone.wait_for(|gone| *gone).await;
        self.shared.stopped()
    }

    async fn ask<T>(&self, command: impl FnOnce(oneshot::Sender<T>) -> Command) -> Result<T, NodeError> {
        let (reply, answer) = oneshot::channel();
        self.commands.send(command(reply)).await.map_err(|_| self.shared.stopped())?;
        self.shared.doorbell.ring();
        answer.await.map_err(|_| self.shared.stopped())
    }
}

impl Shared {
    fn clock(&self) -> std::sync::MutexGuard<'_, Clock> {
        // Each change of the clock is one assignment.
        self.clock.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn stopped(&self) -> NodeError {
        let reason = self.ended.get().cloned().unwrap_or_else(|| "the producer's thread is gone".to_owned());
        NodeError::Stopped { reason }
    }
}

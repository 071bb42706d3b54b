//! The producer's thread: commands first, then blocks as the seal wants them, then it waits for the bell.

use std::{
    sync::{Arc, atomic::Ordering},
    thread,
    time::{Duration, Instant},
};

use executor::ExecutedBlock;
use primitives::{Address, BlockNumber, U256};
use tokio::sync::{
    mpsc::{self, error::TryRecvError},
    watch,
};

use super::{MINE_MAX_BLOCKS, Seal, Shared, build, clock::Clock, command::Command};
use crate::{
    NodeError,
    chain::{Chain, CommittedBlock},
    pool::{Doorbell, Pool},
};

/// Why the thread ends without a failure.
const ASKED_TO_STOP: &str = "the node is stopping";

/// Starts the thread. It sets `gone` to true as its last act.
pub(super) fn spawn(
    chain: Arc<Chain>,
    pool: Arc<Pool>,
    seal: Seal,
    shared: Arc<Shared>,
    inbox: mpsc::Receiver<Command>,
    gone: watch::Sender<bool>,
) -> Result<(), NodeError> {
    let body = move || {
        let doorbell = pool.doorbell();
        let mut worker = Worker { chain, pool, seal, doorbell, shared, inbox, snapshots: Vec::new(), snapshot_ids: 0 };
        let ended = worker.run();
        worker.end(match ended {
            Ok(()) => ASKED_TO_STOP.to_owned(),
            Err(error) => {
                tracing::error!(%error, "block production has failed");
                error.to_string()
            }
        });
        // Chain and pool are let go of before anyone is told.
        drop(worker);
        gone.send_replace(true);
    };
    thread::Builder::new()
        .name("producer".to_owned())
        .stack_size(vm::EXECUTION_STACK_SIZE_BYTES)
        .spawn(body)
        .map(drop)
        .map_err(NodeError::Thread)
}

struct Worker {
    chain: Arc<Chain>,
    pool: Arc<Pool>,
    seal: Seal,
    doorbell: Arc<Doorbell>,
    shared: Arc<Shared>,
    inbox: mpsc::Receiver<Command>,
    /// In order of ids, and so of heights.
    snapshots: Vec<Snapshot>,
    /// The last id given.
    snapshot_ids: u64,
}

/// What a snapshot remembers; the database's reverse changes remember the rest.
struct Snapshot {
    id: u64,
    number: BlockNumber,
    clock: Clock,
}

/// Why a command was not carried out.
enum Refused {
    /// By its sender's mistake: it is answered, and work goes on.
    Request(NodeError),
    /// By a failure: it is answered, and the thread ends.
    Failure(NodeError),
}

impl From<NodeError> for Refused {
    fn from(error: NodeError) -> Self {
        Self::Failure(error)
    }
}

impl Worker {
    /// Works until the node stops, or until a failure.
    fn run(&mut self) -> Result<(), NodeError> {
        let mut due = self.first_due();
        loop {
            if !self.carry_out_commands()? {
                return Ok(());
            }
            let mined = match self.seal {
                Seal::Instant => self.mine_one()?,
                Seal::Interval(every) => {
                    due = self.mine_if_due(due, every)?;
                    false
                }
            };
            // After an instant block there may be another transaction, and meanwhile a command.
            if !mined {
                self.doorbell.wait(due);
            }
        }
    }

    /// Carries out what was asked; false if the thread must end.
    fn carry_out_commands(&mut self) -> Result<bool, NodeError> {
        loop {
            if self.must_stop() {
                return Ok(false);
            }
            match self.inbox.try_recv() {
                Ok(command) => self.carry_out(command)?,
                Err(TryRecvError::Empty) => return Ok(true),
                Err(TryRecvError::Disconnected) => return Ok(false),
            }
        }
    }

    /// Carries out one command. That its sender no longer waits for the answer is no error.
    fn carry_out(&mut self, command: Command) -> Result<(), NodeError> {
        match command {
            Command::Mine { blocks, timestamp, reply } => {
                let answer = self.mine(blocks, timestamp);
                self.answer(answer, |answer| drop(reply.send(answer)))
            }
            Command::IncreaseTime { seconds, reply } => {
                let _ = reply.send(self.shared.clock().advance(seconds));
                Ok(())
            }
            Command::SetNextTimestamp { timestamp, reply } => {
                let _ = reply.send(self.set_next_timestamp(timestamp));
                Ok(())
            }
            Command::Snapshot { reply } => {
                let _ = reply.send(self.snapshot());
                Ok(())
            }
            Command::Revert { id, reply } => {
                let answer = self.revert(id).map_err(Refused::Failure);
                self.answer(answer, |answer| drop(reply.send(answer)))
            }
            Command::SetBalance { address, balance, reply } => {
                let answer = self.set_balance(address, balance).map_err(Refused::Failure);
                self.answer(answer, |answer| drop(reply.send(answer)))
            }
        }
    }

    /// Sends an answer. A failure is answered as such and then ends the thread.
    fn answer<T>(&self, answer: Result<T, Refused>, send: impl FnOnce(Result<T, NodeError>)) -> Result<(), NodeError> {
        match answer {
            Ok(value) => send(Ok(value)),
            Err(Refused::Request(error)) => send(Err(error)),
            Err(Refused::Failure(error)) => {
                send(Err(NodeError::Stopped { reason: error.to_string() }));
                return Err(error);
            }
        }
        Ok(())
    }

    fn mine(&mut self, blocks: u64, timestamp: Option<u64>) -> Result<BlockNumber, Refused> {
        if blocks > MINE_MAX_BLOCKS {
            return Err(Refused::Request(NodeError::MineRange { found: blocks, most: MINE_MAX_BLOCKS }));
        }
        if let Some(timestamp) = timestamp {
            self.set_next_timestamp(timestamp).map_err(Refused::Request)?;
        }
        for _ in 0..blocks {
            if self.must_stop() {
                return Err(Refused::Request(NodeError::Stopped { reason: ASKED_TO_STOP.to_owned() }));
            }
            self.mine_block()?;
        }
        Ok(self.chain.head().number())
    }

    fn set_next_timestamp(&self, timestamp: u64) -> Result<(), NodeError> {
        let parent = self.chain.head().header.timestamp;
        self.shared.clock().set_next(timestamp, parent)
    }

    fn snapshot(&mut self) -> u64 {
        self.snapshot_ids = self.snapshot_ids.saturating_add(1);
        let (number, clock) = (self.chain.head().number(), *self.shared.clock());
        self.snapshots.push(Snapshot { id: self.snapshot_ids, number, clock });
        self.snapshot_ids
    }

    fn revert(&mut self, id: u64) -> Result<bool, NodeError> {
        let Ok(index) = self.snapshots.binary_search_by_key(&id, |snapshot| snapshot.id) else { return Ok(false) };
        let Snapshot { number, clock, .. } = self.snapshots.swap_remove(index);
        self.snapshots.truncate(index);
        self.chain.rewind(number)?;
        *self.shared.clock() = clock;
        self.pool.clear();
        tracing::info!(snapshot = id, block = number.get(), "chain is reverted to a snapshot");
        Ok(true)
    }

    fn set_balance(&mut self, address: Address, balance: U256) -> Result<BlockNumber, NodeError> {
        let env = self.chain.next_env(self.shared.clock().timestamp());
        let executed = build::balance_block(&self.chain, env, address, balance)?;
        let committed = self.commit(executed)?;
        self.pool.on_account_set(address)?;
        Ok(BlockNumber::new(committed.block.header.number))
    }

    /// Instant seal: mines one block if there is a transaction for it.
    fn mine_one(&mut self) -> Result<bool, NodeError> {
        match self.build(1)? {
            Some(executed) => self.commit(executed).map(|_| true),
            None => Ok(false),
        }
    }

    /// Mines one block with what it may hold, be it nothing.
    fn mine_block(&mut self) -> Result<(), NodeError> {
        match self.build(0)? {
            Some(executed) => self.commit(executed).map(drop),
            None => Ok(()),
        }
    }

    /// Interval seal: mines when the time has come, and returns when it comes again. A block that took longer than
    /// the interval delays the next ones; none are made up for.
    fn mine_if_due(&mut self, due: Option<Instant>, every: Duration) -> Result<Option<Instant>, NodeError> {
        match due {
            Some(time) if time <= Instant::now() => {
                self.mine_block()?;
                Ok(time.checked_add(every).map(|next| next.max(Instant::now())))
            }
            _ => Ok(due),
        }
    }

    fn first_due(&self) -> Option<Instant> {
        match self.seal {
            Seal::Instant => None,
            Seal::Interval(every) => Instant::now().checked_add(every),
        }
    }

    /// A block of at least `transactions_min` transactions, if there are so many.
    fn build(&self, transactions_min: usize) -> Result<Option<ExecutedBlock>, NodeError> {
        let env = self.chain.next_env(self.shared.clock().timestamp());
        build::block(&self.chain, &self.pool, env, transactions_min..=self.seal.transactions_max())
    }

    fn commit(&mut self, executed: ExecutedBlock) -> Result<Arc<CommittedBlock>, NodeError> {
        let committed = self.chain.commit(executed)?;
        let header = &committed.block.header;
        self.shared.clock().used(header.timestamp);
        self.pool.on_committed(&committed)?;
        tracing::info!(
            block = header.number,
            hash = %committed.block.hash,
            transactions = committed.block.transactions.len(),
            gas = header.gas_used,
            "block is committed"
        );
        Ok(committed)
    }

    fn must_stop(&self) -> bool {
        self.shared.stop.load(Ordering::Acquire)
    }

    /// Leaves word why the thread ends. Only the first word counts.
    fn end(&self, reason: String) {
        self.pool.close(&reason);
        let _ = self.shared.ended.set(reason);
    }
}

impl Drop for Worker {
    /// A panic is our bug, not a reason to leave users without an answer.
    fn drop(&mut self) {
        self.end("the producer's thread has panicked, which is a bug of the node; see its log".to_owned());
    }
}

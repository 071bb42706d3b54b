//! The chain of committed blocks: its head, how a block is added, how it is walked back, and who is told.
//!
//! A block is visible (head, receipts, events) only after the database holds it durably. Finality is immediate, so
//! `latest`, `safe` and `finalized` are one block, and the `pending` state is the latest state. What a block contains
//! is the producer's matter; reading old blocks and states is the database's, handed out by [`Chain::database`].

mod event;
mod genesis;

#[cfg(test)]
mod tests;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use db::{BlockCommit, Database, Snapshot};
use executor::{BlockEnv, ExecutedBlock};
use primitives::{B256, BlockNumber};
use tokio::sync::broadcast;
use types::{Genesis, Header};
use vm::Engine;

pub use event::{ChainEvent, CommittedBlock};

use crate::NodeError;

/// Events that a subscriber may lag behind before it is told that it missed some.
pub const EVENT_BUFFER_BLOCKS: usize = 4096;

/// The last committed block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Its header.
    pub header: Header,
    /// Its hash.
    pub hash: B256,
}

impl Head {
    /// Its height.
    pub fn number(&self) -> BlockNumber {
        BlockNumber::new(self.header.number)
    }
}

/// The chain of committed blocks.
pub struct Chain {
    database: Database,
    engine: Arc<Engine>,
    genesis: Genesis,
    /// Replaced as a whole after each commit; readers take the `Arc` and leave.
    head: RwLock<Arc<Head>>,
    /// Held while the head moves, so that head, database and events change in one order.
    moving: Mutex<()>,
    events: broadcast::Sender<ChainEvent>,
}

impl Chain {
    /// Opens the chain in `database`. An empty database gets the genesis block; another one must begin with the same
    /// genesis block.
    pub fn open(database: Database, engine: Arc<Engine>, genesis: Genesis) -> Result<Arc<Self>, NodeError> {
        let head = genesis::write_or_check(&database, &genesis)?;
        let (events, _) = broadcast::channel(EVENT_BUFFER_BLOCKS);
        let head = RwLock::new(Arc::new(head));
        Ok(Arc::new(Self { database, engine, genesis, head, moving: Mutex::new(()), events }))
    }

    /// Blocks, receipts and states.
    pub fn database(&self) -> &Database {
        &self.database
    }

    /// Runs contracts.
    pub fn engine(&self) -> &Arc<Engine> {
        &self.engine
    }

    /// What the chain began with.
    pub fn genesis(&self) -> &Genesis {
        &self.genesis
    }

    /// The chain's id (EIP-155).
    pub fn chain_id(&self) -> u64 {
        self.genesis.chain_id
    }

    /// The last committed block.
    pub fn head(&self) -> Arc<Head> {
        // A panic cannot leave a half-written head: it is replaced by one assignment.
        Arc::clone(&self.head.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The state after the last committed block, which is also the `pending` state.
    pub fn latest(&self) -> Snapshot {
        self.database.latest()
    }

    /// The environment of the head's child: base fee by EIP-1559, and `timestamp` in seconds, raised to the parent's
    /// if it lies before it.
    pub fn next_env(&self, timestamp: u64) -> BlockEnv {
        let head = self.head();
        let timestamp = timestamp.max(head.header.timestamp);
        BlockEnv::child_of(&head.header, head.hash, self.chain_id(), timestamp, self.genesis.coinbase)
    }

    /// Makes `executed` the head: durably in the database, then for readers, then for subscribers.
    ///
    /// After an error the caller may not go on producing: what the database holds is known only after it is opened
    /// again.
    pub fn commit(&self, executed: ExecutedBlock) -> Result<Arc<CommittedBlock>, NodeError> {
        let _moving = self.moving();
        let ExecutedBlock { block, receipts, state } = executed;
        let head = self.head();
        if Some(block.header.number) != head.header.number.checked_add(1) || block.header.parent_hash != head.hash {
            return Err(NodeError::NotChildOfHead {
                head: (head.header.number, head.hash),
                block: (block.header.number, block.header.parent_hash),
            });
        }
        self.database.commit(&BlockCommit { block: &block, receipts: &receipts, state: &state })?;
        self.set_head(Head { header: block.header.clone(), hash: block.hash });
        let committed = Arc::new(CommittedBlock { block, receipts });
        // No subscriber is no error.
        let _ = self.events.send(ChainEvent::Committed(Arc::clone(&committed)));
        Ok(committed)
    }

    /// Walks the chain back to block `number`: later blocks, receipts and states are gone.
    pub fn rewind(&self, number: BlockNumber) -> Result<(), NodeError> {
        let _moving = self.moving();
        self.database.rewind(number)?;
        self.set_head(genesis::stored_head(&self.database, number)?);
        let _ = self.events.send(ChainEvent::Rewound(number));
        Ok(())
    }

    /// Events from now on, in the order in which the head moved.
    pub fn subscribe(&self) -> broadcast::Receiver<ChainEvent> {
        self.events.subscribe()
    }

    fn set_head(&self, head: Head) {
        *self.head.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(head);
    }

    fn moving(&self) -> MutexGuard<'_, ()> {
        // It guards an order of steps, not a value that a panic could leave half-changed.
        self.moving.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

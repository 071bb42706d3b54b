//! A contract that is sent tokens of ERC-721 and ERC-1155, and takes them or not as it was told.
//!
//! It guarantees what its tests need.
#![no_std]

use blocks::erc721::Erc721Client;
use sdk::prelude::*;

/// What it does when it is sent tokens.
#[record]
pub enum Mood {
    /// Takes them.
    Accept,
    /// Answers with another word than the one that means yes.
    Decline,
    /// Refuses with a reason.
    Throw,
    /// Panics with a message.
    Panic,
    /// Tries to send an ERC-721 token back before it takes it.
    SendBack,
}

/// Tokens came.
#[event]
pub struct Received {
    operator: Address,
    from: Address,
    ids: Vec<U256>,
    values: Vec<U256>,
    data: Bytes,
    /// True if it is asked about several kinds at once.
    batch: bool,
}

/// What came of an attempt to send a token back.
#[event]
pub struct SentBack {
    done: bool,
}

/// Why it refuses.
#[error]
pub enum ReceiverError {
    NotToday { from: Address },
}

/// The receiver.
#[storage]
pub struct Receiver {
    mood: Value<Mood>,
}

#[contract(events(Received, SentBack))]
impl Receiver {
    /// Starts in a mood.
    #[init]
    pub fn new(&mut self, mood: Mood) {
        self.mood.set(mood);
    }

    /// Asked by ERC-721.
    #[name = "onERC721Received"]
    pub fn on_erc721_received(
        &mut self,
        operator: Address,
        from: Address,
        token_id: U256,
        data: Bytes,
    ) -> Result<FixedBytes<4>, ReceiverError> {
        if self.mood.get() == Mood::SendBack {
            let done = Erc721Client::new(caller()).try_transfer_from(this(), from, token_id).is_ok();
            emit(SentBack { done });
        }
        let received = Received { operator, from, ids: vec![token_id], values: vec![], data, batch: false };
        self.answer(received, [0x15, 0x0b, 0x7a, 0x02])
    }

    /// Asked by ERC-1155.
    #[name = "onERC1155Received"]
    pub fn on_erc1155_received(
        &mut self,
        operator: Address,
        from: Address,
        id: U256,
        value: U256,
        data: Bytes,
    ) -> Result<FixedBytes<4>, ReceiverError> {
        let received = Received { operator, from, ids: vec![id], values: vec![value], data, batch: false };
        self.answer(received, [0xf2, 0x3a, 0x6e, 0x61])
    }

    /// Asked by ERC-1155 about several kinds.
    #[name = "onERC1155BatchReceived"]
    pub fn on_erc1155_batch_received(
        &mut self,
        operator: Address,
        from: Address,
        ids: Vec<U256>,
        values: Vec<U256>,
        data: Bytes,
    ) -> Result<FixedBytes<4>, ReceiverError> {
        let received = Received { operator, from, ids, values, data, batch: true };
        self.answer(received, [0xbc, 0x19, 0x7c, 0x81])
    }

    fn answer(&mut self, received: Received, yes: [u8; 4]) -> Result<FixedBytes<4>, ReceiverError> {
        match self.mood.get() {
            Mood::Accept | Mood::SendBack => {
                emit(received);
                Ok(FixedBytes::new(yes))
            }
            Mood::Decline => Ok(FixedBytes::ZERO),
            Mood::Throw => Err(ReceiverError::NotToday { from: received.from }),
            Mood::Panic => panic!("the receiver is broken"),
        }
    }
}

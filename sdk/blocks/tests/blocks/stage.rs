//! A contract that consists of one block: each call runs a piece of the test inside a frame of the native chain.

use std::{cell::RefCell, marker::PhantomData, rc::Rc};

use blocks::*;
use sdk::{
    error::Revert,
    guest,
    storage::{Slot, Storage},
};
use testing::prelude::*;

thread_local! {
    static WORK: RefCell<Option<Box<dyn FnOnce()>>> = const { RefCell::new(None) };
}

/// Runs what the test left for it.
#[storage]
pub(crate) struct Frame {}

#[contract(events(
    OwnershipTransferStarted,
    OwnershipTransferred,
    RoleGranted,
    RoleRevoked,
    RoleAdminChanged,
    Paused,
    Unpaused,
    ActionProposed,
    ActionApproved,
    ApprovalWithdrawn,
    ActionExecuted,
    ApproversChanged,
    NumbersAllotted,
    NumbersForfeited,
    Committed,
    Revealed,
    GrantGiven,
    GrantRevoked,
    erc20::Transfer,
    erc20::Approval,
    erc721::Transfer,
    erc1155::TransferSingle,
    erc1155::TransferBatch
))]
impl Frame {
    #[init]
    pub fn new(&mut self) {}

    /// Runs the work.
    pub fn run(&mut self) {
        let work = WORK.take().expect("a call leaves its work");
        work();
    }
}

/// A block on a chain of its own.
pub(crate) struct Stage<B> {
    pub(crate) chain: Chain,
    frame: FrameClient<Sender>,
    block: PhantomData<B>,
}

impl<B: Storage + 'static> Stage<B> {
    pub(crate) fn new() -> Self {
        let chain = Chain::native();
        let [deployer] = chain.accounts();
        let frame = chain.deploy(deployer, Frame::constructor());
        Self { chain, frame, block: PhantomData }
    }

    pub(crate) fn address(&self) -> Address {
        self.frame.address()
    }

    /// Runs `work` on the block as a call by `account`.
    pub(crate) fn see<T: 'static>(&self, account: Address, work: impl FnOnce(&mut B) -> T + 'static) -> T {
        let result = Rc::new(RefCell::new(None));
        let seen = result.clone();
        WORK.set(Some(Box::new(move || {
            let value = work(&mut B::at(Slot::ROOT));
            seen.replace(Some(value));
        })));
        self.frame.by(account).run();
        result.take().expect("the work ran to its end")
    }

    /// Runs `work` as a call by `account` that reverts if it is refused, as it would in a contract. The refusal is read
    /// back from the revert data.
    pub(crate) fn call<T: 'static, E: Revert>(
        &self,
        account: Address,
        work: impl FnOnce(&mut B) -> Result<T, E> + 'static,
    ) -> Result<T, E> {
        let result = Rc::new(RefCell::new(None));
        let done = result.clone();
        WORK.set(Some(Box::new(move || match work(&mut B::at(Slot::ROOT)) {
            Ok(value) => {
                done.replace(Some(value));
            }
            Err(error) => guest::revert(&error.encode()),
        })));
        match self.frame.by(account).try_run() {
            Ok(()) => Ok(result.take().expect("the work ran to its end")),
            Err(error) => Err(error.decode().unwrap_or_else(|| panic!("the call failed otherwise: {error}"))),
        }
    }
}

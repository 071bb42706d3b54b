//! What a running frame asks of the chain, answered from the journal and charged by [`prices`](crate::prices).
//!
//! Each method refuses what a static frame may not do, then charges, then works. Calls and creations are checked here
//! (balance, depth, re-entry) and carried out by [`Execution`].

use primitives::{
    Address, B256, Bytes, Gas, U256,
    limits::{BLOCK_HASH_WINDOW, CALL_GAS_SHARE, TRANSIENT_SLOTS_MAX},
};
use state::EMPTY_CODE_HASH;
use types::{Log, LogData};
use vm::{CallRequest, CreateRequest, Fault, FrameContext, Host, Interrupt, Meter, NodeError, Reply};

use crate::{
    create,
    error::unreadable,
    frame::{Call, Creation, Execution, FrameExit, FrameResult, NewCode},
    prices,
};

const _: () = assert!(CALL_GAS_SHARE.0 + 1 == CALL_GAS_SHARE.1, "a frame keeps one part of its gas");

/// The chain as one frame sees it.
pub(crate) struct FrameHost<'f, 's, 'v> {
    execution: &'f mut Execution<'s, 'v>,
    context: FrameContext,
}

impl<'f, 's, 'v> FrameHost<'f, 's, 'v> {
    pub(crate) fn new(execution: &'f mut Execution<'s, 'v>, context: FrameContext) -> Self {
        Self { execution, context }
    }

    fn refuse_if_static(&self, function: &'static str) -> Result<(), Fault> {
        if self.context.is_static { Err(Fault::StateChangeInStaticCall { function }) } else { Ok(()) }
    }

    /// Charges the access to an account and makes it warm.
    fn access_account(&mut self, meter: &mut Meter, address: Address) -> Result<(), Fault> {
        meter.charge(prices::account_access(self.execution.journal.warm_account(address)))
    }

    /// Charges the move of `value` to `to`, which does not happen here.
    fn charge_value(&mut self, meter: &mut Meter, to: Address, value: U256) -> Result<(), Interrupt> {
        if value.is_zero() {
            return Ok(());
        }
        meter.charge(prices::VALUE_TRANSFER)?;
        if self.execution.journal.account(to).map_err(node)?.is_empty() {
            meter.charge(prices::NEW_ACCOUNT)?;
        }
        Ok(())
    }

    fn own_balance(&mut self) -> Result<U256, Interrupt> {
        self.execution.journal.balance(self.context.address).map_err(node)
    }
}

impl Host for FrameHost<'_, '_, '_> {
    fn context(&self) -> &FrameContext {
        &self.context
    }

    fn storage_read(&mut self, meter: &mut Meter, key: &B256) -> Result<Bytes, Interrupt> {
        let was_cold = self.execution.journal.warm_slot(self.context.address, *key);
        meter.charge(prices::slot_access(was_cold))?;
        let value = self.execution.journal.storage(self.context.address, *key).map_err(node)?;
        if was_cold {
            meter.charge(prices::cold_value(&value))?;
        }
        Ok(value)
    }

    fn storage_write(&mut self, meter: &mut Meter, key: &B256, value: Bytes) -> Result<(), Interrupt> {
        self.refuse_if_static("storage_write")?;
        let address = self.context.address;
        let was_cold = self.execution.journal.warm_slot(address, *key);
        if was_cold {
            meter.charge(prices::COLD_SLOT)?;
        }
        let (original, current) = self.execution.journal.original_and_current(address, *key).map_err(node)?;
        if was_cold {
            meter.charge(prices::cold_value(current))?;
        }
        let price = prices::storage_write(original, current, &value);
        meter.charge(price.gas)?;
        self.execution.journal.add_refund(price.refund);
        self.execution.journal.set_storage(address, *key, value).map_err(node)?;
        Ok(())
    }

    fn transient_read(&mut self, meter: &mut Meter, key: &B256) -> Result<Bytes, Interrupt> {
        meter.charge(prices::TRANSIENT_ACCESS)?;
        Ok(self.execution.journal.transient_storage(self.context.address, *key))
    }

    fn transient_write(&mut self, meter: &mut Meter, key: &B256, value: Bytes) -> Result<(), Interrupt> {
        self.refuse_if_static("transient_write")?;
        meter.charge(prices::TRANSIENT_ACCESS)?;
        if self.execution.journal.set_transient_storage(self.context.address, *key, value) {
            Ok(())
        } else {
            Err(Fault::TransientLimit { limit: TRANSIENT_SLOTS_MAX }.into())
        }
    }

    fn balance(&mut self, meter: &mut Meter, address: Address) -> Result<U256, Interrupt> {
        self.access_account(meter, address)?;
        self.execution.journal.balance(address).map_err(node)
    }

    fn code_hash(&mut self, meter: &mut Meter, address: Address) -> Result<B256, Interrupt> {
        self.access_account(meter, address)?;
        let account = self.execution.journal.account(address).map_err(node)?;
        Ok(if account.is_empty() { B256::ZERO } else { account.code_hash })
    }

    fn block_hash(&mut self, meter: &mut Meter, number: u64) -> Result<B256, Interrupt> {
        meter.charge(prices::BLOCK_HASH)?;
        match self.context.block.number.checked_sub(number) {
            Some(1) => Ok(self.execution.transaction.parent_hash),
            Some(2..=BLOCK_HASH_WINDOW) => self.execution.journal.block_hash(number).map_err(node)?.ok_or_else(|| {
                Interrupt::Node(NodeError(format!("hash of block {number} is missing: the database is damaged")))
            }),
            _ => Ok(B256::ZERO),
        }
    }

    fn log(&mut self, meter: &mut Meter, topics: Vec<B256>, data: Bytes) -> Result<(), Interrupt> {
        self.refuse_if_static("log")?;
        let price = prices::LOG
            .saturating_add(prices::LOG_TOPIC.saturating_mul(topics.len() as u64))
            .saturating_add(prices::LOG_DATA_BYTE.saturating_mul(data.len() as u64));
        meter.charge(price)?;
        self.execution.log(Log { address: self.context.address, data: LogData::new_unchecked(topics, data) });
        Ok(())
    }

    fn transfer(&mut self, meter: &mut Meter, to: Address, value: U256) -> Result<bool, Interrupt> {
        self.refuse_if_static("transfer")?;
        self.access_account(meter, to)?;
        self.charge_value(meter, to, value)?;
        let journal = &mut *self.execution.journal;
        let checkpoint = journal.checkpoint();
        let moved = journal.sub_balance(self.context.address, value).map_err(node)?
            && journal.add_balance(to, value).map_err(node)?;
        if moved {
            journal.commit(checkpoint);
        } else {
            journal.rollback(checkpoint);
        }
        Ok(moved)
    }

    fn set_code(&mut self, meter: &mut Meter, code_hash: B256) -> Result<bool, Interrupt> {
        self.refuse_if_static("set_code")?;
        meter.charge(prices::SET_CODE)?;
        meter.charge(prices::COLD_ACCOUNT)?;
        let (journal, address) = (&mut *self.execution.journal, self.context.address);
        // Only a contract whose constructor runs has none.
        if journal.code_hash(address).map_err(node)? == EMPTY_CODE_HASH {
            return Err(Fault::SetCodeInConstructor.into());
        }
        let Some(container) = journal.code_by_hash(code_hash).map_err(node)? else { return Ok(false) };
        meter.charge(prices::COLD_CODE_WORD.saturating_mul(prices::words(container.len())))?;
        // A check that the new code reads the storage as the old one laid it out belongs here: nothing is changed yet,
        // and both containers can be had.
        journal.set_code(address, code_hash, container).map_err(node)?;
        Ok(true)
    }

    fn debug_log(&mut self, text: &[u8]) {
        self.execution.debug_log(self.context.address, text);
    }

    fn call(&mut self, meter: &mut Meter, request: CallRequest) -> Result<Reply, Interrupt> {
        let is_static = self.context.is_static || request.is_static;
        if is_static && !request.value.is_zero() {
            return Err(Fault::StateChangeInStaticCall { function: "call" }.into());
        }
        self.access_account(meter, request.to)?;
        self.charge_value(meter, request.to, request.value)?;
        let gas = passed_on(meter.left(), request.gas);

        let CallRequest { to, value, input, .. } = request;
        let call = Call { caller: self.context.address, to, value, input, gas, is_static };
        self.execution.permit_reentry(request.allow_reentry);
        let reply = if self.execution.refuse(&call).map_err(Interrupt::Node)? {
            Reply::Failed
        } else {
            meter.charge(gas)?;
            let result = self.execution.call(call);
            let FrameResult { exit, gas_left } = result.map_err(Interrupt::Node)?;
            meter.refund(gas_left);
            match exit {
                FrameExit::Success(output) => Reply::Success { output, created: None },
                FrameExit::Reverted(data) => Reply::Reverted(data),
                FrameExit::Failed(_) => Reply::Failed,
            }
        };
        self.execution.permit_reentry(false);
        Ok(reply)
    }

    fn create(&mut self, meter: &mut Meter, request: CreateRequest) -> Result<Reply, Interrupt> {
        self.refuse_if_static(if request.salt.is_some() { "create2" } else { "create" })?;
        meter.charge(prices::CREATE)?;
        meter.charge(prices::COLD_ACCOUNT)?;
        let Some(container) = self.execution.journal.code_by_hash(request.code_hash).map_err(node)? else {
            return Ok(Reply::Failed);
        };
        if request.salt.is_some() {
            let size_bytes = container.len().saturating_add(request.arguments.len());
            meter.charge(prices::CREATE2_HASH_WORD.saturating_mul(prices::words(size_bytes)))?;
        }
        let creator = self.context.address;
        let gas = passed_on(meter.left(), request.gas);
        let nonce = self.execution.journal.nonce(creator).map_err(node)?;
        let Some(next_nonce) = nonce.checked_add(1) else {
            return Ok(Reply::Failed);
        };
        if self.execution.is_full() || self.own_balance()? < request.value {
            return Ok(Reply::Failed);
        }

        meter.charge(gas)?;
        // Stays counted up even if the creation fails, so that no two creations share an address.
        self.execution.journal.set_nonce(creator, next_nonce).map_err(node)?;
        let address = match request.salt {
            Some(salt) => create::create2_address(creator, salt, &container, &request.arguments),
            None => create::create_address(creator, nonce),
        };
        let code = NewCode::Deployed { hash: request.code_hash, container, arguments: request.arguments };
        let result = self.execution.create(Creation { creator, address, value: request.value, gas, code });
        let FrameResult { exit, gas_left } = result.map_err(Interrupt::Node)?;
        meter.refund(gas_left);
        Ok(match exit {
            FrameExit::Success(_) => Reply::Success { output: Bytes::new(), created: Some(address) },
            FrameExit::Reverted(data) => Reply::Reverted(data),
            FrameExit::Failed(_) => Reply::Failed,
        })
    }
}

/// The gas that a frame with `left` gives a callee for which it asks `asked`: at most 63/64 (EIP-150).
fn passed_on(left: Gas, asked: Gas) -> Gas {
    asked.min(left.saturating_sub(Gas::new(left.get() / CALL_GAS_SHARE.1)))
}

/// State that cannot be read ends the whole execution.
fn node(error: state::ViewError) -> Interrupt {
    Interrupt::Node(unreadable(error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frame_keeps_a_64th_of_its_gas() {
        assert_eq!(passed_on(Gas::new(6_400), Gas::new(u64::MAX)).get(), 6_300);
        assert_eq!(passed_on(Gas::new(63), Gas::new(u64::MAX)).get(), 63);
        assert_eq!(passed_on(Gas::new(6_400), Gas::new(10)).get(), 10);
        assert_eq!(passed_on(Gas::ZERO, Gas::new(10)).get(), 0);
    }
}

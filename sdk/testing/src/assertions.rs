//! Assertions about what a call did: they compare events and errors field by field and end with the calls that led
//! there.

use std::fmt::{Debug, Write};

use sdk::{
    call::CallError,
    error::Revert,
    event::{Event, log_of},
    types::{Address, U256},
};

use crate::{
    chain::{Chain, LastTransaction, Log},
    names::{Names, panic_text},
    values,
};

impl Chain {
    /// Asserts that the contract that the last transaction called (or created) emitted this event in it. What other
    /// contracts emitted on the way is for [`Chain::expect_event_of`].
    ///
    /// # Panics
    /// If it did not, with the fields in which its events of the same type differ.
    #[track_caller]
    pub fn expect_event<E: Event>(&self, event: E) {
        match self.last_transaction() {
            Some(LastTransaction::Done(called)) => self.expect_event_of(called, event),
            Some(LastTransaction::Failed(_)) | None => self.missing_event(None, &event),
        }
    }

    /// Asserts that the contract at `address` emitted this event in the last transaction.
    ///
    /// # Panics
    /// If it did not, with the fields in which its events of the same type differ.
    #[track_caller]
    pub fn expect_event_of<E: Event>(&self, address: Address, event: E) {
        let (topics, data) = log_of(&event);
        let is_it = |log: &Log| log.address == address && log.topics == topics && log.data == data;
        if !self.last_logs().iter().any(is_it) {
            self.missing_event(Some(address), &event)
        }
    }

    /// Says what there is instead of an event that the contract at `address` was to have emitted.
    #[track_caller]
    fn missing_event<E: Event>(&self, address: Option<Address>, event: &E) -> ! {
        let (logs, names) = (self.last_logs(), self.names());
        let (topics, data) = log_of(event);
        let signature = usize::from(!E::INFO.anonymous);
        let fields = |log: &Log| values::event_fields(E::INFO.inputs, log.topics.get(signature..)?, &log.data, &names);
        let wanted = Log { address: address.unwrap_or_default(), topics, data };
        let expected = fields(&wanted).unwrap_or_default();
        let emitter = address.map_or_else(|| "the last transaction".to_owned(), |address| names.address(address));
        let mut text = format!("{emitter} did not emit {}{}", E::INFO.name, values::list(E::INFO.inputs, &expected));
        let (same, others): (Vec<_>, Vec<_>) =
            logs.iter().filter(|log| log.is_one::<E>()).partition(|log| log.address == wanted.address);
        for found in same.iter().filter_map(|log| fields(log)) {
            text.push_str("\nit emitted one that differs:");
            let fields = E::INFO.inputs.iter().map(|field| field.name);
            write_differences(&mut text, fields, &expected, &found);
        }
        if let Some(other) = others.iter().find(|log| log.topics == wanted.topics && log.data == wanted.data) {
            let other = names.address(other.address);
            write!(text, "\nbut {other} emitted this very event: expect_event_of(address, event) names the emitter")
                .expect("a string takes all text");
        } else if same.is_empty() {
            self.write_logs(&mut text, &logs, &names);
        }
        self.fail(&text)
    }

    /// Asserts that no contract emitted an event of type `E` in the last transaction.
    ///
    /// # Panics
    /// If it did, with the events.
    #[track_caller]
    pub fn expect_no_event<E: Event>(&self) {
        let logs = self.last_logs();
        if logs.iter().any(Log::is_one::<E>) {
            let mut text = format!("the last transaction was to have emitted no {}", E::INFO.name);
            self.write_logs(&mut text, &logs, &self.names());
            self.fail(&text)
        }
    }

    /// Asserts that a call reverted with this error. `result` is what a method of a client gave back, one with `try_`
    /// or one whose contract names its errors.
    ///
    /// # Panics
    /// If it did not, with the fields that differ.
    #[track_caller]
    pub fn expect_revert<T: Debug, F: Into<CallError>, E: Revert>(&self, result: Result<T, F>, expected: E) {
        let expected = expected.encode();
        let error = self.failed(result, || self.names().failure(&CallError::Reverted(expected.clone())));
        if matches!(&error, CallError::Reverted(data) if *data == expected) {
            return;
        }
        let mut names = self.names();
        names.learn_errors(E::ERRORS);
        let mut text = format!(
            "the call was to have {}\nbut it {}",
            names.failure(&CallError::Reverted(expected.clone())),
            self.failure(&error)
        );
        if let (Some((wanted, expected)), CallError::Reverted(data)) = (names.error(&expected), &error)
            && let Some((found_error, found)) = names.error(data)
            && found_error.selector == wanted.selector
        {
            write_differences(&mut text, wanted.inputs.iter().map(|field| field.name), &expected, &found);
        }
        self.fail(&text)
    }

    /// Asserts that a call reverted with this message: a panic of the contract, or `Error(string)`.
    ///
    /// # Panics
    /// If it did not.
    #[track_caller]
    pub fn expect_message<T: Debug, F: Into<CallError>>(&self, result: Result<T, F>, expected: &str) {
        let error = self.failed(result, || format!("reverted with {expected:?}"));
        if error.message().as_deref() != Some(expected) {
            self.fail(&format!("the call was to have reverted with {expected:?}\nbut it {}", self.failure(&error)))
        }
    }

    /// Asserts that a call reverted with `Panic(uint256)`: 0x11 for overflow, 0x12 for a division by zero, 0x01 for an
    /// assertion.
    ///
    /// # Panics
    /// If it did not.
    #[track_caller]
    pub fn expect_panic<T: Debug, F: Into<CallError>>(&self, result: Result<T, F>, code: u64) {
        let code = U256::from(code);
        let error = self.failed(result, || format!("reverted with {}", panic_text(code)));
        if error.panic_code() != Some(code) {
            let expected = panic_text(code);
            self.fail(&format!("the call was to have reverted with {expected}\nbut it {}", self.failure(&error)))
        }
    }

    /// What the last transaction emitted, with the emitters; or why that is nothing.
    fn write_logs(&self, text: &mut String, logs: &[Log], names: &Names) {
        match self.last_transaction() {
            None => text.push_str("\nthere was no transaction since the chain was made or restored"),
            Some(LastTransaction::Failed(how)) => {
                write!(text, "\nit emitted nothing, because it {how}").expect("a string takes all text");
            }
            Some(LastTransaction::Done(_)) if logs.is_empty() => {
                text.push_str("\nthe last transaction emitted nothing")
            }
            Some(LastTransaction::Done(_)) => text.push_str("\nthe last transaction emitted:"),
        }
        for log in logs {
            write!(text, "\n    {}: {}", names.address(log.address), names.log(log)).expect("a string takes all text");
        }
    }

    /// The failure of a call that had to fail.
    #[track_caller]
    fn failed<T: Debug, F: Into<CallError>>(
        &self,
        result: Result<T, F>,
        expected: impl FnOnce() -> String,
    ) -> CallError {
        match result {
            Err(error) => error.into(),
            Ok(value) => {
                self.fail(&format!("the call was to have {}\nbut it succeeded and returned {value:?}", expected()))
            }
        }
    }

    /// Ends the test; the last calls are shown when the chain is dropped.
    #[track_caller]
    fn fail(&self, text: &str) -> ! {
        panic!("{text}\n(on {self:?})")
    }
}

/// One line for each field that differs.
fn write_differences<'a>(
    text: &mut String,
    names: impl Iterator<Item = &'a str>,
    expected: &[String],
    found: &[String],
) {
    for (index, (name, (expected, found))) in names.zip(expected.iter().zip(found)).enumerate() {
        if expected != found {
            let position = format!("field {index}");
            let name = if name.is_empty() { position.as_str() } else { name };
            write!(text, "\n    {name}: expected {expected}, found {found}").expect("a string takes all text");
        }
    }
}

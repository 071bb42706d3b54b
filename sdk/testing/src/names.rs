//! What addresses, errors and events are called on one chain: what its failures and traces say instead of hex.

use std::collections::BTreeMap;

use sdk::{
    abi::{ContractInfo, ErrorInfo, EventInfo},
    call::CallError,
    types::{Address, Bytes, U256},
};

use crate::{accounts::ACCOUNTS, chain::Log, values};

/// The contracts that a chain has heard of.
#[derive(Clone, Default)]
pub(crate) struct Names {
    contracts: Vec<&'static str>,
    /// Whatever address they come from.
    errors: Vec<&'static ErrorInfo>,
    events: Vec<&'static EventInfo>,
    /// By address, with the label that is shown.
    deployed: BTreeMap<Address, (String, &'static ContractInfo)>,
}

impl Names {
    /// Makes a contract's errors and events known.
    pub(crate) fn learn(&mut self, info: &'static ContractInfo) {
        if self.contracts.contains(&info.name) {
            return;
        }
        self.contracts.push(info.name);
        self.events.extend(info.events());
        self.errors.extend(info.errors());
    }

    /// Makes errors known that are of no contract here.
    pub(crate) fn learn_errors(&mut self, errors: &'static [ErrorInfo]) {
        self.errors.extend(errors);
    }

    /// Labels the contract at `address`: the first of its kind by its name, others with a number behind it.
    pub(crate) fn place(&mut self, address: Address, info: &'static ContractInfo) {
        self.learn(info);
        if self.deployed.contains_key(&address) {
            return;
        }
        let before = self.deployed.values().filter(|(_, known)| known.name == info.name).count();
        let label = if before == 0 { info.name.to_owned() } else { format!("{}#{}", info.name, before + 1) };
        self.deployed.insert(address, (label, info));
    }

    /// The contract at `address`, if it has a label.
    pub(crate) fn contract(&self, address: Address) -> Option<&'static ContractInfo> {
        self.deployed.get(&address).map(|(_, info)| *info)
    }

    /// An address as people know it: a contract's label, `accounts[1]`, or its digits.
    pub(crate) fn address(&self, address: Address) -> String {
        if let Some((label, _)) = self.deployed.get(&address) {
            return label.clone();
        }
        match ACCOUNTS.iter().position(|account| account.address == address) {
            Some(index) => format!("accounts[{index}]"),
            None => address.to_string(),
        }
    }

    /// The error with this selector and its fields, if it is one of a known contract.
    pub(crate) fn error(&self, data: &[u8]) -> Option<(&'static ErrorInfo, Vec<String>)> {
        let (selector, fields) = data.split_first_chunk::<4>()?;
        let error = self.errors.iter().copied().find(|error| error.selector == *selector)?;
        values::decode(error.inputs, fields, self).map(|texts| (error, texts))
    }

    /// How a call failed, in words: `reverted with Error(field: value)`.
    pub(crate) fn failure(&self, error: &CallError) -> String {
        let data = match error {
            CallError::Reverted(data) => data,
            CallError::Failed => return "failed without data".to_owned(),
            CallError::Output => {
                return "succeeded with an output that does not fit the ABI: there is no contract at that address, or \
                        another one"
                    .to_owned();
            }
        };
        if let Some(message) = error.message() {
            return format!("reverted with {message:?}");
        }
        if let Some(code) = error.panic_code() {
            return format!("reverted with {}", panic_text(code));
        }
        if let Some((error, texts)) = self.error(data) {
            return format!("reverted with {}{}", error.name, values::list(error.inputs, &texts));
        }
        if data.is_empty() {
            return "reverted without data".to_owned();
        }
        format!(
            "reverted with {}, which is no error of the contracts that this chain knows ({})",
            Bytes(data.clone()),
            self.contracts.join(", ")
        )
    }

    /// The event of a log and its fields, if it is one of a known contract.
    pub(crate) fn event(&self, log: &Log) -> Option<(&'static EventInfo, Vec<String>)> {
        // An anonymous event does not say which one it is.
        let (topic, topics) = log.topics.split_first()?;
        let event = self.events.iter().copied().find(|event| event.topic == *topic && !event.anonymous)?;
        values::event_fields(event.inputs, topics, &log.data, self).map(|texts| (event, texts))
    }

    /// A log in words: `Transfer(from: accounts[0], to: accounts[1], value: 400)`.
    pub(crate) fn log(&self, log: &Log) -> String {
        match self.event(log) {
            Some((event, texts)) => format!("{}{}", event.name, values::list(event.inputs, &texts)),
            None => {
                let topics = log.topics.iter().map(|topic| Bytes(topic.to_vec()).to_string());
                format!("log({}) with data {}", topics.collect::<Vec<_>>().join(", "), Bytes(log.data.clone()))
            }
        }
    }
}

/// What Solidity's documentation says of a panic code.
pub(crate) fn panic_text(code: U256) -> String {
    let meaning = match u64::try_from(code) {
        Ok(0x01) => "an assertion failed",
        Ok(0x11) => "arithmetic overflow",
        Ok(0x12) => "division by zero",
        Ok(0x21) => "no such variant of an enum",
        Ok(0x22) => "damaged storage",
        Ok(0x31) => "pop of an empty array",
        Ok(0x32) => "index out of bounds",
        Ok(0x41) => "too much memory",
        Ok(0x51) => "call of an unset function",
        _ => "a code without a meaning",
    };
    let digits = Bytes(code.to_be_bytes().into_iter().skip_while(|byte| *byte == 0).collect());
    format!("Panic({digits}), {meaning}")
}

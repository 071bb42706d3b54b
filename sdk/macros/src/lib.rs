//! The attributes of the SDK: storage, event, error, contract.

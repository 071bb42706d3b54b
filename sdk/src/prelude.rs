//! Everything a contract uses: `use sdk::prelude::*;`.

pub use alloc::{borrow::ToOwned, boxed::Box, format, string::String, string::ToString, vec, vec::Vec};

pub use sdk_macros::{component, contract, error, event, interface, record, storage};

pub use crate::{
    call::{CallError, Client},
    context::*,
    contract::{Component, Constructor, Contract},
    event::emit,
    storage::{List, Map, Queue, Set, Transient, Value},
    types::{Address, B256, Bytes, FixedBytes, I256, Int, U256, Uint},
};

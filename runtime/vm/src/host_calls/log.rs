//! Logs, and texts for who develops.

use primitives::{
    B256, Bytes,
    limits::{DEBUG_LOG_MAX_BYTES, LOG_DATA_MAX_BYTES, LOG_TOPICS_MAX},
};

use super::{Call, Stop, memory::size_limit};
use crate::interface_table::price;

/// Bytes of one topic.
const TOPIC_SIZE_BYTES: u32 = 32;

pub(super) fn log(call: &mut Call<'_>, topics: u32, topic_count: u32, data: u32, size: u32) -> Result<(), Stop> {
    const NAME: &str = "log";
    call.charge(price::log, size)?;
    call.changes_state(NAME)?;
    size_limit(NAME, topic_count, LOG_TOPICS_MAX as usize)?;
    size_limit(NAME, size, LOG_DATA_MAX_BYTES)?;
    let topics = call.bytes(NAME, topics, topic_count * TOPIC_SIZE_BYTES)?;
    let topics = topics.chunks_exact(TOPIC_SIZE_BYTES as usize).map(B256::from_slice).collect();
    let data = Bytes::copy_from_slice(call.bytes(NAME, data, size)?);
    Ok(call.host.log(call.meter, topics, data)?)
}

pub(super) fn debug_log(call: &mut Call<'_>, ptr: u32, size: u32) -> Result<(), Stop> {
    const NAME: &str = "debug_log";
    call.charge(price::debug_log, size)?;
    size_limit(NAME, size, DEBUG_LOG_MAX_BYTES)?;
    let text = call.range(NAME, ptr, size)?;
    call.host.debug_log(&call.memory[text]);
    Ok(())
}

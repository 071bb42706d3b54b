//! Every RocksDB option that is set, with its reason. What is not here is RocksDB's default.

use rocksdb::{
    BlockBasedOptions, Cache, ColumnFamilyDescriptor, DBCompressionType, DBRecoveryMode, DataBlockIndexType, Options,
    SliceTransform, WriteOptions,
};

use crate::{columns::Family, error::DbError};

/// How a family is used.
enum Use {
    /// Looked up by hash, in no order: flat state, trie, indexes.
    Hashed,
    /// As `Hashed`, and also walked within the first 32 bytes of the key.
    HashedByAccount,
    /// Appended by height, read a whole record at a time.
    ByHeight,
    /// A handful of rows.
    Small,
}

impl Family {
    fn used_as(self) -> Use {
        match self {
            Self::Meta => Use::Small,
            Self::Headers | Self::Bodies | Self::Receipts | Self::Changes => Use::ByHeight,
            Self::Storage => Use::HashedByAccount,
            Self::Accounts | Self::Trie | Self::BlockNumbers | Self::Transactions => Use::Hashed,
            // Found by hash, but values are large and compress well.
            Self::Code => Use::ByHeight,
        }
    }
}

/// Options of the whole database. `is_new` permits creating it.
pub(crate) fn database(is_new: bool) -> Options {
    let mut options = Options::default();
    // A directory that should hold a database and does not has lost it. Creating one there would hide that.
    options.create_if_missing(is_new);
    options.create_missing_column_families(is_new);

    // The default, point in time, opens a log with a flipped bit and silently drops every block from there on; absolute
    // consistency refuses the torn tail that each crash may leave. This one opens torn tails and refuses damage.
    options.set_wal_recovery_mode(DBRecoveryMode::TolerateCorruptedTailRecords);
    // Refuses to open if a log that was synced is missing or shorter than it was.
    options.set_track_and_verify_wals_in_manifest(true);
    // Recycled logs hold old records behind the tail, which the recovery mode above could not tell from damage.
    options.set_recycle_log_file_num(0);
    // All families are flushed together, so that no crash finds one of them ahead of another.
    options.set_atomic_flush(true);
    // Errors found in the background stop further writes.
    options.set_paranoid_checks(true);

    // Bounds the log to be replayed on start to a few seconds.
    options.set_max_total_wal_size(256 << 20);
    // Bounds the memory of the memtables of all families together.
    options.set_db_write_buffer_size(128 << 20);
    // Files stay open: opening one anew costs a read of its footer, index and filter. 64 MiB per file keeps them few.
    options.set_max_open_files(-1);
    // Writes files back bit by bit, so that a block's sync does not wait for a compaction's pages.
    options.set_bytes_per_sync(1 << 20);
    // One thread to flush and one to compact; the blocks need the other cores.
    options.set_max_background_jobs(2);
    // RocksDB's own log: small, and a few of them.
    options.set_max_log_file_size(16 << 20);
    options.set_keep_log_file_num(4);
    options
}

/// The families with their options. They share one cache.
pub(crate) fn families(cache_size_bytes: usize) -> Result<Vec<ColumnFamilyDescriptor>, DbError> {
    let cache = Cache::new_lru_cache(cache_size_bytes);
    Family::ALL
        .into_iter()
        .map(|family| {
            let options =
                family_options(family.used_as(), &cache).map_err(|error| DbError::rocks("set options", error))?;
            Ok(ColumnFamilyDescriptor::new(family.name(), options))
        })
        .collect()
}

fn family_options(used_as: Use, cache: &Cache) -> Result<Options, rocksdb::Error> {
    // Every row carries a checksum while it is in memory, so that memory that goes bad does not reach the disk. The
    // bindings have no setter for it.
    let mut options = Options::default().get_options_from_string("memtable_protection_bytes_per_key=8")?;
    let mut table = BlockBasedOptions::default();
    table.set_block_cache(cache);
    // Indexes and filters count against the cache, so that its size is the whole; those of the newest files stay.
    table.set_cache_index_and_filter_blocks(true);
    table.set_pin_l0_filter_and_index_blocks_in_cache(true);
    options.set_write_buffer_size(64 << 20);
    options.set_target_file_size_base(64 << 20);
    // Levels are sized from the bottom: about one tenth of the data is superseded rows, whatever the size.
    options.set_level_compaction_dynamic_level_bytes(true);

    match used_as {
        Use::Hashed => hashed(&mut options, &mut table),
        Use::HashedByAccount => {
            hashed(&mut options, &mut table);
            // Walking one contract's slots skips files and memtables that have none of them.
            options.set_prefix_extractor(SliceTransform::create_fixed_prefix(32));
        }
        Use::ByHeight => {
            // Headers, transactions and logs compress; ascending heights make files that never overlap, so that
            // compaction moves them without rewriting.
            options.set_compression_type(DBCompressionType::Lz4);
            table.set_block_size(16 << 10);
        }
        Use::Small => options.set_compression_type(DBCompressionType::None),
    }
    options.set_block_based_table_factory(&table);
    Ok(options)
}

fn hashed(options: &mut Options, table: &mut BlockBasedOptions) {
    // Hashes do not compress.
    options.set_compression_type(DBCompressionType::None);
    // A point read takes one block: small ones waste less of the cache.
    table.set_block_size(4 << 10);
    // One false positive in a hundred: new accounts and slots are looked up before they exist.
    table.set_bloom_filter(10.0, false);
    table.set_optimize_filters_for_memory(true);
    // Finds the row within its block by hash instead of by bisection.
    table.set_data_block_index_type(DataBlockIndexType::BinaryAndHash);
    table.set_data_block_hash_ratio(0.75);
    // The same for the memtable: reads of absent keys cost a third.
    options.set_memtable_prefix_bloom_ratio(0.1);
    options.set_memtable_whole_key_filtering(true);
}

/// How blocks are written: the log is synced to the disk before the write returns. Without it a block survives the
/// death of the process, but not a power cut.
pub(crate) fn synced() -> WriteOptions {
    let mut options = WriteOptions::default();
    options.set_sync(true);
    options
}

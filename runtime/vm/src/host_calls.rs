//! What each host function does between the guest's memory and the [`Host`]: charge, check, read, ask, write.
//!
//! Nothing here knows an engine: a call is given the memory as bytes and the gas as a [`Meter`]. The order is always
//! the same: the table's price is charged first, then sizes, flags and every pointer are checked, then the host works,
//! and the memory is written last, whole or not at all. A function that the table has and no module here implements
//! is a compile error.

mod call;
mod context;
mod crypto;
mod log;
mod memory;
mod panicking;
mod storage;

use primitives::Bytes;

pub(crate) use self::panicking::link_panicking;
use self::{
    call::{call, create, create2, finish, output_copy, output_size, revert, set_code, transfer},
    context::{
        address, balance, block_base_fee, block_coinbase, block_gas_limit, block_hash, block_number, block_timestamp,
        caller, chain_id, code_hash, gas_left, gas_price, input_copy, input_size, origin, value,
    },
    crypto::{
        blake2b256, bls_verify, bls12_381_pairing, bn254_add, bn254_mul, bn254_pairing, ecrecover, ed25519_verify,
        keccak256, modexp, p256_verify, ripemd160, sha256, sm2_verify, sm3,
    },
    log::{debug_log, log},
    storage::{storage_read, storage_size, storage_write, transient_read, transient_write},
};
use crate::{
    fault::Fault,
    host::{Host, Interrupt, NodeError},
    interface_table::Price,
    meter::Meter,
};

/// One host call of a running frame.
pub struct Call<'a> {
    /// The frame's linear memory.
    pub memory: &'a mut [u8],
    /// What the frame has left.
    pub meter: &'a mut Meter,
    /// Output or revert data of the frame's last call or creation.
    pub output: &'a mut Bytes,
    /// The world outside.
    pub host: &'a mut dyn Host,
}

/// Why a host function does not return to the guest.
#[derive(Debug)]
pub enum Stop {
    /// The frame ends with success and this output.
    Finished(Bytes),
    /// The frame ends, its changes undone, with this revert data.
    Reverted(Bytes),
    /// The frame fails.
    Fault(Fault),
    /// The node could not go on; there is no result.
    Node(NodeError),
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<Interrupt> for Stop {
    fn from(interrupt: Interrupt) -> Self {
        match interrupt {
            Interrupt::Fault(fault) => Self::Fault(fault),
            Interrupt::Node(error) => Self::Node(error),
        }
    }
}

impl Call<'_> {
    /// Takes the price of a call whose size argument is `size` bytes.
    fn charge(&mut self, price: Price, size: u32) -> Result<(), Fault> {
        self.meter.charge_ticks(price.base.saturating_add(price.per_byte.saturating_mul(u64::from(size))))
    }

    /// Faults if this frame may not change state.
    fn changes_state(&self, function: &'static str) -> Result<(), Fault> {
        if self.host.context().is_static { Err(Fault::StateChangeInStaticCall { function }) } else { Ok(()) }
    }
}

/// The gas that a guest handed to a host function; less than nothing means that it ran out before it came here.
pub fn meter(gas: i64) -> Result<Meter, Fault> {
    if gas < 0 { Err(Fault::OutOfGas) } else { Ok(Meter::from_ticks(gas)) }
}

/// True for a function that may run another frame, so that height and memory left must be known before it.
pub const fn nests(function: &str) -> bool {
    matches!(function.as_bytes(), b"call" | b"create" | b"create2")
}

/// A result as 64 bits, and an argument from them.
trait Word {
    fn word(self) -> Option<u64>;
}

impl Word for () {
    fn word(self) -> Option<u64> {
        None
    }
}

impl Word for u32 {
    fn word(self) -> Option<u64> {
        Some(u64::from(self))
    }
}

impl Word for u64 {
    fn word(self) -> Option<u64> {
        Some(self)
    }
}

macro_rules! dispatch {
    ($($(#[$doc:meta])* $name:ident($($arg:ident: $ty:ident),*) $(-> $result:ident)?, $base:literal, $per_byte:literal;)*) => {
        /// Calls the function `name` with arguments widened to 64 bits. `None` if the table has no such function or it
        /// takes another number of arguments. Engines that link by name use this; wasmtime links each function.
        pub fn dispatch(name: &str, arguments: &[u64], call: &mut Call<'_>) -> Option<Result<Option<u64>, Stop>> {
            match (name, arguments) {
                $((stringify!($name), [$($arg),*]) => Some($name(call, $(*$arg as $ty),*).map(Word::word)),)*
                _ => None,
            }
        }
    };
}

interface::host_functions!(dispatch);

macro_rules! link {
    ($($(#[$doc:meta])* $name:ident($($arg:ident: $ty:ident),*) $(-> $result:ident)?, $base:literal, $per_byte:literal;)*) => {
        /// Links every function of the table for wasmtime.
        pub(crate) fn link(linker: &mut wasmtime::Linker<crate::run::Frame>) -> wasmtime::Result<()> {
            $(
                linker.func_wrap(
                    interface::IMPORT_MODULE,
                    stringify!($name),
                    |mut caller: wasmtime::Caller<'_, crate::run::Frame>, $($arg: $ty,)* gas: i64| {
                        const NAME: &str = stringify!($name);
                        const NESTS: bool = nests(NAME);
                        let work = |call: &mut Call<'_>| $name(call, $($arg),*);
                        let returned = crate::run::host_call(&mut caller, gas, NAME, NESTS, work);
                        link!(@result returned $($result)?)
                    },
                )?;
            )*
            Ok(())
        }
    };
    (@result $returned:ident) => {
        $returned.map(|((), gas)| gas)
    };
    (@result $returned:ident $result:ident) => {
        $returned
    };
}

interface::host_functions!(link);

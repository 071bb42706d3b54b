//! The seam to the chain: what a running frame may ask of the world outside its memory.
//!
//! The VM marshals: it charges the table's price, checks pointers and sizes, reads guest memory, and only then calls
//! these methods with plain values. It knows no accounts, blocks or transactions. The executor implements the trait
//! over its journal and charges, through the meter, whatever depends on the state.

use primitives::{Address, B256, Bytes, Gas, U256};

use crate::{fault::Fault, meter::Meter};

/// Facts of a frame that do not change while it runs.
#[derive(Clone, Debug)]
pub struct FrameContext {
    /// The contract whose storage this frame reads and writes.
    pub address: Address,
    /// Who called this frame.
    pub caller: Address,
    /// Who signed the transaction.
    pub origin: Address,
    /// Wei sent with this call.
    pub value: U256,
    /// Call data, or constructor arguments.
    pub input: Bytes,
    /// True if state may not be changed.
    pub is_static: bool,
    /// Wei per gas that the transaction pays.
    pub gas_price: U256,
    /// The block being executed.
    pub block: BlockContext,
}

/// Facts of the block being executed.
#[derive(Clone, Debug)]
pub struct BlockContext {
    /// The chain's id (EIP-155).
    pub chain_id: u64,
    /// Height.
    pub number: u64,
    /// Seconds since 1970.
    pub timestamp: u64,
    /// Gas that all transactions of the block may use.
    pub gas_limit: Gas,
    /// Wei per gas that is burnt (EIP-1559).
    pub base_fee: U256,
    /// Who receives the fees.
    pub coinbase: Address,
}

/// A call that a frame makes.
#[derive(Clone, Debug)]
pub struct CallRequest {
    /// The callee.
    pub to: Address,
    /// Wei to send with it.
    pub value: U256,
    /// Call data.
    pub input: Bytes,
    /// Gas the guest asked to pass on; the host caps it at 63/64 of what the meter holds after the host's own charges.
    pub gas: Gas,
    /// The callee may not change state.
    pub is_static: bool,
    /// The calling contract may be entered again while the call runs.
    pub allow_reentry: bool,
}

/// A contract creation that a frame makes.
#[derive(Clone, Debug)]
pub struct CreateRequest {
    /// Hash of a container that is already deployed somewhere.
    pub code_hash: B256,
    /// Constructor arguments.
    pub arguments: Bytes,
    /// Wei to endow it with.
    pub value: U256,
    /// Gas the guest asked to pass on, capped as for a call.
    pub gas: Gas,
    /// `Some` for the CREATE2 address rule (EIP-1014), `None` for CREATE's.
    pub salt: Option<B256>,
}

/// How a callee ended, for its caller.
#[derive(Clone, Debug)]
pub enum Reply {
    /// Success, with its output; a creation has no output and returns the address.
    Success {
        /// Output of a call, empty for a creation.
        output: Bytes,
        /// The created contract, `None` for a call.
        created: Option<Address>,
    },
    /// Revert data.
    Reverted(Bytes),
    /// It failed or was never entered.
    Failed,
}

/// Why a host method did not return: the guest's fault, or trouble of this node that must end the whole execution
/// without a result.
#[derive(Debug)]
pub enum Interrupt {
    /// The frame ends with this fault and loses its gas.
    Fault(Fault),
    /// The node could not go on (its database failed, say). No receipt may be made from this execution.
    Node(NodeError),
}

impl From<Fault> for Interrupt {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// Trouble of this node, never a result of the chain.
#[derive(Clone, Debug)]
pub struct NodeError(pub String);

impl std::fmt::Display for NodeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for NodeError {}

/// What a frame may ask of the chain. Each method charges its state-dependent price to `meter` before it works.
pub trait Host {
    /// Facts of this frame.
    fn context(&self) -> &FrameContext;
    /// The value under `key` of this contract's storage; empty if there is none.
    fn storage_read(&mut self, meter: &mut Meter, key: &B256) -> Result<Bytes, Interrupt>;
    /// Stores `value` under `key` of this contract's storage; empty deletes. Faults in a static frame.
    fn storage_write(&mut self, meter: &mut Meter, key: &B256, value: Bytes) -> Result<(), Interrupt>;
    /// The value under `key` of this contract's transient storage; empty if there is none.
    fn transient_read(&mut self, meter: &mut Meter, key: &B256) -> Result<Bytes, Interrupt>;
    /// Stores `value` under `key` of this contract's transient storage; empty deletes. Faults in a static frame, and
    /// if the transaction has written too many places.
    fn transient_write(&mut self, meter: &mut Meter, key: &B256, value: Bytes) -> Result<(), Interrupt>;
    /// Balance of `address` in wei.
    fn balance(&mut self, meter: &mut Meter, address: Address) -> Result<U256, Interrupt>;
    /// Code hash of `address` (EIP-1052).
    fn code_hash(&mut self, meter: &mut Meter, address: Address) -> Result<B256, Interrupt>;
    /// Hash of block `number`, zero outside the last 256.
    fn block_hash(&mut self, meter: &mut Meter, number: u64) -> Result<B256, Interrupt>;
    /// Emits a log of this contract. Faults in a static frame.
    fn log(&mut self, meter: &mut Meter, topics: Vec<B256>, data: Bytes) -> Result<(), Interrupt>;
    /// Moves `value` wei to `to` without running code; false if the balance is too low. Faults in a static frame.
    fn transfer(&mut self, meter: &mut Meter, to: Address, value: U256) -> Result<bool, Interrupt>;
    /// Gives this contract the deployed code with this hash, for its later frames; false if there is none. Faults in a
    /// static frame and in a constructor.
    fn set_code(&mut self, meter: &mut Meter, code_hash: B256) -> Result<bool, Interrupt>;
    /// Shows `text` of this contract, UTF-8 or not, to who develops, if anybody does. Nothing depends on it.
    fn debug_log(&mut self, text: &[u8]);
    /// Calls another contract and charges what the callee used.
    fn call(&mut self, meter: &mut Meter, request: CallRequest) -> Result<Reply, Interrupt>;
    /// Creates a contract and charges what its constructor used. Faults in a static frame.
    fn create(&mut self, meter: &mut Meter, request: CreateRequest) -> Result<Reply, Interrupt>;
}

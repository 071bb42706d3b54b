//! The attributes of the SDK.
//!
//! They only write what must not differ in two places: layout, descriptions, dispatch and client of a contract. All
//! meaning is in traits of the `sdk` crate, to which their output refers by the path `::sdk`. What they cannot accept
//! is a compile error at the offending item that names the cure.

use proc_macro::TokenStream;
use proc_macro2::TokenStream as Tokens;

mod block;
mod chain_test;
mod client;
mod component;
mod contract;
mod description;
mod dispatch;
mod error;
mod event;
mod interface;
mod method;
mod names;
mod record;
mod storage;

fn finish(result: syn::Result<Tokens>) -> TokenStream {
    result.unwrap_or_else(|error| error.into_compile_error()).into()
}

/// Makes a struct of handles (`Value<T>`, `Map<K, V>`, other `#[storage]` structs) a contract's storage. The fields
/// take slots in their order, so a new field goes to the end.
#[proc_macro_attribute]
pub fn storage(arguments: TokenStream, item: TokenStream) -> TokenStream {
    finish(storage::expand(arguments.into(), item.into()))
}

/// Makes a struct a Solidity event. Fields marked `#[indexed]`, at most three, become topics. Fields become public.
/// `#[event(anonymous)]` leaves the signature out of the topics, which leaves room for a fourth.
#[proc_macro_attribute]
pub fn event(arguments: TokenStream, item: TokenStream) -> TokenStream {
    finish(event::expand(arguments.into(), item.into()))
}

/// Makes an enum the Solidity custom errors of a contract: each variant is one. A variant `#[from] Token(TokenError)`
/// stands for all errors of another enum, which revert as they are and become it by `?`.
#[proc_macro_attribute]
pub fn error(arguments: TokenStream, item: TokenStream) -> TokenStream {
    finish(error::expand(arguments.into(), item.into()))
}

/// Makes a struct or a field-less enum a value that is stored (SCALE) and passed (a Solidity struct or enum).
/// Derives `Clone, Debug, PartialEq, Eq, Default`, and `Copy` for an enum; an enum's default is its first variant.
/// `#[record(stored)]` leaves the ABI out, for fields that have no Solidity form.
#[proc_macro_attribute]
pub fn record(arguments: TokenStream, item: TokenStream) -> TokenStream {
    finish(record::expand(arguments.into(), item.into()))
}

/// Makes the public methods of an `impl` block a contract: dispatch, ABI, entry points and a client.
///
/// - `&self` is a view, `&mut self` a call; names become camelCase.
/// - `#[init]` marks the constructor, `#[payable]` a method that takes value.
/// - While a contract calls others it is not entered again, unless the method that was called is `#[reentrant]`.
/// - `#[fallback] fn fallback(&mut self, input: Bytes) -> Bytes` takes what no method takes, as it came and goes;
///   `#[receive] fn receive(&mut self)` takes value that comes without call data.
/// - A method that returns `Result<T, E>` reverts with `E`, an `#[error]` enum.
/// - `#[name = "tokenURI"]` gives a method another name in the ABI; methods that differ in their arguments may share one.
/// - Events written as `emit(Name { .. })` in the block are in the ABI; name others in
///   `#[contract(events(Other, Another))]`.
/// - `#[contract(components(erc20: Erc20, owner: Ownable except(renounce_ownership)))]` adds the public methods of
///   components, by the fields that hold them. Those under `except` are left out; the contract may have its own in their
///   place. The client has one method for each component, which leads to the component's client.
#[proc_macro_attribute]
pub fn contract(arguments: TokenStream, item: TokenStream) -> TokenStream {
    finish(contract::expand(arguments.into(), item.into()))
}

/// Makes the public methods of an `impl` block of a `#[storage]` struct a component: a part of contracts that include it
/// by `#[contract(components(field: Type))]`. Methods follow the rules of `#[contract]`. What only the including contract
/// may call stands in another `impl` block, constructor pieces too. The generated client calls any contract with these
/// methods. Events emitted outside the block are named in `#[component(events(Other))]`.
#[proc_macro_attribute]
pub fn component(arguments: TokenStream, item: TokenStream) -> TokenStream {
    finish(component::expand(arguments.into(), item.into()))
}

/// Makes a trait a client for contracts written elsewhere: `#[interface] pub trait Oracle { fn price(&self) -> U256; }`
/// gives `OracleClient`, and the trait itself is not there afterwards. Methods follow the rules of `#[contract]`.
#[proc_macro_attribute]
pub fn interface(arguments: TokenStream, item: TokenStream) -> TokenStream {
    finish(interface::expand(arguments.into(), item.into()))
}

/// Runs a test function with one `chain: Chain` parameter on each chain: `name::native`, `name::vm`, and `name::rpc`,
/// which is ignored unless asked for, because it needs a chain that runs. Exported by the `testing` crate.
#[proc_macro_attribute]
pub fn chain_test(arguments: TokenStream, item: TokenStream) -> TokenStream {
    finish(chain_test::expand(arguments.into(), item.into()))
}

//! `#[contract]`: description, dispatch, entry points and client of an `impl` block.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Result, Type, parse_quote};

use crate::{
    block::{Block, Included, Role},
    client, description, dispatch,
    method::{Kind, Method},
    names::refuse,
};

pub(crate) fn expand(arguments: TokenStream, item: TokenStream) -> Result<TokenStream> {
    let block = Block::read(Role::Contract, arguments, item)?;
    let Some(init) = &block.init else {
        return refuse(
            &block.item.self_ty,
            "a contract has a constructor: mark one method with #[init], for example `#[init] pub fn new(&mut self) {}`",
        );
    };
    let (kind, text) = (&*block.item.self_ty, block.name.to_string());
    let client_name = client::name(&block.name);
    let interface = description::interface(&text, &block.methods, Some(init), &block.events);
    let doc = format!("Calls a deployed [`{text}`].");
    let parts = [
        block.item.to_token_stream(),
        implementation(&block, init),
        constructor(kind, init),
        client::definition(
            &client_name,
            &quote!(#[doc = #doc]),
            &parse_quote!(pub),
            &interface,
            &block.methods,
            &block.components,
        ),
        description::own_selector_checks(&client_name.to_token_stream(), &block.methods),
        description::component_checks(&quote!(<#kind as ::sdk::contract::Contract>::INFO.parts), &block.components),
        entry_points(kind),
    ];
    Ok(parts.into_iter().collect())
}

/// `impl sdk::contract::Contract`.
fn implementation(block: &Block, init: &Method) -> TokenStream {
    let (kind, text) = (&block.item.self_ty, block.name.to_string());
    let client = client::name(&block.name);
    let parts = description::parts(&client.to_token_stream(), &block.components);
    let constructor_inputs = init.inputs();
    let constructor_payable = init.kind == Kind::Payable;
    let run_init = init.run();
    let body = dispatch::body(block, &client.to_token_stream(), |unknown| in_components(block, unknown));
    let fallback = match &block.fallback {
        None => quote!(::core::option::Option::None),
        Some(method) if method.kind == Kind::Payable => {
            quote!(::core::option::Option::Some(::sdk::abi::Mutability::Payable))
        }
        Some(_) => quote!(::core::option::Option::Some(::sdk::abi::Mutability::NonPayable)),
    };
    let receive = block.receive.is_some();
    let lints = quote! {
        #[allow(unused_mut, unused_variables, clippy::let_unit_value, reason = "a contract may have views only, or no methods")]
    };
    quote! {
        #[automatically_derived]
        impl ::sdk::contract::Contract for #kind {
            const INFO: &'static ::sdk::abi::ContractInfo = &::sdk::abi::ContractInfo {
                name: #text,
                constructor: &[#(#constructor_inputs),*],
                constructor_payable: #constructor_payable,
                fallback: #fallback,
                receive: #receive,
                parts: #parts,
            };
            const ABI: &'static str = {
                const INFO: &::sdk::abi::ContractInfo = <#kind as ::sdk::contract::Contract>::INFO;
                const TEXT: &[u8] = &::sdk::abi::text::<{ ::sdk::abi::text_size(INFO) }>(INFO);
                match ::core::str::from_utf8(TEXT) {
                    ::core::result::Result::Ok(text) => text,
                    ::core::result::Result::Err(_) => ::core::panic!("names are UTF-8"),
                }
            };
            const PACKAGE: &'static str = ::core::env!("CARGO_PKG_NAME");
            const MANIFEST_DIR: &'static str = ::core::env!("CARGO_MANIFEST_DIR");

            type Client<T: ::sdk::call::Transport> = #client<T>;

            #lints
            fn deploy(arguments: &[u8]) {
                let mut contract = <#kind as ::sdk::storage::Storage>::at(::sdk::storage::Slot::ROOT);
                #run_init
            }

            #lints
            fn call(input: &[u8], output: &mut ::sdk::abi::Encoder) {
                #body
            }
        }
    }
}

/// Looks the selector up in the components; `unknown` is for one that none has.
fn in_components(block: &Block, unknown: TokenStream) -> TokenStream {
    let contract = &block.item.self_ty;
    let calls = block.components.iter().enumerate().map(|(i, Included { field, kind, .. })| {
        let part = i + 1;
        quote! {
            <#kind as ::sdk::contract::Component>::call::<{
                <#contract as ::sdk::contract::Contract>::INFO.parts[#part].left_out
            }>(&mut contract.#field, selector, arguments, output)
        }
    });
    match block.components.is_empty() {
        true => unknown,
        false => quote!(if !(#(#calls)||*) #unknown),
    }
}

/// The function that encodes constructor arguments.
fn constructor(kind: &Type, init: &Method) -> TokenStream {
    let (docs, parameters) = (&init.docs, init.parameters());
    let encoded = init.encoded(&quote!(&[]));
    quote! {
        #[automatically_derived]
        impl #kind {
            /// The arguments of the constructor, to deploy with.
            ///
            #(#docs)*
            #[allow(clippy::too_many_arguments, reason = "as many as the constructor has")]
            pub fn constructor(#parameters) -> ::sdk::contract::Constructor<#kind> {
                ::sdk::contract::Constructor::new(#encoded.finish())
            }
        }
    }
}

/// What the Wasm module exports, only in the package that is being built as a contract.
fn entry_points(kind: &Type) -> TokenStream {
    quote! {
        #[allow(unexpected_cfgs, reason = "`causeway build` sets it for the package it builds")]
        const _: () = {
            #[cfg(all(target_arch = "wasm32", causeway_entry))]
            #[allow(unsafe_code, reason = "exporting a symbol is unsafe to the compiler, as names could clash")]
            const _: () = {
                #[unsafe(no_mangle)]
                extern "C" fn deploy() {
                    ::sdk::contract::enter_deploy(<#kind as ::sdk::contract::Contract>::deploy);
                }

                #[unsafe(no_mangle)]
                extern "C" fn call() {
                    ::sdk::contract::enter_call(<#kind as ::sdk::contract::Contract>::call);
                }

                const TEXT: &str = <#kind as ::sdk::contract::Contract>::ABI;

                #[unsafe(link_section = "causeway.abi")]
                pub static ABI: [u8; TEXT.len()] = match TEXT.as_bytes().first_chunk() {
                    ::core::option::Option::Some(text) => *text,
                    ::core::option::Option::None => ::core::panic!("the size is the text's own"),
                };
            };
        };
    }
}

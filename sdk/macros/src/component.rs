//! `#[component]`: public methods that contracts include.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Result, parse_quote};

use crate::{
    block::{Block, Role},
    client, description, dispatch,
};

pub(crate) fn expand(arguments: TokenStream, item: TokenStream) -> Result<TokenStream> {
    let block = Block::read(Role::Component, arguments, item)?;
    let (kind, text) = (&block.item.self_ty, block.name.to_string());
    let client_name = client::name(&block.name);
    let client = client_name.to_token_stream();
    let interface = description::interface(&text, &block.methods, None, &block.events);
    let doc = format!("Calls a deployed contract that includes [`{text}`].");
    let client_definition =
        client::definition(&client_name, &quote!(#[doc = #doc]), &parse_quote!(pub), &interface, &block.methods, &[]);
    let selector_checks = description::own_selector_checks(&client, &block.methods);
    let (ids, arms) = (dispatch::ids(&client, &block.methods), dispatch::optional_arms(&block.methods));
    let item = &block.item;
    Ok(quote! {
        #item

        #[automatically_derived]
        impl ::sdk::contract::Component for #kind {
            type Client<T: ::sdk::call::Transport> = #client_name<T>;

            #[allow(unused_variables, clippy::let_unit_value, reason = "a component may have no methods")]
            fn call<const LEFT_OUT: u128>(
                contract: &mut Self,
                selector: u32,
                arguments: &[u8],
                output: &mut ::sdk::abi::Encoder,
            ) -> bool {
                #ids
                match selector {
                    #arms
                    _ => return false,
                }
                true
            }
        }

        #client_definition
        #selector_checks
    })
}

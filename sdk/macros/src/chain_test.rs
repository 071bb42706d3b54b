//! `#[chain_test]`: one test function, each chain.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{ItemFn, Result};

use crate::names::{no_arguments, refuse};

pub(crate) fn expand(arguments: TokenStream, item: TokenStream) -> Result<TokenStream> {
    no_arguments(&arguments, "chain_test")?;
    let item = syn::parse2::<ItemFn>(item)?;
    if item.sig.inputs.len() != 1 {
        return refuse(&item.sig, "a #[chain_test] function takes the chain: fn name(chain: Chain)");
    }
    let (name, attributes) = (&item.sig.ident, &item.attrs);
    let function = ItemFn { attrs: Vec::new(), ..item.clone() };
    let ignored = attributes.iter().any(|attribute| attribute.path().is_ident("ignore"));
    let on_a_node = (!ignored).then(|| {
        quote! {
            ::testing::on_rpc! {
                #(#attributes)*
                #[::core::prelude::v1::test]
                fn rpc() {
                    super::#name(::testing::Chain::rpc_from_env());
                }
            }
        }
    });
    // As a #[test] it is for tests only. An example of a page is compiled without cfg(test), and is to be checked too.
    let place = match std::env::var_os("UNSTABLE_RUSTDOC_TEST_PATH") {
        Some(_) => quote!(#[allow(dead_code, reason = "nothing runs it")]),
        None => quote!(#[cfg(test)]),
    };
    Ok(quote! {
        #place
        #function

        #[cfg(test)]
        mod #name {
            #(#attributes)*
            #[::core::prelude::v1::test]
            fn native() {
                super::#name(::testing::Chain::native());
            }

            ::testing::on_vm! {
                #(#attributes)*
                #[::core::prelude::v1::test]
                fn vm() {
                    super::#name(::testing::Chain::vm());
                }
            }

            #on_a_node
        }
    })
}

//! The typed client of a contract, a component or an interface.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote};
use syn::{Ident, Visibility};

use crate::{
    block::Included,
    method::{Kind, Method},
    names::head_size,
};

impl Method {
    /// `name: Type, ...` as written.
    pub(crate) fn parameters(&self) -> TokenStream {
        let (idents, kinds): (Vec<_>, Vec<_>) = self.arguments.iter().map(|(ident, kind)| (ident, kind)).unzip();
        quote!(#(#idents: #kinds),*)
    }

    /// An encoder with `prefix` and the arguments.
    pub(crate) fn encoded(&self, prefix: &TokenStream) -> TokenStream {
        let idents = self.arguments.iter().map(|(ident, _)| ident);
        // A name of its own, whatever the arguments are called.
        let encoder = Ident::new("encoder", Span::mixed_site());
        let head = head_size(self.arguments.iter().map(|(_, kind)| kind));
        quote! {{
            #[allow(unused_mut, reason = "a method may have no arguments")]
            let mut #encoder = ::sdk::abi::Encoder::new(#prefix, #head);
            #(::sdk::abi::Abi::encode(&#idents, &mut #encoder);)*
            #encoder
        }}
    }

    /// The client's two methods.
    fn client_methods(&self, index: usize) -> TokenStream {
        let (ident, try_ident, docs, returns) =
            (&self.ident, format_ident!("try_{}", self.ident), &self.docs, &self.returns);
        let parameters = self.parameters();
        let interface = quote!(<Self as ::sdk::call::Client>::INTERFACE);
        let input = self.encoded(&quote!(&const { #interface.functions[#index].selector }));
        let is_view = self.kind == Kind::View;
        let sequence = self.output.sequence();
        let value = quote!(values);
        let unwrapped = self.output.unwrapped(value.clone());
        let (success, body) = if self.fallible {
            let body = quote! {
                <#returns as ::sdk::error::Fallible>::from_result(
                    self.0
                        .call_fallible::<#sequence, <#returns as ::sdk::error::Fallible>::Error>(#is_view, input)
                        .map(|#value| #unwrapped)
                )
            };
            (quote!(<#returns as ::sdk::error::Fallible>::Output), body)
        } else {
            let call = self.output.unwrapped(quote!(self.0.call::<#sequence>(#is_view, input)));
            (quote!(#returns), call)
        };
        let try_doc = format!("As [`Self::{ident}`], with every failure given back.");
        quote! {
            #(#docs)*
            #[cfg_attr(not(target_arch = "wasm32"), track_caller)]
            pub fn #ident(&self, #parameters) -> #returns {
                let input = #input;
                #body
            }

            #[doc = #try_doc]
            pub fn #try_ident(
                &self,
                #parameters
            ) -> ::core::result::Result<#success, ::sdk::call::CallError> {
                let input = #input;
                self.0.try_call::<#sequence>(#is_view, input).map(|#value| #unwrapped)
            }
        }
    }
}

impl Included {
    /// The client's method that leads to the component's client.
    fn client_method(&self) -> TokenStream {
        let (field, kind) = (&self.field, &self.kind);
        let doc = format!("The methods of the component `{field}`.");
        quote! {
            #[doc = #doc]
            pub fn #field(&self) -> <#kind as ::sdk::contract::Component>::Client<T> {
                ::sdk::call::Client::from_link(self.0.clone())
            }
        }
    }
}

/// The client's name.
pub(crate) fn name(of: &Ident) -> Ident {
    format_ident!("{of}Client")
}

/// The client named `client` with these methods; `interface` describes them.
pub(crate) fn definition(
    client: &Ident,
    docs: &TokenStream,
    visibility: &Visibility,
    interface: &TokenStream,
    methods: &[Method],
    components: &[Included],
) -> TokenStream {
    let methods = methods.iter().enumerate().map(|(i, method)| method.client_methods(i));
    let components = components.iter().map(Included::client_method);
    quote! {
        #docs
        #[derive(Clone, Debug)]
        #visibility struct #client<T = ::sdk::call::Here>(::sdk::call::Link<T>);

        #[automatically_derived]
        impl<T: ::sdk::call::Transport> ::sdk::call::Client for #client<T> {
            type Transport = T;
            const INTERFACE: &'static ::sdk::abi::InterfaceInfo = #interface;

            fn from_link(link: ::sdk::call::Link<T>) -> Self {
                Self(link)
            }

            fn link(&self) -> &::sdk::call::Link<T> {
                &self.0
            }
        }

        #[automatically_derived]
        impl #client {
            /// The contract at `address`, for calls from another contract.
            pub fn new(address: ::sdk::types::Address) -> Self {
                Self(::sdk::call::Link::new(address, ::sdk::call::Here))
            }
        }

        #[automatically_derived]
        #[allow(
            clippy::too_many_arguments,
            clippy::unused_unit,
            clippy::let_unit_value,
            missing_docs,
            reason = "the methods are those of the contract"
        )]
        impl<T: ::sdk::call::Transport> #client<T> {
            #(#methods)*
            #(#components)*
        }
    }
}

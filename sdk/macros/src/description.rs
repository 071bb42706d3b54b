//! What the ABI says of a block, as constants, and the refusal of methods that it cannot tell apart.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{Path, spanned::Spanned};

use crate::{
    block::Included,
    method::{Kind, Method, Output},
    names::{camel_case, param},
};

impl Method {
    /// Its arguments as `::sdk::abi::Param`s.
    pub(crate) fn inputs(&self) -> Vec<TokenStream> {
        self.arguments.iter().map(|(ident, kind)| param(&camel_case(ident), kind)).collect()
    }

    fn outputs(&self) -> Vec<TokenStream> {
        match &self.output {
            Output::Nothing => Vec::new(),
            Output::One(kind) => vec![quote!(::sdk::abi::Param::new("", <#kind as ::sdk::abi::Abi>::INFO))],
            Output::Several(kinds) => kinds.iter().map(|kind| param("", kind)).collect(),
        }
    }

    fn info(&self) -> TokenStream {
        let (method, name, inputs, outputs) = (self.ident.to_string(), &self.name, self.inputs(), self.outputs());
        let mutability = match self.kind {
            Kind::View => quote!(View),
            Kind::Call => quote!(NonPayable),
            Kind::Payable => quote!(Payable),
        };
        quote! {
            ::sdk::abi::FunctionInfo::new(
                #method, #name, &[#(#inputs),*], &[#(#outputs),*], ::sdk::abi::Mutability::#mutability,
            )
        }
    }

    /// The errors that it reverts with, as a slice of `::sdk::abi::ErrorInfo`.
    fn errors(&self) -> Option<TokenStream> {
        self.error.as_ref().map(|error| quote!(<#error as ::sdk::error::Revert>::ERRORS))
    }
}

/// The value of `Client::INTERFACE`. `init` only adds its errors.
pub(crate) fn interface(name: &str, methods: &[Method], init: Option<&Method>, events: &[Path]) -> TokenStream {
    let infos = methods.iter().map(Method::info);
    let errors = methods.iter().chain(init).filter_map(Method::errors);
    quote! {
        &::sdk::abi::InterfaceInfo {
            name: #name,
            functions: &[#(#infos),*],
            events: &[#(<#events as ::sdk::event::Event>::INFO),*],
            errors: &[#(#errors),*],
        }
    }
}

/// The parts of a contract: its own interface, then the components'.
pub(crate) fn parts(client: &TokenStream, components: &[Included]) -> TokenStream {
    let components = components.iter().map(|included| {
        let (interface, names) = (component_interface(included), included.except.iter().map(ToString::to_string));
        quote!(::sdk::abi::Part { interface: #interface, left_out: #interface.set(&[#(#names),*]) })
    });
    quote! {
        &[
            ::sdk::abi::Part { interface: <#client as ::sdk::call::Client>::INTERFACE, left_out: 0 },
            #(#components),*
        ]
    }
}

fn component_interface(included: &Included) -> TokenStream {
    let kind = &included.kind;
    quote!(<<#kind as ::sdk::contract::Component>::Client<::sdk::call::Here> as ::sdk::call::Client>::INTERFACE)
}

/// Compile errors for methods of one block with one selector.
pub(crate) fn own_selector_checks(client: &TokenStream, methods: &[Method]) -> TokenStream {
    let checks = methods.iter().enumerate().skip(1).map(|(i, method)| {
        let parts = quote!(&[::sdk::abi::Part { interface: <#client as ::sdk::call::Client>::INTERFACE, left_out: 0 }]);
        refusal(method.ident.span(), &quote!(::sdk::abi::method_clash(#parts, 0, #i)))
    });
    checks.collect()
}

/// Compile errors for methods of components that share a selector with another method of the contract, and for
/// exceptions that name no method.
pub(crate) fn component_checks(parts: &TokenStream, components: &[Included]) -> TokenStream {
    let checks = components.iter().enumerate().map(|(i, included)| {
        let part = i + 1;
        let clash = refusal(included.kind.span(), &quote!(::sdk::abi::part_clash(#parts, #part)));
        let interface = component_interface(included);
        let unknown = included.except.iter().map(|method| {
            let name = method.to_string();
            let refusal =
                format!("the component has no public method `{method}` to leave out: remove it from `except`");
            quote_spanned! {method.span()=>
                const _: () = ::core::assert!(#interface.set(&[#name]) != 0, #refusal);
            }
        });
        quote!(#(#unknown)* #clash)
    });
    checks.collect()
}

/// A compile error at `span` unless `text` is empty.
fn refusal(span: proc_macro2::Span, text: &TokenStream) -> TokenStream {
    quote_spanned! {span=>
        const _: () = {
            const REFUSAL: ::sdk::abi::Refusal = #text;
            if !REFUSAL.as_str().is_empty() {
                ::core::panic!("{}", REFUSAL.as_str());
            }
        };
    }
}

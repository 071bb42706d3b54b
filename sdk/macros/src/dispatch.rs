//! From call data to methods.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote};
use syn::Ident;

use crate::method::{Kind, Method, Output};

impl Method {
    /// Decodes `arguments` and runs the method of `contract`; the result is in `output`.
    pub(crate) fn run(&self) -> TokenStream {
        let ident = &self.ident;
        let refuse_value = (self.kind != Kind::Payable).then(|| quote!(::sdk::contract::refuse_value();));
        let kinds = self.arguments.iter().map(|(_, kind)| kind);
        let locals = (0..self.arguments.len()).map(|i| format_ident!("argument_{i}")).collect::<Vec<_>>();
        let read = if locals.is_empty() {
            quote!(::sdk::contract::arguments::<()>(arguments);)
        } else {
            quote!(let (#(#locals,)*) = ::sdk::contract::arguments::<(#(#kinds,)*)>(arguments);)
        };
        let mut call = quote!(contract.#ident(#(#locals),*));
        if self.fallible {
            call = quote!(::sdk::contract::succeeded(#call));
        }
        quote!(#refuse_value #read let output = #call;)
    }

    /// Encodes the `output` of [`Self::run`].
    fn encoded_output(&self) -> TokenStream {
        let output = Ident::new("output", Span::call_site());
        match self.output {
            Output::Nothing => quote!(::sdk::macro_support::Vec::new()),
            _ => {
                let wrapped = self.output.wrapped(&output);
                quote!(::sdk::contract::output(&#wrapped))
            }
        }
    }

    /// The constant that holds its selector.
    fn id(&self) -> Ident {
        use syn::ext::IdentExt;
        format_ident!("ID_{}", self.ident.unraw().to_string().to_uppercase())
    }
}

/// The selectors of `methods` as constants; `client` has them as its interface.
pub(crate) fn ids(client: &TokenStream, methods: &[Method]) -> TokenStream {
    let constants = methods.iter().enumerate().map(|(i, method)| {
        let id = method.id();
        quote!(const #id: u32 = <#client as ::sdk::call::Client>::INTERFACE.functions[#i].id();)
    });
    constants.collect()
}

/// The arms of a contract's `match selector`.
pub(crate) fn arms(methods: &[Method]) -> TokenStream {
    let arms = methods.iter().map(|method| {
        let (id, run, output) = (method.id(), method.run(), method.encoded_output());
        quote!(#id => { #run #output })
    });
    arms.collect()
}

/// The arms of a component's `match selector`, without the methods whose bits are set in `LEFT_OUT`.
pub(crate) fn optional_arms(methods: &[Method]) -> TokenStream {
    let arms = methods.iter().enumerate().map(|(i, method)| {
        let (id, run, output) = (method.id(), method.run(), method.encoded_output());
        quote!(#id if LEFT_OUT >> #i & 1 == 0 => { #run ::core::option::Option::Some(#output) })
    });
    arms.collect()
}

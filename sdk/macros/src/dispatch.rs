//! From call data to methods.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote};
use syn::Ident;

use crate::{
    block::Block,
    method::{Kind, Method, Output},
    names::head_size,
};

impl Method {
    /// Decodes `arguments` and runs the method of `contract`; the result is in `returned`.
    pub(crate) fn run(&self) -> TokenStream {
        let kinds = self.arguments.iter().map(|(_, kind)| kind).collect::<Vec<_>>();
        let locals = (0..self.arguments.len()).map(|i| format_ident!("argument_{i}")).collect::<Vec<_>>();
        let head = head_size(kinds.iter().copied());
        let read = if locals.is_empty() {
            quote!(::sdk::contract::no_arguments(arguments);)
        } else {
            quote! {
                let mut decoder = ::sdk::abi::Decoder::new(arguments, #head);
                #(let #locals = <#kinds as ::sdk::abi::Abi>::decode(&mut decoder);)*
                ::sdk::contract::accept(decoder);
            }
        };
        let (before, call) = (self.before(), self.call(&quote!(#(#locals),*)));
        quote!(#before #read let returned = #call;)
    }

    /// What comes before the method is run.
    fn before(&self) -> TokenStream {
        let refuse_value = (self.kind != Kind::Payable).then(|| quote!(::sdk::contract::refuse_value();));
        let allow_reentry = self.reentrant.then(|| quote!(::sdk::call::allow_reentry();));
        quote!(#refuse_value #allow_reentry)
    }

    fn call(&self, arguments: &TokenStream) -> TokenStream {
        let ident = &self.ident;
        let call = quote!(contract.#ident(#arguments));
        if self.fallible { quote!(::sdk::contract::succeeded(#call)) } else { call }
    }

    /// Runs the method marked `#[fallback]` on the whole `input`, or the one marked `#[receive]`, and writes its output
    /// as it is.
    fn run_raw(&self) -> TokenStream {
        let input = (!self.arguments.is_empty()).then(|| quote!(::sdk::types::Bytes::from(input)));
        let (before, call) = (self.before(), self.call(&quote!(#input)));
        match self.output {
            Output::Nothing => quote!(#before #call;),
            _ => quote!(#before let returned: ::sdk::types::Bytes = #call; output.raw(&returned);),
        }
    }

    /// Encodes what is `returned` by [`Self::run`].
    fn encoded_output(&self) -> TokenStream {
        let returned = Ident::new("returned", Span::call_site());
        match self.output {
            Output::Nothing => TokenStream::new(),
            _ => {
                let wrapped = self.output.wrapped(&returned);
                quote!(::sdk::contract::output(&#wrapped, output);)
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
fn arms(methods: &[Method]) -> TokenStream {
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
        quote!(#id if LEFT_OUT >> #i & 1 == 0 => { #run #output })
    });
    arms.collect()
}

/// The body of `Contract::call`: the contract's own methods, then `components`, then what takes any call data.
pub(crate) fn body(
    block: &Block,
    client: &TokenStream,
    components: impl FnOnce(TokenStream) -> TokenStream,
) -> TokenStream {
    let kind = &block.item.self_ty;
    let (ids, arms) = (ids(client, &block.methods), arms(&block.methods));
    let receive = block.receive.as_ref().map(|method| {
        let run = method.run_raw();
        quote! {
            if input.is_empty() {
                #run
                return;
            }
        }
    });
    let (fallback, unknown, early) = match &block.fallback {
        None => {
            let unknown = quote!(::sdk::contract::unknown_method());
            (None, unknown.clone(), unknown)
        }
        Some(method) => {
            let run = method.run_raw();
            let definition = quote! {
                fn fallback(contract: &mut #kind, input: &[u8], output: &mut ::sdk::abi::Encoder) {
                    #run
                }
            };
            let unknown = quote!(fallback(&mut contract, input, output));
            (Some(definition), unknown.clone(), quote!(return #unknown;))
        }
    };
    let otherwise = components(quote!({ #unknown }));
    quote! {
        #ids
        #fallback
        let mut contract = <#kind as ::sdk::storage::Storage>::at(::sdk::storage::Slot::ROOT);
        #receive
        let ::core::option::Option::Some((selector, arguments)) = ::sdk::contract::split_input(input) else {
            #early
        };
        match selector {
            #arms
            _ => #otherwise
        }
    }
}

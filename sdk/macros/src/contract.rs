//! `#[contract]`: description, dispatch, entry points and client of an `impl` block.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{
    Attribute, Expr, ExprCall, FnArg, GenericArgument, Ident, ImplItem, ImplItemFn, Item, ItemImpl, Pat, Path,
    PathArguments, Result, ReturnType, Token, Type, Visibility, parse::Parser, punctuated::Punctuated, visit::Visit,
};

use crate::names::{camel_case, head_size, no_generics, param, passable, refuse};

pub(crate) fn expand(arguments: TokenStream, item: TokenStream) -> Result<TokenStream> {
    let mut item = match syn::parse2::<Item>(item)? {
        Item::Impl(item) => item,
        other => return refuse(other, "#[contract] goes on the `impl` block with the contract's methods"),
    };
    let mut events = listed_events(arguments)?;
    let contract = Contract::read(&mut item)?;
    let mut emitted = Emitted(Vec::new());
    emitted.visit_item_impl(&item);
    for event in emitted.0 {
        if !events.contains(&event) {
            events.push(event);
        }
    }
    let parts = [
        item.into_token_stream(),
        contract.implementation(&events),
        contract.constructor(),
        contract.client(),
        contract.entry_points(),
    ];
    Ok(parts.into_iter().collect())
}

/// The events of `#[contract(events(A, B))]`.
fn listed_events(arguments: TokenStream) -> Result<Vec<Path>> {
    let mut events = Vec::new();
    let parser = syn::meta::parser(|meta| {
        if !meta.path.is_ident("events") {
            return Err(meta.error("#[contract] takes only `events(..)`: events that are emitted outside the block"));
        }
        let list;
        syn::parenthesized!(list in meta.input);
        events.extend(Punctuated::<Path, Token![,]>::parse_terminated(&list)?);
        Ok(())
    });
    parser.parse2(arguments)?;
    Ok(events)
}

/// The events written as `emit(Name { .. })`.
struct Emitted(Vec<Path>);

impl<'ast> Visit<'ast> for Emitted {
    fn visit_expr_call(&mut self, call: &'ast ExprCall) {
        if let (Expr::Path(function), Some(Expr::Struct(event))) = (&*call.func, call.args.first())
            && function.path.segments.last().is_some_and(|last| last.ident == "emit")
        {
            self.0.push(event.path.clone());
        }
        syn::visit::visit_expr_call(self, call);
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    View,
    Call,
    Payable,
}

impl Kind {
    fn mutability(self) -> TokenStream {
        match self {
            Self::View => quote!(::sdk::abi::Mutability::View),
            Self::Call => quote!(::sdk::abi::Mutability::NonPayable),
            Self::Payable => quote!(::sdk::abi::Mutability::Payable),
        }
    }
}

/// What a method returns on success.
enum Output {
    Nothing,
    One(TokenStream),
    Several(Vec<Type>),
}

impl Output {
    fn of(kind: &Type) -> Self {
        match kind {
            Type::Tuple(tuple) if tuple.elems.is_empty() => Self::Nothing,
            Type::Tuple(tuple) => Self::Several(tuple.elems.iter().cloned().collect()),
            Type::Paren(inner) => Self::of(&inner.elem),
            other => Self::One(other.to_token_stream()),
        }
    }

    /// The types as a tuple.
    fn sequence(&self) -> TokenStream {
        match self {
            Self::Nothing => quote!(()),
            Self::One(kind) => quote!((#kind,)),
            Self::Several(kinds) => quote!((#(#kinds,)*)),
        }
    }

    /// A value as a tuple.
    fn wrapped(&self, value: &Ident) -> TokenStream {
        match self {
            Self::One(_) => quote!((#value,)),
            _ => quote!(#value),
        }
    }

    /// The value from a tuple.
    fn unwrapped(&self, tuple: TokenStream) -> TokenStream {
        match self {
            Self::One(_) => quote!(#tuple.0),
            _ => tuple,
        }
    }

    fn params(&self) -> Vec<TokenStream> {
        match self {
            Self::Nothing => Vec::new(),
            Self::One(kind) => vec![quote!(::sdk::abi::Param::new("", <#kind as ::sdk::abi::Abi>::INFO))],
            Self::Several(kinds) => kinds.iter().map(|kind| param("", kind)).collect(),
        }
    }
}

struct Method {
    ident: Ident,
    docs: Vec<Attribute>,
    kind: Kind,
    arguments: Vec<(Ident, Type)>,
    /// As written.
    returns: Type,
    /// On success.
    output: Output,
    fallible: bool,
}

impl Method {
    fn read(method: &mut ImplItemFn) -> Result<Self> {
        let payable = take_attribute(&mut method.attrs, "payable")?;
        if let Some(attribute) = method.attrs.iter().find(|attribute| attribute.path().is_ident("cfg")) {
            return refuse(attribute, "a contract's interface cannot depend on cfg: move the cfg into the body");
        }
        let signature = &method.sig;
        if let Some(token) = &signature.asyncness {
            return refuse(token, "a contract method cannot be async: calls between contracts are synchronous");
        }
        if let Some(token) = &signature.unsafety {
            return refuse(token, "a contract method cannot be unsafe: anybody calls it");
        }
        no_generics(&signature.generics, "a contract method")?;
        let receiver = match signature.inputs.first() {
            Some(FnArg::Receiver(receiver)) if receiver.reference.is_some() && receiver.colon_token.is_none() => {
                receiver
            }
            Some(FnArg::Receiver(receiver)) => {
                return refuse(receiver, "a contract method takes &self (a view) or &mut self (a call)");
            }
            _ => {
                return refuse(
                    &signature.ident,
                    "a public function here is a contract method and takes &self or &mut self: add it, remove `pub`, or move the function to another `impl` block",
                );
            }
        };
        let kind = match (receiver.mutability.is_some(), &payable) {
            (true, None) => Kind::Call,
            (true, Some(_)) => Kind::Payable,
            (false, None) => Kind::View,
            (false, Some(attribute)) => {
                return refuse(attribute, "a view takes no value: write &mut self, or remove #[payable]");
            }
        };
        let arguments = signature.inputs.iter().skip(1).map(argument).collect::<Result<Vec<_>>>()?;
        if arguments.len() > 12 {
            return refuse(&signature.ident, "a contract method takes at most 12 arguments: put them into a #[record]");
        }
        let returns = match &signature.output {
            ReturnType::Default => syn::parse_quote!(()),
            ReturnType::Type(_, kind) => (**kind).clone(),
        };
        let (output, fallible) = match success_type(&returns)? {
            Some(output) => (output, true),
            None => (Output::of(&returns), false),
        };
        let docs = method.attrs.iter().filter(|attribute| attribute.path().is_ident("doc")).cloned().collect();
        Ok(Self { ident: signature.ident.clone(), docs, kind, arguments, returns, output, fallible })
    }

    fn inputs(&self) -> Vec<TokenStream> {
        self.arguments.iter().map(|(ident, kind)| param(&camel_case(ident), kind)).collect()
    }

    fn info(&self) -> TokenStream {
        let (name, inputs, outputs) = (camel_case(&self.ident), self.inputs(), self.output.params());
        let mutability = self.kind.mutability();
        quote!(::sdk::abi::FunctionInfo::new(#name, &[#(#inputs),*], &[#(#outputs),*], #mutability))
    }

    /// Decodes `arguments` and runs the method of `contract`.
    fn run(&self) -> TokenStream {
        let ident = &self.ident;
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
        quote!(#read let output = #call;)
    }

    /// Encodes the `output` of [`Self::run`].
    fn encode_output(&self) -> TokenStream {
        let output = Ident::new("output", Span::call_site());
        match self.output {
            Output::Nothing => quote!(::sdk::macro_support::Vec::new()),
            _ => {
                let wrapped = self.output.wrapped(&output);
                quote!(::sdk::contract::output(&#wrapped))
            }
        }
    }

    /// `name: Type, ...` as written.
    fn parameters(&self) -> TokenStream {
        let (idents, kinds): (Vec<_>, Vec<_>) = self.arguments.iter().map(|(ident, kind)| (ident, kind)).unzip();
        quote!(#(#idents: #kinds),*)
    }

    /// An encoder with `prefix` and the arguments.
    fn encoded(&self, prefix: &TokenStream) -> TokenStream {
        let idents = self.arguments.iter().map(|(ident, _)| ident);
        let head = head_size(self.arguments.iter().map(|(_, kind)| kind));
        quote! {{
            #[allow(unused_mut, reason = "a method may have no arguments")]
            let mut encoder = ::sdk::abi::Encoder::new(#prefix, #head);
            #(::sdk::abi::Abi::encode(&#idents, &mut encoder);)*
            encoder
        }}
    }

    /// The client's two methods.
    fn client_methods(&self, contract: &Type, index: usize) -> TokenStream {
        let (ident, try_ident, docs, returns) =
            (&self.ident, format_ident!("try_{}", self.ident), &self.docs, &self.returns);
        let parameters = self.parameters();
        let input =
            self.encoded(&quote!(&const { <#contract as ::sdk::contract::Contract>::INFO.functions[#index].selector }));
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

/// Takes `#[name]` out of the attributes.
fn take_attribute(attributes: &mut Vec<Attribute>, name: &str) -> Result<Option<Attribute>> {
    let Some(at) = attributes.iter().position(|attribute| attribute.path().is_ident(name)) else { return Ok(None) };
    let attribute = attributes.remove(at);
    if attribute.meta.require_path_only().is_err() {
        return refuse(attribute, format!("#[{name}] takes no arguments"));
    }
    Ok(Some(attribute))
}

fn argument(argument: &FnArg) -> Result<(Ident, Type)> {
    let FnArg::Typed(argument) = argument else { return refuse(argument, "self comes first") };
    let Pat::Ident(name) = &*argument.pat else {
        return refuse(&argument.pat, "an argument of a contract method is a plain name: it is part of the ABI");
    };
    match &*argument.ty {
        Type::Reference(kind) => {
            refuse(kind, "arguments come decoded from call data: take them by value, String for &str")
        }
        Type::ImplTrait(kind) => refuse(kind, "an argument of a contract method has one type: it is part of the ABI"),
        kind => {
            passable(kind)?;
            Ok((name.ident.clone(), kind.clone()))
        }
    }
}

/// The success type of a `Result`, `None` for any other type.
fn success_type(kind: &Type) -> Result<Option<Output>> {
    let Type::Path(path) = kind else {
        if let Type::Reference(_) | Type::ImplTrait(_) = kind {
            return refuse(kind, "a contract method returns an owned value: it is encoded as return data");
        }
        passable(kind)?;
        return Ok(None);
    };
    let Some(last) = path.path.segments.last().filter(|last| last.ident == "Result") else {
        passable(kind)?;
        return Ok(None);
    };
    if let PathArguments::AngleBracketed(arguments) = &last.arguments
        && let Some(GenericArgument::Type(success)) = arguments.args.first()
    {
        passable(success)?;
        return Ok(Some(Output::of(success)));
    }
    Ok(Some(Output::One(quote!(<#kind as ::sdk::error::Fallible>::Output))))
}

struct Contract {
    kind: Type,
    name: Ident,
    init: Method,
    methods: Vec<Method>,
}

impl Contract {
    /// Reads the block and takes the SDK's attributes out of it.
    fn read(item: &mut ItemImpl) -> Result<Self> {
        no_generics(&item.generics, "a contract")?;
        if let Some((_, path, _)) = &item.trait_ {
            return refuse(path, "#[contract] goes on the contract's own `impl` block, not on that of a trait");
        }
        let name = match &*item.self_ty {
            Type::Path(path) if path.path.get_ident().is_some() => path.path.segments[0].ident.clone(),
            other => return refuse(other, "#[contract] goes on `impl Name` of a #[storage] struct in this module"),
        };
        let mut init = None;
        let mut methods: Vec<Method> = Vec::new();
        let mut errors = None;
        for member in &mut item.items {
            let read = match member {
                ImplItem::Fn(function) => read_function(function, &mut init, &mut methods),
                ImplItem::Macro(call) => refuse(
                    call,
                    "methods behind a macro are not seen by #[contract]: write them out, or move the macro",
                ),
                _ => Ok(()),
            };
            if let Err(error) = read {
                combine(&mut errors, error);
            }
        }
        if let Some(errors) = errors {
            return Err(errors);
        }
        let Some(init) = init else {
            return refuse(
                &item.self_ty,
                "a contract has a constructor: mark one method with #[init], for example `#[init] pub fn new(&mut self) {}`",
            );
        };
        Ok(Self { kind: (*item.self_ty).clone(), name, init, methods })
    }

    /// `impl sdk::contract::Contract`.
    fn implementation(&self, events: &[Path]) -> TokenStream {
        let (kind, text, client) = (&self.kind, self.name.to_string(), self.client_name());
        let constructor_inputs = self.init.inputs();
        let constructor_payable = self.init.kind == Kind::Payable;
        let infos = self.methods.iter().map(Method::info);
        let errors = self.methods.iter().chain([&self.init]).filter(|method| method.fallible).map(|method| {
            let returns = &method.returns;
            quote!(<<#returns as ::sdk::error::Fallible>::Error as ::sdk::error::Revert>::ERRORS)
        });
        let indices = 0..self.methods.len();
        let ids = self.methods.iter().map(|method| id(&method.ident)).collect::<Vec<_>>();
        let runs = self.methods.iter().map(Method::run);
        let outputs = self.methods.iter().map(Method::encode_output);
        let payable = self.methods.iter().filter(|method| method.kind == Kind::Payable).map(|method| id(&method.ident));
        let payable = payable.collect::<Vec<_>>();
        let refuse_value = if payable.is_empty() {
            quote!(::sdk::contract::refuse_value();)
        } else {
            quote! {
                if !::core::matches!(selector, #(#payable)|*) {
                    ::sdk::contract::refuse_value();
                }
            }
        };
        let init_refuse_value = (!constructor_payable).then(|| quote!(::sdk::contract::refuse_value();));
        let init = self.init.run();
        let selector_checks = self.methods.iter().enumerate().skip(1).map(|(i, method)| {
            let refusal = format!(
                "`{}` has the selector of a method above it: rename one of them or change its parameters",
                method.ident
            );
            quote_spanned! {method.ident.span()=>
                const _: () = ::core::assert!(
                    ::sdk::abi::has_new_selector(<#kind as ::sdk::contract::Contract>::INFO.functions, #i),
                    #refusal
                );
            }
        });
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
                    functions: &[#(#infos),*],
                    events: &[#(<#events as ::sdk::event::Event>::INFO),*],
                    errors: &[#(#errors),*],
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
                    #init_refuse_value
                    let mut contract = <#kind as ::sdk::storage::Storage>::at(::sdk::storage::Slot::ROOT);
                    #init
                }

                #lints
                fn call(input: &[u8]) -> ::sdk::macro_support::Vec<u8> {
                    #(const #ids: u32 = <#kind as ::sdk::contract::Contract>::INFO.functions[#indices].id();)*
                    let (selector, arguments) = ::sdk::contract::split_input(input);
                    #refuse_value
                    let mut contract = <#kind as ::sdk::storage::Storage>::at(::sdk::storage::Slot::ROOT);
                    match selector {
                        #(#ids => { #runs #outputs })*
                        _ => ::sdk::contract::unknown_method(),
                    }
                }
            }

            #(#selector_checks)*
        }
    }

    /// The function that encodes constructor arguments.
    fn constructor(&self) -> TokenStream {
        let (kind, docs, parameters) = (&self.kind, &self.init.docs, self.init.parameters());
        let encoded = self.init.encoded(&quote!(&[]));
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

    fn client_name(&self) -> Ident {
        format_ident!("{}Client", self.name)
    }

    /// The typed client.
    fn client(&self) -> TokenStream {
        let (kind, client) = (&self.kind, self.client_name());
        let doc = format!("Calls a deployed [`{}`].", self.name);
        let methods = self.methods.iter().enumerate().map(|(i, method)| method.client_methods(kind, i));
        quote! {
            #[doc = #doc]
            #[derive(Clone, Debug)]
            pub struct #client<T = ::sdk::call::Here>(::sdk::call::Link<T>);

            #[automatically_derived]
            impl<T: ::sdk::call::Transport> ::sdk::call::Client for #client<T> {
                type Transport = T;

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
                pub fn at(address: ::sdk::types::Address) -> Self {
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
            }
        }
    }

    /// What the Wasm module exports, only in the package that is being built as a contract.
    fn entry_points(&self) -> TokenStream {
        let kind = &self.kind;
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
}

/// Reads one function of the block: the constructor, a method, or a private function.
fn read_function(function: &mut ImplItemFn, init: &mut Option<Method>, methods: &mut Vec<Method>) -> Result<()> {
    let is_init = take_attribute(&mut function.attrs, "init")?;
    if is_init.is_none() && !matches!(function.vis, Visibility::Public(_)) {
        if let Some(attribute) = take_attribute(&mut function.attrs, "payable")? {
            return refuse(attribute, "only public methods are called from outside: add `pub`, or remove #[payable]");
        }
        return Ok(());
    }
    let method = Method::read(function)?;
    let name = camel_case(&method.ident);
    if let Some(attribute) = is_init {
        if init.is_some() {
            return refuse(attribute, "a contract has one constructor: remove #[init] from the others");
        }
        if method.kind == Kind::View {
            return refuse(&function.sig.inputs, "the constructor writes storage: it takes &mut self");
        }
        if !matches!(method.output, Output::Nothing) {
            return refuse(&function.sig.output, "the constructor returns nothing, or Result<(), E>");
        }
        *init = Some(method);
        function.attrs.push(syn::parse_quote! {
            #[allow(clippy::new_ret_no_self, reason = "a constructor writes the storage that there is")]
        });
        return Ok(());
    }
    if method.ident == "at" || method.ident == "constructor" {
        return refuse(&method.ident, format!("`{}` is taken by generated code: choose another name", method.ident));
    }
    if let Some(other) = methods.iter().find(|other| camel_case(&other.ident) == name) {
        return refuse(
            &method.ident,
            format!("`{}` is already called {name} in the ABI: rename one of them", other.ident),
        );
    }
    let clash = methods
        .iter()
        .find(|other| method.ident == format!("try_{}", other.ident) || other.ident == format!("try_{}", method.ident));
    if let Some(other) = clash {
        return refuse(
            &method.ident,
            format!(
                "the generated client has try_ methods, so `{}` and `{}` clash: rename one of them",
                other.ident, method.ident
            ),
        );
    }
    methods.push(method);
    Ok(())
}

/// The constant that holds a method's selector.
fn id(method: &Ident) -> Ident {
    use syn::ext::IdentExt;
    format_ident!("ID_{}", method.unraw().to_string().to_uppercase())
}

fn combine(errors: &mut Option<syn::Error>, error: syn::Error) {
    match errors {
        Some(errors) => errors.combine(error),
        None => *errors = Some(error),
    }
}

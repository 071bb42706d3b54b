//! A method of a contract's or component's interface, read from its Rust signature.
//!
//! Guarantees that what is read has a Solidity form as far as names tell; the rest is left to the bound on
//! `::sdk::abi::Abi`. What is made of it is in [`crate::description`], [`crate::dispatch`] and [`crate::client`].

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{
    Attribute, Expr, ExprLit, FnArg, GenericArgument, Ident, ImplItemFn, Lit, Meta, Pat, PathArguments, Result,
    ReturnType, Signature, Type,
};

use crate::names::{camel_case, no_generics, not_reserved, passable, refuse};

/// What a method may do.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Kind {
    View,
    Call,
    Payable,
}

/// What a method returns on success.
pub(crate) enum Output {
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
    pub(crate) fn sequence(&self) -> TokenStream {
        match self {
            Self::Nothing => quote!(()),
            Self::One(kind) => quote!((#kind,)),
            Self::Several(kinds) => quote!((#(#kinds,)*)),
        }
    }

    /// A value as a tuple.
    pub(crate) fn wrapped(&self, value: &Ident) -> TokenStream {
        match self {
            Self::One(_) => quote!((#value,)),
            _ => quote!(#value),
        }
    }

    /// The value from a tuple.
    pub(crate) fn unwrapped(&self, tuple: TokenStream) -> TokenStream {
        match self {
            Self::One(_) => quote!(#tuple.0),
            _ => tuple,
        }
    }
}

/// See the [module](self).
pub(crate) struct Method {
    pub(crate) ident: Ident,
    /// The name in the ABI.
    pub(crate) name: String,
    /// True if the name was given by `#[name = ".."]`: then it may be another method's too, which overloads it.
    pub(crate) named: bool,
    pub(crate) docs: Vec<Attribute>,
    pub(crate) kind: Kind,
    /// Its outgoing calls allow re-entry.
    pub(crate) reentrant: bool,
    pub(crate) arguments: Vec<(Ident, Type)>,
    /// As written.
    pub(crate) returns: Type,
    /// On success.
    pub(crate) output: Output,
    pub(crate) fallible: bool,
    /// The error's type, if it is fallible.
    pub(crate) error: Option<TokenStream>,
}

impl Method {
    /// Reads a method and takes the SDK's attributes off it.
    pub(crate) fn read(method: &mut ImplItemFn) -> Result<Self> {
        Self::of_signature(&mut method.attrs, &method.sig)
    }

    pub(crate) fn of_signature(attributes: &mut Vec<Attribute>, signature: &Signature) -> Result<Self> {
        let payable = take_attribute(attributes, "payable")?;
        let reentrant = take_attribute(attributes, "reentrant")?.is_some();
        let name = take_name(attributes)?;
        for word in ["view", "pure"] {
            if let Some(attribute) = attributes.iter().find(|attribute| attribute.path().is_ident(word)) {
                return refuse(attribute, format!("a method that takes &self is a view: remove #[{word}]"));
            }
        }
        if let Some(attribute) = attributes.iter().find(|attribute| attribute.path().is_ident("cfg")) {
            return refuse(attribute, "a contract's interface cannot depend on cfg: move the cfg into the body");
        }
        if let Some(token) = &signature.asyncness {
            return refuse(token, "a contract method cannot be async: calls between contracts are synchronous");
        }
        if let Some(token) = &signature.unsafety {
            return refuse(token, "a contract method cannot be unsafe: anybody calls it");
        }
        if let Some(lifetime) = signature.generics.lifetimes().next() {
            return refuse(
                lifetime,
                "arguments and results are values of their own: remove the lifetime, write String for &str",
            );
        }
        no_generics(&signature.generics, "a contract method")?;
        let receiver = match signature.inputs.first() {
            Some(FnArg::Receiver(receiver))
                if receiver.colon_token.is_none() && matches!(receiver.reference, Some((_, None))) =>
            {
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
        let (output, error) = match success_type(&returns)? {
            Some((output, error)) => (output, Some(error)),
            None => (Output::of(&returns), None),
        };
        let docs = attributes.iter().filter(|attribute| attribute.path().is_ident("doc")).cloned().collect();
        let named = name.is_some();
        let name = name.unwrap_or_else(|| camel_case(&signature.ident));
        Ok(Self {
            ident: signature.ident.clone(),
            name,
            named,
            docs,
            kind,
            reentrant,
            arguments,
            returns,
            output,
            fallible: error.is_some(),
            error,
        })
    }
}

/// Takes `#[name]` out of the attributes.
pub(crate) fn take_attribute(attributes: &mut Vec<Attribute>, name: &str) -> Result<Option<Attribute>> {
    let Some(at) = attributes.iter().position(|attribute| attribute.path().is_ident(name)) else { return Ok(None) };
    let attribute = attributes.remove(at);
    if attribute.meta.require_path_only().is_err() {
        return refuse(attribute, format!("#[{name}] takes no arguments"));
    }
    Ok(Some(attribute))
}

/// Takes `#[name = "tokenURI"]` out of the attributes and gives the name.
fn take_name(attributes: &mut Vec<Attribute>) -> Result<Option<String>> {
    let Some(at) = attributes.iter().position(|attribute| attribute.path().is_ident("name")) else { return Ok(None) };
    let attribute = attributes.remove(at);
    if let Meta::NameValue(pair) = &attribute.meta
        && let Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) = &pair.value
    {
        let name = text.value();
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '$';
        if !name.is_empty() && name.chars().all(is_name) && !name.starts_with(|c: char| c.is_ascii_digit()) {
            return Ok(Some(name));
        }
    }
    refuse(attribute, "write the method's name in the ABI, a Solidity identifier: #[name = \"tokenURI\"]")
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
            not_reserved(&name.ident)?;
            Ok((name.ident.clone(), kind.clone()))
        }
    }
}

/// The two sides of a `Result`, `None` for any other type.
fn success_type(kind: &Type) -> Result<Option<(Output, TokenStream)>> {
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
    let PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return refuse(
            kind,
            "write what the method returns into the Result, as in Result<(), Error>: it is part of the ABI",
        );
    };
    let Some(GenericArgument::Type(success)) = arguments.args.first() else { return Ok(None) };
    passable(success)?;
    let error = match arguments.args.get(1) {
        Some(error) => error.to_token_stream(),
        None => quote!(<#kind as ::sdk::error::Fallible>::Error),
    };
    Ok(Some((Output::of(success), error)))
}

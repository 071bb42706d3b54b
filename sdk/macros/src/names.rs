//! Names and small checks that the attributes share.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Error, Generics, Ident, Result, Type, ext::IdentExt};

/// `balance_of` as `balanceOf`. Leading underscores stay.
pub(crate) fn camel_case(ident: &Ident) -> String {
    let snake = ident.unraw().to_string();
    let name = snake.trim_start_matches('_');
    let mut camel = snake[..snake.len() - name.len()].to_owned();
    for (i, word) in name.split('_').filter(|word| !word.is_empty()).enumerate() {
        let mut letters = word.chars();
        match letters.next() {
            Some(first) if i > 0 => camel.extend(first.to_uppercase()),
            Some(first) => camel.push(first),
            None => {}
        }
        camel.push_str(letters.as_str());
    }
    camel
}

/// Refuses arguments of an attribute that takes none.
pub(crate) fn no_arguments(arguments: &TokenStream, attribute: &str) -> Result<()> {
    if arguments.is_empty() {
        return Ok(());
    }
    Err(Error::new_spanned(arguments, format!("#[{attribute}] takes no arguments: remove them")))
}

/// Refuses type parameters and lifetimes.
pub(crate) fn no_generics(generics: &Generics, what: &str) -> Result<()> {
    if generics.params.is_empty() && generics.where_clause.is_none() {
        return Ok(());
    }
    Err(Error::new_spanned(generics, format!("{what} cannot be generic: write the types out")))
}

/// `::sdk::abi::Param::new("name", <T as ::sdk::abi::Abi>::INFO)`.
pub(crate) fn param(name: &str, kind: &Type) -> TokenStream {
    quote!(::sdk::abi::Param::new(#name, <#kind as ::sdk::abi::Abi>::INFO))
}

/// The bytes that members of these types take in the head of a tuple.
pub(crate) fn head_size<'a>(kinds: impl IntoIterator<Item = &'a Type>) -> TokenStream {
    let kinds = kinds.into_iter();
    quote!(0 #(+ <#kinds as ::sdk::abi::Abi>::HEAD_SIZE)*)
}

/// An error at an item.
pub(crate) fn refuse<T>(at: impl ToTokens, message: impl std::fmt::Display) -> Result<T> {
    Err(Error::new_spanned(at, message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn snake_case_becomes_camel_case() {
        for (snake, camel) in [
            ("balance_of", "balanceOf"),
            ("transfer", "transfer"),
            ("_private_name", "_privateName"),
            ("erc20_name", "erc20Name"),
            ("r#type", "type"),
            ("a__b_", "aB"),
            ("already", "already"),
        ] {
            let ident: Ident = syn::parse_str(snake).unwrap();
            assert_eq!(camel_case(&ident), camel);
        }
    }
}

//! Names and small checks that the attributes share.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Error, GenericArgument, Generics, Ident, PathArguments, Result, Type, ext::IdentExt};

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

/// Refuses Rust's types that have no Solidity form and that authors try first, where they stand. Others are left to the
/// bound on `::sdk::abi::Abi`.
pub(crate) fn passable(kind: &Type) -> Result<()> {
    match kind {
        Type::Paren(inner) => passable(&inner.elem),
        Type::Tuple(tuple) => tuple.elems.iter().try_for_each(passable),
        Type::Array(array) if is_byte(&array.elem) => {
            refuse(kind, "`[u8; N]` is not passed: write FixedBytes<N> for bytesN, or [Uint<8>; N] for uint8[N]")
        }
        Type::Array(array) => passable(&array.elem),
        Type::Path(path) if path.qself.is_none() => {
            let Some(last) = path.path.segments.last() else { return Ok(()) };
            let name = last.ident.to_string();
            let cure = match name.as_str() {
                "f32" | "f64" => "contracts compute without fractions; write U256, or i128, in a smaller unit",
                "usize" => "its size differs between machines; write u64",
                "isize" => "its size differs between machines; write i64",
                "char" => "write String, or u32",
                "Option" => "pass a value that means nothing, such as Address::ZERO, or a bool beside it",
                "HashMap" | "BTreeMap" => "write a Vec of a #[record] with key and value",
                _ => "",
            };
            if !cure.is_empty() {
                return refuse(last, format!("`{name}` has no Solidity form: {cure}"));
            }
            let PathArguments::AngleBracketed(list) = &last.arguments else { return Ok(()) };
            let mut kinds = list.args.iter().filter_map(|argument| match argument {
                GenericArgument::Type(kind) => Some(kind),
                _ => None,
            });
            if name == "Vec" && kinds.clone().any(is_byte) {
                return refuse(kind, "`Vec<u8>` is not passed: write Bytes for bytes, or Vec<Uint<8>> for uint8[]");
            }
            kinds.try_for_each(passable)
        }
        _ => Ok(()),
    }
}

fn is_byte(kind: &Type) -> bool {
    matches!(kind, Type::Path(path) if path.path.is_ident("u8"))
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

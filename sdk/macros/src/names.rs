//! Names and small checks that the attributes share.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{
    Attribute, Error, Expr, ExprLit, Field, GenericArgument, Generics, Ident, Lit, PathArguments, PathSegment, Result,
    Type, ext::IdentExt,
};

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

/// Words that Solidity and the libraries that read its ABI keep for themselves, beside those that Rust keeps too.
const RESERVED: &[&str] = &[
    "address",
    "after",
    "alias",
    "anonymous",
    "apply",
    "assembly",
    "auto",
    "bool",
    "byte",
    "bytes",
    "calldata",
    "case",
    "catch",
    "constant",
    "constructor",
    "contract",
    "copyof",
    "default",
    "define",
    "delete",
    "emit",
    "error",
    "event",
    "external",
    "fallback",
    "fixed",
    "function",
    "hex",
    "immutable",
    "implements",
    "import",
    "indexed",
    "inline",
    "interface",
    "internal",
    "is",
    "library",
    "mapping",
    "memory",
    "modifier",
    "mutable",
    "new",
    "null",
    "of",
    "partial",
    "payable",
    "pragma",
    "private",
    "promise",
    "public",
    "pure",
    "receive",
    "reference",
    "relocatable",
    "returns",
    "sealed",
    "sizeof",
    "storage",
    "string",
    "supports",
    "switch",
    "this",
    "throw",
    "tuple",
    "typedef",
    "ufixed",
    "unchecked",
    "using",
    "var",
    "view",
    // Rust keeps these, and `r#` gives them free.
    "abstract",
    "as",
    "break",
    "const",
    "continue",
    "do",
    "else",
    "enum",
    "false",
    "final",
    "for",
    "if",
    "in",
    "let",
    "macro",
    "match",
    "override",
    "return",
    "static",
    "struct",
    "super",
    "true",
    "try",
    "type",
    "typeof",
    "virtual",
    "while",
];

/// True for a word that cannot be a name in Solidity.
pub(crate) fn is_reserved(name: &str) -> bool {
    let digits = ["uint", "int", "bytes"].iter().find_map(|kind| name.strip_prefix(kind));
    RESERVED.contains(&name) || digits.is_some_and(|digits| digits.bytes().all(|digit| digit.is_ascii_digit()))
}

/// Refuses a parameter or field whose name in the ABI is a reserved word.
pub(crate) fn not_reserved(ident: &Ident) -> Result<()> {
    let name = camel_case(ident);
    if !is_reserved(&name) {
        return Ok(());
    }
    refuse(ident, format!("Solidity keeps the word `{name}` for itself: choose another name, such as `the_{name}`"))
}

/// Refuses derives that an attribute writes itself.
pub(crate) fn no_derives(attributes: &[Attribute], attribute: &str, derived: &[&str]) -> Result<()> {
    for list in attributes.iter().filter(|attribute| attribute.path().is_ident("derive")) {
        list.parse_nested_meta(|meta| match meta.path.segments.last() {
            Some(last) if derived.iter().any(|name| last.ident == name) => {
                Err(meta.error(format!("#[{attribute}] derives {} already: remove it here", last.ident)))
            }
            _ => Ok(()),
        })?;
    }
    Ok(())
}

/// Refuses `#[indexed]` where there are no topics.
pub(crate) fn not_indexed(field: &Field) -> Result<()> {
    match field.attrs.iter().find(|attribute| attribute.path().is_ident("indexed")) {
        Some(attribute) => refuse(attribute, "only fields of an #[event] are indexed: remove #[indexed]"),
        None => Ok(()),
    }
}

/// Refuses Rust's types that cannot be stored and that authors try first, where they stand. Others are left to the bound
/// on `::sdk::storage::Storable`.
pub(crate) fn storable(kind: &Type) -> Result<()> {
    match kind {
        Type::Paren(inner) => storable(&inner.elem),
        Type::Tuple(tuple) => tuple.elems.iter().try_for_each(storable),
        Type::Array(array) => storable(&array.elem),
        Type::Path(path) if path.qself.is_none() => {
            let Some(last) = path.path.segments.last() else { return Ok(()) };
            let name = last.ident.to_string();
            let cure = match name.as_str() {
                "f32" | "f64" => "contracts compute without fractions; write U256, or i128, in a smaller unit",
                "usize" => "its size differs between machines; write u64",
                "isize" => "its size differs between machines; write i64",
                "char" => "write String, or u32",
                "HashMap" | "HashSet" => "its order is not fixed; a Map or Set field keeps each entry by itself",
                _ => "",
            };
            if !cure.is_empty() {
                return refuse(last, format!("`{name}` is not stored: {cure}"));
            }
            let PathArguments::AngleBracketed(list) = &last.arguments else { return Ok(()) };
            list.args.iter().try_for_each(|argument| match argument {
                GenericArgument::Type(kind) => storable(kind),
                _ => Ok(()),
            })
        }
        _ => Ok(()),
    }
}

/// Refuses a width that Solidity has not, where it is written as a number.
fn solidity_width(last: &PathSegment) -> Result<()> {
    let PathArguments::AngleBracketed(list) = &last.arguments else { return Ok(()) };
    let Some(GenericArgument::Const(Expr::Lit(ExprLit { lit: Lit::Int(number), .. }))) = list.args.first() else {
        return Ok(());
    };
    let width: usize = number.base10_parse()?;
    let is_bits = last.ident == "Uint" || last.ident == "Int";
    if is_bits && (width == 0 || width > 256 || !width.is_multiple_of(8)) {
        return refuse(number, "a Solidity integer has 8, 16, 24, .. 256 bits");
    }
    if last.ident == "FixedBytes" && (width == 0 || width > 32) {
        return refuse(number, "FixedBytes<N> has 1 to 32 bytes: write Bytes for more");
    }
    Ok(())
}

/// Refuses Rust's types that have no Solidity form and that authors try first, where they stand. Others are left to the
/// bound on `::sdk::abi::Abi`.
pub(crate) fn passable(kind: &Type) -> Result<()> {
    match kind {
        Type::Paren(inner) => passable(&inner.elem),
        Type::Tuple(tuple) if tuple.elems.len() > 12 => {
            refuse(kind, "a tuple has at most 12 members: name them in a #[record]")
        }
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
            solidity_width(last)?;
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

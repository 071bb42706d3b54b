//! `#[record]`: structs and field-less enums that are stored and passed.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Fields, Ident, Item, ItemEnum, ItemStruct, PathSegment, Result, visit::Visit};

use crate::names::{camel_case, no_derives, no_generics, not_indexed, not_reserved, param, passable, refuse, storable};

pub(crate) fn expand(arguments: TokenStream, item: TokenStream) -> Result<TokenStream> {
    let has_abi = match arguments.to_string().as_str() {
        "" => true,
        "stored" => false,
        _ => return refuse(arguments, "#[record] takes no argument, or `stored` for a value that is never passed"),
    };
    match syn::parse2::<Item>(item)? {
        Item::Struct(item) => record_struct(&item, has_abi),
        Item::Enum(item) => record_enum(&item, has_abi),
        other => refuse(other, "#[record] goes on a struct or a field-less enum"),
    }
}

/// What a record derives.
const DERIVED: &[&str] = &["Clone", "Debug", "PartialEq", "Eq", "Default", "Encode", "Decode"];

/// Looks for the record's own name in the type of a field.
struct Named<'a> {
    name: &'a Ident,
    found: Option<&'a Ident>,
}

impl<'a> Visit<'a> for Named<'a> {
    fn visit_path_segment(&mut self, segment: &'a PathSegment) {
        if segment.ident == *self.name || segment.ident == "Self" {
            self.found = Some(&segment.ident);
        }
        syn::visit::visit_path_segment(self, segment);
    }
}

fn derives() -> TokenStream {
    quote! {
        #[derive(Clone, Debug, PartialEq, Eq, ::sdk::codec::Encode, ::sdk::codec::Decode)]
        #[codec(crate = ::sdk::codec)]
    }
}

fn record_struct(item: &ItemStruct, has_abi: bool) -> Result<TokenStream> {
    no_generics(&item.generics, "a #[record]")?;
    let Fields::Named(fields) = &item.fields else {
        return refuse(item, "a #[record] struct has named fields: clients read them by name");
    };
    if fields.named.is_empty() {
        return refuse(item, "a #[record] struct has at least one field");
    }
    for field in &fields.named {
        not_indexed(field)?;
        if has_abi {
            passable(&field.ty)?;
        }
        storable(&field.ty)?;
    }
    no_derives(&item.attrs, "record", DERIVED)?;
    let derives = derives();
    let definition = quote! {
        #derives
        #[derive(Default)]
        #item
    };
    if !has_abi {
        return Ok(definition);
    }
    let name = &item.ident;
    for field in &fields.named {
        field.ident.as_ref().map_or(Ok(()), not_reserved)?;
        let mut named = Named { name, found: None };
        named.visit_type(&field.ty);
        if let Some(found) = named.found {
            return refuse(
                found,
                "Solidity has no type that holds itself: pass the parts in a Vec beside it, each with the index of its parent",
            );
        }
    }
    let idents = fields.named.iter().map(|field| &field.ident).collect::<Vec<_>>();
    let kinds = fields.named.iter().map(|field| &field.ty).collect::<Vec<_>>();
    let params =
        fields.named.iter().map(|field| param(&field.ident.as_ref().map(camel_case).unwrap_or_default(), &field.ty));
    let (first, rest) = kinds.split_at(1);
    Ok(quote! {
        #definition

        #[automatically_derived]
        impl ::sdk::abi::Sequence for #name {
            const HEAD_SIZE: usize = 0 #(+ <#kinds as ::sdk::abi::Abi>::HEAD_SIZE)*;

            fn encode_members(&self, out: &mut ::sdk::abi::Encoder) {
                #(::sdk::abi::Abi::encode(&self.#idents, out);)*
            }

            fn decode_members(input: &mut ::sdk::abi::Decoder<'_>) -> Self {
                Self { #(#idents: ::sdk::abi::Abi::decode(input)),* }
            }
        }

        #[automatically_derived]
        impl ::sdk::abi::Abi for #name {
            const CANONICAL: &'static ::sdk::abi::Name = &::sdk::abi::Name::new("(")
                #(.join(<#first as ::sdk::abi::Abi>::CANONICAL))*
                #(.then(",").join(<#rest as ::sdk::abi::Abi>::CANONICAL))*
                .then(")");
            const JSON: &'static ::sdk::abi::Name = &::sdk::abi::Name::new("tuple");
            const COMPONENTS: &'static [::sdk::abi::Param] = &[#(#params),*];
            const DYNAMIC: bool = false #(|| <#kinds as ::sdk::abi::Abi>::DYNAMIC)*;
            const INDEXABLE: bool = !Self::DYNAMIC;
            const HEAD_SIZE: usize = ::sdk::abi::tuple_head_size::<Self>(Self::DYNAMIC);

            fn encode(&self, out: &mut ::sdk::abi::Encoder) {
                ::sdk::abi::encode_tuple(self, Self::DYNAMIC, out);
            }

            fn decode(input: &mut ::sdk::abi::Decoder<'_>) -> Self {
                ::sdk::abi::decode_tuple(Self::DYNAMIC, input)
            }

            fn encode_topic(&self, out: &mut ::sdk::abi::Encoder) {
                ::sdk::abi::encode_tuple_topic(self, out);
            }

            fn from_topic(_: &[u8; 32]) -> ::core::option::Option<Self> {
                ::core::option::Option::None
            }
        }

        #[automatically_derived]
        impl ::sdk::abi::Element for #name {}
    })
}

fn record_enum(item: &ItemEnum, has_abi: bool) -> Result<TokenStream> {
    no_generics(&item.generics, "a #[record]")?;
    for variant in &item.variants {
        if !matches!(variant.fields, Fields::Unit) {
            return refuse(variant, "a #[record] enum has no fields in its variants: use a struct beside it");
        }
        if let Some((_, value)) = &variant.discriminant {
            return refuse(value, "a #[record] enum counts its variants from 0, as Solidity does: remove the number");
        }
    }
    let Some(first) = item.variants.first().map(|variant| &variant.ident) else {
        return refuse(item, "a #[record] enum has at least one variant");
    };
    if item.variants.len() > 256 {
        return refuse(item, "a #[record] enum has at most 256 variants");
    }
    no_derives(&item.attrs, "record", DERIVED)?;
    no_derives(&item.attrs, "record", &["Copy"])?;
    let (name, derives) = (&item.ident, derives());
    let definition = quote! {
        #derives
        #[derive(Copy)]
        #item

        #[automatically_derived]
        impl ::core::default::Default for #name {
            fn default() -> Self {
                Self::#first
            }
        }
    };
    if !has_abi {
        return Ok(definition);
    }
    let variants = item.variants.iter().map(|variant| &variant.ident);
    Ok(quote! {
        #definition

        #[automatically_derived]
        impl ::sdk::abi::Abi for #name {
            const CANONICAL: &'static ::sdk::abi::Name = &::sdk::abi::Name::new("uint8");

            fn encode(&self, out: &mut ::sdk::abi::Encoder) {
                ::sdk::abi::Abi::encode(&(*self as u8), out);
            }

            fn decode(input: &mut ::sdk::abi::Decoder<'_>) -> Self {
                const VARIANTS: &[#name] = &[#(#name::#variants),*];
                let index = <u8 as ::sdk::abi::Abi>::decode(input);
                match VARIANTS.get(index as usize) {
                    ::core::option::Option::Some(variant) => *variant,
                    ::core::option::Option::None => {
                        input.refuse(::sdk::abi::DecodeError::OutOfRange);
                        <Self as ::core::default::Default>::default()
                    }
                }
            }
        }

        #[automatically_derived]
        impl ::sdk::abi::Element for #name {}
    })
}

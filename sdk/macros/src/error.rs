//! `#[error]`: revert data of an enum's variants.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::{Fields, Item, Result, Type, Variant, ext::IdentExt};

use crate::{
    method::take_attribute,
    names::{
        camel_case, head_size, no_arguments, no_derives, no_generics, not_indexed, not_reserved, param, passable,
        refuse,
    },
};

pub(crate) fn expand(arguments: TokenStream, item: TokenStream) -> Result<TokenStream> {
    no_arguments(&arguments, "error")?;
    let mut item = match syn::parse2::<Item>(item)? {
        Item::Enum(item) => item,
        other => return refuse(other, "#[error] goes on an enum: each variant is a Solidity error"),
    };
    no_generics(&item.generics, "an #[error] enum")?;
    no_derives(&item.attrs, "error", &["Clone", "Debug", "PartialEq", "Eq"])?;
    if item.variants.is_empty() {
        return refuse(&item, "an #[error] enum has at least one variant");
    }
    let (mut own, mut inner) = (Vec::new(), Vec::new());
    for variant in &mut item.variants {
        if let Some((_, value)) = &variant.discriminant {
            return refuse(value, "an error is known by its name: remove the number");
        }
        match take_attribute(&mut variant.attrs, "from")? {
            Some(_) => inner.push((variant.ident.clone(), only_field(variant)?)),
            None => {
                for field in &variant.fields {
                    not_indexed(field)?;
                    passable(&field.ty)?;
                    field.ident.as_ref().map_or(Ok(()), not_reserved)?;
                }
                if variant.ident == "Error" || variant.ident == "Panic" {
                    return refuse(
                        &variant.ident,
                        format!("clients read `{}` as Solidity's own error: choose another name", variant.ident),
                    );
                }
                own.push(variant.clone());
            }
        }
    }
    let name = &item.ident;
    let infos = own.iter().map(info);
    let (inner_idents, inner_kinds): (Vec<_>, Vec<_>) = inner.into_iter().unzip();
    let encodes = own.iter().enumerate().map(|(i, variant)| encode(i, variant));
    let decodes = own.iter().enumerate().map(|(i, variant)| decode(i, variant)).collect::<Vec<_>>();
    let split = (!decodes.is_empty()).then(|| quote!(let (selector, fields) = data.split_first_chunk::<4>()?;));
    let selector_checks = own.iter().enumerate().map(|(i, variant)| {
        let refusal = format!(
            "`{}` has the selector of another error of this enum: rename it or change its fields",
            variant.ident
        );
        quote_spanned! {variant.ident.span()=>
            const _: () =
                ::core::assert!(::sdk::abi::is_only_error(<#name as ::sdk::error::Revert>::ERRORS, #i), #refusal);
        }
    });
    Ok(quote! {
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[allow(missing_docs, reason = "an error's fields are documented by its own text")]
        #item

        #[automatically_derived]
        impl ::sdk::error::Revert for #name {
            const ERRORS: &'static [::sdk::abi::ErrorInfo] = {
                const ALL: &[&[::sdk::abi::ErrorInfo]] =
                    &[&[#(#infos),*], #(<#inner_kinds as ::sdk::error::Revert>::ERRORS),*];
                &::sdk::abi::all_errors::<{ ::sdk::abi::error_count(ALL) }>(ALL)
            };

            fn encode(&self) -> ::sdk::macro_support::Vec<u8> {
                #[allow(unused_mut, reason = "every variant may hold another enum")]
                let mut out = ::sdk::abi::Encoder::default();
                match self {
                    #(#encodes)*
                    #(Self::#inner_idents(error) => return ::sdk::error::Revert::encode(error),)*
                }
                #[allow(unreachable_code, reason = "every variant may hold another enum")]
                out.finish()
            }

            fn decode(data: &[u8]) -> ::core::option::Option<Self> {
                #(
                    if let ::core::option::Option::Some(error) = <#inner_kinds as ::sdk::error::Revert>::decode(data) {
                        return ::core::option::Option::Some(Self::#inner_idents(error));
                    }
                )*
                #split
                #(#decodes)*
                ::core::option::Option::None
            }
        }

        #(
            #[automatically_derived]
            impl ::core::convert::From<#inner_kinds> for #name {
                fn from(error: #inner_kinds) -> Self {
                    Self::#inner_idents(error)
                }
            }
        )*

        #(#selector_checks)*
    })
}

/// The type that a `#[from]` variant holds.
fn only_field(variant: &Variant) -> Result<Type> {
    match &variant.fields {
        Fields::Unnamed(fields) if fields.unnamed.len() == 1 => Ok(fields.unnamed[0].ty.clone()),
        _ => refuse(
            variant,
            "a #[from] variant holds another #[error] enum and nothing else: `#[from] Token(TokenError)`",
        ),
    }
}

fn info(variant: &Variant) -> TokenStream {
    let name = variant.ident.unraw().to_string();
    let params = variant.fields.iter().map(|field| {
        let name = field.ident.as_ref().map(camel_case).unwrap_or_default();
        param(&name, &field.ty)
    });
    quote!(::sdk::abi::ErrorInfo::new(#name, &[#(#params),*]))
}

/// The variant's name and fields, bound to `field_0`, `field_1`, ...
fn pattern(variant: &Variant) -> (TokenStream, Vec<syn::Ident>) {
    let name = &variant.ident;
    let locals = (0..variant.fields.len()).map(|i| format_ident!("field_{i}")).collect::<Vec<_>>();
    let pattern = match &variant.fields {
        Fields::Named(fields) => {
            let idents = fields.named.iter().map(|field| &field.ident);
            quote!(Self::#name { #(#idents: #locals),* })
        }
        Fields::Unnamed(_) => quote!(Self::#name(#(#locals),*)),
        Fields::Unit => quote!(Self::#name),
    };
    (pattern, locals)
}

fn encode(index: usize, variant: &Variant) -> TokenStream {
    let (pattern, locals) = pattern(variant);
    let head = head_size(variant.fields.iter().map(|field| &field.ty));
    quote! {
        #pattern => {
            out.raw(&const { <Self as ::sdk::error::Revert>::ERRORS[#index].selector });
            out.begin(#head);
            #(::sdk::abi::Abi::encode(#locals, &mut out);)*
        }
    }
}

fn decode(index: usize, variant: &Variant) -> TokenStream {
    let (pattern, locals) = pattern(variant);
    let kinds = variant.fields.iter().map(|field| &field.ty).collect::<Vec<_>>();
    let head = head_size(kinds.iter().copied());
    quote! {
        if *selector == const { <Self as ::sdk::error::Revert>::ERRORS[#index].selector } {
            #[allow(unused_mut, reason = "an error may have no fields")]
            let mut input = ::sdk::abi::Decoder::new(fields, #head);
            #(let #locals = <#kinds as ::sdk::abi::Abi>::decode(&mut input);)*
            input.end().ok()?;
            return ::core::option::Option::Some(#pattern);
        }
    }
}

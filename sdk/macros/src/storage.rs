//! `#[storage]`: slots for the fields of a struct.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Field, Fields, Item, Result, ext::IdentExt};

use crate::names::{no_arguments, no_generics, refuse, storable};

pub(crate) fn expand(arguments: TokenStream, item: TokenStream) -> Result<TokenStream> {
    no_arguments(&arguments, "storage")?;
    let item = match syn::parse2::<Item>(item)? {
        Item::Struct(item) => item,
        other => return refuse(other, "#[storage] goes on a struct of Value and Map handles"),
    };
    no_generics(&item.generics, "a #[storage] struct")?;
    let fields = match &item.fields {
        Fields::Named(fields) => fields.named.iter().collect(),
        Fields::Unit => Vec::new(),
        Fields::Unnamed(fields) => return refuse(fields, "a #[storage] struct has named fields: name them"),
    };
    fields.iter().try_for_each(|field: &&Field| storable(&field.ty))?;
    let name = &item.ident;
    let idents = fields.iter().map(|field| &field.ident).collect::<Vec<_>>();
    let kinds = fields.iter().map(|field| &field.ty).collect::<Vec<_>>();
    let offsets = (0..kinds.len()).map(|i| {
        let before = &kinds[..i];
        quote!(0 #(+ <#before as ::sdk::storage::Storage>::SLOTS)*)
    });
    let names =
        fields.iter().map(|field| field.ident.as_ref().map(|ident| ident.unraw().to_string()).unwrap_or_default());
    let texts = kinds.iter().map(|kind| quote!(#kind).to_string().replace(' ', ""));
    let body = match &item.fields {
        Fields::Unit => quote!(Self),
        _ => quote!(Self { #(#idents: ::sdk::storage::Storage::at(slot.offset(const { #offsets }))),* }),
    };
    Ok(quote! {
        #item

        #[automatically_derived]
        impl ::sdk::storage::Storage for #name {
            const SLOTS: u64 = 0 #(+ <#kinds as ::sdk::storage::Storage>::SLOTS)*;

            const LAYOUT: &'static [::sdk::storage::Field] = &[#(
                ::sdk::storage::Field {
                    name: #names,
                    kind: #texts,
                    fields: <#kinds as ::sdk::storage::Storage>::LAYOUT,
                }
            ),*];

            #[allow(unused_variables, reason = "a contract may have no fields")]
            fn at(slot: ::sdk::storage::Slot) -> Self {
                #body
            }
        }
    })
}

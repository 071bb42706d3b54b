//! `#[event]`: topics and data of a struct.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::{Fields, Item, Result, parse_quote, spanned::Spanned};

use crate::names::{camel_case, head_size, no_derives, no_generics, not_reserved, passable, refuse};

pub(crate) fn expand(arguments: TokenStream, item: TokenStream) -> Result<TokenStream> {
    let anonymous = match arguments.to_string().as_str() {
        "" => false,
        "anonymous" => true,
        _ => return refuse(arguments, "#[event] takes no argument, or `anonymous` for an event without its signature"),
    };
    let most = if anonymous { 4 } else { 3 };
    let mut item = match syn::parse2::<Item>(item)? {
        Item::Struct(item) => item,
        other => return refuse(other, "#[event] goes on a struct whose fields are the event's"),
    };
    no_generics(&item.generics, "an #[event] struct")?;
    no_derives(&item.attrs, "event", &["Clone", "Debug", "PartialEq", "Eq"])?;
    if let Fields::Unnamed(fields) = &item.fields {
        return refuse(fields, "an #[event] struct has named fields: clients read them by name");
    }
    let mut params = Vec::new();
    let mut topics = Vec::new();
    let mut data = Vec::new();
    let mut reads = Vec::new();
    let mut checks = Vec::new();
    for (i, field) in item.fields.iter_mut().enumerate() {
        let indexed = field.attrs.iter().any(|attribute| attribute.path().is_ident("indexed"));
        field.attrs.retain(|attribute| !attribute.path().is_ident("indexed"));
        field.vis = parse_quote!(pub);
        let Some(ident) = field.ident.clone() else { continue };
        passable(&field.ty)?;
        not_reserved(&ident)?;
        let (kind, name, local) = (field.ty.clone(), camel_case(&ident), format_ident!("field_{i}"));
        if indexed {
            topics.push(ident.clone());
            if topics.len() > most {
                return refuse(
                    ident,
                    "an event has at most three #[indexed] fields, an anonymous one four: remove one of them",
                );
            }
            let at = topics.len() - usize::from(anonymous);
            let refusal =
                format!("`{ident}` cannot be #[indexed]: its array or tuple holds dynamic values; remove #[indexed]");
            checks.push(quote_spanned!(kind.span()=>
                const _: () = ::core::assert!(<#kind as ::sdk::abi::Abi>::INDEXABLE, #refusal);
            ));
            params.push(quote!(::sdk::abi::Param::indexed(#name, <#kind as ::sdk::abi::Abi>::INFO)));
            reads.push((ident, local, quote!(<#kind as ::sdk::abi::Abi>::from_topic(&topics[#at])?)));
        } else {
            params.push(quote!(::sdk::abi::Param::new(#name, <#kind as ::sdk::abi::Abi>::INFO)));
            reads.push((ident.clone(), local, quote!(<#kind as ::sdk::abi::Abi>::decode(&mut input))));
            data.push((ident, kind));
        }
    }
    let (name, text) = (&item.ident, item.ident.to_string());
    let head = head_size(data.iter().map(|(_, kind)| kind));
    let data = data.iter().map(|(ident, _)| ident);
    let topic_count = topics.len() + usize::from(!anonymous);
    let indexed_size = 32 * topics.len();
    let make_anonymous = anonymous.then(|| quote!(.anonymous()));
    let write_signature = (!anonymous).then(|| quote!(out.raw(&const { <Self as ::sdk::event::Event>::INFO.topic });));
    let is_other = (!anonymous).then(|| quote!(|| topics[0] != const { <Self as ::sdk::event::Event>::INFO.topic }));
    let idents = reads.iter().map(|(ident, ..)| ident);
    let locals = reads.iter().map(|(_, local, _)| local).collect::<Vec<_>>();
    let values = reads.iter().map(|(.., value)| value);
    Ok(quote! {
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[allow(missing_docs, reason = "an event's fields are documented by its own text")]
        #item

        #(#checks)*

        #[automatically_derived]
        impl ::sdk::event::Event for #name {
            const INFO: &'static ::sdk::abi::EventInfo = &::sdk::abi::EventInfo::new(#text, &[#(#params),*])#make_anonymous;

            const TOPICS: usize = #topic_count;

            fn encode(&self, out: &mut ::sdk::abi::Encoder) {
                #write_signature
                out.begin(#indexed_size);
                #(::sdk::abi::Abi::encode_topic(&self.#topics, out);)*
                out.begin(#head);
                #(::sdk::abi::Abi::encode(&self.#data, out);)*
            }

            fn decode(topics: &[[u8; 32]], data: &[u8]) -> ::core::option::Option<Self> {
                if topics.len() != #topic_count #is_other {
                    return ::core::option::Option::None;
                }
                #[allow(unused_mut, reason = "an event may have no data")]
                let mut input = ::sdk::abi::Decoder::new(data, #head);
                #(let #locals = #values;)*
                input.end().ok()?;
                ::core::option::Option::Some(Self { #(#idents: #locals),* })
            }
        }
    })
}

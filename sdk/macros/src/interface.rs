//! `#[interface]`: a client for contracts written elsewhere.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Item, Result, TraitItem, TraitItemFn};

use crate::{
    block::check_method_names,
    client, description,
    method::Method,
    names::{no_arguments, no_generics, refuse},
};

pub(crate) fn expand(arguments: TokenStream, item: TokenStream) -> Result<TokenStream> {
    no_arguments(&arguments, "interface")?;
    let item = match syn::parse2::<Item>(item)? {
        Item::Trait(item) => item,
        other => return refuse(other, "#[interface] goes on a trait with the methods of a contract elsewhere"),
    };
    no_generics(&item.generics, "an #[interface]")?;
    if !item.supertraits.is_empty() {
        return refuse(&item.supertraits, "an #[interface] stands alone: write the methods of the other one out");
    }
    let mut methods = Vec::new();
    for member in item.items {
        let TraitItem::Fn(mut function) = member else {
            return refuse(member, "an #[interface] has methods only");
        };
        let method = read(&mut function)?;
        check_method_names(&method, &methods)?;
        methods.push(method);
    }
    let (text, client) = (item.ident.to_string(), client::name(&item.ident));
    let docs = item.attrs.iter().filter(|attribute| attribute.path().is_ident("doc"));
    let visibility = &item.vis;
    let interface = description::interface(&text, &methods, None, &[]);
    let definition = client::definition(&client, &quote::quote!(#(#docs)*), visibility, &interface, &methods, &[]);
    let checks = description::own_selector_checks(&client.to_token_stream(), &methods);
    Ok([definition, checks].into_iter().collect())
}

fn read(function: &mut TraitItemFn) -> Result<Method> {
    if let Some(body) = &function.default {
        return refuse(body, "a method of an #[interface] has no body: the other contract has it");
    }
    Method::of_signature(&mut function.attrs, &function.sig)
}

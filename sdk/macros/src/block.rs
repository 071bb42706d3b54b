//! The `impl` block under `#[contract]` or `#[component]`, and the attribute's arguments.

use proc_macro2::TokenStream;
use syn::{
    Expr, ExprCall, Ident, ImplItem, ImplItemFn, Item, ItemImpl, Path, Result, Token, Type, Visibility, parenthesized,
    parse::{Parse, ParseStream, Parser},
    punctuated::Punctuated,
    visit::Visit,
};

use crate::{
    method::{Kind, Method, Output, take_attribute},
    names::{is_reserved, no_generics, refuse},
};

/// Which attribute stands on the block.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Role {
    Contract,
    Component,
}

impl Role {
    fn attribute(self) -> &'static str {
        match self {
            Self::Contract => "#[contract]",
            Self::Component => "#[component]",
        }
    }
}

/// A component in `components(field: Type except(method, ..))`.
pub(crate) struct Included {
    pub(crate) field: Ident,
    pub(crate) kind: Type,
    /// Its methods that the contract leaves out.
    pub(crate) except: Vec<Ident>,
}

impl Parse for Included {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let field = input.parse()?;
        input.parse::<Token![:]>()?;
        let kind = input.parse()?;
        let mut except = Vec::new();
        if !input.is_empty() && !input.peek(Token![,]) {
            let word = input.parse::<Ident>()?;
            if word != "except" {
                return refuse(word, "after a component's type comes `except(method, ..)`, or a comma");
            }
            let list;
            parenthesized!(list in input);
            except.extend(Punctuated::<Ident, Token![,]>::parse_terminated(&list)?);
        }
        Ok(Self { field, kind, except })
    }
}

/// See the [module](self).
pub(crate) struct Block {
    pub(crate) item: ItemImpl,
    pub(crate) name: Ident,
    /// The constructor; a contract has one, a component none.
    pub(crate) init: Option<Method>,
    pub(crate) methods: Vec<Method>,
    /// Takes call data that no method takes.
    pub(crate) fallback: Option<Method>,
    /// Takes value without call data.
    pub(crate) receive: Option<Method>,
    /// Those that the attribute lists, then those that the block emits.
    pub(crate) events: Vec<Path>,
    pub(crate) components: Vec<Included>,
}

impl Block {
    /// Reads the block and takes the SDK's attributes out of it.
    pub(crate) fn read(role: Role, arguments: TokenStream, item: TokenStream) -> Result<Self> {
        let attribute = role.attribute();
        let item = match syn::parse2::<Item>(item)? {
            Item::Impl(item) => item,
            other => return refuse(other, format!("{attribute} goes on the `impl` block with the public methods")),
        };
        no_generics(&item.generics, "a contract or component")?;
        if let Some((_, path, _)) = &item.trait_ {
            return refuse(path, format!("{attribute} goes on the struct's own `impl` block, not on that of a trait"));
        }
        let name = match &*item.self_ty {
            Type::Path(path) if path.path.get_ident().is_some() => path.path.segments[0].ident.clone(),
            other => {
                return refuse(other, format!("{attribute} goes on `impl Name` of a #[storage] struct in this module"));
            }
        };
        let (events, components) = (Vec::new(), Vec::new());
        let (init, fallback, receive) = (None, None, None);
        let mut block = Self { item, name, init, methods: Vec::new(), fallback, receive, events, components };
        block.read_arguments(role, arguments)?;
        block.read_items(role)?;
        let mut emitted = Emitted(Vec::new());
        emitted.visit_item_impl(&block.item);
        for event in emitted.0 {
            if !block.events.contains(&event) {
                block.events.push(event);
            }
        }
        Ok(block)
    }

    fn read_arguments(&mut self, role: Role, arguments: TokenStream) -> Result<()> {
        let parser = syn::meta::parser(|meta| {
            if meta.path.is_ident("events") {
                let list;
                parenthesized!(list in meta.input);
                self.events.extend(Punctuated::<Path, Token![,]>::parse_terminated(&list)?);
                return Ok(());
            }
            if role == Role::Component {
                return Err(
                    meta.error("#[component] takes only `events(..)`: events that are emitted outside the block")
                );
            }
            if !meta.path.is_ident("components") {
                return Err(meta.error(
                    "#[contract] takes `events(Event, ..)`, events that are emitted outside the block, and `components(field: Type, ..)`",
                ));
            }
            let list;
            parenthesized!(list in meta.input);
            self.components.extend(Punctuated::<Included, Token![,]>::parse_terminated(&list)?);
            Ok(())
        });
        parser.parse2(arguments)
    }

    fn read_items(&mut self, role: Role) -> Result<()> {
        let mut items = std::mem::take(&mut self.item.items);
        let mut errors: Option<syn::Error> = None;
        for member in &mut items {
            let read = match member {
                ImplItem::Fn(function) => self.read_function(role, function),
                ImplItem::Macro(call) => refuse(
                    call,
                    format!(
                        "methods behind a macro are not seen by {}: write them out, or move the macro",
                        role.attribute()
                    ),
                ),
                _ => Ok(()),
            };
            match (read, &mut errors) {
                (Ok(()), _) => {}
                (Err(error), Some(errors)) => errors.combine(error),
                (Err(error), None) => errors = Some(error),
            }
        }
        self.item.items = items;
        match errors {
            Some(errors) => Err(errors),
            None => self.check(role),
        }
    }

    /// Reads one function: the constructor, a method, or a private function.
    fn read_function(&mut self, role: Role, function: &mut ImplItemFn) -> Result<()> {
        if let Some(attribute) = take_attribute(&mut function.attrs, "init")? {
            if role == Role::Component {
                return refuse(
                    attribute,
                    "a component has no constructor: write a plain method in another `impl` block and call it from the contract's #[init]",
                );
            }
            return self.read_init(&attribute, function);
        }
        for name in ["fallback", "receive"] {
            if let Some(attribute) = take_attribute(&mut function.attrs, name)? {
                if role == Role::Component {
                    return refuse(
                        attribute,
                        format!("#[{name}] is for the contract to have: move it to its #[contract] block"),
                    );
                }
                return self.read_raw(&attribute, function);
            }
        }
        if !matches!(function.vis, Visibility::Public(_)) {
            for name in ["payable", "reentrant", "name"] {
                if let Some(attribute) = function.attrs.iter().find(|attribute| attribute.path().is_ident(name)) {
                    return refuse(
                        attribute,
                        format!("only public methods are called from outside: add `pub`, or remove #[{name}]"),
                    );
                }
            }
            return Ok(());
        }
        let method = Method::read(function)?;
        check_method_names(&method, &self.methods)?;
        self.methods.push(method);
        Ok(())
    }

    fn read_init(&mut self, attribute: &syn::Attribute, function: &mut ImplItemFn) -> Result<()> {
        let method = Method::read(function)?;
        if self.init.is_some() {
            return refuse(attribute, "a contract has one constructor: remove #[init] from the others");
        }
        if method.kind == Kind::View {
            return refuse(&function.sig.inputs, "the constructor writes storage: it takes &mut self");
        }
        if !matches!(method.output, Output::Nothing) {
            return refuse(&function.sig.output, "the constructor returns nothing, or Result<(), E>");
        }
        self.init = Some(method);
        function.attrs.push(syn::parse_quote! {
            #[allow(clippy::new_ret_no_self, reason = "a constructor writes the storage that there is")]
        });
        Ok(())
    }

    /// Reads what takes calls that name no method.
    fn read_raw(&mut self, attribute: &syn::Attribute, function: &mut ImplItemFn) -> Result<()> {
        let is_receive = attribute.path().is_ident("receive");
        let mut method = Method::read(function)?;
        if method.kind == Kind::View {
            return refuse(&function.sig.inputs, "write &mut self: what is called may change state");
        }
        let (place, expected) = if is_receive {
            method.kind = Kind::Payable;
            let fits = method.arguments.is_empty() && matches!(method.output, Output::Nothing);
            (
                &mut self.receive,
                (fits, "what takes value has no arguments and no output: `#[receive] fn receive(&mut self)`"),
            )
        } else {
            let fits = method.arguments.len() <= 1 && !matches!(method.output, Output::Several(_));
            (
                &mut self.fallback,
                (
                    fits,
                    "write `#[fallback] fn fallback(&mut self, input: Bytes) -> Bytes`, without input or output if not needed",
                ),
            )
        };
        if !expected.0 {
            return refuse(&function.sig, expected.1);
        }
        if place.is_some() {
            return refuse(attribute, "a contract has one of these: remove the other");
        }
        *place = Some(method);
        Ok(())
    }

    /// Checks what only the whole block tells.
    fn check(&self, role: Role) -> Result<()> {
        if role == Role::Component && self.methods.len() > 128 {
            return refuse(&self.item.self_ty, "a component has at most 128 methods: divide it");
        }
        for included in &self.components {
            let field = &included.field;
            let clash =
                self.methods.iter().find(|method| method.ident == *field || *field == format!("try_{}", method.ident));
            if let Some(method) = clash {
                return refuse(
                    &method.ident,
                    format!("the generated client has a method `{field}` for the component: rename one of the two"),
                );
            }
        }
        Ok(())
    }
}

/// Refuses a method whose name is taken, in the ABI or in the client.
pub(crate) fn check_method_names(method: &Method, others: &[Method]) -> Result<()> {
    let ident = &method.ident;
    if ident == "new" {
        return refuse(
            ident,
            "`new` makes the generated client: mark the constructor with #[init], or choose another name",
        );
    }
    if ident == "constructor" {
        return refuse(ident, "`constructor` is taken by generated code: choose another name");
    }
    let name = &method.name;
    if !method.named && is_reserved(name) && name != "receive" && name != "fallback" {
        return refuse(
            ident,
            format!("Solidity keeps the word `{name}` for itself: rename the method, or write #[name = \"..\"]"),
        );
    }
    let same = |other: &&Method| other.name == method.name && !other.named && !method.named;
    if let Some(other) = others.iter().find(same) {
        return refuse(
            ident,
            format!(
                "`{}` is already called {} in the ABI: rename one of them, or overload it with #[name = \"{}\"]",
                other.ident, method.name, method.name
            ),
        );
    }
    let clash =
        others.iter().find(|other| *ident == format!("try_{}", other.ident) || other.ident == format!("try_{ident}"));
    if let Some(other) = clash {
        return refuse(
            ident,
            format!(
                "the generated client has try_ methods, so `{}` and `{ident}` clash: rename one of them",
                other.ident
            ),
        );
    }
    Ok(())
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

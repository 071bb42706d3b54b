//! Breaks a source file in every way at once, each behind a number.
//!
//! Guarantees that the file does what it did as long as no number is chosen, so one build holds all mutants and a run
//! costs no compilation. What becomes of a place:
//!
//! | kind | place | mutant |
//! |---|---|---|
//! | guard | `if c { return Err(..) }`, `if c { Err(..) } else ..`, `a => return Err(..)` | never refuses |
//! | never | another `if c` | `c` is false |
//! | always | another `if c` | `c` is true |
//! | comparison | `<`, `<=`, `>`, `>=`, `==`, `!=` | off by one; the opposite |
//! | connective | `&&`, <code>&#124;&#124;</code> | the other one |
//! | statement | `f(..)?;`, `x.set(..);`, `a += b;` | left out |
//! | result | a last `f(..)` of a function that gives `Result<(), _>` | left out, `Ok(())` |
//!
//! Conditions with `let`, constants, attributes and what stands behind `#[cfg(..)]` are left alone.

use quote::ToTokens;
use syn::{
    BinOp, Block, Expr, ExprBinary, ExprIf, ExprMatch, File, ImplItemFn, ItemConst, ItemFn, ItemMod, ItemStatic,
    ReturnType, Signature, Stmt, Type, parse_quote,
    spanned::Spanned,
    visit_mut::{self, VisitMut},
};

/// One way in which the code may be broken.
#[derive(Clone, Debug)]
pub(crate) struct Mutant {
    /// What the environment variable `MUTANT` chooses it by; from 1 on.
    pub(crate) number: u32,
    /// The file from the root of the repository.
    pub(crate) file: String,
    /// The line, from 1 on.
    pub(crate) line: usize,
    /// The kind, as in the table above.
    pub(crate) kind: &'static str,
    /// The code that is broken.
    pub(crate) code: String,
}

/// What chooses a mutant: a function `mutant(number) -> bool` for the end of the SDK's `lib.rs`.
pub(crate) const CHOICE: &str = r#"
/// Is this the mutant that the environment chooses? In Wasm none is.
#[doc(hidden)]
pub fn mutant(number: u32) -> bool {
    #[cfg(target_arch = "wasm32")]
    return number == 0;
    #[cfg(not(target_arch = "wasm32"))]
    {
        extern crate std;
        static CHOSEN: std::sync::LazyLock<u32> =
            std::sync::LazyLock::new(|| std::env::var("MUTANT").ok().and_then(|text| text.parse().ok()).unwrap_or(0));
        *CHOSEN == number
    }
}
"#;

/// The source of `file` with all its mutants, which are appended to `mutants`.
pub(crate) fn mutate(file: &str, source: &str, mutants: &mut Vec<Mutant>) -> syn::Result<String> {
    let mut tree: File = syn::parse_file(source)?;
    Mutator { file, mutants }.visit_file_mut(&mut tree);
    // What is put around an expression may have been there.
    tree.attrs.push(parse_quote!(#![allow(unused_parens)]));
    Ok(tree.into_token_stream().to_string())
}

struct Mutator<'a> {
    file: &'a str,
    mutants: &'a mut Vec<Mutant>,
}

impl Mutator<'_> {
    /// The condition under which the mutant of this place is chosen.
    fn chosen(&mut self, kind: &'static str, place: &(impl Spanned + ToTokens)) -> Expr {
        let number = u32::try_from(self.mutants.len()).expect("a program has less than 4 billion places") + 1;
        let code = place.to_token_stream().to_string();
        let line = place.span().start().line;
        self.mutants.push(Mutant { number, file: self.file.to_owned(), line, kind, code });
        parse_quote!(::sdk::mutant(#number))
    }

    /// A function's last expression, where it is a step that could be left out.
    fn last(&mut self, signature: &Signature, block: &mut Block) {
        let Some(Stmt::Expr(last, None)) = block.stmts.last_mut() else { return };
        let (kind, nothing): (_, Expr) = match &signature.output {
            ReturnType::Default => ("statement", parse_quote!(())),
            ReturnType::Type(_, returned) if is_result_of_nothing(returned) => ("result", parse_quote!(Ok(()))),
            ReturnType::Type(..) => return,
        };
        let is_answer = is_call_of(last, "Ok") || is_call_of(last, "Err");
        if !is_answer && matches!(last, Expr::Call(_) | Expr::MethodCall(_) | Expr::Assign(_) | Expr::Binary(_)) {
            let chosen = self.chosen(kind, last);
            *last = parse_quote!(if #chosen { #nothing } else { #last });
        }
    }
}

impl VisitMut for Mutator<'_> {
    fn visit_item_const_mut(&mut self, _: &mut ItemConst) {}

    fn visit_item_static_mut(&mut self, _: &mut ItemStatic) {}

    fn visit_item_mod_mut(&mut self, module: &mut ItemMod) {
        if !module.attrs.iter().any(|attribute| attribute.path().is_ident("cfg")) {
            visit_mut::visit_item_mod_mut(self, module);
        }
    }

    fn visit_item_fn_mut(&mut self, function: &mut ItemFn) {
        if function.sig.constness.is_none() {
            self.visit_block_mut(&mut function.block);
            self.last(&function.sig, &mut function.block);
        }
    }

    fn visit_impl_item_fn_mut(&mut self, function: &mut ImplItemFn) {
        if function.sig.constness.is_none() {
            self.visit_block_mut(&mut function.block);
            self.last(&function.sig, &mut function.block);
        }
    }

    fn visit_expr_if_mut(&mut self, expression: &mut ExprIf) {
        if !has_let(&expression.cond) {
            let refuses = refuses(&expression.then_branch);
            let never = self.chosen(if refuses { "guard" } else { "never" }, &*expression.cond);
            let always = (!refuses).then(|| self.chosen("always", &*expression.cond));
            self.visit_expr_mut(&mut expression.cond);
            let condition = &expression.cond;
            *expression.cond = match always {
                Some(always) => parse_quote!((((#condition) && !#never) || #always)),
                None => parse_quote!(((#condition) && !#never)),
            };
        }
        self.visit_block_mut(&mut expression.then_branch);
        if let Some((_, otherwise)) = &mut expression.else_branch {
            self.visit_expr_mut(otherwise);
        }
    }

    fn visit_expr_mut(&mut self, expression: &mut Expr) {
        let broken = match expression {
            Expr::Binary(binary) if !has_let(&binary.left) && !has_let(&binary.right) => opposite(binary),
            _ => None,
        };
        let Some((kind, broken)) = broken else { return visit_mut::visit_expr_mut(self, expression) };
        let chosen = self.chosen(kind, expression);
        visit_mut::visit_expr_mut(self, expression);
        *expression = parse_quote!((if #chosen { #broken } else { #expression }));
    }

    fn visit_block_mut(&mut self, block: &mut Block) {
        for statement in &mut block.stmts {
            let is_step = match statement {
                Stmt::Expr(step, Some(_)) => !matches!(step, Expr::Return(_) | Expr::Break(_) | Expr::Continue(_)),
                _ => false,
            };
            let chosen = is_step.then(|| self.chosen("statement", statement));
            self.visit_stmt_mut(statement);
            if let Some(chosen) = chosen {
                *statement = parse_quote!(if !#chosen { #statement });
            }
        }
    }

    fn visit_expr_match_mut(&mut self, expression: &mut ExprMatch) {
        self.visit_expr_mut(&mut expression.expr);
        // Only where an arm does nothing is a match no value, and an arm may do nothing in its turn.
        let is_step =
            expression.arms.iter().any(|arm| matches!(&*arm.body, Expr::Block(body) if body.block.stmts.is_empty()));
        for arm in &mut expression.arms {
            if let Some((_, guard)) = &mut arm.guard
                && !has_let(guard)
            {
                let [never, always] = ["never", "always"].map(|kind| self.chosen(kind, &**guard));
                self.visit_expr_mut(guard);
                **guard = parse_quote!((((#guard) && !#never) || #always));
            }
            if is_step && is_refusal(&arm.body) {
                let chosen = self.chosen("guard", arm);
                let body = &arm.body;
                *arm.body = parse_quote!({ if !#chosen { #body } });
            } else {
                self.visit_expr_mut(&mut arm.body);
            }
        }
    }
}

/// The kind of a comparison or connective and what it becomes.
fn opposite(binary: &ExprBinary) -> Option<(&'static str, Expr)> {
    let (left, right) = (&binary.left, &binary.right);
    Some(match binary.op {
        BinOp::Lt(_) => ("comparison", parse_quote!((#left) <= (#right))),
        BinOp::Le(_) => ("comparison", parse_quote!((#left) < (#right))),
        BinOp::Gt(_) => ("comparison", parse_quote!((#left) >= (#right))),
        BinOp::Ge(_) => ("comparison", parse_quote!((#left) > (#right))),
        BinOp::Eq(_) => ("comparison", parse_quote!((#left) != (#right))),
        BinOp::Ne(_) => ("comparison", parse_quote!((#left) == (#right))),
        BinOp::And(_) => ("connective", parse_quote!((#left) || (#right))),
        BinOp::Or(_) => ("connective", parse_quote!((#left) && (#right))),
        _ => return None,
    })
}

fn has_let(expression: &Expr) -> bool {
    match expression {
        Expr::Let(_) => true,
        Expr::Binary(binary) => has_let(&binary.left) || has_let(&binary.right),
        _ => false,
    }
}

/// Does the block do nothing but answer with an error?
fn refuses(block: &Block) -> bool {
    let [Stmt::Expr(only, _)] = block.stmts.as_slice() else { return false };
    is_refusal(only) || is_call_of(only, "Err")
}

/// Is it `return Err(..)`?
fn is_refusal(expression: &Expr) -> bool {
    matches!(expression, Expr::Return(answer) if answer.expr.as_deref().is_some_and(|answer| is_call_of(answer, "Err")))
}

fn is_call_of(expression: &Expr, name: &str) -> bool {
    let Expr::Call(call) = expression else { return false };
    matches!(&*call.func, Expr::Path(function) if function.path.is_ident(name))
}

fn is_result_of_nothing(returned: &Type) -> bool {
    returned.to_token_stream().to_string().starts_with("Result < () ,")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(source: &str) -> Vec<&'static str> {
        let mut mutants = Vec::new();
        let mutated = mutate("lib.rs", source, &mut mutants).unwrap();
        syn::parse_file(&mutated).unwrap();
        mutants.iter().map(|mutant| mutant.kind).collect()
    }

    #[test]
    fn a_guard_loses_its_refusal_and_its_comparison() {
        let source = "fn f(a: u64) -> Result<u64, E> { if a < 3 { return Err(E) } Ok(a) }";
        assert_eq!(kinds(source), ["guard", "comparison"]);
        assert_eq!(kinds("fn f() -> R { match a { 1 => {} _ => return Err(E) } b }"), ["guard"]);
    }

    #[test]
    fn another_condition_is_tried_both_ways() {
        assert_eq!(kinds("fn f(a: bool) -> u64 { if a { 1 } else { 2 } }"), ["never", "always"]);
        assert_eq!(kinds("fn f() -> u64 { match a { b if c => 1, _ => 2 } }"), ["never", "always"]);
    }

    #[test]
    fn a_step_is_left_out() {
        assert_eq!(kinds("fn f() { a(); b(); }"), ["statement", "statement"]);
        assert_eq!(kinds("fn f() { a() }"), ["statement"]);
        assert_eq!(kinds("fn f() -> Result<(), E> { g()?; h() }"), ["statement", "result"]);
    }

    #[test]
    fn connectives_are_exchanged_inside_and_outside() {
        assert_eq!(kinds("fn f() -> bool { a && (b || c) }"), ["connective", "connective"]);
    }

    #[test]
    fn what_has_no_other_way_is_left_alone() {
        for source in [
            "const A: bool = 1 < 2;",
            "const fn f(a: u64) -> bool { a < 2 }",
            "fn f() -> u64 { if let Some(a) = b && c { return 1 } 2 }",
            "fn f() -> R { match a { 1 => 2, _ => return Err(E) } }",
            "#[cfg(test)] mod tests { fn f() { g(); } }",
            "fn f() -> Result<(), E> { Ok(()) }",
        ] {
            assert!(kinds(source).is_empty(), "{source}");
        }
    }

    #[test]
    fn a_mutant_names_its_place() {
        let mut mutants = Vec::new();
        mutate("contracts/coin/src/lib.rs", "fn f() {\n    self.count.set(0);\n}", &mut mutants).unwrap();
        let [mutant] = &mutants[..] else { panic!("{mutants:?}") };
        assert_eq!((mutant.number, mutant.line, mutant.kind), (1, 2, "statement"));
        assert_eq!(mutant.code, "self . count . set (0) ;");
    }
}

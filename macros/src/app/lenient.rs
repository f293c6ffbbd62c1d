//! Rewrites a generic app, which is refused, so that it expands without further errors.

use std::mem;

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{Expr, GenericParam, Token, parse_quote};

use super::parse::{self, App};

/// Lets handlers and `run` name the type without arguments: its lifetimes become `'static`, and its
/// types and constants get defaults, without the bounds that a default might not satisfy.
pub(crate) fn without_arguments(app: &mut App, error: &syn::Error) {
    let error = error.to_compile_error();
    let lifetimes: Vec<_> =
        app.generics().lifetimes().map(|parameter| parameter.lifetime.ident.clone()).collect();
    let generics = app.generics_mut();
    generics.where_clause = None;
    generics.params = mem::take(&mut generics.params)
        .into_iter()
        .filter_map(|parameter| match parameter {
            GenericParam::Lifetime(_) => None,
            GenericParam::Type(parameter) => {
                let name = parameter.ident;
                Some(parse_quote!(#name = ()))
            }
            GenericParam::Const(mut parameter) => {
                // The same error, which rustc shows once, is an expression of any type.
                let value = Expr::Verbatim(quote!({ #error }));
                parameter.default = Some((Token![=](Span::call_site()), value));
                Some(GenericParam::Const(parameter))
            }
        })
        .collect();
    if let Ok(lenient) = parse::app(with_static(app.to_token_stream(), &lifetimes)) {
        *app = lenient;
    }
}

/// The tokens with `'static` for each of the lifetimes.
fn with_static(tokens: TokenStream, lifetimes: &[Ident]) -> TokenStream {
    let mut after_quote = false;
    let replace = |token| match token {
        TokenTree::Group(group) => {
            let mut replaced =
                Group::new(group.delimiter(), with_static(group.stream(), lifetimes));
            replaced.set_span(group.span());
            replaced.into()
        }
        TokenTree::Ident(name) if mem::take(&mut after_quote) && lifetimes.contains(&name) => {
            Ident::new("static", name.span()).into()
        }
        other => {
            after_quote = matches!(&other, TokenTree::Punct(punct) if punct.as_char() == '\'');
            other
        }
    };
    tokens.into_iter().map(replace).collect()
}

//! Collects mistakes, so that all of them are reported at once.

use std::fmt::Display;

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;

#[derive(Default)]
pub(crate) struct Errors(Vec<syn::Error>);

impl Errors {
    /// Adds an error on all of the tokens: the problem in its first line, the remedy in its second.
    pub(crate) fn on(
        &mut self,
        tokens: impl ToTokens,
        problem: impl Display,
        remedy: impl Display,
    ) {
        self.push(error_on(tokens, problem, remedy));
    }

    /// Adds an error at a span.
    pub(crate) fn at(&mut self, span: Span, problem: impl Display, remedy: impl Display) {
        self.push(error(span, problem, remedy));
    }

    /// Adds the error of a name that occurs again.
    pub(crate) fn duplicate(&mut self, span: Span, name: &str) {
        self.at(span, format!("duplicate `{name}`"), "remove one of them");
    }

    pub(crate) fn push(&mut self, error: syn::Error) {
        self.0.push(error);
    }

    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn to_compile_errors(&self) -> TokenStream {
        self.0.iter().map(syn::Error::to_compile_error).collect()
    }
}

/// An error at a span.
pub(crate) fn error(span: Span, problem: impl Display, remedy: impl Display) -> syn::Error {
    syn::Error::new(span, text(problem, remedy))
}

/// An error on all of the tokens.
pub(crate) fn error_on(
    tokens: impl ToTokens,
    problem: impl Display,
    remedy: impl Display,
) -> syn::Error {
    syn::Error::new_spanned(tokens, text(problem, remedy))
}

fn text(problem: impl Display, remedy: impl Display) -> String {
    format!("{problem}\nhelp: {remedy}")
}

//! Collects mistakes, so that all of them are reported at once.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;

#[derive(Default)]
pub(crate) struct Errors(Vec<syn::Error>);

impl Errors {
    /// A mistake on these tokens: what is wrong in the first line, what to do in the second.
    pub(crate) fn on(
        &mut self,
        tokens: impl ToTokens,
        wrong: impl std::fmt::Display,
        help: impl std::fmt::Display,
    ) {
        self.0.push(error_on(tokens, wrong, help));
    }

    /// The same for a place.
    pub(crate) fn at(
        &mut self,
        span: Span,
        wrong: impl std::fmt::Display,
        help: impl std::fmt::Display,
    ) {
        self.0.push(error(span, wrong, help));
    }

    pub(crate) fn push(&mut self, error: syn::Error) {
        self.0.push(error);
    }

    pub(crate) fn to_compile_errors(&self) -> TokenStream {
        self.0.iter().map(syn::Error::to_compile_error).collect()
    }
}

/// An error with help, for where only one can happen.
pub(crate) fn error(
    span: Span,
    wrong: impl std::fmt::Display,
    help: impl std::fmt::Display,
) -> syn::Error {
    syn::Error::new(span, text(wrong, help))
}

/// The same on all of the tokens.
pub(crate) fn error_on(
    tokens: impl ToTokens,
    wrong: impl std::fmt::Display,
    help: impl std::fmt::Display,
) -> syn::Error {
    syn::Error::new_spanned(tokens, text(wrong, help))
}

fn text(wrong: impl std::fmt::Display, help: impl std::fmt::Display) -> String {
    format!("{wrong}\nhelp: {help}")
}

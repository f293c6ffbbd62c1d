//! `#[on(...)]` and `#[on_error]`.

mod check;
mod expand;
mod parse;

use proc_macro2::TokenStream;
use quote::quote;

use crate::errors::Errors;

pub(crate) fn on(arguments: TokenStream, item: &TokenStream) -> TokenStream {
    handler("on", parse::on(arguments), item)
}

pub(crate) fn on_error(arguments: TokenStream, item: &TokenStream) -> TokenStream {
    handler("on_error", parse::on_error(arguments), item)
}

/// The item as it is, and beside it either the impls that make it a handler or what is wrong.
fn handler(
    attribute: &str,
    arguments: syn::Result<parse::Arguments>,
    item: &TokenStream,
) -> TokenStream {
    let mut errors = Errors::default();
    let arguments = arguments.map_err(|error| errors.push(error)).ok();
    let function =
        parse::function(attribute, item.clone()).map_err(|error| errors.push(error)).ok();
    let mut impls = TokenStream::new();
    let signature = function
        .as_ref()
        .is_some_and(|function| check::signature(attribute, function, &mut errors));
    if let Some(mut arguments) = arguments {
        check::arguments(&mut arguments, &mut errors);
        if let (Some(function), true) = (&function, signature) {
            impls = expand::impls(&arguments, function);
        }
    }
    // Only clippy's pedantry asks why a handler that awaits nothing is async: it has to be.
    let attributes = function.map(|_| quote!(#[allow(clippy::unused_async)]));
    let errors = errors.to_compile_errors();
    quote! { #attributes #item #impls #errors }
}

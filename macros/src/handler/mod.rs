//! `#[on(...)]` and `#[on_error]`.

mod check;
mod expand;
mod parameter;
mod parse;

use proc_macro2::TokenStream;
use quote::quote;

use crate::errors::Errors;
use crate::function::Form;
use crate::options;

pub(crate) fn on(arguments: TokenStream, item: &TokenStream) -> TokenStream {
    handler(form("on"), parse::on(arguments), item)
}

pub(crate) fn on_error(arguments: TokenStream, item: &TokenStream) -> TokenStream {
    handler(form("on_error"), parse::on_error(arguments), item)
}

fn form(attribute: &'static str) -> Form {
    Form { attribute, noun: "a handler", parameter: "call: &Call" }
}

/// Expands to the item as it is, then the impls that make it a handler, and the errors.
fn handler(
    form: Form,
    arguments: syn::Result<parse::Arguments>,
    item: &TokenStream,
) -> TokenStream {
    let mut errors = Errors::default();
    let mut arguments = arguments.map_err(|error| errors.push(error)).ok();
    let function = form.parse(item.clone()).map_err(|error| errors.push(error)).ok();
    let callable = function
        .as_ref()
        .filter(|function| check::signature(form, arguments.as_ref(), function, &mut errors));
    let impls = arguments.as_mut().and_then(|arguments| {
        check::arguments(arguments, &mut errors);
        let deadline = arguments.deadline.as_ref();
        let deadline = deadline.and_then(|deadline| options::deadline(deadline, &mut errors));
        Some(expand::impls(arguments, deadline, callable?))
    });
    // A handler must be async, whether it awaits something or not.
    let allow = function.is_some().then(|| quote!(#[allow(clippy::unused_async)]));
    let errors = errors.to_compile_errors();
    quote! { #allow #item #impls #errors }
}

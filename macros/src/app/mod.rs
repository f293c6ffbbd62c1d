//! `#[app]`.

mod check;
mod expand;
mod parse;

use proc_macro2::TokenStream;
use quote::quote;

use crate::errors::Errors;

pub(crate) fn app(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let options = parse::options(arguments, &mut errors);
    let app = match parse::app(item.clone()) {
        Ok(app) => app,
        Err(error) => {
            errors.push(error);
            let errors = errors.to_compile_errors();
            return quote! { #item #errors };
        }
    };
    let good = check::app(&app, &mut errors);
    let options = check::options(options, &mut errors);
    let impls = good.then(|| expand::impls(&app.ident, &options));
    let errors = errors.to_compile_errors();
    quote! { #item #impls #errors }
}

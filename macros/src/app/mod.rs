//! `#[app]`.

mod check;
mod expand;
mod lenient;
mod parse;

use proc_macro2::TokenStream;
use quote::quote;

use crate::errors::Errors;

pub(crate) fn app(arguments: TokenStream, item: &TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let options = parse::options(arguments, &mut errors);
    let mut app = match parse::app(item.clone()) {
        Ok(app) => app,
        Err(error) => {
            errors.push(error);
            let errors = errors.to_compile_errors();
            return quote! { #item #errors };
        }
    };
    check::app(&mut app, &mut errors);
    let options = check::options(options, &mut errors);
    let code = expand::app(&app, &options);
    let errors = errors.to_compile_errors();
    quote! { #code #errors }
}

//! `#[flow(...)]`.

mod check;
mod expand;
mod parse;

use proc_macro2::TokenStream;
use quote::quote;

use crate::errors::Errors;
use crate::function::Form;

const FORM: Form = Form { attribute: "flow", noun: "a flow", parameter: "line: &mut Line" };

/// Expands to the function as it is, then the type of its name, the impls that make it a flow, and
/// the errors.
pub(crate) fn flow(arguments: TokenStream, item: &TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let arguments = parse::arguments(arguments, &mut errors);
    let arguments = check::arguments(arguments, &mut errors);
    let mut function = match FORM.parse(item.clone()) {
        Ok(function) => function,
        Err(error) => {
            errors.push(error);
            let errors = errors.to_compile_errors();
            return quote! { #item #errors };
        }
    };
    let callable = check::function(&arguments, &mut function, &mut errors);
    let code = expand::flow(&arguments, &function, callable);
    let errors = errors.to_compile_errors();
    // A flow must be async, whether it awaits something or not.
    quote! { #[allow(clippy::unused_async)] #function #code #errors }
}

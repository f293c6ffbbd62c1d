//! `e164!` and `digits!`: constants checked at compile time.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::LitStr;

use crate::errors::error;

pub(crate) fn e164(tokens: TokenStream) -> TokenStream {
    checked(tokens, "e164", "E164", "+12065550100", |number| {
        let digits = number.strip_prefix('+').unwrap_or_default();
        let ok = (2..=15).contains(&digits.len())
            && !digits.starts_with('0')
            && digits.bytes().all(|digit| digit.is_ascii_digit());
        (!ok).then_some((
            "invalid E.164 number",
            "write `+` and 2 to 15 digits, the first not 0, such as \"+12065550100\"",
        ))
    })
}

pub(crate) fn digits(tokens: TokenStream) -> TokenStream {
    checked(tokens, "digits", "Digits", "12#", |digits| {
        let ok = !digits.is_empty()
            && digits
                .bytes()
                .all(|digit| matches!(digit, b'0'..=b'9' | b'*' | b'#' | b'A'..=b'D' | b','));
        (!ok).then_some((
            "invalid DTMF digits",
            "write one or more of 0-9, *, #, A-D, and `,` for a pause of half a second",
        ))
    })
}

/// Expands to a constant of type `ty`, made by the function that has the macro's name.
/// `broken_rule` returns an error's message and help.
fn checked(
    tokens: TokenStream,
    name: &str,
    ty: &str,
    example: &str,
    broken_rule: impl Fn(&str) -> Option<(&'static str, &'static str)>,
) -> TokenStream {
    let literal = syn::parse2::<LitStr>(tokens).map_err(|wrong| {
        error(wrong.span(), "expected one string literal", format!("write `{name}!({example:?})`"))
    });
    let literal = literal.and_then(|literal| match broken_rule(&literal.value()) {
        Some((problem, remedy)) => Err(error(literal.span(), problem, remedy)),
        None => Ok(literal),
    });
    let [name, ty] = [name, ty].map(|name| Ident::new(name, Span::mixed_site()));
    match literal {
        Ok(literal) => quote! {{
            const LITERAL: ::offhook::#ty = ::offhook::__private::#name(#literal);
            LITERAL
        }},
        // With a value of the right type, rustc reports nothing else.
        Err(error) => {
            let error = error.to_compile_error();
            quote! {{
                #error
                ::offhook::__private::#name("")
            }}
        }
    }
}

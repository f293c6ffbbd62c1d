//! `e164!` and `digits!`: constants checked at compile time.

use proc_macro2::TokenStream;
use quote::quote;
use syn::LitStr;

use crate::errors::error;

pub(crate) fn e164(tokens: TokenStream) -> TokenStream {
    checked(tokens, "E164", "e164!(\"+12065550100\")", |number| {
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
    checked(tokens, "Digits", "digits!(\"12#\")", |digits| {
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

/// Expands to a constant of the type `of`. `broken_rule` returns an error's message and help.
fn checked(
    tokens: TokenStream,
    of: &str,
    usage: &str,
    broken_rule: impl Fn(&str) -> Option<(&'static str, &'static str)>,
) -> TokenStream {
    let name = syn::Ident::new(of, proc_macro2::Span::mixed_site());
    let literal = match syn::parse2::<LitStr>(tokens) {
        Ok(literal) => literal,
        Err(wrong) => {
            let errors =
                error(wrong.span(), "expected one string literal", format!("write `{usage}`"));
            return or_empty(&name, &errors);
        }
    };
    if let Some((wrong, help)) = broken_rule(&literal.value()) {
        return or_empty(&name, &error(literal.span(), wrong, help));
    }
    quote! {{
        const LITERAL: ::offhook::#name = ::offhook::#name::__checked(#literal);
        LITERAL
    }}
}

/// Expands to the error, and a value of the right type, so that rustc reports nothing else.
fn or_empty(name: &syn::Ident, error: &syn::Error) -> TokenStream {
    let error = error.to_compile_error();
    quote! {{
        #error
        ::offhook::#name::__checked("")
    }}
}

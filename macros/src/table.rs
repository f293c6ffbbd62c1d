//! Macros that expand from the protocol's tables, for `offhook` itself.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::protocol::{ACTIONS, EVENTS, EVENTS_ABOUT_AN_ACTION};

/// Expands to a call of the macro `callback` with the table as its input.
#[expect(clippy::needless_pass_by_value, reason = "both are tokens to expand")]
pub(crate) fn hand_over(callback: TokenStream, table: TokenStream) -> TokenStream {
    quote!(#callback! { #table })
}

/// Expands to the dispatch table of an app: one row per event and, if it has one, action.
#[expect(clippy::needless_pass_by_value, reason = "tokens to expand")]
pub(crate) fn table(app: TokenStream) -> TokenStream {
    let name = |name: &&str| Ident::new(name, Span::call_site());
    let events = EVENTS.iter().chain(&["Any"]).map(name).map(|event| quote!(#event));
    let about_actions = EVENTS_ABOUT_AN_ACTION.iter().map(name).flat_map(|event| {
        ACTIONS
            .iter()
            .map(name)
            .chain([Ident::new("Action", Span::call_site())])
            .map(move |action| quote!(#event<::offhook::action::#action>))
    });
    let events = events.chain(about_actions);
    quote! {{
        #[allow(unused_imports, reason = "unused when every event has a handler")]
        use ::offhook::__private::NoHandler as _;
        ::offhook::__private::Table::new(::offhook::__private::Probe::<#app, ()>::ON_ERROR)
            #(.with(
                <::offhook::event::#events as ::offhook::__private::Slot>::SLOT,
                ::offhook::__private::Probe::<#app, ::offhook::event::#events>::HANDLER,
            ))*
    }}
}

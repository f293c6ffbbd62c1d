//! The attribute and literal macros of [`offhook`](https://docs.rs/offhook), which re-exports them.
//!
//! Each attribute has three steps: `parse` turns tokens into a model, `check` collects the mistakes,
//! `expand` generates the code. It does so after a mistake too, so that one mistake gives one error.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod app;
mod errors;
mod events;
mod flow;
mod function;
mod handler;
mod literals;
mod names;
mod options;
mod protocol;
mod table;
#[cfg(test)]
mod tests;

use proc_macro::TokenStream;

#[expect(missing_docs, reason = "documented where offhook re-exports it, with examples that run")]
#[proc_macro_attribute]
pub fn on(arguments: TokenStream, item: TokenStream) -> TokenStream {
    handler::on(arguments.into(), &item.into()).into()
}

#[expect(missing_docs, reason = "documented where offhook re-exports it, with examples that run")]
#[proc_macro_attribute]
pub fn on_error(arguments: TokenStream, item: TokenStream) -> TokenStream {
    handler::on_error(arguments.into(), &item.into()).into()
}

#[expect(missing_docs, reason = "documented where offhook re-exports it, with examples that run")]
#[proc_macro_attribute]
pub fn flow(arguments: TokenStream, item: TokenStream) -> TokenStream {
    flow::flow(arguments.into(), &item.into()).into()
}

#[expect(missing_docs, reason = "documented where offhook re-exports it, with examples that run")]
#[proc_macro_attribute]
pub fn app(arguments: TokenStream, item: TokenStream) -> TokenStream {
    app::app(arguments.into(), &item.into()).into()
}

/// A phone number in E.164 form, checked by `cargo check`: `e164!("+12065550100")`.
///
/// Expands to a constant of the type `E164`: `+` and 2 to 15 digits, the first not 0.
#[proc_macro]
pub fn e164(literal: TokenStream) -> TokenStream {
    literals::e164(literal.into()).into()
}

/// DTMF digits, checked by `cargo check`: `digits!("12#")`.
///
/// Expands to a constant of the type `Digits`: one or more of `0`-`9`, `*`, `#`, `A`-`D`, and `,`,
/// which SendDigits takes as a pause of half a second.
#[proc_macro]
pub fn digits(literal: TokenStream) -> TokenStream {
    literals::digits(literal.into()).into()
}

/// Passes the table of events to the named macro.
#[doc(hidden)]
#[proc_macro]
pub fn __events(callback: TokenStream) -> TokenStream {
    table::hand_over(callback.into(), protocol::events()).into()
}

/// Passes the table of actions to the named macro.
#[doc(hidden)]
#[proc_macro]
pub fn __actions(callback: TokenStream) -> TokenStream {
    table::hand_over(callback.into(), protocol::actions()).into()
}

/// Expands to the dispatch table of the named app.
#[doc(hidden)]
#[proc_macro]
pub fn __table(app: TokenStream) -> TokenStream {
    table::table(app.into()).into()
}

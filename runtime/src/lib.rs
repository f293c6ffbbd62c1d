//! A framework for call-handling Lambdas of Amazon Chime SDK's PSTN audio service (SIP media
//! applications).
//!
//! A phone call is a *transaction* of one or two *legs*. At each turn of the call the service
//! invokes a Lambda with one [event]; the Lambda answers with up to 10 [actions](action), which the
//! service runs in order. With Offhook that Lambda is a struct and a few async functions:
//!
//! ```no_run,standalone_crate
//! use offhook::action::{Hangup, Speak, SpeakAndGetDigits};
//! use offhook::prelude::*;
//!
//! #[offhook::app]
//! pub struct App;
//!
//! #[on(NewInboundCall)]
//! async fn welcome() -> SpeakAndGetDigits {
//!     SpeakAndGetDigits::new("Press 1 for our opening hours.").digits(1).attempts(3)
//! }
//!
//! #[on(ActionSuccessful(SpeakAndGetDigits))]
//! async fn chosen(digits: Digits) -> (Speak, Hangup) {
//!     let text = if digits == "1" { "We are open from nine to five." } else { "Goodbye." };
//!     (Speak::text(text), Hangup::normal())
//! }
//!
//! #[tokio::main]
//! async fn main() -> Result<()> {
//!     offhook::run(App).await
//! }
//! ```
//!
//! - [`app`] makes a struct the app, whose fields are what handlers share; [`on`] makes a function
//!   the handler of events; [`on_error`] makes one the handler of other handlers' failures. The
//!   dispatch table is known when the crate is compiled.
//! - [`event`] has the events and what they carry, [`Param`] is what a handler can take, with a
//!   table of parameters by event under [`on`].
//! - [`action`] has the actions, [`IntoReply`] is what a handler can return, [`Reply`] what is sent,
//!   [`SentReply`] what is read of it.
//! - [`Session`] keeps the call's state, as a type of yours, from one event to the next.
//! - [`run`] drives the app inside AWS Lambda, [`service`] is it as a tower service, [`handle`]
//!   answers one event in a test.
//! - [`idempotency`] and [`metrics`] have layers around the service: one for events that come again, one
//!   for CloudWatch.
//!
//! # Features
//!
//! - `flow` (default): `#[flow]` makes a whole call one async function.
//! - `lambda` (default): [`run`] and [`service`], on `lambda_runtime`. Without it, everything that
//!   does not run inside AWS Lambda still works: types, handlers, [`handle`].
//! - `logging`: [`logging()`], a `tracing` subscriber with Lambda's log format, and [`logging_with`] for
//!   layers beside it. Off by default: it makes a small Lambda nearly twice as large.
//! - `run_concurrent`: [`run_concurrent()`], for Lambda's managed concurrency.
//!
//! # Sources
//!
//! The rules come from the service's public documentation and from logged events. Where those are
//! silent or contradict each other, the documentation of the item says so.
//!
// Links to items that are compiled out lead to the list of features.
#![cfg_attr(
    not(feature = "lambda"),
    doc = "[`run`]: #features\n[`service`]: #features\n[`idempotency`]: #features\n[`metrics`]: #features"
)]
#![cfg_attr(
    not(feature = "logging"),
    doc = "[`logging()`]: #features\n[`logging_with`]: #features"
)]
#![cfg_attr(not(feature = "run_concurrent"), doc = "[`run_concurrent()`]: #features")]
// docs.rs marks the items of a feature.
#![cfg_attr(docsrs, feature(doc_cfg))]

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
pub mod action;
pub mod call;
mod dispatch;
mod error;
pub mod event;
#[cfg(feature = "flow")]
pub mod flow;
#[cfg(feature = "lambda")]
pub mod idempotency;
#[cfg(feature = "lambda")]
mod lambda;
#[cfg(feature = "logging")]
mod logging;
#[cfg(feature = "lambda")]
pub mod metrics;
mod param;
mod reply;
mod session;
mod wire;

#[doc(inline)]
pub use call::sip_headers;
#[doc(inline)]
pub use call::{
    Call, Digits, E164, E164Error, Leg, Participant, SipHeaders, TransactionAttributes,
};
pub use dispatch::{
    App, HandlerFor, HandlerForErrors, InvocationError, InvocationErrorKind, Outcome, handle,
    respond, respond_detailed,
};
pub use error::{Error, Result};
pub use event::{
    ActionFailed as Failed, ActionInterrupted as Interrupted, ActionSuccessful as Succeeded,
    Invocation,
};
#[cfg(feature = "run_concurrent")]
pub use lambda::run_concurrent;
#[cfg(feature = "lambda")]
pub use lambda::{RawEvent, run, service};
#[cfg(feature = "logging")]
pub use logging::{logging, logging_with};
#[doc(inline)]
#[doc = include_str!("../docs/app.md")]
#[cfg_attr(
    feature = "flow",
    doc = "\n[flows]: mod@flow\n[enter]: macro@flow#entering\n[`JournalStore`]: flow::JournalStore"
)]
#[cfg_attr(
    not(feature = "flow"),
    doc = "\n[flows]: crate#features\n[enter]: crate#features\n[`JournalStore`]: crate#features"
)]
pub use offhook_macros::app;
#[cfg(feature = "flow")]
#[doc(inline)]
#[doc = include_str!("../docs/flow.md")]
pub use offhook_macros::flow;
#[doc(inline)]
#[doc = include_str!("../docs/on.md")]
pub use offhook_macros::on;
#[doc(inline)]
#[doc = include_str!("../docs/on_error.md")]
pub use offhook_macros::on_error;
pub use offhook_macros::{digits, e164};
pub use param::{Application, ApplicationOf, Arguments, ArgumentsOf, NoArguments, Param};
pub use reply::{Answer, IntoReply, Reply, ReplyError, SentReply, SentReplyError};
pub use session::{Session, SessionError, SessionOf};
pub use wire::EventError;

/// The examples of the READMEs, compiled.
#[cfg(all(doctest, feature = "logging"))]
#[doc = include_str!("../../README.md")]
#[doc = include_str!("../README.md")]
pub struct Readme;

/// The names that most handlers use: `use offhook::prelude::*;`.
pub mod prelude {
    pub use crate::{
        Arguments, Call, Digits, E164, Error, Failed, Interrupted, Invocation, Leg, Reply, Result,
        Session, SipHeaders, Succeeded, TransactionAttributes, action, digits, e164, event, on,
        on_error,
    };
    #[cfg(feature = "flow")]
    pub use crate::{flow, flow::Line};
}

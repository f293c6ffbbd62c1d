//! Offhook

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
pub mod action;
mod attributes;
mod digits;
mod dispatch;
mod error;
pub mod event;
mod lambda;
mod leg;
mod param;
mod reply;
mod session;
pub mod sip_headers;
mod wire;

pub use attributes::TransactionAttributes;
pub use digits::{Digits, E164, InvalidE164};
pub use dispatch::{App, HandlerFor, handle, respond};
pub use error::{Cause, Error, InvocationError, ReplyError, Result};
pub use event::{
    ActionFailed as Failed, ActionInterrupted as Interrupted, ActionSuccessful as Succeeded, Call,
    EventError, Invocation, Participant,
};
#[cfg(feature = "logging")]
pub use lambda::logging;
#[cfg(feature = "run_concurrent")]
pub use lambda::run_concurrent;
pub use lambda::{RawEvent, run, service};
pub use leg::Leg;
pub use offhook_macros::{app, digits, e164, on, on_error};
pub use param::{Arguments, Param};
pub use reply::{IntoReply, Reply};
pub use session::Session;
pub use sip_headers::SipHeaders;

/// What most handlers use: `use offhook::prelude::*;`.
pub mod prelude {
    pub use crate::{
        Arguments, Call, Digits, E164, Error, Failed, Interrupted, Invocation, Leg, Reply, Result,
        Session, SipHeaders, Succeeded, TransactionAttributes, action, digits, e164, event, on,
        on_error,
    };
}

//! The parameters of handlers.

pub(crate) mod application;
mod arguments;

use std::future::{Future, ready};

use serde::de::DeserializeOwned;

use crate::action::{ActionKind, PlayAudioAndGetDigits, SpeakAndGetDigits};
use crate::call::{Call, Digits, Participant, SipHeaders, TransactionAttributes};
use crate::error::Error;
use crate::event::{
    self, ActionFailed as Failed, ActionInterrupted as Interrupted, ActionSuccessful as Succeeded,
    Event, Invocation, OfAction,
};
use crate::reply::Reply;

pub use application::{Application, ApplicationOf, ArgumentsOf, NoArguments};
pub use arguments::Arguments;

/// A parameter of handlers for the event `E` of the app `A`.
///
/// Implement it for your own types, for one event or, as here, for all of them:
///
/// ```standalone_crate
/// use offhook::prelude::*;
/// use offhook::Param;
///
/// # #[offhook::app]
/// # pub struct App { tenants: std::collections::HashMap<String, String> }
/// /// The tenant whose number was called.
/// struct Tenant(String);
///
/// impl<'i, E> Param<'i, E, App> for Tenant {
///     async fn load(invocation: &'i Invocation, app: &'i App) -> Result<Self> {
///         let name = app.tenants.get(invocation.call().to()).ok_or("unknown number")?;
///         Ok(Self(name.clone()))
///     }
/// }
///
/// #[on(NewInboundCall)]
/// async fn welcome(Tenant(name): Tenant) -> action::Speak {
///     action::Speak::text(format!("Welcome to {name}."))
/// }
/// # fn main() {}
/// ```
///
/// A handler that takes `T` gets the value that [`load`](Self::load) returns. One that takes `&mut T`
/// borrows it, and [`store`](Self::store) takes it after the handler has returned `Ok`.
/// `&Session<T>` borrows a `Session<T>`, which is not stored. Another reference is a type of its own:
/// `impl<'i, E> Param<'i, E, App> for &'i Directory` can borrow a field of the app.
#[diagnostic::on_unimplemented(
    message = "a handler for `{E}` can't take `{Self}`",
    label = "not a parameter of this event",
    note = "all events have `&App`, `&Call`, `&Invocation`, `&TransactionAttributes`, `&SipHeaders`, and `&mut Session<T>` or `&Session<T>` with the `T` of `#[offhook::app(session = T)]`; `#[on(_)]`, whose event is `event::Any`, has only these, and `#[on_error]` these and `&Error`",
    note = "`event::X` is for `X` alone; `Succeeded<A>`, `Failed<A>` and `Interrupted<A>` are for `ActionSuccessful(A)`, `ActionFailed(A)` and `ActionInterrupted(A)`; `Digits` is for `DigitsReceived`, `ActionSuccessful(SpeakAndGetDigits)` and `ActionSuccessful(PlayAudioAndGetDigits)`; `Arguments<T>` is for `CallUpdateRequested` and `NewOutboundCall`",
    note = "to take a type of your own, implement `offhook::Param` for it"
)]
pub trait Param<'i, E, A>: Sized {
    /// Loads the parameter before the handler runs.
    ///
    /// # Errors
    /// They become the handler's.
    fn load(
        invocation: &'i Invocation,
        app: &'i A,
    ) -> impl Future<Output = Result<Self, Error>> + Send;

    /// Stores the value after a handler that took it as `&mut T` has returned `Ok`, for example in
    /// the reply's transaction attributes. The default does nothing.
    ///
    /// # Errors
    /// They become the handler's.
    fn store(self, invocation: &Invocation, reply: &mut Reply) -> Result<(), Error> {
        let _ = (invocation, reply);
        Ok(())
    }

    /// The value that an `#[on_error]` takes to read when it can't be loaded.
    #[doc(hidden)]
    fn recover(error: Error) -> Result<Self, Error> {
        Err(error)
    }
}

// The impls below are not recommended because the notes above list them.

#[diagnostic::do_not_recommend]
impl<'i, E, A> Param<'i, E, A> for &'i Invocation {
    fn load(
        invocation: &'i Invocation,
        _: &'i A,
    ) -> impl Future<Output = Result<Self, Error>> + Send {
        ready(Ok(invocation))
    }
}

#[diagnostic::do_not_recommend]
impl<'i, E, A> Param<'i, E, A> for &'i Call {
    fn load(
        invocation: &'i Invocation,
        _: &'i A,
    ) -> impl Future<Output = Result<Self, Error>> + Send {
        ready(Ok(invocation.call()))
    }
}

#[diagnostic::do_not_recommend]
impl<'i, E, A> Param<'i, E, A> for &'i TransactionAttributes {
    fn load(
        invocation: &'i Invocation,
        _: &'i A,
    ) -> impl Future<Output = Result<Self, Error>> + Send {
        ready(Ok(invocation.call().attributes()))
    }
}

/// The SIP headers of the event's leg; empty when it has none.
#[diagnostic::do_not_recommend]
impl<'i, E, A> Param<'i, E, A> for &'i SipHeaders {
    fn load(
        invocation: &'i Invocation,
        _: &'i A,
    ) -> impl Future<Output = Result<Self, Error>> + Send {
        const NONE: &SipHeaders = &SipHeaders::new();
        ready(Ok(invocation.call().leg().map_or(NONE, Participant::sip_headers)))
    }
}

/// Parameters that some events carry.
macro_rules! carried {
    ($($parameter:ty, by $event:ty $(, with $of:ident: $bound:path)?: $from:expr;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<'i, A $(, $of: $bound)?> Param<'i, $event, A> for $parameter {
            fn load(
                invocation: &'i Invocation,
                _: &'i A,
            ) -> impl Future<Output = Result<Self, Error>> + Send {
                let from: fn(&'i Invocation) -> Result<Self, Error> = $from;
                async move { from(invocation) }
            }
        }
    )*};
}
carried! {
    event::NewInboundCall, by event::NewInboundCall: data;
    event::NewOutboundCall, by event::NewOutboundCall: data;
    event::Ringing, by event::Ringing: data;
    event::CallAnswered, by event::CallAnswered: data;
    event::Hangup, by event::Hangup: data;
    event::DigitsReceived, by event::DigitsReceived: data;
    event::CallUpdateRequested, by event::CallUpdateRequested: data;
    event::InvalidLambdaResponse, by event::InvalidLambdaResponse: data;

    // About an action: with the types of that action, or with those of any.
    Succeeded<Of>, by Succeeded<Of>, with Of: OfAction: data;
    Succeeded, by Succeeded<Of>, with Of: ActionKind: data;
    Failed<Of>, by Failed<Of>, with Of: OfAction: data;
    Failed, by Failed<Of>, with Of: ActionKind: data;
    Interrupted<Of>, by Interrupted<Of>, with Of: OfAction: data;
    Interrupted, by Interrupted<Of>, with Of: ActionKind: data;

    Digits, by event::DigitsReceived: |invocation| Ok(invocation.digits());
    Digits, by Succeeded<SpeakAndGetDigits>: |invocation| Ok(invocation.digits());
    Digits, by Succeeded<PlayAudioAndGetDigits>: |invocation| Ok(invocation.digits());

    Arguments<T>, by event::CallUpdateRequested, with T: DeserializeOwned: arguments;
    Arguments<T>, by event::NewOutboundCall, with T: DeserializeOwned: arguments;
}

#[expect(clippy::unnecessary_wraps, reason = "arguments can fail, and stand in the same table")]
fn data<E: Event>(invocation: &Invocation) -> Result<E, Error> {
    Ok(E::read(invocation))
}

fn arguments<T: DeserializeOwned>(invocation: &Invocation) -> Result<Arguments<T>, Error> {
    Ok(Arguments::from_invocation(invocation)?)
}

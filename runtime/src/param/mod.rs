//! What a handler can take.

mod arguments;

use std::future::{Future, ready};

use serde::de::DeserializeOwned;

use crate::action::{ActionKind, PlayAudioAndGetDigits, SpeakAndGetDigits};
use crate::call::{Call, Digits, Participant, SipHeaders, TransactionAttributes};
use crate::dispatch::App;
use crate::error::Error;
use crate::event::{
    self, ActionFailed as Failed, ActionInterrupted as Interrupted, ActionSuccessful as Succeeded,
    Event, Invocation, OfAction,
};
use crate::reply::Reply;

pub use arguments::Arguments;

/// Something that a handler for the event `E` of the app `A` can take.
///
/// Implement it for your own types, for one event, or for all of them as here:
///
/// ```
/// use offhook::prelude::*;
/// use offhook::Param;
///
/// # #[offhook::app]
/// # pub struct App { tenants: std::collections::HashMap<String, String> }
/// /// Whose number was called.
/// struct Tenant(String);
///
/// impl<'i, E> Param<'i, E, App> for Tenant {
///     async fn load(invocation: &'i Invocation, app: &'i App) -> Result<Self> {
///         let name = app.tenants.get(invocation.call().to()).ok_or("nobody has this number")?;
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
/// A handler that takes `T` has it loaded. One that takes `&mut T` is lent what `impl Param for T`
/// loads, which goes to [`store`](Self::store) when the handler has returned `Ok`.
/// `&Session<T>` is lent what is loaded for `Session<T>`, and nothing of it is stored.
/// References are types too: `impl<'i, E> Param<'i, E, App> for &'i Directory` can lend a field of
/// the app.
#[diagnostic::on_unimplemented(
    message = "a handler for `{E}` can't take `{Self}`",
    label = "not among the parameters of this event",
    note = "every event has `&App`, `&Call`, `&Invocation`, `&TransactionAttributes`, `&SipHeaders` and, with `#[offhook::app(session = T)]`, `&mut Session<T>` or `&Session<T>`",
    note = "an event has its own data, such as `event::Hangup` or `Failed<action::Speak>`; `DigitsReceived`, `ActionSuccessful(SpeakAndGetDigits)` and `ActionSuccessful(PlayAudioAndGetDigits)` have `Digits`; `CallUpdateRequested` and `NewOutboundCall` have `Arguments<T>`",
    note = "a type of your own can be taken too: implement `offhook::Param` for it"
)]
pub trait Param<'i, E, A>: Sized {
    /// Loads it before the handler runs. An error is the handler's.
    fn load(
        invocation: &'i Invocation,
        app: &'i A,
    ) -> impl Future<Output = Result<Self, Error>> + Send;

    /// Stores what the handler did to it, when the handler took `&mut T` and returned `Ok`: into
    /// the reply's transaction attributes, say. By default nothing.
    ///
    /// # Errors
    /// Become the handler's.
    fn store(self, invocation: &Invocation, reply: &mut Reply) -> Result<(), Error> {
        let _ = (invocation, reply);
        Ok(())
    }
}

// What follows is not recommended because the note above lists it, in words.

/// The app. Handlers that write `&App` are given it without this; others can have an alias.
#[diagnostic::do_not_recommend]
impl<'i, E, A: App> Param<'i, E, A> for &'i A {
    fn load(_: &'i Invocation, app: &'i A) -> impl Future<Output = Result<Self, Error>> + Send {
        ready(Ok(app))
    }
}

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

/// What some events carry.
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

//! What a handler can take.

mod arguments;

use std::future::Future;

use crate::action::{PlayAudioAndGetDigits, SpeakAndGetDigits};
use crate::error::Error;
use crate::event::{self, Event, OfAction};
use crate::{Call, Digits, Invocation, Reply, SipHeaders, TransactionAttributes};

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
/// A handler that takes `T` or `&T` has it loaded; one that takes `&mut T` lends it from
/// `impl Param for T` and, when the handler returned `Ok`, gives it to [`store`](Self::store).
/// References are types too: `impl<'i, E> Param<'i, E, App> for &'i Directory` can lend a field of
/// the app.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is nothing that this handler can take",
    label = "not a parameter of a handler for `{E}`",
    note = "take `&App`, `&Call`, `&Invocation`, `&mut Session<T>`, `&TransactionAttributes`, `&SipHeaders`, what the event carries, or a type of yours that implements `offhook::Param`"
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

impl<'i, E, A: Sync> Param<'i, E, A> for &'i Invocation {
    async fn load(invocation: &'i Invocation, _: &'i A) -> Result<Self, Error> {
        Ok(invocation)
    }
}

impl<'i, E, A: Sync> Param<'i, E, A> for &'i Call {
    async fn load(invocation: &'i Invocation, _: &'i A) -> Result<Self, Error> {
        Ok(invocation.call())
    }
}

impl<'i, E, A: Sync> Param<'i, E, A> for &'i TransactionAttributes {
    async fn load(invocation: &'i Invocation, _: &'i A) -> Result<Self, Error> {
        Ok(invocation.call().attributes())
    }
}

/// The SIP headers of the event's leg; empty when it has none.
impl<'i, E, A: Sync> Param<'i, E, A> for &'i SipHeaders {
    async fn load(invocation: &'i Invocation, _: &'i A) -> Result<Self, Error> {
        const NONE: &SipHeaders = &SipHeaders::new();
        Ok(invocation.call().leg().map_or(NONE, event::Participant::sip_headers))
    }
}

/// An event that carries a `P`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` carries no `{P}`",
    label = "a handler for `{Self}` can't take this",
    note = "every event has `&Call` and `&Invocation`; see the table of parameters by event in Offhook's README"
)]
pub trait Carries<P> {}

/// The data of an event, for handlers of that event.
macro_rules! event_data {
    ($($event:ident)*) => {$(
        impl Carries<event::$event> for event::$event {}

        impl<'i, E: Carries<event::$event>, A: Sync> Param<'i, E, A> for event::$event {
            async fn load(invocation: &'i Invocation, _: &'i A) -> Result<Self, Error> {
                Ok(Event::read(invocation)?)
            }
        }
    )*};
}
event_data! {
    NewInboundCall NewOutboundCall Ringing CallAnswered Hangup DigitsReceived CallUpdateRequested
    InvalidLambdaResponse
}

/// The data of an event about an action: with that action's types, or with any action's.
macro_rules! action_event_data {
    ($($event:ident)*) => {$(
        impl<A: OfAction> Carries<event::$event<A>> for event::$event<A> {}

        impl<A: crate::action::Kind> Carries<event::$event> for event::$event<A> {}

        impl<'i, E: Carries<Self>, A: Sync, Of: OfAction> Param<'i, E, A> for event::$event<Of> {
            async fn load(invocation: &'i Invocation, _: &'i A) -> Result<Self, Error> {
                Ok(Event::read(invocation)?)
            }
        }
    )*};
}
action_event_data!(ActionSuccessful ActionFailed ActionInterrupted);

impl Carries<Digits> for event::DigitsReceived {}
impl Carries<Digits> for event::ActionSuccessful<SpeakAndGetDigits> {}
impl Carries<Digits> for event::ActionSuccessful<PlayAudioAndGetDigits> {}

impl<'i, E: Carries<Digits>, A: Sync> Param<'i, E, A> for Digits {
    async fn load(invocation: &'i Invocation, _: &'i A) -> Result<Self, Error> {
        Ok(invocation.digits())
    }
}

impl Carries<Error> for event::HandlerError {}

impl<'i, E: Carries<Error>, A: Sync> Param<'i, E, A> for &'i Error {
    async fn load(invocation: &'i Invocation, _: &'i A) -> Result<Self, Error> {
        invocation.failure.as_ref().ok_or_else(|| "no handler has failed".into())
    }
}

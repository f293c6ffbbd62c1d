//! Dispatch: finds the handler of an event, calls it, and completes its reply or answers its failure.
//!
//! Depends on the protocol, `error`, `param` and `session`.

#[cfg(feature = "lambda")]
mod deadline;
mod defaults;
mod error;
#[cfg(feature = "flow")]
mod flows;
mod outcome;
mod slot;
mod table;

use std::any::Any;
use std::error::Error as StdError;
use std::future::{poll_fn, ready};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::{Duration, Instant};

use tracing::level_filters::LevelFilter;
use tracing::{Instrument, Level, Span, field};

use crate::error::Error;
use crate::event::Invocation;
#[cfg(feature = "flow")]
use crate::flow::{Flow, JournalStore};
use crate::param::Param;
use crate::reply::{Reply, Voice};
use crate::session::ATTRIBUTE_LIMIT;
use crate::wire::clip;

pub use error::{InvocationError, InvocationErrorKind};
pub use outcome::Outcome;
pub use slot::Slot;
use table::Does;
pub use table::{ErrorHandler, Handler, HandlerFor, HandlerForErrors, Replying, Table};

/// After this time without a reply, in milliseconds, the service invokes the Lambda again.
const RETRY: u32 = 5_000;

/// An app: the type under `#[offhook::app]`.
///
/// Its handlers share its fields and take it as `&App`. Only the attribute implements this.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an Offhook app",
    label = "expected a struct with `#[offhook::app]`",
    note = "put `#[offhook::app]` on the struct `{Self}`"
)]
pub trait App: Sized + Send + Sync + 'static {
    #[doc(hidden)]
    const HANDLERS: &'static Table<Self>;
    #[doc(hidden)]
    const KEEP_LONE_LEG: bool = false;
    #[doc(hidden)]
    const VOICE: Option<Voice> = None;
    #[doc(hidden)]
    const APOLOGY: Option<&'static str> = None;
    /// Maximum number of characters of one transaction attribute that Offhook writes; the default is
    /// the size of one value in a workshop of the service.
    #[doc(hidden)]
    const ATTRIBUTE_LIMIT: usize = ATTRIBUTE_LIMIT;
    /// The time in milliseconds after which a handler is cancelled, if it has no deadline of its own.
    #[doc(hidden)]
    const DEADLINE: Option<u32> = None;
    /// The flows that handlers can enter.
    #[cfg(feature = "flow")]
    #[doc(hidden)]
    const FLOWS: &'static [Flow<Self>] = &[];
    /// Where the journals of flows are kept, if not in the transaction attributes.
    #[cfg(feature = "flow")]
    #[doc(hidden)]
    const JOURNALS: Option<fn(&Self) -> &dyn JournalStore> = None;
}

/// The app under an alias: a parameter written `&App` needs no impl.
#[diagnostic::do_not_recommend]
impl<'i, E, A: App> Param<'i, E, A> for &'i A {
    fn load(_: &'i Invocation, app: &'i A) -> impl Future<Output = Result<Self, Error>> + Send {
        ready(Ok(app))
    }
}

/// Answers one event with the app's handlers, as the Lambda does, for tests and simulators.
///
/// `event` is the JSON as the service sends it. The reply is as it would be sent: checked, with
/// defaults applied and legs named.
///
/// ```standalone_crate
/// use offhook::prelude::*;
///
/// #[offhook::app]
/// pub struct App;
///
/// #[on(NewInboundCall)]
/// async fn welcome() -> action::Speak {
///     action::Speak::text("Welcome.")
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<()> {
/// let event = br#"{"InvocationEventType": "NEW_INBOUND_CALL", "CallDetails": {
///     "TransactionId": "t", "Participants": [{"CallId": "call-a", "ParticipantTag": "LEG-A"}]}}"#;
/// let reply = offhook::handle(&App, event).await?;
/// assert_eq!(reply.actions().len(), 1);
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// The Lambda error: an event that can't be decoded ([`EventError`](crate::EventError)),
/// or the failure of a handler or its reply ([`InvocationError`]), unless `#[on_error]` answered it.
pub async fn handle<A: App>(app: &A, event: impl AsRef<[u8]> + Send) -> Result<Reply, Error> {
    let invocation = Invocation::from_json(event.as_ref())?;
    respond(app, invocation).await
}

/// Answers one decoded event with the app's handlers; as [`handle`].
///
/// # Errors
/// As [`handle`], for an event that could be decoded.
pub async fn respond<A: App>(app: &A, invocation: Invocation) -> Result<Reply, Error> {
    respond_detailed(app, invocation).await.into_result()
}

/// Answers one decoded event as [`respond`] does, and returns beside the reply the failure that
/// `#[on_error]` answered.
pub async fn respond_detailed<A: App>(app: &A, invocation: Invocation) -> Outcome {
    let slot = slot::of(invocation.event_type(), invocation.action_type());
    let handler = A::HANDLERS
        .handler(slot)
        .filter(|(handler, own)| !defaults::displaces(*own, handler.disconnected, &invocation))
        .map(|(handler, _)| handler);
    let name = handler.map(|handler| handler.name);
    // Of a flow, it is known when the journal has been read.
    let span = span(name.filter(|_| !has_flows::<A>()), &invocation);
    let answer = async {
        let result = match () {
            #[cfg(feature = "flow")]
            () if const { has_flows::<A>() } => flows::run(app, handler, &invocation).await,
            () => {
                let result = answer(app, handler, &invocation).await;
                Sealing::of::<A>().finish(result, name, &invocation)
            }
        };
        match result {
            Ok(reply) => Outcome::Replied(reply),
            Err(failure) => recover(app, failure, &invocation).await,
        }
    };
    // Without a log nobody would see how long it took.
    let started = (LevelFilter::current() >= Level::WARN).then(Instant::now);
    let mut answer = pin!(answer.instrument(span));
    let outcome = answer.as_mut().await;
    let Some(started) = started else { return outcome };
    let (took, span) = (started.elapsed(), answer.span());
    span.record("outcome", outcome.as_str());
    span.record("duration_ms", took.as_secs_f64() * 1_000.0);
    if matches!(outcome, Outcome::Failed(_)) {
        // The name by which `tracing-opentelemetry` knows it.
        span.record("otel.status_code", "ERROR");
    }
    // A flow is not cancelled.
    let limit = A::DEADLINE.filter(|_| has_flows::<A>()).unwrap_or(RETRY);
    if took > Duration::from_millis(limit.into()) {
        span.in_scope(|| warn_of_time(name, limit));
    }
    outcome
}

#[cold]
fn warn_of_time(handler: Option<&str>, limit: u32) {
    tracing::warn!(
        handler,
        "this took longer than {limit} ms: after 5 s the service invokes the Lambda again. Give requests, also those in a `once`, a timeout"
    );
}

/// The span of an invocation.
fn span(handler: Option<&str>, invocation: &Invocation) -> Span {
    /// The span, with the fields of flows.
    macro_rules! span {
        ($($flow:tt)*) => {
            tracing::span!(
                Level::INFO,
                "invocation",
                transaction_id = clip(invocation.call().transaction_id()),
                sequence = invocation.sequence(),
                event = clip(invocation.event_type().as_str()),
                action = invocation.action_type().map(|action| clip(action.as_str())),
                handler,
                $($flow)*
                outcome = field::Empty,
                duration_ms = field::Empty,
                otel.status_code = field::Empty,
            )
        };
    }
    #[cfg(feature = "flow")]
    return span!(at = field::Empty,);
    #[cfg(not(feature = "flow"))]
    span!()
}

/// Whether the app has flows: without them, it links nothing of what they need.
#[cfg(feature = "flow")]
const fn has_flows<A: App>() -> bool {
    A::HANDLERS.has_flows || !A::FLOWS.is_empty()
}

#[cfg(not(feature = "flow"))]
#[expect(clippy::extra_unused_type_parameters, reason = "no app has flows")]
const fn has_flows<A: App>() -> bool {
    false
}

/// The reply of the handler of an event, or the default.
async fn answer<A: App>(
    app: &A,
    handler: Option<&Handler<A>>,
    invocation: &Invocation,
) -> Result<Reply, InvocationErrorKind> {
    match handler.map(|handler| handler.does) {
        Some(Does::Call(function)) => {
            let replying = function(app, invocation);
            let result = call(match handler {
                #[cfg(feature = "lambda")]
                Some(handler) if const { A::DEADLINE.is_some() || A::HANDLERS.has_deadlines } => {
                    deadline::within(handler, invocation, replying)
                }
                _ => replying,
            });
            result.await.or_else(|failure| defaults::after_error(failure, invocation))
        }
        // A flow that has begun does not begin again.
        _ => defaults::reply(invocation, A::APOLOGY),
    }
}

/// How the app completes its replies.
#[derive(Clone, Copy)]
struct Sealing {
    keeps_lone_leg: bool,
    /// Sets the app's voice.
    speak: fn(&mut Reply),
}

impl Sealing {
    fn of<A: App>() -> Self {
        let speak = |reply: &mut Reply| {
            if let Some(voice) = A::VOICE {
                reply.speak_in(&voice);
            }
        };
        Self { keeps_lone_leg: A::KEEP_LONE_LEG, speak }
    }

    /// Completes the reply and checks it, or names the failure.
    fn finish(
        self,
        result: Result<Reply, InvocationErrorKind>,
        handler: Option<&'static str>,
        invocation: &Invocation,
    ) -> Result<Reply, Box<InvocationError>> {
        let sealed = result.and_then(|mut reply| {
            (self.speak)(&mut reply);
            reply.seal(invocation, self.keeps_lone_leg).map_err(InvocationErrorKind::Reply)?;
            Ok(reply)
        });
        sealed.map_err(|kind| Box::new(InvocationError::new(invocation, handler, kind)))
    }
}

/// Waits for a handler and turns a panic into a failure.
fn call<T, E>(
    mut replying: Pin<Box<dyn Future<Output = Result<T, E>> + Send + '_>>,
) -> impl Future<Output = Result<T, InvocationErrorKind>>
where
    InvocationErrorKind: From<E>,
{
    poll_fn(move |context| {
        match catch_unwind(AssertUnwindSafe(|| replying.as_mut().poll(context))) {
            Ok(poll) => poll.map_err(InvocationErrorKind::from),
            Err(panic) => Poll::Ready(Err(InvocationErrorKind::Panicked(message(&*panic)))),
        }
    })
}

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic
        .downcast_ref::<&str>()
        .copied()
        .or(panic.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("with a value that is not text").to_owned()
}

/// Answers a failure with `#[on_error]`, if the app has one. A new call that has no handler stays a
/// Lambda error: the SIP rule tries its next application.
async fn recover<A: App>(
    app: &A,
    failure: Box<InvocationError>,
    invocation: &Invocation,
) -> Outcome {
    let handler = match failure.kind() {
        InvocationErrorKind::NoHandler => None,
        _ => A::HANDLERS.on_error.as_ref(),
    };
    #[cfg(feature = "flow")]
    let ends_flow = failure.ends_flow;
    let failure = Error::from(failure as Box<dyn StdError + Send + Sync>);
    let Some(handler) = handler else { return Outcome::Failed(failure) };
    let result = call((handler.call)(app, invocation, &failure)).await;
    #[cfg(feature = "flow")]
    let result = match result {
        Ok(reply) if const { has_flows::<A>() } => Ok(flows::settle(reply, ends_flow, invocation)),
        result => result,
    };
    let result = Sealing::of::<A>().finish(result, Some(handler.name), invocation);
    recovered(result, failure)
}

/// The outcome of a failure that `#[on_error]` had to answer.
fn recovered(result: Result<Reply, Box<InvocationError>>, failure: Error) -> Outcome {
    match result {
        Ok(reply) => {
            tracing::error!(error = %failure, "#[on_error] answered a failure");
            Outcome::Recovered { reply, failure }
        }
        Err(error) => {
            // The Lambda error is the first failure; this one kept it from being answered.
            tracing::error!(%error, "the #[on_error] handler failed too");
            Outcome::Failed(failure)
        }
    }
}

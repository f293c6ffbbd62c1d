//! What happens around a handler: dispatch, defaults, failures.

mod error;
mod slot;
mod table;

use std::any::Any;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::task::Poll;
use std::time::Instant;

use tracing::{Instrument, Level, field, span};

use crate::action::ActionType;
use crate::error::Error;
use crate::event::{EventType, Invocation};
use crate::reply::{Reply, ReplyError};
use crate::wire::clip;

pub use error::{InvocationError, InvocationErrorKind};
pub use slot::Slot;
pub use table::{ErrorHandler, Handler, HandlerFor, HandlerForErrors, Replying, Table};

/// An app: the type under `#[offhook::app]`.
///
/// Its fields are what handlers share; they take it as `&App`. Only the attribute implements this.
pub trait App: IsApp + Sized + Send + Sync + 'static {
    #[doc(hidden)]
    const HANDLERS: &'static Table<Self>;
    #[doc(hidden)]
    const KEEP_LONE_LEG: bool;
}

/// What handlers ask of their app: that it has the attribute. What else an [`App`] must be is then
/// said once, at the app, and not at each handler.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an Offhook app",
    label = "`{Self}` has no `#[offhook::app]`",
    note = "put `#[offhook::app]` on the struct; a handler for another app type says `#[on(Event, app = path::To)]`"
)]
pub trait IsApp {
    /// The app. Of a type that is none, rustc knows nothing and says nothing more.
    type Itself;

    /// The app.
    fn itself(&self) -> &Self::Itself;
}

/// Answers one event with the app's handlers: what the Lambda does, without Lambda.
///
/// For tests and simulators. `event` is the JSON as the service sends it; the reply has its legs
/// named and is checked, as it would be sent.
///
/// ```
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
/// What would be a Lambda error: an event that can't be decoded ([`EventError`](crate::EventError)),
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
    let slot = slot::of(invocation.event_type(), invocation.action_type());
    let handler = A::HANDLERS
        .handler(slot)
        .filter(|handler| handler.disconnected || !is_for_nobody(&invocation));
    let span = span!(
        Level::INFO,
        "invocation",
        transaction_id = clip(invocation.call().transaction_id()),
        sequence = invocation.sequence(),
        event = clip(invocation.event_type().as_str()),
        action = invocation.action_type().map(|action| clip(action.as_str())),
        handler = handler.map(|handler| handler.name),
        outcome = field::Empty,
        duration_ms = field::Empty,
    );
    let work = async {
        match run(app, handler, &invocation).await {
            Ok(reply) => (Ok(reply), "replied"),
            Err(failed) => recover(app, failed, &invocation).await,
        }
    };
    if span.is_disabled() {
        return work.await.0;
    }
    let started = Instant::now();
    let (result, outcome) = work.instrument(span.clone()).await;
    span.record("outcome", outcome);
    span.record("duration_ms", started.elapsed().as_secs_f64() * 1_000.0);
    result
}

/// Runs the handler of an event, or the default when there is none.
async fn run<A: App>(
    app: &A,
    handler: Option<&Handler<A>>,
    invocation: &Invocation,
) -> Result<Reply, InvocationError> {
    let result = match handler {
        Some(handler) => call(|| (handler.call)(app, invocation)).await,
        None => unhandled(invocation),
    };
    finish::<A>(result, handler.map(|handler| handler.name), invocation)
}

/// Makes the reply ready to be sent, or names what failed.
fn finish<A: App>(
    result: Result<Reply, InvocationErrorKind>,
    handler: Option<&'static str>,
    invocation: &Invocation,
) -> Result<Reply, InvocationError> {
    let sealed = result.and_then(|mut reply| {
        reply.seal(invocation, A::KEEP_LONE_LEG).map_err(InvocationErrorKind::Reply)?;
        Ok(reply)
    });
    sealed.map_err(|kind| InvocationError {
        event: invocation.event_type().clone(),
        action: invocation.action_type().cloned(),
        handler,
        kind,
    })
}

/// Calls a handler; a panic in it is a failure like any other.
async fn call<'i>(handler: impl FnOnce() -> Replying<'i>) -> Result<Reply, InvocationErrorKind> {
    let panicked = |panic: Box<dyn Any + Send>| InvocationErrorKind::Panicked(message(&*panic));
    let mut replying = catch_unwind(AssertUnwindSafe(handler)).map_err(panicked)?;
    let result = poll_fn(|context| {
        match catch_unwind(AssertUnwindSafe(|| replying.as_mut().poll(context))) {
            Ok(poll) => poll.map_err(InvocationErrorKind::Failed),
            Err(panic) => Poll::Ready(Err(panicked(panic))),
        }
    });
    result.await.map_err(|kind| match kind {
        InvocationErrorKind::Failed(error) => match error.downcast_ref::<ReplyError>() {
            Some(refused) => InvocationErrorKind::Reply(refused.clone()),
            None => InvocationErrorKind::Failed(error),
        },
        other => other,
    })
}

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic
        .downcast_ref::<&str>()
        .copied()
        .or(panic.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("with a value that is no text").to_owned()
}

/// What happens when no handler takes the event.
fn unhandled(invocation: &Invocation) -> Result<Reply, InvocationErrorKind> {
    let event = invocation.event_type();
    match event {
        EventType::NewInboundCall => Err(InvocationErrorKind::NoHandler),
        EventType::CallUpdateRequested => Ok(Reply::keep()),
        _ => {
            let event = clip(event.as_str());
            let action = invocation.action_type().map(|action| clip(action.as_str()));
            if is_for_nobody(invocation) || asks_nothing(invocation) {
                tracing::debug!(event, action, "no handler takes this event, and none need");
            } else {
                tracing::warn!(
                    event,
                    action,
                    "no handler takes this event; it is answered with no actions"
                );
            }
            Ok(Reply::none())
        }
    }
}

/// Whether an event is part of good calls and wants nothing of the app. A warning of it would say
/// nothing.
fn asks_nothing(invocation: &Invocation) -> bool {
    match invocation.event_type() {
        // Whoever is left on the call is hung up.
        EventType::Hangup => true,
        // The default hang-up of a leg left alone leads here too.
        EventType::ActionSuccessful => invocation
            .action_type()
            .is_some_and(|action| *action == ActionType::Hangup || has_no_results(action)),
        event => !event.takes_actions(),
    }
}

/// Whether an action ended because the caller left: no leg is up, and it has no results that
/// somebody could want. It must not start an error flow.
fn is_for_nobody(invocation: &Invocation) -> bool {
    let about_action = match invocation.event_type() {
        EventType::ActionFailed => true,
        EventType::ActionSuccessful => invocation.action_type().is_some_and(has_no_results),
        _ => false,
    };
    about_action && !invocation.call().is_up()
}

fn has_no_results(action: &ActionType) -> bool {
    match action {
        ActionType::Speak
        | ActionType::PlayAudio
        | ActionType::ReceiveDigits
        | ActionType::SendDigits
        | ActionType::Pause
        | ActionType::StopCallRecording
        | ActionType::PauseCallRecording
        | ActionType::ResumeCallRecording
        | ActionType::CallAndBridge
        | ActionType::JoinChimeMeeting
        | ActionType::ModifyChimeMeetingAttendees
        | ActionType::VoiceFocus => true,
        ActionType::SpeakAndGetDigits
        | ActionType::PlayAudioAndGetDigits
        | ActionType::Hangup
        | ActionType::RecordAudio
        | ActionType::StartCallRecording
        | ActionType::StartBotConversation
        | ActionType::Other(_) => false,
    }
}

/// Lets `#[on_error]` answer instead, if the app has one. It does not answer a new call that no
/// handler takes: the SIP rule tries its next application.
async fn recover<A: App>(
    app: &A,
    failed: InvocationError,
    invocation: &Invocation,
) -> (Result<Reply, Error>, &'static str) {
    let handler = match failed.kind {
        InvocationErrorKind::NoHandler => None,
        _ => A::HANDLERS.on_error.as_ref(),
    };
    let failed = Error::from(failed);
    let Some(handler) = handler else { return (Err(failed), "failed") };
    let result = call(|| (handler.call)(app, invocation, &failed)).await;
    match finish::<A>(result, Some(handler.name), invocation) {
        Ok(reply) => (Ok(reply), "recovered"),
        Err(again) => {
            // The first failure is the one to find; the second kept it from being answered.
            tracing::error!(error = %Error::from(again).chain(), "the #[on_error] handler failed too");
            (Err(failed), "failed")
        }
    }
}

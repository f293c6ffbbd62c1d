//! The dispatch table and what happens around a handler.

use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::time::Instant;

use tracing::{Instrument, Level, field, span};

use crate::action::ActionType;
use crate::error::{Cause, Error, InvocationError, ReplyError};
use crate::event::{EventType, slot};
use crate::{Invocation, Reply};

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

/// An app that handles the event `E`: made by `#[on(E)]`.
pub trait HandlerFor<E>: Sized + 'static {
    #[doc(hidden)]
    const HANDLER: Handler<Self>;
}

/// What a handler's glue returns.
pub type Replying<'i> = Pin<Box<dyn Future<Output = Result<Reply, Error>> + Send + 'i>>;

/// A handler: its name, and the glue that loads its parameters and calls it.
#[derive(Debug)]
pub struct Handler<A: 'static> {
    name: &'static str,
    disconnected: bool,
    call: for<'i> fn(&'i A, &'i Invocation) -> Replying<'i>,
}

impl<A> Clone for Handler<A> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<A> Copy for Handler<A> {}

impl<A> Handler<A> {
    /// `disconnected`: whether it is called for actions that ended because nobody is left.
    pub const fn new(
        name: &'static str,
        disconnected: bool,
        call: for<'i> fn(&'i A, &'i Invocation) -> Replying<'i>,
    ) -> Self {
        Self { name, disconnected, call }
    }
}

/// A handler for each key, own or fallen back to.
#[derive(Debug)]
pub struct Table<A: 'static> {
    slots: [Option<Handler<A>>; slot::COUNT],
}

impl<A> Table<A> {
    /// A table without handlers.
    pub const EMPTY: Self = Self { slots: [None; slot::COUNT] };

    /// Puts the handler of one key into its place.
    pub const fn with(mut self, slot: usize, handler: Option<Handler<A>>) -> Self {
        self.slots[slot] = handler;
        self
    }

    /// Fills the places without a handler of their own with the one that serves instead.
    pub const fn with_fallbacks(mut self) -> Self {
        let own = self.slots;
        let mut slot = 0;
        while slot < slot::COUNT {
            let mut place = slot;
            while own[place].is_none() {
                match slot::fallback(place) {
                    Some(next) => place = next,
                    None => break,
                }
            }
            self.slots[slot] = own[place];
            slot += 1;
        }
        self
    }

    fn handler(&self, slot: usize) -> Option<&Handler<A>> {
        self.slots.get(slot)?.as_ref()
    }
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
/// What would be a Lambda error: an event that can't be decoded ([`EventError`](crate::event::EventError)),
/// or the failure of a handler or its reply ([`InvocationError`]), unless `#[on_error]` answered it.
pub async fn handle<A: App>(app: &A, event: impl AsRef<[u8]> + Send) -> Result<Reply, Error> {
    let invocation = Invocation::from_json(event.as_ref())?;
    respond(app, invocation).await
}

/// Answers one decoded event with the app's handlers; as [`handle`].
///
/// # Errors
/// As [`handle`], for an event that could be decoded.
pub async fn respond<A: App>(app: &A, mut invocation: Invocation) -> Result<Reply, Error> {
    let slot = slot::of(invocation.event_type(), invocation.action_type());
    let handler = A::HANDLERS
        .handler(slot)
        .filter(|handler| handler.disconnected || !is_for_nobody(&invocation));
    let span = span!(
        Level::INFO,
        "invocation",
        transaction_id = invocation.call().transaction_id(),
        sequence = invocation.sequence(),
        event = invocation.event_type().as_str(),
        action = invocation.action_type().map(ActionType::as_str),
        handler = handler.map(|handler| handler.name),
        outcome = field::Empty,
        duration_ms = field::Empty,
    );
    let work = async {
        match run(app, handler, &invocation).await {
            Ok(reply) => (Ok(reply), "replied"),
            Err(failed) => recover(app, failed, &mut invocation).await,
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

/// Runs the handler of an event, or does what happens without one.
async fn run<A: App>(
    app: &A,
    handler: Option<&Handler<A>>,
    invocation: &Invocation,
) -> Result<Reply, InvocationError> {
    let event = invocation.event_type();
    let failed = |cause| InvocationError {
        event: event.clone(),
        action: invocation.action_type().cloned(),
        handler: handler.map(|handler| handler.name),
        cause,
    };
    let mut reply = match handler {
        Some(handler) => call(handler, app, invocation).await.map_err(failed)?,
        None => unhandled(invocation).map_err(failed)?,
    };
    reply.seal(invocation, A::KEEP_LONE_LEG).map_err(|error| failed(Cause::Reply(error)))?;
    Ok(reply)
}

/// Calls the handler; a panic in it is a failure like any other.
async fn call<A: App>(
    handler: &Handler<A>,
    app: &A,
    invocation: &Invocation,
) -> Result<Reply, Cause> {
    let mut replying = match catch_unwind(AssertUnwindSafe(|| (handler.call)(app, invocation))) {
        Ok(replying) => replying,
        Err(panic) => return Err(Cause::Panicked(message(&*panic))),
    };
    let result = poll_fn(|context| {
        match catch_unwind(AssertUnwindSafe(|| replying.as_mut().poll(context))) {
            Ok(poll) => poll.map_err(Cause::Failed),
            Err(panic) => std::task::Poll::Ready(Err(Cause::Panicked(message(&*panic)))),
        }
    });
    result.await.map_err(|cause| match cause {
        Cause::Failed(error) => match error.downcast_ref::<ReplyError>() {
            Some(refused) => Cause::Reply(refused.clone()),
            None => Cause::Failed(error),
        },
        other => other,
    })
}

fn message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic
        .downcast_ref::<&str>()
        .copied()
        .or(panic.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("with a value that is no text").to_owned()
}

/// What happens when no handler takes the event.
fn unhandled(invocation: &Invocation) -> Result<Reply, Cause> {
    let event = invocation.event_type();
    match event {
        EventType::NewInboundCall => Err(Cause::NoHandler),
        EventType::CallUpdateRequested => Ok(Reply::keep()),
        _ => {
            let (event, action) =
                (event.as_str(), invocation.action_type().map(ActionType::as_str));
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

/// Lets `#[on_error]` answer instead, if the app has one. A new call that no handler takes is not
/// its business: the SIP rule's next application shall have it.
async fn recover<A: App>(
    app: &A,
    failed: InvocationError,
    invocation: &mut Invocation,
) -> (Result<Reply, Error>, &'static str) {
    let handler = match failed.cause {
        Cause::NoHandler => None,
        _ => A::HANDLERS.handler(slot::HANDLER_ERROR),
    };
    let Some(handler) = handler else { return (Err(failed.into()), "failed") };
    *invocation.failure_mut() = Some(failed.into());
    match run(app, Some(handler), invocation).await {
        Ok(reply) => (Ok(reply), "recovered"),
        Err(again) => {
            // The first failure is the one to find; the second is what kept it from being answered.
            tracing::error!(error = %Error::from(again).chain(), "the #[on_error] handler failed too");
            let failed = invocation.failure_mut().take().unwrap_or_else(|| "no failure".into());
            (Err(failed), "failed")
        }
    }
}

//! The line: the call, as a flow sees it.

use std::borrow::Cow;
use std::fmt;
use std::future::Future;
use std::hash::{BuildHasher, RandomState};
use std::marker::PhantomData;
use std::panic::Location;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use serde::de::DeserializeOwned;

use super::bridge::over;
use super::error::{ArgumentsError, LineError, NotAnswered, OnceError, is_call_ended};
use super::hear;
use super::journal::{Kind, short_hash, text_hash};
use super::line_action::LineAction;
use super::once::{Keep, once};
use super::run::Run;
use super::stage;
use super::state::{Outcome, Shared, What};
use super::streams::Updates;
use super::wait::Waiting;
use crate::action::{
    CallAndBridge, Engine, Hangup, JoinChimeMeeting, Pause, PlayAudio, ReceiveDigits, RecordAudio,
    Speak, SpeakAndGetDigits, StartBotConversation,
};
use crate::call::{Call, E164, Leg, Participant};
use crate::error::Error;
use crate::event::{EventType, Invocation, arguments};
use crate::param::{Application, Arguments};

/// The call, as a flow sees it: what it asks for, and what it is told.
///
/// Each await returns what the service reports, in the process that it reports it to: the flow runs
/// from its first line at each event, and the awaits before that return what the
/// [journal](mod@crate::flow#replay) has.
///
/// An action without a target goes to LEG-A.
///
/// `N` is the [`Application`] of the app, which names the types of the call's arguments, if it has one.
pub struct Line<N = NoApplication> {
    shared: Arc<Shared>,
    /// Without its transaction attributes.
    call: Call,
    /// The arguments of an outbound call, if this is its first event.
    arguments: Option<String>,
    /// The name of the flow.
    flow: &'static str,
    application: PhantomData<fn() -> N>,
}

/// The application of an app without one: the types of arguments are those that the flow asks for.
#[derive(Debug)]
pub enum NoApplication {}

impl Line {
    pub(super) fn new(shared: &Arc<Shared>, invocation: &Invocation, flow: &'static str) -> Self {
        let is_outbound = *invocation.event_type() == EventType::NewOutboundCall;
        Self {
            shared: Arc::clone(shared),
            call: invocation.call().without_attributes(),
            arguments: is_outbound.then(|| hear::json(&arguments(invocation))),
            flow,
            application: PhantomData,
        }
    }

    /// The line of an application.
    pub(crate) fn of<N>(self) -> Line<N> {
        let Self { shared, call, arguments, flow, application: _ } = self;
        Line { shared, call, arguments, flow, application: PhantomData }
    }

    /// Listens for call updates, from now on until it is dropped.
    ///
    /// `T` is as in [`Arguments`]. Without it, call updates are for `#[on(CallUpdateRequested)]`.
    pub fn updates<T: DeserializeOwned>(&mut self) -> Updates<T> {
        Updates::new(&self.shared)
    }

    /// The arguments of an outbound call: the ArgumentsMap of CreateSipMediaApplicationCall.
    ///
    /// # Errors
    /// [`ArgumentsError::Unknown`] if the flow began with another event. A flow of `NewOutboundCall`
    /// does when the journal in the reply to `NEW_OUTBOUND_CALL` was not kept, or was late: it then
    /// begins when the call is answered.
    #[track_caller]
    pub fn arguments<T: DeserializeOwned>(&mut self) -> Result<T, ArgumentsError> {
        self.read_arguments()
    }
}

/// The types of arguments are those of the application.
impl<N: Application> Line<N> {
    /// Listens for call updates, from now on until it is dropped.
    ///
    /// Without it, they are for `#[on(CallUpdateRequested)]`.
    pub fn updates(&mut self) -> Updates<N::Update> {
        Updates::new(&self.shared)
    }

    /// The arguments of an outbound call: the ArgumentsMap of CreateSipMediaApplicationCall.
    ///
    /// # Errors
    /// As for a line without an application.
    #[track_caller]
    pub fn arguments(&mut self) -> Result<N::Arguments, ArgumentsError> {
        self.read_arguments()
    }
}

impl<N> Line<N> {
    // ── Actions ─────────────────────────────────────────────────────────────────────────────────

    /// Asks for an action.
    #[track_caller]
    pub fn run<A: LineAction>(&mut self, action: A) -> Run<A> {
        Run::new(&self.shared, action, Location::caller())
    }

    /// Speaks a text: [`Speak`]. Resolves at once.
    #[track_caller]
    pub fn speak(&mut self, text: impl Into<Cow<'static, str>>) -> Run<Speak> {
        self.run(Speak::text(text))
    }

    /// Speaks a text and asks for digits: [`SpeakAndGetDigits`].
    #[track_caller]
    pub fn ask(&mut self, text: impl Into<Cow<'static, str>>) -> Run<SpeakAndGetDigits> {
        self.run(SpeakAndGetDigits::new(text))
    }

    /// Plays a WAV file of the [prompt bucket](Self::set_prompt_bucket): [`PlayAudio`]. Resolves at
    /// once.
    #[track_caller]
    pub fn play(&mut self, key: impl Into<Cow<'static, str>>) -> Run<PlayAudio> {
        self.run(PlayAudio::s3("", key))
    }

    /// Pauses, 100 ms to 30 s: [`Pause`]. Resolves at once.
    #[track_caller]
    pub fn pause(&mut self, duration: Duration) -> Run<Pause> {
        self.run(Pause::new(duration))
    }

    /// Records the caller to a bucket, until the key `#`: [`RecordAudio`].
    #[track_caller]
    pub fn record(&mut self, bucket: impl Into<Cow<'static, str>>) -> Run<RecordAudio> {
        self.run(RecordAudio::to_s3(bucket))
    }

    /// Calls a number and bridges it to the caller: [`CallAndBridge`]. Resolves when the far end has
    /// answered.
    #[track_caller]
    pub fn bridge(&mut self, number: E164) -> Run<CallAndBridge> {
        self.run(CallAndBridge::pstn(number))
    }

    /// Connects the caller to a Lex bot: [`StartBotConversation`]. Resolves when the conversation is
    /// over.
    #[track_caller]
    pub fn bot(&mut self, alias_arn: impl Into<Cow<'static, str>>) -> Run<StartBotConversation> {
        self.run(StartBotConversation::new(alias_arn))
    }

    /// Joins a meeting: [`JoinChimeMeeting`].
    #[track_caller]
    pub fn join_meeting(&mut self, token: impl Into<Cow<'static, str>>) -> Run<JoinChimeMeeting> {
        self.run(JoinChimeMeeting::new(token))
    }

    /// Hangs the caller up: [`Hangup`]. Resolves when the caller has left. A flow that returns hangs
    /// everybody up too.
    #[track_caller]
    pub fn hang_up(&mut self) -> Run<Hangup> {
        self.run(Hangup::normal().on(Leg::A))
    }

    /// Waits until everything that was asked for has happened, such as a text having been heard.
    ///
    /// # Errors
    /// As every await of the line.
    #[track_caller]
    pub fn done(&mut self) -> impl Future<Output = Result<(), LineError>> + Send + use<N> {
        over(Waiting::new(Arc::clone(&self.shared), What::Done, Location::caller()))
    }

    // ── What comes from outside ─────────────────────────────────────────────────────────────────

    /// Listens for keys that the caller presses at any time: [`ReceiveDigits`] with this regular
    /// expression. Resolves at once, with the [`KeyPresses`](super::KeyPresses).
    #[track_caller]
    pub fn keys(&mut self, regex: impl Into<Cow<'static, str>>) -> Run<ReceiveDigits> {
        self.run(ReceiveDigits::matching(regex))
    }

    #[track_caller]
    fn read_arguments<T: DeserializeOwned>(&mut self) -> Result<T, ArgumentsError> {
        let wanted = |kind: &Kind<&str>| matches!(kind, Kind::Arguments(_));
        let mut state = self.shared.lock();
        let kind = match self.arguments.clone() {
            Some(json) => {
                let new = || Kind::Arguments(json);
                state.take_or_write("the arguments", wanted, new, Location::caller())
            }
            None => state.take(wanted).ok_or(ArgumentsError::Unknown)?,
        };
        drop(state);
        let Kind::Arguments(json) = kind else { unreachable!("it is the wanted kind") };
        let Arguments(arguments) = Arguments::from_json(&json).map_err(ArgumentsError::Invalid)?;
        Ok(arguments)
    }

    /// Waits until the far end of an outbound call has answered. Returns at once if it has, or if the
    /// call is inbound.
    ///
    /// # Errors
    /// [`NotAnswered`] with the SIP response code.
    #[track_caller]
    pub fn answered(&mut self) -> impl Future<Output = Result<(), NotAnswered>> + Send + use<N> {
        let shared = Arc::clone(&self.shared);
        let waiting = Waiting::new(Arc::clone(&self.shared), What::Answered, Location::caller());
        async move {
            match waiting.await {
                Outcome::Failed(_) => Err(NotAnswered { code: shared.lock().code() }),
                Outcome::Is(_) | Outcome::Once(_) => Ok(()),
            }
        }
    }

    // ── Side effects ────────────────────────────────────────────────────────────────────────────

    /// Runs a side effect once in the call's life, and keeps its result.
    ///
    /// Everything that reaches outside of the call or reads something that changes belongs here:
    /// requests, databases, files. When the flow runs again at the next event, the result comes from
    /// the journal. `name` is how the journal knows it: another name is another side effect, and the
    /// second of the same name is the second time.
    ///
    /// The result is written into the call's transaction attributes as JSON: return no more than the
    /// flow needs, and no secrets. An error is logged, and not kept: the flow gets [`OnceError`].
    /// It runs twice if the service invokes the Lambda again before it has replied: pass
    /// [`idempotency_key`](Self::idempotency_key) on. It can't use the line.
    ///
    /// # Errors
    /// [`OnceError`] if it returned an error.
    #[doc(alias = "run")]
    #[doc(alias = "step")]
    #[doc(alias = "side_effect")]
    #[track_caller]
    pub fn once<T, E, F>(
        &mut self,
        name: &'static str,
        future: F,
    ) -> impl Future<Output = Result<T, OnceError>> + use<N, T, E, F>
    where
        T: Keep,
        E: Into<Error>,
        F: Future<Output = Result<T, E>>,
    {
        once(Arc::clone(&self.shared), name, Location::caller(), move || Some(future))
    }

    /// A key for the next side effect of this name, the same whenever the service repeats an event:
    /// for services that take one, so that what happened once does not happen again.
    pub fn idempotency_key(&self, name: &'static str) -> String {
        let number = self.shared.lock().begun_once(short_hash(name));
        format!("{}/{}/{name}/{number}", self.transaction_id(), self.flow)
    }

    /// The time, kept in the journal: the same whenever the flow runs again. Over a simulator, that
    /// of the simulated call.
    #[track_caller]
    pub fn now(&mut self) -> SystemTime {
        let since_1970 = |time: SystemTime| {
            let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
            u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
        };
        let new = || Kind::Now(since_1970(stage::now().unwrap_or_else(SystemTime::now)));
        let wanted = |kind: &Kind<&str>| matches!(kind, Kind::Now(_));
        let mut state = self.shared.lock();
        let kind = state.take_or_write("the time", wanted, new, Location::caller());
        let Kind::Now(milliseconds) = kind else { unreachable!("it is the wanted kind") };
        let now = SystemTime::UNIX_EPOCH.checked_add(Duration::from_millis(milliseconds));
        now.unwrap_or(SystemTime::UNIX_EPOCH)
    }

    /// A random number, kept in the journal. Not for secrets.
    #[track_caller]
    pub fn random(&mut self) -> u64 {
        // The standard library seeds each state anew.
        let real = || RandomState::new().hash_one(());
        let new = || Kind::Random(stage::random().unwrap_or_else(real));
        let wanted = |kind: &Kind<&str>| matches!(kind, Kind::Random(_));
        let mut state = self.shared.lock();
        let kind = state.take_or_write("a random number", wanted, new, Location::caller());
        let Kind::Random(number) = kind else { unreachable!("it is the wanted kind") };
        number
    }

    /// A SIP header of LEG-A, such as `X-Account`, in any case, as the event has it at which the flow
    /// first asks: `SipHeaders`. Kept in the journal, because later events need not have it: ask at the
    /// beginning, for no more than the flow needs.
    #[track_caller]
    pub fn sip_header(&mut self, name: &str) -> Option<String> {
        let hash = text_hash(&name.to_ascii_lowercase());
        let new = || {
            let value = self.call.leg_a().and_then(|leg| leg.sip_headers().get(name));
            let value = value.map(|value| format!("={value}")).unwrap_or_default();
            Kind::SipHeader(format!("{hash}{value}"))
        };
        let wanted =
            |kind: &Kind<&str>| matches!(kind, Kind::SipHeader(kept) if kept.starts_with(&*hash));
        let mut state = self.shared.lock();
        let kind = state.take_or_write("a SIP header", wanted, new, Location::caller());
        let Kind::SipHeader(kept) = kind else { unreachable!("it is the wanted kind") };
        kept.split_once('=').map(|(_, value)| value.to_owned())
    }

    // ── The call ────────────────────────────────────────────────────────────────────────────────

    /// The calling number: LEG-A's `From`.
    pub fn from(&self) -> &str {
        self.call.from()
    }

    /// The called number: LEG-A's `To`.
    pub fn to(&self) -> &str {
        self.call.to()
    }

    /// The call's id: `TransactionId`.
    pub fn transaction_id(&self) -> &str {
        self.call.transaction_id()
    }

    /// The AWS account: `AwsAccountId`.
    pub fn account_id(&self) -> Option<&str> {
        self.call.account_id()
    }

    /// The AWS region, such as `us-east-1`: `AwsRegion`.
    pub fn region(&self) -> Option<&str> {
        self.call.region()
    }

    /// The id of the SIP rule that routed the call: `SipRuleId`. `None` for outbound calls.
    pub fn sip_rule_id(&self) -> Option<&str> {
        self.call.sip_rule_id()
    }

    /// The id of the SIP media application: `SipMediaApplicationId`.
    pub fn sip_media_application_id(&self) -> Option<&str> {
        self.call.sip_media_application_id()
    }

    /// Returns `true` if the flow does again what it has done: what it asks for was sent, and nothing is
    /// logged.
    pub fn is_replaying(&self) -> bool {
        self.shared.lock().is_replaying()
    }

    // ── Defaults ────────────────────────────────────────────────────────────────────────────────

    /// Sets the voice of what is spoken from now on, where the action has none: `VoiceId`.
    pub fn set_voice(&mut self, voice_id: impl Into<Cow<'static, str>>) {
        self.shared.lock().defaults.voice_id = Some(voice_id.into());
    }

    /// Sets the engine of what is spoken from now on, where the action has none: `Engine`.
    pub fn set_engine(&mut self, engine: Engine) {
        self.shared.lock().defaults.engine = Some(engine);
    }

    /// Sets the language from now on, such as `de-DE`, where the action has none: `LanguageCode` of
    /// speech, and `LocaleId` of bots, where it becomes `de_DE`.
    pub fn set_language(&mut self, locale: impl Into<Cow<'static, str>>) {
        self.shared.lock().defaults.language = Some(locale.into());
    }

    /// Sets the bucket of [`play`](Self::play).
    pub fn set_prompt_bucket(&mut self, bucket: impl Into<Cow<'static, str>>) {
        self.shared.lock().defaults.prompt_bucket = Some(bucket.into());
    }

    /// Sets what is spoken after a wrong entry from now on, where the action has no failure prompt.
    pub fn set_failure_prompt(&mut self, text: impl Into<Cow<'static, str>>) {
        self.shared.lock().defaults.failure = Some(text.into());
    }

    /// What happens when the flow has returned: everybody who is still there is hung up.
    #[doc(hidden)]
    pub async fn returned(&mut self, result: Result<(), Error>) -> Result<(), Error> {
        let at = Location::caller();
        let has_ended = self.shared.lock().has_ended();
        match result {
            Err(error) if has_ended && is_call_ended(error.as_std()) => {
                tracing::debug!(%error, "the flow ends with the call");
            }
            other => other?,
        }
        if !has_ended && self.answered().await.is_err() {
            return Ok(());
        }
        let is_full = {
            let state = self.shared.lock();
            // Whether it waits must not depend on who is there: it runs again at the next event.
            let legs = [state.has_asked_for_far_end(), !state.ends_in_hangup()];
            state.room() < legs.into_iter().filter(|hung_up| *hung_up).count()
        };
        if is_full {
            // Whatever happens to it, they are hung up.
            let _ = self.done().await;
        }
        let mut state = self.shared.lock();
        let is_caller_there = !state.has_ended() && !state.ends_in_hangup();
        // The event knows better than the journal.
        let listed = self.call.leg_b().map(Participant::is_connected);
        if listed.unwrap_or(state.has_far_end()) {
            state.hang_up(Leg::B, at);
        }
        if is_caller_there {
            state.hang_up(Leg::A, at);
        }
        Ok(())
    }
}

impl<N> fmt::Debug for Line<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Line").field("flow", &self.flow).finish_non_exhaustive()
    }
}

//! The three events about an action: it succeeded, failed or was interrupted.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::OnceLock;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

use super::data::Data;
use super::error_fields::{ErrorFields, Reason};
use super::{ErrorType, Event, EventType, Invocation, SealedAction, sealed};
use crate::action::{Action, ActionError, ActionKind, ActionType, NoResults};
use crate::wire::json::{self, Cursor, Read};
use crate::wire::{FromEvent, Hidden, Lenient, clip, lenient, lenient_object};

/// The action of an event: one of the 18 types, or [`Action`] for any of them.
///
/// Sealed.
pub trait OfAction:
    sealed::Sealed + Clone + PartialEq + fmt::Debug + Send + Sync + 'static
{
    /// The fields of `ActionData` beside the parameters, when the action succeeded.
    type Results: FromEvent
        + Serialize
        + serde::de::DeserializeOwned
        + Default
        + PartialEq
        + fmt::Debug
        + Send
        + Sync
        + 'static;

    #[doc(hidden)]
    const INDEX: usize;

    #[doc(hidden)]
    fn from_parameters(
        action_type: Option<&ActionType>,
        parameters: &RawValue,
    ) -> Result<Self, ActionError>;

    #[doc(hidden)]
    fn to_parameters(&self) -> (ActionType, Box<RawValue>);
}

impl<A: ActionKind> sealed::Sealed for A {}

impl<A: ActionKind> OfAction for A {
    type Results = A::Results;

    const INDEX: usize = <A as SealedAction>::INDEX;

    fn from_parameters(_: Option<&ActionType>, parameters: &RawValue) -> Result<Self, ActionError> {
        A::read(parameters)
    }

    fn to_parameters(&self) -> (ActionType, Box<RawValue>) {
        (A::TYPE, json::write(self))
    }
}

impl sealed::Sealed for Action {}

impl OfAction for Action {
    type Results = AnyResults;

    const INDEX: usize = ActionType::COUNT;

    #[inline]
    fn from_parameters(
        action_type: Option<&ActionType>,
        parameters: &RawValue,
    ) -> Result<Self, ActionError> {
        Self::read(action_type, parameters)
    }

    #[inline]
    fn to_parameters(&self) -> (ActionType, Box<RawValue>) {
        (self.action_type(), json::write(&self.parameters()))
    }
}

/// The results of any action: the fields of `ActionData` other than its type and parameters.
///
/// `Debug` counts them.
#[derive(Clone, PartialEq, Default, Serialize)]
pub struct AnyResults(BTreeMap<String, Value>);

impl Lenient for AnyResults {
    #[inline]
    fn read(json: &mut Cursor<'_>) -> Read<Option<Self>> {
        let fields = BTreeMap::<String, Value>::read(json)?;
        Ok(fields.map(|mut fields| {
            fields.retain(|field, _| !matches!(&**field, "Type" | "Parameters" | "CallDetails"));
            Self(fields)
        }))
    }
}

impl<'de> Deserialize<'de> for AnyResults {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        lenient::deserialize(deserializer)
    }
}

impl AnyResults {
    /// A field of `ActionData`, such as `RecordingDestination`.
    pub fn get(&self, field: &str) -> Option<&Value> {
        self.0.get(field)
    }
}

impl<K: Into<String>, V: Into<Value>> FromIterator<(K, V)> for AnyResults {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(fields: I) -> Self {
        Self(fields.into_iter().map(|(field, value)| (field.into(), value.into())).collect())
    }
}

impl fmt::Debug for AnyResults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("AnyResults").field(&Hidden(self.0.len())).finish()
    }
}

/// The parameters of an action, as the service sends them back, or as a
/// [`SentReply`](crate::SentReply) holds them.
///
/// In an event they are not a copy of what was sent: the service adds `CallId`, fills in defaults,
/// and may send numbers as strings. An echo that does not fit the action's type costs a handler
/// nothing: [`typed`](Self::typed) is `None`, [`fits`](Self::fits) names the parameter that does not
/// fit, and [`raw`](Self::raw) has the text.
///
/// Two are equal when they are of the same type and their parameters are the same JSON, however it
/// is laid out. `Debug` shows the type, and whether the parameters fit it.
#[derive(Clone)]
pub struct Echo<A = Action> {
    action_type: Option<ActionType>,
    /// Read when it is first asked for.
    typed: OnceLock<Result<A, ActionError>>,
    raw: Box<RawValue>,
}

impl<A: OfAction> Echo<A> {
    /// An echo of this action, for tests and simulations.
    pub fn new(action: A) -> Self {
        let (action_type, raw) = action.to_parameters();
        Self { action_type: Some(action_type), typed: OnceLock::from(Ok(action)), raw }
    }

    /// An echo of these parameters, whether they fit the action or not, for simulations.
    pub fn from_raw(action_type: ActionType, parameters: Box<RawValue>) -> Self {
        Self::sent(Some(action_type), parameters)
    }

    /// The action, if the parameters fit it.
    pub fn typed(&self) -> Option<&A> {
        self.fits().ok()
    }

    /// The action, if the parameters fit it.
    ///
    /// # Errors
    /// Names the first parameter that does not fit, and what it must be.
    pub fn fits(&self) -> Result<&A, &ActionError> {
        let read = || A::from_parameters(self.action_type.as_ref(), &self.raw);
        self.typed.get_or_init(read).as_ref()
    }

    /// The action's type: `ActionData.Type`, if the event has one.
    pub fn action_type(&self) -> Option<&ActionType> {
        self.action_type.as_ref()
    }

    /// The JSON text of `ActionData.Parameters`; `null` when there are none.
    pub fn raw(&self) -> &str {
        self.raw.get()
    }

    /// The JSON texts of the parameters with these names, whether the action has them or not. Of a name
    /// that appears twice it is the last.
    pub fn parameters<const N: usize>(&self, names: [&str; N]) -> [Option<&str>; N] {
        let mut found = [None; N];
        // Without an object there are none.
        let _ = Cursor::new(&*self.raw).object(|json, key| {
            match names.iter().position(|name| *name == key) {
                Some(place) => found[place] = Some(json.raw()?.as_str()),
                None => json.skip()?,
            }
            Ok(())
        });
        found
    }

    /// `ActionData` with these fields beside the parameters.
    pub(super) fn data<F: Serialize>(&self, fields: F) -> Data<'_, &RawValue, F> {
        let kind = self.action_type().map(ActionType::as_str);
        Data { kind, parameters: &self.raw, fields }
    }

    /// The echo of an event.
    pub(super) fn read(invocation: &Invocation) -> Self {
        let Parameters { parameters } = invocation.action_data();
        Self::of(invocation, parameters)
    }

    fn of(invocation: &Invocation, parameters: Option<Box<RawValue>>) -> Self {
        let action_type = invocation.action_type().cloned();
        Self::sent(action_type, parameters.unwrap_or_else(|| RawValue::NULL.to_owned()))
    }

    /// Creates an echo of an action of this type from the parameters that were sent.
    pub(crate) fn sent(action_type: Option<ActionType>, raw: Box<RawValue>) -> Self {
        Self { action_type, typed: OnceLock::new(), raw }
    }
}

impl<A> PartialEq for Echo<A> {
    // Not by the typed action, which follows from these, and does not hold what it has no field for.
    fn eq(&self, other: &Self) -> bool {
        let value = |echo: &Self| serde_json::from_str::<Value>(echo.raw.get()).ok();
        let same_json = || value(self).is_some_and(|json| Some(json) == value(other));
        self.action_type == other.action_type && (self.raw.get() == other.raw.get() || same_json())
    }
}

impl<A: OfAction> fmt::Debug for Echo<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Echo")
            .field("action_type", &self.action_type)
            .field("fits", &self.fits().is_ok())
            .finish_non_exhaustive()
    }
}

/// An action succeeded: `ACTION_SUCCESSFUL`. Also [`Succeeded`](crate::Succeeded).
///
/// Sent when a whole list of actions has run, with its last action, and at once, in the middle of a
/// list too, after the actions whose results are needed to go on. `ActionSuccessful<Speak>` is what
/// `#[on(ActionSuccessful(Speak))]` handles; without an action it is any.
///
/// ```
/// use offhook::action::{ReceivedDigits, SpeakAndGetDigits};
/// use offhook::Succeeded;
///
/// let menu = SpeakAndGetDigits::new("Press 1.");
/// let succeeded = Succeeded::new(menu, ReceivedDigits::new("1"));
/// assert_eq!(succeeded.results.received_digits, "1");
/// ```
#[derive(Clone, PartialEq, Debug)]
#[non_exhaustive]
pub struct ActionSuccessful<A: OfAction = Action> {
    /// The parameters of the action, as the service sends them back.
    pub parameters: Echo<A>,
    /// The results of the action.
    pub results: A::Results,
}

/// An action failed and the rest of its list was dropped: `ACTION_FAILED`. Also
/// [`Failed`](crate::Failed).
///
/// `ActionFailed<Speak>` is what `#[on(ActionFailed(Speak))]` handles; without an action it is any.
///
/// `Display` says what failed and why, in at most 200 characters of each text of the service:
///
/// ```
/// use offhook::Failed;
/// use offhook::action::Speak;
/// use offhook::event::ErrorType;
///
/// let failed = Failed::new(Speak::text("Hello."), ErrorType::AccessDenied, "no role for Polly");
/// assert_eq!(failed.to_string(), "Speak failed: AccessDenied: no role for Polly");
/// ```
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct ActionFailed<A: OfAction = Action> {
    /// The parameters of the action, as the service sends them back.
    pub parameters: Echo<A>,
    /// The reason: `ErrorType`, or the first part of `Error`; `Other("")` if the event has neither.
    pub error_type: ErrorType,
    /// The service's explanation: `ErrorMessage`, or the second part of `Error`; can be empty.
    pub message: String,
    /// `ErrorList` of ModifyChimeMeetingAttendees. What its entries are is undocumented.
    pub error_list: Vec<Value>,
}

/// A running action was cut short by a call update: `ACTION_INTERRUPTED`. Also
/// [`Interrupted`](crate::Interrupted).
///
/// For information only: the service ignores actions returned for it.
#[derive(Clone, PartialEq, Debug)]
#[non_exhaustive]
pub struct ActionInterrupted<A: OfAction = Action> {
    /// The parameters of the action, as the service sends them back.
    pub parameters: Echo<A>,
}

impl<A: OfAction> ActionSuccessful<A> {
    /// This action succeeded with these results, for tests and simulations.
    pub fn new(action: A, results: A::Results) -> Self {
        Self::from_echo(Echo::new(action), results)
    }

    /// Creates the event with any echo.
    pub fn from_echo(parameters: Echo<A>, results: A::Results) -> Self {
        Self { parameters, results }
    }
}

impl<A: OfAction<Results = NoResults>> ActionSuccessful<A> {
    /// This action, which has no results, succeeded, for tests and simulations.
    pub fn done(action: A) -> Self {
        Self::new(action, NoResults::new())
    }
}

impl<A: OfAction> ActionFailed<A> {
    /// The type of the action that failed, if the event has one.
    pub fn action_type(&self) -> Option<&ActionType> {
        self.parameters.action_type()
    }

    /// This action failed for this reason, for tests and simulations.
    pub fn new(action: A, error_type: ErrorType, message: impl Into<String>) -> Self {
        Self::from_echo(Echo::new(action), error_type, message)
    }

    /// Creates the event with any echo.
    pub fn from_echo(
        parameters: Echo<A>,
        error_type: ErrorType,
        message: impl Into<String>,
    ) -> Self {
        Self { parameters, error_type, message: message.into(), error_list: Vec::new() }
    }

    /// Sets the `ErrorList`.
    pub fn with_error_list(mut self, error_list: Vec<Value>) -> Self {
        self.error_list = error_list;
        self
    }
}

/// Counts the `ErrorList`.
impl<A: OfAction> fmt::Debug for ActionFailed<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ActionFailed")
            .field("parameters", &self.parameters)
            .field("error_type", &self.error_type)
            .field("message", &clip(&self.message))
            .field("error_list", &Hidden(self.error_list.len()))
            .finish()
    }
}

/// Describes the failure for a log: `Speak failed: AccessDenied: message`. The message is the
/// service's own; the action's parameters are not shown.
impl<A: OfAction> fmt::Display for ActionFailed<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = self.action_type().map_or("an action", |action| clip(action.as_str()));
        write!(f, "{what} failed{}", Reason(&self.error_type, &self.message))
    }
}

impl<A: OfAction> ActionInterrupted<A> {
    /// This action was interrupted, for tests and simulations.
    pub fn new(action: A) -> Self {
        Self::from_echo(Echo::new(action))
    }

    /// Creates the event with any echo.
    pub fn from_echo(parameters: Echo<A>) -> Self {
        Self { parameters }
    }
}

#[derive(Default)]
struct Parameters {
    parameters: Option<Box<RawValue>>,
}

lenient_object!(Parameters {
    "Parameters" => parameters,
});

#[derive(Default)]
struct Failure {
    parameters: Option<Box<RawValue>>,
    error_list: Vec<Value>,
}

lenient_object!(Failure {
    "Parameters" => parameters,
    "ErrorList" => error_list,
});

impl<A: OfAction> sealed::Sealed for ActionSuccessful<A> {}

impl<A: OfAction> Event for ActionSuccessful<A> {
    fn event_type(&self) -> EventType {
        EventType::ActionSuccessful
    }

    fn action_data(&self) -> Option<Box<RawValue>> {
        Some(self.parameters.data(&self.results).write())
    }

    fn read(invocation: &Invocation) -> Self {
        Self { parameters: Echo::read(invocation), results: invocation.action_data() }
    }
}

impl<A: OfAction> sealed::Sealed for ActionFailed<A> {}

impl<A: OfAction> Event for ActionFailed<A> {
    fn event_type(&self) -> EventType {
        EventType::ActionFailed
    }

    fn action_data(&self) -> Option<Box<RawValue>> {
        #[derive(Serialize)]
        struct Fields<'a> {
            #[serde(rename = "ErrorType")]
            reason: &'a str,
            #[serde(rename = "ErrorMessage")]
            message: &'a str,
            #[serde(rename = "ErrorList", skip_serializing_if = "<[Value]>::is_empty")]
            list: &'a [Value],
        }
        let (message, list) = (&*self.message, &*self.error_list);
        let fields = Fields { reason: self.error_type.as_str(), message, list };
        Some(self.parameters.data(fields).write())
    }

    fn read(invocation: &Invocation) -> Self {
        let failure: Failure = invocation.action_data();
        let error: ErrorFields = invocation.action_data();
        Self {
            parameters: Echo::of(invocation, failure.parameters),
            error_type: error.error_type(),
            message: error.message(),
            error_list: failure.error_list,
        }
    }
}

impl<A: OfAction> sealed::Sealed for ActionInterrupted<A> {}

impl<A: OfAction> Event for ActionInterrupted<A> {
    fn event_type(&self) -> EventType {
        EventType::ActionInterrupted
    }

    fn action_data(&self) -> Option<Box<RawValue>> {
        Some(self.parameters.data(NoResults::new()).write())
    }

    fn read(invocation: &Invocation) -> Self {
        Self { parameters: Echo::read(invocation) }
    }
}

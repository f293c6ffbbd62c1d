//! Builds and sends events.
//!
//! Depends on the events of `offhook` for their JSON.

use offhook::action::{Action, ActionType};
use offhook::event::{
    ActionFailed, ActionInterrupted, ActionSuccessful, AnyResults, DigitsReceived, Echo, ErrorType,
    Event,
};
use offhook::{Invocation, Leg};
use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Map, Value};

use super::Call;
use super::check::Refusal;
use super::invoke::{Delivery, Purpose};
use super::list::{Finished, Queued};

/// The summary of an event for the transcript.
#[derive(Clone, Debug, Default)]
pub(super) struct About {
    pub(super) leg: Option<usize>,
    pub(super) action: Option<ActionType>,
    pub(super) detail: Option<String>,
}

impl Call {
    /// Sends an event.
    pub(super) async fn send<E: Event>(&mut self, event: &E, about: About, purpose: Purpose) {
        let sequence = self.sequence + 1;
        let invocation = Invocation::numbered(sequence, event, self.details());
        let json = RawValue::from_string(invocation.raw().to_owned()).unwrap_or_default();
        self.deliver(event.event_type().as_str(), json, about, purpose).await;
    }

    /// Sends an event with changes that the types of `offhook` can't express.
    pub(super) async fn send_changed<E: Event>(
        &mut self,
        event: &E,
        change: impl FnOnce(&mut Value),
        about: About,
        purpose: Purpose,
    ) {
        let invocation = Invocation::numbered(self.sequence + 1, event, self.details());
        let mut json: Value = serde_json::from_str(invocation.raw()).unwrap_or_default();
        change(&mut json);
        let event = json["InvocationEventType"].as_str().unwrap_or_default().to_owned();
        let json = to_raw_value(&json).unwrap_or_default();
        self.deliver(&event, json, about, purpose).await;
    }

    async fn deliver(&mut self, event: &str, json: Box<RawValue>, about: About, purpose: Purpose) {
        self.sequence += 1;
        let delivery = Delivery::new(event, json, about, purpose, self.now());
        let sequence = self.sequence;
        self.deliveries.insert(sequence, delivery);
        if purpose == Purpose::List {
            self.suspended_by = Some(sequence);
        }
        self.attempt(sequence).await;
    }

    pub(super) async fn report_success(&mut self, finished: &Finished, purpose: Purpose) {
        let parameters = Echo::<Action>::from_json(
            finished.queued.action_type.clone(),
            &self.echo(&finished.queued, Some(finished.leg)),
        );
        let results: AnyResults =
            finished.results.iter().map(|(field, value)| (field.clone(), value.clone())).collect();
        let digits = finished.results.get("ReceivedDigits").and_then(Value::as_str);
        let about = About {
            leg: Some(finished.leg),
            action: Some(finished.queued.action_type.clone()),
            detail: digits
                .filter(|digits| !digits.is_empty())
                .map(|digits| format!("digits {digits}")),
        };
        let event = ActionSuccessful::from_echo(parameters, results);
        Box::pin(self.send(&event, about, purpose)).await;
    }

    pub(super) async fn report_failure(
        &mut self,
        queued: &Queued,
        refusal: &Refusal,
        purpose: Purpose,
    ) {
        let leg = self.target(queued).ok();
        let parameters =
            Echo::<Action>::from_json(queued.action_type.clone(), &self.echo(queued, leg));
        let about = About {
            leg,
            action: Some(queued.action_type.clone()),
            detail: Some(format!("{}: {}", refusal.error_type, refusal.message)),
        };
        let event =
            ActionFailed::from_echo(parameters, refusal.error_type.clone(), &*refusal.message);
        // These two have a single string for type and message.
        let in_one_text = match refusal.error_type {
            ErrorType::ErrorJoiningMeeting | ErrorType::NoAccessToDestination => {
                Some(format!("{}: {}", refusal.error_type, refusal.message))
            }
            _ => None,
        };
        let change = |event: &mut Value| {
            if let (Some(text), Some(data)) = (in_one_text, event["ActionData"].as_object_mut()) {
                data.remove("ErrorType");
                data.remove("ErrorMessage");
                data.insert("Error".to_owned(), text.into());
            }
        };
        Box::pin(self.send_changed(&event, change, about, purpose)).await;
    }

    pub(super) async fn report_interruption(&mut self, queued: &Queued, leg: usize) {
        let parameters =
            Echo::<Action>::from_json(queued.action_type.clone(), &self.echo(queued, Some(leg)));
        let about =
            About { leg: Some(leg), action: Some(queued.action_type.clone()), detail: None };
        let event = ActionInterrupted::from_echo(parameters);
        Box::pin(self.send(&event, about, Purpose::Ignored)).await;
    }

    pub(super) async fn report_digits(&mut self, queued: &Queued, leg: usize, digits: &str) {
        let parameters = Echo::from_json(ActionType::ReceiveDigits, &self.echo(queued, Some(leg)));
        let event = DigitsReceived::from_echo(parameters, digits);
        let about =
            About { leg: Some(leg), action: None, detail: Some(format!("digits {digits}")) };
        self.send(&event, about, Purpose::Other).await;
    }

    /// Sends an event of an unknown type, with the call only.
    pub(crate) async fn send_unknown_event(&mut self, event_type: &str) {
        let change = |event: &mut Value| event["InvocationEventType"] = event_type.into();
        let about = About::default();
        self.send_changed(&offhook::event::Ringing, change, about, Purpose::Other).await;
    }

    /// Returns the parameters as the service echoes them: with the leg's CallId if no leg was named, and
    /// with the defaults that logs show.
    fn echo(&self, queued: &Queued, leg: Option<usize>) -> Value {
        let mut echo = queued.parameters.clone();
        let leg = match queued.action_type {
            ActionType::CallAndBridge => self.leg_tagged(Leg::A),
            // The guide's example names no leg.
            ActionType::JoinChimeMeeting => None,
            _ => leg,
        };
        let is_named = |key| {
            queued.parameters.get(key).and_then(Value::as_str).is_some_and(|name| !name.is_empty())
        };
        // In the guide, an application finds the leg of DIGITS_RECEIVED by its CallId.
        let is_tag_enough =
            is_named("ParticipantTag") && queued.action_type != ActionType::ReceiveDigits;
        if let Some(leg) = leg.filter(|_| !is_named("CallId") && !is_tag_enough) {
            echo.insert("CallId".to_owned(), self.legs[leg].call_id.clone().into());
        }
        let mut default = |key: &str, value: Value| {
            if !echo.contains_key(key) {
                echo.insert(key.to_owned(), value);
            }
        };
        if let ActionType::PlayAudio
        | ActionType::PlayAudioAndGetDigits
        | ActionType::SpeakAndGetDigits = queued.action_type
        {
            default("Repeat", 1.into());
        }
        if let ActionType::PlayAudioAndGetDigits | ActionType::SpeakAndGetDigits =
            queued.action_type
        {
            let attempt = queued.parameters.get("RepeatDurationInMilliseconds").cloned();
            if let Some(attempt) = attempt {
                default("InBetweenDigitsDurationInMilliseconds", attempt);
            }
        }
        Value::Object(echo)
    }
}

/// Returns a map with one entry.
pub(super) fn one(key: &str, value: impl Into<Value>) -> Map<String, Value> {
    Map::from_iter([(key.to_owned(), value.into())])
}

//! Reads replies as the service does, and applies them to the call.
//!
//! Depends on the [`Profile`](crate::Profile) where pages contradict each other.

use offhook::action::ActionType;
use offhook::event::{Echo, ErrorType, InvalidLambdaResponse};
use offhook::{SentReply, SentReplyError, TransactionAttributes};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::Call;
use super::events::About;
use super::invoke::Purpose;
use super::list::Queued;
use crate::transcript::describe;
use crate::{
    AttributeLimit, Attributes, EmptyFirstReply, EmptyList, Finding, Happening, InvalidReplyError,
};

/// Maximum number of actions per reply.
const MAX_ACTIONS: usize = 10;
/// Maximum size of transaction attributes, in bytes.
const MAX_BYTES: usize = 20 * 1024;

/// A valid reply.
struct ValidReply {
    /// The actions; `None` for a `null` list.
    actions: Option<Vec<Queued>>,
    /// The attributes; `None` to keep the old ones.
    attributes: Option<Map<String, Value>>,
}

/// The reason why a reply is invalid.
struct ReplyError {
    error_type: ErrorType,
    message: String,
}

impl ReplyError {
    fn schema() -> Self {
        Self {
            error_type: ErrorType::SchemaVersionMismatch,
            message: "Schema version of the reply differs from the request's".to_owned(),
        }
    }

    /// An error that the service logs. The error type in its event is undocumented and left out.
    fn logged(message: impl Into<String>) -> Self {
        Self { error_type: ErrorType::Other(String::new()), message: message.into() }
    }
}

impl Call {
    /// Applies a reply to the call.
    pub(super) async fn apply(
        &mut self,
        sequence: u64,
        json: &str,
        purpose: Purpose,
        event_leg: Option<usize>,
    ) {
        let raw = match serde_json::from_str::<Box<RawValue>>(json) {
            Ok(raw) => raw,
            Err(error) => return self.refuse_text(sequence, json, &error, purpose).await,
        };
        let sent = SentReply::from_raw(&raw);
        let actions = sent.as_ref().map(described).unwrap_or_default();
        self.note(Happening::Replied { sequence, actions, json: raw });
        let read = match self.read(sent, event_leg) {
            Ok(read) => read,
            Err(error) => return self.refuse(sequence, error, None, purpose).await,
        };
        if let Some(attributes) = read.attributes {
            self.store(sequence, attributes);
        }
        let count = read.actions.as_ref().map_or(0, Vec::len);
        if let Purpose::Ignored | Purpose::LastHangup = purpose {
            if count > 0 {
                self.ignored(sequence, count);
            }
            return;
        }
        if self.is_all_gone() {
            // The call has ended during the invocation.
            if count > 0 {
                self.remark("the call is over: its actions are ignored");
            }
            self.suspended_by = None;
            return;
        }
        if self.suspended_by == Some(sequence) {
            self.suspended_by = None;
        }
        match read.actions {
            Some(actions) if !actions.is_empty() => {
                if purpose == Purpose::Update {
                    self.interrupt().await;
                }
                self.waiting = actions.into();
                self.last = None;
            }
            Some(_) if purpose == Purpose::First => match self.world.profile.empty_first_reply {
                EmptyFirstReply::Refused => {
                    let problem = "Actions list is empty".to_owned();
                    self.findings.push(Finding::InvalidReply { sequence, problem });
                    self.remark("the service logs an error: Actions list is empty");
                    return self.end_call(480, true).await;
                }
                EmptyFirstReply::TimesOut => {}
            },
            // In deployed code, an empty list in reply to a call update stops nothing.
            Some(_)
                if self.world.profile.empty_list == EmptyList::Stops
                    && purpose != Purpose::Update =>
            {
                self.waiting.clear();
                self.last = None;
                self.stop_running();
            }
            _ => {}
        }
        self.run_list().await;
    }

    fn ignored(&mut self, sequence: u64, count: usize) {
        let event = self.invoked().find(|invoked| invoked.sequence == sequence);
        let event = event.map_or(String::new(), |invoked| invoked.event.clone());
        self.findings.push(Finding::IgnoredActions { event, sequence, count });
    }

    fn read(
        &self,
        reply: Result<SentReply, SentReplyError>,
        event_leg: Option<usize>,
    ) -> Result<ValidReply, ReplyError> {
        let reply = reply.map_err(|error| match &error {
            SentReplyError::Unreadable { field, .. } if field.starts_with("Actions") => {
                ReplyError::logged("Error while reading actions list")
            }
            SentReplyError::Unreadable { field, .. } if field == "TransactionAttributes" => {
                ReplyError::logged("Error while reading transaction attributes")
            }
            _ => ReplyError::schema(),
        })?;
        if reply.schema_version.as_deref() != Some("1.0") {
            return Err(ReplyError::schema());
        }
        let attributes = reply.attributes.as_ref().map(|attributes| {
            attributes.iter().map(|(key, value)| (key.to_owned(), value.clone())).collect()
        });
        if let Some(attributes) = &reply.attributes {
            self.check_attributes(attributes)?;
        }
        let queue = |actions: Vec<Echo>| {
            actions.into_iter().map(|action| queued(action, event_leg)).collect()
        };
        let actions: Option<Vec<_>> = reply.actions.map(queue).transpose()?;
        if actions.as_ref().is_some_and(|actions| actions.len() > MAX_ACTIONS) {
            return Err(ReplyError::logged("Too many actions: the maximum is 10"));
        }
        Ok(ValidReply { actions, attributes })
    }

    fn check_attributes(&self, attributes: &TransactionAttributes) -> Result<(), ReplyError> {
        let most = match self.world.profile.attribute_limit {
            AttributeLimit::Hundred => 100,
            AttributeLimit::Ten => 10,
        };
        let is_too_large =
            most == 100 && serde_json::to_vec(attributes).is_ok_and(|json| json.len() > MAX_BYTES);
        if attributes.len() <= most && !is_too_large {
            return Ok(());
        }
        Err(ReplyError {
            error_type: ErrorType::TransactionAttributesInvalidMapSize,
            message: format!(
                "Transaction Attributes has too many mappings. Maximum number of mappings is {most}"
            ),
        })
    }

    fn store(&mut self, sequence: u64, attributes: Map<String, Value>) {
        let merges = self.world.profile.attributes == Attributes::Merge && !attributes.is_empty();
        let old = self.attributes.take().unwrap_or_default();
        if merges {
            self.attributes = Some(old.into_iter().chain(attributes).collect());
            return;
        }
        if !attributes.is_empty() {
            let lost = old.keys().filter(|key| !attributes.contains_key(*key));
            self.findings
                .extend(lost.map(|key| Finding::AttributeLost { key: key.clone(), sequence }));
        }
        self.attributes = Some(attributes).filter(|attributes| !attributes.is_empty());
    }

    /// Refuses a reply that is not JSON. The event reports a schema mismatch, the finding the JSON error.
    async fn refuse_text(
        &mut self,
        sequence: u64,
        reply: &str,
        error: &serde_json::Error,
        purpose: Purpose,
    ) {
        let problem = match reply.trim() {
            "" => "the reply is empty".to_owned(),
            text => {
                let beginning: String = text.chars().take(40).collect();
                format!("the reply is not JSON: {error}, in {beginning:?}")
            }
        };
        self.note(Happening::Failed { sequence, problem: problem.clone() });
        self.refuse(sequence, ReplyError::schema(), Some(problem), purpose).await;
    }

    /// Refuses a reply. `found` is the problem in the finding if it differs from that in the event.
    async fn refuse(
        &mut self,
        sequence: u64,
        error: ReplyError,
        found: Option<String>,
        purpose: Purpose,
    ) {
        let ReplyError { error_type, message } = error;
        let problem = found.unwrap_or_else(|| message.clone());
        self.findings.push(Finding::InvalidReply { sequence, problem });
        let was_suspended = self.suspended_by == Some(sequence);
        if was_suspended {
            self.suspended_by = None;
        }
        if self.is_all_gone() {
            return;
        }
        if purpose == Purpose::Invalid {
            // Undocumented: the call ends, as events and replies would otherwise alternate 1,000 times.
            self.remark("the reply to INVALID_LAMBDA_RESPONSE is invalid too: the call ends");
            return self.end_call(480, true).await;
        }
        let detail = Some(match error_type.as_str() {
            "" => message.clone(),
            error_type => format!("{error_type}: {message}"),
        });
        let in_data = self.world.profile.invalid_reply_error == InvalidReplyError::ActionData;
        // The sources have no error type for errors that are only logged.
        let is_typed = !error_type.as_str().is_empty();
        let event = InvalidLambdaResponse::new(error_type, message);
        let change = |event: &mut Value| {
            let Some(event) = event.as_object_mut() else { return };
            if !is_typed {
                event.remove("ErrorType");
            }
            if in_data {
                let fields = ["ErrorType", "ErrorMessage"];
                let moved = fields.map(|key| Some((key.to_owned(), event.remove(key)?)));
                let data: Map<_, _> = moved.into_iter().flatten().collect();
                event.insert("ActionData".to_owned(), data.into());
            }
        };
        let about = About { detail, ..About::default() };
        self.send_changed(&event, change, about, Purpose::Invalid).await;
        if was_suspended && !self.is_all_gone() {
            // The list still waits for a valid reply.
            self.suspended_by = Some(self.sequence);
        }
    }
}

fn queued(action: Echo, event_leg: Option<usize>) -> Result<Queued, ReplyError> {
    let unreadable = || ReplyError::logged("Error while reading actions list");
    let action_type = action.action_type().cloned().ok_or_else(unreadable)?;
    let parameters = serde_json::from_str(action.raw()).map_err(|_| unreadable())?;
    match action_type {
        ActionType::Other(_) => Err(ReplyError::logged("Unsupported action name")),
        action_type => Ok(Queued { action, action_type, parameters, event_leg }),
    }
}

/// Describes each action of a reply.
fn described(reply: &SentReply) -> Vec<String> {
    let describe = |action: &Echo| {
        let parameters: Value = serde_json::from_str(action.raw()).unwrap_or_default();
        describe::action(action.action_type().map_or("?", ActionType::as_str), &parameters)
    };
    reply.actions.iter().flatten().map(describe).collect()
}

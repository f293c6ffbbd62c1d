//! Reading replies as the service does, and doing what they say.

use offhook::action::ActionType;
use offhook::event::{ErrorType, InvalidLambdaResponse};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::Call;
use super::events::About;
use super::invoke::Purpose;
use super::list::Asked;
use crate::transcript::describe;
use crate::{
    AttributeLimit, Attributes, EmptyFirstReply, EmptyList, Finding, Happening, InvalidReplyError,
};

/// The most actions of a reply.
const MOST_ACTIONS: usize = 10;
/// The most bytes of transaction attributes.
const MOST_BYTES: usize = 20 * 1024;

/// A reply that the service can use.
struct Read {
    /// `None` is a `null` list.
    actions: Option<Vec<Asked>>,
    /// `None` leaves them as they are.
    attributes: Option<Map<String, Value>>,
}

/// Why the service can't use a reply.
struct Unusable {
    error_type: ErrorType,
    message: String,
}

impl Unusable {
    fn schema() -> Self {
        Self {
            error_type: ErrorType::SchemaVersionMismatch,
            message: "Schema version of the reply differs from the request's".to_owned(),
        }
    }

    /// One that the service logs; what its event then says is undocumented, so no error type is
    /// invented.
    fn logged(message: impl Into<String>) -> Self {
        Self { error_type: ErrorType::Other(String::new()), message: message.into() }
    }
}

impl Call {
    /// Does what a reply says.
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
        let value = serde_json::from_str::<Value>(json).unwrap_or_default();
        self.note(Happening::Replied { sequence, actions: described(&value), json: raw });
        let read = match self.read(&value, event_leg) {
            Ok(read) => read,
            Err(unusable) => return self.refuse(sequence, unusable, None, purpose).await,
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
            // The call has ended meanwhile.
            if count > 0 {
                self.remark("the call is over: the actions are dropped");
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
                    self.remark("the service logs an error: actions list is empty");
                    return self.end_call(480, true).await;
                }
                EmptyFirstReply::TimesOut => {}
            },
            // Of a call update deployed code knows that an empty list stops nothing.
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

    fn read(&self, reply: &Value, event_leg: Option<usize>) -> Result<Read, Unusable> {
        let reply = reply.as_object().ok_or_else(Unusable::schema)?;
        if reply.get("SchemaVersion").and_then(Value::as_str) != Some("1.0") {
            return Err(Unusable::schema());
        }
        let attributes = match reply.get("TransactionAttributes") {
            None | Some(Value::Null) => None,
            Some(Value::Object(attributes)) => Some(attributes.clone()),
            Some(_) => return Err(Unusable::logged("Error while reading transaction attributes")),
        };
        if let Some(attributes) = &attributes {
            self.check_attributes(attributes)?;
        }
        let actions = match reply.get("Actions") {
            Some(Value::Null) => None,
            None => Some(Vec::new()),
            Some(Value::Array(actions)) => Some(actions.as_slice())
                .map(|actions| actions.iter().map(|action| asked(action, event_leg)).collect())
                .transpose()?,
            Some(_) => return Err(Unusable::logged("Error while reading actions list")),
        };
        if actions.as_ref().is_some_and(|actions| actions.len() > MOST_ACTIONS) {
            return Err(Unusable::logged("Too many actions: the maximum is 10"));
        }
        Ok(Read { actions, attributes })
    }

    fn check_attributes(&self, attributes: &Map<String, Value>) -> Result<(), Unusable> {
        let most = match self.world.profile.attribute_limit {
            AttributeLimit::Hundred => 100,
            AttributeLimit::Ten => 10,
        };
        let is_too_large =
            most == 100 && serde_json::to_vec(attributes).is_ok_and(|json| json.len() > MOST_BYTES);
        if attributes.len() <= most && !is_too_large {
            return Ok(());
        }
        Err(Unusable {
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

    /// Refuses a reply that is no JSON. The Lambda hears of a schema mismatch; people hear the truth.
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
                format!("the reply is no JSON: {error}, in {beginning:?}")
            }
        };
        self.note(Happening::Failed { sequence, problem: problem.clone() });
        self.refuse(sequence, Unusable::schema(), Some(problem), purpose).await;
    }

    /// Refuses a reply; `found` is what is wrong with it, where that is not what the Lambda hears.
    async fn refuse(
        &mut self,
        sequence: u64,
        unusable: Unusable,
        found: Option<String>,
        purpose: Purpose,
    ) {
        let Unusable { error_type, message } = unusable;
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
            // Undocumented; without an end the two would answer each other 1,000 times.
            self.remark("the reply to INVALID_LAMBDA_RESPONSE can't be used either: the call ends");
            return self.end_call(480, true).await;
        }
        let detail = Some(match error_type.as_str() {
            "" => message.clone(),
            error_type => format!("{error_type}: {message}"),
        });
        let in_data = self.world.profile.invalid_reply_error == InvalidReplyError::ActionData;
        // Of what is only logged the sources have no error type.
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
        self.tell_changed(&event, change, about, Purpose::Invalid).await;
        if was_suspended && !self.is_all_gone() {
            // The list that waited for a reply waits for a usable one.
            self.suspended_by = Some(self.sequence);
        }
    }
}

fn asked(action: &Value, event_leg: Option<usize>) -> Result<Asked, Unusable> {
    let unreadable = || Unusable::logged("Error while reading actions list");
    let action_type = action.get("Type").and_then(Value::as_str).ok_or_else(unreadable)?;
    let parameters = match action.get("Parameters") {
        None | Some(Value::Null) => Map::new(),
        Some(Value::Object(parameters)) => parameters.clone(),
        Some(_) => return Err(unreadable()),
    };
    match ActionType::from(action_type) {
        ActionType::Other(_) => Err(Unusable::logged("Unsupported action name")),
        action_type => Ok(Asked { action_type, parameters, event_leg }),
    }
}

/// The actions of a reply in few words each.
fn described(reply: &Value) -> Vec<String> {
    let actions = reply.get("Actions").and_then(Value::as_array);
    actions
        .into_iter()
        .flatten()
        .map(|action| {
            let action_type = action.get("Type").and_then(Value::as_str).unwrap_or("?");
            describe::action(action_type, action.get("Parameters").unwrap_or(&Value::Null))
        })
        .collect()
}

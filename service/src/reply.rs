//! Reads replies as the service does.
//!
//! Depends on `attributes` and the workspace's one reader, [`SentReply`].

use offhook::action::ActionType;
use offhook::event::{Echo, ErrorType};
use offhook::{SentReply, SentReplyError, TransactionAttributes};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::action::Queued;
use crate::{Json, LegId, Profile, attributes};

/// Maximum number of actions of a reply.
const MAX_ACTIONS: usize = 10;

/// A reply that the service can use.
#[derive(Debug)]
pub(crate) struct Reply {
    /// `None` is a `null` list.
    pub(crate) actions: Option<Vec<Queued>>,
    /// `None` leaves them as they are.
    pub(crate) attributes: Option<TransactionAttributes>,
}

/// Why the service can't use a reply.
#[derive(Debug)]
pub(crate) struct Unusable {
    /// `ErrorType`. The two that the documentation has are `SchemaVersionMismatch` and
    /// `TransactionAttributesInvalidMapSize`; published handlers read it without a check, so that it
    /// is always there, and the others are ours.
    pub(crate) error_type: ErrorType,
    /// `ErrorMessage`, from the service's log messages.
    pub(crate) message: String,
    /// A description for people, if it says more than the message.
    problem: Option<String>,
}

impl Unusable {
    fn new(error_type: &str, message: &str) -> Self {
        Self { error_type: ErrorType::from(error_type), message: message.to_owned(), problem: None }
    }

    fn schema() -> Self {
        Self::new(
            ErrorType::SchemaVersionMismatch.as_str(),
            "Schema version of the reply differs from the request's",
        )
    }

    fn list() -> Self {
        Self::new("InvalidActionsList", "Error while reading actions list")
    }

    fn with_problem(self, problem: impl Into<String>) -> Self {
        Self { problem: Some(problem.into()), ..self }
    }

    /// The description for people.
    pub(crate) fn problem(&self) -> &str {
        self.problem.as_ref().unwrap_or(&self.message)
    }
}

/// Checks that the service can use a reply, under the default profile. Returns the number of its actions.
///
/// ```
/// assert_eq!(offhook_service::check_reply(r#"{"SchemaVersion": "1.0"}"#), Ok(0));
/// let problem = offhook_service::check_reply("null").unwrap_err();
/// assert_eq!(problem, "it must be an object, is null");
/// ```
///
/// # Errors
/// Why it can't, for people.
pub fn check_reply(reply: &str) -> Result<usize, String> {
    let read = json(reply).and_then(|json| read(&json, None, &Profile::default()));
    let reply = read.map_err(|unusable| unusable.problem().to_owned())?;
    Ok(reply.actions.map_or(0, |actions| actions.len()))
}

/// The JSON of a reply.
///
/// # Errors
/// The service reports a schema mismatch for text that is not JSON.
pub(crate) fn json(text: &str) -> Result<Json, Unusable> {
    serde_json::from_str::<Box<RawValue>>(text).map(Json::from).map_err(|error| {
        Unusable::schema().with_problem(match text.trim() {
            "" => r#"the reply is empty: return an object with SchemaVersion "1.0""#.to_owned(),
            text => {
                let beginning: String = text.chars().take(40).collect();
                format!("the reply is not JSON: {error}, in {beginning:?}")
            }
        })
    })
}

/// Reads a reply to an event of this leg.
pub(crate) fn read(
    json: &Json,
    event_leg: Option<LegId>,
    profile: &Profile,
) -> Result<Reply, Unusable> {
    let reply = SentReply::from_raw(json.raw()).map_err(|error| {
        let unusable = match &error {
            SentReplyError::Unreadable { field, .. } if field.starts_with("Actions") => {
                Unusable::list()
            }
            SentReplyError::Unreadable { field, .. } if field == "TransactionAttributes" => {
                Unusable::new(
                    "InvalidTransactionAttributes",
                    "Error while reading transaction attributes",
                )
            }
            _ => Unusable::schema(),
        };
        match serde_json::from_str::<String>(json.as_str()) {
            Ok(text) if text.starts_with('{') => unusable.with_problem(
                "it is JSON in a string: return the object without JSON.stringify or json.dumps",
            ),
            _ => unusable.with_problem(error.to_string()),
        }
    })?;
    if reply.schema_version.as_deref() != Some("1.0") {
        return Err(Unusable::schema().with_problem(version_problem(json)));
    }
    let exceeded = |map: &TransactionAttributes| attributes::exceeded(map, profile);
    if let Some(max) = reply.attributes.as_ref().and_then(exceeded) {
        return Err(Unusable {
            error_type: ErrorType::TransactionAttributesInvalidMapSize,
            message: format!(
                "Transaction Attributes has too many mappings. Maximum number of mappings is {max}"
            ),
            problem: None,
        });
    }
    let actions = reply.actions.map(|actions| {
        actions.into_iter().map(|echo| queued(echo, event_leg)).collect::<Result<Vec<_>, _>>()
    });
    let actions = actions.transpose()?;
    if actions.as_ref().is_some_and(|actions| actions.len() > MAX_ACTIONS) {
        return Err(Unusable::new("TooManyActions", "Too many actions: the maximum is 10"));
    }
    Ok(Reply { actions, attributes: reply.attributes })
}

/// What is wrong with the schema version of a reply, for people.
fn version_problem(json: &Json) -> &'static str {
    let fields: Map<String, Value> = serde_json::from_str(json.as_str()).unwrap_or_default();
    if fields.contains_key("SchemaVersion") {
        r#"its SchemaVersion must be the text "1.0""#
    } else if fields.contains_key("statusCode") {
        "its SchemaVersion is missing: statusCode and body are for API Gateway, return the content of the body"
    } else {
        r#"its SchemaVersion is missing: add "SchemaVersion": "1.0""#
    }
}

fn queued(echo: Echo, event_leg: Option<LegId>) -> Result<Queued, Unusable> {
    let action_type = echo.action_type().cloned().ok_or_else(Unusable::list)?;
    if let ActionType::Other(name) = &action_type {
        let name: String = name.chars().take(60).collect();
        return Err(Unusable::new("InvalidActionType", "Unsupported action name")
            .with_problem(format!("there is no action {name:?}")));
    }
    if !echo.raw().starts_with('{') {
        return Err(Unusable::list()
            .with_problem(format!("the Parameters of {action_type} are not an object")));
    }
    Ok(Queued::new(action_type, echo, event_leg))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn usable_replies_are_accepted_with_the_number_of_their_actions() {
        for (reply, actions) in [
            (r#"{"SchemaVersion": "1.0"}"#, 0),
            (r#"{"SchemaVersion": "1.0", "Actions": null}"#, 0),
            (
                r#"{"SchemaVersion": "1.0", "Actions": [{"Type": "Hangup"}], "TransactionAttributes": {}}"#,
                1,
            ),
        ] {
            assert_eq!(check_reply(reply), Ok(actions), "{reply}");
        }
    }

    #[test]
    fn unusable_replies_are_refused_with_a_reason() {
        let with = |actions| json!({ "SchemaVersion": "1.0", "Actions": actions }).to_string();
        let eleven = with(json!(vec![json!({ "Type": "Hangup" }); 11]));
        let many: Map<_, _> = (0..101).map(|n| (n.to_string(), Value::Null)).collect();
        let many = json!({ "SchemaVersion": "1.0", "TransactionAttributes": many }).to_string();
        for (reply, reason) in [
            ("", "the reply is empty: return an object"),
            ("{oops", "the reply is not JSON: key must be a string at line 1 column 2"),
            ("null", "it must be an object, is null"),
            (r#""{\"SchemaVersion\": \"1.0\"}""#, "it is JSON in a string: return the object"),
            (r#""hello""#, "it must be an object, is a string"),
            ("{}", "its SchemaVersion is missing: add"),
            (r#"{"statusCode": 200, "body": "{}"}"#, "its SchemaVersion is missing: statusCode"),
            (r#"{"SchemaVersion": 1.0}"#, r#"its SchemaVersion must be the text "1.0""#),
            (r#"{"SchemaVersion": "1.1"}"#, r#"its SchemaVersion must be the text "1.0""#),
            (&with(json!({})), "its Actions must be an array, is an object"),
            (
                &with(json!([{ "Type": "SpeakAndBridge" }])),
                r#"there is no action "SpeakAndBridge""#,
            ),
            (&with(json!(["Hangup"])), "Error while reading actions list"),
            (&with(json!([{ "Type": "Hangup", "Parameters": 5 }])), "the Parameters of Hangup are"),
            (&eleven, "Too many actions: the maximum is 10"),
            (&many, "Transaction Attributes has too many mappings"),
        ] {
            let problem = check_reply(reply).unwrap_err();
            assert!(problem.starts_with(reason), "{reply}: {problem}");
        }
    }
}

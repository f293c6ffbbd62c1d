//! Reads replies as the service does.
//!
//! Depends on `attributes` and the workspace's one reader, [`SentReply`].

use offhook::action::ActionType;
use offhook::event::{Echo, ErrorType};
use offhook::{SentReply, SentReplyError, TransactionAttributes};
use serde_json::value::RawValue;

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
    pub(crate) problem: Option<String>,
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

    fn with_problem(self, problem: String) -> Self {
        Self { problem: Some(problem), ..self }
    }
}

/// The JSON of a reply.
///
/// # Errors
/// The service reports a schema mismatch for text that is not JSON.
pub(crate) fn json(text: &str) -> Result<Json, Unusable> {
    serde_json::from_str::<Box<RawValue>>(text).map(Json::from).map_err(|error| {
        Unusable::schema().with_problem(match text.trim() {
            "" => "the reply is empty".to_owned(),
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
        unusable.with_problem(error.to_string())
    })?;
    if reply.schema_version.as_deref() != Some("1.0") {
        return Err(Unusable::schema());
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

//! The reader of replies.

use std::error::Error as StdError;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _};
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};

use super::Reply;
use crate::action::{Action, ActionError, ActionType};
use crate::call::TransactionAttributes;
use crate::event::Echo;
use crate::wire::json::{Cursor, Json, Read, once};
use crate::wire::{EventError, Under, clip};

/// A reply as a Lambda sent it, Offhook's or any other: what a simulator of the service reads.
///
/// Unknown fields are ignored. An action that is unknown, or whose parameters don't fit it, is kept
/// beside the others: the service refuses the whole reply for the first, and runs the actions before
/// the second. A [`Reply`] is made of it when every action is known and fits.
///
/// ```
/// use offhook::action::{Action, ActionType};
/// use offhook::{Reply, SentReply, SentReplyError};
///
/// let json = br#"{"SchemaVersion": "1.0", "Actions": [
///     {"Type": "Pause", "Parameters": {"DurationInMilliseconds": "3000"}},
///     {"Type": "Pause", "Parameters": {"DurationInMilliseconds": "soon"}},
///     {"Type": "SoundFoghorn", "Parameters": {"Times": 3}}
/// ]}"#;
/// let sent = SentReply::from_json(json)?;
/// let actions = sent.actions.as_deref().unwrap_or_default();
/// assert!(matches!(actions[0].typed(), Some(Action::Pause(_))));
/// assert_eq!(actions[1].fits().unwrap_err().field(), "DurationInMilliseconds");
/// assert!(matches!(actions[2].action_type(), Some(ActionType::Other(_))));
/// assert_eq!(actions[2].raw(), r#"{"Times": 3}"#);
/// # Ok::<(), SentReplyError>(())
/// ```
#[derive(Clone, PartialEq)]
pub struct SentReply {
    /// `SchemaVersion`, if it is there and text. The service wants the event's.
    pub schema_version: Option<String>,
    /// `Actions`, in order; empty when absent, `None` for a `null` list. Absent or `null` parameters
    /// count as empty. What is not an object is an action without a type.
    pub actions: Option<Vec<Echo>>,
    /// `TransactionAttributes`; a `null` counts as absent.
    pub attributes: Option<TransactionAttributes>,
}

/// A reply that can't be read.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum SentReplyError {
    /// It is not a JSON object, or a field has the wrong form.
    Unreadable {
        /// The field, as a path in the service's spelling; empty for the reply as a whole.
        field: String,
        /// The problem, without the value.
        problem: String,
    },
    /// An action is none of the 18.
    UnknownAction {
        /// Its place in the list, from 0.
        index: usize,
    },
    /// The parameters of an action don't fit it.
    Action {
        /// The action's place in the list, from 0.
        index: usize,
        /// The parameter, and what it must be.
        error: ActionError,
    },
}

impl SentReplyError {
    #[cold]
    fn unreadable(error: &EventError) -> Self {
        Self::Unreadable { field: error.path().to_owned(), problem: error.problem().to_owned() }
    }
}

impl fmt::Display for SentReplyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { field, problem } if field.is_empty() => write!(f, "it {problem}"),
            Self::Unreadable { field, problem } => write!(f, "its {field} {problem}"),
            Self::UnknownAction { index } => {
                write!(f, "its Actions[{index}] is not an action that the service has")
            }
            Self::Action { index, error } => {
                write!(f, "its Actions[{index}] is not valid: {error}")
            }
        }
    }
}

impl StdError for SentReplyError {}

impl SentReply {
    /// Reads a reply's JSON.
    ///
    /// # Errors
    /// [`SentReplyError::Unreadable`] if it is not a JSON object, or a field that must be a list or
    /// an object is something else.
    #[inline]
    pub fn from_json(reply: &[u8]) -> Result<Self, SentReplyError> {
        let json = serde_json::from_slice::<&RawValue>(reply).map_err(EventError::not_json);
        Self::from_raw(json.map_err(|error| SentReplyError::unreadable(&error))?)
    }

    /// Reads a reply's JSON that has been validated.
    ///
    /// # Errors
    /// As [`from_json`](Self::from_json).
    #[inline]
    pub fn from_raw(reply: &RawValue) -> Result<Self, SentReplyError> {
        Self::read(&mut Cursor::new(reply)).map_err(|error| SentReplyError::unreadable(&error))
    }

    #[inline]
    fn read(json: &mut Cursor<'_>) -> Read<Self> {
        let (mut schema_version, mut actions, mut attributes) = (None, None, None);
        json.object(|json, key| match key {
            "SchemaVersion" => once(&mut schema_version, text(json)).under(key),
            "Actions" => once(&mut actions, read_actions(json).map(Some)).under(key),
            "TransactionAttributes" => once(&mut attributes, read_attributes(json)).under(key),
            _ => json.skip(),
        })?;
        Ok(Self {
            schema_version,
            actions: actions.unwrap_or_else(|| Some(Vec::new())),
            attributes,
        })
    }
}

impl fmt::Debug for SentReply {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SentReply")
            .field("schema_version", &self.schema_version.as_deref().map(clip))
            .field("actions", &self.actions)
            .field("attributes", &self.attributes)
            .finish()
    }
}

/// A string; anything else is `None`.
fn text(json: &mut Cursor<'_>) -> Read<Option<String>> {
    if json.is_string() {
        Ok(Some(json.string()?.into_owned()))
    } else {
        json.skip().map(|()| None)
    }
}

fn read_attributes(json: &mut Cursor<'_>) -> Read<Option<TransactionAttributes>> {
    if json.null()? { Ok(None) } else { TransactionAttributes::read(json).map(Some) }
}

#[inline]
fn read_actions(json: &mut Cursor<'_>) -> Read<Option<Vec<Echo>>> {
    if json.null()? {
        return Ok(None);
    }
    let mut actions = Vec::new();
    json.array(|json| {
        actions.push(read_action(json)?);
        Ok(())
    })?;
    Ok(Some(actions))
}

#[inline]
fn read_action(json: &mut Cursor<'_>) -> Read<Echo> {
    let (mut action_type, mut parameters) = (None, None);
    if json.is_object() {
        json.object(|json, key| match key {
            "Type" => once(&mut action_type, text(json)).under(key),
            "Parameters" => once(&mut parameters, json.raw().map(Some)).under(key),
            _ => json.skip(),
        })?;
    } else {
        json.skip()?;
    }
    let parameters = parameters.filter(|json: &Json<'_>| !json.is_null());
    let parameters = parameters.unwrap_or(Json::EMPTY_OBJECT).to_raw_value();
    Ok(Echo::sent(action_type.as_deref().map(ActionType::from), parameters))
}

/// Reads a reply by way of [`Value`], so that any self-describing format works.
impl<'de> Deserialize<'de> for SentReply {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = to_raw_value(&Value::deserialize(deserializer)?).map_err(D::Error::custom)?;
        Self::from_raw(&json).map_err(D::Error::custom)
    }
}

impl TryFrom<SentReply> for Reply {
    type Error = SentReplyError;

    #[inline]
    fn try_from(reply: SentReply) -> Result<Self, SentReplyError> {
        let version = reply.schema_version.ok_or_else(|| SentReplyError::Unreadable {
            field: "SchemaVersion".to_owned(),
            problem: "is missing or not text".to_owned(),
        })?;
        let actions = reply.actions.map(|actions| actions.iter().enumerate().map(known).collect());
        Ok(Self::from_parts(version, actions.transpose()?, reply.attributes))
    }
}

/// The action at this place, if it is one.
#[inline]
fn known((index, action): (usize, &Echo)) -> Result<Action, SentReplyError> {
    action.fits().cloned().map_err(|error| match action.action_type() {
        None | Some(ActionType::Other(_)) => SentReplyError::UnknownAction { index },
        Some(_) => SentReplyError::Action { index, error: error.clone() },
    })
}

//! Replies as they are read, whoever sent them.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _};
use serde_json::value::RawValue;

use super::{Reply, ReplyError};
use crate::action::{Action, ActionType};
use crate::call::TransactionAttributes;
use crate::event::Echo;
use crate::wire::json::{Cursor, Read, once};
use crate::wire::{EventError, Under, clip};

/// A reply as a Lambda sent it, Offhook's or any other: what a simulator of the service reads.
///
/// Unknown fields are ignored. An action that is unknown, or whose parameters don't fit it, is kept
/// beside the others: the service refuses the whole reply for the first, and runs what stands before
/// the second. A [`Reply`] is made of it when every action is known and fits.
///
/// ```
/// use offhook::action::{Action, ActionType};
/// use offhook::{Reply, ReplyError, SentReply};
///
/// let json = br#"{"SchemaVersion": "1.0", "Actions": [
///     {"Type": "Pause", "Parameters": {"DurationInMilliseconds": "3000"}},
///     {"Type": "SoundFoghorn", "Parameters": {"Times": 3}}
/// ]}"#;
/// let sent = SentReply::from_json(json)?;
/// let actions = sent.actions.as_deref().unwrap_or_default();
/// assert!(matches!(actions[0].typed(), Some(Action::Pause(_))));
/// assert!(matches!(actions[1].action_type(), Some(ActionType::Other(_))));
/// assert_eq!(actions[1].raw(), r#"{"Times": 3}"#);
/// assert_eq!(Reply::try_from(sent), Err(ReplyError::UnknownAction { index: 1 }));
/// # Ok::<(), ReplyError>(())
/// ```
#[derive(Clone, PartialEq)]
pub struct SentReply {
    /// `SchemaVersion`, if it is there and text. The service wants the event's.
    pub schema_version: Option<String>,
    /// `Actions`, in order; empty when absent, `None` for a `null` list. Absent or `null` parameters
    /// are as good as empty ones. What is no object is an action without a type.
    pub actions: Option<Vec<Echo>>,
    /// `TransactionAttributes`; a `null` is as good as absent.
    pub attributes: Option<TransactionAttributes>,
}

impl SentReply {
    /// Reads a reply's JSON.
    ///
    /// # Errors
    /// [`ReplyError::Unreadable`], when it is no JSON object, or a field that must be a list or an
    /// object is something else.
    #[inline]
    pub fn from_json(reply: &[u8]) -> Result<Self, ReplyError> {
        let json = serde_json::from_slice::<&RawValue>(reply).map_err(EventError::not_json);
        json.and_then(|json| Self::read(&mut Cursor::new(json.get())))
            .map_err(|error| unreadable(&error))
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
    let parameters = parameters.filter(|json| *json != "null").unwrap_or("{}");
    let parameters = RawValue::from_string(parameters.to_owned());
    let action_type = action_type.as_deref().map(ActionType::from);
    Ok(Echo::sent(action_type, parameters.map_err(EventError::not_json)?))
}

fn unreadable(error: &EventError) -> ReplyError {
    ReplyError::Unreadable { field: error.path().to_owned(), problem: error.problem().to_owned() }
}

impl<'de> Deserialize<'de> for SentReply {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = Box::<RawValue>::deserialize(deserializer)?;
        // Not derived: serde's errors quote what they found.
        Self::from_json(json.get().as_bytes()).map_err(D::Error::custom)
    }
}

impl TryFrom<SentReply> for Reply {
    type Error = ReplyError;

    fn try_from(reply: SentReply) -> Result<Self, ReplyError> {
        let version = reply.schema_version.ok_or_else(|| ReplyError::Unreadable {
            field: "SchemaVersion".to_owned(),
            problem: "is missing or no text".to_owned(),
        })?;
        let actions = reply.actions.map(|actions| actions.iter().enumerate().map(known).collect());
        Ok(Self::from_parts(version, actions.transpose()?, reply.attributes))
    }
}

/// The action that stands there, if it is one.
fn known((index, action): (usize, &Echo)) -> Result<Action, ReplyError> {
    action.typed().cloned().ok_or_else(|| match action.action_type() {
        None | Some(ActionType::Other(_)) => ReplyError::UnknownAction { index },
        Some(known) => ReplyError::Misfit { index, action: known.clone() },
    })
}

//! The leg that an action works on.

use std::borrow::Cow;

use crate::call::{Leg, Participant};
use crate::wire::FieldError;
use crate::wire::fields::{Fields, Parameters};
use crate::wire::form::Plain;
use crate::wire::item::{EachField, Item, Object};

/// The leg that an action works on: the service's `CallId` and `ParticipantTag`.
///
/// Given to an action's `on`, from a [`Leg`], a call id or a [`Participant`].
/// Before a reply is sent, [`Event`](Self::Event) becomes the leg of the event, or, if that one is
/// disconnected, the only leg that is still connected; and a [`Leg`] becomes that leg's call id
/// for the actions that take nothing else.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
#[non_exhaustive]
pub enum Target {
    /// The leg of the event that is being answered. The default.
    #[default]
    Event,
    /// The leg with this `ParticipantTag`.
    Leg(Leg),
    /// The leg with this `CallId`. The service ignores a tag beside it.
    CallId(Cow<'static, str>),
}

impl From<Leg> for Target {
    fn from(leg: Leg) -> Self {
        Self::Leg(leg)
    }
}

impl From<&Participant> for Target {
    fn from(participant: &Participant) -> Self {
        participant.call_id().into()
    }
}

impl From<&str> for Target {
    fn from(call_id: &str) -> Self {
        call_id.to_owned().into()
    }
}

impl From<String> for Target {
    /// An empty call id is no target: samples send one to mean the event's leg.
    fn from(call_id: String) -> Self {
        if call_id.is_empty() { Self::Event } else { Self::CallId(call_id.into()) }
    }
}

impl Object for Target {
    fn fields(&self, field: &mut EachField<'_>) {
        match self {
            Self::Event => {}
            Self::Leg(leg) => field("ParticipantTag", Item::Text(leg.as_str())),
            Self::CallId(call_id) => field("CallId", Item::Text(call_id)),
        }
    }
}

impl Parameters for Target {
    fn read(fields: &Fields<'_>) -> Result<Self, FieldError> {
        let call_id: Option<Cow<'static, str>> = fields.read::<Plain, _>("CallId")?;
        let tag: Option<Cow<'static, str>> = fields.read::<Plain, _>("ParticipantTag")?;
        Ok(match (call_id, tag) {
            (Some(call_id), _) if !call_id.is_empty() => Self::CallId(call_id),
            (_, Some(tag)) => Leg::from_tag(&tag).map_or(Self::Event, Self::Leg),
            _ => Self::Event,
        })
    }
}

//! The leg that an action works on.

use std::borrow::Cow;
use std::fmt;

use crate::call::{Leg, Participant};
use crate::wire::fields::{Fields, Parameters};
use crate::wire::form::Plain;
use crate::wire::item::{EachField, Item, Object};
use crate::wire::{FieldError, clip};

/// The leg that an action works on: `CallId` or `ParticipantTag`.
///
/// An action's `on` accepts a [`Leg`], a call id or a [`Participant`].
/// Before a reply is sent, [`Event`](Self::Event) is replaced by the leg of the event or, if that
/// leg is disconnected, by the only leg that is still connected. A [`Leg`] is replaced by its call
/// id for actions that accept only a `CallId`.
#[derive(Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Target {
    /// The leg of the event that the reply answers. The default.
    #[default]
    Event,
    /// The leg with this `ParticipantTag`.
    Leg(Leg),
    /// The leg with this `CallId`. Takes precedence over a `ParticipantTag`.
    CallId(Cow<'static, str>),
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Event => f.write_str("Event"),
            Self::Leg(leg) => f.debug_tuple("Leg").field(leg).finish(),
            Self::CallId(call_id) => f.debug_tuple("CallId").field(&clip(call_id)).finish(),
        }
    }
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
    /// Converts an empty call id to [`Event`](Self::Event), which is its meaning in the service's
    /// samples.
    fn from(call_id: String) -> Self {
        if call_id.is_empty() { Self::Event } else { Self::CallId(call_id.into()) }
    }
}

impl Target {
    /// Returns the leg that an echo names by `CallId`, which comes first, or by `ParticipantTag`.
    pub(crate) fn named(call_id: Option<Cow<'static, str>>, tag: Option<&str>) -> Self {
        match (call_id, tag) {
            (Some(call_id), _) if !call_id.is_empty() => Self::CallId(call_id),
            (_, Some(tag)) => Leg::from_tag(tag).map_or(Self::Event, Self::Leg),
            _ => Self::Event,
        }
    }
}

impl Object for Target {
    // One copy instead of one in each action.
    #[inline(never)]
    fn fields(&self, field: &mut EachField<'_>) {
        match self {
            Self::Event => {}
            Self::Leg(leg) => field("ParticipantTag", Some(Item::Text(leg.as_str())), &[]),
            Self::CallId(call_id) => field("CallId", Some(Item::Text(call_id)), &[]),
        }
    }
}

impl Parameters for Target {
    fn read(fields: &Fields<'_>) -> Result<Self, FieldError> {
        let call_id: Option<Cow<'static, str>> = fields.read::<Plain, _>("CallId")?;
        let tag: Option<Cow<'static, str>> = fields.read::<Plain, _>("ParticipantTag")?;
        Ok(Self::named(call_id, tag.as_deref()))
    }
}

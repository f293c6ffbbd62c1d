//! The leg that an action works on.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::wire::clip;
use crate::{Leg, Participant};

/// The leg that an action works on: the service's `CallId` and `ParticipantTag`.
///
/// Given to an action's `on`, from a [`Leg`], a call id or a [`Participant`].
/// Before a reply is sent, [`Event`](Self::Event) becomes the leg of the event, or, if that one is
/// disconnected, the only leg that is still connected; and a [`Leg`] becomes that leg's call id
/// for the actions that take nothing else.
#[derive(Clone, PartialEq, Eq, Default)]
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
    /// An empty call id is no target: samples send one to mean the event's leg.
    fn from(call_id: String) -> Self {
        if call_id.is_empty() { Self::Event } else { Self::CallId(call_id.into()) }
    }
}

impl Serialize for Target {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        match self {
            Self::Event => {}
            Self::Leg(leg) => map.serialize_entry("ParticipantTag", leg.as_str())?,
            Self::CallId(call_id) => map.serialize_entry("CallId", call_id)?,
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Target {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields;

        impl<'de> Visitor<'de> for Fields {
            type Value = Target;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Target, M::Error> {
                let (mut call_id, mut tag) = (None::<Option<String>>, None::<Option<String>>);
                while let Some(key) = map.next_key::<Cow<'_, str>>()? {
                    match &*key {
                        "CallId" => call_id = Some(map.next_value()?),
                        "ParticipantTag" => tag = Some(map.next_value()?),
                        _ => drop(map.next_value::<serde::de::IgnoredAny>()?),
                    }
                }
                Ok(match (call_id.flatten(), tag.flatten()) {
                    (Some(call_id), _) if !call_id.is_empty() => call_id.into(),
                    (_, Some(tag)) => Leg::from_tag(&tag).map_or(Target::Event, Target::Leg),
                    _ => Target::Event,
                })
            }
        }

        deserializer.deserialize_map(Fields)
    }
}

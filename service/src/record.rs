//! The record of a call: numbered entries, which can be written as JSON and read back.
//!
//! Depends on the protocol types.

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use offhook::Leg;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::{RawValue, to_raw_value};

use crate::{Time, milliseconds};

/// One thing that happened in a call.
///
/// Its time and lengths are whole milliseconds. It can be written as JSON and read back from JSON, events
/// and replies byte for byte.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Entry {
    /// The entry's place in the record, from 1.
    pub number: u64,
    /// The time since the call began.
    #[serde(rename = "at_ms", with = "milliseconds")]
    pub at: Time,
    /// The happening.
    #[serde(flatten)]
    pub what: Happening,
}

impl<'de> Deserialize<'de> for Entry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Fields {
            number: u64,
            #[serde(rename = "at_ms", with = "milliseconds")]
            at: Time,
            #[serde(flatten)]
            what: Happening,
        }
        /// The field that the buffer of a flattened one does not keep as it is written.
        #[derive(Deserialize)]
        struct Verbatim {
            json: Option<Box<RawValue>>,
        }
        let text = Box::<RawValue>::deserialize(deserializer)?;
        let Fields { number, at, mut what } =
            serde_json::from_str(text.get()).map_err(D::Error::custom)?;
        if let Happening::Event(Invoked { json, .. }) | Happening::Replied { json, .. } = &mut what
        {
            let verbatim: Verbatim = serde_json::from_str(text.get()).map_err(D::Error::custom)?;
            // An absent field is `null`, which is read already.
            *json = verbatim.json.map_or_else(|| json.clone(), Json::from);
        }
        Ok(Self { number, at, what })
    }
}

/// A happening in a call.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Happening {
    /// The caller dials, or, on an outbound call, CreateSipMediaApplicationCall is called.
    Dialled {
        /// Whether the service places the call.
        outbound: bool,
    },
    /// The phone of LEG-A of an outbound call, or of LEG-B of a bridge, rings.
    Rings {
        /// The leg.
        leg: Leg,
        /// The number, or the user of a Voice Connector.
        to: String,
    },
    /// A ringing leg is answered: by a person, or, on LEG-A of an inbound call, by the service.
    Answered {
        /// The leg.
        leg: Leg,
    },
    /// A ringing leg is not answered.
    NotAnswered {
        /// The leg.
        leg: Leg,
        /// The SIP response: 480 no answer, 486 busy, 487 cancelled, 603 refused, …
        code: u16,
    },
    /// The two legs hear each other.
    Bridged,
    /// LEG-A is in a meeting.
    JoinedMeeting {
        /// The meeting, where the action named it.
        meeting: Option<String>,
    },
    /// A person presses keys.
    Presses {
        /// The leg.
        leg: Leg,
        /// The keys.
        keys: String,
    },
    /// A person says something.
    Says {
        /// The leg.
        leg: Leg,
        /// The words.
        words: String,
    },
    /// A prompt begins.
    Hears {
        /// The leg.
        leg: Leg,
        /// The prompt.
        prompt: Prompt,
        /// The length of one repetition.
        #[serde(rename = "length_ms", with = "milliseconds")]
        length: Duration,
        /// Number of repetitions; `None` until it is cut short.
        repeat: Option<u32>,
    },
    /// A prompt ends before it has played to its end: by a key, a hang-up, an answer or a call update.
    CutShort {
        /// The leg.
        leg: Leg,
    },
    /// Keys that the application sends are heard.
    HearsKeys {
        /// The leg.
        leg: Leg,
        /// The keys.
        keys: String,
    },
    /// A person hangs up.
    HangsUp {
        /// The leg.
        leg: Leg,
    },
    /// The service hangs up a leg.
    Disconnected {
        /// The leg.
        leg: Leg,
        /// The SIP response.
        code: u16,
        /// Whether the service gave the call up; otherwise the application asked for it.
        given_up: bool,
    },
    /// A recording has been written.
    Recorded {
        /// The leg.
        leg: Leg,
        /// The bucket.
        bucket: String,
        /// The key.
        key: String,
        /// The length.
        #[serde(rename = "length_ms", with = "milliseconds")]
        length: Duration,
    },
    /// UpdateSipMediaApplicationCall is called.
    Updated {
        /// Its arguments.
        arguments: BTreeMap<String, String>,
    },
    /// The Lambda is invoked.
    Event(Invoked),
    /// The Lambda's reply reaches the service.
    Replied {
        /// The event that it answers.
        sequence: u64,
        /// The reply; `null` where its text is not JSON.
        json: Json,
    },
    /// A reply to an event that was answered already.
    LateReply {
        /// The event that it answers.
        sequence: u64,
        /// Whether it is the reply that was taken.
        is_same: bool,
    },
    /// The Lambda failed.
    Failed {
        /// The event that it was invoked for.
        sequence: u64,
        /// The error.
        problem: String,
    },
    /// The service has waited 20 s for a reply and gives the call up.
    NoReply {
        /// The event that was not answered.
        sequence: u64,
    },
    /// A reply can't be used.
    Refused {
        /// The event that it answers.
        sequence: u64,
        /// Why.
        problem: String,
    },
    /// The service ignores the actions of a reply.
    Ignored {
        /// The event's `InvocationEventType`.
        event: String,
        /// The event that the reply answers.
        sequence: u64,
        /// Number of actions.
        count: usize,
    },
    /// A reply replaced the transaction attributes without this one.
    AttributeLost {
        /// The event that it answers.
        sequence: u64,
        /// The attribute.
        key: String,
    },
    /// A reply's actions took the place of these, which never ran.
    Replaced {
        /// The event that the reply answers.
        sequence: u64,
        /// The `Type`s of the actions.
        actions: Vec<String>,
    },
    /// An action begins.
    ActionStarted {
        /// Its `Type`.
        action: String,
        /// The leg that it works on.
        leg: Leg,
    },
    /// An action is over.
    ActionEnded {
        /// Its `Type`.
        action: String,
        /// The leg that it worked on.
        leg: Leg,
    },
    /// The call has used up its 1,000 invocations.
    UsedUp,
    /// A fault that was asked for occurs.
    Fault {
        /// Its name.
        name: String,
        /// The event at which it occurs.
        sequence: u64,
    },
    /// A handler of the Lambda failed, and its error handler answered.
    HandlerFailed {
        /// The event that it was invoked for.
        sequence: u64,
        /// The error.
        error: String,
    },
    /// The test has no further step: the simulator hangs up for the person on this leg.
    StepsOver {
        /// The leg.
        leg: Leg,
    },
    /// The service does something that the other entries would leave unexplained.
    Note {
        /// The remark.
        text: Cow<'static, str>,
    },
}

/// An invocation of the Lambda.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Invoked {
    /// The event's `Sequence`.
    pub sequence: u64,
    /// 1, or more when the event is delivered again.
    pub attempt: u32,
    /// The event's `InvocationEventType`.
    pub event: String,
    /// The action that it is about.
    pub action: Option<String>,
    /// The leg that it is about.
    pub leg: Option<Leg>,
    /// Its main detail: digits, an error, a SIP response.
    pub detail: Option<String>,
    /// The event.
    pub json: Json,
}

/// A prompt that a leg hears.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Prompt {
    /// Speech.
    Speech(Spoken),
    /// An audio file.
    Audio {
        /// Its bucket.
        bucket: String,
        /// Its key.
        key: String,
    },
}

/// A text as it is spoken.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Spoken {
    /// The words, without the tags of SSML.
    pub text: String,
    /// The SSML, where the text was given so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ssml: Option<String>,
    /// Polly's voice; `None` is the default, Joanna.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub voice: Option<String>,
    /// Polly's engine; `None` is the default, standard.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub engine: Option<String>,
    /// The language; `None` is the voice's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

/// JSON text, shared between an invocation and the record of it.
#[derive(Clone, Debug)]
pub struct Json(Arc<RawValue>);

impl Json {
    /// The text.
    pub fn as_str(&self) -> &str {
        self.0.get()
    }

    /// Copies the text.
    pub fn to_raw(&self) -> Box<RawValue> {
        self.raw().to_owned()
    }

    pub(crate) fn raw(&self) -> &RawValue {
        &self.0
    }
}

impl From<Box<RawValue>> for Json {
    fn from(json: Box<RawValue>) -> Self {
        Self(json.into())
    }
}

impl PartialEq for Json {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (*self.0).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Json {
    /// By way of a `Value`: a `RawValue` can't be read inside of a tagged enum, which serde buffers.
    /// [`Entry`] reads the text again.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = serde_json::Value::deserialize(deserializer)?;
        to_raw_value(&value).map(Self::from).map_err(D::Error::custom)
    }
}

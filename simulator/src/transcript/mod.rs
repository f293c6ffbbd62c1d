//! What happened in a call, in order.

pub mod describe;
mod diagram;
mod ladder;
mod line;
mod mermaid;
mod row;
#[cfg(test)]
mod sample;
pub mod text;
mod wrap;

use std::time::Duration;

use offhook::Leg;
use serde::Serialize;
use serde_json::value::RawValue;

pub use self::ladder::Ladder;

/// Everything that happened in one call, in order.
///
/// `Display` prints it as a ladder; [`Transcript::to_json`] and [`Transcript::to_mermaid`] write it
/// for programs and for READMEs. The same seed gives the same transcript, byte for byte.
#[derive(Clone, Debug, Serialize)]
pub struct Transcript {
    /// The call's transaction id.
    pub transaction_id: String,
    /// The number or SIP user that calls.
    pub from: String,
    /// The number or SIP user that is called.
    pub to: String,
    /// What happened.
    pub entries: Vec<Entry>,
}

/// One thing that happened.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    /// When, on the call's virtual clock, which begins at zero.
    #[serde(rename = "at_ms", serialize_with = "milliseconds")]
    pub at: Duration,
    /// What.
    #[serde(flatten)]
    pub what: Happening,
}

/// What can happen in a call.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "what", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Happening {
    /// The caller dials, or, on an outbound call, CreateSipMediaApplicationCall is called.
    Dialled {
        /// Whether the service places the call.
        outbound: bool,
    },
    /// The service rings somebody: LEG-A of an outbound call, or LEG-B of a bridge.
    Rings {
        /// The leg that it makes.
        leg: Leg,
        /// The number, or the user of a Voice Connector.
        to: String,
    },
    /// A ringing leg is answered: by the person, or, on LEG-A of an inbound call, by the service.
    Answered {
        /// The leg.
        leg: Leg,
    },
    /// A ringing leg is not answered.
    NotAnswered {
        /// The leg.
        leg: Leg,
        /// The SIP response: 480 not answered, 486 busy, 603 refused, …
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
        /// On this leg.
        leg: Leg,
        /// The keys.
        keys: String,
    },
    /// A person says something.
    Says {
        /// On this leg.
        leg: Leg,
        /// The words.
        words: String,
    },
    /// Somebody begins to hear a prompt.
    Hears {
        /// On this leg.
        leg: Leg,
        /// What.
        prompt: Prompt,
    },
    /// A prompt is cut short: by a key, a hang-up or a call update.
    CutShort {
        /// On this leg.
        leg: Leg,
    },
    /// Keys that the application sends are heard.
    HearsKeys {
        /// On this leg.
        leg: Leg,
        /// The keys.
        keys: String,
    },
    /// A person hangs up.
    HangsUp {
        /// This leg.
        leg: Leg,
    },
    /// The service hangs a leg up, because the application said so or because something went wrong.
    Disconnected {
        /// This leg.
        leg: Leg,
        /// The SIP response.
        code: u16,
        /// Whether the service gave the call up: the application did not ask for it.
        given_up: bool,
    },
    /// A recording is written.
    Recorded {
        /// Of this leg.
        leg: Leg,
        /// The bucket.
        bucket: String,
        /// The key.
        key: String,
        /// How long it is.
        #[serde(rename = "length_ms", serialize_with = "milliseconds")]
        length: Duration,
    },
    /// UpdateSipMediaApplicationCall is called.
    Updated {
        /// Its arguments.
        arguments: std::collections::BTreeMap<String, String>,
    },
    /// The Lambda is invoked.
    Event(Invoked),
    /// The Lambda's reply reaches the service.
    Replied {
        /// Which event it answers.
        sequence: u64,
        /// The actions, described in few words each.
        actions: Vec<String>,
        /// The reply's JSON.
        json: Box<RawValue>,
    },
    /// The Lambda failed, or its reply came too late.
    Failed {
        /// Which event it was invoked for.
        sequence: u64,
        /// What went wrong.
        problem: String,
    },
    /// A fault that was asked for happens.
    Fault {
        /// Its name.
        name: String,
    },
    /// The service does something that the other lines would leave unexplained.
    Note {
        /// What.
        text: String,
    },
}

/// An invocation of the Lambda.
#[derive(Clone, Debug, Serialize)]
pub struct Invoked {
    /// The event's `Sequence`.
    pub sequence: u64,
    /// 1, or 2 and more when the service tries again.
    pub attempt: u32,
    /// The event's `InvocationEventType`.
    pub event: String,
    /// The action that it is about.
    pub action: Option<String>,
    /// The leg that it is about.
    pub leg: Option<Leg>,
    /// What matters of it, in few words: digits, an error, a SIP response.
    pub detail: Option<String>,
    /// The event's JSON.
    pub json: Box<RawValue>,
}

/// What somebody hears.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Prompt {
    /// Speech, without its SSML tags.
    Speech(String),
    /// An audio file: its bucket and key, as `bucket/key`.
    Audio(String),
}

impl Transcript {
    /// The transcript as JSON: an object with the call's ids and an array of `entries`, each with
    /// `at_ms` and `what`.
    pub fn to_json(&self) -> String {
        // Text keys and no fallible parts: there is nothing to fail.
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}

pub(crate) fn milliseconds<S: serde::Serializer>(
    time: &Duration,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_u64(u64::try_from(time.as_millis()).unwrap_or(u64::MAX))
}

//! The transcript of a call, and its renderings as text, JSON and diagrams.
//!
//! Depends on nothing else of the simulator.

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
/// `Display` prints it as a ladder, [`Transcript::to_json`] returns it as JSON, and
/// [`Transcript::to_mermaid`] as a diagram for a README. The same seed gives the same transcript, byte
/// for byte.
#[derive(Clone, Debug, Serialize)]
pub struct Transcript {
    /// The call's transaction id.
    pub transaction_id: String,
    /// The calling number or SIP user.
    pub from: String,
    /// The called number or SIP user.
    pub to: String,
    /// The entries, in order.
    pub entries: Vec<Entry>,
}

/// An entry of a transcript.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    /// The time on the call's virtual clock, which starts at zero.
    #[serde(rename = "at_ms", serialize_with = "milliseconds")]
    pub at: Duration,
    /// The happening.
    #[serde(flatten)]
    pub what: Happening,
}

/// A happening in a call.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "what", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Happening {
    /// The caller dials or, for an outbound call, CreateSipMediaApplicationCall is called.
    Dialled {
        /// Whether this is an outbound call.
        outbound: bool,
    },
    /// A phone starts to ring, on LEG-A of an outbound call or on LEG-B of a bridge.
    Rings {
        /// The new leg.
        leg: Leg,
        /// The number, or the user of a Voice Connector.
        to: String,
    },
    /// A ringing leg is answered, by its person or, on LEG-A of an inbound call, by the service.
    Answered {
        /// The leg.
        leg: Leg,
    },
    /// A ringing leg is not answered.
    NotAnswered {
        /// The leg.
        leg: Leg,
        /// The SIP response code: 480 not answered, 486 busy, 487 cancelled, 503 unreachable, 603
        /// declined.
        code: u16,
    },
    /// The two legs are connected.
    Bridged,
    /// LEG-A joins a meeting.
    JoinedMeeting {
        /// The meeting's id, if the action has it.
        meeting: Option<String>,
    },
    /// A person presses keys.
    Presses {
        /// The person's leg.
        leg: Leg,
        /// The keys.
        keys: String,
    },
    /// A person says something.
    Says {
        /// The person's leg.
        leg: Leg,
        /// The words.
        words: String,
    },
    /// A person begins to hear a prompt.
    Hears {
        /// The person's leg.
        leg: Leg,
        /// The prompt.
        prompt: Prompt,
    },
    /// A prompt is stopped by a key, a hang-up or a call update.
    CutShort {
        /// The leg on which it played.
        leg: Leg,
    },
    /// A person hears keys that the application sends.
    HearsKeys {
        /// The person's leg.
        leg: Leg,
        /// The keys.
        keys: String,
    },
    /// A person hangs up.
    HangsUp {
        /// The person's leg.
        leg: Leg,
    },
    /// The service hangs up a leg, for a `Hangup` action or after a failure.
    Disconnected {
        /// The leg.
        leg: Leg,
        /// The SIP response code.
        code: u16,
        /// Whether the service ended the call after a failure, without a `Hangup` action.
        given_up: bool,
    },
    /// A recording is stored.
    Recorded {
        /// The recorded leg.
        leg: Leg,
        /// The bucket.
        bucket: String,
        /// The key.
        key: String,
        /// The length.
        #[serde(rename = "length_ms", serialize_with = "milliseconds")]
        length: Duration,
    },
    /// UpdateSipMediaApplicationCall is called.
    Updated {
        /// The arguments.
        arguments: std::collections::BTreeMap<String, String>,
    },
    /// The Lambda is invoked.
    Event(Invoked),
    /// The Lambda's reply reaches the service.
    Replied {
        /// The `Sequence` of the answered event.
        sequence: u64,
        /// A short description of each action.
        actions: Vec<String>,
        /// The reply's JSON.
        json: Box<RawValue>,
    },
    /// The Lambda fails or replies too late.
    Failed {
        /// The `Sequence` of the event.
        sequence: u64,
        /// The problem.
        problem: String,
    },
    /// A fault is injected.
    Fault {
        /// The name of the fault.
        name: String,
    },
    /// An explanation of what the service does.
    Note {
        /// The text.
        text: String,
    },
}

/// An invocation of the Lambda.
#[derive(Clone, Debug, Serialize)]
pub struct Invoked {
    /// The event's `Sequence`.
    pub sequence: u64,
    /// The number of the attempt: 1, or more for a retry.
    pub attempt: u32,
    /// The event's `InvocationEventType`.
    pub event: String,
    /// The action of the event.
    pub action: Option<String>,
    /// The leg of the event.
    pub leg: Option<Leg>,
    /// A summary of the event's data: digits, an error, a SIP response.
    pub detail: Option<String>,
    /// The event's JSON.
    pub json: Box<RawValue>,
}

/// A prompt that a person hears.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Prompt {
    /// Speech, without its SSML tags.
    Speech(String),
    /// An audio file: its bucket and key, as `bucket/key`.
    Audio(String),
}

impl Transcript {
    /// Returns the transcript as JSON: an object with the transaction id, the two numbers and an array
    /// of `entries`, each with `at_ms` and `what`.
    pub fn to_json(&self) -> String {
        // Can't fail: all keys are strings.
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}

pub(crate) fn milliseconds<S: serde::Serializer>(
    time: &Duration,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_u64(u64::try_from(time.as_millis()).unwrap_or(u64::MAX))
}

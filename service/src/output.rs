//! Outputs of the model: invocations, commands for the media engine, and entries of the record.
//!
//! Depends on `leg` and the protocol types.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use offhook::action::{AudioFile, Speech, StartBotConversation, Track};
use offhook::{Leg, SipHeaders};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::{RawValue, to_raw_value};

use crate::{LegId, Time, milliseconds};

/// JSON text, shared between an invocation and the record of it.
#[derive(Clone, Debug)]
pub struct Json(Arc<RawValue>);

impl Json {
    /// The text.
    pub fn as_str(&self) -> &str {
        self.0.get()
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
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = serde_json::Value::deserialize(deserializer)?;
        to_raw_value(&value).map(Self::from).map_err(D::Error::custom)
    }
}

/// An output of the model, for its driver.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Output {
    /// Invokes the Lambda; its answer is handed over as [`Input::Replied`](crate::Input::Replied).
    Invoke {
        /// The event's `Sequence`.
        sequence: u64,
        /// 1, or more when the event is delivered again.
        attempt: u32,
        /// The event.
        event: Json,
    },
    /// Commands the media engine.
    Media(Command),
    /// The next entry of the call's record.
    Happened(Entry),
}

/// An open command of the media engine.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct MediaId(pub(crate) u64);

/// A command for the media engine.
///
/// A command with an `id` gets one final event: `Done`, `Recorded`, `ExtensionResult` or `Failed`,
/// also after `Stop`. A call recording gets `Done` when it has begun and `Recorded` at its end.
#[derive(Clone, PartialEq, Debug)]
#[non_exhaustive]
pub enum Command {
    /// Answers an offered call.
    Answer {
        /// The leg.
        leg: LegId,
    },
    /// Dials a new leg.
    Dial {
        /// The new leg.
        leg: LegId,
        /// The caller id.
        from: String,
        /// The number, or the user of a Voice Connector.
        to: String,
        /// The SIP headers to send.
        headers: SipHeaders,
    },
    /// Hangs up a leg; rejects or cancels it while it rings.
    Hangup {
        /// The leg.
        leg: LegId,
        /// The SIP response: 0, 480 or 486.
        code: u16,
    },
    /// Checks that a sound can be played, before any other is.
    Load {
        /// The command.
        id: MediaId,
        /// The leg.
        leg: LegId,
        /// The sound.
        sound: Sound,
    },
    /// Plays a sound.
    Play {
        /// The command.
        id: MediaId,
        /// The leg.
        leg: LegId,
        /// The sound.
        sound: Sound,
        /// Number of times; `None` until it is stopped.
        repeat: Option<u32>,
    },
    /// Sends DTMF digits.
    SendDigits {
        /// The command.
        id: MediaId,
        /// The leg.
        leg: LegId,
        /// `0`-`9`, `*`, `#`, `A`-`D`; a comma is a wait of half a second.
        digits: String,
        /// Length of each tone.
        tone: Duration,
    },
    /// Records the speech of a leg, until `max`, silence, `Stop` or the end of the leg.
    Record {
        /// The command.
        id: MediaId,
        /// The leg.
        leg: LegId,
        /// Maximum length.
        max: Option<Duration>,
        /// Length of the silence that ends it.
        silence: Option<Duration>,
        /// `SilenceThreshold`, 1 to 1,000.
        threshold: Option<u32>,
        /// The bucket.
        bucket: String,
        /// The key, made by the model.
        key: String,
    },
    /// Records a leg in the background, until it is stopped or the leg ends.
    CallRecording {
        /// The command.
        id: MediaId,
        /// The leg.
        leg: LegId,
        /// The parties that are recorded.
        track: Track,
        /// The bucket.
        bucket: String,
        /// The key, made by the model.
        key: String,
    },
    /// Pauses or resumes a call recording; a paused one records silence.
    PauseCallRecording {
        /// The call recording.
        id: MediaId,
        /// Whether it is paused.
        paused: bool,
    },
    /// Connects two legs with each other, until one of them ends.
    Bridge {
        /// LEG-A.
        a: LegId,
        /// LEG-B.
        b: LegId,
    },
    /// A function that a telephone network lacks.
    Extension {
        /// The command.
        id: MediaId,
        /// The leg.
        leg: LegId,
        /// The function.
        extension: Extension,
    },
    /// Ends an open command.
    Stop {
        /// The command.
        id: MediaId,
    },
}

/// A sound to play.
#[derive(Clone, PartialEq, Debug)]
pub enum Sound {
    /// Speech.
    Speech(Speech),
    /// An audio file in S3.
    File(AudioFile),
}

/// A function that a telephone network lacks: meetings, bots, noise suppression.
#[derive(Clone, PartialEq, Debug)]
#[non_exhaustive]
pub enum Extension {
    /// Joins LEG-A to a meeting.
    JoinMeeting {
        /// `JoinToken`.
        join_token: String,
        /// `MeetingId`.
        meeting_id: Option<String>,
    },
    /// Mutes or unmutes attendees of the meeting.
    Mute {
        /// Whether they are muted.
        muted: bool,
        /// `MeetingId`.
        meeting_id: String,
        /// `AttendeeList`.
        attendees: Vec<String>,
    },
    /// Enables or disables noise suppression.
    VoiceFocus {
        /// `Enable`.
        enable: bool,
    },
    /// Connects the caller with a bot.
    Bot(StartBotConversation),
}

/// One thing that happened in a call.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
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
    },
    /// A prompt is cut short by a key, a hang-up or a call update.
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

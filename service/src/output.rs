//! Outputs of the model: invocations, commands for the media engine, and entries of the record.
//!
//! Depends on `leg`, `record` and the protocol types.

use std::time::Duration;

use offhook::SipHeaders;
use offhook::action::{AudioFile, Speech, StartBotConversation, Track};

use crate::{Entry, Json, LegId};

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

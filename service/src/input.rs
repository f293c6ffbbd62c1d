//! Inputs of the model.

use std::collections::BTreeMap;
use std::time::Duration;

use offhook::SipHeaders;
use offhook::action::bot::IntentResult;

use crate::{Happening, LegId, MediaId, Prompt, Refusal};

/// An input of a call.
#[derive(Clone, PartialEq, Debug)]
#[non_exhaustive]
pub enum Input {
    /// A caller dials the application's number.
    Offered {
        /// The SIP headers that come with the call.
        headers: SipHeaders,
    },
    /// CreateSipMediaApplicationCall is called.
    Placed {
        /// Its `ArgumentsMap`.
        arguments: BTreeMap<String, String>,
    },
    /// UpdateSipMediaApplicationCall is called.
    Updated {
        /// Its `Arguments`.
        arguments: BTreeMap<String, String>,
    },
    /// An attempt to invoke the Lambda has come back.
    Replied {
        /// The event's `Sequence`.
        sequence: u64,
        /// The attempt, from 1.
        attempt: u32,
        /// The reply's text, or the Lambda's error.
        result: Result<String, String>,
    },
    /// The media engine reports something.
    Media(MediaEvent),
    /// A [deadline](crate::Call::deadline) has been reached.
    Tick,
    /// The next action that starts fails.
    FailNext(Refusal),
    /// The event is delivered once more.
    Duplicate {
        /// The event's `Sequence`.
        sequence: u64,
    },
    /// The service sends an event of a type that is not documented.
    Foreign {
        /// Its `InvocationEventType`.
        event_type: String,
    },
    /// The driver reports something for the record, such as the keys that a person presses.
    Note(Happening),
}

/// A report of the media engine: an answer to a [command](crate::Command), or an act of a person.
#[derive(Clone, PartialEq, Debug)]
#[non_exhaustive]
pub enum MediaEvent {
    /// The phone of a dialled leg rings.
    Ringing {
        /// The leg.
        leg: LegId,
    },
    /// A dialled leg is answered.
    Answered {
        /// The leg.
        leg: LegId,
    },
    /// A leg ends: its person hangs up, or a dialled leg is not answered.
    Ended {
        /// The leg.
        leg: LegId,
        /// The SIP response: 0 after the answer, 480, 486, 487, 503, 603, … before it.
        code: u16,
    },
    /// A person presses a key.
    Key {
        /// On this leg.
        leg: LegId,
        /// `0`-`9`, `*`, `#`, `A`-`D`.
        key: char,
    },
    /// A person says something.
    Said {
        /// On this leg.
        leg: LegId,
        /// The words.
        words: String,
    },
    /// A sound begins: one of a [`Command::Play`](crate::Command::Play), or what a bot says.
    Started {
        /// The command.
        id: MediaId,
        /// The prompt.
        prompt: Prompt,
        /// The length of one repetition.
        length: Duration,
    },
    /// A command is done: the sound has been played or loaded, the digits have been sent, a call
    /// recording has begun.
    Done {
        /// The command.
        id: MediaId,
    },
    /// A recording has been written.
    Recorded {
        /// The command.
        id: MediaId,
        /// Its bucket.
        bucket: String,
        /// Its key.
        key: String,
        /// The length.
        length: Duration,
    },
    /// An [`Extension`](crate::Extension) is done.
    ExtensionResult {
        /// The command.
        id: MediaId,
        /// The result of a bot; `None` for other extensions.
        result: Option<Box<IntentResult>>,
    },
    /// A command has failed.
    Failed {
        /// The command.
        id: MediaId,
        /// Why, in the service's words.
        refusal: Refusal,
    },
}

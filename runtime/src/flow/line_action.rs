//! What each action answers to a flow.

use std::borrow::Cow;
use std::sync::Arc;

use super::bridge::Bridge;
use super::error::{AskError, BridgeError, LineError};
use super::hear::{far_end_hash, has_left};
use super::state::{Record, Shared};
use super::streams::KeyPresses;
use crate::action::bot::Conversation;
use crate::action::{
    self, Action, ActionKind, CallRecording, DigitCollection, Recording, RecordingDestination,
};
use crate::call::Digits;
use crate::event::{ActionSuccessful as Succeeded, Event, Invocation};

/// An action that a flow can ask for: each of the 18.
///
/// Sealed.
pub trait LineAction: ActionKind + Unpin {
    /// What the flow gets when the action has succeeded. `()` at once for those whose success has no
    /// result.
    type Output;

    /// Why it can fail.
    type Error: From<LineError>;

    /// What the answer depends on, beside the action's type.
    #[doc(hidden)]
    fn shape(&self) -> u32 {
        0
    }

    /// Writes the result for the journal; `None` for an action that resolves at once.
    #[doc(hidden)]
    fn record(is_secret: bool) -> Option<Record>;

    /// What reading the result needs of the action.
    #[doc(hidden)]
    type Context: Default + Send + Unpin;

    #[doc(hidden)]
    fn context(&self) -> Self::Context {
        Self::Context::default()
    }

    /// Reads the result from the journal.
    #[doc(hidden)]
    fn output(
        payload: String,
        context: &Self::Context,
        shared: &Arc<Shared>,
        number: u32,
    ) -> Option<Self::Output>;

    /// The result of an action that did not succeed.
    #[doc(hidden)]
    fn failed(error: LineError) -> Result<Self::Output, Self::Error> {
        Err(error.into())
    }
}

/// Actions that resolve at once.
macro_rules! at_once {
    ($($action:ident)*) => {$(
        impl LineAction for action::$action {
            type Output = ();
            type Error = LineError;
            type Context = ();

            fn record(_: bool) -> Option<Record> {
                None
            }

            fn output(_: String, (): &(), _: &Arc<Shared>, _: u32) -> Option<()> {
                Some(())
            }
        }
    )*};
}

at_once!(
    Speak PlayAudio Pause SendDigits VoiceFocus StopCallRecording PauseCallRecording
    ResumeCallRecording
);

impl LineAction for action::ReceiveDigits {
    type Output = KeyPresses;
    type Error = LineError;
    type Context = Option<Self>;

    fn context(&self) -> Option<Self> {
        Some(self.clone())
    }

    fn record(_: bool) -> Option<Record> {
        None
    }

    fn output(_: String, asked: &Option<Self>, shared: &Arc<Shared>, _: u32) -> Option<KeyPresses> {
        Some(KeyPresses::new(shared, asked.clone()?))
    }
}

/// Actions that are awaited and have no result.
macro_rules! without_result {
    ($($action:ident: $data:expr),*) => {$(
        impl LineAction for action::$action {
            type Output = ();
            type Error = LineError;
            type Context = ();

            fn record(_: bool) -> Option<Record> {
                Some(|_, _| $data)
            }

            fn output(_: String, (): &(), _: &Arc<Shared>, _: u32) -> Option<()> {
                Some(())
            }
        }
    )*};
}

// The leg has left when a Hangup succeeds, which is no reason to ignore it.
without_result!(Hangup: Some(String::new()), ModifyChimeMeetingAttendees: None);

/// Actions that bring a far end.
macro_rules! far_end {
    ($($action:ident: $error:ty),*) => {$(
        impl LineAction for action::$action {
            type Output = Bridge;
            type Error = $error;
            type Context = ();

            fn record(_: bool) -> Option<Record> {
                Some(|invocation, _| far_end_hash(invocation).filter(|_| !has_left(invocation)))
            }

            fn output(_: String, (): &(), shared: &Arc<Shared>, number: u32) -> Option<Bridge> {
                Some(Bridge::new(shared, number))
            }
        }
    )*};
}

far_end!(CallAndBridge: BridgeError, JoinChimeMeeting: LineError);

/// Actions that ask for digits.
macro_rules! digits {
    ($($action:ident)*) => {$(
        impl LineAction for action::$action {
            type Output = Digits;
            type Error = AskError;
            type Context = ();

            fn shape(&self) -> u32 {
                shape(&self.collection)
            }

            fn record(is_secret: bool) -> Option<Record> {
                Some(if is_secret { |invocation, _| received(invocation).map(|_| String::new()) } else {
                    |invocation, _| received(invocation)
                })
            }

            fn output(payload: String, (): &(), _: &Arc<Shared>, _: u32) -> Option<Digits> {
                Some(payload.into())
            }
        }
    )*};
}

digits!(SpeakAndGetDigits PlayAudioAndGetDigits);

/// The number of digits that are asked for.
fn shape(collection: &DigitCollection) -> u32 {
    // At most 128; 255 stands for the default.
    let count = |number: Option<usize>| {
        number.and_then(|number| u8::try_from(number).ok()).unwrap_or(u8::MAX)
    };
    let (min, max) = (collection.min_number_of_digits, collection.max_number_of_digits);
    u16::from_be_bytes([count(min), count(max)]).into()
}

/// The digits of an event; `None` if there are none.
fn received(invocation: &Invocation) -> Option<String> {
    let digits = invocation.digits();
    (!digits.is_empty()).then(|| digits.into_inner().into_owned())
}

impl LineAction for action::RecordAudio {
    type Output = Recording;
    type Error = LineError;
    type Context = RecordingDestination;

    fn record(_: bool) -> Option<Record> {
        Some(|invocation, action| {
            let Succeeded::<Self> { results, .. } = Event::read(invocation);
            let file = results.file()?;
            let terminator = results.recording_terminator_used.as_ref().map_or("", Digits::as_str);
            let (bucket, key) = (&*file.bucket_name, &*file.key);
            let rest = match action {
                Some(Action::RecordAudio(record)) => {
                    let RecordingDestination { bucket_name, prefix, .. } =
                        &record.recording_destination;
                    let rest = key.strip_prefix(prefix.as_deref().unwrap_or_default());
                    rest.filter(|_| bucket == bucket_name)
                }
                _ => None,
            };
            Some(match rest {
                Some(rest) => format!("{terminator}>{rest}"),
                None => format!("{terminator}/{bucket}/{key}"),
            })
        })
    }

    fn context(&self) -> RecordingDestination {
        self.recording_destination.clone()
    }

    fn output(
        payload: String,
        destination: &RecordingDestination,
        _: &Arc<Shared>,
        _: u32,
    ) -> Option<Recording> {
        // A recording without a file has an empty payload.
        let Some(place) = payload.find(['>', '/']) else { return Some(Recording::default()) };
        let (terminator, rest) = (&payload[..place], &payload[place + 1..]);
        let file = if payload[place..].starts_with('>') {
            let prefix = destination.prefix.as_deref().unwrap_or_default();
            action::AudioFile::s3(destination.bucket_name.clone(), format!("{prefix}{rest}"))
        } else {
            let (bucket, key) = rest.split_once('/')?;
            action::AudioFile::s3(bucket.to_owned(), key.to_owned())
        };
        let recording = Recording::new(file);
        Some(if terminator.is_empty() { recording } else { recording.with_terminator(terminator) })
    }
}

impl LineAction for action::StartCallRecording {
    type Output = CallRecording;
    type Error = LineError;
    type Context = Cow<'static, str>;

    fn record(_: bool) -> Option<Record> {
        Some(|invocation, action| {
            let Succeeded::<Self> { results, .. } = Event::read(invocation);
            let location = results.call_recording_destination?.location;
            let rest = match action {
                Some(Action::StartCallRecording(start)) => {
                    location.strip_prefix(&*start.destination.location)
                }
                _ => None,
            };
            Some(match rest {
                Some(rest) => format!(">{rest}"),
                None => location.into_owned(),
            })
        })
    }

    fn context(&self) -> Cow<'static, str> {
        self.destination.location.clone()
    }

    fn output(
        payload: String,
        location: &Cow<'static, str>,
        _: &Arc<Shared>,
        _: u32,
    ) -> Option<CallRecording> {
        Some(match payload.strip_prefix('>') {
            Some(rest) => CallRecording::new(format!("{location}{rest}")),
            None if payload.is_empty() => CallRecording::default(),
            None => CallRecording::new(payload),
        })
    }
}

impl LineAction for action::StartBotConversation {
    type Output = Conversation;
    type Error = LineError;
    type Context = ();

    fn record(_: bool) -> Option<Record> {
        Some(|invocation, _| {
            let Succeeded::<Self> { results, .. } = Event::read(invocation);
            results.intent_result.as_ref()?;
            serde_json::to_string(&results).ok()
        })
    }

    fn output(payload: String, (): &(), _: &Arc<Shared>, _: u32) -> Option<Conversation> {
        if payload.is_empty() {
            return Some(Conversation::default());
        }
        serde_json::from_str(&payload).ok()
    }
}

//! The steps of a call: actions of people, and expectations.
//!
//! Depends only on the intents of `offhook` and on the faults.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use offhook::action::bot::Intent;

use crate::Fault;

/// The time before a person acts.
pub(crate) const REACTION: Duration = Duration::from_millis(500);
/// The time between two keys.
pub(crate) const KEY: Duration = Duration::from_millis(200);
/// The wait of a comma between keys.
pub(crate) const COMMA: Duration = Duration::from_millis(500);

/// A step of a call: an action of a person, or an expectation.
///
/// In tests, steps are methods of [`Phone`](crate::Phone); scenario files have the same words. An
/// expectation lets the call continue until it is met, at most for the simulator's
/// [`patience`](crate::Simulator::patience).
#[derive(Clone, PartialEq, Debug)]
#[non_exhaustive]
pub enum Step {
    /// Expects that the caller hears a prompt with this text, or with this `bucket/key`, to its end.
    Hears(String),
    /// Expects that the caller begins to hear such a prompt.
    StartsHearing(String),
    /// Expects that the prompt that the caller heard last was spoken by this voice.
    InVoice(String),
    /// The caller presses keys: `0`-`9`, `*`, `#`, `A`-`D`. A comma waits half a second.
    Presses(String),
    /// The caller says something, to a bot or to a recording.
    Says(String),
    /// The caller's conversation with a bot ends with this intent.
    BotConcludes(Box<Intent>),
    /// Time passes.
    Waits(Duration),
    /// The caller hangs up.
    HangsUp,
    /// Expects that the application hangs up the caller.
    IsHungUp,
    /// A step of the person on LEG-A of an outbound call.
    Called(FarEnd),
    /// Expects that the application bridges to this number or user, and takes a step of that person.
    BridgedTo(String, FarEnd),
    /// Expects that LEG-A joins the meeting with this id, or any meeting.
    JoinsMeeting(Option<String>),
    /// The meeting ends, or the caller is removed from it.
    MeetingEnds,
    /// UpdateSipMediaApplicationCall is called with these arguments.
    Updates(BTreeMap<String, String>),
    /// A fault occurs at the next event.
    NextEvent(Fault),
    /// The service sends an event of a type that it does not have yet.
    UnknownEvent(String),
    /// Expects that a recording is stored whose `bucket/key` contains this text.
    IsRecorded(String),
}

/// A step of the person at the far end: LEG-B of a bridge, or LEG-A of an outbound call.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum FarEnd {
    /// Answers.
    Answers,
    /// Is busy: 486.
    IsBusy,
    /// Does not answer until the ringing times out: 480.
    RingsOut,
    /// Declines the call: 603.
    Refuses,
    /// Is unreachable: 503.
    IsUnreachable,
    /// Is expected to ring until the call is cancelled: the application hangs up an outbound call, or
    /// the caller hangs up while a bridge rings: 487.
    IsCancelled,
    /// Hangs up.
    HangsUp,
    /// Presses keys.
    Presses(String),
    /// Says something.
    Says(String),
    /// Is expected to hear a prompt with this text, or with this `bucket/key`, to its end.
    Hears(String),
    /// Is expected to have heard the last prompt in this voice.
    InVoice(String),
    /// Is expected to be called with this SIP header.
    WithHeader(String, String),
    /// Is expected to be called with this caller id.
    WithCallerId(String),
    /// Is expected to hear these keys, sent by SendDigits.
    HearsKeys(String),
    /// Is expected to be hung up by the application.
    IsHungUp,
}

impl FarEnd {
    /// Returns the SIP response with which a person does not take a call.
    pub(crate) fn rejection(&self) -> Option<u16> {
        match self {
            Self::IsBusy => Some(486),
            Self::Refuses => Some(603),
            Self::IsUnreachable => Some(503),
            _ => None,
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Hears(text) => write!(f, "the caller hears {text:?}"),
            Self::StartsHearing(text) => write!(f, "the caller begins to hear {text:?}"),
            Self::InVoice(voice) => write!(f, "the caller hears it in the voice {voice}"),
            Self::Presses(keys) => write!(f, "the caller presses {keys}"),
            Self::Says(words) => write!(f, "the caller says {words:?}"),
            Self::BotConcludes(intent) => {
                write!(
                    f,
                    "the bot concludes with {}",
                    intent.name.as_deref().unwrap_or("no intent")
                )
            }
            Self::Waits(time) => write!(f, "the caller waits {time:?}"),
            Self::HangsUp => f.write_str("the caller hangs up"),
            Self::IsHungUp => f.write_str("the caller is hung up"),
            Self::Called(far_end) => write!(f, "the called party {far_end}"),
            Self::BridgedTo(number, far_end) => write!(f, "{number} {far_end}"),
            Self::JoinsMeeting(Some(meeting)) => {
                write!(f, "the caller joins the meeting {meeting}")
            }
            Self::JoinsMeeting(None) => f.write_str("the caller joins a meeting"),
            Self::MeetingEnds => f.write_str("the meeting ends"),
            Self::Updates(_) => f.write_str("the call is updated"),
            Self::NextEvent(fault) => write!(f, "the next event has the fault {fault}"),
            Self::UnknownEvent(event) => write!(f, "the service sends {event}"),
            Self::IsRecorded(key) => write!(f, "{key:?} is recorded"),
        }
    }
}

impl fmt::Display for FarEnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answers => f.write_str("answers"),
            Self::IsBusy => f.write_str("is busy"),
            Self::RingsOut => f.write_str("does not answer"),
            Self::Refuses => f.write_str("refuses"),
            Self::IsUnreachable => f.write_str("is unreachable"),
            Self::IsCancelled => f.write_str("rings until the call is cancelled"),
            Self::HangsUp => f.write_str("hangs up"),
            Self::Presses(keys) => write!(f, "presses {keys}"),
            Self::Says(words) => write!(f, "says {words:?}"),
            Self::Hears(text) => write!(f, "hears {text:?}"),
            Self::InVoice(voice) => write!(f, "hears it in the voice {voice}"),
            Self::WithHeader(name, value) => write!(f, "is called with the header {name}: {value}"),
            Self::WithCallerId(number) => write!(f, "is called with the caller id {number}"),
            Self::HearsKeys(keys) => write!(f, "hears the keys {keys}"),
            Self::IsHungUp => f.write_str("is hung up"),
        }
    }
}

//! What people do in a call, and what is expected of it, one step at a time.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use offhook::action::bot::Intent;

/// One step of a call: something that a person does, or something that is expected to happen.
///
/// Tests write steps as methods of [`Phone`](crate::Phone), scenario files as `act` and `expect`.
/// An expectation lets the call go on until it is met, at most for the simulator's patience.
#[derive(Clone, PartialEq, Debug)]
#[non_exhaustive]
pub enum Step {
    /// Expects that the caller hears this text, or this audio key, to its end.
    Hears(String),
    /// Expects that the caller begins to hear this.
    StartsHearing(String),
    /// The caller presses keys: `0`-`9`, `*`, `#`, `A`-`D`; a comma is half a second.
    Presses(String),
    /// The caller says something: to a bot, or to be recorded.
    Says(String),
    /// The bot that talks with the caller is done, with this result.
    BotConcludes(Box<Intent>),
    /// Time passes.
    Waits(Duration),
    /// The caller hangs up.
    HangsUp,
    /// Expects that the application hangs the caller up.
    IsHungUp,
    /// The person who is called on LEG-A of an outbound call answers, or does not.
    Called(FarEnd),
    /// Expects that the application calls this number or user, whose person then does this.
    BridgedTo(String, FarEnd),
    /// Expects that LEG-A joins a meeting: this one, if one is named.
    JoinsMeeting(Option<String>),
    /// The meeting ends, or throws the caller out.
    MeetingEnds,
    /// UpdateSipMediaApplicationCall is called with these arguments.
    Updates(BTreeMap<String, String>),
    /// The service sends an event of a type that does not exist yet.
    UnknownEvent(String),
    /// Expects that a recording has been written whose bucket/key contains this.
    IsRecorded(String),
}

/// What the person at the other end of the line does.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum FarEnd {
    /// Answers the ringing telephone.
    Answers,
    /// Is on the phone already: 486.
    IsBusy,
    /// Lets it ring until the service gives up.
    RingsOut,
    /// Refuses: 603.
    Refuses,
    /// Can't be reached: 503.
    IsUnreachable,
    /// On an outbound call: the call is cancelled before it is answered: 487.
    IsCancelled,
    /// Hangs up.
    HangsUp,
    /// Presses keys.
    Presses(String),
    /// Says something.
    Says(String),
    /// Is expected to hear this text or audio key to its end.
    Hears(String),
    /// Is expected to hear these keys, sent by SendDigits.
    HearsKeys(String),
    /// Is expected to be hung up by the application.
    IsHungUp,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Hears(text) => write!(f, "the caller hears {text:?}"),
            Self::StartsHearing(text) => write!(f, "the caller begins to hear {text:?}"),
            Self::Presses(keys) => write!(f, "the caller presses {keys}"),
            Self::Says(words) => write!(f, "the caller says {words:?}"),
            Self::BotConcludes(intent) => {
                write!(
                    f,
                    "the bot concludes with {}",
                    intent.name.as_deref().unwrap_or("no intent")
                )
            }
            Self::Waits(time) => write!(f, "{time:?} pass"),
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
            Self::RingsOut => f.write_str("lets it ring"),
            Self::Refuses => f.write_str("refuses"),
            Self::IsUnreachable => f.write_str("is unreachable"),
            Self::IsCancelled => f.write_str("is called no longer"),
            Self::HangsUp => f.write_str("hangs up"),
            Self::Presses(keys) => write!(f, "presses {keys}"),
            Self::Says(words) => write!(f, "says {words:?}"),
            Self::Hears(text) => write!(f, "hears {text:?}"),
            Self::HearsKeys(keys) => write!(f, "hears the keys {keys}"),
            Self::IsHungUp => f.write_str("is hung up"),
        }
    }
}

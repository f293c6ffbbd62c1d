//! One leg of a call, as an event shows it.

use std::fmt;
use std::sync::OnceLock;
use std::time::{Duration, SystemTime};

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::details::optional_fields;
use super::{Leg, SipHeaders};
use crate::wire::json::{Cursor, once};
use crate::wire::texts::Texts;
use crate::wire::{EventError, FromEvent, Under, clip, open_enum};

open_enum! {
    /// Which way a leg's call was placed, as the service sees it: `Direction`.
    pub enum Direction {
        /// Towards the service.
        Inbound = "Inbound",
        /// From the service.
        Outbound = "Outbound",
    }
}

open_enum! {
    /// Whether a leg is up: `Status`, absent before the call is answered.
    pub enum Status {
        /// The leg is up.
        Connected = "Connected",
        /// The leg has been hung up.
        Disconnected = "Disconnected",
    }
}

/// One leg of a call, as an event shows it: an entry of the service's `Participants`.
///
/// `Debug` hides phone numbers and SIP headers.
#[derive(Clone)]
pub struct Participant {
    texts: Texts<5>,
    direction: Option<Direction>,
    status: Option<Status>,
    /// The JSON of the SIP headers; most events have none, and few handlers look at them.
    sip_headers_json: Option<Box<str>>,
    /// Read when somebody asks.
    sip_headers: OnceLock<SipHeaders>,
}

const CALL_ID: usize = 0;
const TAG: usize = 1;
const TO: usize = 2;
const FROM: usize = 3;
const START_TIME: usize = 4;

impl Participant {
    pub(super) fn empty() -> Self {
        // A call id, two numbers, a tag and a time.
        let texts = Texts::with_capacity(96);
        Self {
            texts,
            direction: None,
            status: None,
            sip_headers_json: None,
            sip_headers: OnceLock::new(),
        }
    }

    /// A leg, for tests: inbound when it is LEG-A and outbound when it is LEG-B, without a status.
    pub fn new(leg: Leg, call_id: impl AsRef<str>) -> Self {
        let mut participant = Self::empty();
        participant.texts.set(CALL_ID, call_id.as_ref());
        participant.texts.set(TAG, leg.as_str());
        participant.with_direction(match leg {
            Leg::A => Direction::Inbound,
            Leg::B => Direction::Outbound,
        })
    }

    /// Sets who called whom: `From` and `To`.
    pub fn with_numbers(mut self, from: impl AsRef<str>, to: impl AsRef<str>) -> Self {
        self.texts.set(FROM, from.as_ref());
        self.texts.set(TO, to.as_ref());
        self
    }

    /// Sets the `Direction`.
    pub fn with_direction(mut self, direction: Direction) -> Self {
        self.direction = Some(direction);
        self
    }

    /// Sets the `Status`.
    pub fn with_status(mut self, status: Status) -> Self {
        self.status = Some(status);
        self
    }

    /// Sets the `SipHeaders`.
    pub fn with_sip_headers(mut self, sip_headers: SipHeaders) -> Self {
        self.sip_headers = OnceLock::from(sip_headers);
        self
    }

    /// Sets the `StartTimeInMilliseconds`.
    pub fn with_start_time(mut self, milliseconds: u64) -> Self {
        self.texts.set(START_TIME, &milliseconds.to_string());
        self
    }

    /// The leg's id: `CallId`. A second CallAndBridge makes a new LEG-B with a new one. Empty when
    /// the event has none.
    pub fn call_id(&self) -> &str {
        self.texts.get(CALL_ID).unwrap_or_default()
    }

    /// Which leg it is: `ParticipantTag`; `None` when the event has none, or another word.
    pub fn leg(&self) -> Option<Leg> {
        Leg::from_tag(self.tag()?)
    }

    /// The text of `ParticipantTag`.
    pub(super) fn tag(&self) -> Option<&str> {
        self.texts.get(TAG)
    }

    /// `To`: E.164, or `SMA` or other text on LEG-B, or a SIP user. Empty when the event has none.
    pub fn to(&self) -> &str {
        self.texts.get(TO).unwrap_or_default()
    }

    /// `From`: E.164, or `SMA` or other text on LEG-B, or a SIP user. Empty when the event has none.
    pub fn from(&self) -> &str {
        self.texts.get(FROM).unwrap_or_default()
    }

    /// Which way the leg's call was placed: `Direction`.
    pub fn direction(&self) -> Option<&Direction> {
        self.direction.as_ref()
    }

    /// Whether the leg is not known to be hung up: its `Status` is not Disconnected. Before a call
    /// is answered, and in some events after, there is no status.
    pub fn is_connected(&self) -> bool {
        self.status != Some(Status::Disconnected)
    }

    /// The `Status` that the event shows.
    pub fn status(&self) -> Option<&Status> {
        self.status.as_ref()
    }

    /// The text of `StartTimeInMilliseconds`: milliseconds since 1970. Logs have 13 digits;
    /// examples have 8, 10 or 15 too.
    pub fn start_time_text(&self) -> Option<&str> {
        self.texts.get(START_TIME)
    }

    /// When the leg began, from `StartTimeInMilliseconds`, if that is a number in range.
    pub fn start_time(&self) -> Option<SystemTime> {
        let milliseconds = self.start_time_text()?.parse().ok()?;
        SystemTime::UNIX_EPOCH.checked_add(Duration::from_millis(milliseconds))
    }

    /// The leg's `SipHeaders`; empty when there are none, or none that can be read.
    pub fn sip_headers(&self) -> &SipHeaders {
        self.sip_headers.get_or_init(|| {
            self.sip_headers_json.as_deref().map(SipHeaders::from_event).unwrap_or_default()
        })
    }

    /// Reads an entry of `Participants` into an empty participant.
    pub(super) fn read(&mut self, json: &mut Cursor<'_>) -> Result<(), EventError> {
        let texts = &mut self.texts;
        json.object(|json, key| match key {
            "CallId" => texts.read(CALL_ID, json).under("CallId"),
            "ParticipantTag" => texts.read(TAG, json).under("ParticipantTag"),
            "To" => texts.read(TO, json).under("To"),
            "From" => texts.read(FROM, json).under("From"),
            "Direction" => once(&mut self.direction, json.lenient_word()).under("Direction"),
            "StartTimeInMilliseconds" => {
                texts.read(START_TIME, json).under("StartTimeInMilliseconds")
            }
            "Status" => once(&mut self.status, json.lenient_word()).under("Status"),
            "SipHeaders" if json.is_object() => {
                once(&mut self.sip_headers_json, json.raw().map(|raw| Some(raw.into())))
                    .under("SipHeaders")
            }
            _ => json.skip(),
        })
    }
}

impl PartialEq for Participant {
    fn eq(&self, other: &Self) -> bool {
        self.texts == other.texts
            && self.direction == other.direction
            && self.status == other.status
            && self.sip_headers() == other.sip_headers()
    }
}

impl fmt::Debug for Participant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Participant")
            .field("call_id", &clip(self.call_id()))
            .field("tag", &self.tag().map(clip))
            .field("direction", &self.direction)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

impl Serialize for Participant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut participant = serializer.serialize_struct("Participant", 8)?;
        optional_fields!(participant, {
            "CallId": self.texts.get(CALL_ID),
            "ParticipantTag": self.tag(),
            "To": self.texts.get(TO),
            "From": self.texts.get(FROM),
            "Direction": self.direction,
            "StartTimeInMilliseconds": self.start_time_text(),
            "Status": self.status,
            "SipHeaders": Some(self.sip_headers()).filter(|headers| !headers.is_empty()),
        });
        participant.end()
    }
}

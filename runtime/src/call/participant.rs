//! The data of one leg in an event.
//!
//! Depends on `wire` for reading JSON.

use std::fmt;
use std::sync::OnceLock;
use std::time::{Duration, SystemTime};

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::details::optional_fields;
use super::{Leg, SipHeaders};
use crate::wire::form::{Form, Plain};
use crate::wire::json::{Cursor, SharedJson, Span, once};
use crate::wire::texts::Texts;
use crate::wire::{EventError, Under, clip, open_enum};

open_enum! {
    /// The direction of a leg's call, from the point of view of the service: `Direction`.
    pub enum Direction {
        /// To the service.
        Inbound = "Inbound",
        /// From the service.
        Outbound = "Outbound",
    }
}

open_enum! {
    /// The state of a leg: `Status`. Absent before the call is answered.
    pub enum Status {
        /// The leg is connected.
        Connected = "Connected",
        /// The leg has been hung up.
        Disconnected = "Disconnected",
    }
}

/// The data of one leg in an event: an entry of `Participants`.
///
/// `Debug` hides phone numbers and SIP headers.
#[derive(Clone)]
pub struct Participant {
    texts: Texts<5>,
    direction: Option<Direction>,
    status: Option<Status>,
    /// The place of the SIP headers, unread: few handlers use them.
    sip_headers_span: Option<Span>,
    /// The SIP headers, read on first use.
    sip_headers: OnceLock<SipHeaders>,
}

const CALL_ID: usize = 0;
const TAG: usize = 1;
const TO: usize = 2;
const FROM: usize = 3;
const START_TIME: usize = 4;

impl Participant {
    /// Creates an empty participant of an event.
    pub(super) fn in_event(event: SharedJson) -> Self {
        Self {
            texts: Texts::new(event),
            direction: None,
            status: None,
            sip_headers_span: None,
            sip_headers: OnceLock::new(),
        }
    }

    /// Creates a participant for tests: inbound for LEG-A, outbound for LEG-B, without a status.
    pub fn new(leg: Leg, call_id: impl AsRef<str>) -> Self {
        let mut participant = Self::in_event(SharedJson::default());
        participant.texts.set(CALL_ID, call_id.as_ref());
        participant.texts.set(TAG, leg.as_str());
        participant.with_direction(match leg {
            Leg::A => Direction::Inbound,
            Leg::B => Direction::Outbound,
        })
    }

    /// Sets the calling and the called number: `From` and `To`.
    pub fn with_numbers(mut self, from: impl AsRef<str>, to: impl AsRef<str>) -> Self {
        self.texts.set(FROM, from.as_ref());
        self.texts.set(TO, to.as_ref());
        self
    }

    /// Sets the direction: `Direction`.
    pub fn with_direction(mut self, direction: Direction) -> Self {
        self.direction = Some(direction);
        self
    }

    /// Sets the status: `Status`.
    pub fn with_status(mut self, status: Status) -> Self {
        self.status = Some(status);
        self
    }

    /// Sets the SIP headers: `SipHeaders`.
    pub fn with_sip_headers(mut self, sip_headers: SipHeaders) -> Self {
        self.sip_headers = OnceLock::from(sip_headers);
        self
    }

    /// Sets the start time, in milliseconds since 1970: `StartTimeInMilliseconds`.
    pub fn with_start_time(mut self, milliseconds: u64) -> Self {
        self.texts.set(START_TIME, &milliseconds.to_string());
        self
    }

    /// Returns the leg's id: `CallId`. Empty if the event has none.
    ///
    /// A second CallAndBridge creates a new LEG-B with a new id.
    pub fn call_id(&self) -> &str {
        self.texts.get(CALL_ID).unwrap_or_default()
    }

    /// Returns the name of the leg: `ParticipantTag`. `None` if it is absent or unknown.
    pub fn leg(&self) -> Option<Leg> {
        Leg::from_tag(self.tag()?)
    }

    /// Returns the text of `ParticipantTag`.
    pub(super) fn tag(&self) -> Option<&str> {
        self.texts.get(TAG)
    }

    /// Returns the called number: `To`. Empty if the event has none.
    ///
    /// Usually in E.164 form, but it can be a SIP user, or other text such as `SMA` on LEG-B.
    pub fn to(&self) -> &str {
        self.texts.get(TO).unwrap_or_default()
    }

    /// Returns the calling number: `From`. Empty if the event has none.
    ///
    /// Usually in E.164 form, but it can be a SIP user, or other text such as `SMA` on LEG-B.
    pub fn from(&self) -> &str {
        self.texts.get(FROM).unwrap_or_default()
    }

    /// Returns the direction of the leg's call: `Direction`.
    pub fn direction(&self) -> Option<&Direction> {
        self.direction.as_ref()
    }

    /// Returns `true` unless the leg's `Status` is Disconnected.
    ///
    /// A leg without a status counts as connected: the status is absent before the call is answered
    /// and in some later events.
    pub fn is_connected(&self) -> bool {
        self.status != Some(Status::Disconnected)
    }

    /// Returns the state of the leg: `Status`.
    pub fn status(&self) -> Option<&Status> {
        self.status.as_ref()
    }

    /// Returns the text of `StartTimeInMilliseconds`, a number of milliseconds since 1970.
    ///
    /// It has 13 digits in logs of real calls, and 8, 10 or 15 in some documented examples.
    pub fn start_time_text(&self) -> Option<&str> {
        self.texts.get(START_TIME)
    }

    /// Returns the start time of the leg: `StartTimeInMilliseconds`. `None` if it is absent, not a
    /// number, or out of range.
    pub fn start_time(&self) -> Option<SystemTime> {
        let milliseconds = self.start_time_text()?.parse().ok()?;
        SystemTime::UNIX_EPOCH.checked_add(Duration::from_millis(milliseconds))
    }

    /// Returns the SIP headers of the leg: `SipHeaders`. Empty if they are absent or unreadable.
    #[inline]
    pub fn sip_headers(&self) -> &SipHeaders {
        self.sip_headers.get_or_init(|| {
            let json = self.sip_headers_span.map(|span| self.texts.event().part(span));
            json.and_then(|json| Plain::read(json).ok()?).unwrap_or_default()
        })
    }

    /// Reads an entry of `Participants` into an empty participant.
    pub(super) fn read(&mut self, json: &mut Cursor<'_>) -> Result<(), EventError> {
        let texts = &mut self.texts;
        json.object(|json, key| {
            let read = match key {
                "CallId" => texts.read(CALL_ID, json),
                "ParticipantTag" => texts.read(TAG, json),
                "To" => texts.read(TO, json),
                "From" => texts.read(FROM, json),
                "Direction" => once(&mut self.direction, json.lenient_word()),
                "StartTimeInMilliseconds" => texts.read(START_TIME, json),
                "Status" => once(&mut self.status, json.lenient_word()),
                "SipHeaders" => once(&mut self.sip_headers_span, json.span(Cursor::skip).map(Some)),
                _ => return json.skip(),
            };
            read.under(key)
        })
    }
}

impl PartialEq for Participant {
    #[inline]
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

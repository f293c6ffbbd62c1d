//! The call that an event belongs to: CallDetails and its participants.

use std::borrow::Cow;
use std::fmt;
use std::time::{Duration, SystemTime};

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::error::{EventError, Under};
use crate::wire::json::{Cursor, once};
use crate::wire::open_enum;
use crate::{Leg, SipHeaders, TransactionAttributes};

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

/// Serializes the fields that are there; the service leaves out what it has no value for.
macro_rules! optional_fields {
    ($struct:ident, { $($key:literal: $value:expr,)* }) => {$(
        if let Some(value) = &$value {
            $struct.serialize_field($key, value)?;
        }
    )*};
}
/// The call that an event belongs to: the service's `CallDetails`.
///
/// `Debug` hides phone numbers, SIP headers and the attributes' values.
///
/// In a unit test, build one:
///
/// ```
/// use offhook::{Call, Leg, Participant};
///
/// let call = Call::inbound("+14255550199", "+12065550100")
///     .with_participant(Participant::new(Leg::B, "call-b").numbers("+12065550100", "+12065550123"));
/// assert_eq!(call.from(), "+14255550199");
/// assert_eq!(call.leg_b().map(Participant::to), Some("+12065550123"));
/// ```
#[derive(Clone, PartialEq)]
pub struct Call {
    pub(crate) transaction_id: String,
    pub(crate) account_id: Option<String>,
    pub(crate) region: Option<String>,
    pub(crate) sip_rule_id: Option<String>,
    pub(crate) sip_media_application_id: Option<String>,
    pub(crate) attributes: Option<TransactionAttributes>,
    pub(crate) participants: Vec<Participant>,
    /// The place of the leg that the event names, if it names one.
    pub(crate) event_leg: Option<usize>,
}

impl Call {
    fn new(participant: Participant) -> Self {
        Self {
            transaction_id: "00000000-0000-0000-0000-000000000001".to_owned(),
            account_id: Some("123456789012".to_owned()),
            region: Some("us-east-1".to_owned()),
            sip_rule_id: None,
            sip_media_application_id: Some("00000000-0000-0000-0000-00000000000a".to_owned()),
            attributes: None,
            participants: vec![participant],
            event_leg: None,
        }
    }

    /// A call from a phone to the application, for tests: one connected LEG-A with call id `call-a`.
    pub fn inbound(from: impl Into<String>, to: impl Into<String>) -> Self {
        Self::new(Participant::new(Leg::A, "call-a").numbers(from, to).status(Status::Connected))
    }

    /// A call that the application placed, for tests: one connected LEG-A with call id `call-a`.
    pub fn outbound(from: impl Into<String>, to: impl Into<String>) -> Self {
        let leg = Participant::new(Leg::A, "call-a").numbers(from, to).status(Status::Connected);
        Self::new(leg.direction(Direction::Outbound))
    }

    /// Adds a participant, or replaces the one with the same tag.
    pub fn with_participant(mut self, participant: Participant) -> Self {
        match self.participants.iter_mut().find(|other| other.tag == participant.tag) {
            Some(other) => *other = participant,
            None => self.participants.push(participant),
        }
        self
    }

    /// Sets the transaction attributes.
    pub fn with_attributes(mut self, attributes: TransactionAttributes) -> Self {
        self.attributes = Some(attributes);
        self
    }

    /// Sets the transaction id.
    pub fn with_transaction_id(mut self, transaction_id: impl Into<String>) -> Self {
        self.transaction_id = transaction_id.into();
        self
    }

    /// Sets the id of the SIP rule that the call came through.
    pub fn with_sip_rule_id(mut self, sip_rule_id: impl Into<String>) -> Self {
        self.sip_rule_id = Some(sip_rule_id.into());
        self
    }

    /// Sets the id of the SIP media application.
    pub fn with_sip_media_application_id(mut self, id: impl Into<String>) -> Self {
        self.sip_media_application_id = Some(id.into());
        self
    }

    /// Sets the account and the region.
    pub fn with_account(
        mut self,
        account_id: impl Into<String>,
        region: impl Into<String>,
    ) -> Self {
        (self.account_id, self.region) = (Some(account_id.into()), Some(region.into()));
        self
    }

    /// The id of the whole call, one for all its legs and invocations: `TransactionId`.
    pub fn transaction_id(&self) -> &str {
        &self.transaction_id
    }

    /// `AwsAccountId`.
    pub fn account_id(&self) -> Option<&str> {
        self.account_id.as_deref()
    }

    /// `AwsRegion`, such as `us-east-1`.
    pub fn region(&self) -> Option<&str> {
        self.region.as_deref()
    }

    /// The SIP rule that the call came through: `SipRuleId`, absent on outbound calls.
    pub fn sip_rule_id(&self) -> Option<&str> {
        self.sip_rule_id.as_deref()
    }

    /// `SipMediaApplicationId`; older examples spell it `SipApplicationId`.
    pub fn sip_media_application_id(&self) -> Option<&str> {
        self.sip_media_application_id.as_deref()
    }

    /// What earlier replies stored: `TransactionAttributes`; empty when none were.
    pub fn attributes(&self) -> &TransactionAttributes {
        const NONE: &TransactionAttributes = &TransactionAttributes::new();
        self.attributes.as_ref().unwrap_or(NONE)
    }

    /// The legs of the call: `Participants`.
    pub fn participants(&self) -> &[Participant] {
        &self.participants
    }

    /// The first leg: the one tagged LEG-A, or the first of all when none has a tag.
    pub fn leg_a(&self) -> Option<&Participant> {
        self.tagged(Leg::A).or_else(|| self.participants.iter().find(|leg| leg.leg().is_none()))
    }

    /// The leg that CallAndBridge or JoinChimeMeeting made: the one tagged LEG-B.
    pub fn leg_b(&self) -> Option<&Participant> {
        self.tagged(Leg::B)
    }

    /// The leg that the event is about: the one its `ActionData.Parameters` name by `CallId` or
    /// `ParticipantTag`, else LEG-A (our choice where the event names none, as a call update).
    pub fn leg(&self) -> Option<&Participant> {
        self.named_leg().or_else(|| self.leg_a()).or(self.participants.first())
    }

    /// The number that called, LEG-A's `From`: E.164, or a SIP user. Empty when the event has none.
    pub fn from(&self) -> &str {
        self.leg_a().map_or("", Participant::from)
    }

    /// The number that was called, LEG-A's `To`: E.164, or a SIP user. Empty when the event has none.
    pub fn to(&self) -> &str {
        self.leg_a().map_or("", Participant::to)
    }

    /// Whether any leg may still be up. A call without participants counts as up.
    pub(crate) fn is_up(&self) -> bool {
        self.participants.is_empty() || self.participants.iter().any(Participant::is_connected)
    }

    pub(crate) fn named_leg(&self) -> Option<&Participant> {
        self.participants.get(self.event_leg?)
    }

    /// The leg for an action that names none.
    pub(crate) fn default_leg(&self) -> Option<&Participant> {
        let leg = self.leg()?;
        if leg.is_connected() {
            return Some(leg);
        }
        let mut connected = self.participants.iter().filter(|leg| leg.is_connected());
        match (connected.next(), connected.next()) {
            (Some(only), None) => Some(only),
            _ => Some(leg),
        }
    }

    /// The legs that stay when the event's leg has hung up.
    pub(crate) fn left_behind(&self) -> impl Iterator<Item = &Participant> {
        let gone = self.named_leg();
        let known = gone.is_some() || self.participants.iter().any(|leg| !leg.is_connected());
        self.participants.iter().filter(move |leg| {
            known && leg.is_connected() && gone.is_none_or(|gone| gone.call_id != leg.call_id)
        })
    }

    /// Finds the participant that an event names.
    pub(crate) fn name_leg(&mut self, call_id: Option<&str>, tag: Option<&str>) {
        let position =
            |wanted: &dyn Fn(&Participant) -> bool| self.participants.iter().position(wanted);
        let by_id =
            call_id.filter(|id| !id.is_empty()).and_then(|id| position(&|leg| leg.call_id() == id));
        self.event_leg = by_id.or_else(|| {
            let tag = Leg::from_tag(tag?)?;
            position(&|leg| leg.leg() == Some(tag))
        });
    }

    fn tagged(&self, tag: Leg) -> Option<&Participant> {
        self.participants.iter().find(|participant| participant.leg() == Some(tag))
    }
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("transaction_id", &self.transaction_id)
            .field("attributes", self.attributes())
            .field("participants", &self.participants)
            .finish_non_exhaustive()
    }
}

impl Serialize for Call {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut details = serializer.serialize_struct("CallDetails", 7)?;
        details.serialize_field("TransactionId", &self.transaction_id)?;
        optional_fields!(details, {
            "TransactionAttributes": self.attributes,
            "AwsAccountId": self.account_id,
            "AwsRegion": self.region,
            "SipRuleId": self.sip_rule_id,
            "SipMediaApplicationId": self.sip_media_application_id,
        });
        details.serialize_field("Participants", &self.participants)?;
        details.end()
    }
}

/// One leg of a call, as an event shows it: an entry of the service's `Participants`.
///
/// `Debug` hides phone numbers and SIP headers.
#[derive(Clone, PartialEq, Default)]
pub struct Participant {
    call_id: Option<String>,
    tag: Option<String>,
    to: Option<String>,
    from: Option<String>,
    direction: Option<Direction>,
    start_time: Option<String>,
    status: Option<Status>,
    sip_headers: Option<SipHeaders>,
}

impl Participant {
    /// A leg, for tests: inbound when it is LEG-A and outbound when it is LEG-B, without a status.
    pub fn new(leg: Leg, call_id: impl Into<String>) -> Self {
        let direction = match leg {
            Leg::A => Direction::Inbound,
            Leg::B => Direction::Outbound,
        };
        Self {
            call_id: Some(call_id.into()),
            tag: Some(leg.as_str().to_owned()),
            direction: Some(direction),
            start_time: Some("1700000000000".to_owned()),
            ..Self::default()
        }
    }

    /// Sets who called whom: `From` and `To`.
    pub fn numbers(mut self, from: impl Into<String>, to: impl Into<String>) -> Self {
        (self.from, self.to) = (Some(from.into()), Some(to.into()));
        self
    }

    /// Sets the `Direction`.
    pub fn direction(mut self, direction: Direction) -> Self {
        self.direction = Some(direction);
        self
    }

    /// Sets the `Status`.
    pub fn status(mut self, status: Status) -> Self {
        self.status = Some(status);
        self
    }

    /// Sets the `SipHeaders`.
    pub fn with_sip_headers(mut self, sip_headers: SipHeaders) -> Self {
        self.sip_headers = Some(sip_headers);
        self
    }

    /// Sets the `StartTimeInMilliseconds`.
    pub fn started_at(mut self, milliseconds: u64) -> Self {
        self.start_time = Some(milliseconds.to_string());
        self
    }

    /// The leg's id: `CallId`. A second CallAndBridge makes a new LEG-B with a new one. Empty when
    /// the event has none.
    pub fn call_id(&self) -> &str {
        self.call_id.as_deref().unwrap_or_default()
    }

    /// Which leg it is: `ParticipantTag`; `None` when the event has none, or another word.
    pub fn leg(&self) -> Option<Leg> {
        Leg::from_tag(self.tag.as_deref()?)
    }

    /// `To`: E.164, or `SMA` or other text on LEG-B, or a SIP user. Empty when the event has none.
    pub fn to(&self) -> &str {
        self.to.as_deref().unwrap_or_default()
    }

    /// `From`: E.164, or `SMA` or other text on LEG-B, or a SIP user. Empty when the event has none.
    pub fn from(&self) -> &str {
        self.from.as_deref().unwrap_or_default()
    }

    /// Which way the leg's call was placed: `Direction`.
    pub fn placed(&self) -> Option<&Direction> {
        self.direction.as_ref()
    }

    /// Whether the leg is not known to be hung up: its `Status` is not Disconnected. Before a call
    /// is answered, and in some events after, there is no status.
    pub fn is_connected(&self) -> bool {
        self.status != Some(Status::Disconnected)
    }

    /// The `Status` that the event shows.
    pub fn shown_status(&self) -> Option<&Status> {
        self.status.as_ref()
    }

    /// The text of `StartTimeInMilliseconds`: milliseconds since 1970. Logs have 13 digits;
    /// examples have 8, 10 or 15 too.
    pub fn start_time_text(&self) -> Option<&str> {
        self.start_time.as_deref()
    }

    /// When the leg began, from `StartTimeInMilliseconds`, if that is a number in range.
    pub fn start_time(&self) -> Option<SystemTime> {
        let milliseconds = self.start_time.as_deref()?.parse().ok()?;
        SystemTime::UNIX_EPOCH.checked_add(Duration::from_millis(milliseconds))
    }

    /// The leg's `SipHeaders`; empty when there are none.
    pub fn sip_headers(&self) -> &SipHeaders {
        const NONE: &SipHeaders = &SipHeaders::new();
        self.sip_headers.as_ref().unwrap_or(NONE)
    }
}

impl fmt::Debug for Participant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Participant")
            .field("call_id", &self.call_id)
            .field("tag", &self.tag)
            .field("direction", &self.direction)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

impl Serialize for Participant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut participant = serializer.serialize_struct("Participant", 8)?;
        optional_fields!(participant, {
            "CallId": self.call_id,
            "ParticipantTag": self.tag,
            "To": self.to,
            "From": self.from,
            "Direction": self.direction,
            "StartTimeInMilliseconds": self.start_time,
            "Status": self.status,
            "SipHeaders": self.sip_headers,
        });
        participant.end()
    }
}

/// More than the one or two legs that a call has, but no reason to give up on an odd event.
const MAX_PARTICIPANTS: usize = 64;

impl Call {
    /// Reads `CallDetails`.
    pub(crate) fn read(json: &mut Cursor<'_>) -> Result<Self, EventError> {
        let (mut transaction_id, mut account_id, mut region) = (None, None, None);
        let (mut sip_rule_id, mut sip_media_application_id, mut older_application_id) = (None, None, None);
        let (mut attributes, mut participants) = (None, None);
        json.object(|json, key| match key {
            "TransactionId" => once(&mut transaction_id, json.string().map(Some)).under("TransactionId"),
            "AwsAccountId" => once(&mut account_id, json.lenient_text()).under("AwsAccountId"),
            "AwsRegion" => once(&mut region, json.lenient_text()).under("AwsRegion"),
            "SipRuleId" => once(&mut sip_rule_id, json.lenient_text()).under("SipRuleId"),
            "SipMediaApplicationId" => {
                once(&mut sip_media_application_id, json.lenient_text()).under("SipMediaApplicationId")
            }
            "SipApplicationId" => once(&mut older_application_id, json.lenient_text()).under("SipApplicationId"),
            "TransactionAttributes" => {
                once(&mut attributes, read_attributes(json)).under("TransactionAttributes")
            }
            "Participants" => once(&mut participants, read_participants(json).map(Some)).under("Participants"),
            _ => json.skip(),
        })?;
        Ok(Self {
            transaction_id: transaction_id
                .ok_or_else(|| EventError::new("TransactionId", "is missing"))?
                .into_owned(),
            account_id: account_id.map(Cow::into_owned),
            region: region.map(Cow::into_owned),
            sip_rule_id: sip_rule_id.map(Cow::into_owned),
            sip_media_application_id: sip_media_application_id.or(older_application_id).map(Cow::into_owned),
            attributes,
            participants: participants.unwrap_or_default(),
            event_leg: None,
        })
    }
}

fn read_attributes(json: &mut Cursor<'_>) -> Result<Option<TransactionAttributes>, EventError> {
    if json.null()? {
        return Ok(None);
    }
    if !json.is_object() {
        return Err(json.must_be("an object"));
    }
    let attributes = serde_json::from_str(json.raw()?);
    attributes.map(Some).map_err(|error| EventError::from_json(&error))
}

fn read_participants(json: &mut Cursor<'_>) -> Result<Vec<Participant>, EventError> {
    let mut participants = Vec::with_capacity(2);
    json.array(|json| {
        if participants.len() == MAX_PARTICIPANTS {
            return Err(EventError::new("", format!("is one of more than {MAX_PARTICIPANTS} participants")));
        }
        participants.push(Participant::read(json)?);
        Ok(())
    })?;
    Ok(participants)
}

impl Participant {
    fn read(json: &mut Cursor<'_>) -> Result<Self, EventError> {
        let mut leg = Self::default();
        let owned = |text: Result<Option<Cow<'_, str>>, EventError>| text.map(|text| text.map(Cow::into_owned));
        json.object(|json, key| match key {
            "CallId" => once(&mut leg.call_id, owned(json.lenient_text())).under("CallId"),
            "ParticipantTag" => once(&mut leg.tag, owned(json.lenient_text())).under("ParticipantTag"),
            "To" => once(&mut leg.to, owned(json.lenient_text())).under("To"),
            "From" => once(&mut leg.from, owned(json.lenient_text())).under("From"),
            "Direction" => once(&mut leg.direction, word(json.lenient_text())).under("Direction"),
            "StartTimeInMilliseconds" => {
                once(&mut leg.start_time, owned(json.lenient_text())).under("StartTimeInMilliseconds")
            }
            "Status" => once(&mut leg.status, word(json.lenient_text())).under("Status"),
            "SipHeaders" => once(&mut leg.sip_headers, read_sip_headers(json)).under("SipHeaders"),
            _ => json.skip(),
        })?;
        Ok(leg)
    }
}

/// SIP headers; what is no object holds none.
fn read_sip_headers(json: &mut Cursor<'_>) -> Result<Option<SipHeaders>, EventError> {
    if !json.is_object() {
        return json.skip().map(|()| None);
    }
    serde_json::from_str(json.raw()?).map(Some).map_err(|error| EventError::from_json(&error))
}

fn word<T: for<'a> From<&'a str>>(text: Result<Option<Cow<'_, str>>, EventError>) -> Result<Option<T>, EventError> {
    Ok(text?.map(|text| T::from(&text)))
}

//! The call of an event: `CallDetails` with its participants.
//!
//! Depends on `wire` for reading JSON.

use std::fmt;
use std::sync::OnceLock;

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::{Direction, Leg, Participant, Status, TransactionAttributes};
use crate::wire::json::{Cursor, SharedJson, Span, once};
use crate::wire::texts::Texts;
use crate::wire::{EventError, Under, clip};

/// Serializes the fields that are `Some`. The service omits the others instead of sending `null`.
macro_rules! optional_fields {
    ($struct:ident, { $($key:literal: $value:expr,)* }) => {$(
        if let Some(value) = &$value {
            $struct.serialize_field($key, value)?;
        }
    )*};
}
pub(super) use optional_fields;

/// The call that an event belongs to: `CallDetails`.
///
/// `Debug` hides phone numbers, and counts SIP headers and attributes.
///
/// Unit tests can create one:
///
/// ```
/// use offhook::{Call, Leg, Participant};
///
/// let call = Call::inbound("+14255550199", "+12065550100").bridged("+12065550123");
/// assert_eq!(call.from(), "+14255550199");
/// assert_eq!(call.leg_b().map(Participant::to), Some("+12065550123"));
///
/// let caller_has_left = call.hung_up(Leg::A);
/// assert_eq!(caller_has_left.connected().count(), 1);
/// ```
#[derive(Clone)]
pub struct Call {
    texts: Texts<5>,
    /// The place of the attributes, checked but unread: many handlers don't use them.
    attributes_span: Option<Span>,
    /// The attributes, read on first use.
    attributes: OnceLock<TransactionAttributes>,
    participants: Vec<Participant>,
    /// The index in `participants` of the leg that the event names.
    event_leg: Option<usize>,
}

const TRANSACTION_ID: usize = 0;
const ACCOUNT_ID: usize = 1;
const REGION: usize = 2;
const SIP_RULE_ID: usize = 3;
const SIP_MEDIA_APPLICATION_ID: usize = 4;

impl Call {
    /// Creates the empty call of an event.
    pub(crate) fn in_event(event: SharedJson) -> Self {
        Self {
            texts: Texts::new(event),
            attributes_span: None,
            attributes: OnceLock::new(),
            participants: Vec::new(),
            event_leg: None,
        }
    }

    /// Returns a copy without transaction attributes.
    #[cfg(feature = "flow")]
    pub(crate) fn without_attributes(&self) -> Self {
        Self {
            texts: self.texts.clone(),
            attributes_span: None,
            attributes: OnceLock::new(),
            participants: self.participants.clone(),
            event_leg: self.event_leg,
        }
    }

    fn new(participant: Participant) -> Self {
        let call =
            Self { participants: vec![participant], ..Self::in_event(SharedJson::default()) };
        call.with_transaction_id("00000000-0000-0000-0000-000000000001")
            .with_account("123456789012", "us-east-1")
            .with_sip_media_application_id("00000000-0000-0000-0000-00000000000a")
    }

    /// Creates a call from a phone to the application, for tests.
    ///
    /// It has a connected LEG-A with the call id `call-a`.
    pub fn inbound(from: impl AsRef<str>, to: impl AsRef<str>) -> Self {
        Self::new(
            Participant::new(Leg::A, "call-a")
                .with_numbers(from, to)
                .with_status(Status::Connected),
        )
    }

    /// Creates a call from the application to a phone, for tests.
    ///
    /// It has a connected LEG-A with the call id `call-a`.
    pub fn outbound(from: impl AsRef<str>, to: impl AsRef<str>) -> Self {
        let leg = Participant::new(Leg::A, "call-a")
            .with_numbers(from, to)
            .with_status(Status::Connected);
        Self::new(leg.with_direction(Direction::Outbound))
    }

    /// Bridges the call to a number, for tests.
    ///
    /// Adds a connected LEG-B with the call id `call-b` and LEG-A's `From`.
    pub fn bridged(self, to: impl AsRef<str>) -> Self {
        let leg = Participant::new(Leg::B, "call-b").with_numbers(self.from(), to);
        self.with_participant(leg.with_status(Status::Connected))
    }

    /// Hangs up a leg, for tests: sets its status to Disconnected. Has no effect if the call does
    /// not have the leg.
    pub fn hung_up(self, leg: Leg) -> Self {
        match self.tagged(leg).cloned() {
            Some(gone) => self.with_participant(gone.with_status(Status::Disconnected)),
            None => self,
        }
    }

    /// Adds a participant, replacing the one with the same tag.
    pub fn with_participant(mut self, participant: Participant) -> Self {
        match self.participants.iter_mut().find(|other| other.tag() == participant.tag()) {
            Some(other) => *other = participant,
            None => self.participants.push(participant),
        }
        self
    }

    /// Changes the call in place, for simulations that keep it from event to event.
    #[doc(hidden)]
    pub fn change(&mut self, change: impl FnOnce(Self) -> Self) {
        let call = std::mem::replace(self, Self::in_event(SharedJson::default()));
        *self = change(call);
    }

    /// Sets the transaction attributes: `TransactionAttributes`. Without any, events have no such field.
    pub fn with_attributes(mut self, attributes: TransactionAttributes) -> Self {
        self.attributes = OnceLock::from(attributes);
        self
    }

    /// Sets the transaction id: `TransactionId`.
    pub fn with_transaction_id(mut self, transaction_id: impl AsRef<str>) -> Self {
        self.texts.set(TRANSACTION_ID, transaction_id.as_ref());
        self
    }

    /// Sets the id of the SIP rule: `SipRuleId`.
    pub fn with_sip_rule_id(mut self, sip_rule_id: impl AsRef<str>) -> Self {
        self.texts.set(SIP_RULE_ID, sip_rule_id.as_ref());
        self
    }

    /// Sets the id of the SIP media application: `SipMediaApplicationId`.
    pub fn with_sip_media_application_id(mut self, id: impl AsRef<str>) -> Self {
        self.texts.set(SIP_MEDIA_APPLICATION_ID, id.as_ref());
        self
    }

    /// Sets the AWS account and region: `AwsAccountId` and `AwsRegion`.
    pub fn with_account(mut self, account_id: impl AsRef<str>, region: impl AsRef<str>) -> Self {
        self.texts.set(ACCOUNT_ID, account_id.as_ref());
        self.texts.set(REGION, region.as_ref());
        self
    }

    /// Returns the id of the call, shared by all its legs and invocations: `TransactionId`.
    pub fn transaction_id(&self) -> &str {
        self.texts.get(TRANSACTION_ID).unwrap_or_default()
    }

    /// Returns the AWS account: `AwsAccountId`.
    pub fn account_id(&self) -> Option<&str> {
        self.texts.get(ACCOUNT_ID)
    }

    /// Returns the AWS region, such as `us-east-1`: `AwsRegion`.
    pub fn region(&self) -> Option<&str> {
        self.texts.get(REGION)
    }

    /// Returns the id of the SIP rule that routed the call: `SipRuleId`. `None` for outbound calls.
    pub fn sip_rule_id(&self) -> Option<&str> {
        self.texts.get(SIP_RULE_ID)
    }

    /// Returns the id of the SIP media application: `SipMediaApplicationId`, or `SipApplicationId`
    /// as older examples have it.
    pub fn sip_media_application_id(&self) -> Option<&str> {
        self.texts.get(SIP_MEDIA_APPLICATION_ID)
    }

    /// Returns the attributes that earlier replies have stored: `TransactionAttributes`.
    pub fn attributes(&self) -> &TransactionAttributes {
        const NONE: &TransactionAttributes = &TransactionAttributes::new();
        self.stored_attributes().unwrap_or(NONE)
    }

    fn stored_attributes(&self) -> Option<&TransactionAttributes> {
        let Some(span) = self.attributes_span else { return self.attributes.get() };
        let read = || TransactionAttributes::from_checked(self.texts.event().part(span));
        Some(self.attributes.get_or_init(read))
    }

    /// Returns the legs of the call: `Participants`.
    pub fn participants(&self) -> &[Participant] {
        &self.participants
    }

    /// Returns the leg with the tag LEG-A, or else the first leg without a tag.
    pub fn leg_a(&self) -> Option<&Participant> {
        self.tagged(Leg::A).or_else(|| self.participants.iter().find(|leg| leg.leg().is_none()))
    }

    /// Returns the leg with the tag LEG-B, which CallAndBridge or JoinChimeMeeting created.
    pub fn leg_b(&self) -> Option<&Participant> {
        self.tagged(Leg::B)
    }

    /// Returns the leg that the event is about.
    ///
    /// This is the leg that `ActionData.Parameters` names by `CallId` or `ParticipantTag`. If it
    /// names none, as in a call update, Offhook takes LEG-A.
    pub fn leg(&self) -> Option<&Participant> {
        self.named_leg().or_else(|| self.leg_a()).or(self.participants.first())
    }

    /// Returns the calling number: LEG-A's `From`, in E.164 form or a SIP user. Empty if the event
    /// has none.
    pub fn from(&self) -> &str {
        self.leg_a().map_or("", Participant::from)
    }

    /// Returns the called number: LEG-A's `To`, in E.164 form or a SIP user. Empty if the event has
    /// none.
    pub fn to(&self) -> &str {
        self.leg_a().map_or("", Participant::to)
    }

    /// Returns `true` if a leg may be connected. A call without participants counts as connected.
    pub fn is_up(&self) -> bool {
        self.participants.is_empty() || self.connected().next().is_some()
    }

    /// Returns the legs that may be connected: those whose status is not Disconnected.
    pub fn connected(&self) -> impl Iterator<Item = &Participant> {
        self.participants.iter().filter(|leg| leg.is_connected())
    }

    pub(crate) fn named_leg(&self) -> Option<&Participant> {
        self.participants.get(self.event_leg?)
    }

    /// Returns the leg for an action that names none: the event's leg, or the only connected one if
    /// that has hung up.
    pub(crate) fn default_leg(&self) -> Option<&Participant> {
        let leg = self.leg()?;
        if leg.is_connected() {
            return Some(leg);
        }
        let mut connected = self.connected();
        match (connected.next(), connected.next()) {
            (Some(only), None) => Some(only),
            _ => Some(leg),
        }
    }

    /// Returns the legs that are still connected after the event's leg has hung up.
    pub(crate) fn left_behind(&self) -> impl Iterator<Item = &Participant> {
        let gone = self.named_leg();
        let known = gone.is_some() || self.participants.iter().any(|leg| !leg.is_connected());
        self.participants.iter().filter(move |leg| {
            known && leg.is_connected() && gone.is_none_or(|gone| gone.call_id() != leg.call_id())
        })
    }

    /// Sets the event's leg to the participant with this call id or, if there is none, this tag.
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

impl PartialEq for Call {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        self.texts == other.texts
            && self.stored_attributes() == other.stored_attributes()
            && self.participants == other.participants
            && self.event_leg == other.event_leg
    }
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("transaction_id", &clip(self.transaction_id()))
            .field("attributes", self.attributes())
            .field("participants", &self.participants)
            .finish_non_exhaustive()
    }
}

impl Serialize for Call {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut details = serializer.serialize_struct("CallDetails", 7)?;
        details.serialize_field("TransactionId", self.transaction_id())?;
        optional_fields!(details, {
            "TransactionAttributes": self.stored_attributes().filter(|stored| !stored.is_empty()),
            "AwsAccountId": self.account_id(),
            "AwsRegion": self.region(),
            "SipRuleId": self.sip_rule_id(),
            "SipMediaApplicationId": self.sip_media_application_id(),
        });
        details.serialize_field("Participants", &self.participants)?;
        details.end()
    }
}

/// Maximum number of participants. Calls have one or two; the limit only bounds memory.
const MAX_PARTICIPANTS: usize = 64;

impl Call {
    /// Reads `CallDetails` into this empty call.
    pub(crate) fn read(&mut self, json: &mut Cursor<'_>) -> Result<(), EventError> {
        let texts = &mut self.texts;
        let (mut older_application_id, mut participants) = (None, None);
        json.object(|json, key| {
            let read = match key {
                "TransactionId" if !json.is_string() => Err(json.must_be("a string")),
                "TransactionId" => texts.read(TRANSACTION_ID, json),
                "AwsAccountId" => texts.read(ACCOUNT_ID, json),
                "AwsRegion" => texts.read(REGION, json),
                "SipRuleId" => texts.read(SIP_RULE_ID, json),
                "SipMediaApplicationId" => texts.read(SIP_MEDIA_APPLICATION_ID, json),
                "SipApplicationId" => once(&mut older_application_id, json.lenient_text()),
                "TransactionAttributes" => once(&mut self.attributes_span, read_attributes(json)),
                "Participants" => {
                    let read = read_participants(json, texts.event(), &mut self.participants);
                    once(&mut participants, read.map(Some))
                }
                _ => return json.skip(),
            };
            read.under(key)
        })?;
        if texts.get(TRANSACTION_ID).is_none() {
            return Err(EventError::new("TransactionId", "is missing"));
        }
        if let (None, Some(id)) = (texts.get(SIP_MEDIA_APPLICATION_ID), older_application_id) {
            texts.set(SIP_MEDIA_APPLICATION_ID, &id);
        }
        Ok(())
    }
}

fn read_attributes(json: &mut Cursor<'_>) -> Result<Option<Span>, EventError> {
    if json.null()? { Ok(None) } else { json.span(TransactionAttributes::check).map(Some) }
}

fn read_participants(
    json: &mut Cursor<'_>,
    event: &SharedJson,
    participants: &mut Vec<Participant>,
) -> Result<(), EventError> {
    *participants = Vec::with_capacity(2);
    json.array(|json| {
        let index = participants.len();
        if index == MAX_PARTICIPANTS {
            return Err(EventError::new(
                "",
                format!("is one of more than {MAX_PARTICIPANTS} participants"),
            ));
        }
        participants.push(Participant::in_event(event.clone()));
        participants[index].read(json)
    })
}

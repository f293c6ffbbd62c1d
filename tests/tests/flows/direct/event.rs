//! An event of a call, read from its JSON.

use serde_json::Value;

/// An event.
pub(crate) struct Event<'e> {
    pub(crate) json: &'e Value,
}

impl<'e> Event<'e> {
    /// The text at this place; empty if there is none.
    pub(super) fn text(&self, place: &str) -> &'e str {
        self.json.pointer(place).and_then(Value::as_str).unwrap_or_default()
    }

    pub(super) fn kind(&self) -> &'e str {
        self.text("/InvocationEventType")
    }

    pub(super) fn call(&self) -> &'e str {
        self.text("/CallDetails/TransactionId")
    }

    /// The action that it reports.
    pub(super) fn action(&self) -> String {
        describe(&self.json["ActionData"], self.json)
    }

    /// The leg that it names.
    pub(super) fn leg(&self) -> &'e str {
        leg(&self.json["ActionData"], self.json)
    }

    pub(super) fn far_end(&self) -> Option<&'e Value> {
        self.participant("LEG-B")
    }

    pub(super) fn has_far_end(&self) -> bool {
        self.far_end().is_some()
    }

    /// Whether a leg has hung up.
    pub(super) fn has_left(&self, leg: &str) -> bool {
        self.participant(leg).is_some_and(|leg| leg["Status"] == "Disconnected")
    }

    pub(super) fn is_connected(&self, leg: &str) -> bool {
        self.participant(leg).is_some_and(|leg| leg["Status"] == "Connected")
    }

    /// The CallId of LEG-B that the event is about.
    pub(super) fn far_end_id(&self) -> String {
        let named = self.text("/ActionData/Parameters/CallId");
        let listed = self.far_end().and_then(|far_end| far_end["CallId"].as_str());
        let is_hangup = self.kind() == "HANGUP" && !named.is_empty();
        (if is_hangup { named } else { listed.unwrap_or_default() }).to_owned()
    }

    fn participant(&self, tag: &str) -> Option<&'e Value> {
        participants(self.json).find(|leg| leg["ParticipantTag"] == tag)
    }
}

fn participants(event: &Value) -> impl Iterator<Item = &Value> {
    event["CallDetails"]["Participants"].as_array().into_iter().flatten()
}

/// The leg that an action names, LEG-A if it names none.
fn leg<'e>(action: &'e Value, event: &'e Value) -> &'e str {
    let parameters = &action["Parameters"];
    let of_id = participants(event).find(|leg| leg["CallId"] == parameters["CallId"]);
    let tag = of_id.and_then(|leg| leg["ParticipantTag"].as_str());
    tag.or(parameters["ParticipantTag"].as_str()).unwrap_or("LEG-A")
}

/// What tells an action from others, in a reply to this event or in the event: its type, its leg and
/// its text.
pub(crate) fn describe(action: &Value, event: &Value) -> String {
    let action_type = action["Type"].as_str().unwrap_or_default();
    let leg = match action_type {
        "CallAndBridge" | "JoinChimeMeeting" => "LEG-A",
        "ModifyChimeMeetingAttendees" => "LEG-B",
        _ => leg(action, event),
    };
    let texts = ["/SpeechParameters/Text", "/Text", "/AudioSource/Key"];
    let texts = texts.iter().find_map(|place| action["Parameters"].pointer(place)?.as_str());
    format!("{action_type} {leg} {}", texts.unwrap_or_default())
}

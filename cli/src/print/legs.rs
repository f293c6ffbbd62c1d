//! The legs in an event's list of participants.

use serde_json::Value;

use super::text::scalar;

/// A leg.
#[derive(Debug)]
pub(crate) struct Leg<'a> {
    id: Option<String>,
    /// The tag, such as `LEG-A`, or the start of the call id if there is none.
    pub(crate) name: String,
    pub(crate) from: Option<String>,
    pub(crate) to: Option<String>,
    pub(crate) status: Option<String>,
    pub(crate) sip_headers: &'a Value,
}

/// The legs of an event.
#[derive(Debug)]
pub(crate) struct Legs<'a>(Vec<Leg<'a>>);

impl<'a> Legs<'a> {
    pub(crate) fn new(event: &'a Value) -> Self {
        let participants = call_details(event)["Participants"].as_array();
        Self(participants.into_iter().flatten().map(Leg::read).collect())
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Leg<'a>> {
        self.0.iter()
    }

    /// Returns the name of the leg in an action's parameters. `CallId` takes precedence over
    /// `ParticipantTag`, as it does for the service.
    pub(crate) fn named_by(&self, parameters: &Value) -> Option<String> {
        let Some(id) = scalar(&parameters["CallId"]) else {
            return scalar(&parameters["ParticipantTag"]);
        };
        let leg = self.0.iter().find(|leg| leg.id.as_ref() == Some(&id));
        Some(leg.map_or_else(|| abbreviated(&id), |leg| leg.name.clone()))
    }
}

impl<'a> Leg<'a> {
    fn read(participant: &'a Value) -> Self {
        let field = |key| scalar(&participant[key]);
        let id = field("CallId");
        let name = field("ParticipantTag").or_else(|| id.as_deref().map(abbreviated));
        Self {
            name: name.unwrap_or_else(|| "a leg".to_owned()),
            id,
            from: field("From"),
            to: field("To"),
            status: field("Status"),
            sip_headers: &participant["SipHeaders"],
        }
    }

    pub(crate) fn is_disconnected(&self) -> bool {
        self.status.as_deref() == Some("Disconnected")
    }
}

/// Returns the `CallDetails` of an event. Some events have them inside `ActionData`.
pub(crate) fn call_details(event: &Value) -> &Value {
    let details = &event["CallDetails"];
    if details.is_object() { details } else { &event["ActionData"]["CallDetails"] }
}

/// Shortens a call id.
fn abbreviated(id: &str) -> String {
    match id.char_indices().nth(12) {
        Some((end, _)) => format!("leg {}…", &id[..end]),
        None => format!("leg {id}"),
    }
}

//! An action as a reply asked for it.
//!
//! Depends on `ground` for the leg that it works on.

use offhook::action::ActionType;
use offhook::event::Echo;

use crate::ground::Ground;
use crate::{LegId, Refusal};

/// An action that a reply asked for.
#[derive(Clone, Debug)]
pub(crate) struct Queued {
    pub(crate) action_type: ActionType,
    /// The parameters as they were sent: an object.
    pub(crate) echo: Box<Echo>,
    /// The leg of the event that was answered.
    event_leg: Option<LegId>,
    /// The parameters that name a leg, unless they are empty.
    pub(crate) call_id: Option<String>,
    pub(crate) participant_tag: Option<String>,
    /// Whether the same action has succeeded since it waits: two replies asked for it.
    pub(crate) is_repeated: bool,
}

impl Queued {
    pub(crate) fn new(action_type: ActionType, echo: Echo, event_leg: Option<LegId>) -> Self {
        let name = |json| serde_json::from_str(json).ok().filter(|name: &String| !name.is_empty());
        let [call_id, participant_tag] =
            echo.parameters(["CallId", "ParticipantTag"]).map(|json| json.and_then(name));
        let (echo, is_repeated) = (Box::new(echo), false);
        Self { action_type, echo, event_leg, call_id, participant_tag, is_repeated }
    }

    /// Returns `true` if the two do the same.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.echo == other.echo
    }

    /// The leg that it works on.
    pub(crate) fn target(&self, ground: &Ground) -> Result<LegId, Refusal> {
        ground.legs.target(
            &self.action_type,
            self.call_id.as_deref(),
            self.participant_tag.as_deref(),
            self.event_leg,
        )
    }
}

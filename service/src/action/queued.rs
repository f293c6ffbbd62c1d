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
    pub(crate) event_leg: Option<LegId>,
}

impl Queued {
    /// Returns `true` if the two do the same.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.echo == other.echo
    }

    /// A parameter that names a leg.
    pub(crate) fn name(&self, parameter: &str) -> Option<String> {
        let json = self.echo.parameter(parameter)?;
        serde_json::from_str(json).ok().filter(|name: &String| !name.is_empty())
    }

    /// The leg that it works on.
    pub(crate) fn target(&self, ground: &Ground) -> Result<LegId, Refusal> {
        ground.legs.target(
            &self.action_type,
            self.name("CallId").as_deref(),
            self.name("ParticipantTag").as_deref(),
            self.event_leg,
        )
    }
}

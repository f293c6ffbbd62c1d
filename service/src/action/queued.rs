//! An action as a reply asked for it.
//!
//! Depends on `ground` for the leg that it works on.

use offhook::action::ActionType;
use offhook::event::Echo;
use serde_json::{Map, Value};

use crate::ground::Ground;
use crate::{LegId, Refusal};

/// An action that a reply asked for.
#[derive(Clone, Debug)]
pub(crate) struct Queued {
    pub(crate) action_type: ActionType,
    /// The action, if its parameters fit it.
    pub(crate) echo: Box<Echo>,
    /// The parameters as they were sent.
    pub(crate) parameters: Map<String, Value>,
    /// The leg of the event that was answered.
    pub(crate) event_leg: Option<LegId>,
}

impl Queued {
    /// Returns `true` if the two do the same.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.action_type == other.action_type && self.parameters == other.parameters
    }

    /// A parameter that names a leg.
    pub(crate) fn name(&self, parameter: &str) -> Option<&str> {
        self.parameters.get(parameter).and_then(Value::as_str).filter(|name| !name.is_empty())
    }

    /// The leg that it works on.
    pub(crate) fn target(&self, ground: &Ground) -> Result<LegId, Refusal> {
        ground.legs.target(
            &self.action_type,
            self.name("CallId"),
            self.name("ParticipantTag"),
            self.event_leg,
        )
    }
}

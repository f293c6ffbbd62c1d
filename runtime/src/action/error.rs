//! The error type of actions.

use std::fmt;

use super::ActionType;
use crate::wire::FieldError;

/// The error for an action that violates a rule of the service, or for JSON that is not a valid
/// action.
///
/// Names the action, the parameter and the rule. The text never contains the parameter's value,
/// only its shape, such as the number of characters.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ActionError {
    action: ActionType,
    parameter: FieldError,
}

impl ActionError {
    pub(crate) fn new(action: ActionType, parameter: FieldError) -> Self {
        Self { action, parameter }
    }

    /// Creates the error for JSON whose `Type` is missing or unknown.
    pub(crate) fn unknown_action() -> Self {
        let rule = FieldError::new("Type", "must be one of the service's actions");
        Self::new(ActionType::Other(String::new()), rule)
    }

    /// Returns the action's type, such as `Speak`, or `Other("")` if the type is unknown.
    pub fn action(&self) -> &ActionType {
        &self.action
    }

    /// Returns the path of the parameter in the service's spelling, such as
    /// `SpeechParameters.Text`. Empty for the parameters as a whole.
    pub fn field(&self) -> &str {
        self.parameter.field()
    }

    /// Returns the violated rule, such as `must not be empty`.
    pub fn rule(&self) -> &str {
        self.parameter.rule()
    }

    /// Returns `true` if a required parameter is absent.
    pub fn is_missing(&self) -> bool {
        self.parameter.is_missing()
    }
}

impl fmt::Display for ActionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.action {
            ActionType::Other(_) => write!(f, "unknown action: {}", self.parameter),
            action => write!(f, "{action}: {}", self.parameter),
        }
    }
}

impl std::error::Error for ActionError {}

//! What is wrong with an action.

use std::fmt;

use super::ActionType;
use crate::wire::FieldError;

/// An action that breaks a rule of the service, or JSON that is not the action's: which action,
/// which parameter, which rule.
///
/// The text never holds the parameter's value, only its shape, such as its number of characters.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ActionError {
    action: ActionType,
    parameter: FieldError,
}

impl ActionError {
    pub(crate) fn new(action: ActionType, parameter: FieldError) -> Self {
        Self { action, parameter }
    }

    /// JSON whose `Type` is none of the 18.
    pub(crate) fn unknown_action() -> Self {
        let rule = FieldError::new("Type", "must be one of the service's actions");
        Self::new(ActionType::Other(String::new()), rule)
    }

    /// The action's type, such as `Speak`; `Other("")` when it is unknown.
    pub fn action(&self) -> &ActionType {
        &self.action
    }

    /// The parameter, as a path in the service's spelling: `SpeechParameters.Text`; empty for the
    /// parameters as a whole.
    pub fn field(&self) -> &str {
        self.parameter.field()
    }

    /// What the parameter must be.
    pub fn rule(&self) -> &str {
        self.parameter.rule()
    }

    /// Returns `true` if the parameter is required and absent.
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

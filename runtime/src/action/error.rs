//! What is wrong with an action that the service would refuse.

use std::borrow::Cow;
use std::fmt;

use super::{ActionKind, ActionType};

/// An action breaks a rule of the service: which action, which parameter, which rule.
///
/// The text never holds the parameter's value, only its shape, such as its number of characters.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ActionError {
    action: ActionType,
    field: Cow<'static, str>,
    rule: Cow<'static, str>,
}

impl ActionError {
    /// `rule` reads on after the field's name: "must hold at most 1,000 characters, has 1204".
    pub(crate) fn new(
        action: ActionType,
        field: impl Into<Cow<'static, str>>,
        rule: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self { action, field: field.into(), rule: rule.into() }
    }

    /// The same rule, of a parameter inside of another.
    pub(super) fn within(mut self, parent: &str) -> Self {
        self.field = format!("{parent}.{}", self.field).into();
        self
    }

    /// The action's type, such as `Speak`.
    pub fn action(&self) -> &ActionType {
        &self.action
    }

    /// The parameter, as a path in the service's spelling: `SpeechParameters.Text`.
    pub fn field(&self) -> &str {
        &self.field
    }

    /// What the parameter must be.
    pub fn rule(&self) -> &str {
        &self.rule
    }
}

/// Refuses the action `A` unless it keeps this rule of this parameter.
pub(super) fn check<A: ActionKind>(
    kept: bool,
    field: &'static str,
    rule: &'static str,
) -> Result<(), ActionError> {
    if kept { Ok(()) } else { Err(ActionError::new(A::TYPE, field, rule)) }
}

impl fmt::Display for ActionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} {}", self.action, self.field, self.rule)
    }
}

impl std::error::Error for ActionError {}

use std::fmt;

use serde::de::{Deserializer, Error, Visitor};
use serde::{Deserialize, Serialize};

use super::{ActionError, ActionKind, ActionType, Legs, NoResults, Target, reach_target};

/// Turns the suppression of one leg's background noise on or off: `VoiceFocus`.
///
/// Whether it answers a new inbound call is undocumented.
///
/// Fails with `ActionExecutionThrottled` (more than 5 a second for the account),
/// `MissingRequiredActionParameter` (no `Enable`), `InvalidActionParameter` (the leg) or
/// `SystemException`.
///
/// ```
/// use offhook::action::VoiceFocus;
///
/// let quiet_please = VoiceFocus::enable();
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct VoiceFocus {
    #[serde(flatten)]
    target: Target,
    /// Whether noise is suppressed: `Enable`, also read from `"True"` and the like.
    #[serde(deserialize_with = "lenient_bool")]
    pub enable: bool,
}

impl VoiceFocus {
    /// Suppresses noise: `Enable` true.
    pub fn enable() -> Self {
        Self { target: Target::Event, enable: true }
    }

    /// Leaves the sound as it is: `Enable` false.
    pub fn disable() -> Self {
        Self { target: Target::Event, enable: false }
    }

    /// For this leg. Default: the leg of the event.
    pub fn on(mut self, target: impl Into<Target>) -> Self {
        self.target = target.into();
        self
    }
}

impl ActionKind for VoiceFocus {
    const TYPE: ActionType = ActionType::VoiceFocus;
    const LEGS: Legs = Legs::CallId;
    type Results = NoResults;

    reach_target!();

    fn validate(&self) -> Result<(), ActionError> {
        Ok(())
    }
}

/// A boolean that may arrive as a word in any case: a sample sends Python's `True`.
fn lenient_bool<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    struct BoolOrWord;

    impl Visitor<'_> for BoolOrWord {
        type Value = bool;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("true or false")
        }

        fn visit_bool<E: Error>(self, value: bool) -> Result<bool, E> {
            Ok(value)
        }

        fn visit_str<E: Error>(self, word: &str) -> Result<bool, E> {
            match word {
                _ if word.eq_ignore_ascii_case("true") => Ok(true),
                _ if word.eq_ignore_ascii_case("false") => Ok(false),
                _ => Err(E::invalid_value(serde::de::Unexpected::Other("another word"), &self)),
            }
        }
    }

    deserializer.deserialize_any(BoolOrWord)
}

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::speech::voice_setters;
use super::{ActionError, ActionKind, ActionType, Legs, NoResults, Speech, Target, reach_target};

/// Says a text to one leg: `Speak`.
///
/// Answers a new inbound call. The voice is Polly's; the defaults are the service's: voice Joanna,
/// engine standard, the voice's language.
///
/// Fails with `MissingRequiredActionParameter` (no text, or more than 1,000 characters),
/// `AccessDenied` (no role for Polly), `ActionExecutionThrottled` (Polly throttles),
/// `InvalidActionParameter` (the leg) or `SystemException`.
///
/// ```
/// use offhook::action::{Engine, Speak};
///
/// let plain = Speak::text("Welcome.").voice("Matthew").engine(Engine::Neural);
/// let marked_up = Speak::ssml("<speak>Wel<break time=\"1s\"/>come.</speak>");
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Speak {
    #[serde(flatten)]
    target: Target,
    /// What is said, and how.
    #[serde(flatten)]
    pub speech: Speech,
}

impl Speak {
    /// Says plain text: `Text`, 1 to 1,000 characters.
    pub fn text(text: impl Into<Cow<'static, str>>) -> Self {
        Self { target: Target::Event, speech: Speech::plain(text) }
    }

    /// Says SSML: `Text` with `TextType` `ssml`, 1 to 1,000 characters.
    pub fn ssml(ssml: impl Into<Cow<'static, str>>) -> Self {
        Self { target: Target::Event, speech: Speech::ssml(ssml) }
    }

    /// Says it to this leg. Default: the leg of the event.
    pub fn on(mut self, target: impl Into<Target>) -> Self {
        self.target = target.into();
        self
    }

    voice_setters!(speech);
}

impl ActionKind for Speak {
    const TYPE: ActionType = ActionType::Speak;
    const LEGS: Legs = Legs::CallId;
    type Results = NoResults;

    reach_target!();

    fn validate(&self) -> Result<(), ActionError> {
        self.speech.check::<Self>()
    }
}

//! Bots, as scripted conversations.

use std::fmt;

use offhook::action::bot::Intent;

/// A bot that follows a script: what it makes of what the caller says.
///
/// Each line of the script is a text that is looked for in the caller's words, in any case, and what
/// the bot does then. What no line fits leads to `FallbackIntent`, as with a bot of Lex.
///
/// ```
/// use offhook_simulator::{Bot, intent};
///
/// let bot = Bot::new()
///     .asks("book", "Which city?")
///     .concludes("Paris", intent("BookHotel").slot("City", "Paris"));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Bot {
    lines: Vec<(String, Does)>,
}

#[derive(Clone, Debug)]
pub(crate) enum Does {
    Asks(String),
    Concludes(Intent),
}

impl Bot {
    /// A bot that understands nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// When the caller says something with these words in it, asks this and listens again.
    pub fn asks(mut self, words: &str, question: &str) -> Self {
        self.lines.push((words.to_lowercase(), Does::Asks(question.to_owned())));
        self
    }

    /// When the caller says something with these words in it, ends the conversation with an intent.
    pub fn concludes(mut self, words: &str, with: impl Into<Intent>) -> Self {
        self.lines.push((words.to_lowercase(), Does::Concludes(with.into())));
        self
    }

    pub(crate) fn hears(&self, words: &str) -> Does {
        let words = words.to_lowercase();
        let line = self.lines.iter().find(|(wanted, _)| words.contains(wanted));
        line.map_or_else(|| Does::Concludes(fallback()), |(_, does)| does.clone())
    }
}

/// An intent with this name, for a [`Bot`] to conclude with: ready for fulfillment, without slots.
pub fn intent(name: &str) -> IntentOf {
    use offhook::action::bot::{ConfirmationState, IntentState};

    let intent = Intent::new(name).with_state(IntentState::ReadyForFulfillment);
    IntentOf(intent.with_confirmation_state(ConfirmationState::None))
}

/// An intent that is being put together: [`intent`] begins one.
#[derive(Clone, PartialEq)]
pub struct IntentOf(Intent);

impl IntentOf {
    /// Fills a slot, with the same original and interpreted value.
    pub fn slot(mut self, name: &str, value: &str) -> Self {
        self.0 = self.0.with_slot(name, offhook::action::bot::SlotValue::new(value.to_owned()));
        self
    }

    /// A slot that the caller did not fill: `null`.
    pub fn empty_slot(mut self, name: &str) -> Self {
        self.0 = self.0.with_empty_slot(name);
        self
    }

    /// How the conversation ended: its `State`.
    pub fn state(mut self, state: offhook::action::bot::IntentState) -> Self {
        self.0 = self.0.with_state(state);
        self
    }
}

impl fmt::Debug for IntentOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl From<IntentOf> for Intent {
    fn from(intent: IntentOf) -> Self {
        intent.0
    }
}

/// What a bot concludes with when it understands nothing. Its state is our choice.
pub(crate) fn fallback() -> Intent {
    intent("FallbackIntent").into()
}

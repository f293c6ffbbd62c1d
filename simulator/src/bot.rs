//! Bots that follow a script.
//!
//! Depends only on the intents of `offhook`.

use std::fmt;

use offhook::action::bot::Intent;

/// A bot that follows a script.
///
/// Each line of the script is a text to find in the caller's words, ignoring case, and the bot's
/// response. The first line that matches is used. Words that match no line conclude the conversation
/// with `FallbackIntent`, as in Lex.
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
    lines: Vec<(String, Turn)>,
}

/// The response of a bot to the caller's words.
#[derive(Clone, Debug)]
pub(crate) enum Turn {
    Ask(String),
    Conclude(Intent),
}

impl Bot {
    /// Creates a bot without a script: it concludes with `FallbackIntent` whatever the caller says.
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks a question and listens again when the caller says something that contains `words`.
    pub fn asks(mut self, words: &str, question: &str) -> Self {
        self.lines.push((words.to_lowercase(), Turn::Ask(question.to_owned())));
        self
    }

    /// Ends the conversation with an intent when the caller says something that contains `words`.
    pub fn concludes(mut self, words: &str, intent: impl Into<Intent>) -> Self {
        self.lines.push((words.to_lowercase(), Turn::Conclude(intent.into())));
        self
    }

    pub(crate) fn hears(&self, words: &str) -> Turn {
        let words = words.to_lowercase();
        let line = self.lines.iter().find(|(wanted, _)| words.contains(wanted));
        line.map_or_else(|| Turn::Conclude(fallback()), |(_, turn)| turn.clone())
    }
}

/// Starts an intent for a [`Bot`] to conclude with.
///
/// By default its state is `ReadyForFulfillment`, its confirmation state is `None`, and it has no
/// slots.
pub fn intent(name: &str) -> IntentBuilder {
    use offhook::action::bot::{ConfirmationState, IntentState};

    IntentBuilder(Intent {
        name: Some(name.to_owned()),
        state: Some(IntentState::ReadyForFulfillment),
        confirmation_state: Some(ConfirmationState::None),
        ..Intent::default()
    })
}

/// A builder of intents, created by [`intent`].
#[derive(Clone, PartialEq)]
pub struct IntentBuilder(Intent);

impl IntentBuilder {
    /// Adds a slot with this value as its original, interpreted and only resolved value.
    pub fn slot(mut self, name: &str, value: &str) -> Self {
        use offhook::action::bot::{Slot, SlotValue};

        let value = SlotValue {
            original_value: Some(value.to_owned().into()),
            interpreted_value: Some(value.to_owned().into()),
            resolved_values: vec![value.to_owned().into()],
        };
        self.0.slots.insert(name.to_owned(), Some(Slot { value: Some(value), values: Vec::new() }));
        self
    }

    /// Adds a slot that the caller did not fill: `null`.
    pub fn empty_slot(mut self, name: &str) -> Self {
        self.0.slots.insert(name.to_owned(), None);
        self
    }

    /// Sets the `State` of the intent.
    pub fn state(mut self, state: offhook::action::bot::IntentState) -> Self {
        self.0.state = Some(state);
        self
    }
}

impl fmt::Debug for IntentBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl From<IntentBuilder> for Intent {
    fn from(intent: IntentBuilder) -> Self {
        intent.0
    }
}

/// The intent of a conversation that no line of the script matches. The sources don't give its state.
pub(crate) fn fallback() -> Intent {
    intent("FallbackIntent").into()
}

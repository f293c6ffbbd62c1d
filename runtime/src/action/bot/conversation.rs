use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::action::Sensitive;
use crate::wire::{object, open_enum, text};

/// What `StartBotConversation` returns.
///
/// ```
/// use offhook::action::bot::{Conversation, IntentState};
///
/// fn department(conversation: &Conversation) -> Option<&str> {
///     let intent = conversation.intent()?;
///     if intent.state == Some(IntentState::Fulfilled) { intent.slot("Department") } else { None }
/// }
/// ```
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Conversation {
    /// `IntentResult`.
    #[serde(deserialize_with = "object::optional", skip_serializing_if = "Option::is_none")]
    pub intent_result: Option<IntentResult>,
}

/// How a conversation ended: `IntentResult`.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct IntentResult {
    /// `SessionId`: the leg's `CallId`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// What the bot found out: `SessionState`.
    #[serde(deserialize_with = "object::optional", skip_serializing_if = "Option::is_none")]
    pub session_state: Option<FinalState>,
    /// What the caller may have meant, likeliest first: `Interpretations`.
    #[serde(deserialize_with = "object::list")]
    pub interpretations: Vec<Interpretation>,
}

/// What a bot found out: `SessionState` of the result.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct FinalState {
    /// What the bot knows: `SessionAttributes`. Those that were sent need not come back.
    #[serde(deserialize_with = "null_as_empty")]
    pub session_attributes: BTreeMap<Cow<'static, str>, Sensitive>,
    /// What the caller wants: `Intent`.
    #[serde(deserialize_with = "object::optional", skip_serializing_if = "Option::is_none")]
    pub intent: Option<Intent>,
}

/// Something that the caller may have meant: one of `Interpretations`.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Interpretation {
    /// How sure the bot is: `NluConfidence`. `FallbackIntent` has none.
    #[serde(deserialize_with = "object::optional", skip_serializing_if = "Option::is_none")]
    pub nlu_confidence: Option<NluConfidence>,
    /// What it was taken for: `Intent`.
    #[serde(deserialize_with = "object::optional", skip_serializing_if = "Option::is_none")]
    pub intent: Option<Intent>,
}

/// How sure a bot is: `NluConfidence`.
#[derive(Clone, Copy, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct NluConfidence {
    /// `Score`, from 0 to 1, which the service sends as an integer or as a float.
    #[serde(deserialize_with = "lenient_score", skip_serializing_if = "Option::is_none")]
    pub score: Option<f64>,
}

/// What a caller wants, as the bot's author named it: `Intent`.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Intent {
    /// `Name`, such as `FallbackIntent`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What was asked for, by name: `Slots`. Without a value if the caller gave none.
    #[serde(deserialize_with = "object::map")]
    pub slots: BTreeMap<String, Option<Slot>>,
    /// `State`. Intents that lost have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<IntentState>,
    /// `ConfirmationState`. Intents that lost have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confirmation_state: Option<ConfirmationState>,
}

open_enum! {
    /// How far an intent got: `State`.
    pub enum IntentState {
        /// The bot gave up.
        Failed = "Failed",
        /// The bot did it.
        Fulfilled = "Fulfilled",
        /// The bot knows all that it needs to know.
        ReadyForFulfillment = "ReadyForFulfillment",
    }
}

open_enum! {
    /// Whether the caller confirmed an intent: `ConfirmationState`.
    pub enum ConfirmationState {
        /// Yes.
        Confirmed = "Confirmed",
        /// No.
        Denied = "Denied",
        /// Not asked.
        None = "None",
    }
}

/// Something that the bot asked for: one of `Slots`.
#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Slot {
    /// What the caller said: `Value`.
    #[serde(deserialize_with = "object::optional", skip_serializing_if = "Option::is_none")]
    pub value: Option<SlotValue>,
    /// `Values`, as they came: only empty lists have been seen.
    pub values: Vec<Value>,
}

/// What a caller said: the `Value` of a slot.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct SlotValue {
    /// As it was heard: `OriginalValue`, "june first".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub original_value: Option<Sensitive>,
    /// As it was understood: `InterpretedValue`, "2022-06-01".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interpreted_value: Option<Sensitive>,
    /// What it could be: `ResolvedValues`.
    #[serde(deserialize_with = "null_as_empty")]
    pub resolved_values: Vec<Sensitive>,
}

impl Conversation {
    /// What the caller wants.
    pub fn intent(&self) -> Option<&Intent> {
        self.intent_result.as_ref()?.session_state.as_ref()?.intent.as_ref()
    }
}

impl Intent {
    /// What the caller said for this slot, as it was understood.
    pub fn slot(&self, name: &str) -> Option<&str> {
        self.slots
            .get(name)?
            .as_ref()?
            .value
            .as_ref()?
            .interpreted_value
            .as_ref()
            .map(Sensitive::as_str)
    }
}

impl fmt::Debug for Slot {
    /// Counts `values`, which can hold anything that the caller said.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Slot")
            .field("value", &self.value)
            .field("values", &self.values.len())
            .finish()
    }
}

fn null_as_empty<'de, D: Deserializer<'de>, T: Default + Deserialize<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// A number or a text that is one; whatever else comes is no reason to lose the result.
fn lenient_score<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<f64>, D::Error> {
    Ok(text::optional(deserializer)?.and_then(|score| score.parse().ok()))
}

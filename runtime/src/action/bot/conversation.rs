use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value;

use crate::action::Sensitive;
use crate::wire::{Hidden, clip, open_enum, results};

results! {
    /// The results of `StartBotConversation`.
    ///
    /// ```
    /// use offhook::action::bot::{Conversation, IntentState};
    ///
    /// fn department(conversation: &Conversation) -> Option<&str> {
    ///     let intent = conversation.intent()?;
    ///     if intent.state == Some(IntentState::Fulfilled) { intent.slot("Department") } else { None }
    /// }
    /// ```
    ///
    /// A test builds the results starting with the intent:
    ///
    /// ```
    /// use offhook::action::bot::{Conversation, FinalState, Intent, IntentResult, SlotValue};
    ///
    /// let intent = Intent::new("SpeakToDepartment").with_slot("Department", SlotValue::new("sales"));
    /// let conversation = Conversation::new(IntentResult::new(FinalState::new(intent)));
    /// assert_eq!(conversation.intent().and_then(|intent| intent.slot("Department")), Some("sales"));
    /// ```
    #[derive(Debug)]
    pub struct Conversation {
        /// Result of the conversation: `IntentResult`.
        intent_result: Option<IntentResult> = "IntentResult",
    }

    /// The result of a conversation: `IntentResult`.
    pub struct IntentResult {
        /// ID of the session, equal to the leg's `CallId`: `SessionId`.
        session_id: Option<String> = "SessionId",
        /// Final state of the conversation: `SessionState`.
        session_state: Option<FinalState> = "SessionState",
        /// Possible intents, most likely first: `Interpretations`.
        interpretations: Vec<Interpretation> = "Interpretations",
    }

    /// The final state of a conversation: `SessionState` of the result.
    pub struct FinalState {
        /// Session attributes by key: `SessionAttributes`. Can lack attributes that were sent.
        session_attributes: BTreeMap<Cow<'static, str>, Sensitive> = "SessionAttributes",
        /// Intent of the caller: `Intent`.
        intent: Option<Intent> = "Intent",
    }

    /// A possible intent and its confidence: an element of `Interpretations`.
    #[derive(Debug)]
    pub struct Interpretation {
        /// Confidence of the bot: `NluConfidence`. Absent for `FallbackIntent`.
        nlu_confidence: Option<NluConfidence> = "NluConfidence",
        /// Possible intent: `Intent`.
        intent: Option<Intent> = "Intent",
    }

    /// The confidence of a bot in an interpretation: `NluConfidence`.
    #[derive(Copy, Debug)]
    pub struct NluConfidence {
        /// Score from 0 to 1, which the service sends as an integer or a float: `Score`.
        score: Option<f64> = "Score",
    }

    /// An intent of the caller, as defined by the bot: `Intent`.
    pub struct Intent {
        /// Name, such as `FallbackIntent`: `Name`.
        name: Option<String> = "Name",
        /// Slots by name: `Slots`. `None` for a slot without a value.
        slots: BTreeMap<String, Option<Slot>> = "Slots",
        /// Progress of the intent: `State`. Absent for an intent that was not chosen.
        state: Option<IntentState> = "State",
        /// Answer of the caller to the bot's request for confirmation: `ConfirmationState`. Absent
        /// for an intent that was not chosen.
        confirmation_state: Option<ConfirmationState> = "ConfirmationState",
    }

    /// A value that the bot asked for: an element of `Slots`.
    pub struct Slot {
        /// Value given by the caller: `Value`.
        value: Option<SlotValue> = "Value",
        /// Unparsed `Values`; only empty lists have been observed.
        values: Vec<Value> = "Values",
    }

    /// A value given by the caller: the `Value` of a slot.
    #[derive(Eq, Debug)]
    pub struct SlotValue {
        /// Words of the caller, such as "june first": `OriginalValue`.
        original_value: Option<Sensitive> = "OriginalValue",
        /// Value as interpreted by the bot, such as "2022-06-01": `InterpretedValue`.
        interpreted_value: Option<Sensitive> = "InterpretedValue",
        /// Possible values: `ResolvedValues`.
        resolved_values: Vec<Sensitive> = "ResolvedValues",
    }
}

open_enum! {
    /// The progress of an intent: `State`.
    pub enum IntentState {
        /// The bot failed to fulfill the intent.
        Failed = "Failed",
        /// The bot fulfilled the intent.
        Fulfilled = "Fulfilled",
        /// The bot has all the values needed to fulfill the intent.
        ReadyForFulfillment = "ReadyForFulfillment",
    }
}

open_enum! {
    /// The caller's answer to a request for confirmation: `ConfirmationState`.
    pub enum ConfirmationState {
        /// The caller confirmed the intent.
        Confirmed = "Confirmed",
        /// The caller denied the intent.
        Denied = "Denied",
        /// The bot did not ask for confirmation.
        None = "None",
    }
}

impl Conversation {
    /// Creates the results with this `IntentResult`.
    pub fn new(result: IntentResult) -> Self {
        Self { intent_result: Some(result) }
    }

    /// Returns the caller's intent.
    pub fn intent(&self) -> Option<&Intent> {
        self.intent_result.as_ref()?.session_state.as_ref()?.intent.as_ref()
    }

    /// Returns a session attribute that the bot left behind.
    pub fn session_attribute(&self, name: &str) -> Option<&str> {
        let state = self.intent_result.as_ref()?.session_state.as_ref()?;
        state.session_attributes.get(name).map(Sensitive::as_str)
    }
}

impl IntentResult {
    /// Creates the result of a conversation with this final state.
    pub fn new(state: FinalState) -> Self {
        Self { session_state: Some(state), ..Self::default() }
    }

    /// Sets `SessionId`.
    pub fn with_session_id(mut self, session_id: impl Into<String>) -> Self {
        self.session_id = Some(session_id.into());
        self
    }

    /// Appends one of the `Interpretations`, most likely first.
    pub fn with_interpretation(mut self, interpretation: Interpretation) -> Self {
        self.interpretations.push(interpretation);
        self
    }
}

impl FinalState {
    /// Creates a final state with this intent.
    pub fn new(intent: Intent) -> Self {
        Self { intent: Some(intent), ..Self::default() }
    }

    /// Inserts or replaces one of the `SessionAttributes`.
    pub fn with_session_attribute(
        mut self,
        key: impl Into<Cow<'static, str>>,
        value: impl Into<Cow<'static, str>>,
    ) -> Self {
        self.session_attributes.insert(key.into(), Sensitive::new(value));
        self
    }
}

impl Interpretation {
    /// Creates an interpretation with this intent, without a score.
    pub fn new(intent: Intent) -> Self {
        Self { nlu_confidence: None, intent: Some(intent) }
    }

    /// Sets the `Score` of `NluConfidence`, from 0 to 1.
    pub fn with_score(mut self, score: f64) -> Self {
        self.nlu_confidence = Some(NluConfidence { score: Some(score) });
        self
    }
}

impl Intent {
    /// Creates an intent with this name, without slots or states.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: Some(name.into()), ..Self::default() }
    }

    /// Sets `State`.
    pub fn with_state(mut self, state: IntentState) -> Self {
        self.state = Some(state);
        self
    }

    /// Sets `ConfirmationState`.
    pub fn with_confirmation_state(mut self, state: ConfirmationState) -> Self {
        self.confirmation_state = Some(state);
        self
    }

    /// Inserts or replaces the slot with this name.
    pub fn with_slot(mut self, name: impl Into<String>, value: SlotValue) -> Self {
        self.slots.insert(name.into(), Some(Slot::new(value)));
        self
    }

    /// Inserts a slot without a value, `null` on the wire.
    pub fn with_empty_slot(mut self, name: impl Into<String>) -> Self {
        self.slots.insert(name.into(), None);
        self
    }

    /// Returns the `InterpretedValue` of the slot with this name.
    pub fn slot(&self, name: &str) -> Option<&str> {
        let value = self.slots.get(name)?.as_ref()?.value.as_ref()?;
        value.interpreted_value.as_ref().map(Sensitive::as_str)
    }
}

impl Slot {
    /// Creates a slot with this value.
    pub fn new(value: SlotValue) -> Self {
        Self { value: Some(value), values: Vec::new() }
    }
}

impl SlotValue {
    /// Creates an unambiguous value: `OriginalValue`, `InterpretedValue` and the only element of
    /// `ResolvedValues`.
    pub fn new(value: impl Into<Cow<'static, str>>) -> Self {
        let value = Sensitive::new(value);
        Self {
            original_value: Some(value.clone()),
            interpreted_value: Some(value.clone()),
            resolved_values: vec![value],
        }
    }

    /// Sets `OriginalValue`.
    pub fn with_original(mut self, value: impl Into<Cow<'static, str>>) -> Self {
        self.original_value = Some(Sensitive::new(value));
        self
    }
}

impl fmt::Debug for IntentResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IntentResult")
            .field("session_id", &self.session_id.as_deref().map(clip))
            .field("session_state", &self.session_state)
            .field("interpretations", &self.interpretations)
            .finish()
    }
}

impl fmt::Debug for FinalState {
    /// Shows only the number of session attributes.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FinalState")
            .field("session_attributes", &Hidden(self.session_attributes.len()))
            .field("intent", &self.intent)
            .finish()
    }
}

impl fmt::Debug for Intent {
    /// Shows only the number of slots.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Intent")
            .field("name", &self.name.as_deref().map(clip))
            .field("slots", &Hidden(self.slots.len()))
            .field("state", &self.state)
            .field("confirmation_state", &self.confirmation_state)
            .finish()
    }
}

impl fmt::Debug for Slot {
    /// Shows only the number of `values`, which can contain speech of the caller.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Slot")
            .field("value", &self.value)
            .field("values", &Hidden(self.values.len()))
            .finish()
    }
}

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value;

use crate::action::Sensitive;
use crate::wire::{Hidden, clip, open_enum, results};

results! {
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
    ///
    /// A test builds one from the intent outwards:
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
        /// `IntentResult`.
        intent_result: Option<IntentResult> = "IntentResult",
    }

    /// How a conversation ended: `IntentResult`.
    pub struct IntentResult {
        /// `SessionId`: the leg's `CallId`.
        session_id: Option<String> = "SessionId",
        /// What the bot found out: `SessionState`.
        session_state: Option<FinalState> = "SessionState",
        /// What the caller may have meant, likeliest first: `Interpretations`.
        interpretations: Vec<Interpretation> = "Interpretations",
    }

    /// What a bot found out: `SessionState` of the result.
    pub struct FinalState {
        /// What the bot knows: `SessionAttributes`. Those that were sent need not come back.
        session_attributes: BTreeMap<Cow<'static, str>, Sensitive> = "SessionAttributes",
        /// What the caller wants: `Intent`.
        intent: Option<Intent> = "Intent",
    }

    /// Something that the caller may have meant: one of `Interpretations`.
    #[derive(Debug)]
    pub struct Interpretation {
        /// How sure the bot is: `NluConfidence`. `FallbackIntent` has none.
        nlu_confidence: Option<NluConfidence> = "NluConfidence",
        /// What it was taken for: `Intent`.
        intent: Option<Intent> = "Intent",
    }

    /// How sure a bot is: `NluConfidence`.
    #[derive(Copy, Debug)]
    pub struct NluConfidence {
        /// `Score`, from 0 to 1, which the service sends as an integer or as a float.
        score: Option<f64> = "Score",
    }

    /// What a caller wants, as the bot's author named it: `Intent`.
    pub struct Intent {
        /// `Name`, such as `FallbackIntent`.
        name: Option<String> = "Name",
        /// What was asked for, by name: `Slots`. Without a value if the caller gave none.
        slots: BTreeMap<String, Option<Slot>> = "Slots",
        /// `State`. Intents that lost have none.
        state: Option<IntentState> = "State",
        /// `ConfirmationState`. Intents that lost have none.
        confirmation_state: Option<ConfirmationState> = "ConfirmationState",
    }

    /// Something that the bot asked for: one of `Slots`.
    pub struct Slot {
        /// What the caller said: `Value`.
        value: Option<SlotValue> = "Value",
        /// `Values`, as they came: only empty lists have been seen.
        values: Vec<Value> = "Values",
    }

    /// What a caller said: the `Value` of a slot.
    #[derive(Eq, Debug)]
    pub struct SlotValue {
        /// As it was heard: `OriginalValue`, "june first".
        original_value: Option<Sensitive> = "OriginalValue",
        /// As it was understood: `InterpretedValue`, "2022-06-01".
        interpreted_value: Option<Sensitive> = "InterpretedValue",
        /// What it could be: `ResolvedValues`.
        resolved_values: Vec<Sensitive> = "ResolvedValues",
    }
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

impl Conversation {
    /// A conversation with this result.
    pub fn new(result: IntentResult) -> Self {
        Self { intent_result: Some(result) }
    }

    /// What the caller wants.
    pub fn intent(&self) -> Option<&Intent> {
        self.intent_result.as_ref()?.session_state.as_ref()?.intent.as_ref()
    }
}

impl IntentResult {
    /// A conversation that ended in this state.
    pub fn new(state: FinalState) -> Self {
        Self { session_state: Some(state), ..Self::default() }
    }

    /// Sets the `SessionId`.
    pub fn with_session_id(mut self, session_id: impl Into<String>) -> Self {
        self.session_id = Some(session_id.into());
        self
    }

    /// Adds one of the `Interpretations`, likeliest first.
    pub fn with_interpretation(mut self, interpretation: Interpretation) -> Self {
        self.interpretations.push(interpretation);
        self
    }
}

impl FinalState {
    /// The caller wants this.
    pub fn new(intent: Intent) -> Self {
        Self { intent: Some(intent), ..Self::default() }
    }

    /// Sets one of the `SessionAttributes`.
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
    /// The caller may have meant this.
    pub fn new(intent: Intent) -> Self {
        Self { nlu_confidence: None, intent: Some(intent) }
    }

    /// Sets the `Score` of its `NluConfidence`, from 0 to 1.
    pub fn with_score(mut self, score: f64) -> Self {
        self.nlu_confidence = Some(NluConfidence { score: Some(score) });
        self
    }
}

impl Intent {
    /// An intent of this name, without a state.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: Some(name.into()), ..Self::default() }
    }

    /// Sets the `State`.
    pub fn with_state(mut self, state: IntentState) -> Self {
        self.state = Some(state);
        self
    }

    /// Sets the `ConfirmationState`.
    pub fn with_confirmation_state(mut self, state: ConfirmationState) -> Self {
        self.confirmation_state = Some(state);
        self
    }

    /// Fills a slot.
    pub fn with_slot(mut self, name: impl Into<String>, value: SlotValue) -> Self {
        self.slots.insert(name.into(), Some(Slot::new(value)));
        self
    }

    /// Adds a slot that the caller did not fill: `null`.
    pub fn with_empty_slot(mut self, name: impl Into<String>) -> Self {
        self.slots.insert(name.into(), None);
        self
    }

    /// What the caller said for this slot, as it was understood.
    pub fn slot(&self, name: &str) -> Option<&str> {
        let value = self.slots.get(name)?.as_ref()?.value.as_ref()?;
        value.interpreted_value.as_ref().map(Sensitive::as_str)
    }
}

impl Slot {
    /// A slot with this value.
    pub fn new(value: SlotValue) -> Self {
        Self { value: Some(value), values: Vec::new() }
    }
}

impl SlotValue {
    /// A value that was heard as it was understood, and could be nothing else.
    pub fn new(value: impl Into<Cow<'static, str>>) -> Self {
        let value = Sensitive::new(value);
        Self {
            original_value: Some(value.clone()),
            interpreted_value: Some(value.clone()),
            resolved_values: vec![value],
        }
    }

    /// Sets the `OriginalValue`.
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
    /// Counts the session attributes.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FinalState")
            .field("session_attributes", &Hidden(self.session_attributes.len()))
            .field("intent", &self.intent)
            .finish()
    }
}

impl fmt::Debug for Intent {
    /// Counts the slots.
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
    /// Counts `values`, which can hold anything that the caller said.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Slot")
            .field("value", &self.value)
            .field("values", &Hidden(self.values.len()))
            .finish()
    }
}

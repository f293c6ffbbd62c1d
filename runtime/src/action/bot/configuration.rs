use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::action::Sensitive;
use crate::wire::form::{Form, OrEmpty, Plain, or_empty};
use crate::wire::item::{EachField, Item, Object};
use crate::wire::json::{Cursor, Json};
use crate::wire::{FieldError, Fields, open_enum, parameters, rule};

parameters! {
    /// How a conversation begins: `Configuration`, at most 10 KB of JSON.
    #[derive(Default)]
    pub struct Configuration {
        /// Knowledge of the bot, and who begins.
        pub session_state: SessionState = "SessionState" in OrEmpty;
        /// Messages that the bot says first. They need [`DialogAction::ElicitIntent`].
        pub welcome_messages: Vec<WelcomeMessage> = "WelcomeMessages" in OrEmpty;
    }
    where check_welcome_and_size
}

parameters! {
    /// What the bot knows when it starts, and who begins: `SessionState` of the configuration.
    #[derive(Default)]
    pub struct SessionState {
        /// Knowledge of the bot.
        pub session_attributes: BTreeMap<Cow<'static, str>, Sensitive> = "SessionAttributes" in OrEmpty;
        /// Who begins.
        pub dialog_action: Option<DialogAction> = "DialogAction" in Typed;
    }
}

open_enum! {
    /// Who begins the conversation: the `Type` of `DialogAction`.
    pub enum DialogAction {
        /// The bot decides what comes next.
        Delegate = "Delegate",
        /// The bot asks what the caller would like.
        ElicitIntent = "ElicitIntent",
    }
}

parameters! {
    /// Message that the bot says first: one of `WelcomeMessages`.
    pub struct WelcomeMessage {
        /// Text or SSML.
        pub content: Sensitive = "Content" in OrEmpty;
        /// Kind of text: plain or SSML.
        pub content_type: ContentType = "ContentType";
    }
}

open_enum! {
    /// Whether a welcome is plain text or SSML: `ContentType`.
    pub enum ContentType {
        /// Plain text.
        PlainText = "PlainText",
        /// Speech Synthesis Markup Language.
        Ssml = "SSML",
    }
}

/// 10 KB, whichever way that is counted.
const MAX_BYTES: usize = 10 * 1_024;

impl Configuration {
    fn is_empty(&self) -> bool {
        self.session_state.is_empty() && self.welcome_messages.is_empty()
    }

    fn check_welcome_and_size(&self) -> Result<(), FieldError> {
        let is_asked = self.session_state.dialog_action == Some(DialogAction::ElicitIntent);
        FieldError::unless(
            self.welcome_messages.is_empty() || is_asked,
            "WelcomeMessages",
            "needs the DialogAction ElicitIntent",
        )?;
        let is_small = serde_json::to_vec(self).is_ok_and(|json| json.len() <= MAX_BYTES);
        FieldError::unless(is_small, "", "must be at most 10 KB of JSON")
    }
}

impl SessionState {
    fn is_empty(&self) -> bool {
        self.session_attributes.is_empty() && self.dialog_action.is_none()
    }
}

/// The form `{"Type": "ElicitIntent"}`.
struct Typed;

impl Form<DialogAction> for Typed {
    const HAS_RULES: bool = true;

    fn item(value: &DialogAction) -> Option<Item<'_>> {
        Some(Item::Object(value))
    }

    fn read(json: Json<'_>) -> Result<Option<DialogAction>, FieldError> {
        Fields::new(json)?.read::<Plain, _>("Type").map(Some)
    }
}

impl Object for DialogAction {
    fn fields(&self, field: &mut EachField<'_>) {
        field("Type", Item::Text(self.as_str()));
    }

    fn check(&self) -> Result<(), FieldError> {
        rule::check("Type", Plain::item(self).as_ref(), &[])
    }
}

type SessionAttributes = BTreeMap<Cow<'static, str>, Sensitive>;

impl Form<SessionAttributes> for Plain {
    fn item(value: &SessionAttributes) -> Option<Item<'_>> {
        Some(Item::Object(value))
    }

    fn read(json: Json<'_>) -> Result<Option<SessionAttributes>, FieldError> {
        let mut attributes = BTreeMap::new();
        Cursor::new(json).entries(|json, key| {
            attributes.insert(key.into_owned().into(), Sensitive::new(json.string()?.into_owned()));
            Ok(())
        })?;
        Ok(Some(attributes))
    }
}

impl Object for SessionAttributes {
    fn fields(&self, field: &mut EachField<'_>) {
        for (key, value) in self {
            field(key, Item::Text(value.as_str()));
        }
    }
}

or_empty!(Configuration, SessionState, Vec<WelcomeMessage>, SessionAttributes, Sensitive);

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use crate::action::Sensitive;
use crate::wire::form::{Form, OrEmpty, Plain, or_empty};
use crate::wire::item::{EachField, Item, Object};
use crate::wire::json::{Cursor, Json};
use crate::wire::{FieldError, Fields, Hidden, open_enum, parameters, sorted};

parameters! {
    /// The initial state and welcome messages of a conversation: `Configuration`, at most 10 KB of
    /// JSON.
    #[derive(Default)]
    pub struct Configuration {
        /// Session attributes and dialog action.
        pub session_state: SessionState = "SessionState" in OrEmpty;
        /// Messages that begin the conversation. They require [`DialogAction::ElicitIntent`].
        pub welcome_messages: Vec<WelcomeMessage> = "WelcomeMessages" in OrEmpty;
    }
    where check_welcome_and_size
}

parameters! {
    /// The initial state of a conversation: `SessionState` of the configuration.
    #[derive(Default)]
    pub struct SessionState {
        /// Values passed to the bot, by key.
        pub session_attributes: SessionAttributes = "SessionAttributes" in OrEmpty;
        /// First step of the bot. On the wire an object with the single field `Type`.
        pub dialog_action: Option<DialogAction> = "DialogAction" in Typed;
    }
}

open_enum! {
    /// The first step of a bot: the `Type` of `DialogAction`.
    pub enum DialogAction {
        /// The bot chooses the next step.
        Delegate = "Delegate",
        /// The bot asks the caller for an intent.
        ElicitIntent = "ElicitIntent",
    }
}

parameters! {
    /// A message that begins a conversation: an element of `WelcomeMessages`.
    pub struct WelcomeMessage {
        /// Plain text or SSML.
        pub content: Sensitive = "Content" in OrEmpty;
        /// Format of the content.
        pub content_type: ContentType = "ContentType";
    }
}

open_enum! {
    /// The format of a welcome message: `ContentType`.
    pub enum ContentType {
        /// Plain text.
        PlainText = "PlainText",
        /// Speech Synthesis Markup Language.
        Ssml = "SSML",
    }
}

/// Maximum size of the JSON: 10 KB, counted as 1,024 bytes each so that no valid size is rejected.
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
        let is_small = Item::Object(self).json_size() <= MAX_BYTES;
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
    fn item(value: &DialogAction) -> Option<Item<'_>> {
        Some(Item::Object(value))
    }

    fn read(json: Json<'_>) -> Result<Option<DialogAction>, FieldError> {
        Fields::new(json)?.read::<Plain, _>("Type").map(Some)
    }
}

impl Object for DialogAction {
    fn fields(&self, field: &mut EachField<'_>) {
        field("Type", Plain::item(self), &[]);
    }
}

/// Values passed to a bot, by key: `SessionAttributes`.
///
/// `Debug` counts them.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct SessionAttributes(Vec<(Cow<'static, str>, Sensitive)>);

impl SessionAttributes {
    /// Returns the value of a key.
    pub fn get(&self, key: &str) -> Option<&Sensitive> {
        sorted::get(&self.0, key)
    }

    /// Sets the value of a key, replacing its former value.
    pub fn insert(&mut self, key: impl Into<Cow<'static, str>>, value: impl Into<Sensitive>) {
        sorted::set(&mut self.0, key.into(), value.into());
    }

    /// Returns an iterator over keys and values, in the order of the keys.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Sensitive)> {
        self.0.iter().map(|(key, value)| (&**key, value))
    }

    /// Returns the number of values.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns `true` if there are no values.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for SessionAttributes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Hidden(self.len()).fmt(f)
    }
}

impl Form<SessionAttributes> for Plain {
    fn item(value: &SessionAttributes) -> Option<Item<'_>> {
        Some(Item::Object(value))
    }

    #[inline]
    fn read(json: Json<'_>) -> Result<Option<SessionAttributes>, FieldError> {
        let mut attributes = BTreeMap::new();
        Cursor::new(json).entries(|json, key| {
            attributes.insert(key.into_owned().into(), Sensitive::new(json.string()?.into_owned()));
            Ok(())
        })?;
        Ok(Some(SessionAttributes(attributes.into_iter().collect())))
    }
}

impl Object for SessionAttributes {
    fn fields(&self, field: &mut EachField<'_>) {
        for (key, value) in &self.0 {
            field(key, Some(Item::Text(value.as_str())), &[]);
        }
    }
}

or_empty!(Configuration, SessionState, Vec<WelcomeMessage>, SessionAttributes, Sensitive);

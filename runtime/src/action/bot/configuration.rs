use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::action::error::check;
use crate::action::{ActionError, Sensitive, StartBotConversation};
use crate::wire::{Hidden, object, open_enum};

/// How a conversation begins: `Configuration`, at most 10 KB of JSON.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Configuration {
    /// What the bot knows, and who begins: `SessionState`.
    #[serde(deserialize_with = "object::only", skip_serializing_if = "SessionState::is_empty")]
    pub session_state: SessionState,
    /// What the bot first says: `WelcomeMessages`. Needs [`DialogAction::ElicitIntent`].
    #[serde(deserialize_with = "object::list", skip_serializing_if = "Vec::is_empty")]
    pub welcome_messages: Vec<WelcomeMessage>,
}

/// What the bot knows when it starts, and who begins: `SessionState` of the configuration.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct SessionState {
    /// What the bot knows: `SessionAttributes`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub session_attributes: BTreeMap<Cow<'static, str>, Sensitive>,
    /// Who begins: `DialogAction`.
    #[serde(with = "dialog_action", skip_serializing_if = "Option::is_none")]
    pub dialog_action: Option<DialogAction>,
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

/// What the bot first says: one of `WelcomeMessages`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct WelcomeMessage {
    /// The text, or SSML: `Content`.
    #[serde(default)]
    pub content: Sensitive,
    /// Whether it is plain text or SSML: `ContentType`.
    pub content_type: ContentType,
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
    pub(in crate::action) fn is_empty(&self) -> bool {
        self.session_state.is_empty() && self.welcome_messages.is_empty()
    }

    pub(in crate::action) fn check(&self) -> Result<(), ActionError> {
        let dialog = self.session_state.dialog_action.as_ref();
        check::<StartBotConversation>(
            !matches!(dialog, Some(DialogAction::Other(_))),
            "Configuration.SessionState.DialogAction.Type",
            "must be Delegate or ElicitIntent",
        )?;
        check::<StartBotConversation>(
            self.welcome_messages
                .iter()
                .all(|message| !matches!(message.content_type, ContentType::Other(_))),
            "Configuration.WelcomeMessages.ContentType",
            "must be PlainText or SSML",
        )?;
        check::<StartBotConversation>(
            self.welcome_messages.is_empty() || dialog == Some(&DialogAction::ElicitIntent),
            "Configuration.WelcomeMessages",
            "needs the DialogAction ElicitIntent",
        )?;
        let json = serde_json::to_vec(self);
        check::<StartBotConversation>(
            json.is_ok_and(|json| json.len() <= MAX_BYTES),
            "Configuration",
            "must be at most 10 KB of JSON",
        )
    }
}

impl SessionState {
    fn is_empty(&self) -> bool {
        self.session_attributes.is_empty() && self.dialog_action.is_none()
    }
}

impl fmt::Debug for SessionState {
    /// Counts the session attributes.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionState")
            .field("session_attributes", &Hidden(self.session_attributes.len()))
            .field("dialog_action", &self.dialog_action)
            .finish()
    }
}

/// `{"Type": "ElicitIntent"}` for a [`DialogAction`].
mod dialog_action {
    use std::borrow::Cow;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::DialogAction;
    use crate::wire::object;

    #[derive(Serialize, Deserialize)]
    struct Typed<'a> {
        #[serde(rename = "Type")]
        dialog_action: Cow<'a, DialogAction>,
    }

    #[expect(clippy::ref_option, reason = "the signature that serde asks for")]
    pub(in crate::action) fn serialize<S: Serializer>(
        value: &Option<DialogAction>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        value
            .as_ref()
            .map(|value| Typed { dialog_action: Cow::Borrowed(value) })
            .serialize(serializer)
    }

    pub(in crate::action) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<DialogAction>, D::Error> {
        let typed: Option<Typed<'_>> = object::optional(deserializer)?;
        Ok(typed.map(|typed| typed.dialog_action.into_owned()))
    }
}

use std::borrow::Cow;

use super::bot::{Configuration, ContentType, Conversation, DialogAction, WelcomeMessage};
use super::table::action;
use super::{Sensitive, Target};
use crate::call::Leg;
use crate::wire::form::OrEmpty;
use crate::wire::rule::satisfy;

action! {
    legs: Only(Leg::A), results: Conversation;

    /// An action that connects LEG-A to a Lex bot: `StartBotConversation`.
    ///
    /// Invalid for a bridged call and in a meeting. The parameters' types and the results are in
    /// [`bot`](super::bot). The session ID is the leg's `CallId`, so a second conversation
    /// continues with the context of the first. The principal `voiceconnector.chime.amazonaws.com`
    /// needs `lex:StartConversation`.
    ///
    /// The guide does not say whether the action answers a new inbound call.
    ///
    /// Fails with `InvalidActionParameter`, `SystemException`, `ResourceNotFound`,
    /// `ResourceAccessDenied` or `ActionExecutionThrottled`.
    ///
    /// ```
    /// use offhook::action::StartBotConversation;
    ///
    /// const BOT: &str = "arn:aws:lex:us-east-1:123456789012:bot-alias/ABCDEFGHIJ/KLMNOPQRST";
    ///
    /// let bot = StartBotConversation::new(BOT)
    ///     .locale("en_US")
    ///     .session_attribute("queue", "orders")
    ///     .welcome("Welcome. What would you like to order?");
    /// ```
    pub struct StartBotConversation {
        /// ARN of the bot alias: `arn:aws:lex:region:account:bot-alias/bot/alias`.
        pub bot_alias_arn: Cow<'static, str> = "BotAliasArn" must
            satisfy(is_bot_alias_arn, "must be arn:aws:lex:region:account:bot-alias/bot/alias");
        /// Locale of the bot, with `_` instead of the `-` of `LanguageCode`. Default: `en_US`.
        pub locale_id: Option<Cow<'static, str>> = "LocaleId"
            => set locale(locale_id: impl Into<Cow<'static, str>>) = Some(locale_id.into());
        /// Initial state and welcome messages of the conversation.
        pub configuration: Configuration = "Configuration" in OrEmpty;
    }
}

impl StartBotConversation {
    /// Creates an action that starts a conversation with this bot: `BotAliasArn`,
    /// `arn:aws:lex:region:account:bot-alias/bot/alias`.
    pub fn new(bot_alias_arn: impl Into<Cow<'static, str>>) -> Self {
        Self {
            target: Target::Event,
            bot_alias_arn: bot_alias_arn.into(),
            locale_id: None,
            configuration: Configuration::default(),
        }
    }

    /// Inserts or replaces one of the `SessionAttributes`.
    pub fn session_attribute(
        mut self,
        key: impl Into<Cow<'static, str>>,
        value: impl Into<Cow<'static, str>>,
    ) -> Self {
        self.configuration.session_state.session_attributes.insert(key, value);
        self
    }

    /// Appends plain text to `WelcomeMessages`, the messages that begin the conversation.
    ///
    /// Welcome messages require [`DialogAction::ElicitIntent`], which replaces an absent dialog
    /// action.
    pub fn welcome(self, text: impl Into<Cow<'static, str>>) -> Self {
        self.welcome_message(ContentType::PlainText, text)
    }

    /// Appends SSML to `WelcomeMessages`, like [`welcome`](Self::welcome).
    pub fn welcome_ssml(self, ssml: impl Into<Cow<'static, str>>) -> Self {
        self.welcome_message(ContentType::Ssml, ssml)
    }

    fn welcome_message(
        mut self,
        content_type: ContentType,
        content: impl Into<Cow<'static, str>>,
    ) -> Self {
        let message = WelcomeMessage { content: Sensitive::new(content), content_type };
        self.configuration.welcome_messages.push(message);
        self.configuration.session_state.dialog_action.get_or_insert(DialogAction::ElicitIntent);
        self
    }

    /// Sets `DialogAction`: the bot's first step.
    pub fn dialog(mut self, dialog_action: DialogAction) -> Self {
        self.configuration.session_state.dialog_action = Some(dialog_action);
        self
    }
}

fn is_bot_alias_arn(arn: &str) -> bool {
    let is_of = |text: &str, separator, known: &[&str]| {
        let mut parts = text.split(separator);
        let is = |part: &str, known| if known == "*" { !part.is_empty() } else { part == known };
        known.iter().all(|known| parts.next().is_some_and(|part| is(part, *known)))
            && parts.next().is_none()
    };
    arn.rsplit_once(':').is_some_and(|(owner, resource)| {
        is_of(owner, ':', &["arn", "*", "lex", "*", "*"])
            && is_of(resource, '/', &["bot-alias", "*", "*"])
    })
}

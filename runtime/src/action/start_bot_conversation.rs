use std::borrow::Cow;

use super::bot::{Configuration, ContentType, Conversation, DialogAction, WelcomeMessage};
use super::table::action;
use super::{Sensitive, Target};
use crate::call::Leg;
use crate::wire::form::OrEmpty;
use crate::wire::rule::satisfy;

action! {
    legs: Only(Leg::A), results: Conversation;

    /// Lets a Lex bot talk with LEG-A: `StartBotConversation`.
    ///
    /// Not for a bridged call or in a meeting. The parts and the results are in [`bot`](super::bot).
    /// The conversation's id is the `CallId`, so that a second one of the same call goes on with the
    /// first one's context. The principal `voiceconnector.chime.amazonaws.com` needs
    /// `lex:StartConversation`.
    ///
    /// Whether it answers a new inbound call is undocumented.
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
        /// Bot.
        pub bot_alias_arn: Cow<'static, str> = "BotAliasArn" must
            satisfy(is_bot_alias_arn, "must be arn:aws:lex:region:account:bot-alias/bot/alias");
        /// Language, such as `en_US`, the default. With `_`, other than that of Speak.
        pub locale_id: Option<Cow<'static, str>> = "LocaleId"
            => set locale(locale_id: impl Into<Cow<'static, str>>) = Some(locale_id.into());
        /// Beginning of the conversation.
        pub configuration: Configuration = "Configuration" in OrEmpty;
    }
}

impl StartBotConversation {
    /// Starts this bot: `BotAliasArn`, `arn:aws:lex:region:account:bot-alias/bot/alias`.
    pub fn new(bot_alias_arn: impl Into<Cow<'static, str>>) -> Self {
        Self {
            target: Target::Event,
            bot_alias_arn: bot_alias_arn.into(),
            locale_id: None,
            configuration: Configuration::default(),
        }
    }

    /// Tells the bot something, in place of what this key held before: `SessionAttributes`.
    pub fn session_attribute(
        mut self,
        key: impl Into<Cow<'static, str>>,
        value: impl Into<Cow<'static, str>>,
    ) -> Self {
        self.configuration
            .session_state
            .session_attributes
            .insert(key.into(), Sensitive::new(value));
        self
    }

    /// The bot first says this plain text, after any other welcome: `WelcomeMessages`.
    ///
    /// The service requires [`DialogAction::ElicitIntent`] for it, which this sets unless there is
    /// a dialog action.
    pub fn welcome(self, text: impl Into<Cow<'static, str>>) -> Self {
        self.welcome_message(ContentType::PlainText, text)
    }

    /// The same in SSML.
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

    /// Who begins: `DialogAction`.
    pub fn dialog(mut self, dialog_action: DialogAction) -> Self {
        self.configuration.session_state.dialog_action = Some(dialog_action);
        self
    }
}

fn is_bot_alias_arn(arn: &str) -> bool {
    let parts: Vec<_> = arn.split(':').collect();
    let ["arn", partition, "lex", region, account, resource] = *parts else { return false };
    let resource: Vec<_> = resource.split('/').collect();
    let ["bot-alias", bot, alias] = *resource else { return false };
    ![partition, region, account, bot, alias].contains(&"")
}

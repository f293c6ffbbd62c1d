//! Bot conversations: StartBotConversation.
//!
//! Depends on the [`Bot`] for its responses.

use offhook::action::StartBotConversation;
use offhook::action::bot::{
    ContentType, Conversation, FinalState, Intent, IntentResult, Interpretation,
};
use offhook::action::{Speech, TextType};
use serde_json::{Map, Value};

use super::check::Refusal;
use super::legs::Link;
use super::run::{Activity, Clip, Timer};
use super::{Call, Due};
use crate::bot::{Bot, Turn};

/// A running conversation.
#[derive(Debug)]
pub(super) struct Talk {
    bot: Bot,
}

impl Call {
    pub(super) fn start_conversation(
        &mut self,
        leg: usize,
        start: &StartBotConversation,
    ) -> Result<Talk, Refusal> {
        if self.link != Link::None {
            // Refused on a bridged call and in a meeting. The message is undocumented.
            return Err(Refusal::parameter("Invalid action on the call."));
        }
        let mut welcome: Option<Clip> = None;
        for message in &start.configuration.welcome_messages {
            let speech = Speech {
                text: message.content.clone(),
                text_type: (message.content_type == ContentType::Ssml).then_some(TextType::Ssml),
                engine: None,
                language_code: None,
                voice_id: None,
            };
            let played = self.say(&speech)?;
            welcome = Some(match welcome {
                Some(before) => before.then(&played),
                None => played,
            });
        }
        if let Some(welcome) = welcome {
            self.bot_says(leg, &welcome);
        }
        let bot = self.world.bots.get(&*start.bot_alias_arn).cloned().unwrap_or_default();
        Ok(Talk { bot })
    }

    /// Passes the caller's words to the bot.
    pub(super) async fn bot_hears(&mut self, words: &str) {
        let Some(running) = &self.running else { return };
        let Activity::Talking(talk) = &running.activity else { return };
        let leg = running.leg;
        match talk.bot.hears(words) {
            Turn::Ask(question) => {
                let speech = Speech {
                    text: question.into(),
                    text_type: None,
                    engine: None,
                    language_code: None,
                    voice_id: None,
                };
                if let Ok(played) = self.say(&speech) {
                    self.bot_says(leg, &played);
                }
            }
            Turn::Conclude(intent) => self.concludes(intent).await,
        }
    }

    fn bot_says(&mut self, leg: usize, played: &Clip) {
        self.play(leg, played);
        // Has no effect but lets expectations wait for the end of the prompt.
        self.clock.after(played.length, Due::Action(Timer::HeardOnce));
    }

    /// Returns `true` during a bot conversation.
    pub(crate) fn bot_talks(&self) -> bool {
        self.running
            .as_ref()
            .is_some_and(|running| matches!(running.activity, Activity::Talking(_)))
    }

    /// Ends the conversation with an intent.
    pub(crate) async fn concludes(&mut self, intent: Intent) {
        let Some(leg) = self.running.as_ref().map(|running| running.leg) else { return };
        let is_fallback = intent.name.as_deref() == Some("FallbackIntent");
        // Source: logs. The fallback has no confidence, and other interpretations have no state.
        let mut winner = Interpretation::new(intent.clone());
        let mut loser = None;
        if !is_fallback {
            winner = winner.with_score(1.0);
            loser = Some(Interpretation::new(Intent::new("FallbackIntent")));
        }
        // Source: logs. Sent session attributes are not returned.
        let mut result = IntentResult::new(FinalState::new(intent))
            .with_session_id(self.legs[leg].call_id.clone())
            .with_interpretation(winner);
        result.interpretations.extend(loser);
        let results = serde_json::to_value(Conversation::new(result));
        let results = match results {
            Ok(Value::Object(results)) => results,
            _ => Map::new(),
        };
        self.succeed(results).await;
    }
}

//! StartBotConversation: a script talks with the caller.

use offhook::action::StartBotConversation;
use offhook::action::bot::{
    ContentType, Conversation, FinalState, Intent, IntentResult, Interpretation,
};
use offhook::action::{Speech, TextType};
use serde_json::{Map, Value};

use super::check::Refusal;
use super::legs::Link;
use super::run::{Doing, Played, What};
use super::{Call, Due};
use crate::bot::{Bot, Does};

/// A conversation that is under way.
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
            // Not on a bridged call or in a meeting; the texts of this action's errors are
            // undocumented.
            return Err(Refusal::parameter("Invalid action on the call."));
        }
        // One after the other.
        let mut welcome: Option<Played> = None;
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

    /// The bot has heard what the caller says.
    pub(super) async fn bot_hears(&mut self, words: &str) {
        let Some(running) = &self.running else { return };
        let What::Talking(talk) = &running.what else { return };
        let leg = running.leg;
        match talk.bot.hears(words) {
            Does::Asks(question) => {
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
            Does::Concludes(intent) => self.concludes(intent).await,
        }
    }

    fn bot_says(&mut self, leg: usize, played: &Played) {
        self.play(leg, played);
        // Nothing comes of it, but people wait for the end.
        self.clock.after(played.length, Due::Action(Doing::HeardOnce));
    }

    /// Whether a bot talks with the caller.
    pub(crate) fn bot_talks(&self) -> bool {
        self.running.as_ref().is_some_and(|running| matches!(running.what, What::Talking(_)))
    }

    /// The conversation ends.
    pub(crate) async fn concludes(&mut self, intent: Intent) {
        let Some(leg) = self.running.as_ref().map(|running| running.leg) else { return };
        let is_fallback = intent.name.as_deref() == Some("FallbackIntent");
        // Logged: the fallback has no confidence; an intent that lost has no state.
        let mut winner = Interpretation::new(intent.clone());
        let mut loser = None;
        if !is_fallback {
            winner = winner.with_score(1.0);
            loser = Some(Interpretation::new(Intent::new("FallbackIntent")));
        }
        // Logged: the attributes that were sent are not returned.
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

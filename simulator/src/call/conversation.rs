//! StartBotConversation: a script talks with the caller.

use std::collections::BTreeMap;

use offhook::action::StartBotConversation;
use offhook::action::bot::{
    ContentType, Conversation, FinalState, Intent, IntentResult, Interpretation, NluConfidence,
};
use offhook::action::{Speech, TextType};
use serde_json::{Map, Value};

use super::check::Refusal;
use super::legs::Link;
use super::run::{Activity, Clip, Timer};
use super::{Call, Due};
use crate::bot::{Bot, Turn};

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

    /// The bot has heard what the caller says.
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
        // Nothing comes of it, but people wait for the end.
        self.clock.after(played.length, Due::Action(Timer::HeardOnce));
    }

    /// Whether a bot talks with the caller.
    pub(crate) fn bot_talks(&self) -> bool {
        self.running
            .as_ref()
            .is_some_and(|running| matches!(running.activity, Activity::Talking(_)))
    }

    /// The conversation ends.
    pub(crate) async fn concludes(&mut self, intent: Intent) {
        let Some(leg) = self.running.as_ref().map(|running| running.leg) else { return };
        let is_fallback = intent.name.as_deref() == Some("FallbackIntent");
        // Logged: the fallback has no confidence; an intent that lost has no state.
        let winner = Interpretation {
            nlu_confidence: (!is_fallback).then_some(NluConfidence { score: Some(1.0) }),
            intent: Some(intent.clone()),
        };
        let loser = (!is_fallback).then(|| Interpretation {
            nlu_confidence: None,
            intent: Some(Intent { name: Some("FallbackIntent".to_owned()), ..Intent::default() }),
        });
        let result = IntentResult {
            session_id: Some(self.legs[leg].call_id.clone()),
            // Logged: the attributes that were sent are not returned.
            session_state: Some(FinalState {
                session_attributes: BTreeMap::new(),
                intent: Some(intent),
            }),
            interpretations: [winner].into_iter().chain(loser).collect(),
        };
        let results = serde_json::to_value(Conversation { intent_result: Some(result) });
        let results = match results {
            Ok(Value::Object(results)) => results,
            _ => Map::new(),
        };
        self.succeed(results).await;
    }
}

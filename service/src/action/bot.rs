//! StartBotConversation.

use offhook::action::StartBotConversation;
use serde_json::Value;

use super::stimulus::{Reaction, Results, Stimulus, one};
use crate::ground::Ground;
use crate::leg::Link;
use crate::{Extension, LegId, MediaId, Refusal};

#[derive(Debug)]
pub(super) struct Talking {
    pub(super) id: MediaId,
}

pub(super) fn start(
    start: StartBotConversation,
    leg: LegId,
    ground: &mut Ground,
) -> Result<Talking, Refusal> {
    // Not on a bridged call or in a meeting; the texts of this action's errors are undocumented.
    if ground.legs.link != Link::None {
        return Err(Refusal::not_on_this_call());
    }
    Ok(Talking { id: ground.extension(leg, Extension::Bot(start)) })
}

impl Talking {
    pub(super) fn on(&self, stimulus: Stimulus<'_>, on: LegId, ground: &Ground) -> Reaction {
        match stimulus {
            Stimulus::Result { id, result } if id == self.id => {
                let result = result.and_then(|result| serde_json::to_value(result).ok());
                let Some(Value::Object(mut result)) = result else {
                    return Reaction::Done(Results::new());
                };
                // `SessionId` is the CallId.
                let call_id = ground.legs.leg(on).call_id.as_str();
                result.insert("SessionId".to_owned(), call_id.into());
                Reaction::Done(one("IntentResult", result))
            }
            Stimulus::Failed { id, refusal } if id == self.id => Reaction::Failed(refusal.clone()),
            _ => Reaction::NotMine,
        }
    }
}

//! The parameters' types and the results of
//! [`StartBotConversation`](super::StartBotConversation).

mod configuration;
mod conversation;

pub use configuration::{
    Configuration, ContentType, DialogAction, SessionAttributes, SessionState, WelcomeMessage,
};
pub use conversation::{
    ConfirmationState, Conversation, FinalState, Intent, IntentResult, IntentState, Interpretation,
    NluConfidence, Slot, SlotValue,
};

//! The parts of [`StartBotConversation`](super::StartBotConversation), and what it returns.

mod configuration;
mod conversation;

pub use configuration::{Configuration, ContentType, DialogAction, SessionState, WelcomeMessage};
pub use conversation::{
    ConfirmationState, Conversation, FinalState, Intent, IntentResult, IntentState, Interpretation,
    NluConfidence, Slot, SlotValue,
};

//! The mailbox.

use std::sync::{Mutex, PoisonError};

use offhook::action::{AudioFile, Sensitive};
use offhook::prelude::*;

use crate::{App, Visit};

/// A message that a caller left.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Message {
    /// Its recording. The service does not say how long it is; the file does.
    pub(crate) file: AudioFile,
    /// The caller's number or SIP user; `Debug` hides it.
    pub(crate) caller: Sensitive,
}

/// Keeps messages: a table of a database, a ticket, a mail. Each is a variant.
pub(crate) enum Mailbox {
    /// As long as the process lives: a stand-in for yours.
    InMemory(Mutex<Vec<Message>>),
    /// Fails so often, then keeps messages in memory.
    #[cfg(test)]
    Unreliable(std::sync::atomic::AtomicU8, Mutex<Vec<Message>>),
}

impl Default for Mailbox {
    fn default() -> Self {
        Self::InMemory(Mutex::default())
    }
}

impl Mailbox {
    /// Keeps a message. The service repeats events that were not answered in time, so the same
    /// message can come twice: its recording's key is unique.
    pub(crate) async fn keep(&self, message: Message) -> Result<()> {
        let messages = match self {
            Self::InMemory(messages) => messages,
            #[cfg(test)]
            Self::Unreliable(failures, messages) => {
                use std::sync::atomic::Ordering::SeqCst;
                if failures.fetch_update(SeqCst, SeqCst, |left| left.checked_sub(1)).is_ok() {
                    return Err("no connection".into());
                }
                messages
            }
        };
        let mut messages = messages.lock().unwrap_or_else(PoisonError::into_inner);
        if !messages.contains(&message) {
            tracing::info!(key = &*message.file.key, "message kept");
            messages.push(message);
        }
        Ok(())
    }

    /// The messages so far.
    #[cfg(test)]
    pub(crate) fn messages(&self) -> Vec<Message> {
        let (Self::InMemory(messages) | Self::Unreliable(_, messages)) = self;
        messages.lock().unwrap().clone()
    }
}

/// Puts the call's message into the mailbox, if there is one.
///
/// When that fails the handler fails, and then the Lambda: the service tries once more and ends the
/// call. The message is still in the session, and the HANGUP event is another chance.
pub(crate) async fn keep(app: &App, call: &Call, visit: &mut Visit) -> Result<()> {
    let Some(file) = visit.draft.take() else { return Ok(()) };
    app.mailbox.keep(Message { file, caller: call.from().to_owned().into() }).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::{caller, draft};

    #[tokio::test]
    async fn a_message_that_comes_twice_is_kept_once() {
        let app = App::for_test();
        for _ in 0..2 {
            keep(&app, &caller(), &mut draft()).await.unwrap();
        }
        let [message] = &*app.mailbox.messages() else { panic!("not one message") };
        assert_eq!(message.file.key, "messages/1.wav");
        assert_eq!(message.caller, "+14255550199");
        assert!(!format!("{message:?}").contains("0199"));
    }
}

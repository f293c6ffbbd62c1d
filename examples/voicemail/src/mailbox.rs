//! Where messages are kept.

use std::pin::Pin;
use std::sync::{Mutex, PoisonError};

use offhook::action::{AudioFile, Sensitive};
use offhook::prelude::*;

use crate::{App, Visit};

/// A message that somebody left.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Message {
    /// Where its recording is. How long it is, the service does not say; the file does.
    pub(crate) file: AudioFile,
    /// Who called, as their number or SIP user; `Debug` hides it.
    pub(crate) caller: Sensitive,
}

/// Keeps messages: a table of a database, a ticket, a mail.
pub(crate) trait Mailbox: Send + Sync {
    /// Keeps a message. It can come twice, because the service repeats events that were not
    /// answered in time: the recording's key tells.
    fn keep(&self, message: Message) -> Keeping<'_>;
}

/// What [`Mailbox::keep`] returns: an async function's future, boxed, so that the app can hold any
/// mailbox.
pub(crate) type Keeping<'a> = Pin<Box<dyn Future<Output = Result<()>> + Send + 'a>>;

/// Keeps messages as long as the process lives, and logs their keys: a stand-in for yours.
#[derive(Default)]
pub(crate) struct InMemory(Mutex<Vec<Message>>);

impl InMemory {
    /// The messages so far.
    #[cfg(test)]
    pub(crate) fn messages(&self) -> Vec<Message> {
        self.0.lock().unwrap().clone()
    }
}

impl Mailbox for InMemory {
    fn keep(&self, message: Message) -> Keeping<'_> {
        Box::pin(async move {
            let mut messages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if !messages.contains(&message) {
                tracing::info!(key = &*message.file.key, "message kept");
                messages.push(message);
            }
            Ok(())
        })
    }
}

/// Puts the call's message into the mailbox, if one is waiting.
///
/// When that fails the handler fails, and then the Lambda: the service tries once more and ends the
/// call, and the hang-up is another chance, because the message is still in the session.
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
        let mailbox = std::sync::Arc::new(InMemory::default());
        let app = App { mailbox: mailbox.clone(), ..App::for_test() };
        for _ in 0..2 {
            keep(&app, &caller(), &mut draft()).await.unwrap();
        }
        let [message] = &*mailbox.messages() else { panic!("not one message") };
        assert_eq!(message.file.key, "messages/1.wav");
        assert_eq!(message.caller, "+14255550199");
        assert!(!format!("{message:?}").contains("0199"));
    }
}

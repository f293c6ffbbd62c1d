//! The mailbox.

use std::sync::{Mutex, PoisonError};

use offhook::action::{AudioFile, Sensitive};
use offhook::prelude::*;

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

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_message_that_comes_twice_is_kept_once() {
        let mailbox = Mailbox::default();
        let message = Message {
            file: AudioFile::s3("recordings", "messages/1.wav"),
            caller: "+14255550199".to_owned().into(),
        };
        for _ in 0..2 {
            mailbox.keep(message.clone()).await.unwrap();
        }
        assert_eq!(mailbox.messages(), [message]);
    }

    #[test]
    fn the_caller_is_not_in_debug() {
        let file = AudioFile::s3("recordings", "messages/1.wav");
        let message = Message { file, caller: "+14255550199".to_owned().into() };
        assert!(!format!("{message:?}").contains("0199"));
    }
}

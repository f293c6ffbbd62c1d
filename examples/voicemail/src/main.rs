//! A mailbox on the phone: greets, records a message, lets the caller review it, and keeps it.
//!
//! Handlers stand where they belong: greeting and recording in [`recording`], what becomes of a
//! recording in [`review`], and what goes wrong in [`trouble`].

#[cfg(test)]
mod calls;
mod mailbox;
mod recording;
mod review;
mod trouble;

use std::sync::Arc;

use offhook::action::AudioFile;
use offhook::prelude::*;
use serde::{Deserialize, Serialize};

use crate::mailbox::{InMemory, Mailbox};

/// The mailbox: what its handlers share, from the environment.
#[offhook::app(session = Visit)]
pub struct App {
    /// The bucket that messages are recorded to: `VOICEMAIL_BUCKET`.
    bucket: String,
    /// What callers hear first: `VOICEMAIL_GREETING`.
    greeting: String,
    /// Who keeps the messages.
    mailbox: Arc<dyn Mailbox>,
}

/// What is remembered of a call from one event to the next.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Visit {
    /// The message that is recorded and not yet in the mailbox.
    draft: Option<AudioFile>,
    /// How often the caller has heard or replaced the message.
    reviews: u8,
}

impl App {
    /// Reads the settings; `variable` looks one up in the environment.
    fn configure(variable: impl Fn(&str) -> Option<String>) -> Result<Self> {
        let greeting = variable("VOICEMAIL_GREETING");
        Ok(Self {
            bucket: variable("VOICEMAIL_BUCKET").ok_or("VOICEMAIL_BUCKET is not set")?,
            greeting: greeting.unwrap_or("You have reached Example Corporation.".to_owned()),
            mailbox: Arc::new(InMemory::default()),
        })
    }

    /// A mailbox that records to the bucket `recordings`.
    #[cfg(test)]
    fn for_test() -> Self {
        let settings = |name: &str| (name == "VOICEMAIL_BUCKET").then(|| "recordings".to_owned());
        Self::configure(settings).unwrap()
    }
}

/// A variable of the environment; an empty one counts as not set.
fn variable(name: &str) -> Option<String> {
    let value = std::env::var_os(name)?.to_string_lossy().into_owned();
    Some(value).filter(|value| !value.is_empty())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    offhook::logging();
    offhook::run(App::configure(variable)?).await
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A call to the mailbox.
    pub(crate) fn caller() -> Call {
        Call::inbound("+14255550199", "+12065550100")
    }

    /// The same when the caller has hung up.
    pub(crate) fn gone() -> Call {
        caller().hung_up(Leg::A)
    }

    /// A message that waits for the caller's decision.
    pub(crate) fn draft() -> Session<Visit> {
        let file = AudioFile::s3("recordings", "messages/1.wav");
        Session::new(Visit { draft: Some(file), reviews: 0 })
    }

    #[test]
    fn without_a_bucket_it_does_not_start() {
        let error = App::configure(|_| None).err().unwrap();
        assert_eq!(error.to_string(), "VOICEMAIL_BUCKET is not set");
    }
}

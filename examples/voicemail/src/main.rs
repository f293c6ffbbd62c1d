//! A mailbox on the phone: greets, records a message, lets the caller review it, and keeps it.
//!
//! Greeting and recording are in [`recording`], the review of a recording is in [`review`], and the
//! mailbox itself in [`mailbox`].

#[cfg(test)]
mod calls;
mod mailbox;
mod recording;
mod review;

use config::{Config, Environment};
use offhook::action::AudioFile;
use offhook::prelude::*;
use serde::{Deserialize, Serialize};

use crate::mailbox::Mailbox;

/// The line.
#[offhook::app(
    session = Visit,
    apology = "Sorry, this mailbox is out of order. Please call again later. Goodbye."
)]
pub struct App {
    settings: Settings,
    mailbox: Mailbox,
}

/// The settings: the environment variables `VOICEMAIL_…`.
#[derive(Deserialize)]
struct Settings {
    /// The bucket that messages are recorded to: `BUCKET`.
    bucket: String,
    /// The first words of every call: `GREETING`.
    #[serde(default = "greeting")]
    greeting: String,
}

fn greeting() -> String {
    "You have reached Example Corporation.".to_owned()
}

/// The state of a call.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Visit {
    /// The message that is recorded and not yet in the mailbox.
    draft: Option<AudioFile>,
    /// How often the caller has heard or replaced the message.
    reviews: u8,
}

impl App {
    /// A line with the settings in the environment. An empty variable counts as not set.
    fn new(environment: Environment) -> Result<Self> {
        let environment = environment.prefix("VOICEMAIL").ignore_empty(true);
        let settings = Config::builder().add_source(environment).build()?.try_deserialize()?;
        Ok(Self { settings, mailbox: Mailbox::default() })
    }

    /// A line that records to the bucket `recordings`.
    #[cfg(test)]
    fn for_test() -> Self {
        let settings = Settings { bucket: "recordings".to_owned(), greeting: greeting() };
        Self { settings, mailbox: Mailbox::default() }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    offhook::logging();
    offhook::run(App::new(Environment::default())?).await
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A call to the mailbox.
    pub(crate) fn caller() -> Call {
        Call::inbound("+14255550199", "+12065550100")
    }

    /// The same after the caller hung up.
    pub(crate) fn gone() -> Call {
        caller().hung_up(Leg::A)
    }

    /// The session of a caller who reviews a message.
    pub(crate) fn draft() -> Session<Visit> {
        let file = AudioFile::s3("recordings", "messages/1.wav");
        Session::new(Visit { draft: Some(file), reviews: 0 })
    }

    #[test]
    fn a_bucket_is_required() {
        let mailbox = |bucket: &str| {
            let variables = [("VOICEMAIL_BUCKET".to_owned(), bucket.to_owned())];
            App::new(Environment::default().source(Some(variables.into())))
        };
        assert_eq!(mailbox("recordings").unwrap().settings.greeting, greeting());
        assert!(mailbox("").is_err());
    }
}

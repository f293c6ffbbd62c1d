//! A mailbox on the phone: greets, records a message, lets the caller review it, and keeps it.
//!
//! The call is one flow, in [`call`]; the mailbox is in [`mailbox`].

mod call;
#[cfg(test)]
mod calls;
mod mailbox;

use config::{Config, Environment};
use offhook::prelude::*;
use serde::Deserialize;

use crate::mailbox::Mailbox;

/// The line.
#[offhook::app(apology = "Sorry, this mailbox is out of order. Please call again later. Goodbye.")]
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
    offhook::metrics::run(App::new(Environment::default())?).await
}

#[cfg(test)]
mod tests {
    use super::*;

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

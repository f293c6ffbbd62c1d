//! Joining a meeting by phone: asks for the PIN, keeps callers waiting until the host admits them,
//! and mutes them when they press star six.
//!
//! The PIN is asked for in [`pin`], the waiting room is [`waiting`], joining and muting are in
//! [`meeting`], failures of the client in [`failures`]. The meetings are behind a client, in
//! [`client`].

#[cfg(test)]
mod calls;
mod client;
mod failures;
mod meeting;
mod pin;
mod waiting;

use config::{Config, Environment};
use offhook::prelude::*;
use serde::{Deserialize, Serialize};

use crate::client::Meetings;

/// The dial-in line.
#[offhook::app(
    session = Visit,
    apology = "Something went wrong on the meeting line. Please call again later. Goodbye."
)]
pub struct App {
    meetings: Meetings,
}

/// The settings: the environment variables `DIAL_IN_…`.
#[derive(Deserialize)]
struct Settings {
    /// The meetings by PIN: `MEETINGS`.
    meetings: Meetings,
}

/// The state of a call.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Visit {
    /// The number of PINs that no meeting has.
    unknown_pins: u8,
    /// The meeting with the caller's PIN.
    meeting: Option<String>,
    /// How often the caller was asked to wait.
    waits: u16,
    /// The caller's attendee id, once the host has admitted them. Not the token, with which anyone
    /// could join.
    attendee: Option<String>,
    /// Whether the caller is muted.
    muted: bool,
}

impl Visit {
    /// Whether the caller waits for the host.
    fn is_waiting(&self) -> bool {
        self.meeting.is_some() && self.attendee.is_none()
    }
}

impl App {
    /// A line with the settings in the environment.
    fn new(environment: Environment) -> Result<Self> {
        let environment = environment.prefix("DIAL_IN");
        let settings = Config::builder().add_source(environment).build()?;
        let Settings { meetings } = settings.try_deserialize()?;
        Ok(Self { meetings })
    }

    /// A line with one meeting: PIN 246810, meeting `standup`.
    #[cfg(test)]
    fn for_test() -> Self {
        Self { meetings: "246810=standup".to_owned().try_into().unwrap() }
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

    #[tokio::test]
    async fn meetings_are_required() {
        let line = |meetings: &str| {
            let variables = [("DIAL_IN_MEETINGS".to_owned(), meetings.to_owned())];
            App::new(Environment::default().source(Some(variables.into())))
        };
        let app = line("246810=standup").unwrap();
        assert_eq!(app.meetings.find("246810").await.unwrap().as_deref(), Some("standup"));
        assert!(line("").is_err());
    }
}

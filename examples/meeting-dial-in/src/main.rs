//! Joining a meeting by phone: asks for the PIN, keeps callers waiting until the host lets them in,
//! and mutes them when they press star six.
//!
//! The PIN is asked for in [`pin`], the waiting room is [`waiting`], joining and muting are in
//! [`meeting`], and what goes wrong in [`trouble`]. Who knows the meetings is behind a trait, in
//! [`client`].

#[cfg(test)]
mod calls;
mod client;
mod meeting;
mod pin;
mod trouble;
mod waiting;

use offhook::prelude::*;
use serde::{Deserialize, Serialize};

use crate::client::{InMemory, Meetings};

/// The dial-in line: what its handlers share.
#[offhook::app(session = Visit)]
pub struct App {
    /// Who knows the meetings and their PINs.
    meetings: Box<dyn Meetings>,
}

/// What is remembered of a call from one event to the next.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Visit {
    /// How many PINs were entered that no meeting has.
    unknown_pins: u8,
    /// The meeting that the PIN is of.
    meeting: Option<String>,
    /// How often the caller was asked to wait.
    waits: u16,
    /// Who the caller is in the meeting, once the host has let them in. Not the token: whoever has
    /// it can join.
    attendee: Option<String>,
    /// Whether the caller wants to be muted.
    muted: bool,
}

impl Visit {
    /// Whether the caller waits for the host.
    fn is_waiting(&self) -> bool {
        self.meeting.is_some() && self.attendee.is_none()
    }
}

impl App {
    /// Reads the settings; `variable` looks one up in the environment.
    fn configure(variable: impl Fn(&str) -> Option<String>) -> Result<Self> {
        let meetings = variable("DIAL_IN_MEETINGS").ok_or("DIAL_IN_MEETINGS is not set")?;
        let meetings: InMemory =
            meetings.parse().map_err(|error| format!("DIAL_IN_MEETINGS is {error}"))?;
        Ok(Self { meetings: Box::new(meetings) })
    }

    /// A line with one meeting: PIN 246810, meeting `standup`.
    #[cfg(test)]
    fn for_test() -> Self {
        let settings = |name: &str| (name == "DIAL_IN_MEETINGS").then(|| "246810=standup".into());
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

//! A whole app with a menu and a session, as a user writes it.

#![allow(missing_docs, reason = "an app needs none")]

use offhook::action::{Hangup, Speak, SpeakAndGetDigits};
use offhook::prelude::*;
use serde::{Deserialize, Serialize};

/// The app: its fields are what handlers share (clients, configuration).
#[offhook::app(session = Visit)]
pub struct App {
    pub directory: Directory,
}

#[derive(Default, Serialize, Deserialize)]
struct Visit {
    attempts: u8,
}

#[on(NewInboundCall)]
async fn welcome() -> SpeakAndGetDigits {
    SpeakAndGetDigits::new("Press 1 for sales, 2 for support.").digits(1).attempts(3)
}

#[on(ActionSuccessful(SpeakAndGetDigits))]
async fn chosen(
    app: &App,
    call: &Call,
    visit: &mut Session<Visit>,
    digits: Digits,
) -> Result<Reply> {
    visit.attempts += 1;
    match app.directory.find(&digits, call.from()).await? {
        Some(person) => {
            Ok((Speak::text(format!("{person} will call you back.")), Hangup::normal()).into())
        }
        None => Ok(welcome().await.into()),
    }
}

#[on(Hangup)]
async fn bye(hangup: event::Hangup) {
    tracing::info!(code = hangup.sip_response_code, "bye");
}

#[tokio::main]
async fn main() -> Result<()> {
    offhook::logging(); // feature "logging"
    offhook::run(App { directory: Directory::from_env() }).await
}

/// A stand-in for the client of a directory service.
pub struct Directory;

impl Directory {
    fn from_env() -> Self {
        Self
    }

    async fn find(&self, digits: &Digits, from: &str) -> Result<Option<&'static str>> {
        tokio::task::yield_now().await;
        Ok((*digits == "1" && from.starts_with('+')).then_some("Ann"))
    }
}

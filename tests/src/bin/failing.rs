//! A Lambda whose handlers fail, each in a different way.

use std::fmt;
use std::io;

use offhook::prelude::*;

/// The app. Its handlers share nothing.
#[offhook::app]
pub struct App;

#[on(CallAnswered)]
async fn panics() {
    panic!("at once");
}

#[on(Ringing)]
async fn panics_later() {
    tokio::task::yield_now().await;
    panic!("later");
}

#[on(Hangup)]
async fn fails() -> Result<()> {
    Err(NoDirectory(io::Error::other("no file")).into())
}

#[on(DigitsReceived)]
async fn empty_speech() -> action::Speak {
    action::Speak::text("")
}

/// An error with a cause.
#[derive(Debug)]
struct NoDirectory(io::Error);

impl fmt::Display for NoDirectory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no directory")
    }
}

impl std::error::Error for NoDirectory {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    offhook::run(App).await
}

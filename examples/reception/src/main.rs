//! A front desk on the phone: greets, asks who is wanted, puts through, and takes a message when
//! nobody answers.
//!
//! Handlers stand where they belong: the menu in [`menu`], putting through in [`bridge`], messages
//! in [`voicemail`], and what goes wrong in [`trouble`]. Annotating them is enough.

mod bridge;
#[cfg(test)]
mod calls;
mod directory;
mod hours;
mod menu;
#[cfg(test)]
mod tests;
mod trouble;
mod voicemail;

use offhook::prelude::*;
use serde::{Deserialize, Serialize};

use crate::directory::{Department, Directory};
use crate::hours::Hours;

/// The front desk: what its handlers share, from the environment.
#[offhook::app(session = Visit)]
#[derive(Default)]
pub struct App {
    /// Who answers: `RECEPTION_SALES` and `RECEPTION_SUPPORT`.
    directory: Directory,
    /// When somebody does: `RECEPTION_HOURS`. Always, without it.
    hours: Option<Hours>,
    /// The bucket that messages go to: `RECEPTION_BUCKET`. Without it none are taken.
    bucket: Option<String>,
}

/// What is remembered of a call from one event to the next.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Visit {
    /// Whom the caller wants.
    department: Option<Department>,
    /// How often the menu has been repeated for them.
    repeats: u8,
}

impl App {
    /// Reads the settings; `variable` looks one up in the environment.
    fn configure(variable: impl Fn(&str) -> Option<String>) -> Result<Self> {
        let hours = variable("RECEPTION_HOURS").map(|hours| hours.parse());
        Ok(Self {
            directory: Directory::configure(&variable)?,
            hours: hours.transpose().map_err(|error| format!("RECEPTION_HOURS is {error}"))?,
            bucket: variable("RECEPTION_BUCKET"),
        })
    }

    /// A desk with a sales department and voicemail.
    #[cfg(test)]
    fn for_test() -> Self {
        let settings = |name: &str| match name {
            "RECEPTION_SALES" => Some("+12065550123".to_owned()),
            "RECEPTION_BUCKET" => Some("recordings".to_owned()),
            _ => None,
        };
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
    offhook::run_concurrent(App::configure(variable)?).await
}

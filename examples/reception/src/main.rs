//! A front desk on the phone: greets, asks for a department, puts callers through, and takes a
//! message when the department does not answer.
//!
//! The menu is in [`menu`], bridges are in [`bridge`], messages in [`voicemail`].

mod bridge;
#[cfg(test)]
mod calls;
mod department;
mod hours;
#[cfg(test)]
mod live;
mod menu;
#[cfg(test)]
mod speed;
#[cfg(test)]
mod tests;
mod voicemail;

use config::{Config, Environment};
use offhook::prelude::*;
use serde::{Deserialize, Serialize};

use crate::department::Department;
use crate::hours::Hours;

/// The front desk.
#[offhook::app(
    session = Visit,
    apology = "Sorry, something went wrong here. Please call again later. Goodbye."
)]
pub struct App {
    settings: Settings,
}

/// The settings: the environment variables `RECEPTION_…`.
#[derive(Deserialize)]
struct Settings {
    /// The number of the sales department: `SALES`. A department can be without one.
    sales: Option<E164>,
    /// The number of the support department: `SUPPORT`.
    support: Option<E164>,
    /// The opening hours: `HOURS`. Without them the desk is always open.
    hours: Option<Hours>,
    /// The bucket for messages: `BUCKET`. Without it none are taken.
    bucket: Option<String>,
}

/// The state of a call.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Visit {
    /// The department that the caller asked for.
    department: Option<Department>,
    /// How often the menu was repeated.
    repeats: u8,
}

impl Settings {
    /// The number of a department.
    fn number(&self, department: Department) -> Option<&E164> {
        match department {
            Department::Sales => self.sales.as_ref(),
            Department::Support => self.support.as_ref(),
        }
    }
}

impl App {
    /// A desk with the settings in the environment. An empty variable counts as not set.
    fn new(environment: Environment) -> Result<Self> {
        let environment = environment.prefix("RECEPTION").ignore_empty(true);
        let settings = Config::builder().add_source(environment).build()?.try_deserialize()?;
        Ok(Self { settings })
    }

    /// A desk with a sales department and voicemail.
    #[cfg(test)]
    fn for_test() -> Self {
        Self {
            settings: Settings {
                sales: Some(e164!("+12065550123")),
                support: None,
                hours: None,
                bucket: Some("recordings".to_owned()),
            },
        }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    offhook::logging();
    offhook::metrics::run_concurrent(App::new(Environment::default())?).await
}

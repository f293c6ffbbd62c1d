//! Calls that say something and ask for a confirmation: "your appointment is tomorrow at nine".
//!
//! The API call that places a call carries an [`order::Order`]. The call is one flow, in [`call`],
//! which [`report`]s the outcome and may [`redial`].

mod call;
#[cfg(test)]
mod calls;
mod order;
mod redial;
mod report;

use config::{Config, Environment};
use offhook::prelude::*;
use serde::Deserialize;

use crate::order::Notices;
use crate::redial::Redial;
use crate::report::Report;

/// The app that places the calls.
#[offhook::app(application = Notices)]
pub struct App {
    settings: Settings,
    redial: Redial,
    report: Report,
}

/// The settings: the environment variables `NOTICE_…`.
#[derive(Deserialize)]
struct Settings {
    /// How often a number is called again that was busy or did not answer: `RETRIES`.
    #[serde(default = "retries")]
    retries: u8,
}

const fn retries() -> u8 {
    2
}

impl App {
    /// An app with the settings in the environment. An empty variable counts as not set.
    fn new(environment: Environment) -> Result<Self> {
        let environment = environment.prefix("NOTICE").ignore_empty(true);
        let settings = Config::builder().add_source(environment).build()?.try_deserialize()?;
        Ok(Self { settings, redial: Redial::default(), report: Report::default() })
    }

    /// An app that calls again twice.
    #[cfg(test)]
    fn for_test() -> Self {
        let settings = Settings { retries: retries() };
        Self { settings, redial: Redial::default(), report: Report::default() }
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

    /// The files of `events/` are one call: the attributes of the first reply are in the others.
    #[tokio::test]
    async fn the_call_in_events() {
        let app = App::for_test();
        let placed = include_str!("../events/1-new-outbound-call.json");
        let stored = offhook::handle(&app, placed).await.unwrap();
        for text in
            [include_str!("../events/2-ringing.json"), include_str!("../events/3-hangup-busy.json")]
        {
            let event = Invocation::from_json(text.as_bytes()).unwrap();
            assert_eq!(Some(event.call().attributes()), stored.attributes());
            assert!(offhook::respond(&app, event).await.unwrap().actions().is_empty());
        }
        assert_eq!(app.report.reports()[0].outcome, report::Outcome::Busy);
    }

    #[test]
    fn settings_are_optional_and_checked() {
        let app = |retries: &str| {
            let variables = [("NOTICE_RETRIES".to_owned(), retries.to_owned())];
            App::new(Environment::default().source(Some(variables.into())))
        };
        assert_eq!(app("5").unwrap().settings.retries, 5);
        assert_eq!(app("").unwrap().settings.retries, retries());
        assert!(app("thrice").is_err());
    }
}

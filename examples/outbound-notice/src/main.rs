//! Calls that say something and ask for a confirmation: "your appointment is tomorrow at nine".
//!
//! The API call that places a call carries an [`order::Order`]. The notice is spoken in [`notice`];
//! the end of a call is [`outcome`], which [`report`]s it and may [`redial`].

#[cfg(test)]
mod calls;
mod notice;
mod order;
mod outcome;
mod redial;
mod report;

use config::{Config, Environment};
use offhook::prelude::*;
use serde::{Deserialize, Serialize};

use crate::order::Order;
use crate::redial::Redial;
use crate::report::Report;

/// The app that places the calls.
#[offhook::app(session = Visit, apology = "Sorry, we can't go on with this notice. Goodbye.")]
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

/// The state of a call.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Visit {
    /// The notice. Absent when the call was placed without one.
    order: Option<Order>,
    stage: Stage,
    /// How often the notice was repeated.
    repeats: u8,
}

/// The stage of a call.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
enum Stage {
    #[default]
    Ringing,
    Answered,
    Confirmed,
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
    offhook::run(App::new(Environment::default())?).await
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A call that the app placed.
    pub(crate) fn callee() -> Call {
        Call::outbound("+12065550100", "+14255550199")
    }

    /// A notice after so many calls that were not answered.
    pub(crate) fn order(retries: u8) -> Order {
        let notice = "Your ferry leaves at seven instead of eight.".to_owned();
        Order { notice, reference: "HX-20417".to_owned(), retries }
    }

    /// The session of a call at this stage.
    pub(crate) fn visit(stage: Stage) -> Session<Visit> {
        Session::new(Visit { order: Some(order(0)), stage, repeats: 0 })
    }

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
            assert_eq!(offhook::respond(&app, event).await.unwrap(), Reply::none());
        }
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

//! Calls that say something and ask for a confirmation: "your appointment is tomorrow at nine".
//!
//! Whoever places the call hands over an [`order::Order`]. What is said stands in [`notice`], what
//! came of the call in [`outcome`], and what goes wrong in [`trouble`].

#[cfg(test)]
mod calls;
mod notice;
mod order;
mod outcome;
mod redial;
mod report;
mod trouble;

use std::sync::Arc;

use offhook::prelude::*;
use serde::{Deserialize, Serialize};

use crate::order::Order;
use crate::redial::Redial;
use crate::report::Report;

/// The caller: what its handlers share, from the environment.
#[offhook::app(session = Visit)]
pub struct App {
    /// How often somebody is called again who was busy or did not answer: `NOTICE_RETRIES`.
    retries: u8,
    /// Who places the next call.
    redial: Arc<dyn Redial>,
    /// Who is told what came of a call.
    report: Arc<dyn Report>,
}

/// What is remembered of a call from one event to the next.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Visit {
    /// What there is to say. Absent when the call was placed without it.
    order: Option<Order>,
    /// How far the call has come.
    stage: Stage,
    /// How often the notice has been repeated.
    repeats: u8,
}

/// How far a call has come.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
enum Stage {
    #[default]
    Ringing,
    Answered,
    Confirmed,
}

impl App {
    /// Reads the settings; `variable` looks one up in the environment.
    fn configure(variable: impl Fn(&str) -> Option<String>) -> Result<Self> {
        let retries = variable("NOTICE_RETRIES").map(|retries| retries.parse());
        let retries = retries.transpose().map_err(|_| "NOTICE_RETRIES is not from 0 to 255")?;
        Ok(Self {
            retries: retries.unwrap_or(2),
            redial: Arc::new(redial::InMemory::default()),
            report: Arc::new(report::InMemory::default()),
        })
    }

    /// Calls again twice.
    #[cfg(test)]
    fn for_test() -> Self {
        Self::configure(|_| None).unwrap()
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

#[cfg(test)]
mod tests {
    use super::*;

    /// A call that we have placed.
    pub(crate) fn callee() -> Call {
        Call::outbound("+12065550100", "+14255550199")
    }

    /// A notice after so many calls that nobody took.
    pub(crate) fn order(retries: u8) -> Order {
        let notice = "Your ferry leaves at seven instead of eight.".to_owned();
        Order { notice, reference: "HX-20417".to_owned(), retries }
    }

    /// A call with this notice that has come so far.
    pub(crate) fn visit(stage: Stage) -> Session<Visit> {
        Session::new(Visit { order: Some(order(0)), stage, repeats: 0 })
    }

    /// The files of `events/` are one call: what the first reply stores is in the others.
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
    fn a_setting_that_can_not_be_used_stops_the_start() {
        let error = App::configure(|_| Some("thrice".to_owned())).err().unwrap();
        assert_eq!(error.to_string(), "NOTICE_RETRIES is not from 0 to 255");
    }
}

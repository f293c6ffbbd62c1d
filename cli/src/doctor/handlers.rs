//! The check of handlers: which events an app must take, given those that it takes.
//!
//! Offhook has a default for each event. A finding is an event whose default is rarely intended.

use super::finding::{Check, Finding, Place};
use super::source::{AppAttribute, Handled, Handler, Source};

pub(super) fn check(source: &Source, findings: &mut Vec<Finding>) {
    for app in &source.apps {
        let handlers = Handlers {
            app,
            all: source.handlers.iter().filter(|handler| handler.app == app.name).collect(),
        };
        findings.extend(handlers.failures());
        findings.extend(handlers.hangups());
        // A flow waits for the answer by itself, in an app that a handler can hand the call over to.
        if !source.has_flows {
            findings.extend(handlers.answers());
        }
    }
}

/// The handlers of an app.
struct Handlers<'s> {
    app: &'s AppAttribute,
    all: Vec<&'s Handler>,
}

impl Handlers<'_> {
    fn takes(&self, is_event: impl Fn(&Handled) -> bool) -> bool {
        self.place(is_event).is_some()
    }

    /// Returns the place of a handler.
    fn place(&self, is_event: impl Fn(&Handled) -> bool) -> Option<&Place> {
        let handler = self.all.iter().find(|handler| handler.events.iter().any(&is_event));
        handler.map(|handler| &handler.place)
    }

    fn takes_event(&self, name: &str) -> bool {
        self.takes(|event| *event == Handled::Others || *event == Handled::Event(name.to_owned()))
    }

    /// An action whose success goes on with the call, and whose failure ends it in silence.
    fn failures(&self) -> impl Iterator<Item = Finding> {
        let is_answered = self.app.has_apology || self.takes_event("ActionFailed");
        let events = self
            .all
            .iter()
            .filter(move |_| !is_answered)
            .flat_map(|handler| handler.events.iter().map(|event| (&handler.place, event)));
        events.filter_map(|(place, event)| {
            let Handled::OfAction(event, action) = event else { return None };
            let failed = Handled::OfAction("ActionFailed".to_owned(), action.clone());
            if event != "ActionSuccessful" || self.takes(|event| *event == failed) {
                return None;
            }
            Some(Finding {
                check: Check::Handlers,
                place: place.clone(),
                what: format!("no handler for `ActionFailed({action})`"),
                why: "When the action fails, a caller alone on the call is hung up without a word.",
                help: format!(
                    "add `#[on(ActionFailed({action}))]`, or `apology = \"…\"` to the attribute `app`"
                ),
            })
        })
    }

    /// A leg that stays connected, and that no handler hangs up.
    fn hangups(&self) -> Option<Finding> {
        let is_left = self.app.keeps_lone_leg && !self.takes_event("Hangup");
        is_left.then(|| Finding {
            check: Check::Handlers,
            place: self.app.place.clone(),
            what: "`lone_leg = \"keep\"` without a handler for `Hangup`".to_owned(),
            why: "When one leg hangs up, the other stays connected, and is billed, with nothing to come.",
            help: "add `#[on(Hangup)]`, or leave `lone_leg` out: Offhook then hangs up the other leg"
                .to_owned(),
        })
    }

    /// A placed call whose answer or end is not noticed.
    fn answers(&self) -> Vec<Finding> {
        let is_placed = |event: &Handled| *event == Handled::Event("NewOutboundCall".to_owned());
        let Some(place) = self.place(is_placed) else { return Vec::new() };
        let finding = |event: &str, why| Finding {
            check: Check::Handlers,
            place: place.clone(),
            what: format!("a handler for `NewOutboundCall` and none for `{event}`"),
            why,
            help: format!("add `#[on({event})]`"),
        };
        let events = [
            ("CallAnswered", "The person who answers hears nothing, and the call goes on."),
            ("Hangup", "Calls that are busy, refused or not answered end with no other event."),
        ];
        let missing = events.into_iter().filter(|(event, _)| !self.takes_event(event));
        missing.map(|(event, why)| finding(event, why)).collect()
    }
}

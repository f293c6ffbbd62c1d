//! The end of a call, and what is expected of it.
//!
//! Depends on the [`Phone`] and its transcript.

use std::collections::BTreeSet;
use std::fmt;
use std::future::{Future, IntoFuture};
use std::panic::Location;
use std::pin::Pin;
use std::time::Duration;

use offhook::Leg;

use super::{Phone, Steps};
use crate::driver::Simulation;
use crate::{FindingKind, Happening, Transcript};

/// The time that passes after everything that happens by itself: silence longer than 4 s is dead air.
const SILENCE: Duration = Duration::from_secs(5);

/// The expected end of a call, returned by [`Phone::ends`]. Awaiting it lets the call come to its end,
/// and checks it.
#[must_use = "the end is checked only when awaited"]
pub struct Ends<'p> {
    steps: Steps<'p>,
    expected: Expected,
    location: &'static Location<'static>,
}

/// What is expected of the end of a call.
#[derive(Clone, Default, Debug)]
pub(crate) struct Expected {
    /// The kinds of findings that the call may have.
    pub(crate) allowed: BTreeSet<FindingKind>,
    pub(crate) by: Option<EndedBy>,
    /// The SIP response code with which LEG-A ends.
    pub(crate) code: Option<u16>,
    /// Whether the caller hangs up who is neither left alone nor talks with somebody.
    pub(crate) caller_hangs_up: bool,
}

/// Who ended a call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum EndedBy {
    Caller,
    Application,
}

impl Phone {
    /// Lets the call come to its end and checks it; see [`Phone::ends`]. Returns the problems.
    pub(crate) async fn end(&mut self, expected: &Expected) -> Vec<String> {
        self.is_checked = true;
        self.settle().await;
        let mut problems = Vec::new();
        if !self.is_over() {
            let is_left = !self.call.legs_left().is_empty();
            let talks = self.call.is_connected() && self.call.is_quiet();
            if !(is_left || talks || expected.caller_hangs_up) {
                problems.push(format!("the call does not end: {}", self.call.state()));
            }
            self.call.act(Simulation::steps_are_over).await;
            self.settle().await;
        }
        let findings = self.findings();
        let is_allowed = |kind| self.allowed.contains(&kind) || expected.allowed.contains(&kind);
        let counts = findings.iter().filter(|finding| finding.caused_by.is_none());
        let counts: Vec<_> = counts.filter(|finding| !is_allowed(finding.kind())).collect();
        problems.extend(counts.iter().map(ToString::to_string));
        let is_left = findings.iter().any(|one| one.kind() == FindingKind::LegLeftConnected);
        if !self.is_over() && !is_left && problems.is_empty() {
            problems.push(format!("the call does not end: {}", self.call.state()));
        }
        let transcript = self.transcript();
        problems.extend(expected.by.and_then(|by| not_ended_by(by, transcript)));
        problems.extend(expected.code.and_then(|code| not_ended_with(code, transcript)));
        problems
    }

    /// Lets the call continue until nothing more happens without an act of a person, and then for the
    /// time after which silence is dead air.
    async fn settle(&mut self) {
        self.go_on().await;
        if !self.is_over() && self.call.is_quiet() {
            self.call.pass(self.call.now().saturating_add(SILENCE));
        }
    }
}

fn not_ended_by(by: EndedBy, transcript: &Transcript) -> Option<String> {
    let any = |matches: fn(&Happening) -> bool| {
        transcript.entries.iter().any(|entry| matches(&entry.what))
    };
    let simulator = any(|what| matches!(what, Happening::StepsOver { leg: Leg::A }));
    let caller = any(|what| matches!(what, Happening::HangsUp { leg: Leg::A }));
    let service =
        any(|what| matches!(what, Happening::Disconnected { leg: Leg::A, given_up: true, .. }));
    let actual = match (simulator, caller, service) {
        (true, ..) => "no step was left",
        (_, true, _) => "the caller hung up",
        (.., true) => "the service gave the call up",
        _ => "the application hung up the caller",
    };
    let (expected, holds) = match by {
        EndedBy::Caller => ("the caller to hang up", caller && !simulator),
        EndedBy::Application => {
            ("the application to hang up the caller", !(simulator || caller || service))
        }
    };
    (!holds).then(|| format!("expected {expected}, but {actual}"))
}

fn not_ended_with(code: u16, transcript: &Transcript) -> Option<String> {
    let entries = &transcript.entries;
    let is_answered =
        entries.iter().any(|entry| matches!(entry.what, Happening::Answered { leg: Leg::A }));
    let ended = entries.iter().find_map(|entry| match entry.what {
        Happening::Disconnected { leg: Leg::A, code, .. }
        | Happening::NotAnswered { leg: Leg::A, code } => Some(code),
        // Hanging up before the answer cancels the call.
        Happening::HangsUp { leg: Leg::A } => Some(if is_answered { 0 } else { 487 }),
        _ => None,
    });
    let found = ended.map_or_else(|| "none".to_owned(), |code| code.to_string());
    (ended != Some(code)).then(|| format!("expected SIP response {code}, found {found}"))
}

impl<'p> Ends<'p> {
    #[track_caller]
    pub(super) fn new(steps: Steps<'p>) -> Self {
        Self { steps, expected: Expected::default(), location: Location::caller() }
    }

    /// Allows findings of this kind, in addition to those that
    /// [`Simulator::allow`](crate::Simulator::allow) allows.
    pub fn allow(mut self, kind: FindingKind) -> Self {
        self.expected.allowed.insert(kind);
        self
    }

    /// Expects that the caller hangs up.
    pub fn by_caller(mut self) -> Self {
        self.expected.by = Some(EndedBy::Caller);
        self
    }

    /// Expects that the application hangs up the caller, and not the service after a failure of the
    /// Lambda.
    pub fn by_application(mut self) -> Self {
        self.expected.by = Some(EndedBy::Application);
        self
    }

    /// Expects that LEG-A ends with this SIP response code: 0 is normal.
    pub fn with_code(mut self, code: u16) -> Self {
        self.expected.code = Some(code);
        self
    }
}

impl<'p> IntoFuture for Ends<'p> {
    type Output = ();
    type IntoFuture = Pin<Box<dyn Future<Output = ()> + Send + 'p>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let phone = self.steps.take_all().await;
            if phone.is_rehearsed(&self.expected) {
                return;
            }
            let problems = phone.end(&self.expected).await;
            if !problems.is_empty() {
                let (problems, location) = (problems.join("\n"), self.location);
                panic!("the call:\n\n{}\n\nat {location}: {problems}", phone.transcript());
            }
        })
    }
}

impl fmt::Debug for Ends<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ends").field("expected", &self.expected).finish_non_exhaustive()
    }
}

impl Drop for Phone {
    /// # Panics
    /// Panics if the end of the call has not been checked, unless the thread is panicking.
    fn drop(&mut self) {
        if self.is_checked || std::thread::panicking() {
            return;
        }
        let findings: Vec<String> = self.findings().iter().map(ToString::to_string).collect();
        panic!(
            "the call so far:\n\n{}\n\nthe end of the call is not checked: await `phone.ends()`\n{}",
            self.transcript(),
            findings.join("\n")
        );
    }
}

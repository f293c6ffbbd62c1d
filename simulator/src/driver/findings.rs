//! The findings of a call, from its record.

use std::time::Duration;

use offhook::Leg;
use offhook_service::Time;

use crate::finding::{Defect, Finding};
use crate::{Entry, Fault, Happening};

/// Silence longer than this is a finding.
const DEAD_AIR: Duration = Duration::from_secs(4);
/// Without a reply for this long, the service invokes again.
const SLOW: Duration = Duration::from_secs(5);

/// The findings of a call so far.
#[derive(Debug)]
pub(super) struct Findings {
    /// Each defect once, and how often it was found.
    found: Vec<(Defect, usize)>,
    leg_price_per_minute: Option<f64>,
    sent: Vec<Sent>,
    /// When each connected leg was answered, LEG-A first.
    up: [Option<Time>; 2],
    /// How long legs that are gone were up.
    billed: Duration,
    link: Link,
    /// The number of running actions that the caller hears, or that wait for the caller.
    busy: u32,
    silent_since: Option<Time>,
    /// A silence that has ended, and when: it goes on if nothing is heard at that moment.
    was_silent: Option<(Time, Time)>,
}

/// An event, and what happened to it.
#[derive(Debug)]
struct Sent {
    sequence: u64,
    event: String,
    at: Time,
    /// When its first outcome came.
    until: Option<Time>,
    /// The injected fault.
    fault: Option<Fault>,
}

/// The connection of LEG-A.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Link {
    None,
    Bridge,
    Meeting,
}

impl Findings {
    pub(super) fn new(leg_price_per_minute: Option<f64>) -> Self {
        Self {
            found: Vec::new(),
            leg_price_per_minute,
            sent: Vec::new(),
            up: [None; 2],
            billed: Duration::ZERO,
            link: Link::None,
            busy: 0,
            silent_since: None,
            was_silent: None,
        }
    }

    /// Takes the next entry of the record.
    pub(super) fn observe(&mut self, entry: &Entry) {
        let at = entry.at;
        if let Some((from, until)) = self.was_silent.take_if(|(_, until)| *until < at)
            && let Some(defect) = dead_air(from, until)
        {
            self.found(defect);
        }
        match &entry.what {
            Happening::Event(invoked) if invoked.attempt == 1 => {
                self.sent.push(Sent {
                    sequence: invoked.sequence,
                    event: invoked.event.clone(),
                    at,
                    until: None,
                    fault: None,
                });
            }
            Happening::Fault { name, sequence } => {
                let fault = Fault::named(name);
                if let Some(sent) = self.sent(*sequence) {
                    sent.fault = fault;
                }
            }
            Happening::Replied { sequence, .. } | Happening::NoReply { sequence } => {
                self.slow(*sequence, at);
            }
            // An event that was answered meanwhile can make the difference.
            Happening::LateReply { sequence, is_same: false } if !self.was_overtaken(*sequence) => {
                let event = self.event(*sequence);
                self.found(Defect::NotIdempotent { event, sequence: *sequence });
            }
            Happening::Failed { sequence, .. } => {
                self.slow(*sequence, at);
                let event = self.event(*sequence);
                self.found(Defect::LambdaError { event, sequence: *sequence });
            }
            Happening::HandlerFailed { sequence, error } => {
                let event = self.event(*sequence);
                let (sequence, error) = (*sequence, error.clone());
                self.found(Defect::HandlerFailed { event, sequence, error });
            }
            Happening::Refused { sequence, problem } => {
                let (sequence, reason) = (*sequence, problem.clone());
                self.found(Defect::InvalidReply { sequence, reason });
            }
            Happening::Ignored { event, sequence, count } => {
                let (event, sequence, count) = (event.clone(), *sequence, *count);
                self.found(Defect::IgnoredActions { event, sequence, count });
            }
            Happening::Replaced { sequence, actions } => {
                let event = self.event(*sequence);
                if !asks_to_replace(&event) && !self.was_overtaken(*sequence) {
                    let (sequence, actions) = (*sequence, actions.clone());
                    self.found(Defect::ReplacedActions { event, sequence, actions });
                }
            }
            // A flow's journal takes the place of another, which can have had more parts.
            Happening::AttributeLost { key, .. } if key.starts_with("offhook-flow-") => {}
            Happening::AttributeLost { sequence, key } => {
                let (sequence, key) = (*sequence, key.clone());
                self.found(Defect::AttributeLost { key, sequence });
            }
            Happening::UsedUp => self.found(Defect::TooManyInvocations),
            Happening::Answered { leg } => self.up[side(*leg)] = Some(at),
            Happening::JoinedMeeting { .. } => {
                self.up[side(Leg::B)] = Some(at);
                self.link = Link::Meeting;
            }
            Happening::Bridged => self.link = Link::Bridge,
            Happening::HangsUp { leg } | Happening::Disconnected { leg, .. } => {
                self.gone(*leg, at);
            }
            Happening::ActionStarted { action, .. } if action != "Pause" => self.busy += 1,
            Happening::ActionEnded { action, .. } if action != "Pause" => {
                self.busy = self.busy.saturating_sub(1);
            }
            _ => {}
        }
        let is_silent =
            self.up[side(Leg::A)].is_some() && self.link == Link::None && self.busy == 0;
        match (is_silent, self.silent_since) {
            (true, None) => {
                let resumed = self.was_silent.take_if(|(_, until)| *until == at);
                self.silent_since = Some(resumed.map_or(at, |(from, _)| from));
            }
            (false, Some(from)) => {
                self.silent_since = None;
                self.was_silent = Some((from, at));
            }
            _ => {}
        }
    }

    /// Adds a defect. An event that fails alike at each attempt is one.
    fn found(&mut self, defect: Defect) {
        match self.found.iter_mut().find(|(known, _)| *known == defect) {
            Some((_, times)) => *times += 1,
            None => self.found.push((defect, 1)),
        }
    }

    fn gone(&mut self, leg: Leg, at: Time) {
        // A meeting's leg goes with the caller's.
        let legs: &[Leg] = match (leg, self.link) {
            (Leg::A, Link::Meeting) => &[Leg::A, Leg::B],
            _ => &[leg],
        };
        for leg in legs {
            if let Some(since) = self.up[side(*leg)].take() {
                self.billed = self.billed.saturating_add(at.saturating_sub(since));
            }
        }
        self.link = Link::None;
    }

    /// An outcome has come for an event. A late one is reported once.
    fn slow(&mut self, sequence: u64, at: Time) {
        let Some(sent) = self.sent(sequence) else { return };
        if sent.until.is_some() {
            return;
        }
        sent.until = Some(at);
        let took = at.saturating_sub(sent.at);
        if took > SLOW {
            self.found(Defect::SlowReply { sequence, took });
        }
    }

    /// Returns `true` if another reply came while the Lambda handled this event: its handler could not
    /// know of that reply's actions.
    fn was_overtaken(&mut self, sequence: u64) -> bool {
        let Some(at) = self.sent(sequence).map(|sent| sent.at) else { return false };
        let mut others = self.sent.iter().filter(|sent| sent.sequence != sequence);
        others.any(|sent| sent.until.is_some_and(|until| until > at))
    }

    fn sent(&mut self, sequence: u64) -> Option<&mut Sent> {
        self.sent.iter_mut().rfind(|sent| sent.sequence == sequence)
    }

    fn event(&mut self, sequence: u64) -> String {
        self.sent(sequence).map_or_else(String::new, |sent| sent.event.clone())
    }

    /// How long the legs have been up, in all: what is billed.
    pub(super) fn billable(&self, now: Time) -> Duration {
        let up = self.up.iter().flatten().map(|since| now.saturating_sub(*since));
        up.fold(self.billed, Duration::saturating_add)
    }

    /// Legs are left connected: the finding stays, though the simulator hangs them up.
    pub(super) fn left(&mut self, legs: &[Leg]) {
        self.left_connected(legs).into_iter().for_each(|defect| self.found(defect));
    }

    fn left_connected(&self, legs: &[Leg]) -> Vec<Defect> {
        let is_known = |leg: &Leg| {
            let known = |(defect, _): &(Defect, usize)| matches!(defect, Defect::LegLeftConnected { leg: of, .. } if of == leg);
            self.found.iter().any(known)
        };
        let hourly_price = self.leg_price_per_minute.map(|price| price * 60.0);
        let left = |leg: &Leg| Defect::LegLeftConnected { leg: *leg, hourly_price };
        legs.iter().filter(|leg| !is_known(leg)).map(left).collect()
    }

    /// Everything that was found, and what is wrong at this moment: these legs are left connected.
    pub(super) fn all(&self, now: Time, left: &[Leg]) -> Vec<Finding> {
        let now_silent = self.silent_since.and_then(|from| dead_air(from, now));
        let was_silent = self.was_silent.and_then(|(from, until)| dead_air(from, until));
        let open = was_silent.into_iter().chain(now_silent).chain(self.left_connected(left));
        let found = self.found.iter().cloned().chain(open.map(|defect| (defect, 1)));
        let finding = |(defect, times)| {
            let caused_by = self.cause(&defect, times, now);
            Finding { defect, times, caused_by }
        };
        found.map(finding).collect()
    }

    /// Returns the injected fault that necessarily causes a defect, as often as it was found.
    fn cause(&self, defect: &Defect, times: usize, now: Time) -> Option<Fault> {
        let at = |sequence: u64| self.sent.iter().find(|sent| sent.sequence == sequence)?.fault;
        match defect {
            Defect::SlowReply { sequence, .. } => at(*sequence).filter(|fault| fault.is_late()),
            // Only one of the two attempts is made to fail: another failure is the Lambda's own.
            Defect::LambdaError { sequence, .. } => at(*sequence).filter(|fault| match fault {
                Fault::LambdaError => times == 1,
                fault => *fault == Fault::LambdaCrash,
            }),
            // The app leaves the failure to its #[on_error], as a flow does with `?`.
            Defect::HandlerFailed { event, sequence, .. } if event == "ACTION_FAILED" => {
                let earlier = self.sent.iter().filter(|sent| sent.sequence < *sequence);
                let mut faults = earlier.filter_map(|sent| sent.fault);
                faults.rfind(|fault| fault.fails_actions())
            }
            // Silence that would be short without the wait for a late reply.
            Defect::DeadAir { from, length } => {
                let until = from.saturating_add(*length);
                let late = self.sent.iter().filter(|sent| sent.fault.is_some_and(Fault::is_late));
                let mut explains = late.filter(|sent| {
                    let end = sent.until.unwrap_or(now).min(until);
                    let wait = end.saturating_sub(sent.at.max(*from));
                    length.saturating_sub(wait) <= DEAD_AIR
                });
                explains.next()?.fault
            }
            _ => None,
        }
    }
}

/// Returns `true` for an event that a person or a call update causes: to replace what waits is its point.
/// The list waits for the reply to an invalid one.
fn asks_to_replace(event: &str) -> bool {
    matches!(
        event,
        "DIGITS_RECEIVED" | "HANGUP" | "CALL_UPDATE_REQUESTED" | "INVALID_LAMBDA_RESPONSE"
    )
}

fn dead_air(from: Time, to: Time) -> Option<Defect> {
    let length = to.saturating_sub(from);
    (length > DEAD_AIR).then_some(Defect::DeadAir { from, length })
}

/// The place of a leg in lists of both.
pub(crate) fn side(leg: Leg) -> usize {
    match leg {
        Leg::A => 0,
        Leg::B => 1,
    }
}

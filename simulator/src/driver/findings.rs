//! The findings of a call, from its record.

use std::time::Duration;

use offhook::Leg;
use offhook_service::{Call, Time};

use crate::{Entry, Finding, Happening};

/// Silence longer than this is a finding.
const DEAD_AIR: Duration = Duration::from_secs(4);
/// Without a reply for this long, the service invokes again.
const SLOW: Duration = Duration::from_secs(5);

/// The findings of a call so far.
#[derive(Debug)]
pub(super) struct Findings {
    found: Vec<Finding>,
    leg_price_per_minute: Option<f64>,
    /// When the events were sent that have not been answered.
    sent: Vec<(u64, String, Time)>,
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
        if let Some((from, until)) = self.was_silent.take_if(|(_, until)| *until < at) {
            self.found.extend(dead_air(from, until));
        }
        match &entry.what {
            Happening::Event(invoked) if invoked.attempt == 1 => {
                self.sent.push((invoked.sequence, invoked.event.clone(), at));
            }
            Happening::Replied { sequence, .. } | Happening::NoReply { sequence } => {
                self.slow(*sequence, at);
            }
            Happening::LateReply { sequence, is_same: false } => {
                let event = self.event(*sequence);
                self.found.push(Finding::NotIdempotent { event, sequence: *sequence });
            }
            Happening::Failed { sequence, .. } => {
                self.slow(*sequence, at);
                let event = self.event(*sequence);
                self.found.push(Finding::LambdaError { event, sequence: *sequence });
            }
            Happening::Refused { sequence, problem } => {
                self.found
                    .push(Finding::InvalidReply { sequence: *sequence, problem: problem.clone() });
            }
            Happening::Ignored { event, sequence, count } => {
                self.found.push(Finding::IgnoredActions {
                    event: event.clone(),
                    sequence: *sequence,
                    count: *count,
                });
            }
            Happening::AttributeLost { sequence, key } => {
                self.found.push(Finding::AttributeLost { key: key.clone(), sequence: *sequence });
            }
            Happening::UsedUp => self.found.push(Finding::TooManyInvocations),
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
        let sent = self.sent.iter().find(|(of, _, _)| *of == sequence);
        let known = |finding: &Finding| matches!(finding, Finding::SlowReply { sequence: of, .. } if *of == sequence);
        if let Some(took) = sent.map(|(_, _, sent)| at.saturating_sub(*sent))
            && took > SLOW
            && !self.found.iter().any(known)
        {
            self.found.push(Finding::SlowReply { sequence, took });
        }
    }

    fn event(&self, sequence: u64) -> String {
        let sent = self.sent.iter().find(|(of, _, _)| *of == sequence);
        sent.map_or_else(String::new, |(_, event, _)| event.clone())
    }

    /// How long the legs have been up, in all: what is billed.
    pub(super) fn billable(&self, now: Time) -> Duration {
        let up = self.up.iter().flatten().map(|since| now.saturating_sub(*since));
        up.fold(self.billed, Duration::saturating_add)
    }

    /// Everything that was found, and what is wrong at this moment.
    pub(super) fn all(&self, now: Time, model: &Call, is_stuck: bool) -> Vec<Finding> {
        let mut findings = self.found.clone();
        findings.extend(self.was_silent.and_then(|(from, until)| dead_air(from, until)));
        findings.extend(self.silent_since.and_then(|from| dead_air(from, now)));
        if is_stuck {
            let is_up = |leg: &Leg| model.leg(*leg).is_some_and(|leg| model.is_up(leg));
            let hourly_price = self.leg_price_per_minute.map(|price| price * 60.0);
            findings.extend(
                [Leg::A, Leg::B]
                    .into_iter()
                    .filter(is_up)
                    .map(|leg| Finding::LegLeftConnected { leg, hourly_price }),
            );
        }
        findings
    }
}

fn dead_air(from: Time, to: Time) -> Option<Finding> {
    let length = to.saturating_sub(from);
    (length > DEAD_AIR).then_some(Finding::DeadAir { from, length })
}

fn side(leg: Leg) -> usize {
    match leg {
        Leg::A => 0,
        Leg::B => 1,
    }
}

//! The model: one call, as the audio service takes it from event to event.
//!
//! Everything happens at a time of the virtual [`Clock`]; [`Call::step`] takes what is due next. What
//! people do comes from outside, between two steps.

mod check;
mod clock;
mod connect;
mod conversation;
mod events;
mod far_end;
mod invoke;
mod keys;
mod legs;
mod list;
mod people;
mod recording;
mod reply;
mod run;

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use offhook::Leg;
use serde_json::{Map, Value};

use self::clock::Clock;
use self::invoke::{AttemptResult, Delivery};
use self::legs::{LegState, Link};
use self::list::{Finished, Queued};
use self::recording::Tape;
use self::run::{Running, Timer};
use crate::listener::Listener;
use crate::simulator::World;
use crate::{Entry, Fault, Finding, Happening, Invoked, Prompt, Recording, Transcript};

/// How long the service and an undisturbed Lambda take for one event. Sources give no figure.
const LATENCY: Duration = Duration::from_millis(50);
/// How long the service lets an unanswered call ring, and an outbound one by our choice.
const UNANSWERED: Duration = Duration::from_secs(30);
/// Silence longer than this is a finding.
const DEAD_AIR: Duration = Duration::from_secs(4);

/// One call.
#[expect(clippy::struct_excessive_bools, reason = "faults that are on, each by itself")]
pub(crate) struct Call {
    world: Arc<World>,
    clock: Clock<Due>,
    random: fastrand::Rng,
    /// Every leg that there was, in order.
    legs: Vec<LegState>,
    link: Link,
    attributes: Option<Map<String, Value>>,
    sequence: u64,
    invocations: u64,
    deliveries: BTreeMap<u64, Delivery>,
    /// The actions that wait, the one that runs, and the last that ran of the list.
    waiting: VecDeque<Queued>,
    running: Option<Running>,
    last: Option<Finished>,
    /// The list waits for the reply to the event with this sequence.
    suspended_by: Option<u64>,
    /// A Hangup whose success is told when its HANGUP has been answered.
    owed: Option<Finished>,
    listeners: Vec<Listening>,
    tapes: Vec<Tape>,
    /// What has been recorded; a recording's key has its number in it.
    recorded: Vec<Recording>,
    heard: Vec<HeardPrompt>,
    keys_heard: Vec<(Leg, String)>,
    meetings_joined: Vec<Option<String>>,
    /// Until when each person speaks.
    speaking_until: BTreeMap<usize, Duration>,
    /// What faults have switched on.
    s3_denied: bool,
    polly_denied: bool,
    throttled: bool,
    /// Since when the caller hears nothing.
    silent_since: Option<Duration>,
    is_ending: bool,
    transcript: Transcript,
    findings: Vec<Finding>,
    reply_times: Vec<Duration>,
}

/// What is due at some time.
#[derive(Debug)]
enum Due {
    /// A reply reaches the service.
    Reply { sequence: u64, result: AttemptResult },
    /// 5 s without a reply.
    NoReply { sequence: u64 },
    /// 20 s without a reply.
    GivenUp { sequence: u64 },
    /// Nobody has answered the call.
    Unanswered,
    /// The phone of an outbound call begins to ring.
    Ringing,
    /// Something of the running action.
    Action(Timer),
    /// A ReceiveDigits action has waited long enough for another key.
    Keys { listener: u64 },
    /// A person does what the simulator was told of their number.
    Person { leg: usize, does: crate::FarEnd },
    /// A fault that was queued for happens.
    Fault(Fault),
}

/// A ReceiveDigits action that listens.
struct Listening {
    id: u64,
    leg: usize,
    queued: Queued,
    listener: Listener,
}

/// A prompt that somebody hears.
#[derive(Clone, Debug)]
pub(crate) struct HeardPrompt {
    pub(crate) leg: Leg,
    pub(crate) prompt: Prompt,
    /// When it has been heard once.
    pub(crate) ends: Duration,
    /// Whether it was cut short before.
    pub(crate) is_cut: bool,
}

impl Call {
    pub(crate) fn new(world: Arc<World>, seed: u64, from: &str, to: &str) -> Self {
        let mut random = fastrand::Rng::with_seed(seed);
        let transaction_id = uuid(&mut random);
        let transcript = Transcript {
            transaction_id,
            from: from.to_owned(),
            to: to.to_owned(),
            entries: Vec::new(),
        };
        Self {
            world,
            clock: Clock::new(),
            random,
            legs: Vec::new(),
            link: Link::None,
            attributes: None,
            sequence: 0,
            invocations: 0,
            deliveries: BTreeMap::new(),
            waiting: VecDeque::new(),
            running: None,
            last: None,
            suspended_by: None,
            owed: None,
            listeners: Vec::new(),
            tapes: Vec::new(),
            recorded: Vec::new(),
            heard: Vec::new(),
            keys_heard: Vec::new(),
            meetings_joined: Vec::new(),
            speaking_until: BTreeMap::new(),
            s3_denied: false,
            polly_denied: false,
            throttled: false,
            silent_since: None,
            is_ending: false,
            transcript,
            findings: Vec::new(),
            reply_times: Vec::new(),
        }
    }

    /// Takes what is due next, if it is due by this time. False if nothing is.
    pub(crate) async fn step(&mut self, by: Duration) -> bool {
        let Some(due) = self.clock.take(by) else { return false };
        match due {
            Due::Reply { sequence, result } => self.replied(sequence, result).await,
            Due::NoReply { sequence } => self.no_reply(sequence).await,
            Due::GivenUp { sequence } => self.given_up(sequence).await,
            Due::Unanswered => self.unanswered().await,
            Due::Ringing => self.ringing().await,
            Due::Action(timer) => self.timer_fired(timer).await,
            Due::Keys { listener } => self.keys_are_over(listener).await,
            Due::Person { leg, does } => self.person_does(leg, &does).await,
            Due::Fault(fault) => self.fault_happens(fault).await,
        }
        self.listen_for_dead_air();
        true
    }

    pub(crate) fn now(&self) -> Duration {
        self.clock.now()
    }

    /// Lets time pass up to here; what is due before must have been taken.
    pub(crate) fn pass(&mut self, to: Duration) {
        self.clock.advance(to);
        self.listen_for_dead_air();
    }

    /// Whether every leg is gone and nothing more is to come.
    pub(crate) fn is_over(&self) -> bool {
        self.deliveries.is_empty() && self.legs.iter().all(LegState::is_gone)
    }

    /// Whether the transaction exists no more.
    pub(crate) fn is_all_gone(&self) -> bool {
        self.legs.iter().all(LegState::is_gone)
    }

    pub(crate) fn transcript(&self) -> &Transcript {
        &self.transcript
    }

    pub(crate) fn heard(&self) -> &[HeardPrompt] {
        &self.heard
    }

    pub(crate) fn keys_heard(&self) -> &[(Leg, String)] {
        &self.keys_heard
    }

    pub(crate) fn meetings_joined(&self) -> &[Option<String>] {
        &self.meetings_joined
    }

    pub(crate) fn recordings(&self) -> &[Recording] {
        &self.recorded
    }

    pub(crate) fn attributes(&self) -> Option<&Map<String, Value>> {
        self.attributes.as_ref()
    }

    pub(crate) fn invocations(&self) -> u64 {
        self.invocations
    }

    pub(crate) fn reply_times(&self) -> &[Duration] {
        &self.reply_times
    }

    /// What was found so far, and what is wrong as things stand.
    pub(crate) fn findings(&self) -> Vec<Finding> {
        let mut findings = self.findings.clone();
        if let Some(from) = self.silent_since {
            let length = self.now().saturating_sub(from);
            if length > DEAD_AIR {
                findings.push(Finding::DeadAir { from, length });
            }
        }
        if self.is_stuck() {
            findings.extend(self.legs.iter().filter(|leg| leg.is_up()).map(|leg| {
                let hourly_price = self.world.leg_price_per_minute.map(|price| price * 60.0);
                Finding::LegLeftConnected { leg: leg.tag, hourly_price }
            }));
        }
        findings
    }

    /// Whether legs are up that nobody is going to hang up: no two people talk, nothing is to come.
    fn is_stuck(&self) -> bool {
        self.link == Link::None
            && self.running.is_none()
            && self.clock.next().is_none()
            // Where the caller is gone, nobody talks with whoever may still press keys.
            && (self.listeners.is_empty() || self.caller_is_gone())
            && self.legs.iter().any(LegState::is_up)
    }

    /// The invocations so far.
    fn invoked(&self) -> impl Iterator<Item = &Invoked> {
        self.transcript.entries.iter().filter_map(|entry| match &entry.what {
            Happening::Event(invoked) => Some(invoked),
            _ => None,
        })
    }

    pub(crate) fn note(&mut self, what: Happening) {
        self.transcript.entries.push(Entry { at: self.clock.now(), what });
    }

    pub(crate) fn remark(&mut self, text: impl Into<String>) {
        self.note(Happening::Note { text: text.into() });
    }

    /// Notices when the caller has heard nothing for too long.
    fn listen_for_dead_air(&mut self) {
        let now = self.clock.now();
        let is_silent = self.legs.first().is_some_and(LegState::is_up)
            && self.link == Link::None
            && self.running.as_ref().is_none_or(Running::is_silent);
        match (is_silent, self.silent_since) {
            (true, None) => self.silent_since = Some(now),
            (false, Some(from)) => {
                self.silent_since = None;
                let length = now.saturating_sub(from);
                if length > DEAD_AIR {
                    self.findings.push(Finding::DeadAir { from, length });
                }
            }
            _ => {}
        }
    }
}

/// A random UUID of version 4.
fn uuid(random: &mut fastrand::Rng) -> String {
    let bits = random.u128(..) & !(0xf000 << 64) & !(0xc << 60) | (0x4000 << 64) | (0x8 << 60);
    let hex = format!("{bits:032x}");
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

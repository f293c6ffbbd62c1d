//! The model of the audio service for one call.
//!
//! Depends on the virtual [`Clock`]: [`Call::step`] runs what is due next. Actions of people come from
//! outside, between two steps.

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

/// The time of the service and a Lambda without faults for one event. The sources don't give it.
const LATENCY: Duration = Duration::from_millis(50);
/// The time for which an unanswered call rings. For outbound calls, the sources don't give it.
const UNANSWERED: Duration = Duration::from_secs(30);
/// Maximum silence that is not a finding.
const DEAD_AIR: Duration = Duration::from_secs(4);

/// One call.
#[expect(clippy::struct_excessive_bools, reason = "independent faults")]
pub(crate) struct Call {
    world: Arc<World>,
    clock: Clock<Due>,
    random: fastrand::Rng,
    /// Every leg of the call, in order of creation.
    legs: Vec<LegState>,
    link: Link,
    attributes: Option<Map<String, Value>>,
    sequence: u64,
    invocations: u64,
    deliveries: BTreeMap<u64, Delivery>,
    /// The queued actions, the running one, and the last finished one of the list.
    waiting: VecDeque<Queued>,
    running: Option<Running>,
    last: Option<Finished>,
    /// The sequence of the event for whose reply the list waits.
    suspended_by: Option<u64>,
    /// A Hangup whose success is reported after the reply to its HANGUP.
    owed: Option<Finished>,
    listeners: Vec<Listening>,
    tapes: Vec<Tape>,
    /// The stored recordings. Their number is part of the next key.
    recorded: Vec<Recording>,
    heard: Vec<HeardPrompt>,
    keys_heard: Vec<(Leg, String)>,
    meetings_joined: Vec<Option<String>>,
    /// When each person stops speaking, by leg.
    speaking_until: BTreeMap<usize, Duration>,
    /// The active faults.
    s3_denied: bool,
    polly_denied: bool,
    throttled: bool,
    /// The start of the caller's silence.
    silent_since: Option<Duration>,
    is_ending: bool,
    transcript: Transcript,
    findings: Vec<Finding>,
    reply_times: Vec<Duration>,
}

/// Something that is scheduled.
#[derive(Debug)]
enum Due {
    /// A reply reaches the service.
    Reply { sequence: u64, result: AttemptResult },
    /// There has been no reply for 5 s.
    NoReply { sequence: u64 },
    /// There has been no reply for 20 s.
    GivenUp { sequence: u64 },
    /// The call has not been answered in time.
    Unanswered,
    /// The phone of an outbound call starts to ring.
    Ringing,
    /// A timer of the running action.
    Action(Timer),
    /// The time of a ReceiveDigits action for the next key is over.
    Keys { listener: u64 },
    /// The reaction of a person that the simulator has for their number.
    Person { leg: usize, does: crate::FarEnd },
    /// An injected fault.
    Fault(Fault),
}

/// An active ReceiveDigits action.
struct Listening {
    id: u64,
    leg: usize,
    queued: Queued,
    listener: Listener,
}

/// A prompt that a person hears.
#[derive(Clone, Debug)]
pub(crate) struct HeardPrompt {
    pub(crate) leg: Leg,
    pub(crate) prompt: Prompt,
    /// The end of its first repetition.
    pub(crate) ends: Duration,
    /// Whether it was stopped before its end.
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

    /// Runs what is due next. Returns `false` if nothing is due by this time.
    pub(crate) async fn step(&mut self, by: Duration) -> bool {
        let Some(due) = self.clock.take(by) else { return false };
        match due {
            Due::Reply { sequence, result } => self.replied(sequence, result).await,
            Due::NoReply { sequence } => self.no_reply(sequence).await,
            Due::GivenUp { sequence } => self.given_up(sequence).await,
            Due::Unanswered => self.unanswered().await,
            Due::Ringing => self.ringing().await,
            Due::Action(timer) => self.timer_fired(timer).await,
            Due::Keys { listener } => self.listener_expired(listener).await,
            Due::Person { leg, does } => self.person_does(leg, &does).await,
            Due::Fault(fault) => self.fault_happens(fault).await,
        }
        self.listen_for_dead_air();
        true
    }

    pub(crate) fn now(&self) -> Duration {
        self.clock.now()
    }

    /// Advances the clock. Everything that is due before must have run.
    pub(crate) fn pass(&mut self, to: Duration) {
        self.clock.advance(to);
        self.listen_for_dead_air();
    }

    /// Returns `true` if every leg is gone and no reply is outstanding.
    pub(crate) fn is_over(&self) -> bool {
        self.deliveries.is_empty() && self.legs.iter().all(LegState::is_gone)
    }

    /// Returns `true` if every leg is gone, so that the transaction no longer exists.
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

    /// Returns the findings so far, including those of the current state.
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

    /// Returns `true` if legs are up but not connected to each other, and nothing is scheduled that
    /// would hang them up.
    fn is_stuck(&self) -> bool {
        self.link == Link::None
            && self.running.is_none()
            && self.clock.next().is_none()
            // Without the caller, a listener on the other leg waits in vain.
            && (self.listeners.is_empty() || self.caller_is_gone())
            && self.legs.iter().any(LegState::is_up)
    }

    /// Returns the invocations so far.
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

    /// Records a finding when the caller has heard nothing for too long.
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

/// Returns a random UUID of version 4.
fn uuid(random: &mut fastrand::Rng) -> String {
    let bits = random.u128(..) & !(0xf000 << 64) & !(0xc << 60) | (0x4000 << 64) | (0x8 << 60);
    let hex = format!("{bits:032x}");
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

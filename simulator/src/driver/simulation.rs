//! One simulated call without a driver: the model, with the media engine, people and faults around it.
//!
//! Like the model it takes inputs at given times, gives outputs and neither blocks nor sleeps. Depends
//! on the model (`offhook-service`) and the world.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use offhook::action::bot::Intent;
use offhook::{Leg, SipHeaders};
use offhook_service::{
    Call, Command, Input, Json, LegId, MediaEvent, MediaId, Output, Refusal, Settings, Time, is_key,
};
use uuid::Builder;

use super::clock::Clock;
use super::findings::Findings;
use super::media::{Answer, MediaEngine};
use crate::lambda::Replied;
use crate::world::World;
use crate::{Act, Entry, FarEnd, Fault, Happening, speech};

/// When a dialled phone begins to ring.
const REACHED: Duration = Duration::from_secs(1);
/// How long a person whose number the simulator knows lets it ring.
pub(crate) const RINGS: Duration = Duration::from_secs(3);
/// When a fault strikes that happens while the Lambda works.
const MEANWHILE: Duration = Duration::from_millis(25);

/// One call in its world.
pub(crate) struct Simulation {
    world: Arc<World>,
    pub(super) model: Call,
    media: MediaEngine,
    pub(super) clock: Clock<Due>,
    pub(super) findings: Findings,
    random: fastrand::Rng,
    /// Inputs that follow from outputs; handed over when all outputs have been taken.
    inputs: VecDeque<Input>,
    /// The fault of each event that meets one.
    faults: BTreeMap<u64, Fault>,
    /// The fault of the next event.
    next_fault: Option<Fault>,
    transaction_id: String,
    /// The calls that the application has made, in order.
    pub(super) calls_made: Vec<CallMade>,
}

/// A call that the application has made: a bridge, or LEG-A of an outbound call.
#[derive(Clone, Debug)]
pub(crate) struct CallMade {
    pub(crate) number: String,
    pub(crate) caller_id: String,
    pub(crate) headers: SipHeaders,
}

/// A scheduled item.
#[derive(Debug)]
pub(super) enum Due {
    Reply {
        sequence: u64,
        attempt: u32,
        result: Result<Replied, String>,
    },
    Media(MediaEvent),
    RecordingEnds(MediaId),
    /// A person has finished saying this.
    Said {
        leg: Leg,
        words: String,
    },
    /// The reaction of a person, set for their number.
    Person {
        leg: LegId,
        reaction: FarEnd,
    },
    /// A fault that strikes while the Lambda works.
    Fault(Fault),
    /// A prompt has been heard once.
    Heard,
}

/// An output, for the driver.
pub(super) enum Outcome {
    /// The next entry of the call's record.
    Happened(Entry),
    /// The Lambda is invoked.
    Invoke(Attempt),
}

/// An attempt to invoke the Lambda.
pub(super) struct Attempt {
    pub(super) sequence: u64,
    pub(super) number: u32,
    pub(super) event: Json,
    /// The error that a fault puts in the place of the Lambda's answer.
    pub(super) error: Option<&'static str>,
    /// The least time that it takes, by a fault.
    pub(super) lateness: Duration,
}

impl Simulation {
    pub(crate) fn new(world: Arc<World>, seed: u64, epoch_ms: u64, from: &str, to: &str) -> Self {
        let mut random = fastrand::Rng::with_seed(seed);
        let transaction_id = uuid(&mut random);
        let mut ids = random.fork();
        let mut settings = Settings::new(&*transaction_id, from, to);
        settings.profile = world.profile;
        settings.numbers.clone_from(&world.numbers);
        settings.foreign_voice_connectors.clone_from(&world.foreign_voice_connectors);
        settings.sip_rule_id.clone_from(&world.sip_rule_id);
        settings.sip_media_application_id.clone_from(&world.sip_media_application_id);
        settings.epoch_ms = epoch_ms;
        Self {
            model: Call::new(settings, move || uuid(&mut ids)),
            media: MediaEngine::new(Arc::clone(&world)),
            findings: Findings::new(world.leg_price_per_minute),
            world,
            clock: Clock::new(),
            random,
            inputs: VecDeque::new(),
            faults: BTreeMap::new(),
            next_fault: None,
            transaction_id,
            calls_made: Vec::new(),
        }
    }

    pub(crate) fn transaction_id(&self) -> &str {
        &self.transaction_id
    }

    pub(super) fn world(&self) -> &Arc<World> {
        &self.world
    }

    // Time.

    pub(super) fn now(&self) -> Time {
        self.clock.now()
    }

    /// When something is due.
    pub(super) fn deadline(&self) -> Option<Time> {
        self.model.deadline().into_iter().chain(self.clock.next()).min()
    }

    /// Takes what is due next, if it is due by this time. Returns `false` if nothing is.
    pub(super) fn step(&mut self, by: Time) -> bool {
        let deadline = self.model.deadline().filter(|deadline| *deadline <= by);
        let next = self.clock.next().filter(|next| *next <= by);
        match (deadline, next) {
            (None, None) => return false,
            // At equal times the deadline comes first.
            (Some(deadline), next) if next.is_none_or(|next| deadline <= next) => {
                self.clock.advance(deadline);
                self.hand_over(Input::Tick);
            }
            _ => match self.clock.take() {
                None | Some(Due::Heard) => {}
                Some(Due::Reply { sequence, attempt, result }) => {
                    self.replied(sequence, attempt, result);
                }
                Some(Due::Media(event)) => self.hand_over(Input::Media(event)),
                Some(Due::RecordingEnds(id)) => {
                    let answer = self.media.recording_ends(self.now(), id);
                    self.answer(answer);
                }
                Some(Due::Said { leg, words }) => self.has_said(leg, &words),
                Some(Due::Person { leg, reaction }) => self.react(leg, &reaction),
                Some(Due::Fault(fault)) => self.fault_strikes(fault),
            },
        }
        true
    }

    /// Lets time pass up to here; what is due before must have been taken.
    pub(super) fn pass(&mut self, to: Time) {
        self.clock.advance(to);
    }

    // Outputs.

    /// Takes the next output. After an input and after a step, take all.
    pub(super) fn poll(&mut self) -> Option<Outcome> {
        loop {
            while let Some(output) = self.model.poll() {
                match output {
                    Output::Happened(entry) => {
                        self.findings.observe(&entry);
                        return Some(Outcome::Happened(entry));
                    }
                    Output::Invoke { sequence, attempt, event } => {
                        return Some(Outcome::Invoke(self.attempt(sequence, attempt, event)));
                    }
                    Output::Media(command) => self.carry_out(command),
                    _ => {}
                }
            }
            let input = self.inputs.pop_front()?;
            self.hand_over(input);
        }
    }

    fn hand_over(&mut self, input: Input) {
        self.model.handle(self.clock.now(), input);
    }

    fn carry_out(&mut self, command: Command) {
        let now = self.now();
        match command {
            Command::Dial { leg, from, to, headers } => {
                self.dial_out(leg, &to);
                self.calls_made.push(CallMade { number: to, caller_id: from, headers });
            }
            Command::Hangup { leg, .. } => {
                let answers = self.media.leg_ended(now, leg);
                self.answer(answers);
            }
            command => {
                let answers = self.media.command(now, command);
                self.answer(answers);
            }
        }
    }

    fn answer(&mut self, answers: impl IntoIterator<Item = Answer>) {
        for answer in answers {
            match answer {
                Answer::Now(event) => self.inputs.push_back(Input::Media(event)),
                Answer::At(time, event) => self.clock.at(time, Due::Media(event)),
                Answer::HeardAt(time) => self.clock.at(time, Due::Heard),
                Answer::RecordingEndsAt(time, id) => self.clock.at(time, Due::RecordingEnds(id)),
            }
        }
    }

    /// Dials a phone: it rings after a second, and its person reacts as set for the number.
    fn dial_out(&mut self, leg: LegId, to: &str) {
        self.clock.after(REACHED, Due::Media(MediaEvent::Ringing { leg }));
        let reaction = self.world.far_ends.get(to).filter(|one| **one != FarEnd::RingsOut);
        if let Some(reaction) = reaction.cloned() {
            self.clock.after(RINGS, Due::Person { leg, reaction });
        }
    }

    // The Lambda.

    /// Prepares an attempt: a fault may come in between.
    fn attempt(&mut self, sequence: u64, number: u32, event: Json) -> Attempt {
        let fault = if number == 1 {
            self.begin_fault(sequence)
        } else {
            self.faults.get(&sequence).copied()
        };
        let error = match fault {
            Some(Fault::LambdaError) if number == 1 => Some("Unhandled: injected error"),
            Some(Fault::LambdaCrash) => Some("Runtime.ExitError: injected crash"),
            _ => None,
        };
        let lateness = match fault {
            Some(Fault::SlowLambda) if number > 1 => Duration::ZERO,
            fault => fault.map_or(Duration::ZERO, Fault::lateness),
        };
        Attempt { sequence, number, event, error, lateness }
    }

    /// Starts the fault of an event: the one that was asked for, or a random one.
    fn begin_fault(&mut self, sequence: u64) -> Option<Fault> {
        let asked = self.next_fault.take();
        let asked = asked.or_else(|| self.world.faults.get(&sequence).copied());
        let asked = asked.or(self.world.every_event);
        let fault = asked.or_else(|| {
            let hit = self.random.u32(0..1_000) < self.world.random_faults;
            hit.then(|| Fault::ALL[self.random.usize(0..Fault::ALL.len())])
        })?;
        self.faults.insert(sequence, fault);
        let name = fault.name().to_owned();
        self.inputs.push_back(Input::Note(Happening::Fault { name, sequence }));
        match fault {
            Fault::DuplicateDelivery => self.inputs.push_back(Input::Duplicate { sequence }),
            Fault::UpdateMeanwhile | Fault::CallerGone | Fault::FarEndGone => {
                self.clock.after(MEANWHILE, Due::Fault(fault));
            }
            Fault::Throttled => self.inputs.push_back(Input::FailNext(Refusal::throttled())),
            Fault::S3Denied => self.media.s3_denied = true,
            Fault::PollyDenied => self.media.polly_denied = true,
            Fault::SlowLambda | Fault::HungLambda | Fault::LambdaError | Fault::LambdaCrash => {}
        }
        Some(fault)
    }

    fn fault_strikes(&mut self, fault: Fault) {
        match fault {
            Fault::UpdateMeanwhile => self.update(BTreeMap::new()),
            Fault::CallerGone => self.hangs_up(Leg::A),
            Fault::FarEndGone => {
                let Some(leg) = self.model.leg(Leg::B) else { return };
                if self.model.is_ringing(leg) {
                    self.ends(leg, 503);
                } else if self.model.is_up(leg) && !self.model.is_in_meeting() {
                    self.ends(leg, 0);
                }
            }
            _ => {}
        }
    }

    /// An attempt has come back.
    pub(super) fn replied(&mut self, sequence: u64, attempt: u32, result: Result<Replied, String>) {
        let result = result.map(|Replied { json, failure }| {
            if let Some(error) = failure {
                self.note(Happening::HandlerFailed { sequence, error });
            }
            json
        });
        self.hand_over(Input::Replied { sequence, attempt, result });
    }

    /// An attempt comes back after this time.
    pub(super) fn replies_after(
        &mut self,
        time: Duration,
        sequence: u64,
        attempt: u32,
        result: Result<Replied, String>,
    ) {
        self.clock.after(time, Due::Reply { sequence, attempt, result });
    }

    // People.

    /// The caller dials the application's number.
    pub(crate) fn dial(&mut self, headers: SipHeaders) {
        self.hand_over(Input::Offered { headers });
    }

    /// CreateSipMediaApplicationCall is called: the application dials.
    pub(crate) fn place(&mut self, arguments: BTreeMap<String, String>) {
        self.hand_over(Input::Placed { arguments });
    }

    /// UpdateSipMediaApplicationCall is called.
    pub(crate) fn update(&mut self, arguments: BTreeMap<String, String>) {
        self.hand_over(Input::Updated { arguments });
    }

    /// The service sends an event of a type that is not documented.
    pub(crate) fn send_unknown_event(&mut self, event_type: &str) {
        self.hand_over(Input::Foreign { event_type: event_type.to_owned() });
    }

    /// A fault is to occur at the next event.
    pub(crate) fn next_event(&mut self, fault: Fault) {
        self.next_fault = Some(fault);
    }

    pub(crate) fn note(&mut self, what: Happening) {
        self.hand_over(Input::Note(what));
    }

    /// A person presses a key.
    pub(crate) fn presses(&mut self, leg: Leg, key: char) {
        if let Some(leg) = self.leg_up(leg) {
            self.hand_over(Input::Media(MediaEvent::Key { leg, key }));
        }
    }

    /// A person begins to say something. Returns how long it takes; a bot hears it then.
    pub(crate) fn says(&mut self, leg: Leg, words: &str) -> Duration {
        let length = speech::length(words);
        if let Some(id) = self.leg_up(leg) {
            self.media.speaks(id, self.now().saturating_add(length));
            let words = words.to_owned();
            self.clock.after(length, Due::Said { leg, words: words.clone() });
            self.hand_over(Input::Media(MediaEvent::Said { leg: id, words }));
        }
        length
    }

    fn has_said(&mut self, leg: Leg, words: &str) {
        if let Some(leg) = self.leg_up(leg) {
            let answers = self.media.said(self.now(), leg, words);
            self.answer(answers);
        }
    }

    /// The bot that talks with the caller ends the conversation.
    pub(crate) fn concludes(&mut self, intent: Intent) {
        let answer = self.media.concludes(intent);
        self.answer(answer);
    }

    /// A person hangs up; or, before LEG-A is answered, cancels.
    pub(crate) fn hangs_up(&mut self, leg: Leg) {
        if let Some(leg) = self.model.leg(leg) {
            let code = if self.model.is_up(leg) { 0 } else { 487 };
            self.ends(leg, code);
        }
    }

    /// Something that a person of a live call does. What is impossible at this moment has no effect.
    pub(super) fn act(&mut self, act: Act) {
        match act {
            Act::Answer(leg) => {
                if let Some(leg) = self.dialled(leg) {
                    self.cancel_reaction(leg);
                    self.answers(leg);
                }
            }
            Act::Reject(leg, code) => {
                if let Some(leg) = self.dialled(leg) {
                    self.ends(leg, code);
                }
            }
            Act::HangUp(leg) => self.hangs_up(leg),
            Act::Press(leg, key) => {
                if is_key(key) && self.leg_up(leg).is_some() {
                    self.note(Happening::Presses { leg, keys: key.to_string() });
                    self.presses(leg, key);
                }
            }
            Act::Say(leg, words) => {
                self.says(leg, &words);
            }
            Act::Conclude(intent) => self.concludes(*intent),
            Act::Update(arguments) => self.update(arguments),
        }
    }

    /// The test has no further step: hangs up for the people who are still on the call.
    pub(crate) fn steps_are_over(&mut self) {
        let left = self.legs_left();
        self.findings.left(&left);
        let leg = if self.caller_is_gone() { Leg::B } else { Leg::A };
        self.note(Happening::StepsOver { leg });
        self.hangs_up(leg);
    }

    fn react(&mut self, leg: LegId, reaction: &FarEnd) {
        match reaction {
            FarEnd::Answers => self.answers(leg),
            FarEnd::HangsUp => self.ends(leg, 0),
            other => {
                if let Some(code) = other.rejection() {
                    self.ends(leg, code);
                }
            }
        }
    }

    /// A dialled person answers.
    pub(crate) fn answers(&mut self, leg: LegId) {
        self.hand_over(Input::Media(MediaEvent::Answered { leg }));
    }

    /// A dialled leg is not answered, or a person hangs up.
    pub(crate) fn ends(&mut self, leg: LegId, code: u16) {
        let answers = self.media.leg_ended(self.now(), leg);
        self.inputs.push_back(Input::Media(MediaEvent::Ended { leg, code }));
        self.answer(answers);
    }

    /// Cancels the reaction set for a person's number: a step overrides it.
    pub(crate) fn cancel_reaction(&mut self, person: LegId) {
        self.clock.retain(|due| !matches!(due, Due::Person { leg, .. } if *leg == person));
    }
}

/// A random UUID of version 4.
fn uuid(random: &mut fastrand::Rng) -> String {
    Builder::from_random_bytes(random.u128(..).to_be_bytes()).into_uuid().to_string()
}

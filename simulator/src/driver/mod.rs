//! The virtual driver: runs one call of the model as fast as it can, deterministically by seed.
//!
//! Depends on the model (`offhook-service`) and the world.

mod clock;
mod findings;
mod media;
mod queries;

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use offhook::action::Engine;
use offhook::action::bot::Intent;
use offhook::{Leg, SipHeaders};
use offhook_service::{
    Call, Command, Input, Json, LegId, MediaEvent, MediaId, Output, Refusal, Settings, Time,
};
use tokio::time::Instant;

use self::clock::Clock;
use self::findings::Findings;
use self::media::{Answer, MediaEngine};
use crate::world::World;
use crate::{Entry, FarEnd, Fault, Happening, Prompt, Recording, Transcript, speech};

/// How long the service and an undisturbed Lambda take for one event. Sources give no figure.
const LATENCY: Duration = Duration::from_millis(50);
/// A Lambda that takes longer than this counts with the time that it really takes.
const PATIENCE: Duration = Duration::from_secs(5);
/// When a dialled phone begins to ring.
const REACHED: Duration = Duration::from_secs(1);
/// How long a person whose number the simulator knows lets it ring.
const RINGS: Duration = Duration::from_secs(3);

/// One call on a virtual clock.
pub(crate) struct VirtualCall {
    world: Arc<World>,
    model: Call,
    media: MediaEngine,
    clock: Clock<Due>,
    random: fastrand::Rng,
    /// Inputs that follow from outputs; handed over when all outputs have been taken.
    inputs: VecDeque<Input>,
    /// The fault of each event that meets one.
    faults: BTreeMap<u64, Fault>,
    transcript: Transcript,
    findings: Findings,
    heard: Vec<Heard>,
    keys_heard: Vec<(Leg, String)>,
    meetings_joined: Vec<Option<String>>,
    recordings: Vec<Recording>,
    reply_times: Vec<Duration>,
}

/// A scheduled item.
#[derive(Debug)]
enum Due {
    Reply {
        sequence: u64,
        attempt: u32,
        result: Result<String, String>,
    },
    Media(MediaEvent),
    RecordingEnds(MediaId),
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

/// A prompt that a leg hears.
#[derive(Clone, Debug)]
pub(crate) struct Heard {
    pub(crate) leg: Leg,
    pub(crate) prompt: Prompt,
    /// When it has been heard once.
    pub(crate) ends: Time,
    /// Whether it was cut short before.
    pub(crate) is_cut: bool,
}

impl VirtualCall {
    pub(crate) fn new(world: Arc<World>, seed: u64, from: &str, to: &str) -> Self {
        let mut random = fastrand::Rng::with_seed(seed);
        let transaction_id = uuid(&mut random);
        let mut ids = random.fork();
        let mut settings = Settings::new(&*transaction_id, from, to);
        settings.profile = world.profile;
        settings.numbers.clone_from(&world.numbers);
        settings.sip_rule_id.clone_from(&world.sip_rule_id);
        settings.sip_media_application_id.clone_from(&world.sip_media_application_id);
        settings.epoch_ms = world.epoch_ms;
        let transcript = Transcript {
            transaction_id,
            from: from.to_owned(),
            to: to.to_owned(),
            entries: Vec::new(),
        };
        Self {
            model: Call::new(settings, move || uuid(&mut ids)),
            media: MediaEngine::new(Arc::clone(&world)),
            findings: Findings::new(world.leg_price_per_minute),
            world,
            clock: Clock::new(),
            random,
            inputs: VecDeque::new(),
            faults: BTreeMap::new(),
            transcript,
            heard: Vec::new(),
            keys_heard: Vec::new(),
            meetings_joined: Vec::new(),
            recordings: Vec::new(),
            reply_times: Vec::new(),
        }
    }

    // Time.

    /// Takes what is due next, if it is due by this time. Returns `false` if nothing is.
    pub(crate) async fn step(&mut self, by: Time) -> bool {
        let deadline = self.model.deadline().filter(|deadline| *deadline <= by);
        let next = self.clock.next().filter(|next| *next <= by);
        match (deadline, next) {
            (None, None) => return false,
            // At equal times the deadline comes first.
            (Some(deadline), next) if next.is_none_or(|next| deadline <= next) => {
                self.clock.advance(deadline);
                self.hand_over(Input::Tick).await;
            }
            _ => match self.clock.take() {
                None | Some(Due::Heard) => {}
                Some(Due::Reply { sequence, attempt, result }) => {
                    self.hand_over(Input::Replied { sequence, attempt, result }).await;
                }
                Some(Due::Media(event)) => {
                    if self.media.is_open(&event) {
                        self.hand_over(Input::Media(event)).await;
                    }
                }
                Some(Due::RecordingEnds(id)) => {
                    let answer = self.media.recording_ends(self.now(), id);
                    self.answer(answer);
                    self.drain().await;
                }
                Some(Due::Person { leg, reaction }) => self.react(leg, &reaction).await,
                Some(Due::Fault(fault)) => self.fault_strikes(fault).await,
            },
        }
        true
    }

    pub(crate) fn now(&self) -> Time {
        self.clock.now()
    }

    /// Lets time pass up to here; what is due before must have been taken.
    pub(crate) fn pass(&mut self, to: Time) {
        self.clock.advance(to);
    }

    /// Hands an input to the model, and carries out what it says.
    async fn hand_over(&mut self, input: Input) {
        self.model.handle(self.clock.now(), input);
        self.drain().await;
    }

    /// Takes all outputs, then hands over what follows from them, until there is nothing more.
    async fn drain(&mut self) {
        loop {
            while let Some(output) = self.model.poll() {
                match output {
                    Output::Happened(entry) => self.record(entry),
                    Output::Invoke { sequence, attempt, event } => {
                        self.invoke(sequence, attempt, event).await;
                    }
                    Output::Media(command) => self.carry_out(command),
                    _ => {}
                }
            }
            let Some(input) = self.inputs.pop_front() else { return };
            self.model.handle(self.clock.now(), input);
        }
    }

    fn record(&mut self, entry: Entry) {
        match &entry.what {
            Happening::Hears { leg, prompt, length } => {
                let ends = entry.at.saturating_add(*length);
                let prompt = prompt.clone();
                self.heard.push(Heard { leg: *leg, prompt, ends, is_cut: false });
            }
            Happening::CutShort { leg } => {
                if let Some(heard) = self.heard.iter_mut().rev().find(|heard| heard.leg == *leg) {
                    heard.is_cut = true;
                }
            }
            Happening::HearsKeys { leg, keys } => self.keys_heard.push((*leg, keys.clone())),
            Happening::JoinedMeeting { meeting } => self.meetings_joined.push(meeting.clone()),
            Happening::Recorded { leg, bucket, key, length } => self.recordings.push(Recording {
                leg: *leg,
                bucket: bucket.clone(),
                key: key.clone(),
                length: *length,
            }),
            _ => {}
        }
        self.findings.observe(&entry);
        self.transcript.entries.push(entry);
    }

    fn carry_out(&mut self, command: Command) {
        let now = self.now();
        match command {
            Command::Dial { leg, to, .. } => self.dial_out(leg, &to),
            Command::Hangup { leg, .. } => {
                self.clock.retain(|due| !is_about(due, leg));
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

    /// Invokes the Lambda. The virtual clock is stopped meanwhile; the reply reaches
    /// the service later.
    async fn invoke(&mut self, sequence: u64, attempt: u32, event: Json) {
        let fault = if attempt == 1 {
            self.pick_fault(sequence)
        } else {
            self.faults.get(&sequence).copied()
        };
        if let Some(fault) = fault.filter(|_| attempt == 1) {
            let name = fault.name().to_owned();
            self.inputs.push_back(Input::Note(Happening::Fault { name }));
        }
        let mut took = match fault {
            Some(Fault::SlowLambda) if attempt > 1 => LATENCY,
            Some(fault) => LATENCY.max(fault.lateness()),
            None => LATENCY,
        };
        let result = match fault {
            Some(Fault::LambdaError) if attempt == 1 => Err("Unhandled: injected error".to_owned()),
            Some(Fault::LambdaCrash) => Err("Runtime.ExitError: injected crash".to_owned()),
            _ => {
                let began = Instant::now();
                let result = self.world.lambda.invoke(event.as_str()).await;
                let really = began.elapsed();
                self.reply_times.push(really);
                // What a handler really takes is noise, until the service would lose its patience.
                if really > PATIENCE {
                    took = really;
                }
                result
            }
        };
        self.clock.after(took, Due::Reply { sequence, attempt, result });
        if attempt > 1 {
            return;
        }
        match fault {
            Some(Fault::DuplicateDelivery) => self.inputs.push_back(Input::Duplicate { sequence }),
            Some(fault @ (Fault::UpdateMeanwhile | Fault::CallerGone | Fault::FarEndGone)) => {
                self.clock.after(LATENCY / 2, Due::Fault(fault));
            }
            Some(Fault::Throttled) => {
                self.inputs.push_back(Input::FailNext(Refusal::throttled()));
            }
            Some(Fault::S3Denied) => self.media.s3_denied = true,
            Some(Fault::PollyDenied) => self.media.polly_denied = true,
            _ => {}
        }
    }

    /// The fault that was asked for at this event, or a random one.
    fn pick_fault(&mut self, sequence: u64) -> Option<Fault> {
        let asked = self.world.faults.get(&sequence).copied();
        let fault = asked.or_else(|| {
            let hit = self.random.u32(0..1_000) < self.world.random_faults;
            hit.then(|| Fault::ALL[self.random.usize(0..Fault::ALL.len())])
        })?;
        self.faults.insert(sequence, fault);
        Some(fault)
    }

    async fn fault_strikes(&mut self, fault: Fault) {
        match fault {
            Fault::UpdateMeanwhile if !self.caller_is_gone() => self.update(BTreeMap::new()).await,
            Fault::CallerGone => self.hangs_up(Leg::A).await,
            Fault::FarEndGone => {
                let Some(leg) = self.model.leg(Leg::B) else { return };
                if self.model.is_ringing(leg) {
                    self.ends(leg, 503).await;
                } else if self.model.is_up(leg) && !self.model.is_in_meeting() {
                    self.ends(leg, 0).await;
                }
            }
            _ => {}
        }
    }

    // What people do.

    /// The caller dials the application's number.
    pub(crate) async fn dial(&mut self, headers: SipHeaders) {
        self.hand_over(Input::Offered { headers }).await;
    }

    /// CreateSipMediaApplicationCall is called: the application dials.
    pub(crate) async fn place(&mut self, arguments: BTreeMap<String, String>) {
        self.hand_over(Input::Placed { arguments }).await;
    }

    /// UpdateSipMediaApplicationCall is called.
    pub(crate) async fn update(&mut self, arguments: BTreeMap<String, String>) {
        self.hand_over(Input::Updated { arguments }).await;
    }

    /// The service sends an event of a type that is not documented.
    pub(crate) async fn send_unknown_event(&mut self, event_type: &str) {
        self.hand_over(Input::Foreign { event_type: event_type.to_owned() }).await;
    }

    pub(crate) async fn note(&mut self, what: Happening) {
        self.hand_over(Input::Note(what)).await;
    }

    /// A person presses a key.
    pub(crate) async fn presses(&mut self, leg: Leg, key: char) {
        if let Some(leg) = self.leg_up(leg) {
            self.hand_over(Input::Media(MediaEvent::Key { leg, key })).await;
        }
    }

    /// A person begins to say something. Returns how long it takes.
    pub(crate) async fn says(&mut self, leg: Leg, words: &str) -> Duration {
        let spoken = speech::speak(words, false, &Engine::Standard);
        let length = spoken.map_or(Duration::ZERO, |spoken| spoken.length);
        if let Some(leg) = self.leg_up(leg) {
            self.media.speaks(leg, self.now().saturating_add(length));
            let words = words.to_owned();
            self.hand_over(Input::Media(MediaEvent::Said { leg, words })).await;
        }
        length
    }

    /// Ends what [`says`](Self::says) started, and passes the words to a listening bot.
    pub(crate) async fn has_said(&mut self, leg: Leg, words: &str) {
        if let Some(leg) = self.leg_up(leg) {
            let answers = self.media.said(self.now(), leg, words);
            self.answer(answers);
            self.drain().await;
        }
    }

    /// The bot that talks with the caller ends the conversation.
    pub(crate) async fn concludes(&mut self, intent: Intent) {
        let answer = self.media.concludes(intent);
        self.answer(answer);
        self.drain().await;
    }

    /// A person hangs up; or, before LEG-A is answered, cancels.
    pub(crate) async fn hangs_up(&mut self, leg: Leg) {
        if let Some(leg) = self.model.leg(leg) {
            let code = if self.model.is_up(leg) { 0 } else { 487 };
            self.ends(leg, code).await;
        }
    }

    async fn react(&mut self, leg: LegId, reaction: &FarEnd) {
        let code = match reaction {
            FarEnd::Answers => return self.far_end_answers(leg).await,
            FarEnd::IsBusy => 486,
            FarEnd::Refuses => 603,
            FarEnd::IsUnreachable => 503,
            FarEnd::IsCancelled => 487,
            FarEnd::HangsUp => 0,
            _ => return,
        };
        self.ends(leg, code).await;
    }

    pub(crate) async fn far_end_answers(&mut self, leg: LegId) {
        self.hand_over(Input::Media(MediaEvent::Answered { leg })).await;
    }

    /// A dialled leg is not answered, or a person hangs up.
    pub(crate) async fn ends(&mut self, leg: LegId, code: u16) {
        self.clock.retain(|due| !is_about(due, leg));
        let answers = self.media.leg_ended(self.now(), leg);
        self.inputs.push_back(Input::Media(MediaEvent::Ended { leg, code }));
        self.answer(answers);
        self.drain().await;
    }

    /// Cancels the reaction set for a person's number: a step overrides it.
    pub(crate) fn cancel_reaction(&mut self, person: LegId) {
        self.clock.retain(|due| !matches!(due, Due::Person { leg, .. } if *leg == person));
    }
}

/// Returns `true` for an item that is void once this leg has ended.
fn is_about(due: &Due, leg: LegId) -> bool {
    match due {
        Due::Person { leg: of, .. } | Due::Media(MediaEvent::Ringing { leg: of }) => *of == leg,
        _ => false,
    }
}

/// A random UUID of version 4.
fn uuid(random: &mut fastrand::Rng) -> String {
    let bits = random.u128(..) & !(0xf000 << 64) & !(0xc << 60) | (0x4000 << 64) | (0x8 << 60);
    let hex = format!("{bits:032x}");
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

//! One call, from event to event: the only part that sees all others.

mod ends;
mod queries;
mod turns;

use std::collections::BTreeMap;
use std::time::Duration;

use offhook::action::ActionType;
use offhook::call::Direction;
use offhook::event::{CallAnswered, CallUpdateRequested, NewInboundCall, NewOutboundCall, Ringing};
use offhook::{Leg as Tag, SipHeaders};

use crate::action::{
    self, CallRecordings, Finished, Listeners, Queued, Reaction, Results, Running, Started,
    Stimulus,
};
use crate::delivery::{Deliveries, Expired, Purpose};
use crate::event;
use crate::ground::{CANCELLED, Ground};
use crate::leg::{Leg, State};
use crate::queue::{Next, Queue};
use crate::{
    BridgeRinging, Command, Happening, Input, LegId, MediaEvent, Output, Refusal, Settings,
    SpeakOnUpdate, Time, milliseconds,
};

/// How long the service lets an inbound call ring that nothing answers.
const INBOUND_RINGS: Duration = Duration::from_secs(30);
/// How long an outbound call rings. A log has an answer after 32.3 s; the figure is our choice.
const OUTBOUND_RINGS: Duration = Duration::from_secs(60);
/// Maximum number of invocations of one call.
const MAX_INVOCATIONS: u64 = 1_000;

/// One call of the audio service.
///
/// Hand it everything that happens with [`handle`](Self::handle), then take all outputs with
/// [`poll`](Self::poll). It never blocks and never fails. It ignores unknown legs and commands, a
/// second beginning, and updates of a call that is not up.
///
/// ```
/// use std::time::Duration;
///
/// use offhook_service::{Call, Input, Output, Settings};
///
/// let mut ids = ["leg-a", "leg-b"].into_iter();
/// let settings = Settings::new("transaction-1", "+14255550199", "+12065550100");
/// let mut call = Call::new(settings, move || ids.next().unwrap_or("leg").to_owned());
/// call.handle(Duration::ZERO, Input::Offered { headers: Default::default() });
/// let invoked = std::iter::from_fn(|| call.poll()).any(|output| {
///     matches!(output, Output::Invoke { sequence: 1, attempt: 1, .. })
/// });
/// assert!(invoked);
/// ```
pub struct Call {
    ground: Ground,
    queue: Queue,
    deliveries: Deliveries,
    listeners: Listeners,
    recordings: CallRecordings,
    sequence: u64,
    invocations: u64,
    fail_next: Option<Refusal>,
    /// When the service gives up a LEG-A that rings.
    rings_until: Option<Time>,
    is_ending: bool,
}

/// Who ends a leg.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum By {
    /// Its person, or the meeting.
    Person,
    /// A Hangup action.
    Action,
    /// The service, because something went wrong.
    Service,
    /// Its phone, which was not answered, or not before it was cancelled.
    NotAnswered,
}

impl Call {
    /// A call that has not begun. `ids` makes the `CallId` of each leg.
    pub fn new(settings: Settings, ids: impl FnMut() -> String + Send + 'static) -> Self {
        Self {
            ground: Ground::new(settings, Box::new(ids)),
            queue: Queue::default(),
            deliveries: Deliveries::default(),
            listeners: Listeners::default(),
            recordings: CallRecordings::default(),
            sequence: 0,
            invocations: 0,
            fail_next: None,
            rings_until: None,
            is_ending: false,
        }
    }

    /// Takes something that happens at this time since the call began. Hand over every deadline up
    /// to then first.
    pub fn handle(&mut self, now: Time, input: Input) {
        self.ground.now = now.max(self.ground.now);
        let (has_begun, is_gone) =
            (self.ground.legs.first().is_some(), self.ground.legs.all_gone());
        match input {
            Input::Offered { .. } | Input::Placed { .. } if has_begun => {}
            Input::Updated { .. } | Input::Foreign { .. } if is_gone => {}
            Input::Offered { headers } => self.offered(headers),
            Input::Placed { arguments } => self.placed(arguments),
            Input::Updated { arguments } => self.updated(arguments),
            Input::Replied { sequence, result, .. } => self.replied(sequence, result),
            Input::Media(event) => self.media(event),
            Input::Tick => self.tick(),
            Input::FailNext(refusal) => self.fail_next = Some(refusal),
            Input::Duplicate { sequence } => self.attempt(sequence),
            Input::Foreign { event_type } => {
                let written = event::foreign(&event_type, &self.place());
                self.send(written, Purpose::Foreign);
            }
            Input::Note(what) => self.ground.note(what),
        }
        self.go_on();
    }

    /// Takes the next output, in order.
    pub fn poll(&mut self) -> Option<Output> {
        self.ground.poll()
    }

    /// When the call wants an [`Input::Tick`].
    pub fn deadline(&self) -> Option<Time> {
        let running = self.queue.running.as_ref().and_then(Running::deadline);
        let listeners = self.listeners.deadline();
        let deadlines = [running, listeners, self.deliveries.deadline(), self.rings_until];
        deadlines.into_iter().flatten().min()
    }

    // Inputs.

    fn offered(&mut self, headers: SipHeaders) {
        self.ground.note(Happening::Dialled { outbound: false });
        let Ground { call, settings, .. } = &mut self.ground;
        call.change(|call| call.with_sip_rule_id(&settings.sip_rule_id));
        let leg = self.add_leg_a(Direction::Inbound, headers);
        let written = event::write(&NewInboundCall, &self.place()).about(leg);
        self.send(written, Purpose::First);
    }

    fn placed(&mut self, arguments: BTreeMap<String, String>) {
        self.ground.note(Happening::Dialled { outbound: true });
        let leg = self.add_leg_a(Direction::Outbound, SipHeaders::new());
        let written = event::write(&NewOutboundCall::new(arguments), &self.place()).about(leg);
        self.send(written, Purpose::Ignored);
        let (from, to) = (self.ground.settings.from.clone(), self.ground.settings.to.clone());
        self.ground.command(Command::Dial { leg, from, to, headers: SipHeaders::new() });
        self.rings_until = Some(self.ground.now.saturating_add(OUTBOUND_RINGS));
    }

    fn add_leg_a(&mut self, direction: Direction, headers: SipHeaders) -> LegId {
        let (from, to) = (self.ground.settings.from.clone(), self.ground.settings.to.clone());
        self.ground.add_leg(Tag::A, direction, (&from, &to), headers)
    }

    fn updated(&mut self, arguments: BTreeMap<String, String>) {
        self.ground.note(Happening::Updated { arguments: arguments.clone() });
        let written = event::write(&CallUpdateRequested::new(arguments), &self.place());
        self.send(written, Purpose::Update);
    }

    fn media(&mut self, event: MediaEvent) {
        match event {
            MediaEvent::Ringing { leg } => self.rings(leg),
            MediaEvent::Answered { leg } => self.answered(leg),
            MediaEvent::Ended { leg, code } => self.ended(leg, code),
            MediaEvent::Key { leg, key } => {
                let is_up = self.ground.legs.get(leg).is_some_and(Leg::is_up);
                if is_up && !self.stimulate(Stimulus::Key { leg, key }) {
                    self.listeners.key(self.ground.now, leg, key);
                }
            }
            MediaEvent::Said { leg, words } => {
                if let Some(tag) = self.ground.legs.get(leg).map(|leg| leg.tag) {
                    self.ground.note(Happening::Says { leg: tag, words });
                }
            }
            MediaEvent::Started { id, prompt, length } => self.ground.heard(id, prompt, length),
            MediaEvent::Done { id } => {
                let records = self.ground.media.get_mut(id).map(|open| open.records);
                if records == Some(false) {
                    self.ground.media.close(id);
                }
                if records.is_some() {
                    self.stimulate(Stimulus::Done { id });
                }
            }
            MediaEvent::Recorded { id, bucket, key, length } => {
                if let Some(open) = self.ground.media.close(id) {
                    let leg = self.ground.tag(open.leg);
                    let length = milliseconds::whole(length);
                    self.ground.note(Happening::Recorded { leg, bucket, key, length });
                    self.stimulate(Stimulus::Recorded { id });
                }
            }
            MediaEvent::ExtensionResult { id, result } => {
                if self.ground.media.close(id).is_some() {
                    self.stimulate(Stimulus::Result { id, result: result.as_deref() });
                }
            }
            MediaEvent::Failed { id, refusal } => {
                if let Some(open) = self.ground.media.close(id)
                    && !self.stimulate(Stimulus::Failed { id, refusal: &refusal })
                    && open.records
                {
                    self.ground.remark("the recording could not be stored");
                }
            }
        }
    }

    fn rings(&mut self, leg: LegId) {
        let Some(state) = self.ground.legs.get(leg).filter(|leg| leg.is_dialled()) else { return };
        let (tag, to) = (state.tag, state.to.clone());
        self.ground.note(Happening::Rings { leg: tag, to });
        let is_reported = self.ground.settings.profile.bridge_ringing == BridgeRinging::Reported;
        if tag == Tag::A || is_reported {
            let written = event::write(&Ringing, &self.place()).about(leg);
            self.send(written, Purpose::Ignored);
        }
    }

    fn answered(&mut self, leg: LegId) {
        let Some(tag) = self.ground.legs.get(leg).filter(|leg| leg.is_dialled()).map(|leg| leg.tag)
        else {
            return;
        };
        self.ground.answered(leg);
        match tag {
            Tag::A => {
                self.rings_until = None;
                let written = event::write(&CallAnswered, &self.place()).about(leg);
                self.send(written, Purpose::Other);
            }
            Tag::B => _ = self.stimulate(Stimulus::Answered),
        }
    }

    fn ended(&mut self, leg: LegId, code: u16) {
        let Some(state) = self.ground.legs.get(leg) else { return };
        match (state.state, state.tag, &state.direction) {
            (State::Gone { .. }, _, _) => {}
            (State::Ringing, Tag::B, _) => {
                self.stimulate(Stimulus::NotAnswered { code });
            }
            (State::Ringing, Tag::A, Direction::Outbound) => {
                self.end_leg(leg, code, By::NotAnswered);
            }
            // The caller does not wait for the answer.
            (State::Ringing, Tag::A, _) => self.end_leg(leg, CANCELLED, By::Person),
            (State::Up, _, _) => self.end_leg(leg, code, By::Person),
        }
    }

    /// Takes everything that is due.
    fn tick(&mut self) {
        while let Some(expired) = self.deliveries.expired(self.ground.now) {
            match expired {
                Expired::Again(sequence) => {
                    self.ground.remark("no reply within 5 s: the service invokes again");
                    self.attempt(sequence);
                }
                Expired::GiveUp(sequence) => {
                    self.ground.note(Happening::NoReply { sequence });
                    self.give_up(sequence);
                }
            }
        }
        self.stimulate(Stimulus::Tick);
        let profile = self.ground.settings.profile;
        while let Some(received) = self.listeners.expired(self.ground.now, &profile) {
            let (queued, leg) = (&received.queued, received.leg);
            let written = event::digits(queued, leg, &received.digits, &self.place(), &self.ground);
            self.send(written, Purpose::Other);
        }
        if self.rings_until.is_some_and(|until| until <= self.ground.now) {
            self.rings_until = None;
            self.not_answered();
        }
    }

    /// LEG-A has rung for as long as the service lets it.
    fn not_answered(&mut self) {
        let Some(leg) = self.ground.legs.tagged(Tag::A) else { return };
        let state = self.ground.legs.leg(leg);
        if !state.is_ringing() {
            return;
        }
        if state.direction == Direction::Outbound {
            self.end_leg(leg, 480, By::NotAnswered);
        } else if !self.deliveries.are_under_way() {
            self.ground.remark("the call was not answered within 30 s");
            self.end_call(480, true);
        }
    }

    // The list.

    /// Starts what waits, as far as it goes. No other part starts an action.
    fn go_on(&mut self) {
        loop {
            if self.ground.legs.all_gone() {
                self.queue.end();
                self.rings_until = None;
                return;
            }
            // An action of a call update has no leg to work on before an outbound call is answered.
            // The sources say nothing of it; that it waits is our choice. Hangup ends the call.
            let is_placed = self.ground.legs.is_placed_and_ringing();
            let holds = |queued: &Queued| is_placed && queued.action_type != ActionType::Hangup;
            match self.queue.next(holds) {
                Next::Start(queued) => self.start(queued),
                Next::Report(finished) => self.report(&finished, Purpose::List),
                Next::Wait => return,
                Next::Rest => return self.watch_ringing(),
            }
        }
    }

    /// An inbound call rings for 30 s from the last thing that was done about it.
    fn watch_ringing(&mut self) {
        let rings = self.ground.legs.first().is_some_and(Leg::is_ringing);
        let until = self.ground.now.saturating_add(INBOUND_RINGS);
        self.rings_until = rings.then(|| self.rings_until.unwrap_or(until));
    }

    fn start(&mut self, queued: Queued) {
        if !self.ground.legs.is_placed_and_ringing() {
            self.rings_until = None;
        }
        if let Some(refusal) = self.fail_next.take() {
            return self.fail(&queued, &refusal);
        }
        let Self { ground, listeners, recordings, .. } = self;
        match action::start(queued, ground, listeners, recordings) {
            Started::Runs(running) => {
                self.note_action(&running.queued, running.leg, true);
                self.queue.running = Some(running);
            }
            Started::Done(finished) => {
                self.note_action(&finished.queued, finished.leg, true);
                self.note_action(&finished.queued, finished.leg, false);
                self.finish(finished);
            }
            Started::HangUp(finished, code) => self.hang_up(finished, code),
            Started::Fails(queued, refusal) => self.fail(&queued, &refusal),
        }
    }

    fn note_action(&mut self, queued: &Queued, leg: LegId, begins: bool) {
        let (action, leg) = (queued.action_type.to_string(), self.ground.tag(leg));
        self.ground.note(if begins {
            Happening::ActionStarted { action, leg }
        } else {
            Happening::ActionEnded { action, leg }
        });
    }

    /// Lets the running action react. Returns whether the stimulus was meant for it.
    fn stimulate(&mut self, stimulus: Stimulus<'_>) -> bool {
        let Some(running) = &mut self.queue.running else { return false };
        match running.on(stimulus, &mut self.ground, &mut self.recordings) {
            Reaction::NotMine => false,
            Reaction::Wait => true,
            Reaction::Done(results) => {
                if let Some(Running { queued, leg, .. }) = self.queue.running.take() {
                    self.note_action(&queued, leg, false);
                    self.finish(Finished { queued, leg, results });
                }
                true
            }
            Reaction::Failed(refusal) => {
                if let Some((running, _)) = self.stop_running() {
                    self.fail(&running.queued, &refusal);
                }
                true
            }
        }
    }

    /// An action has succeeded: the Lambda hears of it at once if it may need the results, else at
    /// the end of the list.
    fn finish(&mut self, finished: Finished) {
        if let Some(finished) = self.queue.finished(finished, &self.ground.settings.profile) {
            self.report(&finished, Purpose::List);
        }
    }

    /// An action has failed: the rest of the list is dropped. So are actions that have replaced it
    /// meanwhile, of which the sources say nothing.
    fn fail(&mut self, queued: &Queued, refusal: &Refusal) {
        self.queue.clear();
        let leg = queued.target(&self.ground).ok();
        let written = event::failed(queued, leg, refusal, &self.place(), &self.ground);
        self.send(written, Purpose::List);
    }

    fn report(&mut self, finished: &Finished, purpose: Purpose) {
        let written = event::succeeded(finished, &self.place(), &self.ground);
        self.send(written, purpose);
    }

    /// Ends the running action before its time, and returns what it has got so far.
    fn stop_running(&mut self) -> Option<(Running, Option<Results>)> {
        let mut running = self.queue.running.take()?;
        let results = running.stop(&mut self.ground);
        self.note_action(&running.queued, running.leg, false);
        Some((running, results))
    }

    /// A call update with actions stops what runs, if that can be stopped.
    fn interrupt(&mut self) {
        let stops_speak = self.ground.settings.profile.speak == SpeakOnUpdate::Interrupted;
        let can_be_stopped = |running: &Running| match running.queued.action_type {
            ActionType::PlayAudio | ActionType::RecordAudio | ActionType::Pause => true,
            ActionType::Speak => stops_speak,
            _ => false,
        };
        if !self.queue.running.as_ref().is_some_and(can_be_stopped) {
            return;
        }
        if let Some((Running { queued, leg, .. }, _)) = self.stop_running() {
            let written = event::interrupted(&queued, leg, &self.place(), &self.ground);
            self.send(written, Purpose::Ignored);
        }
    }
}

impl std::fmt::Debug for Call {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Call")
            .field("now", &self.ground.now)
            .field("sequence", &self.sequence)
            .finish_non_exhaustive()
    }
}

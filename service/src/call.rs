//! One call, from event to event: the only part that sees all others.

use std::collections::BTreeMap;
use std::time::Duration;

use offhook::action::ActionType;
use offhook::call::Direction;
use offhook::event::{CallAnswered, CallUpdateRequested, NewInboundCall, NewOutboundCall, Ringing};
use offhook::{Leg as Tag, SipHeaders, TransactionAttributes};

use crate::action::{
    self, CallRecordings, Finished, Listeners, Queued, Reaction, Results, Running, Started,
    Stimulus,
};
use crate::attributes::Stored;
use crate::delivery::{Deliveries, Expired, Outcome, Purpose};
use crate::event::{self, Place, Written};
use crate::ground::Ground;
use crate::leg::{Leg, Link, State};
use crate::queue::{Next, Queue};
use crate::reply::{self, Unusable};
use crate::{
    BridgeRinging, CallerLeaves, Command, EmptyFirstReply, EmptyList, HangupReports, Happening,
    Input, Interruptible, Invoked, LegId, MediaEvent, Output, Refusal, Settings, Time,
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
    attributes: Stored,
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
}

impl Call {
    /// A call that has not begun. `ids` makes the `CallId` of each leg.
    pub fn new(settings: Settings, ids: impl FnMut() -> String + Send + 'static) -> Self {
        Self {
            ground: Ground::new(settings, Box::new(ids)),
            queue: Queue::default(),
            deliveries: Deliveries::default(),
            attributes: Stored::default(),
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
                let written = event::foreign(&event_type, self.place());
                self.send(written, Purpose::Other);
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

    // What happens from outside.

    fn offered(&mut self, headers: SipHeaders) {
        self.ground.note(Happening::Dialled { outbound: false });
        let leg = self.add_leg_a(Direction::Inbound, headers);
        let written = event::write(&NewInboundCall, self.place()).about(leg);
        self.send(written, Purpose::First);
    }

    fn placed(&mut self, arguments: BTreeMap<String, String>) {
        self.ground.note(Happening::Dialled { outbound: true });
        let leg = self.add_leg_a(Direction::Outbound, SipHeaders::new());
        let written = event::write(&NewOutboundCall::new(arguments), self.place()).about(leg);
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
        let written = event::write(&CallUpdateRequested::new(arguments), self.place());
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
        let Some(state) = self.ground.legs.get(leg).filter(|leg| leg.is_ringing()) else { return };
        let (tag, to) = (state.tag, state.to.clone());
        match tag {
            Tag::A => self.ground.note(Happening::Rings { leg: tag, to }),
            Tag::B if self.ground.settings.profile.bridge_ringing == BridgeRinging::Reported => {}
            Tag::B => return,
        }
        let written = event::write(&Ringing, self.place()).about(leg);
        self.send(written, Purpose::Ignored);
    }

    fn answered(&mut self, leg: LegId) {
        let Some(tag) = self.ground.legs.get(leg).filter(|leg| leg.is_ringing()).map(|leg| leg.tag)
        else {
            return;
        };
        self.ground.answered(leg);
        match tag {
            Tag::A => {
                self.rings_until = None;
                let written = event::write(&CallAnswered, self.place()).about(leg);
                self.send(written, Purpose::Other);
            }
            Tag::B => _ = self.stimulate(Stimulus::Answered { leg }),
        }
    }

    fn ended(&mut self, leg: LegId, code: u16) {
        let Some(state) = self.ground.legs.get(leg) else { return };
        match (state.state, state.tag, &state.direction) {
            (State::Gone { .. }, _, _) => {}
            (State::Ringing, Tag::B, _) => {
                self.stimulate(Stimulus::NotAnswered { leg, code });
            }
            (State::Ringing, Tag::A, Direction::Outbound) => {
                self.ground.note(Happening::NotAnswered { leg: Tag::A, code });
                self.end_leg(leg, code, By::Service);
            }
            // The caller does not wait for the answer.
            (State::Ringing, Tag::A, _) => self.end_leg(leg, 487, By::Person),
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
            let written = event::digits(queued, leg, &received.digits, self.place(), &self.ground);
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
            self.ground.note(Happening::NotAnswered { leg: Tag::A, code: 480 });
            self.end_leg(leg, 480, By::Service);
        } else if self.queue.is_empty() && !self.deliveries.are_under_way() {
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
            Ok(Started::Runs(running)) => {
                self.note_action(&running.queued, running.leg, true);
                self.queue.running = Some(running);
            }
            Ok(Started::Done(finished)) => {
                self.note_action(&finished.queued, finished.leg, true);
                self.note_action(&finished.queued, finished.leg, false);
                self.finish(finished);
            }
            Ok(Started::HangUp(finished, code)) => self.hang_up(finished, code),
            Err((queued, refusal)) => self.fail(&queued, &refusal),
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
        let written = event::failed(queued, refusal, self.place(), &self.ground);
        self.send(written, Purpose::List);
    }

    fn report(&mut self, finished: &Finished, purpose: Purpose) {
        let written = event::succeeded(finished, self.place(), &self.ground);
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
        let stops_speak = self.ground.settings.profile.speak == Interruptible::Yes;
        let can_be_stopped = |running: &Running| match running.queued.action_type {
            ActionType::PlayAudio | ActionType::RecordAudio | ActionType::Pause => true,
            ActionType::Speak => stops_speak,
            _ => false,
        };
        if !self.queue.running.as_ref().is_some_and(can_be_stopped) {
            return;
        }
        if let Some((Running { queued, leg, .. }, _)) = self.stop_running() {
            let written = event::interrupted(&queued, leg, self.place(), &self.ground);
            self.send(written, Purpose::Ignored);
        }
    }

    // Events and replies.

    fn place(&self) -> Place {
        let mut call = self.ground.details();
        if let Some(attributes) = self.attributes.get() {
            call = call.with_attributes(attributes.clone());
        }
        Place { sequence: self.sequence + 1, call }
    }

    fn send(&mut self, written: Written, purpose: Purpose) {
        self.sequence += 1;
        let sequence = self.sequence;
        if purpose == Purpose::List {
            self.queue.wait_for(sequence);
        }
        let leg = written.leg;
        let invoked = Invoked {
            sequence,
            attempt: 0,
            event: written.event_type,
            action: written.action.map(|action| action.to_string()),
            leg: leg.map(|leg| self.ground.tag(leg)),
            detail: written.detail,
            json: written.json,
        };
        self.deliveries.send(self.ground.now, invoked, purpose, leg);
        self.attempt(sequence);
    }

    /// Invokes the Lambda for an event.
    fn attempt(&mut self, sequence: u64) {
        if self.invocations >= MAX_INVOCATIONS {
            self.ground.note(Happening::UsedUp);
            self.deliveries.forget();
            // What the service does then is undocumented: that the call ends is our choice.
            return self.end_call(480, false);
        }
        let Some(invoked) = self.deliveries.attempt(sequence) else { return };
        self.invocations += 1;
        let (attempt, event) = (invoked.attempt, invoked.json.clone());
        self.ground.note(Happening::Event(invoked));
        self.ground.output(Output::Invoke { sequence, attempt, event });
    }

    fn replied(&mut self, sequence: u64, result: Result<String, String>) {
        let Some(outcome) = self.deliveries.replied(sequence, result) else { return };
        match outcome {
            Outcome::Reply(text) => self.apply(sequence, &text),
            Outcome::Late { is_same } => {
                self.ground.note(Happening::LateReply { sequence, is_same });
            }
            Outcome::Failed(problem) => self.ground.note(Happening::Failed { sequence, problem }),
            Outcome::Retry(problem) => {
                self.ground.note(Happening::Failed { sequence, problem });
                self.attempt(sequence);
            }
            Outcome::OutOfRetries(problem) => {
                self.ground.note(Happening::Failed { sequence, problem });
                let is_first = self.purpose(sequence) == Some(Purpose::First);
                self.ground.remark(if is_first {
                    "retries exhausted: the SIP rule has no other application"
                } else {
                    "retries exhausted: the call ends"
                });
                self.give_up(sequence);
            }
        }
    }

    fn purpose(&self, sequence: u64) -> Option<Purpose> {
        self.deliveries.get(sequence).map(|delivery| delivery.purpose)
    }

    /// An event was not answered. No HANGUP follows where the first one was not.
    fn give_up(&mut self, sequence: u64) {
        let tells = self.purpose(sequence) != Some(Purpose::First);
        self.end_call(480, tells);
    }

    /// Does what a reply says.
    fn apply(&mut self, sequence: u64, text: &str) {
        let Some(delivery) = self.deliveries.get(sequence) else { return };
        let (purpose, leg) = (delivery.purpose, delivery.leg);
        let event_type = delivery.invoked.event.clone();
        let read = reply::json(text).and_then(|json| {
            self.ground.note(Happening::Replied { sequence, json: json.clone() });
            reply::read(&json, leg, &self.ground.settings.profile)
        });
        let reply = match read {
            Ok(reply) => reply,
            Err(unusable) => return self.refuse(sequence, &unusable, purpose),
        };
        if let Some(attributes) = reply.attributes {
            let lost = self.attributes.store(attributes, &self.ground.settings.profile);
            for key in lost {
                self.ground.note(Happening::AttributeLost { sequence, key });
            }
        }
        let count = reply.actions.as_ref().map_or(0, Vec::len);
        if let Purpose::Ignored | Purpose::LastHangup = purpose {
            // Nothing is left that the reply to the last HANGUP could be for.
            if count > 0 && purpose == Purpose::Ignored {
                self.ground.note(Happening::Ignored { event: event_type, sequence, count });
            }
            return;
        }
        if self.ground.legs.all_gone() {
            if count > 0 {
                self.ground.remark("the call is over: its actions are ignored");
            }
            return;
        }
        self.queue.answered(sequence);
        let profile = self.ground.settings.profile;
        match reply.actions {
            Some(actions) if !actions.is_empty() => {
                if purpose == Purpose::Update {
                    self.interrupt();
                }
                let replaced = self.queue.replace(actions);
                if !replaced.is_empty() && purpose != Purpose::Update {
                    let actions = replaced.iter().map(|one| one.action_type.to_string()).collect();
                    self.ground.note(Happening::Replaced { sequence, actions });
                }
            }
            Some(_) if purpose == Purpose::First => match profile.empty_first_reply {
                EmptyFirstReply::Refused => {
                    let problem = "Actions list is empty".to_owned();
                    self.ground.note(Happening::Refused { sequence, problem });
                    self.end_call(480, true);
                }
                EmptyFirstReply::TimesOut => {}
            },
            // Deployed code relies on an empty list in reply to a call update stopping nothing.
            Some(_) if profile.empty_list == EmptyList::Stops && purpose != Purpose::Update => {
                self.queue.clear();
                self.stop_running();
            }
            _ => {}
        }
    }

    /// Reports a reply that can't be used.
    fn refuse(&mut self, sequence: u64, unusable: &Unusable, purpose: Purpose) {
        let problem = unusable.problem.as_ref().unwrap_or(&unusable.message).clone();
        self.ground.note(Happening::Refused { sequence, problem });
        let waited = self.queue.answered(sequence);
        if self.ground.legs.all_gone() {
            return;
        }
        if purpose == Purpose::Invalid {
            // Undocumented. Without an end the two would answer each other 1,000 times.
            self.ground
                .remark("the reply to INVALID_LAMBDA_RESPONSE is invalid too: the call ends");
            return self.end_call(480, true);
        }
        let written = event::invalid_reply(unusable, self.place(), &self.ground);
        self.send(written, Purpose::Invalid);
        if waited {
            // The list that waited for a reply waits for a usable one.
            self.queue.wait_for(self.sequence);
        }
    }

    // Ends.

    /// Hangs up a leg. Of the last one the Lambda hears HANGUP alone; of one of two, what the profile
    /// says.
    fn hang_up(&mut self, finished: Finished, code: u16) {
        let leg = finished.leg;
        let others = self.ground.legs.iter().any(|(id, other)| id != leg && other.is_up());
        let in_meeting = self.ground.legs.link == Link::Meeting;
        let tag = self.ground.tag(leg);
        if !others || (in_meeting && tag == Tag::A) {
            self.queue.clear();
            return self.end_leg(leg, code, By::Action);
        }
        if in_meeting {
            // The guide: a hung-up leg of a meeting is reported as the success of the action.
            self.end_leg(leg, code, By::Action);
            return self.finish(finished);
        }
        match self.ground.settings.profile.hangup_reports {
            HangupReports::SuccessFirst => {
                self.report(&finished, Purpose::Other);
                self.end_leg(leg, code, By::Action);
            }
            HangupReports::HangupFirst => {
                self.end_leg(leg, code, By::Action);
                // No source has the two overlap: the second is sent when the first is answered.
                self.queue.owe(finished, self.sequence);
            }
            HangupReports::HangupOnly => self.end_leg(leg, code, By::Action),
        }
    }

    /// A leg ends, with everything that was going on there, and the Lambda hears of it.
    fn end_leg(&mut self, leg: LegId, code: u16, by: By) {
        if self.ground.legs.leg(leg).is_gone() {
            return;
        }
        let tag = self.ground.tag(leg);
        match by {
            By::Person => self.ground.note(Happening::HangsUp { leg: tag }),
            By::Action | By::Service => {
                self.ground.command(Command::Hangup { leg, code });
                let given_up = by == By::Service;
                self.ground.note(Happening::Disconnected { leg: tag, code, given_up });
            }
        }
        let was_in_meeting = self.ground.legs.link == Link::Meeting;
        self.forget_leg(leg);
        if was_in_meeting && tag == Tag::A {
            // One HANGUP reports both.
            if let Some(meeting) = self.ground.legs.tagged(Tag::B) {
                self.forget_leg(meeting);
            }
        }
        let stopped = self.stop_running_on(leg);
        if by == By::Person
            && let Some((running, results)) = stopped
        {
            self.report_left(running, results);
        }
        if !(was_in_meeting && tag == Tag::B && by == By::Action) {
            let written = event::hangup(leg, code, self.place(), &self.ground);
            let others_up = self.ground.legs.any_up();
            self.send(written, if others_up { Purpose::Other } else { Purpose::LastHangup });
        }
    }

    /// Reports the action that ran on a leg whose person has hung up.
    fn report_left(&mut self, running: Running, results: Option<Results>) {
        let Running { queued, leg, .. } = running;
        match (self.ground.settings.profile.caller_leaves, results) {
            (CallerLeaves::Recording, None) => {}
            (CallerLeaves::Failure, _) => {
                let refusal = Refusal::system();
                let written = event::failed(&queued, &refusal, self.place(), &self.ground);
                self.send(written, Purpose::Other);
            }
            (_, results) => {
                let finished = Finished { queued, leg, results: results.unwrap_or_default() };
                self.report(&finished, Purpose::Other);
            }
        }
    }

    fn forget_leg(&mut self, leg: LegId) {
        let state = self.ground.legs.leg_mut(leg);
        let was_up = state.is_up();
        state.state = State::Gone { was_up };
        self.ground.legs.link = Link::None;
        self.listeners.leg_ended(leg);
        self.recordings.leg_ended(leg);
        self.ground.forget_media_of(leg);
    }

    /// Stops the running action if it works on this leg, and drops the rest of the list.
    fn stop_running_on(&mut self, leg: LegId) -> Option<(Running, Option<Results>)> {
        if self.queue.running.as_ref()?.leg != leg {
            return None;
        }
        self.queue.clear();
        self.stop_running()
    }

    /// Ends every leg: the service gives the call up. `tells` says whether HANGUP follows.
    fn end_call(&mut self, code: u16, tells: bool) {
        if std::mem::replace(&mut self.is_ending, true) {
            return;
        }
        self.stop_running();
        self.queue.clear();
        let legs: Vec<LegId> = self.ground.legs.iter().map(|(id, _)| id).collect();
        for leg in legs {
            if tells {
                self.end_leg(leg, code, By::Service);
            } else if !self.ground.legs.leg(leg).is_gone() {
                let tag = self.ground.tag(leg);
                self.ground.command(Command::Hangup { leg, code });
                self.ground.note(Happening::Disconnected { leg: tag, code, given_up: true });
                self.forget_leg(leg);
            }
        }
    }

    // What drivers and findings ask.

    /// Returns `true` if every leg is gone and no reply is outstanding.
    pub fn is_over(&self) -> bool {
        self.ground.legs.all_gone() && !self.deliveries.are_under_way()
    }

    /// Returns `true` if nothing runs, waits or is under way.
    pub fn is_idle(&self) -> bool {
        self.queue.is_idle() && !self.deliveries.are_under_way()
    }

    /// Returns `true` if a ReceiveDigits action listens.
    pub fn is_listening(&self) -> bool {
        !self.listeners.is_empty()
    }

    /// Returns `true` if the call is bridged or in a meeting.
    pub fn is_connected(&self) -> bool {
        self.ground.legs.link != Link::None
    }

    /// Returns `true` if LEG-A is in a meeting.
    pub fn is_in_meeting(&self) -> bool {
        self.ground.legs.link == Link::Meeting
    }

    /// Returns `true` if a bot talks with the caller.
    pub fn is_bot_talking(&self) -> bool {
        self.queue.running.as_ref().is_some_and(Running::is_bot)
    }

    /// The action that runs.
    pub fn running(&self) -> Option<&ActionType> {
        self.queue.running.as_ref().map(|running| &running.queued.action_type)
    }

    /// The newest leg with this tag.
    pub fn leg(&self, tag: Tag) -> Option<LegId> {
        self.ground.legs.tagged(tag)
    }

    /// The tag of a leg; `None` if the call has no such leg.
    pub fn tag(&self, leg: LegId) -> Option<Tag> {
        self.ground.legs.get(leg).map(|leg| leg.tag)
    }

    /// Returns `true` if the leg is connected.
    pub fn is_up(&self, leg: LegId) -> bool {
        self.ground.legs.get(leg).is_some_and(Leg::is_up)
    }

    /// Returns `true` if the leg rings.
    pub fn is_ringing(&self, leg: LegId) -> bool {
        self.ground.legs.get(leg).is_some_and(Leg::is_ringing)
    }

    /// Returns `true` if a call recording of the leg runs and is not paused.
    pub fn is_recording(&self, leg: LegId) -> bool {
        self.recordings.records(leg)
    }

    /// The transaction attributes; `None` when there are none.
    pub fn attributes(&self) -> Option<&TransactionAttributes> {
        self.attributes.get()
    }

    /// Number of invocations so far.
    pub fn invocations(&self) -> u64 {
        self.invocations
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

//! The list of actions: what runs, what waits, and when the Lambda hears of it.

use std::collections::VecDeque;

use offhook::Leg;
use offhook::action::{Action, ActionType, Hangup};
use offhook::call::Direction;
use serde_json::{Map, Value};

use super::Call;
use super::check::{Refusal, check};
use super::invoke::Purpose;
use super::legs::{By, Link, State};
use super::run::{Running, Started, What};
use crate::{HangupReports, Happening, Interruptible, Reports};

/// An action that a reply asked for.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) action_type: ActionType,
    pub(super) parameters: Map<String, Value>,
    /// The leg of the event that was answered.
    pub(super) event_leg: Option<usize>,
}

/// An action that has succeeded.
#[derive(Clone, Debug)]
pub(super) struct Finished {
    pub(super) asked: Asked,
    pub(super) leg: usize,
    pub(super) results: Map<String, Value>,
}

impl Call {
    /// Runs what waits, as far as it goes without waiting for anything.
    pub(super) async fn run_list(&mut self) {
        if self.suspended_by.is_none()
            && let Some(finished) = self.owed.take()
        {
            return self.tell_succeeded(&finished, Purpose::List).await;
        }
        while self.running.is_none() && self.suspended_by.is_none() {
            if self.waits_for_answer() {
                return;
            }
            let Some(asked) = self.waiting.pop_front() else { break };
            match self.start(&asked).await {
                Started::Runs | Started::Untold => {}
                Started::Over => return,
                Started::Done(finished) => self.finish(finished).await,
                Started::Failed(refusal) => self.fail(&asked, &refusal).await,
            }
        }
        if self.running.is_some() || self.suspended_by.is_some() {
            return;
        }
        match self.last.take() {
            Some(last) => self.tell_succeeded(&last, Purpose::List).await,
            None => self.watch_for_answer(),
        }
    }

    /// Whether an outbound call has not been answered yet, so that an action (of a call update: there
    /// is no other way to one) has nobody to work on. The sources say nothing of it; that actions
    /// wait for the answer is our choice. Hangup does not: it ends the call.
    fn waits_for_answer(&self) -> bool {
        let is_hangup = |asked: &Asked| asked.action_type == ActionType::Hangup;
        self.waiting.front().is_some_and(|asked| !is_hangup(asked))
            && self.legs.first().is_some_and(|leg| {
                leg.direction == Direction::Outbound && leg.state == State::Ringing
            })
    }

    /// An action has succeeded: the Lambda hears of it at once if it may need the results, else at
    /// the end of the list.
    pub(super) async fn finish(&mut self, finished: Finished) {
        let at_once = self.world.profile.reports == Reports::AtOnce
            && is_reported_at_once(&finished.asked.action_type);
        if at_once && !self.waiting.is_empty() {
            self.last = None;
            self.tell_succeeded(&finished, Purpose::List).await;
        } else {
            self.last = Some(finished);
        }
    }

    /// An action has failed: the rest of the list is dropped. So are actions that have replaced it
    /// meanwhile, of which the sources say nothing.
    pub(super) async fn fail(&mut self, asked: &Asked, refusal: &Refusal) {
        self.waiting = VecDeque::new();
        self.last = None;
        self.tell_failed(asked, refusal, Purpose::List).await;
    }

    /// Starts an action.
    async fn start(&mut self, asked: &Asked) -> Started {
        if std::mem::take(&mut self.throttled) {
            return Started::Failed(Refusal::throttled());
        }
        let action = match check(&asked.action_type, &asked.parameters, &self.world.profile) {
            Ok(action) => action,
            Err(refusal) => return Started::Failed(refusal),
        };
        let leg = match self.target(asked) {
            Ok(leg) => leg,
            Err(refusal) => return Started::Failed(refusal),
        };
        match action {
            Action::Hangup(hangup) => self.hang_up(asked, leg, &hangup).await,
            action => self.run(asked, leg, action).await,
        }
    }

    /// The leg that an action works on.
    pub(super) fn target(&self, asked: &Asked) -> Result<usize, Refusal> {
        use ActionType as A;
        let named = |key: &str| {
            asked.parameters.get(key).and_then(Value::as_str).filter(|name| !name.is_empty())
        };
        let found = match (named("CallId"), named("ParticipantTag"), &asked.action_type) {
            (Some(call_id), _, action) if *action != A::CallAndBridge => self.leg_with_id(call_id),
            (None, Some(tag), action) if *action != A::CallAndBridge => {
                Leg::from_tag(tag).and_then(|tag| self.leg_tagged(tag))
            }
            (_, _, A::CallAndBridge | A::JoinChimeMeeting | A::StartBotConversation) => {
                self.leg_tagged(Leg::A)
            }
            (_, _, A::ModifyChimeMeetingAttendees) => self.leg_tagged(Leg::B),
            (_, _, _) => asked.event_leg.or_else(|| self.leg_tagged(Leg::A)),
        };
        let leg = found.filter(|leg| !self.legs[*leg].is_gone());
        let leg = leg.ok_or_else(|| match asked.action_type {
            // The page of errors has texts of their own for these two.
            A::ModifyChimeMeetingAttendees if self.link == Link::None => {
                Refusal::parameter("Invalid action on the call.")
            }
            A::StartCallRecording => Refusal::parameter("CallId parameter for action is invalid"),
            _ => Refusal::leg(),
        })?;
        let only = match asked.action_type {
            A::JoinChimeMeeting | A::StartBotConversation => Some(Leg::A),
            _ => None,
        };
        match only {
            Some(only) if self.legs[leg].tag != only => Err(Refusal::leg()),
            _ => Ok(leg),
        }
    }

    /// Hangs a leg up. Of the last one the Lambda hears HANGUP alone; of one of two, what the
    /// profile says.
    async fn hang_up(&mut self, asked: &Asked, leg: usize, hangup: &Hangup) -> Started {
        let code = hangup.sip_response_code.unwrap_or(0);
        let finished = Finished { asked: asked.clone(), leg, results: Map::new() };
        let others =
            self.legs.iter().enumerate().any(|(other, state)| other != leg && state.is_up());
        let meeting_leg = matches!(self.link, Link::Meeting(_)) && self.legs[leg].tag == Leg::B;
        let ends_all =
            !others || matches!(self.link, Link::Meeting(_)) && self.legs[leg].tag == Leg::A;
        if ends_all {
            self.waiting.clear();
            self.last = None;
            self.end_leg(leg, code, By::Action).await;
            return Started::Over;
        }
        // The rest of the list outlives the leg.
        let waiting = std::mem::take(&mut self.waiting);
        let reports = self.world.profile.hangup_reports;
        if reports == HangupReports::SuccessFirst && !meeting_leg {
            self.tell_succeeded(&finished, Purpose::Other).await;
        }
        self.end_leg(leg, code, By::Action).await;
        self.waiting = waiting;
        if meeting_leg {
            return Started::Done(finished);
        }
        if reports == HangupReports::HangupFirst {
            // No source has the two overlap: the second is sent when the first is answered.
            self.suspended_by = Some(self.sequence);
            self.owed = Some(finished);
        }
        Started::Untold
    }

    /// A call update with actions stops what runs, if that can be stopped.
    pub(super) async fn interrupt(&mut self) {
        let is_interruptible =
            self.running.as_ref().is_some_and(|running| match running.asked.action_type {
                ActionType::PlayAudio | ActionType::RecordAudio | ActionType::Pause => true,
                ActionType::Speak => self.world.profile.speak == Interruptible::Yes,
                _ => false,
            });
        if !is_interruptible {
            return;
        }
        // What becomes of a message that was being recorded is undocumented: here nothing is kept.
        let Some(running) = self.stop_running() else { return };
        self.cut_short(running.leg);
        self.tell_interrupted(&running.asked, running.leg).await;
    }

    /// Takes the running action away. Where it rings, it stops ringing: nobody is told, for that leg
    /// never was up.
    pub(super) fn stop_running(&mut self) -> Option<Running> {
        let running = self.running.take()?;
        self.clock.retain(|due| !matches!(due, super::Due::Action(_)));
        if let What::Calling { far_end } = running.what
            && self.legs[far_end].state == State::Ringing
        {
            self.legs[far_end].state = State::Gone;
            self.note(Happening::Disconnected { leg: Leg::B, code: 487, given_up: false });
        }
        Some(running)
    }

    /// The running action has succeeded.
    pub(super) async fn succeed(&mut self, results: Map<String, Value>) {
        let Some(running) = self.stop_running() else { return };
        let finished = running.finished(results);
        self.finish(finished).await;
        self.run_list().await;
    }

    /// The running action has failed.
    pub(super) async fn running_failed(&mut self, refusal: &Refusal) {
        let Some(running) = self.stop_running() else { return };
        self.fail(&running.asked, refusal).await;
    }
}

/// Whether the Lambda may need what came of the action before the list goes on. The workshop has the
/// first six; the others are ours by analogy.
fn is_reported_at_once(action_type: &ActionType) -> bool {
    matches!(
        action_type,
        ActionType::CallAndBridge
            | ActionType::Hangup
            | ActionType::JoinChimeMeeting
            | ActionType::ModifyChimeMeetingAttendees
            | ActionType::PlayAudioAndGetDigits
            | ActionType::RecordAudio
            | ActionType::SpeakAndGetDigits
            | ActionType::StartBotConversation
            | ActionType::StartCallRecording
    )
}

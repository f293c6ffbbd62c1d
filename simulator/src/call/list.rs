//! The list of actions: runs queued actions and reports their results.
//!
//! Depends on [`check`] for validation.

use std::collections::VecDeque;

use offhook::Leg;
use offhook::action::{Action, ActionType, Hangup};
use offhook::call::Direction;
use offhook::event::Echo;
use serde_json::{Map, Value};

use super::Call;
use super::check::{Refusal, check};
use super::invoke::Purpose;
use super::legs::{By, Link, State};
use super::run::{Activity, Running, Started};
use crate::{HangupReports, Happening, Interruptible, Reports};

/// An action of a reply.
#[derive(Clone, Debug)]
pub(super) struct Queued {
    pub(super) action: Echo,
    pub(super) action_type: ActionType,
    /// The parameters of `action`.
    pub(super) parameters: Map<String, Value>,
    /// The leg of the answered event.
    pub(super) event_leg: Option<usize>,
}

/// An action that has succeeded.
#[derive(Clone, Debug)]
pub(super) struct Finished {
    pub(super) queued: Queued,
    pub(super) leg: usize,
    pub(super) results: Map<String, Value>,
}

impl Call {
    /// Runs the queued actions until one takes time or the list waits for a reply.
    pub(super) async fn run_list(&mut self) {
        if self.suspended_by.is_none()
            && let Some(finished) = self.owed.take()
        {
            return self.report_success(&finished, Purpose::List).await;
        }
        while self.running.is_none() && self.suspended_by.is_none() {
            if self.waits_for_answer() {
                return;
            }
            let Some(queued) = self.waiting.pop_front() else { break };
            match self.start(&queued).await {
                Started::Runs | Started::Unreported => {}
                Started::Over => return,
                Started::Done(finished) => self.finish(finished).await,
                Started::Failed(refusal) => self.fail(&queued, &refusal).await,
            }
        }
        if self.running.is_some() || self.suspended_by.is_some() {
            return;
        }
        match self.last.take() {
            Some(last) => self.report_success(&last, Purpose::List).await,
            None => self.watch_for_answer(),
        }
    }

    /// Returns `true` if the next action waits for the answer of an outbound call.
    ///
    /// Such an action can only come from a call update. Undocumented: it waits unless it is a Hangup.
    fn waits_for_answer(&self) -> bool {
        let is_hangup = |queued: &Queued| queued.action_type == ActionType::Hangup;
        self.waiting.front().is_some_and(|queued| !is_hangup(queued))
            && self.legs.first().is_some_and(|leg| {
                leg.direction == Direction::Outbound && leg.state == State::Ringing
            })
    }

    /// Reports a successful action immediately if the application can depend on its results, and
    /// otherwise at the end of the list.
    pub(super) async fn finish(&mut self, finished: Finished) {
        let at_once = self.world.profile.reports == Reports::AtOnce
            && is_reported_immediately(&finished.queued.action_type);
        if at_once && !self.waiting.is_empty() {
            self.last = None;
            self.report_success(&finished, Purpose::List).await;
        } else {
            self.last = Some(finished);
        }
    }

    /// Reports a failed action and drops the rest of the list. Undocumented: also drops actions that
    /// have replaced the list meanwhile.
    pub(super) async fn fail(&mut self, queued: &Queued, refusal: &Refusal) {
        self.waiting = VecDeque::new();
        self.last = None;
        self.report_failure(queued, refusal, Purpose::List).await;
    }

    /// Starts an action.
    async fn start(&mut self, queued: &Queued) -> Started {
        if std::mem::take(&mut self.throttled) {
            return Started::Failed(Refusal::throttled());
        }
        let action = match check(&queued.action, &self.world.profile) {
            Ok(action) => action,
            Err(refusal) => return Started::Failed(refusal),
        };
        let leg = match self.target(queued) {
            Ok(leg) => leg,
            Err(refusal) => return Started::Failed(refusal),
        };
        match action {
            Action::Hangup(hangup) => self.hang_up(queued, leg, &hangup).await,
            action => self.run(queued, leg, action).await,
        }
    }

    /// Returns the leg of an action.
    pub(super) fn target(&self, queued: &Queued) -> Result<usize, Refusal> {
        use ActionType as A;
        let named = |key: &str| {
            queued.parameters.get(key).and_then(Value::as_str).filter(|name| !name.is_empty())
        };
        let found = match (named("CallId"), named("ParticipantTag"), &queued.action_type) {
            (Some(call_id), _, action) if *action != A::CallAndBridge => self.leg_with_id(call_id),
            (None, Some(tag), action) if *action != A::CallAndBridge => {
                Leg::from_tag(tag).and_then(|tag| self.leg_tagged(tag))
            }
            (_, _, A::CallAndBridge | A::JoinChimeMeeting | A::StartBotConversation) => {
                self.leg_tagged(Leg::A)
            }
            (_, _, A::ModifyChimeMeetingAttendees) => self.leg_tagged(Leg::B),
            (_, _, _) => queued.event_leg.or_else(|| self.leg_tagged(Leg::A)),
        };
        let leg = found.filter(|leg| !self.legs[*leg].is_gone());
        let leg = leg.ok_or_else(|| match queued.action_type {
            // The page on errors has separate messages for these two.
            A::ModifyChimeMeetingAttendees if self.link == Link::None => {
                Refusal::parameter("Invalid action on the call.")
            }
            A::StartCallRecording => Refusal::parameter("CallId parameter for action is invalid"),
            _ => Refusal::leg(),
        })?;
        let only = match queued.action_type {
            A::JoinChimeMeeting | A::StartBotConversation => Some(Leg::A),
            _ => None,
        };
        match only {
            Some(only) if self.legs[leg].tag != only => Err(Refusal::leg()),
            _ => Ok(leg),
        }
    }

    /// Hangs up a leg. For the last leg, only HANGUP is reported; for one of two, the profile decides.
    async fn hang_up(&mut self, queued: &Queued, leg: usize, hangup: &Hangup) -> Started {
        let code = hangup.sip_response_code.unwrap_or(0);
        let finished = Finished { queued: queued.clone(), leg, results: Map::new() };
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
        // Ending the leg must not clear the rest of the list.
        let waiting = std::mem::take(&mut self.waiting);
        let reports = self.world.profile.hangup_reports;
        if reports == HangupReports::SuccessFirst && !meeting_leg {
            self.report_success(&finished, Purpose::Other).await;
        }
        self.end_leg(leg, code, By::Action).await;
        self.waiting = waiting;
        if meeting_leg {
            return Started::Done(finished);
        }
        if reports == HangupReports::HangupFirst {
            // The two events don't overlap in any source: the second follows the reply to the first.
            self.suspended_by = Some(self.sequence);
            self.owed = Some(finished);
        }
        Started::Unreported
    }

    /// Interrupts the running action for a call update, if it can be interrupted.
    pub(super) async fn interrupt(&mut self) {
        let is_interruptible =
            self.running.as_ref().is_some_and(|running| match running.queued.action_type {
                ActionType::PlayAudio | ActionType::RecordAudio | ActionType::Pause => true,
                ActionType::Speak => self.world.profile.speak == Interruptible::Yes,
                _ => false,
            });
        if !is_interruptible {
            return;
        }
        // Undocumented: an interrupted RecordAudio stores nothing.
        let Some(running) = self.stop_running() else { return };
        self.cut_short(running.leg);
        self.report_interruption(&running.queued, running.leg).await;
    }

    /// Stops the running action. A ringing far end stops ringing without an event, as its leg was never
    /// up.
    pub(super) fn stop_running(&mut self) -> Option<Running> {
        let running = self.running.take()?;
        self.clock.retain(|due| !matches!(due, super::Due::Action(_)));
        if let Activity::Calling { far_end } = running.activity
            && self.legs[far_end].state == State::Ringing
        {
            self.legs[far_end].state = State::Gone;
            self.note(Happening::Disconnected { leg: Leg::B, code: 487, given_up: false });
        }
        Some(running)
    }

    /// Ends the running action with success.
    pub(super) async fn succeed(&mut self, results: Map<String, Value>) {
        let Some(running) = self.stop_running() else { return };
        let finished = running.finished(results);
        self.finish(finished).await;
        self.run_list().await;
    }

    /// Ends the running action with an error.
    pub(super) async fn running_failed(&mut self, refusal: &Refusal) {
        let Some(running) = self.stop_running() else { return };
        self.fail(&running.queued, refusal).await;
    }
}

/// Returns `true` if the success of an action is reported in the middle of a list.
///
/// The workshop lists six of these; SpeakAndGetDigits, StartBotConversation and StartCallRecording are
/// added by analogy.
fn is_reported_immediately(action_type: &ActionType) -> bool {
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

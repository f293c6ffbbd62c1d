//! Asking for actions, and sending them.

use super::{Asked, At, Keys, Line, List, MAX_ACTIONS, Question, Reception, State, What};
use crate::action::{Action, ActionType, Hangup, Target};
use crate::call::Leg;
use crate::event::ErrorType;
use crate::flow::error::LineError;
use crate::flow::journal::Kind;

impl State {
    /// Asks for an action. `build` is called if it may be sent.
    pub(in crate::flow) fn ask(
        &mut self,
        question: Question<'_>,
        build: &mut dyn FnMut() -> Box<Action>,
    ) -> Reception {
        self.use_line(question.at);
        if self.has_ended() {
            return Reception::Refused(LineError::CallEnded);
        }
        let number = self.asked;
        // The service has no leg for it any more, and a reply that names one breaks a rule.
        if self.far_end_has_left() && question.leg == Some(Leg::B) {
            return if question.action_type == ActionType::Hangup {
                Reception::Happened(number)
            } else {
                let Question { action_type, at, .. } = &question;
                tracing::warn!("{action_type} {} is not sent: LEG-B has left", Line(at));
                let reason = ErrorType::InvalidActionParameter;
                Reception::Refused(LineError::Failed(question.action_type, reason))
            };
        }
        if let Some(Kind::FailedAtOnce(answers, error)) = self.peek()
            && answers.action == number
        {
            let (answers, error) = (*answers, error.clone());
            self.count(&question.action_type);
            self.deliver_next();
            // Those before it in its list have happened.
            self.queue.clear();
            if answers.check != question.check || question.answer.is_some() {
                let (action_type, at) = (&question.action_type, Line(question.at));
                self.mismatch_at(self.delivered, format_args!("asks for {action_type} {at}"));
            }
            return Reception::Refused(LineError::Failed(question.action_type, error));
        }
        if self.queue.len() == MAX_ACTIONS {
            return Reception::Full;
        }
        // The result of these is written as a part of what they ask for.
        let is_relative = matches!(
            question.action_type,
            ActionType::RecordAudio | ActionType::StartCallRecording
        );
        let action = (is_relative || !self.is_sent()).then(|| {
            let mut action = build();
            // The event's leg is another at each turn.
            if let Some(target @ Target::Event) = action.target_mut() {
                *target = Target::Leg(Leg::A);
            }
            self.defaults.complete(&mut action);
            action
        });
        let (answer, at) = (question.answer, question.at);
        self.queue(question, action);
        match answer {
            Some((_, waker)) => {
                Reception::Waits(number, self.wait(What::Answer(number), at, waker))
            }
            None => Reception::Queued(number),
        }
    }

    /// Returns `true` if the queue was sent by an earlier invocation, and its actions are not needed.
    fn is_sent(&self) -> bool {
        self.is_replaying() && self.can_send() && !self.builds_all
    }

    /// Returns `true` if the list that was sent last may be lost: an action fails that still ran when the list
    /// took the place of its own. The sources do not say what is dropped then; sent again, the list
    /// takes its own place.
    pub(in crate::flow) fn may_lose_list(&self, kind: &Kind) -> bool {
        matches!(kind, Kind::Failed(answers, _) if answers.action < self.list.first)
            && !self.list.is_over
    }

    /// Returns `true` if the list that was sent last can be sent again.
    pub(in crate::flow) fn is_built(&self) -> bool {
        let mut in_list = self.sent.iter().filter(|asked| asked.number >= self.list.first);
        in_list.all(|asked| asked.action.is_some())
    }

    /// Hangs a leg up after everything else, for a flow that has returned.
    pub(in crate::flow) fn hang_up(&mut self, leg: Leg, at: At) {
        let action = Some(Box::new(Hangup::normal().on(leg).into()));
        let action_type = ActionType::Hangup;
        let question = Question { action_type, leg: Some(leg), check: 0, answer: None, at };
        self.queue(question, action);
    }

    pub(super) fn queue(&mut self, question: Question<'_>, action: Option<Box<Action>>) {
        let number = self.asked;
        self.count(&question.action_type);
        self.queue.push(Asked {
            number,
            action_type: question.action_type,
            leg: question.leg,
            action,
            check: question.check,
            record: question.answer.map(|(record, _)| record),
            entries: self.delivered,
            is_awaited: question.answer.is_some(),
            at: question.at,
        });
    }

    pub(super) fn count(&mut self, action_type: &ActionType) {
        self.asked += 1;
        self.types |= 1 << action_type.index();
    }

    /// Returns `true` if the last action in the queue hangs LEG-A up.
    pub(in crate::flow) fn ends_in_hangup(&self) -> bool {
        self.queue.last().is_some_and(|last| last.hangs_up(Leg::A))
    }

    /// How many more actions the queue takes.
    pub(in crate::flow) fn room(&self) -> usize {
        MAX_ACTIONS - self.queue.len()
    }

    /// Returns `true` if all that was asked for has happened.
    pub(in crate::flow) fn is_done(&self) -> bool {
        self.queue.is_empty() && self.list.is_over
    }

    /// How many call updates came.
    pub(in crate::flow) fn updates(&self) -> usize {
        self.updates.len()
    }

    /// Begins to listen for keys; returns the number of the subscription.
    pub(in crate::flow) fn listen(&mut self, regex: String, leg: Option<Leg>) -> u32 {
        self.keys.push(Keys { regex, leg, is_open: true, received: Vec::new() });
        u32::try_from(self.keys.len() - 1).unwrap_or(u32::MAX)
    }

    /// Ends a subscription to keys.
    pub(in crate::flow) fn stop_listening(&mut self, subscription: u32) {
        if let Some(keys) = self.keys.get_mut(subscription as usize) {
            keys.is_open = false;
        }
    }

    /// Sends the queue, unless it has to wait: for the answer of an outbound call, or for an action
    /// that somebody still waits for, and which a new list might take away.
    ///
    /// Returns whether there is a new list.
    pub(in crate::flow) fn send(&mut self) -> bool {
        self.can_send() && self.send_now()
    }

    pub(super) fn can_send(&self) -> bool {
        !self.is_ringing && !self.sent.iter().any(|asked| asked.is_awaited)
    }

    /// Sends the queue.
    pub(in crate::flow) fn send_now(&mut self) -> bool {
        let (Some(first), Some(last)) = (self.queue.first(), self.queue.last()) else {
            return false;
        };
        self.list = List { first: first.number, last: Some(last.number), is_over: false };
        if self.is_live {
            self.new = self.new.min(first.number);
        }
        // What resolved at once and was not reported has happened, or was replaced.
        self.sent.retain(|asked| asked.record.is_some());
        if self.sent.is_empty() {
            std::mem::swap(&mut self.sent, &mut self.queue);
        } else {
            self.sent.append(&mut self.queue);
        }
        true
    }

    /// The number of the last action that was sent.
    pub(in crate::flow) fn last_sent(&self) -> Option<u32> {
        self.list.last
    }

    /// Takes the actions of the list that was sent last.
    pub(in crate::flow) fn take_list(&mut self) -> Vec<Action> {
        let mut list = Vec::with_capacity(self.sent.len());
        let in_list = self.sent.iter_mut().filter(|asked| asked.number >= self.list.first);
        for action in in_list.filter_map(|asked| asked.action.take()) {
            list.push(*action);
        }
        list
    }
}

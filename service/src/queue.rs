//! The list of actions: which runs, which wait, and when the Lambda hears of it.
//!
//! Depends on `action` and `profile`.

use std::collections::VecDeque;

use offhook::action::ActionType;

use crate::action::{Finished, Queued, Running};
use crate::{Profile, Reports};

/// The list.
#[derive(Debug, Default)]
pub(crate) struct Queue {
    pub(crate) running: Option<Running>,
    waiting: VecDeque<Queued>,
    /// The last action of the list that succeeded, to be reported at its end.
    last: Option<Finished>,
    /// The list waits for the reply to the event with this sequence.
    waits_for: Option<u64>,
    /// A Hangup whose success is reported when its HANGUP has been answered.
    owed: Option<Finished>,
}

/// The next step of the list.
#[derive(Debug)]
pub(crate) enum Next {
    /// Start this action.
    Start(Queued),
    /// Report that this action has succeeded; the list waits for the reply.
    Report(Finished),
    /// Something is under way.
    Wait,
    /// There is nothing to do.
    Rest,
}

impl Queue {
    /// Takes what comes next. `holds` says of an action that it can't start yet.
    pub(crate) fn next(&mut self, holds: impl Fn(&Queued) -> bool) -> Next {
        if self.waits_for.is_some() || self.running.is_some() {
            return Next::Wait;
        }
        if let Some(owed) = self.owed.take() {
            return Next::Report(owed);
        }
        if self.waiting.front().is_some_and(&holds) {
            return Next::Wait;
        }
        match (self.waiting.pop_front(), self.last.take()) {
            (Some(queued), last) => {
                self.last = last;
                Next::Start(queued)
            }
            (None, Some(last)) => Next::Report(last),
            (None, None) => Next::Rest,
        }
    }

    /// Puts new actions in the place of those that wait, and returns the old ones that are not among
    /// them and have not happened.
    pub(crate) fn replace(&mut self, actions: Vec<Queued>) -> Vec<Queued> {
        self.last = None;
        let mut replaced = Vec::from(std::mem::replace(&mut self.waiting, actions.into()));
        replaced.retain(|old| !old.is_repeated && self.waiting.iter().all(|new| !new.is_same(old)));
        replaced
    }

    /// Drops the actions that wait.
    pub(crate) fn clear(&mut self) {
        self.waiting.clear();
        self.last = None;
    }

    /// Drops everything but the running action: the call is over.
    pub(crate) fn end(&mut self) {
        self.clear();
        self.owed = None;
        self.waits_for = None;
    }

    /// Keeps an action that has succeeded, and returns it if it is reported at once.
    pub(crate) fn finished(&mut self, finished: Finished, profile: &Profile) -> Option<Finished> {
        for waiting in &mut self.waiting {
            waiting.is_repeated |= waiting.is_same(&finished.queued);
        }
        let at_once = profile.reports == Reports::AtOnce
            && is_reported_at_once(&finished.queued.action_type)
            && !self.waiting.is_empty();
        if at_once {
            self.last = None;
            return Some(finished);
        }
        self.last = Some(finished);
        None
    }

    /// Lets the list wait for the reply to an event.
    pub(crate) fn wait_for(&mut self, sequence: u64) {
        self.waits_for = Some(sequence);
    }

    /// Lets the list go on if it waited for the reply to this event. Returns whether it did.
    pub(crate) fn answered(&mut self, sequence: u64) -> bool {
        let waited = self.waits_for == Some(sequence);
        if waited {
            self.waits_for = None;
        }
        waited
    }

    /// Reports the success of a Hangup when the event with this sequence has been answered.
    pub(crate) fn owe(&mut self, finished: Finished, sequence: u64) {
        self.owed = Some(finished);
        self.waits_for = Some(sequence);
    }

    /// Returns `true` if nothing runs, waits, or is to be reported.
    pub(crate) fn is_idle(&self) -> bool {
        self.running.is_none()
            && self.waiting.is_empty()
            && self.last.is_none()
            && self.owed.is_none()
            && self.waits_for.is_none()
    }
}

/// Returns `true` if the Lambda may need the results before the list continues. The first six are the
/// workshop's; the others are ours by analogy.
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

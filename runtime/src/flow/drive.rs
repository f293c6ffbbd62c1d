//! The driver: runs a flow from its first line to where it waits.

use std::future::poll_fn;
use std::mem::take;
use std::sync::Arc;
use std::task::Poll;

use tracing::dispatcher::{Dispatch, set_default};

use super::entry::Bound;
use super::error::FlowError;
use super::hear::{Meaning, caller_has_left, meaning, overtaken};
use super::journal::{Journal, Kind};
use super::line::Line;
use super::stage;
use super::state::{At, Shared, State};
use crate::action::{Action, ActionType};
use crate::error::Error;
use crate::event::Invocation;

/// What an event made of a flow.
pub(crate) struct Walked {
    pub(crate) end: End,
    /// The line of code at which it waits.
    pub(crate) at: Option<At>,
    /// The number of the last action that was sent.
    pub(crate) last: Option<u32>,
}

/// Where a flow stands after an event.
pub(crate) enum End {
    /// It waits, and has new actions to send, or none.
    Waits(Option<Vec<Action>>),
    /// It has returned, with its last actions.
    Returned(Vec<Action>),
    /// The event is not the flow's; the error is for when no handler takes it.
    Foreign(Option<FlowError>),
}

/// What one run of a flow leads to.
enum Run {
    To(End),
    /// Another run, with this journal.
    Back(Box<Journal>),
    /// The same run, which builds the actions of earlier lists too.
    Again,
}

/// Runs a flow through its journal, to which it adds, and the event. `begins`: the event is the flow's first, not one
/// to deliver.
///
/// # Errors
/// What the flow returns, and [`FlowError`].
pub(super) async fn walk(
    flow: &Bound<'_>,
    journal: &mut Journal,
    invocation: &Invocation,
    begins: bool,
) -> Result<Walked, Error> {
    let mut event = (!begins).then_some(invocation);
    // HANGUP can be on its way already, without what this event writes into the journal.
    let has_left = !begins && caller_has_left(invocation);
    let mut builds_all = false;
    loop {
        let mut state =
            State::new(flow.path, take(journal), invocation.sequence(), event.is_none());
        state.builds_all = builds_all;
        let shared = Arc::new(Shared::new(state));
        let mut walking = (flow.begin)(Line::new(&shared, invocation, flow.name));
        // Whether this invocation has a list to send: the latest takes the place of earlier ones.
        let mut has_list = false;
        let nobody = Dispatch::none();
        let run = poll_fn(|context| {
            // Nothing is logged twice.
            let mut quiet = None;
            let mut state = shared.lock();
            state.polled_with(context.waker());
            let mut is_replaying = state.is_replaying();
            drop(state);
            loop {
                if is_replaying {
                    quiet.get_or_insert_with(|| set_default(&nobody));
                } else {
                    quiet = None;
                }
                let poll = walking.as_mut().poll(context);
                let mut state = shared.lock();
                if let (Poll::Ready(_), true) = (&poll, state.is_replaying()) {
                    state.mismatch(format_args!("has returned"));
                }
                if let Some(broken) = state.broken() {
                    return Poll::Ready(Err(Error::from(broken)));
                }
                match poll {
                    Poll::Ready(result) => {
                        has_list |= state.send_now();
                        let list = if has_list { state.take_list() } else { Vec::new() };
                        return Poll::Ready(result.map(|()| Run::To(End::Returned(list))));
                    }
                    Poll::Pending if !state.is_suspended() => {
                        drop(quiet);
                        state.warn_of_foreign_await();
                        return Poll::Pending;
                    }
                    Poll::Pending => {}
                }
                if state.step() {
                    is_replaying = state.is_replaying();
                    continue;
                }
                has_list |= state.send() && !state.is_replaying();
                quiet = None;
                let heard = match event.take() {
                    Some(invocation) => hear(&mut state, invocation),
                    None if has_left && !state.has_ended() => {
                        state.hear(Kind::CallEnded(0));
                        Heard::Delivered
                    }
                    None => Heard::Nothing,
                };
                match heard {
                    Heard::Delivered => {}
                    Heard::Dropped => has_list = true,
                    Heard::First => event = Some(invocation),
                    Heard::Nothing => {
                        let list = has_list.then(|| state.take_list());
                        let list = list.filter(|list| !list.is_empty());
                        return Poll::Ready(Ok(Run::To(End::Waits(list))));
                    }
                    Heard::Leads(run) => return Poll::Ready(Ok(run)),
                }
                is_replaying = state.is_replaying();
            }
        })
        .await?;
        // Dropped, it waits for nothing.
        let at = shared.lock().stands_at();
        stage::waits(|| shared.lock().waits_for());
        drop(walking);
        let mut state = shared.lock();
        match run {
            Run::To(end) => {
                *journal = take(&mut state.journal);
                return Ok(Walked { end, at, last: state.last_sent() });
            }
            Run::Back(earlier) => {
                drop(state);
                *journal = *earlier;
            }
            Run::Again => {
                *journal = take(&mut state.journal);
                (event, builds_all) = (Some(invocation), true);
            }
        }
    }
}

/// What became of an event.
enum Heard {
    Delivered,
    /// The list that was sent last may be dropped.
    Dropped,
    /// Something that it proves was delivered first.
    First,
    /// It changes nothing.
    Nothing,
    /// It does not move the flow on.
    Leads(Run),
}

fn hear(state: &mut State, invocation: &Invocation) -> Heard {
    // Actions of one type are told apart by their parameters.
    if !state.is_built()
        && invocation.action_type().is_some_and(|action| state.sent_several(action))
    {
        return Heard::Leads(Run::Again);
    }
    if let Some(kind) = overtaken(state, invocation) {
        state.go_live();
        state.hear(kind);
        return Heard::First;
    }
    match meaning(state, invocation) {
        Meaning::Moves(kind) => {
            let drops_list = state.may_lose_list(&kind);
            if drops_list && !state.is_built() {
                return Heard::Leads(Run::Again);
            }
            // Digits that the journal has are no secret.
            if matches!(&kind, Kind::Succeeded(_, payload) if payload.is_empty()) {
                state.secret = Some(invocation.digits()).filter(|digits| !digits.is_empty());
            }
            state.go_live();
            state.hear(kind);
            if drops_list { Heard::Dropped } else { Heard::Delivered }
        }
        Meaning::GoesBack(journal) => Heard::Leads(Run::Back(journal)),
        Meaning::Nothing => Heard::Nothing,
        Meaning::Foreign { unexpected } => {
            let action = invocation.action_type().filter(|_| unexpected);
            let error = action.map(|action: &ActionType| FlowError::Unexpected {
                action: action.clone(),
                instead: state.waits_for(),
            });
            Heard::Leads(Run::To(End::Foreign(error)))
        }
    }
}

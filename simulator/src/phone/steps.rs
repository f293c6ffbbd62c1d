//! The steps of a test, as chainable methods.
//!
//! Depends on [`Step`] and on the [`Phone`] that takes the steps.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::panic::Location;
use std::pin::Pin;
use std::time::Duration;

use offhook::action::bot::Intent;

use super::{Ends, Phone};
use crate::{FarEnd, Fault, Step};

/// A chain of steps. Awaiting it takes them one after the other.
#[must_use = "steps do nothing unless awaited"]
pub struct Steps<'p> {
    phone: &'p mut Phone,
    steps: Vec<(Step, &'static Location<'static>)>,
}

/// The steps of the person at the other end of a bridge, or of an outbound call.
#[must_use = "call a method for the step of the person"]
pub struct FarEndSteps<'p> {
    steps: Steps<'p>,
    /// The bridged number; `None` for LEG-A of an outbound call.
    number: Option<String>,
}

/// Generates each step as a method of [`Phone`] and of [`Steps`].
macro_rules! steps {
    ($($(#[$doc:meta])* $name:ident($($parameter:ident: $type:ty),*) -> $returned:ident
        $step:expr;)*) => {
        impl Phone {
            $(
                $(#[$doc])*
                #[track_caller]
                pub fn $name(&mut self, $($parameter: $type),*) -> $returned<'_> {
                    Steps { phone: self, steps: Vec::new() }.$name($($parameter),*)
                }
            )*
        }

        impl<'p> Steps<'p> {
            $(
                $(#[$doc])*
                #[track_caller]
                pub fn $name(self, $($parameter: $type),*) -> $returned<'p> {
                    $step(self)
                }
            )*
        }
    };
}

steps! {
    /// Expects that the caller hears a prompt to its end. Earlier prompts are skipped.
    ///
    /// `text` is part of the spoken text, ignoring case and SSML, or part of the `bucket/key` of an
    /// audio file.
    hears(text: &str) -> Steps then(Step::Hears(text.to_owned()));
    /// Expects that the caller begins to hear a prompt, for example to press keys while it plays.
    starts_hearing(text: &str) -> Steps then(Step::StartsHearing(text.to_owned()));
    /// Presses keys as the caller: `0`-`9`, `*`, `#`, `A`-`D`. A comma waits half a second.
    press(keys: &str) -> Steps then(Step::Presses(keys.to_owned()));
    /// Says something as the caller, to a bot or to a recording.
    says(words: &str) -> Steps then(Step::Says(words.to_owned()));
    /// Ends the caller's conversation with a bot, with this intent.
    bot_concludes(intent: impl Into<Intent>) -> Steps
        then(Step::BotConcludes(Box::new(intent.into())));
    /// Lets time pass.
    waits(time: Duration) -> Steps then(Step::Waits(time));
    /// Hangs up as the caller, and lets the call continue until nothing more is scheduled.
    hangs_up() -> Steps then(Step::HangsUp);
    /// Expects that the application hangs up the caller.
    is_hung_up() -> Steps then(Step::IsHungUp);
    /// Calls UpdateSipMediaApplicationCall with these arguments.
    updates(arguments: impl IntoIterator<Item = (impl Into<String>, impl Into<String>)>) -> Steps
        then(Step::Updates(
            arguments.into_iter().map(|(name, value)| (name.into(), value.into())).collect(),
        ));
    /// Expects that LEG-A joins any meeting.
    joins_a_meeting() -> Steps then(Step::JoinsMeeting(None));
    /// Expects that LEG-A joins this meeting.
    joined_meeting(meeting: &str) -> Steps then(Step::JoinsMeeting(Some(meeting.to_owned())));
    /// Ends the meeting, or removes the caller from it.
    meeting_ends() -> Steps then(Step::MeetingEnds);
    /// Expects that a recording is stored whose `bucket/key` contains this text.
    is_recorded(key: &str) -> Steps then(Step::IsRecorded(key.to_owned()));
    /// Injects a fault at the next event.
    next_event(fault: Fault) -> Steps then(Step::NextEvent(fault));
    /// Sends an event of a type that the service does not have yet.
    unknown_event(event: &str) -> Steps then(Step::UnknownEvent(event.to_owned()));
    /// Selects the person at a number, or at a user of a Voice Connector, that the application bridges
    /// to. The next method is the step of that person.
    bridged_to(number: &str) -> FarEndSteps far_end(Some(number.to_owned()));
    /// Selects the person on LEG-A of an outbound call. The next method is the step of that person.
    called_party() -> FarEndSteps far_end(None);
    /// Lets the call come to its end and checks it: every call of a test ends with this.
    ///
    /// Pending replies arrive, running actions end, and silence becomes dead air. A conversation on a
    /// bridge or in a meeting then ends with a hang-up of the simulator. The test fails with the
    /// complete call if the call does not end, if a leg is left connected, or if there is a
    /// [`Finding`](crate::Finding) that no injected fault explains and that is not allowed.
    ends() -> Ends Ends::new;
}

#[track_caller]
fn then<'p>(step: Step) -> impl FnOnce(Steps<'p>) -> Steps<'p> {
    let location = Location::caller();
    move |mut steps| {
        steps.steps.push((step, location));
        steps
    }
}

fn far_end<'p>(number: Option<String>) -> impl FnOnce(Steps<'p>) -> FarEndSteps<'p> {
    move |steps| FarEndSteps { steps, number }
}

impl<'p> IntoFuture for Steps<'p> {
    type Output = ();
    type IntoFuture = Pin<Box<dyn Future<Output = ()> + Send + 'p>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            self.take_all().await;
        })
    }
}

impl<'p> Steps<'p> {
    /// Takes the steps, and panics if one fails.
    pub(super) async fn take_all(self) -> &'p mut Phone {
        for (step, location) in self.steps {
            if let Err(mut failure) = self.phone.take(&step).await {
                failure.location = Some(location);
                panic!("{failure}");
            }
        }
        self.phone
    }
}

impl fmt::Debug for Steps<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.steps.iter().map(|(step, _)| step)).finish()
    }
}

macro_rules! far_end_steps {
    ($($(#[$doc:meta])* $name:ident($($parameter:ident: $type:ty),*) $far_end:expr;)*) => {
        impl<'p> FarEndSteps<'p> {
            $(
                $(#[$doc])*
                #[track_caller]
                pub fn $name(self, $($parameter: $type),*) -> Steps<'p> {
                    then(match self.number {
                        Some(number) => Step::BridgedTo(number, $far_end),
                        None => Step::Called($far_end),
                    })(self.steps)
                }
            )*
        }
    };
}

far_end_steps! {
    /// Answers after 2 s of ringing.
    answers() FarEnd::Answers;
    /// Is busy: 486.
    busy() FarEnd::IsBusy;
    /// Does not answer. The step lasts until the ringing times out: 480.
    rings_out() FarEnd::RingsOut;
    /// Declines the call: 603.
    refuses() FarEnd::Refuses;
    /// Is unreachable: 503.
    unreachable() FarEnd::IsUnreachable;
    /// Does not answer before the outbound call is cancelled: 487.
    cancelled() FarEnd::IsCancelled;
    /// Hangs up.
    hangs_up() FarEnd::HangsUp;
    /// Presses keys.
    press(keys: &str) FarEnd::Presses(keys.to_owned());
    /// Says something.
    says(words: &str) FarEnd::Says(words.to_owned());
    /// Expects that the person hears a prompt to its end.
    hears(text: &str) FarEnd::Hears(text.to_owned());
    /// Expects that the person hears these keys, sent by SendDigits.
    hears_keys(keys: &str) FarEnd::HearsKeys(keys.to_owned());
    /// Expects that the application hangs up the person.
    is_hung_up() FarEnd::IsHungUp;
}

impl fmt::Debug for FarEndSteps<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("FarEndSteps").field(&self.number).finish()
    }
}

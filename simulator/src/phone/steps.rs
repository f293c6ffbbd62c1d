//! Steps, as methods that read like a phone call.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::panic::Location;
use std::pin::Pin;
use std::time::Duration;

use offhook::action::bot::Intent;

use super::Phone;
use crate::{FarEnd, Step};

/// Steps of a call, one after the other. Nothing happens until they are awaited.
#[must_use = "nothing happens until the steps are awaited"]
pub struct Steps<'p> {
    phone: &'p mut Phone,
    steps: Vec<(Step, &'static Location<'static>)>,
}

/// What the person at the other end of a bridge, or of an outbound call, does: each method is a step.
#[must_use = "say what the person does, and await it"]
pub struct FarEndSteps<'p> {
    steps: Steps<'p>,
    /// The bridged number; `None` is LEG-A of an outbound call.
    number: Option<String>,
}

/// The steps, on a phone and after other steps.
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
    /// Expects that the caller hears this text to its end, whatever comes before: part of what is
    /// said, in any case, without SSML; or part of an audio file's `bucket/key`.
    hears(text: &str) -> Steps then(Step::Hears(text.to_owned()));
    /// Expects that the caller begins to hear this: to press keys while it plays.
    starts_hearing(text: &str) -> Steps then(Step::StartsHearing(text.to_owned()));
    /// The caller presses keys: `0`-`9`, `*`, `#`, `A`-`D`; a comma is half a second.
    press(keys: &str) -> Steps then(Step::Presses(keys.to_owned()));
    /// The caller says something: to a bot, or to be recorded.
    says(words: &str) -> Steps then(Step::Says(words.to_owned()));
    /// The bot that talks with the caller is done, with this intent.
    bot_concludes(with: impl Into<Intent>) -> Steps then(Step::BotConcludes(Box::new(with.into())));
    /// Time passes.
    waits(time: Duration) -> Steps then(Step::Waits(time));
    /// The caller hangs up, and everything that follows from it happens.
    hangs_up() -> Steps then(Step::HangsUp);
    /// Expects that the application hangs the caller up.
    is_hung_up() -> Steps then(Step::IsHungUp);
    /// UpdateSipMediaApplicationCall is called with these arguments.
    updates(arguments: impl IntoIterator<Item = (impl Into<String>, impl Into<String>)>) -> Steps
        then(Step::Updates(
            arguments.into_iter().map(|(name, value)| (name.into(), value.into())).collect(),
        ));
    /// Expects that LEG-A joins a meeting, whichever.
    joins_a_meeting() -> Steps then(Step::JoinsMeeting(None));
    /// Expects that LEG-A joins this meeting.
    joined_meeting(meeting: &str) -> Steps then(Step::JoinsMeeting(Some(meeting.to_owned())));
    /// The meeting ends, or throws the caller out.
    meeting_ends() -> Steps then(Step::MeetingEnds);
    /// Expects that a recording is written whose `bucket/key` has this in it.
    is_recorded(key: &str) -> Steps then(Step::IsRecorded(key.to_owned()));
    /// The service sends an event of a type that does not exist yet.
    unknown_event(event: &str) -> Steps then(Step::UnknownEvent(event.to_owned()));
    /// The application calls this number, or this user of a Voice Connector: what the person there
    /// does is the step.
    bridged_to(number: &str) -> FarEndSteps far_end(Some(number.to_owned()));
    /// The person whom an outbound call calls: what they do is the step.
    called_party() -> FarEndSteps far_end(None);
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
            for (step, location) in self.steps {
                if let Err(mut failure) = self.phone.try_step(&step).await {
                    failure.location = Some(location);
                    panic!("{failure}");
                }
            }
        })
    }
}

impl fmt::Debug for Steps<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.steps.iter().map(|(step, _)| step)).finish()
    }
}

macro_rules! far_end_steps {
    ($($(#[$doc:meta])* $name:ident($($parameter:ident: $type:ty),*) $does:expr;)*) => {
        impl<'p> FarEndSteps<'p> {
            $(
                $(#[$doc])*
                #[track_caller]
                pub fn $name(self, $($parameter: $type),*) -> Steps<'p> {
                    then(match self.number {
                        Some(number) => Step::BridgedTo(number, $does),
                        None => Step::Called($does),
                    })(self.steps)
                }
            )*
        }
    };
}

far_end_steps! {
    /// Answers the ringing telephone after 2 s.
    answers() FarEnd::Answers;
    /// Is on the phone already: 486.
    busy() FarEnd::IsBusy;
    /// Lets it ring until the service gives up.
    rings_out() FarEnd::RingsOut;
    /// Refuses the call: 603.
    refuses() FarEnd::Refuses;
    /// Can't be reached: 503.
    unreachable() FarEnd::IsUnreachable;
    /// Of an outbound call: is called no longer: 487.
    cancelled() FarEnd::IsCancelled;
    /// Hangs up.
    hangs_up() FarEnd::HangsUp;
    /// Presses keys.
    press(keys: &str) FarEnd::Presses(keys.to_owned());
    /// Says something.
    says(words: &str) FarEnd::Says(words.to_owned());
    /// Is expected to hear this to its end.
    hears(text: &str) FarEnd::Hears(text.to_owned());
    /// Is expected to hear these keys, which SendDigits sends.
    hears_keys(keys: &str) FarEnd::HearsKeys(keys.to_owned());
    /// Is expected to be hung up by the application.
    is_hung_up() FarEnd::IsHungUp;
}

impl fmt::Debug for FarEndSteps<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("FarEndSteps").field(&self.number).finish()
    }
}

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

/// A chain of steps that goes on with those of the person at a bridged number.
#[must_use = "steps do nothing unless awaited"]
pub struct FarEndSteps<'p> {
    steps: Steps<'p>,
    number: String,
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
    presses(keys: &str) -> Steps then(Step::Presses(keys.to_owned()));
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
    /// Expects that LEG-A joins this meeting, or any for `None`.
    joins_meeting(meeting: impl Into<Option<&'static str>>) -> Steps
        then(Step::JoinsMeeting(meeting.into().map(str::to_owned)));
    /// Ends the meeting, or removes the caller from it.
    meeting_ends() -> Steps then(Step::MeetingEnds);
    /// Expects that a recording is stored whose `bucket/key` contains this text.
    is_recorded(key: &str) -> Steps then(Step::IsRecorded(key.to_owned()));
    /// Injects a fault at the next event.
    next_event(fault: Fault) -> Steps then(Step::NextEvent(fault));
    /// Sends an event of a type that the service does not have yet.
    unknown_event(event: &str) -> Steps then(Step::UnknownEvent(event.to_owned()));
    /// Expects that the prompt heard last was spoken by this voice. The default voice is Joanna.
    in_voice(voice: &str) -> Steps then(Step::InVoice(voice.to_owned()));
    /// Answers the application's call on LEG-A, after 2 s of ringing.
    answers() -> Steps then(Step::Called(FarEnd::Answers));
    /// Is busy when the application calls: 486.
    is_busy() -> Steps then(Step::Called(FarEnd::IsBusy));
    /// Does not answer the application's call. The step lasts until the ringing times out: 480.
    rings_out() -> Steps then(Step::Called(FarEnd::RingsOut));
    /// Declines the application's call: 603.
    refuses() -> Steps then(Step::Called(FarEnd::Refuses));
    /// Is unreachable when the application calls: 503.
    is_unreachable() -> Steps then(Step::Called(FarEnd::IsUnreachable));
    /// Expects that the application hangs up its call while the phone of LEG-A rings: 487.
    is_cancelled() -> Steps then(Step::Called(FarEnd::IsCancelled));
    /// Expects that the person on LEG-A hears these keys, sent by SendDigits.
    hears_keys(keys: &str) -> Steps then(Step::Called(FarEnd::HearsKeys(keys.to_owned())));
    /// Selects the person on LEG-A, which is where steps begin.
    caller() -> Steps std::convert::identity;
    /// Selects the person at a number, or at a user of a Voice Connector, that the application bridges
    /// to. The steps that follow are of that person, until another is selected.
    far_end(number: &str) -> FarEndSteps far_end(number.to_owned());
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

fn far_end<'p>(number: String) -> impl FnOnce(Steps<'p>) -> FarEndSteps<'p> {
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

impl<'p> IntoFuture for FarEndSteps<'p> {
    type Output = ();
    type IntoFuture = Pin<Box<dyn Future<Output = ()> + Send + 'p>>;

    fn into_future(self) -> Self::IntoFuture {
        self.steps.into_future()
    }
}

/// Generates the steps of a bridged person, and those that have no person.
macro_rules! far_end_steps {
    (
        their { $($(#[$doc:meta])* $name:ident($($parameter:ident: $type:ty),*) $far_end:expr;)* }
        $($any:ident($($any_parameter:ident: $any_type:ty),*);)*
    ) => {
        impl<'p> FarEndSteps<'p> {
            $(
                $(#[$doc])*
                #[track_caller]
                pub fn $name(self, $($parameter: $type),*) -> Self {
                    let Self { steps, number } = self;
                    let steps = then(Step::BridgedTo(number.clone(), $far_end))(steps);
                    Self { steps, number }
                }
            )*

            $(
                #[doc = concat!("As [`Steps::", stringify!($any), "`].")]
                #[track_caller]
                pub fn $any(self, $($any_parameter: $any_type),*) -> Self {
                    let Self { steps, number } = self;
                    Self { steps: steps.$any($($any_parameter),*), number }
                }
            )*

            /// Selects the person on LEG-A: the steps that follow are of that person.
            pub fn caller(self) -> Steps<'p> {
                self.steps
            }

            /// Selects the person at another number.
            pub fn far_end(self, number: &str) -> Self {
                self.steps.far_end(number)
            }

            /// Lets the call come to its end and checks it; see [`Phone::ends`].
            #[track_caller]
            pub fn ends(self) -> Ends<'p> {
                self.steps.ends()
            }
        }
    };
}

far_end_steps! {
    their {
    /// Answers after 2 s of ringing.
    answers() FarEnd::Answers;
    /// Is busy: 486.
    is_busy() FarEnd::IsBusy;
    /// Does not answer. The step lasts until the ringing times out: 480.
    rings_out() FarEnd::RingsOut;
    /// Declines the call: 603.
    refuses() FarEnd::Refuses;
    /// Is unreachable: 503.
    is_unreachable() FarEnd::IsUnreachable;
    /// Expects that the ringing is cancelled, because the caller hangs up: 487.
    is_cancelled() FarEnd::IsCancelled;
    /// Hangs up.
    hangs_up() FarEnd::HangsUp;
    /// Presses keys.
    presses(keys: &str) FarEnd::Presses(keys.to_owned());
    /// Says something.
    says(words: &str) FarEnd::Says(words.to_owned());
    /// Expects that the person hears a prompt to its end.
    hears(text: &str) FarEnd::Hears(text.to_owned());
    /// Expects that the prompt heard last was spoken by this voice. The default voice is Joanna.
    in_voice(voice: &str) FarEnd::InVoice(voice.to_owned());
    /// Expects that the person hears these keys, sent by SendDigits.
    hears_keys(keys: &str) FarEnd::HearsKeys(keys.to_owned());
    /// Expects that the application hangs up the person.
    is_hung_up() FarEnd::IsHungUp;
    /// Expects that the application calls the number with this SIP header.
    with_header(name: &str, value: &str) FarEnd::WithHeader(name.to_owned(), value.to_owned());
    /// Expects that the application calls the number with this caller id.
    with_caller_id(number: &str) FarEnd::WithCallerId(number.to_owned());
    }

    waits(time: Duration);
    updates(arguments: impl IntoIterator<Item = (impl Into<String>, impl Into<String>)>);
    next_event(fault: Fault);
    unknown_event(event: &str);
}

impl fmt::Debug for FarEndSteps<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("FarEndSteps").field(&self.number).finish()
    }
}

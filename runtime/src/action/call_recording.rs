//! The three actions on a running call recording, which have no parameter but the leg.

use super::table::action;
use super::{NoResults, Target};

macro_rules! actions_on_a_call_recording {
    ($($(#[$doc:meta])* $action:ident,)*) => {$(
        action! {
            legs: CallId, results: NoResults;

            $(#[$doc])*
            ///
            /// Whether it answers a new inbound call is undocumented.
            ///
            /// Fails with `InvalidActionParameter` (the leg) or `SystemException`.
            #[derive(Default)]
            pub struct $action {}
        }

        impl $action {
            /// For the recording of the event's leg.
            pub fn new() -> Self {
                Self { target: Target::Event }
            }
        }
    )*};
}

actions_on_a_call_recording! {
    /// Ends a leg's call recording: `StopCallRecording`. It can't start again for that leg.
    ///
    /// ```
    /// use offhook::action::{Hangup, StopCallRecording};
    ///
    /// let goodbye = (StopCallRecording::new(), Hangup::normal());
    /// ```
    StopCallRecording,
    /// Pauses a leg's call recording, with a beep: `PauseCallRecording`. Silence is recorded until
    /// [`ResumeCallRecording`].
    ///
    /// ```
    /// use offhook::action::{PauseCallRecording, SpeakAndGetDigits};
    ///
    /// let off_the_record = (PauseCallRecording::new(), SpeakAndGetDigits::new("Your card?"));
    /// ```
    PauseCallRecording,
    /// Resumes a leg's call recording, with a beep: `ResumeCallRecording`.
    ///
    /// ```
    /// use offhook::action::{ResumeCallRecording, Speak};
    ///
    /// let on_the_record = (ResumeCallRecording::new(), Speak::text("Thank you."));
    /// ```
    ResumeCallRecording,
}

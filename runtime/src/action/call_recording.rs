//! The three actions on a running call recording, whose only parameter is the leg.

use super::table::action;
use super::{NoResults, Target};

/// Defines actions on a call recording.
macro_rules! actions_on_a_call_recording {
    ($($(#[$doc:meta])* $action:ident,)*) => {$(
        action! {
            legs: CallId, results: NoResults;

            $(#[$doc])*
            ///
            /// The guide does not say whether the action answers a new inbound call.
            ///
            /// Fails with `InvalidActionParameter` (leg) or `SystemException`.
            #[derive(Default)]
            pub struct $action {}
        }

        impl $action {
            /// Creates an action on the recording of the event's leg.
            pub fn new() -> Self {
                Self { target: Target::Event }
            }
        }
    )*};
}

actions_on_a_call_recording! {
    /// An action that stops a leg's call recording: `StopCallRecording`.
    ///
    /// A stopped recording can't be started again for that leg.
    ///
    /// ```
    /// use offhook::action::{Hangup, StopCallRecording};
    ///
    /// let goodbye = (StopCallRecording::new(), Hangup::normal());
    /// ```
    StopCallRecording,
    /// An action that pauses a leg's call recording: `PauseCallRecording`.
    ///
    /// Plays a beep. Silence is recorded until [`ResumeCallRecording`].
    ///
    /// ```
    /// use offhook::action::{PauseCallRecording, SpeakAndGetDigits};
    ///
    /// let off_the_record = (PauseCallRecording::new(), SpeakAndGetDigits::new("Your card?"));
    /// ```
    PauseCallRecording,
    /// An action that resumes a paused call recording of a leg: `ResumeCallRecording`.
    ///
    /// Plays a beep.
    ///
    /// ```
    /// use offhook::action::{ResumeCallRecording, Speak};
    ///
    /// let on_the_record = (ResumeCallRecording::new(), Speak::text("Thank you."));
    /// ```
    ResumeCallRecording,
}

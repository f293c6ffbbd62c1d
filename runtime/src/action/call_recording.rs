//! The three actions on a running call recording, which have no parameter but the leg.

use serde::{Deserialize, Serialize};

use super::{ActionError, ActionKind, ActionType, Legs, NoResults, Target, reach_target};

macro_rules! actions_on_a_call_recording {
    ($($(#[$doc:meta])* $action:ident,)*) => {$(
        $(#[$doc])*
        ///
        /// Whether it answers a new inbound call is undocumented.
        ///
        /// Fails with `InvalidActionParameter` (the leg) or `SystemException`.
        #[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
        pub struct $action {
            #[serde(flatten)]
            target: Target,
        }

        impl $action {
            /// For the recording of the event's leg.
            pub fn new() -> Self {
                Self::default()
            }

            /// For the recording of this leg. Default: the leg of the event.
            pub fn on(mut self, target: impl Into<Target>) -> Self {
                self.target = target.into();
                self
            }
        }

        impl ActionKind for $action {
            const TYPE: ActionType = ActionType::$action;
            const LEGS: Legs = Legs::CallId;
            type Results = NoResults;

            reach_target!();

            fn validate(&self) -> Result<(), ActionError> {
                Ok(())
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

use super::table::action;
use super::{NoResults, Target};

action! {
    legs: CallId, results: NoResults;

    /// Turns the suppression of one leg's background noise on or off: `VoiceFocus`.
    ///
    /// Whether it answers a new inbound call is undocumented.
    ///
    /// Fails with `ActionExecutionThrottled` (more than 5 a second for the account),
    /// `MissingRequiredActionParameter` (no `Enable`), `InvalidActionParameter` (the leg) or
    /// `SystemException`.
    ///
    /// ```
    /// use offhook::action::VoiceFocus;
    ///
    /// let quiet_please = VoiceFocus::enable();
    /// ```
    pub struct VoiceFocus {
        /// Suppression of noise, on or off; also read from `"True"` and the like.
        pub enable: bool = "Enable";
    }
}

impl VoiceFocus {
    /// Suppresses noise: `Enable` true.
    pub fn enable() -> Self {
        Self { target: Target::Event, enable: true }
    }

    /// Leaves the sound as it is: `Enable` false.
    pub fn disable() -> Self {
        Self { target: Target::Event, enable: false }
    }
}

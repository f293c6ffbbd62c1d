use super::table::action;
use super::{NoResults, Target};

action! {
    legs: CallId, results: NoResults;

    /// An action that enables or disables noise suppression for one leg: `VoiceFocus`.
    ///
    /// The guide does not say whether the action answers a new inbound call.
    ///
    /// Fails with `ActionExecutionThrottled` (more than 5 per second and account),
    /// `MissingRequiredActionParameter` (no `Enable`), `InvalidActionParameter` (leg) or
    /// `SystemException`.
    ///
    /// ```
    /// use offhook::action::VoiceFocus;
    ///
    /// let focus = VoiceFocus::enable();
    /// ```
    pub struct VoiceFocus {
        /// Whether noise is suppressed. Also read from strings such as `"True"`.
        pub enable: bool = "Enable";
    }
}

impl VoiceFocus {
    /// Creates an action that enables noise suppression: `Enable` true.
    pub fn enable() -> Self {
        Self { target: Target::Event, enable: true }
    }

    /// Creates an action that disables noise suppression: `Enable` false.
    pub fn disable() -> Self {
        Self { target: Target::Event, enable: false }
    }
}

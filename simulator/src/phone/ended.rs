//! Assertions on the end of a call.
//!
//! Depends on the [`Phone`] and its transcript.

use offhook::Leg;

use super::Phone;
use crate::Happening;

/// A call that has ended for the caller, returned by [`Phone::ended`].
///
/// Each method is an assertion and panics with the complete call if it fails.
#[derive(Debug)]
pub struct Ended<'p> {
    phone: &'p Phone,
}

impl<'p> Ended<'p> {
    #[track_caller]
    pub(super) fn new(phone: &'p Phone) -> Self {
        let ended = Self { phone };
        ended.check(phone.call.caller_is_gone(), "the caller is still connected");
        ended
    }

    /// Asserts that no leg is connected.
    #[track_caller]
    pub fn no_leg_left_connected(self) -> Self {
        let up: Vec<_> = self.phone.legs_connected().iter().map(|leg| leg.as_str()).collect();
        self.check(up.is_empty(), &format!("{} is still connected", up.join(" and ")));
        self
    }

    /// Asserts that the call has no findings.
    #[track_caller]
    pub fn no_findings(self) -> Self {
        let findings: Vec<_> = self.phone.findings().iter().map(ToString::to_string).collect();
        self.check(findings.is_empty(), &findings.join("\n"));
        self
    }

    /// Asserts that the caller hung up.
    #[track_caller]
    pub fn by_caller(self) -> Self {
        self.check(self.caller_hung_up(), "the application hung up, not the caller");
        self
    }

    /// Asserts that the application hung up the caller, and not the service after a failure of the
    /// Lambda.
    #[track_caller]
    pub fn by_application(self) -> Self {
        self.check(!self.caller_hung_up(), "the caller hung up, not the application");
        let given_up = self.any(|what| {
            matches!(what, Happening::Disconnected { leg: Leg::A, given_up: true, .. })
        });
        self.check(!given_up, "the service ended the call, not the application");
        self
    }

    /// Asserts the SIP response code with which the caller's leg ended: 0 is normal.
    #[track_caller]
    pub fn with_code(self, code: u16) -> Self {
        let entries = &self.phone.transcript().entries;
        let is_answered =
            entries.iter().any(|entry| matches!(entry.what, Happening::Answered { leg: Leg::A }));
        let ended = entries.iter().find_map(|entry| match entry.what {
            Happening::Disconnected { leg: Leg::A, code, .. }
            | Happening::NotAnswered { leg: Leg::A, code } => Some(code),
            // Hanging up before the answer cancels the call.
            Happening::HangsUp { leg: Leg::A } => Some(if is_answered { 0 } else { 487 }),
            _ => None,
        });
        let ended = ended.map_or_else(|| "none".to_owned(), |code| code.to_string());
        self.check(
            ended == code.to_string(),
            &format!("expected SIP response {code}, found {ended}"),
        );
        self
    }

    fn caller_hung_up(&self) -> bool {
        self.any(|what| matches!(what, Happening::HangsUp { leg: Leg::A }))
    }

    fn any(&self, matches: impl Fn(&Happening) -> bool) -> bool {
        self.phone.transcript().entries.iter().any(|entry| matches(&entry.what))
    }

    #[track_caller]
    fn check(&self, holds: bool, message: &str) {
        assert!(holds, "{message}\n\n{}", self.phone.transcript());
    }
}

//! What is said of a call's end.

use offhook::Leg;

use super::Phone;
use crate::Happening;

/// A call that has ended for the caller: [`Phone::ended`]. Each method asserts something of it and
/// panics with the whole call when that is not so.
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

    /// No leg is left connected.
    #[track_caller]
    pub fn no_leg_left_connected(self) -> Self {
        let up: Vec<_> = self.phone.legs_connected().iter().map(|leg| leg.as_str()).collect();
        self.check(up.is_empty(), &format!("{} is still connected", up.join(" and ")));
        self
    }

    /// Nothing was found wrong with the call.
    #[track_caller]
    pub fn no_findings(self) -> Self {
        let findings: Vec<_> = self.phone.findings().iter().map(ToString::to_string).collect();
        self.check(findings.is_empty(), &findings.join("\n"));
        self
    }

    /// The caller hung up.
    #[track_caller]
    pub fn by_caller(self) -> Self {
        self.check(self.caller_hung_up(), "the application hung up, not the caller");
        self
    }

    /// The application hung the caller up; not the service, because the Lambda failed.
    #[track_caller]
    pub fn by_application(self) -> Self {
        self.check(!self.caller_hung_up(), "the caller hung up, not the application");
        let given_up = self.any(|what| {
            matches!(what, Happening::Disconnected { leg: Leg::A, given_up: true, .. })
        });
        self.check(!given_up, "the service gave the call up, not the application");
        self
    }

    /// The caller's leg ended with this SIP response: 0 normal, 480, 486, 487, …
    #[track_caller]
    pub fn with_code(self, code: u16) -> Self {
        let entries = &self.phone.transcript().entries;
        let is_answered =
            entries.iter().any(|entry| matches!(entry.what, Happening::Answered { leg: Leg::A }));
        let ended = entries.iter().find_map(|entry| match entry.what {
            Happening::Disconnected { leg: Leg::A, code, .. }
            | Happening::NotAnswered { leg: Leg::A, code } => Some(code),
            // A caller who does not wait for the answer cancels.
            Happening::HangsUp { leg: Leg::A } => Some(if is_answered { 0 } else { 487 }),
            _ => None,
        });
        self.check(ended == Some(code), &format!("it ended with {ended:?}, not with {code}"));
        self
    }

    fn caller_hung_up(&self) -> bool {
        self.any(|what| matches!(what, Happening::HangsUp { leg: Leg::A }))
    }

    fn any(&self, is_it: impl Fn(&Happening) -> bool) -> bool {
        self.phone.transcript().entries.iter().any(|entry| is_it(&entry.what))
    }

    #[track_caller]
    fn check(&self, holds: bool, otherwise: &str) {
        assert!(holds, "{otherwise}\n\n{}", self.phone.transcript());
    }
}

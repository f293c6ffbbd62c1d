use super::table::action;
use super::{Action, NoResults, Target};
use crate::call::Call;
use crate::wire::form::AsText;
use crate::wire::rule::be_one_of;

action! {
    legs: Either, results: NoResults;

    /// Hangs one leg up: `Hangup`.
    ///
    /// Refuses a new inbound call, unbilled, when it comes first. The other leg of a bridged call
    /// stays, and is billed until it is hung up too.
    ///
    /// Fails with `InvalidActionParameter` (the leg) or `SystemException`.
    ///
    /// ```
    /// use offhook::action::Hangup;
    /// use offhook::{Call, Leg};
    ///
    /// let agent = Hangup::normal().on(Leg::B);
    ///
    /// let call = Call::inbound("+14255550199", "+12065550100").bridged("+12065550123");
    /// assert_eq!(Hangup::all(&call).len(), 2);
    /// ```
    pub struct Hangup {
        /// Reason that the far end sees: 0 (the default), 480 or 486. The service takes a string and
        /// echoes a number.
        pub sip_response_code: Option<u16> = "SipResponseCode" in AsText must
            be_one_of(&[0, 480, 486], "must be 0, 480 or 486");
    }
}

impl Hangup {
    /// An ordinary end: `SipResponseCode` 0.
    pub fn normal() -> Self {
        Self::with_code(0)
    }

    /// Busy: `SipResponseCode` 486.
    pub fn busy() -> Self {
        Self::with_code(486)
    }

    /// Temporarily unavailable, nobody answers: `SipResponseCode` 480.
    pub fn unavailable() -> Self {
        Self::with_code(480)
    }

    /// Hangs everybody up: every leg of the call that may still be up, with
    /// [`normal`](Self::normal).
    pub fn all(call: &Call) -> Vec<Action> {
        call.connected().map(|leg| Self::normal().on(leg).into()).collect()
    }

    fn with_code(code: u16) -> Self {
        Self { target: Target::Event, sip_response_code: Some(code) }
    }
}

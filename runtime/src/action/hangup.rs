use super::table::action;
use super::{Action, NoResults, Target};
use crate::call::Call;
use crate::wire::form::AsText;
use crate::wire::rule::be_one_of;

action! {
    legs: Either, results: NoResults;

    /// An action that hangs up one leg: `Hangup`.
    ///
    /// As the first action of a new inbound call, rejects the call unbilled. The other leg of a
    /// bridged call stays connected and is billed until it is hung up.
    ///
    /// Fails with `InvalidActionParameter` (leg) or `SystemException`.
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
        /// SIP response code sent to the far end: 0, 480 or 486. Default: 0.
        ///
        /// The service expects a string and returns a number.
        pub sip_response_code: Option<u16> = "SipResponseCode" in AsText must
            be_one_of(&[0, 480, 486], "must be 0, 480 or 486");
    }
}

impl Hangup {
    /// Creates a normal hangup: `SipResponseCode` 0.
    pub fn normal() -> Self {
        Self::with_code(0)
    }

    /// Creates a hangup with the reason "busy": `SipResponseCode` 486.
    pub fn busy() -> Self {
        Self::with_code(486)
    }

    /// Creates a hangup with the reason "temporarily unavailable": `SipResponseCode` 480.
    pub fn unavailable() -> Self {
        Self::with_code(480)
    }

    /// Creates a [`normal`](Self::normal) hangup for every connected leg of the call.
    pub fn all(call: &Call) -> Vec<Action> {
        call.connected().map(|leg| Self::normal().on(leg).into()).collect()
    }

    pub(crate) fn with_code(code: u16) -> Self {
        Self { target: Target::Event, sip_response_code: Some(code) }
    }
}

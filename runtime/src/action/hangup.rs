use serde::{Deserialize, Serialize, Serializer};

use super::error::check;
use super::{Action, ActionError, ActionKind, ActionType, Legs, NoResults, Target, reach_target};
use crate::Call;
use crate::wire::number;

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
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Hangup {
    #[serde(flatten)]
    target: Target,
    /// What the far end is told: `SipResponseCode`, 0 (the default), 480 or 486. The service takes
    /// a string and echoes a number.
    #[serde(
        default,
        deserialize_with = "number::lenient",
        serialize_with = "as_string",
        skip_serializing_if = "Option::is_none"
    )]
    pub sip_response_code: Option<u16>,
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

    /// Hangs this leg up. Default: the leg of the event.
    pub fn on(mut self, target: impl Into<Target>) -> Self {
        self.target = target.into();
        self
    }
}

impl ActionKind for Hangup {
    const TYPE: ActionType = ActionType::Hangup;
    const LEGS: Legs = Legs::Either;
    type Results = NoResults;

    reach_target!();

    fn validate(&self) -> Result<(), ActionError> {
        let known = matches!(self.sip_response_code, None | Some(0 | 480 | 486));
        check::<Self>(known, "SipResponseCode", "must be 0, 480 or 486")
    }
}

#[expect(
    clippy::ref_option,
    clippy::trivially_copy_pass_by_ref,
    reason = "the signature that serde asks for"
)]
fn as_string<S: Serializer>(code: &Option<u16>, serializer: S) -> Result<S::Ok, S::Error> {
    code.map(|code| code.to_string()).serialize(serializer)
}

//! The two legs of a call.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A leg of a call: the service's `ParticipantTag`.
///
/// ```
/// use offhook::{Leg, action::Hangup};
///
/// let hangup = Hangup::normal().on(Leg::B);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum Leg {
    /// `LEG-A`: the first leg of the call. The caller of an inbound call, the called party of an
    /// outbound one.
    #[serde(rename = "LEG-A")]
    A,
    /// `LEG-B`: the leg that CallAndBridge or JoinChimeMeeting made.
    #[serde(rename = "LEG-B")]
    B,
}

impl Leg {
    /// The service's word for it: `LEG-A` or `LEG-B`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::A => "LEG-A",
            Self::B => "LEG-B",
        }
    }

    /// Reads a `ParticipantTag`, in any case: `Leg-A` has been seen too.
    pub fn from_tag(tag: &str) -> Option<Self> {
        [Self::A, Self::B].into_iter().find(|leg| tag.eq_ignore_ascii_case(leg.as_str()))
    }
}

impl fmt::Display for Leg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

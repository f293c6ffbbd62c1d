//! The names of a call's two legs.
//!
//! Depends on no other module.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A leg of a call: `ParticipantTag`.
///
/// ```
/// use offhook::{Leg, action::Hangup};
///
/// let hangup = Hangup::normal().on(Leg::B);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum Leg {
    /// `LEG-A`: the first leg of the call, which is the caller of an inbound call and the called
    /// party of an outbound call.
    #[serde(rename = "LEG-A")]
    A,
    /// `LEG-B`: the leg created by CallAndBridge or JoinChimeMeeting.
    #[serde(rename = "LEG-B")]
    B,
}

impl Leg {
    /// Returns the service's name of the leg: `LEG-A` or `LEG-B`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::A => "LEG-A",
            Self::B => "LEG-B",
        }
    }

    /// Parses a `ParticipantTag`, ignoring case: the service has been seen to send `Leg-A`.
    pub fn from_tag(tag: &str) -> Option<Self> {
        [Self::A, Self::B].into_iter().find(|leg| tag.eq_ignore_ascii_case(leg.as_str()))
    }
}

impl fmt::Display for Leg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

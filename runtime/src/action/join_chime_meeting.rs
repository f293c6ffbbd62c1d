use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::error::check;
use super::{
    ActionError, ActionKind, ActionType, Legs, NoResults, Sensitive, Target, reach_target,
};
use crate::Leg;

/// Joins a Chime SDK meeting with LEG-A: `JoinChimeMeeting`.
///
/// Not for a bridged call. LEG-B, which is the meeting, appears among the call's participants.
///
/// Whether it answers a new inbound call is undocumented.
///
/// Fails with `ErrorJoiningMeeting` (in the single text `Error` of some failures),
/// `InvalidActionParameter` (the token) or `SystemException`.
///
/// ```
/// use offhook::action::JoinChimeMeeting;
///
/// let join = JoinChimeMeeting::new("an-attendee's-join-token").meeting_id("a-meeting's-id");
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct JoinChimeMeeting {
    #[serde(flatten)]
    target: Target,
    /// The attendee's token: `JoinToken`.
    pub join_token: Sensitive,
    /// The meeting: `MeetingId`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meeting_id: Option<Cow<'static, str>>,
}

impl JoinChimeMeeting {
    /// Joins as the attendee with this token: `JoinToken`.
    pub fn new(join_token: impl Into<Cow<'static, str>>) -> Self {
        Self { target: Target::Event, join_token: Sensitive::new(join_token), meeting_id: None }
    }

    /// The meeting: `MeetingId`. Required for meetings that were made with the meetings namespace
    /// of the Chime SDK, not for those of the older API.
    pub fn meeting_id(mut self, meeting_id: impl Into<Cow<'static, str>>) -> Self {
        self.meeting_id = Some(meeting_id.into());
        self
    }
}

impl ActionKind for JoinChimeMeeting {
    const TYPE: ActionType = ActionType::JoinChimeMeeting;
    const LEGS: Legs = Legs::Only(Leg::A);
    type Results = NoResults;

    reach_target!();

    fn validate(&self) -> Result<(), ActionError> {
        check::<Self>(!self.join_token.is_empty(), "JoinToken", "must not be empty")
    }
}

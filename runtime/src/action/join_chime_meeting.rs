use std::borrow::Cow;

use super::table::action;
use super::{NoResults, Sensitive, Target};
use crate::call::Leg;
use crate::wire::rule::not_be_empty;

action! {
    legs: Only(Leg::A), results: NoResults;

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
    pub struct JoinChimeMeeting {
        /// Attendee's token.
        pub join_token: Sensitive = "JoinToken" must not_be_empty();
        /// Meeting. Required for meetings that were made with the meetings namespace of the Chime SDK,
        /// not for those of the older API.
        pub meeting_id: Option<Cow<'static, str>> = "MeetingId"
            => set meeting_id(meeting_id: impl Into<Cow<'static, str>>) = Some(meeting_id.into());
    }
}

impl JoinChimeMeeting {
    /// Joins as the attendee with this token: `JoinToken`.
    pub fn new(join_token: impl Into<Cow<'static, str>>) -> Self {
        Self { target: Target::Event, join_token: Sensitive::new(join_token), meeting_id: None }
    }
}

use std::borrow::Cow;

use super::table::action;
use super::{NoResults, Sensitive, Target};
use crate::call::Leg;
use crate::wire::rule::not_be_empty;

action! {
    legs: Only(Leg::A), results: NoResults;

    /// An action that joins LEG-A to a Chime SDK meeting: `JoinChimeMeeting`.
    ///
    /// Invalid for a bridged call. The meeting becomes LEG-B of the call's participants.
    ///
    /// The guide does not say whether the action answers a new inbound call.
    ///
    /// Fails with `ErrorJoiningMeeting` (in failures with the single field `Error`),
    /// `InvalidActionParameter` (token) or `SystemException`.
    ///
    /// ```
    /// use offhook::action::JoinChimeMeeting;
    ///
    /// let join = JoinChimeMeeting::new("an-attendee's-join-token").meeting_id("a-meeting's-id");
    /// ```
    pub struct JoinChimeMeeting {
        /// Join token of the attendee.
        pub join_token: Sensitive = "JoinToken" must not_be_empty();
        /// ID of the meeting. Required for meetings created with the meetings namespace of the Chime
        /// SDK, optional for meetings of the older API.
        pub meeting_id: Option<Cow<'static, str>> = "MeetingId"
            => set meeting_id(meeting_id: impl Into<Cow<'static, str>>) = Some(meeting_id.into());
    }
}

impl JoinChimeMeeting {
    /// Creates an action that joins as the attendee with this token: `JoinToken`.
    pub fn new(join_token: impl Into<Cow<'static, str>>) -> Self {
        Self { target: Target::Event, join_token: Sensitive::new(join_token), meeting_id: None }
    }
}

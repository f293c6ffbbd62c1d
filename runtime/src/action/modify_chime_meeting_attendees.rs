use std::borrow::Cow;

use super::table::action;
use super::{NoResults, Target};
use crate::call::Leg;
use crate::wire::rule::not_be_empty;
use crate::wire::{FieldError, open_enum};

action! {
    legs: Only(Leg::B), results: NoResults;

    /// An action that mutes or unmutes attendees of the meeting that the call has joined:
    /// `ModifyChimeMeetingAttendees`.
    ///
    /// Works on LEG-B, the meeting. A failure can list the attendees that caused it.
    ///
    /// Fails with `InvalidActionParameter` (operation, meeting, attendees, or a call that has not
    /// joined a meeting) or `SystemException`.
    ///
    /// ```
    /// use offhook::action::ModifyChimeMeetingAttendees;
    ///
    /// let mute = ModifyChimeMeetingAttendees::mute("a-meeting's-id", ["an-attendee's-id"]);
    /// ```
    pub struct ModifyChimeMeetingAttendees {
        /// Operation: mute or unmute.
        pub operation: AttendeeOperation = "Operation";
        /// ID of the meeting.
        pub meeting_id: Cow<'static, str> = "MeetingId" must not_be_empty();
        /// IDs of the attendees, 1 to 100.
        pub attendee_list: Vec<Cow<'static, str>> = "AttendeeList";
    }
    where check_number_of_attendees
}

open_enum! {
    /// An operation on attendees: `Operation`.
    pub enum AttendeeOperation {
        /// Mutes the attendees.
        Mute = "Mute",
        /// Unmutes the attendees.
        Unmute = "Unmute",
    }
}

impl ModifyChimeMeetingAttendees {
    /// Creates an action that mutes 1 to 100 attendees: `Operation` `Mute`, `MeetingId` and
    /// `AttendeeList`.
    pub fn mute(
        meeting_id: impl Into<Cow<'static, str>>,
        attendee_ids: impl IntoIterator<Item = impl Into<Cow<'static, str>>>,
    ) -> Self {
        Self::with_operation(AttendeeOperation::Mute, meeting_id, attendee_ids)
    }

    /// Creates an action that unmutes 1 to 100 attendees: `Operation` `Unmute`, `MeetingId` and
    /// `AttendeeList`.
    pub fn unmute(
        meeting_id: impl Into<Cow<'static, str>>,
        attendee_ids: impl IntoIterator<Item = impl Into<Cow<'static, str>>>,
    ) -> Self {
        Self::with_operation(AttendeeOperation::Unmute, meeting_id, attendee_ids)
    }

    fn with_operation(
        operation: AttendeeOperation,
        meeting_id: impl Into<Cow<'static, str>>,
        attendee_ids: impl IntoIterator<Item = impl Into<Cow<'static, str>>>,
    ) -> Self {
        Self {
            target: Target::Event,
            operation,
            meeting_id: meeting_id.into(),
            attendee_list: attendee_ids.into_iter().map(Into::into).collect(),
        }
    }

    fn check_number_of_attendees(&self) -> Result<(), FieldError> {
        match self.attendee_list.len() {
            1..=100 => Ok(()),
            count => {
                let rule = format!("must hold 1 to 100 ids, has {count}");
                Err(FieldError::new("AttendeeList", rule))
            }
        }
    }
}

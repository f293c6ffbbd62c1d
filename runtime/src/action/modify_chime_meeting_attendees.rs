use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::error::check;
use super::{ActionError, ActionKind, ActionType, Legs, NoResults, Target, reach_target};
use crate::Leg;
use crate::wire::open_enum;

/// Mutes attendees of the meeting that the call has joined, or unmutes them:
/// `ModifyChimeMeetingAttendees`.
///
/// Works on LEG-B, the meeting. A failure can list the attendees that it is about.
///
/// Fails with `InvalidActionParameter` (operation, meeting, attendees, or a call that has not
/// joined a meeting) or `SystemException`.
///
/// ```
/// use offhook::action::ModifyChimeMeetingAttendees;
///
/// let hush = ModifyChimeMeetingAttendees::mute("a-meeting's-id", ["an-attendee's-id"]);
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ModifyChimeMeetingAttendees {
    #[serde(flatten)]
    target: Target,
    /// What is done to them: `Operation`.
    pub operation: AttendeeOperation,
    /// The meeting: `MeetingId`.
    pub meeting_id: Cow<'static, str>,
    /// The attendees' ids: `AttendeeList`, 1 to 100.
    pub attendee_list: Vec<Cow<'static, str>>,
}

open_enum! {
    /// What is done to attendees: `Operation`.
    pub enum AttendeeOperation {
        /// Their microphones are turned off.
        Mute = "Mute",
        /// Their microphones are turned on.
        Unmute = "Unmute",
    }
}

impl ModifyChimeMeetingAttendees {
    /// Mutes 1 to 100 attendees, by their ids: `Operation` `Mute`, `MeetingId`, `AttendeeList`.
    pub fn mute(
        meeting_id: impl Into<Cow<'static, str>>,
        attendee_ids: impl IntoIterator<Item = impl Into<Cow<'static, str>>>,
    ) -> Self {
        Self::with_operation(AttendeeOperation::Mute, meeting_id, attendee_ids)
    }

    /// Unmutes 1 to 100 attendees, by their ids: `Operation` `Unmute`, `MeetingId`, `AttendeeList`.
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
}

impl ActionKind for ModifyChimeMeetingAttendees {
    const TYPE: ActionType = ActionType::ModifyChimeMeetingAttendees;
    const LEGS: Legs = Legs::Only(Leg::B);
    type Results = NoResults;

    reach_target!();

    fn validate(&self) -> Result<(), ActionError> {
        let known = !matches!(self.operation, AttendeeOperation::Other(_));
        check::<Self>(known, "Operation", "must be Mute or Unmute")?;
        check::<Self>(!self.meeting_id.is_empty(), "MeetingId", "must not be empty")?;
        let count = self.attendee_list.len();
        if (1..=100).contains(&count) {
            return Ok(());
        }
        Err(ActionError::new(
            Self::TYPE,
            "AttendeeList",
            format!("must hold 1 to 100 ids, has {count}"),
        ))
    }
}

//! The meetings that callers can join.

use offhook::prelude::*;

/// A stand-in that knows one meeting. Replace it with a client of your meeting directory and of
/// `CreateAttendee`, which makes join tokens.
pub struct Meetings;

/// An attendee of a meeting.
pub struct Attendee {
    pub meeting_id: String,
    pub join_token: String,
}

impl Meetings {
    /// Makes a caller an attendee of the meeting with this PIN, if there is one. `caller` is the
    /// `ExternalUserId`: the service repeats events, and the same caller is the same attendee.
    pub async fn attend(&self, pin: &str, caller: &str) -> Result<Option<Attendee>> {
        Ok((pin == "246810").then(|| Attendee {
            meeting_id: "standup".to_owned(),
            join_token: format!("token-{caller}"),
        }))
    }
}

//! The client that knows the meetings.

use std::collections::BTreeMap;
use std::fmt;

use offhook::prelude::*;
use serde::Deserialize;

/// The meetings that can be joined. Each client is a variant.
#[derive(Deserialize)]
#[serde(try_from = "String")]
pub(crate) enum Meetings {
    /// Meetings by PIN, `246810=standup,135791=retro`, with made-up attendees: a stand-in for yours.
    InMemory(BTreeMap<String, String>),
    /// A client that fails.
    #[cfg(test)]
    Down,
}

impl Meetings {
    /// The id of the meeting with this PIN.
    pub(crate) async fn find(&self, pin: &str) -> Result<Option<String>> {
        match self {
            Self::InMemory(meetings) => Ok(meetings.get(pin).cloned()),
            #[cfg(test)]
            Self::Down => Err("no connection".into()),
        }
    }

    /// Makes the caller an attendee of a meeting, as `CreateAttendee` does: `caller` is the
    /// `ExternalUserId`, and asking again returns the same attendee.
    pub(crate) async fn attend(&self, meeting: &str, caller: &str) -> Result<Attendee> {
        match self {
            Self::InMemory(_) => Ok(Attendee {
                id: format!("attendee-{caller}"),
                join_token: format!("token-{meeting}-{caller}"),
            }),
            #[cfg(test)]
            Self::Down => Err("no connection".into()),
        }
    }
}

/// An attendee of a meeting.
pub(crate) struct Attendee {
    pub(crate) id: String,
    pub(crate) join_token: String,
}

/// A text that is not a list of meetings. It does not hold the text: PINs are secret.
#[derive(Debug)]
pub(crate) struct InvalidMeetings;

impl fmt::Display for InvalidMeetings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a list of PINs of 4 to 10 digits and meetings, such as 246810=standup")
    }
}

impl std::error::Error for InvalidMeetings {}

impl TryFrom<String> for Meetings {
    type Error = InvalidMeetings;

    fn try_from(text: String) -> Result<Self, InvalidMeetings> {
        let meeting = |entry: &str| {
            let (pin, meeting) = entry.split_once('=')?;
            let (pin, meeting) = (pin.trim(), meeting.trim());
            let is_pin = (4..=10).contains(&pin.len()) && pin.bytes().all(|b| b.is_ascii_digit());
            (is_pin && !meeting.is_empty()).then(|| (pin.to_owned(), meeting.to_owned()))
        };
        let meetings: Option<_> = text.split(',').map(meeting).collect();
        meetings.map(Self::InMemory).ok_or(InvalidMeetings)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meetings(text: &str) -> Result<Meetings, InvalidMeetings> {
        text.to_owned().try_into()
    }

    #[tokio::test]
    async fn meetings_are_found_by_pin() {
        let meetings = meetings("246810=standup, 135791=retro").unwrap();
        assert_eq!(meetings.find("135791").await.unwrap().as_deref(), Some("retro"));
        assert_eq!(meetings.find("999999").await.unwrap(), None);
    }

    #[test]
    fn other_texts_are_refused() {
        for text in ["", "246810", "246810=", "123=standup", "12345678901=x", "24a810=x", "1234=x,"]
        {
            assert!(meetings(text).is_err(), "{text}");
        }
    }
}

//! Who knows the meetings: a trait, and meetings from the environment that need no account.

use std::collections::BTreeMap;
use std::fmt;
use std::pin::Pin;
use std::str::FromStr;

use offhook::prelude::*;

/// What a client gives: boxed, because the app keeps its client as a `dyn Meetings`.
pub(crate) type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'a>>;

/// The meetings that can be joined.
pub(crate) trait Meetings: Send + Sync {
    /// The id of the meeting with this PIN.
    fn find<'a>(&'a self, pin: &'a str) -> Answer<'a, Option<String>>;

    /// Makes the caller an attendee of a meeting, as `CreateAttendee` does: `caller` is the
    /// `ExternalUserId`, and asking again gives the same attendee.
    fn attend<'a>(&'a self, meeting: &'a str, caller: &'a str) -> Answer<'a, Attendee>;
}

/// Somebody who may join a meeting.
pub(crate) struct Attendee {
    pub(crate) id: String,
    pub(crate) join_token: String,
}

/// Meetings by PIN, `246810=standup,135791=retro`, whose attendees are made up.
#[derive(Debug)]
pub(crate) struct InMemory(BTreeMap<String, String>);

impl Meetings for InMemory {
    fn find<'a>(&'a self, pin: &'a str) -> Answer<'a, Option<String>> {
        Box::pin(async move { Ok(self.0.get(pin).cloned()) })
    }

    fn attend<'a>(&'a self, meeting: &'a str, caller: &'a str) -> Answer<'a, Attendee> {
        let id = format!("attendee-{caller}");
        let join_token = format!("token-{meeting}-{caller}");
        Box::pin(async { Ok(Attendee { id, join_token }) })
    }
}

/// A text is no list of meetings. It does not hold the text: PINs are secret.
#[derive(Debug)]
pub(crate) struct InvalidMeetings;

impl fmt::Display for InvalidMeetings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a list of PINs of 4 to 10 digits and meetings, such as 246810=standup")
    }
}

impl std::error::Error for InvalidMeetings {}

impl FromStr for InMemory {
    type Err = InvalidMeetings;

    fn from_str(text: &str) -> Result<Self, InvalidMeetings> {
        let meeting = |entry: &str| {
            let (pin, meeting) = entry.split_once('=')?;
            let (pin, meeting) = (pin.trim(), meeting.trim());
            let is_pin = (4..=10).contains(&pin.len()) && pin.bytes().all(|b| b.is_ascii_digit());
            (is_pin && !meeting.is_empty()).then(|| (pin.to_owned(), meeting.to_owned()))
        };
        text.split(',').map(|entry| meeting(entry).ok_or(InvalidMeetings)).collect()
    }
}

impl FromIterator<(String, String)> for InMemory {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(meetings: I) -> Self {
        Self(meetings.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn meetings_are_found_by_pin() {
        let meetings: InMemory = "246810=standup, 135791=retro".parse().unwrap();
        assert_eq!(meetings.find("135791").await.unwrap().as_deref(), Some("retro"));
        assert_eq!(meetings.find("999999").await.unwrap(), None);
    }

    #[test]
    fn what_is_no_list_of_meetings() {
        for text in ["", "246810", "246810=", "123=standup", "12345678901=x", "24a810=x", "1234=x,"]
        {
            assert!(text.parse::<InMemory>().is_err(), "{text}");
        }
    }
}

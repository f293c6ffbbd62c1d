//! Dialling in to meetings.

use offhook::action::JoinChimeMeeting;
use offhook::flow::AskError;
use offhook::prelude::*;
use offhook_simulator::{Phone, Simulator};
use serde::{Deserialize, Serialize};

use crate::dial;

// ANCHOR: meeting
/// A line for meetings. A join token can be longer than the default limit.
#[offhook::app(attribute_limit = 4096)]
struct MeetingLine {
    meetings: Meetings,
}

#[flow(NewInboundCall, app = MeetingLine)]
async fn dial_in(line: &mut Line, app: &MeetingLine) -> Result<()> {
    let caller = line.transaction_id().to_owned();
    let pin = line
        .ask("Welcome. Enter your PIN, then press pound.")
        .digits(4..=10)
        .terminator("#")
        .regex("^[0-9]{4,10}#?$")
        .attempts(3);
    let attendee = match pin
        .once("attend", async |pin| app.meetings.attend(&pin, &caller).await)
        .await
    {
        Ok(Some(attendee)) => attendee,
        Ok(None) | Err(AskError::NoDigits) => {
            line.speak("We could not find your meeting. Goodbye.").await?;
            return Ok(());
        }
        Err(error) => return Err(error.into()),
    };
    let join =
        JoinChimeMeeting::new(attendee.join_token).meeting_id(attendee.meeting_id);
    let mut meeting = line.run(join).await?;
    meeting.hung_up().await?;
    line.speak("The meeting has ended. Goodbye.").await?;
    Ok(())
}
// ANCHOR_END: meeting

// ANCHOR: attend
/// An attendee of a meeting.
#[derive(Serialize, Deserialize)]
struct Attendee {
    meeting_id: String,
    join_token: String,
}

impl Meetings {
    /// Makes a caller an attendee of the meeting with this PIN, if there is one.
    async fn attend(&self, pin: &Digits, caller: &str) -> Result<Option<Attendee>> {
        // Deployed: a look-up of the PIN, and CreateAttendee with the caller as
        // `ExternalUserId`, so that a repeated event makes no second attendee.
        let is_known = pin.as_str().trim_end_matches('#') == "246810";
        Ok(is_known.then(|| Attendee {
            meeting_id: "standup".to_owned(),
            join_token: format!("token-{caller}"),
        }))
    }
}
// ANCHOR_END: attend

/// The meetings.
struct Meetings;

#[on_error(app = MeetingLine)]
async fn sorry() -> action::Hangup {
    action::Hangup::normal()
}

fn meeting_line() -> Simulator {
    Simulator::cold(|| MeetingLine { meetings: Meetings })
}

// ANCHOR: test
#[tokio::test]
async fn the_meeting_ends() {
    let attends = async |phone: &mut Phone| {
        phone
            .hears("Enter your PIN")
            .presses("246810#")
            .joins_meeting("standup")
            .await;
        phone.meeting_ends().hears("The meeting has ended.").is_hung_up().await;
    };
    meeting_line().check_flow(dial, attends).await;
}
// ANCHOR_END: test

#[tokio::test]
async fn the_caller_leaves_the_meeting_or_has_no_pin() {
    let mut phone = dial(meeting_line()).await;
    phone
        .hears("Enter your PIN")
        .presses("246810#")
        .joins_meeting("standup")
        .hangs_up()
        .await;
    phone.ends().by_caller().await;

    let mut phone = dial(meeting_line()).await;
    phone
        .hears("Enter your PIN")
        .presses("1234#")
        .hears("could not find")
        .is_hung_up()
        .await;
    phone.ends().await;
}

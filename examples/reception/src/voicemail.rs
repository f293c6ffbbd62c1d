//! Messages, for when nobody answers.

use std::time::Duration;

use offhook::Participant;
use offhook::action::{Hangup, RecordAudio, Speak};
use offhook::prelude::*;

use crate::App;
use crate::directory::Department;

/// The longest message.
const LONGEST: Duration = Duration::from_mins(2);
/// The silence that ends a message.
const SILENCE: Duration = Duration::from_secs(5);

/// Says why nobody answers and takes a message; apologises and hangs up where none can be kept.
pub(crate) fn offer(app: &App, department: Option<Department>, why: &str) -> Reply {
    let Some(bucket) = &app.bucket else {
        let apology = format!("{why} We are sorry. Please call again later. Goodbye.");
        return (Speak::text(apology), Hangup::normal()).into();
    };
    let invitation = format!("{why} Please leave a message, and press the pound key to end it.");
    let folder = department.map_or("voicemail/".to_owned(), |name| format!("voicemail/{name}/"));
    let record = RecordAudio::to_s3(bucket.clone()).prefix(folder).max(LONGEST).silence(SILENCE);
    (Speak::text(invitation), record).into()
}

/// The message is kept. Whoever ended it by hanging up is not thanked.
#[on(ActionSuccessful(RecordAudio))]
async fn kept(call: &Call, recorded: Succeeded<RecordAudio>) -> Option<(Speak, Hangup)> {
    let file = recorded.results.recording_destination.unwrap_or_default();
    tracing::info!(key = &*file.key, "message kept");
    let is_there = call.leg().is_some_and(Participant::is_connected);
    is_there.then(|| (Speak::text("Thank you. We will call you back. Goodbye."), Hangup::normal()))
}

/// The message is lost: the bucket's policy is the first thing to look at.
#[on(ActionFailed(RecordAudio))]
async fn lost(failed: Failed<RecordAudio>) -> (Speak, Hangup) {
    tracing::error!(error = %failed.error_type, message = failed.message, "message lost");
    let apology = "Sorry, your message could not be kept. Please call again later. Goodbye.";
    (Speak::text(apology), Hangup::normal())
}

#[cfg(test)]
mod tests {
    use offhook::action::{Action, AudioFile, Recording};
    use offhook::event::{ErrorType, Status};

    use super::*;
    use crate::tests::{caller, open_app};

    fn recorded() -> Succeeded<RecordAudio> {
        let file = AudioFile::s3("recordings", "voicemail/sales/1.wav");
        let results = Recording { recording_destination: Some(file), ..Recording::default() };
        Succeeded::of(RecordAudio::to_s3("recordings"), results)
    }

    #[test]
    fn messages_go_to_the_department() {
        let reply = offer(&open_app(), Some(Department::Support), "Nobody answers.");
        let [Action::Speak(_), Action::RecordAudio(record)] = reply.actions() else {
            panic!("{reply:?}")
        };
        let destination = &record.recording_destination;
        assert_eq!(destination.bucket_name, "recordings");
        assert_eq!(destination.prefix.as_deref(), Some("voicemail/support/"));
    }

    #[test]
    fn without_a_bucket_there_is_an_apology() {
        let reply = offer(&App::default(), None, "Nobody answers.");
        assert!(matches!(reply.actions(), [Action::Speak(_), Action::Hangup(_)]));
    }

    #[tokio::test]
    async fn the_caller_is_thanked_if_still_there() {
        assert!(kept(&caller(), recorded()).await.is_some());

        let gone = Participant::new(Leg::A, "call-a").status(Status::Disconnected);
        assert_eq!(kept(&caller().with_participant(gone), recorded()).await, None);
    }

    #[tokio::test]
    async fn a_lost_message_is_owned_up_to() {
        let record = RecordAudio::to_s3("recordings");
        let failed = Failed::of(record, ErrorType::InvalidActionParameter, "");
        let (apology, _) = lost(failed).await;
        assert!(apology.speech.text.contains("could not be kept"));
    }
}

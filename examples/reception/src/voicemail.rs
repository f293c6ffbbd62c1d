//! Messages for departments that do not answer.

use std::time::Duration;

use offhook::action::{Hangup, RecordAudio, Speak};
use offhook::prelude::*;

use crate::App;
use crate::department::Department;

/// Maximum length of a message.
const LONGEST: Duration = Duration::from_secs(2 * 60);
/// The silence that ends a message.
const SILENCE: Duration = Duration::from_secs(5);

/// Says why there is no answer and takes a message; without a bucket apologizes and hangs up.
pub(crate) fn offer(app: &App, department: Option<Department>, why: &str) -> Reply {
    let Some(bucket) = &app.settings.bucket else {
        let apology = format!("{why} We are sorry. Please call again later. Goodbye.");
        return (Speak::text(apology), Hangup::normal()).into();
    };
    let invitation = format!("{why} Please leave a message, and press the pound key to end it.");
    let folder = department.map_or("voicemail/".to_owned(), |name| format!("voicemail/{name}/"));
    let record = RecordAudio::to_s3(bucket.clone()).prefix(folder).max(LONGEST).silence(SILENCE);
    (Speak::text(invitation), record).into()
}

/// The message is kept. When the caller ended it by hanging up, the framework leaves out the
/// actions.
#[on(ActionSuccessful(RecordAudio))]
async fn kept(recorded: Succeeded<RecordAudio>) -> (Speak, Hangup) {
    tracing::info!(key = recorded.results.file().map(|file| &*file.key), "message kept");
    (Speak::text("Thank you. We will call you back. Goodbye."), Hangup::normal())
}

/// The message is lost: check the bucket's policy first.
#[on(ActionFailed(RecordAudio))]
async fn lost(failed: Failed<RecordAudio>) -> (Speak, Hangup) {
    tracing::error!("{failed}");
    let apology = "Sorry, your message could not be kept. Please call again later. Goodbye.";
    (Speak::text(apology), Hangup::normal())
}

#[cfg(test)]
mod tests {
    use offhook::action::Action;
    use offhook::event::ErrorType;

    use super::*;

    #[test]
    fn messages_go_to_the_department() {
        let reply = offer(&App::for_test(), Some(Department::Support), "Nobody answers.");
        let [Action::Speak(_), Action::RecordAudio(record)] = reply.actions() else {
            panic!("{reply:?}")
        };
        let destination = &record.recording_destination;
        assert_eq!(destination.bucket_name, "recordings");
        assert_eq!(destination.prefix.as_deref(), Some("voicemail/support/"));
    }

    #[test]
    fn without_a_bucket_there_is_an_apology() {
        let mut app = App::for_test();
        app.settings.bucket = None;
        let reply = offer(&app, None, "Nobody answers.");
        assert!(matches!(reply.actions(), [Action::Speak(_), Action::Hangup(_)]));
    }

    #[tokio::test]
    async fn a_lost_message_is_announced() {
        let record = RecordAudio::to_s3("recordings");
        let failed = Failed::new(record, ErrorType::InvalidActionParameter, "");
        let (apology, _) = lost(failed).await;
        assert!(apology.speech.text.as_str().contains("could not be kept"));
    }
}

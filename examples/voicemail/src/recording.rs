//! The greeting and the recording.

use std::time::Duration;

use offhook::action::{Hangup, RecordAudio, Speak};
use offhook::prelude::*;

use crate::{App, Visit, mailbox, review};

/// Maximum length of a message.
const LONGEST: Duration = Duration::from_secs(2 * 60);
/// The silence that ends a message.
const SILENCE: Duration = Duration::from_secs(5);

/// A new call is greeted and asked for a message.
#[on(NewInboundCall)]
async fn welcome(app: &App) -> (Speak, RecordAudio) {
    let greeting = &app.settings.greeting;
    let invitation = "Please leave a message, and press the pound key when you are done.";
    (Speak::text(format!("{greeting} {invitation}")), record(app))
}

/// Records a message.
pub(crate) fn record(app: &App) -> RecordAudio {
    RecordAudio::to_s3(app.settings.bucket.clone())
        .prefix("messages/")
        .max(LONGEST)
        .silence(SILENCE)
}

/// The message is recorded, and the caller reviews it. A hang-up keeps it.
#[on(ActionSuccessful(RecordAudio))]
async fn recorded(
    app: &App,
    call: &Call,
    visit: &mut Session<Visit>,
    recorded: Succeeded<RecordAudio>,
) -> Result<Reply> {
    visit.draft = recorded.results.file().cloned();
    if visit.draft.is_none() {
        tracing::error!("the service names no recording");
        return Ok(lost().into());
    }
    if !call.is_up() {
        mailbox::keep(app, call, visit).await?;
    }
    Ok(review::menu("Your message has been recorded.").into())
}

/// The message could not be recorded: check the bucket's policy first.
#[on(ActionFailed(RecordAudio))]
async fn not_recorded(failed: Failed<RecordAudio>) -> (Speak, Hangup) {
    tracing::error!("{failed}");
    lost()
}

/// The apology where no message can be kept.
pub(crate) fn lost() -> (Speak, Hangup) {
    let apology = "Sorry, your message could not be recorded. Please call again later. Goodbye.";
    (Speak::text(apology), Hangup::normal())
}

#[cfg(test)]
mod tests {
    use offhook::action::{Action, AudioFile, Recording};
    use offhook::event::ErrorType;

    use super::*;
    use crate::tests::{caller, gone};

    fn success(key: &'static str) -> Succeeded<RecordAudio> {
        let file = AudioFile::s3("recordings", key);
        let results = Recording { recording_destination: Some(file), ..Recording::default() };
        Succeeded::new(RecordAudio::to_s3("recordings"), results)
    }

    #[tokio::test]
    async fn a_caller_is_greeted_and_recorded() {
        let mut app = App::for_test();
        app.settings.greeting = "This is Maria's telephone.".to_owned();
        let (greeting, record) = welcome(&app).await;
        assert!(
            greeting.speech.text.as_str().starts_with("This is Maria's telephone. Please leave")
        );
        assert_eq!(record.recording_destination.bucket_name, "recordings");
    }

    #[tokio::test]
    async fn a_recording_is_reviewed() {
        let mut visit = Session::default();
        let reply =
            recorded(&App::for_test(), &caller(), &mut visit, success("messages/1.wav")).await;
        assert!(matches!(reply.unwrap().actions(), [Action::SpeakAndGetDigits(_)]));
        assert!(visit.draft.is_some());
    }

    #[tokio::test]
    async fn a_hang_up_after_the_recording_keeps_the_message() {
        let (app, mut visit) = (App::for_test(), Session::default());
        recorded(&app, &gone(), &mut visit, success("messages/1.wav")).await.unwrap();
        assert_eq!(app.mailbox.messages().len(), 1);
        assert!(visit.draft.is_none(), "the hang-up that follows keeps no second one");
    }

    #[tokio::test]
    async fn a_recording_without_a_file_is_announced() {
        let (app, mut visit) = (App::for_test(), Session::default());
        let reply = recorded(&app, &caller(), &mut visit, success("")).await.unwrap();
        assert_eq!(reply, lost().into());

        let record = RecordAudio::to_s3("recordings");
        let failed = Failed::new(record, ErrorType::InvalidActionParameter, "");
        assert_eq!(not_recorded(failed).await, lost());
    }
}

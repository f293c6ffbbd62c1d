//! The greeting and the recording.

use std::time::Duration;

use offhook::action::{Hangup, RecordAudio, Speak};
use offhook::prelude::*;

use crate::{App, Visit, mailbox, review};

/// The longest message.
const LONGEST: Duration = Duration::from_mins(2);
/// The silence that ends a message.
const SILENCE: Duration = Duration::from_secs(5);

/// A new call is greeted and asked for a message.
#[on(NewInboundCall)]
async fn welcome(app: &App) -> (Speak, RecordAudio) {
    let greeting = &app.greeting;
    let invitation = "Please leave a message, and press the pound key when you are done.";
    (Speak::text(format!("{greeting} {invitation}")), record(app))
}

/// A message of the caller.
pub(crate) fn record(app: &App) -> RecordAudio {
    RecordAudio::to_s3(app.bucket.clone()).prefix("messages/").max(LONGEST).silence(SILENCE)
}

/// There is a recording: the caller reviews it. Whoever ended it by hanging up has decided.
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

/// The message could not be recorded: the bucket's policy is the first thing to look at.
#[on(ActionFailed(RecordAudio))]
async fn not_recorded(failed: Failed<RecordAudio>) -> (Speak, Hangup) {
    tracing::error!("{failed}");
    lost()
}

/// What is said where no message can be kept.
pub(crate) fn lost() -> (Speak, Hangup) {
    let apology = "Sorry, your message could not be recorded. Please call again later. Goodbye.";
    (Speak::text(apology), Hangup::normal())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use offhook::action::{Action, AudioFile, Recording};
    use offhook::event::ErrorType;

    use super::*;
    use crate::mailbox::InMemory;
    use crate::tests::{caller, gone};

    fn success(key: &'static str) -> Succeeded<RecordAudio> {
        let recording = Recording::new(AudioFile::s3("recordings", key));
        Succeeded::new(RecordAudio::to_s3("recordings"), recording)
    }

    #[tokio::test]
    async fn a_caller_is_greeted_and_recorded() {
        let app = App { greeting: "This is Maria's telephone.".to_owned(), ..App::for_test() };
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
    async fn who_hangs_up_after_speaking_has_left_a_message() {
        let mailbox = Arc::new(InMemory::default());
        let app = App { mailbox: mailbox.clone(), ..App::for_test() };
        let mut visit = Session::default();
        recorded(&app, &gone(), &mut visit, success("messages/1.wav")).await.unwrap();
        assert_eq!(mailbox.messages().len(), 1);
        assert!(visit.draft.is_none(), "the hang-up that follows finds nothing to keep");
    }

    #[tokio::test]
    async fn a_recording_that_is_nowhere_is_owned_up_to() {
        let (app, mut visit) = (App::for_test(), Session::default());
        let reply = recorded(&app, &caller(), &mut visit, success("")).await.unwrap();
        assert_eq!(reply, lost().into());

        let record = RecordAudio::to_s3("recordings");
        let failed = Failed::new(record, ErrorType::InvalidActionParameter, "");
        assert_eq!(not_recorded(failed).await, lost());
    }
}

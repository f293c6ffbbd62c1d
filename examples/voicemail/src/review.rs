//! The review of a recording: the caller keeps it, replaces it, or hears it first.

use offhook::action::{Hangup, PlayAudio, Speak, SpeakAndGetDigits};
use offhook::event::ErrorType;
use offhook::prelude::*;

use crate::{App, Visit, mailbox, recording};

/// Maximum number of times that a caller can hear or replace the message.
const REVIEWS: u8 = 5;

/// The choices after an opening.
pub(crate) fn menu(opening: &str) -> SpeakAndGetDigits {
    let choices = "To keep it, press 1. To record it again, press 2. To hear it, press 3.";
    SpeakAndGetDigits::new(format!("{opening} {choices}"))
        .digits(1)
        .regex("[123]")
        .attempts(3)
        .failure(format!("Sorry, I did not understand. {choices}"))
}

/// The caller pressed a key. When the call has ended since, the hang-up keeps the message.
#[on(ActionSuccessful(SpeakAndGetDigits))]
async fn chosen(
    app: &App,
    call: &Call,
    visit: &mut Session<Visit>,
    digits: Digits,
) -> Result<Reply> {
    if !call.is_up() {
        return Ok(Reply::none());
    }
    let Some(draft) = visit.draft.clone() else { return Ok(recording::lost().into()) };
    if digits == "1" {
        return goodbye(app, call, visit, "Thank you. Your message is in the mailbox.").await;
    }
    if visit.reviews == REVIEWS {
        return goodbye(app, call, visit, "Let us leave it at that. Your message is kept.").await;
    }
    visit.reviews += 1;
    if digits == "2" {
        visit.draft = None;
        let invitation = "Please record your message again, and press the pound key at its end.";
        return Ok((Speak::text(invitation), recording::record(app)).into());
    }
    let message = PlayAudio::file(draft).terminators("#");
    Ok((message, menu("That was your message.")).into())
}

/// The message can't be played: the bucket's policy lacks `s3:GetObject`, or the file is not there
/// yet.
#[on(ActionFailed(PlayAudio))]
async fn not_played(failed: Failed<PlayAudio>) -> SpeakAndGetDigits {
    tracing::error!("{failed}");
    menu("Sorry, your message can not be played right now.")
}

/// The caller never chose, or the choices could not be spoken: the message is kept.
#[on(ActionFailed(SpeakAndGetDigits))]
async fn not_chosen(
    app: &App,
    call: &Call,
    visit: &mut Session<Visit>,
    failed: Failed<SpeakAndGetDigits>,
) -> Result<Reply> {
    if failed.error_type == ErrorType::InvalidDigitsReceived {
        return goodbye(app, call, visit, "As you have not chosen, your message is kept.").await;
    }
    tracing::error!("{failed}");
    mailbox::keep(app, call, visit).await?;
    Ok(Hangup::normal().into())
}

/// The call is over; a message that the caller left undecided is kept.
#[on(Hangup)]
async fn hung_up(
    app: &App,
    call: &Call,
    visit: &mut Session<Visit>,
    hangup: event::Hangup,
) -> Result<()> {
    tracing::info!(code = hangup.sip_response_code, "hung up");
    mailbox::keep(app, call, visit).await
}

/// Keeps the message and ends the call.
async fn goodbye(app: &App, call: &Call, visit: &mut Visit, why: &str) -> Result<Reply> {
    mailbox::keep(app, call, visit).await?;
    Ok((Speak::text(format!("{why} Goodbye.")), Hangup::normal()).into())
}

#[cfg(test)]
mod tests {
    use offhook::action::Action;

    use super::*;
    use crate::tests::{caller, draft, gone};

    async fn pressed(app: &App, visit: &mut Session<Visit>, digits: Digits) -> Reply {
        chosen(app, &caller(), visit, digits).await.unwrap()
    }

    #[tokio::test]
    async fn one_keeps_the_message() {
        let app = App::for_test();
        let reply = pressed(&app, &mut draft(), digits!("1")).await;
        assert!(matches!(reply.actions(), [Action::Speak(_), Action::Hangup(_)]));
        assert_eq!(app.mailbox.messages().len(), 1);
    }

    #[tokio::test]
    async fn two_records_another() {
        let (app, mut visit) = (App::for_test(), draft());
        let reply = pressed(&app, &mut visit, digits!("2")).await;
        assert!(matches!(reply.actions(), [Action::Speak(_), Action::RecordAudio(_)]));
        assert_eq!(visit.draft, None);
        assert!(app.mailbox.messages().is_empty());
    }

    #[tokio::test]
    async fn three_plays_it_a_few_times() {
        let (app, mut visit) = (App::for_test(), draft());
        for _ in 0..REVIEWS {
            let reply = pressed(&app, &mut visit, digits!("3")).await;
            let [Action::PlayAudio(play), Action::SpeakAndGetDigits(_)] = reply.actions() else {
                panic!("{reply:?}")
            };
            assert_eq!(play.audio_source.key, "messages/1.wav");
        }
        let reply = pressed(&app, &mut visit, digits!("3")).await;
        assert!(matches!(reply.actions(), [Action::Speak(_), Action::Hangup(_)]));
        assert_eq!(app.mailbox.messages().len(), 1);
    }

    #[tokio::test]
    async fn a_message_that_can_not_be_played_can_be_kept_still() {
        let play = PlayAudio::s3("recordings", "messages/1.wav");
        let failed = Failed::new(play, ErrorType::InvalidAudioSource, "");
        let menu = not_played(failed).await;
        assert!(menu.speech_parameters.text.as_str().contains("can not be played"));
    }

    #[tokio::test]
    async fn without_a_choice_the_message_is_kept() {
        for error_type in [ErrorType::InvalidDigitsReceived, ErrorType::AccessDenied] {
            let app = App::for_test();
            let failed = Failed::new(menu(""), error_type, "");
            let reply = not_chosen(&app, &caller(), &mut draft(), failed).await.unwrap();
            assert!(matches!(reply.actions(), [.., Action::Hangup(_)]));
            assert_eq!(app.mailbox.messages().len(), 1);
        }
    }

    #[tokio::test]
    async fn a_hang_up_during_the_review_keeps_the_message() {
        let (app, mut visit) = (App::for_test(), draft());
        chosen(&app, &gone(), &mut visit, digits!("2")).await.unwrap();
        let hangup = event::Hangup::new(Leg::A, "call-a", 0);
        hung_up(&app, &gone(), &mut visit, hangup).await.unwrap();
        assert_eq!(app.mailbox.messages().len(), 1);
    }
}

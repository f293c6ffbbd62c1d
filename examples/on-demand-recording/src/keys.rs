//! The keys: star 1 starts the recording, star 2 pauses it, star 3 resumes it, star 0 stops it.

use offhook::action::{
    Action, Hangup, PauseCallRecording, ReceiveDigits, ResumeCallRecording, Speak,
    StartCallRecording, StopCallRecording,
};
use offhook::prelude::*;

use crate::{App, Stage, bridge};

/// The leg that is recorded. A recording of both its directions has the whole call.
const RECORDED: Leg = Leg::A;

/// Listens for the keys.
pub(crate) fn listen() -> ReceiveDigits {
    ReceiveDigits::matching(r"^\*[0-3]$")
}

/// A caller or agent pressed keys. The service may have stopped listening to them: ReceiveDigits is
/// sent again, before anything that can fail. The stage changes with the recording, in
/// [`crate::recording`].
#[on(DigitsReceived)]
async fn pressed(app: &App, call: &Call, stage: &Session<Stage>, digits: Digits) -> Reply {
    if bridge::is_alone(call) {
        return Hangup::all(call).into();
    }
    Reply::from(listen()).then_some(answer(app, *stage.state(), digits.as_str()))
}

/// The action that the keys ask for, or the reason why there is none.
fn answer(app: &App, stage: Stage, keys: &str) -> Option<Action> {
    let say = |why_not: &'static str| Speak::text(why_not).into();
    Some(match (keys, stage) {
        ("*1", Stage::Talking) => {
            StartCallRecording::to_s3(app.settings.location.clone()).on(RECORDED).into()
        }
        ("*2", Stage::Recording) => PauseCallRecording::new().on(RECORDED).into(),
        ("*3", Stage::Paused) => ResumeCallRecording::new().on(RECORDED).into(),
        ("*0", Stage::Recording | Stage::Paused) => StopCallRecording::new().on(RECORDED).into(),
        ("*1" | "*3", Stage::Recording) => say("This call is being recorded already."),
        ("*1", Stage::Paused) => say("The recording is paused. To resume it, press star 3."),
        ("*2", Stage::Paused) => say("The recording is paused already."),
        ("*0" | "*1" | "*2" | "*3", Stage::Stopped) => {
            say("The recording was stopped. It can not start again.")
        }
        ("*0" | "*2" | "*3", _) => say("This call is not being recorded."),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::bridged;

    async fn reply(stage: Stage, digits: Digits) -> Reply {
        pressed(&App::for_test(), &bridged(), &Session::new(stage), digits).await
    }

    #[tokio::test]
    async fn keys_control_the_recording() {
        let start = StartCallRecording::to_s3("recordings/calls").on(Leg::A);
        let (pause, resume) = (PauseCallRecording::new(), ResumeCallRecording::new());
        let stop: Action = StopCallRecording::new().on(Leg::A).into();
        for (stage, digits, action) in [
            (Stage::Talking, digits!("*1"), start.into()),
            (Stage::Recording, digits!("*2"), pause.on(Leg::A).into()),
            (Stage::Paused, digits!("*3"), resume.on(Leg::A).into()),
            (Stage::Recording, digits!("*0"), stop.clone()),
            (Stage::Paused, digits!("*0"), stop),
        ] {
            assert_eq!(reply(stage, digits).await.actions(), [listen().into(), action]);
        }
    }

    #[tokio::test]
    async fn keys_without_effect_are_explained() {
        for (stage, digits, why_not) in [
            (Stage::Recording, digits!("*1"), "recorded already"),
            (Stage::Paused, digits!("*1"), "press star 3"),
            (Stage::Stopped, digits!("*1"), "can not start again"),
            (Stage::Stopped, digits!("*2"), "can not start again"),
            (Stage::Talking, digits!("*0"), "not being recorded"),
            (Stage::Recording, digits!("*3"), "recorded already"),
        ] {
            let reply = reply(stage, digits).await;
            let [Action::ReceiveDigits(_), Action::Speak(answer)] = reply.actions() else {
                panic!("{reply:?}")
            };
            assert!(answer.speech.text.as_str().contains(why_not), "{}", answer.speech.text);
        }
    }

    #[tokio::test]
    async fn other_keys_are_ignored() {
        assert_eq!(reply(Stage::Talking, digits!("42")).await, listen().into());
    }
}

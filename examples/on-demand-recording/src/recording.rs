//! The recording. Both legs hear what happens to it.

use offhook::action::{Action, Hangup, Speak};
use offhook::prelude::*;

use crate::{Stage, bridge};

/// The recording has started.
#[on(ActionSuccessful(StartCallRecording))]
async fn started(
    call: &Call,
    stage: &mut Session<Stage>,
    started: Succeeded<action::StartCallRecording>,
) -> Vec<Action> {
    tracing::info!(key = started.results.key(), "recording");
    stage.set(Stage::Recording);
    tell(call, "This call is now being recorded.")
}

/// The recording is paused.
#[on(ActionSuccessful(PauseCallRecording))]
async fn paused(call: &Call, stage: &mut Session<Stage>) -> Vec<Action> {
    stage.set(Stage::Paused);
    tell(call, "The recording is paused.")
}

/// The recording goes on.
#[on(ActionSuccessful(ResumeCallRecording))]
async fn resumed(call: &Call, stage: &mut Session<Stage>) -> Vec<Action> {
    stage.set(Stage::Recording);
    tell(call, "The recording goes on.")
}

/// The recording has ended, for good.
#[on(ActionSuccessful(StopCallRecording))]
async fn stopped(call: &Call, stage: &mut Session<Stage>) -> Vec<Action> {
    stage.set(Stage::Stopped);
    tell(call, "The recording has ended.")
}

/// The recording did not change. The conversation goes on, and both legs hear it.
#[on(ActionFailed(
    StartCallRecording | PauseCallRecording | ResumeCallRecording | StopCallRecording
))]
async fn unchanged(call: &Call, stage: &Session<Stage>, failed: Failed) -> Vec<Action> {
    tracing::error!("{failed}");
    tell(
        call,
        match stage.state() {
            Stage::Recording => "That did not work. This call is still being recorded.",
            _ => "That did not work. This call is still not being recorded.",
        },
    )
}

/// Speaks to both legs.
fn tell(call: &Call, news: &'static str) -> Vec<Action> {
    if bridge::is_alone(call) {
        return Hangup::all(call);
    }
    call.connected().map(|leg| Speak::text(news).on(leg).into()).collect()
}

#[cfg(test)]
mod tests {
    use offhook::action::{CallRecording, StartCallRecording, StopCallRecording};
    use offhook::event::ErrorType;

    use super::*;
    use crate::tests::bridged;

    #[tokio::test]
    async fn both_legs_hear_of_the_recording() {
        let (call, mut stage) = (bridged(), Session::new(Stage::Talking));
        let start = StartCallRecording::to_s3("recordings/calls");
        let success = Succeeded::new(start, CallRecording::default());
        let told = started(&call, &mut stage, success).await;
        let news = "This call is now being recorded.";
        assert_eq!(told, ["call-a", "call-b"].map(|leg| Speak::text(news).on(leg).into()));
        assert_eq!(*stage, Stage::Recording);

        paused(&call, &mut stage).await;
        assert_eq!(*stage, Stage::Paused);
        resumed(&call, &mut stage).await;
        assert_eq!(*stage, Stage::Recording);
        stopped(&call, &mut stage).await;
        assert_eq!(*stage, Stage::Stopped);
    }

    #[tokio::test]
    async fn both_legs_hear_that_a_recording_goes_on() {
        let stop = StopCallRecording::new().into();
        let failed = Failed::new(stop, ErrorType::SystemException, "");
        let told = unchanged(&bridged(), &Session::new(Stage::Recording), failed).await;
        let [Action::Speak(news), Action::Speak(_)] = &*told else { panic!("{told:?}") };
        assert!(news.speech.text.as_str().ends_with("still being recorded."));
    }
}

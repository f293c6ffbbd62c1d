//! Recordings.

use std::time::Duration;

use offhook::action::{
    Action, AudioFile, CallAndBridge, Hangup, PlayAudio, ReceiveDigits, Speak,
    StartCallRecording, StopCallRecording,
};
use offhook::flow::AskError;
use offhook::prelude::*;
use offhook_simulator::{Phone, Simulator};
use serde::{Deserialize, Serialize};

use crate::{VET, dial};

// ANCHOR: message
/// Records a message until the caller keeps it: the last of at most three.
async fn message(line: &mut Line) -> Result<Option<AudioFile>, AskError> {
    for _ in 0..3 {
        line.speak("Please leave a message, then press pound.").await?;
        let recording = line
            .record("recordings")
            .prefix("messages/")
            .max(Duration::from_secs(120))
            .silence(Duration::from_secs(5))
            .await?;
        let Some(file) = recording.file().cloned() else { return Ok(None) };
        line.speak("You said:").await?;
        line.run(PlayAudio::file(file.clone()).terminators("#")).await?;
        let question =
            line.ask("To record it again, press 2. To keep it, press 1.").digits(1);
        match question.regex("[12]").await {
            Ok(key) if key == "2" => {}
            // Who does not choose, or hangs up, has left a message too.
            _ => return Ok(Some(file)),
        }
    }
    Ok(None)
}
// ANCHOR_END: message

// ANCHOR: conversation
/// Connects callers with the vet. Star 1 starts a recording, and then stops it.
#[offhook::app(session = Stage, apology = "We can't connect you.")]
struct Support;

/// The stage of a conversation. It changes with the recording, not with the keys.
#[derive(Default, Serialize, Deserialize)]
enum Stage {
    #[default]
    Talking,
    Recording,
    Stopped,
}

#[on(NewInboundCall, app = Support)]
async fn welcome() -> (Speak, CallAndBridge) {
    let greeting =
        Speak::text("I am calling the vet. To record this call, press star 1.");
    (greeting, CallAndBridge::pstn(e164!("+12065550123")))
}

#[on(ActionSuccessful(CallAndBridge), app = Support)]
async fn connected() -> ReceiveDigits {
    listen()
}

/// Listens again first: the service may have stopped, and what follows can fail.
#[on(DigitsReceived, app = Support)]
async fn pressed(stage: &Session<Stage>) -> Reply {
    let reply = Reply::from(listen());
    match stage.state() {
        Stage::Talking => {
            reply.then(StartCallRecording::to_s3("recordings/calls").on(Leg::A))
        }
        Stage::Recording => reply.then(StopCallRecording::new().on(Leg::A)),
        Stage::Stopped => reply,
    }
}

#[on(ActionSuccessful(StartCallRecording), app = Support)]
async fn started(call: &Call, stage: &mut Session<Stage>) -> Vec<Action> {
    stage.set(Stage::Recording);
    if call.connected().count() < 2 {
        // The other leg has left. These actions replace the Hangup that waits.
        return Hangup::all(call);
    }
    call.connected()
        .map(|leg| Speak::text("This call is being recorded.").on(leg).into())
        .collect()
}

#[on(ActionSuccessful(StopCallRecording), app = Support)]
async fn stopped(stage: &mut Session<Stage>) {
    stage.set(Stage::Stopped);
}

fn listen() -> ReceiveDigits {
    ReceiveDigits::matching(r"^\*1$").on(Leg::A)
}
// ANCHOR_END: conversation

#[offhook::app]
struct Desk;

#[flow(NewInboundCall, app = Desk)]
async fn call(line: &mut Line) -> Result<()> {
    let kept = message(line).await?;
    line.speak(if kept.is_some() { "Thank you." } else { "Nothing was kept." })
        .await?;
    Ok(())
}

#[on_error(app = Desk)]
async fn sorry() -> action::Hangup {
    action::Hangup::normal()
}

#[tokio::test]
async fn the_second_message_is_kept() {
    let simulator = Simulator::cold(|| Desk);
    let again = async |phone: &mut Phone| {
        phone
            .hears("leave a message")
            .says("Hello.")
            .presses("#")
            .hears("You said:")
            .await;
        phone.hears("recordings/messages/").hears("To keep it").presses("2").await;
        phone
            .hears("leave a message")
            .says("Hello.")
            .presses("#")
            .hears("To keep it")
            .await;
        phone.presses("1").hears("Thank you.").is_hung_up().await;
    };
    simulator.rehearse(dial, again).await;
    let mut phone = dial(simulator).await;
    again(&mut phone).await;
    phone.ends().await;
    assert_eq!(phone.recordings().len(), 2);
}

#[tokio::test]
async fn the_conversation_is_recorded() {
    let recorded = async |phone: &mut Phone| {
        phone
            .hears("press star 1")
            .far_end(VET)
            .answers()
            .caller()
            .presses("*1")
            .await;
        phone
            .hears("is being recorded")
            .far_end(VET)
            .hears("is being recorded")
            .await;
        phone.presses("*1").is_recorded("recordings/calls/").hangs_up().await;
        phone.far_end(VET).is_hung_up().await;
    };
    Simulator::cold(|| Support).rehearse(dial, recorded).await;
}

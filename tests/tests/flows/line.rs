//! What the line knows of the call, the defaults that a flow sets on it, and its errors.

use std::future::IntoFuture;
use std::sync::{Arc, Mutex};

use offhook::action::{Action, Engine, PlayAudio, PlayAudioAndGetDigits, Speak};
use offhook::flow::{ArgumentsError, AskError, BridgeError, Line, LineError};
use offhook::prelude::*;
use offhook_simulator::Simulator;
use serde_json::{Value, json};

use crate::course::Course;
use crate::{CALLER, NUMBER, VET};

#[offhook::app]
#[derive(Default)]
struct Desk {
    was_replaying: Mutex<Vec<bool>>,
}

#[flow(NewInboundCall, app = Desk)]
async fn desk(line: &mut Line, app: &Desk) -> Result<()> {
    app.was_replaying.lock().unwrap().push(line.is_replaying());
    let ids = [line.account_id(), line.region(), line.sip_rule_id()];
    let ids = ids.into_iter().chain([line.sip_media_application_id()]).flatten();
    let ids = ids.collect::<Vec<_>>().join(" ");
    let numbers = format!("{} {} {}", line.from(), line.to(), line.transaction_id());
    line.speak(format!("{numbers} {ids}")).await?;
    line.set_voice("Vicki");
    line.set_engine(Engine::Neural);
    line.set_language("de-DE");
    line.set_prompt_bucket("prompts");
    line.set_failure_prompt("Noch einmal.");
    line.speak("Guten Tag.").await?;
    line.run(Speak::text("Hi.").voice("Joanna")).await?;
    line.run(PlayAudio::s3("", "menu.wav")).await?;
    line.run(PlayAudio::s3("own", "menu.wav")).await?;
    line.ask("Ihre PIN.").digits(4).await?;
    app.was_replaying.lock().unwrap().push(line.is_replaying());
    Ok(())
}

#[offhook::app]
struct Prompts;

/// Asks by a bot or, on the other number, by a file.
#[flow(NewInboundCall, app = Prompts)]
async fn prompts(line: &mut Line) -> Result<()> {
    line.set_prompt_bucket("prompts");
    line.set_language("de-DE");
    if line.to() == NUMBER {
        let arn = "arn:aws:lex:us-east-1:123456789012:bot-alias/ABCDEFGHIJ/KLMNOPQRST";
        let (bot, french) = (line.bot(arn), line.bot(arn).locale("fr_FR"));
        tokio::try_join!(bot.into_future(), french.into_future())?;
    } else {
        line.run(PlayAudioAndGetDigits::s3("", "pin.wav")).await?;
    }
    Ok(())
}

/// The parameters of the actions of the first reply to a call of a number.
async fn sent<A: offhook::App>(app: A, number: &str) -> Vec<Value> {
    let call = Call::inbound(CALLER, number)
        .with_transaction_id("transaction-7")
        .with_account("123456789012", "eu-central-1")
        .with_sip_rule_id("rule-1")
        .with_sip_media_application_id("application-1");
    let invocation = Invocation::new(&event::NewInboundCall, call);
    let reply = offhook::respond(&app, invocation).await.expect("a reply");
    let reply: Value = serde_json::from_str(&reply.to_json()).expect("JSON");
    let actions = reply["Actions"].as_array().expect("actions");
    actions.iter().map(|action| action["Parameters"].clone()).collect()
}

#[tokio::test]
async fn line_has_the_numbers_and_ids_of_the_call() {
    assert_eq!(
        sent(Desk::default(), NUMBER).await[0]["Text"],
        format!("{CALLER} {NUMBER} transaction-7 123456789012 eu-central-1 rule-1 application-1")
    );
}

#[tokio::test]
async fn defaults_hold_where_the_action_says_nothing() {
    let desk = sent(Desk::default(), NUMBER).await;
    let speech = |parameters: &Value| {
        ["VoiceId", "Engine", "LanguageCode"].map(|key| parameters[key].clone())
    };
    assert_eq!(speech(&desk[0]), [json!(null), json!(null), json!(null)]);
    assert_eq!(speech(&desk[1]), ["Vicki", "neural", "de-DE"]);
    assert_eq!(speech(&desk[2]), ["Joanna", "neural", "de-DE"]);
    assert_eq!(desk[3]["AudioSource"]["BucketName"], "prompts");
    assert_eq!(desk[4]["AudioSource"]["BucketName"], "own");
    assert_eq!(speech(&desk[5]["SpeechParameters"]), ["Vicki", "neural", "de-DE"]);
    assert_eq!(desk[5]["FailureSpeechParameters"]["Text"], "Noch einmal.");

    let file = sent(Prompts, VET).await.remove(0);
    assert_eq!(file["AudioSource"]["BucketName"], "prompts");
    let bots = sent(Prompts, NUMBER).await;
    let locales: Vec<_> = bots.iter().map(|bot| &bot["LocaleId"]).collect();
    assert_eq!(locales, ["de_DE", "fr_FR"]);
}

#[tokio::test]
async fn a_flow_knows_when_it_replays() {
    let app = Arc::new(Desk::default());
    let mut phone = Simulator::new(Arc::clone(&app)).dial(CALLER, NUMBER).await;
    phone.hears("Ihre PIN.").presses("1234").is_hung_up().await;
    phone.ends().by_application().await;
    assert_eq!(*app.was_replaying.lock().unwrap(), [false, true, false]);
}

#[test]
fn errors_say_what_happened() {
    let errors: [(&str, &dyn std::error::Error); 5] = [
        ("no valid digits were entered", &AskError::NoDigits),
        ("the caller has hung up", &AskError::Line(LineError::CallEnded)),
        ("the far end did not answer", &BridgeError::NotAnswered),
        ("the caller has hung up", &BridgeError::Line(LineError::CallEnded)),
        (
            "the arguments of the call are not known: the flow did not begin with NEW_OUTBOUND_CALL, \
             or the attributes of the reply to it were not kept",
            &ArgumentsError::Unknown,
        ),
    ];
    for (text, error) in errors {
        assert_eq!(error.to_string(), text);
    }
}

#[offhook::app]
#[derive(Default)]
struct Errors {
    texts: Mutex<Vec<String>>,
}

#[flow(NewOutboundCall, app = Errors)]
async fn errors(line: &mut Line, app: &Errors) -> Result<()> {
    let arguments = line.arguments::<Vec<u8>>().unwrap_err();
    let look_up = async { Err::<(), Error>("no database".into()) };
    let once = line.once("look up", look_up).await.unwrap_err();
    let not_answered = line.answered().await.unwrap_err();
    *app.texts.lock().unwrap() = vec![
        arguments.to_string(),
        once.to_string(),
        AskError::from(once).to_string(),
        not_answered.to_string(),
    ];
    Ok(())
}

#[tokio::test]
async fn errors_of_a_call_say_what_happened() {
    let mut course = Course::new(Errors::default());
    course.hears(event::NewOutboundCall::new([("cat", "Tom")])).await;
    course.hears(event::Hangup::new(Leg::A, "call-a", 486)).await;
    assert_eq!(
        course.app.texts.into_inner().unwrap(),
        [
            "ActionData.Parameters.Arguments must be a sequence, is an object",
            "the side effect \"look up\" failed",
            "the side effect \"look up\" failed",
            "the call was not answered: SIP response 486",
        ]
    );
}

mod recorded {
    use super::*;

    #[offhook::app]
    pub(super) struct App;

    #[flow(NewInboundCall, app = App)]
    async fn recorded(line: &mut Line) -> Result<()> {
        let recording = line.run(action::StartCallRecording::to_s3("own/calls")).await?;
        line.speak(format!("{:?} {:?}", recording.bucket(), recording.key())).await?;
        Ok(())
    }
}

#[tokio::test]
async fn call_recording_is_where_the_service_says() {
    let cases = [
        (action::CallRecording::new("own/calls/7.wav"), "Some(\"own\") Some(\"calls/7.wav\")"),
        (action::CallRecording::new("another/8.wav"), "Some(\"another\") Some(\"8.wav\")"),
        (action::CallRecording::default(), "None None"),
    ];
    for (recording, text) in cases {
        let mut course = Course::new(recorded::App);
        course.hears(event::NewInboundCall).await;
        let start = action::StartCallRecording::to_s3("own/calls");
        let actions = course.hears(Succeeded::new(start, recording)).await;
        let Some(Action::Speak(speak)) = actions.first() else { panic!("{actions:?}") };
        assert_eq!(speak.speech.text, text);
    }
}

mod recorder {
    use super::*;

    #[offhook::app]
    pub(super) struct App;

    #[flow(NewInboundCall, app = App)]
    async fn recorder(line: &mut Line) -> Result<()> {
        line.run(action::StartCallRecording::to_s3("own/calls")).await?;
        line.record("messages").prefix("office/").await?;
        line.ask("Press 1.").digits(1).await?;
        Ok(())
    }
}

#[tokio::test]
async fn the_journal_has_no_bucket_that_the_flow_names() {
    let mut course = Course::new(recorder::App);
    course.hears(event::NewInboundCall).await;
    let start = action::StartCallRecording::to_s3("own/calls");
    course.hears(Succeeded::new(start, action::CallRecording::new("own/calls/7.wav"))).await;
    let record = action::RecordAudio::to_s3("messages").prefix("office/");
    let file = action::AudioFile::s3("messages", "office/8.wav");
    course.hears(Succeeded::new(record, action::Recording::new(file))).await;
    let journal = course.call.attributes().get("offhook-flow").expect("a journal");
    assert!(journal.contains(">/7.wav") && journal.contains(">8.wav"), "{journal}");
}

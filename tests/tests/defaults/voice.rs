//! The voice of all speech of an app.

use offhook::action::{Engine, Speak, SpeakAndGetDigits};
use offhook::prelude::*;
use serde_json::{Value, json};

use crate::{Connected, actions, call};

/// An app that speaks German.
#[offhook::app(voice = "Vicki", engine = "neural", language = "de-DE")]
struct German;

/// An app that sets the engine alone.
#[offhook::app(engine = "standard")]
struct Standard;

/// An app that sets nothing.
#[offhook::app]
struct Default;

fn speech() -> Reply {
    Reply::from((
        Speak::text("a"),
        Speak::text("b").voice("Hans"),
        Speak::text("c").engine(Engine::Standard).language("de-AT"),
        SpeakAndGetDigits::new("d").failure("e"),
        SpeakAndGetDigits::new("f").voice("Hans").failure_ssml("<speak>g</speak>"),
    ))
}

#[on(CallAnswered, app = German)]
#[on(CallAnswered, app = Standard)]
#[on(CallAnswered, app = Default)]
async fn speaks() -> Reply {
    speech()
}

#[on(Ringing, app = German)]
async fn fails() -> Result<()> {
    Err("fog".into())
}

#[on(DigitsReceived, app = German)]
async fn fails_later() -> Result<()> {
    fails().await
}

#[on_error(app = German)]
async fn apologizes() -> Speak {
    Speak::text("h")
}

/// Engine, language and voice of each prompt, and of the failure prompts.
async fn voices<A: offhook::App>(app: &A) -> Vec<[Value; 3]> {
    let actions = actions(app, &event::CallAnswered, call(Connected)).await;
    let voice =
        |speech: &Value| ["Engine", "LanguageCode", "VoiceId"].map(|field| speech[field].clone());
    let parameters = actions.as_array().expect("a list").iter().map(|action| &action["Parameters"]);
    parameters
        .flat_map(|parameters| {
            let failure = parameters.get("FailureSpeechParameters");
            [Some(parameters.get("SpeechParameters").unwrap_or(parameters)), failure]
        })
        .flatten()
        .map(voice)
        .collect()
}

#[tokio::test]
async fn the_apps_voice_completes_that_of_an_action() {
    assert_eq!(
        json!(voices(&German).await),
        json!([
            ["neural", "de-DE", "Vicki"],
            ["neural", "de-DE", "Hans"],
            ["standard", "de-AT", "Vicki"],
            ["neural", "de-DE", "Vicki"],
            [null, null, null], // The service takes it from the prompt.
            ["neural", "de-DE", "Hans"],
            [null, null, null],
        ])
    );
    for [engine, language, voice] in [&voices(&Standard).await[0], &voices(&Standard).await[3]] {
        assert_eq!((engine, language, voice), (&json!("standard"), &json!(null), &json!(null)));
    }
}

#[tokio::test]
async fn without_options_an_action_is_sent_as_it_is() {
    let sent = offhook::respond(&Default, Invocation::new(&event::CallAnswered, call(Connected)))
        .await
        .expect("a reply");
    let spoken: Vec<_> =
        sent.actions().iter().map(|action| json!(action)["Parameters"].take()).collect();
    assert_eq!(spoken[0], json!({"CallId": "call-a", "Text": "a"}));
}

#[tokio::test]
async fn the_reply_of_on_error_is_in_the_apps_voice() {
    let pressed = event::DigitsReceived::new(action::ReceiveDigits::matching("."), "1");
    let spoken = actions(&German, &pressed, call(Connected)).await;
    assert_eq!(spoken[0]["Parameters"]["VoiceId"], "Vicki");
}

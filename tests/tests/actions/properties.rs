//! Properties for any input: numbers read from text, errors without values, no panics.

use std::time::Duration;

use offhook::action::{
    Action, ActionKind, CallAndBridge, ModifyChimeMeetingAttendees, Pause, PlayAudio,
    PlayAudioAndGetDigits, ReceiveDigits, RecordAudio, SendDigits, Speak, SpeakAndGetDigits,
    StartBotConversation, StartCallRecording,
};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::helpers::{BOT, VOICE_CONNECTOR, millis, number, read, secs};

/// Returns a JSON value with every number as text.
fn numbers_as_text(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            map.into_iter().map(|(key, value)| (key, numbers_as_text(value))).collect()
        }
        Value::Array(list) => list.into_iter().map(numbers_as_text).collect(),
        Value::Number(number) => number.to_string().into(),
        other => other,
    }
}

fn assert_same_from_text<A: ActionKind>(action: &A) {
    let json = serde_json::to_value(action).expect("JSON");
    let text = numbers_as_text(json.clone());
    assert_ne!(json, text, "the action has no numbers");
    assert_eq!(&read::<A>(text), action);
}

proptest! {
    #[test]
    fn numbers_are_read_from_text(n: u32, digits in 0..=128_usize, duration: u32) {
        let duration = millis(duration.into());
        let whole_seconds = secs(n.into());
        assert_same_from_text(&Pause::new(duration));
        assert_same_from_text(&PlayAudio::s3("b", "k").repeat(n));
        assert_same_from_text(
            &SpeakAndGetDigits::new("x").digits(digits).attempts(n).timeout(duration).between_digits(duration),
        );
        assert_same_from_text(&PlayAudioAndGetDigits::s3("b", "k").digits(..=digits).timeout(duration));
        assert_same_from_text(&ReceiveDigits::matching("x").between_digits(duration).flush(duration));
        assert_same_from_text(&SendDigits::new("1").tone(duration));
        assert_same_from_text(
            &RecordAudio::to_s3("b").max(whole_seconds).silence(whole_seconds).silence_threshold(n),
        );
        assert_same_from_text(&CallAndBridge::pstn(number("+12065550100")).timeout(whole_seconds));
    }

    /// The text of an error never contains the value that is invalid.
    #[test]
    fn errors_never_contain_values(secret in "[\u{3b1}-\u{3c9}]{8,12}") {
        let long = secret.repeat(300);
        let of_an_endpoint = |endpoint: Value| read::<CallAndBridge>(json!({"Endpoints": [endpoint]})).into();
        let refusals: [Action; 24] = [
            Speak::text(long.clone()).into(),
            Speak::text("x").engine((*secret).into()).into(),
            SpeakAndGetDigits::new(long.clone()).into(),
            SpeakAndGetDigits::new("x").failure(long.clone()).into(),
            SpeakAndGetDigits::new("x").terminator(secret.clone()).into(),
            PlayAudio::s3("", secret.clone()).into(),
            PlayAudio::s3(secret.clone(), "").into(),
            PlayAudio::s3("b", "k").terminators(secret.clone()).into(),
            PlayAudioAndGetDigits::s3("b", "k").failure_s3(secret.clone(), "").into(),
            PlayAudioAndGetDigits::s3("b", "k").terminator(secret.clone()).into(),
            ReceiveDigits::matching(secret.clone()).flush(Duration::ZERO).into(),
            SendDigits::new(secret.clone()).into(),
            RecordAudio::to_s3("b").prefix(secret.clone()).into(),
            RecordAudio::to_s3("b").terminators(secret.clone()).into(),
            StartCallRecording::to_s3(format!("/{secret}")).into(),
            StartCallRecording::to_s3("b").track((*secret).into()).into(),
            CallAndBridge::voice_connector(VOICE_CONNECTOR, secret.clone()).into(),
            CallAndBridge::voice_connector(VOICE_CONNECTOR, "x").ringback_s3(secret.clone(), "").into(),
            CallAndBridge::voice_connector(VOICE_CONNECTOR, "x").sip_header("X-A", long.clone()).into(),
            of_an_endpoint(json!({"BridgeEndpointType": "PSTN", "Uri": secret})),
            of_an_endpoint(json!({"BridgeEndpointType": secret, "Uri": secret})),
            ModifyChimeMeetingAttendees::mute(secret.clone(), vec![secret.clone(); 101]).into(),
            StartBotConversation::new(secret.clone()).into(),
            StartBotConversation::new(BOT).dialog((*secret).into()).into(),
        ];
        for action in refusals {
            let refusal = action.validate().expect_err("invalid").to_string();
            prop_assert!(!refusal.contains(&secret[..8]), "{refusal}");
        }
    }

    #[test]
    fn setters_and_validation_never_panic(text: String, n: u32, count: usize, seconds: u64, nanos in 0..1_000_000_000_u32) {
        let duration = Duration::new(seconds, nanos);
        let text = || text.clone();
        let actions: [Action; 10] = [
            Speak::text(text()).voice(text()).language(text()).on(text()).into(),
            SpeakAndGetDigits::ssml(text()).digits(count).terminator(text()).timeout(duration).into(),
            PlayAudioAndGetDigits::s3(text(), text()).digits(count..).between_digits(duration).into(),
            PlayAudio::s3(text(), text()).terminators(text()).repeat(n).into(),
            ReceiveDigits::matching(text()).between_digits(duration).flush(duration).into(),
            SendDigits::new(text()).tone(duration).into(),
            RecordAudio::to_s3(text()).prefix(text()).max(duration).silence(duration).into(),
            CallAndBridge::voice_connector(text(), text()).timeout(duration).sip_header(text(), text()).into(),
            StartBotConversation::new(text()).locale(text()).session_attribute(text(), text()).into(),
            StartCallRecording::to_s3(text()).track((*text()).into()).into(),
        ];
        for action in actions {
            let _ = action.validate();
            let json = serde_json::to_value(&action).expect("JSON");
            prop_assert!(json["Type"] == action.action_type().as_str());
        }
    }
}

//! Results of actions.

use offhook::action::bot::{
    ConfirmationState, Conversation, FinalState, Intent, IntentResult, IntentState, Interpretation,
    SlotValue,
};
use offhook::action::{
    ActionKind, AudioFile, CallRecording, PlayAudioAndGetDigits, ReceiveDigits, ReceivedDigits,
    RecordAudio, Recording, SpeakAndGetDigits, StartBotConversation, StartCallRecording,
};
use offhook::event::AnyResults;
use serde_json::{Value, json};

fn results<A: ActionKind>(action_data: Value) -> A::Results {
    serde_json::from_value(action_data).expect("results")
}

#[test]
fn received_digits_are_read_and_written() {
    let data = json!({"ReceivedDigits": "12", "Type": "SpeakAndGetDigits", "Parameters": {}});
    assert_eq!(results::<SpeakAndGetDigits>(data.clone()).received_digits, "12");
    assert_eq!(results::<PlayAudioAndGetDigits>(data.clone()).received_digits, "12");
    assert_eq!(results::<ReceiveDigits>(data).received_digits, "12");
    for absent in [json!({}), json!({"ReceivedDigits": null}), json!({"ReceivedDigits": ""})] {
        assert_eq!(results::<SpeakAndGetDigits>(absent), ReceivedDigits::default());
    }
    let sent = serde_json::to_value(ReceivedDigits::new("1#")).expect("JSON");
    assert_eq!(sent, json!({"ReceivedDigits": "1#"}));
    let any: AnyResults = serde_json::from_value(sent).expect("results");
    assert_eq!(any.get("ReceivedDigits"), Some(&json!("1#")));
}

#[test]
fn recording_is_read_by_either_spelling() {
    let file = AudioFile { storage: None, ..AudioFile::s3("b", "k") };
    for spelling in ["RecordingDestination", "RecordinDestination"] {
        let recording = results::<RecordAudio>(json!({spelling: {"BucketName": "b", "Key": "k"}}));
        assert_eq!(recording, Recording::new(file.clone()));
        assert_eq!(recording.file(), Some(&file));
    }
    for nowhere in [json!({}), json!({"RecordingDestination": {"BucketName": "b", "Key": ""}})] {
        assert_eq!(results::<RecordAudio>(nowhere).file(), None);
    }
    let whole = json!({
        "RecordingDestination": {"Type": "S3", "BucketName": "b", "Key": "k"},
        "RecordingTerminatorUsed": "#",
    });
    let recording = results::<RecordAudio>(whole.clone());
    assert_eq!(recording.recording_terminator_used, Some("#".into()));
    assert_eq!(serde_json::to_value(recording).expect("JSON"), whole);
    assert_eq!(results::<RecordAudio>(json!({})), Recording::default());
}

#[test]
fn call_recording_has_bucket_and_key() {
    let whole = json!({"CallRecordingDestination": {"Type": "S3", "Location": "bucket/a/b.wav"}});
    let recording = results::<StartCallRecording>(whole.clone());
    assert_eq!((recording.bucket(), recording.key()), (Some("bucket"), Some("a/b.wav")));
    assert_eq!(serde_json::to_value(recording).expect("JSON"), whole);
    let no_key = json!({"CallRecordingDestination": {"Type": "S3", "Location": "bucket"}});
    let recording = results::<StartCallRecording>(no_key);
    assert_eq!((recording.bucket(), recording.key()), (Some("bucket"), None));
    assert_eq!(results::<StartCallRecording>(json!({})), CallRecording::default());
    assert_eq!(CallRecording::default().bucket(), None);
}

#[test]
fn conversation_has_intent_and_slots() {
    let whole = json!({"IntentResult": {
        "SessionId": "call-1",
        "SessionState": {
            "SessionAttributes": {"queue": "orders"},
            "Intent": {
                "Name": "BookHotel",
                "Slots": {
                    "Nights": {
                        "Value": {"OriginalValue": "five", "InterpretedValue": "5", "ResolvedValues": ["5"]},
                        "Values": [],
                    },
                    "Location": null,
                },
                "State": "InProgress",
                "ConfirmationState": "None",
            },
        },
        "Interpretations": [
            {"NluConfidence": {"Score": 0.21}, "Intent": {"Name": "BookCar", "Slots": {}}},
            {"Intent": {"Name": "FallbackIntent", "Slots": {}}},
        ],
    }});
    let conversation = results::<StartBotConversation>(whole.clone());
    let intent = conversation.intent().expect("an intent");
    assert_eq!(intent.name.as_deref(), Some("BookHotel"));
    assert_eq!(
        (intent.slot("Nights"), intent.slot("Location"), intent.slot("Pets")),
        (Some("5"), None, None)
    );
    assert!(intent.slots.contains_key("Location"));
    assert_eq!(intent.state, Some(IntentState::Other("InProgress".into())));
    assert_eq!(intent.confirmation_state, Some(ConfirmationState::None));
    assert_eq!(
        (conversation.session_attribute("queue"), conversation.session_attribute("Nights")),
        (Some("orders"), None)
    );
    assert_eq!(serde_json::to_value(&conversation).expect("JSON"), whole);

    let built = Intent::new("BookHotel")
        .with_slot("Nights", SlotValue::new("5").with_original("five"))
        .with_empty_slot("Location")
        .with_state(IntentState::Other("InProgress".into()))
        .with_confirmation_state(ConfirmationState::None);
    let state = FinalState::new(built).with_session_attribute("queue", "orders");
    let result = IntentResult::new(state)
        .with_session_id("call-1")
        .with_interpretation(Interpretation::new(Intent::new("BookCar")).with_score(0.21))
        .with_interpretation(Interpretation::new(Intent::new("FallbackIntent")));
    assert_eq!(Conversation::new(result), conversation);
}

#[test]
fn parts_of_a_conversation_may_be_absent() {
    assert_eq!(results::<StartBotConversation>(json!({})), Conversation::default());
    let score = |score: Value| {
        let data =
            json!({"IntentResult": {"Interpretations": [{"NluConfidence": {"Score": score}}]}});
        results::<StartBotConversation>(data).intent_result?.interpretations[0]
            .nlu_confidence?
            .score
    };
    assert_eq!(score(json!(1)), Some(1.0));
    assert_eq!(score(json!("0.5")), Some(0.5));
    assert_eq!(score(json!({})), None);
    let nulls = results::<StartBotConversation>(json!({"IntentResult": {
        "SessionId": null,
        "SessionState": {"SessionAttributes": null, "Intent": {
            "Name": null,
            "Slots": null,
            "State": null,
            "ConfirmationState": null,
        }},
        "Interpretations": null,
    }}));
    assert_eq!(nulls.intent().expect("an intent").name, None);
    assert_eq!(
        results::<StartBotConversation>(json!({"IntentResult": null})),
        Conversation::default()
    );
}

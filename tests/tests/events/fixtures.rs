//! The events in `fixtures/events`.

use std::time::{Duration, SystemTime};

use offhook::action::bot::{ConfirmationState, IntentState};
use offhook::action::{
    Action, ActionType, CallAndBridge, Hangup, JoinChimeMeeting, ModifyChimeMeetingAttendees,
    Pause, PlayAudio, PlayAudioAndGetDigits, ReceiveDigits, RecordAudio, SendDigits, Speak,
    SpeakAndGetDigits, StartBotConversation, StartCallRecording, Storage, VoiceFocus,
};
use offhook::call::{Direction, Status};
use offhook::event::{self, ErrorType, Event, EventType, OfAction};
use offhook::{Failed, Interrupted, Invocation, Leg, Participant, Succeeded};
use offhook_tests::{assert_named_in_table, folder, json_files};
use serde_json::{Value, json};

const LEG_A: &str = "a3d5c1e8-0b44-4c52-9c07-51d3f0b7e2aa";
const LEG_B: &str = "b86e2f97-6d1c-4f0e-8e35-7f4c0a9d1cbb";

fn invocation(name: &str) -> Invocation {
    let path = folder("fixtures/events").join(format!("{name}.json"));
    let json = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    Invocation::from_json(&json).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Returns the event's data.
fn data<E: Event>(name: &str) -> E {
    E::read(&invocation(name))
}

/// Returns the parameters and results of an action that succeeded. The parameters must fit.
fn succeeded<A: OfAction>(name: &str) -> (A, A::Results) {
    let succeeded: Succeeded<A> = data(&format!("action-successful-{name}"));
    (
        succeeded.parameters.typed().unwrap_or_else(|| panic!("{name} fits")).clone(),
        succeeded.results,
    )
}

fn failed<A: OfAction>(name: &str) -> Failed<A> {
    data(&format!("action-failed-{name}"))
}

#[test]
fn every_file_decodes_and_keeps_its_json() {
    for (name, json) in json_files(&folder("fixtures/events")) {
        let invocation = Invocation::from_json(json.as_bytes())
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        let kept: Value = serde_json::from_str(invocation.raw()).expect("the text is JSON");
        let came: Value = serde_json::from_str(&json).expect("the file is JSON");
        assert_eq!(kept, came, "{name}");
        let call = invocation.call();
        assert!(!call.transaction_id().is_empty(), "{name}");
        if name != "unknown-event.json" {
            assert!(call.leg().is_some_and(|leg| !leg.call_id().is_empty()), "{name}");
        }
        let unknown = matches!(invocation.event_type(), EventType::Other(_));
        assert_eq!(unknown, name.starts_with("unknown-event"), "{name}");
        let unknown = matches!(invocation.action_type(), Some(ActionType::Other(_)));
        let odd = ["-unknown-", "-odd", "-type-", "call-update-", "new-outbound-", "unknown-"];
        assert!(!unknown || odd.iter().any(|odd| name.contains(odd)), "{name}");
    }
}

#[test]
fn table_of_fixtures_is_complete() {
    assert_named_in_table("fixtures/events");
}

#[test]
fn new_inbound_call_has_numbers_ids_and_headers() {
    let invocation = invocation("new-inbound-call");
    assert_eq!(invocation.event_type(), &EventType::NewInboundCall);
    assert_eq!((invocation.sequence(), invocation.schema_version()), (1, "1.0"));
    assert_eq!(invocation.action_type(), None);
    let call = invocation.call();
    assert_eq!((call.from(), call.to()), ("+14255550142", "+12065550117"));
    assert_eq!(call.transaction_id(), "7c1f0a52-9f7e-4d1b-8a60-2b9d5f3e6a01");
    assert_eq!((call.account_id(), call.region()), (Some("123456789012"), Some("us-west-2")));
    assert_eq!(call.sip_rule_id(), Some("5e0c4b7a-33c1-4a8e-b1f9-0d6a2c8e4f13"));
    assert_eq!(call.sip_media_application_id(), Some("d94a7b20-6f5e-4e0b-9d38-1c7b5a3f2e66"));
    assert!(call.attributes().is_empty());
    let leg = call.leg_a().expect("a leg");
    assert_eq!((leg.call_id(), leg.direction()), (LEG_A, Some(&Direction::Inbound)));
    assert_eq!((leg.status(), leg.is_connected()), (None, true));
    let began = SystemTime::UNIX_EPOCH + Duration::from_millis(1_767_225_600_123);
    assert_eq!(leg.start_time(), Some(began));
    assert_eq!(leg.sip_headers().get("User-to-User"), Some("68617262;encoding=hex"));
    assert_eq!(leg.sip_headers().get("x-pier"), Some("52"));
}

#[test]
fn odd_new_inbound_call_decodes() {
    let invocation = invocation("new-inbound-call-odd");
    assert_eq!(invocation.event_type(), &EventType::NewInboundCall);
    assert_eq!(invocation.sequence(), 2);
    let call = invocation.call();
    assert_eq!(call.from(), "purser");
    assert_eq!(call.sip_media_application_id(), Some("d94a7b20-6f5e-4e0b-9d38-1c7b5a3f2e66"));
    let leg = call.leg_a().expect("the first leg, without a tag");
    assert_eq!((leg.leg(), leg.status()), (None, Some(&Status::Connected)));
    assert_eq!(leg.start_time_text(), Some("176722560012345"));
    assert!(call.leg_b().is_none());
}

#[test]
fn outbound_calls_have_arguments_and_attributes() {
    let requested: event::NewOutboundCall = data("new-outbound-call");
    assert_eq!(
        requested,
        event::NewOutboundCall::new([("booking", "HX-20417"), ("passengers", "3")])
    );
    assert_eq!(invocation("new-outbound-call").call().sip_rule_id(), None);
    let bare: event::NewOutboundCall = data("new-outbound-call-bare");
    assert_eq!(bare, event::NewOutboundCall::default());
    assert_eq!(invocation("ringing").event_type(), &EventType::Ringing);

    let answered = invocation("call-answered");
    assert_eq!(answered.event_type(), &EventType::CallAnswered);
    let attributes = answered.call().attributes();
    assert_eq!((attributes.len(), attributes.get("route")), (3, Some("Harbour loop")));
    assert_eq!(attributes.get_value("seats"), Some(json!({"deck": "upper", "count": 3})));
    assert_eq!(attributes.get("seats"), None, "not a text");
    assert_eq!(attributes.get_value("attempt"), Some(json!(2)));
}

#[test]
fn successes_without_results_have_parameters() {
    let (speak, _) = succeeded::<Speak>("speak");
    assert_eq!(speak.speech.text, "The next ferry leaves at noon.");
    let (play, _) = succeeded::<PlayAudio>("play-audio");
    assert_eq!((play.repeat, play.playback_terminators), (Some(2), Some("#*".into())));
    let (send, _) = succeeded::<SendDigits>("send-digits");
    assert_eq!(send.digits, ",,52#");
    let leg = invocation("action-successful-send-digits");
    assert_eq!(leg.call().leg().map(Participant::call_id), Some(LEG_B));
    let (pause, _) = succeeded::<Pause>("pause");
    assert_eq!(pause.duration, Duration::from_millis(800));
    let (hangup, _) = succeeded::<Hangup>("hangup");
    assert_eq!(hangup.sip_response_code, Some(0));
    let (bridge, _) = succeeded::<CallAndBridge>("call-and-bridge");
    assert_eq!(bridge.call_timeout, Some(Duration::from_secs(25)));
    assert_eq!(bridge.endpoints[0].uri, "+12065550163");
    assert_eq!(bridge.sip_headers.get("X-Pier"), Some("52"));
    let (join, _) = succeeded::<JoinChimeMeeting>("join-chime-meeting");
    assert_eq!(join.meeting_id.as_deref(), Some("meeting-on-deck"));
    let meeting = invocation("action-successful-join-chime-meeting");
    assert_eq!(meeting.call().leg_b().map(Participant::from), Some("SMA"));
    let (mute, _) = succeeded::<ModifyChimeMeetingAttendees>("modify-chime-meeting-attendees");
    assert_eq!(mute.attendee_list, ["attendee-1", "attendee-2"]);
    let (focus, _) = succeeded::<VoiceFocus>("voice-focus");
    assert!(focus.enable);
    let unknown_leg = invocation("action-successful-voice-focus");
    assert_eq!(unknown_leg.call().leg().map(Participant::call_id), Some(LEG_A), "the default");
    for action in ["stop", "pause", "resume"] {
        let (action, _) = succeeded::<Action>(&format!("{action}-call-recording"));
        assert!(action.target().is_some());
    }
}

#[test]
fn successes_have_parameters_and_results() {
    let (menu, results) = succeeded::<SpeakAndGetDigits>("speak-and-get-digits");
    assert_eq!(results.received_digits, "3");
    assert_eq!(menu.collection.in_between_digits_duration, Some(Duration::from_secs(4)));
    let (prompt, results) = succeeded::<PlayAudioAndGetDigits>("play-audio-and-get-digits");
    assert_eq!(results.received_digits, "204170");
    let digits = prompt.collection;
    assert_eq!((digits.min_number_of_digits, digits.max_number_of_digits), (Some(4), Some(6)));
    let (listen, results) = succeeded::<ReceiveDigits>("receive-digits");
    assert_eq!(
        (listen.input_digits_regex.as_str(), results.received_digits.as_str()),
        (r"^\d{2}#$", "")
    );

    let (record, results) = succeeded::<RecordAudio>("record-audio");
    assert_eq!(record.duration, Some(Duration::from_secs(90)));
    assert_eq!(record.recording_destination.prefix.as_deref(), Some("lost/"));
    assert_eq!(results.recording_destination.expect("a file").key, "lost/2026-01-01.wav");
    assert_eq!(results.recording_terminator_used, Some("#".into()));
    let (_, results) = succeeded::<RecordAudio>("record-audio-misspelt");
    assert_eq!(results.recording_destination.expect("a file").key, "lost/old.wav");
    assert_eq!(results.recording_terminator_used, None);
    let (_, results) = succeeded::<StartCallRecording>("start-call-recording");
    let recording = results.call_recording_destination.expect("a place");
    assert_eq!(
        (recording.bucket(), recording.key()),
        ("harbour-calls", Some("desk/2026/01/01/one.wav"))
    );

    for file in ["start-bot-conversation", "nested-call-details"] {
        let (_, conversation) = succeeded::<StartBotConversation>(file);
        let intent = conversation.intent().expect("an intent");
        assert_eq!((intent.name.as_deref(), intent.slot("Pier")), (Some("FindFerry"), Some("52")));
        assert_eq!((intent.slot("Day"), intent.slots.len()), (None, 2));
        assert_eq!(intent.state, Some(IntentState::ReadyForFulfillment));
        assert_eq!(intent.confirmation_state, Some(ConfirmationState::None));
        let scores = conversation.intent_result.expect("a result").interpretations;
        let scores = scores.iter().map(|one| one.nlu_confidence.and_then(|sure| sure.score));
        assert_eq!(scores.collect::<Vec<_>>(), [Some(1.0), None, Some(0.37)]);
    }
    let nested = invocation("action-successful-nested-call-details");
    assert_eq!(nested.call().leg().map(Participant::call_id), Some(LEG_A));
}

#[test]
fn odd_successes_decode() {
    let with_error = invocation("action-successful-with-error");
    assert_eq!(with_error.event_type(), &EventType::ActionSuccessful);
    assert_eq!(succeeded::<SpeakAndGetDigits>("with-error").1.received_digits, "7");

    assert_eq!(invocation("action-successful-no-type").action_type(), None);
    let any: Succeeded = data("action-successful-no-type");
    assert!(any.parameters.typed().is_none());
    assert_eq!((any.parameters.action_type(), any.parameters.raw()), (None, "null"));
    assert_eq!(any.results.get("RecordinDestination").expect("kept")["Key"], "lost/old.wav");
    let recorded: Succeeded<RecordAudio> = data("action-successful-no-type");
    let file = recorded.results.recording_destination.expect("a file");
    assert_eq!((file.storage, &*file.key), (None::<Storage>, "lost/old.wav"));

    let misfit: Succeeded<PlayAudioAndGetDigits> = data("action-successful-misfit-echo");
    assert!(misfit.parameters.typed().is_none());
    assert!(misfit.parameters.raw().contains("timetable.wav"));
    assert_eq!(misfit.results.received_digits, "52");

    let unknown: Succeeded = data("action-successful-unknown-action");
    assert_eq!(unknown.parameters.action_type().map(ActionType::as_str), Some("SoundFoghorn"));
    assert_eq!(unknown.results.get("Loudness"), Some(&json!(11)));
}

#[test]
fn failures_have_type_message_and_list() {
    let play = failed::<PlayAudio>("play-audio");
    assert_eq!(play.error_type, ErrorType::InvalidAudioSource);
    assert_eq!(play.message, "Cannot access S3 bucket or audio file.");
    assert_eq!(play.parameters.typed().expect("fits").audio_source.bucket_name, "harbour-prompts");
    let digits = failed::<SpeakAndGetDigits>("speak-and-get-digits");
    assert_eq!((digits.error_type, &*digits.message), (ErrorType::InvalidDigitsReceived, ""));
    assert_eq!(failed::<CallAndBridge>("call-and-bridge").error_type, ErrorType::CallNotAnswered);
    assert!(invocation("action-failed-call-and-bridge").call().leg_b().is_some());

    let record = failed::<StartCallRecording>("start-call-recording");
    assert_eq!(record.error_type, ErrorType::NoAccessToDestination);
    assert_eq!(record.message, "Error while accessing destination");
    let join = failed::<JoinChimeMeeting>("join-chime-meeting");
    assert_eq!(join.error_type, ErrorType::ErrorJoiningMeeting);
    assert_eq!(join.message, "Error while joining meeting.");
    let mute = failed::<ModifyChimeMeetingAttendees>("modify-chime-meeting-attendees");
    assert_eq!((mute.error_type.as_str(), &*mute.message), ("", ""));
    assert_eq!(mute.error_list, [json!("attendee-1")]);

    assert_eq!(invocation("action-failed-older-name").event_type(), &EventType::ActionFailed);
    let older = failed::<Action>("older-name");
    assert_eq!(older.error_type, ErrorType::Other("TideTooLow".to_owned()));
    assert!(matches!(older.parameters.typed(), Some(Action::Speak(_))));
    assert_eq!(failed::<VoiceFocus>("caller-left").error_type, ErrorType::SystemException);

    let interrupted: Interrupted<PlayAudio> = data("action-interrupted-play-audio");
    assert_eq!(interrupted.parameters.typed().expect("fits").repeat, Some(5));
}

#[test]
fn hangups_have_leg_and_code() {
    assert_eq!(data::<event::Hangup>("hangup-leg-a"), event::Hangup::new(Leg::A, LEG_A, 0));
    assert_eq!(data::<event::Hangup>("hangup-busy").sip_response_code, Some(486));
    let other = invocation("hangup-bridged");
    assert_eq!(other.action_type(), Some(&ActionType::ReceiveDigits));
    let bridged: event::Hangup = data("hangup-bridged");
    assert_eq!((bridged.leg, bridged.sip_response_code), (Some(Leg::B), None));
    let leg = other.call().leg().expect("a leg");
    assert_eq!((leg.leg(), leg.call_id()), (Some(Leg::B), LEG_B));
    assert_eq!(leg.start_time_text(), Some("17672256"));
    assert!(!leg.is_connected());
    assert_eq!(other.call().leg_a().map(Participant::call_id), Some(LEG_A));
    let meeting = invocation("hangup-meeting");
    let legs = meeting.call().participants();
    assert_eq!(legs.iter().map(Participant::is_connected).collect::<Vec<_>>(), [false, false]);

    assert_eq!(data::<event::Hangup>("hangup-no-action-data"), event::Hangup::default());
    let bare = invocation("hangup-no-action-data");
    let sideways = Direction::Other("Sideways".to_owned());
    assert_eq!(bare.call().leg().and_then(Participant::direction), Some(&sideways));
}

#[test]
fn digits_updates_and_refusals_have_their_data() {
    let received: event::DigitsReceived = data("digits-received");
    assert_eq!(received.digits, "52#");
    assert!(received.parameters.typed().is_some());
    let leg = invocation("digits-received");
    assert_eq!(leg.call().leg().map(Participant::call_id), Some(LEG_B));
    let odd: event::DigitsReceived = data("digits-received-odd");
    assert_eq!((odd.digits.as_str(), odd.parameters.raw()), ("*1", "null"));
    assert_eq!(invocation("digits-received-odd").call().participants().len(), 2);

    let update: event::CallUpdateRequested = data("call-update-requested");
    assert_eq!(update.arguments["vessel"], "Tillikum");
    let leg = invocation("call-update-requested");
    assert_eq!(leg.call().leg().and_then(Participant::leg), Some(Leg::A));
    assert!(data::<event::CallUpdateRequested>("call-update-requested-bare").arguments.is_empty());

    let refused: event::InvalidLambdaResponse = data("invalid-lambda-response");
    assert_eq!(refused.error_type, ErrorType::TransactionAttributesInvalidMapSize);
    let refused: event::InvalidLambdaResponse = data("invalid-lambda-response-in-action-data");
    assert_eq!(refused.error_type, ErrorType::SchemaVersionMismatch);
    assert_eq!(refused.message, "the reply was blank");
    let unknown = invocation("unknown-event");
    assert_eq!(unknown.event_type(), &EventType::Other("HOLD_MUSIC_ENDED".to_owned()));
    assert!(unknown.raw().contains("Weather"));
    assert!(unknown.call().leg().is_none());
}

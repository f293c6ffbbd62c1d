//! Events that are built, written as JSON and read back.

use std::fmt::Debug;
use std::time::Duration;

use offhook::action::bot::{
    ConfirmationState, Conversation, FinalState, Intent, IntentResult, IntentState, Interpretation,
    SlotValue,
};
use offhook::action::{
    Action, ActionKind, AudioFile, CallAndBridge, CallRecording, Hangup, JoinChimeMeeting,
    ModifyChimeMeetingAttendees, NoResults, Pause, PauseCallRecording, PlayAudio,
    PlayAudioAndGetDigits, ReceiveDigits, ReceivedDigits, RecordAudio, Recording,
    ResumeCallRecording, SendDigits, Speak, SpeakAndGetDigits, StartBotConversation,
    StartCallRecording, StopCallRecording, VoiceFocus,
};
use offhook::call::{Direction, Status};
use offhook::event::{self, Echo, ErrorType, Event};
use offhook::prelude::*;
use offhook::{Participant, SentReply, SipHeaders};
use offhook_tests::calls::bridged;
use proptest::prelude::*;
use serde_json::json;

/// Returns the call of the events.
fn a_call() -> Call {
    let attributes =
        TransactionAttributes::new().with("route", "loop").with("seats", json!({"a": 1}));
    let headers = SipHeaders::new().with("X-Pier", "52");
    let meeting = Participant::new(Leg::B, "call-b").with_numbers("SMA", "+17035550122");
    bridged(Status::Connected, Status::Disconnected)
        .with_participant(meeting.with_status(Status::Disconnected).with_sip_headers(headers))
        .with_attributes(attributes)
        .with_transaction_id("transaction-7")
        .with_sip_rule_id("rule-1")
        .with_account("123456789012", "eu-central-1")
}

/// Writes an event and reads it back. Asserts that the invocation's own fields are unchanged.
fn there_and_back<E: Event>(event: &E) -> E {
    let made = Invocation::numbered(17, event, a_call());
    let read = Invocation::from_json(made.raw().as_bytes()).expect("a built event decodes");
    assert_eq!(read.raw(), made.raw());
    assert_eq!((read.sequence(), read.schema_version()), (17, "1.0"));
    assert_eq!(read.event_type(), made.event_type());
    assert_eq!(read.action_type(), made.action_type());
    assert_eq!(read.call(), made.call());
    let leg = |invocation: &Invocation| invocation.call().leg().map(|leg| leg.call_id().to_owned());
    assert_eq!(leg(&read), leg(&made));
    assert_eq!(read.raw(), Invocation::numbered(17, &read_event::<E>(&made), a_call()).raw());
    read_event(&read)
}

fn read_event<E: Event>(invocation: &Invocation) -> E {
    E::read(invocation)
}

#[test]
fn events_about_the_call_read_back() {
    let _: event::NewInboundCall = there_and_back(&event::NewInboundCall);
    let _: event::Ringing = there_and_back(&event::Ringing);
    let _: event::CallAnswered = there_and_back(&event::CallAnswered);
    for arguments in [vec![], vec![("pier", "52"), ("", "")]] {
        let created = event::NewOutboundCall::new(arguments.clone());
        assert_eq!(there_and_back(&created), created);
        let updated = event::CallUpdateRequested::new(arguments);
        assert_eq!(there_and_back(&updated), updated);
    }
    let absent = event::Hangup::default().with_leg(Leg::B);
    for hangup in [event::Hangup::new(Leg::B, "call-b", 487), event::Hangup::default(), absent] {
        assert_eq!(there_and_back(&hangup), hangup);
    }
    let listening = ReceiveDigits::matching("^52#$").on(Leg::B);
    let made = event::DigitsReceived::new(listening.clone(), "52#");
    let received = there_and_back(&made);
    assert_eq!(received, made);
    assert_eq!(received.parameters.typed(), Some(&listening));
    let error_type = ErrorType::SchemaVersionMismatch;
    let refused = event::InvalidLambdaResponse::new(error_type, "the reply was blank");
    assert_eq!(there_and_back(&refused), refused);
}

/// Checks the three events about an action.
fn about<A>(action: A, results: A::Results)
where
    A: ActionKind,
    A::Results: Clone,
{
    let made = Succeeded::new(action.clone(), results);
    let succeeded = there_and_back(&made);
    assert_eq!(succeeded, made);
    assert_eq!(succeeded.parameters.typed(), Some(&action));
    assert_eq!(succeeded.parameters.action_type(), Some(&A::TYPE));
    let made = Failed::new(action.clone(), ErrorType::Other("TideTooLow".to_owned()), "Wait.");
    let made = made.with_error_list(vec![json!("one"), json!({})]);
    let failed = there_and_back(&made);
    assert_eq!(failed, made);
    assert_eq!(failed.parameters.typed(), Some(&action));
    let made = Interrupted::new(action.clone());
    let interrupted = there_and_back(&made);
    assert_eq!(interrupted, made);
    assert_eq!(interrupted.parameters.typed(), Some(&action));

    // As a handler of any action reads them.
    let any: Action = action.into();
    let made = Invocation::new(
        &Succeeded::new(any.clone(), [("Extra", "kept")].into_iter().collect()),
        a_call(),
    );
    let succeeded: Succeeded = read_event(&made);
    assert_eq!(succeeded.parameters.typed(), Some(&any));
    assert_eq!(succeeded.results.get("Extra"), Some(&json!("kept")));
    assert_eq!(there_and_back(&Interrupted::new(any.clone())).parameters.typed(), Some(&any));
}

#[test]
fn events_about_each_of_the_18_actions_read_back() {
    let digits = |digits: &str| ReceivedDigits::new(digits);
    about(Speak::ssml("<speak>52</speak>").voice("Matthew"), NoResults::new());
    about(SpeakAndGetDigits::new("Which pier?").digits(1..=2).failure("Again?"), digits("52"));
    about(PlayAudio::s3("prompts", "a.wav").terminators("#*").repeat(2), NoResults::new());
    about(PlayAudioAndGetDigits::s3("prompts", "a.wav").failure_s3("prompts", "b.wav"), digits(""));
    about(ReceiveDigits::matching("^5").on("call-b"), digits(""));
    about(SendDigits::new("52#").tone(Duration::from_millis(60)), NoResults::new());
    about(Pause::millis(150).on(Leg::A), NoResults::new());
    about(Hangup::busy().on(Leg::B), NoResults::new());
    let file = Recording::new(AudioFile::s3("voicemail", "one.wav")).with_terminator(digits!("#"));
    about(RecordAudio::to_s3("voicemail").max(Duration::from_secs(9)), file);
    about(StartCallRecording::to_s3("calls"), CallRecording::new("calls/one.wav"));
    about(StopCallRecording::new(), NoResults::new());
    about(PauseCallRecording::new().on("call-a"), NoResults::new());
    about(ResumeCallRecording::new(), NoResults::new());
    about(CallAndBridge::pstn(e164!("+12065550163")).sip_header("X-Pier", "52"), NoResults::new());
    about(JoinChimeMeeting::new("token").meeting_id("meeting"), NoResults::new());
    about(ModifyChimeMeetingAttendees::mute("meeting", ["one"]), NoResults::new());
    about(VoiceFocus::disable(), NoResults::new());
    about(
        StartBotConversation::new("arn").session_attribute("a", "b").welcome("Hi"),
        conversation(),
    );
}

fn conversation() -> Conversation {
    let heard = SlotValue::new("52").with_original("fifty-two");
    let intent = Intent::new("FindFerry")
        .with_slot("Pier", heard)
        .with_empty_slot("Day")
        .with_state(IntentState::Fulfilled)
        .with_confirmation_state(ConfirmationState::Confirmed);
    let state = FinalState::new(intent.clone()).with_session_attribute("queue", "ferries");
    let meant = Interpretation::new(intent).with_score(0.75);
    let result = IntentResult::new(state).with_session_id("call-a").with_interpretation(meant);
    Conversation::new(result)
}

/// Asserts that two values differ, so that comparing them elsewhere means something.
fn differs<T: PartialEq + Debug>(one: &T, other: &T) {
    assert_ne!(one, other);
}

#[test]
fn calls_are_compared_by_all_fields() {
    differs(&a_call(), &a_call().with_attributes(TransactionAttributes::new()));
    differs(&a_call(), &a_call().with_sip_rule_id("rule-2"));
    differs(&a_call(), &bridged(Status::Connected, Status::Disconnected));
    let leg = || Participant::new(Leg::A, "call-a");
    differs(&leg(), &Participant::new(Leg::B, "call-a"));
    differs(&leg(), &leg().with_status(Status::Connected));
    differs(&leg(), &leg().with_direction(Direction::Outbound));
    differs(&leg(), &leg().with_sip_headers(SipHeaders::new().with("X-Pier", "52")));
}

#[test]
fn echoes_are_compared_by_type_and_json() {
    let speak = || Echo::new(Speak::text("Pier 52"));
    differs(&speak(), &Echo::new(Speak::text("Pier 53")));
    let of = |action: Action| Echo::new(action);
    differs(&of(PauseCallRecording::new().into()), &of(StopCallRecording::new().into()));
    let read = |parameters: &str| {
        let reply = format!(r#"{{"Actions": [{{"Type": "Speak", "Parameters": {parameters}}}]}}"#);
        SentReply::from_json(reply.as_bytes()).expect("a reply").actions.expect("a list").remove(0)
    };
    let as_it_is = r#"{"Text": "Pier 52", "CallId": "c", "Volume": 1}"#;
    assert_eq!(read(as_it_is), read(r#"{"CallId":"c","Volume":1,"Text":"Pier 52"}"#));
    differs(&read(as_it_is), &read(r#"{"CallId":"c","Volume":2,"Text":"Pier 52"}"#));
    assert_eq!(read("[1]"), read("[ 1 ]"), "though it does not fit Speak");
}

proptest! {
    #[test]
    fn any_text_and_number_reads_back(
        sequence: u64,
        code: Option<u16>,
        call_id in ".*",
        arguments in proptest::collection::btree_map(".*", ".*", 0..5),
        digits in "[0-9A-D*#]{0,20}",
        message in ".*",
    ) {
        let hangup = event::Hangup::default().with_call_id(call_id);
        let hangup = match code {
            Some(code) => hangup.with_sip_response_code(code),
            None => hangup,
        };
        let made = Invocation::numbered(sequence, &hangup, a_call());
        let read = Invocation::from_json(made.raw().as_bytes()).expect("decodes");
        prop_assert_eq!(read.sequence(), sequence);
        prop_assert_eq!(event::Hangup::read(&read), hangup);
        let update = event::CallUpdateRequested::new(arguments);
        prop_assert_eq!(there_and_back(&update), update);
        let received = event::DigitsReceived::new(ReceiveDigits::matching("."), digits.clone());
        prop_assert_eq!(there_and_back(&received).digits, digits.as_str());
        let failed = Failed::new(Pause::secs(1), ErrorType::from(&*message), message.clone());
        prop_assert_eq!(there_and_back(&failed).message, message);
    }
}

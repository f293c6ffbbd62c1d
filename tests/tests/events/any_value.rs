//! Every value of every fixture, replaced by values of every form: the handler for the event is
//! called, reads everything, and finds every other field; or the event is refused where it must be.

use std::sync::Mutex;

use offhook::event::{Event, EventType};
use offhook::prelude::*;
use offhook::{EventError, Param};
use offhook_tests::calls::decode;
use offhook_tests::{folder, json_files, places};
use serde_json::Value;

/// Keeps what its handlers read.
#[offhook::app]
#[derive(Default)]
struct Reader {
    read: Mutex<Option<Read>>,
}

/// What a handler read.
#[derive(Debug)]
struct Read {
    handler: &'static str,
    /// The event's data, as it would be sent.
    data: Option<Value>,
    raw: String,
}

/// Reads what every event has, and shows it.
struct Common<'i>(&'i Invocation);

impl<'i, E> Param<'i, E, Reader> for Common<'i> {
    async fn load(invocation: &'i Invocation, _: &'i Reader) -> Result<Self> {
        let call = invocation.call();
        let shown = (invocation.sequence(), call.from(), call.to(), call.region(), call.is_up());
        let ids = (call.transaction_id(), call.sip_rule_id(), call.sip_media_application_id());
        assert!(!format!("{shown:?} {ids:?} {invocation:?} {:?}", call.leg_b()).is_empty());
        for leg in call.participants() {
            let times = (leg.start_time_text(), leg.start_time());
            let numbers = (leg.from(), leg.to(), leg.direction(), leg.status());
            let headers = (leg.sip_headers().user_to_user(), leg.sip_headers().diversion());
            assert!(!format!("{times:?} {numbers:?} {headers:?}").is_empty());
        }
        assert_eq!(call.attributes().iter().count(), call.attributes().len());
        Ok(Self(invocation))
    }
}

/// `ActionData` as it would be sent, with text for the number that no [`Value`] can hold.
fn sent(event: &impl Event) -> Option<Value> {
    let data = event.action_data()?;
    let read = serde_json::from_str(data.get());
    let as_text = |_| serde_json::from_str(&data.get().replace("1e400", r#""1e400""#));
    Some(read.or_else(as_text).expect("JSON"))
}

impl Reader {
    fn keep(&self, handler: &'static str, data: Option<Value>, common: &Common<'_>) -> Reply {
        let raw = common.0.raw().to_owned();
        *self.read.lock().expect("no handler panics") = Some(Read { handler, data, raw });
        action::Pause::secs(1).into()
    }
}

macro_rules! reader {
    ($handler:ident: $data:ty, on $($on:tt)*) => {
        #[on $($on)*]
        #[allow(non_snake_case, reason = "some are named as what they handle")]
        async fn $handler(
            app: &Reader,
            data: $data,
            headers: &SipHeaders,
            common: Common<'_>,
        ) -> Reply {
            assert!(!format!("{data:?} {headers:?}").is_empty());
            app.keep(stringify!($handler), sent(&data), &common)
        }
    };
}

macro_rules! readers {
    ($event:ident of $($action:ident)*) => {
        mod $event {
            use super::*;

            reader!(any: event::$event, on($event, app = Reader, disconnected));
            $(
                reader!(
                    $action: event::$event<action::$action>,
                    on($event($action), app = Reader, disconnected)
                );
            )*
        }
    };
    ($($event:ident)*) => {
        $(reader!($event: event::$event, on($event, app = Reader));)*
    };
}

readers! {
    NewInboundCall NewOutboundCall Ringing CallAnswered CallUpdateRequested InvalidLambdaResponse
}
reader!(HungUp: event::Hangup, on(Hangup, app = Reader));

#[allow(non_snake_case, reason = "named as what it handles")]
mod about_actions {
    use super::*;

    readers! {
        ActionSuccessful of
        Speak PlayAudio ReceiveDigits SendDigits Pause Hangup RecordAudio StartCallRecording
        StopCallRecording PauseCallRecording ResumeCallRecording CallAndBridge JoinChimeMeeting
        ModifyChimeMeetingAttendees VoiceFocus StartBotConversation
    }
    readers! {
        ActionFailed of
        Speak SpeakAndGetDigits PlayAudio PlayAudioAndGetDigits ReceiveDigits SendDigits Pause
        Hangup RecordAudio StartCallRecording StopCallRecording PauseCallRecording
        ResumeCallRecording CallAndBridge JoinChimeMeeting ModifyChimeMeetingAttendees VoiceFocus
        StartBotConversation
    }
    reader!(any: Interrupted, on(ActionInterrupted, app = Reader));
    reader!(
        PlayAudio: Interrupted<action::PlayAudio>,
        on(ActionInterrupted(PlayAudio), app = Reader)
    );
}

/// Events whose digits can be taken alone.
macro_rules! digit_reader {
    ($handler:ident: $data:ty, on $($on:tt)*) => {
        #[on $($on)*]
        async fn $handler(
            app: &Reader,
            data: $data,
            digits: Digits,
            common: Common<'_>,
        ) -> Reply {
            let data = sent(&data);
            assert!(data.as_ref().is_none_or(|data| digits == *data["ReceivedDigits"].as_str().expect("text")));
            app.keep(stringify!($handler), data, &common)
        }
    };
}

digit_reader!(pressed: event::DigitsReceived, on(DigitsReceived, app = Reader));
digit_reader!(
    spoken: Succeeded<action::SpeakAndGetDigits>,
    on(ActionSuccessful(SpeakAndGetDigits), app = Reader)
);
digit_reader!(
    played: Succeeded<action::PlayAudioAndGetDigits>,
    on(ActionSuccessful(PlayAudioAndGetDigits), app = Reader)
);

#[on(_, app = Reader)]
async fn anything_else(app: &Reader, common: Common<'_>) -> Reply {
    app.keep("anything_else", None, &common)
}

/// What a handler read of this event.
async fn read(event: &str) -> Result<Read, EventError> {
    let app = Reader::default();
    if let Err(error) = offhook::handle(&app, event).await {
        let refused = error.downcast_ref::<EventError>();
        return Err(refused.unwrap_or_else(|| panic!("{error:?} {event}")).clone());
    }
    let read = app.read.into_inner().expect("no handler panics");
    Ok(read.unwrap_or_else(|| panic!("no handler was called: {event}")))
}

/// Values of every form as JSON, some of which no [`Value`] can hold.
const VALUES: [&str; 15] = [
    "null",
    "true",
    "0",
    "-1",
    "65536",
    "2.5",
    "1000000000000000000000000000000",
    "1e400",
    r#""""#,
    r#""text""#,
    r#""70000""#,
    "[]",
    r#"["text", 1e400]"#,
    "{}",
    r#"{"a": 1e400, "CallId": []}"#,
];

/// The form of a value.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Form {
    Null,
    EmptyText,
    Text,
    EmptyList,
    List,
    Object,
    /// A number or a boolean.
    Scalar,
}

fn form(value: &str) -> Form {
    match value {
        "null" => Form::Null,
        r#""""# => Form::EmptyText,
        "[]" => Form::EmptyList,
        text if text.starts_with('"') => Form::Text,
        list if list.starts_with('[') => Form::List,
        object if object.starts_with('{') => Form::Object,
        _ => Form::Scalar,
    }
}

/// What is always an error: the path that it names, if a value of this form at this place is one.
fn refused(event: &Value, place: &str, form: Form) -> Option<String> {
    use Form::{EmptyList, EmptyText, List, Null, Object, Text};

    let is_text = matches!(form, EmptyText | Text);
    let path = place.trim_start_matches('/').replace('/', ".");
    let error = |refused: bool| refused.then(|| path.clone());
    match place {
        "" if form == Object => return Some("InvocationEventType".to_owned()),
        "" => return error(true),
        "/InvocationEventType" | "/InvocationEvent" => return error(form != Text),
        "/ActionData" => {
            return error(!matches!(form, Null | Object)).or_else(|| {
                // The data of one fixture hold the call's details.
                event.get("CallDetails").is_none().then(|| "CallDetails".to_owned())
            });
        }
        "/ActionData/Type" => return error(!is_text),
        _ => {}
    }
    let nested = place.strip_prefix("/ActionData").filter(|_| event.get("CallDetails").is_none());
    match nested.unwrap_or(place) {
        "/CallDetails" if form == Object => Some(format!("{path}.TransactionId")),
        "/CallDetails" => error(true),
        "/CallDetails/TransactionId" => error(!is_text),
        "/CallDetails/TransactionAttributes" => error(!matches!(form, Null | Object)),
        "/CallDetails/Participants" if form == List => Some(format!("{path}[0]")),
        "/CallDetails/Participants" => error(form != EmptyList),
        leg if leg.starts_with("/CallDetails/Participants/") && leg.matches('/').count() == 3 => {
            let (list, index) = path.rsplit_once('.')?;
            (form != Object).then(|| format!("{list}[{index}]"))
        }
        _ => None,
    }
}

/// The handler that is called when the value of this place is replaced.
fn handler(before: &'static str, event_type: &EventType, place: &str) -> &'static str {
    use EventType::{ActionFailed, ActionInterrupted, ActionSuccessful};

    match place {
        "/InvocationEventType" | "/InvocationEvent" => "anything_else",
        "/ActionData" | "/ActionData/Type"
            if matches!(event_type, ActionFailed | ActionInterrupted | ActionSuccessful) =>
        {
            "any"
        }
        _ => before,
    }
}

/// Checks that what was read is what was read before, except at, in and around `place`.
fn assert_nothing_else_is_lost(before: &Value, after: &Value, place: &str, at: &str) {
    // What is no element of a list is left out, so that the others move up.
    let place = match place.rsplit_once('/') {
        Some((list, index)) if index.parse::<usize>().is_ok() => list,
        _ => place,
    };
    let mut all = Vec::new();
    places(before, "/ActionData".to_owned(), &mut all);
    for other in all {
        if !is_part(place, &other) && !is_part(&other, place) {
            let pointer = other.trim_start_matches("/ActionData");
            assert_eq!(after.pointer(pointer), before.pointer(pointer), "{other}, {at}");
        }
    }
}

fn is_part(of: &str, part: &str) -> bool {
    // Written as read, but for the older spelling of a key and the single text of an error.
    let written = |place: &str| {
        let place = place.replace("/RecordinDestination", "/RecordingDestination");
        if place.starts_with("/ActionData/Error") { "/ActionData/Error".to_owned() } else { place }
    };
    let part = written(part);
    part.strip_prefix(&written(of)).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[tokio::test]
async fn no_value_costs_a_handler_its_event() {
    let fixtures = json_files(&folder("fixtures/events"));
    assert!(fixtures.len() > 50, "the fixtures are there");
    let (mut answered, mut refusals) = (0, 0);
    for (name, json) in fixtures {
        let event: Value = serde_json::from_str(&json).expect("JSON");
        let before = read(&json).await.unwrap_or_else(|error| panic!("{name}: {error}"));
        let event_type = decode(&event).event_type().clone();
        let mut all = Vec::new();
        places(&event, String::new(), &mut all);
        for place in &all {
            let mut changed = event.clone();
            *changed.pointer_mut(place).expect("a place") = "<here>".into();
            let with_gap = changed.to_string();
            let expected = handler(before.handler, &event_type, place);
            for value in VALUES {
                let changed = with_gap.replace("\"<here>\"", value);
                let at = format!("{name}: {value} at {place}");
                let after = read(&changed).await;
                if let Some(path) = refused(&event, place, form(value)) {
                    let error = after.expect_err(&at);
                    assert_eq!(error.path(), path, "{at}: {error}");
                    refusals += 1;
                    continue;
                }
                let after = after.unwrap_or_else(|error| panic!("{at}: {error}"));
                assert_eq!(after.handler, expected, "{at}");
                assert_eq!(after.raw, changed);
                if let (true, Some(before), Some(after)) =
                    (after.handler == before.handler, &before.data, &after.data)
                {
                    assert_nothing_else_is_lost(before, after, place, &at);
                }
                answered += 1;
            }
        }
    }
    assert!(answered > 15_000 && refusals > 3_000, "{answered} {refusals}");
}

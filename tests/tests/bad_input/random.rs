//! Random bytes, and valid events with random changes.

use std::fmt::Write as _;

use offhook::Invocation;
use offhook_tests::places;
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Map, Value, json};

use crate::{SECRET, with_secrets};

/// Decodes an event. Asserts that an error contains no data of the caller.
fn decode(event: &[u8]) -> Option<Invocation> {
    Invocation::from_json(event)
        .map_err(|error| {
            let said = format!("{error} {error:?}");
            assert!(!said.contains("0199"), "{said}");
        })
        .ok()
}

/// Returns what an event must decode to; `None` if it must be an error.
fn expected(event: &Value) -> Option<Expected> {
    let fields = event.as_object()?;
    let word = |key| match fields.get(key) {
        None => Some(None),
        Some(Value::String(word)) if !word.is_empty() => Some(Some(word.clone())),
        Some(_) => None,
    };
    let event_type = word("InvocationEventType")?;
    let event_type = event_type.or(word("InvocationEvent")?)?;
    let sequence = match fields.get("Sequence") {
        Some(Value::Number(number)) => number.as_u64().unwrap_or_default(),
        Some(Value::String(text)) => text.trim().parse().unwrap_or_default(),
        _ => 0,
    };
    let no_data = Map::new();
    let data = match fields.get("ActionData") {
        None | Some(Value::Null) => &no_data,
        Some(data) => data.as_object()?,
    };
    let action = match data.get("Type") {
        None => None,
        Some(action) => Some(action.as_str()?.to_owned()),
    };
    let call = call(fields.get("CallDetails").or(data.get("CallDetails"))?.as_object()?)?;
    Some(Expected { event_type, sequence, action, call })
}

/// Transaction, attributes, and each leg's id and numbers.
type Details = (String, Value, Vec<[String; 3]>);

fn call(details: &Map<String, Value>) -> Option<Details> {
    let attributes = match details.get("TransactionAttributes") {
        None | Some(Value::Null) => json!({}),
        Some(attributes) => attributes.as_object()?.clone().into(),
    };
    let legs = match details.get("Participants") {
        None => &Vec::new(),
        Some(participants) => participants.as_array()?,
    };
    let leg = |leg: &Value| {
        let leg = leg.as_object()?;
        Some(["CallId", "From", "To"].map(|key| text(leg.get(key))))
    };
    let legs = legs.iter().map(leg).collect::<Option<Vec<_>>>()?;
    Some((details.get("TransactionId")?.as_str()?.to_owned(), attributes, legs))
}

fn text(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) => text.clone(),
        Some(scalar @ (Value::Number(_) | Value::Bool(_))) => scalar.to_string(),
        _ => String::new(),
    }
}

#[derive(PartialEq, Debug)]
struct Expected {
    event_type: String,
    sequence: u64,
    action: Option<String>,
    call: Details,
}

fn seen(invocation: &Invocation) -> Expected {
    let call = invocation.call();
    let attributes = call.attributes().iter().map(|(key, value)| (key.to_owned(), value.clone()));
    let legs = call.participants().iter();
    let legs = legs.map(|leg| [leg.call_id(), leg.from(), leg.to()].map(str::to_owned));
    Expected {
        event_type: invocation.event_type().as_str().to_owned(),
        sequence: invocation.sequence(),
        action: invocation.action_type().map(ToString::to_string),
        call: (
            call.transaction_id().to_owned(),
            Value::Object(attributes.collect()),
            legs.collect(),
        ),
    }
}

/// A change somewhere in an event.
#[derive(Clone, Debug)]
enum Change {
    Replace(Index, Value),
    Remove(Index),
    Add(Index, String, Value),
}

fn change() -> impl Strategy<Value = Change> {
    let value = prop_oneof![
        Just(json!(null)),
        Just(json!(true)),
        Just(json!({})),
        Just(json!([])),
        Just(json!(SECRET)),
        Just(json!("")),
        Just(json!([{}, {"CallId": SECRET}])),
        Just(json!([SECRET, [SECRET]])),
        Just(json!({"TransactionId": "t", "a\"\\\n": {"b": [1, -2, 0.5]}})),
        any::<u64>().prop_map(Value::from),
        (-1_000_i64..0).prop_map(Value::from),
        any::<u32>().prop_map(|number| number.to_string().into()),
        ".{0,6}".prop_map(Value::from),
    ];
    let key = prop_oneof![
        Just("InvocationEvent".to_owned()),
        Just("CallDetails".to_owned()),
        Just("Type".to_owned()),
        Just("Parameters".to_owned()),
        ".{0,6}",
    ];
    prop_oneof![
        4 => (any::<Index>(), value.clone()).prop_map(|(at, value)| Change::Replace(at, value)),
        2 => any::<Index>().prop_map(Change::Remove),
        1 => (any::<Index>(), key, value).prop_map(|(at, key, value)| Change::Add(at, key, value)),
    ]
}

fn apply(event: &mut Value, change: Change) {
    let mut all = Vec::new();
    places(event, String::new(), &mut all);
    match change {
        Change::Replace(at, value) => {
            *event.pointer_mut(at.get::<String>(&all)).expect("a place") = value;
        }
        Change::Remove(at) => {
            let (parent, key) = at.get::<String>(&all).rsplit_once('/').unwrap_or_default();
            match event.pointer_mut(parent) {
                Some(Value::Object(fields)) => drop(fields.remove(key)),
                Some(Value::Array(list)) => list.clear(),
                _ => {}
            }
        }
        Change::Add(at, key, value) => {
            if let Some(Value::Object(fields)) = event.pointer_mut(at.get::<String>(&all)) {
                fields.insert(key, value);
            }
        }
    }
}

/// Writes JSON with every character of every text escaped, and white space around each token.
fn escaped(value: &Value) -> String {
    let string = |text: &str| {
        text.encode_utf16().fold("\"".to_owned(), |mut json, unit| {
            write!(json, "\\u{unit:04x}").expect("a String takes everything");
            json
        }) + "\""
    };
    match value {
        Value::String(text) => string(text),
        Value::Array(list) => {
            format!("\t[ {} ]\n", list.iter().map(escaped).collect::<Vec<_>>().join(" , "))
        }
        Value::Object(fields) => {
            let field =
                |(key, value): (&String, &Value)| format!("{} : {}", string(key), escaped(value));
            format!("\r\n{{ {} }} ", fields.iter().map(field).collect::<Vec<_>>().join(" ,\n"))
        }
        scalar => scalar.to_string(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn changed_events_decode_or_fail_as_specified(
        changes in proptest::collection::vec(change(), 0..4),
    ) {
        let mut event = with_secrets();
        for change in changes {
            apply(&mut event, change);
        }
        let expected = expected(&event);
        for json in [event.to_string(), format!("{event:#}"), escaped(&event)] {
            let invocation = decode(json.as_bytes());
            prop_assert_eq!(invocation.as_ref().map(seen), expected.as_ref().map(|e| Expected {
                event_type: e.event_type.clone(),
                sequence: e.sequence,
                action: e.action.clone(),
                call: e.call.clone(),
            }), "{}", json);
        }
    }

    #[test]
    fn broken_text_never_panics(
        cuts in proptest::collection::vec((any::<Index>(), any::<u8>(), 0..4_u8), 1..6),
    ) {
        let mut event = with_secrets().to_string().into_bytes();
        for (at, byte, how) in cuts {
            let at = at.index(event.len().max(1));
            match how {
                0 => event.truncate(at),
                1 => event.insert(at, byte),
                2 if at < event.len() => event[at] = byte,
                _ => drop(event.drain(at..)),
            }
        }
        let json = serde_json::Deserializer::from_slice(&event).into_iter::<Value>().next();
        if decode(&event).is_some() {
            prop_assert!(json.is_some_and(|json| json.is_ok_and(|json| json.is_object())));
        }
    }

    #[test]
    fn any_bytes_never_panic(bytes: Vec<u8>, text in "[\\[\\]{}\",:\\\\ 0-9a-z]{0,60}") {
        prop_assert!(decode(&bytes).is_none());
        prop_assert!(decode(text.as_bytes()).is_none());
    }
}

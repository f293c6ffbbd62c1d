//! Invalid events and their errors.

use offhook::Invocation;
use serde_json::{Value, json};

use crate::{SECRET, refusal, with_secrets};

/// Returns an event with one field set. Dots separate the keys of the path.
fn with(path: &str, value: Value) -> String {
    let mut event = with_secrets();
    let place = path.split('.').fold(&mut event, |place, key| match key.parse::<usize>() {
        Ok(index) => &mut place[index],
        Err(_) => &mut place[key],
    });
    *place = value;
    event.to_string()
}

/// Returns an event without a field.
fn without(path: &str, key: &str) -> String {
    let mut event = with_secrets();
    let place = event.pointer_mut(path).and_then(Value::as_object_mut).expect("an object");
    place.remove(key).expect("the field was there");
    event.to_string()
}

/// Returns an event with a piece of its text replaced.
fn edited(piece: &str, by: &str) -> String {
    let event = with_secrets().to_string();
    assert!(event.contains(piece), "{piece} in {event}");
    event.replacen(piece, by, 1)
}

#[tokio::test]
async fn event_must_be_json() {
    let whole = with_secrets().to_string();
    let truncated = &whole[..whole.len() / 2];
    let commented = format!("{{ // {SECRET}\n{}", &whole[1..]);
    let trailing_comma = format!("{},}}", &whole[..whole.len() - 1]);
    let single_quotes = whole.replace('"', "'");
    let with_mark = format!("\u{feff}{whole}");
    let nan = edited("\"Sequence\":4", "\"Sequence\":NaN");
    for event in [
        "",
        "   \n\t",
        truncated,
        &commented,
        &trailing_comma,
        &single_quotes,
        &with_mark,
        &nan,
        SECRET,
        "nul",
    ] {
        let error = refusal(event).await;
        assert_eq!(error.path(), "", "{event}: {error}");
        assert!(error.to_string().starts_with("the event is not JSON"), "{event}: {error}");
    }
}

#[tokio::test]
async fn event_must_be_utf_8() {
    let whole = with_secrets().to_string();
    let utf_16 =
        |bytes: fn(u16) -> [u8; 2]| whole.encode_utf16().flat_map(bytes).collect::<Vec<_>>();
    let mut invalid = whole.clone().into_bytes();
    let within_text = whole.find("0199").expect("there");
    invalid[within_text] = 0xff;
    for event in
        [utf_16(u16::to_le_bytes), utf_16(u16::to_be_bytes), invalid, vec![0xff, 0xfe], vec![0]]
    {
        let error = refusal(event).await;
        assert!(error.to_string().starts_with("the event is not JSON"), "{error}");
    }
}

#[tokio::test]
async fn lone_surrogates_name_the_field() {
    for (text, path) in [
        (r#""From":"\ud83d""#, "CallDetails.Participants[0].From"),
        (r#""To":"\udca9 +12065550199""#, "CallDetails.Participants[0].To"),
        (r#""ReceivedDigits":"\ud83d5""#, "ActionData.ReceivedDigits"),
    ] {
        let key = &text[..text.find(':').expect("a colon")];
        let error = refusal(edited(&format!("{key}:\"{SECRET}\""), text)).await;
        assert_eq!(error.path(), path, "{error}");
        assert!(error.problem().starts_with("is not JSON"), "{error}");
    }
    let error = refusal(edited("\"CallDetails\"", r#""\ud83d": 1, "CallDetails""#)).await;
    assert!(error.to_string().contains("is not JSON"), "{error}");
}

#[tokio::test]
async fn event_must_be_an_object() {
    for (event, found) in [
        (format!("[{}]", with_secrets()), "an array"),
        (json!(SECRET).to_string(), "a string"),
        ("null".to_owned(), "null"),
        ("17".to_owned(), "a number"),
        ("true".to_owned(), "a boolean"),
        (json!(["1.0", 4, "HANGUP", null, {"TransactionId": SECRET}]).to_string(), "an array"),
    ] {
        let error = refusal(event).await;
        assert_eq!(
            (error.path(), error.problem()),
            ("", &*format!("must be an object, is {found}"))
        );
    }
}

#[tokio::test]
async fn values_of_the_wrong_type_name_the_field() {
    let secrets = || json!({"a": SECRET});
    for (path, value, problem) in [
        ("InvocationEventType", json!(null), "must be a string, is null"),
        ("InvocationEventType", json!(7), "must be a string, is a number"),
        ("InvocationEventType", json!([SECRET]), "must be a string, is an array"),
        ("InvocationEventType", secrets(), "must be a string, is an object"),
        ("InvocationEventType", json!(""), "must not be empty"),
        ("InvocationEvent", json!(true), "must be a string, is a boolean"),
        ("CallDetails", json!(null), "must be an object, is null"),
        ("CallDetails", json!(SECRET), "must be an object, is a string"),
        ("CallDetails", json!([SECRET, {"a": 1}]), "must be an object, is an array"),
        ("CallDetails.TransactionId", json!(null), "must be a string, is null"),
        ("CallDetails.TransactionId", secrets(), "must be a string, is an object"),
        ("CallDetails.Participants", json!(null), "must be an array, is null"),
        ("CallDetails.Participants", secrets(), "must be an array, is an object"),
        ("CallDetails.Participants", json!(SECRET), "must be an array, is a string"),
        ("CallDetails.Participants.0", json!(SECRET), "must be an object, is a string"),
        ("CallDetails.Participants.0", json!([SECRET, "LEG-A"]), "must be an object, is an array"),
        ("CallDetails.Participants.0", json!(null), "must be an object, is null"),
        ("CallDetails.TransactionAttributes", json!(SECRET), "must be an object, is a string"),
        ("CallDetails.TransactionAttributes", json!(""), "must be an object, is a string"),
        (
            "CallDetails.TransactionAttributes",
            json!([[SECRET, SECRET]]),
            "must be an object, is an array",
        ),
        ("CallDetails.TransactionAttributes", json!(0), "must be an object, is a number"),
        ("ActionData", json!([SECRET]), "must be an object, is an array"),
        ("ActionData", json!(SECRET), "must be an object, is a string"),
        ("ActionData.Type", secrets(), "must be a string, is an object"),
        ("ActionData.Type", json!([SECRET]), "must be a string, is an array"),
        ("ActionData.Type", json!(12_065_550_199_u64), "must be a string, is a number"),
    ] {
        let error = refusal(with(path, value.clone())).await;
        let written = path.replace(".0", "[0]");
        assert_eq!((error.path(), error.problem()), (&*written, problem), "{value}");
        assert_eq!(error.to_string(), format!("{written} {problem}"));
    }
}

#[tokio::test]
async fn missing_fields_are_named() {
    for (within, key, path) in [
        ("", "InvocationEventType", "InvocationEventType"),
        ("", "CallDetails", "CallDetails"),
        ("/CallDetails", "TransactionId", "CallDetails.TransactionId"),
    ] {
        let error = refusal(without(within, key)).await;
        assert_eq!((error.path(), error.problem()), (path, "is missing"));
    }
    let mut nested = with_secrets();
    nested.as_object_mut().expect("an object").remove("CallDetails");
    for (details, path) in [
        (json!({"Participants": []}), "ActionData.CallDetails.TransactionId"),
        (
            json!({"TransactionId": "t", "Participants": SECRET}),
            "ActionData.CallDetails.Participants",
        ),
        (json!([SECRET]), "ActionData.CallDetails"),
    ] {
        nested["ActionData"]["CallDetails"] = details;
        assert_eq!(refusal(nested.to_string()).await.path(), path);
    }
    assert_eq!(refusal("{}").await.path(), "InvocationEventType");
}

#[tokio::test]
async fn event_of_another_service_gets_a_hint() {
    for (event, hint) in [
        (json!({"Records": [{"body": SECRET}]}), "SQS"),
        (json!({"requestContext": {}, "body": SECRET}), "API Gateway"),
        (json!({"version": "0", "detail-type": SECRET, "detail": {}}), "EventBridge"),
        (json!({"sessionState": {}, "bot": {}}), "Lex"),
        (json!({"invocationEventType": SECRET}), "case-sensitive"),
    ] {
        let error = refusal(event.to_string()).await;
        assert_eq!(error.path(), "InvocationEventType");
        assert!(error.to_string().contains(hint), "{error}");
    }
    let lower = with_secrets().to_string().replace("InvocationEventType", "invocationEventType");
    assert!(refusal(lower).await.to_string().ends_with("(keys are case-sensitive)"));
    let lower = with_secrets().to_string().replace("CallDetails", "callDetails");
    assert_eq!(refusal(lower).await.path(), "CallDetails");
}

#[tokio::test]
async fn duplicate_keys_are_named() {
    for (key, again, path) in [
        ("\"InvocationEventType\"", "\"InvocationEventType\":\"HANGUP\",", "InvocationEventType"),
        ("\"Sequence\"", "\"Sequence\":3,", "Sequence"),
        ("\"ActionData\"", "\"ActionData\":{},", "ActionData"),
        ("\"CallDetails\"", "\"CallDetails\":{\"TransactionId\":\"other\"},", "CallDetails"),
        ("\"TransactionId\"", "\"TransactionId\":\"other\",", "CallDetails.TransactionId"),
        ("\"Participants\"", "\"Participants\":[],", "CallDetails.Participants"),
        ("\"From\"", "\"From\":\"+12065550198\",", "CallDetails.Participants[0].From"),
        ("\"Type\"", "\"Type\":\"Hangup\",", "ActionData.Type"),
        ("\"ReceivedDigits\"", "\"ReceivedDigits\":\"1\",", "ActionData.ReceivedDigits"),
        ("\"Parameters\"", "\"Parameters\":{},", "ActionData.Parameters"),
        (
            "\"CallId\":\"call-a\",\"ParticipantTag\":\"LEG-A\",\"Text\"",
            "\"CallId\":\"call-b\",",
            "ActionData.Parameters.CallId",
        ),
        (
            "\"TransactionAttributes\"",
            "\"TransactionAttributes\":{},",
            "CallDetails.TransactionAttributes",
        ),
        ("\"callback\"", "\"callback\":\"other\",", "CallDetails.TransactionAttributes"),
        ("\"SchemaVersion\"", "\"SchemaVersion\":\"2.0\",", "SchemaVersion"),
    ] {
        let error = refusal(edited(key, &format!("{again}{key}"))).await;
        assert_eq!(error.path(), path, "{again} {error}");
        assert!(error.problem().contains("appears twice"), "{error}");
    }
}

#[tokio::test]
async fn depth_size_and_participants_are_limited() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        for depth in [127, 5_000, 200_000] {
            let nest = format!("{}\"{SECRET}\"{}", open.repeat(depth), close.repeat(depth));
            let error =
                refusal(edited("\"Sequence\"", &format!("\"Extra\":{nest},\"Sequence\""))).await;
            assert_eq!(error.to_string(), "the event is nested more than 127 levels deep");
            if depth > 127 && open != "[" {
                assert!(refusal(&nest).await.problem().starts_with("is nested"));
            }
            assert!(refusal(&nest[..open.len() * depth]).await.to_string().contains("not JSON"));
        }
    }
    for within in
        ["ActionData.Parameters", "CallDetails.TransactionAttributes", "CallDetails.Participants.0"]
    {
        let marked = with(&format!("{within}.Extra"), json!("MARK"));
        let nest = format!("{}{}", "[".repeat(5_000), "]".repeat(5_000));
        let error = refusal(marked.replace("\"MARK\"", &nest)).await;
        assert!(error.to_string().contains("nested"), "{error}");
    }
    let rest = 6 * 1_024 * 1_024 - with("Extra", "".into()).len();
    let event = |more| with("Extra", "x".repeat(rest + more).into());
    assert!(Invocation::from_json(event(0).as_bytes()).is_ok(), "6 MB are accepted");
    assert!(refusal(event(1)).await.problem().contains("6 MB"));
    let large = with("Extra", SECRET.repeat(600_000).into());
    assert!(large.len() > 7_000_000);
    let error = refusal(&large).await;
    assert!(error.to_string().contains("6 MB"), "{error}");
    let error = refusal(&large[..large.len() - 10]).await;
    assert!(error.to_string().contains("not JSON"), "{error}");
    let crowd = vec![json!({"From": SECRET}); 100_000];
    let error = refusal(with("CallDetails.Participants", crowd.into())).await;
    assert!(error.path().starts_with("CallDetails.Participants"), "{error}");
    assert!(error.problem().contains("64"), "{error}");
}

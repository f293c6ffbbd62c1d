//! Reading of replies, of Offhook and of others.

use offhook::action::{ActionType, Hangup, Pause, Speak};
use offhook::prelude::*;
use offhook::{SentReply, SentReplyError};
use offhook_tests::{assert_named_in_table, folder, json_files};
use serde_json::{Value, json};

fn read(reply: &Value) -> SentReply {
    let sent = SentReply::from_json(reply.to_string().as_bytes()).expect("a reply");
    assert_eq!(serde_json::from_value::<SentReply>(reply.clone()).expect("a reply"), sent);
    sent
}

/// Returns why a `Reply` can't be read. Asserts that serde gives the same text.
fn refused(reply: &Value) -> SentReplyError {
    let refused = match SentReply::from_json(reply.to_string().as_bytes()) {
        Ok(sent) => Reply::try_from(sent).expect_err("an invalid reply"),
        Err(refused) => refused,
    };
    let by_serde = serde_json::from_value::<Reply>(reply.clone()).expect_err("an invalid reply");
    assert_eq!(by_serde.to_string(), refused.to_string());
    refused
}

#[test]
fn sent_replies_read_back() {
    let attributes =
        TransactionAttributes::new().with("route", "loop").with("seats", json!({"a": [1, null]}));
    let two = Reply::from((Speak::text("Ahoy."), Hangup::busy().on(Leg::B)));
    for reply in [
        Reply::none(),
        Reply::keep(),
        two.clone(),
        two.with_attributes(attributes),
        Reply::keep().with_attributes(TransactionAttributes::new()),
    ] {
        let again: Reply = serde_json::from_str(&reply.to_json()).expect("reads back");
        assert_eq!(again, reply);
        assert_eq!(again.to_json(), reply.to_json());
    }
}

#[test]
fn schema_version_is_kept() {
    let json = r#"{"SchemaVersion":"2.0","Actions":[]}"#;
    let reply: Reply = serde_json::from_str(json).expect("a reply");
    assert_eq!(reply.to_json(), json);
    for version in [Value::Null, json!(1.0), json!({"Major": 1}), json!(["1.0"])] {
        let reply = json!({"SchemaVersion": version, "Actions": []});
        assert_eq!(read(&reply).schema_version, None);
        assert_eq!(refused(&reply).to_string(), "its SchemaVersion is missing or not text");
    }
}

#[test]
fn action_list_may_be_absent_empty_or_null() {
    for (reply, keeps) in [
        (json!({"SchemaVersion": "1.0"}), false),
        (json!({"SchemaVersion": "1.0", "Actions": []}), false),
        (json!({"SchemaVersion": "1.0", "Actions": null}), true),
    ] {
        assert_eq!(read(&reply).actions.is_none(), keeps);
        let reply = Reply::try_from(read(&reply)).expect("a reply");
        assert_eq!((reply.is_keep(), reply.actions().len()), (keeps, 0));
    }
    let null = json!({"SchemaVersion": "1.0", "TransactionAttributes": null});
    assert_eq!(read(&null).attributes, None);
}

#[test]
fn unknown_fields_are_ignored() {
    let sent = read(&json!({
        "SchemaVersion": "1.0",
        "Weather": ["fog"],
        "Actions": [{"Type": "Pause", "Id": 7, "Parameters": {
            "DurationInMilliseconds": "3000",
            "Volume": "loud",
        }}],
    }));
    assert_eq!(Reply::try_from(sent), Ok(Pause::secs(3).into()));
}

#[test]
fn sent_actions_have_type_form_and_raw_parameters() {
    let sent = read(&json!({"SchemaVersion": "1.0", "Actions": [
        {"Type": "Hangup"},
        {"Parameters": null, "Type": "Hangup"},
        {"Type": "SoundFoghorn", "Parameters": {"Times": 3}},
        {"Type": "Pause", "Parameters": {"DurationInMilliseconds": "soon"}},
        {"Type": "Pause", "Parameters": [3_000]},
        {"Type": "Pause", "Parameters": "3000"},
        {"Type": 3, "Parameters": {}},
        {"Parameters": {}},
        "Hangup",
        ["Hangup", {}],
        null,
    ]}));
    let actions = sent.actions.expect("a list");
    let seen: Vec<_> = actions
        .iter()
        .map(|action| {
            (action.action_type().map(ActionType::as_str), action.typed().is_some(), action.raw())
        })
        .collect();
    assert_eq!(
        seen,
        [
            (Some("Hangup"), true, "{}"),
            (Some("Hangup"), true, "{}"),
            (Some("SoundFoghorn"), false, r#"{"Times":3}"#),
            (Some("Pause"), false, r#"{"DurationInMilliseconds":"soon"}"#),
            (Some("Pause"), false, "[3000]"),
            (Some("Pause"), false, r#""3000""#),
            (None, false, "{}"),
            (None, false, "{}"),
            (None, false, "{}"),
            (None, false, "{}"),
            (None, false, "{}"),
        ]
    );
    // The echo of parameters that do not fit.
    let failed = Failed {
        parameters: actions[3].clone(),
        error_type: event::ErrorType::InvalidActionParameter,
        message: "The Duration parameter is invalid.".to_owned(),
        error_list: Vec::new(),
    };
    let call = Call::inbound("+14255550199", "+12065550100");
    let raw: Value =
        serde_json::from_str(Invocation::new(&failed, call).raw()).expect("an event's JSON");
    assert_eq!(raw["ActionData"]["Parameters"], json!({"DurationInMilliseconds": "soon"}));
}

#[test]
fn unknown_actions_and_misfits_are_different_errors() {
    let after_a_hangup = |action: Value| {
        let hangup = json!({"Type": "Hangup", "Parameters": {}});
        json!({"SchemaVersion": "1.0", "Actions": [hangup, action]})
    };
    for action in [json!({"Type": "+12065550199", "Parameters": {}}), json!("+12065550199")] {
        let refused = refused(&after_a_hangup(action));
        assert_eq!(refused, SentReplyError::UnknownAction { index: 1 });
        assert_eq!(refused.to_string(), "its Actions[1] is not an action that the service has");
    }
    for (parameters, field, rule) in [
        (json!(["+12065550199"]), "", "must be an object, is an array"),
        (
            json!({"SipResponseCode": "+12065550199"}),
            "SipResponseCode",
            "must be a whole number that is not negative and in range, is a string",
        ),
    ] {
        let refused = refused(&after_a_hangup(json!({"Type": "Hangup", "Parameters": parameters})));
        let SentReplyError::Action { index: 1, error } = &refused else { panic!("{refused:?}") };
        assert_eq!(*error.action(), ActionType::Hangup);
        assert_eq!((error.field(), error.rule()), (field, rule));
        assert_eq!(refused.to_string(), format!("its Actions[1] is not valid: {error}"));
    }
}

#[test]
fn invalid_replies_name_the_field() {
    for (reply, field, error) in [
        (json!("+12065550199"), "", "it must be an object, is a string"),
        (json!(null), "", "it must be an object, is null"),
        (json!(["1.0", [], {}]), "", "it must be an object, is an array"),
        (json!({"Actions": {}}), "Actions", "its Actions must be an array, is an object"),
        (
            json!({"Actions": "+12065550199"}),
            "Actions",
            "its Actions must be an array, is a string",
        ),
        (
            json!({"TransactionAttributes": ["+12065550199"]}),
            "TransactionAttributes",
            "its TransactionAttributes must be an object, is an array",
        ),
    ] {
        let refused = refused(&reply);
        assert_eq!(refused.to_string(), error);
        assert!(
            matches!(refused, SentReplyError::Unreadable { field: named, .. } if named == field)
        );
    }
    for (text, error) in [
        ("", "it is not JSON that can be read: EOF while parsing a value at line 1 column 0"),
        ("{} {}", "it is not JSON that can be read: trailing characters at line 1 column 4"),
        (r#"{"Actions": [], "Actions": []}"#, "its Actions appears twice"),
        (r#"{"Actions": [{}, {"Type": "", "Type": ""}]}"#, "its Actions[1].Type appears twice"),
        (
            r#"{"TransactionAttributes": {"a": "+12065550199", "a": 1}}"#,
            "its TransactionAttributes holds a key that appears twice",
        ),
    ] {
        let refused = SentReply::from_json(text.as_bytes()).expect_err("an invalid reply");
        assert_eq!(refused.to_string(), error);
    }
    assert!(SentReply::from_json(&[b'"', 0xff, b'"']).is_err());
}

#[test]
fn fixtures_read_and_read_back() {
    for (name, json) in json_files(&folder("fixtures/replies")) {
        let reply: Reply =
            serde_json::from_str(&json).unwrap_or_else(|error| panic!("{name}: {error}"));
        let value: Value = serde_json::from_str(&json).expect("JSON");
        let count = value["Actions"].as_array().map_or(0, Vec::len);
        assert_eq!(reply.actions().len(), count, "{name}");
        let attributes = value["TransactionAttributes"].as_object().map(serde_json::Map::len);
        let read = reply.attributes().map(TransactionAttributes::len);
        assert_eq!(read, attributes, "{name}");
        let again: Reply = serde_json::from_str(&reply.to_json()).expect("reads back");
        assert_eq!(again, reply, "{name}");
    }
}

#[test]
fn table_of_fixtures_is_complete() {
    assert_named_in_table("fixtures/replies");
}

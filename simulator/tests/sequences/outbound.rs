//! Outbound calls.

use std::time::Duration;

use offhook::Leg;
use offhook_simulator::{FarEnd, Happening, OutboundReply, Phone, Profile};
use serde_json::{Value, json};

use crate::support::*;

#[tokio::test]
async fn outbound_call_is_created_rings_and_is_answered() {
    let mut phone =
        Script::new().on("CALL_ANSWERED", [speak("Hello."), hang_up("$A")]).place().await;
    phone.answers().hears("Hello").is_hung_up().await;
    assert_events(&phone, &["NEW_OUTBOUND_CALL", "RINGING", "CALL_ANSWERED", "HANGUP LEG-A 0"]);
    assert_shaped_like("new-outbound-call-bare.json", &event(&phone, 1), &[]);
    assert_shaped_like("ringing.json", &event(&phone, 2), &[]);
    assert_shaped_like("call-answered-bare.json", &event(&phone, 3), &[]);
    assert_eq!(event(&phone, 3)["CallDetails"]["Participants"][0]["Status"], "Connected");
    assert_eq!(event(&phone, 1)["CallDetails"].get("SipRuleId"), None);
}

#[tokio::test]
async fn create_request_has_arguments_and_its_attributes_are_kept() {
    let attributes = json!({ "MeetingId": "fedc8fa0" });
    let script = Script::new()
        .with_attributes("NEW_OUTBOUND_CALL", [], attributes.clone())
        .on("CALL_ANSWERED", [hang_up("$A")]);
    let call = script.simulator().place(NUMBER, CALLER).argument("MeetingId", "fedc8fa0");
    let mut phone = call.await;
    phone.answers().is_hung_up().await;
    assert_shaped_like("new-outbound-call.json", &event(&phone, 1), &[]);
    let data = json!({
        "Type": "CallCreateRequest",
        "Parameters": { "Arguments": { "MeetingId": "fedc8fa0" } },
    });
    assert_eq!(event(&phone, 1)["ActionData"], data);
    assert_eq!(event(&phone, 3)["CallDetails"]["TransactionAttributes"], attributes);
    assert_shaped_like("call-answered-attributes.json", &event(&phone, 3), &[]);
}

#[tokio::test]
async fn reply_to_the_creation_is_ignored() {
    let script = Script::new()
        .with_attributes("NEW_OUTBOUND_CALL", [], json!({ "MeetingId": "fedc8fa0" }))
        .with_attributes("RINGING", [], json!({ "Rings": "yes" }))
        .on("CALL_ANSWERED", [hang_up("$A")]);
    let profile = Profile { outbound_reply: OutboundReply::Ignored, ..Profile::default() };
    let mut phone = script.simulator().profile(profile).place(NUMBER, CALLER).await;
    phone.answers().is_hung_up().await;
    let attributes = &event(&phone, 2)["CallDetails"]["TransactionAttributes"];
    assert_eq!(*attributes, Value::Null);
    // The other replies before the answer are as ever.
    let attributes = &event(&phone, 3)["CallDetails"]["TransactionAttributes"];
    assert_eq!(*attributes, json!({ "Rings": "yes" }));
}

#[tokio::test]
async fn actions_before_the_answer_are_ignored() {
    let script = Script::new()
        .on("NEW_OUTBOUND_CALL", [speak("Never.")])
        .on("RINGING", [speak("Never.")])
        .on("CALL_ANSWERED", [speak("Hello."), hang_up("$A")]);
    let mut phone = script.place().await;
    phone.answers().hears("Hello").is_hung_up().await;
    assert_eq!(heard(phone.transcript()), ["LEG-A Hello."]);
    assert_eq!(finding_names(&phone), ["ignored_actions", "ignored_actions"]);
}

#[tokio::test]
async fn invalid_reply_to_ringing_is_reported() {
    let script = Script::new().raw("RINGING", "{}").on("CALL_ANSWERED", [hang_up("$A")]);
    let mut phone = script.place().await;
    phone.answers().is_hung_up().await;
    assert_events(
        &phone,
        &[
            "NEW_OUTBOUND_CALL",
            "RINGING",
            "INVALID_LAMBDA_RESPONSE",
            "CALL_ANSWERED",
            "HANGUP LEG-A 0",
        ],
    );
    assert_eq!(finding_names(&phone), ["invalid_reply"]);
}

#[tokio::test]
async fn empty_list_is_accepted_for_call_answered() {
    let mut phone = Script::new().place().await;
    phone.answers().waits(Duration::from_mins(1)).await;
    assert_events(&phone, &["NEW_OUTBOUND_CALL", "RINGING", "CALL_ANSWERED"]);
    assert_eq!(phone.legs_connected().len(), 1);
}

#[tokio::test]
async fn unanswered_outbound_call_ends_with_its_sip_response() {
    let ends = [
        (FarEnd::RingsOut, 480),
        (FarEnd::IsBusy, 486),
        (FarEnd::IsUnreachable, 503),
        (FarEnd::Refuses, 603),
    ];
    for (far_end, code) in ends {
        let mut phone = Script::new().place().await;
        phone.take(&offhook_simulator::Step::Called(far_end)).await.expect("the phone rings");
        let failed_at = phone.now();
        phone.ends().with_code(code).await;
        // The call is over at once, without the time in which silence becomes dead air.
        assert!(
            phone.now().saturating_sub(failed_at) < Duration::from_secs(1),
            "{}",
            phone.transcript()
        );
        let hangup = format!("HANGUP LEG-A {code}");
        assert_events(&phone, &["NEW_OUTBOUND_CALL", "RINGING", &hangup]);
        assert_eq!(
            event(&phone, 3)["ActionData"]["Parameters"]["SipResponseCode"],
            Value::from(code)
        );
        assert_shaped_like("hangup-busy-outbound.json", &event(&phone, 3), &[]);
        assert_eq!(phone.billable(), Duration::ZERO);
        assert_eq!(ends_of_legs(&phone), [&Happening::NotAnswered { leg: Leg::A, code }]);
    }
}

fn ends_of_legs(phone: &Phone) -> Vec<&Happening> {
    let ends = |what: &&Happening| {
        matches!(what, Happening::NotAnswered { .. } | Happening::Disconnected { .. })
    };
    phone.transcript().entries.iter().map(|entry| &entry.what).filter(ends).collect()
}

/// A log has `CALL_ANSWERED` 32.3 s after `NEW_OUTBOUND_CALL`. The limit is undocumented.
#[tokio::test]
async fn outbound_call_rings_for_60_s() {
    let mut phone = Script::new().on("CALL_ANSWERED", [hang_up("$A")]).place().await;
    phone.waits(Duration::from_secs(57)).answers().is_hung_up().await;
    assert_events(&phone, &["NEW_OUTBOUND_CALL", "RINGING", "CALL_ANSWERED", "HANGUP LEG-A 0"]);

    let mut phone = Script::new().simulator().place(NUMBER, CALLER).await;
    phone.rings_out().await;
    assert_eq!(phone.now(), Duration::from_secs(60));
    assert!(phone.findings().is_empty(), "{:?}", phone.findings());
}

/// Undocumented: actions wait for the answer, except Hangup.
#[tokio::test]
async fn actions_of_an_update_wait_for_the_answer() {
    let script = Script::new().on("CALL_UPDATE_REQUESTED", [speak("Hello."), hang_up("$A")]);
    let mut phone = script.place().await;
    phone.updates([("say", "hello")]).waits(Duration::from_secs(5)).await;
    assert_eq!(heard(phone.transcript()), [""; 0]);
    phone.answers().hears("Hello").is_hung_up().await;
    assert_events(
        &phone,
        &[
            "NEW_OUTBOUND_CALL",
            "CALL_UPDATE_REQUESTED",
            "RINGING",
            "CALL_ANSWERED",
            "HANGUP LEG-A 0",
        ],
    );

    let script = Script::new().on("CALL_UPDATE_REQUESTED", [hang_up("$A")]);
    let mut phone = script.place().await;
    phone.waits(Duration::from_secs(2)).updates([("end", "now")]).is_cancelled().await;
    phone.ends().by_application().with_code(487).await;
    assert_events(
        &phone,
        &["NEW_OUTBOUND_CALL", "RINGING", "CALL_UPDATE_REQUESTED", "HANGUP LEG-A 487"],
    );
    assert_eq!(ends_of_legs(&phone), [&Happening::NotAnswered { leg: Leg::A, code: 487 }]);
}

/// In a click-to-call flow the service first calls the meeting's number.
#[tokio::test]
async fn leg_a_can_be_the_meeting() {
    let script = Script::new().on("CALL_ANSWERED", [bridge_from(NUMBER)]);
    let mut phone = script.simulator().place(NUMBER, "+17035550122").await;
    phone.answers().far_end(SALES).answers().await;
    phone.waits(Duration::from_secs(1)).hangs_up().await;
    assert_events(
        &phone,
        &[
            "NEW_OUTBOUND_CALL",
            "RINGING",
            "CALL_ANSWERED",
            "ACTION_SUCCESSFUL CallAndBridge",
            "HANGUP LEG-A 0",
        ],
    );
    let legs = event(&phone, 4)["CallDetails"]["Participants"].clone();
    assert_eq!((&legs[0]["To"], &legs[1]["To"]), (&json!("+17035550122"), &json!(SALES)));
    assert_eq!(
        (&legs[0]["Direction"], &legs[1]["Direction"]),
        (&json!("Outbound"), &json!("Outbound"))
    );
}

fn bridge_from(number: &str) -> Value {
    let mut bridge = bridge(SALES);
    bridge["Parameters"]["CallerIdNumber"] = number.into();
    bridge
}

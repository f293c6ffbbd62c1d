//! Bridges: CallAndBridge.

use std::time::Duration;

use offhook_simulator::{BridgeRinging, Happening, Profile};
use serde_json::{Value, json};

use crate::support::*;

#[tokio::test]
async fn bridge_succeeds_without_events_of_an_outbound_call() {
    let mut phone = Script::new().on("NEW_INBOUND_CALL", [bridge(SALES)]).dial().await;
    phone.far_end(SALES).answers().waits(Duration::from_secs(1)).await;
    assert_events(&phone, &["NEW_INBOUND_CALL", "ACTION_SUCCESSFUL CallAndBridge"]);
    assert_shaped_like("action-successful-call-and-bridge-plain.json", &event(&phone, 2), &[]);
    let event = event(&phone, 2);
    let echo = &event["ActionData"]["Parameters"];
    assert_eq!(echo["CallId"].as_str().map(str::to_owned), call_id(&event, "LEG-A"));
}

#[tokio::test]
async fn ringing_can_be_reported_for_a_bridge() {
    let profile = Profile { bridge_ringing: BridgeRinging::Reported, ..Profile::default() };
    let mut phone = Script::new().on("NEW_INBOUND_CALL", [bridge(SALES)]).dial_under(profile).await;
    phone.far_end(SALES).answers().waits(Duration::from_secs(1)).await;
    assert_events(&phone, &["NEW_INBOUND_CALL", "RINGING", "ACTION_SUCCESSFUL CallAndBridge"]);
}

#[tokio::test]
async fn unanswered_bridge_fails() {
    use offhook_simulator::FarEnd::{IsBusy, IsUnreachable, Refuses, RingsOut};

    for far_end in [RingsOut, IsBusy, IsUnreachable, Refuses] {
        let mut phone = Script::new().on("NEW_INBOUND_CALL", [bridge(SALES)]).dial().await;
        let step = offhook_simulator::Step::BridgedTo(SALES.to_owned(), far_end);
        phone.take(&step).await.expect("the far end rings");
        assert_events(&phone, &["NEW_INBOUND_CALL", "ACTION_FAILED CallAndBridge"]);
        assert_eq!(error(&event(&phone, 2)), ("CallNotAnswered", "Call not answered"));
        assert_shaped_like("action-failed-call-and-bridge-alone.json", &event(&phone, 2), &[]);
    }
}

#[tokio::test]
async fn bridge_rings_for_its_timeout() {
    let mut unlimited = bridge(SALES);
    unlimited["Parameters"] = json!({
        "CallerIdNumber": CALLER,
        "Endpoints": unlimited["Parameters"]["Endpoints"],
    });
    let within = |timeout: Value| {
        let mut bridge = bridge(SALES);
        bridge["Parameters"]["CallTimeoutSeconds"] = timeout;
        bridge
    };
    for (bridge, seconds) in [(unlimited, 30), (within(5.into()), 5), (within("120".into()), 120)] {
        let simulator = Script::new().on("NEW_INBOUND_CALL", [bridge]).simulator();
        let mut phone = simulator.patience(Duration::from_mins(5)).dial(CALLER, NUMBER).await;
        phone.far_end(SALES).rings_out().await;
        assert_eq!(phone.now().as_secs(), seconds);
    }
}

#[tokio::test]
async fn ringback_tone_is_heard_while_the_far_end_rings() {
    let mut bridge = bridge(SALES);
    bridge["Parameters"]["RingbackTone"] = audio("ringback.wav");
    let script = Script::new().on("NEW_INBOUND_CALL", [speak("Hello."), bridge]);
    let mut phone = script.dial().await;
    phone.starts_hearing("ringback.wav").far_end(SALES).answers().await;
    assert_eq!(heard(phone.transcript()), ["LEG-A Hello.", "LEG-A prompts/ringback.wav"]);
    phone.waits(Duration::from_secs(1)).await;
    assert_events(&phone, &["NEW_INBOUND_CALL", "ACTION_SUCCESSFUL CallAndBridge"]);
}

#[tokio::test]
async fn second_bridge_has_a_new_call_id() {
    let script = Script::new()
        .on("NEW_INBOUND_CALL", [bridge(SALES)])
        .on("CALL_UPDATE_REQUESTED", [hang_up("$B")])
        .on("HANGUP", [bridge("+12065550124")]);
    let mut phone = script.dial().await;
    phone.far_end(SALES).answers().updates([("transfer", "yes")]).await;
    phone.far_end("+12065550124").answers().waits(Duration::from_secs(1)).await;
    let first = event(&phone, 2);
    let last = event(&phone, 6);
    assert_eq!(events(&phone).last().map(String::as_str), Some("ACTION_SUCCESSFUL CallAndBridge"));
    assert_ne!(call_id(&first, "LEG-B"), call_id(&last, "LEG-B"));
    assert_eq!(call_id(&first, "LEG-A"), call_id(&last, "LEG-A"));
    let legs = last["CallDetails"]["Participants"].as_array().map(Vec::len);
    assert_eq!(legs, Some(2), "the old LEG-B is not listed");
}

#[tokio::test]
async fn sip_headers_are_passed_on() {
    let mut bridge = bridge(SALES);
    bridge["Parameters"]["SipHeaders"] = json!({ "x-ticket": "17" });
    let mut phone = Script::new().on("NEW_INBOUND_CALL", [bridge]).dial().await;
    phone.far_end(SALES).answers().waits(Duration::from_secs(1)).await;
    let leg = event(&phone, 2)["CallDetails"]["Participants"][1].clone();
    assert_eq!(leg["SipHeaders"], json!({ "x-ticket": "17" }));
    let name = "action-successful-call-and-bridge-sip-headers.json";
    assert_shaped_like(
        name,
        &event(&phone, 2),
        &[
            // The example has them on LEG-A.
            "/CallDetails/Participants/0/SipHeaders",
            "/CallDetails/Participants/1/SipHeaders",
        ],
    );
}

#[tokio::test]
async fn names_of_sip_headers_are_checked() {
    for (name, is_sent) in [
        ("X-Ticket", true),
        ("x-ticket", true),
        ("user-to-user", true),
        ("DIVERSION", true),
        ("X-Amzn-Trace", false),
        ("x-vine", false),
        ("X-VC-Id", false),
        ("x-canary", false),
        ("x-voice", false),
        ("Ticket", false),
    ] {
        let mut bridge = bridge(SALES);
        bridge["Parameters"]["SipHeaders"] = json!({ name: "17" });
        let mut phone = Script::new().on("NEW_INBOUND_CALL", [bridge]).dial().await;
        phone.waits(Duration::from_secs(2)).await;
        let refused = (!is_sent).then_some("Invalid SIP header(s) provided: X-AMZN");
        let rings = phone
            .transcript()
            .entries
            .iter()
            .any(|entry| matches!(entry.what, Happening::Rings { .. }));
        assert_eq!(rings, is_sent, "{name}");
        let message = events(&phone).get(1).map(|_| error(&event(&phone, 2)).1.to_owned());
        assert_eq!(message.as_deref(), refused, "{name}");
    }
}

#[tokio::test]
async fn voice_connector_is_called_by_user_name() {
    let mut bridge = bridge(SALES);
    bridge["Parameters"]["Endpoints"] = json!([{
        "BridgeEndpointType": "AWS", "Uri": "5550",
        "Arn": "arn:aws:chime:us-east-1:123456789012:vc/abcdefg1hijklm2nopq3rs",
    }]);
    let mut phone = Script::new().on("NEW_INBOUND_CALL", [bridge]).dial().await;
    phone.far_end("5550").answers().waits(Duration::from_secs(1)).await;
    assert_events(&phone, &["NEW_INBOUND_CALL", "ACTION_SUCCESSFUL CallAndBridge"]);
    assert_eq!(event(&phone, 2)["CallDetails"]["Participants"][1]["To"], "5550");
}

#[tokio::test]
async fn foreign_voice_connector_fails() {
    let arn = "arn:aws:chime:us-east-1:210987654321:vc/abcdefg1hijklm2nopq3rs";
    let mut bridge = bridge(SALES);
    bridge["Parameters"]["Endpoints"] =
        json!([{ "BridgeEndpointType": "AWS", "Uri": "5550", "Arn": arn }]);
    let script = Script::new().on("NEW_INBOUND_CALL", [bridge]);
    let simulator = script.simulator().foreign_voice_connector(arn);
    let mut phone = simulator.dial(CALLER, NUMBER).await;
    phone.waits(Duration::from_secs(1)).await;
    assert_events(&phone, &["NEW_INBOUND_CALL", "ACTION_FAILED CallAndBridge"]);
    let message = "Resource does not belong to the current AWS account";
    assert_eq!(error(&event(&phone, 2)), ("InvalidActionParameter", message));
}

/// Undocumented: the guide names five other actions that answer.
#[tokio::test]
async fn bridge_answers_the_caller_together_with_the_far_end() {
    let mut phone = Script::new().on("NEW_INBOUND_CALL", [bridge(SALES)]).dial().await;
    phone.far_end(SALES).answers().await;
    let answered = phone.transcript().entries.iter().filter_map(|entry| match entry.what {
        Happening::Answered { leg } => Some((leg.as_str(), entry.at)),
        _ => None,
    });
    let answered: Vec<_> = answered.collect();
    assert_eq!(answered.len(), 2);
    assert_eq!(answered[0].1, answered[1].1);
}

#[tokio::test]
async fn bridge_is_reported_in_the_middle_of_a_list() {
    let script = Script::new().on("NEW_INBOUND_CALL", [bridge(SALES), listen("^1$")]);
    let mut phone = script.dial().await;
    phone.far_end(SALES).answers().waits(Duration::from_secs(1)).await;
    assert_events(
        &phone,
        &["NEW_INBOUND_CALL", "ACTION_SUCCESSFUL CallAndBridge", "ACTION_SUCCESSFUL ReceiveDigits"],
    );
}

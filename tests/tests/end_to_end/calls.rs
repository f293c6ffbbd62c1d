//! Events that can be decoded.

use offhook_simulator::{Host, Outcome};
use offhook_tests::{folder, json_files};
use serde_json::{Value, json};

use super::lambda::{Lambda, actions, example, with_each_build};

with_each_build! {
    async fn call_of_the_example_is_answered(build) {
        let lambda = Lambda::reception(build).await;
        let menu = lambda.reply(example("1-new-inbound-call.json")).await;
        assert_eq!(actions(&menu), ["SpeakAndGetDigits"]);

        let bridge = lambda.reply(example("2-digits.json")).await;
        assert_eq!(actions(&bridge), ["Speak", "CallAndBridge"]);
        assert_eq!(bridge["Actions"][1]["Parameters"]["Endpoints"][0]["Uri"], "+12065550123");
        let session = json!({"offhook-session": "{\"department\":\"sales\",\"repeats\":0}"});
        assert_eq!(bridge["TransactionAttributes"], session);

        let voicemail = lambda.reply(example("3-bridge-failed.json")).await;
        assert_eq!(actions(&voicemail), ["Speak", "RecordAudio"]);
        assert_eq!(voicemail.get("TransactionAttributes"), None, "the session is unchanged");

        let nothing = json!({"SchemaVersion": "1.0", "Actions": []});
        assert_eq!(lambda.reply(example("4-hangup.json")).await, nothing);
    }

    async fn remaining_leg_is_hung_up(build) {
        let mut event: Value = serde_json::from_str(&example("4-hangup.json")).unwrap();
        let legs = event["CallDetails"]["Participants"].as_array_mut().unwrap();
        legs.push(json!({"CallId": "call-b", "ParticipantTag": "LEG-B", "Status": "Connected"}));
        let reply = Lambda::reception(build).await.reply(event.to_string()).await;
        assert_eq!(actions(&reply), ["Hangup"]);
        assert_eq!(reply["Actions"][0]["Parameters"]["CallId"], "call-b");
    }

    async fn every_fixture_is_answered(build) {
        let lambda = Lambda::reception(build).await;
        for (name, event) in json_files(&folder("fixtures/events")) {
            match lambda.invoke(event).await {
                Outcome::Reply(json) => {
                    let reply: Value = serde_json::from_slice(&json).expect(&name);
                    assert_eq!(reply["SchemaVersion"], "1.0", "{name}");
                    assert!(reply["Actions"].is_array() || reply["Actions"].is_null(), "{name}");
                }
                Outcome::Error(error) => panic!("{name}: {error}"),
            }
        }
        lambda.is_ready().await;
    }
}

/// The app of `whole_app.rs`: a right choice, a wrong one, and the session in between.
#[tokio::test]
async fn whole_app_answers_and_keeps_its_session() {
    let lambda = Lambda::start(Host::builder(env!("CARGO_BIN_EXE_whole_app"))).await;
    let greeting = lambda.reply(example("1-new-inbound-call.json")).await;
    assert_eq!(actions(&greeting), ["SpeakAndGetDigits"]);
    let right = lambda.reply(example("2-digits.json")).await;
    assert_eq!(actions(&right), ["Speak", "Hangup"]);
    assert_eq!(right["TransactionAttributes"]["offhook-session"], "{\"attempts\":1}");
    let digits = "\"ReceivedDigits\": \"1\"";
    let event = example("2-digits.json");
    assert!(event.contains(digits), "the example has digits");
    let wrong = lambda.reply(event.replace(digits, "\"ReceivedDigits\": \"2\"")).await;
    assert_eq!(actions(&wrong), ["SpeakAndGetDigits"]);
    assert_eq!(actions(&lambda.reply(example("4-hangup.json")).await), [""; 0]);
}

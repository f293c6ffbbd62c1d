//! Output of the process, at the most verbose log level.

use serde_json::Value;

use super::bad_input::with_invalid_utf8;
use super::lambda::{Lambda, NUMBERS, demo, example, with_each_build};

/// Digits and SIP headers of the events. No log may contain them.
const PRIVATE: [&str; 3] = ["471100815", "6b6579206f6620746865", "Anna Blume"];

/// Returns the event with private digits and headers.
fn with_private_data(event: &str) -> String {
    let headers = "\"User-to-User\": \"6b6579206f6620746865;encoding=hex\", \
                   \"Diversion\": \"\\\"Anna Blume\\\" <tel:+12065550123>\"";
    event
        .replace("\"ReceivedDigits\": \"1\"", "\"ReceivedDigits\": \"471100815\"")
        .replace("\"To\"", &format!("\"SipHeaders\": {{{headers}}}, \"To\""))
}

with_each_build! {
    async fn output_contains_no_private_data(build) {
        let events =
            ["1-new-inbound-call.json", "2-digits.json", "3-bridge-failed.json", "4-hangup.json"];
        for format in ["JSON", "Text"] {
            let host = demo(build).env("RUST_LOG", "trace").env("AWS_LAMBDA_LOG_FORMAT", format);
            let lambda = Lambda::start(host).await;
            for event in events {
                let event = with_private_data(&example(event));
                lambda.reply(&*event).await;
                lambda.error(&event[..event.len() - 9]).await;
                lambda.error(with_invalid_utf8(&event)).await;
                lambda.is_ready().await;
            }
            let printed = lambda.stop().await;
            assert!(printed.contains("TRACE"), "the level is set");
            let is_private =
                |line: &str| NUMBERS.iter().chain(&PRIVATE).any(|text| line.contains(text));
            let leaked: Vec<_> = printed.lines().filter(|line| is_private(line)).collect();
            assert!(leaked.is_empty(), "{leaked:#?}");
        }
    }

    async fn metrics_are_in_the_namespace_of_the_function(build) {
        let lambda = Lambda::start(demo(build).function_name("front-desk")).await;
        lambda.is_ready().await;
        let printed = lambda.stop().await;
        let lines = printed.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        let namespaces: Vec<_> = lines
            .map(|line| line["_aws"]["CloudWatchMetrics"][0]["Namespace"].clone())
            .filter(Value::is_string)
            .collect();
        assert_eq!(namespaces, ["front-desk"], "{printed}");
    }
}

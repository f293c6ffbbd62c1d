//! What is printed, whatever level is asked for.

use super::bad_input::with_invalid_utf8;
use super::lambda::{Lambda, NUMBERS, demo, example, with_each_build};

/// What else of the events no log may show: digits, and SIP headers.
const PRIVATE: [&str; 3] = ["471100815", "6b6579206f6620746865", "Anna Blume"];

/// The event with digits and headers that are nobody's business.
fn with_private_data(event: &str) -> String {
    let headers = "\"User-to-User\": \"6b6579206f6620746865;encoding=hex\", \
                   \"Diversion\": \"\\\"Anna Blume\\\" <tel:+12065550123>\"";
    event
        .replace("\"ReceivedDigits\": \"1\"", "\"ReceivedDigits\": \"471100815\"")
        .replace("\"To\"", &format!("\"SipHeaders\": {{{headers}}}, \"To\""))
}

with_each_build! {
    async fn nothing_private_is_printed(build) {
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
            assert!(printed.contains("TRACE"), "that level was asked for");
            let is_private =
                |line: &str| NUMBERS.iter().chain(&PRIVATE).any(|text| line.contains(text));
            let leaked: Vec<_> = printed.lines().filter(|line| is_private(line)).collect();
            assert!(leaked.is_empty(), "{leaked:#?}");
        }
    }
}

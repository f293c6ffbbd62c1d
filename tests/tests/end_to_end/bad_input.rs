//! Events that can't be decoded: an error that names the problem, and the next event is answered.

use super::lambda::{Lambda, NUMBERS, example, with_each_build};

/// Returns invalid events with their names and a part of their error.
fn bad_events() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let good = example("2-digits.json");
    let edited = |from: &str, to: &str| {
        assert!(good.contains(from), "{from}");
        good.replacen(from, to, 1).into_bytes()
    };
    let deep = format!("\"Other\": {}{}, \"Sequence\"", "[".repeat(5_000), "]".repeat(5_000));
    let seven_megabytes = "+14255550199".repeat(7 * 1024 * 1024 / 12);
    vec![
        ("empty", Vec::new(), "the event is not JSON"),
        ("blank", b" \r\n".to_vec(), "the event is not JSON"),
        ("words", b"+14255550199 calls".to_vec(), "the event is not JSON"),
        ("truncated", good[..good.len() / 2].into(), "the event is not JSON"),
        ("invalid UTF-8", with_invalid_utf8(&good), "the event is not JSON"),
        ("byte order mark", [b"\xef\xbb\xbf", good.as_bytes()].concat(), "the event is not JSON"),
        ("array", format!("[{good}]").into(), "the event must be an object"),
        ("string", b"\"+14255550199\"".to_vec(), "the event must be an object"),
        ("null", b"null".to_vec(), "the event must be an object"),
        ("5,000 levels", edited("\"Sequence\"", &deep), "levels deep"),
        ("7 MB", edited("\"1.0\"", &format!("\"{seven_megabytes}\"")), "more than the 6 MB"),
        ("no type", edited("InvocationEventType", "Type"), "InvocationEventType is missing"),
        ("type", edited("\"ACTION_SUCCESSFUL\"", "4255550199"), "InvocationEventType must be"),
        ("no call", edited("CallDetails", "callDetails"), "CallDetails is missing"),
        (
            "participant",
            edited("\"Participants\": [", "\"Participants\": [\"+14255550199\","),
            "CallDetails.Participants[0] must be an object",
        ),
        (
            "action data",
            edited("\"ActionData\": {", "\"ActionData\": \"+14255550199\", \"Other\": {"),
            "ActionData must be an object",
        ),
    ]
}

/// Returns the event with an invalid UTF-8 byte before the caller's number.
pub(super) fn with_invalid_utf8(event: &str) -> Vec<u8> {
    let (before, after) = event.split_once("+14255550199").expect("the event has a caller");
    [before.as_bytes(), b"\xff+14255550199", after.as_bytes()].concat()
}

with_each_build! {
    async fn next_event_is_answered_after_bad_input(build) {
        let lambda = Lambda::reception(build).await;
        for (name, event, says) in bad_events() {
            let error = lambda.error(event).await;
            assert_eq!(error.error_type, "Offhook.InvalidEvent", "{name}: {error}");
            assert!(error.message.contains(says), "{name}: {error}");
            let leaked = NUMBERS.iter().find(|number| error.message.contains(*number));
            assert_eq!(leaked, None, "{name}: {error}");
            lambda.is_ready().await;
        }
    }
}

//! Handlers that fail.

use offhook_simulator::Host;

use super::lambda::{Lambda, example, with_each_build};

with_each_build! {
    /// Another version of the app left a session that this one can't read.
    async fn unreadable_session_fails_the_handler(build) {
        let lambda = Lambda::reception(build).await;
        let event = example("3-bridge-failed.json").replace("\\\"sales\\\"", "4255550199");
        let error = lambda.error(event).await;
        assert_eq!(error.error_type, "Offhook.InvalidSession", "{error}");
        for part in ["reception::bridge::not_connected", "ACTION_FAILED", "the session"] {
            assert!(error.message.contains(part), "{error}");
        }
        assert!(!error.message.contains("4255550199"), "{error}");
        lambda.is_ready().await;
    }
}

/// Each handler of `failing.rs` fails twice, and the next event is handled.
#[tokio::test]
async fn failed_handler_is_named() {
    let failures = [
        ("CALL_ANSWERED", "HandlerPanicked", "`failing::panics` for CALL_ANSWERED", "at once"),
        ("RINGING", "HandlerPanicked", "`failing::panics_later` for RINGING", "later"),
        ("HANGUP", "HandlerFailed", "`failing::fails` for HANGUP", "no directory: no file"),
        ("DIGITS_RECEIVED", "InvalidReply", "`failing::empty_speech` for DIGITS_RECEIVED", "Text"),
        ("NEW_INBOUND_CALL", "NoHandler", "NEW_INBOUND_CALL", "#[on(NewInboundCall)]"),
    ];
    let lambda = Lambda::start(Host::builder(env!("CARGO_BIN_EXE_failing"))).await;
    for (event, error_type, handler, cause) in failures.iter().chain(&failures) {
        // Actions for a call that is over would be left out before they are validated.
        let up = example("4-hangup.json").replace("Disconnected", "Connected");
        let error = lambda.error(up.replace("HANGUP", event)).await;
        assert_eq!(error.error_type, format!("Offhook.{error_type}"), "{error}");
        assert!(error.message.contains(handler), "{error}");
        assert!(error.message.contains(cause), "{error}");
    }
}

//! A menu that never ends, as a flow and as handlers: each turn says what was pressed and asks again.
//!
//! Depends on `offhook`.

use offhook::{Result, TransactionAttributes};

/// The menu as a flow.
pub mod flow {
    use offhook::prelude::*;

    /// The app of the flow.
    #[offhook::app(attribute_limit = 4096)]
    #[derive(Debug)]
    pub struct App;

    #[flow(NewInboundCall, app = App)]
    async fn menu(line: &mut Line) -> Result<()> {
        loop {
            let menu = line.ask("Press 1 for sales, 2 for support.").digits(1).attempts(3);
            let digits = menu.failure("Sorry, try again.").await?;
            line.speak(format!("You pressed {digits}.")).await?;
        }
    }
}

/// The menu as handlers.
pub mod handlers {
    use offhook::action::{Speak, SpeakAndGetDigits};
    use offhook::prelude::*;

    /// The app of the handlers.
    #[offhook::app]
    #[derive(Debug)]
    pub struct App;

    #[on(NewInboundCall, app = App)]
    async fn welcome() -> SpeakAndGetDigits {
        SpeakAndGetDigits::new("Press 1 for sales, 2 for support.")
            .digits(1)
            .attempts(3)
            .failure("Sorry, try again.")
    }

    #[on(ActionSuccessful(SpeakAndGetDigits), app = App)]
    async fn chosen(digits: Digits) -> (Speak, SpeakAndGetDigits) {
        (Speak::text(format!("You pressed {digits}.")), welcome().await)
    }
}

/// The event of a key after so many others, with the flow's journal of those.
///
/// # Errors
/// If the flow fails.
pub async fn event_after(turns: u64) -> Result<String> {
    let mut event = event("NEW_INBOUND_CALL", 1, &TransactionAttributes::new());
    for turn in 0..=turns {
        let reply = offhook::handle(&flow::App, event.to_string()).await?;
        let attributes = reply.attributes().cloned().unwrap_or_default();
        event = self::event("ACTION_SUCCESSFUL", turn + 2, &attributes);
    }
    Ok(event.to_string())
}

fn event(event_type: &str, sequence: u64, attributes: &TransactionAttributes) -> serde_json::Value {
    let mut event = serde_json::json!({
        "SchemaVersion": "1.0", "Sequence": sequence, "InvocationEventType": event_type,
        "CallDetails": {
            "TransactionId": "0b7e3c52-2d7d-4c1e-8f46-7d1c9a5be3f1", "AwsAccountId": "123456789012",
            "AwsRegion": "us-east-1", "SipRuleId": "c1f0a8d4-0f6e-4e0b-a5d5-5d1f8f4f2b77",
            "SipMediaApplicationId": "9d4a6c1b-7be2-4b60-8a39-2f6f0e5c8d21",
            "TransactionAttributes": attributes,
            "Participants": [{
                "CallId": "6f0c1f6e-5a3b-4a57-9f0e-6c2f1d6b7a10", "ParticipantTag": "LEG-A",
                "To": "+12065550188", "From": "+14255550177", "Direction": "Inbound",
                "StartTimeInMilliseconds": "1700000012345", "Status": "Connected",
            }],
        },
    });
    if event_type == "ACTION_SUCCESSFUL" {
        event["ActionData"] = serde_json::json!({
            "Type": "SpeakAndGetDigits",
            "Parameters": {
                "CallId": "6f0c1f6e-5a3b-4a57-9f0e-6c2f1d6b7a10",
                "SpeechParameters": { "Text": "Press 1 for sales, 2 for support." },
                "FailureSpeechParameters": { "Text": "Sorry, try again." },
                "MinNumberOfDigits": 1, "MaxNumberOfDigits": 1, "Repeat": 3,
                "InBetweenDigitsDurationInMilliseconds": 5000,
                "RepeatDurationInMilliseconds": 5000,
            },
            "ReceivedDigits": "2",
        });
    }
    event
}

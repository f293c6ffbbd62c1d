//! The journals of flows: any text is an error or a journal that goes on, without a panic, and what
//! is written is read again.

use offhook::flow::{Either, FlowError, Line, race};
use offhook::prelude::*;
use offhook::{InvocationError, InvocationErrorKind};
use serde_json::{Value, json};

use super::{Target, block_on};

pub(super) const TARGET: Target = Target {
    name: "journal",
    take,
    seeds,
    words: &[
        "S", "F", "f", "R", "E", "B", "A", "U", "K", "o", "O", "n", "r", "a", "k", "l", "'", "\"",
    ],
};

#[offhook::app(attribute_limit = 4_096)]
struct Flows;

/// Awaits whatever an entry can answer.
#[flow(NewInboundCall, app = Flows)]
async fn everything(line: &mut Line) -> Result<()> {
    let mut updates = line.updates::<Value>();
    let mut keys = line.keys("[0-9]").await?;
    for turn in 0..8_u8 {
        line.speak("Welcome.").await.ok();
        line.once("count", async { Ok::<_, Error>(turn) }).await.ok();
        let wait = async {
            tokio::task::yield_now().await;
            Ok::<_, Error>(())
        };
        line.once("wait", wait).await.ok();
        _ = (line.now(), line.random(), line.arguments::<Value>().ok());
        let ask = line.ask("Press a key.").digits(1);
        match race(ask, race(updates.next(), keys.next())).await {
            Either::Left(digits) => drop(line.record("recordings").await.map(|_| digits)),
            Either::Right(_) => {
                if let Ok(mut other) = line.bridge(e164!("+12065550123")).await {
                    other.hung_up().await.ok();
                }
            }
        }
    }
    line.bot("arn:aws:lex:us-west-2:123456789012:bot-alias/B/A").await.ok();
    line.done().await?;
    Ok(())
}

const KEY: &str = "offhook-flow";

fn event(kind: usize, sequence: u64, attributes: &Value) -> Value {
    let leg = |tag: &str| {
        json!({ "CallId": tag, "ParticipantTag": tag, "Status": "Connected", "From": "+14255550199",
            "To": "+12065550100", "Direction": "Inbound" })
    };
    let (event, action, more) = match kind {
        0 => ("ACTION_SUCCESSFUL", "SpeakAndGetDigits", json!({ "ReceivedDigits": "1" })),
        1 => (
            "CALL_UPDATE_REQUESTED",
            "CallUpdateRequest",
            json!({ "Parameters": { "Arguments": { "a": "it's" } } }),
        ),
        2 => ("DIGITS_RECEIVED", "ReceiveDigits", json!({ "ReceivedDigits": "7" })),
        3 => ("ACTION_SUCCESSFUL", "CallAndBridge", json!({})),
        4 => ("HANGUP", "Hangup", json!({ "Parameters": { "ParticipantTag": "LEG-B" } })),
        5 => (
            "ACTION_SUCCESSFUL",
            "RecordAudio",
            json!({ "RecordingDestination": { "BucketName": "recordings", "Key": "\"a\"" } }),
        ),
        6 => ("ACTION_FAILED", "Speak", json!({ "ErrorType": "Unheard" })),
        7 => ("INVALID_LAMBDA_RESPONSE", "", json!({ "ErrorType": "SchemaVersionMismatch" })),
        _ => (
            "HANGUP",
            "Hangup",
            json!({ "Parameters": { "ParticipantTag": "LEG-A", "SipResponseCode": 0 } }),
        ),
    };
    let mut data = more;
    data["Type"] = action.into();
    let legs = if kind == 3 { vec![leg("LEG-A"), leg("LEG-B")] } else { vec![leg("LEG-A")] };
    json!({ "SchemaVersion": "1.0", "Sequence": sequence, "InvocationEventType": event, "ActionData": data,
        "CallDetails": { "TransactionId": "t", "TransactionAttributes": attributes, "Participants": legs } })
}

#[derive(PartialEq, Eq, Debug)]
struct Failed {
    is_unreadable: bool,
}

/// Answers an event, and returns the attributes after it.
fn answer(event: &Value) -> Result<Option<Value>, Failed> {
    match block_on(offhook::handle(&Flows, event.to_string())) {
        Ok(reply) => {
            let attributes = reply.attributes().map(serde_json::to_value);
            Ok(attributes.map(|attributes| attributes.expect("JSON")))
        }
        Err(error) => {
            let failure = error.downcast_ref::<InvocationError>().expect("the failure of an event");
            assert!(!matches!(failure.kind(), InvocationErrorKind::Panicked(_)), "{failure}");
            let is_unreadable =
                matches!(failure.kind(), InvocationErrorKind::Flow(FlowError::Unreadable { .. }));
            Err(Failed { is_unreadable })
        }
    }
}

fn take(text: &[u8]) {
    let Ok(text) = str::from_utf8(text) else { return };
    let attributes = json!({ KEY: checked(text) });
    for kind in 0..9 {
        let Ok(Some(written)) = answer(&event(kind, 1_000_000, &attributes)) else { continue };
        let again = answer(&event(8, 1_000_001, &written));
        assert_ne!(again, Err(Failed { is_unreadable: true }), "{written} can't be read");
    }
}

/// A journal whose check fits its text.
fn checked(text: &str) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let swap = |byte| match byte {
        b'"' => b'\'',
        b'\'' => b'"',
        other => other,
    };
    let fnv = |hash: u32, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    let hash = text.bytes().map(swap).fold(0x811c_9dc5, fnv);
    let check = (hash >> 18) ^ (hash & 0x3_ffff);
    let digit = |place: u32| char::from(DIGITS[(check >> (6 * place)) as usize & 63]);
    format!("1{}{}{}{text}", digit(2), digit(1), digit(0))
}

/// The journals of calls with each kind of event.
fn seeds() -> Vec<Vec<u8>> {
    let mut first = event(8, 1, &json!({}));
    first["InvocationEventType"] = "NEW_INBOUND_CALL".into();
    let mut seeds = Vec::new();
    for kinds in [&[0, 5, 6][..], &[1, 3, 4], &[2, 3, 7], &[0, 5, 1, 3, 4, 2, 3, 8], &[7, 7, 7]] {
        let mut attributes = answer(&first).expect("a reply").expect("a journal");
        for (sequence, kind) in (2..).zip(kinds) {
            if let Ok(Some(next)) = answer(&event(*kind, sequence, &attributes)) {
                attributes = next;
            }
            let journal = attributes[KEY].as_str().filter(|text| *text != "ended");
            if let Some(text) = journal.and_then(|text| text.get(4..)) {
                assert_eq!(attributes[KEY], checked(text), "the check is that of the runtime");
                seeds.push(text.as_bytes().to_vec());
            }
        }
    }
    seeds
}

//! What a driver may rely on: which inputs have an effect, the commands that follow, and the record.

mod commands;
mod driven;
mod events;
mod legs;
mod properties;

use std::time::Duration;

use offhook::{Leg, SipHeaders};
use offhook_service::{Input, MediaEvent, Refusal};
use serde_json::json;

use crate::driven::{Driven, action, receive_digits, recorded, running_actions, speak};

#[test]
fn reports_about_another_command_do_not_end_an_action() {
    for action in running_actions() {
        for report in 0..4 {
            let (mut driven, id) = recorded(&action);
            let before = (driven.sequence, driven.commands.len(), driven.call.deadline());
            driven.media(match report {
                0 => MediaEvent::Done { id },
                1 => MediaEvent::Failed { id, refusal: Refusal::upload() },
                2 => MediaEvent::ExtensionResult { id, result: None },
                _ => MediaEvent::Recorded {
                    id,
                    bucket: "recordings".to_owned(),
                    key: "leg.wav".to_owned(),
                    length: Duration::from_secs(1),
                },
            });
            assert_eq!(driven.running(), action["Type"].as_str(), "report {report}");
            let after = (driven.sequence, driven.commands.len(), driven.call.deadline());
            assert_eq!(after, before, "{action}: report {report}");
        }
    }
}

#[test]
fn queries_tell_what_goes_on() {
    for action in running_actions() {
        let (driven, _) = recorded(&action);
        let (_, leg) = driven.command();
        let call = &driven.call;
        assert_eq!(call.is_bot_talking(), action["Type"] == "StartBotConversation");
        assert_eq!((call.is_idle(), call.is_over(), call.is_listening()), (false, false, false));
        assert_eq!((call.tag(leg), call.is_recording(leg)), (Some(Leg::A), true));
    }
    let mut driven = Driven::new();
    assert!(!driven.call.is_idle(), "a reply is outstanding");
    driven.reply([receive_digits()]);
    driven.reply([]);
    assert!(driven.call.is_idle() && driven.call.is_listening());
}

#[test]
fn second_beginning_and_update_of_an_ended_call_are_ignored() {
    let mut driven = Driven::new();
    driven.handle(Input::Offered { headers: SipHeaders::new() });
    driven.handle(Input::Placed { arguments: [].into() });
    assert_eq!(driven.events.len(), 1);
    driven.reply([action("Hangup", json!({}))]);
    assert_eq!(driven.events.len(), 2);
    driven.handle(Input::Updated { arguments: [].into() });
    driven.handle(Input::Foreign { event_type: "NEW_THING".to_owned() });
    assert_eq!(driven.events.len(), 2);
}

#[test]
fn record_of_an_event_has_its_leg_action_and_detail() {
    let mut driven = Driven::new();
    driven.reply([speak()]);
    let (id, leg) = driven.command();
    driven.media(MediaEvent::Done { id });
    driven.reply([action("Pause", json!({ "DurationInMilliseconds": 1 }))]);
    driven.handle(Input::Replied { sequence: 3, attempt: 1, result: Ok("{}".to_owned()) });
    driven.reply([receive_digits(), action("Pause", json!({ "DurationInMilliseconds": 9_000 }))]);
    driven.media(MediaEvent::Key { leg, key: '1' });
    driven.now = Duration::from_secs(1);
    driven.handle(Input::Tick);
    driven.handle(Input::Updated { arguments: [].into() });
    driven.reply([speak()]);
    driven.media(MediaEvent::Ended { leg, code: 0 });
    let record: Vec<_> = driven
        .events
        .iter()
        .map(|one| (&*one.event, one.leg, one.action.as_deref(), one.detail.as_deref()))
        .collect();
    let a = Some(Leg::A);
    let (invalid, mismatch) = (
        "InvalidActionParameter: The Duration parameter is invalid.",
        "SchemaVersionMismatch: Schema version of the reply differs from the request's",
    );
    assert_eq!(
        record,
        [
            ("NEW_INBOUND_CALL", a, None, None),
            ("ACTION_SUCCESSFUL", a, Some("Speak"), None),
            ("ACTION_FAILED", a, Some("Pause"), Some(invalid)),
            ("INVALID_LAMBDA_RESPONSE", None, None, Some(mismatch)),
            ("DIGITS_RECEIVED", a, None, Some("digits 1")),
            ("CALL_UPDATE_REQUESTED", None, None, None),
            ("ACTION_INTERRUPTED", a, Some("Pause"), None),
            ("HANGUP", a, None, Some("normal (0)")),
        ]
    );
}

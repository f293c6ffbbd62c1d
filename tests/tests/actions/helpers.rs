//! Shared helpers: ARNs, short forms, and the ways to check an action.

use std::time::Duration;

use offhook::action::{Action, ActionError, ActionKind};
use offhook::{E164, Reply};
use serde_json::Value;

pub(crate) const BOT: &str = "arn:aws:lex:us-east-1:123456789012:bot-alias/ABCDEFGHIJ/KLMNOPQRST";
pub(crate) const VOICE_CONNECTOR: &str =
    "arn:aws:chime:us-east-1:123456789012:vc/abcdefg1hijklm2nopq3rs";

pub(crate) fn number(text: &str) -> E164 {
    text.parse().expect("an E.164 number")
}

pub(crate) fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

pub(crate) fn millis(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

/// Returns the parameters that are sent for a valid action. Asserts that the action reads back
/// unchanged, alone and in a reply.
#[expect(clippy::needless_pass_by_value, reason = "callers read better without a `&`")]
pub(crate) fn sent<A: ActionKind>(action: A) -> Value {
    assert_eq!(action.validate(), Ok(()));
    let any: Action = action.clone().into();
    assert_eq!(any.action_type(), A::TYPE);
    let json = serde_json::to_value(&any).expect("actions are JSON");
    assert_eq!(json["Type"], A::TYPE.as_str());
    assert_eq!(serde_json::from_value::<Action>(json.clone()).expect("reads back"), any);
    let reply = Reply::from(any);
    assert_eq!(serde_json::from_str::<Reply>(&reply.to_json()).expect("reads back"), reply);
    let parameters = json["Parameters"].clone();
    assert_eq!(serde_json::from_value::<A>(parameters.clone()).expect("reads back"), action);
    parameters
}

/// Reads an action's parameters.
pub(crate) fn read<A: ActionKind>(parameters: Value) -> A {
    serde_json::from_value(parameters).expect("the parameters decode")
}

/// Returns the text of the error that `validate` gives.
pub(crate) fn refused<A: ActionKind>(action: &A) -> String {
    let invalid: ActionError = action.validate().expect_err("an invalid action");
    assert_eq!(*invalid.action(), A::TYPE);
    assert_eq!(action.clone().into().validate(), Err(invalid.clone()));
    assert_eq!(invalid.to_string(), format!("{}: {} {}", A::TYPE, invalid.field(), invalid.rule()));
    invalid.to_string()
}

pub(crate) fn accepted<A: ActionKind>(action: &A) -> bool {
    action.validate() == Ok(()) && action.clone().into().validate() == Ok(())
}

//! Whether the service takes an action: every rule that needs no more than its parameters.

use offhook::action::{Action, ActionError, Sensitive};
use offhook::event::Echo;
use offhook::E164;

use super::Queued;
use crate::pattern::Pattern;
use crate::refusal::{Problem, of_parameter};
use crate::{PauseLimits, Profile, Refusal};

/// Reads an action.
pub(super) fn check(queued: &Queued, profile: &Profile) -> Result<Action, Refusal> {
    let action_type = &queued.action_type;
    let echo = Echo::<Action>::from_json(action_type.clone(), &queued.parameters.clone().into());
    let action =
        echo.typed().cloned().ok_or_else(|| of_parameter(action_type, "", Problem::Invalid))?;
    match action.validate() {
        Err(invalid) if !is_allowed(&action, &invalid, profile) => {
            return Err(of_parameter(action_type, invalid.field(), Problem::Invalid));
        }
        _ => {}
    }
    let pattern = match &action {
        Action::SpeakAndGetDigits(get) => get.collection.input_digits_regex.as_ref(),
        Action::PlayAudioAndGetDigits(get) => get.collection.input_digits_regex.as_ref(),
        Action::ReceiveDigits(receive) => Some(&receive.input_digits_regex),
        _ => None,
    };
    if pattern.is_some_and(|pattern| Pattern::new(pattern.as_str(), profile).is_err()) {
        return Err(of_parameter(action_type, "InputDigitsRegex", Problem::Invalid));
    }
    if let Action::CallAndBridge(bridge) = &action {
        let is_known = |number: &str| number.parse::<E164>().is_ok() || !number.starts_with('+');
        match bridge.caller_id_number.as_ref().map(Sensitive::as_str) {
            None => return Err(Refusal::parameter("Caller ID not defined.")),
            Some(number) if !is_known(number) => {
                return Err(Refusal::parameter("Invalid caller ID."));
            }
            Some(_) => {}
        }
    }
    Ok(action)
}

/// What one page refuses and another allows.
fn is_allowed(action: &Action, invalid: &ActionError, profile: &Profile) -> bool {
    match action {
        Action::Pause(pause) => {
            invalid.field() == "DurationInMilliseconds"
                && profile.pause_limits == PauseLimits::Action
                && !pause.duration.is_zero()
        }
        _ => false,
    }
}

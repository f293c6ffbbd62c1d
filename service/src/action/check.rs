//! The rules for the parameters of an action.

use offhook::E164;
use offhook::action::{Action, ActionError, Sensitive};

use super::queued::Queued;
use crate::pattern::Pattern;
use crate::refusal::{invalid_digits_parameter, of_parameter};
use crate::{PauseLimits, Profile, Refusal};

/// Reads an action.
pub(super) fn check(queued: &Queued, profile: &Profile) -> Result<Action, Refusal> {
    let action = queued.echo.fits().cloned().map_err(of_parameter)?;
    match action.validate() {
        Err(invalid) if !is_allowed(&action, &invalid, profile) => {
            return Err(of_parameter(&invalid));
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
        return Err(invalid_digits_parameter("InputDigitsRegex"));
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

/// Returns `true` if the profile follows the page that allows the value.
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

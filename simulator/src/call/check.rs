//! Validates actions as the service does.
//!
//! Depends on the validation of `offhook`, and on the [`Profile`] where pages contradict each other.

use offhook::E164;
use offhook::action::{Action, ActionError, ActionType, CallAndBridge, Sensitive};
use offhook::event::{Echo, ErrorType};

use crate::pattern::Pattern;
use crate::{PauseLimits, Profile};

/// The error of a failed action.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Refusal {
    pub(super) error_type: ErrorType,
    pub(super) message: String,
}

impl Refusal {
    pub(super) fn new(error_type: ErrorType, message: impl Into<String>) -> Self {
        Self { error_type, message: message.into() }
    }

    pub(super) fn parameter(message: impl Into<String>) -> Self {
        Self::new(ErrorType::InvalidActionParameter, message)
    }

    pub(super) fn leg() -> Self {
        Self::parameter("CallId or ParticipantTag parameter for action is invalid.")
    }

    pub(super) fn audio() -> Self {
        Self::new(ErrorType::InvalidAudioSource, "Cannot access S3 bucket or audio file.")
    }

    pub(super) fn throttled() -> Self {
        Self::new(
            ErrorType::ActionExecutionThrottled,
            "Failed to run action. The maximum number of actions per second has been reached.",
        )
    }
}

/// Reads and validates the parameters of an action, without the state of the call.
pub(super) fn check(action: &Echo, profile: &Profile) -> Result<Action, Refusal> {
    let action = action.fits().map_err(refusal)?.clone();
    match action.validate() {
        Err(invalid) if !is_allowed(&action, &invalid, profile) => return Err(refusal(&invalid)),
        _ => {}
    }
    let pattern = match &action {
        Action::SpeakAndGetDigits(get) => get.collection.input_digits_regex.as_ref(),
        Action::PlayAudioAndGetDigits(get) => get.collection.input_digits_regex.as_ref(),
        Action::ReceiveDigits(receive) => Some(&receive.input_digits_regex),
        _ => None,
    };
    if pattern.is_some_and(|pattern| Pattern::new(pattern.as_str()).is_err()) {
        return Err(invalid_digits_parameter("InputDigitsRegex"));
    }
    if let Action::CallAndBridge(bridge) = &action {
        let known = |number: &str| number.parse::<E164>().is_ok() || !number.starts_with('+');
        match bridge.caller_id_number.as_ref().map(Sensitive::as_str) {
            None => return Err(Refusal::parameter("Caller ID not defined.")),
            Some(number) if !known(number) => return Err(Refusal::parameter("Invalid caller ID.")),
            Some(_) => {}
        }
    }
    Ok(action)
}

/// Returns `true` if the profile allows what another page refuses.
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

/// Returns the service's error for a parameter.
///
/// The messages are those of the service's page on errors. It lacks about a third of them; these are
/// worded like the others.
fn refusal(error: &ActionError) -> Refusal {
    use ActionType as A;
    let (action_type, field) = (error.action(), error.field());
    let audio = |message| Refusal::new(ErrorType::InvalidAudioSource, message);
    let missing = |message: &str| Refusal::new(ErrorType::MissingRequiredActionParameter, message);
    let last = field.rsplit('.').next().unwrap_or_default();
    match (action_type, field) {
        (A::PlayAudio | A::PlayAudioAndGetDigits, _)
            if field.starts_with("AudioSource") || field.starts_with("FailureAudioSource") =>
        {
            audio("Audio Source parameter value is invalid.")
        }
        (A::CallAndBridge, _) if field.starts_with("RingbackTone") => {
            audio("Ringtone parameter value is invalid.")
        }
        (A::CallAndBridge, "Endpoints") => {
            Refusal::parameter("Invalid number of endpoints provided.")
        }
        (A::CallAndBridge, _) if field.starts_with("Endpoints") => {
            Refusal::parameter("Endpoint parameter is invalid.")
        }
        (A::CallAndBridge, "CallerIdNumber") => Refusal::parameter("Invalid caller ID."),
        (A::CallAndBridge, "CallTimeoutSeconds") => Refusal::parameter(
            "The MaxCallTimeout parameter is invalid. Timeout must be between 0 and 120 seconds.",
        ),
        (A::CallAndBridge, _) if field.starts_with("SipHeaders") => {
            Refusal::parameter("Invalid SIP header(s) provided: X-AMZN")
        }
        (A::Pause, "DurationInMilliseconds") => {
            Refusal::parameter("The Duration parameter is invalid.")
        }
        // For a minimum above the maximum, the service names the maximum.
        (A::PlayAudioAndGetDigits | A::SpeakAndGetDigits, "MinNumberOfDigits") => {
            invalid_digits_parameter("MaxNumberOfDigits")
        }
        (A::PlayAudioAndGetDigits | A::SpeakAndGetDigits | A::ReceiveDigits, _)
            if is_about_digits(last) =>
        {
            invalid_digits_parameter(last)
        }
        (A::VoiceFocus, "Enable") => missing("Missing a required action parameter."),
        (_, "CallId" | "ParticipantTag") => Refusal::leg(),
        (A::RecordAudio, _) if field.starts_with("RecordingDestination") => {
            Refusal::parameter("RecordingDestination parameter value is invalid.")
        }
        (A::SendDigits, "ToneDurationInMilliseconds") => {
            Refusal::parameter("ToneDuration parameter value is invalid.")
        }
        (A::Speak | A::SpeakAndGetDigits, _) if last == "Text" || last == "SpeechParameters" => {
            missing(if error.is_missing() {
                "Text is a required parameter"
            } else {
                "Text is limited to 1,000 characters"
            })
        }
        (A::ModifyChimeMeetingAttendees, "Operation") => Refusal::parameter(
            "The ModifyChimeMeetingAttendees Operation parameter value is invalid",
        ),
        (A::ModifyChimeMeetingAttendees, "MeetingId") => {
            Refusal::parameter("Meeting ID parameter value is invalid.")
        }
        (A::ModifyChimeMeetingAttendees, "AttendeeList") => {
            Refusal::parameter("Attendee List parameter value is invalid.")
        }
        (_, _) if error.is_missing() => missing("Missing a required action parameter."),
        (_, "") => Refusal::parameter("The parameters are invalid."),
        (_, _) => Refusal::parameter(format!("{last} parameter value is invalid.")),
    }
}

fn invalid_digits_parameter(parameter: &str) -> Refusal {
    Refusal::parameter(format!("The {parameter} parameter is invalid."))
}

fn is_about_digits(parameter: &str) -> bool {
    matches!(
        parameter,
        "MaxNumberOfDigits"
            | "RepeatDurationInMilliseconds"
            | "InputDigitsRegex"
            | "InBetweenDigitsDurationInMilliseconds"
            | "FlushDigitsDurationInMilliseconds"
            | "TerminatorDigits"
            | "Repeat"
    )
}

/// Returns the number or user that a bridge calls.
pub(super) fn called(bridge: &CallAndBridge) -> String {
    let endpoint = bridge.endpoints.first();
    endpoint.map_or(String::new(), |endpoint| endpoint.uri.as_str().to_owned())
}

//! Whether the service takes an action, and what it says when it does not.

use offhook::E164;
use offhook::action::{
    Action, ActionError, ActionType, CallAndBridge, Hangup, JoinChimeMeeting,
    ModifyChimeMeetingAttendees, Pause, PauseCallRecording, PlayAudio, PlayAudioAndGetDigits,
    ReceiveDigits, RecordAudio, ResumeCallRecording, SendDigits, Sensitive, Speak,
    SpeakAndGetDigits, StartBotConversation, StartCallRecording, StopCallRecording, VoiceFocus,
};
use offhook::event::ErrorType;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::pattern::Pattern;
use crate::{PauseLimits, Profile};

/// Why an action failed.
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

/// Reads an action's parameters as the service does: every rule that needs no more than them.
pub(super) fn check(
    action_type: &ActionType,
    parameters: &Map<String, Value>,
    profile: &Profile,
) -> Result<Action, Refusal> {
    let action = read(action_type, parameters)?;
    match action.validate() {
        Err(invalid) if !is_allowed(&action, &invalid, profile) => {
            return Err(refusal(action_type, invalid.field(), Problem::Invalid));
        }
        _ => {}
    }
    let pattern = match &action {
        Action::SpeakAndGetDigits(get) => get.collection.input_digits_regex.as_ref(),
        Action::PlayAudioAndGetDigits(get) => get.collection.input_digits_regex.as_ref(),
        Action::ReceiveDigits(receive) => Some(&receive.input_digits_regex),
        _ => None,
    };
    if pattern.is_some_and(|pattern| Pattern::new(pattern.as_str()).is_err()) {
        return Err(refusal(action_type, "InputDigitsRegex", Problem::Invalid));
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

/// What is wrong with a parameter.
#[derive(Clone, Copy, PartialEq)]
enum Problem {
    Missing,
    Invalid,
}

fn read(action_type: &ActionType, parameters: &Map<String, Value>) -> Result<Action, Refusal> {
    fn typed<A: DeserializeOwned + Into<Action>>(
        action_type: &ActionType,
        parameters: &Map<String, Value>,
    ) -> Result<Action, Refusal> {
        let parse = |parameters: Map<String, Value>| serde_json::from_value::<A>(parameters.into());
        let error = match parse(parameters.clone()) {
            Ok(action) => return Ok(action.into()),
            Err(error) => error.to_string(),
        };
        if let Some(missing) = error.split('`').nth(1).filter(|_| error.contains("missing field")) {
            // In an object of theirs it makes that object invalid.
            let mut filled = parameters.clone();
            filled.insert(missing.to_owned(), Value::Null);
            if parse(filled).map_err(|other| other.to_string()).err() != Some(error.clone()) {
                return Err(refusal(action_type, missing, Problem::Missing));
            }
        }
        // Flattened structs lose the path to the field: it is the one without which the error is
        // another.
        let at_fault = parameters.keys().find(|key| {
            let mut others = parameters.clone();
            others.remove(*key);
            parse(others).map_err(|other| other.to_string()).err() != Some(error.clone())
        });
        let at_fault = match at_fault.map_or("", String::as_str) {
            "Endpoints" if parameters["Endpoints"].as_array().is_some_and(|all| all.len() == 1) => {
                "Endpoints[0]"
            }
            other => other,
        };
        Err(refusal(action_type, at_fault, Problem::Invalid))
    }

    match action_type {
        ActionType::Speak => typed::<Speak>(action_type, parameters),
        ActionType::SpeakAndGetDigits => {
            speech_parameters(parameters)?;
            typed::<SpeakAndGetDigits>(action_type, parameters)
        }
        ActionType::PlayAudio => typed::<PlayAudio>(action_type, parameters),
        ActionType::PlayAudioAndGetDigits => {
            typed::<PlayAudioAndGetDigits>(action_type, parameters)
        }
        ActionType::ReceiveDigits => typed::<ReceiveDigits>(action_type, parameters),
        ActionType::SendDigits => typed::<SendDigits>(action_type, parameters),
        ActionType::Pause => typed::<Pause>(action_type, parameters),
        ActionType::Hangup => typed::<Hangup>(action_type, parameters),
        ActionType::RecordAudio => typed::<RecordAudio>(action_type, parameters),
        ActionType::StartCallRecording => typed::<StartCallRecording>(action_type, parameters),
        ActionType::StopCallRecording => typed::<StopCallRecording>(action_type, parameters),
        ActionType::PauseCallRecording => typed::<PauseCallRecording>(action_type, parameters),
        ActionType::ResumeCallRecording => typed::<ResumeCallRecording>(action_type, parameters),
        ActionType::CallAndBridge => typed::<CallAndBridge>(action_type, parameters),
        ActionType::JoinChimeMeeting => typed::<JoinChimeMeeting>(action_type, parameters),
        ActionType::ModifyChimeMeetingAttendees => {
            typed::<ModifyChimeMeetingAttendees>(action_type, parameters)
        }
        ActionType::VoiceFocus => typed::<VoiceFocus>(action_type, parameters),
        ActionType::StartBotConversation => typed::<StartBotConversation>(action_type, parameters),
        // A reply with an unknown action is refused as a whole, before any of it runs.
        other => Err(refusal(other, "", Problem::Invalid)),
    }
}

/// The text of SpeakAndGetDigits is one level deeper, where it is missing or not.
fn speech_parameters(parameters: &Map<String, Value>) -> Result<(), Refusal> {
    let text = parameters.get("SpeechParameters").and_then(|speech| speech.get("Text"));
    match text {
        Some(Value::String(_)) => Ok(()),
        _ => Err(refusal(&ActionType::SpeakAndGetDigits, "Text", Problem::Missing)),
    }
}

/// What the service says of a parameter.
///
/// The texts are those of its page of errors. Where that has none for a parameter, which is so for
/// about a third of them, the text is ours, after the pattern of its neighbours.
fn refusal(action_type: &ActionType, field: &str, problem: Problem) -> Refusal {
    use ActionType as A;
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
        // That the minimum is more than the maximum, the service says of the maximum.
        (A::PlayAudioAndGetDigits | A::SpeakAndGetDigits, "MinNumberOfDigits") => {
            Refusal::parameter("The MaxNumberOfDigits parameter is invalid.")
        }
        (A::PlayAudioAndGetDigits | A::SpeakAndGetDigits | A::ReceiveDigits, _)
            if is_about_digits(last) =>
        {
            Refusal::parameter(format!("The {last} parameter is invalid."))
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
            missing(match problem {
                Problem::Missing => "Text is a required parameter",
                Problem::Invalid => "Text is limited to 1,000 characters",
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
        (_, _) if problem == Problem::Missing => missing("Missing a required action parameter."),
        (_, "") => Refusal::parameter("The parameters are invalid."),
        (_, _) => Refusal::parameter(format!("{last} parameter value is invalid.")),
    }
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

/// Whom a bridge calls.
pub(super) fn called(bridge: &CallAndBridge) -> String {
    let endpoint = bridge.endpoints.first();
    endpoint.map_or(String::new(), |endpoint| endpoint.uri.as_str().to_owned())
}

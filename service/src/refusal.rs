//! Why an action fails, in the service's words.
//!
//! Depends on the protocol types alone.

use offhook::action::{ActionError, ActionType};
use offhook::event::ErrorType;
use serde::{Deserialize, Serialize};

/// Why an action fails: `ErrorType` and `ErrorMessage` of `ACTION_FAILED`.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Refusal {
    /// `ErrorType`.
    pub error_type: ErrorType,
    /// `ErrorMessage`.
    pub message: String,
}

impl Refusal {
    /// A refusal with this error type and message.
    pub fn new(error_type: ErrorType, message: impl Into<String>) -> Self {
        Self { error_type, message: message.into() }
    }

    /// A parameter has a value that the service does not take.
    pub fn parameter(message: impl Into<String>) -> Self {
        Self::new(ErrorType::InvalidActionParameter, message)
    }

    /// The action names no leg of the call.
    pub fn leg() -> Self {
        Self::parameter("CallId or ParticipantTag parameter for action is invalid.")
    }

    /// An audio file is missing or can't be read.
    pub fn audio() -> Self {
        Self::new(ErrorType::InvalidAudioSource, "Cannot access S3 bucket or audio file.")
    }

    /// The role for Amazon Polly is missing. The text is ours: the documentation has none.
    pub fn speech() -> Self {
        Self::new(ErrorType::AccessDenied, "Role for Amazon Polly is missing.")
    }

    /// A text can't be spoken, for this reason. The text is ours: the documentation has none.
    pub fn text(reason: &str) -> Self {
        Self::parameter(format!("Text parameter value is invalid: {reason}."))
    }

    /// A recording can't be written.
    pub fn upload() -> Self {
        Self::parameter("Error occurred while uploading recording to S3 bucket.")
    }

    /// A call recording can't be written to its destination.
    pub fn destination() -> Self {
        Self::new(ErrorType::NoAccessToDestination, "Error while accessing destination")
    }

    /// A meeting refuses the join token.
    pub fn meeting() -> Self {
        Self::new(ErrorType::ErrorJoiningMeeting, "Error while joining meeting.")
    }

    /// An attendee is not part of the meeting.
    pub fn attendee() -> Self {
        Self::parameter(
            "One or more attendees are not part of this meeting. All attendees must be part of this meeting.",
        )
    }

    /// The account runs too many actions per second.
    pub fn throttled() -> Self {
        Self::new(
            ErrorType::ActionExecutionThrottled,
            "Failed to run action. The maximum number of actions per second has been reached.",
        )
    }

    pub(crate) fn not_on_this_call() -> Self {
        Self::parameter("Invalid action on the call.")
    }

    pub(crate) fn foreign() -> Self {
        Self::parameter("Resource does not belong to the current AWS account")
    }

    pub(crate) fn not_answered() -> Self {
        Self::new(ErrorType::CallNotAnswered, "Call not answered")
    }

    pub(crate) fn digits() -> Self {
        Self::new(ErrorType::InvalidDigitsReceived, "The digits received are invalid.")
    }

    pub(crate) fn system() -> Self {
        Self::new(ErrorType::SystemException, "System error while running action.")
    }

    /// Returns `true` if `ACTION_FAILED` carries both in one text, `Error: "Type: message"`.
    pub(crate) fn is_one_text(&self) -> bool {
        matches!(self.error_type, ErrorType::ErrorJoiningMeeting | ErrorType::NoAccessToDestination)
    }
}

/// Returns the service's error for a parameter.
///
/// The messages are those of the service's page on errors. It lacks about a third of them; these are
/// worded like the others.
pub(crate) fn of_parameter(error: &ActionError) -> Refusal {
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

pub(crate) fn invalid_digits_parameter(parameter: &str) -> Refusal {
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

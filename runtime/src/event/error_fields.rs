//! The error of an event: of an action that failed, or of a reply that was refused.

use std::fmt;

use super::Invocation;
use crate::wire::{clip, lenient_object, open_enum};

open_enum! {
    /// The reason of a failure: `ErrorType`.
    pub enum ErrorType {
        /// A parameter has a value that the service does not take.
        InvalidActionParameter = "InvalidActionParameter",
        /// A required parameter is missing.
        MissingRequiredActionParameter = "MissingRequiredActionParameter",
        /// The bucket or the audio file can't be read, or is not named properly.
        InvalidAudioSource = "InvalidAudioSource",
        /// The service failed.
        SystemException = "SystemException",
        /// Too many actions at once, for the account or a service behind.
        ActionExecutionThrottled = "ActionExecutionThrottled",
        /// The attempts to enter digits ran out.
        InvalidDigitsReceived = "InvalidDigitsReceived",
        /// A role or policy is missing, such as the one for Polly.
        AccessDenied = "AccessDenied",
        /// A resource that the action names does not exist, such as a bot.
        ResourceNotFound = "ResourceNotFound",
        /// A resource that the action names may not be used.
        ResourceAccessDenied = "ResourceAccessDenied",
        /// The far end of a bridge did not answer.
        CallNotAnswered = "CallNotAnswered",
        /// A recording can't be written to its destination.
        NoAccessToDestination = "NoAccessToDestination",
        /// The meeting can't be joined.
        ErrorJoiningMeeting = "ErrorJoiningMeeting",
        /// A reply held too many transaction attributes.
        TransactionAttributesInvalidMapSize = "TransactionAttributesInvalidMapSize",
        /// A reply was not an object with SchemaVersion "1.0".
        SchemaVersionMismatch = "SchemaVersionMismatch",
    }
}

/// The error of an event: two fields, or one text "Type: message".
#[derive(Default)]
pub(super) struct ErrorFields {
    error_type: String,
    message: String,
    error: String,
}

lenient_object!(ErrorFields {
    "ErrorType" => error_type,
    "ErrorMessage" => message,
    "Error" => error,
});

impl ErrorFields {
    pub(super) fn error_type(&self) -> ErrorType {
        let (first, _) = self.split();
        ErrorType::from(if self.error_type.is_empty() { first } else { &self.error_type })
    }

    pub(super) fn message(&self) -> String {
        let (_, second) = self.split();
        (if self.message.is_empty() { second } else { &self.message }).to_owned()
    }

    fn split(&self) -> (&str, &str) {
        let typed = self.error.split_once(':').filter(|(_, message)| message.starts_with(' '));
        typed.map_or(("", &self.error), |(first, message)| (first, &message[1..]))
    }

    /// Takes each field from `other` that is empty here.
    pub(super) fn or(mut self, other: Self) -> Self {
        let pairs = [(&mut self.error_type, other.error_type), (&mut self.message, other.message)];
        for (field, other) in pairs {
            if field.is_empty() {
                *field = other;
            }
        }
        self
    }
}

/// Reads the error type of an event, and nothing else of it.
pub(crate) fn error_type(invocation: &Invocation) -> ErrorType {
    invocation.action_data::<ErrorFields>().error_type()
}

/// An error of the service, behind what went wrong; nothing where the service says nothing.
pub(super) struct Reason<'a>(pub(super) &'a ErrorType, pub(super) &'a str);

impl fmt::Display for Reason<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut given = [self.0.as_str(), self.1].into_iter().filter(|text| !text.is_empty());
        given.try_for_each(|text| write!(f, ": {}", clip(text)))
    }
}

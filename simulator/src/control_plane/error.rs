//! The errors of the control plane, as the SDKs know them.
//!
//! Depends on nothing else of the crate.

use hyper::StatusCode;

/// The reason why a request was refused. Its message contains no phone number, no argument and no value
/// of a SIP header.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{}: {message}", kind.exception())]
pub struct RequestError {
    kind: RequestErrorKind,
    message: String,
}

impl RequestError {
    pub(super) fn new(kind: RequestErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into() }
    }

    /// Returns the kind of the error.
    pub fn kind(&self) -> RequestErrorKind {
        self.kind
    }

    /// Returns the text of the error.
    pub fn message(&self) -> &str {
        &self.message
    }
}

/// Generates the kinds from one table: the name in a body's `Code`, the status, and the description.
macro_rules! kinds {
    ($($(#[doc = $doc:literal])+ $kind:ident = $status:ident,)+) => {
        /// The kind of a [`RequestError`].
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        #[non_exhaustive]
        pub enum RequestErrorKind {
            $($(#[doc = $doc])+ $kind,)+
        }

        impl RequestErrorKind {
            /// Returns the `Code` of the response.
            pub(super) fn code(self) -> &'static str {
                match self {
                    $(Self::$kind => stringify!($kind),)+
                }
            }

            pub(super) fn status(self) -> StatusCode {
                match self {
                    $(Self::$kind => StatusCode::$status,)+
                }
            }
        }
    };
}

kinds! {
    /// The request is invalid.
    BadRequest = BAD_REQUEST,
    /// A web page sent the request.
    Forbidden = FORBIDDEN,
    /// No running call of the application has this `TransactionId`.
    NotFound = NOT_FOUND,
    /// As many calls are running as can be.
    ResourceLimitExceeded = BAD_REQUEST,
    /// Too many requests.
    Throttled = TOO_MANY_REQUESTS,
    /// The request is for another operation.
    UnknownOperation = NOT_FOUND,
}

impl RequestErrorKind {
    /// Returns the name of the exception in the SDKs.
    pub fn exception(self) -> &'static str {
        match self {
            Self::BadRequest => "BadRequestException",
            Self::Forbidden => "ForbiddenException",
            Self::NotFound => "NotFoundException",
            Self::ResourceLimitExceeded => "ResourceLimitExceededException",
            Self::Throttled => "ThrottledClientException",
            Self::UnknownOperation => "UnknownOperationException",
        }
    }
}

//! The errors of a request.
//!
//! Depends on the SDK for the service's exceptions.

use std::error::Error;

use aws_sdk_chimesdkvoice::error::{ProvideErrorMetadata, SdkError};
use offhook::sip_headers::SipHeaderError;

/// The SDK's error, which can have text of the service.
type Source = Box<dyn Error + Send + Sync>;

/// The reason why a call was not placed or updated.
///
/// The messages have no phone number, no argument and no value of a SIP header. The text of the service is
/// in the [`source`](Error::source).
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CallError {
    /// The arguments can't be sent: they are not a struct or map of text, numbers and booleans, or they are more
    /// than 20. Nothing was sent.
    #[error("the arguments can't be sent: {0}")]
    Arguments(offhook::Error),
    /// The service does not send this SIP header. Nothing was sent.
    #[error(transparent)]
    SipHeader(#[from] SipHeaderError),
    /// More SIP headers than the service takes. Nothing was sent.
    #[error("a call takes at most {} SIP headers, not {count}", super::MAX_SIP_HEADERS)]
    TooManySipHeaders {
        /// Number of headers.
        count: usize,
    },
    /// No running call of the application has this `TransactionId`: `NotFoundException`.
    #[error("no running call of the SIP media application has this TransactionId")]
    UnknownCall(#[source] Source),
    /// Each attempt was throttled: `ThrottledClientException`.
    #[error("the service throttled every attempt: send fewer requests, or allow more attempts")]
    Throttled(#[source] Source),
    /// A quota is reached: `ResourceLimitExceededException`.
    #[error("a quota of the account is reached")]
    LimitExceeded(#[source] Source),
    /// The credentials are invalid or don't allow the request: the status 401 or 403.
    #[error(
        "the credentials are invalid or don't allow the request: see the actions chime:CreateSipMediaApplicationCall and chime:UpdateSipMediaApplicationCall"
    )]
    Denied(#[source] Source),
    /// The service refused the request: `BadRequestException`, or another status from 400 to 499.
    #[error("the service refused the request")]
    BadRequest(#[source] Source),
    /// The request failed otherwise: the service failed or did not answer. If it got the request, it may have placed
    /// or updated the call.
    #[error("the request failed: whether the service carried it out is unknown")]
    Failed(#[source] Source),
}

impl<E> From<SdkError<E>> for CallError
where
    E: ProvideErrorMetadata + Error + Send + Sync + 'static,
{
    fn from(error: SdkError<E>) -> Self {
        let code = error.as_service_error().and_then(ProvideErrorMetadata::code);
        let kind = match code {
            Some("NotFoundException") => Self::UnknownCall,
            Some("ThrottledClientException") => Self::Throttled,
            Some("ResourceLimitExceededException") => Self::LimitExceeded,
            _ => match error.raw_response().map_or(0, |response| response.status().as_u16()) {
                401 | 403 => Self::Denied,
                400..500 => Self::BadRequest,
                _ => Self::Failed,
            },
        };
        kind(error.into())
    }
}

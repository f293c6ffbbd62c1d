//! The requests of the control plane, read and checked.
//!
//! Depends on the protocol types for the rules of SIP headers.

use std::collections::BTreeMap;

use hyper::Method;
use hyper::http::request::Parts;
use offhook::{E164, SipHeaders};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::error::{RequestError, RequestErrorKind};

/// Maximum number of entries of `ArgumentsMap`, `Arguments` and `SipHeaders`.
const MAX_ENTRIES: usize = 20;

/// An operation and the ids in its path.
pub(super) enum Operation<'a> {
    Create { application: &'a str },
    Update { application: &'a str, transaction_id: &'a str },
}

impl<'a> Operation<'a> {
    pub(super) fn of(head: &'a Parts) -> Result<Self, RequestError> {
        let segments: Vec<_> = head.uri.path().split('/').collect();
        let operation = match (&head.method, segments.as_slice()) {
            (&Method::POST, ["", "sip-media-applications", application, "calls"]) => {
                Self::Create { application }
            }
            (&Method::POST, ["", "sip-media-applications", application, "calls", id]) => {
                Self::Update { application, transaction_id: id }
            }
            _ => {
                let message = "this endpoint has only CreateSipMediaApplicationCall and UpdateSipMediaApplicationCall";
                return Err(RequestError::new(RequestErrorKind::UnknownOperation, message));
            }
        };
        let (Self::Create { application } | Self::Update { application, .. }) = operation;
        if application.is_empty() {
            return Err(invalid("expected a SipMediaApplicationId, found an empty one"));
        }
        Ok(operation)
    }
}

type Entries = BTreeMap<String, String>;

/// The body of CreateSipMediaApplicationCall.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct CreateCall {
    pub(super) from_phone_number: String,
    pub(super) to_phone_number: String,
    sip_headers: Option<Entries>,
    pub(super) arguments_map: Option<Entries>,
}

impl CreateCall {
    pub(super) fn read(body: &[u8]) -> Result<Self, RequestError> {
        let call: Self = json(
            body,
            "expected an object of FromPhoneNumber and ToPhoneNumber, which are strings, and \
             optionally SipHeaders and ArgumentsMap, which are maps of strings",
        )?;
        number(&call.from_phone_number, "FromPhoneNumber")?;
        number(&call.to_phone_number, "ToPhoneNumber")?;
        if let Some(headers) = &call.sip_headers {
            limited(headers, "SipHeaders")?;
            headers.iter().collect::<SipHeaders>().validate().map_err(|error| {
                invalid(format!("Invalid SIP header(s) provided: {}", error.header()))
            })?;
        }
        if let Some(arguments) = &call.arguments_map {
            limited(arguments, "ArgumentsMap")?;
        }
        Ok(call)
    }
}

/// The body of UpdateSipMediaApplicationCall.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct UpdateCall {
    pub(super) arguments: Entries,
}

impl UpdateCall {
    pub(super) fn read(body: &[u8]) -> Result<Self, RequestError> {
        let update: Self =
            json(body, "expected an object of Arguments, which is a map of strings")?;
        limited(&update.arguments, "Arguments")?;
        Ok(update)
    }
}

/// Reads JSON. Serde's own message would repeat values of the request.
fn json<T: DeserializeOwned>(body: &[u8], expected: &str) -> Result<T, RequestError> {
    serde_json::from_slice(body).map_err(|_| invalid(format!("invalid body: {expected}")))
}

/// Checks a number: `^\+?[1-9]\d{1,14}$`.
fn number(text: &str, field: &str) -> Result<(), RequestError> {
    // `+` is optional.
    let digits = text.strip_prefix('+').unwrap_or(text);
    let number: Result<E164, _> = format!("+{digits}").parse();
    number.map(drop).map_err(|_| invalid(format!("{field} is not a phone number in E.164 format")))
}

fn limited(entries: &Entries, field: &str) -> Result<(), RequestError> {
    match entries.len() {
        ..=MAX_ENTRIES => Ok(()),
        count => Err(invalid(format!("{field} has {count} entries: the maximum is {MAX_ENTRIES}"))),
    }
}

pub(super) fn invalid(message: impl Into<String>) -> RequestError {
    RequestError::new(RequestErrorKind::BadRequest, message)
}

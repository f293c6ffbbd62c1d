//! The Lambda Runtime API, version 2018-06-01, over HTTP on the loopback interface.
//!
//! Depends on [`Exchange`] for the events and their answers, and on [`http`] for connections. Status codes and error bodies are those of AWS's own
//! emulator of this API; an answer after the timeout of its invocation gets 410, which AWS's clients treat as stale.

use std::sync::Arc;
use std::time::UNIX_EPOCH;

use http_body_util::Full;
use hyper::body::Incoming;
use hyper::header::{CONTENT_TYPE, HeaderMap};
use hyper::{Method, Request, Response, StatusCode};
use serde_json::json;

use super::exchange::{Delivery, Exchange, Settled};
use super::{FunctionError, Outcome};
use crate::http::{self, Api, Body, Reply};

const PREFIX: &str = "/2018-06-01/runtime/";

/// Maximum size of a synchronous response: 6 MB, plus 100 bytes for the envelope.
const MAX_PAYLOAD: usize = 6 * 1024 * 1024 + 100;

/// The header with the type of a reported error.
const ERROR_TYPE: &str = "lambda-runtime-function-error-type";

/// The API for one process.
#[derive(Debug)]
pub(super) struct RuntimeApi {
    pub(super) exchange: Arc<Exchange>,
    pub(super) function_arn: String,
}

impl Api for RuntimeApi {
    async fn answer(&self, request: Request<Incoming>) -> Reply {
        let (head, body) = request.into_parts();
        // In any case: an unread body would end the connection.
        let body = http::read(body, MAX_PAYLOAD).await;
        let path = head.uri.path();
        let segments: Vec<_> = path.strip_prefix(PREFIX).unwrap_or_default().split('/').collect();
        match (&head.method, segments.as_slice()) {
            (&Method::GET, ["invocation", "next"]) => self.deliver(&self.exchange.next().await),
            (&Method::POST, ["invocation", id, "response"]) => match body {
                Body::Whole(reply) => settled(self.exchange.settle(id, Outcome::Reply(reply))),
                Body::TooLarge(size) => self.too_large(id, size),
                Body::Broken => truncated(),
            },
            (&Method::POST, ["invocation", id, "error"]) => match body {
                Body::Whole(report) => {
                    let error = FunctionError::from_report(error_type(&head.headers), &report);
                    settled(self.exchange.settle(id, Outcome::Error(error)))
                }
                Body::TooLarge(size) => self.too_large(id, size),
                Body::Broken => truncated(),
            },
            (&Method::POST, ["init", "error"]) => match body {
                Body::Whole(report) => {
                    let error = FunctionError::from_report(error_type(&head.headers), &report);
                    if self.exchange.init_failed(error) {
                        accepted()
                    } else {
                        already_initialised()
                    }
                }
                Body::TooLarge(_) => payload_too_large(),
                Body::Broken => truncated(),
            },
            (
                _,
                ["invocation", "next"]
                | ["invocation", _, "response" | "error"]
                | ["init", "error"],
            ) => {
                let message = format!("method {} is not allowed for this path", head.method);
                refuse(StatusCode::METHOD_NOT_ALLOWED, "MethodNotAllowed", &message)
            }
            _ => refuse(StatusCode::NOT_FOUND, "NotFound", &format!("unknown path {path}")),
        }
    }
}

impl RuntimeApi {
    fn deliver(&self, delivery: &Delivery) -> Reply {
        let deadline = delivery.deadline.duration_since(UNIX_EPOCH).unwrap_or_default();
        let id = delivery.request_id.simple().to_string();
        let (root, parent) = (&id[..24], &id[16..]);
        let trace = format!("Root=1-{:08x}-{root};Parent={parent};Sampled=0", deadline.as_secs());
        Response::builder()
            .header(CONTENT_TYPE, "application/json")
            .header("Lambda-Runtime-Aws-Request-Id", delivery.request_id.to_string())
            .header("Lambda-Runtime-Deadline-Ms", deadline.as_millis().to_string())
            .header("Lambda-Runtime-Invoked-Function-Arn", &self.function_arn)
            .header("Lambda-Runtime-Trace-Id", trace)
            .body(Full::new(delivery.event.clone()))
    }

    fn too_large(&self, request_id: &str, size: usize) -> Reply {
        let error = FunctionError {
            error_type: "Function.ResponseSizeTooLarge".to_owned(),
            message: format!(
                "the response of {size} bytes is over Lambda's limit of {MAX_PAYLOAD} bytes"
            ),
            stack_trace: Vec::new(),
        };
        match self.exchange.settle(request_id, Outcome::Error(error)) {
            Settled::Accepted => payload_too_large(),
            rejected => settled(rejected),
        }
    }
}

fn error_type(headers: &HeaderMap) -> Option<&str> {
    headers.get(ERROR_TYPE)?.to_str().ok()
}

fn settled(settled: Settled) -> Reply {
    match settled {
        Settled::Accepted => accepted(),
        Settled::Late => {
            refuse(StatusCode::GONE, "InvocationTimedOut", "the invocation has timed out")
        }
        Settled::Unknown => {
            refuse(StatusCode::BAD_REQUEST, "InvalidRequestID", "Invalid request ID")
        }
    }
}

fn accepted() -> Reply {
    json(StatusCode::ACCEPTED, &json!({"status": "OK"}))
}

fn already_initialised() -> Reply {
    let message = "an init error must precede the first poll";
    refuse(StatusCode::FORBIDDEN, "InvalidStateTransition", message)
}

fn payload_too_large() -> Reply {
    let message = format!("Exceeded maximum allowed payload size ({MAX_PAYLOAD} bytes).");
    refuse(StatusCode::PAYLOAD_TOO_LARGE, "RequestEntityTooLarge", &message)
}

fn truncated() -> Reply {
    refuse(StatusCode::BAD_REQUEST, "TruncatedHTTPRequest", "HTTP request detected as truncated")
}

fn refuse(status: StatusCode, error_type: &str, message: &str) -> Reply {
    json(status, &json!({"errorType": error_type, "errorMessage": message}))
}

fn json(status: StatusCode, body: &serde_json::Value) -> Reply {
    Response::builder()
        .status(status)
        .header(CONTENT_TYPE, "application/json")
        .body(Full::from(body.to_string()))
}

//! The Lambda Runtime API, version 2018-06-01, over HTTP on the loopback interface.
//!
//! Depends on [`Exchange`] for the events and their answers. Status codes and error bodies are those of AWS's own
//! emulator of this API; an answer after the timeout of its invocation gets 410, which AWS's clients treat as stale.

use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use bytes::{Bytes, BytesMut};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::header::{CONTENT_TYPE, HeaderMap};
use hyper::http::Error as HttpError;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::json;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use super::exchange::{Delivery, Exchange, Settled};
use super::{FunctionError, Outcome};

const PREFIX: &str = "/2018-06-01/runtime/";

/// Maximum size of a synchronous response: 6 MB, plus 100 bytes for the envelope.
const MAX_PAYLOAD: usize = 6 * 1024 * 1024 + 100;

/// The header with the type of a reported error.
const ERROR_TYPE: &str = "lambda-runtime-function-error-type";

/// The pause after a failed `accept`, for example when file descriptors are exhausted.
const ACCEPT_PAUSE: Duration = Duration::from_millis(20);

/// The API for one process.
#[derive(Debug)]
pub(super) struct RuntimeApi {
    pub(super) exchange: Arc<Exchange>,
    pub(super) function_arn: String,
}

type Reply = Response<Full<Bytes>>;

/// Accepts connections forever. Dropping the future closes them.
pub(super) async fn serve(listener: TcpListener, api: RuntimeApi) {
    let api = Arc::new(api);
    let mut connections = JoinSet::new();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => _ = connections.spawn(connection(stream, Arc::clone(&api))),
            Err(_) => tokio::time::sleep(ACCEPT_PAUSE).await,
        }
        while connections.try_join_next().is_some() {}
    }
}

async fn connection(stream: TcpStream, api: Arc<RuntimeApi>) {
    // Otherwise Nagle's algorithm can delay the answer to a poll. A failure only costs time.
    let _ = stream.set_nodelay(true);
    let service = service_fn(|request| api.answer(request));
    // An error means that the process closed the connection. `Process` detects its exit.
    let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
}

impl RuntimeApi {
    async fn answer(&self, request: Request<Incoming>) -> Result<Reply, HttpError> {
        let (head, body) = request.into_parts();
        // In any case: an unread body would end the connection.
        let body = read(body).await;
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

    fn deliver(&self, delivery: &Delivery) -> Result<Reply, HttpError> {
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

    fn too_large(&self, request_id: &str, size: usize) -> Result<Reply, HttpError> {
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

/// A request body.
enum Body {
    Whole(Bytes),
    TooLarge(usize),
    Broken,
}

/// Reads a body to its end even if it is too large, as a client that is still writing would not read the answer.
async fn read(mut body: Incoming) -> Body {
    let mut kept = BytesMut::new();
    let mut size = 0;
    while let Some(frame) = body.frame().await {
        let Ok(frame) = frame else { return Body::Broken };
        if let Some(data) = frame.data_ref() {
            size += data.len();
            if size <= MAX_PAYLOAD {
                kept.extend_from_slice(data);
            }
        }
    }
    if size <= MAX_PAYLOAD { Body::Whole(kept.freeze()) } else { Body::TooLarge(size) }
}

fn error_type(headers: &HeaderMap) -> Option<&str> {
    headers.get(ERROR_TYPE)?.to_str().ok()
}

fn settled(settled: Settled) -> Result<Reply, HttpError> {
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

fn accepted() -> Result<Reply, HttpError> {
    json(StatusCode::ACCEPTED, &json!({"status": "OK"}))
}

fn already_initialised() -> Result<Reply, HttpError> {
    let message = "an init error must precede the first poll";
    refuse(StatusCode::FORBIDDEN, "InvalidStateTransition", message)
}

fn payload_too_large() -> Result<Reply, HttpError> {
    let message = format!("Exceeded maximum allowed payload size ({MAX_PAYLOAD} bytes).");
    refuse(StatusCode::PAYLOAD_TOO_LARGE, "RequestEntityTooLarge", &message)
}

fn truncated() -> Result<Reply, HttpError> {
    refuse(StatusCode::BAD_REQUEST, "TruncatedHTTPRequest", "HTTP request detected as truncated")
}

fn refuse(status: StatusCode, error_type: &str, message: &str) -> Result<Reply, HttpError> {
    json(status, &json!({"errorType": error_type, "errorMessage": message}))
}

fn json(status: StatusCode, body: &serde_json::Value) -> Result<Reply, HttpError> {
    Response::builder()
        .status(status)
        .header(CONTENT_TYPE, "application/json")
        .body(Full::from(body.to_string()))
}

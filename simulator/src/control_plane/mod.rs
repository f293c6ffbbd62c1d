//! The control plane: CreateSipMediaApplicationCall and UpdateSipMediaApplicationCall over HTTP, as the AWS
//! SDKs send them.
//!
//! Depends on the switchboard for the calls.

mod error;
mod request;

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Mutex, PoisonError};

use http_body_util::Full;
use hyper::body::Incoming;
use hyper::header::{CONTENT_TYPE, ORIGIN};
use hyper::{Request, Response, StatusCode};
use serde_json::json;
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use uuid::Uuid;

pub use self::error::{RequestError, RequestErrorKind};
use self::request::{CreateCall, Operation, UpdateCall, invalid};
use crate::http::{self, Api, Body, Reply};
use crate::{Act, LiveCall, Switchboard};

/// Maximum size of a request body, in bytes.
const MAX_BODY: usize = 256 * 1024;

/// The control plane of a [`Switchboard`], on the loopback interface.
///
/// An AWS SDK uses it if its endpoint is [`endpoint`](Self::endpoint), for example by the variable
/// `AWS_ENDPOINT_URL_CHIME_SDK_VOICE`. Signatures are not checked: any credentials and any region will do.
///
/// A call belongs to the SIP media application that the request names, whose id can be any. Its events
/// carry the id, and only requests with the same id update the call. The errors are those of the service:
/// invalid numbers, SIP headers and arguments, unknown transactions, and throttling.
///
/// ```
/// use offhook_simulator::{ControlPlane, Simulator, Switchboard};
/// # use offhook::prelude::*;
/// # #[offhook::app]
/// # pub struct App;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> std::io::Result<()> {
/// let board = Switchboard::new(Simulator::new(App));
/// let control_plane = ControlPlane::builder(board).start().await?;
/// assert!(control_plane.endpoint().starts_with("http://127.0.0.1:"));
/// # Ok(())
/// # }
/// ```
///
/// Dropping it closes the port. The calls go on.
#[derive(Debug)]
pub struct ControlPlane {
    address: SocketAddr,
    /// Aborted when the control plane is dropped.
    _server: JoinSet<()>,
}

impl ControlPlane {
    /// Creates a builder for the calls of a switchboard.
    pub fn builder(board: Switchboard) -> ControlPlaneBuilder {
        ControlPlaneBuilder {
            port: 0,
            api: ControlApi {
                board,
                max_calls: 100,
                throttled: 0,
                random: Mutex::new(fastrand::Rng::with_seed(0)),
                observer: Box::new(|_| {}),
            },
        }
    }

    /// Returns the URL of the endpoint, such as `http://127.0.0.1:8060`.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }
}

/// A builder of a [`ControlPlane`], created by [`ControlPlane::builder`].
#[must_use = "the control plane listens only after `start`"]
pub struct ControlPlaneBuilder {
    port: u16,
    api: ControlApi,
}

impl ControlPlaneBuilder {
    /// Sets the port. The default is 0: a free one.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Sets the maximum number of running calls. The default is 100. A request for another one is refused
    /// with `ResourceLimitExceededException`.
    pub fn max_calls(mut self, calls: usize) -> Self {
        self.api.max_calls = calls;
        self
    }

    /// Refuses so many of a thousand requests with `ThrottledClientException`. The default is 0. The seed
    /// determines which.
    pub fn throttled(mut self, per_mille: u32, seed: u64) -> Self {
        self.api.throttled = per_mille;
        self.api.random = Mutex::new(fastrand::Rng::with_seed(seed));
        self
    }

    /// Calls `f` with each request that has been answered. `f` runs on a task of the runtime and must not
    /// block.
    pub fn on_request(mut self, f: impl Fn(Answered) + Send + Sync + 'static) -> Self {
        self.api.observer = Box::new(f);
        self
    }

    /// Opens the port.
    ///
    /// # Errors
    /// Returns the error of the operating system if the port is not available.
    pub async fn start(self) -> io::Result<ControlPlane> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, self.port)).await?;
        let address = listener.local_addr()?;
        let mut server = JoinSet::new();
        server.spawn(http::serve(listener, self.api));
        Ok(ControlPlane { address, _server: server })
    }
}

impl fmt::Debug for ControlPlaneBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ControlPlaneBuilder").field("port", &self.port).finish_non_exhaustive()
    }
}

/// An answered request.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Answered {
    /// CreateSipMediaApplicationCall has placed a call.
    Placed(LiveCall),
    /// UpdateSipMediaApplicationCall has updated a call.
    Updated(LiveCall),
    /// The request was refused.
    Refused(RequestError),
}

/// The API of a control plane.
struct ControlApi {
    board: Switchboard,
    max_calls: usize,
    /// Rate of throttled requests, per thousand.
    throttled: u32,
    random: Mutex<fastrand::Rng>,
    observer: Box<dyn Fn(Answered) + Send + Sync>,
}

impl Api for ControlApi {
    async fn answer(&self, request: Request<Incoming>) -> Reply {
        let answered = self.carry_out(request).await.unwrap_or_else(Answered::Refused);
        let reply = reply(&answered);
        (self.observer)(answered);
        reply
    }
}

impl ControlApi {
    async fn carry_out(&self, request: Request<Incoming>) -> Result<Answered, RequestError> {
        use RequestErrorKind::{Forbidden, NotFound, ResourceLimitExceeded, Throttled};

        let (head, body) = request.into_parts();
        // In any case: an unread body would end the connection.
        let body = http::read(body, MAX_BODY).await;
        // Browsers say which page sends a request. SDKs don't.
        if head.headers.contains_key(ORIGIN) {
            return Err(RequestError::new(Forbidden, "requests of web pages are refused"));
        }
        let operation = Operation::of(&head)?;
        if self.is_throttled() {
            return Err(RequestError::new(Throttled, "Service received too many requests"));
        }
        let body = match body {
            Body::Whole(body) => body,
            Body::TooLarge(size) => {
                let message =
                    format!("the body has {size} bytes: the maximum of offhook is {MAX_BODY}");
                return Err(invalid(message));
            }
            Body::Broken => return Err(invalid("the body is truncated")),
        };
        match operation {
            Operation::Create { application } => {
                let CreateCall {
                    from_phone_number: from, to_phone_number: to, arguments_map, ..
                } = CreateCall::read(&body)?;
                let Self { board, max_calls, .. } = self;
                if board.calls().len() >= *max_calls {
                    let message = format!("the maximum number of running calls is {max_calls}");
                    return Err(RequestError::new(ResourceLimitExceeded, message));
                }
                let arguments = arguments_map.unwrap_or_default();
                Ok(Answered::Placed(board.place_for(application, &from, &to, arguments)))
            }
            Operation::Update { application, transaction_id } => {
                let UpdateCall { arguments } = UpdateCall::read(&body)?;
                let call = self.board.call(transaction_id).ok();
                let call = call.filter(|call| call.sip_media_application_id() == application);
                if let Some(call) = call
                    && call.send(Act::Update(arguments)).await.is_ok()
                {
                    return Ok(Answered::Updated(call));
                }
                let message = format!(
                    "Transaction {transaction_id} doesn't exist for SipMediaApplication {application}"
                );
                Err(RequestError::new(NotFound, message))
            }
        }
    }

    fn is_throttled(&self) -> bool {
        let mut random = self.random.lock().unwrap_or_else(PoisonError::into_inner);
        random.u32(0..1_000) < self.throttled
    }
}

fn reply(answered: &Answered) -> Reply {
    let response = Response::builder()
        .header(CONTENT_TYPE, "application/json")
        .header("x-amzn-RequestId", Uuid::new_v4().to_string());
    let call = |call: &LiveCall| json!({"SipMediaApplicationCall": {"TransactionId": call.transaction_id()}});
    let (response, body) = match answered {
        Answered::Placed(placed) => (response.status(StatusCode::CREATED), call(placed)),
        Answered::Updated(updated) => (response.status(StatusCode::ACCEPTED), call(updated)),
        Answered::Refused(error) => {
            let kind = error.kind();
            let response =
                response.status(kind.status()).header("x-amzn-ErrorType", kind.exception());
            (response, json!({"Code": kind.code(), "Message": error.message()}))
        }
    };
    response.body(Full::from(body.to_string()))
}

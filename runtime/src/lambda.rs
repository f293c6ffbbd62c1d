//! The app inside AWS Lambda, on `lambda_runtime`.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use lambda_runtime::LambdaEvent;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::dispatch::{self, App, InvocationError, InvocationErrorKind};
use crate::error::Error;
use crate::event::{Invocation, LambdaContext};
use crate::reply::Reply;
use crate::wire::EventError;

/// Runs the app inside AWS Lambda until Lambda ends the process.
///
/// # Errors
/// Outside Lambda, with a message that says how to run the app locally, and when Lambda's runtime API
/// fails.
pub fn run<A: App>(app: A) -> Pin<Box<dyn Future<Output = Result<(), Error>>>> {
    // An opaque type, such as an async function's, repeats an error about `A` at each use.
    Box::pin(async {
        inside_lambda()?;
        Ok(lambda_runtime::Runtime::new(service(app)).run().await?)
    })
}

/// Runs the app inside AWS Lambda with managed concurrency: as many invocations at once as
/// `AWS_LAMBDA_MAX_CONCURRENCY` says, or one at a time like [`run`] without it.
///
/// # Errors
/// As [`run`].
#[cfg(feature = "run_concurrent")]
pub async fn run_concurrent<A: App>(app: A) -> Result<(), Error> {
    inside_lambda()?;
    Ok(lambda_runtime::Runtime::new(service(app)).run_concurrent().await?)
}

pub(crate) fn inside_lambda() -> Result<(), Error> {
    if std::env::var_os("AWS_LAMBDA_RUNTIME_API").is_some() {
        return Ok(());
    }
    Err("this is a Lambda function, but AWS_LAMBDA_RUNTIME_API is not set: it does not run inside Lambda.\n\
         Run it locally with `cargo lambda watch` and, in another terminal, `cargo lambda invoke --data-file EVENT.json`,\n\
         or in Offhook's repository with `cargo run -- play EVENT.json... -- THIS-PROGRAM`"
        .into())
}

/// The app as a tower service over raw events, for your own stack on `lambda_runtime`.
///
/// [`run`] passes it to a `lambda_runtime::Runtime`. With layers around every invocation:
///
/// ```no_run,standalone_crate
/// # #[offhook::app] pub struct App;
/// # async fn demo() -> Result<(), lambda_runtime::Error> {
/// use std::time::Duration;
/// use lambda_runtime::{Runtime, layers::TracingLayer};
///
/// Runtime::new(offhook::service(App)).layer(TracingLayer::new()).run().await
/// # }
/// # fn main() {}
/// ```
///
/// # Traces
///
#[doc = include_str!("../docs/traces.md")]
/// ```ignore
#[doc = include_str!("../docs/traces.rs")]
/// ```
pub fn service<A: App>(
    app: A,
) -> impl tower::Service<
    LambdaEvent<RawEvent>,
    Response = Reply,
    Error = Error,
    Future = impl Future<Output = Result<Reply, Error>> + Send + 'static,
> + Clone
+ Send
+ 'static {
    let app = Arc::new(app);
    tower::service_fn(move |event: LambdaEvent<RawEvent>| {
        let app = Arc::clone(&app);
        // Here and not in the future, which would carry the whole context.
        let (event, context) = event.into_parts();
        let context = LambdaContext {
            request_id: context.request_id,
            deadline: context.deadline,
            function_arn: context.invoked_function_arn,
        };
        async move {
            let mut invocation = event.decode()?;
            invocation.set_lambda_context(context);
            dispatch::respond(&*app, invocation).await
        }
    })
}

/// An event's JSON, not decoded yet.
///
/// Reading it never fails, so that `lambda_runtime`, which decodes before any handler and answers
/// with serde's words and values when that fails, leaves the decoding to Offhook.
///
/// `Debug` hides the text.
#[derive(Clone)]
pub struct RawEvent(Result<Box<RawValue>, EventError>);

impl RawEvent {
    /// Decodes the event.
    ///
    /// # Errors
    /// As [`Invocation::from_json`].
    pub fn decode(self) -> Result<Invocation, EventError> {
        self.0.and_then(Invocation::from_raw)
    }
}

impl fmt::Debug for RawEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Ok(json) => write!(f, "RawEvent(<{} bytes hidden>)", json.get().len()),
            Err(error) => f.debug_tuple("RawEvent").field(error).finish(),
        }
    }
}

impl<'de> Deserialize<'de> for RawEvent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(Box::<RawValue>::deserialize(deserializer).map_err(EventError::not_json)))
    }
}

/// The error as Lambda reports it.
impl From<Error> for lambda_runtime::Diagnostic {
    fn from(error: Error) -> Self {
        let error_type =
            match (error.downcast_ref::<InvocationError>(), error.downcast_ref::<EventError>()) {
                (Some(failed), _) => match failed.kind() {
                    InvocationErrorKind::NoHandler => "Offhook.NoHandler",
                    InvocationErrorKind::Failed(_) => "Offhook.HandlerFailed",
                    InvocationErrorKind::Panicked(_) => "Offhook.HandlerPanicked",
                    InvocationErrorKind::Deadline(_) => "Offhook.DeadlineExceeded",
                    InvocationErrorKind::Session(_) => "Offhook.InvalidSession",
                    InvocationErrorKind::Reply(_) => "Offhook.InvalidReply",
                    #[cfg(feature = "flow")]
                    InvocationErrorKind::Flow(_) => "Offhook.FlowFailed",
                },
                (None, Some(_)) => "Offhook.InvalidEvent",
                (None, None) => "Offhook.Error",
            };
        Self { error_type: error_type.to_owned(), error_message: error.chain() }
    }
}

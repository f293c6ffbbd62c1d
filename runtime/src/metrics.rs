//! Metrics for CloudWatch, without requests and without another process.
//!
//! [`run`] in place of [`offhook::run`](crate::run) prints one line for each invocation, in CloudWatch's embedded
//! metric format. From the lines in the function's log group, CloudWatch makes these metrics, in a namespace with
//! the name of the function:
//!
//! | metric | unit | dimensions | |
//! |---|---|---|---|
//! | `Invocations` | Count | `Event` | |
//! | `Errors` | Count | `Event` | Lambda errors; failures that `#[on_error]` answered are none |
//! | `Retries` | Count | `Event` | events that came again to the same process; most come to another |
//! | `Time` | Milliseconds | `Event` | of the app, until the reply is there |
//! | `FailedActions` | Count | `Action`, `ErrorType` | `ACTION_FAILED` |
//! | `Calls` | Count | `Outcome` | calls that ended: `Completed`, `Busy`, `Unanswered`, `Cancelled` or `Failed`, by the SIP response code of LEG-A's `HANGUP` |
//!
//! ```no_run,standalone_crate
//! # #[offhook::app] pub struct App;
//! # async fn demo() -> offhook::Result<()> {
//! offhook::metrics::run(App).await
//! # }
//! # fn main() {}
//! ```
//!
//! A [`MetricsLayer`] is what `run` puts around the app. With a namespace of your own, or among other layers:
//!
//! ```no_run,standalone_crate
//! # #[offhook::app] pub struct App;
//! # async fn demo() -> Result<(), lambda_runtime::Error> {
//! use offhook::metrics::MetricsLayer;
//! use tower::Layer;
//!
//! let metrics = MetricsLayer::new("FrontDesk");
//! lambda_runtime::Runtime::new(metrics.layer(offhook::service(App))).run().await
//! # }
//! # fn main() {}
//! ```
//!
//! Values that Offhook does not know, such as an event of the future, are `Other`: each value of a dimension
//! is a metric that is paid for. No line has data of a caller.
//!
//! Depends on `lambda` for the events.

use std::collections::VecDeque;
use std::env;
use std::fmt;
use std::future::Future;
use std::hash::{BuildHasher, RandomState};
use std::io::{self, Write};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::{Instant, SystemTime};

use lambda_runtime::LambdaEvent;
use serde_json::{Map, Value, json};
use tower::{Layer, Service};

use crate::action::ActionType;
use crate::call::{Leg, Participant};
use crate::dispatch::App;
use crate::error::Error;
use crate::event::{ActionFailed, ErrorType, Event, EventType, Hangup, Invocation};
use crate::lambda::{self, RawEvent};
use crate::reply::Reply;

/// How many events the layer remembers, to know those that come again.
const MEMORY: usize = 1_000;

/// Runs the app inside AWS Lambda, as [`offhook::run`](crate::run) does, and prints metrics.
///
/// # Errors
/// As `offhook::run`.
pub fn run<A: App>(app: A) -> Pin<Box<dyn Future<Output = Result<(), Error>>>> {
    Box::pin(async {
        lambda::inside_lambda()?;
        let service = MetricsLayer::of_function().layer(lambda::service(app));
        Ok(lambda_runtime::Runtime::new(service).run().await?)
    })
}

/// Runs the app inside AWS Lambda with managed concurrency, as
/// [`offhook::run_concurrent`](crate::run_concurrent) does, and prints metrics.
///
/// # Errors
/// As `offhook::run`.
#[cfg(feature = "run_concurrent")]
pub async fn run_concurrent<A: App>(app: A) -> Result<(), Error> {
    lambda::inside_lambda()?;
    let service = MetricsLayer::of_function().layer(lambda::service(app));
    Ok(lambda_runtime::Runtime::new(service).run_concurrent().await?)
}

/// A layer that prints metrics.
///
/// It wraps [`service`](crate::service). See the [module](self).
#[derive(Clone)]
pub struct MetricsLayer {
    namespace: Arc<str>,
    print: Arc<dyn Fn(String) + Send + Sync>,
    seen: Arc<Seen>,
}

impl MetricsLayer {
    /// Creates a layer of metrics in this CloudWatch namespace, which prints to standard output.
    pub fn new(namespace: impl Into<String>) -> Self {
        Self {
            namespace: namespace.into().into(),
            // Without a reader there is nobody to tell.
            print: Arc::new(|line| _ = writeln!(io::stdout().lock(), "{line}")),
            seen: Arc::default(),
        }
    }

    /// Creates a layer whose namespace is the name of the function.
    fn of_function() -> Self {
        // Lambda sets it: without it `lambda_runtime` does not start.
        Self::new(env::var("AWS_LAMBDA_FUNCTION_NAME").unwrap_or_default())
    }

    /// Passes each line to a function in place of standard output.
    pub fn print(mut self, print: impl Fn(String) + Send + Sync + 'static) -> Self {
        self.print = Arc::new(print);
        self
    }
}

impl fmt::Debug for MetricsLayer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MetricsLayer").field("namespace", &self.namespace).finish_non_exhaustive()
    }
}

impl<S> Layer<S> for MetricsLayer {
    type Service = Measured<S>;

    fn layer(&self, inner: S) -> Measured<S> {
        Measured { inner, layer: self.clone() }
    }
}

/// The service of a [`MetricsLayer`].
#[derive(Clone, Debug)]
pub struct Measured<S> {
    inner: S,
    layer: MetricsLayer,
}

impl<S> Service<LambdaEvent<RawEvent>> for Measured<S>
where
    S: Service<LambdaEvent<RawEvent>, Response = Reply, Error = Error, Future: Send + 'static>,
{
    type Response = Reply;
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Reply, Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, event: LambdaEvent<RawEvent>) -> Self::Future {
        let invocation = event.payload.clone().decode().ok();
        let layer = self.layer.clone();
        let started = Instant::now();
        let answering = self.inner.call(event);
        Box::pin(async move {
            let result = answering.await;
            let milliseconds = started.elapsed().as_secs_f64() * 1_000.0;
            let mut line = Line::new(&layer.namespace, event_name(invocation.as_ref()));
            let is_again =
                invocation.as_ref().is_some_and(|invocation| layer.seen.note(invocation));
            line.by_event(result.is_err(), is_again, milliseconds);
            if let Some(invocation) = &invocation {
                line.of(invocation);
            }
            (layer.print)(line.finish());
            result
        })
    }
}

/// The latest events, as hashes.
#[derive(Default)]
struct Seen {
    hasher: RandomState,
    latest: Mutex<VecDeque<u64>>,
}

impl Seen {
    /// Notes an event; returns whether it came before.
    #[inline]
    fn note(&self, invocation: &Invocation) -> bool {
        let sequence = invocation.sequence();
        let event = invocation.event_type().as_str();
        let hash = self.hasher.hash_one((invocation.call().transaction_id(), sequence, event));
        let mut latest = self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        if latest.contains(&hash) {
            return sequence > 0;
        }
        if latest.len() == MEMORY {
            latest.pop_front();
        }
        latest.push_back(hash);
        false
    }
}

/// A line in the embedded metric format.
struct Line<'n> {
    namespace: &'n str,
    metrics: Vec<Value>,
    members: Map<String, Value>,
}

impl<'n> Line<'n> {
    #[inline]
    fn new(namespace: &'n str, event: &str) -> Self {
        let members = Map::from_iter([("Event".to_owned(), event.into())]);
        Self { namespace, metrics: Vec::new(), members }
    }

    /// Adds metrics with the same dimensions.
    #[inline]
    fn add<const N: usize>(&mut self, dimensions: &[&str], metrics: [(&str, &str, Value); N]) {
        let definitions: Vec<_> =
            metrics.iter().map(|(name, unit, _)| json!({"Name": name, "Unit": unit})).collect();
        self.metrics.push(json!({
            "Namespace": self.namespace,
            "Dimensions": [dimensions],
            "Metrics": definitions,
        }));
        self.members.extend(metrics.map(|(name, _, value)| (name.to_owned(), value)));
    }

    #[inline]
    fn by_event(&mut self, is_error: bool, is_again: bool, milliseconds: f64) {
        let count = |is: bool| Value::from(u8::from(is));
        self.add(
            &["Event"],
            [
                ("Invocations", "Count", count(true)),
                ("Errors", "Count", count(is_error)),
                ("Retries", "Count", count(is_again)),
                ("Time", "Milliseconds", milliseconds.into()),
            ],
        );
    }

    /// Adds what an event says of its call.
    #[inline]
    fn of(&mut self, invocation: &Invocation) {
        match invocation.event_type() {
            EventType::ActionFailed => {
                let failed: ActionFailed = Event::read(invocation);
                let action = match invocation.action_type() {
                    None | Some(ActionType::Other(_)) => "Other",
                    Some(action) => action.as_str(),
                };
                let error_type = match &failed.error_type {
                    ErrorType::Other(_) => "Other",
                    error_type => error_type.as_str(),
                };
                self.members.insert("Action".to_owned(), action.into());
                self.members.insert("ErrorType".to_owned(), error_type.into());
                let failed = ("FailedActions", "Count", Value::from(1));
                self.add(&["Action", "ErrorType"], [failed]);
            }
            EventType::Hangup => {
                let hangup = Hangup::read(invocation);
                let named = || invocation.call().leg().and_then(Participant::leg);
                if hangup.leg.or_else(named) == Some(Leg::A) {
                    self.members.insert("Outcome".to_owned(), outcome(&hangup).into());
                    self.add(&["Outcome"], [("Calls", "Count", 1.into())]);
                }
            }
            _ => {}
        }
    }

    #[inline]
    fn finish(mut self) -> String {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let now = u64::try_from(now.as_millis()).unwrap_or_default();
        let metadata = json!({"Timestamp": now, "CloudWatchMetrics": self.metrics});
        self.members.insert("_aws".to_owned(), metadata);
        Value::Object(self.members).to_string()
    }
}

fn event_name(invocation: Option<&Invocation>) -> &str {
    match invocation.map(Invocation::event_type) {
        None | Some(EventType::Other(_)) => "Other",
        Some(event_type) => event_type.as_str(),
    }
}

fn outcome(hangup: &Hangup) -> &'static str {
    match hangup {
        _ if hangup.is_busy() => "Busy",
        _ if hangup.is_unanswered() => "Unanswered",
        _ if hangup.is_cancelled() => "Cancelled",
        Hangup { sip_response_code: None | Some(0 | 200), .. } => "Completed",
        _ => "Failed",
    }
}

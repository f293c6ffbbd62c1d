//! Runs an app whose spans go to an OpenTelemetry collector. All spans of a call are one trace.

use std::task::{self, Poll};

use lambda_runtime::layers::{OpenTelemetryFaasTrigger, OpenTelemetryLayer};
use lambda_runtime::{LambdaInvocation, Runtime};
use offhook::metrics::MetricsLayer;
use opentelemetry::Context;
use opentelemetry::trace::{SpanId, TraceId, TracerProvider};
use opentelemetry_otlp::SpanExporter;
use opentelemetry_sdk::trace::{IdGenerator, RandomIdGenerator, SdkTracerProvider};
use tower::layer::layer_fn;
use tower::{Layer as _, Service};
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::LevelFilter;

/// Runs the app with a log, metrics, and spans of this level, for the collector at
/// `OTEL_EXPORTER_OTLP_ENDPOINT`.
pub(crate) async fn run(app: impl offhook::App, level: LevelFilter) -> offhook::Result<()> {
    let exporter = SpanExporter::builder().with_http().build()?;
    let provider = SdkTracerProvider::builder()
        .with_batch_exporter(exporter)
        .with_id_generator(CallIds::default())
        .build();
    let spans = tracing_opentelemetry::layer().with_tracer(provider.tracer("offhook"));
    offhook::logging_with(spans.with_filter(level));

    // Lambda freezes the process between invocations: what it has not sent by then comes late, or
    // never. This runs when the reply has been sent, so callers don't wait for the collector.
    let flush = move || {
        if let Err(error) = provider.force_flush() {
            tracing::warn!(%error, "spans were not sent");
        }
    };
    let function = OpenTelemetryLayer::new(flush).with_trigger(OpenTelemetryFaasTrigger::Other);
    // Other layers around the app, such as that of repeated events, go here.
    let metrics = MetricsLayer::new(std::env::var("AWS_LAMBDA_FUNCTION_NAME")?);
    let service = metrics.layer(offhook::service(app));
    Ok(Runtime::new(service).layer(function).layer(layer_fn(OneTrace)).run().await?)
}

/// The trace of the call that an invocation is for.
struct CallTrace(TraceId);

/// Ids of traces and spans; a span that begins within [`OneTrace`] begins in the trace of its call.
#[derive(Debug, Default)]
struct CallIds(RandomIdGenerator);

impl IdGenerator for CallIds {
    fn new_trace_id(&self) -> TraceId {
        Context::map_current(|context| context.get::<CallTrace>().map(|call| call.0))
            .unwrap_or_else(|| self.0.new_trace_id())
    }

    fn new_span_id(&self) -> SpanId {
        self.0.new_span_id()
    }
}

/// A service around that of [`OpenTelemetryLayer`], which begins the span of an invocation.
struct OneTrace<S>(S);

impl<S: Service<LambdaInvocation>> Service<LambdaInvocation> for OneTrace<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, task: &mut task::Context<'_>) -> Poll<Result<(), S::Error>> {
        self.0.poll_ready(task)
    }

    fn call(&mut self, invocation: LambdaInvocation) -> S::Future {
        let trace = trace_of(&invocation.body).map(CallTrace);
        let _guard = trace.map(|trace| Context::current_with_value(trace).attach());
        self.0.call(invocation)
    }
}

/// The transaction id of an event, a UUID, as the id of a trace: both have 128 bits.
fn trace_of(event: &[u8]) -> Option<TraceId> {
    let invocation = offhook::Invocation::from_json(event).ok()?;
    let hex = invocation.call().transaction_id().replace('-', "");
    TraceId::from_hex(&hex).ok().filter(|id| *id != TraceId::INVALID)
}

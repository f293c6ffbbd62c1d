//! Lambda's log format for `tracing`.

use lambda_runtime::tracing::subscriber::filter::{
    EnvFilter, FilterExt, FilterFn, LevelFilter, filter_fn,
};
use lambda_runtime::tracing::subscriber::fmt::{self, format::FmtSpan};
use lambda_runtime::tracing::subscriber::prelude::*;
use lambda_runtime::tracing::subscriber::registry::LookupSpan;
use lambda_runtime::tracing::subscriber::{Layer, Registry, registry};
use lambda_runtime::tracing::{Level, Subscriber};

/// Installs a `tracing` subscriber that writes Lambda's log format.
///
/// One line closes each invocation's span, with the transaction id, sequence, event, action,
/// handler, outcome and duration. Level and format follow Lambda's advanced logging controls,
/// `AWS_LAMBDA_LOG_LEVEL` (or `RUST_LOG`; INFO without either) and `AWS_LAMBDA_LOG_FORMAT` (JSON or
/// text). TRACE of `lambda_runtime` itself is left out in any case: there it prints whole events,
/// phone numbers included. A subscriber that is installed already stays.
pub fn logging() {
    install(registry());
}

/// Installs the subscriber of [`logging`] with a layer beside it, such as one that sends
/// [traces](crate::service#traces).
///
/// The layer has a level of its own, so that a log of warnings does not end its spans:
/// `layer.with_filter(LevelFilter::INFO)`. It too gets no TRACE of `lambda_runtime`.
pub fn logging_with(layer: impl Layer<Registry> + Send + Sync) {
    install(registry().with(layer.with_filter(holds_no_events())));
}

fn install<S>(subscriber: S)
where
    S: Subscriber + for<'s> LookupSpan<'s> + Send + Sync,
{
    let variable = |name| std::env::var(name).ok();
    let level =
        variable("AWS_LAMBDA_LOG_LEVEL").or_else(|| variable("RUST_LOG")).unwrap_or_default();
    let wanted =
        EnvFilter::builder().with_default_directive(LevelFilter::INFO.into()).parse_lossy(level);
    let lines = fmt::layer().with_target(false).without_time().with_span_events(FmtSpan::CLOSE);
    let json =
        variable("AWS_LAMBDA_LOG_FORMAT").is_some_and(|format| format.eq_ignore_ascii_case("json"));
    let lines = if json { lines.json().boxed() } else { lines.boxed() };
    // Fails when a subscriber is installed already, which stays.
    let _ = subscriber.with(lines.with_filter(wanted.and(holds_no_events()))).try_init();
}

/// Leaves out what prints whole events.
fn holds_no_events() -> FilterFn {
    filter_fn(|metadata| {
        !(*metadata.level() == Level::TRACE && metadata.target().starts_with("lambda_runtime"))
    })
}

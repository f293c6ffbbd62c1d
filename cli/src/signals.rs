//! The signals that end the command.

use std::cell::Cell;
use std::future;

/// Waits for a signal, and returns its number unless the command is serving then.
pub(crate) async fn received_unless(is_serving: &Cell<bool>) -> u8 {
    match received().await {
        _ if is_serving.get() => future::pending().await,
        signal => signal,
    }
}

/// Waits for a signal that asks the command to end, and returns its number.
#[cfg(unix)]
pub(crate) async fn received() -> u8 {
    use tokio::signal::unix::{Signal, SignalKind, signal};

    let kinds = [SignalKind::hangup(), SignalKind::interrupt(), SignalKind::terminate()];
    // A signal without a handler ends the command at once.
    let [hangup, interrupt, terminate] = kinds.map(|kind| signal(kind).ok());
    let next = async |signal: Option<Signal>| match signal {
        Some(mut signal) => signal.recv().await,
        None => future::pending().await,
    };
    let [hup, int, term] = kinds.map(|kind| u8::try_from(kind.as_raw_value()).unwrap_or_default());
    tokio::select! {
        _ = next(hangup) => hup,
        _ = next(interrupt) => int,
        _ = next(terminate) => term,
    }
}

/// Waits for Ctrl-C, and returns the number of its signal elsewhere.
#[cfg(not(unix))]
pub(crate) async fn received() -> u8 {
    match tokio::signal::ctrl_c().await {
        Ok(()) => 2,
        Err(_) => future::pending().await,
    }
}

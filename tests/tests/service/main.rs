//! The app as a service inside Lambda: deadlines, and the layers around it.

mod deadlines;
mod idempotency;
mod metrics;

//! The example `reception` as it is deployed, in debug and in release: a process that polls the
//! Lambda Runtime API, here that of the local host.

mod bad_input;
mod calls;
mod failures;
mod lambda;
mod logs;
mod start;

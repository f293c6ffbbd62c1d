//! The store over the network: replies, journals, and calls of a Lambda whose processes share nothing else.
//!
//! All but `answers` are ignored by default, because they need moto, of Python. `.ci/run` installs it and runs them.
#![cfg(unix)]

mod answers;
mod calls;
#[path = "../endpoint/mod.rs"]
mod endpoint;
mod journals;
mod replies;
mod server;

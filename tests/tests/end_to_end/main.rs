//! The example `reception` as a process that polls the Lambda Runtime API of the local host, built
//! in debug and, in the ignored tests, in release. Ignored too: the scenarios of all examples.

mod bad_input;
mod calls;
mod examples;
mod failures;
mod lambda;
mod logs;
mod start;

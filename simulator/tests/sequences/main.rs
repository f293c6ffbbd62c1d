//! Every documented or logged sequence that the simulator reproduces, one test for each row of the
//! table in `docs/sequences.md`.

mod attributes;
mod bots;
mod bridges;
mod chance;
mod digits;
mod failures;
mod faults;
mod findings;
mod hangups;
mod inbound;
mod invocations;
mod lists;
mod meetings;
mod outbound;
mod recordings;
mod replies;
mod support;
mod table;
mod updates;

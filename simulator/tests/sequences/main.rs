//! Tests of every sequence that the simulator reproduces, one for each row of the tables in
//! `docs/sequences.md`.

mod attributes;
mod bots;
mod bridges;
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
mod random;
mod recordings;
mod replies;
mod support;
mod table;
mod updates;

//! Amazon Chime SDK's PSTN audio service as a state machine without I/O.
//!
//! A [`Call`] takes [`Input`]s at given times and gives [`Output`]s: invocations of the Lambda,
//! commands for a media engine, and the record of what happened. It has no clock, no tasks, no files
//! and no random numbers. Drivers around it supply those: `offhook-simulator` runs calls on a
//! virtual clock for tests, or in real time.
//!
//! The rules come from the service's public documentation, from logged events and from published
//! applications. Where those contradict each other, a switch of the [`Profile`] decides; where they
//! are silent, the code says that the choice is ours.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod action;
mod attributes;
mod call;
mod delivery;
mod event;
mod ground;
mod input;
mod keys;
mod leg;
mod media;
pub mod milliseconds;
mod output;
mod pattern;
mod profile;
mod queue;
mod record;
mod refusal;
mod reply;
mod settings;

use std::time::Duration;

pub use self::call::Call;
pub use self::event::sip_response;
pub use self::input::{Input, MediaEvent};
pub use self::keys::is_key;
pub use self::leg::LegId;
pub use self::output::{Command, Extension, MediaId, Output, Sound};
pub use self::profile::*;
pub use self::record::{Entry, Happening, Invoked, Json, Prompt, Spoken};
pub use self::refusal::Refusal;
pub use self::reply::check_reply;
pub use self::settings::Settings;

/// The README's example, run.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub struct Readme;

/// A time of a call: the duration since it began.
pub type Time = Duration;

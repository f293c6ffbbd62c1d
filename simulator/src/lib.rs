//! The audio service on your desk: a model of Amazon Chime SDK's PSTN audio service that takes a
//! Lambda through whole phone calls.
//!
//! A test reads like a phone call. It needs no network, no sleeping and no AWS account:
//!
//! ```
//! use offhook::action::{Hangup, Speak, SpeakAndGetDigits};
//! use offhook::prelude::*;
//! use offhook_simulator::Simulator;
//!
//! #[offhook::app]
//! pub struct App;
//!
//! #[on(NewInboundCall)]
//! async fn welcome() -> SpeakAndGetDigits {
//!     SpeakAndGetDigits::new("Press 1 for our opening hours.").digits(1).regex("1").attempts(2)
//! }
//!
//! #[on(ActionSuccessful(SpeakAndGetDigits))]
//! async fn chosen() -> (Speak, Hangup) {
//!     (Speak::text("We are open from nine to five."), Hangup::normal())
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() {
//! let mut phone = Simulator::new(App).dial("+14255550199", "+12065550100").await;
//! phone.hears("Press 1").press("9").await; // no such choice: the prompt is repeated
//! phone.hears("Press 1").press("1").await;
//! phone.hears("nine to five").is_hung_up().await;
//! phone.ended().no_leg_left_connected().no_findings();
//! # }
//! ```
//!
//! - [`Simulator`] is the world around a call: what answers events (an app, a closure, a tower
//!   service, a process through [`Host`], your own [`Lambda`]), audio files, bots, faults, the
//!   [`Profile`].
//! - [`Phone`] is the call as the people in it see it: its methods are the steps of a test, and it
//!   knows the [`Transcript`], the recordings, the attributes, the session.
//! - [`Finding`]s are what is wrong with a call even when every expectation holds: a leg left
//!   connected, dead air, a reply that was ignored.
//! - [`host`] runs any Lambda as a process, behind the Lambda Runtime API on the loopback interface.
//!
//! # How true it is
//!
//! The model follows the service's documentation and logged events. What they say, with the test
//! that shows it, is in [`sequences`]. Where they contradict each other there is a switch of the
//! [`Profile`]; where they are silent, the choice is ours and the code says so. Among these choices:
//! the service and an undisturbed Lambda take 50 ms for an event; a message of the service that no
//! page has is worded after its neighbours; and a call that has used up its 1,000 invocations ends.
//!
//! # Time
//!
//! A call has a virtual clock that goes from one thing that is due to the next. Handlers run while
//! it stands still: an in-process app must not wait for the simulated time to pass.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod bot;
mod buckets;
mod call;
mod collector;
mod dtmf;
mod fault;
mod finding;
pub mod host;
pub mod lambda;
mod listener;
mod pattern;
mod phone;
mod profile;
pub mod scenario;
pub mod sequences;
mod simulator;
mod soak;
mod speech;
mod step;
mod transcript;
mod wav;

pub use bot::{Bot, IntentOf, intent};
pub use buckets::Buckets;
pub use fault::Fault;
pub use finding::Finding;
#[doc(inline)]
pub use host::{FunctionError, Host, HostBuilder, HostError, Line, Outcome, Output, Stream};
#[doc(inline)]
pub use lambda::{IntoLambda, Lambda};
pub use phone::{Ended, Failure, FarEndSteps, Phone, Recording, Steps};
pub use profile::{
    AttributeLimit, Attributes, BridgeRinging, CallerLeaves, EmptyFirstReply, EmptyList,
    FarHangupType, FlushedKeys, HangupReports, Interruptible, InvalidReplyError, MeetingLeg,
    PauseLimits, Profile, ReceiveDigitsStays, RepeatDuration, Reports, Terminator,
};
#[doc(inline)]
pub use scenario::{Report, Run, Scenario, ScenarioError};
pub use simulator::{Dial, Place, Simulator};
pub use soak::Soak;
pub use step::{FarEnd, Step};
pub use transcript::{Entry, Happening, Invoked, Ladder, Prompt, Transcript};
#[doc(hidden)]
pub use transcript::{describe, text};

/// The README's example, run.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub struct Readme;

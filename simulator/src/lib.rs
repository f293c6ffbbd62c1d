//! A local model of Amazon Chime SDK's PSTN audio service that takes a Lambda through complete phone
//! calls.
//!
//! A test reads like a phone call. It needs no network, no sleeps and no AWS account:
//!
//! ```standalone_crate
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
//! phone.hears("Press 1").presses("9").await; // not an option: the prompt is repeated
//! phone.hears("Press 1").presses("1").await;
//! phone.hears("nine to five").is_hung_up().await;
//! phone.ends().await;
//! # }
//! ```
//!
//! - [`Simulator`] is the environment of a call: the Lambda that answers events (an app, a closure, a
//!   tower service, a process behind [`Host`], or your own [`Lambda`]), audio files, bots, faults and
//!   the [`Profile`].
//! - [`Phone`] is the call as its participants see it. Its methods are the steps of a test, and it
//!   gives access to the [`Transcript`], the recordings, the attributes and the session.
//! - A [`Switchboard`] runs live calls: in real time, with people who act from outside, such as a user
//!   interface, and subscribers who get each [`Entry`] as it happens. Its [`People`] act
//!   by themselves, and a [`ControlPlane`] lets AWS SDKs place and update calls.
//! - A [`Finding`] is a problem of a call that no expectation checks: a leg left connected, dead air,
//!   ignored actions. A call with a finding fails, unless a fault explains it or the test allows it.
//! - [`host`] runs any Lambda as a process behind the Lambda Runtime API, on the loopback interface.
//!
//! # Accuracy
//!
//! The model follows the service's documentation and logged events. [`sequences`] lists each
//! documented behaviour with the test that covers it. Where the sources contradict each other, a
//! switch of the [`Profile`] decides. Where they are silent, the simulator chooses and the code says
//! so: for example, the service and a Lambda without faults take 50 ms per event, undocumented error
//! messages are worded like the documented ones, and a call ends after its 1,000 invocations.
//!
//! # Time
//!
//! The call of a [`Phone`] has a virtual clock that jumps from one scheduled event to the next. It is
//! stopped while a handler runs, so an in-process app must not wait for simulated time to pass.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod bot;
mod buckets;
mod check_flow;
mod control_plane;
mod driver;
mod dtmf;
mod fault;
mod finding;
pub mod host;
mod http;
pub mod lambda;
#[doc(hidden)]
pub mod memory;
mod named;
mod people;
mod phone;
mod rehearse;
pub mod scenario;
pub mod sequences;
mod simulator;
mod soak;
mod speech;
mod step;
mod switchboard;
mod transcript;
mod wav;
mod world;

pub use bot::{Bot, IntentBuilder, intent};
pub use buckets::Buckets;
pub use control_plane::{
    Answered, ControlPlane, ControlPlaneBuilder, RequestError, RequestErrorKind,
};
pub use fault::Fault;
pub use finding::{Defect, Finding, FindingKind};
#[doc(inline)]
pub use host::{FunctionError, Host, HostBuilder, HostError, Line, Outcome, Output, Stream};
#[doc(inline)]
pub use lambda::{IntoLambda, Lambda};
#[doc(hidden)]
pub use offhook_service::check_reply;
#[doc(inline)]
pub use offhook_service::{
    AttributeLimit, Attributes, BridgeRinging, CallerLeaves, DigitRegex, EmptyFirstReply,
    EmptyList, Entry, FarHangupType, FlushedKeys, HangupReports, Happening, InvalidReplyError,
    Invoked, Json, MeetingLeg, OutboundReply, ParticipantOrder, PauseLimits, Profile, Prompt,
    ReceiveDigitsStays, RepeatDuration, Reports, SpeakOnUpdate, Spoken, Terminator,
};
pub use people::People;
pub use phone::{Ends, FarEndSteps, Phone, Recording, StepError, Steps};
#[doc(inline)]
pub use scenario::{Report, Run, Scenario, ScenarioError};
pub use simulator::{Dial, Place, Simulator};
pub use soak::Soak;
pub use step::{FarEnd, Step};
pub use switchboard::{Act, CallIsOver, Entries, LiveCall, Switchboard, UnknownTransaction};
#[doc(hidden)]
pub use transcript::count;
pub use transcript::{EventLog, Ladder, LiveLadder, Transcript};

/// The README's example, run.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub struct Readme;

//! The audio service on your desk.
//!
//! For now this crate holds the *local host*: [`Host`] serves the Lambda Runtime API on the loopback
//! interface, starts a Lambda as a process of its own against it, and hands it events. Any Lambda will do,
//! whatever language it is written in: what runs here is what runs in AWS.
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use offhook_simulator::{Host, Outcome};
//!
//! let host = Host::builder("target/debug/reception").env("SALES", "+12065550123").start().await?;
//! host.ready().await?;
//!
//! let event = std::fs::read("examples/reception/events/1-new-inbound-call.json")?;
//! match host.invoke(event).await?.outcome {
//!     Outcome::Reply(json) => println!("{}", String::from_utf8_lossy(&json)),
//!     Outcome::Error(error) => eprintln!("{error}"),
//! }
//! # Ok(())
//! # }
//! ```

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
mod simulator;
mod speech;
mod step;
mod transcript;
mod wav;

pub use bot::{Bot, IntentOf, intent};
pub use buckets::Buckets;
pub use fault::Fault;
pub use finding::Finding;
#[doc(inline)]
pub use host::{
    FunctionError, Host, HostBuilder, HostError, Invocation, Line, Outcome, Output, Stream,
};
#[doc(inline)]
pub use lambda::{IntoLambda, Lambda};
pub use phone::{Ended, Failure, FarEndSteps, Phone, Recording, Steps};
pub use profile::{
    AttributeLimit, Attributes, BridgeRinging, CallerLeaves, EmptyFirstReply, EmptyList,
    FlushedKeys, HangupReports, Interruptible, MeetingLeg, PauseLimits, Profile,
    ReceiveDigitsStays, RepeatDuration, Reports, Terminator,
};
pub use simulator::{Dial, Place, Simulator};
pub use step::{FarEnd, Step};
pub use transcript::{Entry, Happening, Invoked, Ladder, Prompt, Transcript};
#[doc(hidden)]
pub use transcript::{describe, text};

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

mod fault;
mod finding;
pub mod host;
mod profile;
mod step;
mod transcript;

pub use fault::Fault;
pub use finding::Finding;
#[doc(inline)]
pub use host::{
    FunctionError, Host, HostBuilder, HostError, Invocation, Line, Outcome, Output, Stream,
};
pub use profile::{
    AttributeLimit, Attributes, BridgeRinging, CallerLeaves, EmptyFirstReply, EmptyList,
    FlushedKeys, HangupReports, Interruptible, MeetingLeg, PauseLimits, Profile,
    ReceiveDigitsStays, RepeatDuration, Reports, Terminator,
};
pub use step::{FarEnd, Step};
pub use transcript::{Entry, Happening, Invoked, Prompt, Transcript};

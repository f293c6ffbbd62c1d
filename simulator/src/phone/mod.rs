//! The phone: a call as its participants see it.
//!
//! Depends on the model of the call and on [`Step`].

mod course;
mod ends;
mod error;
mod steps;
mod take;

use std::collections::BTreeSet;
use std::fmt;
use std::time::Duration;

use offhook::{Leg, SentReply};
use offhook_service::milliseconds;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

pub(crate) use self::course::Course;
pub use self::ends::Ends;
pub(crate) use self::ends::{EndedBy, Expected};
pub use self::error::StepError;
pub use self::steps::{FarEndSteps, Steps};
use self::take::Cursors;
pub(crate) use self::take::contains;
use crate::driver::VirtualCall;
use crate::world::World;
use crate::{Finding, FindingKind, Happening, Step, Transcript};

/// A call as its participants see it, returned by [`Simulator::dial`](crate::Simulator::dial) and
/// [`place`](crate::Simulator::place).
///
/// Actions of people and expectations are steps. Chain them and await the chain:
///
/// ```no_run
/// # async fn call(mut phone: offhook_simulator::Phone) {
/// phone.hears("Press 1 for sales").presses("1").await;
/// phone.far_end("+12065550123").answers().hears("A call for you.").await;
/// phone.hangs_up().await;
/// phone.ends().await;
/// # }
/// ```
///
/// An expectation lets the call continue until it is met. If it is not met, the test panics with the
/// call so far, the line of the test, and what happened instead. [`Phone::take`] returns an error
/// instead of panicking.
///
/// Every call ends with [`Phone::ends`], which checks that it ends well. A phone that is dropped without
/// it panics, unless the test has failed already or the simulator is
/// [`unchecked`](crate::Simulator::unchecked).
///
/// People wait half a second before they act, and press five keys per second.
pub struct Phone {
    call: VirtualCall,
    patience: Duration,
    /// The kinds of findings that every call of the simulator may have.
    allowed: BTreeSet<FindingKind>,
    /// Whether the end of the call has been checked, or need not be.
    is_checked: bool,
    cursors: Cursors,
    /// Set in a rehearsal.
    pub(crate) course: Option<Course>,
}

/// A recording that a call has stored.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[non_exhaustive]
pub struct Recording {
    /// The leg that was recorded.
    pub leg: Leg,
    /// The bucket.
    pub bucket: String,
    /// The key.
    pub key: String,
    /// The length.
    #[serde(rename = "length_ms", with = "milliseconds")]
    pub length: Duration,
}

impl Phone {
    pub(crate) fn new(call: VirtualCall, world: &World) -> Self {
        Self {
            call,
            patience: world.patience,
            allowed: world.allowed.clone(),
            is_checked: world.unchecked,
            cursors: Cursors::default(),
            course: None,
        }
    }

    /// Takes one step.
    ///
    /// # Errors
    /// Returns an error if the expectation is not met, or if the action is impossible, for example
    /// because the call is over or not answered.
    pub async fn take(&mut self, step: &Step) -> Result<(), StepError> {
        let Some(course) = self.course.take() else { return self.try_step(step).await };
        self.course = Some(self.take_in(course, step).await);
        Ok(())
    }

    /// Returns everything that has happened so far. `Display` prints it as a ladder.
    pub fn transcript(&self) -> &Transcript {
        self.call.transcript()
    }

    /// Takes the transcript of a call that is over.
    pub(crate) fn take_transcript(&mut self) -> Transcript {
        self.call.take_transcript()
    }

    /// Returns the findings so far.
    pub fn findings(&self) -> Vec<Finding> {
        self.call.findings()
    }

    /// Returns the replies that have reached the service, in order, as it reads them. Those that it can't
    /// read are left out.
    pub fn replies(&self) -> Vec<SentReply> {
        let entries = self.transcript().entries.iter();
        entries
            .filter_map(|entry| match &entry.what {
                Happening::Replied { json, .. } => {
                    SentReply::from_json(json.as_str().as_bytes()).ok()
                }
                _ => None,
            })
            .collect()
    }

    /// Returns the transaction attributes that the service has stored.
    pub fn attributes(&self) -> Map<String, Value> {
        let attributes = self.call.attributes().iter();
        attributes.map(|(key, value)| (key.to_owned(), value)).collect()
    }

    /// Returns the app's session, or its default if none is stored.
    ///
    /// A handler's changes are visible once its reply has reached the service: wait, or expect
    /// something, after the event.
    ///
    /// # Panics
    /// Panics if the stored session is not a `T`.
    #[track_caller]
    pub fn session<T: DeserializeOwned + Default>(&self) -> T {
        let key = offhook::Session::<()>::ATTRIBUTE;
        match self.call.attributes().get_value(key) {
            None => T::default(),
            Some(Value::String(json)) => match serde_json::from_str(&json) {
                Ok(session) => session,
                Err(error) => panic!("the session can't be decoded: {error}"),
            },
            Some(_) => {
                panic!("expected the session to be a string: offhook has not stored this one")
            }
        }
    }

    /// Returns the last recording of the call, of a message or of a leg.
    ///
    /// # Panics
    /// Panics if there is none.
    #[track_caller]
    pub fn recording(&self) -> &Recording {
        match self.recordings().last() {
            Some(recording) => recording,
            None => panic!("nothing has been recorded\n\n{}", self.transcript()),
        }
    }

    /// Returns the recordings of the call, in order.
    pub fn recordings(&self) -> &[Recording] {
        self.call.recordings()
    }

    /// Returns `true` while StartCallRecording records this leg and is not paused.
    pub fn is_recording(&self, leg: Leg) -> bool {
        self.call.is_recording(leg)
    }

    /// Returns the virtual time since the start of the call.
    pub fn now(&self) -> Duration {
        self.call.now()
    }

    /// Returns the number of invocations of the Lambda.
    pub fn invocations(&self) -> u64 {
        self.call.invocations()
    }

    /// Returns the real time of each invocation.
    pub fn reply_times(&self) -> &[Duration] {
        self.call.reply_times()
    }

    /// Returns the billed time: the sum of the times that the legs have been connected.
    pub fn billable(&self) -> Duration {
        self.call.billable()
    }

    /// Returns the connected legs.
    pub fn legs_connected(&self) -> Vec<Leg> {
        self.call.legs_up()
    }

    /// Returns `true` if every leg is disconnected and no reply is outstanding.
    pub fn is_over(&self) -> bool {
        self.call.is_over()
    }

    /// Lets the call continue until nothing more happens without an action of a person.
    async fn go_on(&mut self) {
        let until = self.call.now().saturating_add(self.patience);
        while !self.call.is_over() && self.call.step(until).await {}
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Phone").field("now", &self.now()).finish_non_exhaustive()
    }
}

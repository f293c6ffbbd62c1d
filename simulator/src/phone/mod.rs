//! A call as the people in it see it.

mod ended;
mod failure;
mod steps;
mod take;

use std::fmt;
use std::time::Duration;

use offhook::Leg;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

pub use self::ended::Ended;
pub use self::failure::Failure;
pub use self::steps::{FarEndSteps, Steps};
use self::take::Cursors;
use crate::call::Call;
use crate::{Finding, Step, Transcript};

/// A call, as the people in it see it: [`Simulator::dial`](crate::Simulator::dial) and
/// [`place`](crate::Simulator::place) give one.
///
/// What people do and what is expected are steps, which can be chained and are awaited:
///
/// ```no_run
/// # async fn call(mut phone: offhook_simulator::Phone) {
/// phone.hears("Press 1 for sales").press("1").await;
/// phone.bridged_to("+12065550123").answers().await;
/// phone.hangs_up().await;
/// phone.ended().no_leg_left_connected();
/// # }
/// ```
///
/// An expectation lets the call go on until it is met. When it is not, the test panics with the call
/// so far, the line of the test, and what came instead. [`Phone::take`] returns that as an error
/// instead, for those who don't write tests.
///
/// People take half a second before they do something, and press five keys a second.
pub struct Phone {
    call: Call,
    patience: Duration,
    cursors: Cursors,
}

/// A recording that a call has left.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[non_exhaustive]
pub struct Recording {
    /// The leg that was recorded.
    pub leg: Leg,
    /// The bucket.
    pub bucket: String,
    /// The key.
    pub key: String,
    /// How long it is.
    #[serde(rename = "length_ms", serialize_with = "crate::transcript::milliseconds")]
    pub length: Duration,
}

impl Phone {
    pub(crate) fn new(call: Call, patience: Duration) -> Self {
        Self { call, patience, cursors: Cursors::default() }
    }

    /// Takes one step.
    ///
    /// # Errors
    /// The expectation is not met, or the person can't do that: the call is over, or not answered.
    pub async fn take(&mut self, step: &Step) -> Result<(), Failure> {
        self.try_step(step).await
    }

    /// Lets the call go on to its end: the caller hangs up, if still there, and everything that
    /// follows from it happens.
    pub async fn finish(&mut self) {
        if !self.call.caller_is_gone() {
            self.call.person_hangs_up(Leg::A).await;
        }
        self.settle().await;
    }

    /// Everything that has happened so far. `Display` prints it as a ladder.
    pub fn transcript(&self) -> &Transcript {
        self.call.transcript()
    }

    /// What is wrong with the call, as things stand.
    pub fn findings(&self) -> Vec<Finding> {
        self.call.findings()
    }

    /// The transaction attributes that the service keeps.
    pub fn attributes(&self) -> Map<String, Value> {
        self.call.attributes().cloned().unwrap_or_default()
    }

    /// The app's session, as the handlers have stored it; its default when they have not. What the
    /// handler of an event that has just happened stores is there once its reply is: expect, or wait
    /// for, something first.
    ///
    /// # Panics
    /// What is stored is no `T`.
    #[track_caller]
    pub fn session<T: DeserializeOwned + Default>(&self) -> T {
        let key = offhook::Session::<()>::ATTRIBUTE;
        match self.call.attributes().and_then(|attributes| attributes.get(key)) {
            None => T::default(),
            Some(Value::String(json)) => match serde_json::from_str(json) {
                Ok(session) => session,
                Err(error) => panic!("the session can't be read as asked: {error}"),
            },
            Some(_) => panic!("the session is no text: another program has stored it"),
        }
    }

    /// The last recording that the call has left, of a message or of a leg.
    ///
    /// # Panics
    /// There is none.
    #[track_caller]
    pub fn recording(&self) -> &Recording {
        match self.recordings().last() {
            Some(recording) => recording,
            None => panic!("nothing has been recorded\n\n{}", self.transcript()),
        }
    }

    /// The recordings that the call has left, in order.
    pub fn recordings(&self) -> &[Recording] {
        self.call.recordings()
    }

    /// Whether this leg is being recorded now by StartCallRecording.
    pub fn is_recording(&self, leg: Leg) -> bool {
        self.call.is_recording(leg)
    }

    /// The virtual time since the call began.
    pub fn now(&self) -> Duration {
        self.call.now()
    }

    /// How often the Lambda was invoked.
    pub fn invocations(&self) -> u64 {
        self.call.invocations()
    }

    /// How long each invocation has really taken, by the computer's clock.
    pub fn reply_times(&self) -> &[Duration] {
        self.call.reply_times()
    }

    /// How long the legs have been up, in all: what is billed.
    pub fn billable(&self) -> Duration {
        self.call.billable()
    }

    /// The legs that are up.
    pub fn legs_connected(&self) -> Vec<Leg> {
        self.call.legs_up()
    }

    /// Whether every leg is gone and nothing more is to come.
    pub fn is_over(&self) -> bool {
        self.call.is_over()
    }

    /// The call has ended for the caller; what is said of its end is asserted on what this returns.
    ///
    /// # Panics
    /// The caller is still connected.
    #[track_caller]
    pub fn ended(&self) -> Ended<'_> {
        Ended::new(self)
    }

    /// Lets everything happen that happens without people.
    async fn settle(&mut self) {
        let until = self.call.now().saturating_add(self.patience);
        while !self.call.is_over() && self.call.step(until).await {}
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Phone").field("now", &self.now()).finish_non_exhaustive()
    }
}

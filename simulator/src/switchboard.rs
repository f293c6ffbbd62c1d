//! Live calls: a switchboard runs them in real time, and phones and control planes act in them.
//!
//! Depends on the simulator for the world of a call, and on the live driver.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use offhook::Leg;
use offhook::action::bot::Intent;
use tokio::sync::{mpsc, watch};

use crate::driver::{LiveDriver, Record, Simulation};
use crate::{Dial, Entry, Finding, People, Place, Simulator, Transcript};

/// Maximum number of acts that wait for the driver of a call.
const ACTS: usize = 32;

/// A switchboard: runs calls in real time, and finds them by their `TransactionId`.
///
/// ```
/// use offhook::prelude::*;
/// use offhook_simulator::{Act, Simulator, Switchboard};
///
/// #[offhook::app]
/// pub struct App;
///
/// #[on(NewInboundCall)]
/// async fn welcome() -> action::SpeakAndGetDigits {
///     action::SpeakAndGetDigits::new("Press 1.").digits(1).regex("1")
/// }
///
/// #[on(ActionSuccessful(SpeakAndGetDigits))]
/// async fn chosen() -> action::Hangup {
///     action::Hangup::normal()
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let board = Switchboard::new(Simulator::new(App));
/// let call = board.dial("+14255550199", "+12065550100").await;
/// let mut entries = call.subscribe();
/// while let Some(entry) = entries.next().await {
///     println!("{:?}", entry.what);
///     if matches!(entry.what, offhook_simulator::Happening::Hears { .. }) {
///         call.send(Act::Press(Leg::A, '1')).await?;
///     }
/// }
/// # Ok(())
/// # }
/// ```
///
/// Calls begin now, not at [`Simulator::starts_at`], and take as long as real ones: prompts have their
/// predicted lengths, a Lambda takes its own time, and a called phone rings after a second. A person
/// whose number has a [`Simulator::far_end`] reacts by themselves, and so do [`people`](Self::people); all
/// others are driven by [`LiveCall::send`].
///
/// Each call is a task of the tokio runtime in which it begins, and leaves the switchboard when it is
/// over. Clones share their calls.
#[derive(Clone)]
pub struct Switchboard {
    simulator: Simulator,
    people: Option<Arc<People>>,
    calls: Arc<Calls>,
}

/// The running calls, by `TransactionId`.
#[derive(Default)]
struct Calls(Mutex<BTreeMap<String, LiveCall>>);

impl Calls {
    fn edit<T>(&self, edit: impl FnOnce(&mut BTreeMap<String, LiveCall>) -> T) -> T {
        edit(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The place of a running call on its switchboard. Dropping it removes the call.
struct Seat {
    calls: Weak<Calls>,
    transaction_id: String,
}

impl Drop for Seat {
    fn drop(&mut self) {
        if let Some(calls) = self.calls.upgrade() {
            // Dropped when the lock has been released: it may be the last handle.
            let _call = calls.edit(|calls| calls.remove(&self.transaction_id));
        }
    }
}

impl Switchboard {
    /// Creates a switchboard without calls. The simulator is the world of each.
    pub fn new(simulator: Simulator) -> Self {
        Self { simulator, people: None, calls: Arc::default() }
    }

    /// Sets the people who act by themselves when they are called. By default there are none.
    pub fn people(mut self, people: People) -> Self {
        self.people = Some(Arc::new(people));
        self
    }

    /// Starts an inbound call to the application. Await it in a tokio runtime.
    pub fn dial(&self, from: &str, to: &str) -> Dial<LiveCall> {
        let (board, from, to) = (self.clone(), from.to_owned(), to.to_owned());
        Dial::new(|headers| async move { board.start(&from, &to, |call| call.dial(headers)) })
    }

    /// Starts an outbound call of the application, as CreateSipMediaApplicationCall does. Await it in
    /// a tokio runtime.
    pub fn place(&self, from: &str, to: &str) -> Place<LiveCall> {
        let (board, from, to) = (self.clone(), from.to_owned(), to.to_owned());
        Place::new(|arguments| async move { board.start(&from, &to, |call| call.place(arguments)) })
    }

    /// Starts an outbound call of the SIP media application with this id.
    pub(crate) fn place_for(
        &self,
        application: &str,
        from: &str,
        to: &str,
        arguments: BTreeMap<String, String>,
    ) -> LiveCall {
        let simulator = self.simulator.clone().sip_media_application_id(application);
        let board = Self { simulator, ..self.clone() };
        board.start(from, to, |call| call.place(arguments))
    }

    /// Returns the running call with this `TransactionId`.
    ///
    /// # Errors
    /// Returns an error if there is none, or no longer.
    pub fn call(&self, transaction_id: &str) -> Result<LiveCall, UnknownTransaction> {
        self.calls.edit(|calls| calls.get(transaction_id).cloned()).ok_or(UnknownTransaction(()))
    }

    /// Returns the running calls, in the order of their `TransactionId`s.
    pub fn calls(&self) -> Vec<LiveCall> {
        self.calls.edit(|calls| calls.values().cloned().collect())
    }

    fn start(
        &self,
        from: &str,
        to: &str,
        begin: impl FnOnce(&mut Simulation) + Send + 'static,
    ) -> LiveCall {
        let simulation = self.simulator.live_call(from, to);
        let transaction_id = simulation.transaction_id().to_owned();
        let (acts, receiver) = mpsc::channel(ACTS);
        let (sender, record) = watch::channel(Record::default());
        let party = Party {
            transaction_id: transaction_id.clone(),
            from: from.to_owned(),
            to: to.to_owned(),
            application: self.simulator.world().sip_media_application_id.clone(),
        };
        let call = LiveCall { party: Arc::new(party), acts, record };
        self.calls.edit(|calls| calls.insert(transaction_id.clone(), call.clone()));
        if let Some(people) = &self.people {
            tokio::spawn(Arc::clone(people).attend(call.acts.downgrade(), call.subscribe()));
        }
        let calls = Arc::downgrade(&self.calls);
        tokio::spawn(async move {
            let mut driver = LiveDriver::new(simulation, receiver, sender);
            // Dropped before the driver: a call whose entries have ended has left the switchboard.
            let _seat = Seat { calls, transaction_id };
            driver.run(begin).await;
        });
        call
    }
}

impl fmt::Debug for Switchboard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let calls = self.calls.edit(|calls| calls.len());
        f.debug_struct("Switchboard").field("calls", &calls).finish_non_exhaustive()
    }
}

/// An act of a person in a live call, or of the control plane.
#[derive(Clone, PartialEq, Debug)]
#[non_exhaustive]
pub enum Act {
    /// Answers a ringing phone: LEG-B of a bridge, or LEG-A of an outbound call.
    Answer(Leg),
    /// Declines a ringing phone with a SIP response: 486 busy, 603 refused, 503 unreachable.
    Reject(Leg, u16),
    /// Hangs up; before the answer, cancels the call. LEG-B of a meeting: the meeting ends.
    HangUp(Leg),
    /// Presses a key: `0`-`9`, `*`, `#`, `A`-`D`.
    Press(Leg, char),
    /// Begins to say something. Saying it takes as long as its letters; a bot hears it then.
    Say(Leg, String),
    /// The bot that talks with the caller ends the conversation with this intent.
    Conclude(Box<Intent>),
    /// UpdateSipMediaApplicationCall is called with these arguments.
    Update(BTreeMap<String, String>),
}

/// A handle of a live call. Clones are handles of the same call.
///
/// The call runs on without its handles, which the switchboard has one of. When the switchboard has been
/// dropped as well, every person hangs up.
#[derive(Clone)]
pub struct LiveCall {
    party: Arc<Party>,
    acts: mpsc::Sender<Act>,
    record: watch::Receiver<Record>,
}

/// Who calls whom.
struct Party {
    transaction_id: String,
    from: String,
    to: String,
    application: String,
}

impl LiveCall {
    /// Returns the `TransactionId`.
    pub fn transaction_id(&self) -> &str {
        &self.party.transaction_id
    }

    /// Returns the `SipMediaApplicationId`.
    pub fn sip_media_application_id(&self) -> &str {
        &self.party.application
    }

    /// Acts for a person, or for the control plane. Waits while 32 acts wait for the call.
    ///
    /// An act that is impossible when the call takes it has no effect: a key on a leg that is not
    /// connected, an answer of a phone that does not ring.
    ///
    /// # Errors
    /// Returns an error if the call is over.
    pub async fn send(&self, act: Act) -> Result<(), CallIsOver> {
        self.acts.send(act).await.map_err(|_| CallIsOver(()))
    }

    /// Subscribes to the entries of the call, from the first one on.
    pub fn subscribe(&self) -> Entries {
        self.subscribe_from(1)
    }

    /// Subscribes to the entries of the call, from the one with this number on.
    pub fn subscribe_from(&self, number: u64) -> Entries {
        let next = usize::try_from(number.saturating_sub(1)).unwrap_or(usize::MAX);
        Entries { record: self.record.clone(), next }
    }

    /// Returns everything that has happened so far.
    pub fn transcript(&self) -> Transcript {
        let Party { transaction_id, from, to, .. } = &*self.party;
        Transcript {
            transaction_id: transaction_id.clone(),
            from: from.clone(),
            to: to.clone(),
            entries: self.record.borrow().entries.clone(),
        }
    }

    /// Returns the findings so far.
    pub fn findings(&self) -> Vec<Finding> {
        self.record.borrow().findings.clone()
    }

    /// Waits until the call is over.
    pub async fn ended(&self) {
        let mut record = self.record.clone();
        while record.changed().await.is_ok() {}
    }
}

impl fmt::Debug for LiveCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let id = self.transaction_id();
        f.debug_struct("LiveCall").field("transaction_id", &id).finish_non_exhaustive()
    }
}

/// The entries of a live call, in order and without gaps: first those that there are, then each one as
/// it happens.
///
/// The call keeps its entries once, however many subscribe. A subscriber is a place among them: a slow
/// one falls behind, which costs no memory and loses nothing.
#[derive(Clone)]
pub struct Entries {
    record: watch::Receiver<Record>,
    /// The index of the next entry.
    next: usize,
}

impl Entries {
    /// Waits for the next entry. Returns `None` when the call is over and all have been returned.
    pub async fn next(&mut self) -> Option<Entry> {
        loop {
            // The guard is dropped before the wait.
            let entry = self.record.borrow_and_update().entries.get(self.next).cloned();
            if entry.is_some() {
                self.next += 1;
                return entry;
            }
            self.record.changed().await.ok()?;
        }
    }
}

impl fmt::Debug for Entries {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entries").field("next", &self.next).finish_non_exhaustive()
    }
}

/// No running call has this `TransactionId`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("no running call has this TransactionId")]
pub struct UnknownTransaction(());

/// The call is over.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the call is over")]
pub struct CallIsOver(());

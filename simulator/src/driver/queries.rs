//! Queries of a call, for drivers, phones and tests.

use std::mem;
use std::time::Duration;

use offhook::{Leg, TransactionAttributes};
use offhook_service::{LegId, Time};

use super::simulation::{CallMade, Simulation};
use super::virtual_call::{Heard, VirtualCall};
use crate::{Finding, Happening, Recording, Transcript};

impl Simulation {
    /// Returns `true` if every leg is gone and nothing more is to come.
    pub(super) fn is_over(&self) -> bool {
        self.model.is_over()
    }

    pub(super) fn is_gone(&self, leg: LegId) -> bool {
        !self.model.is_up(leg) && !self.model.is_ringing(leg)
    }

    /// Returns `true` if LEG-A's person has hung up, been hung up, or was never reached.
    pub(super) fn caller_is_gone(&self) -> bool {
        self.model.leg(Leg::A).is_none_or(|leg| self.is_gone(leg))
    }

    pub(super) fn leg_up(&self, leg: Leg) -> Option<LegId> {
        self.model.leg(leg).filter(|leg| self.model.is_up(*leg))
    }

    /// The leg with this tag, if a person can answer it: the service has dialled it, and it rings.
    pub(super) fn dialled(&self, leg: Leg) -> Option<LegId> {
        self.model.leg(leg).filter(|leg| self.model.is_dialled(*leg))
    }

    pub(super) fn legs_up(&self) -> Vec<Leg> {
        [Leg::A, Leg::B].into_iter().filter(|leg| self.leg_up(*leg).is_some()).collect()
    }

    /// Returns the findings so far, including those of the current state.
    pub(super) fn findings(&self) -> Vec<Finding> {
        self.findings.all(self.now(), &self.legs_left())
    }

    /// Returns the legs that are up, without another party, and that nothing is going to hang up.
    pub(super) fn legs_left(&self) -> Vec<Leg> {
        let is_stuck = self.is_quiet()
            && !self.model.is_connected()
            // Without the caller, a listener on the other leg waits in vain.
            && (!self.model.is_listening() || self.caller_is_gone());
        if is_stuck { self.legs_up() } else { Vec::new() }
    }

    /// Returns `true` if nothing more happens without an act of a person.
    pub(super) fn is_quiet(&self) -> bool {
        self.model.is_idle() && self.deadline().is_none()
    }
}

impl VirtualCall {
    pub(crate) fn now(&self) -> Time {
        self.simulation.now()
    }

    /// Returns `true` if every leg is gone and nothing more is to come.
    pub(crate) fn is_over(&self) -> bool {
        self.simulation.is_over()
    }

    /// Returns `true` if the transaction no longer exists.
    pub(crate) fn is_all_gone(&self) -> bool {
        let mut legs =
            [Leg::A, Leg::B].into_iter().filter_map(|leg| self.simulation.model.leg(leg));
        legs.all(|leg| self.is_gone(leg))
    }

    pub(crate) fn is_gone(&self, leg: LegId) -> bool {
        self.simulation.is_gone(leg)
    }

    /// Returns `true` if LEG-A's person has hung up, been hung up, or was never reached.
    pub(crate) fn caller_is_gone(&self) -> bool {
        self.simulation.caller_is_gone()
    }

    pub(crate) fn legs_up(&self) -> Vec<Leg> {
        self.simulation.legs_up()
    }

    pub(crate) fn is_in_meeting(&self) -> bool {
        self.simulation.model.is_in_meeting()
    }

    pub(crate) fn bot_talks(&self) -> bool {
        self.simulation.model.is_bot_talking()
    }

    pub(crate) fn is_recording(&self, leg: Leg) -> bool {
        let model = &self.simulation.model;
        model.leg(leg).is_some_and(|leg| model.is_recording(leg))
    }

    /// The leg that rings: this number's, or on an outbound call LEG-A, once it has been reached.
    pub(crate) fn ringing_at(&self, number: Option<&str>) -> Option<LegId> {
        let tag = if number.is_some() { Leg::B } else { Leg::A };
        let model = &self.simulation.model;
        let leg = model.leg(tag).filter(|leg| model.is_ringing(*leg))?;
        let last = self.rings().rfind(|(leg, _)| *leg == tag)?;
        number.is_none_or(|number| last.1 == number).then_some(leg)
    }

    /// The number of LEG-B; of several, the newest.
    pub(crate) fn far_end_number(&self) -> Option<&str> {
        self.rings().rfind(|(leg, _)| *leg == Leg::B).map(|(_, to)| to)
    }

    /// The last call that the application made, to this number or to any.
    pub(crate) fn last_call_made(&self, number: Option<&str>) -> Option<&CallMade> {
        let mut made = self.simulation.calls_made.iter();
        made.rfind(|made| number.is_none_or(|number| made.number == number))
    }

    /// The numbers that the application has called.
    pub(crate) fn numbers_called(&self) -> Vec<&str> {
        self.rings().map(|(_, to)| to).collect()
    }

    fn rings(&self) -> impl DoubleEndedIterator<Item = (Leg, &str)> {
        self.transcript.entries.iter().filter_map(|entry| match &entry.what {
            Happening::Rings { leg, to } => Some((*leg, to.as_str())),
            _ => None,
        })
    }

    /// How long the legs were up, in all.
    pub(crate) fn billable(&self) -> Duration {
        self.simulation.findings.billable(self.now())
    }

    pub(crate) fn transcript(&self) -> &Transcript {
        &self.transcript
    }

    pub(crate) fn take_transcript(&mut self) -> Transcript {
        mem::take(&mut self.transcript)
    }

    pub(crate) fn heard(&self) -> &[Heard] {
        &self.heard
    }

    pub(crate) fn keys_heard(&self) -> &[(Leg, String)] {
        &self.keys_heard
    }

    pub(crate) fn meetings_joined(&self) -> &[Option<String>] {
        &self.meetings_joined
    }

    pub(crate) fn recordings(&self) -> &[Recording] {
        &self.recordings
    }

    pub(crate) fn attributes(&self) -> &TransactionAttributes {
        self.simulation.model.attributes()
    }

    pub(crate) fn invocations(&self) -> u64 {
        self.simulation.model.invocations()
    }

    pub(crate) fn reply_times(&self) -> &[Duration] {
        &self.reply_times
    }

    /// Returns the findings so far, including those of the current state.
    pub(crate) fn findings(&self) -> Vec<Finding> {
        self.simulation.findings()
    }

    /// Returns the legs that are up, without another party, and that nothing is going to hang up.
    pub(crate) fn legs_left(&self) -> Vec<Leg> {
        self.simulation.legs_left()
    }

    /// Returns `true` if nothing more happens without an act of a person.
    pub(crate) fn is_quiet(&self) -> bool {
        self.simulation.is_quiet()
    }

    /// Returns `true` if the two legs hear each other, or LEG-A is in a meeting.
    pub(crate) fn is_connected(&self) -> bool {
        self.simulation.model.is_connected()
    }

    /// Describes the state of the call for an error message.
    pub(crate) fn state(&self) -> String {
        let seconds = self.now().as_secs_f64();
        match (self.legs_up().len(), self.simulation.model.running()) {
            (0, _) if self.is_over() => format!("the call was over at {seconds:.3} s"),
            (_, Some(action)) => format!("{action} was running at {seconds:.3} s"),
            (0, None) => format!("no leg was connected at {seconds:.3} s"),
            (_, None) => format!("no action was running at {seconds:.3} s"),
        }
    }
}

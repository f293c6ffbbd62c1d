//! Queries of a call, for drivers and findings.

use offhook::action::ActionType;
use offhook::{Leg as Tag, TransactionAttributes};

use super::Call;
use crate::LegId;
use crate::action::Running;
use crate::leg::{Leg, Link};

impl Call {
    /// Returns `true` if every leg is gone and no reply is outstanding.
    pub fn is_over(&self) -> bool {
        self.ground.legs.all_gone() && !self.deliveries.are_under_way()
    }

    /// Returns `true` if nothing runs, waits or is under way.
    pub fn is_idle(&self) -> bool {
        self.queue.is_idle() && !self.deliveries.are_under_way()
    }

    /// Returns `true` if a ReceiveDigits action listens.
    pub fn is_listening(&self) -> bool {
        !self.listeners.is_empty()
    }

    /// Returns `true` if the call is bridged or in a meeting.
    pub fn is_connected(&self) -> bool {
        self.ground.legs.link != Link::None
    }

    /// Returns `true` if LEG-A is in a meeting.
    pub fn is_in_meeting(&self) -> bool {
        self.ground.legs.link == Link::Meeting
    }

    /// Returns `true` if a bot talks with the caller.
    pub fn is_bot_talking(&self) -> bool {
        self.queue.running.as_ref().is_some_and(Running::is_bot)
    }

    /// The action that runs.
    pub fn running(&self) -> Option<&ActionType> {
        self.queue.running.as_ref().map(|running| &running.queued.action_type)
    }

    /// The newest leg with this tag.
    pub fn leg(&self, tag: Tag) -> Option<LegId> {
        self.ground.legs.tagged(tag)
    }

    /// The tag of a leg; `None` if the call has no such leg.
    pub fn tag(&self, leg: LegId) -> Option<Tag> {
        self.ground.legs.get(leg).map(|leg| leg.tag)
    }

    /// Returns `true` if the leg is connected.
    pub fn is_up(&self, leg: LegId) -> bool {
        self.ground.legs.get(leg).is_some_and(Leg::is_up)
    }

    /// Returns `true` if the leg rings.
    pub fn is_ringing(&self, leg: LegId) -> bool {
        self.ground.legs.get(leg).is_some_and(Leg::is_ringing)
    }

    /// Returns `true` if the service has dialled the leg and it rings.
    pub fn is_dialled(&self, leg: LegId) -> bool {
        self.ground.legs.get(leg).is_some_and(Leg::is_dialled)
    }

    /// Returns `true` if a call recording of the leg runs and is not paused.
    pub fn is_recording(&self, leg: LegId) -> bool {
        self.recordings.records(leg)
    }

    /// The transaction attributes.
    pub fn attributes(&self) -> &TransactionAttributes {
        self.ground.call.attributes()
    }

    /// Number of invocations so far.
    pub fn invocations(&self) -> u64 {
        self.invocations
    }
}

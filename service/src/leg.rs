//! The legs of a call, and which are connected with each other.
//!
//! Depends on `refusal` and the protocol types.

use offhook::action::ActionType;
use offhook::call::{Direction, Participant, Status};
use offhook::{Leg as Tag, SipHeaders};

use crate::{Refusal, Time};

/// A leg of one call, as commands and media events name it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct LegId(pub(crate) usize);

/// A leg.
#[derive(Debug)]
pub(crate) struct Leg {
    pub(crate) call_id: String,
    pub(crate) tag: Tag,
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) direction: Direction,
    pub(crate) headers: SipHeaders,
    pub(crate) began: Time,
    pub(crate) state: State,
}

/// How far a leg is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum State {
    Ringing,
    Up,
    /// A leg that was never up is not among an event's participants.
    Gone {
        was_up: bool,
    },
}

/// The other end that LEG-A is connected with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Link {
    None,
    Bridge,
    Meeting,
}

impl Leg {
    pub(crate) fn is_up(&self) -> bool {
        self.state == State::Up
    }

    pub(crate) fn is_gone(&self) -> bool {
        matches!(self.state, State::Gone { .. })
    }

    pub(crate) fn is_ringing(&self) -> bool {
        self.state == State::Ringing
    }

    /// A phone that the service has dialled rings.
    pub(crate) fn is_dialled(&self) -> bool {
        self.is_ringing() && self.direction == Direction::Outbound
    }

    /// Events show LEG-A, and the newest LEG-B that was ever answered.
    pub(crate) fn is_shown(&self) -> bool {
        self.tag == Tag::A || matches!(self.state, State::Up | State::Gone { was_up: true })
    }

    /// The leg as an event shows it; `epoch_ms` is when the call began.
    pub(crate) fn participant(&self, epoch_ms: u64) -> Participant {
        let began = u64::try_from(self.began.as_millis()).unwrap_or(u64::MAX);
        let mut participant = Participant::new(self.tag, &self.call_id)
            .with_numbers(&self.from, &self.to)
            .with_direction(self.direction.clone())
            .with_start_time(epoch_ms.saturating_add(began));
        if !self.headers.is_empty() {
            participant = participant.with_sip_headers(self.headers.clone());
        }
        match self.state {
            State::Ringing => participant,
            State::Up => participant.with_status(Status::Connected),
            State::Gone { .. } => participant.with_status(Status::Disconnected),
        }
    }
}

/// Every leg that the call has had, in order, and the link between the last two.
#[derive(Debug)]
pub(crate) struct Legs {
    all: Vec<Leg>,
    pub(crate) link: Link,
}

impl Legs {
    pub(crate) fn new() -> Self {
        Self { all: Vec::new(), link: Link::None }
    }

    pub(crate) fn add(&mut self, leg: Leg) -> LegId {
        self.all.push(leg);
        LegId(self.all.len() - 1)
    }

    pub(crate) fn get(&self, id: LegId) -> Option<&Leg> {
        self.all.get(id.0)
    }

    /// The leg of an id that the model made itself.
    pub(crate) fn leg(&self, id: LegId) -> &Leg {
        &self.all[id.0]
    }

    pub(crate) fn leg_mut(&mut self, id: LegId) -> &mut Leg {
        &mut self.all[id.0]
    }

    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = (LegId, &Leg)> {
        self.all.iter().enumerate().map(|(index, leg)| (LegId(index), leg))
    }

    /// The leg with this tag; of several, the newest.
    pub(crate) fn tagged(&self, tag: Tag) -> Option<LegId> {
        self.iter().rev().find(|(_, leg)| leg.tag == tag).map(|(id, _)| id)
    }

    /// LEG-A, if there is a call.
    pub(crate) fn first(&self) -> Option<&Leg> {
        self.all.first()
    }

    pub(crate) fn any_up(&self) -> bool {
        self.all.iter().any(Leg::is_up)
    }

    pub(crate) fn all_gone(&self) -> bool {
        self.all.iter().all(Leg::is_gone)
    }

    /// An outbound call that has not been answered yet.
    pub(crate) fn is_placed_and_ringing(&self) -> bool {
        self.first().is_some_and(Leg::is_dialled)
    }

    /// The leg that an action works on: the one that it names, else the one that its kind implies,
    /// else the leg of the event that was answered.
    pub(crate) fn target(
        &self,
        action_type: &ActionType,
        call_id: Option<&str>,
        tag: Option<&str>,
        event_leg: Option<LegId>,
    ) -> Result<LegId, Refusal> {
        use ActionType as A;
        let given = |name: Option<&str>| name.is_some_and(|name| !name.is_empty());
        let found = match action_type {
            A::CallAndBridge => self.tagged(Tag::A),
            _ if given(call_id) => {
                let is_it = |leg: &Leg| Some(&*leg.call_id) == call_id;
                self.iter().find(|(_, leg)| is_it(leg)).map(|(id, _)| id)
            }
            _ if given(tag) => tag.and_then(Tag::from_tag).and_then(|tag| self.tagged(tag)),
            A::JoinChimeMeeting | A::StartBotConversation => self.tagged(Tag::A),
            A::ModifyChimeMeetingAttendees => self.tagged(Tag::B),
            _ => event_leg.or_else(|| self.tagged(Tag::A)),
        };
        let leg = found.filter(|id| !self.leg(*id).is_gone()).ok_or_else(|| match action_type {
            // The page of errors has texts of their own for these two.
            A::ModifyChimeMeetingAttendees if self.link == Link::None => {
                Refusal::not_on_this_call()
            }
            A::StartCallRecording => Refusal::parameter("CallId parameter for action is invalid"),
            _ => Refusal::leg(),
        })?;
        let only_leg_a = matches!(action_type, A::JoinChimeMeeting | A::StartBotConversation);
        if only_leg_a && self.leg(leg).tag != Tag::A { Err(Refusal::leg()) } else { Ok(leg) }
    }
}

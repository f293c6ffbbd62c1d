//! Events under way: attempts, retries, and when the service gives up.
//!
//! Depends on `leg` and `output`.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::{Invoked, LegId, Time};

/// Without a reply for this long, the service invokes again.
const RETRY_AFTER: Duration = Duration::from_secs(5);
/// Without a reply for this long, the service hangs up.
const GIVE_UP_AFTER: Duration = Duration::from_secs(20);

/// The purpose of the reply to an event.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Purpose {
    /// The first reply to a new inbound call.
    First,
    /// The list waits for it.
    List,
    /// A call update: it may stop what runs.
    Update,
    /// The service ignores its actions.
    Ignored,
    /// No leg is left that could do what it says.
    LastHangup,
    /// The reply before could not be used.
    Invalid,
    /// An event that is not documented: without actions it changes nothing.
    Foreign,
    /// It may replace the actions that wait.
    Other,
}

/// An event that has been sent within the last 20 s.
#[derive(Debug)]
pub(crate) struct Delivery {
    pub(crate) invoked: Invoked,
    pub(crate) purpose: Purpose,
    pub(crate) leg: Option<LegId>,
    sent: Time,
    /// Attempts that have not come back.
    out: u32,
    errors: u32,
    was_retried: bool,
    is_answered: bool,
    reply: Option<String>,
}

impl Delivery {
    /// Returns `true` until it is answered and all attempts have come back.
    fn is_under_way(&self) -> bool {
        !self.is_answered || self.out > 0
    }
}

/// The outcome of an attempt.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// The first reply: it is taken.
    Reply(String),
    /// A later one, and whether it is the same.
    Late { is_same: bool },
    /// The Lambda failed, and the event was answered, or is still being answered.
    Failed(String),
    /// The Lambda failed: the service invokes again.
    Retry(String),
    /// The Lambda failed again.
    OutOfRetries(String),
}

/// An expired time limit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Expired {
    /// 5 s without a reply: invoke again. Once, by our choice: how often is undocumented.
    Again(u64),
    /// 20 s without a reply.
    GiveUp(u64),
}

/// The events under way, by sequence.
#[derive(Debug, Default)]
pub(crate) struct Deliveries(BTreeMap<u64, Delivery>);

impl Deliveries {
    /// Adds an event of which no attempt has been made yet.
    pub(crate) fn send(
        &mut self,
        now: Time,
        invoked: Invoked,
        purpose: Purpose,
        leg: Option<LegId>,
    ) {
        let delivery = Delivery {
            purpose,
            leg,
            sent: now,
            out: 0,
            errors: 0,
            was_retried: false,
            is_answered: false,
            reply: None,
            invoked,
        };
        self.0.insert(delivery.invoked.sequence, delivery);
    }

    /// Counts one more attempt, and returns it.
    pub(crate) fn attempt(&mut self, sequence: u64) -> Option<Invoked> {
        let delivery = self.0.get_mut(&sequence)?;
        delivery.invoked.attempt += 1;
        delivery.out += 1;
        Some(delivery.invoked.clone())
    }

    pub(crate) fn get(&self, sequence: u64) -> Option<&Delivery> {
        self.0.get(&sequence)
    }

    /// An attempt has come back. `None` if the event is not under way, or no longer.
    pub(crate) fn replied(
        &mut self,
        sequence: u64,
        result: Result<String, String>,
    ) -> Option<Outcome> {
        let delivery = self.0.get_mut(&sequence)?;
        delivery.out = delivery.out.saturating_sub(1);
        Some(match result {
            Ok(reply) => match &delivery.reply {
                Some(first) => Outcome::Late { is_same: *first == reply },
                // The service has given up.
                None if delivery.is_answered => return None,
                None => {
                    delivery.is_answered = true;
                    delivery.reply = Some(reply.clone());
                    Outcome::Reply(reply)
                }
            },
            Err(problem) => {
                delivery.errors += 1;
                if delivery.is_answered {
                    Outcome::Failed(problem)
                } else if delivery.errors > 1 && delivery.out == 0 {
                    delivery.is_answered = true;
                    Outcome::OutOfRetries(problem)
                } else if delivery.errors == 1 {
                    Outcome::Retry(problem)
                } else {
                    Outcome::Failed(problem)
                }
            }
        })
    }

    /// When time leads to something.
    pub(crate) fn deadline(&self) -> Option<Time> {
        let retry = |delivery: &Delivery| {
            let waits =
                !delivery.is_answered && !delivery.was_retried && delivery.invoked.attempt == 1;
            waits.then(|| delivery.sent.saturating_add(RETRY_AFTER))
        };
        let give_up = |delivery: &Delivery| {
            delivery.is_under_way().then(|| delivery.sent.saturating_add(GIVE_UP_AFTER))
        };
        self.0.values().filter_map(|delivery| retry(delivery).or_else(|| give_up(delivery))).min()
    }

    /// Takes one thing that time has led to, and forgets what was answered and sent 20 s ago.
    pub(crate) fn expired(&mut self, now: Time) -> Option<Expired> {
        self.0.retain(|_, delivery| {
            let is_old = delivery.sent.saturating_add(GIVE_UP_AFTER) <= now;
            !(is_old && delivery.is_answered)
        });
        for (sequence, delivery) in &mut self.0 {
            if delivery.is_answered {
                continue;
            }
            if delivery.sent.saturating_add(GIVE_UP_AFTER) <= now {
                delivery.is_answered = true;
                return Some(Expired::GiveUp(*sequence));
            }
            if delivery.sent.saturating_add(RETRY_AFTER) <= now
                && !delivery.was_retried
                && delivery.invoked.attempt == 1
            {
                delivery.was_retried = true;
                return Some(Expired::Again(*sequence));
            }
        }
        None
    }

    /// Returns `true` until every event is answered and all attempts have come back.
    pub(crate) fn are_under_way(&self) -> bool {
        self.0.values().any(Delivery::is_under_way)
    }

    /// Forgets every event: the call has used up its invocations.
    pub(crate) fn forget(&mut self) {
        self.0.clear();
    }
}

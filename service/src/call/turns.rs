//! Events and replies of a call.

use offhook::event::EventType;

use super::{Call, MAX_INVOCATIONS};
use crate::attributes;
use crate::delivery::{Outcome, Purpose};
use crate::event::{self, Place, Written};
use crate::reply::{self, Unusable};
use crate::{EmptyFirstReply, EmptyList, Happening, Invoked, OutboundReply, Output};

impl Call {
    pub(super) fn place(&self) -> Place<'_> {
        Place { sequence: self.sequence + 1, call: &self.ground.call }
    }

    pub(super) fn send(&mut self, written: Written, purpose: Purpose) {
        self.sequence += 1;
        let sequence = self.sequence;
        if purpose == Purpose::List {
            self.queue.wait_for(sequence);
        }
        let leg = written.leg;
        let invoked = Invoked {
            sequence,
            attempt: 0,
            event: written.event_type,
            action: written.action.map(|action| action.to_string()),
            leg: leg.map(|leg| self.ground.tag(leg)),
            detail: written.detail,
            json: written.json,
        };
        self.deliveries.send(self.ground.now, invoked, purpose, leg);
        self.attempt(sequence);
    }

    /// Invokes the Lambda for an event.
    pub(super) fn attempt(&mut self, sequence: u64) {
        if self.invocations >= MAX_INVOCATIONS {
            self.ground.note(Happening::UsedUp);
            self.deliveries.forget();
            // What the service does then is undocumented: that the call ends is our choice.
            return self.end_call(480, false);
        }
        let Some(invoked) = self.deliveries.attempt(sequence) else { return };
        self.invocations += 1;
        let (attempt, event) = (invoked.attempt, invoked.json.clone());
        self.ground.note(Happening::Event(invoked));
        self.ground.output(Output::Invoke { sequence, attempt, event });
    }

    pub(super) fn replied(&mut self, sequence: u64, result: Result<String, String>) {
        let Some(outcome) = self.deliveries.replied(sequence, result) else { return };
        match outcome {
            Outcome::Reply(text) => self.apply(sequence, &text),
            Outcome::Late { is_same } => {
                self.ground.note(Happening::LateReply { sequence, is_same });
            }
            Outcome::Failed(problem) => self.ground.note(Happening::Failed { sequence, problem }),
            Outcome::Retry(problem) => {
                self.ground.note(Happening::Failed { sequence, problem });
                self.attempt(sequence);
            }
            Outcome::OutOfRetries(problem) => {
                self.ground.note(Happening::Failed { sequence, problem });
                let is_first = self.purpose(sequence) == Some(Purpose::First);
                self.ground.remark(if is_first {
                    "retries exhausted: the SIP rule has no other application"
                } else {
                    "retries exhausted: the call ends"
                });
                self.give_up(sequence);
            }
        }
    }

    fn purpose(&self, sequence: u64) -> Option<Purpose> {
        self.deliveries.get(sequence).map(|delivery| delivery.purpose)
    }

    /// An event was not answered. No HANGUP follows where the first one was not.
    pub(super) fn give_up(&mut self, sequence: u64) {
        let tells = self.purpose(sequence) != Some(Purpose::First);
        self.end_call(480, tells);
    }

    /// Does what a reply says.
    fn apply(&mut self, sequence: u64, text: &str) {
        let Some(delivery) = self.deliveries.get(sequence) else { return };
        let (purpose, leg) = (delivery.purpose, delivery.leg);
        let event_type = delivery.invoked.event.clone();
        let read = reply::json(text).and_then(|json| {
            self.ground.note(Happening::Replied { sequence, json: json.clone() });
            reply::read(&json, leg, &self.ground.settings.profile)
        });
        let reply = match read {
            Ok(reply) => reply,
            Err(unusable) => return self.refuse(sequence, &unusable, purpose),
        };
        let profile = self.ground.settings.profile;
        let is_ignored = event_type == EventType::NewOutboundCall.as_str()
            && profile.outbound_reply == OutboundReply::Ignored;
        if let Some(attributes) = reply.attributes.filter(|_| !is_ignored) {
            let old = self.ground.call.attributes();
            let (attributes, lost) = attributes::after(old, attributes, &profile);
            self.ground.call.change(|call| call.with_attributes(attributes));
            for key in lost {
                self.ground.note(Happening::AttributeLost { sequence, key });
            }
        }
        let count = reply.actions.as_ref().map_or(0, Vec::len);
        if let Purpose::Ignored | Purpose::LastHangup = purpose {
            // Nothing is left that the reply to the last HANGUP could be for.
            if count > 0 && purpose == Purpose::Ignored {
                self.ground.note(Happening::Ignored { event: event_type, sequence, count });
            }
            return;
        }
        if self.ground.legs.all_gone() {
            if count > 0 {
                self.ground.remark("the call is over: its actions are ignored");
            }
            return;
        }
        self.queue.answered(sequence);
        match reply.actions {
            Some(actions) if !actions.is_empty() => {
                if purpose == Purpose::Update {
                    self.interrupt();
                }
                let replaced = self.queue.replace(actions);
                if !replaced.is_empty() {
                    let actions = replaced.iter().map(|one| one.action_type.to_string()).collect();
                    self.ground.note(Happening::Replaced { sequence, actions });
                }
            }
            Some(_) if purpose == Purpose::First => match profile.empty_first_reply {
                EmptyFirstReply::Refused => {
                    let problem = "Actions list is empty".to_owned();
                    self.ground.note(Happening::Refused { sequence, problem });
                    self.end_call(480, true);
                }
                EmptyFirstReply::TimesOut => {}
            },
            // Deployed code relies on an empty list in reply to a call update stopping nothing.
            Some(_)
                if profile.empty_list == EmptyList::Stops
                    && !matches!(purpose, Purpose::Update | Purpose::Foreign) =>
            {
                self.queue.clear();
                self.stop_running();
            }
            _ => {}
        }
    }

    /// Reports a reply that can't be used.
    fn refuse(&mut self, sequence: u64, unusable: &Unusable, purpose: Purpose) {
        let problem = unusable.problem().to_owned();
        self.ground.note(Happening::Refused { sequence, problem });
        let waited = self.queue.answered(sequence);
        if self.ground.legs.all_gone() {
            return;
        }
        if purpose == Purpose::Invalid {
            // Undocumented. Without an end the two would answer each other 1,000 times.
            self.ground
                .remark("the reply to INVALID_LAMBDA_RESPONSE is invalid too: the call ends");
            return self.end_call(480, true);
        }
        let written = event::invalid_reply(unusable, &self.place(), &self.ground);
        self.send(written, Purpose::Invalid);
        if waited {
            // The list that waited for a reply waits for a usable one.
            self.queue.wait_for(self.sequence);
        }
    }
}

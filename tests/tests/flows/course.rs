//! Calls whose events a test makes.

use offhook::Participant;
use offhook::action::Action;
use offhook::call::Status;
use offhook::event::Event;
use offhook::prelude::*;

use crate::{CALLER, NUMBER};

/// A call whose events the test makes.
pub(crate) struct Course<A> {
    pub(crate) app: A,
    pub(crate) call: Call,
    pub(crate) sequence: u64,
}

impl<A: offhook::App> Course<A> {
    pub(crate) fn new(app: A) -> Self {
        Self { app, call: Call::inbound(CALLER, NUMBER), sequence: 0 }
    }

    pub(crate) async fn hears(&mut self, event: impl Event) -> Vec<Action> {
        self.sequence += 1;
        self.hears_at(self.sequence, event).await
    }

    pub(crate) async fn hears_at(&mut self, sequence: u64, event: impl Event) -> Vec<Action> {
        let event = Invocation::numbered(sequence, &event, self.call.clone());
        let reply = offhook::respond(&self.app, event).await.unwrap();
        if let Some(attributes) = reply.attributes() {
            self.call = self.call.clone().with_attributes(attributes.clone());
        }
        reply.actions().to_vec()
    }

    pub(crate) fn far_end(&mut self, id: &str, status: Status) {
        let far_end = Participant::new(Leg::B, id).with_status(status);
        self.call = self.call.clone().with_participant(far_end);
    }
}

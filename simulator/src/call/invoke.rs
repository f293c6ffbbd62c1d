//! Invokes the Lambda: limits, retries and faults.
//!
//! Depends on the Lambda of the simulator.

use std::time::Duration;

use offhook::Leg;
use serde_json::value::RawValue;
use tokio::time::Instant;

use super::events::About;
use super::{Call, Due, LATENCY};
use crate::{Fault, Finding, Happening, Invoked};

/// The time without a reply after which the service invokes again.
const RETRY_AFTER: Duration = Duration::from_secs(5);
/// The time without a reply after which the service hangs up.
const HANG_UP_AFTER: Duration = Duration::from_secs(20);
/// Maximum number of invocations per call.
const MAX_INVOCATIONS: u64 = 1_000;

/// The use of the reply to an event.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Purpose {
    /// The first reply to a new inbound call.
    First,
    /// The reply for which the list waits.
    List,
    /// The reply to a call update, whose actions can interrupt the running one.
    Update,
    /// A reply whose actions the service ignores.
    Ignored,
    /// The reply to the HANGUP of the last leg.
    LastHangup,
    /// The reply to INVALID_LAMBDA_RESPONSE.
    Invalid,
    /// A reply whose actions replace the queued ones.
    Other,
}

/// An event whose reply is awaited.
#[derive(Debug)]
pub(super) struct Delivery {
    pub(super) event: String,
    json: Box<RawValue>,
    pub(super) about: About,
    pub(super) purpose: Purpose,
    sent: Duration,
    attempts: u32,
    /// Number of attempts without a result.
    pending: u32,
    errors: u32,
    fault: Option<Fault>,
    /// The reply that is used.
    reply: Option<String>,
}

/// The result of one attempt.
#[derive(Debug)]
pub(super) struct AttemptResult {
    outcome: Result<String, String>,
    took: Duration,
}

impl Delivery {
    pub(super) fn new(
        event: &str,
        json: Box<RawValue>,
        about: About,
        purpose: Purpose,
        sent: Duration,
    ) -> Self {
        Self {
            event: event.to_owned(),
            json,
            about,
            purpose,
            sent,
            attempts: 0,
            pending: 0,
            errors: 0,
            fault: None,
            reply: None,
        }
    }
}

impl Call {
    /// Invokes the Lambda for the event with this sequence. The virtual clock is stopped meanwhile; the
    /// reply reaches the service later.
    pub(super) async fn attempt(&mut self, sequence: u64) {
        if self.invocations >= MAX_INVOCATIONS {
            self.findings.push(Finding::TooManyInvocations);
            self.remark("the call has reached the limit of 1,000 invocations");
            self.deliveries.clear();
            self.suspended_by = None;
            // Undocumented: the simulator ends the call.
            Box::pin(self.end_call(480, false)).await;
            return;
        }
        self.invocations += 1;
        let fault = self.fault_for(sequence);
        let Some(delivery) = self.deliveries.get_mut(&sequence) else { return };
        delivery.attempts += 1;
        delivery.pending += 1;
        let invoked = Invoked {
            sequence,
            attempt: delivery.attempts,
            event: delivery.event.clone(),
            action: delivery.about.action.as_ref().map(ToString::to_string),
            leg: delivery.about.leg.map(|leg| self.legs[leg].tag),
            detail: delivery.about.detail.clone(),
            json: delivery.json.clone(),
        };
        let (attempt, json) = (delivery.attempts, delivery.json.clone());
        self.note(Happening::Event(invoked));
        if let Some(fault) = fault.filter(|_| attempt == 1) {
            self.note(Happening::Fault { name: fault.name().to_owned() });
        }
        let outcome = match fault {
            Some(Fault::LambdaError) if attempt == 1 => Err("Unhandled: injected error".to_owned()),
            Some(Fault::LambdaCrash) => Err("Runtime.ExitError: injected crash".to_owned()),
            _ => {
                let invoked_at = Instant::now();
                let outcome = self.world.lambda.invoke(json.get()).await;
                let took = invoked_at.elapsed();
                self.reply_times.push(took);
                // Shorter real times are noise that would make calls differ.
                if took > RETRY_AFTER {
                    self.schedule_arrival(sequence, attempt, took, outcome);
                    return;
                }
                outcome
            }
        };
        let took = match fault {
            Some(Fault::SlowLambda) if attempt > 1 => LATENCY,
            Some(fault) => LATENCY.max(fault.lateness()),
            None => LATENCY,
        };
        self.schedule_arrival(sequence, attempt, took, outcome);
        if attempt > 1 {
            return;
        }
        match fault {
            Some(Fault::DuplicateDelivery) => Box::pin(self.attempt(sequence)).await,
            Some(fault @ (Fault::UpdateMeanwhile | Fault::CallerGone | Fault::FarEndGone)) => {
                self.clock.after(LATENCY / 2, Due::Fault(fault));
            }
            Some(Fault::Throttled) => self.throttled = true,
            Some(Fault::S3Denied) => self.s3_denied = true,
            Some(Fault::PollyDenied) => self.polly_denied = true,
            _ => {}
        }
    }

    /// Schedules the arrival of the outcome, and the time limits of the event.
    fn schedule_arrival(
        &mut self,
        sequence: u64,
        attempt: u32,
        took: Duration,
        outcome: Result<String, String>,
    ) {
        self.clock.after(took, Due::Reply { sequence, result: AttemptResult { outcome, took } });
        if attempt == 1 {
            self.clock.after(RETRY_AFTER, Due::NoReply { sequence });
            self.clock.after(HANG_UP_AFTER, Due::GivenUp { sequence });
        }
    }

    /// Returns the fault of this event, set or random.
    fn fault_for(&mut self, sequence: u64) -> Option<Fault> {
        let delivery = self.deliveries.get_mut(&sequence)?;
        if delivery.attempts == 0 {
            delivery.fault = self.world.faults.get(&sequence).copied().or_else(|| {
                let hit = self.random.u32(0..1_000) < self.world.random_faults;
                hit.then(|| Fault::ALL[self.random.usize(0..Fault::ALL.len())])
            });
        }
        delivery.fault
    }

    /// Handles the result of an attempt.
    pub(super) async fn replied(&mut self, sequence: u64, result: AttemptResult) {
        let Some(delivery) = self.deliveries.get_mut(&sequence) else { return };
        delivery.pending -= 1;
        let event = delivery.event.clone();
        let AttemptResult { outcome, took } = result;
        if took > RETRY_AFTER {
            self.findings.push(Finding::SlowReply { sequence, took });
        }
        match outcome {
            Ok(json) => match &delivery.reply {
                None => {
                    delivery.reply = Some(json.clone());
                    let (purpose, leg) = (delivery.purpose, delivery.about.leg);
                    if delivery.pending == 0 {
                        self.complete(sequence);
                    }
                    self.apply(sequence, &json, purpose, leg).await;
                }
                Some(first) => {
                    if *first != json {
                        self.findings.push(Finding::NotIdempotent { event, sequence });
                    }
                    if delivery.pending == 0 {
                        self.complete(sequence);
                    }
                }
            },
            Err(problem) => {
                let is_answered = delivery.reply.is_some();
                delivery.errors += 1;
                let out_of_retries = delivery.errors > 1 && delivery.pending == 0;
                let first = delivery.purpose == Purpose::First;
                self.findings.push(Finding::LambdaError { event, sequence });
                self.note(Happening::Failed { sequence, problem });
                if is_answered {
                    if self.deliveries.get(&sequence).is_some_and(|delivery| delivery.pending == 0)
                    {
                        self.complete(sequence);
                    }
                } else if out_of_retries {
                    self.complete(sequence);
                    self.remark(if first {
                        "retries exhausted: the SIP rule has no other application"
                    } else {
                        "retries exhausted: the call ends"
                    });
                    self.end_call(480, !first).await;
                } else if self
                    .deliveries
                    .get(&sequence)
                    .is_some_and(|delivery| delivery.errors == 1)
                {
                    self.attempt(sequence).await;
                }
            }
        }
    }

    /// Removes the event and its time limits.
    fn complete(&mut self, sequence: u64) {
        self.deliveries.remove(&sequence);
        self.clock.retain(|due| {
            !matches!(due, Due::NoReply { sequence: s } | Due::GivenUp { sequence: s } if *s == sequence)
        });
    }

    /// Invokes again after 5 s without a reply. Retries once, as the number is undocumented.
    pub(super) async fn no_reply(&mut self, sequence: u64) {
        let Some(delivery) = self.deliveries.get(&sequence) else { return };
        if delivery.reply.is_none() && delivery.attempts == 1 {
            self.remark("no reply within 5 s: the service invokes again");
            self.attempt(sequence).await;
        }
    }

    /// Ends the call after 20 s without a reply.
    pub(super) async fn given_up(&mut self, sequence: u64) {
        let Some(delivery) = self.deliveries.get(&sequence) else { return };
        if delivery.reply.is_some() {
            return;
        }
        let took = self.now().saturating_sub(delivery.sent);
        let first = delivery.purpose == Purpose::First;
        self.findings.push(Finding::SlowReply { sequence, took });
        self.note(Happening::Failed { sequence, problem: "no reply within 20 s".to_owned() });
        self.complete(sequence);
        self.end_call(480, !first).await;
    }

    /// Runs a fault that occurs during an invocation.
    pub(super) async fn fault_happens(&mut self, fault: Fault) {
        match fault {
            Fault::UpdateMeanwhile if !self.caller_is_gone() => {
                self.update(std::collections::BTreeMap::new()).await;
            }
            Fault::CallerGone => self.person_hangs_up(Leg::A).await,
            Fault::FarEndGone => self.drop_far_end().await,
            _ => {}
        }
    }
}

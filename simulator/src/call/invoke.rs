//! InvokeFuture the Lambda: the limits, the second attempts, the faults.

use std::time::Duration;

use offhook::Leg;
use serde_json::value::RawValue;
use tokio::time::Instant;

use super::events::About;
use super::{Call, Due, LATENCY};
use crate::{Fault, Finding, Happening, Invoked};

/// Without a reply for so long the service invokes again.
const PATIENCE: Duration = Duration::from_secs(5);
/// Without a reply for so long the service hangs up.
const LIMIT: Duration = Duration::from_secs(20);
/// The most invocations of one call.
const MOST: u64 = 1_000;

/// What the reply to an event is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Purpose {
    /// The first reply to a new inbound call.
    First,
    /// The list waits for it.
    List,
    /// A call update: it may stop what runs.
    Update,
    /// The service ignores its actions.
    Ignored,
    /// Nobody is left who could do what it says.
    LastHangup,
    /// The one before could not be used.
    Invalid,
    /// It may replace the actions that wait.
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
    /// Attempts that have not come back.
    out: u32,
    errors: u32,
    fault: Option<Fault>,
    /// The reply that was taken.
    reply: Option<String>,
}

/// What came of one attempt.
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
            out: 0,
            errors: 0,
            fault: None,
            reply: None,
        }
    }
}

impl Call {
    /// Invokes the Lambda for the event with this sequence. It answers at once, for the virtual clock
    /// stands still; its reply reaches the service later.
    pub(super) async fn attempt(&mut self, sequence: u64) {
        if self.invocations >= MOST {
            self.findings.push(Finding::TooManyInvocations);
            self.remark("the call has used up its 1,000 invocations");
            self.deliveries.clear();
            self.suspended_by = None;
            // What the service does then is undocumented: that the call ends is our choice.
            Box::pin(self.end_call(480, false)).await;
            return;
        }
        self.invocations += 1;
        let fault = self.fault_for(sequence);
        let Some(delivery) = self.deliveries.get_mut(&sequence) else { return };
        delivery.attempts += 1;
        delivery.out += 1;
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
            Some(Fault::LambdaError) if attempt == 1 => {
                Err("Unhandled: an error on request".to_owned())
            }
            Some(Fault::LambdaCrash) => Err("Runtime.ExitError: a crash on request".to_owned()),
            _ => {
                let invoked_at = Instant::now();
                let outcome = self.world.lambda.invoke(json.get()).await;
                let took = invoked_at.elapsed();
                self.reply_times.push(took);
                // What a handler really takes is noise, until the service would lose its patience.
                if took > PATIENCE {
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

    /// Puts down when the outcome reaches the service.
    fn schedule_arrival(
        &mut self,
        sequence: u64,
        attempt: u32,
        took: Duration,
        outcome: Result<String, String>,
    ) {
        self.clock.after(took, Due::Reply { sequence, result: AttemptResult { outcome, took } });
        if attempt == 1 {
            self.clock.after(PATIENCE, Due::NoReply { sequence });
            self.clock.after(LIMIT, Due::GivenUp { sequence });
        }
    }

    /// The fault that was asked for at this event, or that chance has picked for it.
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

    /// An attempt has come back.
    pub(super) async fn replied(&mut self, sequence: u64, result: AttemptResult) {
        let Some(delivery) = self.deliveries.get_mut(&sequence) else { return };
        delivery.out -= 1;
        let event = delivery.event.clone();
        let AttemptResult { outcome, took } = result;
        if took > PATIENCE {
            self.findings.push(Finding::SlowReply { sequence, took });
        }
        match outcome {
            Ok(json) => match &delivery.reply {
                None => {
                    delivery.reply = Some(json.clone());
                    let (purpose, leg) = (delivery.purpose, delivery.about.leg);
                    if delivery.out == 0 {
                        self.complete(sequence);
                    }
                    self.apply(sequence, &json, purpose, leg).await;
                }
                Some(first) => {
                    if *first != json {
                        self.findings.push(Finding::NotIdempotent { event, sequence });
                    }
                    if delivery.out == 0 {
                        self.complete(sequence);
                    }
                }
            },
            Err(problem) => {
                let is_answered = delivery.reply.is_some();
                delivery.errors += 1;
                let out_of_retries = delivery.errors > 1 && delivery.out == 0;
                let first = delivery.purpose == Purpose::First;
                self.findings.push(Finding::LambdaError { event, sequence });
                self.note(Happening::Failed { sequence, problem });
                if is_answered {
                    if self.deliveries.get(&sequence).is_some_and(|delivery| delivery.out == 0) {
                        self.complete(sequence);
                    }
                } else if out_of_retries {
                    self.complete(sequence);
                    self.remark(if first {
                        "out of retries: the SIP rule would try its next application; there is none here"
                    } else {
                        "out of retries: the call ends"
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

    /// The event is done with.
    fn complete(&mut self, sequence: u64) {
        self.deliveries.remove(&sequence);
        self.clock.retain(|due| {
            !matches!(due, Due::NoReply { sequence: s } | Due::GivenUp { sequence: s } if *s == sequence)
        });
    }

    /// 5 s have passed: the service invokes again, once by our choice, for how often is undocumented.
    pub(super) async fn no_reply(&mut self, sequence: u64) {
        let Some(delivery) = self.deliveries.get(&sequence) else { return };
        if delivery.reply.is_none() && delivery.attempts == 1 {
            self.remark("no reply within 5 s: the service invokes again");
            self.attempt(sequence).await;
        }
    }

    /// 20 s have passed: the service hangs up.
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

    /// A fault that waits for the Lambda to be at work.
    pub(super) async fn fault_happens(&mut self, fault: Fault) {
        match fault {
            Fault::UpdateMeanwhile if !self.caller_is_gone() => {
                self.update(std::collections::BTreeMap::new()).await;
            }
            Fault::CallerGone => self.person_hangs_up(Leg::A).await,
            Fault::FarEndGone => self.far_end_goes().await,
            _ => {}
        }
    }
}

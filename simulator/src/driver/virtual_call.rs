//! The virtual driver: runs one call as fast as it can, deterministically by seed.
//!
//! Depends on the simulation.

use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use offhook::__private::Stage;
use offhook::Leg;
use offhook_service::Time;
use tokio::time::Instant;

use super::simulation::{Attempt, Outcome, Simulation};
use crate::{Entry, Happening, Prompt, Recording, Transcript};

/// How long the service and an undisturbed Lambda take for one event. Sources give no figure.
const LATENCY: Duration = Duration::from_millis(50);
/// A Lambda that takes longer than this counts with the time that it really takes.
const PATIENCE: Duration = Duration::from_secs(5);

/// One call on a virtual clock.
pub(crate) struct VirtualCall {
    pub(super) simulation: Simulation,
    pub(super) transcript: Transcript,
    pub(super) heard: Vec<Heard>,
    pub(super) keys_heard: Vec<(Leg, String)>,
    pub(super) meetings_joined: Vec<Option<String>>,
    pub(super) recordings: Vec<Recording>,
    pub(super) reply_times: Vec<Duration>,
}

/// A prompt that a leg hears.
#[derive(Clone, Debug)]
pub(crate) struct Heard {
    pub(crate) leg: Leg,
    pub(crate) prompt: Prompt,
    /// When it has been heard once.
    pub(crate) ends: Time,
    /// Whether it was cut short before.
    pub(crate) is_cut: bool,
}

impl VirtualCall {
    pub(crate) fn new(simulation: Simulation, from: &str, to: &str) -> Self {
        let transcript = Transcript {
            transaction_id: simulation.transaction_id().to_owned(),
            from: from.to_owned(),
            to: to.to_owned(),
            entries: Vec::new(),
        };
        Self {
            simulation,
            transcript,
            heard: Vec::new(),
            keys_heard: Vec::new(),
            meetings_joined: Vec::new(),
            recordings: Vec::new(),
            reply_times: Vec::new(),
        }
    }

    /// Takes what is due next, if it is due by this time. Returns `false` if nothing is.
    pub(crate) async fn step(&mut self, by: Time) -> bool {
        let has_stepped = self.simulation.step(by);
        self.drain().await;
        has_stepped
    }

    /// Lets time pass up to here; what is due before must have been taken.
    pub(crate) fn pass(&mut self, to: Time) {
        self.simulation.pass(to);
    }

    async fn drain(&mut self) {
        while let Some(outcome) = self.simulation.poll() {
            match outcome {
                Outcome::Happened(entry) => self.record(entry),
                Outcome::Invoke(attempt) => self.invoke(attempt).await,
            }
        }
    }

    fn record(&mut self, entry: Entry) {
        match &entry.what {
            Happening::Hears { leg, prompt, length, .. } => {
                let ends = entry.at.saturating_add(*length);
                let prompt = prompt.clone();
                self.heard.push(Heard { leg: *leg, prompt, ends, is_cut: false });
            }
            Happening::CutShort { leg } => {
                if let Some(heard) = self.heard.iter_mut().rev().find(|heard| heard.leg == *leg) {
                    heard.is_cut |= entry.at < heard.ends;
                }
            }
            Happening::HearsKeys { leg, keys } => self.keys_heard.push((*leg, keys.clone())),
            Happening::JoinedMeeting { meeting } => self.meetings_joined.push(meeting.clone()),
            Happening::Recorded { leg, bucket, key, length } => self.recordings.push(Recording {
                leg: *leg,
                bucket: bucket.clone(),
                key: key.clone(),
                length: *length,
            }),
            _ => {}
        }
        self.transcript.entries.push(entry);
    }

    /// Invokes the Lambda. The virtual clock is stopped meanwhile; the reply reaches the service
    /// later.
    async fn invoke(&mut self, attempt: Attempt) {
        let Attempt { sequence, number, event, error, lateness } = attempt;
        let mut took = LATENCY.max(lateness);
        let result = if let Some(error) = error {
            Err(error.to_owned())
        } else {
            let began = Instant::now();
            let stage = self.stage(sequence);
            let lambda = Arc::clone(&self.simulation.world().lambda);
            let (result, _) = stage.run(lambda.invoke(&event)).await;
            let really = began.elapsed();
            self.reply_times.push(really);
            // What a handler really takes is noise, until the service would lose its patience.
            if really > PATIENCE {
                took = really;
            }
            result
        };
        self.simulation.replies_after(took, sequence, number, result);
    }

    /// What a flow gets at an event: the time at which it was sent first, and random numbers by the
    /// call's seed. A retry gets the same.
    fn stage(&self, sequence: u64) -> Stage {
        let is_sent = |entry: &&Entry| matches!(&entry.what, Happening::Event(sent) if sent.sequence == sequence);
        let sent = self.transcript.entries.iter().find(is_sent);
        let epoch = Duration::from_millis(self.simulation.world().epoch_ms);
        let now = SystemTime::UNIX_EPOCH + epoch + sent.map_or(Duration::ZERO, |sent| sent.at);
        // The transaction id is random by the seed.
        let seed = BuildHasherDefault::<DefaultHasher>::default();
        Stage::new(now, seed.hash_one((self.simulation.transaction_id(), sequence)))
    }

    /// Acts for people, and carries out what follows.
    pub(crate) async fn act<T>(&mut self, act: impl FnOnce(&mut Simulation) -> T) -> T {
        let result = act(&mut self.simulation);
        self.drain().await;
        result
    }
}

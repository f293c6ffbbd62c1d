//! RecordAudio.

use offhook::action::RecordAudio;
use serde_json::json;

use super::stimulus::{Reaction, Results, Stimulus, one};
use crate::ground::Ground;
use crate::{Command, LegId, MediaId};

#[derive(Debug)]
pub(super) struct Recording {
    id: MediaId,
    terminators: String,
    /// The key that has ended it, until the recording is written.
    terminator: Option<char>,
    /// `RecordingDestination` of the results.
    destination: Results,
}

pub(super) fn start(record: &RecordAudio, leg: LegId, ground: &mut Ground) -> Recording {
    let destination = &record.recording_destination;
    let bucket = destination.bucket_name.to_string();
    // How the service makes the key is undocumented: the examples show prefix, id and ".wav".
    let prefix = destination.prefix.as_deref().unwrap_or_default();
    let number = ground.next_recording();
    let key = format!("{prefix}{}_{number}.wav", ground.legs.leg(leg).call_id);
    let results =
        one("RecordingDestination", json!({ "Type": "S3", "BucketName": bucket, "Key": key }));
    let id = ground.media.open(leg, true);
    ground.command(Command::Record {
        id,
        leg,
        max: record.duration,
        silence: record.silence_duration,
        threshold: record.silence_threshold,
        bucket,
        key,
    });
    let terminators = record.recording_terminators.as_str().to_owned();
    Recording { id, terminators, terminator: None, destination: results }
}

impl Recording {
    pub(super) fn on(
        &mut self,
        stimulus: Stimulus<'_>,
        on: LegId,
        ground: &mut Ground,
    ) -> Reaction {
        match stimulus {
            Stimulus::Key { leg, key }
                if leg == on && self.terminator.is_none() && self.terminators.contains(key) =>
            {
                self.terminator = Some(key);
                ground.stop(self.id);
                Reaction::Wait
            }
            Stimulus::Recorded { id } if id == self.id => Reaction::Done(self.results()),
            Stimulus::Failed { id, refusal } if id == self.id => Reaction::Failed(refusal.clone()),
            _ => Reaction::NotMine,
        }
    }

    /// The recording is written also when the action ends before its time.
    pub(super) fn stop(&self, ground: &mut Ground) -> Results {
        ground.stop(self.id);
        self.results()
    }

    fn results(&self) -> Results {
        let mut results = self.destination.clone();
        if let Some(key) = self.terminator {
            results.insert("RecordingTerminatorUsed".to_owned(), key.to_string().into());
        }
        results
    }
}

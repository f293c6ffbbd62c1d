//! The recording of a leg in the background: StartCallRecording, PauseCallRecording,
//! ResumeCallRecording and StopCallRecording.

use std::collections::BTreeMap;

use jiff::Timestamp;
use offhook::action::{StartCallRecording, Track};
use serde_json::json;

use super::stimulus::{Reaction, Results, Stimulus, one};
use crate::ground::Ground;
use crate::{Command, LegId, MediaId, Refusal};

/// The call recordings, by leg: a leg has one in its life.
#[derive(Debug, Default)]
pub(crate) struct CallRecordings(BTreeMap<LegId, CallRecording>);

#[derive(Debug)]
struct CallRecording {
    id: MediaId,
    results: Results,
    is_over: bool,
    is_paused: bool,
}

impl CallRecordings {
    pub(super) fn start(
        &mut self,
        start: &StartCallRecording,
        leg: LegId,
        ground: &mut Ground,
    ) -> Result<MediaId, Refusal> {
        // Once stopped, a leg's recording can't start again; what the service says of that, and of a
        // second one, is undocumented.
        if self.0.contains_key(&leg) {
            return Err(unknown());
        }
        let bucket = start.destination.bucket().to_owned();
        let prefix = start.destination.key().filter(|prefix| !prefix.is_empty());
        let prefix = prefix.unwrap_or("Amazon-Chime-SMA-Call-Recordings").trim_end_matches('/');
        let key = format!(
            "{prefix}/{}_{}_{}.wav",
            stamp(ground.epoch_ms()),
            ground.settings.transaction_id,
            ground.legs.leg(leg).call_id
        );
        let location = json!({ "Type": "S3", "Location": format!("{bucket}/{key}") });
        let results = one("CallRecordingDestination", location);
        let id = ground.media.open(leg, true);
        let track: Track = start.track.clone();
        ground.command(Command::CallRecording { id, leg, track, bucket, key });
        self.0.insert(leg, CallRecording { id, results, is_over: false, is_paused: false });
        Ok(id)
    }

    /// Handles a stimulus for StartCallRecording.
    pub(super) fn on(&mut self, stimulus: Stimulus<'_>, own: MediaId) -> Reaction {
        match stimulus {
            Stimulus::Done { id } if id == own => {
                let recording = self.0.values().find(|recording| recording.id == own);
                Reaction::Done(recording.map_or_else(Results::new, |one| one.results.clone()))
            }
            Stimulus::Failed { id, refusal } if id == own => {
                self.0.retain(|_, recording| recording.id != own);
                Reaction::Failed(refusal.clone())
            }
            _ => Reaction::NotMine,
        }
    }

    /// Pauses or resumes. Repeating either is accepted; that is our choice.
    pub(super) fn pause(
        &mut self,
        leg: LegId,
        paused: bool,
        ground: &mut Ground,
    ) -> Result<(), Refusal> {
        let recording = self.running(leg)?;
        recording.is_paused = paused;
        ground.command(Command::PauseCallRecording { id: recording.id, paused });
        Ok(())
    }

    pub(super) fn stop(&mut self, leg: LegId, ground: &mut Ground) -> Result<(), Refusal> {
        let recording = self.running(leg)?;
        recording.is_over = true;
        ground.stop(recording.id);
        Ok(())
    }

    /// The leg has ended, and its recording with it.
    pub(crate) fn leg_ended(&mut self, leg: LegId) {
        if let Some(recording) = self.0.get_mut(&leg) {
            recording.is_over = true;
        }
    }

    /// Returns `true` while a leg is recorded.
    pub(crate) fn records(&self, leg: LegId) -> bool {
        self.0.get(&leg).is_some_and(|recording| !recording.is_over && !recording.is_paused)
    }

    fn running(&mut self, leg: LegId) -> Result<&mut CallRecording, Refusal> {
        self.0.get_mut(&leg).filter(|recording| !recording.is_over).ok_or_else(unknown)
    }
}

fn unknown() -> Refusal {
    Refusal::parameter("CallId parameter for action is invalid")
}

/// A time as the keys of call recordings have it: `YYYY/MM/DD/YYYY-MM-DD-hh-mm-ss-mmm`, in UTC.
fn stamp(epoch_ms: u64) -> String {
    let time = i64::try_from(epoch_ms).ok().and_then(|ms| Timestamp::from_millisecond(ms).ok());
    time.unwrap_or(Timestamp::MAX).strftime("%Y/%m/%d/%Y-%m-%d-%H-%M-%S-%3f").to_string()
}

#[cfg(test)]
mod tests {
    use super::stamp;

    #[test]
    fn keys_carry_the_day_and_the_time_in_utc() {
        assert_eq!(stamp(0), "1970/01/01/1970-01-01-00-00-00-000");
        assert_eq!(stamp(951_827_696_789), "2000/02/29/2000-02-29-12-34-56-789");
        assert_eq!(stamp(1_767_225_600_000), "2026/01/01/2026-01-01-00-00-00-000");
        assert!(stamp(u64::MAX).starts_with("9999/12/3"));
    }
}

//! Recordings of messages (RecordAudio) and of legs (StartCallRecording).
//!
//! Depends on [`Audio`] for their content and on the buckets of the simulator to store them.

use std::time::Duration;

use offhook::Leg;
use offhook::action::{RecordAudio, StartCallRecording, Track};
use offhook::event::ErrorType;
use serde_json::{Map, Value, json};

use super::check::Refusal;
use super::events::one;
use super::run::{Activity, Running, Timer};
use super::{Call, Due};
use crate::wav::{Audio, Channels, Sound};
use crate::{Happening, Recording};

/// The recording of a leg.
#[derive(Debug)]
pub(super) struct Tape {
    leg: usize,
    bucket: String,
    key: String,
    /// The audio up to `until`, the time of the last pause or resumption.
    audio: Audio,
    until: Duration,
    is_paused: bool,
    is_over: bool,
}

impl Tape {
    /// Records up to this time: a tone or, while paused, silence.
    fn record_until(&mut self, now: Duration) {
        let sound = if self.is_paused { Sound::Silence } else { Sound::Tone };
        self.audio.push(now.saturating_sub(self.until), sound);
        self.until = now;
    }
}

impl Call {
    /// Starts a RecordAudio.
    pub(super) fn record(&mut self, leg: usize, record: &RecordAudio) -> Activity {
        let began = self.now();
        if let Some(most) = record.duration {
            self.clock.after(most, Due::Action(Timer::Over));
        }
        if let Some(silence) = record.silence_duration {
            let spoken = self.speaking_until.get(&leg).copied().unwrap_or_default().max(began);
            self.clock.at(spoken.saturating_add(silence), Due::Action(Timer::Silence));
        }
        Activity::Recording {
            began,
            terminators: record.recording_terminators.as_str().to_owned(),
            silence: record.silence_duration,
        }
    }

    /// Ends the recording if the person has been silent for long enough.
    pub(super) async fn check_silence(&mut self) {
        let now = self.now();
        let Some(Running { leg, activity: Activity::Recording { began, silence, .. }, .. }) =
            &self.running
        else {
            return;
        };
        let spoken = self.speaking_until.get(leg).copied().unwrap_or_default().max(*began);
        let Some(ends) = silence.map(|silence| spoken.saturating_add(silence)) else { return };
        if ends > now {
            self.clock.at(ends, Due::Action(Timer::Silence));
        } else {
            self.recorded(None).await;
        }
    }

    /// Ends a RecordAudio, with the terminator if a key ended it.
    pub(super) async fn recorded(&mut self, terminator: Option<char>) {
        let Some(running) = self.stop_running() else { return };
        match self.keep_recording(&running, terminator) {
            Ok(results) => {
                let finished = running.finished(results);
                self.finish(finished).await;
                self.run_list().await;
            }
            Err(refusal) => self.fail(&running.queued, &refusal).await,
        }
    }

    /// Stores a message, and returns the results of the action.
    pub(super) fn keep_recording(
        &mut self,
        running: &Running,
        terminator: Option<char>,
    ) -> Result<Map<String, Value>, Refusal> {
        let Activity::Recording { began, .. } = running.activity else { return Ok(Map::new()) };
        let destination = &running.queued.parameters["RecordingDestination"];
        let text = |key: &str| destination[key].as_str().unwrap_or_default().to_owned();
        let (bucket, prefix) = (text("BucketName"), text("Prefix"));
        // The format of the key is undocumented: the examples show prefix, id and ".wav".
        let number = self.recorded.len() + 1;
        let key = format!("{prefix}{}_{number}.wav", self.legs[running.leg].call_id);
        let mut audio = Audio::new(Channels::Mono);
        audio.push(self.now().saturating_sub(began), Sound::Tone);
        self.write(running.leg, &bucket, &key, &audio).map_err(|()| {
            Refusal::parameter("Error occurred while uploading recording to S3 bucket.")
        })?;
        let mut results =
            one("RecordingDestination", json!({ "Type": "S3", "BucketName": bucket, "Key": key }));
        if let Some(terminator) = terminator {
            results.insert("RecordingTerminatorUsed".to_owned(), terminator.to_string().into());
        }
        Ok(results)
    }

    fn write(&mut self, leg: usize, bucket: &str, key: &str, audio: &Audio) -> Result<(), ()> {
        if self.s3_denied {
            return Err(());
        }
        self.world.buckets.put(bucket, key, audio).map_err(|_| ())?;
        let length = audio.length();
        let leg = self.legs[leg].tag;
        let (bucket, key) = (bucket.to_owned(), key.to_owned());
        self.note(Happening::Recorded { leg, bucket: bucket.clone(), key: key.clone(), length });
        self.recorded.push(Recording { leg, bucket, key, length });
        Ok(())
    }

    /// Starts a StartCallRecording.
    pub(super) fn start_tape(
        &mut self,
        leg: usize,
        start: &StartCallRecording,
    ) -> Result<Map<String, Value>, Refusal> {
        if self.tapes.iter().any(|tape| tape.leg == leg) {
            // A leg can be recorded only once. The error is undocumented.
            return Err(Refusal::parameter("CallId parameter for action is invalid"));
        }
        let bucket = start.destination.bucket().to_owned();
        if self.s3_denied || self.world.buckets.refuses_writes(&bucket) {
            return Err(Refusal::new(
                ErrorType::NoAccessToDestination,
                "Error while accessing destination",
            ));
        }
        let prefix = start.destination.key().filter(|prefix| !prefix.is_empty());
        let prefix = prefix.unwrap_or("Amazon-Chime-SMA-Call-Recordings").trim_end_matches('/');
        let time = stamp(self.world.epoch_ms, self.now());
        let (day, name) = (&time[..10].replace('-', "/"), &time);
        let key = format!(
            "{prefix}/{day}/{name}_{}_{}.wav",
            self.transcript.transaction_id, self.legs[leg].call_id
        );
        let location = format!("{bucket}/{key}");
        let tracks = if start.track == Track::Both { Channels::Stereo } else { Channels::Mono };
        let (audio, until) = (Audio::new(tracks), self.now());
        self.tapes.push(Tape { leg, bucket, key, audio, until, is_paused: false, is_over: false });
        Ok(one("CallRecordingDestination", json!({ "Type": "S3", "Location": location })))
    }

    /// Pauses or resumes the recording of a leg. Undocumented: fails only if there is no recording.
    pub(super) fn pause_tape(&mut self, leg: usize, is_paused: bool) -> Result<(), Refusal> {
        let now = self.now();
        let tape = self.tape(leg)?;
        tape.record_until(now);
        tape.is_paused = is_paused;
        Ok(())
    }

    /// Stops and stores the recording of a leg.
    pub(super) fn stop_tape(&mut self, leg: usize) -> Result<(), Refusal> {
        self.tape(leg)?;
        self.keep_tape(leg);
        Ok(())
    }

    /// Stores the recording of a leg that has ended.
    pub(super) fn end_tapes(&mut self, leg: usize) {
        if self.tape(leg).is_ok() {
            self.keep_tape(leg);
        }
    }

    fn tape(&mut self, leg: usize) -> Result<&mut Tape, Refusal> {
        let tape = self.tapes.iter_mut().find(|tape| tape.leg == leg && !tape.is_over);
        tape.ok_or_else(|| Refusal::parameter("CallId parameter for action is invalid"))
    }

    fn keep_tape(&mut self, leg: usize) {
        let now = self.now();
        let Ok(tape) = self.tape(leg) else { return };
        tape.record_until(now);
        tape.is_over = true;
        let (bucket, key, audio) = (tape.bucket.clone(), tape.key.clone(), tape.audio.clone());
        if self.write(leg, &bucket, &key, &audio).is_err() {
            self.remark("the call recording could not be stored");
        }
    }

    /// Returns `true` while the leg is recorded and the recording is not paused.
    pub(crate) fn is_recording(&self, leg: Leg) -> bool {
        self.tapes
            .iter()
            .any(|tape| !tape.is_over && !tape.is_paused && self.legs[tape.leg].tag == leg)
    }
}

/// Formats a time for the key of a call recording: `YYYY-MM-DD-hh-mm-ss-mmm`, in UTC.
fn stamp(epoch_ms: u64, now: Duration) -> String {
    let ms = epoch_ms.saturating_add(u64::try_from(now.as_millis()).unwrap_or(u64::MAX));
    let (days, rest) = (ms / 86_400_000, ms % 86_400_000);
    let (year, month, day) = civil(days);
    let (hours, minutes) = (rest / 3_600_000, rest / 60_000 % 60);
    let (seconds, ms) = (rest / 1_000 % 60, rest % 1_000);
    format!("{year:04}-{month:02}-{day:02}-{hours:02}-{minutes:02}-{seconds:02}-{ms:03}")
}

/// Converts days since 1970 to a date, with Howard Hinnant's `civil_from_days`.
fn civil(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (era * 400 + year + u64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_contain_the_time() {
        assert_eq!(stamp(0, Duration::ZERO), "1970-01-01-00-00-00-000");
        assert_eq!(stamp(951_827_696_789, Duration::ZERO), "2000-02-29-12-34-56-789");
        assert_eq!(stamp(1_767_225_599_999, Duration::from_millis(1)), "2026-01-01-00-00-00-000");
    }
}

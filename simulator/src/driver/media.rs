//! The media engine of a virtual call: predicts how long sounds take, and keeps what is recorded.
//!
//! It answers commands at once or later, with events that the driver hands to the model. Depends on
//! the world: speech, buckets, bots and meetings.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use offhook::action::bot::{ContentType, FinalState, Intent, IntentResult, Interpretation};
use offhook::action::{AudioFile, Engine, Speech, StartBotConversation, TextType, Track};
use offhook_service::{
    Command, Extension, LegId, MediaEvent, MediaId, Prompt, Refusal, Sound, Spoken, Time,
};

use crate::bot::{Bot, Turn};
use crate::dtmf::Tones;
use crate::speech;
use crate::wav::{Audio, Channels, Sound as Samples};
use crate::world::World;

/// The media engine of one call.
pub(super) struct MediaEngine {
    world: Arc<World>,
    /// The bots that talk, each on its leg.
    bots: BTreeMap<MediaId, (LegId, Bot)>,
    tapes: BTreeMap<MediaId, Tape>,
    /// The lengths of the recordings of this call, which can be played in it.
    recorded: BTreeMap<(String, String), Duration>,
    /// When each person stops speaking.
    speaking_until: BTreeMap<LegId, Time>,
    pub(super) s3_denied: bool,
    pub(super) polly_denied: bool,
}

/// A recording.
#[derive(Debug)]
struct Tape {
    leg: LegId,
    bucket: String,
    key: String,
    /// The recording until the last pause or resumption.
    audio: Audio,
    until: Time,
    is_paused: bool,
    /// When the recording ends by itself.
    ends: Option<Time>,
    began: Time,
    silence: Option<Duration>,
}

/// When the engine answers.
#[derive(Debug)]
pub(super) enum Answer {
    Now(MediaEvent),
    At(Time, MediaEvent),
    /// The sound of this command has been heard once.
    HeardAt(Time),
    /// A recording may end.
    RecordingEndsAt(Time, MediaId),
}

impl MediaEngine {
    pub(super) fn new(world: Arc<World>) -> Self {
        Self {
            world,
            bots: BTreeMap::new(),
            tapes: BTreeMap::new(),
            recorded: BTreeMap::new(),
            speaking_until: BTreeMap::new(),
            s3_denied: false,
            polly_denied: false,
        }
    }

    /// Carries out a command that is about sound.
    pub(super) fn command(&mut self, now: Time, command: Command) -> Vec<Answer> {
        match command {
            Command::Load { id, sound, .. } => vec![Answer::Now(match self.resolve(&sound) {
                Ok(_) => MediaEvent::Done { id },
                Err(refusal) => MediaEvent::Failed { id, refusal },
            })],
            Command::Play { id, sound, repeat, .. } => self.play(now, id, &sound, repeat),
            Command::SendDigits { id, digits, tone, .. } => {
                let Ok(tones) = Tones::new(&digits, tone) else {
                    let refusal = Refusal::parameter("Digits parameter value is invalid.");
                    return vec![Answer::Now(MediaEvent::Failed { id, refusal })];
                };
                let ends = now.saturating_add(tones.length);
                vec![Answer::At(ends, MediaEvent::Done { id })]
            }
            Command::Record { id, leg, max, silence, bucket, key, .. } => {
                let ends = max.map(|max| now.saturating_add(max));
                self.tapes.insert(
                    id,
                    Tape { ends, silence, ..Tape::new(now, leg, bucket, key, Channels::Mono) },
                );
                self.next_end(id).map(|at| Answer::RecordingEndsAt(at, id)).into_iter().collect()
            }
            Command::CallRecording { id, leg, track, bucket, key } => {
                if self.s3_denied || self.world.buckets.refuses_writes(&bucket) {
                    let refusal = Refusal::destination();
                    return vec![Answer::Now(MediaEvent::Failed { id, refusal })];
                }
                let channels = if track == Track::Both { Channels::Stereo } else { Channels::Mono };
                self.tapes.insert(id, Tape::new(now, leg, bucket, key, channels));
                vec![Answer::Now(MediaEvent::Done { id })]
            }
            Command::PauseCallRecording { id, paused } => {
                if let Some(tape) = self.tapes.get_mut(&id) {
                    tape.record_until(now);
                    tape.is_paused = paused;
                }
                Vec::new()
            }
            Command::Extension { id, leg, extension } => self.extension(now, id, leg, &extension),
            Command::Stop { id } => {
                self.bots.remove(&id);
                self.write(now, id).into_iter().collect()
            }
            _ => Vec::new(),
        }
    }

    /// A leg has ended: its recordings are written.
    pub(super) fn leg_ended(&mut self, now: Time, leg: LegId) -> Vec<Answer> {
        let on_it = self.tapes.iter().filter(|(_, tape)| tape.leg == leg);
        let ids: Vec<MediaId> = on_it.map(|(id, _)| *id).collect();
        ids.into_iter().filter_map(|id| self.write(now, id)).collect()
    }

    /// A recording may have reached its end.
    pub(super) fn recording_ends(&mut self, now: Time, id: MediaId) -> Option<Answer> {
        let ends = self.next_end(id)?;
        if ends > now { Some(Answer::RecordingEndsAt(ends, id)) } else { self.write(now, id) }
    }

    /// A person speaks on a leg, and is silent from then on.
    pub(super) fn speaks(&mut self, leg: LegId, until: Time) {
        self.speaking_until.insert(leg, until);
    }

    /// A person has said something: a bot that listens goes on.
    pub(super) fn said(&mut self, now: Time, leg: LegId, words: &str) -> Vec<Answer> {
        let mut bots = self.bots.iter();
        let listens =
            bots.find_map(|(id, (of, bot))| (*of == leg).then(|| (*id, bot.hears(words))));
        match listens {
            None => Vec::new(),
            Some((id, Turn::Ask(question))) => self.bot_says(now, id, &[plain(question)]),
            Some((_, Turn::Conclude(intent))) => self.concludes(intent).into_iter().collect(),
        }
    }

    /// The bot that talks with the caller ends the conversation.
    pub(super) fn concludes(&mut self, intent: Intent) -> Option<Answer> {
        let (id, _) = self.bots.pop_first()?;
        let result = Some(Box::new(intent_result(intent)));
        Some(Answer::Now(MediaEvent::ExtensionResult { id, result }))
    }

    fn play(&mut self, now: Time, id: MediaId, sound: &Sound, repeat: Option<u32>) -> Vec<Answer> {
        let (prompt, length) = match self.resolve(sound) {
            Ok(resolved) => resolved,
            Err(refusal) => return vec![Answer::Now(MediaEvent::Failed { id, refusal })],
        };
        let mut answers = vec![Answer::Now(MediaEvent::Started { id, prompt, length })];
        // A sound that plays once is done when it has been heard.
        if repeat != Some(1) {
            answers.push(Answer::HeardAt(now.saturating_add(length)));
        }
        if let Some(repeat) = repeat {
            let ends = now.saturating_add(length.saturating_mul(repeat));
            answers.push(Answer::At(ends, MediaEvent::Done { id }));
        }
        answers
    }

    /// Returns the prompt and the length of a sound.
    fn resolve(&self, sound: &Sound) -> Result<(Prompt, Duration), Refusal> {
        match sound {
            Sound::Speech(speech) => self.say(speech),
            Sound::File(file) => self.file(file),
        }
    }

    fn say(&self, speech: &Speech) -> Result<(Prompt, Duration), Refusal> {
        if self.polly_denied {
            return Err(Refusal::speech());
        }
        let is_ssml = speech.text_type == Some(TextType::Ssml);
        let engine = speech.engine.as_ref().unwrap_or(&Engine::Standard);
        let spoken = speech::speak(speech.text.as_str(), is_ssml, engine)
            .map_err(|error| Refusal::text(&error.to_string()))?;
        let prompt = Prompt::Speech(Spoken {
            text: spoken.text,
            ssml: is_ssml.then(|| speech.text.to_string()),
            voice: speech.voice_id.as_deref().map(str::to_owned),
            engine: speech.engine.as_ref().map(ToString::to_string),
            language: speech.language_code.as_deref().map(str::to_owned),
        });
        Ok((prompt, spoken.length))
    }

    fn file(&self, file: &AudioFile) -> Result<(Prompt, Duration), Refusal> {
        if self.s3_denied {
            return Err(Refusal::audio());
        }
        let (bucket, key) = (file.bucket_name.to_string(), file.key.to_string());
        let recorded = self.recorded.get(&(bucket.clone(), key.clone())).copied();
        let length = match recorded {
            Some(length) => length,
            None => self.world.buckets.length(&bucket, &key).map_err(|_| Refusal::audio())?,
        };
        Ok((Prompt::Audio { bucket, key }, length))
    }

    fn extension(
        &mut self,
        now: Time,
        id: MediaId,
        leg: LegId,
        extension: &Extension,
    ) -> Vec<Answer> {
        let done = Ok(MediaEvent::ExtensionResult { id, result: None });
        let answer = match extension {
            Extension::JoinMeeting { join_token, .. }
                if self.world.refused_join_tokens.contains(join_token) =>
            {
                Err(Refusal::meeting())
            }
            Extension::Mute { attendees, .. }
                if attendees.iter().any(|id| self.world.absent_attendees.contains(id)) =>
            {
                Err(Refusal::attendee())
            }
            Extension::Bot(start) => return self.start_bot(now, id, leg, start),
            _ => done,
        };
        vec![Answer::Now(answer.unwrap_or_else(|refusal| MediaEvent::Failed { id, refusal }))]
    }

    fn start_bot(
        &mut self,
        now: Time,
        id: MediaId,
        leg: LegId,
        start: &StartBotConversation,
    ) -> Vec<Answer> {
        let welcome: Vec<Speech> = start
            .configuration
            .welcome_messages
            .iter()
            .map(|message| {
                let is_ssml = message.content_type == ContentType::Ssml;
                Speech {
                    text: message.content.clone(),
                    text_type: is_ssml.then_some(TextType::Ssml),
                    ..plain(String::new())
                }
            })
            .collect();
        let bot = self.world.bots.get(&*start.bot_alias_arn).cloned().unwrap_or_default();
        self.bots.insert(id, (leg, bot));
        self.bot_says(now, id, &welcome)
    }

    /// A bot says these, one after the other.
    fn bot_says(&mut self, now: Time, id: MediaId, messages: &[Speech]) -> Vec<Answer> {
        let (mut words, mut length) = (Vec::new(), Duration::ZERO);
        for message in messages {
            match self.say(message) {
                Ok((Prompt::Speech(spoken), takes)) => {
                    words.push(spoken.text);
                    length = length.saturating_add(takes);
                }
                Ok(_) => {}
                Err(refusal) => {
                    self.bots.remove(&id);
                    return vec![Answer::Now(MediaEvent::Failed { id, refusal })];
                }
            }
        }
        if words.is_empty() {
            return Vec::new();
        }
        let prompt = Prompt::Speech(Spoken { text: words.join(" "), ..Spoken::default() });
        vec![
            Answer::Now(MediaEvent::Started { id, prompt, length }),
            Answer::HeardAt(now.saturating_add(length)),
        ]
    }

    /// When a recording ends by itself, as things stand.
    fn next_end(&self, id: MediaId) -> Option<Time> {
        let tape = self.tapes.get(&id)?;
        let silent = tape.silence.map(|silence| {
            let spoken = self.speaking_until.get(&tape.leg).copied().unwrap_or_default();
            spoken.max(tape.began).saturating_add(silence)
        });
        tape.ends.into_iter().chain(silent).min()
    }

    /// Ends a recording and writes it.
    fn write(&mut self, now: Time, id: MediaId) -> Option<Answer> {
        let mut tape = self.tapes.remove(&id)?;
        tape.record_until(now);
        let Tape { bucket, key, audio, .. } = tape;
        let is_written = !self.s3_denied && self.world.buckets.put(&bucket, &key, &audio).is_ok();
        Some(Answer::Now(if is_written {
            let length = audio.length();
            self.recorded.insert((bucket.clone(), key.clone()), length);
            MediaEvent::Recorded { id, bucket, key, length }
        } else {
            MediaEvent::Failed { id, refusal: Refusal::upload() }
        }))
    }
}

impl Tape {
    fn new(now: Time, leg: LegId, bucket: String, key: String, channels: Channels) -> Self {
        Self {
            leg,
            bucket,
            key,
            audio: Audio::new(channels),
            until: now,
            is_paused: false,
            ends: None,
            began: now,
            silence: None,
        }
    }

    /// Records what is said, or silence while it is paused.
    fn record_until(&mut self, now: Time) {
        let samples = if self.is_paused { Samples::Silence } else { Samples::Tone };
        self.audio.push(now.saturating_sub(self.until), samples);
        self.until = now;
    }
}

/// Plain text in the default voice.
fn plain(text: String) -> Speech {
    Speech { text: text.into(), text_type: None, engine: None, language_code: None, voice_id: None }
}

/// Returns the result of a bot as logs show it: the fallback has no confidence, an intent that lost
/// has no state, and the session attributes that were sent are not returned.
fn intent_result(intent: Intent) -> IntentResult {
    let mut winner = Interpretation::new(intent.clone());
    let mut loser = None;
    if intent.name.as_deref() != Some("FallbackIntent") {
        winner = winner.with_score(1.0);
        loser = Some(Interpretation::new(Intent::new("FallbackIntent")));
    }
    // The model fills in the session id, which is the CallId.
    let mut result = IntentResult::new(FinalState::new(intent)).with_interpretation(winner);
    result.interpretations.extend(loser);
    result
}

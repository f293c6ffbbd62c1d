//! Running actions: what each does, and for how long.

use std::time::Duration;

use offhook::action::{
    Action, AudioFile, DigitCollection, Engine, Keys, PauseCallRecording, Speech, TextType,
};
use offhook::call::Direction;
use offhook::event::ErrorType;
use serde_json::{Map, Value};

use super::check::Refusal;
use super::conversation::Talk;
use super::events::one;
use super::list::{Asked, Finished};
use super::{Call, Due, Heard};
use crate::collector::{Collector, Outcome};
use crate::dtmf::Tones;
use crate::{Happening, Prompt, speech};

/// The action that runs.
#[derive(Debug)]
pub(super) struct Running {
    pub(super) asked: Asked,
    pub(super) leg: usize,
    pub(super) what: What,
}

/// What is going on in it.
#[derive(Debug)]
pub(super) enum What {
    /// Speak or PlayAudio, with the keys that end it.
    Playing {
        terminators: String,
    },
    Pausing,
    /// A prompt and the digits that answer it.
    Collecting {
        collector: Collector,
        prompt: Played,
        failure: Option<Played>,
    },
    Recording {
        began: Duration,
        terminators: String,
        silence: Option<Duration>,
    },
    /// SendDigits.
    Sending {
        keys: String,
    },
    /// CallAndBridge, while it rings there.
    Calling {
        far_end: usize,
    },
    /// StartBotConversation.
    Talking(Talk),
}

/// A prompt that can be played.
#[derive(Clone, Debug)]
pub(super) struct Played {
    pub(super) prompt: Prompt,
    pub(super) length: Duration,
}

impl Played {
    /// Speech, and more speech after it.
    pub(super) fn then(mut self, next: &Self) -> Self {
        if let (Prompt::Speech(text), Prompt::Speech(more)) = (&mut self.prompt, &next.prompt) {
            text.push(' ');
            text.push_str(more);
        }
        self.length = self.length.saturating_add(next.length);
        self
    }
}

/// What is due of the running action.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Doing {
    /// A prompt has been heard once; there may be repeats.
    HeardOnce,
    /// The prompt of a collection is over.
    PromptOver,
    /// No key came in time.
    NoKey,
    /// It has rung long enough.
    RungOut,
    /// The recorded person may have been silent for long enough.
    Silence,
    /// It is over.
    Over,
}

/// How an action starts.
pub(super) enum Started {
    /// It runs.
    Runs,
    /// It is done already.
    Done(Finished),
    /// It is done already, and nobody is told.
    Untold,
    /// It has ended the call.
    Over,
    Failed(Refusal),
}

impl Running {
    /// Whether the person hears nothing of it, and nobody listens to them.
    pub(super) fn is_silent(&self) -> bool {
        matches!(self.what, What::Pausing)
    }

    pub(super) fn finished(self, results: Map<String, Value>) -> Finished {
        Finished { asked: self.asked, leg: self.leg, results }
    }
}

impl Call {
    /// Runs an action that was found to be in order.
    pub(super) async fn run(&mut self, asked: &Asked, leg: usize, action: Action) -> Started {
        // An outbound call is answered by the person.
        if answers(&action) && self.legs[leg].direction == Direction::Inbound {
            self.answer(leg);
        }
        let started = match action {
            Action::Speak(speak) => self.say(&speak.speech).map(|played| {
                self.play(leg, &played);
                self.clock.after(played.length, Due::Action(Doing::Over));
                Some(What::Playing { terminators: String::new() })
            }),
            Action::PlayAudio(play) => self.load(&play.audio_source).map(|played| {
                let repeat = play.repeat.unwrap_or(1);
                self.play(leg, &played);
                self.clock.after(played.length, Due::Action(Doing::HeardOnce));
                self.clock.after(played.length.saturating_mul(repeat), Due::Action(Doing::Over));
                let terminators = play.playback_terminators.as_ref().map_or("", Keys::as_str);
                Some(What::Playing { terminators: terminators.to_owned() })
            }),
            Action::SpeakAndGetDigits(get) => {
                let failure = get.failure_speech_parameters.as_ref();
                let played = self.say(&get.speech_parameters).and_then(|prompt| {
                    Ok((prompt, failure.map(|speech| self.say(speech)).transpose()?))
                });
                played.and_then(|(prompt, failure)| {
                    self.collect(leg, &get.collection, prompt, failure).map(Some)
                })
            }
            Action::PlayAudioAndGetDigits(get) => {
                let failure = get.failure_audio_source.as_ref();
                let played = self.load(&get.audio_source).and_then(|prompt| {
                    Ok((prompt, failure.map(|file| self.load(file)).transpose()?))
                });
                played.and_then(|(prompt, failure)| {
                    self.collect(leg, &get.collection, prompt, failure).map(Some)
                })
            }
            Action::Pause(pause) => {
                self.clock.after(pause.duration, Due::Action(Doing::Over));
                Ok(Some(What::Pausing))
            }
            Action::ReceiveDigits(receive) => {
                return self.listen(asked, leg, &receive);
            }
            Action::SendDigits(send) => Tones::new(send.digits.as_str(), send.tone_duration)
                .map_err(|_| Refusal::parameter("Digits parameter value is invalid."))
                .map(|tones| {
                    self.clock.after(tones.length, Due::Action(Doing::Over));
                    let keys = tones.keys.iter().map(|(_, key)| *key).collect();
                    Some(What::Sending { keys })
                }),
            Action::RecordAudio(record) => Ok(Some(self.record(leg, &record))),
            Action::CallAndBridge(bridge) => self.call_out(&bridge).map(Some),
            Action::JoinChimeMeeting(join) => self.join(&join).map(|()| None),
            Action::ModifyChimeMeetingAttendees(modify) => {
                self.check_meeting(leg, &modify).map(|()| None)
            }
            Action::StartCallRecording(start) => {
                return match self.start_tape(leg, &start) {
                    Ok(results) => Started::Done(Finished { asked: asked.clone(), leg, results }),
                    Err(refusal) => Started::Failed(refusal),
                };
            }
            Action::PauseCallRecording(PauseCallRecording { .. }) => {
                self.pause_tape(leg, true).map(|()| None)
            }
            Action::ResumeCallRecording(_) => self.pause_tape(leg, false).map(|()| None),
            Action::StopCallRecording(_) => self.stop_tape(leg).map(|()| None),
            Action::StartBotConversation(start) => {
                self.start_conversation(leg, &start).map(|talk| Some(What::Talking(talk)))
            }
            // VoiceFocus is done at once, and nobody hears it; Hangup is done elsewhere.
            _ => Ok(None),
        };
        match started {
            Ok(Some(what)) => {
                self.running = Some(Running { asked: asked.clone(), leg, what });
                Started::Runs
            }
            Ok(None) => Started::Done(Finished { asked: asked.clone(), leg, results: Map::new() }),
            Err(refusal) => Started::Failed(refusal),
        }
    }

    /// Something of the running action is due.
    pub(super) async fn go_on(&mut self, doing: Doing) {
        let now = self.now();
        let Some(running) = &mut self.running else { return };
        match (&mut running.what, doing) {
            // A bot waits for the caller for as long as it takes: when Lex gives up is not in the
            // sources.
            (_, Doing::HeardOnce) | (What::Talking(_), _) => {}
            (What::Collecting { collector, .. }, Doing::PromptOver) => {
                collector.prompt_ended(now);
                self.expect_key();
            }
            (What::Collecting { collector, .. }, Doing::NoKey) => {
                let outcome = collector.expired(now);
                self.collected(outcome).await;
            }
            (What::Recording { .. }, Doing::Silence) => self.perhaps_silent().await,
            (What::Recording { .. }, _) => self.recorded(None).await,
            (What::Sending { keys }, _) => {
                let (keys, leg) = (keys.clone(), running.leg);
                self.send_keys(leg, &keys);
                self.succeed(Map::new()).await;
            }
            (What::Calling { far_end }, Doing::RungOut) => {
                let far_end = *far_end;
                self.not_answered(far_end, 480).await;
            }
            _ => self.succeed(Map::new()).await,
        }
    }

    /// Speech, unless Polly is denied.
    pub(super) fn say(&self, speech: &Speech) -> Result<Played, Refusal> {
        if self.polly_denied {
            return Err(Refusal::new(ErrorType::AccessDenied, "Role for Amazon Polly is missing."));
        }
        let is_ssml = speech.text_type == Some(TextType::Ssml);
        let engine = speech.engine.as_ref().unwrap_or(&Engine::Standard);
        let spoken = speech::speak(speech.text.as_str(), is_ssml, engine).map_err(|error| {
            Refusal::parameter(format!("Text parameter value is invalid: {error}."))
        })?;
        Ok(Played { prompt: Prompt::Speech(spoken.text), length: spoken.length })
    }

    pub(super) fn load(&self, file: &AudioFile) -> Result<Played, Refusal> {
        if self.s3_denied {
            return Err(Refusal::audio());
        }
        let (bucket, key) = (&*file.bucket_name, &*file.key);
        let recorded =
            self.recorded.iter().rev().find(|one| one.bucket == bucket && one.key == key);
        let length = match recorded {
            Some(recording) => recording.length,
            None => self.world.buckets.length(bucket, key).map_err(|_| Refusal::audio())?,
        };
        Ok(Played { prompt: Prompt::Audio(format!("{bucket}/{key}")), length })
    }

    /// Somebody begins to hear a prompt.
    pub(super) fn play(&mut self, leg: usize, played: &Played) {
        let (leg, ends) = (self.legs[leg].tag, self.now().saturating_add(played.length));
        self.note(Happening::Hears { leg, prompt: played.prompt.clone() });
        self.heard.push(Heard { leg, prompt: played.prompt.clone(), ends, is_cut: false });
    }

    /// Nobody hears the rest of what plays on this leg.
    pub(super) fn cut_short(&mut self, leg: usize) {
        let (now, leg) = (self.now(), self.legs[leg].tag);
        let playing = self.heard.iter_mut().rev().find(|heard| heard.leg == leg);
        if let Some(heard) = playing.filter(|heard| heard.ends > now && !heard.is_cut) {
            heard.is_cut = true;
            self.note(Happening::CutShort { leg });
        }
    }

    fn collect(
        &mut self,
        leg: usize,
        collection: &DigitCollection,
        prompt: Played,
        failure: Option<Played>,
    ) -> Result<What, Refusal> {
        let mut collector = Collector::new(collection, &self.world.profile)
            .map_err(|_| Refusal::parameter("The InputDigitsRegex parameter is invalid."))?;
        self.play(leg, &prompt);
        collector.prompt_started();
        self.clock.after(prompt.length, Due::Action(Doing::PromptOver));
        Ok(What::Collecting { collector, prompt, failure })
    }

    /// Puts down when the collection will have waited long enough for a key.
    fn expect_key(&mut self) {
        self.clock.retain(|due| !matches!(due, Due::Action(_)));
        let Some(Running { what: What::Collecting { collector, .. }, .. }) = &self.running else {
            return;
        };
        if let Some(deadline) = collector.deadline() {
            self.clock.at(deadline, Due::Action(Doing::NoKey));
        }
    }

    /// What a key, or the want of one, has led to.
    pub(super) async fn collected(&mut self, outcome: Outcome) {
        let Some(Running { leg, what: What::Collecting { collector, prompt, failure }, .. }) =
            &mut self.running
        else {
            return;
        };
        let leg = *leg;
        match outcome {
            Outcome::Waiting => self.expect_key_after_prompt(),
            Outcome::StopPrompt => {
                self.cut_short(leg);
                self.expect_key();
            }
            Outcome::Again { .. } => {
                let prompt = failure.as_ref().unwrap_or(prompt).clone();
                collector.prompt_started();
                self.cut_short(leg);
                self.play(leg, &prompt);
                self.clock.retain(|due| !matches!(due, Due::Action(_)));
                self.clock.after(prompt.length, Due::Action(Doing::PromptOver));
            }
            Outcome::Done(digits) => {
                self.cut_short(leg);
                self.succeed(one("ReceivedDigits", digits.as_str())).await;
            }
            Outcome::Failed => {
                self.cut_short(leg);
                let message = "The digits received are invalid.";
                let refusal = Refusal::new(ErrorType::InvalidDigitsReceived, message);
                self.running_failed(&refusal).await;
            }
        }
    }

    /// A key that changes nothing moves the time for the next one, unless the prompt plays.
    fn expect_key_after_prompt(&mut self) {
        let prompts = self.clock.due().any(|due| matches!(due, Due::Action(Doing::PromptOver)));
        if !prompts {
            self.expect_key();
        }
    }
}

/// Whether an action answers a new call. Of the first five the documentation says so; a bot and a
/// meeting are our choice. A bridge answers when the far end does, by our choice too.
fn answers(action: &Action) -> bool {
    matches!(
        action,
        Action::Speak(_)
            | Action::PlayAudio(_)
            | Action::RecordAudio(_)
            | Action::SpeakAndGetDigits(_)
            | Action::PlayAudioAndGetDigits(_)
            | Action::StartBotConversation(_)
            | Action::JoinChimeMeeting(_)
    )
}

//! Runs actions: starts them, plays prompts, and handles their timers.
//!
//! Depends on [`speech`] and the buckets for prompts, and on [`Collector`] for digits.

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
use super::list::{Finished, Queued};
use super::{Call, Due, HeardPrompt};
use crate::collector::{Collector, Outcome};
use crate::dtmf::Tones;
use crate::{Happening, Prompt, speech};

/// The running action.
#[derive(Debug)]
pub(super) struct Running {
    pub(super) queued: Queued,
    pub(super) leg: usize,
    pub(super) activity: Activity,
}

/// The state of a running action.
#[derive(Debug)]
pub(super) enum Activity {
    /// Speak or PlayAudio.
    Playing {
        terminators: String,
    },
    Pausing,
    /// SpeakAndGetDigits or PlayAudioAndGetDigits.
    Collecting {
        collector: Collector,
        prompt: Clip,
        failure: Option<Clip>,
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
    /// CallAndBridge, while the far end rings.
    Calling {
        far_end: usize,
    },
    /// StartBotConversation.
    Talking(Talk),
}

/// A prompt that can be played.
#[derive(Clone, Debug)]
pub(super) struct Clip {
    pub(super) prompt: Prompt,
    pub(super) length: Duration,
}

impl Clip {
    /// Appends speech.
    pub(super) fn then(mut self, next: &Self) -> Self {
        if let (Prompt::Speech(text), Prompt::Speech(more)) = (&mut self.prompt, &next.prompt) {
            text.push(' ');
            text.push_str(more);
        }
        self.length = self.length.saturating_add(next.length);
        self
    }
}

/// A timer of the running action.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Timer {
    /// The first repetition of a prompt ends.
    HeardOnce,
    /// The prompt of a collection ends.
    PromptOver,
    /// The time for a key ends.
    NoKey,
    /// The ringing times out.
    RungOut,
    /// The silence that ends a recording can have passed.
    Silence,
    /// The action ends.
    Over,
}

/// The result of starting an action.
#[expect(clippy::large_enum_variant, reason = "returned once and matched immediately")]
pub(super) enum Started {
    /// The action is running.
    Runs,
    /// The action has succeeded.
    Done(Finished),
    /// The action has succeeded and is not reported by the list.
    Unreported,
    /// The action has ended the call.
    Over,
    Failed(Refusal),
}

impl Running {
    /// Returns `true` if the person hears nothing and no input is expected.
    pub(super) fn is_silent(&self) -> bool {
        matches!(self.activity, Activity::Pausing)
    }

    pub(super) fn finished(self, results: Map<String, Value>) -> Finished {
        Finished { queued: self.queued, leg: self.leg, results }
    }
}

impl Call {
    /// Starts a valid action.
    pub(super) async fn run(&mut self, queued: &Queued, leg: usize, action: Action) -> Started {
        // An outbound call is answered by its person instead.
        if answers(&action) && self.legs[leg].direction == Direction::Inbound {
            self.answer(leg);
        }
        let started = match action {
            Action::Speak(speak) => self.say(&speak.speech).map(|played| {
                self.play(leg, &played);
                self.clock.after(played.length, Due::Action(Timer::Over));
                Some(Activity::Playing { terminators: String::new() })
            }),
            Action::PlayAudio(play) => self.load(&play.audio_source).map(|played| {
                let repeat = play.repeat.unwrap_or(1);
                self.play(leg, &played);
                self.clock.after(played.length, Due::Action(Timer::HeardOnce));
                self.clock.after(played.length.saturating_mul(repeat), Due::Action(Timer::Over));
                let terminators = play.playback_terminators.as_ref().map_or("", Keys::as_str);
                Some(Activity::Playing { terminators: terminators.to_owned() })
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
                self.clock.after(pause.duration, Due::Action(Timer::Over));
                Ok(Some(Activity::Pausing))
            }
            Action::ReceiveDigits(receive) => {
                return self.listen(queued, leg, &receive);
            }
            Action::SendDigits(send) => Tones::new(send.digits.as_str(), send.tone_duration)
                .map_err(|_| Refusal::parameter("Digits parameter value is invalid."))
                .map(|tones| {
                    self.clock.after(tones.length, Due::Action(Timer::Over));
                    let keys = tones.keys.iter().map(|(_, key)| *key).collect();
                    Some(Activity::Sending { keys })
                }),
            Action::RecordAudio(record) => Ok(Some(self.record(leg, &record))),
            Action::CallAndBridge(bridge) => self.call_out(&bridge).map(Some),
            Action::JoinChimeMeeting(join) => self.join(&join).map(|()| None),
            Action::ModifyChimeMeetingAttendees(modify) => {
                self.check_meeting(leg, &modify).map(|()| None)
            }
            Action::StartCallRecording(start) => {
                return match self.start_tape(leg, &start) {
                    Ok(results) => Started::Done(Finished { queued: queued.clone(), leg, results }),
                    Err(refusal) => Started::Failed(refusal),
                };
            }
            Action::PauseCallRecording(PauseCallRecording { .. }) => {
                self.pause_tape(leg, true).map(|()| None)
            }
            Action::ResumeCallRecording(_) => self.pause_tape(leg, false).map(|()| None),
            Action::StopCallRecording(_) => self.stop_tape(leg).map(|()| None),
            Action::StartBotConversation(start) => {
                self.start_conversation(leg, &start).map(|talk| Some(Activity::Talking(talk)))
            }
            // VoiceFocus succeeds immediately. Hangup is handled before.
            _ => Ok(None),
        };
        match started {
            Ok(Some(activity)) => {
                self.running = Some(Running { queued: queued.clone(), leg, activity });
                Started::Runs
            }
            Ok(None) => {
                Started::Done(Finished { queued: queued.clone(), leg, results: Map::new() })
            }
            Err(refusal) => Started::Failed(refusal),
        }
    }

    /// Handles a timer of the running action.
    pub(super) async fn timer_fired(&mut self, timer: Timer) {
        let now = self.now();
        let Some(running) = &mut self.running else { return };
        match (&mut running.activity, timer) {
            // A bot waits without a limit, as the sources don't give Lex's timeout.
            (_, Timer::HeardOnce) | (Activity::Talking(_), _) => {}
            (Activity::Collecting { collector, .. }, Timer::PromptOver) => {
                collector.prompt_ended(now);
                self.expect_key();
            }
            (Activity::Collecting { collector, .. }, Timer::NoKey) => {
                let outcome = collector.expired(now);
                self.collected(outcome).await;
            }
            (Activity::Recording { .. }, Timer::Silence) => self.check_silence().await,
            (Activity::Recording { .. }, _) => self.recorded(None).await,
            (Activity::Sending { keys }, _) => {
                let (keys, leg) = (keys.clone(), running.leg);
                self.send_keys(leg, &keys);
                self.succeed(Map::new()).await;
            }
            (Activity::Calling { far_end }, Timer::RungOut) => {
                let far_end = *far_end;
                self.not_answered(far_end, 480).await;
            }
            _ => self.succeed(Map::new()).await,
        }
    }

    /// Returns the clip of a text.
    pub(super) fn say(&self, speech: &Speech) -> Result<Clip, Refusal> {
        if self.polly_denied {
            return Err(Refusal::new(ErrorType::AccessDenied, "Role for Amazon Polly is missing."));
        }
        let is_ssml = speech.text_type == Some(TextType::Ssml);
        let engine = speech.engine.as_ref().unwrap_or(&Engine::Standard);
        let spoken = speech::speak(speech.text.as_str(), is_ssml, engine).map_err(|error| {
            Refusal::parameter(format!("Text parameter value is invalid: {error}."))
        })?;
        Ok(Clip { prompt: Prompt::Speech(spoken.text), length: spoken.length })
    }

    pub(super) fn load(&self, file: &AudioFile) -> Result<Clip, Refusal> {
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
        Ok(Clip { prompt: Prompt::Audio(format!("{bucket}/{key}")), length })
    }

    /// Starts to play a clip on a leg.
    pub(super) fn play(&mut self, leg: usize, played: &Clip) {
        let (leg, ends) = (self.legs[leg].tag, self.now().saturating_add(played.length));
        self.note(Happening::Hears { leg, prompt: played.prompt.clone() });
        self.heard.push(HeardPrompt { leg, prompt: played.prompt.clone(), ends, is_cut: false });
    }

    /// Stops the clip that plays on a leg.
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
        prompt: Clip,
        failure: Option<Clip>,
    ) -> Result<Activity, Refusal> {
        let mut collector = Collector::new(collection, &self.world.profile)
            .map_err(|_| Refusal::parameter("The InputDigitsRegex parameter is invalid."))?;
        self.play(leg, &prompt);
        collector.prompt_started();
        self.clock.after(prompt.length, Due::Action(Timer::PromptOver));
        Ok(Activity::Collecting { collector, prompt, failure })
    }

    /// Schedules the deadline of the collection.
    fn expect_key(&mut self) {
        self.clock.retain(|due| !matches!(due, Due::Action(_)));
        let Some(Running { activity: Activity::Collecting { collector, .. }, .. }) = &self.running
        else {
            return;
        };
        if let Some(deadline) = collector.deadline() {
            self.clock.at(deadline, Due::Action(Timer::NoKey));
        }
    }

    /// Handles the result of a key or deadline of the collection.
    pub(super) async fn collected(&mut self, outcome: Outcome) {
        let Some(Running {
            leg,
            activity: Activity::Collecting { collector, prompt, failure },
            ..
        }) = &mut self.running
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
                self.clock.after(prompt.length, Due::Action(Timer::PromptOver));
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

    /// Reschedules the deadline of the collection after a key, unless the prompt plays.
    fn expect_key_after_prompt(&mut self) {
        let prompts = self.clock.due().any(|due| matches!(due, Due::Action(Timer::PromptOver)));
        if !prompts {
            self.expect_key();
        }
    }
}

/// Returns `true` if an action answers a new call.
///
/// The first five are documented. A bot and a meeting are the simulator's choice; so is a bridge, which
/// answers together with the far end.
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

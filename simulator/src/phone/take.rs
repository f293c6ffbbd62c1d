//! Takes steps: lets the call continue until an expectation is met, and acts for people.
//!
//! Depends on the model of the call.

use std::time::Duration;

use offhook::Leg;

use super::{Phone, StepError};
use crate::driver::{CallMade, Heard, VirtualCall, side};
use crate::step::{COMMA, KEY, REACTION};
use crate::{FarEnd, Happening, Prompt, Step};

/// The time for which a phone rings before it is answered.
const RINGS: Duration = Duration::from_secs(2);

/// The positions up to which expectations have been met, so that nothing meets two of them.
#[derive(Debug, Default)]
pub(super) struct Cursors {
    heard: [usize; 2],
    /// The prompts that were heard last.
    last_heard: [Option<usize>; 2],
    keys: [usize; 2],
    meetings: usize,
    recordings: usize,
}

/// The reason why a step failed.
type Reason = String;

impl Phone {
    pub(super) async fn try_step(&mut self, step: &Step) -> Result<(), StepError> {
        let result = match step {
            Step::Hears(text) => self.hear(Leg::A, text, true).await,
            Step::StartsHearing(text) => self.hear(Leg::A, text, false).await,
            Step::InVoice(voice) => self.heard_in(Leg::A, voice),
            Step::Presses(keys) => self.press_keys(Leg::A, keys).await,
            Step::Says(words) => self.say(Leg::A, words).await,
            Step::BotConcludes(intent) => self.bot_is_done(intent).await,
            Step::Waits(time) => {
                self.wait(*time).await;
                Ok(())
            }
            Step::HangsUp => self.hang_up(Leg::A).await,
            Step::IsHungUp => self.hung_up_on(Leg::A, None).await,
            Step::Called(step) => self.called_person(None, step).await,
            Step::BridgedTo(number, step) => self.called_person(Some(number), step).await,
            Step::JoinsMeeting(wanted) => self.join(wanted.as_deref()).await,
            Step::MeetingEnds => self.end_meeting().await,
            Step::Updates(arguments) => {
                self.wait(REACTION).await;
                if self.call.is_all_gone() {
                    Err("the transaction no longer exists: the call is over".to_owned())
                } else {
                    self.call.act(|call| call.update(arguments.clone())).await;
                    Ok(())
                }
            }
            Step::NextEvent(fault) => {
                self.call.act(|call| call.next_event(*fault)).await;
                Ok(())
            }
            Step::UnknownEvent(event) => {
                if self.call.is_all_gone() {
                    Err("the call is over".to_owned())
                } else {
                    self.call.act(|call| call.send_unknown_event(event)).await;
                    Ok(())
                }
            }
            Step::IsRecorded(key) => self.recorded_as(key).await,
        };
        result.map_err(|instead| StepError {
            step: step.to_string(),
            instead: format!("{instead}; {}", self.call.state()),
            ladder: self.transcript().to_string(),
            location: None,
        })
    }

    /// Lets the call continue until the condition is met. Returns `None` if it is not.
    async fn until<T>(&mut self, met: impl Fn(&VirtualCall) -> Option<T>) -> Option<T> {
        let by = self.call.now().saturating_add(self.patience);
        loop {
            if let Some(found) = met(&self.call) {
                return Some(found);
            }
            if !self.call.step(by).await {
                return None;
            }
        }
    }

    /// Lets time pass.
    async fn wait(&mut self, time: Duration) {
        let until = self.call.now().saturating_add(time);
        while self.call.step(until).await {}
        self.call.pass(until);
    }

    async fn hear(&mut self, leg: Leg, text: &str, to_its_end: bool) -> Result<(), Reason> {
        let from = self.cursors.heard[side(leg)];
        let matches = |call: &VirtualCall, heard: &Heard| {
            let is_heard = !to_its_end || !heard.is_cut && heard.ends <= call.now();
            heard.leg == leg && is_heard && contains(&heard.prompt, text)
        };
        let found = self
            .until(|call| (from..call.heard().len()).find(|at| matches(call, &call.heard()[*at])));
        if let Some(at) = found.await {
            // The end of this prompt can still be expected after its beginning.
            self.cursors.heard[side(leg)] = at + usize::from(to_its_end);
            self.cursors.last_heard[side(leg)] = Some(at);
            return Ok(());
        }
        let others: Vec<String> = self.call.heard()[from..]
            .iter()
            .filter(|heard| heard.leg == leg)
            .map(|heard| match &heard.prompt {
                Prompt::Speech(spoken) => format!("{:?}", spoken.text),
                Prompt::Audio { bucket, key } => format!("{bucket}/{key}"),
            })
            .collect();
        let heard = if others.is_empty() { "nothing".to_owned() } else { others.join(", then ") };
        Err(format!("{} heard {heard}", person(leg)))
    }

    /// Checks the voice of the last expected prompt.
    fn heard_in(&self, leg: Leg, wanted: &str) -> Result<(), Reason> {
        /// Polly's voice where none is given.
        const DEFAULT: &str = "Joanna";
        let last = self.cursors.last_heard[side(leg)].ok_or("expect a prompt before its voice")?;
        match &self.call.heard()[last].prompt {
            Prompt::Audio { bucket, key } => Err(format!("{bucket}/{key} has no voice")),
            Prompt::Speech(spoken) => {
                let voice = spoken.voice.as_deref().unwrap_or(DEFAULT);
                if voice == wanted { Ok(()) } else { Err(format!("the voice was {voice}")) }
            }
        }
    }

    async fn press_keys(&mut self, leg: Leg, keys: &str) -> Result<(), Reason> {
        let is_key = |key: &char| offhook_service::is_key(*key) || *key == ',';
        if let Some(other) = keys.chars().find(|key| !is_key(key)) {
            return Err(format!("expected 0-9, *, #, A-D or a comma, found {other:?}"));
        }
        self.act(leg).await?;
        let pressed = keys.chars().filter(|key| *key != ',').collect();
        self.call.act(|call| call.note(Happening::Presses { leg, keys: pressed })).await;
        for (place, key) in keys.chars().enumerate() {
            if key == ',' {
                self.wait(COMMA).await;
                continue;
            }
            if place > 0 {
                self.wait(KEY).await;
            }
            self.call.act(|call| call.presses(leg, key)).await;
        }
        Ok(())
    }

    async fn say(&mut self, leg: Leg, words: &str) -> Result<(), Reason> {
        self.act(leg).await?;
        let length = self.call.act(|call| call.says(leg, words)).await;
        self.wait(length).await;
        Ok(())
    }

    async fn bot_is_done(&mut self, intent: &offhook::action::bot::Intent) -> Result<(), Reason> {
        let talks = self.until(|call| call.bot_talks().then_some(())).await;
        talks.ok_or("no bot conversation started")?;
        self.act(Leg::A).await?;
        if !self.call.bot_talks() {
            return Err("the bot conversation has ended".to_owned());
        }
        self.call.act(|call| call.concludes(intent.clone())).await;
        Ok(())
    }

    /// Lets a person's reaction time pass, and checks that their leg is still connected.
    async fn act(&mut self, leg: Leg) -> Result<(), Reason> {
        self.wait(REACTION).await;
        if self.call.legs_up().contains(&leg) {
            return Ok(());
        }
        Err(format!("{} is not connected", person(leg)))
    }

    async fn hang_up(&mut self, leg: Leg) -> Result<(), Reason> {
        self.wait(REACTION).await;
        let is_there = match leg {
            Leg::A => !self.call.caller_is_gone(),
            Leg::B => self.call.legs_up().contains(&leg),
        };
        if !is_there {
            return Err(format!("{} is not connected", person(leg)));
        }
        self.call.act(|call| call.hangs_up(leg)).await;
        if leg == Leg::A {
            self.go_on().await;
        }
        Ok(())
    }

    async fn end_meeting(&mut self) -> Result<(), Reason> {
        self.wait(REACTION).await;
        if !self.call.is_in_meeting() {
            return Err("the caller is not in a meeting".to_owned());
        }
        self.call.act(|call| call.hangs_up(Leg::B)).await;
        Ok(())
    }

    async fn hung_up_on(&mut self, leg: Leg, number: Option<&str>) -> Result<(), Reason> {
        let hung_up = |what: &Happening| matches!(what, Happening::Disconnected { leg: of, given_up: false, .. } if *of == leg);
        let ended = self.ended(number, hung_up).await;
        ended.ok_or_else(|| format!("{} was not hung up", person(leg)))
    }

    async fn cancelled(&mut self, leg: Leg, number: Option<&str>) -> Result<(), Reason> {
        let cancelled = |what: &Happening| matches!(what, Happening::NotAnswered { leg: of, code: 487 } if *of == leg);
        let ended = self.ended(number, cancelled).await;
        ended.ok_or_else(|| format!("the call to {} was not cancelled", person(leg)))
    }

    /// Lets the call continue until this happens to LEG-A, or to the person at a bridged number.
    async fn ended(
        &mut self,
        number: Option<&str>,
        happens: impl Fn(&Happening) -> bool,
    ) -> Option<()> {
        let rings_at = |what: &Happening, number: Option<&str>| matches!(what, Happening::Rings { leg: Leg::B, to } if number.is_none_or(|it| it == to));
        let ended = self.until(|call| {
            let entries = &call.transcript().entries;
            let Some(number) = number else {
                return entries.iter().any(|entry| happens(&entry.what)).then_some(());
            };
            let rings = entries.iter().rposition(|entry| rings_at(&entry.what, Some(number)))?;
            // Entries after the next bridge are about another person.
            let mut own =
                entries[rings + 1..].iter().take_while(|entry| !rings_at(&entry.what, None));
            own.any(|entry| happens(&entry.what)).then_some(())
        });
        ended.await?;
        if number.is_none() {
            self.go_on().await;
        }
        Some(())
    }

    /// Takes a step of a called person.
    async fn called_person(&mut self, number: Option<&str>, step: &FarEnd) -> Result<(), Reason> {
        let leg = if number.is_some() { Leg::B } else { Leg::A };
        let code = match step {
            FarEnd::Presses(keys) => {
                self.press_keys(leg, keys).await?;
                return self.is_on_the_phone(number);
            }
            FarEnd::Says(words) => {
                self.say(leg, words).await?;
                return self.is_on_the_phone(number);
            }
            FarEnd::HangsUp => {
                self.hang_up(leg).await?;
                return self.is_on_the_phone(number);
            }
            FarEnd::Hears(text) => {
                self.hear(leg, text, true).await?;
                return self.was_called(number);
            }
            FarEnd::InVoice(voice) => return self.heard_in(leg, voice),
            FarEnd::WithHeader(name, value) => {
                return self.was_dialled_with(number, value, |made| made.headers.get(name)).await;
            }
            FarEnd::WithCallerId(caller_id) => {
                return self
                    .was_dialled_with(number, caller_id, |made| Some(&made.caller_id))
                    .await;
            }
            FarEnd::HearsKeys(keys) => {
                self.hear_keys(leg, keys).await?;
                return self.was_called(number);
            }
            FarEnd::IsHungUp => return self.hung_up_on(leg, number).await,
            FarEnd::IsCancelled => return self.cancelled(leg, number).await,
            FarEnd::Answers
            | FarEnd::RingsOut
            | FarEnd::IsBusy
            | FarEnd::Refuses
            | FarEnd::IsUnreachable => step.rejection(),
        };
        let rings = self.until(|call| call.ringing_at(number)).await;
        let ringing = rings.ok_or_else(|| match self.call.numbers_called() {
            none if none.is_empty() => "the application called no number".to_owned(),
            others => format!("it is not ringing; the application called {}", others.join(", ")),
        })?;
        self.call.act(|call| call.cancel_reaction(ringing)).await;
        if *step == FarEnd::RingsOut {
            let gone = self.until(|call| call.is_gone(ringing).then_some(())).await;
            return gone.ok_or_else(|| "it is still ringing".to_owned());
        }
        self.wait(RINGS).await;
        if self.call.is_gone(ringing) {
            return Err("it stopped ringing".to_owned());
        }
        self.call
            .act(|call| match code {
                None => call.answers(ringing),
                Some(code) => call.ends(ringing, code),
            })
            .await;
        Ok(())
    }

    /// Checks that LEG-B is this number, unless the step is for LEG-A.
    fn is_on_the_phone(&self, number: Option<&str>) -> Result<(), Reason> {
        let other = self.call.far_end_number().filter(|to| number.is_some_and(|it| it != *to));
        other.map_or(Ok(()), |to| Err(format!("the far end was {to}")))
    }

    /// Expects that the application calls this number, and checks what it sent.
    async fn was_dialled_with(
        &mut self,
        number: Option<&str>,
        wanted: &str,
        sent: impl Fn(&CallMade) -> Option<&str>,
    ) -> Result<(), Reason> {
        let made = self.until(|call| call.last_call_made(number).cloned()).await;
        let Some(made) = made else {
            self.was_called(number)?;
            return Err("the application called no number".to_owned());
        };
        match sent(&made) {
            Some(found) if found == wanted => Ok(()),
            Some(found) => Err(format!("it was {found}")),
            None => Err("it was not sent".to_owned()),
        }
    }

    /// Checks that the application has called this number.
    fn was_called(&self, number: Option<&str>) -> Result<(), Reason> {
        let called = self.call.numbers_called();
        if number.is_none_or(|number| called.contains(&number)) {
            return Ok(());
        }
        Err(format!("the application called {}", called.join(", ")))
    }

    async fn hear_keys(&mut self, leg: Leg, keys: &str) -> Result<(), Reason> {
        let from = self.cursors.keys[side(leg)];
        let found = self.until(|call| {
            let heard = call.keys_heard();
            (from..heard.len()).find(|at| heard[*at].0 == leg && heard[*at].1 == keys)
        });
        let at = found.await.ok_or("these keys were not sent")?;
        self.cursors.keys[side(leg)] = at + 1;
        Ok(())
    }

    async fn join(&mut self, wanted: Option<&str>) -> Result<(), Reason> {
        let from = self.cursors.meetings;
        let found = self.until(|call| {
            let joined = call.meetings_joined();
            (from..joined.len()).find(|at| wanted.is_none() || joined[*at].as_deref() == wanted)
        });
        self.cursors.meetings = found.await.ok_or("the caller did not join it")? + 1;
        Ok(())
    }

    async fn recorded_as(&mut self, key: &str) -> Result<(), Reason> {
        let from = self.cursors.recordings;
        let found = self.until(|call| {
            let recordings = call.recordings();
            let name = |at: usize| format!("{}/{}", recordings[at].bucket, recordings[at].key);
            (from..recordings.len()).find(|at| name(*at).contains(key))
        });
        self.cursors.recordings = found.await.ok_or("no recording with this key was stored")? + 1;
        Ok(())
    }
}

fn person(leg: Leg) -> &'static str {
    match leg {
        Leg::A => "the caller",
        Leg::B => "the far end",
    }
}

/// Collapses whitespace and lowercases.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Returns `true` if a prompt contains this text, whatever the whitespace and case of both.
pub(crate) fn contains(prompt: &Prompt, wanted: &str) -> bool {
    let is_in = |text: &str| text.contains(wanted) || plain(text).contains(&plain(wanted));
    match prompt {
        Prompt::Speech(spoken) => is_in(&spoken.text),
        Prompt::Audio { bucket, key } => is_in(&format!("{bucket}/{key}")),
    }
}

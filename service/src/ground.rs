//! The state that all parts of a call share: the time, the legs, the open media commands and the
//! outputs.
//!
//! Depends on `leg`, `media`, `output` and `profile`.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::time::Duration;

use offhook::call::Direction;
use offhook::{Leg as Tag, SipHeaders};

use crate::leg::{Leg, Legs, State};
use crate::media::Media;
use crate::{
    Command, Entry, Extension, Happening, LegId, MediaId, Output, Prompt, Settings, Sound, Time,
    milliseconds,
};

/// The SIP response of a leg that is cancelled while it rings.
pub(crate) const CANCELLED: u16 = 487;

/// The shared state of a call.
pub(crate) struct Ground {
    pub(crate) now: Time,
    pub(crate) settings: Settings,
    pub(crate) legs: Legs,
    /// The call as an event shows it.
    pub(crate) call: offhook::Call,
    pub(crate) media: Media,
    /// Recordings so far: each key has its number.
    recordings: u64,
    ids: Box<dyn FnMut() -> String + Send>,
    outputs: VecDeque<Output>,
    entries: u64,
}

impl Ground {
    pub(crate) fn new(settings: Settings, ids: Box<dyn FnMut() -> String + Send>) -> Self {
        Self {
            now: Time::ZERO,
            call: offhook::Call::inbound(&settings.from, &settings.to)
                .with_transaction_id(&settings.transaction_id)
                .with_sip_media_application_id(&settings.sip_media_application_id),
            settings,
            legs: Legs::new(),
            media: Media::default(),
            recordings: 0,
            ids,
            outputs: VecDeque::new(),
            entries: 0,
        }
    }

    pub(crate) fn poll(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    pub(crate) fn output(&mut self, output: Output) {
        self.outputs.push_back(output);
    }

    pub(crate) fn command(&mut self, command: Command) {
        self.output(Output::Media(command));
    }

    pub(crate) fn note(&mut self, what: Happening) {
        self.entries += 1;
        let entry = Entry { number: self.entries, at: milliseconds::whole(self.now), what };
        self.output(Output::Happened(entry));
    }

    pub(crate) fn remark(&mut self, text: impl Into<Cow<'static, str>>) {
        self.note(Happening::Note { text: text.into() });
    }

    pub(crate) fn tag(&self, leg: LegId) -> Tag {
        self.legs.leg(leg).tag
    }

    /// Makes a leg that rings.
    pub(crate) fn add_leg(
        &mut self,
        tag: Tag,
        direction: Direction,
        (from, to): (&str, &str),
        headers: SipHeaders,
    ) -> LegId {
        let call_id = (self.ids)();
        let (from, to, began) = (from.to_owned(), to.to_owned(), self.now);
        let state = State::Ringing;
        let leg = self.legs.add(Leg { call_id, tag, from, to, direction, headers, began, state });
        self.set_state(leg, state);
        leg
    }

    /// Sets the state of a leg, and what events show of it.
    pub(crate) fn set_state(&mut self, leg: LegId, state: State) {
        let leg = self.legs.leg_mut(leg);
        leg.state = state;
        if leg.is_shown() {
            let participant = leg.participant(self.settings.epoch_ms);
            self.call.change(|call| call.with_participant(participant));
        }
    }

    /// Marks a leg as answered.
    pub(crate) fn answered(&mut self, leg: LegId) {
        if self.legs.leg(leg).is_ringing() {
            self.set_state(leg, State::Up);
            let leg = self.tag(leg);
            self.note(Happening::Answered { leg });
        }
    }

    /// Answers a leg of an inbound call that still rings.
    pub(crate) fn answer(&mut self, leg: LegId) {
        let state = self.legs.leg(leg);
        if state.is_ringing() && state.direction == Direction::Inbound {
            self.command(Command::Answer { leg });
            self.answered(leg);
        }
    }

    /// Stops the ringing of a phone.
    pub(crate) fn cancel(&mut self, leg: LegId, code: u16) {
        self.command(Command::Hangup { leg, code: 0 });
        self.not_answered(leg, code);
    }

    /// Marks a leg that rings as not answered.
    pub(crate) fn not_answered(&mut self, leg: LegId, code: u16) {
        self.set_state(leg, State::Gone { was_up: false });
        let leg = self.tag(leg);
        self.note(Happening::NotAnswered { leg, code });
    }

    pub(crate) fn play(&mut self, leg: LegId, sound: Sound, repeat: Option<u32>) -> MediaId {
        let id = self.media.open_repeated(leg, repeat);
        self.command(Command::Play { id, leg, sound, repeat });
        id
    }

    pub(crate) fn load(&mut self, leg: LegId, sound: Sound) -> MediaId {
        let id = self.media.open(leg, false);
        self.command(Command::Load { id, leg, sound });
        id
    }

    pub(crate) fn extension(&mut self, leg: LegId, extension: Extension) -> MediaId {
        let id = self.media.open(leg, false);
        self.command(Command::Extension { id, leg, extension });
        id
    }

    /// A prompt begins, on the leg of its command.
    pub(crate) fn heard(&mut self, id: MediaId, prompt: Prompt, length: Duration) {
        let now = self.now;
        let Some(open) = self.media.get_mut(id) else { return };
        let repeat = open.repeat;
        let plays = repeat.map_or(Time::MAX, |repeat| length.saturating_mul(repeat));
        open.heard_until = Some(now.saturating_add(plays));
        let leg = self.legs.leg(open.leg).tag;
        self.note(Happening::Hears { leg, prompt, length: milliseconds::whole(length), repeat });
    }

    /// Ends an open command. It is forgotten, unless it leaves a recording.
    pub(crate) fn stop(&mut self, id: MediaId) {
        match self.media.get_mut(id) {
            None => return,
            Some(open) if open.records => {}
            Some(_) => self.cut_short(id),
        }
        self.command(Command::Stop { id });
    }

    /// Forgets what a leg that has ended was about to hear.
    pub(crate) fn forget_media_of(&mut self, leg: LegId) {
        for id in self.media.on(leg) {
            self.cut_short(id);
        }
    }

    fn cut_short(&mut self, id: MediaId) {
        let Some(open) = self.media.close(id) else { return };
        if open.heard_until.is_some_and(|until| until > self.now) {
            let leg = self.tag(open.leg);
            self.note(Happening::CutShort { leg });
        }
    }

    /// The number of the next recording of the call, from 1.
    pub(crate) fn next_recording(&mut self) -> u64 {
        self.recordings += 1;
        self.recordings
    }

    /// Milliseconds since 1970 at this moment.
    pub(crate) fn epoch_ms(&self) -> u64 {
        let now = u64::try_from(self.now.as_millis()).unwrap_or(u64::MAX);
        self.settings.epoch_ms.saturating_add(now)
    }
}

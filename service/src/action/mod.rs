//! The actions: start, reaction to stimuli, end.
//!
//! An action works on a borrowed [`Ground`]. It depends neither on the list, nor on events, nor on
//! other actions.

mod audio;
mod bot;
mod bridge;
mod call_recording;
mod check;
mod collector;
mod get_digits;
mod listener;
mod meeting;
mod pause;
mod queued;
mod receive_digits;
mod record;
mod send_digits;
mod stimulus;
mod voice_focus;

use offhook::action::Action;

use crate::ground::Ground;
use crate::{LegId, MediaId, Refusal, Time};

pub(crate) use self::call_recording::CallRecordings;
pub(crate) use self::queued::Queued;
pub(crate) use self::receive_digits::Listeners;
use self::stimulus::one;
pub(crate) use self::stimulus::{Reaction, Results, Stimulus};
use self::{
    audio::Playing, bot::Talking, bridge::Dialling, get_digits::Collecting, meeting::Joining,
    meeting::Muting, pause::Pausing, record::Recording, send_digits::Sending,
};

/// An action that has succeeded.
#[derive(Clone, Debug)]
pub(crate) struct Finished {
    pub(crate) queued: Queued,
    pub(crate) leg: LegId,
    pub(crate) results: Results,
}

/// The action that runs.
#[derive(Debug)]
pub(crate) struct Running {
    pub(crate) queued: Queued,
    pub(crate) leg: LegId,
    state: State,
}

/// The state of a running action.
#[derive(Debug)]
enum State {
    Playing(Playing),
    Pausing(Pausing),
    Collecting(Box<Collecting>),
    Recording(Recording),
    CallRecording(MediaId),
    Sending(Sending),
    Dialling(Box<Dialling>),
    Joining(Joining),
    Muting(Muting),
    Talking(Talking),
    /// VoiceFocus.
    Waiting(MediaId),
}

/// The result of starting an action.
#[derive(Debug)]
pub(crate) enum Started {
    Runs(Running),
    Done(Finished),
    /// It hangs up its leg with this code, which takes every part of the call.
    HangUp(Finished, u16),
    Fails(Queued, Refusal),
}

/// Starts an action.
pub(crate) fn start(
    queued: Queued,
    ground: &mut Ground,
    listeners: &mut Listeners,
    recordings: &mut CallRecordings,
) -> Started {
    let result = check::check(&queued, &ground.settings.profile).and_then(|action| {
        let leg = queued.target(ground)?;
        if answers(&action) {
            ground.answer(leg);
        }
        begin(action, &queued, leg, ground, listeners, recordings).map(|begun| (leg, begun))
    });
    match result {
        Ok((leg, Begun::Runs(state))) => Started::Runs(Running { queued, leg, state }),
        Ok((leg, Begun::Done(results))) => Started::Done(Finished { queued, leg, results }),
        Ok((leg, Begun::HangUp(code))) => {
            Started::HangUp(Finished { queued, leg, results: Results::new() }, code)
        }
        Err(refusal) => Started::Fails(queued, refusal),
    }
}

enum Begun {
    Runs(State),
    Done(Results),
    HangUp(u16),
}

fn begin(
    action: Action,
    queued: &Queued,
    leg: LegId,
    ground: &mut Ground,
    listeners: &mut Listeners,
    recordings: &mut CallRecordings,
) -> Result<Begun, Refusal> {
    let done = || Begun::Done(Results::new());
    Ok(match action {
        Action::Speak(speak) => Begun::Runs(State::Playing(audio::speak(speak, leg, ground))),
        Action::PlayAudio(play) => Begun::Runs(State::Playing(audio::play(play, leg, ground))),
        Action::SpeakAndGetDigits(get) => {
            Begun::Runs(State::Collecting(Box::new(get_digits::speak(get, leg, ground)?)))
        }
        Action::PlayAudioAndGetDigits(get) => {
            Begun::Runs(State::Collecting(Box::new(get_digits::play(get, leg, ground)?)))
        }
        Action::Pause(pause) => Begun::Runs(State::Pausing(pause::start(&pause, ground))),
        Action::ReceiveDigits(receive) => {
            listeners.start(queued, &receive, leg, ground)?;
            Begun::Done(one("ReceivedDigits", ""))
        }
        Action::SendDigits(send) => {
            Begun::Runs(State::Sending(send_digits::start(&send, leg, ground)))
        }
        Action::RecordAudio(record) => {
            Begun::Runs(State::Recording(record::start(&record, leg, ground)))
        }
        Action::CallAndBridge(bridge) => {
            Begun::Runs(State::Dialling(Box::new(bridge::start(bridge, leg, ground)?)))
        }
        Action::JoinChimeMeeting(join) => {
            Begun::Runs(State::Joining(meeting::join(&join, leg, ground)?))
        }
        Action::ModifyChimeMeetingAttendees(modify) => {
            Begun::Runs(State::Muting(meeting::modify(&modify, leg, ground)?))
        }
        Action::StartCallRecording(start) => {
            Begun::Runs(State::CallRecording(recordings.start(&start, leg, ground)?))
        }
        Action::PauseCallRecording(_) => {
            recordings.pause(leg, true, ground)?;
            done()
        }
        Action::ResumeCallRecording(_) => {
            recordings.pause(leg, false, ground)?;
            done()
        }
        Action::StopCallRecording(_) => {
            recordings.stop(leg, ground)?;
            done()
        }
        Action::StartBotConversation(start) => {
            Begun::Runs(State::Talking(bot::start(start, leg, ground)?))
        }
        Action::VoiceFocus(focus) => {
            Begun::Runs(State::Waiting(voice_focus::start(&focus, leg, ground)))
        }
        Action::Hangup(hangup) => Begun::HangUp(hangup.sip_response_code.unwrap_or(0)),
        // The enum grows with the protocol, which is frozen.
        _ => return Err(Refusal::system()),
    })
}

/// Returns `true` if an action answers a new call. The documentation says so of the first five; a bot and a
/// meeting are our choice. A bridge answers when the far end does, also by our choice.
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

impl Running {
    /// Lets the action react.
    pub(crate) fn on(
        &mut self,
        stimulus: Stimulus<'_>,
        ground: &mut Ground,
        recordings: &mut CallRecordings,
    ) -> Reaction {
        let leg = self.leg;
        match &mut self.state {
            State::Playing(playing) => playing.on(stimulus, leg, ground),
            State::Pausing(pausing) => pausing.on(stimulus, ground),
            State::Collecting(collecting) => collecting.on(stimulus, leg, ground),
            State::Recording(recording) => recording.on(stimulus, leg, ground),
            State::CallRecording(id) => recordings.on(stimulus, *id),
            State::Sending(sending) => sending.on(stimulus, leg, ground),
            State::Dialling(dialling) => dialling.on(stimulus, leg, ground),
            State::Joining(joining) => joining.on(stimulus, ground),
            State::Muting(muting) => muting.on(stimulus),
            State::Talking(talking) => talking.on(stimulus, leg, ground),
            State::Waiting(id) => voice_focus::on(stimulus, *id),
        }
    }

    /// When it wants a [`Stimulus::Tick`].
    pub(crate) fn deadline(&self) -> Option<Time> {
        match &self.state {
            State::Pausing(pausing) => Some(pausing.until),
            State::Collecting(collecting) => collecting.deadline(),
            State::Dialling(dialling) => dialling.deadline(),
            _ => None,
        }
    }

    /// Ends it before its time, because of a call update or because its leg is gone. Returns what it
    /// has got so far, if that is of use.
    pub(crate) fn stop(&mut self, ground: &mut Ground) -> Option<Results> {
        match &mut self.state {
            State::Playing(Playing { id, .. })
            | State::Joining(Joining { id, .. })
            | State::Muting(Muting { id })
            | State::Waiting(id)
            | State::Talking(Talking { id })
            | State::Sending(Sending { id, .. }) => ground.stop(*id),
            State::Collecting(collecting) => collecting.stop(ground),
            State::Recording(recording) => return Some(recording.stop(ground)),
            State::Dialling(dialling) => dialling.stop(ground),
            State::Pausing(_) | State::CallRecording(_) => {}
        }
        None
    }

    /// Returns `true` if a bot talks with the caller.
    pub(crate) fn is_bot(&self) -> bool {
        matches!(self.state, State::Talking(_))
    }
}

//! CallAndBridge.

use std::time::Duration;

use offhook::Leg;
use offhook::action::{CallAndBridge, Sensitive};
use offhook::call::Direction;

use super::stimulus::{Reaction, Results, Stimulus};
use crate::ground::{CANCELLED, Ground};
use crate::leg::{Link, State};
use crate::{Command, Happening, LegId, MediaId, Refusal, Sound, Time};

/// `CallTimeoutSeconds` by default.
const TIMEOUT: Duration = Duration::from_secs(30);

#[derive(Debug)]
pub(super) struct Dialling {
    bridge: CallAndBridge,
    phase: Phase,
}

#[derive(Clone, Copy, Debug)]
enum Phase {
    /// The ringback tone is being loaded.
    Loading(MediaId),
    /// The far end rings.
    Ringing { leg_b: LegId, ringback: Option<MediaId>, until: Time },
}

pub(super) fn start(
    bridge: CallAndBridge,
    leg_a: LegId,
    ground: &mut Ground,
) -> Result<Dialling, Refusal> {
    if ground.legs.link != Link::None {
        // What the service says of a second bridge is undocumented.
        return Err(Refusal::not_on_this_call());
    }
    let caller_id = caller_id(&bridge);
    let leg = ground.legs.leg(leg_a);
    let is_own =
        ground.settings.numbers.contains(caller_id) || caller_id == leg.from || caller_id == leg.to;
    if !is_own {
        return Err(Refusal::parameter(
            "Provided caller ID number is invalid. Number must be owned by this AWS account, or be the From number of LEG-A.",
        ));
    }
    let mut connectors = bridge.endpoints.iter().filter_map(|endpoint| endpoint.arn.as_deref());
    if connectors.any(|arn| ground.settings.foreign_voice_connectors.contains(arn)) {
        return Err(Refusal::foreign());
    }
    let phase = match bridge.ringback_tone.clone() {
        Some(tone) => Phase::Loading(ground.load(leg_a, Sound::File(tone))),
        None => dial(&bridge, leg_a, ground),
    };
    Ok(Dialling { bridge, phase })
}

fn caller_id(bridge: &CallAndBridge) -> &str {
    bridge.caller_id_number.as_ref().map_or("", Sensitive::as_str)
}

fn dial(bridge: &CallAndBridge, leg_a: LegId, ground: &mut Ground) -> Phase {
    let from = caller_id(bridge).to_owned();
    let to = bridge.endpoints.first().map_or("", |endpoint| endpoint.uri.as_str()).to_owned();
    let headers = bridge.sip_headers.clone();
    let leg_b = ground.add_leg(Leg::B, Direction::Outbound, (&from, &to), headers.clone());
    ground.command(Command::Dial { leg: leg_b, from, to, headers });
    let tone = bridge.ringback_tone.clone();
    let ringback = tone.map(|tone| ground.play(leg_a, Sound::File(tone), None));
    let until = ground.now.saturating_add(bridge.call_timeout.unwrap_or(TIMEOUT));
    Phase::Ringing { leg_b, ringback, until }
}

impl Dialling {
    pub(super) fn on(
        &mut self,
        stimulus: Stimulus<'_>,
        leg_a: LegId,
        ground: &mut Ground,
    ) -> Reaction {
        let (leg_b, ringback, until) = match self.phase {
            Phase::Loading(own) => {
                return match stimulus {
                    Stimulus::Done { id } if id == own => {
                        self.phase = dial(&self.bridge, leg_a, ground);
                        Reaction::Wait
                    }
                    Stimulus::Failed { id, refusal } if id == own => {
                        Reaction::Failed(refusal.clone())
                    }
                    _ => Reaction::NotMine,
                };
            }
            Phase::Ringing { leg_b, ringback, until } => (leg_b, ringback, until),
        };
        match stimulus {
            Stimulus::Answered => {
                stop(ringback, ground);
                ground.answer(leg_a);
                ground.command(Command::Bridge { a: leg_a, b: leg_b });
                ground.legs.link = Link::Bridge;
                ground.note(Happening::Bridged);
                Reaction::Done(Results::new())
            }
            Stimulus::NotAnswered { code } => {
                stop(ringback, ground);
                ground.not_answered(leg_b, code);
                Reaction::Failed(Refusal::not_answered())
            }
            Stimulus::Tick if until <= ground.now => {
                stop(ringback, ground);
                ground.cancel(leg_b, 480);
                Reaction::Failed(Refusal::not_answered())
            }
            _ => Reaction::NotMine,
        }
    }

    pub(super) fn deadline(&self) -> Option<Time> {
        match self.phase {
            Phase::Loading(_) => None,
            Phase::Ringing { until, .. } => Some(until),
        }
    }

    /// Cancels the far end, which was never up, so that no event reports it.
    pub(super) fn stop(&mut self, ground: &mut Ground) {
        match self.phase {
            Phase::Loading(id) => ground.stop(id),
            Phase::Ringing { leg_b, ringback, .. } => {
                stop(ringback, ground);
                if ground.legs.leg(leg_b).state == State::Ringing {
                    ground.cancel(leg_b, CANCELLED);
                }
            }
        }
    }
}

fn stop(ringback: Option<MediaId>, ground: &mut Ground) {
    if let Some(id) = ringback {
        ground.stop(id);
    }
}

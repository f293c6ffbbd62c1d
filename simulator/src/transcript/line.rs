//! The visible part of each entry: an arrow or a note with its text, for ladders and diagrams.
//!
//! Depends on the [`Transcript`].

use std::collections::BTreeMap;
use std::time::Duration;

use offhook::Leg;
use offhook_service::sip_response;
use serde_json::Value;

use super::text::time;
use super::{Entry, Happening, Invoked, Prompt, Transcript, describe};

/// A column, from left to right.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Lane {
    /// The person on LEG-A.
    Caller,
    Service,
    Lambda,
    /// The person or meeting on LEG-B.
    FarEnd,
}

impl From<Leg> for Lane {
    fn from(leg: Leg) -> Self {
        match leg {
            Leg::A => Self::Caller,
            Leg::B => Self::FarEnd,
        }
    }
}

/// The shape of an entry.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Shape {
    /// An arrow from one lane to another.
    Arrow(Lane, Lane),
    /// A double arrow that connects the two people.
    Link,
    /// A text beside a lane, after this sign.
    Note(Lane, char),
}

/// The kind of an entry, which selects its colour.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Tone {
    /// An action of a person.
    Person,
    /// An action of the service.
    Service,
    Event,
    Reply,
    /// A remark.
    Quiet,
    Good,
    Warning,
    Bad,
}

/// The state of a leg.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum LegState {
    Gone,
    Ringing,
    Up,
}

/// A visible entry.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) at: Duration,
    pub(super) shape: Shape,
    pub(super) tone: Tone,
    /// The new state of a leg.
    pub(super) then: Option<(Leg, LegState)>,
    /// The paragraphs of its text.
    pub(super) text: Vec<String>,
}

/// The heading of a lane.
#[derive(Debug)]
pub(super) struct Party {
    pub(super) title: &'static str,
    /// A number or another name. Can be empty.
    pub(super) name: String,
}

/// A transcript prepared for drawing.
#[derive(Debug)]
pub(super) struct Scene {
    /// The parties in the order of the lanes. The far end is present only if there is a LEG-B.
    pub(super) parties: Vec<(Lane, Party)>,
    pub(super) lines: Vec<Line>,
}

impl Scene {
    pub(super) fn new(transcript: &Transcript) -> Self {
        let whats = || transcript.entries.iter().map(|entry| &entry.what);
        let mut script = Script::new(transcript);
        let without_far_end = |line: &Line| match line.shape {
            Shape::Arrow(from, to) => from.max(to) != Lane::FarEnd,
            Shape::Link => false,
            Shape::Note(lane, _) => lane != Lane::FarEnd,
        };
        let names_legs = !transcript
            .entries
            .iter()
            .filter_map(|entry| script.line(entry))
            .all(|line| without_far_end(&line));
        script = Script { names_legs, ..Script::new(transcript) };
        let outbound = script.outbound;
        let lines = transcript.entries.iter().filter_map(|entry| script.line(entry)).collect();

        let (caller, service) = (transcript.from.clone(), transcript.to.clone());
        let (title, person, service) = if outbound {
            ("Called (LEG-A)", service, caller)
        } else {
            ("Caller (LEG-A)", caller, service)
        };
        let mut parties = vec![
            (Lane::Caller, Party { title, name: person }),
            (Lane::Service, Party { title: "Audio service", name: service }),
            (Lane::Lambda, Party { title: "Lambda", name: String::new() }),
        ];
        if script.names_legs {
            parties.push((Lane::FarEnd, far_end(whats())));
        }
        Self { parties, lines }
    }
}

/// Returns the heading of LEG-B. It has a name only if every LEG-B of the call has the same one.
fn far_end<'a>(whats: impl Iterator<Item = &'a Happening>) -> Party {
    let (mut telephone, mut meeting, mut names) = (false, false, Vec::new());
    for what in whats {
        match what {
            Happening::Rings { leg: Leg::B, to } => {
                telephone = true;
                names.push(to.as_str());
            }
            Happening::JoinedMeeting { meeting: name } => {
                meeting = true;
                names.push(name.as_deref().unwrap_or_default());
            }
            _ => {}
        }
    }
    names.dedup();
    let name = if let [name] = *names { name.to_owned() } else { String::new() };
    let title = if meeting && !telephone { "Meeting (LEG-B)" } else { "Far end (LEG-B)" };
    Party { title, name }
}

/// The parts of a [`Line`] without its time.
type Drawn = (Shape, Tone, Option<(Leg, LegState)>, Vec<String>);

/// The state of the call between two entries.
#[derive(Debug)]
pub(super) struct Script {
    from: String,
    to: String,
    outbound: bool,
    /// Whether LEG-B is a meeting.
    meeting: bool,
    /// Whether to show the legs of events and call ids: only calls with a LEG-B do.
    names_legs: bool,
    /// Whether the prompt on LEG-A and on LEG-B plays until it is stopped.
    loops: [bool; 2],
    /// The `Sequence` of the last event.
    sequence: Option<u64>,
    /// The legs of the call ids in events.
    legs: BTreeMap<String, Leg>,
}

impl Script {
    fn new(transcript: &Transcript) -> Self {
        let is_outbound =
            |entry: &Entry| matches!(entry.what, Happening::Dialled { outbound: true });
        Self {
            from: transcript.from.clone(),
            to: transcript.to.clone(),
            outbound: transcript.entries.iter().any(is_outbound),
            meeting: false,
            names_legs: false,
            loops: [false; 2],
            sequence: None,
            legs: BTreeMap::new(),
        }
    }

    /// The script of a call of which only the parties are known.
    pub(super) fn of(scene: &Scene, transcript: &Transcript) -> Self {
        let names_legs = scene.parties.iter().any(|(lane, _)| *lane == Lane::FarEnd);
        Self { names_legs, ..Self::new(transcript) }
    }

    pub(super) fn line(&mut self, entry: &Entry) -> Option<Line> {
        let (shape, tone, then, text) = self.draw(&entry.what)?;
        Some(Line { at: entry.at, shape, tone, then, text })
    }

    /// Returns the parts of the [`Line`] for a happening; `None` if other lines show it.
    fn draw(&mut self, what: &Happening) -> Option<Drawn> {
        use LegState::{Gone, Ringing, Up};
        use Tone::{Person, Service};

        let acts = |leg: Leg| Shape::Arrow(leg.into(), Lane::Service);
        let gets = |leg: Leg| Shape::Arrow(Lane::Service, leg.into());
        let note = Shape::Note(Lane::Service, '•');
        let one = |text: String| vec![text];
        Some(match what {
            Happening::Dialled { outbound: false } => {
                let then = Some((Leg::A, Ringing));
                (acts(Leg::A), Person, then, one(format!("dials {}", self.to)))
            }
            Happening::Dialled { outbound: true } => {
                let Self { from, to, .. } = self;
                let text = format!("CreateSipMediaApplicationCall from {from} to {to}");
                (note, Tone::Quiet, None, one(text))
            }
            Happening::Rings { leg, to } => {
                self.meeting &= *leg != Leg::B;
                (gets(*leg), Service, Some((*leg, Ringing)), one(format!("rings {to}")))
            }
            Happening::Answered { leg } => {
                let by_service = *leg == Leg::A && !self.outbound;
                let (shape, tone) =
                    if by_service { (gets(*leg), Service) } else { (acts(*leg), Person) };
                (shape, tone, Some((*leg, Up)), one("answers".to_owned()))
            }
            Happening::NotAnswered { leg, code } => {
                // The service cancels; everything else is the phone's response.
                let (shape, tone) =
                    if *code == 487 { (gets(*leg), Service) } else { (acts(*leg), Person) };
                (shape, tone, Some((*leg, Gone)), one(sip_response(*code)))
            }
            Happening::Bridged => {
                (Shape::Link, Service, Some((Leg::B, Up)), one("connected".to_owned()))
            }
            Happening::JoinedMeeting { meeting } => {
                self.meeting = true;
                let name = meeting.as_deref().map(|name| format!(" {name}"));
                let text = format!("in the meeting{}", name.unwrap_or_default());
                (Shape::Link, Service, Some((Leg::B, Up)), one(text))
            }
            Happening::Presses { leg, keys } => {
                (acts(*leg), Person, None, one(format!("presses {keys}")))
            }
            Happening::Says { leg, words } => {
                (acts(*leg), Person, None, one(format!("says \"{words}\"")))
            }
            Happening::Hears { leg, prompt, repeat, .. } => {
                self.loops[usize::from(*leg == Leg::B)] = repeat.is_none();
                let text = match prompt {
                    Prompt::Speech(spoken) => format!("\"{}\"", spoken.text),
                    Prompt::Audio { bucket, key } => format!("♪ {bucket}/{key}"),
                };
                (gets(*leg), Service, None, one(text))
            }
            // A ringback tone ends no other way.
            Happening::CutShort { leg } if self.loops[usize::from(*leg == Leg::B)] => return None,
            Happening::CutShort { leg } => {
                (Shape::Note((*leg).into(), '×'), Tone::Quiet, None, one("cut short".to_owned()))
            }
            Happening::HearsKeys { leg, keys } => {
                (gets(*leg), Service, None, one(format!("keys {keys}")))
            }
            Happening::HangsUp { leg } => {
                let ends = *leg == Leg::B && self.meeting;
                let text = if ends { "the meeting ends" } else { "hangs up" };
                (acts(*leg), Person, Some((*leg, Gone)), one(text.to_owned()))
            }
            Happening::Disconnected { leg, code, .. } => {
                let text = match code {
                    0 => "hangs up".to_owned(),
                    code => format!("hangs up, {}", sip_response(*code)),
                };
                (gets(*leg), Service, Some((*leg, Gone)), one(text))
            }
            Happening::Recorded { leg, bucket, key, length } => {
                let leg = if self.names_legs { format!(" of {leg}") } else { String::new() };
                let text = format!("{}{leg} recorded as s3://{bucket}/{key}", time(*length));
                (note, Tone::Quiet, None, one(text))
            }
            Happening::Updated { arguments } => {
                let arguments = arguments.iter().map(|(key, value)| format!(" {key}={value}"));
                let text =
                    format!("UpdateSipMediaApplicationCall{}", arguments.collect::<String>());
                (note, Tone::Quiet, None, one(text))
            }
            Happening::Fault { name, .. } => {
                let shape = Shape::Note(Lane::Service, '!');
                (shape, Tone::Warning, None, one(format!("fault: {name}")))
            }
            Happening::StepsOver { leg } => {
                let shape = Shape::Note((*leg).into(), '!');
                (
                    shape,
                    Tone::Warning,
                    None,
                    one("no step is left: hung up by the simulator".to_owned()),
                )
            }
            Happening::Note { text } => (note, Tone::Quiet, None, one(text.to_string())),
            what => return self.draw_invocation(what),
        })
    }

    /// Returns the parts of the [`Line`] for a happening between the service and the Lambda.
    fn draw_invocation(&mut self, what: &Happening) -> Option<Drawn> {
        let note = Shape::Note(Lane::Service, '•');
        let one = |text: String| vec![text];
        Some(match what {
            Happening::Event(event) => {
                self.sequence = Some(event.sequence);
                if self.names_legs {
                    self.learn_legs(event);
                }
                let shape = Shape::Arrow(Lane::Service, Lane::Lambda);
                (shape, Tone::Event, None, self.event(event))
            }
            Happening::Replied { sequence, json } => {
                let actions = describe::reply(json.as_str(), |id| self.legs.get(id).copied());
                let text = self.to(*sequence, reply(&actions));
                (Shape::Arrow(Lane::Lambda, Lane::Service), Tone::Reply, None, text)
            }
            Happening::NoReply { sequence } => {
                let text = self.to(*sequence, one("fails: no reply within 20 s".to_owned()));
                (Shape::Arrow(Lane::Lambda, Lane::Service), Tone::Bad, None, text)
            }
            Happening::Refused { problem, .. } => {
                (note, Tone::Bad, None, one(format!("invalid reply: {problem}")))
            }
            Happening::Replaced { actions, .. } => {
                (note, Tone::Warning, None, one(format!("replaced: {}", actions.join(", "))))
            }
            Happening::HandlerFailed { error, .. } => {
                let shape = Shape::Note(Lane::Service, '!');
                (shape, Tone::Bad, None, one(format!("#[on_error] answers: {error}")))
            }
            Happening::UsedUp => {
                let text = "the call has reached the limit of 1,000 invocations".to_owned();
                (note, Tone::Quiet, None, one(text))
            }
            Happening::Failed { sequence, problem } => {
                let text = self.to(*sequence, one(format!("fails: {problem}")));
                (Shape::Arrow(Lane::Lambda, Lane::Service), Tone::Bad, None, text)
            }
            _ => return None,
        })
    }

    /// Learns which legs the call ids of an event belong to.
    fn learn_legs(&mut self, event: &Invoked) {
        let event: Value = serde_json::from_str(event.json.as_str()).unwrap_or_default();
        for participant in event["CallDetails"]["Participants"].as_array().into_iter().flatten() {
            let id = participant["CallId"].as_str();
            let leg = participant["ParticipantTag"].as_str().and_then(Leg::from_tag);
            self.legs.extend(id.map(str::to_owned).zip(leg));
        }
    }

    fn event(&self, event: &Invoked) -> Vec<String> {
        let attempt = match event.attempt {
            0 | 1 => String::new(),
            attempt => format!(" (attempt {attempt})"),
        };
        let leg = event.leg.filter(|_| self.names_legs).map(Leg::as_str);
        let about = event.action.as_deref().filter(|action| !is_implied(event, action));
        let about: Vec<_> = about.into_iter().chain(leg).collect();
        let about = Some(about.join(" ")).filter(|about| !about.is_empty());
        let about: Vec<_> = about.into_iter().chain(event.detail.clone()).collect();
        let mut text = vec![format!("{} {}{attempt}", event.sequence, event.event)];
        text.extend((!about.is_empty()).then(|| about.join(", ")));
        text
    }

    /// Adds the sequence of the answered event if it is not the last one.
    fn to(&self, sequence: u64, mut text: Vec<String>) -> Vec<String> {
        if self.sequence != Some(sequence) {
            text.insert(0, format!("to {sequence}:"));
        }
        text
    }
}

/// Returns `true` if the type of the event implies its action.
fn is_implied(event: &Invoked, action: &str) -> bool {
    matches!(
        (event.event.as_str(), action),
        ("HANGUP", "Hangup")
            | ("DIGITS_RECEIVED", "ReceiveDigits")
            | ("NEW_OUTBOUND_CALL", "CallCreateRequest")
            | ("CALL_UPDATE_REQUESTED", "CallUpdateRequest")
    )
}

fn reply(actions: &[String]) -> Vec<String> {
    match actions {
        [] => vec!["(no actions)".to_owned()],
        [action] => vec![action.clone()],
        actions => actions.iter().map(|action| format!("· {action}")).collect(),
    }
}

//! What a ladder and a diagram show of each entry: an arrow or a note, and its words.

use std::time::Duration;

use offhook::Leg;

use super::text::{sip_code, time};
use super::{Entry, Happening, Invoked, Prompt, Transcript};

/// A column, from left to right.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Lane {
    /// LEG-A's person.
    Caller,
    Service,
    Lambda,
    /// LEG-B's person or meeting.
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

/// How an entry is drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Shape {
    /// From one to another.
    Arrow(Lane, Lane),
    /// The two people are connected.
    Link,
    /// Beside a lane, after this sign.
    Note(Lane, char),
}

/// What kind of thing it is; colours go by it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Tone {
    /// A person does something.
    Person,
    /// The service does something.
    Service,
    Event,
    Reply,
    /// An aside.
    Quiet,
    Good,
    Warning,
    Bad,
}

/// What becomes of a leg.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum LegState {
    Gone,
    Ringing,
    Up,
}

/// An entry as it is shown.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) at: Duration,
    pub(super) shape: Shape,
    pub(super) tone: Tone,
    /// How the leg goes on.
    pub(super) then: Option<(Leg, LegState)>,
    /// The words, each of them a paragraph.
    pub(super) text: Vec<String>,
}

/// Who stands at the head of a lane.
#[derive(Debug)]
pub(super) struct Party {
    pub(super) title: &'static str,
    /// A number or another name; may be empty.
    pub(super) name: String,
}

/// A transcript, ready to be drawn.
#[derive(Debug)]
pub(super) struct Scene {
    /// The parties in the order of the lanes; the last is there only if there is a LEG-B.
    pub(super) parties: Vec<(Lane, Party)>,
    pub(super) lines: Vec<Line>,
}

impl Scene {
    pub(super) fn new(transcript: &Transcript) -> Self {
        let whats = || transcript.entries.iter().map(|entry| &entry.what);
        let outbound = whats().any(|what| matches!(what, Happening::Dialled { outbound: true }));
        let mut script =
            Script { transcript, outbound, meeting: false, names_legs: false, sequence: None };
        let alone = |line: &Line| match line.shape {
            Shape::Arrow(from, to) => from.max(to) != Lane::FarEnd,
            Shape::Link => false,
            Shape::Note(lane, _) => lane != Lane::FarEnd,
        };
        script.names_legs =
            !transcript.entries.iter().map(|entry| script.line(entry)).all(|line| alone(&line));
        (script.meeting, script.sequence) = (false, None);
        let lines = transcript.entries.iter().map(|entry| script.line(entry)).collect();

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

/// LEG-B, whose name is told only if all that were LEG-B in turn have the same.
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

/// What must be known of the entries before.
struct Script<'a> {
    transcript: &'a Transcript,
    outbound: bool,
    /// Whether LEG-B is a meeting.
    meeting: bool,
    /// Whether an event's leg is worth a word.
    names_legs: bool,
    /// The event that the Lambda last got.
    sequence: Option<u64>,
}

impl Script<'_> {
    fn line(&mut self, entry: &Entry) -> Line {
        let (shape, tone, then, text) = self.draw(&entry.what);
        Line { at: entry.at, shape, tone, then, text }
    }

    /// The one place that knows all that can happen.
    fn draw(&mut self, what: &Happening) -> (Shape, Tone, Option<(Leg, LegState)>, Vec<String>) {
        use LegState::{Gone, Ringing, Up};
        use Tone::{Person, Service};

        let acts = |leg: Leg| Shape::Arrow(leg.into(), Lane::Service);
        let gets = |leg: Leg| Shape::Arrow(Lane::Service, leg.into());
        let note = Shape::Note(Lane::Service, '•');
        let one = |text: String| vec![text];
        match what {
            Happening::Dialled { outbound: false } => {
                let then = Some((Leg::A, Ringing));
                (acts(Leg::A), Person, then, one(format!("dials {}", self.transcript.to)))
            }
            Happening::Dialled { outbound: true } => {
                let Transcript { from, to, .. } = self.transcript;
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
                let text = sip_code(&code.to_string());
                (acts(*leg), Person, Some((*leg, Gone)), one(text))
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
            Happening::Hears { leg, prompt } => {
                let text = match prompt {
                    Prompt::Speech(words) => format!("\"{words}\""),
                    Prompt::Audio(key) => format!("♪ {key}"),
                };
                (gets(*leg), Service, None, one(text))
            }
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
                    code => format!("hangs up, {}", sip_code(&code.to_string())),
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
            Happening::Event(event) => {
                self.sequence = Some(event.sequence);
                let shape = Shape::Arrow(Lane::Service, Lane::Lambda);
                (shape, Tone::Event, None, self.event(event))
            }
            Happening::Replied { sequence, actions, .. } => {
                let text = self.to(*sequence, reply(actions));
                (Shape::Arrow(Lane::Lambda, Lane::Service), Tone::Reply, None, text)
            }
            Happening::Failed { sequence, problem } => {
                let text = self.to(*sequence, one(format!("fails: {problem}")));
                (Shape::Arrow(Lane::Lambda, Lane::Service), Tone::Bad, None, text)
            }
            Happening::Fault { name } => {
                let shape = Shape::Note(Lane::Service, '!');
                (shape, Tone::Warning, None, one(format!("fault: {name}")))
            }
            Happening::Note { text } => (note, Tone::Quiet, None, one(text.clone())),
        }
    }

    fn event(&self, event: &Invoked) -> Vec<String> {
        let attempt = match event.attempt {
            0 | 1 => String::new(),
            attempt => format!(" (attempt {attempt})"),
        };
        let leg = event.leg.filter(|_| self.names_legs).map(Leg::as_str);
        let about = event.action.as_deref().filter(|action| !goes_without_saying(event, action));
        let about: Vec<_> = about.into_iter().chain(leg).collect();
        let about = Some(about.join(" ")).filter(|about| !about.is_empty());
        let about: Vec<_> = about.into_iter().chain(event.detail.clone()).collect();
        let mut text = vec![format!("{} {}{attempt}", event.sequence, event.event)];
        text.extend((!about.is_empty()).then(|| about.join(", ")));
        text
    }

    /// Says to which event an answer belongs where that is not plain.
    fn to(&self, sequence: u64, mut text: Vec<String>) -> Vec<String> {
        if self.sequence != Some(sequence) {
            text.insert(0, format!("to {sequence}:"));
        }
        text
    }
}

/// Whether the type of the event says already what its action is.
fn goes_without_saying(event: &Invoked, action: &str) -> bool {
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

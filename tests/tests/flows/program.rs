//! Random flows: programs, and the flow that runs them.

use std::future::Future;
use std::ops::ControlFlow;
use std::pin::Pin;
use std::sync::{Arc, Mutex};

use offhook::action::*;
use offhook::flow::{Bridge, Either, Line, race};
use offhook::prelude::*;
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use serde_json::Value;

pub(crate) const FAR_END: &str = "+12065550123";
pub(crate) const BOT: &str = "arn:aws:lex:us-west-2:123456789012:bot-alias/BOT/ALIAS";

pub(crate) const OWN_ERROR: &str = "the program's own";

/// What a program awaits.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Op {
    Speak,
    Play,
    Pause,
    SendDigits,
    ReceiveDigits,
    VoiceFocus,
    StopRecording,
    PauseRecording,
    ResumeRecording,
    Ask,
    PlayAndAsk,
    Record,
    StartRecording,
    Bridge,
    Join,
    Modify,
    Bot,
    HangUp,
    Done,
    /// The hang-up of the far end.
    FarLeaves,
    FarSpeak,
    FarHangUp,
    Update,
    Keys,
    Once {
        name: usize,
        fails: bool,
        is_slow: bool,
    },
    /// Digits that only a side effect sees.
    Secret,
    Now,
    Random,
}

pub(crate) const NAMES: [&str; 3] = ["look up", "book", "bill"];

#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Step {
    Await(Op),
    Race(Op, Op),
    Join(Op, Op),
    /// By whether the digits that it asks for are odd.
    Branch(Vec<Step>, Vec<Step>),
    Loop(u8, Vec<Step>),
    Helper(Vec<Step>),
    Return {
        fails: bool,
    },
}

pub(crate) fn op() -> impl Strategy<Value = Op> {
    let simple = [
        Op::Speak,
        Op::Play,
        Op::Pause,
        Op::SendDigits,
        Op::ReceiveDigits,
        Op::VoiceFocus,
        Op::StopRecording,
        Op::PauseRecording,
        Op::ResumeRecording,
        Op::Ask,
        Op::PlayAndAsk,
        Op::Record,
        Op::StartRecording,
        Op::Bridge,
        Op::Bridge,
        Op::Join,
        Op::Modify,
        Op::Bot,
        Op::HangUp,
        Op::Done,
        Op::Done,
        Op::Done,
        Op::FarLeaves,
        Op::FarLeaves,
        Op::FarSpeak,
        Op::FarHangUp,
        Op::Update,
        Op::Keys,
        Op::Secret,
        Op::Now,
        Op::Random,
    ];
    let once = (0..NAMES.len(), any::<bool>(), any::<bool>());
    prop_oneof![
        8 => proptest::sample::select(simple.to_vec()),
        1 => once.prop_map(|(name, fails, is_slow)| Op::Once { name, fails, is_slow }),
    ]
}

pub(crate) fn program() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        8 => op().prop_map(Step::Await),
        2 => (op(), op()).prop_map(|(a, b)| Step::Race(a, b)),
        2 => (op(), op()).prop_map(|(a, b)| Step::Join(a, b)),
        1 => any::<bool>().prop_map(|fails| Step::Return { fails }),
    ];
    let steps = |step| proptest::collection::vec(step, 1..6);
    let step = step.prop_recursive(3, 24, 5, move |step| {
        prop_oneof![
            (steps(step.clone()), steps(step.clone())).prop_map(|(a, b)| Step::Branch(a, b)),
            (1..4_u8, steps(step.clone())).prop_map(|(times, inner)| Step::Loop(times, inner)),
            steps(step).prop_map(Step::Helper),
        ]
    });
    // A flow that asks for nothing refuses the call, which is of no interest.
    (Just(Step::Await(Op::Ask)), proptest::collection::vec(step, 1..8)).prop_map(
        |(ask, mut steps)| {
            steps.insert(0, ask);
            steps
        },
    )
}

/// What the program has seen in one run.
pub(crate) type Trace = Arc<Mutex<Vec<String>>>;

#[offhook::app]
pub(crate) struct App {
    pub(crate) program: Arc<[Step]>,
    pub(crate) trace: Trace,
}

#[flow(NewInboundCall, app = App)]
async fn interpreter(line: &mut Line, app: &App) -> Result<()> {
    app.trace.lock().unwrap().clear();
    let mut run = Run { line, trace: &app.trace, asked: 0, bridge: None, result: Ok(()) };
    _ = run.steps(&app.program).await;
    run.result
}

/// What an await gives.
struct Seen {
    text: String,
    bridge: Option<Bridge>,
}

impl Seen {
    #[expect(clippy::needless_pass_by_value, reason = "as it is awaited")]
    fn new<T: std::fmt::Debug, E: std::fmt::Debug>(result: Result<T, E>) -> Self {
        Self { text: format!("{result:?}"), bridge: None }
    }

    /// Digits as text: they hide themselves.
    fn digits<E: std::fmt::Debug>(result: Result<Digits, E>) -> Self {
        Self::new(result.map(|digits| digits.as_str().to_owned()))
    }

    fn bridge<E: std::fmt::Debug>(result: Result<Bridge, E>) -> Self {
        let (text, bridge) = match result {
            Ok(bridge) => ("Ok(Bridge)".to_owned(), Some(bridge)),
            Err(error) => (format!("Err({error:?})"), None),
        };
        Self { text, bridge }
    }
}

type Awaiting<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// A program that runs.
struct Run<'r> {
    line: &'r mut Line,
    trace: &'r Trace,
    asked: u32,
    bridge: Option<Bridge>,
    result: Result<()>,
}

impl Run<'_> {
    fn steps<'s>(
        &'s mut self,
        steps: &'s [Step],
    ) -> Pin<Box<dyn Future<Output = ControlFlow<()>> + Send + 's>> {
        Box::pin(async move {
            for step in steps {
                self.step(step).await?;
            }
            ControlFlow::Continue(())
        })
    }

    async fn step(&mut self, step: &Step) -> ControlFlow<()> {
        match step {
            Step::Await(op) => {
                let seen = self.begin(*op).await;
                self.saw("", seen);
            }
            Step::Race(a, b) => {
                let (first, second) = (self.begin(*a), self.begin(*b));
                match race(first, second).await {
                    Either::Left(seen) => self.saw("left ", seen),
                    Either::Right(seen) => self.saw("right ", seen),
                }
            }
            Step::Join(a, b) => {
                let (first, second) = (self.begin(*a), self.begin(*b));
                let (first, second) = tokio::join!(first, second);
                self.saw("both ", first);
                self.saw("and ", second);
            }
            Step::Branch(odd, even) => {
                let seen = self.begin(Op::Ask).await;
                let is_odd = is_odd(&seen.text);
                self.saw("branch ", seen);
                return self.steps(if is_odd { odd } else { even }).await;
            }
            Step::Loop(times, steps) => {
                for _ in 0..*times {
                    self.steps(steps).await?;
                }
            }
            Step::Helper(steps) => return helper(self, steps).await,
            Step::Return { fails } => {
                if *fails {
                    self.result = Err(OWN_ERROR.into());
                }
                return ControlFlow::Break(());
            }
        }
        ControlFlow::Continue(())
    }

    fn saw(&mut self, how: &str, seen: Seen) {
        self.bridge = seen.bridge.or(self.bridge.take());
        self.trace.lock().unwrap().push(format!("{how}{}", seen.text));
    }

    /// A text that no other action has.
    fn text(&mut self) -> String {
        self.asked += 1;
        format!("Text {}.", self.asked)
    }

    fn begin(&mut self, op: Op) -> Awaiting<Seen> {
        let text = self.text();
        /// Awaits an action.
        macro_rules! run {
            ($action:expr) => {{
                let run = self.line.run($action);
                Box::pin(async move { Seen::new(run.await) })
            }};
        }
        let line = &mut *self.line;
        match op {
            Op::Speak => run!(Speak::text(text)),
            Op::Play => run!(PlayAudio::s3("prompts", format!("{text}wav"))),
            Op::Pause => run!(Pause::millis(500)),
            Op::SendDigits => run!(SendDigits::new("12#")),
            Op::ReceiveDigits => run!(ReceiveDigits::matching("[0-9]")),
            Op::VoiceFocus => run!(VoiceFocus::enable()),
            Op::StopRecording => run!(StopCallRecording::new()),
            Op::PauseRecording => run!(PauseCallRecording::new()),
            Op::ResumeRecording => run!(ResumeCallRecording::new()),
            Op::Ask => {
                let run = line.run(SpeakAndGetDigits::new(text).digits(1..=3).attempts(2));
                Box::pin(async move { Seen::digits(run.await) })
            }
            Op::PlayAndAsk => {
                let ask = PlayAudioAndGetDigits::s3("prompts", format!("{text}wav"));
                let run = line.run(ask.digits(1));
                Box::pin(async move { Seen::digits(run.await) })
            }
            Op::Record => run!(RecordAudio::to_s3("recordings").prefix("random/")),
            Op::StartRecording => run!(StartCallRecording::to_s3("recordings")),
            Op::Bridge => {
                let run = line.run(CallAndBridge::pstn(e164!("+12065550123")));
                Box::pin(async move { Seen::bridge(run.await) })
            }
            Op::Join => {
                let run = line.run(JoinChimeMeeting::new("token").meeting_id("meeting"));
                Box::pin(async move { Seen::bridge(run.await) })
            }
            // Without a meeting the reply would be refused: the program's own mistake.
            Op::Modify if self.bridge.is_none() => nothing(),
            Op::Modify => run!(ModifyChimeMeetingAttendees::mute("meeting", ["attendee"])),
            Op::Bot => run!(StartBotConversation::new(BOT)),
            Op::HangUp => run!(Hangup::normal().on(offhook::Leg::A)),
            Op::Done => {
                let done = line.done();
                Box::pin(async move { Seen::new(done.await) })
            }
            Op::FarLeaves => match &mut self.bridge {
                Some(bridge) => {
                    let hung_up = bridge.hung_up();
                    Box::pin(async move { Seen::new(hung_up.await) })
                }
                None => nothing(),
            },
            Op::FarSpeak => match &mut self.bridge {
                Some(bridge) => {
                    let run = bridge.speak(text);
                    Box::pin(async move { Seen::new(run.await) })
                }
                None => nothing(),
            },
            Op::FarHangUp => match &mut self.bridge {
                Some(bridge) => {
                    let run = bridge.hang_up();
                    Box::pin(async move { Seen::new(run.await) })
                }
                None => nothing(),
            },
            Op::Update => {
                let mut updates = line.updates::<Value>();
                Box::pin(async move { Seen::new(updates.next().await) })
            }
            Op::Keys => {
                let keys = line.keys("[0-9]");
                Box::pin(async move {
                    match keys.await {
                        Ok(mut keys) => Seen::digits(keys.next().await),
                        Err(error) => Seen::new(Err::<(), _>(error)),
                    }
                })
            }
            Op::Once { name, fails, is_slow } => {
                let name = NAMES[name];
                let key = line.idempotency_key(name);
                let once = line.once(name, async move {
                    if is_slow {
                        tokio::task::yield_now().await;
                    }
                    if fails { Err("refused") } else { Ok(key) }
                });
                Box::pin(async move { Seen::new(once.await) })
            }
            Op::Secret => {
                let ask = line.ask(text).digits(1..=3);
                let check = async |digits: Digits| Ok::<_, Error>(digits.as_str().len());
                let once = ask.once("check", check);
                Box::pin(async move { Seen::new(once.await) })
            }
            Op::Now => ready(line.now()),
            Op::Random => ready(line.random()),
        }
    }
}

/// An ordinary function that shares the line.
async fn helper(run: &mut Run<'_>, steps: &[Step]) -> ControlFlow<()> {
    run.steps(steps).await
}

/// Whether digits in what was seen are odd.
pub(crate) fn is_odd(seen: &str) -> bool {
    seen.contains(['1', '3', '5', '7', '9'])
}

fn nothing() -> Awaiting<Seen> {
    ready("no bridge")
}

fn ready(value: impl std::fmt::Debug + Send + 'static) -> Awaiting<Seen> {
    Box::pin(async { Seen::new(Ok::<_, ()>(value)) })
}

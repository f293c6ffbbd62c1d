//! Checks of flows: every event is answered again from nothing, and the replies are compared.
//!
//! Depends on Lambdas, and on rehearsals for the calls.

use std::fmt::Write;
use std::future::{Future, IntoFuture, poll_fn};
use std::ops::ControlFlow;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;
use std::time::{Duration, Instant, SystemTime};

use offhook::__private::Stage;
use offhook::Invocation;

use crate::lambda::{Cold, InvokeFuture, Lambda, Replied};
use crate::world::World;
use crate::{Json, Phone, Simulator};

/// How much later the events of a good call are answered once more: a clock of seconds has moved on.
const LATER: Duration = Duration::from_millis(1_100);
/// Maximum number of times that the process is dropped at one event.
const DROPS: usize = 16;

impl Simulator {
    /// Rehearses a call as [`rehearse`](Self::rehearse) does, and checks that its flow is the same
    /// whenever it runs:
    ///
    /// - every event of each run is answered twice from nothing, by a new app if the simulator is
    ///   [`cold`](Self::cold), and both replies are compared;
    /// - the process is dropped at each point at which the answer is suspended, such as in the middle
    ///   of a side effect, and the event comes again;
    /// - at the end, a second later, all events of the call as written are answered once more: each
    ///   replays what came before it.
    ///
    /// This finds clocks, unless they show less than seconds, random numbers, the order of hash maps
    /// and state of the process. Side effects of `line.once` run in each answer: give them the same
    /// results, or results by their idempotency key. `line.now()` and `line.random()` are the
    /// simulator's.
    ///
    /// ```
    /// use offhook::flow::Line;
    /// use offhook::prelude::*;
    /// use offhook_simulator::Simulator;
    ///
    /// #[offhook::app]
    /// pub struct App;
    ///
    /// #[flow(NewInboundCall)]
    /// async fn menu(line: &mut Line) -> Result<()> {
    ///     let digits = line.ask("Press 1 for our opening hours.").digits(1).await?;
    ///     line.speak(if digits == "1" { "From nine to five." } else { "Goodbye." }).await?;
    ///     Ok(())
    /// }
    ///
    /// #[on_error]
    /// async fn failed() -> action::Hangup {
    ///     action::Hangup::normal()
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// Simulator::cold(|| App)
    ///     .check_flow(
    ///         |simulator| simulator.dial("+14255550199", "+12065550100"),
    ///         async |phone| phone.hears("Press 1").presses("1").hears("nine to five").await,
    ///     )
    ///     .await;
    /// # }
    /// ```
    ///
    /// # Panics
    /// As [`rehearse`](Self::rehearse), and if two replies to an event differ: the message has both,
    /// and where the flow waits after each, with its line of code.
    pub async fn check_flow<C: IntoFuture<Output = Phone>>(
        &self,
        call: impl Fn(Self) -> C,
        happy_path: impl AsyncFn(&mut Phone),
    ) {
        self.rehearse_with(call, happy_path, true).await;
    }

    /// If a flow is checked, this simulator with a Lambda that answers every event again, and its answers.
    pub(crate) fn answering_again(self, checks_flow: bool) -> (Self, Option<Arc<Answers>>) {
        if !checks_flow {
            return (self, None);
        }
        let mut world = World::clone(self.world());
        let lambda: Arc<dyn Lambda> = match &world.make {
            Some(make) => Arc::new(Cold(Arc::clone(make))),
            None => world.lambda,
        };
        let answers = Arc::new(Answers { lambda, began: Instant::now(), taken: Mutex::default() });
        world.lambda = Arc::new(AnsweringAgain(Arc::clone(&answers)));
        (world.into(), Some(answers))
    }
}

/// The answers of a Lambda, each compared with others to the same event.
pub(crate) struct Answers {
    lambda: Arc<dyn Lambda>,
    began: Instant,
    taken: Mutex<Taken>,
}

#[derive(Default)]
struct Taken {
    answers: Vec<Answer>,
    differences: Vec<String>,
}

/// The answer to an event.
struct Answer {
    event: Json,
    stage: Stage,
    result: Result<Replied, String>,
    /// What the flow waits for after it.
    waits: Option<String>,
}

struct AnsweringAgain(Arc<Answers>);

impl Lambda for AnsweringAgain {
    fn invoke<'a>(&'a self, event: &'a Json) -> InvokeFuture<'a> {
        Box::pin(self.0.answer(event))
    }
}

impl Answers {
    /// Answers an event again and again, and returns the first answer.
    async fn answer(&self, event: &Json) -> Result<Replied, String> {
        let stage = Stage::current().unwrap_or_else(|| Stage::new(SystemTime::UNIX_EPOCH, 0));
        for drop_at in 1..DROPS {
            if self.is_dropped(event, &stage, drop_at).await.is_break() {
                break;
            }
        }
        let first = self.once(event, stage).await;
        let result = first.result.clone();
        self.compare(&first).await;
        self.taken().answers.push(first);
        result
    }

    async fn once(&self, event: &Json, stage: Stage) -> Answer {
        let (result, waits) = stage.clone().run(self.lambda.invoke(event)).await;
        Answer { event: event.clone(), stage, result, waits }
    }

    /// Drops an answer when it is suspended for the `drop_at`th time. Breaks if it never is.
    async fn is_dropped(&self, event: &Json, stage: &Stage, drop_at: usize) -> ControlFlow<()> {
        let mut answer = pin!(stage.clone().run(self.lambda.invoke(event)));
        let mut suspended = 0;
        poll_fn(|context| match answer.as_mut().poll(context) {
            Poll::Ready(_) => Poll::Ready(ControlFlow::Break(())),
            Poll::Pending => {
                suspended += 1;
                if suspended < drop_at {
                    return Poll::Pending;
                }
                Poll::Ready(ControlFlow::Continue(()))
            }
        })
        .await
    }

    /// Answers the event of an answer once more.
    async fn compare(&self, first: &Answer) {
        let again = self.once(&first.event, first.stage.clone()).await;
        if (&first.result, &first.waits) != (&again.result, &again.waits) {
            self.taken().differences.push(difference(first, &again));
        }
    }

    /// Answers all events of the call once more, when a second has passed.
    pub(crate) async fn compare_later(&self) {
        let answers = std::mem::take(&mut self.taken().answers);
        // A store has moved on.
        if answers.iter().any(|answer| answer.event.as_str().contains(r#""offhook-flow":"stored""#))
        {
            return;
        }
        // Virtual time is of no use to a clock.
        std::thread::sleep(LATER.saturating_sub(self.began.elapsed()));
        for answer in &answers {
            self.compare(answer).await;
        }
    }

    /// Takes the differences.
    pub(crate) fn differences(&self) -> Vec<String> {
        std::mem::take(&mut self.taken().differences)
    }

    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn difference(first: &Answer, again: &Answer) -> String {
    let mut text = match Invocation::from_raw(first.event.to_raw()) {
        Ok(event) => format!("{} (sequence {})", event.event_type().as_str(), event.sequence()),
        Err(_) => "an event".to_owned(),
    };
    text += " has two different replies: the flow depends on a clock, a random number or state of the process. Use `line.now()`, `line.random()` or `line.once(..)`. The order of a `HashMap` and `select!` without `biased` are random too";
    for answer in [first, again] {
        let reply = match &answer.result {
            Ok(reply) => &reply.json,
            Err(error) => error,
        };
        let waits = answer.waits.as_deref().unwrap_or("has ended");
        _ = write!(text, "\n    {reply}\n      and the flow {waits}");
    }
    text
}

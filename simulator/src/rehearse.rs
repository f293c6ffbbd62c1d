//! Rehearsals: one good call, run again with everything that can go wrong in it.
//!
//! Depends on the public API of the simulator, and on the [`Course`] of a phone.

use std::fmt;
use std::future::IntoFuture;
use std::sync::Arc;

use crate::lambda::Cold;
use crate::phone::Course;
use crate::world::World;
use crate::{Fault, Happening, Phone, Profile, Simulator};

/// What is different in a run of the call.
#[derive(Clone, PartialEq, Debug)]
enum Variant {
    /// Nothing.
    AsWritten,
    Profile(Profile),
    /// Every event is delivered twice.
    Duplicates,
    /// Every event is handled by a new Lambda.
    Cold,
    /// The caller hangs up after this number of steps.
    HangUp {
        after: usize,
        step: String,
    },
    Fault {
        fault: Fault,
        sequence: u64,
        event: String,
    },
}

/// A run of the call.
struct Attempt {
    variant: Variant,
    problems: Vec<String>,
    phone: Phone,
}

impl Attempt {
    fn failure(self) -> Option<Failure> {
        let Self { variant, problems, phone } = self;
        let (problems, ladder) = (problems.join("\n  "), phone.transcript().to_string());
        (!problems.is_empty()).then_some(Failure { variant, problems, ladder })
    }
}

/// A variant that failed.
struct Failure {
    variant: Variant,
    problems: String,
    ladder: String,
}

/// Names the variant if an assertion of the test itself panics.
struct Named<'a>(&'a Variant);

impl Simulator {
    /// Runs one good call, and then again with everything that can go wrong in it:
    ///
    /// - under each [`Profile`], with each event delivered twice, and, if the simulator is
    ///   [`cold`](Self::cold), with a new app for every event: every step succeeds there too;
    /// - with a hang-up of the caller after each step, and with each [`Fault`] at each event: the steps
    ///   after it lapse, but the call must end as [`Phone::ends`] demands, with no finding that the fault
    ///   does not explain.
    ///
    /// `call` dials or places the call, and `happy_path` takes its steps. If that ends with
    /// [`Phone::ends`], what it allows is allowed in each run. Assertions about one particular call have
    /// no place in it.
    ///
    /// ```
    /// use offhook::prelude::*;
    /// use offhook_simulator::Simulator;
    ///
    /// #[offhook::app]
    /// pub struct App;
    ///
    /// #[on(NewInboundCall)]
    /// async fn welcome() -> (action::Speak, action::Hangup) {
    ///     (action::Speak::text("We are closed."), action::Hangup::normal())
    /// }
    ///
    /// #[on(ActionFailed)]
    /// async fn failed() -> action::Hangup {
    ///     action::Hangup::normal()
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// Simulator::cold(|| App)
    ///     .rehearse(
    ///         |simulator| simulator.dial("+14255550199", "+12065550100"),
    ///         async |phone| phone.hears("We are closed").is_hung_up().await,
    ///     )
    ///     .await;
    /// # }
    /// ```
    ///
    /// # Panics
    /// Panics if a run fails. The message names each variant that failed, with the first of their calls.
    pub async fn rehearse<C: IntoFuture<Output = Phone>>(
        &self,
        call: impl Fn(Simulator) -> C,
        happy_path: impl AsyncFn(&mut Phone),
    ) {
        self.rehearse_with(call, happy_path, false).await;
    }

    /// Rehearses a call. `checks_flow`: every event is answered again.
    pub(crate) async fn rehearse_with<C: IntoFuture<Output = Phone>>(
        &self,
        call: impl Fn(Self) -> C,
        happy_path: impl AsyncFn(&mut Phone),
        checks_flow: bool,
    ) {
        let run = async |variant: Variant| {
            let named = Named(&variant);
            let (simulator, answers) = self.in_variant(&variant).answering_again(checks_flow);
            let mut phone = call(simulator).await;
            phone.course = Some(Course::new(variant.hang_up(), variant.lets_lapse()));
            happy_path(&mut phone).await;
            let mut problems = phone.end_course().await;
            problems.extend(answers.iter().flat_map(|answers| answers.differences()));
            drop(named);
            (Attempt { variant, problems, phone }, answers)
        };
        let (mut good, answers) = run(Variant::AsWritten).await;
        let variants =
            if good.problems.is_empty() { self.variants(&good.phone) } else { Vec::new() };
        let count = variants.len() + 1;
        let mut others: Vec<Failure> = Vec::new();
        for variant in variants {
            others.extend(run(variant).await.0.failure());
        }
        if let Some(answers) = answers {
            answers.compare_later().await;
            good.problems.extend(answers.differences());
        }
        let failures: Vec<Failure> = good.failure().into_iter().chain(others).collect();
        let Some(first) = failures.first() else { return };
        let list: Vec<String> = failures.iter().map(ToString::to_string).collect();
        let (failed, variant, list) = (list.len(), &first.variant, list.join("\n"));
        panic!(
            "{failed} of {count} runs of the call failed\n{list}\n\nthe call {variant}:\n\n{}",
            first.ladder
        );
    }

    /// Returns the variants of a call that has gone well.
    fn variants(&self, phone: &Phone) -> Vec<Variant> {
        let mut variants: Vec<Variant> = Profile::each().map(Variant::Profile).collect();
        variants.push(Variant::Duplicates);
        variants.extend(self.world().make.is_some().then_some(Variant::Cold));
        let steps = phone.course.iter().flat_map(Course::steps).cloned();
        let start = std::iter::once("the start".to_owned());
        variants.extend(
            start.chain(steps).enumerate().map(|(after, step)| Variant::HangUp { after, step }),
        );
        for entry in &phone.transcript().entries {
            let Happening::Event(invoked) = &entry.what else { continue };
            variants.extend(Fault::ALL.into_iter().map(|fault| Variant::Fault {
                fault,
                sequence: invoked.sequence,
                event: invoked.event.clone(),
            }));
        }
        variants
    }

    fn in_variant(&self, variant: &Variant) -> Self {
        let simulator = self.clone();
        let simulator = match variant {
            Variant::Profile(profile) => simulator.profile(*profile),
            Variant::Fault { fault, sequence, .. } => simulator.fault(*sequence, *fault),
            _ => simulator,
        };
        let mut world = World::clone(simulator.world());
        if let Some(make) = &world.make {
            world.lambda = match variant {
                Variant::Cold => Arc::new(Cold(Arc::clone(make))),
                _ => make(),
            };
        }
        if *variant == Variant::Duplicates {
            world.every_event = Some(Fault::DuplicateDelivery);
        }
        Self::from(world)
    }
}

impl Variant {
    /// The number of steps after which the caller hangs up.
    fn hang_up(&self) -> Option<usize> {
        match self {
            Self::HangUp { after, .. } => Some(*after),
            _ => None,
        }
    }

    /// Returns `true` if the steps after it need not succeed.
    fn lets_lapse(&self) -> bool {
        match self {
            // The service hides these from the caller.
            Self::Fault { fault, .. } => {
                !matches!(fault, Fault::DuplicateDelivery | Fault::LambdaError)
            }
            variant => variant.hang_up().is_some(),
        }
    }
}

impl fmt::Display for Variant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AsWritten => f.write_str("as written"),
            Self::Profile(profile) => write!(f, "under the profile {profile}"),
            Self::Duplicates => f.write_str("with each event delivered twice"),
            Self::Cold => f.write_str("with a new app for every event"),
            Self::HangUp { step, .. } => write!(f, "with a hang-up after: {step}"),
            Self::Fault { fault, sequence, event } => {
                write!(f, "with the fault {fault} at {event} (sequence {sequence})")
            }
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "- {}:\n  {}", self.variant, self.problems)
    }
}

impl Drop for Named<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the rehearsed call {}:", self.0);
        }
    }
}

impl Phone {
    /// Ends a call of a rehearsal, and returns its problems.
    async fn end_course(&mut self) -> Vec<String> {
        let Some(course) = self.course.take() else { return Vec::new() };
        if course.hangs_up_now() {
            self.hang_up_now().await;
        }
        let mut problems = Vec::from_iter(course.failure.clone());
        let expected = course.expected();
        problems.extend(self.end(&expected).await);
        self.course = Some(course);
        problems
    }
}

//! Inputs for which a target panics.

use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;
use std::time::{Duration, Instant};

use crate::Target;

/// CPU time that one input may take, whatever else the machine does. The slowest take a hundredth of
/// it without optimisation.
const SLOW: Duration = Duration::from_secs(5);
/// Time to shrink an input: one that takes too long is slow in each attempt.
const SHRINKING: Duration = Duration::from_secs(30);

/// An input for which a target panics or takes too long.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// The input.
    pub input: Vec<u8>,
    /// The panic and where it was, or the time it took.
    pub problem: String,
}

impl Finding {
    /// Gives an input to a target, which may take 5 s of CPU time.
    ///
    /// # Errors
    /// The finding.
    pub fn check(target: &Target, input: &[u8]) -> Result<(), Self> {
        Self::check_within(SLOW, target, input)
    }

    /// Gives an input to a target, which may take this CPU time.
    ///
    /// # Errors
    /// The finding.
    pub fn check_within(slow: Duration, target: &Target, input: &[u8]) -> Result<(), Self> {
        let began = busy_time();
        let problem = match caught(|| (target.take)(input)) {
            Some(panic) => panic,
            None => match busy_time().saturating_sub(began) {
                took if took > slow => format!("takes too long\n{took:.1?}"),
                _ => return Ok(()),
            },
        };
        Err(Self { input: input.to_vec(), problem })
    }

    /// Returns the shortest input found by leaving out parts, for which the target still panics at the
    /// same place.
    pub fn shrunk(self, target: &Target) -> Self {
        let place = |problem: &str| problem.split('\n').next().unwrap_or_default().to_owned();
        let mut shortest = self;
        let began = Instant::now();
        let mut size = shortest.input.len();
        while size > 0 {
            let mut at = 0;
            while at < shortest.input.len() && began.elapsed() < SHRINKING {
                let mut input = shortest.input.clone();
                input.drain(at..(at + size).min(input.len()));
                match Self::check(target, &input) {
                    Err(finding) if place(&finding.problem) == place(&shortest.problem) => {
                        shortest = finding;
                    }
                    _ => at += size,
                }
            }
            size /= 2;
        }
        shortest
    }
}

/// Returns the CPU time of this thread.
#[cfg(unix)]
fn busy_time() -> Duration {
    use rustix::time::{ClockId, clock_gettime};

    clock_gettime(ClockId::ThreadCPUTime).try_into().unwrap_or_default()
}

/// Returns the time since the first call, for want of the CPU time.
#[cfg(not(unix))]
fn busy_time() -> Duration {
    static BEGAN: std::sync::LazyLock<Instant> = std::sync::LazyLock::new(Instant::now);

    BEGAN.elapsed()
}

thread_local! {
    static CATCHES: Cell<bool> = const { Cell::new(false) };
    static PANIC: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Runs a function and returns its panic: first the place, then the message.
fn caught(run: impl FnOnce()) -> Option<String> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let default = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            let place = info.location().map(ToString::to_string).unwrap_or_default();
            let payload = info.payload();
            let text = payload.downcast_ref::<&str>().copied();
            let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
            let message = text.unwrap_or("a panic without a message");
            PANIC.with_borrow_mut(|panic| *panic = Some(format!("{place}\n{message}")));
            if !CATCHES.get() {
                default(info);
            }
        }));
    });
    CATCHES.set(true);
    let result = panic::catch_unwind(AssertUnwindSafe(run));
    CATCHES.set(false);
    result.err().map(|_| PANIC.take().unwrap_or_default())
}

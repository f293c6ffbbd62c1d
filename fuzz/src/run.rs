//! The loop: the seeds first, then changed ones until time or runs are used up.

use std::time::{Duration, Instant};

use crate::{Finding, Mutator, Target};

/// The end of a loop, whichever comes first.
#[derive(Clone, Copy, Debug, Default)]
pub struct Budget {
    /// Number of changed inputs.
    pub runs: Option<u64>,
    /// Time.
    pub time: Option<Duration>,
}

/// Runs a target on its seeds and on changed ones, and returns the number of inputs. `before` gets
/// each input before the target does.
///
/// # Errors
/// The first finding.
pub fn run(
    target: &Target,
    seed: u64,
    budget: Budget,
    mut before: impl FnMut(&[u8]),
) -> Result<u64, Finding> {
    let seeds = (target.seeds)();
    for input in &seeds {
        before(input);
        Finding::check(target, input)?;
    }
    let mut mutator = Mutator::new(seed, &seeds, target.words);
    let began = Instant::now();
    let mut runs = 0;
    while budget.runs.is_none_or(|max| runs < max)
        && budget.time.is_none_or(|max| began.elapsed() < max)
    {
        let input = mutator.input();
        before(&input);
        Finding::check(target, &input)?;
        runs += 1;
    }
    Ok(runs)
}

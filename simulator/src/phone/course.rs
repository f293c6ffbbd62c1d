//! The course of a rehearsed call: what disturbs it, and what became of its steps.
//!
//! Depends on the phone.

use offhook::Leg;

use super::{Expected, Phone, StepError};
use crate::Step;
use crate::driver::Simulation;

/// The course of a rehearsed call.
#[derive(Clone, Default, Debug)]
pub(crate) struct Course {
    steps: Vec<String>,
    /// The number of steps after which the caller hangs up.
    hang_up_after: Option<usize>,
    /// Whether a step can fail: those after it lapse then.
    is_disturbed: bool,
    has_lapsed: bool,
    /// What the steps expect of the end.
    expected: Expected,
    /// The step that failed, though nothing disturbed it.
    pub(crate) failure: Option<String>,
}

impl Course {
    pub(crate) fn new(hang_up_after: Option<usize>, is_disturbed: bool) -> Self {
        Self { hang_up_after, is_disturbed, ..Self::default() }
    }

    /// The steps that were taken.
    pub(crate) fn steps(&self) -> impl Iterator<Item = &String> {
        self.steps.iter()
    }

    /// Returns `true` if the caller hangs up before the next step.
    pub(crate) fn hangs_up_now(&self) -> bool {
        !self.has_lapsed && self.hang_up_after == Some(self.steps.len())
    }

    /// What is expected of the end. Of a disturbed call only that it comes, without findings.
    pub(crate) fn expected(&self) -> Expected {
        let allowed = self.expected.allowed.clone();
        if self.is_disturbed {
            return Expected { allowed, caller_hangs_up: true, ..Expected::default() };
        }
        self.expected.clone()
    }
}

impl Phone {
    /// Takes a step of a rehearsed call. It fails into the course.
    pub(super) async fn take_in(&mut self, mut course: Course, step: &Step) -> Course {
        if course.hangs_up_now() {
            self.hang_up_now().await;
            course.has_lapsed = true;
        }
        if course.has_lapsed {
            return course;
        }
        match self.try_step(step).await {
            Ok(()) => course.steps.push(step.to_string()),
            Err(failure) => {
                course.has_lapsed = true;
                let StepError { step, instead, .. } = failure;
                let failure = format!("expected: {step}; instead: {instead}");
                course.failure = (!course.is_disturbed).then_some(failure);
            }
        }
        course
    }

    /// Keeps what a rehearsed call expects of its end, which comes later. Returns `false` for another
    /// call.
    pub(super) fn is_rehearsed(&mut self, expected: &Expected) -> bool {
        let Some(course) = &mut self.course else { return false };
        course.expected = expected.clone();
        true
    }

    /// The caller hangs up, if they are still there, and the call continues until nothing more happens
    /// by itself.
    pub(crate) async fn hang_up_now(&mut self) {
        self.call.act(|call: &mut Simulation| call.hangs_up(Leg::A)).await;
        self.go_on().await;
    }
}

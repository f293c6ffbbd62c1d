//! What a program does when it is polled: it asks for actions, and runs side effects.

use std::sync::Arc;

use offhook::action::{ActionType, ReceiveDigits};
use offhook::event::ErrorType;
use offhook::flow::LineError;

use super::ops::{action, failed, has_result, is_for_far_end, ok};
use super::{Arm, Asked, Direct, LIST, Seen, Waits};
use crate::program::{NAMES, Op};

impl Direct {
    pub(super) fn poll(&mut self, arm: usize) {
        let Arm { op, text, waits } = self.arms()[arm].clone();
        let is_over = match waits {
            Waits::Begins => return self.begin_op(arm, op, &text),
            Waits::SideEffect(number) => {
                // The result of one that ran before comes when none runs.
                let is_known = self.is_known(op, number);
                if !is_known || !self.runs_side_effect() {
                    self.side_effect(arm, op, &text, number);
                }
                return;
            }
            Waits::Done => self.is_done() && !self.caller_has_left,
            Waits::FarEnd(bridge) => self.has_left(bridge),
            Waits::Update => false,
            Waits::Received(digits) => {
                self.over(arm, ok(digits));
                if !self.caller_has_left && self.queue.len() < LIST {
                    let before = Some((Arc::new(self.clone()), arm));
                    self.queue(op, &text, before);
                }
                return;
            }
            _ => return,
        };
        if is_over {
            self.over(arm, ok(()));
        } else if self.caller_has_left {
            self.over(arm, failed(op, LineError::CallEnded));
        }
    }

    pub(super) fn over(&mut self, arm: usize, text: String) {
        self.arms()[arm].waits = Waits::Over(Seen(text, None));
    }

    fn begin_op(&mut self, arm: usize, op: Op, text: &str) {
        match op {
            // No other than the flow knows the value.
            Op::Now | Op::Random => self.over(arm, "Ok(…)".to_owned()),
            Op::Once { name, is_slow, .. } => {
                let began = self.began.entry(NAMES[name]).or_default();
                let number = *began;
                *began += 1;
                if is_slow {
                    self.arms()[arm].waits = Waits::SideEffect(number);
                } else {
                    self.side_effect(arm, op, text, number);
                }
            }
            _ => self.ask(arm, op, text),
        }
    }

    /// Whether a side effect ran before the program went back.
    fn is_known(&self, op: Op, number: usize) -> bool {
        let Op::Once { name, .. } = op else { return false };
        self.effects.contains_key(&(NAMES[name], number))
    }

    fn runs_side_effect(&self) -> bool {
        let mut arms = self.awaits.iter().flat_map(|(_, arms)| arms);
        arms.any(|arm| match arm.waits {
            Waits::SideEffect(number) => !self.is_known(arm.op, number),
            _ => false,
        })
    }

    /// Runs a side effect, unless it ran before the program went back.
    fn side_effect(&mut self, arm: usize, op: Op, key: &str, number: usize) {
        let Op::Once { name, fails, .. } = op else { return };
        let name = NAMES[name];
        let error = || format!("Err(OnceError {{ name: {name:?} }})");
        let result = || if fails { error() } else { ok(key) };
        let result = self.effects.entry((name, number)).or_insert_with(result).clone();
        self.over(arm, result);
    }

    fn ask(&mut self, arm: usize, op: Op, text: &str) {
        let far_end_has_left = self.far_ends.last().is_some_and(|far_end| far_end.has_left);
        if self.caller_has_left {
            return self.over(arm, failed(op, LineError::CallEnded));
        }
        match op {
            Op::FarHangUp if far_end_has_left => return self.over(arm, ok(())),
            _ if far_end_has_left && is_for_far_end(op) => {
                let (action_type, _) = action(op, text);
                let reason = ErrorType::InvalidActionParameter;
                let error = LineError::Failed(ActionType::from(action_type), reason);
                return self.over(arm, failed(op, error));
            }
            _ if self.queue.len() == LIST => return self.arms()[arm].waits = Waits::Room,
            _ => {}
        }
        let before = (!has_result(op)).then(|| (Arc::new(self.clone()), arm));
        self.arms()[arm].waits = match op {
            _ if has_result(op) => Waits::Answer(self.asked),
            Op::Keys => Waits::Keys,
            Op::ReceiveDigits => {
                let keys = ReceiveDigits::matching("[0-9]");
                Waits::Over(Seen(format!("Ok(KeyPresses({keys:?}))"), None))
            }
            _ => Waits::Over(Seen(ok(()), None)),
        };
        self.queue(op, text, before);
    }

    pub(super) fn queue(&mut self, op: Op, text: &str, before: Option<(Arc<Self>, usize)>) {
        let (action_type, what) = action(op, text);
        let is_awaited = has_result(op);
        self.queue.push(Asked { number: self.asked, op, what, is_awaited, before });
        self.asked += 1;
        self.types.push(action_type);
    }
}

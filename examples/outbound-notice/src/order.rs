//! What whoever places a call hands over: the `ArgumentsMap` of CreateSipMediaApplicationCall.

use serde::{Deserialize, Serialize};

/// A notice for somebody. There is no `Debug`: the text is between us and them.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Order {
    /// What to say.
    pub(crate) notice: String,
    /// What it is about, by whoever placed the call; it is logged, so nothing personal.
    pub(crate) reference: String,
    /// How many calls went before this one.
    #[serde(default)]
    pub(crate) retries: u8,
}

impl Order {
    /// The same notice for the next call.
    pub(crate) fn again(self) -> Self {
        Self { retries: self.retries.saturating_add(1), ..self }
    }
}

#[cfg(test)]
mod tests {
    use offhook::prelude::*;

    use super::*;
    use crate::tests::{callee, order};

    #[test]
    fn what_is_handed_over_is_read_again() {
        let placed = event::NewOutboundCall::new(Arguments(order(0).again()).to_map().unwrap());
        let read =
            Arguments::<Order>::from_invocation(&Invocation::new(&placed, callee())).unwrap();
        assert!(read.0 == order(1));
    }
}

//! The stimuli of a running action, and its reactions.

use serde_json::{Map, Value};

use crate::{LegId, MediaId, Refusal};

/// Something that may matter to the running action.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Stimulus<'a> {
    Tick,
    Key {
        leg: LegId,
        key: char,
    },
    /// The leg that the action dialled was answered.
    Answered,
    /// The leg that the action dialled was not answered.
    NotAnswered {
        code: u16,
    },
    Done {
        id: MediaId,
    },
    Recorded {
        id: MediaId,
    },
    Result {
        id: MediaId,
        result: Option<&'a offhook::action::bot::IntentResult>,
    },
    Failed {
        id: MediaId,
        refusal: &'a Refusal,
    },
}

/// The reaction of the running action to a stimulus.
#[derive(Debug)]
pub(crate) enum Reaction {
    NotMine,
    Wait,
    Done(Results),
    Failed(Refusal),
}

/// The results of an action: the fields of `ActionData` beside its type and parameters.
pub(crate) type Results = Map<String, Value>;

/// Results with one field.
pub(super) fn one(field: &str, value: impl Into<Value>) -> Results {
    Results::from_iter([(field.to_owned(), value.into())])
}

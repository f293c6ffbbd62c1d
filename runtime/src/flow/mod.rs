#![doc = include_str!("../../docs/flows.md")]

// The line's futures ask and wait in `state`, `hear` says what an event means to it, `drive` runs the
// flow through its `journal`; `call` is what dispatch uses.

mod bridge;
mod call;
mod defaults;
mod drive;
pub(crate) mod entry;
mod error;
mod hear;
mod journal;
mod line;
mod line_action;
mod once;
mod race;
mod run;
mod setters;
pub(crate) mod stage;
mod state;
mod store;
mod streams;
mod wait;

pub(crate) use call::{Taken, Turn, end, has_begun, has_ended, is_stored, survive};

pub use bridge::Bridge;
pub use entry::Entered;
// rustc names these in its messages.
pub(crate) use entry::{Bound, Flow};
#[doc(hidden)]
pub use entry::{FlowOf, FormerVersion, HasFlowNamed, Named, Returned};
pub use error::{
    ArgumentsError, AskError, BridgeError, FlowError, LineError, NotAnswered, OnceError,
};
pub use line::{Line, NoApplication};
pub use line_action::LineAction;
pub use once::Keep;
pub use race::{Either, race};
pub use run::{Run, Running};
pub use store::{JournalStore, MemoryStore, StoredJournal};

pub use crate::error::Storing;
pub use streams::{KeyPresses, Updates};

//! The keys of the dispatch table: the events without an action, then three groups by action.

use crate::action::{Action, ActionType};
use crate::event::{self, EventType, OfAction};

/// An event with a place in the dispatch table.
pub trait Slot {
    /// The place.
    const SLOT: usize;
}

/// Size of a group: the actions and, last, the handler for any action.
const GROUP: usize = <Action as OfAction>::INDEX + 1;

/// Generates the places from the table of events.
macro_rules! slots {
    (
        [$($(#[$doc:meta])* $event:ident = $word:literal $(| $spelling:literal)*: $replies:ident;)*]
        [$($(#[$about_doc:meta])* $about:ident = $about_word:literal $(| $about_spelling:literal)*: $about_replies:ident;)*]
    ) => {
        /// The places of the events without an action.
        #[derive(Clone, Copy)]
        enum Place { $($event,)* Any, FirstGroup }

        /// The groups by action.
        #[derive(Clone, Copy)]
        enum Group { $($about,)* Count }

        /// The place of an event's own handler.
        pub(crate) fn of(event: &EventType, action: Option<&ActionType>) -> usize {
            match event {
                $(EventType::$event => Place::$event as usize,)*
                $(EventType::$about => {
                    let index = action.map_or(<Action as OfAction>::INDEX, ActionType::index);
                    in_group(Group::$about, index)
                })*
                EventType::Other(_) => Place::Any as usize,
            }
        }

        $(impl Slot for event::$event {
            const SLOT: usize = Place::$event as usize;
        })*

        $(impl<A: OfAction> Slot for event::$about<A> {
            const SLOT: usize = in_group(Group::$about, A::INDEX);
        })*
    };
}

offhook_macros::__events!(slots);

impl Slot for event::Any {
    const SLOT: usize = Place::Any as usize;
}

/// Number of places.
pub(crate) const COUNT: usize = in_group(Group::Count, 0);

const fn in_group(group: Group, index: usize) -> usize {
    Place::FirstGroup as usize + group as usize * GROUP + index
}

/// The place that serves when `slot` has no handler of its own.
pub(crate) const fn fallback(slot: usize) -> Option<usize> {
    const FIRST: usize = Place::FirstGroup as usize;
    const ANY: usize = Place::Any as usize;
    // `_` does not displace the default of a call update.
    if slot == ANY || slot == Place::CallUpdateRequested as usize {
        return None;
    }
    if slot < FIRST {
        return Some(ANY);
    }
    let any_action = slot - (slot - FIRST) % GROUP + GROUP - 1;
    Some(if slot == any_action { ANY } else { any_action })
}

//! The keys of the dispatch table: the events without an action, then three groups by action.

use crate::action::{Action, ActionType};
use crate::event::{self, EventType, OfAction};

/// An event with a slot in the dispatch table.
pub trait Slot {
    /// The index of the slot.
    const SLOT: usize;
}

/// Size of a group: the actions and, last, the handler for any action.
const GROUP: usize = <Action as OfAction>::INDEX + 1;

/// Generates the slots from the table of events.
macro_rules! slots {
    (
        [$($(#[$doc:meta])* $event:ident = $word:literal $(| $spelling:literal)*: $replies:ident;)*]
        [$($(#[$about_doc:meta])* $about:ident = $about_word:literal $(| $about_spelling:literal)*: $about_replies:ident;)*]
    ) => {
        /// The slots of the events without an action.
        #[derive(Clone, Copy)]
        enum Slots { $($event,)* Any, FirstGroup }

        /// The groups by action.
        #[derive(Clone, Copy)]
        enum Group { $($about,)* Count }

        /// The slot of an event's own handler.
        pub(crate) fn of(event: &EventType, action: Option<&ActionType>) -> usize {
            match event {
                $(EventType::$event => Slots::$event as usize,)*
                $(EventType::$about => {
                    let index = action.map_or(<Action as OfAction>::INDEX, ActionType::index);
                    in_group(Group::$about, index)
                })*
                EventType::Other(_) => Slots::Any as usize,
            }
        }

        $(impl Slot for event::$event {
            const SLOT: usize = Slots::$event as usize;
        })*

        $(impl<A: OfAction> Slot for event::$about<A> {
            const SLOT: usize = in_group(Group::$about, A::INDEX);
        })*
    };
}

offhook_macros::__events!(slots);

impl Slot for event::Any {
    const SLOT: usize = Slots::Any as usize;
}

/// Number of slots.
pub(crate) const COUNT: usize = in_group(Group::Count, 0);

const fn in_group(group: Group, index: usize) -> usize {
    Slots::FirstGroup as usize + group as usize * GROUP + index
}

/// The slot to fall back to when `slot` has no handler of its own.
pub(crate) fn fallback(slot: usize) -> Option<usize> {
    const FIRST: usize = Slots::FirstGroup as usize;
    const ANY: usize = Slots::Any as usize;
    // `_` does not displace the default of a call update.
    if slot == ANY || slot == Slots::CallUpdateRequested as usize {
        return None;
    }
    if slot < FIRST {
        return Some(ANY);
    }
    let any_action = slot - (slot - FIRST) % GROUP + GROUP - 1;
    Some(if slot == any_action { ANY } else { any_action })
}

//! The macro that defines an action.

/// Defines an action by its legs, its results and the table of its parameters.
///
/// The legs are `Either`, `CallId`, `Only(leg)` or `None` (see [`Legs`](super::Legs)). See
/// [`parameters!`](crate::wire::parameters) for the lines of the table. The action also needs a
/// line in the macro crate's table of the protocol.
macro_rules! action {
    (
        legs: None, results: $results:ty;
        $(#[$meta:meta])*
        pub struct $name:ident { $($parameters:tt)* }
        $(where $check:ident)?
    ) => {
        $crate::wire::parameters! {
            $(#[$meta])*
            pub struct $name { $($parameters)* }
            $(where $check)?
        }

        $crate::action::table::action_kind!($name, None, $results, |_action| None);
    };
    (
        legs: Only($leg:expr), results: $results:ty;
        $(#[$meta:meta])*
        pub struct $name:ident { $($parameters:tt)* }
        $(where $check:ident)?
    ) => {
        $crate::wire::parameters! {
            $(#[$meta])*
            pub struct $name {
                target: $crate::action::Target = flattened;
                $($parameters)*
            }
            $(where $check)?
        }

        $crate::action::table::action_kind!($name, Only($leg), $results, |action| Some(action.target));
    };
    (
        legs: $legs:ident, results: $results:ty;
        $(#[$meta:meta])*
        pub struct $name:ident { $($parameters:tt)* }
        $(where $check:ident)?
    ) => {
        $crate::wire::parameters! {
            $(#[$meta])*
            pub struct $name {
                target: $crate::action::Target = flattened;
                $($parameters)*
            }
            $(where $check)?
        }

        impl $name {
            /// Sets the leg that the action works on. Default: the leg of the event.
            pub fn on(mut self, target: impl Into<$crate::action::Target>) -> Self {
                self.target = target.into();
                self
            }
        }

        $crate::action::table::action_kind!($name, $legs, $results, |action| Some(action.target));
    };
}
pub(super) use action;

/// Implements [`ActionKind`](super::ActionKind) for an action.
macro_rules! action_kind {
    ($name:ident, $legs:expr, $results:ty, |$action:ident| $option:ident $(($target:expr))?) => {
        impl $crate::action::ActionKind for $name {
            const TYPE: $crate::action::ActionType = $crate::action::ActionType::$name;
            const LEGS: $crate::action::Legs = {
                use $crate::action::Legs::*;
                $legs
            };
            type Results = $results;

            fn target(&self) -> Option<&$crate::action::Target> {
                let $action = self;
                $option $((&$target))?
            }

            fn target_mut(&mut self) -> Option<&mut $crate::action::Target> {
                let $action = self;
                $option $((&mut $target))?
            }
        }
    };
}
pub(super) use action_kind;

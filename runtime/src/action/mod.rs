//! The 18 actions of the service, which a handler returns in its reply.
//!
//! Constructors and setters never fail. Each action's `validate` checks the service's rules; it
//! runs before a reply is sent and can be called at any time.
//! Durations are [`Duration`](std::time::Duration)s, rounded up to the service's unit when they
//! are sent. By default an action works on the leg of the event (see [`Target`]).
//!
//! Setters have short names. The values are public fields, which have the service's names without
//! the unit: `.timeout(..)` sets `repeat_duration`, sent as `RepeatDurationInMilliseconds`.
//!
//! ```
//! use offhook::action::{Hangup, Speak};
//! use offhook::{Leg, Reply};
//!
//! let reply = Reply::from((Speak::text("Goodbye."), Hangup::normal()));
//! let one_leg = Hangup::busy().on(Leg::B);
//! ```

mod audio_file;
pub mod bot;
mod call_and_bridge;
mod call_recording;
mod digit_collection;
mod error;
mod hangup;
mod join_chime_meeting;
mod keys;
mod modify_chime_meeting_attendees;
mod pause;
mod play_audio;
mod play_audio_and_get_digits;
mod receive_digits;
mod record_audio;
mod send_digits;
mod sensitive;
mod speak;
mod speak_and_get_digits;
mod speech;
mod start_bot_conversation;
mod start_call_recording;
mod table;
mod target;
mod voice_focus;

use std::fmt;

use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error as _};
use serde::ser::{Serialize, SerializeStruct, Serializer};
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};

use crate::call::Leg;
use crate::wire::fields::{Fields, Parameters};
use crate::wire::item::{EachField, Item, Object};
use crate::wire::json::{Cursor, Read};
use crate::wire::{FieldError, FromEvent, Lenient, open_enum, rule};

pub use audio_file::{AudioFile, Storage};
pub use call_and_bridge::{BridgeEndpointType, CallAndBridge, Endpoint};
pub use call_recording::{PauseCallRecording, ResumeCallRecording, StopCallRecording};
pub use digit_collection::{DigitCollection, DigitCount, ReceivedDigits};
pub use error::ActionError;
pub use hangup::Hangup;
pub use join_chime_meeting::JoinChimeMeeting;
pub use keys::Keys;
pub use modify_chime_meeting_attendees::{AttendeeOperation, ModifyChimeMeetingAttendees};
pub use pause::Pause;
pub use play_audio::PlayAudio;
pub use play_audio_and_get_digits::PlayAudioAndGetDigits;
pub use receive_digits::ReceiveDigits;
pub use record_audio::{RecordAudio, Recording, RecordingDestination};
pub use send_digits::SendDigits;
pub use sensitive::Sensitive;
pub use speak::Speak;
pub use speak_and_get_digits::SpeakAndGetDigits;
pub use speech::{Engine, Speech, TextType};
pub use start_bot_conversation::StartBotConversation;
pub use start_call_recording::{
    CallRecording, CallRecordingDestination, StartCallRecording, Track,
};
pub use target::Target;
pub use voice_focus::VoiceFocus;

/// A type of action: the `A` of [`Succeeded<A>`](crate::Succeeded).
///
/// Implemented by the 18 actions and sealed, because the service's set of actions is frozen.
pub trait ActionKind:
    Sealed
    + Into<Action>
    + Clone
    + PartialEq
    + fmt::Debug
    + Serialize
    + DeserializeOwned
    + Send
    + Sync
    + 'static
{
    /// The action's `Type`.
    const TYPE: ActionType;

    /// Results of a successful action: the fields of `ActionData` other than the parameters.
    type Results: FromEvent
        + Serialize
        + DeserializeOwned
        + Default
        + PartialEq
        + fmt::Debug
        + Send
        + Sync
        + 'static;

    /// Checks every rule of the service that can be checked before the action is sent.
    ///
    /// # Errors
    /// Returns the first violation: the parameter and the rule, never the value.
    fn validate(&self) -> Result<(), ActionError> {
        Sealed::check(self)
    }

    /// Returns the leg that the action works on, or `None` for [`CallAndBridge`], which always
    /// bridges the calling leg.
    fn target(&self) -> Option<&Target>;

    #[doc(hidden)]
    fn target_mut(&mut self) -> Option<&mut Target>;

    /// Legs that the action can work on.
    #[doc(hidden)]
    const LEGS: Legs;
}

/// The legs that an action can work on, and the parameters that name them.
#[doc(hidden)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Legs {
    /// Any leg, named by `CallId` or `ParticipantTag`.
    Either,
    /// Any leg, named by `CallId`.
    CallId,
    /// Only this leg, named by `CallId`.
    Only(Leg),
    /// The calling leg, which the parameters do not name.
    None,
}

mod sealed {
    use serde_json::value::RawValue;

    use super::ActionError;

    pub trait Sealed: Sized {
        /// Index of the action in the dispatch table.
        const INDEX: usize;

        fn check(&self) -> Result<(), ActionError>;

        fn read(parameters: &RawValue) -> Result<Self, ActionError>;
    }
}
pub(crate) use sealed::Sealed;

/// The empty results of an action whose `ActionData` contains only its parameters.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct NoResults {}

impl NoResults {
    /// Creates the empty results.
    pub const fn new() -> Self {
        Self {}
    }
}

impl Lenient for NoResults {
    fn read(json: &mut Cursor<'_>) -> Read<Option<Self>> {
        json.skip().map(|()| Some(Self {}))
    }
}

/// Generates every item that lists the actions.
macro_rules! actions {
    ($($(#[$doc:meta])* $action:ident = $word:literal;)*) => {
        open_enum! {
            /// The `Type` of an action.
            pub enum ActionType {
                $($(#[$doc])* $action = $word,)*
            }
        }

        impl ActionType {
            /// Number of known actions.
            pub(crate) const COUNT: usize = [$($word),*].len();

            /// Returns the action's index in the dispatch table. Unknown actions share the last.
            pub(crate) fn index(&self) -> usize {
                (match self {
                    $(Self::$action => Index::$action,)*
                    Self::Other(_) => Index::Other,
                }) as usize
            }
        }

        /// The actions' indices in the dispatch table.
        enum Index { $($action,)* Other }

        /// Any of the 18 actions.
        ///
        /// `Debug` shows the action's type and hides values that can contain phone numbers, digits
        /// or speech.
        #[derive(Clone, PartialEq, Debug)]
        #[non_exhaustive]
        pub enum Action {
            $($(#[$doc])* $action($action),)*
        }

        impl Action {
            /// Returns the action's `Type`.
            pub fn action_type(&self) -> ActionType {
                match self {
                    $(Self::$action(_) => ActionType::$action,)*
                }
            }

            /// Checks every rule of the service that can be checked before the action is sent.
            ///
            /// # Errors
            /// Returns the first violation: the action, the parameter and the rule, never the
            /// value.
            pub fn validate(&self) -> Result<(), ActionError> {
                let checked = rule::check(self);
                checked.map_err(|error| ActionError::new(self.action_type(), error))
            }

            /// Reads the action with the given type and parameters.
            #[inline]
            pub(crate) fn read(
                action_type: Option<&ActionType>,
                parameters: &RawValue,
            ) -> Result<Self, ActionError> {
                match action_type {
                    $(Some(ActionType::$action) => <$action as Sealed>::read(parameters).map(Self::$action),)*
                    Some(ActionType::Other(_)) | None => Err(ActionError::unknown_action()),
                }
            }

            /// Returns the action's parameters in the form that is sent.
            pub(crate) fn parameters(&self) -> Item<'_> {
                Item::Object(self)
            }

            /// Returns the leg that the action works on, or `None` for [`CallAndBridge`], which
            /// always bridges the calling leg.
            pub fn target(&self) -> Option<&Target> {
                match self {
                    $(Self::$action(action) => action.target(),)*
                }
            }

            pub(crate) fn legs(&self) -> Legs {
                match self {
                    $(Self::$action(_) => <$action as ActionKind>::LEGS,)*
                }
            }

            pub(crate) fn target_mut(&mut self) -> Option<&mut Target> {
                match self {
                    $(Self::$action(action) => action.target_mut(),)*
                }
            }
        }

        /// The parameters.
        // One table of functions for all actions: each of its own would link more.
        impl Object for Action {
            fn fields(&self, field: &mut EachField<'_>) {
                match self {
                    $(Self::$action(action) => action.fields(field),)*
                }
            }

            fn check_together(&self) -> Result<(), FieldError> {
                match self {
                    $(Self::$action(action) => action.check_together(),)*
                }
            }
        }

        $(
            impl From<$action> for Action {
                fn from(action: $action) -> Self {
                    Self::$action(action)
                }
            }

            impl $action {
                /// Checks every rule of the service that can be checked before the action is sent.
                ///
                /// Runs on every action of a reply before the reply is sent.
                ///
                /// # Errors
                /// Returns the first violation: the parameter and the rule, never the value.
                pub fn validate(&self) -> Result<(), ActionError> {
                    ActionKind::validate(self)
                }
            }

            impl Sealed for $action {
                const INDEX: usize = Index::$action as usize;

                fn check(&self) -> Result<(), ActionError> {
                    rule::check(self).map_err(|error| ActionError::new(Self::TYPE, error))
                }

                #[inline]
                fn read(parameters: &RawValue) -> Result<Self, ActionError> {
                    let read = Fields::new(parameters.into()).map_err(Into::into);
                    read.and_then(|fields| Parameters::read(&fields))
                        .map_err(|error| ActionError::new(Self::TYPE, error))
                }
            }
        )*
    };
}

offhook_macros::__actions!(actions);

impl Serialize for Action {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut action = serializer.serialize_struct("Action", 2)?;
        action.serialize_field("Type", self.action_type().as_str())?;
        action.serialize_field("Parameters", &self.parameters())?;
        action.end()
    }
}

/// Goes through [`Value`], so that any self-describing format works.
impl<'de> Deserialize<'de> for Action {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let action = Value::deserialize(deserializer)?;
        let action_type = action["Type"].as_str().map(ActionType::from);
        let parameters = to_raw_value(&action["Parameters"]).map_err(D::Error::custom)?;
        Self::read(action_type.as_ref(), &parameters).map_err(D::Error::custom)
    }
}

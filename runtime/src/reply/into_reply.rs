//! What a handler can return.

use std::marker::PhantomData;

use super::{Reply, ReplyError};
use crate::action::{self, Action};
use crate::error::Error;
use crate::event::{MayBeSilent, TakesActions};

/// What a handler for the event `E` can return: an [`Answer`] that suits it.
///
/// Actions where the service runs them ([`TakesActions`]), nothing where that is no mistake
/// ([`MayBeSilent`]).
#[diagnostic::on_unimplemented(
    message = "a handler can't return `{Self}`",
    label = "this is no reply",
    note = "return an action, a tuple or array of at most 10 actions, `Vec<Action>`, `Reply`, `()`, an `Option` of these, or a `Result` of these whose error turns into `offhook::Error`"
)]
pub trait IntoReply<E> {
    /// The reply.
    ///
    /// # Errors
    /// Those of a `Result`.
    fn into_reply(self) -> Result<Reply, Error>;
}

impl<E, A: Answer<Content: Suits<E>>> IntoReply<E> for A {
    fn into_reply(self) -> Result<Reply, Error> {
        self.reply()
    }
}

/// What handlers can return.
///
/// An action; a tuple or an array of 1 to 10 actions; `Vec<Action>`; a [`Reply`]; `()`; `Option` of
/// each; `Result` of each, with any error that turns into [`Error`].
// The impls are not recommended: when a handler returns something else, rustc's list of them would
// bury the note.
pub trait Answer {
    /// What kind of reply it is: what it asks of the event.
    #[doc(hidden)]
    type Content;

    /// The reply.
    ///
    /// # Errors
    /// Those of a `Result`.
    fn reply(self) -> Result<Reply, Error>;
}

#[diagnostic::do_not_recommend]
impl Answer for Reply {
    type Content = Anything;
    fn reply(self) -> Result<Reply, Error> {
        Ok(self)
    }
}

#[diagnostic::do_not_recommend]
impl Answer for () {
    type Content = Nothing;
    fn reply(self) -> Result<Reply, Error> {
        Ok(Reply::none())
    }
}

#[diagnostic::do_not_recommend]
impl<R: Answer> Answer for Option<R> {
    type Content = Perhaps<R::Content>;
    fn reply(self) -> Result<Reply, Error> {
        self.map_or_else(|| Ok(Reply::none()), R::reply)
    }
}

#[diagnostic::do_not_recommend]
impl<R: Answer, F: Into<Error>> Answer for Result<R, F> {
    type Content = R::Content;
    fn reply(self) -> Result<Reply, Error> {
        self.map_err(Into::into)?.reply()
    }
}

#[diagnostic::do_not_recommend]
impl Answer for Vec<Action> {
    type Content = Actions<1>;
    fn reply(self) -> Result<Reply, Error> {
        Ok(self.into())
    }
}

#[diagnostic::do_not_recommend]
impl<A: Into<Action>, const N: usize> Answer for [A; N] {
    type Content = Actions<N>;
    fn reply(self) -> Result<Reply, Error> {
        Ok(self.into())
    }
}

#[diagnostic::do_not_recommend]
impl Answer for Action {
    type Content = Actions<1>;
    fn reply(self) -> Result<Reply, Error> {
        Ok(self.into())
    }
}

/// Each action, alone.
macro_rules! action_answers {
    ($($(#[$doc:meta])* $action:ident = $word:literal;)*) => {$(
        impl From<action::$action> for Reply {
            fn from(action: action::$action) -> Self {
                Action::from(action).into()
            }
        }

        #[diagnostic::do_not_recommend]
        impl Answer for action::$action {
            type Content = Actions<1>;
            fn reply(self) -> Result<Reply, Error> {
                Ok(self.into())
            }
        }
    )*};
}
offhook_macros::__actions!(action_answers);

/// Tuples of actions.
macro_rules! tuple_answers {
    ($($number:literal ($($action:ident)+))*) => {$(
        impl<$($action: Into<Action>),+> From<($($action,)+)> for Reply {
            #[allow(non_snake_case, reason = "the type's letter names the value")]
            fn from(($($action,)+): ($($action,)+)) -> Self {
                Self { actions: Some(vec![$($action.into()),+]), ..Self::none() }
            }
        }

        #[diagnostic::do_not_recommend]
        impl<$($action: Into<Action>),+> Answer for ($($action,)+) {
            type Content = Actions<$number>;
            fn reply(self) -> Result<Reply, Error> {
                Ok(self.into())
            }
        }
    )*};
}
tuple_answers! {
    1 (A)
    2 (A B)
    3 (A B C)
    4 (A B C D)
    5 (A B C D E)
    6 (A B C D E F)
    7 (A B C D E F G)
    8 (A B C D E F G H)
    9 (A B C D E F G H I)
    10 (A B C D E F G H I J)
}

/// Longer tuples, only to say what is wrong with them: they suit no event.
macro_rules! too_long {
    ($($number:literal ($($action:ident)+))*) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($action),+> Answer for ($($action,)+) {
            type Content = Actions<$number>;
            fn reply(self) -> Result<Reply, Error> {
                Err(ReplyError::TooManyActions { count: $number }.into())
            }
        }
    )*};
}
too_long! {
    11 (A B C D E F G H I J K)
    12 (A B C D E F G H I J K L)
    13 (A B C D E F G H I J K L M)
    14 (A B C D E F G H I J K L M N)
    15 (A B C D E F G H I J K L M N O)
    16 (A B C D E F G H I J K L M N O P)
}

/// A kind of reply: so many actions.
#[doc(hidden)]
#[derive(Debug)]
pub struct Actions<const N: usize>;

/// A kind of reply: no actions.
#[doc(hidden)]
#[derive(Debug)]
pub struct Nothing;

/// A kind of reply: this or no actions.
#[doc(hidden)]
#[derive(Debug)]
pub struct Perhaps<C>(PhantomData<C>);

/// A kind of reply: what only a run can tell.
#[doc(hidden)]
#[derive(Debug)]
pub struct Anything;

/// A kind of reply that suits the event `E`.
#[doc(hidden)]
pub trait Suits<E> {}

impl<E: TakesActions, const N: usize> Suits<E> for Actions<N> where Self: AtMostTen {}
impl<E: MayBeSilent> Suits<E> for Nothing {}
impl<E: MayBeSilent, C: Suits<E>> Suits<E> for Perhaps<C> {}
impl<E> Suits<E> for Anything {}

/// Actions that one reply can hold.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a reply holds at most 10 actions",
    label = "these are not 1 to 10 actions",
    note = "return the first ten, and the others when `ActionSuccessful` comes for the last of them"
)]
pub trait AtMostTen {}

macro_rules! at_most_ten {
    ($($number:literal)*) => {$(
        #[diagnostic::do_not_recommend]
        impl AtMostTen for Actions<$number> {}
    )*};
}
at_most_ten!(1 2 3 4 5 6 7 8 9 10);

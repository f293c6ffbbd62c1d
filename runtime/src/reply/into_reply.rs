//! Conversion of handlers' return values into replies.

use std::marker::PhantomData;

use super::Reply;
use crate::action::{self, Action};
use crate::error::Error;
use crate::event::{MayBeSilent, TakesActions};

/// An [`Answer`] that suits the event `E`: a value that its handlers can return.
///
/// Answers with actions suit the events whose actions the service runs ([`TakesActions`]). Answers
/// that can be empty suit the events that need no actions ([`MayBeSilent`]). A [`Reply`] suits all.
///
/// To return a type of your own, implement [`Answer`].
#[diagnostic::on_unimplemented(
    message = "a handler can't return `{Self}`",
    label = "expected an action, a list of actions, a `Reply` or `()`",
    note = "return an action, a tuple or array of at most 10 actions, `Vec<Action>`, `Reply`, `()`, an `Option` of these, or a `Result` of these whose error converts into `offhook::Error`",
    note = "to return a type of your own, implement `offhook::Answer` for it, whose documentation has an example"
)]
pub trait IntoReply<E> {
    /// Converts the value into a reply.
    ///
    /// # Errors
    /// Those of a `Result`, and of [`Answer::reply`]. They become the handler's.
    fn into_reply(self) -> Result<Reply, Error>;
}

impl<E, A: Answer<Content: Suits<E>>> IntoReply<E> for A {
    fn into_reply(self) -> Result<Reply, Error> {
        self.reply()
    }
}

/// A value that converts into a reply: what handlers return.
///
/// - An [action](crate::action), a tuple or an array of 1 to 10 actions, or a `Vec<Action>`.
/// - A [`Reply`].
/// - `()`.
/// - `Option` of any of these, which is empty when it is `None`.
/// - `Result` of any of these, with any error that converts into [`Error`].
///
/// # Types of your own
///
/// Implement it for a type that converts into one of these. [`Content`](Self::Content), taken from
/// that one, says which events the type suits: this menu is refused by `cargo check` where the
/// service ignores actions.
///
/// ```standalone_crate
/// use offhook::Answer;
/// use offhook::action::SpeakAndGetDigits;
/// use offhook::prelude::*;
///
/// # #[offhook::app]
/// # pub struct App;
/// struct Menu {
///     text: &'static str,
///     digits: usize,
/// }
///
/// impl Answer for Menu {
///     type Content = <SpeakAndGetDigits as Answer>::Content;
///
///     fn reply(self) -> Result<Reply> {
///         SpeakAndGetDigits::new(self.text).digits(self.digits).reply()
///     }
/// }
///
/// #[on(NewInboundCall)]
/// async fn welcome() -> Menu {
///     Menu { text: "Press 1 for sales, 2 for support.", digits: 1 }
/// }
///
/// #[on(ActionSuccessful(SpeakAndGetDigits))]
/// async fn chosen(digits: Digits) -> Result<Option<Menu>> {
///     let orders = Menu { text: "Enter your order number.", digits: 6 };
///     Ok((digits == "1").then_some(orders))
/// }
/// # fn main() {}
/// ```
///
/// Such a type works in `Option` and `Result`, as above. The elements of tuples and arrays are
/// actions: for those, implement `From<Menu>` for [`Action`].
// The impls are not recommended: when a handler returns something else, rustc's list of them would
// bury the notes of `IntoReply`.
pub trait Answer {
    /// The kind of the reply, which decides the events that it suits: that of the type which this
    /// one converts into, such as `<Speak as Answer>::Content` or `<Reply as Answer>::Content`.
    type Content: Content;

    /// Converts the value into a reply.
    ///
    /// # Errors
    /// Those of a `Result`, and of the conversion. They become the handler's.
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

/// Tuples that suit no event: these impls make rustc say why.
macro_rules! refused {
    ($([$($parameter:ident $(: $bound:path)?),+] $tuple:ty: $content:ty;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($parameter $(: $bound)?),+> Answer for $tuple {
            type Content = $content;
            fn reply(self) -> Result<Reply, Error> {
                unreachable!("rustc refuses the handler")
            }
        }
    )*};
}
refused! {
    [A] (Reply, A): Mixed<Reply>;
    [A: Into<Action>] (A, Reply): Mixed<Reply>;
    [A, B, C, D, E, F, G, H, I, J, K] (A, B, C, D, E, F, G, H, I, J, K): Actions<11>;
    [A, B, C, D, E, F, G, H, I, J, K, L] (A, B, C, D, E, F, G, H, I, J, K, L): Actions<12>;
    [A, B, C, D, E, F, G, H, I, J, K, L, M] (A, B, C, D, E, F, G, H, I, J, K, L, M): Actions<13>;
    [A, B, C, D, E, F, G, H, I, J, K, L, M, N] (A, B, C, D, E, F, G, H, I, J, K, L, M, N): Actions<14>;
}

/// A kind of reply: `N` actions. Where only a run can tell how many, `N` is 1.
#[doc(hidden)]
#[derive(Debug)]
pub struct Actions<const N: usize>;

/// A kind of reply: no actions.
#[doc(hidden)]
#[derive(Debug)]
pub struct Nothing;

/// A kind of reply: `C`, or no actions.
#[doc(hidden)]
#[derive(Debug)]
pub struct Perhaps<C>(PhantomData<C>);

/// A kind of reply: anything, which is checked when it is returned.
#[doc(hidden)]
#[derive(Debug)]
pub struct Anything;

/// No kind of reply: a tuple with an `R`, which is not an action.
#[doc(hidden)]
#[derive(Debug)]
pub struct Mixed<R>(PhantomData<R>);

/// A kind of reply.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the `Content` of an `Answer`",
    label = "expected the `Content` of another answer",
    note = "name that of the type which this one converts into, such as `<Speak as Answer>::Content`"
)]
pub trait Content {}

#[diagnostic::do_not_recommend]
impl<const N: usize> Content for Actions<N> {}
#[diagnostic::do_not_recommend]
impl Content for Nothing {}
#[diagnostic::do_not_recommend]
impl<C: Content> Content for Perhaps<C> {}
#[diagnostic::do_not_recommend]
impl Content for Anything {}
#[diagnostic::do_not_recommend]
impl<R> Content for Mixed<R> {}

/// A kind of reply that suits the event `E`.
#[doc(hidden)]
pub trait Suits<E> {}

impl<E: TakesActions, const N: usize> Suits<E> for Actions<N> where Self: AtMostTen {}
impl<E: MayBeSilent> Suits<E> for Nothing {}
impl<E: MayBeSilent, C: Suits<E>> Suits<E> for Perhaps<C> {}
impl<E> Suits<E> for Anything {}
impl<E, R: Element> Suits<E> for Mixed<R> {}

/// A number of actions that one reply can hold.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a reply holds at most 10 actions",
    label = "expected 1 to 10 actions",
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

/// An element of a tuple of actions. Nothing implements this.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a `Reply` can't be an element of a tuple",
    label = "expected a tuple of actions",
    note = "a `Reply` is a whole reply: add an action to it with `.then(action)`, or return a tuple of actions"
)]
pub trait Element {}

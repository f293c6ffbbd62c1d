//! The call's typed state, kept in the transaction attributes.

use std::fmt;
use std::future::Future;
use std::ops::{Deref, DerefMut};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::call::Call;
use crate::error::Error;
use crate::event::Invocation;
use crate::param::Param;
use crate::reply::Reply;

/// Maximum number of characters of one transaction attribute, unless the app says otherwise: that of
/// a workshop of the service.
pub(crate) const ATTRIBUTE_LIMIT: usize = 1_024;

/// The call's state, of the app's own type: `&mut Session<T>` in a handler, or `&Session<T>` in one
/// that only reads it.
///
/// `T` is the type that `#[offhook::app(session = T)]` names. It is stored as JSON in one transaction
/// attribute, [`ATTRIBUTE`](Self::ATTRIBUTE); the other attributes stay as they are. A new call
/// starts with `T::default()`. The session is loaded only for handlers that take it, and stored only
/// when the handler took it as `&mut`, changed it and returned `Ok`. More characters than the app's
/// `attribute_limit`, by default 1,024, are a [`SessionError`] before anything is sent.
///
/// A handler takes one of the two references: two sessions, or one by value, whose changes would be
/// lost, are compile errors.
///
/// It dereferences to `T`, so that the fields and methods of `T` can be used on it. A `T` that is an enum is
/// matched with [`state`](Self::state) and replaced with [`set`](Self::set). A unit test creates one
/// with [`new`](Self::new):
///
/// ```
/// # use offhook::Session;
/// #[derive(Default, serde::Serialize, serde::Deserialize)]
/// struct Visit {
///     attempts: u8,
/// }
///
/// let mut visit = Session::new(Visit { attempts: 1 });
/// visit.attempts += 1;
/// assert_eq!(visit.attempts, 2);
/// ```
pub struct Session<T> {
    value: T,
    /// The JSON that the state was loaded from.
    stored: Option<String>,
    touched: bool,
}

impl<T> Session<T> {
    /// The transaction attribute that holds the session.
    pub const ATTRIBUTE: &'static str = "offhook-session";

    /// A session with this state.
    pub fn new(value: T) -> Self {
        Self { value, stored: None, touched: false }
    }

    /// The state, to match on.
    ///
    /// ```standalone_crate
    /// use offhook::prelude::*;
    /// use serde::{Deserialize, Serialize};
    ///
    /// #[offhook::app(session = Stage)]
    /// pub struct App;
    ///
    /// #[derive(Default, Serialize, Deserialize)]
    /// enum Stage {
    ///     #[default]
    ///     Ringing,
    ///     Talking { since: u64 },
    /// }
    ///
    /// #[on(DigitsReceived)]
    /// async fn pressed(stage: &mut Session<Stage>, invocation: &Invocation) {
    ///     match stage.state() {
    ///         Stage::Ringing => stage.set(Stage::Talking { since: invocation.sequence() }),
    ///         Stage::Talking { since } => tracing::info!(since, "talking"),
    ///     }
    /// }
    /// # fn main() {}
    /// ```
    pub fn state(&self) -> &T {
        &self.value
    }

    /// Replaces the state.
    pub fn set(&mut self, value: T) {
        **self = value;
    }

    /// Unwraps the state.
    pub fn into_inner(self) -> T {
        self.value
    }
}

impl<T: DeserializeOwned + Default> Session<T> {
    /// The session that a call's transaction attributes hold.
    ///
    /// # Errors
    /// [`SessionError::Unreadable`] when the attribute exists and is not the JSON of a `T`.
    pub fn from_call(call: &Call) -> Result<Self, SessionError> {
        let session_type = std::any::type_name::<T>();
        let unreadable = |problem| SessionError::Unreadable { session_type, problem };
        let Some(json) = call.attributes().get(Self::ATTRIBUTE) else {
            return if call.attributes().contains_key(Self::ATTRIBUTE) {
                Err(unreadable("its attribute is not text"))
            } else {
                Ok(Self::default())
            };
        };
        let value = serde_json::from_str(json).map_err(|error| unreadable(describe(&error)))?;
        Ok(Self { value, stored: Some(json.to_owned()), touched: false })
    }
}

/// Describes an error without `serde_json`'s own words, which could hold values of the session.
fn describe(error: &serde_json::Error) -> &'static str {
    if error.is_data() {
        "a field is missing or has another type (was it stored by another version of the app? #[serde(default)] on new fields helps)"
    } else {
        "it is not JSON"
    }
}

/// A session that can't be read or stored.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum SessionError {
    /// The transaction attribute does not hold the app's session type.
    Unreadable {
        /// The app's session type.
        session_type: &'static str,
        /// The problem, without the attribute's value.
        problem: &'static str,
    },
    /// The session has more characters of JSON than the app's `attribute_limit`.
    TooLarge {
        /// The number of characters.
        characters: usize,
        /// The limit.
        limit: usize,
    },
}

impl fmt::Display for SessionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { session_type, problem } => write!(
                f,
                "the session in the transaction attribute \"{}\" can't be read as {session_type}: {problem}",
                Session::<()>::ATTRIBUTE,
            ),
            Self::TooLarge { characters, limit } => write!(
                f,
                "the session has {characters} characters, more than {limit}: keep less in it, or raise the limit with #[offhook::app(attribute_limit = …)]"
            ),
        }
    }
}

impl std::error::Error for SessionError {}

impl<T> Deref for Session<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> DerefMut for Session<T> {
    fn deref_mut(&mut self) -> &mut T {
        self.touched = true;
        &mut self.value
    }
}

impl<T: Default> Default for Session<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T: fmt::Debug> fmt::Debug for Session<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Session").field(&self.value).finish()
    }
}

impl<T: Serialize + Default> Session<T> {
    /// Stores the state in the reply if the handler changed it.
    fn store(self, invocation: &Invocation, limit: usize, reply: &mut Reply) -> Result<(), Error> {
        if !self.touched {
            return Ok(());
        }
        let json = serde_json::to_string(&self.value)?;
        // A call without a stored session starts with the default.
        let before = self.stored.map_or_else(|| serde_json::to_string(&T::default()), Ok)?;
        if before == json {
            return Ok(());
        }
        let characters = json.chars().count();
        if characters > limit {
            return Err(SessionError::TooLarge { characters, limit }.into());
        }
        let attributes = reply.attributes_mut();
        attributes
            .get_or_insert_with(|| invocation.call().attributes().clone())
            .insert_text(Self::ATTRIBUTE, json);
        Ok(())
    }
}

/// The type of the session of the app `A`: implemented by `#[offhook::app(session = T)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the session of `{A}`",
    label = "expected the session of `{A}`",
    note = "the session of `{A}` is the `T` of its `#[offhook::app(session = T)]`"
)]
pub trait SessionOf<A>: Sized {
    #[doc(hidden)]
    const KEEPING: Keeping<Self>;
    #[doc(hidden)]
    const ATTRIBUTE_LIMIT: usize = ATTRIBUTE_LIMIT;
}

/// A type that can be the state of a session.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be the session of an app",
    label = "does not implement all of `Default`, `Serialize` and `Deserialize`",
    note = "a session starts as its default and is kept as JSON: put `#[derive(Default, serde::Serialize, serde::Deserialize)]` on `{Self}`"
)]
pub trait State: Sized {
    const KEEPING: Keeping<Self>;
}

#[diagnostic::do_not_recommend]
impl<T: Default + Serialize + DeserializeOwned + Send + 'static> State for T {
    const KEEPING: Keeping<T> =
        Keeping { load: Session::from_call, store: Session::store, default: Session::default };
}

/// The functions that load and store a state. Handlers find them through their app, so that the
/// traits that the type must implement are required once, where `#[offhook::app(session = T)]`
/// names it.
#[doc(hidden)]
#[derive(Debug)]
pub struct Keeping<T> {
    load: fn(&Call) -> Result<Session<T>, SessionError>,
    store: fn(Session<T>, &Invocation, usize, &mut Reply) -> Result<(), Error>,
    default: fn() -> Session<T>,
}

#[diagnostic::do_not_recommend]
impl<'i, E, A, T: SessionOf<A>> Param<'i, E, A> for Session<T> {
    #[expect(
        clippy::manual_async_fn,
        reason = "an async fn would hold the app, which may not be Sync"
    )]
    fn load(
        invocation: &'i Invocation,
        _: &'i A,
    ) -> impl Future<Output = Result<Self, Error>> + Send {
        async move { Ok((T::KEEPING.load)(invocation.call())?) }
    }

    fn store(self, invocation: &Invocation, reply: &mut Reply) -> Result<(), Error> {
        (T::KEEPING.store)(self, invocation, T::ATTRIBUTE_LIMIT, reply)
    }

    fn recover(error: Error) -> Result<Self, Error> {
        tracing::warn!(%error, "#[on_error] reads the default session");
        Ok((T::KEEPING.default)())
    }
}

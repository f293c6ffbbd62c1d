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
use crate::reply::{Reply, ReplyError};

/// The call's state, as the app's own type: `&mut Session<T>` in a handler, or `&Session<T>` in one
/// that only reads it.
///
/// `T` is the type that `#[offhook::app(session = T)]` names. It is kept as JSON in one transaction
/// attribute, [`ATTRIBUTE`](Self::ATTRIBUTE), beside which the others survive. A call that has none
/// yet starts with `T::default()`. It is loaded only for handlers that ask for it, and stored only
/// when the handler took it as `&mut`, changed it and returned `Ok`. More characters than the app's
/// `attribute_limit` (1,024 unless it says otherwise) are an error, before anything is sent.
///
/// A handler takes one of the two references: two sessions, or one by value, whose changes would be
/// lost, are compile errors.
///
/// It derefs to `T`; [`set`](Self::set) replaces it. In a unit test, make one with [`new`](Self::new):
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
    /// The JSON that it was loaded from.
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

    /// Puts another state in the place of this one: for a state that is an enum, say.
    ///
    /// ```
    /// # use offhook::Session;
    /// # #[derive(Default, PartialEq, Debug)]
    /// # enum Stage { #[default] Ringing, Answered }
    /// let mut stage = Session::new(Stage::Ringing);
    /// stage.set(Stage::Answered);
    /// assert_eq!(*stage, Stage::Answered);
    /// ```
    pub fn set(&mut self, value: T) {
        **self = value;
    }

    /// The state.
    pub fn into_inner(self) -> T {
        self.value
    }
}

impl<T: DeserializeOwned + Default> Session<T> {
    /// The session that a call's transaction attributes hold.
    ///
    /// # Errors
    /// When the attribute is there and `T` can't be read from it.
    pub fn from_call(call: &Call) -> Result<Self, Error> {
        let Some(attribute) = call.attributes().get_value(Self::ATTRIBUTE) else {
            return Ok(Self::new(T::default()));
        };
        let stored = attribute.as_str().ok_or("its attribute is not text");
        let value =
            stored.and_then(|json| serde_json::from_str(json).map_err(|error| describe(&error)));
        match value {
            Ok(value) => {
                Ok(Self { value, stored: attribute.as_str().map(str::to_owned), touched: false })
            }
            Err(problem) => Err(format!(
                "the session in the transaction attribute \"{}\" can't be read as {}: {problem}",
                Self::ATTRIBUTE,
                std::any::type_name::<T>(),
            )
            .into()),
        }
    }
}

/// `serde_json`'s own words could hold the session's values.
fn describe(error: &serde_json::Error) -> &'static str {
    if error.is_data() {
        "a field is missing or has another type (was it stored by another version of the app? #[serde(default)] on new fields helps)"
    } else {
        "it is not JSON"
    }
}

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
    /// Puts the state into the reply if the handler changed it.
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
            return Err(ReplyError::SessionTooLarge { characters, limit }.into());
        }
        let attributes = reply.attributes_mut();
        attributes
            .get_or_insert_with(|| invocation.call().attributes().clone())
            .insert(Self::ATTRIBUTE, json);
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
    const ATTRIBUTE_LIMIT: usize;
}

/// A type that a session can hold.
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
    const KEEPING: Keeping<T> = Keeping { load: Session::from_call, store: Session::store };
}

/// How a state is loaded and stored. Handlers find it with their app's session type, so that what
/// the type must implement is asked once, where `#[offhook::app(session = T)]` names it.
#[doc(hidden)]
#[derive(Debug)]
pub struct Keeping<T> {
    load: fn(&Call) -> Result<Session<T>, Error>,
    store: fn(Session<T>, &Invocation, usize, &mut Reply) -> Result<(), Error>,
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
        async move { (T::KEEPING.load)(invocation.call()) }
    }

    fn store(self, invocation: &Invocation, reply: &mut Reply) -> Result<(), Error> {
        (T::KEEPING.store)(self, invocation, T::ATTRIBUTE_LIMIT, reply)
    }
}

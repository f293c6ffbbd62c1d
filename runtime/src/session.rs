//! The call's typed state, kept in the transaction attributes.

use std::fmt;
use std::ops::{Deref, DerefMut};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::{Error, ReplyError};
use crate::param::Param;
use crate::{App, Invocation, Reply};

/// The call's state, as the app's own type: `&mut Session<T>` in a handler.
///
/// `T` is the type that `#[offhook::app(session = T)]` names. It is kept as JSON in one transaction
/// attribute, [`ATTRIBUTE`](Self::ATTRIBUTE), beside which the others survive. A call that has none
/// yet starts with `T::default()`. It is loaded only for handlers that ask for it, and stored only
/// when the handler returns `Ok` and changed it. More characters than the app's `attribute_limit`
/// (1,024 unless it says otherwise) are an error, before anything is sent.
///
/// It derefs to `T`. In a unit test, make one with [`new`](Self::new):
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
    pub fn of(call: &crate::Call) -> Result<Self, Error> {
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

/// The app whose session is a `T`: made by `#[offhook::app(session = T)]`.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{T}` is not the session of `{Self}`",
    label = "another session type",
    note = "an app has one session type: take `&mut Session<T>` with the `T` of `#[offhook::app(session = T)]`"
)]
pub trait HasSession<T>: App {}

#[diagnostic::do_not_recommend]
impl<'i, E, A, T> Param<'i, E, A> for Session<T>
where
    A: HasSession<T>,
    T: Serialize + DeserializeOwned + Default + Send + 'static,
{
    async fn load(invocation: &'i Invocation, _: &'i A) -> Result<Self, Error> {
        Self::of(invocation.call())
    }

    fn store(self, invocation: &Invocation, reply: &mut Reply) -> Result<(), Error> {
        if !self.touched {
            return Ok(());
        }
        let json = serde_json::to_string(&self.value)?;
        if self.stored.as_ref() == Some(&json) {
            return Ok(());
        }
        let characters = json.chars().count();
        if characters > A::ATTRIBUTE_LIMIT {
            return Err(
                ReplyError::SessionTooLarge { characters, limit: A::ATTRIBUTE_LIMIT }.into()
            );
        }
        let attributes = reply.attributes_mut();
        attributes
            .get_or_insert_with(|| invocation.call().attributes().clone())
            .insert(Self::ATTRIBUTE, json);
        Ok(())
    }
}

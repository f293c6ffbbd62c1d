//! The error of handlers.

use std::error::Error as StdError;
use std::fmt;

/// The error of a handler, a parameter or the framework: any error, or a text.
///
/// `?` converts everything that converts to `Box<dyn Error + Send + Sync>`: every error type, `&str`
/// and `String`. `Display` shows the error, `Debug` the whole chain of causes, so that a `main` that
/// returns it prints all of it. The failure of a handler, an
/// [`InvocationError`](crate::InvocationError), shows the chain in `Display` too.
///
/// Errors of Offhook's own never hold phone numbers, digits or SIP headers. Your own errors are
/// printed as they are.
///
/// ```
/// use offhook::{Error, Result};
///
/// fn extension(digits: &str) -> Result<u16> {
///     if digits.is_empty() {
///         return Err("no digits were entered".into());
///     }
///     Ok(digits.parse()?)
/// }
/// assert_eq!(extension("").unwrap_err().to_string(), "no digits were entered");
/// ```
pub struct Error(Box<dyn StdError + Send + Sync>);

/// A result whose error is [`Error`] unless it says otherwise.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The future of a store's function.
#[cfg(any(feature = "flow", feature = "lambda"))]
pub type Storing<'a, T> = std::pin::Pin<Box<dyn Future<Output = Result<T, Error>> + Send + 'a>>;

impl Error {
    /// Returns the wrapped error if it is a `T`, such as [`EventError`](crate::EventError),
    /// [`ReplyError`](crate::ReplyError), [`InvocationError`](crate::InvocationError) or a type of
    /// the app.
    pub fn downcast_ref<T: StdError + 'static>(&self) -> Option<&T> {
        self.0.downcast_ref()
    }

    /// Returns the wrapped error if it is a `T`, and otherwise itself.
    pub(crate) fn downcast<T: StdError + 'static>(self) -> Result<T, Self> {
        self.0.downcast().map(|error| *error).map_err(Self)
    }

    /// The wrapped error.
    pub fn as_std(&self) -> &(dyn StdError + Send + Sync + 'static) {
        &*self.0
    }

    /// The error and its causes in one line.
    pub(crate) fn chain(&self) -> String {
        let mut text = self.0.to_string();
        let mut cause = self.0.source();
        while let Some(error) = cause {
            text.push_str(": ");
            text.push_str(&error.to_string());
            cause = error.source();
        }
        text
    }
}

impl<E: Into<Box<dyn StdError + Send + Sync>>> From<E> for Error {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.chain())
    }
}

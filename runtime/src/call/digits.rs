//! The DTMF digits of an event.
//!
//! Depends on `wire` for reading JSON.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};

/// DTMF digits pressed by a person on the call: `ReceivedDigits`.
///
/// Consists of `0`-`9`, `*`, `#` and `A`-`D`; other text from the service is kept unchanged. Empty
/// if nothing was pressed in time. The digits of `DIGITS_RECEIVED` include the terminator, those of
/// SpeakAndGetDigits and PlayAudioAndGetDigits do not.
///
/// `Debug` hides the digits, which can be a card number or a PIN. `Display` shows them.
///
/// ```
/// use offhook::{Digits, digits};
///
/// let pressed = Digits::from("12#");
/// assert_eq!(pressed, digits!("12#"));
/// assert_eq!(pressed.as_str().trim_end_matches('#'), "12");
/// ```
#[derive(Clone, PartialEq, Eq, Hash, Default, Serialize)]
#[serde(transparent)]
pub struct Digits(Cow<'static, str>);

impl Digits {
    /// Returns the digits as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns `true` if no digits were pressed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn into_inner(self) -> Cow<'static, str> {
        self.0
    }
}

/// Returns the value of `digits!`, which has checked it.
// A free function: rustc suggests the associated ones as constructors, hidden or not.
pub const fn literal(digits: &'static str) -> Digits {
    Digits(Cow::Borrowed(digits))
}

impl AsRef<str> for Digits {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Digits {
    fn from(digits: &str) -> Self {
        Self(Cow::Owned(digits.to_owned()))
    }
}

impl From<String> for Digits {
    fn from(digits: String) -> Self {
        Self(Cow::Owned(digits))
    }
}

impl From<Digits> for Cow<'static, str> {
    fn from(digits: Digits) -> Self {
        digits.into_inner()
    }
}

impl PartialEq<str> for Digits {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl PartialEq<&str> for Digits {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

impl fmt::Display for Digits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for Digits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digits(<{} hidden>)", self.0.chars().count())
    }
}

impl<'de> Deserialize<'de> for Digits {
    /// Reads a string or a number. `null` becomes empty digits.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::wire::text::optional(deserializer)
            .map(|digits| Self(Cow::Owned(digits.unwrap_or_default())))
    }
}

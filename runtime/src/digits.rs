//! DTMF digits and phone numbers.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize};

/// DTMF digits that were pressed: the service's `ReceivedDigits`.
///
/// `0`-`9`, `*`, `#` and `A`-`D`; whatever else the service sent is kept as it came. It derefs to
/// `str`. Absent digits are empty: nothing was pressed in time. With `DIGITS_RECEIVED` the
/// terminator is part of the digits, with the two get-digits actions it is not.
///
/// `Debug` hides the digits (they can be a card number or a PIN), `Display` shows them.
///
/// ```
/// use offhook::{Digits, digits};
///
/// let pressed = Digits::from("12#");
/// assert_eq!(pressed, digits!("12#"));
/// assert_eq!(pressed.trim_end_matches('#'), "12");
/// ```
#[derive(Clone, PartialEq, Eq, Hash, Default, Serialize)]
#[serde(transparent)]
pub struct Digits(Cow<'static, str>);

impl Digits {
    /// The digits as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What `digits!` expands to, after its check.
    #[doc(hidden)]
    pub const fn __checked(digits: &'static str) -> Self {
        Self(Cow::Borrowed(digits))
    }

    pub(crate) fn into_inner(self) -> Cow<'static, str> {
        self.0
    }
}

impl Deref for Digits {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
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
    /// Absent (`null`) digits are empty; a number's digits are taken as they stand.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::wire::text::optional(deserializer)
            .map(|digits| Self(Cow::Owned(digits.unwrap_or_default())))
    }
}

/// A phone number in E.164 form: `+` and up to 15 digits, the first not 0.
///
/// [`e164!`](crate::e164) makes one from a literal, checked by `cargo check`; text is parsed.
/// `Debug` hides the number, `Display` shows it.
///
/// ```
/// use offhook::{E164, e164};
///
/// const DESK: E164 = e164!("+12065550100");
/// let same: E164 = "+12065550100".parse()?;
/// assert_eq!(DESK, same);
/// # Ok::<_, offhook::InvalidE164>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct E164(Cow<'static, str>);

impl E164 {
    /// The number with its `+`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What `e164!` expands to, after its check.
    #[doc(hidden)]
    pub const fn __checked(number: &'static str) -> Self {
        Self(Cow::Borrowed(number))
    }

    /// Whether this is `+`, a digit from 1 to 9, and 1 to 14 more digits.
    pub(crate) fn is_valid(number: &str) -> bool {
        let Some([b'1'..=b'9', rest @ ..]) = number.strip_prefix('+').map(str::as_bytes) else {
            return false;
        };
        (1..=14).contains(&rest.len()) && rest.iter().all(u8::is_ascii_digit)
    }
}

/// A text is no phone number in E.164 form. It does not hold the text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct InvalidE164;

impl fmt::Display for InvalidE164 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a phone number in E.164 form: \"+\", the country code and the number, 2 to 15 digits")
    }
}

impl std::error::Error for InvalidE164 {}

impl FromStr for E164 {
    type Err = InvalidE164;
    fn from_str(number: &str) -> Result<Self, InvalidE164> {
        number.to_owned().try_into()
    }
}

impl TryFrom<String> for E164 {
    type Error = InvalidE164;
    fn try_from(number: String) -> Result<Self, InvalidE164> {
        if Self::is_valid(&number) { Ok(Self(number.into())) } else { Err(InvalidE164) }
    }
}

impl TryFrom<&str> for E164 {
    type Error = InvalidE164;
    fn try_from(number: &str) -> Result<Self, InvalidE164> {
        number.parse()
    }
}

impl From<E164> for Cow<'static, str> {
    fn from(number: E164) -> Self {
        number.0
    }
}

impl fmt::Display for E164 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for E164 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("E164(<hidden>)")
    }
}

impl<'de> Deserialize<'de> for E164 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.try_into().map_err(serde::de::Error::custom)
    }
}

//! Phone numbers in E.164 form.
//!
//! Depends on no other module.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize};

/// A phone number in E.164 form: `+` followed by 2 to 15 digits, the first of which is not 0.
///
/// [`e164!`](crate::e164) creates one from a literal and checks it at compile time. Other text is
/// parsed. `Debug` hides the number, `Display` shows it.
///
/// ```
/// use offhook::{E164, e164};
///
/// const DESK: E164 = e164!("+12065550100");
/// let same: E164 = "+12065550100".parse()?;
/// assert_eq!(DESK, same);
/// # Ok::<_, offhook::E164Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct E164(Cow<'static, str>);

impl E164 {
    /// Returns the number, including the `+`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns `true` if `number` is `+`, a digit from 1 to 9, and 1 to 14 more digits.
    pub(crate) fn is_valid(number: &str) -> bool {
        let Some([b'1'..=b'9', rest @ ..]) = number.strip_prefix('+').map(str::as_bytes) else {
            return false;
        };
        (1..=14).contains(&rest.len()) && rest.iter().all(u8::is_ascii_digit)
    }
}

/// Returns the value of `e164!`, which has checked it.
// A free function: rustc suggests the associated ones as constructors, hidden or not.
pub const fn literal(number: &'static str) -> E164 {
    E164(Cow::Borrowed(number))
}

/// The error for text that is not a phone number in E.164 form.
///
/// It does not contain the text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct E164Error;

impl fmt::Display for E164Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a phone number in E.164 form: \"+\", the country code and the number, 2 to 15 digits")
    }
}

impl std::error::Error for E164Error {}

impl FromStr for E164 {
    type Err = E164Error;
    fn from_str(number: &str) -> Result<Self, E164Error> {
        number.to_owned().try_into()
    }
}

impl TryFrom<String> for E164 {
    type Error = E164Error;
    fn try_from(number: String) -> Result<Self, E164Error> {
        if Self::is_valid(&number) { Ok(Self(number.into())) } else { Err(E164Error) }
    }
}

impl TryFrom<&str> for E164 {
    type Error = E164Error;
    fn try_from(number: &str) -> Result<Self, E164Error> {
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

//! `User-to-User` (RFC 7433).

use std::fmt;
use std::str::FromStr;

use super::error::HIDDEN;
use super::syntax::{Params, Scanner, Text, parse_all, parse_one};
use super::{SipHeaderError, SipHeaderRule, SipHeaders};

/// A value of the header `User-to-User` (RFC 7433): data that one end of a call hands to the other,
/// such as a contact centre's key for the caller's record.
///
/// On the wire, `data;encoding=hex;purpose=…;content=…`: the data are a token or a quoted string and
/// every parameter is optional. `Display` writes that and `FromStr` reads it, one value;
/// [`parse_all`](Self::parse_all) reads several. Unquoted data that are no token are taken as they
/// are, up to the next `;` or `,`. `Debug` hides it all.
///
/// ```
/// use offhook::sip_headers::{SipHeaders, UserToUser};
///
/// let mut headers = SipHeaders::new();
/// headers.set_user_to_user(&UserToUser::hex("hi").with_purpose("greeting"));
/// assert_eq!(headers.get("User-to-User"), Some("6869;encoding=hex;purpose=greeting"));
///
/// let received: UserToUser = "6869;encoding=hex".parse()?;
/// assert_eq!(received.to_text()?, "hi");
/// # Ok::<(), offhook::sip_headers::SipHeaderError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct UserToUser {
    data: String,
    params: Params,
}

impl UserToUser {
    /// Bytes, or a text in UTF-8, written as hex digits with `encoding=hex`.
    ///
    /// The common form, safe for any content. Each byte takes two of the 2,048 characters that the
    /// service allows.
    pub fn hex(bytes: impl AsRef<[u8]>) -> Self {
        let digits = bytes.as_ref().iter().flat_map(|byte| [byte >> 4, byte & 0xF]);
        let mut params = Params::default();
        params.set("encoding", Some("hex".to_owned()));
        let data = digits.filter_map(|digit| char::from_digit(digit.into(), 16)).collect();
        Self { data, params }
    }

    /// A text, written as it is, in quotes where it needs them.
    ///
    /// A header cannot carry control characters: a text that has any becomes
    /// [`hex`](Self::hex).
    pub fn text(text: impl Into<String>) -> Self {
        let data = text.into();
        if data.contains(char::is_control) {
            Self::hex(data)
        } else {
            Self { data, params: Params::default() }
        }
    }

    /// Reads the values of a header, separated by commas; at least one.
    pub fn parse_all(value: &str) -> Result<Vec<Self>, SipHeaderError> {
        parse_all(SipHeaders::USER_TO_USER, value, Self::scan)
    }

    pub(super) fn parse_first(value: &str) -> Result<Self, SipHeaderError> {
        let first = Self::parse_all(value)?.into_iter().next();
        first.ok_or_else(|| error(SipHeaderRule::Missing))
    }

    fn scan(scanner: &mut Scanner<'_>) -> Result<Self, SipHeaderRule> {
        Ok(Self { data: scanner.text()?, params: scanner.params()? })
    }

    /// The data as they stand in the header: without quotes, not decoded.
    pub fn data(&self) -> &str {
        &self.data
    }

    /// The data, decoded: from hex digits if `encoding` is `hex`, in any case; as they stand if
    /// there is no `encoding`.
    ///
    /// # Errors
    ///
    /// [`Hex`](SipHeaderRule::Hex) for an odd number of digits and for anything but hex digits,
    /// [`Encoding`](SipHeaderRule::Encoding) for another encoding.
    pub fn to_bytes(&self) -> Result<Vec<u8>, SipHeaderError> {
        match self.encoding() {
            None => Ok(self.data.clone().into_bytes()),
            Some(encoding) if encoding.eq_ignore_ascii_case("hex") => {
                decode_hex(&self.data).ok_or_else(|| error(SipHeaderRule::Hex))
            }
            Some(_) => Err(error(SipHeaderRule::Encoding)),
        }
    }

    /// The data, decoded, as text.
    ///
    /// # Errors
    ///
    /// Those of [`to_bytes`](Self::to_bytes), and [`Utf8`](SipHeaderRule::Utf8).
    pub fn to_text(&self) -> Result<String, SipHeaderError> {
        String::from_utf8(self.to_bytes()?).map_err(|_| error(SipHeaderRule::Utf8))
    }

    /// The parameter `encoding`: how the data are written; `hex` is the one that RFC 7433 knows.
    pub fn encoding(&self) -> Option<&str> {
        self.param("encoding")
    }

    /// The parameter `purpose`: the application that the data are for.
    pub fn purpose(&self) -> Option<&str> {
        self.param("purpose")
    }

    /// The parameter `content`: what kind of data they are, in the terms of the purpose.
    pub fn content(&self) -> Option<&str> {
        self.param("content")
    }

    /// The value of the parameter `name`, given in any case; empty for one without a value.
    pub fn param(&self, name: &str) -> Option<&str> {
        self.params.get(name)
    }

    /// All parameters in their order, `encoding`, `purpose` and `content` among them.
    pub fn params(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        self.params.iter()
    }

    /// Sets the parameter `purpose`, a token by RFC 7433.
    pub fn with_purpose(mut self, purpose: impl Into<String>) -> Self {
        self.params.set("purpose", Some(purpose.into()));
        self
    }

    /// Sets the parameter `content`, a token by RFC 7433.
    pub fn with_content(mut self, content: impl Into<String>) -> Self {
        self.params.set("content", Some(content.into()));
        self
    }

    /// Sets any parameter; `None` for one without a value.
    ///
    /// Setting `encoding` tells how the data are written and does not write them anew.
    ///
    /// # Errors
    ///
    /// [`Parameter`](SipHeaderRule::Parameter) for a name that is no token and a value with control
    /// characters.
    pub fn with_param(mut self, name: &str, value: Option<&str>) -> Result<Self, SipHeaderError> {
        self.params.try_set(name, value).map_err(error)?;
        Ok(self)
    }
}

fn error(rule: SipHeaderRule) -> SipHeaderError {
    SipHeaderError::new(SipHeaders::USER_TO_USER, rule)
}

fn decode_hex(digits: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let (pairs, odd) = digits.as_bytes().as_chunks();
    if !odd.is_empty() {
        return None;
    }
    pairs.iter().map(|&[high, low]| u8::try_from(digit(high)? << 4 | digit(low)?).ok()).collect()
}

/// Reads exactly one value.
impl FromStr for UserToUser {
    type Err = SipHeaderError;

    fn from_str(value: &str) -> Result<Self, SipHeaderError> {
        parse_one(SipHeaders::USER_TO_USER, value, Self::scan)
    }
}

impl fmt::Display for UserToUser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", Text(&self.data), self.params)
    }
}

/// Hides everything, as the parameters are the caller's data too.
impl fmt::Debug for UserToUser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UserToUser").field("data", &HIDDEN).finish_non_exhaustive()
    }
}

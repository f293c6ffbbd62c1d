//! The header `User-to-User` (RFC 7433).
//!
//! Depends on `syntax` for the grammar that the headers share.

use std::fmt;
use std::str::FromStr;

use super::error::HIDDEN;
use super::syntax::{Params, Scanner, Text, parse_all, parse_one};
use super::{SipHeaderError, SipHeaderRule, SipHeaders};

/// A value of the header `User-to-User` (RFC 7433): data that one end of a call passes to the
/// other, such as a contact centre's key of the caller's record.
///
/// The format is `data;encoding=hex;purpose=…;content=…`. The data are a token or a quoted string,
/// and the parameters are optional. `Display` writes this format, `FromStr` parses one value and
/// [`parse_all`](Self::parse_all) a list. Both accept unquoted data that are not a token, up to the
/// next `;` or `,`. `Debug` hides the content.
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
    /// Creates a value that is written as hex digits, with `encoding=hex`.
    ///
    /// This is the common form and allows any content. Each byte takes two of the 2,048 characters
    /// that the service allows.
    pub fn hex(bytes: impl AsRef<[u8]>) -> Self {
        let digits = bytes.as_ref().iter().flat_map(|byte| [byte >> 4, byte & 0xF]);
        let mut params = Params::default();
        params.set("encoding", Some("hex".to_owned()));
        let data = digits.filter_map(|digit| char::from_digit(digit.into(), 16)).collect();
        Self { data, params }
    }

    /// Creates a value that is written as text, in quotes if necessary.
    ///
    /// Text with control characters, which a header can't contain, becomes [`hex`](Self::hex).
    pub fn text(text: impl Into<String>) -> Self {
        let data = text.into();
        if data.contains(char::is_control) {
            Self::hex(data)
        } else {
            Self { data, params: Params::default() }
        }
    }

    /// Parses the comma-separated values of a header. The result is not empty.
    ///
    /// # Errors
    ///
    /// Returns the broken rule if the header is empty or a value is malformed.
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

    /// Returns the data as written in the header: without quotes, not decoded.
    pub fn data(&self) -> &str {
        &self.data
    }

    /// Decodes the data: from hex digits if `encoding` is `hex`, in any case, and from plain text
    /// if there is no `encoding`.
    ///
    /// # Errors
    ///
    /// Returns [`Hex`](SipHeaderRule::Hex) if the data are not pairs of hex digits, and
    /// [`Encoding`](SipHeaderRule::Encoding) if the encoding is unknown.
    pub fn to_bytes(&self) -> Result<Vec<u8>, SipHeaderError> {
        match self.encoding() {
            None => Ok(self.data.clone().into_bytes()),
            Some(encoding) if encoding.eq_ignore_ascii_case("hex") => {
                decode_hex(&self.data).ok_or_else(|| error(SipHeaderRule::Hex))
            }
            Some(_) => Err(error(SipHeaderRule::Encoding)),
        }
    }

    /// Decodes the data as text.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`to_bytes`](Self::to_bytes), and [`Utf8`](SipHeaderRule::Utf8) if the
    /// data are not UTF-8.
    pub fn to_text(&self) -> Result<String, SipHeaderError> {
        String::from_utf8(self.to_bytes()?).map_err(|_| error(SipHeaderRule::Utf8))
    }

    /// Returns the parameter `encoding` of the data. RFC 7433 defines only `hex`.
    pub fn encoding(&self) -> Option<&str> {
        self.param("encoding")
    }

    /// Returns the parameter `purpose`: the application that uses the data.
    pub fn purpose(&self) -> Option<&str> {
        self.param("purpose")
    }

    /// Returns the parameter `content`: the type of the data, as defined by the purpose.
    pub fn content(&self) -> Option<&str> {
        self.param("content")
    }

    /// Returns the value of a parameter, which is empty if the parameter has none. The case of
    /// `name` is ignored.
    pub fn param(&self, name: &str) -> Option<&str> {
        self.params.get(name)
    }

    /// Returns an iterator over all parameters, in the order of the header.
    pub fn params(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        self.params.iter()
    }

    /// Sets the parameter `purpose`. RFC 7433 requires a token.
    pub fn with_purpose(mut self, purpose: impl Into<String>) -> Self {
        self.params.set("purpose", Some(purpose.into()));
        self
    }

    /// Sets the parameter `content`. RFC 7433 requires a token.
    pub fn with_content(mut self, content: impl Into<String>) -> Self {
        self.params.set("content", Some(content.into()));
        self
    }

    /// Sets a parameter. `None` sets it without a value.
    ///
    /// Setting `encoding` does not convert the data.
    ///
    /// # Errors
    ///
    /// Returns [`Parameter`](SipHeaderRule::Parameter) if `name` is not a token or `value` contains
    /// control characters.
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

/// Parses exactly one value.
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

/// Hides everything, because the parameters are the caller's data too.
impl fmt::Debug for UserToUser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UserToUser").field("data", &HIDDEN).finish_non_exhaustive()
    }
}

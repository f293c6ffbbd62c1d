//! What is wrong with a header.

use std::borrow::Cow;
use std::error::Error;
use std::fmt;

use crate::wire::clip;

/// Stands for a value in `Debug` texts; without the quotes that a real text would have.
pub(super) const HIDDEN: fmt::Arguments<'static> = format_args!("<hidden>");

/// A SIP header that may not be sent, or that cannot be read.
///
/// Its text names the header, the rule that is broken and the remedy. It never contains the value:
/// that is the caller's data, and errors end up in logs.
///
/// ```
/// use offhook::sip_headers::SipHeaders;
///
/// let refused = SipHeaders::new().with("Subject", "secret").validate().unwrap_err();
/// assert_eq!(
///     refused.to_string(),
///     "SIP header \"Subject\": the service sends only User-to-User, Diversion and names that \
///      begin with `x-`; prefix the name with `x-`",
/// );
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct SipHeaderError {
    header: Cow<'static, str>,
    rule: SipHeaderRule,
}

impl SipHeaderError {
    pub(super) fn new(header: impl Into<Cow<'static, str>>, rule: SipHeaderRule) -> Self {
        Self { header: header.into(), rule }
    }

    /// The name of the header.
    pub fn header(&self) -> &str {
        &self.header
    }

    /// The rule that it breaks.
    pub const fn rule(&self) -> SipHeaderRule {
        self.rule
    }
}

impl fmt::Debug for SipHeaderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SipHeaderError")
            .field("header", &clip(&self.header))
            .field("rule", &self.rule)
            .finish()
    }
}

impl fmt::Display for SipHeaderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The name of a refused header may itself hold line breaks: `Debug` escapes them.
        write!(f, "SIP header {:?}: {}", clip(&self.header), self.rule)
    }
}

impl Error for SipHeaderError {}

/// A rule that a header can break.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SipHeaderRule {
    /// A name is a token of RFC 3261: letters, digits and ``-.!%*_+`'~``.
    Name,
    /// The service keeps names with its own prefixes, such as `X-AMZN`, to itself.
    Reserved,
    /// The service sends `User-to-User`, `Diversion` and names that begin with `x-`.
    NotAllowed,
    /// A value has no line breaks or other control characters.
    ControlCharacter,
    /// A value has at most 2,048 characters.
    TooLong,
    /// A header, its data and the values of its parameters are there.
    Missing,
    /// Quotes and angle brackets are closed.
    Unclosed,
    /// Values are separated by commas and parameters by semicolons.
    Separator,
    /// A parameter's name is a token of RFC 3261, its value without control characters.
    Parameter,
    /// A header that is read as one value has only one.
    SeveralValues,
    /// An address is a URI such as `sip:+12065550100@example.com`.
    Uri,
    /// Data with `encoding=hex` are pairs of hex digits.
    Hex,
    /// Data are decoded from `hex`, the only encoding of RFC 7433.
    Encoding,
    /// Data that are read as text are UTF-8.
    Utf8,
}

impl fmt::Display for SipHeaderRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Name => {
                "the name is not a token of RFC 3261; use letters, digits and -.!%*_+`'~ only"
            }
            Self::Reserved => {
                "the service reserves names that begin with x-amzn, x-vine, x-vc, x-canary or \
                 x-voice; choose another name"
            }
            Self::NotAllowed => {
                "the service sends only User-to-User, Diversion and names that begin with `x-`; \
                 prefix the name with `x-`"
            }
            Self::ControlCharacter => {
                "the value contains a line break or another control character; remove or encode it"
            }
            Self::TooLong => "the value has more than 2,048 characters; shorten it",
            Self::Missing => "a value is missing or empty; give one, or leave it out as a whole",
            Self::Unclosed => "a quoted string or an angle bracket is not closed; close it",
            Self::Separator => {
                "unexpected text after a value; separate values by `,`, parameters by `;`, and \
                 quote a text that contains either"
            }
            Self::Parameter => {
                "a parameter's name is not a token of RFC 3261, or its value contains a control \
                 character; use letters, digits and -.!%*_+`'~ in names"
            }
            Self::SeveralValues => "there are several values; read them with `parse_all`",
            Self::Uri => {
                "an address is not a URI; write it like sip:+12065550100@example.com, without \
                 spaces, quotes or angle brackets"
            }
            Self::Hex => {
                "the data say encoding=hex and are not pairs of hex digits; read them as they are \
                 with `data`"
            }
            Self::Encoding => {
                "the data have an encoding other than hex; read them as they are with `data`"
            }
            Self::Utf8 => "the data are not UTF-8; read them with `to_bytes`",
        })
    }
}

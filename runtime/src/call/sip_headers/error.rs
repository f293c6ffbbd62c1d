//! The errors of SIP headers, and the rules that they report.
//!
//! Depends on no other module.

use std::borrow::Cow;
use std::error::Error;
use std::fmt;

/// The replacement of values in `Debug` output. It has no quotes, so that it differs from a string.
pub(super) const HIDDEN: fmt::Arguments<'static> = format_args!("<hidden>");

/// The error for a SIP header that can't be sent or parsed.
///
/// Its text names the header, the broken rule and the remedy. It never contains the header's value,
/// which is the caller's data, because errors end up in logs.
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SipHeaderError {
    header: Cow<'static, str>,
    rule: SipHeaderRule,
}

impl SipHeaderError {
    pub(super) fn new(header: impl Into<Cow<'static, str>>, rule: SipHeaderRule) -> Self {
        Self { header: header.into(), rule }
    }

    /// Returns the name of the header.
    pub fn header(&self) -> &str {
        &self.header
    }

    /// Returns the rule that the header breaks.
    pub const fn rule(&self) -> SipHeaderRule {
        self.rule
    }
}

impl fmt::Display for SipHeaderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // `Debug` escapes line breaks, which the name of a refused header can contain.
        write!(f, "SIP header {:?}: {}", self.header, self.rule)
    }
}

impl Error for SipHeaderError {}

/// A rule for SIP headers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SipHeaderRule {
    /// A name is a token of RFC 3261: letters, digits and ``-.!%*_+`'~``.
    Name,
    /// A name does not begin with a prefix that the service reserves, such as `x-amzn`.
    Reserved,
    /// A name is `User-to-User`, `Diversion`, or begins with `x-`.
    NotAllowed,
    /// A value has no line breaks or other control characters.
    ControlCharacter,
    /// A value has at most 2,048 characters.
    TooLong,
    /// A header, its data and the values of its parameters are present.
    Missing,
    /// Every opening quote and angle bracket is closed.
    Unclosed,
    /// Values are separated by commas and parameters by semicolons.
    Separator,
    /// A parameter's name is a token of RFC 3261, and its value has no control characters.
    Parameter,
    /// A header that is parsed as one value has only one.
    SeveralValues,
    /// An address is a URI such as `sip:+12065550100@example.com`.
    Uri,
    /// Data with `encoding=hex` are pairs of hex digits.
    Hex,
    /// Data have no encoding or `hex`, the only one that RFC 7433 defines.
    Encoding,
    /// Data that are decoded as text are UTF-8.
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
            Self::Missing => {
                "a value is missing or empty; set a value, or leave the header or parameter out"
            }
            Self::Unclosed => "a quoted string or an angle bracket is not closed; close it",
            Self::Separator => {
                "unexpected text after a value; separate values by `,`, parameters by `;`, and \
                 quote a text that contains either"
            }
            Self::Parameter => {
                "a parameter's name is not a token of RFC 3261, or its value contains a control \
                 character; use letters, digits and -.!%*_+`'~ in names"
            }
            Self::SeveralValues => "the header has several values; parse them with `parse_all`",
            Self::Uri => {
                "an address is not a URI; use a form such as sip:+12065550100@example.com, without \
                 spaces, quotes or angle brackets"
            }
            Self::Hex => {
                "the data have encoding=hex but are not pairs of hex digits; read them undecoded \
                 with `data`"
            }
            Self::Encoding => {
                "the data have an encoding other than hex; read them undecoded with `data`"
            }
            Self::Utf8 => "the data are not UTF-8; read them with `to_bytes`",
        })
    }
}

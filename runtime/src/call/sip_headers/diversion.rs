//! The header `Diversion` (RFC 5806).
//!
//! Depends on `syntax` for the grammar that the headers share.

use std::fmt;
use std::str::FromStr;

use super::error::HIDDEN;
use super::syntax::{Params, Quoted, Scanner, parse_all, parse_one};
use super::{SipHeaderError, SipHeaderRule, SipHeaders};

/// Maximum of `counter` and `limit`: RFC 5806 allows two digits.
const MAX_COUNT: u8 = 99;

/// A value of the header `Diversion` (RFC 5806): a number that forwarded the call, and the reason.
///
/// The format is `"name" <uri>;reason=…;counter=…`. The name and the parameters are optional.
/// `FromStr` parses one value and [`parse_all`](Self::parse_all) a list. Both accept addresses
/// without angle brackets; then everything after the first `;` is a parameter of the header.
/// `Display` writes the brackets. `Debug` hides the content.
///
/// ```
/// use offhook::sip_headers::{Diversion, DiversionReason};
///
/// let diversion = Diversion::new("sip:+12065550191@example.com")?
///     .with_reason(DiversionReason::NoAnswer)
///     .with_counter(1);
///
/// assert_eq!(diversion.user(), Some("+12065550191"));
/// assert_eq!(
///     diversion.to_string(),
///     "<sip:+12065550191@example.com>;reason=no-answer;counter=1",
/// );
/// # Ok::<(), offhook::sip_headers::SipHeaderError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Diversion {
    display_name: Option<String>,
    uri: String,
    params: Params,
}

impl Diversion {
    /// Creates a diversion by the user or number in `uri`, such as `sip:+12065550191@example.com`
    /// or `tel:+12065550191`.
    ///
    /// # Errors
    ///
    /// Returns [`Uri`](SipHeaderRule::Uri) if `uri` has no scheme, or contains white space, control
    /// characters, quotes or angle brackets.
    pub fn new(uri: impl Into<String>) -> Result<Self, SipHeaderError> {
        let uri = uri.into();
        if is_uri(&uri) {
            Ok(Self { display_name: None, uri, params: Params::default() })
        } else {
            Err(error(SipHeaderRule::Uri))
        }
    }

    /// Parses the comma-separated values of a header, newest first. The result is not empty.
    ///
    /// # Errors
    ///
    /// Returns the broken rule if the header is empty or a value is malformed.
    ///
    /// ```
    /// use offhook::sip_headers::{Diversion, DiversionReason};
    ///
    /// let value = "<sip:+12065550102@example.com>;reason=user-busy, tel:+12065550101";
    /// let [newest, oldest] = &Diversion::parse_all(value)?[..] else { panic!("two values") };
    ///
    /// assert_eq!(newest.reason(), Some(DiversionReason::UserBusy));
    /// assert_eq!(oldest.user(), Some("+12065550101"));
    /// # Ok::<(), offhook::sip_headers::SipHeaderError>(())
    /// ```
    pub fn parse_all(value: &str) -> Result<Vec<Self>, SipHeaderError> {
        parse_all(SipHeaders::DIVERSION, value, Self::scan)
    }

    fn scan(scanner: &mut Scanner<'_>) -> Result<Self, SipHeaderRule> {
        let (name, uri) = if scanner.eat('"') {
            let name = scanner.quoted()?;
            (name, Self::scan_bracketed(scanner)?.ok_or(SipHeaderRule::Uri)?)
        } else {
            let text = scanner.until(|c| matches!(c, '<' | '"' | ';' | ','));
            match Self::scan_bracketed(scanner)? {
                Some(uri) => (text.to_owned(), uri),
                None => (String::new(), text),
            }
        };
        if !is_uri(uri) {
            return Err(SipHeaderRule::Uri);
        }
        let display_name = Some(name).filter(|name| !name.is_empty());
        Ok(Self { display_name, uri: uri.to_owned(), params: scanner.params()? })
    }

    fn scan_bracketed<'a>(scanner: &mut Scanner<'a>) -> Result<Option<&'a str>, SipHeaderRule> {
        if !scanner.eat('<') {
            return Ok(None);
        }
        let uri = scanner.until(|c| c == '>');
        if scanner.eat('>') { Ok(Some(uri)) } else { Err(SipHeaderRule::Unclosed) }
    }

    /// Returns the display name of the address, if there is one.
    pub fn display_name(&self) -> Option<&str> {
        self.display_name.as_deref()
    }

    /// Returns the address, without brackets and without the header's parameters.
    pub fn uri(&self) -> &str {
        &self.uri
    }

    /// Returns the user of a `sip:` or `sips:` address, or the number of a `tel:` address.
    ///
    /// This is usually the phone number that forwarded the call. Parameters and a password are left
    /// out; percent escapes are not decoded. `None` for an address without a user and for other
    /// schemes.
    pub fn user(&self) -> Option<&str> {
        let (scheme, rest) = self.uri.split_once(':')?;
        let is = |name: &str| scheme.eq_ignore_ascii_case(name);
        let user = if is("sip") || is("sips") {
            rest.split_once('@')?.0.split([':', ';']).next()?
        } else if is("tel") {
            rest.split(';').next()?
        } else {
            return None;
        };
        Some(user).filter(|user| !user.is_empty())
    }

    /// Returns the parameter `reason`: why the call was forwarded.
    pub fn reason(&self) -> Option<DiversionReason> {
        self.param("reason").map(DiversionReason::from)
    }

    /// Returns the parameter `counter`: the number of diversions in this value, 0 to 99.
    ///
    /// `None` if it is absent or not a number of one or two digits. [`param`](Self::param) returns
    /// the text.
    pub fn counter(&self) -> Option<u8> {
        self.param("counter").and_then(parse_count)
    }

    /// Returns the parameter `limit`: the maximum number of diversions, 0 to 99.
    ///
    /// `None` if it is absent or not a number of one or two digits.
    pub fn limit(&self) -> Option<u8> {
        self.param("limit").and_then(parse_count)
    }

    /// Returns the parameter `privacy`: which of name and address to hide. `full`, `name`, `uri`,
    /// `off` or other text.
    pub fn privacy(&self) -> Option<&str> {
        self.param("privacy")
    }

    /// Returns the parameter `screen`: whether the address was verified. `yes`, `no` or other text.
    pub fn screen(&self) -> Option<&str> {
        self.param("screen")
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

    /// Sets the display name of the address. An empty name removes it.
    pub fn with_display_name(mut self, name: impl Into<String>) -> Self {
        self.display_name = Some(name.into()).filter(|name| !name.is_empty());
        self
    }

    /// Sets the parameter `reason`.
    pub fn with_reason(mut self, reason: impl Into<DiversionReason>) -> Self {
        self.params.set("reason", Some(reason.into().as_str().to_owned()));
        self
    }

    /// Sets the parameter `counter`, 0 to 99. Larger values become 99.
    pub fn with_counter(mut self, counter: u8) -> Self {
        self.params.set("counter", Some(counter.min(MAX_COUNT).to_string()));
        self
    }

    /// Sets the parameter `limit`, 0 to 99. Larger values become 99.
    pub fn with_limit(mut self, limit: u8) -> Self {
        self.params.set("limit", Some(limit.min(MAX_COUNT).to_string()));
        self
    }

    /// Sets the parameter `privacy`.
    pub fn with_privacy(mut self, privacy: impl Into<String>) -> Self {
        self.params.set("privacy", Some(privacy.into()));
        self
    }

    /// Sets the parameter `screen`.
    pub fn with_screen(mut self, screen: impl Into<String>) -> Self {
        self.params.set("screen", Some(screen.into()));
        self
    }

    /// Sets a parameter. `None` sets it without a value.
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
    SipHeaderError::new(SipHeaders::DIVERSION, rule)
}

/// Returns `true` if `text` has a scheme and no characters that would end it inside angle brackets.
fn is_uri(text: &str) -> bool {
    let is_scheme = |scheme: &str| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    };
    text.split_once(':').is_some_and(|(scheme, rest)| is_scheme(scheme) && !rest.is_empty())
        && !text
            .contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"'))
}

fn parse_count(text: &str) -> Option<u8> {
    // `u8::from_str` accepts a sign.
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|count| digits && text.len() <= 2 && *count <= MAX_COUNT)
}

/// Formats a list of diversions as the value of the header.
pub(super) fn list(diversions: &[Diversion]) -> String {
    diversions.iter().map(Diversion::to_string).collect::<Vec<_>>().join(", ")
}

/// Parses exactly one value.
impl FromStr for Diversion {
    type Err = SipHeaderError;

    fn from_str(value: &str) -> Result<Self, SipHeaderError> {
        parse_one(SipHeaders::DIVERSION, value, Self::scan)
    }
}

impl fmt::Display for Diversion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(name) = &self.display_name {
            write!(f, "{} ", Quoted(name))?;
        }
        write!(f, "<{}>{}", self.uri, self.params)
    }
}

/// Hides everything. Even the name of a parameter of a malformed header can be a phone number.
impl fmt::Debug for Diversion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Diversion").field("uri", &HIDDEN).finish_non_exhaustive()
    }
}

/// The reason for forwarding a call: the parameter `reason` of [`Diversion`] (RFC 5806, section 4).
///
/// Conversion from text ignores case.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DiversionReason {
    /// `unknown`
    Unknown,
    /// `user-busy`
    UserBusy,
    /// `no-answer`
    NoAnswer,
    /// `unavailable`
    Unavailable,
    /// `unconditional`
    Unconditional,
    /// `time-of-day`
    TimeOfDay,
    /// `do-not-disturb`
    DoNotDisturb,
    /// `deflection`
    Deflection,
    /// `follow-me`
    FollowMe,
    /// `out-of-service`
    OutOfService,
    /// `away`
    Away,
    /// Another reason, which RFC 5806 does not define.
    Other(String),
}

impl DiversionReason {
    const NAMED: [Self; 11] = [
        Self::Unknown,
        Self::UserBusy,
        Self::NoAnswer,
        Self::Unavailable,
        Self::Unconditional,
        Self::TimeOfDay,
        Self::DoNotDisturb,
        Self::Deflection,
        Self::FollowMe,
        Self::OutOfService,
        Self::Away,
    ];

    /// Returns the reason as it is written in the header.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Unknown => "unknown",
            Self::UserBusy => "user-busy",
            Self::NoAnswer => "no-answer",
            Self::Unavailable => "unavailable",
            Self::Unconditional => "unconditional",
            Self::TimeOfDay => "time-of-day",
            Self::DoNotDisturb => "do-not-disturb",
            Self::Deflection => "deflection",
            Self::FollowMe => "follow-me",
            Self::OutOfService => "out-of-service",
            Self::Away => "away",
            Self::Other(text) => text,
        }
    }
}

impl From<&str> for DiversionReason {
    fn from(text: &str) -> Self {
        let mut named = Self::NAMED.into_iter();
        named
            .find(|reason| reason.as_str().eq_ignore_ascii_case(text))
            .unwrap_or_else(|| Self::Other(text.to_owned()))
    }
}

impl fmt::Display for DiversionReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

//! The SIP headers of a call: what the caller's network sent along, and what a bridged call takes
//! with it.
//!
//! The service shows the headers of a leg in the `SipHeaders` of its participant, and sends those in
//! the `SipHeaders` of `CallAndBridge`. [`SipHeaders`] is that map. [`UserToUser`] and [`Diversion`]
//! read and write the two standard headers among them: a contact centre's data about the call, and
//! the numbers that the call was forwarded from.
//!
//! Values are the caller's data: no `Debug` text and no error of this module contains one. `Debug`
//! contains no names either.

mod diversion;
mod error;
mod syntax;
mod user_to_user;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt;
use std::slice;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde::ser::{Serialize, Serializer};
use serde_json::Value;

pub use self::diversion::{Diversion, DiversionReason};
pub use self::error::{SipHeaderError, SipHeaderRule};
pub use self::user_to_user::UserToUser;

use self::syntax::is_token;
use crate::wire::Hidden;
use crate::wire::json::{Cursor, Read};
use crate::wire::lenient::{self, Lenient};

/// The service's own prefixes; `x-vc` also keeps `x-vcard` from being sent.
const RESERVED: [&str; 5] = ["x-amzn", "x-vine", "x-vc", "x-canary", "x-voice"];

/// SIP headers by name: `SipHeaders` of a participant, and of the `CallAndBridge` action.
///
/// A name is found in any case, as in SIP, and has one value. Headers keep the order in which they
/// came. Two maps are equal when they have the same headers, whatever their order and case.
///
/// Nothing is refused while the map is filled; [`validate`](Self::validate) says what may be sent.
///
/// ```
/// use offhook::sip_headers::SipHeaders;
///
/// let headers = SipHeaders::new()
///     .with("X-Account", "4711")
///     .with("user-to-user", "6869;encoding=hex");
///
/// assert_eq!(headers.get("x-account"), Some("4711"));
/// let greeting = headers.user_to_user()?.map(|uui| uui.to_text()).transpose()?;
/// assert_eq!(greeting.as_deref(), Some("hi"));
/// # Ok::<(), offhook::sip_headers::SipHeaderError>(())
/// ```
#[derive(Clone, Default)]
pub struct SipHeaders {
    entries: Vec<(String, String)>,
}

impl SipHeaders {
    /// The name of the header that [`UserToUser`] reads and writes.
    pub const USER_TO_USER: &'static str = "User-to-User";

    /// The name of the header that [`Diversion`] reads and writes.
    pub const DIVERSION: &'static str = "Diversion";

    /// The longest value that the service takes, in characters.
    pub const MAX_VALUE_CHARS: usize = 2_048;

    /// No headers.
    pub const fn new() -> Self {
        Self { entries: Vec::new() }
    }

    /// Whether there are no headers.
    pub const fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// How many headers there are.
    pub const fn len(&self) -> usize {
        self.entries.len()
    }

    /// The value of the header `name`, given in any case.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.iter().find_map(|(key, value)| key.eq_ignore_ascii_case(name).then_some(value))
    }

    /// Sets the header `name` and gives its former value.
    ///
    /// A header of the same name in any case keeps its place and its spelling.
    pub fn insert(&mut self, name: impl Into<String>, value: impl Into<String>) -> Option<String> {
        let (name, value) = (name.into(), value.into());
        let current = self.entries.iter_mut().find(|(key, _)| key.eq_ignore_ascii_case(&name));
        if let Some((_, current)) = current {
            return Some(std::mem::replace(current, value));
        }
        self.entries.push((name, value));
        None
    }

    /// These headers with `name` set, as [`insert`](Self::insert) does.
    pub fn with(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.insert(name, value);
        self
    }

    /// These headers without those that [`validate`](Self::validate) refuses: what of an event's
    /// headers may be sent on.
    #[must_use]
    pub fn sendable(&self) -> Self {
        let sendable =
            |(name, value): &(&str, &str)| Self::new().with(*name, *value).validate().is_ok();
        self.iter().filter(sendable).collect()
    }

    /// Takes out the header `name`, given in any case, and gives its value.
    pub fn remove(&mut self, name: &str) -> Option<String> {
        let at = self.entries.iter().position(|(key, _)| key.eq_ignore_ascii_case(name))?;
        Some(self.entries.remove(at).1)
    }

    /// Names and values, in the order in which the headers came.
    pub fn iter(&self) -> Iter<'_> {
        Iter(self.entries.iter())
    }

    /// The header `User-to-User`, read; `None` when there is none.
    ///
    /// RFC 7433 allows several values in one header: this is the first, and
    /// [`UserToUser::parse_all`] reads them all.
    ///
    /// # Errors
    /// When any value of the header is malformed.
    pub fn user_to_user(&self) -> Result<Option<UserToUser>, SipHeaderError> {
        self.get(Self::USER_TO_USER).map(UserToUser::parse_first).transpose()
    }

    /// The header `Diversion`, read; `None` when there is none.
    ///
    /// The newest diversion comes first: the last is the number that the caller dialled.
    ///
    /// # Errors
    /// When any value of the header is malformed.
    ///
    /// ```
    /// use offhook::sip_headers::{Diversion, SipHeaders};
    ///
    /// let value = "sip:+12065550191@public.test.com;reason=unconditional";
    /// let headers = SipHeaders::new().with("Diversion", value);
    ///
    /// let diversions = headers.diversion()?.unwrap_or_default();
    /// assert_eq!(diversions.last().and_then(Diversion::user), Some("+12065550191"));
    /// # Ok::<(), offhook::sip_headers::SipHeaderError>(())
    /// ```
    pub fn diversion(&self) -> Result<Option<Vec<Diversion>>, SipHeaderError> {
        self.get(Self::DIVERSION).map(Diversion::parse_all).transpose()
    }

    /// Sets the header `User-to-User`.
    pub fn set_user_to_user(&mut self, user_to_user: &UserToUser) {
        self.insert(Self::USER_TO_USER, user_to_user.to_string());
    }

    /// Sets the header `Diversion` to these, newest first; none of them removes it.
    pub fn set_diversion(&mut self, diversions: &[Diversion]) {
        if diversions.is_empty() {
            self.remove(Self::DIVERSION);
        } else {
            self.insert(Self::DIVERSION, diversion::list(diversions));
        }
    }

    /// Whether the service takes these headers in a `CallAndBridge` action.
    ///
    /// It takes `User-to-User`, `Diversion` and names that begin with `x-`, in any case, but not
    /// those it reserves: `x-amzn…`, `x-vine…`, `x-vc…`, `x-canary…` and `x-voice…`. A value has at
    /// most 2,048 characters. Names that are not a token of RFC 3261 and values with control
    /// characters are refused too, lest a value smuggle a header of its own into the SIP message.
    ///
    /// # Errors
    ///
    /// The first header that breaks a rule, and the rule.
    ///
    /// ```
    /// use offhook::sip_headers::{SipHeaderRule, SipHeaders};
    ///
    /// assert!(SipHeaders::new().with("X-Test-Value", "String").validate().is_ok());
    ///
    /// let refused = SipHeaders::new().with("X-AMZN", "String").validate().unwrap_err();
    /// assert_eq!((refused.header(), refused.rule()), ("X-AMZN", SipHeaderRule::Reserved));
    /// ```
    pub fn validate(&self) -> Result<(), SipHeaderError> {
        self.iter().try_for_each(|(name, value)| {
            broken_rule(name, value)
                .map_or(Ok(()), |rule| Err(SipHeaderError::new(name.to_owned(), rule)))
        })
    }

    /// The headers of a list that may name one twice: the first spelling, with the last value.
    ///
    /// Found by name rather than searched for: a hostile number of headers must not cost its square.
    fn merge(headers: impl Iterator<Item = (String, String)>) -> Self {
        let (mut places, mut entries) = (BTreeMap::new(), Vec::new());
        for (name, value) in headers {
            match places.entry(name.to_ascii_lowercase()) {
                Entry::Vacant(place) => {
                    place.insert(entries.len());
                    entries.push((name, value));
                }
                Entry::Occupied(place) => entries[*place.get()].1 = value,
            }
        }
        Self { entries }
    }
}

fn broken_rule(name: &str, value: &str) -> Option<SipHeaderRule> {
    let standard = [SipHeaders::USER_TO_USER, SipHeaders::DIVERSION];
    if !is_token(name) {
        Some(SipHeaderRule::Name)
    } else if RESERVED.iter().any(|prefix| has_prefix(name, prefix)) {
        Some(SipHeaderRule::Reserved)
    } else if !has_prefix(name, "x-") && !standard.iter().any(|s| s.eq_ignore_ascii_case(name)) {
        Some(SipHeaderRule::NotAllowed)
    } else if value.contains(char::is_control) {
        Some(SipHeaderRule::ControlCharacter)
    } else if value.chars().nth(SipHeaders::MAX_VALUE_CHARS).is_some() {
        Some(SipHeaderRule::TooLong)
    } else {
        None
    }
}

fn has_prefix(name: &str, prefix: &str) -> bool {
    name.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

impl PartialEq for SipHeaders {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().all(|(name, value)| other.get(name) == Some(value))
    }
}

impl Eq for SipHeaders {}

/// Counts the headers.
impl fmt::Debug for SipHeaders {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SipHeaders").field(&Hidden(self.len())).finish()
    }
}

/// A name that comes twice, in any case, keeps its first spelling and takes the last value.
impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for SipHeaders {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(headers: I) -> Self {
        Self::merge(headers.into_iter().map(|(name, value)| (name.into(), value.into())))
    }
}

impl<'a> IntoIterator for &'a SipHeaders {
    type Item = (&'a str, &'a str);
    type IntoIter = Iter<'a>;

    fn into_iter(self) -> Iter<'a> {
        self.iter()
    }
}

/// The headers of a [`SipHeaders`], in the order in which they came.
#[derive(Clone)]
pub struct Iter<'a>(slice::Iter<'a, (String, String)>);

impl<'a> Iterator for Iter<'a> {
    type Item = (&'a str, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl ExactSizeIterator for Iter<'_> {}

/// Shows how many headers are left, and none of them.
impl fmt::Debug for Iter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Iter").field("left", &self.len()).finish()
    }
}

/// As `Deserialize`; a header whose value is no text is left out.
impl Lenient for SipHeaders {
    fn read(json: &mut Cursor<'_>) -> Read<Option<Self>> {
        let mut entries = Vec::new();
        json.entries(|json, name| {
            entries.extend(lenient::text(json)?.map(|value| (name.into_owned(), value)));
            Ok(())
        })?;
        Ok(Some(Self::merge(entries.into_iter())))
    }
}

/// A JSON object of strings.
impl Serialize for SipHeaders {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self)
    }
}

/// From a JSON object, and from nothing else.
///
/// Numbers and booleans become their text; `null`, arrays and objects are no header values and are
/// left out. A name that comes twice, in any case, keeps its first spelling and takes the last
/// value.
impl<'de> Deserialize<'de> for SipHeaders {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(HeadersVisitor)
    }
}

struct HeadersVisitor;

impl<'de> Visitor<'de> for HeadersVisitor {
    type Value = SipHeaders;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of SIP headers")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<SipHeaders, A::Error> {
        let mut entries = Vec::new();
        while let Some((name, value)) = map.next_entry()? {
            match value {
                Value::String(text) => entries.push((name, text)),
                Value::Number(number) => entries.push((name, number.to_string())),
                Value::Bool(flag) => entries.push((name, flag.to_string())),
                Value::Null | Value::Array(_) | Value::Object(_) => {}
            }
        }
        Ok(SipHeaders::merge(entries.into_iter()))
    }
}

//! The SIP headers of a call: those received with a leg and those sent to a bridged one.
//!
//! [`SipHeaders`] is the map `SipHeaders` of a participant in an event, and of the CallAndBridge
//! action. [`UserToUser`] and [`Diversion`] parse and format the two standard headers in it: the
//! data that a contact centre attaches to a call, and the numbers that forwarded the call.
//!
//! Header values are the caller's data. No `Debug` output and no error of this module contains one,
//! and no `Debug` output contains a name.
//!
//! Depends on `wire` for reading and writing JSON.

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

use crate::wire::form::{Form, Plain, or_empty};
use crate::wire::item::{EachField, Item, Object};
use crate::wire::json::{Cursor, Json};
use crate::wire::{FieldError, Hidden, lenient};

pub use self::diversion::{Diversion, DiversionReason};
pub use self::error::{SipHeaderError, SipHeaderRule};
pub use self::user_to_user::UserToUser;

use self::syntax::is_token;

/// Prefixes of names that the service reserves. `x-vc` rules out `x-vcard` too.
const RESERVED: [&str; 5] = ["x-amzn", "x-vine", "x-vc", "x-canary", "x-voice"];

/// A map of SIP headers: `SipHeaders` of a participant and of the CallAndBridge action.
///
/// Names are case-insensitive, as in SIP, and have one value each. The map keeps the order of
/// insertion; equality ignores order and the case of names.
///
/// The map accepts any name and value. [`validate`](Self::validate) checks which the service sends.
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

    /// Maximum length of a value that the service sends, in characters.
    pub const MAX_VALUE_CHARS: usize = 2_048;

    /// Creates an empty map.
    pub const fn new() -> Self {
        Self { entries: Vec::new() }
    }

    /// Returns `true` if there are no headers.
    pub const fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Returns the number of headers.
    pub const fn len(&self) -> usize {
        self.entries.len()
    }

    /// Returns the value of a header. The case of `name` is ignored.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.iter().find_map(|(key, value)| key.eq_ignore_ascii_case(name).then_some(value))
    }

    /// Sets a header and returns its former value.
    ///
    /// A header that exists, in any case, keeps its position and its spelling.
    pub fn insert(&mut self, name: impl Into<String>, value: impl Into<String>) -> Option<String> {
        let (name, value) = (name.into(), value.into());
        let current = self.entries.iter_mut().find(|(key, _)| key.eq_ignore_ascii_case(&name));
        if let Some((_, current)) = current {
            return Some(std::mem::replace(current, value));
        }
        self.entries.push((name, value));
        None
    }

    /// Sets a header, as [`insert`](Self::insert) does, and returns the map.
    pub fn with(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.insert(name, value);
        self
    }

    /// Returns a copy without the headers that [`validate`](Self::validate) refuses.
    ///
    /// Use it to forward the headers of an event.
    #[must_use]
    pub fn sendable(&self) -> Self {
        let sendable =
            |(name, value): &(&str, &str)| Self::new().with(*name, *value).validate().is_ok();
        self.iter().filter(sendable).collect()
    }

    /// Removes a header and returns its value. The case of `name` is ignored.
    pub fn remove(&mut self, name: &str) -> Option<String> {
        let at = self.entries.iter().position(|(key, _)| key.eq_ignore_ascii_case(name))?;
        Some(self.entries.remove(at).1)
    }

    /// Returns an iterator over names and values, in the order of insertion.
    pub fn iter(&self) -> Iter<'_> {
        Iter(self.entries.iter())
    }

    /// Parses the header `User-to-User`. Returns `None` if it is absent.
    ///
    /// RFC 7433 allows several values in the header. This method returns the first;
    /// [`UserToUser::parse_all`] returns all.
    ///
    /// # Errors
    /// Returns an error if any value of the header is malformed.
    pub fn user_to_user(&self) -> Result<Option<UserToUser>, SipHeaderError> {
        self.get(Self::USER_TO_USER).map(UserToUser::parse_first).transpose()
    }

    /// Parses the header `Diversion`. Returns `None` if it is absent.
    ///
    /// The newest diversion comes first. The last one has the number that the caller dialled.
    ///
    /// # Errors
    /// Returns an error if any value of the header is malformed.
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

    /// Sets the header `Diversion`, newest diversion first. An empty slice removes the header.
    pub fn set_diversion(&mut self, diversions: &[Diversion]) {
        if diversions.is_empty() {
            self.remove(Self::DIVERSION);
        } else {
            self.insert(Self::DIVERSION, diversion::list(diversions));
        }
    }

    /// Checks that the service accepts these headers in a CallAndBridge action.
    ///
    /// The service accepts `User-to-User`, `Diversion` and names that begin with `x-`, in any case,
    /// except for the names that it reserves: those that begin with `x-amzn`, `x-vine`, `x-vc`,
    /// `x-canary` or `x-voice`. A value has at most 2,048 characters. Names that are not tokens of
    /// RFC 3261 and values with control characters are refused too, because they could inject a
    /// header into the SIP message.
    ///
    /// # Errors
    ///
    /// Returns the first header that breaks a rule, and the rule.
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

    /// Creates a map from a list. A duplicate name keeps its first spelling and its last value.
    ///
    /// Looks names up in an index: searching the list would take quadratic time, which a hostile
    /// event could exploit.
    #[inline]
    fn merge(headers: Vec<(String, String)>) -> Self {
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
    } else if value.chars().count() > SipHeaders::MAX_VALUE_CHARS {
        Some(SipHeaderRule::TooLong)
    } else {
        None
    }
}

#[inline(never)]
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

/// A duplicate name, in any case, keeps its first spelling and takes the last value.
impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for SipHeaders {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(headers: I) -> Self {
        Self::merge(headers.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }
}

impl<'a> IntoIterator for &'a SipHeaders {
    type Item = (&'a str, &'a str);
    type IntoIter = Iter<'a>;

    fn into_iter(self) -> Iter<'a> {
        self.iter()
    }
}

/// An iterator over the headers of a [`SipHeaders`], in the order of insertion.
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

/// Shows the number of remaining headers and hides their values.
impl fmt::Debug for Iter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Iter").field("left", &self.len()).finish()
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
        Ok(SipHeaders::merge(entries))
    }
}

impl Object for SipHeaders {
    fn fields(&self, field: &mut EachField<'_>) {
        for (name, value) in self {
            field(name, Some(Item::Text(value)), &[]);
        }
    }

    fn check_together(&self) -> Result<(), FieldError> {
        self.validate().map_err(|error| FieldError::new("", error.to_string()))
    }
}

impl Form<SipHeaders> for Plain {
    fn item(value: &SipHeaders) -> Option<Item<'_>> {
        Some(Item::Object(value))
    }

    #[inline]
    fn read(json: Json<'_>) -> Result<Option<SipHeaders>, FieldError> {
        let mut entries = Vec::new();
        Cursor::new(json).entries(|json, name| {
            entries.extend(lenient::text(json)?.map(|value| (name.into_owned(), value)));
            Ok(())
        })?;
        Ok(Some(SipHeaders::merge(entries)))
    }
}

or_empty!(SipHeaders);

//! The grammar that the headers share (RFC 3261, section 25): lists, quoted strings, parameters.
//!
//! Depends on `error` for the rules.

use std::fmt::{self, Write};

use super::{SipHeaderError, SipHeaderRule};

/// Returns `true` if `text` is a `token`: a name, or a value that needs no quotes.
pub(super) fn is_token(text: &str) -> bool {
    !text.is_empty() && text.chars().all(is_token_char)
}

const fn is_token_char(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || matches!(c, '-' | '.' | '!' | '%' | '*' | '_' | '+' | '`' | '\'' | '~')
}

/// Parses the values of a header into a list that is not empty.
///
/// Skips empty values between commas, which the older list rule used by RFC 5806 allows.
pub(super) fn parse_all<T>(
    header: &'static str,
    value: &str,
    item: impl FnMut(&mut Scanner<'_>) -> Result<T, SipHeaderRule>,
) -> Result<Vec<T>, SipHeaderError> {
    list(value, item).map_err(|rule| SipHeaderError::new(header, rule))
}

/// Parses a header with exactly one value.
pub(super) fn parse_one<T>(
    header: &'static str,
    value: &str,
    item: impl FnMut(&mut Scanner<'_>) -> Result<T, SipHeaderRule>,
) -> Result<T, SipHeaderError> {
    let [only] = parse_all(header, value, item)?
        .try_into()
        .map_err(|_: Vec<T>| SipHeaderError::new(header, SipHeaderRule::SeveralValues))?;
    Ok(only)
}

fn list<T>(
    value: &str,
    mut item: impl FnMut(&mut Scanner<'_>) -> Result<T, SipHeaderRule>,
) -> Result<Vec<T>, SipHeaderRule> {
    if value.contains(|c: char| c.is_control() && c != '\t') {
        return Err(SipHeaderRule::ControlCharacter);
    }
    let mut scanner = Scanner { rest: value };
    let mut items = Vec::new();
    loop {
        while scanner.eat(',') {}
        if scanner.rest.is_empty() {
            break;
        }
        items.push(item(&mut scanner)?);
        if !scanner.eat(',') && !scanner.rest.is_empty() {
            return Err(SipHeaderRule::Separator);
        }
    }
    if items.is_empty() { Err(SipHeaderRule::Missing) } else { Ok(items) }
}

/// A cursor that parses a header from left to right in one pass.
pub(super) struct Scanner<'a> {
    rest: &'a str,
}

impl<'a> Scanner<'a> {
    /// Skips blanks, and `c` if it comes next. Returns `true` if it does.
    pub(super) fn eat(&mut self, c: char) -> bool {
        self.skip_blanks();
        self.rest.strip_prefix(c).map(|rest| self.rest = rest).is_some()
    }

    fn skip_blanks(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t']);
    }

    /// Returns the text before the first character that `stop` accepts, without trailing blanks.
    pub(super) fn until(&mut self, stop: impl Fn(char) -> bool) -> &'a str {
        let (text, rest) = self.rest.split_at(self.rest.find(stop).unwrap_or(self.rest.len()));
        self.rest = rest;
        text.trim_end_matches([' ', '\t'])
    }

    /// Parses a quoted string, or the text up to the next separator.
    ///
    /// RFC 3261 allows only a token without quotes. This accepts any text, because some senders
    /// omit the quotes.
    pub(super) fn text(&mut self) -> Result<String, SipHeaderRule> {
        if self.eat('"') {
            return self.quoted();
        }
        let text = self.until(|c| matches!(c, '"' | ';' | ','));
        if text.is_empty() { Err(SipHeaderRule::Missing) } else { Ok(text.to_owned()) }
    }

    /// Parses a quoted string after its opening quote.
    pub(super) fn quoted(&mut self) -> Result<String, SipHeaderRule> {
        let mut text = String::new();
        let mut chars = self.rest.chars();
        loop {
            match chars.next().ok_or(SipHeaderRule::Unclosed)? {
                '"' => break,
                '\\' => text.push(chars.next().ok_or(SipHeaderRule::Unclosed)?),
                c => text.push(c),
            }
        }
        self.rest = chars.as_str();
        Ok(text)
    }

    /// Parses the parameters after a value. Skips empty ones, as in `a;`.
    pub(super) fn params(&mut self) -> Result<Params, SipHeaderRule> {
        let mut params = Vec::new();
        while self.eat(';') {
            self.skip_blanks();
            let name = self.until(|c| !is_token_char(c));
            if !name.is_empty() {
                let value = self.eat('=').then(|| self.text()).transpose()?;
                params.push((name.to_owned(), value));
            }
        }
        Ok(Params(params))
    }
}

/// The parameters of a value, in the order of the header.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct Params(Vec<(String, Option<String>)>);

impl Params {
    /// Returns the value of the first parameter with this name, in any case. Empty if it has none.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.iter().find_map(|(key, value)| {
            key.eq_ignore_ascii_case(name).then(|| value.unwrap_or_default())
        })
    }

    /// Sets the first parameter with this name, which must be a token.
    pub(super) fn set(&mut self, name: &str, value: Option<String>) {
        match self.0.iter_mut().find(|(key, _)| key.eq_ignore_ascii_case(name)) {
            Some((_, current)) => *current = value,
            None => self.0.push((name.to_owned(), value)),
        }
    }

    /// Checks a parameter and sets it.
    pub(super) fn try_set(&mut self, name: &str, value: Option<&str>) -> Result<(), SipHeaderRule> {
        if !is_token(name) || value.is_some_and(|text| text.contains(char::is_control)) {
            return Err(SipHeaderRule::Parameter);
        }
        self.set(name, value.map(str::to_owned));
        Ok(())
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_deref()))
    }
}

impl fmt::Display for Params {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.iter().try_for_each(|(name, value)| match value {
            Some(value) => write!(f, ";{name}={}", Text(value)),
            None => write!(f, ";{name}"),
        })
    }
}

/// A text that is written as a token if it is one, and as a quoted string otherwise.
pub(super) struct Text<'a>(pub(super) &'a str);

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if is_token(self.0) { f.write_str(self.0) } else { write!(f, "{}", Quoted(self.0)) }
    }
}

/// A text that is written as a quoted string.
pub(super) struct Quoted<'a>(pub(super) &'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('"')?;
        for c in self.0.chars() {
            if matches!(c, '"' | '\\') {
                f.write_char('\\')?;
            }
            f.write_char(c)?;
        }
        f.write_char('"')
    }
}

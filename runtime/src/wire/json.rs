//! A reader of JSON text that `serde_json` has validated.
//!
//! Its reason is speed: every event is read in one pass that builds nothing, which keeps decoding
//! below the cost of serde's derived code. It also never takes an array for a struct, and its errors
//! name the field's path and the kind of value found, never the value.

use std::borrow::Cow;

use serde_json::Value;
use serde_json::value::RawValue;

use super::EventError;

/// What reading gives.
pub(crate) type Read<T> = Result<T, EventError>;

/// What a number must be.
pub(crate) const WHOLE_NUMBER: &str = "a whole number that is not negative and in range";

/// The deepest nesting that `serde_json` reads too, and far more than any event has.
const MAX_DEPTH: usize = 127;

/// The text of one JSON value, which has been validated: a [`RawValue`], or a part of one.
///
/// [`Cursor`] reads nothing else, so that it need not check commas, escapes and numbers again.
#[derive(Clone, Copy)]
pub(crate) struct Json<'a>(&'a str);

impl<'a> Json<'a> {
    pub(crate) const NULL: Json<'static> = Json("null");
    pub(crate) const EMPTY_OBJECT: Json<'static> = Json("{}");

    pub(crate) fn as_str(self) -> &'a str {
        self.0
    }

    pub(crate) fn is_null(self) -> bool {
        self.0 == Self::NULL.0
    }

    /// Copies the text.
    pub(crate) fn to_buffer(self) -> JsonBuf {
        JsonBuf(self.0.into())
    }
}

impl<'a> From<&'a RawValue> for Json<'a> {
    fn from(raw: &'a RawValue) -> Self {
        Self(raw.get())
    }
}

/// A [`Json`] with a text of its own.
#[derive(Clone)]
pub(crate) struct JsonBuf(Box<str>);

impl JsonBuf {
    pub(crate) fn as_json(&self) -> Json<'_> {
        Json(&self.0)
    }
}

/// A place in JSON text. Each method reads the value that begins there, and moves behind it.
pub(crate) struct Cursor<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    depth: usize,
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(json: impl Into<Json<'a>>) -> Self {
        let Json(text) = json.into();
        Self { text, bytes: text.as_bytes(), at: 0, depth: 0 }
    }

    /// Reads an object: `field` is called for each key and must read its value.
    #[inline]
    pub(crate) fn object(
        &mut self,
        mut field: impl FnMut(&mut Self, &str) -> Read<()>,
    ) -> Read<()> {
        self.open(b'{', "an object")?;
        while self.is_at_key() {
            let (start, end, escaped) = self.pass_string();
            self.expect(b':')?;
            let unescaped;
            let key = if escaped {
                unescaped = self.unescape(start, end)?;
                &*unescaped
            } else {
                self.between(start, end)
            };
            field(self, key)?;
        }
        self.close(b'}')
    }

    /// Reads an object whose keys are data: `entry` is called for each and must read its value.
    pub(crate) fn entries(
        &mut self,
        mut entry: impl FnMut(&mut Self, Cow<'a, str>) -> Read<()>,
    ) -> Read<()> {
        self.open(b'{', "an object")?;
        while self.is_at_key() {
            let key = self.string_here()?;
            self.expect(b':')?;
            entry(self, key)?;
        }
        self.close(b'}')
    }

    /// Returns `true` if a key comes next. The comma before it has been validated.
    #[inline]
    fn is_at_key(&mut self) -> bool {
        if self.peek() == b',' {
            self.at += 1;
        }
        self.peek() == b'"'
    }

    /// Reads an array: `element` is called for each element and must read it.
    pub(crate) fn array(&mut self, mut element: impl FnMut(&mut Self) -> Read<()>) -> Read<()> {
        self.open(b'[', "an array")?;
        let mut index = 0_usize;
        while self.peek() != b']' {
            element(self).map_err(|error| error.at_index(index))?;
            index += 1;
            if self.peek() != b',' {
                break;
            }
            self.at += 1;
        }
        self.close(b']')
    }

    /// Reads a string.
    #[inline]
    pub(crate) fn string(&mut self) -> Read<Cow<'a, str>> {
        if self.peek() == b'"' { self.string_here() } else { Err(self.must_be("a string")) }
    }

    /// Reads the string that begins here.
    #[inline]
    fn string_here(&mut self) -> Read<Cow<'a, str>> {
        let (start, end, escaped) = self.pass_string();
        if escaped {
            self.unescape(start, end)
        } else {
            Ok(Cow::Borrowed(self.between(start, end)))
        }
    }

    /// Reads the string that begins here, for who needs it no longer than `read` takes.
    #[inline]
    fn with_string(&mut self, read: impl FnOnce(&str)) -> Read<()> {
        let (start, end, escaped) = self.pass_string();
        if escaped {
            read(&self.unescape(start, end)?);
        } else {
            read(self.between(start, end));
        }
        Ok(())
    }

    /// Passes over the string that begins here; gives where it stands with its quotes, and whether
    /// it holds an escape.
    #[inline]
    fn pass_string(&mut self) -> (usize, usize, bool) {
        let start = self.at;
        let (end, escaped) = behind_string(self.bytes, start);
        self.at = end;
        (start, end, escaped)
    }

    /// A string without an escape, without its quotes.
    #[inline]
    fn between(&self, start: usize, end: usize) -> &'a str {
        self.text.get(start + 1..end - 1).unwrap_or_default()
    }

    #[cold]
    fn unescape(&self, start: usize, end: usize) -> Read<Cow<'static, str>> {
        let quoted = self.text.get(start..end).unwrap_or_default();
        serde_json::from_str(quoted).map(Cow::Owned).map_err(EventError::not_json)
    }

    /// Reads text, which may arrive as a number or a boolean; anything else is `None`.
    pub(crate) fn lenient_text(&mut self) -> Read<Option<Cow<'a, str>>> {
        match self.peek() {
            b'"' => self.string_here().map(Some),
            b'{' | b'[' | b'n' => self.skip().map(|()| None),
            _ => self.raw().map(|scalar| Some(Cow::Borrowed(scalar.as_str()))),
        }
    }

    /// Reads text as [`lenient_text`](Self::lenient_text) does, for who needs it no longer than that.
    #[inline]
    pub(crate) fn with_lenient_text(&mut self, read: impl FnOnce(&str)) -> Read<()> {
        match self.peek() {
            b'"' => self.with_string(read),
            b'{' | b'[' | b'n' => self.skip(),
            _ => self.raw().map(|scalar| read(scalar.as_str())),
        }
    }

    /// Reads an open enumeration's word, as leniently as text.
    pub(crate) fn lenient_word<T: for<'w> From<&'w str>>(&mut self) -> Read<Option<T>> {
        let mut word = None;
        self.with_lenient_text(|text| word = Some(T::from(text)))?;
        Ok(word)
    }

    /// Reads a whole number that is not negative, which may arrive as a string; `null` and `""` are
    /// `None`.
    pub(crate) fn lenient_number(&mut self) -> Read<Option<u64>> {
        let start = self.at;
        if self.null()? {
            return Ok(None);
        }
        match self.lenient_text()?.as_deref().map(str::trim) {
            Some("") => return Ok(None),
            Some(text) => {
                // Some languages' JSON writers print whole numbers as `1.0`.
                if let Ok(number) = text.strip_suffix(".0").unwrap_or(text).parse() {
                    return Ok(Some(number));
                }
            }
            None => {}
        }
        self.at = start;
        Err(self.must_be(WHOLE_NUMBER))
    }

    /// Reads any value.
    pub(crate) fn value(&mut self) -> Read<Value> {
        if self.peek() == b'"' {
            return Ok(Value::String(self.string()?.into_owned()));
        }
        serde_json::from_str(self.raw()?.as_str()).map_err(|error| EventError::from_json(&error))
    }

    /// Passes over what [`value`](Self::value) could read.
    pub(crate) fn check(&mut self) -> Read<()> {
        if self.peek() == b'"' { self.with_string(|_| ()) } else { self.value().map(drop) }
    }

    /// Whether a `null` was read.
    pub(crate) fn null(&mut self) -> Read<bool> {
        let null = self.peek() == b'n';
        if null {
            self.skip()?;
        }
        Ok(null)
    }

    /// Whether a string begins here.
    pub(crate) fn is_string(&mut self) -> bool {
        self.peek() == b'"'
    }

    /// Whether an object begins here.
    pub(crate) fn is_object(&mut self) -> bool {
        self.peek() == b'{'
    }

    /// How many bytes stand before the next value.
    pub(crate) fn position(&mut self) -> usize {
        self.peek();
        self.at
    }

    /// Passes over a value and gives its text.
    pub(crate) fn raw(&mut self) -> Read<Json<'a>> {
        self.reading(Self::skip)
    }

    /// Passes over a value with `read` and gives its text.
    pub(crate) fn reading(&mut self, read: impl FnOnce(&mut Self) -> Read<()>) -> Read<Json<'a>> {
        self.peek();
        let start = self.at;
        read(self)?;
        Ok(Json(self.text.get(start..self.at).unwrap_or_default()))
    }

    /// Passes over a value.
    pub(crate) fn skip(&mut self) -> Read<()> {
        match self.peek() {
            b'"' => {
                self.pass_string();
                Ok(())
            }
            b'{' | b'[' => self.skip_nested(),
            END => Err(broken()),
            _ => {
                self.at = behind_scalar(self.bytes, self.at);
                Ok(())
            }
        }
    }

    /// Passes over the object or array that begins here: of what is in it, only brackets count.
    fn skip_nested(&mut self) -> Read<()> {
        let (bytes, mut at, mut depth) = (self.bytes, self.at, self.depth);
        while let Some(byte) = bytes.get(at) {
            match byte {
                b'"' => {
                    at = behind_string(bytes, at).0;
                    continue;
                }
                b'{' | b'[' => {
                    depth += 1;
                    if depth > MAX_DEPTH {
                        return Err(too_deep());
                    }
                }
                b'}' | b']' => {
                    depth = depth.saturating_sub(1);
                    if depth <= self.depth {
                        self.at = at + 1;
                        return Ok(());
                    }
                }
                _ => {}
            }
            at += 1;
        }
        Err(broken())
    }

    /// What is wrong with the value that begins here.
    #[cold]
    pub(crate) fn must_be(&mut self, expected: &str) -> EventError {
        let found = match self.peek() {
            b'{' => "an object",
            b'[' => "an array",
            b'"' => "a string",
            b'n' => "null",
            b't' | b'f' => "a boolean",
            _ => "a number",
        };
        EventError::new("", format!("must be {expected}, is {found}"))
    }

    /// The next byte that is no white space, and goes there.
    #[inline]
    fn peek(&mut self) -> u8 {
        match self.bytes.get(self.at) {
            Some(&byte) if byte > b' ' => byte,
            _ => self.peek_behind_space(),
        }
    }

    #[cold]
    fn peek_behind_space(&mut self) -> u8 {
        while let Some(&byte) = self.bytes.get(self.at) {
            if byte > b' ' {
                return byte;
            }
            self.at += 1;
        }
        END
    }

    fn expect(&mut self, byte: u8) -> Read<()> {
        if self.peek() != byte {
            return Err(broken());
        }
        self.at += 1;
        Ok(())
    }

    fn open(&mut self, bracket: u8, expected: &str) -> Read<()> {
        if self.peek() != bracket {
            return Err(self.must_be(expected));
        }
        self.deeper()
    }

    fn close(&mut self, bracket: u8) -> Read<()> {
        self.depth = self.depth.saturating_sub(1);
        self.expect(bracket)
    }

    fn deeper(&mut self) -> Read<()> {
        self.at += 1;
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(too_deep());
        }
        Ok(())
    }
}

/// The place behind the string that begins at `at`, and whether it holds an escape.
#[inline]
fn behind_string(bytes: &[u8], at: usize) -> (usize, bool) {
    let (mut at, mut escaped) = (at + 1, false);
    loop {
        at = find_quote_or_backslash(bytes, at);
        if bytes.get(at) != Some(&b'\\') {
            return (at + 1, escaped);
        }
        escaped = true;
        at += 2;
    }
}

/// The place behind the number, boolean or null that begins at `at`.
fn behind_scalar(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    let ends = |byte: &u8| matches!(byte, b',' | b'}' | b']' | b' ' | b'\n' | b'\t' | b'\r');
    at + rest.iter().position(ends).unwrap_or(rest.len()).max(1)
}

/// The place of the first quote or backslash from `at` on; the end when there is none.
#[inline]
fn find_quote_or_backslash(bytes: &[u8], mut at: usize) -> usize {
    let (words, rest) = bytes.get(at..).unwrap_or_default().as_chunks();
    for word in words {
        let word = u64::from_le_bytes(*word);
        let marks = quotes_and_backslashes(word);
        if marks != 0 {
            return at + marks.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    at + find_in_rest(rest)
}

/// The same in the last bytes of the text, where the search ends once an event.
#[cold]
fn find_in_rest(rest: &[u8]) -> usize {
    rest.iter().position(|byte| matches!(byte, b'"' | b'\\')).unwrap_or(rest.len())
}

/// Marks the quotes and backslashes of `word` in their highest bits; only the first mark is sure.
///
/// What is zero in `word ^ pattern` borrows from its highest bit in the subtraction; bytes that had
/// that bit before are neither.
#[inline]
fn quotes_and_backslashes(word: u64) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    let borrowed = |byte: u8| (word ^ (ONES * u64::from(byte))).wrapping_sub(ONES);
    (borrowed(b'"') | borrowed(b'\\')) & !word & (ONES << 7)
}

/// Puts what was read into `slot`, which must still be empty; a `null` is as good as absent.
pub(crate) fn once<T>(slot: &mut Option<T>, value: Read<Option<T>>) -> Read<()> {
    if slot.is_some() {
        return Err(EventError::twice());
    }
    *slot = value?;
    Ok(())
}

/// What [`Cursor::peek`] finds behind the text; no validated JSON holds this byte.
const END: u8 = 0;

#[cold]
fn too_deep() -> EventError {
    EventError::new("", "is nested more than 127 levels deep")
}

/// The text was validated: this is for a caller that did not.
#[cold]
fn broken() -> EventError {
    EventError::not_json("it ends too early")
}

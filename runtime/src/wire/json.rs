//! A reader of JSON text that `serde_json` has validated.
//!
//! Its reason is speed: every event is read in one pass that builds nothing, which keeps decoding
//! below the cost of serde's derived code. It also never takes an array for a struct, and its errors
//! name the field's path and the kind of value found, never the value.
//!
//! What rarely runs is `#[inline(never)]`: link-time optimization inlines even `#[cold]` functions,
//! here into every object that is read.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::EventError;
pub(crate) use super::json_text::{Json, SharedJson, Span, Text, write};

/// The result of reading.
pub(crate) type Read<T> = Result<T, EventError>;

/// Maximum depth of nesting, as in `serde_json`. Events have far less.
const MAX_DEPTH: usize = 127;

/// A position in JSON text. Each method reads the value at the position and moves past it.
#[derive(Clone)]
pub(crate) struct Cursor<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    depth: usize,
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(json: impl Into<Json<'a>>) -> Self {
        let text = json.into().as_str();
        Self { text, bytes: text.as_bytes(), at: 0, depth: 0 }
    }

    /// A cursor at a value inside the JSON.
    pub(crate) fn at(json: Json<'a>, value: Span) -> Self {
        Self { at: value.start as usize, ..Self::new(json) }
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
            self.pass();
            let unescaped;
            let key = if escaped {
                unescaped = self.unescape(start, end)?;
                &*unescaped
            } else {
                self.between(start, end)
            };
            field(self, key)?;
        }
        self.close();
        Ok(())
    }

    /// Reads an object whose keys are data: `entry` is called for each and must read its value.
    pub(crate) fn entries(
        &mut self,
        mut entry: impl FnMut(&mut Self, Cow<'a, str>) -> Read<()>,
    ) -> Read<()> {
        self.open(b'{', "an object")?;
        while self.is_at_key() {
            let key = self.string_here()?;
            self.pass();
            entry(self, key)?;
        }
        self.close();
        Ok(())
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
        self.close();
        Ok(())
    }

    /// Reads a string.
    #[inline]
    pub(crate) fn string(&mut self) -> Read<Cow<'a, str>> {
        if self.peek() == b'"' { self.string_here() } else { Err(self.must_be("a string")) }
    }

    /// Reads the string at the position.
    #[inline]
    fn string_here(&mut self) -> Read<Cow<'a, str>> {
        let (start, end, escaped) = self.pass_string();
        if escaped {
            self.unescape(start, end)
        } else {
            Ok(Cow::Borrowed(self.between(start, end)))
        }
    }

    /// Skips the string at the position. Returns its range, quotes included, and whether it holds an
    /// escape.
    #[inline]
    fn pass_string(&mut self) -> (usize, usize, bool) {
        let start = self.at;
        let (end, escaped) = behind_string(self.bytes, start);
        self.at = end;
        (start, end, escaped)
    }

    /// Returns the text between the quotes of a string without escapes.
    #[inline]
    fn between(&self, start: usize, end: usize) -> &'a str {
        self.text.get(start + 1..end - 1).unwrap_or_default()
    }

    #[cold]
    #[inline(never)]
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

    /// Reads text as [`lenient_text`](Self::lenient_text) does, without copying or borrowing it.
    pub(crate) fn text_place(&mut self) -> Read<Option<Text>> {
        match self.peek() {
            b'"' => {
                let (start, end, escaped) = self.pass_string();
                Ok(Some(if escaped {
                    Text::Own(self.unescape(start, end)?.into())
                } else {
                    Text::Part(Span::new(start + 1, end - 1))
                }))
            }
            b'{' | b'[' | b'n' => self.skip().map(|()| None),
            _ => self.span(Self::skip).map(|scalar| Some(Text::Part(scalar))),
        }
    }

    /// Reads an open enumeration's word, as leniently as text.
    pub(crate) fn lenient_word<T: for<'w> From<&'w str>>(&mut self) -> Read<Option<T>> {
        Ok(self.lenient_text()?.map(|word| T::from(&word)))
    }

    /// Reads a whole number that is not negative, which may arrive as a string; anything else is
    /// `None`.
    pub(crate) fn lenient_number(&mut self) -> Read<Option<u64>> {
        let text = self.lenient_text()?;
        // Some languages' JSON writers print whole numbers as `1.0`.
        let number = |text: &str| text.strip_suffix(".0").unwrap_or(text).parse().ok();
        Ok(text.and_then(|text| number(text.trim_ascii())))
    }

    /// Reads any value; what no [`Value`] can hold, such as the number 1e400, as its JSON text.
    pub(crate) fn value(&mut self) -> Read<Value> {
        let is_string = self.is_string();
        let json = self.raw()?;
        if is_string {
            let text = Self::new(json).string().unwrap_or(Cow::Borrowed(json.as_str()));
            return Ok(Value::String(text.into_owned()));
        }
        let value =
            serde_json::from_str(json.as_str()).or_else(|_| Self::new(json).value_by_parts());
        Ok(value.unwrap_or_else(|_| json.as_str().into()))
    }

    /// Reads an array or object whose parts can become text.
    #[cold]
    fn value_by_parts(&mut self) -> Read<Value> {
        if self.is_object() {
            let mut fields = Map::new();
            self.entries(|json, key| {
                fields.insert(key.into_owned(), json.value_by_parts()?);
                Ok(())
            })?;
            return Ok(fields.into());
        }
        if self.is_array() {
            let mut list = Vec::new();
            self.array(|json| {
                list.push(json.value_by_parts()?);
                Ok(())
            })?;
            return Ok(list.into());
        }
        let scalar = self.raw()?.as_str();
        Ok(serde_json::from_str(scalar).unwrap_or_else(|_| scalar.into()))
    }

    /// Reads a `null`. Returns `true` if there was one.
    pub(crate) fn null(&mut self) -> Read<bool> {
        let null = self.peek() == b'n';
        if null {
            self.skip()?;
        }
        Ok(null)
    }

    /// Returns `true` if the next value is a string.
    pub(crate) fn is_string(&mut self) -> bool {
        self.peek() == b'"'
    }

    /// Returns `true` if the next value is an array.
    pub(crate) fn is_array(&mut self) -> bool {
        self.peek() == b'['
    }

    /// Returns `true` if the next value is an object.
    pub(crate) fn is_object(&mut self) -> bool {
        self.peek() == b'{'
    }

    /// Skips a value and returns its text.
    pub(crate) fn raw(&mut self) -> Read<Json<'a>> {
        self.peek();
        let start = self.at;
        self.skip()?;
        Ok(Json::read(self.text.get(start..self.at).unwrap_or_default()))
    }

    /// Reads a value with `read` and returns its place.
    pub(crate) fn span(&mut self, read: impl FnOnce(&mut Self) -> Read<()>) -> Read<Span> {
        self.peek();
        let start = self.at;
        read(self)?;
        Ok(Span::new(start, self.at))
    }

    /// Skips a value.
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

    /// Skips the object or array at the position, counting only brackets.
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
                    depth -= 1;
                    if depth == self.depth {
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

    /// Returns the error for a next value that is not `expected`.
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

    /// Moves to the next byte that is not white space and returns it.
    #[inline]
    fn peek(&mut self) -> u8 {
        match self.bytes.get(self.at) {
            Some(&byte) if byte > b' ' => byte,
            _ => self.peek_behind_space(),
        }
    }

    #[cold]
    #[inline(never)]
    fn peek_behind_space(&mut self) -> u8 {
        while let Some(&byte) = self.bytes.get(self.at) {
            if byte > b' ' {
                return byte;
            }
            self.at += 1;
        }
        END
    }

    /// Moves past the next colon or bracket, which has been validated.
    #[inline]
    fn pass(&mut self) {
        self.peek();
        self.at += 1;
    }

    fn open(&mut self, bracket: u8, expected: &str) -> Read<()> {
        if self.peek() != bracket {
            return Err(self.must_be(expected));
        }
        self.deeper()
    }

    fn close(&mut self) {
        self.depth -= 1;
        self.pass();
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

/// Returns the end of the string that begins at `at`, and whether it holds an escape.
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

/// Returns the end of the number, boolean or null that begins at `at`.
fn behind_scalar(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    let ends = |byte: &u8| matches!(byte, b',' | b'}' | b']' | b' ' | b'\n' | b'\t' | b'\r');
    at + rest.iter().position(ends).unwrap_or(rest.len()).max(1)
}

/// Returns the position of the first quote or backslash from `at` on, or the end of the text.
#[inline]
fn find_quote_or_backslash(bytes: &[u8], mut at: usize) -> usize {
    let (words, _) = bytes.get(at..).unwrap_or_default().as_chunks();
    for word in words {
        let marks = quotes_and_backslashes(u64::from_le_bytes(*word));
        if marks != 0 {
            return at + marks.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    find_in_rest(bytes, at)
}

/// Searches the last bytes of the text, which are fewer than a word.
#[cold]
#[inline(never)]
fn find_in_rest(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().position(|byte| matches!(byte, b'"' | b'\\')).unwrap_or(rest.len())
}

/// Marks the quotes and backslashes of `word` in their highest bits. Only the first mark is exact.
///
/// A byte that equals the pattern is zero in `word ^ pattern`, so the subtraction borrows from its
/// highest bit. Bytes that had that bit before are masked out.
#[inline]
fn quotes_and_backslashes(word: u64) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    let borrowed = |byte: u8| (word ^ (ONES * u64::from(byte))).wrapping_sub(ONES);
    (borrowed(b'"') | borrowed(b'\\')) & !word & (ONES << 7)
}

/// Stores a value in `slot`, which must be empty: a second value is an error. `null` counts as absent.
pub(crate) fn once<T>(slot: &mut Option<T>, value: Read<Option<T>>) -> Read<()> {
    let is_first = slot.is_none();
    match value {
        Ok(value) => *slot = value,
        Err(error) if is_first => return Err(error),
        Err(_) => {}
    }
    if is_first { Ok(()) } else { Err(EventError::twice()) }
}

/// The byte that [`Cursor::peek`] returns at the end of the text. Validated JSON does not contain it.
const END: u8 = 0;

#[cold]
#[inline(never)]
fn too_deep() -> EventError {
    EventError::new("", "is nested more than 127 levels deep")
}

/// The error for text that was not validated, which [`Json`] rules out.
#[cold]
#[inline(never)]
fn broken() -> EventError {
    EventError::not_json("it ends too early")
}

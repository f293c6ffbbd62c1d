//! Walks JSON text that serde_json has validated already, once and without building anything.
//!
//! Every event is read this way: serde's derived code would take an array of a struct's values for
//! the struct, report two spellings of one key as a duplicate, and quote what it found in its
//! errors, which here name the field's path and the kind of value alone.

use std::borrow::Cow;

use crate::event::EventError;

type Read<T> = Result<T, EventError>;

/// The deepest nesting that serde_json reads too, and far more than any event has.
const MAX_DEPTH: usize = 127;

/// A place in JSON text. Each method reads the value that begins there, and goes behind it.
pub(crate) struct Cursor<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, at: 0, depth: 0 }
    }

    /// Reads an object: `field` is called for each key and must read its value.
    pub(crate) fn object(&mut self, mut field: impl FnMut(&mut Self, &str) -> Read<()>) -> Read<()> {
        self.open(b'{', "an object")?;
        while self.peek() == b'"' {
            let key = self.string()?;
            self.expect(b':')?;
            field(self, &key)?;
            if self.peek() == b',' {
                self.at += 1;
                self.peek();
            }
        }
        self.close(b'}')
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
    pub(crate) fn string(&mut self) -> Read<Cow<'a, str>> {
        if self.peek() != b'"' {
            return Err(self.must_be("a string"));
        }
        let start = self.at;
        let escaped = self.skip_string();
        if !escaped {
            return Ok(Cow::Borrowed(self.text.get(start + 1..self.at - 1).unwrap_or_default()));
        }
        let quoted = self.text.get(start..self.at).unwrap_or_default();
        serde_json::from_str(quoted).map(Cow::Owned).map_err(EventError::not_json)
    }

    /// Reads text, which may arrive as a number or a boolean; anything else is `None`.
    pub(crate) fn lenient_text(&mut self) -> Read<Option<Cow<'a, str>>> {
        match self.peek() {
            b'"' => self.string().map(Some),
            b'{' | b'[' | b'n' => self.skip().map(|()| None),
            _ => self.raw().map(|scalar| Some(Cow::Borrowed(scalar))),
        }
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
                if let Ok(number) = text.parse() {
                    return Ok(Some(number));
                }
            }
            None => {}
        }
        self.at = start;
        Err(self.must_be("a whole number that is not negative and in range"))
    }

    /// Whether a `null` was read.
    pub(crate) fn null(&mut self) -> Read<bool> {
        let null = self.peek() == b'n';
        if null {
            self.skip()?;
        }
        Ok(null)
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
    pub(crate) fn raw(&mut self) -> Read<&'a str> {
        self.peek();
        let start = self.at;
        self.skip()?;
        Ok(self.text.get(start..self.at).unwrap_or_default())
    }

    /// Passes over a value.
    pub(crate) fn skip(&mut self) -> Read<()> {
        let outside = self.depth;
        loop {
            match self.peek() {
                b'"' => {
                    self.skip_string();
                }
                b'{' | b'[' => self.deeper()?,
                b'}' | b']' => {
                    self.depth = self.depth.saturating_sub(1);
                    self.at += 1;
                }
                b',' | b':' => self.at += 1,
                END => return Err(broken()),
                _ => self.skip_scalar(),
            }
            if self.depth <= outside {
                return Ok(());
            }
        }
    }

    /// What is wrong with the value that begins here.
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
    fn peek(&mut self) -> u8 {
        let bytes = self.text.as_bytes();
        loop {
            match bytes.get(self.at) {
                Some(b' ' | b'\n' | b'\t' | b'\r') => self.at += 1,
                Some(&byte) => return byte,
                None => return END,
            }
        }
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
            return Err(EventError::new("", TOO_DEEP));
        }
        Ok(())
    }

    /// Passes over a string; says whether it holds an escape.
    fn skip_string(&mut self) -> bool {
        let bytes = self.text.as_bytes();
        let mut escaped = false;
        self.at += 1;
        while let Some(&byte) = bytes.get(self.at) {
            self.at += 1;
            match byte {
                b'"' => break,
                b'\\' => {
                    escaped = true;
                    self.at += 1;
                }
                _ => {}
            }
        }
        escaped
    }

    fn skip_scalar(&mut self) {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let ends = |byte: &u8| matches!(byte, b',' | b'}' | b']' | b' ' | b'\n' | b'\t' | b'\r');
        self.at += rest.iter().position(ends).unwrap_or(rest.len()).max(1);
    }
}

/// Puts what was read into `slot`, which must still be empty.
pub(crate) fn once<T>(slot: &mut Option<T>, value: Read<Option<T>>) -> Read<()> {
    if slot.is_some() {
        return Err(EventError::twice());
    }
    *slot = value?;
    Ok(())
}

/// What [`Cursor::peek`] finds behind the text; no validated JSON holds this byte.
const END: u8 = 0;

const TOO_DEEP: &str = "is nested more than 127 levels deep";

/// The text was validated: this is for a caller that did not.
fn broken() -> EventError {
    EventError::not_json("it ends too early")
}

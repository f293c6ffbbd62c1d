//! Reads SSML as Amazon Polly does.
//!
//! Depends on [`Tag`] for the tags and on [`Pace`] for the length.

use offhook::action::Engine;
use quick_xml::XmlVersion;
use quick_xml::errors::{Error, IllFormedError};
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use super::Spoken;
use super::pace::{self, Pace};
use super::tag::{Attributes, Tag};

/// The reason why Polly can't speak an SSML text. The message can name a tag but does not contain
/// other text.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub(crate) enum SsmlError {
    /// The XML ends early or is invalid.
    #[error("the SSML is not well-formed XML: check its tags, & and < from byte {0} on")]
    NotWellFormed(u64),
    /// A tag is not closed, or an end tag closes another one.
    #[error("the SSML is not well-formed XML: the tag <{0}> is not closed")]
    NotClosed(String),
    /// The text is not inside `<speak>`.
    #[error("the SSML must be inside one <speak> tag")]
    NotSpeak,
    /// Polly does not support the tag.
    #[error("unknown SSML tag <{0}>")]
    UnknownTag(String),
    /// A required attribute is missing, or an attribute has an invalid value.
    #[error("missing or invalid attribute {attribute} of the SSML tag <{tag}>")]
    Attribute {
        /// The tag.
        tag: &'static str,
        /// The attribute.
        attribute: &'static str,
    },
    /// Neural voices don't support the tag or attribute.
    #[error("the SSML tag <{0}> is not available with the neural engine")]
    NotNeural(&'static str),
    /// Standard voices don't support `<amazon:domain>`.
    #[error("the SSML tag <amazon:domain> is not available with the standard engine")]
    NotStandard,
}

impl SsmlError {
    pub(super) fn unknown(tag: &str) -> Self {
        Self::UnknownTag(shown(tag))
    }
}

/// Shortens the name of a tag for an error.
fn shown(tag: &str) -> String {
    tag.chars().take(40).collect()
}

/// Reads SSML.
pub(super) fn speak(ssml: &str, engine: &Engine) -> Result<Spoken, SsmlError> {
    if let Some(at) = ssml.find(is_forbidden) {
        return Err(SsmlError::NotWellFormed(at as u64));
    }
    let mut reader = Reader::from_str(ssml);
    reader.config_mut().check_comments = true;
    let mut speech = Speech { neural: *engine == Engine::Neural, ..Speech::default() };
    loop {
        let at = reader.buffer_position();
        let event = reader.read_event().map_err(|error| match error {
            Error::IllFormed(IllFormedError::MismatchedEndTag { .. }) => speech.not_closed(at),
            _ => SsmlError::NotWellFormed(reader.error_position()),
        })?;
        match event {
            Event::Start(tag) => speech.start(&tag, at)?,
            Event::Empty(tag) => {
                speech.start(&tag, at)?;
                speech.end();
            }
            Event::End(_) => speech.end(),
            Event::Text(text) => speech.text(&text, at)?,
            Event::CData(text) => speech.text(&text, at)?,
            Event::GeneralRef(entity) => {
                let character = entity.resolve_char_ref().ok().flatten();
                let character = character.filter(|character| !is_forbidden(*character));
                let mut buffer = [0; 4];
                let text = character.map(|character| &*character.encode_utf8(&mut buffer));
                let text = text.or_else(|| resolve_predefined_entity(&entity));
                speech.text(text.ok_or(SsmlError::NotWellFormed(at))?, at)?;
            }
            Event::Decl(_) | Event::DocType(_) if speech.begun => {
                return Err(SsmlError::NotWellFormed(at));
            }
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            Event::Eof => return speech.done(),
        }
    }
}

/// Returns `true` for characters that XML does not allow.
fn is_forbidden(character: char) -> bool {
    matches!(character, '\0'..'\t' | '\u{b}' | '\u{c}' | '\u{e}'..' ' | '\u{fffe}' | '\u{ffff}')
}

/// The text that has been read so far.
#[derive(Default)]
struct Speech {
    neural: bool,
    open: Vec<Open>,
    /// Whether `<speak>` has been read.
    begun: bool,
    /// The text since the last tag.
    run: String,
    text: String,
    pace: Pace,
}

/// An open tag.
struct Open {
    name: String,
    tag: Tag,
    /// The rate of its content, in percent.
    rate: u64,
    spelled: bool,
    muted: bool,
    /// The start of its content, in milliseconds.
    began: u64,
}

impl Speech {
    fn start(&mut self, start: &BytesStart<'_>, at: u64) -> Result<(), SsmlError> {
        self.flush();
        let name = start.name().0;
        if !is_name(name) {
            return Err(SsmlError::NotWellFormed(at));
        }
        if self.open.is_empty() && (name != "speak" || self.begun) {
            return Err(SsmlError::NotSpeak);
        }
        self.begun = true;
        let attributes = attributes(start).ok_or(SsmlError::NotWellFormed(at))?;
        let tag = Tag::read(name, &attributes, self.neural)?;

        let outer = self.open.last();
        let mut open = Open {
            name: name.to_owned(),
            tag: Tag::Plain,
            rate: outer.map_or(pace::NORMAL, |outer| outer.rate),
            spelled: outer.is_some_and(|outer| outer.spelled),
            muted: outer.is_some_and(|outer| outer.muted),
            began: self.pace.millis(),
        };
        match &tag {
            Tag::Then(_) => self.text.push(' '),
            Tag::Rest(millis) => {
                self.text.push(' ');
                self.pace.rest(*millis);
            }
            Tag::Wait(millis) => {
                self.text.push(' ');
                self.pace.wait(*millis);
            }
            Tag::Prosody { rate, .. } => {
                open.rate = (open.rate * rate / pace::NORMAL).clamp(20, 200);
            }
            Tag::Alias(alias) if !open.muted => {
                self.text.push_str(alias);
                self.pace.say(alias, open.rate, open.spelled);
                open.muted = true;
            }
            Tag::Plain | Tag::Alias(_) => {}
            Tag::Spell => open.spelled = true,
            Tag::Bleep => open.muted = true,
        }
        open.tag = tag;
        self.open.push(open);
        Ok(())
    }

    fn end(&mut self) {
        self.flush();
        match self.open.pop() {
            Some(Open { tag: Tag::Then(millis), .. }) => {
                self.text.push(' ');
                self.pace.rest(millis);
            }
            Some(Open { tag: Tag::Prosody { at_most: Some(at_most), .. }, began, .. }) => {
                self.pace.cut(began.saturating_add(at_most));
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str, at: u64) -> Result<(), SsmlError> {
        if !self.open.is_empty() {
            self.run.push_str(text);
        } else if !text.trim_ascii().is_empty() {
            // Text before the first tag is plain text rather than broken XML.
            return Err(if self.begun {
                SsmlError::NotWellFormed(at)
            } else {
                SsmlError::NotSpeak
            });
        }
        Ok(())
    }

    /// Adds the text since the last tag.
    fn flush(&mut self) {
        let run = std::mem::take(&mut self.run);
        let Some(open) = self.open.last() else { return };
        let bleep = open.tag == Tag::Bleep;
        if !open.muted {
            self.text.push_str(&run);
        }
        if !open.muted || bleep {
            self.pace.say(&run, open.rate, open.spelled);
        }
    }

    fn not_closed(&self, at: u64) -> SsmlError {
        match self.open.last() {
            Some(open) => SsmlError::NotClosed(shown(&open.name)),
            None => SsmlError::NotWellFormed(at),
        }
    }

    fn done(self) -> Result<Spoken, SsmlError> {
        if !self.open.is_empty() {
            return Err(self.not_closed(0));
        }
        if !self.begun {
            return Err(SsmlError::NotSpeak);
        }
        let words: Vec<_> = self.text.split_whitespace().collect();
        Ok(Spoken { text: words.join(" "), length: self.pace.length() })
    }
}

/// Returns `true` for a valid tag name. Text after a stray `<` is usually not one.
fn is_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_alphabetic() || first == '_')
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':'))
}

fn attributes(start: &BytesStart<'_>) -> Option<Box<Attributes>> {
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.ok()?;
        if attribute.value.contains('<') || !is_name(attribute.key.0) {
            return None;
        }
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).ok()?;
        attributes.push((attribute.key.0.to_owned(), value.into_owned()));
    }
    Some(attributes.into())
}

#[cfg(test)]
mod tests;

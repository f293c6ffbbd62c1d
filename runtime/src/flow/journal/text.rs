//! The text of a journal: what transaction attributes hold.
//!
//! A header (the format, the check of all that follows, the flow, its version, how and when it
//! began), then the entries. Numbers have five bits in each character, texts begin with their length.
//! `"` and `'` change places, so that JSON in it needs no escapes as a JSON string.

use std::borrow::Cow;
use std::sync::Arc;

use super::{Answers, Entry, Journal, Kept, Kind, OnceResult, Payload, SideEffect, fnv};
use crate::event::ErrorType;

/// The format of the text.
const FORMAT: u8 = b'1';
const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/// The number of characters of the check.
const CHECK: usize = 3;
/// The error types that have a number of their own, which never changes.
const ERRORS: [ErrorType; 14] = [
    ErrorType::InvalidActionParameter,
    ErrorType::MissingRequiredActionParameter,
    ErrorType::InvalidAudioSource,
    ErrorType::SystemException,
    ErrorType::ActionExecutionThrottled,
    ErrorType::InvalidDigitsReceived,
    ErrorType::AccessDenied,
    ErrorType::ResourceNotFound,
    ErrorType::ResourceAccessDenied,
    ErrorType::CallNotAnswered,
    ErrorType::NoAccessToDestination,
    ErrorType::ErrorJoiningMeeting,
    ErrorType::TransactionAttributesInvalidMapSize,
    ErrorType::SchemaVersionMismatch,
];

impl Journal {
    /// Writes the journal.
    pub(in crate::flow) fn write(&self) -> String {
        let mut body = Writer::with_capacity(64 + 8 * self.entries.len());
        body.fixed(self.flow, 4);
        body.number(u64::from(self.version) * 2 + u64::from(self.ringing));
        body.number(self.began);
        let mut last = self.began;
        for entry in &self.entries {
            body.entry(entry, last);
            last = entry.sequence;
        }
        for kept in &self.kept {
            body.letter(if kept.at_once { b'k' } else { b'l' });
            body.effect(kept.effect);
            body.result(&kept.result);
        }
        let body = body.into_text();
        let mut text = Writer::with_capacity(body.len() + 1 + CHECK);
        text.letter(FORMAT);
        text.fixed(check(&body), CHECK);
        text.bytes(&swapped(&body));
        text.into_text()
    }

    /// Reads a journal.
    ///
    /// # Errors
    /// Says what is wrong with the text.
    pub(in crate::flow) fn read(text: &str) -> Result<Self, &'static str> {
        const CUT: &str = "it is cut off or was changed";
        let Some(rest) = text.strip_prefix(char::from(FORMAT)) else {
            return Err(if text.starts_with(|first: char| first.is_ascii_digit()) {
                "its format is that of another version of Offhook"
            } else {
                "it is no journal"
            });
        };
        let (expected, rest) = rest.split_at_checked(CHECK).ok_or(CUT)?;
        let body: Arc<str> = swapped(rest).into();
        if Reader::new(&expected.into()).fixed(CHECK) != Some(check(&body)) {
            return Err(CUT);
        }
        Reader::new(&body).journal().ok_or("it holds what this version of Offhook can't read")
    }
}

/// A hash of 18 bits.
fn check(body: &str) -> u32 {
    let hash = fnv(body.bytes());
    (hash >> 18) ^ (hash & 0x3_ffff)
}

/// A hash of a text, of 18 bits, as text.
pub(in crate::flow) fn text_hash(text: &str) -> String {
    let mut hash = Writer::with_capacity(CHECK);
    hash.fixed(check(text), CHECK);
    hash.into_text()
}

/// The text with `"` and `'` in each other's place.
fn swapped(text: &str) -> Cow<'_, str> {
    if !text.contains('"') && !text.contains('\'') {
        return text.into();
    }
    let swap = |character| match character {
        '"' => '\'',
        '\'' => '"',
        other => other,
    };
    text.chars().map(swap).collect::<String>().into()
}

/// Writes bytes, which are cheaper than characters: all that it gets is ASCII or text.
struct Writer(Vec<u8>);

impl Writer {
    fn with_capacity(bytes: usize) -> Self {
        Self(Vec::with_capacity(bytes))
    }

    fn into_text(self) -> String {
        String::from_utf8(self.0).expect("it was made of text")
    }

    fn letter(&mut self, letter: u8) {
        self.0.push(letter);
    }

    fn bytes(&mut self, text: &str) {
        self.0.extend_from_slice(text.as_bytes());
    }

    /// The lowest bits of a number, in so many characters of 6 bits.
    fn fixed(&mut self, number: u32, characters: usize) {
        for place in (0..characters).rev() {
            self.letter(DIGITS[(number >> (6 * place)) as usize & 63]);
        }
    }

    /// A number: 5 bits a character, the lowest first; the sixth says that more follow.
    fn number(&mut self, mut number: u64) {
        loop {
            let [bits, ..] = (number & 31).to_le_bytes();
            let more = number > 31;
            self.letter(DIGITS[usize::from(bits) + 32 * usize::from(more)]);
            if !more {
                break;
            }
            number >>= 5;
        }
    }

    fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.bytes(text);
    }

    /// 0 for a failure.
    fn result(&mut self, OnceResult(result): &OnceResult) {
        match result {
            None => self.number(0),
            Some(json) => {
                self.number(json.len() as u64 + 1);
                self.bytes(json);
            }
        }
    }

    fn error(&mut self, error: &ErrorType) {
        if let Some(index) = ERRORS.iter().position(|known| known == error) {
            self.number(index as u64 + 1);
        } else {
            self.number(0);
            self.text(error.as_str());
        }
    }

    fn answers(&mut self, answers: Answers) {
        self.number(answers.action.into());
        self.fixed(answers.check.into(), 1);
    }

    fn effect(&mut self, effect: SideEffect) {
        self.fixed(effect.name.into(), 2);
        self.number(effect.number.into());
    }

    fn entry(&mut self, entry: &Entry, last: u64) {
        self.letter(letter(&entry.kind));
        self.number(entry.sequence.saturating_sub(last));
        match &entry.kind {
            Kind::Succeeded(answers, payload) => {
                self.answers(*answers);
                self.text(payload);
            }
            Kind::Failed(answers, error) | Kind::FailedAtOnce(answers, error) => {
                self.answers(*answers);
                self.error(error);
            }
            Kind::Refused(error) => self.error(error),
            Kind::CallEnded(code) => self.number((*code).into()),
            Kind::FarEndLeft | Kind::Answered => {}
            Kind::Update(text) | Kind::Arguments(text) | Kind::SipHeader(text) => self.text(text),
            Kind::Keys(subscription, digits) => {
                self.number((*subscription).into());
                self.text(digits);
            }
            Kind::Once { effect, result, .. } => {
                self.effect(*effect);
                self.result(result);
            }
            Kind::Now(number) | Kind::Random(number) => self.number(*number),
        }
    }
}

/// The letter of an entry's kind. Small letters are those that the flow takes itself.
fn letter(kind: &Kind) -> u8 {
    match kind {
        Kind::Succeeded(..) => b'S',
        Kind::Failed(..) => b'F',
        Kind::FailedAtOnce(..) => b'f',
        Kind::Refused(_) => b'R',
        Kind::CallEnded(_) => b'E',
        Kind::FarEndLeft => b'B',
        Kind::Answered => b'A',
        Kind::Update(_) => b'U',
        Kind::Keys(..) => b'K',
        Kind::Once { at_once: true, .. } => b'o',
        Kind::Once { at_once: false, .. } => b'O',
        Kind::Now(_) => b'n',
        Kind::Random(_) => b'r',
        Kind::Arguments(_) => b'a',
        Kind::SipHeader(_) => b'h',
    }
}

struct Reader<'a> {
    text: &'a Arc<str>,
    /// The bytes that were read.
    place: usize,
}

impl<'a> Reader<'a> {
    fn new(text: &'a Arc<str>) -> Self {
        Self { text, place: 0 }
    }

    fn journal(&mut self) -> Option<Journal> {
        let flow = self.fixed(4)?;
        let version = self.number()?;
        let began = self.number()?;
        let mut journal = Journal {
            flow,
            version: (version / 2).try_into().ok()?,
            ringing: version % 2 == 1,
            began,
            ..Journal::default()
        };
        let mut last = began;
        while let Some(letter) = self.letter() {
            if let b'k' | b'l' = letter {
                let (effect, result) = (self.effect()?, self.result()?);
                journal.kept.push(Kept { effect, at_once: letter == b'k', result });
                continue;
            }
            last = last.checked_add(self.number()?)?;
            journal.entries.push(Entry { sequence: last, kind: self.kind(letter)? });
        }
        Some(journal)
    }

    fn kind(&mut self, letter: u8) -> Option<Kind> {
        Some(match letter {
            b'S' => Kind::Succeeded(self.answers()?, self.text()?),
            b'F' => Kind::Failed(self.answers()?, self.error()?),
            b'f' => Kind::FailedAtOnce(self.answers()?, self.error()?),
            b'R' => Kind::Refused(self.error()?),
            b'E' => Kind::CallEnded(self.number()?.try_into().ok()?),
            b'B' => Kind::FarEndLeft,
            b'A' => Kind::Answered,
            b'U' => Kind::Update(self.text()?),
            b'K' => Kind::Keys(self.small()?, self.text()?),
            b'o' | b'O' => Kind::Once {
                effect: self.effect()?,
                at_once: letter == b'o',
                result: self.result()?,
            },
            b'n' => Kind::Now(self.number()?),
            b'r' => Kind::Random(self.number()?),
            b'a' => Kind::Arguments(self.text()?),
            b'h' => Kind::SipHeader(self.text()?),
            _ => return None,
        })
    }

    /// The next character; those of a journal's own are ASCII.
    fn letter(&mut self) -> Option<u8> {
        let letter = *self.text.as_bytes().get(self.place)?;
        self.place += 1;
        Some(letter)
    }

    fn digit(&mut self) -> Option<u32> {
        Some(u32::from(match self.letter()? {
            letter @ b'A'..=b'Z' => letter - b'A',
            letter @ b'a'..=b'z' => letter - b'a' + 26,
            letter @ b'0'..=b'9' => letter - b'0' + 52,
            b'-' => 62,
            b'_' => 63,
            _ => return None,
        }))
    }

    fn fixed(&mut self, characters: usize) -> Option<u32> {
        (0..characters).try_fold(0, |number, _| Some(number << 6 | self.digit()?))
    }

    fn number(&mut self) -> Option<u64> {
        let mut number = 0_u64;
        for place in (0..u64::BITS).step_by(5) {
            let digit = self.digit()?;
            number |= u64::from(digit & 31).checked_shl(place)?;
            if digit < 32 {
                return Some(number);
            }
        }
        None
    }

    fn small(&mut self) -> Option<u32> {
        self.number()?.try_into().ok()
    }

    fn text(&mut self) -> Option<Payload> {
        let length = self.number()?;
        self.bytes(length)
    }

    fn bytes(&mut self, length: u64) -> Option<Payload> {
        let end = self.place.checked_add(length.try_into().ok()?)?;
        let payload = Payload::part(self.text, self.place..end)?;
        self.place = end;
        Some(payload)
    }

    /// The hash of a side effect's name.
    fn effect(&mut self) -> Option<SideEffect> {
        Some(SideEffect { name: self.fixed(2)?.try_into().ok()?, number: self.small()? })
    }

    fn result(&mut self) -> Option<OnceResult> {
        Some(OnceResult(match self.number()?.checked_sub(1) {
            None => None,
            Some(length) => Some(self.bytes(length)?),
        }))
    }

    fn error(&mut self) -> Option<ErrorType> {
        match self.number()?.checked_sub(1) {
            None => Some(ErrorType::from(&*self.text()?)),
            Some(index) => ERRORS.get(usize::try_from(index).ok()?).cloned(),
        }
    }

    fn answers(&mut self) -> Option<Answers> {
        Some(Answers { action: self.small()?, check: self.fixed(1)?.try_into().ok()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn journal() -> Journal {
        let answers = |action| Answers { action, check: 63 };
        let kinds = [
            Kind::Succeeded(answers(0), "1234".into()),
            Kind::Succeeded(answers(40), Payload::default()),
            Kind::Failed(answers(1), ErrorType::CallNotAnswered),
            Kind::FailedAtOnce(answers(2), ErrorType::Other("New\"'ß".to_owned())),
            Kind::Refused(ErrorType::SchemaVersionMismatch),
            Kind::CallEnded(487),
            Kind::FarEndLeft,
            Kind::Answered,
            Kind::Update(r#"{"digit":"it's 7"}"#.into()),
            Kind::Keys(3, "*1".into()),
            Kind::Once {
                effect: SideEffect { name: 4_095, number: 1 },
                at_once: true,
                result: OnceResult(Some("[1,2]".into())),
            },
            Kind::Once {
                effect: SideEffect { name: 0, number: 40 },
                at_once: false,
                result: OnceResult(None),
            },
            Kind::Now(1_700_000_000_000),
            Kind::Random(u64::MAX),
            Kind::Arguments("{}".into()),
            Kind::SipHeader("=<sip:\"x\">".into()),
        ];
        let entry = |(index, kind)| Entry { sequence: 1 + index as u64 * 40, kind };
        Journal {
            entries: kinds.into_iter().enumerate().map(entry).collect(),
            kept: vec![
                Kept {
                    effect: SideEffect { name: 17, number: 2 },
                    at_once: true,
                    result: OnceResult(Some("null".into())),
                },
                Kept {
                    effect: SideEffect { name: 18, number: 0 },
                    at_once: false,
                    result: OnceResult(None),
                },
            ],
            ..Journal::new("front_desk", 2, true, 1)
        }
    }

    #[test]
    fn reads_back() {
        assert_eq!(Journal::read(&journal().write()), Ok(journal()));
    }

    /// Calls that are up when Offhook is updated have journals of the version before: another text needs
    /// another [`FORMAT`].
    #[test]
    fn text_of_the_format_never_changes() {
        let text = concat!(
            "1jnwbfCKFBSAA_E1234SoBoB_AFoBB_KfoBC_AHNew'\"ßRoBOEoBnPBoBAoBUoBS{'digit':'it\"s 7'}KoBDC*1",
            "ooB__BG[1,2]OoBAAoBAnoBgg6q-nvxBroB____________PaoBC{}hoBK=<sip:'x'>kARCFnulllASAA"
        );
        assert_eq!(journal().write(), text);
    }

    #[test]
    fn needs_no_escapes_for_json() {
        let entries = vec![Entry {
            sequence: 2,
            kind: Kind::Once {
                effect: SideEffect { name: 1, number: 0 },
                at_once: true,
                result: OnceResult(Some(r#"{"a":"b"}"#.into())),
            },
        }];
        let text = Journal { entries, ..journal() }.write();
        assert_eq!(serde_json::to_string(&text).expect("JSON").len(), text.len() + 2);
    }

    #[test]
    fn a_plain_turn_takes_five_characters() {
        let with = |count: u32| {
            let entry = |action| Entry {
                sequence: 2 + u64::from(action),
                kind: Kind::Succeeded(Answers { action, check: 0 }, Payload::default()),
            };
            let entries = (0..count).map(entry).collect();
            Journal { entries, ..Journal::new("front_desk", 1, false, 1) }.write().len()
        };
        assert_eq!(with(0), 10);
        assert_eq!(with(10), 10 + 10 * 5);
    }

    #[test]
    fn every_cut_and_every_change_is_noticed() {
        let text = journal().write();
        for (end, _) in text.char_indices() {
            assert!(Journal::read(&text[..end]).is_err(), "cut at {end}");
        }
        for (place, character) in text.char_indices() {
            let other = if character == 'x' { 'y' } else { 'x' };
            let mut changed = text.clone();
            changed.replace_range(place..place + character.len_utf8(), &other.to_string());
            assert!(Journal::read(&changed).is_err(), "changed at {place}");
        }
    }

    #[test]
    fn other_formats_and_other_texts_are_told_apart() {
        let newer = journal().write().replacen('1', "2", 1);
        assert_eq!(Journal::read(&newer), Err("its format is that of another version of Offhook"));
        assert_eq!(Journal::read("hello"), Err("it is no journal"));
        assert_eq!(Journal::read(""), Err("it is no journal"));
    }
}

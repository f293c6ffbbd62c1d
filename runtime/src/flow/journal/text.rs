//! The text of a journal: what transaction attributes hold.
//!
//! A header (the format, the check of all that follows, the flow, its version, how and when it
//! began), then the entries. Numbers have five bits in each character, texts begin with their length.
//! `"` and `'` change places, so that JSON in it needs no escapes as a JSON string.

use std::borrow::Cow;

use super::coding::{Reader, Writer};
use super::{Entry, Journal, Kept, Kind};
use crate::flow::entry::name_hash;

/// The format of the text.
const FORMAT: u8 = b'1';
/// The number of characters of the check.
const CHECK: usize = 3;
/// The hash of no text.
const HASH: u32 = 0x811c_9dc5;

impl Journal {
    /// The journal of a flow that begins with the event of this `Sequence`.
    pub(in crate::flow) fn new(flow: &str, version: u32, ringing: bool, sequence: u64) -> Self {
        let flow = name_hash(flow);
        let mut text = String::new();
        let mut header = Writer::new(&mut text);
        header.fixed(flow, 4);
        header.number(u64::from(version) * 2 + u64::from(ringing));
        header.number(sequence);
        let (first, hash) = (text.len(), hash(HASH, &text));
        let (began, entries, kept) = (sequence, Vec::new(), Vec::new());
        Self { flow, version, ringing, began, text, hash, first, entries, kept }
    }

    /// Adds an entry.
    pub(in crate::flow) fn push(&mut self, sequence: u64, kind: &Kind) {
        let after = sequence.saturating_sub(self.sequence());
        let place = self.text.len();
        Writer::new(&mut self.text).entry(kind, after);
        self.hash = hash(self.hash, &self.text[place..]);
        let end = self.text.len();
        // A text is the last part of an entry.
        let kind = kind.map(|text| end - text.len()..end);
        self.entries.push(Entry { sequence, kind, end });
    }

    /// Writes the journal.
    pub(in crate::flow) fn write(&self) -> String {
        let mut kept = String::new();
        for Kept { effect, at_once, result } in &self.kept {
            let mut kept = Writer::new(&mut kept);
            kept.letter(if *at_once { b'k' } else { b'l' });
            kept.effect(*effect);
            kept.result(result.as_deref());
        }
        let mut text = String::with_capacity(1 + CHECK + self.text.len() + kept.len());
        let mut writer = Writer::new(&mut text);
        writer.letter(FORMAT);
        writer.fixed(check(hash(self.hash, &kept)), CHECK);
        text.push_str(&swapped(&self.text));
        text.push_str(&swapped(&kept));
        text
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
        // An event adds an entry.
        let mut text = String::with_capacity(rest.len() + 64);
        text.push_str(&swapped(rest));
        let hash = hash(HASH, &text);
        if Reader::at(expected, 0).fixed(CHECK) != Some(check(hash)) {
            return Err(CUT);
        }
        Self::decode(text, hash).ok_or("it holds what this version of Offhook can't read")
    }

    fn decode(text: String, hash: u32) -> Option<Self> {
        let mut reader = Reader::at(&text, 0);
        let (flow, version, began) = (reader.fixed(4)?, reader.number()?, reader.number()?);
        let mut journal = Self {
            flow,
            version: (version / 2).try_into().ok()?,
            ringing: version % 2 == 1,
            began,
            first: reader.place(),
            // An entry has 5 characters or more, and an event adds one.
            entries: Vec::with_capacity(text.len() / 5),
            ..Self::default()
        };
        while !matches!(reader.peek(), None | Some(b'k' | b'l')) {
            let (after, kind) = reader.entry()?;
            let sequence = journal.sequence().checked_add(after)?;
            journal.entries.push(Entry { sequence, kind, end: reader.place() });
        }
        let end = reader.place();
        while let Some(letter) = reader.letter() {
            let at_once = match letter {
                b'k' => true,
                b'l' => false,
                _ => return None,
            };
            let (effect, result) = (reader.effect()?, reader.result()?);
            let result = result.map(|place| text[place].to_owned());
            journal.kept.push(Kept { effect, at_once, result });
        }
        (journal.text, journal.hash) = (text, hash);
        journal.cut(end);
        Some(journal)
    }

    /// Cuts the text off.
    pub(super) fn cut(&mut self, end: usize) {
        if end < self.text.len() {
            self.text.truncate(end);
            self.hash = hash(HASH, &self.text);
        }
    }
}

/// Adds a text to the text of a hash: FNV-1a.
fn hash(hash: u32, text: &str) -> u32 {
    text.bytes().fold(hash, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// The 18 bits of a hash that are written.
fn check(hash: u32) -> u32 {
    (hash >> 18) ^ (hash & 0x3_ffff)
}

/// A hash of a text, of 18 bits, as text.
pub(in crate::flow) fn text_hash(text: &str) -> String {
    let mut written = String::with_capacity(CHECK);
    Writer::new(&mut written).fixed(check(hash(HASH, text)), CHECK);
    written
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

#[cfg(test)]
mod tests {
    use super::super::{Answers, SideEffect};
    use super::*;
    use crate::event::ErrorType;

    fn journal() -> Journal {
        let answers = |action| Answers { action, check: 63 };
        let kinds = [
            Kind::Succeeded(answers(0), "1234".into()),
            Kind::Succeeded(answers(40), String::new()),
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
                result: Some("[1,2]".into()),
            },
            Kind::Once { effect: SideEffect { name: 0, number: 40 }, at_once: false, result: None },
            Kind::Now(1_700_000_000_000),
            Kind::Random(u64::MAX),
            Kind::Arguments("{}".into()),
            Kind::SipHeader("=<sip:\"x\">".into()),
        ];
        let mut journal = Journal::new("front_desk", 2, true, 1);
        for (sequence, kind) in (1..).step_by(40).zip(&kinds) {
            journal.push(sequence, kind);
        }
        journal.kept = vec![
            Kept {
                effect: SideEffect { name: 17, number: 2 },
                at_once: true,
                result: Some("null".into()),
            },
            Kept { effect: SideEffect { name: 18, number: 0 }, at_once: false, result: None },
        ];
        journal
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
        let effect = SideEffect { name: 1, number: 0 };
        let result = Some(r#"{"a":"b"}"#.into());
        let mut journal = Journal::new("front_desk", 2, true, 1);
        journal.push(2, &Kind::Once { effect, at_once: true, result });
        let text = journal.write();
        assert_eq!(serde_json::to_string(&text).expect("JSON").len(), text.len() + 2);
    }

    #[test]
    fn a_plain_turn_takes_five_characters() {
        let with = |count: u32| {
            let mut journal = Journal::new("front_desk", 1, false, 1);
            for action in 0..count {
                let answers = Answers { action, check: 0 };
                journal.push(2 + u64::from(action), &Kind::Succeeded(answers, String::new()));
            }
            journal.write().len()
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

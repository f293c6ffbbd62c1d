//! The characters of a journal's text: numbers, texts, and what consists of them.

use super::{Answers, Kind, OnceResult, SideEffect, Span};
use crate::event::ErrorType;

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
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

/// What each byte stands for as a character of a number.
const VALUES: [u8; 256] = {
    let mut values = [u8::MAX; 256];
    let mut value = 0;
    while value < 64 {
        values[DIGITS[value as usize] as usize] = value;
        value += 1;
    }
    values
};

/// Adds to a text.
pub(super) struct Writer<'t>(&'t mut String);

impl<'t> Writer<'t> {
    pub(super) fn new(text: &'t mut String) -> Self {
        Self(text)
    }

    pub(super) fn letter(&mut self, letter: u8) {
        self.0.push(char::from(letter));
    }

    /// The lowest bits of a number, in so many characters of 6 bits.
    pub(super) fn fixed(&mut self, number: u32, characters: usize) {
        for place in (0..characters).rev() {
            self.letter(DIGITS[(number >> (6 * place)) as usize & 63]);
        }
    }

    /// A number: 5 bits a character, the lowest first; the sixth says that more follow.
    pub(super) fn number(&mut self, mut number: u64) {
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
        self.0.push_str(text);
    }

    /// 0 for a failure.
    pub(super) fn result(&mut self, result: OnceResult<&str>) {
        match result {
            None => self.number(0),
            Some(json) => {
                self.number(json.len() as u64 + 1);
                self.0.push_str(json);
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

    pub(super) fn effect(&mut self, effect: SideEffect) {
        self.fixed(effect.name.into(), 2);
        self.number(effect.number.into());
    }

    /// `after`: the distance of its `Sequence` from that of the entry before it.
    pub(super) fn entry(&mut self, kind: &Kind, after: u64) {
        self.letter(letter(kind));
        self.number(after);
        match kind {
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
                self.result(result.as_deref());
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

/// Reads a text.
pub(super) struct Reader<'t> {
    text: &'t str,
    place: usize,
}

impl<'t> Reader<'t> {
    /// Reads from this byte of the text.
    pub(super) fn at(text: &'t str, place: usize) -> Self {
        Self { text, place }
    }

    /// The byte that is read next.
    pub(super) fn place(&self) -> usize {
        self.place
    }

    /// The next entry, and the distance of its `Sequence`.
    pub(super) fn entry(&mut self) -> Option<(u64, Kind<Span>)> {
        let letter = self.letter()?;
        let after = self.number()?;
        let kind = match letter {
            b'S' | b'F' | b'f' => {
                let action = self.small()?;
                let answers = Answers { action, check: self.digit()? };
                match letter {
                    b'S' => Kind::Succeeded(answers, self.text()?),
                    b'F' => Kind::Failed(answers, self.error()?),
                    _ => Kind::FailedAtOnce(answers, self.error()?),
                }
            }
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
        };
        Some((after, kind))
    }

    /// The next character; those of a journal's own are ASCII.
    pub(super) fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.place).copied()
    }

    pub(super) fn letter(&mut self) -> Option<u8> {
        let letter = self.peek()?;
        self.place += 1;
        Some(letter)
    }

    fn digit(&mut self) -> Option<u8> {
        let value = VALUES[usize::from(self.letter()?)];
        (value < 64).then_some(value)
    }

    pub(super) fn fixed(&mut self, characters: usize) -> Option<u32> {
        let mut number = 0;
        for _ in 0..characters {
            number = number << 6 | u32::from(self.digit()?);
        }
        Some(number)
    }

    pub(super) fn number(&mut self) -> Option<u64> {
        match self.digit()? {
            // Most are small.
            digit @ ..32 => Some(digit.into()),
            digit => self.rest_of_number(digit & 31),
        }
    }

    fn rest_of_number(&mut self, lowest: u8) -> Option<u64> {
        let mut number = lowest.into();
        for place in (5..u64::BITS).step_by(5) {
            let digit = self.digit()?;
            number |= u64::from(digit & 31) << place;
            if digit < 32 {
                return Some(number);
            }
        }
        None
    }

    fn small(&mut self) -> Option<u32> {
        self.number()?.try_into().ok()
    }

    fn text(&mut self) -> Option<Span> {
        let length = self.number()?;
        self.bytes(length)
    }

    /// The place of a text of so many bytes.
    fn bytes(&mut self, length: u64) -> Option<Span> {
        let place = self.place..self.place.checked_add(length.try_into().ok()?)?;
        self.text.get(place.clone())?;
        self.place = place.end;
        Some(place)
    }

    /// The hash of a side effect's name.
    pub(super) fn effect(&mut self) -> Option<SideEffect> {
        Some(SideEffect { name: self.fixed(2)?.try_into().ok()?, number: self.small()? })
    }

    pub(super) fn result(&mut self) -> Option<OnceResult<Span>> {
        Some(match self.number()?.checked_sub(1) {
            None => None,
            Some(length) => Some(self.bytes(length)?),
        })
    }

    fn error(&mut self) -> Option<ErrorType> {
        match self.number()?.checked_sub(1) {
            None => {
                let place = self.text()?;
                Some(ErrorType::from(&self.text[place]))
            }
            Some(index) => ERRORS.get(usize::try_from(index).ok()?).cloned(),
        }
    }
}
